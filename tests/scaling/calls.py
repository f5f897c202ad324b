"""The library's calls, each with the seconds of one core that it took."""

import ctypes
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import library


class Calls:
    def __init__(self, path):
        self.c = library.functions(path)
        self.error = self.c.redress_error_new()
        self.seconds = 0.0  # of the last call

    def timed(self, function, *arguments):
        begun = time.process_time()
        status = function(*arguments)
        self.seconds = time.process_time() - begun
        return status

    def told(self, status):
        """"ok", or the status and the message of a refusal."""
        if status == 0:
            return "ok"
        return self.c.redress_status_name(status).decode() + ": " + self.c.redress_error_message(self.error).decode()

    def book(self, rules):
        """The book of one text, or of a list of texts in files of one folder; and what was told of it."""
        book = ctypes.c_void_p()
        if isinstance(rules, str):
            text = rules.encode()
            return book, self.told(self.timed(self.c.redress_book_parse, ctypes.byref(book), text, len(text), self.error))
        with tempfile.TemporaryDirectory() as folder:
            for i, text in enumerate(rules):
                Path(folder, f"{i:05d}.xml").write_text(text)
            return book, self.told(self.timed(self.c.redress_book_load, ctypes.byref(book), folder.encode(), self.error))

    def case(self, xml):
        facts, text = ctypes.c_void_p(), xml.encode()
        return facts, self.told(self.timed(self.c.redress_case_parse, ctypes.byref(facts), text, len(text), self.error))

    def settle(self, book, facts, steps=False, read=None):
        """What `read` makes of the statement's handle, or what was told of the settlement."""
        statement = ctypes.c_void_p()
        settle = self.c.redress_settle if steps else self.c.redress_settle_without_steps
        told = self.told(self.timed(settle, ctypes.byref(statement), book, facts, self.error))
        if told != "ok" or read is None:
            self.c.redress_statement_free(statement)
            return told
        try:
            return read(statement)
        finally:
            self.c.redress_statement_free(statement)

    def field(self, statement, record, index, name):
        value = self.c.redress_statement_get(statement, record.encode(), index, name.encode())
        return None if value is None else value.decode()

    def free(self, book=None, facts=None):
        self.c.redress_case_free(facts)
        self.c.redress_book_free(book)


def megabytes():
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
