"""Zammad: tickets with the history of their states."""

from __future__ import annotations

from typing import Annotated, Any

from .errors import RowError
from .model import Report
from .moments import Moment
from .options import Words, importer
from .reading import Collection, Fields, identifier, parsed
from .stretches import Favour
from .waiting import Resolved

CustomerField = Annotated[str, "which field of a ticket says whose it is, such as organization_id"]
PauseStates = Annotated[Words, "the states in which the clock stands, such as 'pending reminder'"]
ClosedStates = Annotated[Words, "the states in which a ticket is closed, such as closed,merged"]


@importer("zammad")
def zammad(text: str | bytes, *, name: str = "ticket_history.json", customer_field: CustomerField, pause_states: PauseStates,
           closed_states: ClosedStates, resolved: Resolved, favour: Favour) -> Report:
    """Zammad answers to ticket_history, one or a list of them: a ticket, and its pauses by the history of its state."""
    found = Collection(name, favour)
    value = parsed(text, name)
    for source, answer in found.rows(value if isinstance(value, list) else [value]):
        with found.reading(source):
            fields = Fields(answer, source)
            ticket = _ticket(fields)
            subject = ticket.text(customer_field)
            found.about(source, subject)
            opened, number = ticket.time("created_at"), identifier(ticket.text("number"))
            spans = _spans(fields, opened, ticket.text("id"))
            closes = [start for start, _, state in spans if state in closed_states]
            first_close, last_close = (closes[0], closes[-1]) if closes else (None, None)
            is_closed = bool(spans) and spans[-1][2] in closed_states
            ended = first_close if resolved == "first_close" else last_close if is_closed else None
            if not closes and ticket.has("close_at"):
                raise RowError("close_at is given, and no state of closed_states is in its history")
            found.ticket(subject, number, opened, sources=(source,), first_response=ticket.optional_time("first_response_at"),
                         resolved=ended, priority=ticket.optional_text("priority_id"))
            for start, end, state in spans:
                stands = state in pause_states or (resolved == "last_close" and state in closed_states)
                if stands and (ended is None or start < ended):
                    found.pause(subject, number, start, end, sources=(source,), reason=state)
    return found.report()


def _ticket(answer: Fields) -> Fields:
    tickets = answer.fields("assets").fields("Ticket")
    names = tickets.names()
    if len(names) != 1:
        raise RowError(f"assets.Ticket has {len(names)} tickets: expected the one of the history")
    return tickets.fields(names[0])


def _spans(answer: Fields, opened: Moment, id: str) -> list[tuple[Moment, Moment | None, str]]:
    """From when until when the ticket was in which state; the first one from its opening on."""
    changes = sorted((entry.time("created_at"), entry.text("value_from"), entry.text("value_to"))
                     for entry in answer.items("history") if _is_change(entry, id))
    if not changes:
        return []
    starts = [(opened, changes[0][1]), *((when, after) for when, _, after in changes)]
    ends: list[Any] = [*(when for when, _, _ in changes), None]
    return [(start, end, state) for (start, state), end in zip(starts, ends) if end is None or start < end]


def _is_change(entry: Fields, id: str) -> bool:
    of = entry.optional_text("o_id")
    return (entry.optional_text("object") == "Ticket" and entry.optional_text("type") == "updated"
            and entry.optional_text("attribute") == "state" and of in (None, id))
