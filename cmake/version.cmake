# REDRESS_VERSION, as the main build has it; for builds of their own, before project().
file(READ ${CMAKE_CURRENT_LIST_DIR}/../CMakeLists.txt REDRESS_PROJECT)
string(REGEX MATCH "project\\(redress VERSION ([0-9.]+)" _ "${REDRESS_PROJECT}")
set(REDRESS_VERSION ${CMAKE_MATCH_1})
