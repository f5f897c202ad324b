# Writes OUTPUT, a header that holds the text of INPUT byte for byte, for redress_abi_cdef().
file(READ "${INPUT}" text)
if(text MATCHES "\\)cdef\"")
  message(FATAL_ERROR "${INPUT} holds the delimiter of the literal that is to hold it")
endif()
file(WRITE "${OUTPUT}" "// Written by abi/embed.cmake from abi/redress_abi.h.
#pragma once

inline constexpr char redress_abi_cdef_text[] = R\"cdef(${text})cdef\";
")
