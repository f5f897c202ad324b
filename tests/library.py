"""The library, called through its C functions as any host would; what is read of a statement is for its users to say."""

import ctypes


class Refused(Exception):
    """The library refused a case; with its message."""


class RulesRefused(Exception):
    """The library refused the rules: nothing can be checked."""


def functions(path):
    """The C functions of the library at a path, with the types of their results and arguments."""
    c = ctypes.CDLL(str(path))
    pointer, number, text = ctypes.c_void_p, ctypes.c_int64, ctypes.c_char_p
    for name, result, arguments in (
        ("error_new", pointer, []),
        ("error_message", text, [pointer]),
        ("status_name", text, [ctypes.c_int32]),
        ("book_load", ctypes.c_int, [pointer, text, pointer]),
        ("book_load_with_zones", ctypes.c_int, [pointer, text, text, pointer]),
        ("book_parse", ctypes.c_int, [pointer, text, number, pointer]),
        ("book_free", None, [pointer]),
        ("case_parse", ctypes.c_int, [pointer, text, number, pointer]),
        ("case_free", None, [pointer]),
        ("settle", ctypes.c_int, [pointer, pointer, pointer, pointer]),
        ("settle_without_steps", ctypes.c_int, [pointer, pointer, pointer, pointer]),
        ("statement_count", number, [pointer, text]),
        ("statement_get", text, [pointer, text, number, text]),
        ("statement_xml", text, [pointer, pointer]),
        ("statement_free", None, [pointer]),
    ):
        function = getattr(c, "redress_" + name)
        function.restype, function.argtypes = result, arguments
    return c


class Library:
    def __init__(self, path, rules, zones=None):
        """By the zone files of a folder, or those of the system."""
        self.c = functions(path)
        self.rules, self.zones = rules, zones
        self.error = self.c.redress_error_new()
        self.book = self.load()

    def load(self):
        book = ctypes.c_void_p()
        zones = str(self.zones).encode() if self.zones else None
        if self.c.redress_book_load_with_zones(ctypes.byref(book), str(self.rules).encode(), zones, self.error) != 0:
            raise RulesRefused(self.c.redress_error_message(self.error).decode())
        return book

    def settled(self, xml, read, times=1, steps=False, fresh_book=False):
        """What `read` makes of the statement's handle, for each of several settlements of one parsed case."""
        facts, text = ctypes.c_void_p(), xml.encode()
        self.check(self.c.redress_case_parse(ctypes.byref(facts), text, len(text), self.error))
        book = self.load() if fresh_book else self.book
        try:
            return [self.settled_once(book, facts, read, steps) for _ in range(times)]
        finally:
            self.c.redress_case_free(facts)
            if fresh_book:
                self.c.redress_book_free(book)

    def settled_once(self, book, facts, read, steps):
        statement = ctypes.c_void_p()
        settle = self.c.redress_settle if steps else self.c.redress_settle_without_steps
        self.check(settle(ctypes.byref(statement), book, facts, self.error))
        try:
            return read(statement)
        finally:
            self.c.redress_statement_free(statement)

    def check(self, status):
        if status != 0:
            raise Refused(self.c.redress_error_message(self.error).decode())

    def xml_of(self, statement):
        return self.c.redress_statement_xml(statement, None).decode()
