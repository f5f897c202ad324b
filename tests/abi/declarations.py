"""The declarations of redress_abi.h, read by pycparser as the header says: without comments, after stdint's two names."""

import re

from pycparser import c_ast, c_parser

STDINT = "typedef int int32_t; typedef long int64_t;"


def declarations(header: str) -> list[c_ast.Node]:
    return c_parser.CParser().parse(STDINT + re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)).ext


def functions(header: str) -> list[c_ast.Decl]:
    return [node for node in declarations(header) if isinstance(node, c_ast.Decl) and isinstance(node.type, c_ast.FuncDecl)]


def enums(header: str) -> list[c_ast.Enum]:
    return [node.type for node in declarations(header) if isinstance(node, c_ast.Decl) and isinstance(node.type, c_ast.Enum)]
