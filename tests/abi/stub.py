"""Writes a library that has the functions of a header and does nothing: C source, and its map of exported symbols.

stub.py HEADER SOURCE MAP

Clients are linked against it in place of a library of that version, and the checks of the library are tried on it.
"""

import pathlib
import sys

from declarations import functions
from pycparser import c_ast, c_generator


def definition(function: c_ast.Decl) -> str:
    """The function with a body that returns zero."""
    signature = c_generator.CGenerator().visit(function)
    body = "" if signature.startswith("void redress_") else " return 0; "
    return f"{signature} {{{body}}}\n"


def main(header_path: str, source_path: str, map_path: str) -> None:
    header = pathlib.Path(header_path).resolve()
    declared = functions(header.read_text())
    include = f'#include <stdint.h>\n#include "{header}"\n'
    pathlib.Path(source_path).write_text(include + "".join(map(definition, declared)))
    names = "".join(f"        {function.name};\n" for function in declared)
    pathlib.Path(map_path).write_text(f"REDRESS_1 {{\n    global:\n{names}    local:\n        *;\n}};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
