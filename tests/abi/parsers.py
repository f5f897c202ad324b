"""cffi and pycparser read redress_abi.h, and cffi finds every function of it in the library.

parsers.py HEADER LIBRARY
"""

import pathlib
import sys

import cffi
from declarations import enums, functions


def main(header_path: str, library_path: str) -> None:
    text = pathlib.Path(header_path).read_text()
    declared = [function.name for function in functions(text)]
    if not declared or [enum.name for enum in enums(text)] != ["redress_status"]:
        sys.exit("FAILED: pycparser finds other declarations")

    ffi = cffi.FFI()
    ffi.cdef(text)
    library = ffi.dlopen(library_path)
    missing = [name for name in declared if not hasattr(library, name)]
    if missing:
        sys.exit(f"FAILED: cffi does not find {missing}")
    if ffi.string(library.redress_abi_cdef()).decode() != text:
        sys.exit("FAILED: the library was built with another header [abi_cdef-1]")
    if ffi.string(library.redress_status_name(library.REDRESS_LIMIT_EXCEEDED)) != b"limit_exceeded":
        sys.exit("FAILED: cffi reads another enum")
    print(f"{len(declared)} functions")


main(*sys.argv[1:])
