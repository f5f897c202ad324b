"""Gatus: the events of its endpoints."""

from __future__ import annotations

from typing import Annotated, Literal

from .model import Report
from .options import importer
from .reading import Collection, Fields, parsed, top_list
from .runs import AS_BEFORE, UNKNOWN, Sample, changes, runs
from .stretches import Favour

STATES = {"START": UNKNOWN, "HEALTHY": "up", "UNHEALTHY": "down"}
Restart = Annotated[Literal["as_before", "unknown"],
                    "what is true of an endpoint from a start of Gatus until it was checked again"]


@importer("gatus")
def gatus(text: str | bytes, *, name: str = "statuses.json", restart: Restart, favour: Favour) -> Report:
    """Gatus endpoint statuses: an outage from UNHEALTHY to HEALTHY."""
    found = Collection(name, favour)
    value = parsed(text, name)
    endpoints, list_name = ([value], "") if isinstance(value, dict) and "events" in value else top_list(value, name, "endpoints")
    for place, endpoint_value in found.rows(endpoints, list_name):
        with found.reading(place):
            endpoint = Fields(endpoint_value, place)
            key, samples = endpoint.text("key"), []
            for index, event_value in enumerate(endpoint.values("events")):
                source = type(place)(place.feed, f"{place.place}.events[{index}]")
                with found.reading(source):
                    found.about(source, key)
                    event = Fields(event_value, source)
                    state = STATES[event.word("type", STATES)]
                    samples.append(Sample(event.time("timestamp"), state, source))
            together = changes(samples, found.refuse, whole=len(samples) == len(endpoint.values("events")))
            if restart == AS_BEFORE:
                together = [one for index, one in enumerate(together) if one[0].state != UNKNOWN or index == 0]
            for run in runs(together, hold=None, hole=AS_BEFORE):
                if run.state == "down":
                    found.outage(key, run.stretch.start, run.stretch.end, sources=run.stretch.sources)
                elif run.state == UNKNOWN:
                    found.hole(key, run.stretch.start, run.stretch.end)
    return found.report()
