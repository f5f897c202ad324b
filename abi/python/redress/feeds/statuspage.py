"""Statuspage, version 2 of its interface: incidents.json and scheduled-maintenances.json."""

from __future__ import annotations

from typing import Annotated, Literal, Mapping, Optional, Tuple

from .errors import RowError
from .model import Report
from .moments import Moment
from .options import importer
from .reading import Collection, Fields, identifier, parsed, top_list
from .stretches import Favour

Piece = Tuple[Moment, Optional[Moment], str]  # from when until when which kind
STATUSES = ("operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance")
Start = Annotated[Literal["started_at", "created_at"], "which of its times an incident starts at"]
End = Annotated[Literal["resolved_at", "monitoring_at"],
                "which of its times an incident ends at; resolved_at where it was never monitored"]
Operational = Annotated[Literal["ends", "goes_on"],
                        "whether an outage of a component ends as soon as an update says that it is operational"]
PartialOutage = Annotated[Literal["outage", "degradation"], "what a partial_outage is"]
WithoutStatus = Annotated[Literal["outage", "degradation", "refuse"],
                          "what a component suffers that an incident lists, but that no update gives a status of"]
Times = Annotated[Literal["scheduled", "actual"], "whether maintenance has the time it was scheduled for or that of its updates"]


@importer("statuspage")
def statuspage(text: str | bytes, *, name: str = "incidents.json", start: Start, end: End, operational: Operational,
               partial_outage: PartialOutage, without_status: WithoutStatus, favour: Favour) -> Report:
    """Statuspage incidents.json: what each component suffered in each incident."""
    found = Collection(name, favour)
    kinds = {"degraded_performance": "degradation", "partial_outage": partial_outage, "major_outage": "outage"}
    values, list_name = top_list(parsed(text, name), name, "incidents")
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            incident = Fields(value, source)
            found.about(source, *_listed(incident))
            begun = incident.time(start)
            resolved = incident.optional_time("resolved_at")
            over = (incident.optional_time("monitoring_at") if end == "monitoring_at" else None) or resolved
            courses, listed = _courses(incident, begun)
            for component in listed:
                if component not in courses and without_status == "refuse":
                    raise RowError(f"no update says what the component {component!r} suffered")
            if not courses and not listed:
                raise RowError("it names no component")
            for component in dict.fromkeys((*courses, *listed)):
                said = courses.get(component)
                whole: list[Piece] = [(begun, over, without_status)]
                for since, until, kind in whole if said is None else _pieces(said, kinds, over, operational):
                    found.outage(component, since, until, sources=(source,), kind=kind,
                                 id=identifier(incident.text("id"), component))
    return found.report()


def _courses(incident: Fields, begun: Moment) -> tuple[dict[str, list[tuple[Moment, str]]], list[str]]:
    """By component, what the updates say of it, the earliest first; and the components that the incident lists. What the first
    update says has been so since the incident began."""
    courses: dict[str, list[tuple[Moment, str]]] = {}
    updates = sorted(((update.time("display_at"), update) for update in incident.items("incident_updates")), key=lambda one: one[0])
    for index, (shown, update) in enumerate(updates):
        for component in update.items("affected_components"):
            status = component.word("new_status", STATUSES)
            courses.setdefault(component.text("code"), []).append((begun if index == 0 else max(begun, shown), status))
    return courses, _listed(incident)


def _listed(incident: Fields) -> list[str]:
    """The components that an incident or a maintenance lists."""
    return [component.text("id") for component in incident.items("components")]


def _pieces(changes: list[tuple[Moment, str]], kinds: Mapping[str, str], over: Moment | None,
            operational: str) -> list[Piece]:
    """Start, end and kind of what a component suffered; what the last update says of it is so until the incident is over."""
    if operational == "goes_on":
        changes = [change for change in changes if change[1] != "operational"]
    pieces: list[Piece] = []
    for index, (since, status) in enumerate(changes):
        until = changes[index + 1][0] if index + 1 < len(changes) else over
        if until is not None and over is not None:
            until = min(until, over)
        kind = kinds.get(status)
        if kind is None or (until is not None and until <= since):
            continue
        if pieces and pieces[-1][1] == since and pieces[-1][2] == kind:
            since = pieces.pop()[0]
        pieces.append((since, until, kind))
    return pieces


@importer("statuspage-maintenance")
def statuspage_maintenance(text: str | bytes, *, name: str = "scheduled-maintenances.json", times: Times, favour: Favour) -> Report:
    """Statuspage scheduled-maintenances.json: work on each component."""
    found = Collection(name, favour)
    values, list_name = top_list(parsed(text, name), name, "scheduled_maintenances")
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            work = Fields(value, source)
            found.about(source, *_listed(work))
            begun, over = _scheduled(work) if times == "scheduled" else _actual(work)
            components = _listed(work)
            if not components:
                raise RowError("it names no component")
            for component in components:
                found.work(component, begun, over, sources=(source,), id=identifier(work.text("id"), component),
                           announced=work.time("created_at"))
    return found.report()


def _scheduled(work: Fields) -> tuple[Moment, Moment]:
    return work.time("scheduled_for"), work.time("scheduled_until")


def _actual(work: Fields) -> tuple[Moment, Moment]:
    at: dict[str, Moment] = {}
    for update in work.items("incident_updates"):
        status, shown = update.text("status"), update.time("display_at")
        at[status] = min(at.get(status, shown), shown)
    for status in ("in_progress", "completed"):
        if status not in at:
            raise RowError(f"no update says that it is {status}")
    return at["in_progress"], at["completed"]
