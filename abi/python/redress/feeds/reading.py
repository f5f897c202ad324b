"""Reading a feed row by row, and gathering what comes of it.

A Collection hears of every row; what is wrong with one refuses that row alone, and takes back what came of it so far.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Callable, Iterable, Iterator, NoReturn, TypeVar
from urllib.parse import quote

from .errors import FeedError, RowError, nearest
from .model import Hole, Outage, Pause, Refused, Report, Row, Source, Ticket, Work
from .moments import Moment, checked, instant, read_instant, read_seconds
from .stretches import Rounding, Stretch, joined

ID_BYTES_MAX = 128  # docs/limits.md
T = TypeVar("T")


class Fields:
    """The fields of a row, each read as what it must be. What is null or empty is absent."""

    def __init__(self, values: Any, source: Source, path: str = "") -> None:
        self._path = path
        if not isinstance(values, dict):
            raise RowError(f"{path or 'it'} is {_shown(values)}: expected an object")
        self.source = source
        self._values = values

    def names(self) -> list[str]:
        return list(self._values)

    def has(self, name: str) -> bool:
        return self._values.get(name) not in (None, "", [], {})

    def text(self, name: str) -> str:
        """A text, or a whole number as one: ids are either."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            self._wrong(name, "a text")
        return str(value).strip()

    def scalar(self, name: str) -> str:
        """A text, or a number as one; empty where it is absent."""
        if not self.has(name):
            return ""
        value = self._values[name]
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            self._wrong(name, "a text or a number")
        return str(value).strip()

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def whole(self, name: str) -> int:
        value = self._value(name)
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(name, "a whole number")
        return value

    def only(self, *known: str) -> None:
        """Refuses fields that are not known, for what people write themselves."""
        for name in self._values:
            if name not in known:
                raise RowError(f"{self._at(name)} is unknown: expected {', '.join(known)}{nearest(name, known)}")

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        if value in (0, 1, "0", "1"):  # also False and True
            return value in (1, "1")
        self._wrong(name, "true or false")

    def word(self, name: str, known: Iterable[str]) -> str:
        """One of a few words."""
        text, words = self.text(name), tuple(known)
        if text not in words:
            raise RowError(f"{self._at(name)} is {text!r}: expected one of {', '.join(words)}{nearest(text, words)}")
        return text

    def time(self, name: str, read: Callable[[str], Moment] = read_instant) -> Moment:
        text = self.text(name)
        try:
            return read(text)
        except RowError as error:
            raise RowError(f"{self._at(name)}: {error}") from None

    def optional_time(self, name: str, read: Callable[[str], Moment] = read_instant) -> Moment | None:
        return self.time(name, read) if self.has(name) else None

    def seconds(self, name: str) -> Moment:
        """A moment in seconds since 1970."""
        return read_seconds(self.whole(name))

    def fields(self, name: str) -> Fields:
        return Fields(self._value(name), self.source, self._at(name))

    def items(self, name: str) -> list[Fields]:
        """Of objects; empty where it is absent."""
        return [Fields(value, self.source, f"{self._at(name)}[{index}]") for index, value in enumerate(self.values(name))]

    def values(self, name: str) -> list[Any]:
        """Of anything; empty where it is absent."""
        value = self._values.get(name)
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            self._wrong(name, "a list")
        return value

    def _value(self, name: str) -> Any:
        if not self.has(name):
            missing = "empty" if name in self._values else "missing"
            raise RowError(f"{self._at(name)} is {missing}" + ("" if name in self._values else nearest(name, self._values)))
        return self._values[name]

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _wrong(self, name: str, expected: str) -> NoReturn:
        raise RowError(f"{self._at(name)} is {_shown(self._values.get(name))}: expected {expected}")


def _shown(value: Any) -> str:
    text = repr(str(value)) if isinstance(value, Decimal) else json.dumps(value, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def parsed(text: str | bytes, name: str) -> Any:
    """JSON; a number with a fraction is exact."""
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        return json.loads(decoded, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{name} is not JSON: {error}") from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def top_list(value: Any, name: str, *keys: str) -> tuple[list[Any], str]:
    """The list of a feed that is a list, or an object with a list under one of the keys; and how its places are called."""
    if isinstance(value, dict):
        for key in keys:
            if isinstance(value.get(key), list):
                return value[key], key
    if isinstance(value, list):
        return value, ""
    under = f", or an object with a list {' or '.join(map(repr, keys))}" if keys else ""
    raise FeedError(f"{name}: expected a list{under}; found {_shown(value)}")


def identifier(*parts: str) -> str:
    """An id of these: without white space, which an id can't have."""
    text = "/".join(re.sub(r"[\s%\x00-\x1f\x7f-\xa0]", lambda found: quote(found[0]), part) for part in parts)
    if not text or len(text.encode()) > ID_BYTES_MAX:
        raise RowError(f"{text!r} can't be an id: expected 1 to {ID_BYTES_MAX} bytes")
    return text


@dataclass(frozen=True)
class _Found:
    """A row that is not rounded yet. `same` is what rows must have in common to be joined where they overlap."""

    row: Callable[[Stretch], Row]
    kind: type[Row]
    same: tuple[object, ...]
    stretch: Stretch


class Collection:
    """What an importer gathers."""

    def __init__(self, name: str, favour: str | None = None) -> None:
        self.name = name
        self._favour = favour
        self._rounding = Rounding(favour)
        self._read: dict[Source, None] = {}
        self._refused: dict[Source, str] = {}
        self._found: list[_Found] = []
        self._holes: list[Hole] = []
        self._tickets: set[str] = set()
        self._subjects: dict[Source, tuple[str, ...]] = {}

    # --- rows of the feed ---

    def source(self, list_name: str, index: int) -> Source:
        return Source(self.name, f"{list_name}[{index}]")

    def rows(self, values: Iterable[Any], list_name: str = "") -> Iterator[tuple[Source, Any]]:
        """Each value of a list with its place."""
        for index, value in enumerate(values):
            yield self.source(list_name, index), value

    @contextmanager
    def reading(self, source: Source) -> Iterator[None]:
        """Around all that is made of a row."""
        self._read[source] = None
        before, read_before = len(self._found), len(self._read)
        try:
            yield
        except RowError as error:
            self._tickets.difference_update(str(one.same[0]) for one in self._found[before:] if one.kind is Ticket)
            del self._found[before:]
            for one in (source, *list(self._read)[read_before:]):  # with what was read inside it
                self.refuse(one, str(error))

    def about(self, source: Source, *subjects: str) -> None:
        """Whom a row is about, so that it is known whose evidence is missing if the rest of it can't be read."""
        self._subjects[source] = subjects

    def refuse(self, source: Source, reason: str) -> None:
        self._read[source] = None
        self._refused.setdefault(source, reason)

    # --- what comes of them ---

    def outage(self, subject: str, start: Moment, end: Moment | None, *, sources: tuple[Source, ...], id: str | None = None,
               kind: str = "outage", cause: str | None = None, component: str | None = None, severity: str | None = None) -> None:
        """Without an id it is called by its subject and its start."""
        def row(stretch: Stretch) -> Outage:
            begun = instant(stretch.start)
            return Outage(subject=subject, sources=stretch.sources, id=id or identifier(f"{subject}@{begun:%Y-%m-%dT%H:%M:%SZ}"),
                          start=begun, end=_optional_instant(stretch.end), kind=kind, cause=cause, component=component,
                          severity=severity)

        self._add(row, Outage, (subject, kind, cause, component, severity, id), start, end, sources)

    def work(self, subject: str, start: Moment, end: Moment, *, sources: tuple[Source, ...], id: str | None = None,
             announced: Moment | None = None) -> None:
        told = None if announced is None else instant(self._rounding.outwards(announced, is_start=False))

        def row(stretch: Stretch) -> Work:
            begun = instant(stretch.start)
            assert stretch.end is not None
            return Work(subject=subject, sources=stretch.sources, start=begun, end=instant(stretch.end), announced=told,
                        id=id or identifier(f"{subject}@{begun:%Y-%m-%dT%H:%M:%SZ}"))

        self._add(row, Work, (subject, told, id), start, end, sources)

    def ticket(self, subject: str, id: str, opened: Moment, *, sources: tuple[Source, ...], first_response: Moment | None = None,
               resolved: Moment | None = None, priority: str | None = None, channel: str | None = None,
               response_limit: Moment | None = None, resolution_limit: Moment | None = None) -> None:
        if id in self._tickets:
            raise RowError(f"another row is the ticket {id!r} already")
        for when in (opened, first_response, resolved):
            checked(when)
        begun = self._rounding.outwards(opened, is_start=True)

        def rounded(when: Moment | None, what: str) -> Moment | None:
            if when is None:
                return None
            if when < opened:
                raise RowError(f"{what} is before the ticket was opened")
            return max(begun, self._rounding.outwards(when, is_start=False))

        responded, ended = rounded(first_response, "the first response"), rounded(resolved, "the end")
        made = Ticket(subject=subject, sources=sources, id=id, opened=instant(begun), first_response=_optional_instant(responded),
                      resolved=_optional_instant(ended), priority=priority, channel=channel,
                      response_limit=_length(response_limit), resolution_limit=_length(resolution_limit))
        self._tickets.add(id)
        self._found.append(_Found(lambda stretch: made, Ticket, (id,), Stretch(begun, ended, sources)))

    def pause(self, subject: str, ticket: str, start: Moment, end: Moment | None, *, sources: tuple[Source, ...],
              reason: str | None = None) -> None:
        def row(stretch: Stretch) -> Pause:
            return Pause(subject=subject, sources=stretch.sources, ticket=ticket, start=instant(stretch.start),
                         end=_optional_instant(stretch.end), reason=reason)

        self._add(row, Pause, (subject, ticket, reason), start, end, sources)

    def hole(self, subject: str, start: Moment, end: Moment | None) -> None:
        """Of no importance for money, so it is shown to the second."""
        self._holes.append(Hole(subject=subject, start=instant(start), end=_optional_instant(end)))

    def _add(self, row: Callable[[Stretch], Row], kind: type[Row], same: tuple[object, ...], start: Moment, end: Moment | None,
             sources: tuple[Source, ...]) -> None:
        checked(start)
        checked(end)
        if end is not None and end < start:
            raise RowError(f"it ends before it starts, {instant(end):%Y-%m-%d %H:%M:%S} and {instant(start):%Y-%m-%d %H:%M:%S} UTC")
        if end == start and kind is not Pause:
            raise RowError("it ends at the moment at which it starts")
        if end != start:
            self._found.append(_Found(row, kind, same, Stretch(start, end, sources)))

    # --- the report ---

    def report(self) -> Report:
        """Stretches of one kind and of the same facts are joined where they overlap, rounded, and joined again: rounded
        outwards, two that were a moment apart may share a second."""
        rows: list[Row] = []
        without_time: dict[Source, None] = {}
        alike: dict[tuple[object, ...], list[_Found]] = {}
        for one in self._found:
            alike.setdefault((one.kind, one.same), []).append(one)
        for found in alike.values():
            if found[0].kind is Ticket:
                rows.append(found[0].row(found[0].stretch))
                continue
            rounded = [self._rounded(one, found[0].kind) for one in joined(one.stretch for one in found)]
            kept = [one for one in rounded if one.end is None or one.start < one.end]
            without_time.update((source, None) for one in rounded if one.end is not None and one.end <= one.start for source in one.sources)
            rows.extend(found[0].row(stretch) for stretch in joined(kept))
        used = {source for row in rows for source in row.sources}
        for source in without_time:
            if source not in used:
                self.refuse(source, f"no whole second is left of it, as option 'favour' is {self._favour}")
        return Report(rows=tuple(_with_own_ids(rows)), used=tuple(one for one in self._read if one not in self._refused),
                      refused=tuple(Refused(source=source, reason=reason, subjects=self._subjects.get(source, ()))
                                    for source, reason in self._refused.items()),
                      holes=tuple(self._holes))

    def _rounded(self, one: Stretch, kind: type[Row]) -> Stretch:
        rounded = self._rounding.outwards if kind is Outage else self._rounding.inwards
        end = None if one.end is None else rounded(one.end, is_start=False)
        return Stretch(rounded(one.start, is_start=True), end, one.sources)


def _optional_instant(when: Moment | None) -> Any:
    return None if when is None else instant(when)


def _length(seconds: Moment | None) -> timedelta | None:
    """A limit in whole seconds; it favours nobody to round what was agreed."""
    if seconds is None:
        return None
    if seconds.denominator != 1:
        raise RowError(f"a limit of {Fraction(seconds)} seconds: expected whole seconds")
    return timedelta(seconds=int(seconds))


def _with_own_ids(rows: list[Row]) -> Iterator[Row]:
    """Sorted, and with #2, #3, ... behind an id that several outages or works have, or one of them twice."""
    seen: dict[tuple[type[Row], str], int] = {}
    for row in sorted(rows, key=_order):
        if isinstance(row, Pause):
            yield row
            continue
        key = (type(row), row.id)
        seen[key] = seen.get(key, 0) + 1
        yield row if seen[key] == 1 else replace(row, id=f"{row.id}#{seen[key]}")


def _order(row: Row) -> tuple[object, ...]:
    start = row.opened if isinstance(row, Ticket) else row.start
    return (type(row).__name__, row.subject, start, row.ticket if isinstance(row, Pause) else row.id, row.sources)
