"""Jira Service Management: the service levels of a request."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal

from .errors import RowError
from .model import Report
from .moments import Moment
from .options import importer
from .reading import Collection, Fields, identifier, parsed, top_list
from .stretches import Favour
from .waiting import Waiting, add_waiting

_REQUEST = re.compile(r"/request/([^/]+)/sla(?:/|$)")
Customer = Annotated[str, "whose request it is, as the feed does not say it"]
Metric = Annotated[str, "which service level is read, by its name in Jira, such as 'Time to resolution'"]
Stop = Annotated[Literal["first_response", "resolved"], "what happens when a cycle of it stops"]
Goal = Annotated[Literal["limit", "leave_out"],
                 "whether the goal, which is business time, is the agreed limit of the ticket: right where the rules count opening hours"]


@importer("jira")
def jira(text: str | bytes, *, name: str = "sla.json", customer: Customer, metric: Metric, stop: Stop, goal: Goal, waiting: Waiting,
         favour: Favour) -> Report:
    """Jira Service Management, the answer to request/KEY/sla: a ticket for each cycle of one service level."""
    found = Collection(name, favour)
    values, list_name = top_list(parsed(text, name), name, "values")
    for place, value in found.rows(values, list_name):
        with found.reading(place):
            level = Fields(value, place)
            if level.text("name") != metric:
                continue
            key = _request(level)
            cycles = level.values("completedCycles") + ([level.fields("ongoingCycle")] if level.has("ongoingCycle") else [])
            for index, cycle_value in enumerate(cycles):
                ongoing = isinstance(cycle_value, Fields)
                inner = "ongoingCycle" if ongoing else f"completedCycles[{index}]"
                source = type(place)(place.feed, f"{place.place}.{inner}")
                with found.reading(source):
                    found.about(source, customer)
                    cycle = cycle_value if isinstance(cycle_value, Fields) else Fields(cycle_value, source)
                    begun, over = _moment(cycle, "startTime"), None if ongoing else _moment(cycle, "stopTime")
                    id = identifier(key, level.text("id"), str(index + 1))
                    if ongoing and cycle.flag("paused") and waiting != "leave_out":
                        raise RowError("it is paused, and the feed does not say since when")
                    limit = _millis(cycle, "goalDuration") if goal == "limit" and cycle.has("goalDuration") else None
                    found.ticket(customer, id, begun, sources=(source,),
                                 first_response=over if stop == "first_response" else None,
                                 resolved=over if stop == "resolved" else None,
                                 response_limit=limit if stop == "first_response" else None,
                                 resolution_limit=limit if stop == "resolved" else None)
                    if over is not None and waiting != "leave_out":
                        # What is not business time, and what was paused, are one sum here.
                        stood = over - begun - _millis(cycle, "elapsedTime")
                        if stood < 0:
                            raise RowError("elapsedTime is longer than the cycle")
                        add_waiting(found, customer, id, begun, over, stood, waiting, source)
    return found.report()


def _request(level: Fields) -> str:
    link = level.fields("_links").text("self")
    match = _REQUEST.search(link)
    if match is None:
        raise RowError(f"_links.self is {link!r}: expected a link with /request/KEY/sla in it")
    return match[1]


def _moment(cycle: Fields, name: str) -> Moment:
    return Fraction(cycle.fields(name).whole("epochMillis"), 1000)


def _millis(cycle: Fields, name: str) -> Moment:
    return Fraction(cycle.fields(name).whole("millis"), 1000)
