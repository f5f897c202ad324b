# Writes OUTPUT, a source file that holds the files of FOLDER named in FILES (separated by spaces), byte for byte, for embedded().
separate_arguments(names UNIX_COMMAND "${FILES}")
set(rows "")
foreach(name IN LISTS names)
  file(READ "${FOLDER}/${name}" text)
  if(text MATCHES "\\)kept\"")
    message(FATAL_ERROR "${name} holds the delimiter of the literal that is to hold it")
  endif()
  get_filename_component(short "${name}" NAME)
  string(APPEND rows "    if (name == \"${short}\") return R\"kept(${text})kept\";\n")
endforeach()
file(WRITE "${OUTPUT}" "// Written by cli/explain/embed.cmake.
#include \"explain/embedded.h\"

namespace redress::cli::explain {

std::string_view embedded(std::string_view name) {
${rows}    return {};
}

}  // namespace redress::cli::explain
")
