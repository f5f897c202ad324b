"""updown.io: the downtimes of its web hooks."""

from __future__ import annotations

from typing import Annotated, Literal

from .errors import RowError
from .model import Report, Source
from .moments import Moment
from .options import importer
from .reading import Collection, Fields, identifier, parsed, top_list
from .stretches import FavourIfNeeded

Partial = Annotated[Literal["outage", "degradation", "leave_out"], "what a downtime is that only some locations saw"]


@importer("updown")
def updown(text: str | bytes, *, name: str = "hooks.json", partial: Partial, favour: FavourIfNeeded = None) -> Report:
    """updown.io web hooks, one after the other in a list: each downtime once, as the last hook about it has it."""
    found = Collection(name, favour)
    heard: dict[str, tuple[str, list[tuple[Source, Moment, Moment | None, bool]]]] = {}
    unread: set[str] = set()
    values, list_name = top_list(parsed(text, name), name)
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            hook = Fields(value, source)
            if not hook.text("event").startswith("check.") or not hook.has("downtime"):
                continue  # of certificates and the like
            downtime = hook.fields("downtime")
            token, id = hook.fields("check").text("token"), downtime.text("id")
            found.about(source, token)
            of, told = heard.setdefault(id, (token, []))
            whole = id not in unread
            unread.add(id)  # until all of it is read
            if of != token:
                raise RowError(f"the downtime {id} is of the check {of} in another hook, and of {token} here")
            told.append((source, downtime.time("started_at"), downtime.optional_time("ended_at"), downtime.flag("partial")))
            if whole:
                unread.discard(id)
    for id, (token, told) in heard.items():
        ended = [one for one in told if one[2] is not None]
        starts, ends = {one[1] for one in told}, {one[2] for one in ended}
        sources = tuple(one[0] for one in told)
        if id in unread:
            for source in sources:
                found.refuse(source, f"another hook of the downtime {id} can't be read")
            continue
        if len(starts) > 1 or len(ends) > 1:
            for source in sources:
                found.refuse(source, f"the hooks of the downtime {id} say different times")
            continue
        _, begun, over, some = (ended or told)[-1]
        if some and partial == "leave_out":
            continue
        try:
            found.outage(token, begun, over, sources=sources, id=identifier(id), kind=partial if some else "outage")
        except RowError as error:
            for source in sources:
                found.refuse(source, str(error))
    return found.report()
