"""Finding the shared library, checking that it is the right one, and calling it.

All else in this package goes through here; nothing here knows what the calls are for.
"""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from ctypes import POINTER, c_char_p, c_int, c_int32, c_int64, c_void_p
from pathlib import Path
from typing import Any, Callable

from .errors import CaseError, LibraryError, RedressError, RulesError, Status

ABI_VERSION = 2
SYSTEM_NAME = "libredress.so.1"
ENVIRONMENT_VARIABLE = "REDRESS_LIBRARY"

# Every function of redress_abi.h: what it returns, then its parameters. ctypes lets go of the interpreter's lock for the
# time of each call.
_OUT = POINTER(c_void_p)
PROTOTYPES: dict[str, tuple[Any, ...]] = {
    "redress_abi_version": (c_int32,),
    "redress_abi_cdef": (c_char_p,),
    "redress_version": (c_char_p,),
    "redress_status_name": (c_char_p, c_int32),
    "redress_error_new": (c_void_p,),
    "redress_error_free": (None, c_void_p),
    "redress_error_status": (c_int, c_void_p),
    "redress_error_message": (c_char_p, c_void_p),
    "redress_error_file": (c_char_p, c_void_p),
    "redress_error_line": (c_int64, c_void_p),
    "redress_error_column": (c_int64, c_void_p),
    "redress_error_record": (c_char_p, c_void_p),
    "redress_error_field": (c_char_p, c_void_p),
    "redress_book_load": (c_int, _OUT, c_char_p, c_void_p),
    "redress_book_parse": (c_int, _OUT, c_char_p, c_int64, c_void_p),
    "redress_book_load_with_zones": (c_int, _OUT, c_char_p, c_char_p, c_void_p),
    "redress_book_parse_with_zones": (c_int, _OUT, c_char_p, c_int64, c_char_p, c_void_p),
    "redress_book_free": (None, c_void_p),
    "redress_book_count": (c_int64, c_void_p),
    "redress_book_get": (c_char_p, c_void_p, c_int64, c_char_p),
    "redress_book_fact_count": (c_int64, c_void_p),
    "redress_book_fact_get": (c_char_p, c_void_p, c_int64, c_char_p),
    "redress_review_load": (c_int, _OUT, c_char_p, c_char_p, c_void_p),
    "redress_review_parse": (c_int, _OUT, c_char_p, c_int64, c_char_p, c_void_p),
    "redress_review_count": (c_int64, c_void_p),
    "redress_review_get": (c_char_p, c_void_p, c_int64, c_char_p),
    "redress_review_free": (None, c_void_p),
    "redress_case_parse": (c_int, _OUT, c_char_p, c_int64, c_void_p),
    "redress_case_new": (c_int, _OUT, c_void_p),
    "redress_case_add": (c_int, c_void_p, c_char_p, c_void_p),
    "redress_case_set": (c_int, c_void_p, c_char_p, c_char_p, c_int64, c_void_p),
    # The text is read with its size, so its address is wanted and not a copy up to the first NUL.
    "redress_case_xml": (c_int, c_void_p, _OUT, POINTER(c_int64), c_void_p),
    "redress_case_free": (None, c_void_p),
    "redress_settle": (c_int, _OUT, c_void_p, c_void_p, c_void_p),
    "redress_settle_without_steps": (c_int, _OUT, c_void_p, c_void_p, c_void_p),
    "redress_settle_batch": (c_int, c_void_p, c_void_p, c_void_p, c_char_p, c_int32, c_void_p),
    "redress_statement_count": (c_int64, c_void_p, c_char_p),
    "redress_statement_get": (c_char_p, c_void_p, c_char_p, c_int64, c_char_p),
    "redress_statement_xml": (c_void_p, c_void_p, POINTER(c_int64)),
    "redress_statement_free": (None, c_void_p),
    "redress_vocabulary_count": (c_int64,),
    "redress_vocabulary_get": (c_char_p, c_int64, c_char_p),
}


class Handle:
    """An object of the library. It is freed when nothing refers to it any more, so never while a call uses it."""

    def __init__(self, pointer: c_void_p, free: Callable[[int], None]) -> None:
        assert pointer.value is not None
        self.pointer: int = pointer.value
        # Not at exit: another thread may be in a call then, and the process gives its memory back anyway.
        weakref.finalize(self, free, self.pointer).atexit = False


class Library:
    """The shared library, loaded: where it is, and its functions as attributes of `calls`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.calls = _open(path)
        version = _function(self.calls, path, "redress_abi_version")()
        if version < ABI_VERSION:
            raise LibraryError(f"{path} has version {version} of the interface, this package needs {ABI_VERSION} or later")
        for name in PROTOTYPES:
            _function(self.calls, path, name)

    @property
    def version(self) -> str:
        """The version of the library, as "1.0.0"."""
        return _text(self.calls.redress_version())

    @property
    def abi_version(self) -> int:
        """The version of its interface."""
        return int(self.calls.redress_abi_version())

    @property
    def cdef(self) -> str:
        """The interface as the library was built with it: the text of redress_abi.h."""
        return _text(self.calls.redress_abi_cdef())

    def __reduce__(self) -> Any:
        raise TypeError("a Library can't be pickled: each process loads its own")

    def new_error(self) -> Handle:
        """An object for the library to describe a failure in."""
        pointer = c_void_p(self.calls.redress_error_new())
        if not pointer:
            raise MemoryError("there is not enough memory")
        return Handle(pointer, self.calls.redress_error_free)

    def check(self, status: int, error: Handle, refusal: type[RedressError]) -> None:
        """Raises what a call that returned `status` has written into `error`; `refusal`, where the input is to blame."""
        if status == Status.OK:
            return
        calls, described = self.calls, error.pointer
        message = _text(calls.redress_error_message(described))
        if status == Status.OUT_OF_MEMORY:
            raise MemoryError(message)
        if status in (Status.INVALID_ARGUMENT, Status.INTERNAL):
            refusal = RedressError
        raise refusal(Status(status), message, os.fsdecode(calls.redress_error_file(described)) or None,
                      calls.redress_error_line(described) or None, calls.redress_error_column(described) or None,
                      _text(calls.redress_error_record(described)) or None,
                      _text(calls.redress_error_field(described)) or None)

    def new_book(self, call: str, *arguments: Any) -> Handle:
        """What redress_book_load_with_zones or redress_book_parse_with_zones makes."""
        return self._made(call, "redress_book_free", RulesError, arguments, self.new_error())

    def new_review(self, call: str, *arguments: Any) -> Handle:
        """What redress_review_load or redress_review_parse makes."""
        return self._made(call, "redress_review_free", RulesError, arguments, self.new_error())

    def new_case(self, call: str, *arguments: Any, error: Handle) -> Handle:
        """What redress_case_new or redress_case_parse makes."""
        return self._made(call, "redress_case_free", CaseError, arguments, error)

    def new_statement(self, call: str, *arguments: Any, error: Handle) -> Handle:
        """What redress_settle or redress_settle_without_steps makes."""
        return self._made(call, "redress_statement_free", CaseError, arguments, error)

    def _made(self, call: str, free: str, refusal: type[RedressError], arguments: tuple[Any, ...],
              error: Handle) -> Handle:
        out = c_void_p()
        status = getattr(self.calls, call)(ctypes.byref(out), *arguments, error.pointer)
        self.check(status, error, refusal)
        return Handle(out, getattr(self.calls, free))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")  # no failure is lost to the text that tells of it


def _open(path: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(path)
    except OSError as error:
        raise LibraryError(f"the Redress library can't be loaded: {error}") from None


def _function(calls: ctypes.CDLL, path: str, name: str) -> Any:
    try:
        function = getattr(calls, name)
    except AttributeError:
        raise LibraryError(f"{path} has no function {name}: it is not the Redress library, or older than this package"
                           ) from None
    function.restype, *function.argtypes = PROTOTYPES[name]
    return function


def _find() -> str:
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        return chosen
    bundled = Path(__file__).with_name(SYSTEM_NAME)
    return str(bundled) if bundled.exists() else SYSTEM_NAME


_loaded: Library | None = None
_loading = threading.Lock()


def library(path: str | os.PathLike[str] | None = None) -> Library:
    """The shared library. The first call loads it: from `path`; or else from where the environment variable REDRESS_LIBRARY
    says; or else from the folder of this package, as its wheel has it; or else by the system's name, libredress.so.1.

    A process has one library: a later call with another path raises LibraryError.
    """
    global _loaded
    wanted = None if path is None else os.fspath(path)
    with _loading:
        if _loaded is None:
            _loaded = Library(wanted or _find())
        elif wanted not in (None, _loaded.path):
            raise LibraryError(f"{wanted} can't be loaded: this process already uses {_loaded.path}")
        return _loaded
