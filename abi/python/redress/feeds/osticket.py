"""osTicket: the events of its threads."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from .errors import RowError
from .model import Report, Source
from .moments import LocalTime, Moment, Skipped, Twice, Zone
from .options import importer
from .reading import Collection, Fields, identifier, parsed, top_list
from .stretches import FavourIfNeeded
from .waiting import Resolved

CustomerField = Annotated[str, "which field of an event says whose ticket it is, such as user_id; the export must join it"]


@importer("osticket")
def osticket(text: str | bytes, *, name: str = "ost_thread_event.json", customer_field: CustomerField, zone: Zone,
             resolved: Resolved, twice: Twice = None, skipped: Skipped = None, favour: FavourIfNeeded = None) -> Report:
    """osTicket events of the table ost_thread_event: a ticket for each thread; when it was first answered they do not say."""
    found = Collection(name, favour)
    read = LocalTime(zone, twice, skipped).read
    of_thread: defaultdict[str, list[tuple[Moment, int, str, str, Source]]] = defaultdict(list)
    unread: set[str] = set()
    values, list_name = top_list(parsed(text, name), name)
    for index, (source, value) in enumerate(found.rows(values, list_name)):
        with found.reading(source):
            event = Fields(value, source)
            thread = event.text("thread_id")
            whole = thread not in unread
            unread.add(thread)  # until all of it is read
            customer = event.text(customer_field)
            found.about(source, customer)
            state = event.text("state")
            if state in ("created", "closed", "reopened"):  # others, such as overdue, change no time
                of_thread[thread].append((event.time("timestamp", read), index, state, customer, source))
            if whole:
                unread.discard(thread)
    for thread, events in of_thread.items():
        sources = tuple(source for *_, source in events)
        once = {(when, state): (when, index, state, customer, source) for when, index, state, customer, source in reversed(events)}
        try:
            if thread in unread:
                raise RowError(f"another event of the thread {thread} can't be read")
            if len({customer for _, _, _, customer, _ in events}) > 1:
                raise RowError(f"the events of the thread {thread} are of several customers")
            _add(found, identifier(thread), sorted(once.values()), resolved, sources)
        except RowError as error:
            for source in sources:
                found.refuse(source, str(error))
    return found.report()


def _add(found: Collection, id: str, events: list[tuple[Moment, int, str, str, Source]], resolved: str,
         sources: tuple[Source, ...]) -> None:
    states = [state for _, _, state, _, _ in events]
    if states[0] != "created" or states.count("created") > 1:
        raise RowError(f"the thread {id} does not begin with the one event created")
    opened, subject = events[0][0], events[0][3]
    closed_at: Moment | None = None
    first_close: Moment | None = None
    pauses: list[tuple[Moment, Moment]] = []
    for when, _, state, _, _ in events[1:]:
        if state == "closed" and closed_at is None:
            closed_at = when
            first_close = when if first_close is None else first_close
        elif state == "reopened" and closed_at is not None:
            pauses.append((closed_at, when))
            closed_at = None
    ended = first_close if resolved == "first_close" else closed_at
    found.ticket(subject, id, opened, sources=sources, resolved=ended)
    for start, end in pauses if resolved == "last_close" else ():
        found.pause(subject, id, start, end, sources=sources, reason="closed")
