"""From states that were seen now and then to runs of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Callable, Iterable, Iterator

from .model import Source
from .moments import Moment
from .stretches import Stretch

AS_BEFORE = "as_before"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sample:
    """That at `when` the state was `state`."""

    when: Moment
    state: str
    source: Source


@dataclass(frozen=True)
class Run:
    """A stretch in one state."""

    state: str
    stretch: Stretch


def agreeing(samples: Iterable[Sample], refuse: Callable[[Source, str], None]) -> list[list[Sample]]:
    """By time; samples of one moment together. Where these contradict each other, all of them are refused."""
    at: defaultdict[Moment, list[Sample]] = defaultdict(list)
    for sample in samples:
        at[sample.when].append(sample)
    result = []
    for _, together in sorted(at.items()):
        if len({sample.state for sample in together}) == 1:
            result.append(together)
            continue
        for sample in together:
            refuse(sample.source, f"it says {sample.state}, and another row says otherwise of the same moment")
    return result


def changes(samples: Iterable[Sample], refuse: Callable[[Source, str], None], whole: bool) -> list[list[Sample]]:
    """Of a feed that has nothing but changes of the state: where one is missing or can't be read (then it is not `whole`), nobody
    knows how long what was before it lasted, or what began with it."""
    given = list(samples)
    if not whole:
        for sample in given:
            refuse(sample.source, "another change of the same can't be read")
        return []
    result: list[list[Sample]] = []
    for together in agreeing(given, refuse):
        before, after = result[-1][0].state if result else None, together[0].state
        if after == "up" and before in (None, "up"):
            for sample in together:
                refuse(sample.source, "it came up, and the feed does not say since when it was down")
            continue
        if after == "down" == before:
            for sample in result.pop():
                refuse(sample.source, "it went down, and then again: the feed does not say when it came up")
        result.append(together)
    return result


def runs(samples: list[list[Sample]], *, hold: Moment | None, hole: str, since: Moment | None = None,
         until: Moment | None = None) -> list[Run]:
    """Each sample holds until the next one, but no longer than `hold`. What lies beyond is a hole: `hole` says in which state
    it is, or AS_BEFORE. Without `since` nothing is known before the first sample, without `until` nothing after the last one."""
    first = samples[0][0].when if samples else until
    before = [Run(hole, Stretch(since, first))] if since is not None else []
    result: list[list[Run]] = []
    for piece in (*before, *_pieces(samples, hold, hole, until)):
        if piece.stretch.start == piece.stretch.end:
            continue
        last = result[-1][-1] if result else None
        if last is not None and last.state == piece.state and last.stretch.end == piece.stretch.start:
            result[-1].append(piece)
        else:
            result.append([piece])
    return [Run(pieces[0].state, Stretch(pieces[0].stretch.start, pieces[-1].stretch.end,
                                         tuple(source for piece in pieces for source in piece.stretch.sources))) for pieces in result]


def _pieces(samples: list[list[Sample]], hold: Moment | None, hole: str, until: Moment | None) -> Iterator[Run]:
    for index, together in enumerate(samples):
        when, state = together[0].when, together[0].state
        sources = tuple(sample.source for sample in together)
        after = samples[index + 1][0].when if index + 1 < len(samples) else until
        if hold is None or (after is not None and after <= when + hold) or (after is None and hole == AS_BEFORE):
            yield Run(state, Stretch(when, after, sources))
            continue
        yield Run(state, Stretch(when, when + hold, sources))
        if after is not None:
            yield Run(state if hole == AS_BEFORE else hole, Stretch(when + hold, after))
