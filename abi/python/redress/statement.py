"""What is due and why."""

from __future__ import annotations

import ctypes
import functools
import typing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Callable, Iterator, TypeVar

from ._library import Handle, Library
from .errors import LibraryError
from .results import Adjustment, Charge, Credit, Decision, Outcome, Provenance, Remedy, Step
from .values import read_duration, read_flag, read_instant, read_instant_or_date


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement: plain values, which need neither the library nor the book or case. It can be pickled."""

    case: str
    as_of: datetime
    currency: str
    case_digest: str
    decisions: tuple[Decision, ...]
    steps: tuple[Step, ...]
    credits: tuple[Credit, ...]
    adjustments: tuple[Adjustment, ...]
    charges: tuple[Charge, ...]
    provenance: Provenance
    xml: bytes
    """All of it as canonical XML, to store."""

    def steps_of(self, decision: Decision) -> tuple[Step, ...]:
        """How a decision came about, in order."""
        return tuple(step for step in self.steps if step.decision == decision.number)


def read_remedy_or_text(text: str) -> Remedy | str:
    return Remedy(text) if text in tuple(Remedy) else text


# How the text of a field is read, by its type.
_READERS: dict[Any, Callable[[str], Any]] = {
    str: str, int: int, bool: read_flag, Decimal: Decimal, Fraction: Fraction, datetime: read_instant,
    date: date.fromisoformat, timedelta: read_duration, datetime | date: read_instant_or_date,
    Outcome: Outcome, Remedy: Remedy, Remedy | str: read_remedy_or_text,
}

# Of a field: its name, twice, how its text is read, and whether it can be absent.
_Field = tuple[str, bytes, Callable[[str], Any], bool]


def _fields(kind: type) -> tuple[_Field, ...]:
    fields = []
    for name, hint in typing.get_type_hints(kind).items():
        present = [part for part in typing.get_args(hint) or (hint,) if part is not type(None)]
        reader = _READERS[functools.reduce(lambda a, b: a | b, present)]
        fields.append((name, name.encode(), reader, type(None) in typing.get_args(hint)))
    return tuple(fields)


_FIELDS: dict[type, tuple[_Field, ...]] = {
    kind: _fields(kind) for kind in (Decision, Step, Credit, Adjustment, Charge, Provenance)}
_Record = TypeVar("_Record", Decision, Step, Credit, Adjustment, Charge, Provenance)


class _Source:
    """A statement of the library."""

    def __init__(self, library: Library, handle: Handle) -> None:
        self._calls = library.calls
        self._handle = handle

    def text(self, record: bytes, index: int, field: bytes) -> str:
        text = self._calls.redress_statement_get(self._handle.pointer, record, index, field)
        if text is None:
            raise LibraryError(f"the library knows no {record.decode()}.{field.decode()}: it is not of this package's version")
        return str(text, "utf-8")

    def records(self, kind: type[_Record]) -> Iterator[_Record]:
        record = kind.__name__.lower().encode()
        for index in range(self._calls.redress_statement_count(self._handle.pointer, record)):
            values: dict[str, Any] = {}
            for name, field, reader, optional in _FIELDS[kind]:
                text = self.text(record, index, field)
                try:
                    values[name] = None if optional and not text else reader(text)
                except (ValueError, KeyError, ArithmeticError):
                    raise LibraryError(f"{text!r} of {record.decode()}.{name} is unknown: the library is newer than this "
                                       "package") from None
            yield kind(**values)

    def xml(self) -> bytes:
        size = ctypes.c_int64()
        start = self._calls.redress_statement_xml(self._handle.pointer, ctypes.byref(size))
        if start is None:
            raise MemoryError("there is not enough memory")
        return ctypes.string_at(start, size.value)


def read_statement(library: Library, handle: Handle) -> Statement:
    """All of a statement of the library, which is not needed afterwards."""
    source = _Source(library, handle)

    def of_whole(field: bytes) -> str:
        return source.text(b"statement", 0, field)

    return Statement(
        case=of_whole(b"case"), as_of=read_instant(of_whole(b"as_of")), currency=of_whole(b"currency"),
        case_digest=of_whole(b"case_digest"), decisions=tuple(source.records(Decision)), steps=tuple(source.records(Step)),
        credits=tuple(source.records(Credit)), adjustments=tuple(source.records(Adjustment)),
        charges=tuple(source.records(Charge)), provenance=next(source.records(Provenance)), xml=source.xml())
