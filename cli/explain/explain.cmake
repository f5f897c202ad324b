# What `redress explain` adds to the command: templates, local times, and its texts.
find_path(MUSTACHE_INCLUDE kainjow/mustache.hpp REQUIRED)
find_path(CCTZ_INCLUDE cctz/time_zone.h REQUIRED)
find_library(CCTZ_LIBRARY cctz REQUIRED)

# Templates and texts are compiled in, so that the command is one file.
set(REDRESS_EXPLAIN ${CMAKE_CURRENT_LIST_DIR})
set(REDRESS_EXPLAIN_FILES templates/html.mustache templates/markdown.mustache templates/text.mustache templates/style.css
  languages/en.ini languages/de.ini languages/uk.ini)
set(REDRESS_EMBEDDED ${REDRESS_GENERATED}/explain_embedded.cpp)
list(TRANSFORM REDRESS_EXPLAIN_FILES PREPEND ${REDRESS_EXPLAIN}/ OUTPUT_VARIABLE REDRESS_EXPLAIN_PATHS)
string(REPLACE ";" " " REDRESS_EXPLAIN_NAMES "${REDRESS_EXPLAIN_FILES}")
add_custom_command(
  OUTPUT ${REDRESS_EMBEDDED}
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${REDRESS_EXPLAIN} "-DFILES=${REDRESS_EXPLAIN_NAMES}" -DOUTPUT=${REDRESS_EMBEDDED}
          -P ${REDRESS_EXPLAIN}/embed.cmake
  DEPENDS ${REDRESS_EXPLAIN_PATHS} ${REDRESS_EXPLAIN}/embed.cmake
  VERBATIM)

file(GLOB REDRESS_EXPLAIN_SOURCES CONFIGURE_DEPENDS ${REDRESS_EXPLAIN}/*.cpp)
target_sources(redress_command PRIVATE ${REDRESS_EXPLAIN_SOURCES} ${REDRESS_EMBEDDED})
target_compile_options(redress_command PRIVATE -iquote${REDRESS_EXPLAIN}/..)
target_include_directories(redress_command SYSTEM PRIVATE ${MUSTACHE_INCLUDE} ${CCTZ_INCLUDE} ${PUGIXML_INCLUDE})
target_link_libraries(redress_command PRIVATE ${PUGIXML_STATIC} ${CCTZ_LIBRARY})
# Models of further languages.
install(DIRECTORY ${REDRESS_EXPLAIN}/languages DESTINATION ${CMAKE_INSTALL_DATADIR}/redress FILES_MATCHING PATTERN *.ini)
