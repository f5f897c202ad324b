"""The library, called through its C functions as any host would."""

import ctypes
from dataclasses import dataclass

DECISION = ("claim", "subscription", "guarantee", "window_start", "incident", "ticket", "outcome", "reason", "breached",
            "amount", "remedy", "extension", "credit")
CREDIT = ("id", "subscription", "amount", "granted", "claim", "remedy")


class Refused(Exception):
    """The library refused a book or a case; with its message."""


@dataclass(frozen=True)
class Statement:
    decisions: list  # of dictionaries of texts
    credits: list
    xml: str  # "" where no steps were asked for


class Library:
    def __init__(self, path, rules):
        self.c = ctypes.CDLL(str(path))
        pointer, number, text = ctypes.c_void_p, ctypes.c_int64, ctypes.c_char_p
        for name, result, arguments in (
            ("error_new", pointer, []),
            ("error_message", text, [pointer]),
            ("book_load", ctypes.c_int, [pointer, text, pointer]),
            ("case_parse", ctypes.c_int, [pointer, text, number, pointer]),
            ("case_free", None, [pointer]),
            ("settle", ctypes.c_int, [pointer, pointer, pointer, pointer]),
            ("settle_without_steps", ctypes.c_int, [pointer, pointer, pointer, pointer]),
            ("statement_count", number, [pointer, text]),
            ("statement_get", text, [pointer, text, number, text]),
            ("statement_xml", text, [pointer, pointer]),
            ("statement_free", None, [pointer]),
        ):
            function = getattr(self.c, "redress_" + name)
            function.restype, function.argtypes = result, arguments
        self.error = self.c.redress_error_new()
        self.book = ctypes.c_void_p()
        self.check(self.c.redress_book_load(ctypes.byref(self.book), str(rules).encode(), self.error))

    def check(self, status):
        if status != 0:
            raise Refused(self.c.redress_error_message(self.error).decode())

    def settle(self, xml, steps=False):
        facts, statement = ctypes.c_void_p(), ctypes.c_void_p()
        text = xml.encode()
        self.check(self.c.redress_case_parse(ctypes.byref(facts), text, len(text), self.error))
        settle = self.c.redress_settle if steps else self.c.redress_settle_without_steps
        try:
            self.check(settle(ctypes.byref(statement), self.book, facts, self.error))
        finally:
            self.c.redress_case_free(facts)
        try:
            return self.read(statement, steps)
        finally:
            self.c.redress_statement_free(statement)

    def read(self, statement, steps):
        xml = self.c.redress_statement_xml(statement, None).decode() if steps else ""
        return Statement(self.rows(statement, "decision", DECISION), self.rows(statement, "credit", CREDIT), xml)

    def rows(self, statement, record, fields):
        name, get = record.encode(), self.c.redress_statement_get
        count = self.c.redress_statement_count(statement, name)
        return [{f: get(statement, name, i, f.encode()).decode() for f in fields} for i in range(count)]
