"""Every value of every enum of the header is the one that was frozen, and written as a number [C13].

values.py HEADER TABLE LIBRARY

A new value is added to the table in the release that brings it; a line of the table never changes. The library must call
each status by its enumerator in lower case [status_name-1], and know no other number [status_name-2].
"""

import ctypes
import pathlib
import sys

from declarations import enums
from pycparser import c_ast


def values(header: str) -> list[str]:
    """The enumerators in the order of the header, each as "enum name value"."""
    rows = []
    for enum in enums(header):
        for enumerator in enum.values.enumerators:
            value = enumerator.value.value if isinstance(enumerator.value, c_ast.Constant) else "not written as a number"
            rows.append(f"{enum.name} {enumerator.name} {value}")
    return rows


def named_otherwise(library_path: str, rows: list[str]) -> list[str]:
    """What the library calls otherwise than the table does."""
    library = ctypes.CDLL(library_path)
    library.redress_status_name.restype = ctypes.c_char_p
    expected: dict[int, bytes | None] = dict.fromkeys([-(2**31), -1, *range(1000), 2**31 - 1])
    for row in rows:
        _, name, value = row.split()
        expected[int(value)] = name.removeprefix("REDRESS_").lower().encode()
    names = {number: library.redress_status_name(ctypes.c_int32(number)) for number in expected}
    return [f"status {number}: {names[number]}, not {name}" for number, name in expected.items() if names[number] != name]


def main(header_path: str, table_path: str, library_path: str) -> None:
    found = values(pathlib.Path(header_path).read_text())
    frozen = pathlib.Path(table_path).read_text().splitlines()
    wrong = [f"frozen, and not in the header: {row}" for row in frozen if row not in found]
    wrong += [f"in the header, and not frozen: {row}" for row in found if row not in frozen]
    if not frozen or wrong:
        sys.exit("\n".join(["FAILED: the values of the header are not those of the table", *wrong]))
    if otherwise := named_otherwise(library_path, frozen):
        sys.exit("\n".join(["FAILED: the library names a status otherwise", *otherwise]))
    print(f"{len(frozen)} values as frozen")


main(*sys.argv[1:])
