# What `redress explain` adds to the command: templates, local times, and its texts.
find_path(MUSTACHE_INCLUDE kainjow/mustache.hpp REQUIRED)
find_path(CCTZ_INCLUDE cctz/time_zone.h REQUIRED)
find_library(CCTZ_LIBRARY cctz REQUIRED)

# Templates and texts are compiled in, so that the command is one file.
include(${CMAKE_CURRENT_LIST_DIR}/texts.cmake)
target_sources(redress_command PRIVATE ${REDRESS_EXPLAIN_SOURCES} ${REDRESS_EMBEDDED})
target_compile_options(redress_command PRIVATE -iquote${REDRESS_EXPLAIN}/..)
target_include_directories(redress_command SYSTEM PRIVATE ${MUSTACHE_INCLUDE} ${CCTZ_INCLUDE} ${PUGIXML_INCLUDE})
target_link_libraries(redress_command PRIVATE ${PUGIXML_STATIC} ${CCTZ_LIBRARY})
# Models of further languages.
install(DIRECTORY ${REDRESS_EXPLAIN}/languages DESTINATION ${CMAKE_INSTALL_DATADIR}/redress FILES_MATCHING PATTERN *.ini)
