"""GLPI: tickets."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from .errors import RowError
from .model import Report
from .moments import LocalTime, Skipped, Twice, Zone
from .options import importer
from .reading import Collection, Fields, identifier, parsed, top_list
from .stretches import FavourIfNeeded
from .waiting import Waiting, add_waiting

_WAITING, _SOLVED, _CLOSED = 4, 5, 6
CustomerField = Annotated[str, "which field of a ticket says whose it is, such as entities_id"]
Resolved = Annotated[Literal["solvedate", "closedate"], "which of its times a ticket is resolved at"]
Answered = Annotated[Literal["taken_into_account", "leave_out"],
                     "whether a ticket was first answered when it was taken into account; where GLPI has a calendar for it, that "
                     "delay is opening time, and no moment follows from it"]


@importer("glpi")
def glpi(text: str | bytes, *, name: str = "tickets.json", customer_field: CustomerField, zone: Zone, resolved: Resolved,
         first_response: Answered, waiting: Waiting, twice: Twice = None, skipped: Skipped = None,
         favour: FavourIfNeeded = None) -> Report:
    """GLPI tickets: times are local, waiting time is a sum."""
    found = Collection(name, favour)
    read = LocalTime(zone, twice, skipped).read
    values, list_name = top_list(parsed(text, name), name)
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            ticket = Fields(value, source)
            subject = ticket.text(customer_field)
            found.about(source, subject)
            opened, status, id = ticket.time("date", read), ticket.whole("status"), identifier(ticket.text("id"))
            # Of one that was opened again the dates of its last end may still be there.
            ended = ticket.time(resolved, read) if status >= (_SOLVED if resolved == "solvedate" else _CLOSED) else None
            delay = ticket.whole("takeintoaccount_delay_stat") if ticket.has("takeintoaccount_delay_stat") else 0
            answered = opened + delay if first_response == "taken_into_account" and delay > 0 else None
            found.ticket(subject, id, opened, sources=(source,), first_response=answered, resolved=ended,
                         priority=ticket.optional_text("priority"))
            length = Fraction(ticket.whole("waiting_duration") if ticket.has("waiting_duration") else 0)
            if length < 0:
                raise RowError(f"waiting_duration is {int(length)}: expected 0 or more")
            add_waiting(found, subject, id, opened, ended, length, waiting, source)
            if status == _WAITING and waiting != "leave_out":
                found.pause(subject, id, ticket.time("begin_waiting_date", read), None, sources=(source,), reason="waiting")
    return found.report()
