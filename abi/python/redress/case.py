"""The facts of one customer's case."""

from __future__ import annotations

import ctypes
import reprlib
import threading
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Iterable, Iterator, Mapping, Union

from ._library import Handle, library
from .errors import CaseError, RedressError, Status, wrong_type
from .record import Record
from .values import XML, Value, Xml, is_missing, text_of, utf8_of
from ._vocabulary import case_records, case_types

Fields = Mapping[str, Union[Value, None]]
Facts = Union[Xml, Mapping[str, Union[Fields, Iterable[Fields]]], Iterable[Record]]
"""A whole case: as XML, as `{"case": {...}, "subscription": [{...}, ...], ...}`, or as records. A field that is None, or what numpy and
pandas have for it, is left out."""


class Case:
    """A case, in the library. One thread at a time may use it; another one gets RedressError.

    Values are checked as they come in. A call that refuses one closes the case, because it would hold part of a record.
    """

    def __init__(self, facts: Facts = ()) -> None:
        self._library = library()
        self._in_use = threading.Lock()
        self._error = self._library.new_error()
        self._handle: Handle | None = None
        self._numbers: dict[str, int] = {}  # how many records of each kind there are
        if isinstance(facts, XML):
            xml = utf8_of(facts, CaseError)
            self._handle = self._library.new_case("redress_case_parse", xml, len(xml), error=self._error)
            return
        self._handle = self._library.new_case("redress_case_new", error=self._error)
        for record, fields in _records(facts):
            self._add(record, fields)

    def add(self, record: str | Record, /, **fields: Value | None) -> None:
        """Adds a record: `add("incident", id="outage-1", ...)`, or one of redress.records. `case` is the root, which is there
        already. A field that is None is left out."""
        if not isinstance(record, Record):
            self._add(record, fields.items())
        elif fields:
            raise TypeError("a record has its fields itself")
        else:
            self._add(record.record, record.facts())

    @property
    def xml(self) -> bytes:
        """The case in canonical XML, the evidence to store with the invoice. Checks the case as a whole."""
        start, size = ctypes.c_void_p(), ctypes.c_int64()
        with self._used() as handle:
            calls = self._library.calls
            status = calls.redress_case_xml(handle, ctypes.byref(start), ctypes.byref(size), self._error.pointer)
            self._library.check(status, self._error, CaseError)
            assert start.value is not None
            return ctypes.string_at(start.value, size.value)

    def _settled(self, book: Handle, steps: bool) -> Handle:
        """The statement, in the library; for Book.settle."""
        call = "redress_settle" if steps else "redress_settle_without_steps"
        with self._used() as handle:
            return self._library.new_statement(call, book.pointer, handle, error=self._error)

    def close(self) -> None:
        """Frees it now, rather than when nothing refers to it."""
        self._handle = None

    def __enter__(self) -> Case:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a Case can't be pickled or copied: keep its xml")

    def _add(self, record: str, fields: Iterable[tuple[str, Value | None]]) -> None:
        given = [(field, value) for field, value in fields if value is not None and not is_missing(value)]
        number = self._numbers[record] = self._numbers.get(record, 0) + 1 if isinstance(record, str) else 1
        try:
            name = _name(record, record, None)
            texts = [(_name(field, record, field), _value(value, record, field)) for field, value in given]
            with self._used() as handle:
                calls, error = self._library.calls, self._error
                self._library.check(calls.redress_case_add(handle, name, error.pointer), error, CaseError)
                for field_name, text in texts:
                    status = calls.redress_case_set(handle, field_name, text, len(text), error.pointer)
                    self._library.check(status, error, CaseError)
        except CaseError as error:
            self.close()
            raise _of_record(error, dict(given).get("id"), number) from None
        except BaseException:
            self.close()
            raise

    @contextmanager
    def _used(self) -> Iterator[int]:
        """The case for a call. The library does not guard it against two threads, so this does."""
        if not self._in_use.acquire(blocking=False):
            raise RedressError(Status.INVALID_ARGUMENT, "the case is in use by another thread")
        try:
            handle = self._handle
            if handle is None:
                raise RedressError(Status.INVALID_ARGUMENT, "the case is closed")
            yield handle.pointer
        finally:
            self._in_use.release()


def _records(facts: Mapping[str, Fields | Iterable[Fields]] | Iterable[Record]
             ) -> Iterator[tuple[str, Iterable[tuple[str, Value | None]]]]:
    if not isinstance(facts, Mapping):
        if not isinstance(facts, Iterable):
            raise wrong_type(facts, "a case as XML, as a dict of records, or as a list of records")
        for one in facts:
            if not isinstance(one, Record):
                raise wrong_type(one, "one of redress.records", "a list of records")
            yield one.record, one.facts()
        return
    for record, given in facts.items():
        if record not in case_records():
            yield record, ()  # the library refuses it, and names the nearest; also where there is none of it
        several = isinstance(given, Iterable) and not isinstance(given, (Mapping, *XML))
        for fields in given if several else (given,):
            if not isinstance(fields, Mapping):
                raise wrong_type(fields, "a dict of fields, or several", record)
            yield record, fields.items()


def _of_record(error: CaseError, id: Value | None, number: int) -> CaseError:
    """The same error, with which one of its records it is about."""
    named = str(id) if isinstance(id, (str, int)) else None
    which = error.record if named is None else f"{error.record} {reprlib.repr(named)}"
    return CaseError(error.status, f"{error.message} ({which}, no. {number})", error.file, error.line, error.column, error.record,
                     error.field, named, number)


def _name(name: str, record: str, field: str | None) -> bytes:
    if not isinstance(name, str):
        raise TypeError(f"{name!r} is no name of a record or field: expected a str")
    try:
        encoded = name.encode()
    except UnicodeEncodeError:
        encoded = b"\0"
    if b"\0" in encoded:  # C would read what stands before it
        raise CaseError(Status.INVALID_CASE, f"{name!r} is no name of a record or field", record=record, field=field)
    return encoded


def _value(value: Value, record: str, field: str) -> bytes:
    try:
        return text_of(value, case_types().get((record, field))).encode()
    except ValueError as error:
        raise CaseError(Status.INVALID_CASE, f"{record}.{field}: {error}", record=record, field=field) from None
