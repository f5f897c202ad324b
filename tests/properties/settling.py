"""The library, called as any host calls it, and the statements that it gives as plain records."""

import ctypes
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from fractions import Fraction

NAMESPACE = "{urn:redress:statement:1}"


class Refused(Exception):
    """The library refuses the case."""


class RulesRefused(Exception):
    """The library refuses the rules: nothing can be checked."""


@dataclass(frozen=True)
class Statement:
    text: str
    records: dict  # name of the record -> list of its attributes

    def all(self, record):
        return self.records.get(record, [])

    @property
    def decisions(self):
        return self.all("decision")

    def granted(self):
        return [d for d in self.decisions if d["outcome"] == "granted"]

    def measures(self, decision):
        """What was measured for a decision, by name; of a statement with steps."""
        return {s["name"]: s.get("value") for s in self.all("step")
                if s["decision"] == decision["number"] and s["kind"] == "measure"}

    def total(self, subscription):
        return sum((amount(d) for d in self.granted() if d["subscription"] == subscription), Fraction(0))


def amount(record, field="amount"):
    return Fraction(record.get(field, "0"))


def read_statement(text):
    records = {}
    for element in ElementTree.fromstring(text):
        records.setdefault(element.tag.removeprefix(NAMESPACE), []).append(dict(element.attrib))
    return Statement(text, records)


class Library:
    def __init__(self, path, rules):
        self.c = ctypes.CDLL(str(path))
        pointer, number, text = ctypes.c_void_p, ctypes.c_int64, ctypes.c_char_p
        for name, result, arguments in (
            ("error_new", pointer, []),
            ("error_message", text, [pointer]),
            ("book_load", ctypes.c_int, [pointer, text, pointer]),
            ("book_free", None, [pointer]),
            ("case_parse", ctypes.c_int, [pointer, text, number, pointer]),
            ("case_free", None, [pointer]),
            ("settle", ctypes.c_int, [pointer, pointer, pointer, pointer]),
            ("settle_without_steps", ctypes.c_int, [pointer, pointer, pointer, pointer]),
            ("statement_xml", text, [pointer, pointer]),
            ("statement_free", None, [pointer]),
        ):
            function = getattr(self.c, "redress_" + name)
            function.restype, function.argtypes = result, arguments
        self.rules = rules
        self.error = self.c.redress_error_new()
        self.book = self.load()

    def load(self):
        book = ctypes.c_void_p()
        if self.c.redress_book_load(ctypes.byref(book), str(self.rules).encode(), self.error) != 0:
            raise RulesRefused(self.c.redress_error_message(self.error).decode())
        return book

    def check(self, status):
        if status != 0:
            raise Refused(self.c.redress_error_message(self.error).decode())

    def settle(self, xml, steps=False):
        return read_statement(self.texts(xml, steps=steps)[0])

    def texts(self, xml, times=1, steps=False, fresh_book=False):
        """The statements of settling one parsed case several times."""
        facts, text = ctypes.c_void_p(), xml.encode()
        self.check(self.c.redress_case_parse(ctypes.byref(facts), text, len(text), self.error))
        book = self.load() if fresh_book else self.book
        try:
            return [self.text_of(book, facts, steps) for _ in range(times)]
        finally:
            self.c.redress_case_free(facts)
            if fresh_book:
                self.c.redress_book_free(book)

    def text_of(self, book, facts, steps):
        statement = ctypes.c_void_p()
        settle = self.c.redress_settle if steps else self.c.redress_settle_without_steps
        self.check(settle(ctypes.byref(statement), book, facts, self.error))
        try:
            return self.c.redress_statement_xml(statement, None).decode()
        finally:
            self.c.redress_statement_free(statement)
