"""redress_abi_cdef() returns redress_abi.h byte for byte, and that text has no preprocessor lines.

cdef_test.py LIBRARY HEADER
"""

import ctypes
import pathlib
import sys


def main(library_path: str, header_path: str) -> None:
    library = ctypes.CDLL(library_path)
    library.redress_abi_cdef.restype = ctypes.c_char_p
    text = library.redress_abi_cdef()
    header = pathlib.Path(header_path).read_bytes()
    if text != header:
        sys.exit(f"redress_abi_cdef() has {len(text)} bytes, {header_path} has {len(header)}, and they differ")
    directives = [line for line in text.decode("utf-8").splitlines() if line.lstrip().startswith("#")]
    if directives:
        sys.exit(f"preprocessor lines: {directives}")


main(*sys.argv[1:])
