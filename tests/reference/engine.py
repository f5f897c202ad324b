"""The library, through its C functions, for books that come and go."""

import ctypes
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import library  # noqa: E402
from library import Refused, RulesRefused  # noqa: E402, F401


class Engine(library.Library):
    """A book of some rule texts; to be closed."""

    def __init__(self, path, texts):
        memory = Path("/dev/shm")
        with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
            for number, text in enumerate(texts):
                Path(folder, f"{number}.xml").write_text(text)
            super().__init__(path, folder)

    def settle(self, xml):
        """The statement as XML."""
        return self.settled(xml, self.xml_of)[0]

    def close(self):
        self.c.redress_book_free(self.book)
        error_free = self.c.redress_error_free
        error_free.restype, error_free.argtypes = None, [ctypes.c_void_p]
        error_free(self.error)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
