"""Moments: exact seconds since 1970, from what feeds write.

A feed may count in milli- or nanoseconds. A case has whole seconds, so nothing is rounded before it is known what it is the
start or the end of (stretches.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Optional
from zoneinfo import ZoneInfo

from .errors import RowError

Moment = Fraction
Shift = Literal["earlier", "later"]
Twice = Annotated[Optional[Shift], "which one is meant where the clocks show a time twice; without it such rows are refused"]
Skipped = Annotated[Optional[Shift], "by how the clocks were changed, whether a time that they skip is earlier or later by as much; "
                                     "without it such rows are refused"]
Zone = Annotated[ZoneInfo, "the time zone of the feed's times, such as Europe/Kyiv"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:(?<=:\d\d:\d\d)[.,](\d+))?\s?"
                   r"(?:(Z|z)|([+-]\d\d):?(\d\d))?", re.ASCII)
# What a case may hold: docs/limits.md. The earliest leaves room for every offset.
_YEARS = range(1900, 2999)


def seconds_in(length: timedelta) -> Fraction:
    """Exact, as no other way of Python's is."""
    return Fraction(length // timedelta(microseconds=1), 10**6)


def moment(when: datetime) -> Moment:
    """Of an aware datetime."""
    return seconds_in(when.astimezone(timezone.utc) - _EPOCH)


def instant(when: Moment) -> datetime:
    """In UTC; of whole seconds."""
    return _EPOCH + timedelta(seconds=when.numerator // when.denominator)


def read_instant(text: str) -> Moment:
    """ISO 8601 with an offset, and with any number of digits below the second."""
    naive, fraction, offset = _parts(text)
    if offset is None:
        raise RowError(f"{text!r} has no offset from UTC: expected a time such as 2026-03-01T10:00:00+01:00")
    return _in_range(moment(naive.replace(tzinfo=offset)) + fraction, text)


def read_utc(text: str) -> Moment:
    """ISO 8601 without an offset, of a feed that writes UTC."""
    naive, fraction, offset = _parts(text)
    if offset is not None:
        raise RowError(f"{text!r} has an offset from UTC: expected a time in UTC, such as 2026-03-01 10:00:00.000")
    return _in_range(moment(naive.replace(tzinfo=timezone.utc)) + fraction, text)


def read_seconds(seconds: int | Decimal) -> Moment:
    """Since 1970."""
    return _in_range(Fraction(seconds), str(seconds))


@dataclass(frozen=True)
class LocalTime:
    """How a local time is read. `format` is one of datetime.strptime; without it ISO 8601."""

    zone: ZoneInfo
    twice: Shift | None = None
    skipped: Shift | None = None
    format: str | None = None

    def read(self, text: str) -> Moment:
        if self.format is None:
            naive, fraction, offset = _parts(text)
            if offset is not None:
                raise RowError(f"{text!r} has an offset from UTC: expected a local time, such as 2026-03-01 10:00:00")
        else:
            naive, fraction = self._by_format(text)
        return _in_range(self.moment_of(naive) + fraction, text)

    def _by_format(self, text: str) -> tuple[datetime, Fraction]:
        try:
            read = datetime.strptime(text.strip(), self.format or "")
        except ValueError:
            raise RowError(f"{text!r} is no time as {self.format!r} describes it") from None
        if read.tzinfo is not None:
            raise RowError(f"{text!r} has an offset from UTC: expected a local time")
        return read.replace(microsecond=0), Fraction(read.microsecond, 10**6)

    def moment_of(self, naive: datetime) -> Moment:
        """PEP 495: the two readings of a time differ where the clocks show it twice or not at all; where they skip it, the
        first reading is the later moment."""
        first, second = (moment(naive.replace(tzinfo=self.zone, fold=fold)) for fold in (0, 1))
        if first == second:
            return first
        twice = first < second
        chosen = self.twice if twice else self.skipped
        if chosen is None:
            what, option = ("twice", "twice") if twice else ("not at all", "skipped")
            raise RowError(f"the clocks of {self.zone.key} show {naive} {what}: say which moment is meant by {option}=earlier "
                           f"or {option}=later")
        return min(first, second) if chosen == "earlier" else max(first, second)


def _parts(text: str) -> tuple[datetime, Fraction, timezone | None]:
    match = _TIME.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        naive = datetime.fromisoformat(f"{match[1]} {match[2]}")
        offset = None
        if match[4]:
            offset = timezone.utc
        elif match[5]:
            hours, minutes = int(match[5]), int(match[6])
            offset = timezone(timedelta(hours=hours, minutes=-minutes if match[5].startswith("-") else minutes))
    except ValueError:
        raise RowError(f"{text!r} is no time: expected one such as 2026-03-01T10:00:00Z") from None
    digits = match[3] or ""
    return naive, Fraction(int(digits or "0"), 10**len(digits)), offset


# Compared before it becomes a datetime, which can't hold everything.
_FIRST, _AFTER_LAST = (moment(datetime(year, 1, 1, tzinfo=timezone.utc)) for year in (_YEARS.start, _YEARS.stop))


def checked(when: Moment | None) -> None:
    """Of one that was computed of what a feed has."""
    if when is not None:
        _in_range(when, f"{when} seconds since 1970")


def _in_range(when: Moment, text: str) -> Moment:
    if not _FIRST <= when < _AFTER_LAST:
        raise RowError(f"{text!r} is outside the years {_YEARS.start} to {_YEARS.stop - 1}")
    return when
