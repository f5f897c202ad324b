"""Copies a library without the flag that keeps it in memory, and with every other byte the same.

without_nodelete.py LIBRARY COPY
"""

import pathlib
import struct
import sys

DT_NULL, DT_FLAGS_1, DF_1_NODELETE = 0, 0x6FFFFFFB, 0x8
PT_DYNAMIC = 2


def dynamic_section(elf: bytes) -> tuple[int, int]:
    """Offset and size of the dynamic entries, by the program headers."""
    if elf[:6] != b"\x7fELF\x02\x01":
        sys.exit("FAILED: not a 64-bit little-endian ELF file")
    headers, size, count = struct.unpack_from("<Q", elf, 32)[0], *struct.unpack_from("<HH", elf, 54)
    for at in range(headers, headers + size * count, size):
        kind, _, offset, _, _, bytes_in_file = struct.unpack_from("<IIQQQQ", elf, at)
        if kind == PT_DYNAMIC:
            return offset, bytes_in_file
    sys.exit("FAILED: not a dynamic library")


def main(library: str, copy: str) -> None:
    elf = bytearray(pathlib.Path(library).read_bytes())
    offset, size = dynamic_section(bytes(elf))
    for at in range(offset, offset + size, 16):
        tag, value = struct.unpack_from("<QQ", elf, at)
        if tag == DT_NULL:
            break
        if tag == DT_FLAGS_1 and value & DF_1_NODELETE:
            struct.pack_into("<QQ", elf, at, tag, value & ~DF_1_NODELETE)
            pathlib.Path(copy).write_bytes(elf)
            return
    sys.exit(f"FAILED: {library} lacks the flag NODELETE")


main(*sys.argv[1:])
