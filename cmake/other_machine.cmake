# What the builds for other machines than this one share; included after project(). SOURCES brings the libraries that Debian has
# compiled for its own machines only.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(SOURCES "" CACHE PATH "the folder of scripts/install_sources.sh")
set(ROOT ${CMAKE_CURRENT_LIST_DIR}/..)
cmake_path(NORMAL_PATH ROOT)

# Libraries that are headers are the system's; nothing else of its headers fits another machine.
set(HEADERS ${CMAKE_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${HEADERS})
function(link_headers)
  foreach(library ${ARGN})
    if(NOT EXISTS /usr/include/${library})
      message(FATAL_ERROR "/usr/include/${library} is missing: run scripts/install.sh")
    endif()
    file(CREATE_LINK /usr/include/${library} ${HEADERS}/${library} SYMBOLIC)
  endforeach()
endfunction()
link_headers(boost fmt)
file(CREATE_LINK ${SOURCES}/nettle ${HEADERS}/nettle SYMBOLIC)

set(KEPT_SOURCES
  ${SOURCES}/pugixml/src/pugixml.cpp
  ${SOURCES}/nettle/sha256.c ${SOURCES}/nettle/sha256-compress.c ${SOURCES}/nettle/write-be32.c
  ${ROOT}/cmake/fmt.cpp)
set(KEPT_INCLUDES ${HEADERS} ${SOURCES}/pugixml/src)

# As in the main build: the text of the header.
set(REDRESS_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${REDRESS_GENERATED})
set(CDEF ${REDRESS_GENERATED}/redress_abi_cdef.h)
add_custom_command(OUTPUT ${CDEF}
  COMMAND ${CMAKE_COMMAND} -DINPUT=${ROOT}/abi/redress_abi.h -DOUTPUT=${CDEF} -P ${ROOT}/abi/embed.cmake
  DEPENDS ${ROOT}/abi/redress_abi.h ${ROOT}/abi/embed.cmake VERBATIM)

file(GLOB_RECURSE LIBRARY CONFIGURE_DEPENDS ${ROOT}/plugin/*.cpp)
