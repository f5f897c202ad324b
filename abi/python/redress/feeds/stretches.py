"""Stretches of time: the one place where they are joined, intersected and rounded to whole seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Iterable, Literal, Optional, Sequence

from .errors import OptionError
from .model import Source
from .moments import Moment

FAVOURS = ("customer", "provider")
Favour = Annotated[Literal["customer", "provider"],
                   "to whose favour a fraction of a second is rounded: an outage outwards or inwards, work and pauses the other way"]
FavourIfNeeded = Annotated[Optional[Literal["customer", "provider"]],
                           "the same, where the feed has fractions of seconds although it should not"]


@dataclass(frozen=True)
class Stretch:
    """From `start` to `end`, which is None where it still lasts."""

    start: Moment
    end: Moment | None
    sources: tuple[Source, ...] = ()


def ends_by(end: Moment | None, when: Moment) -> bool:
    return end is not None and end <= when


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Without overlaps: those that overlap become one. Those that only touch stay apart; whether they are one outage is a
    question for the rules."""
    result: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: stretch.start):
        last = result[-1] if result else None
        if last is None or ends_by(last.end, one.start):
            result.append(one)
            continue
        end = None if last.end is None or one.end is None else max(last.end, one.end)
        result[-1] = Stretch(last.start, end, tuple(dict.fromkeys(last.sources + one.sources)))
    return result


def intersected(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """The time that lies in both; each of them is without overlaps and sorted."""
    result: list[Stretch] = []
    i = j = 0
    while i < len(one) and j < len(other):
        a, b = one[i], other[j]
        start = max(a.start, b.start)
        ends = [end for end in (a.end, b.end) if end is not None]
        end = min(ends) if ends else None
        if end is None or start < end:
            result.append(Stretch(start, end, tuple(dict.fromkeys(a.sources + b.sources))))
        if a.end is not None and (b.end is None or a.end <= b.end):
            i += 1
        else:
            j += 1
    return result


class Rounding:
    """To whole seconds. `favour` may be None as long as there is nothing to round."""

    def __init__(self, favour: str | None) -> None:
        self._favour = favour

    def outwards(self, when: Moment, *, is_start: bool) -> Moment:
        """Of what the customer gains by: an outage, the time of a ticket."""
        return self._rounded(when, up=(self._chosen(when) == "provider") == is_start)

    def inwards(self, when: Moment, *, is_start: bool) -> Moment:
        """Of what the provider gains by: work, a pause."""
        return self._rounded(when, up=(self._chosen(when) == "customer") == is_start)

    def _chosen(self, when: Moment) -> str | None:
        if self._favour is None and when.denominator != 1:
            raise OptionError(f"option 'favour' is missing, customer or provider: {when} seconds since 1970 are to be rounded")
        return self._favour

    @staticmethod
    def _rounded(when: Moment, *, up: bool) -> Moment:
        return Fraction(math.ceil(when) if up else math.floor(when))
