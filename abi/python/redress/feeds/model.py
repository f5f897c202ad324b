"""What a feed gives: rows, each with the places of the feed that it comes from, and what became of every place that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Union


@dataclass(frozen=True, order=True)
class Source:
    """A row of a feed: in which file, and where in it, such as `line 12` or `incidents[3]`."""

    feed: str
    place: str

    def __str__(self) -> str:
        return f"{self.feed}: {self.place}"


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A time in which what the feed calls `subject` failed or fell short."""

    subject: str
    sources: tuple[Source, ...]
    id: str
    start: datetime
    end: datetime | None = None  # still lasts
    kind: str = "outage"
    cause: str | None = None
    component: str | None = None
    severity: str | None = None


@dataclass(frozen=True, kw_only=True)
class Work:
    """A time of work on `subject`."""

    subject: str
    sources: tuple[Source, ...]
    id: str
    start: datetime
    end: datetime
    announced: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A request of the customer whom the feed calls `subject`."""

    subject: str
    sources: tuple[Source, ...]
    id: str
    opened: datetime
    first_response: datetime | None = None
    resolved: datetime | None = None
    priority: str | None = None
    channel: str | None = None
    response_limit: timedelta | None = None
    resolution_limit: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A time in which the clock of a ticket stood; its `subject` is that of the ticket."""

    subject: str
    sources: tuple[Source, ...]
    ticket: str
    start: datetime
    end: datetime | None = None  # still lasts
    reason: str | None = None


Row = Union[Outage, Work, Ticket, Pause]


@dataclass(frozen=True, kw_only=True)
class Hole:
    """A time of which the feed does not say whether `subject` was up or down."""

    subject: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A row of the feed that could not be used, and why; and whom it was about, as far as it could be read."""

    source: Source
    reason: str
    subjects: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that a feed gave. Each row that was read is either among `used` or among `refused`: what says that all is well is used,
    although no record comes of it."""

    rows: tuple[Row, ...]
    used: tuple[Source, ...]
    refused: tuple[Refused, ...]
    holes: tuple[Hole, ...] = ()

    def without(self, refused: tuple[Refused, ...]) -> Report:
        """The report where these are refused as well, because of what was found out later."""
        sources = {one.source for one in refused}
        return Report(rows=tuple(row for row in self.rows if not sources.intersection(row.sources)),
                      used=tuple(source for source in self.used if source not in sources),
                      refused=self.refused + refused, holes=self.holes)
