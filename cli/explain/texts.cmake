# The sources of explanations (REDRESS_EXPLAIN_SOURCES), and their templates and texts compiled in (REDRESS_EMBEDDED).
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
