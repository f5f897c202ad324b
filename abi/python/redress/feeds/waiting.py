"""What becomes of tickets that were closed more than once, or of which the desk keeps how long they waited in all, and not when."""

from __future__ import annotations

from typing import Annotated, Literal

from .errors import RowError
from .model import Source
from .moments import Moment
from .reading import Collection

Waiting = Annotated[Literal["before_end", "leave_out", "refuse"],
                    "what becomes of waiting time whose intervals the feed does not have: one pause before the end of the ticket, "
                    "nothing, or no ticket at all, so that a person looks at it"]

Resolved = Annotated[Literal["first_close", "last_close"],
                     "when a ticket is resolved that was opened again: at the first close; or at the last, with a pause from each "
                     "close until it was opened again"]


def add_waiting(found: Collection, subject: str, ticket: str, opened: Moment, ended: Moment | None, length: Moment, waiting: str,
                source: Source) -> None:
    """The pause of a ticket that waited for `length` in all."""
    if length == 0 or waiting == "leave_out":
        return
    if waiting == "refuse":
        raise RowError(f"it waited for {float(length):g} seconds, and the feed does not say when")
    if ended is None:
        raise RowError(f"it waited for {float(length):g} seconds, and there is no end of it before which that could be")
    if length > ended - opened:
        raise RowError(f"it waited for {float(length):g} seconds, longer than it was open")
    found.pause(subject, ticket, ended - length, ended, sources=(source,), reason="waiting")
