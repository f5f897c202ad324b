"""Uptime Kuma: its heartbeats and its planned maintenance."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Annotated, Iterator, Literal
from zoneinfo import ZoneInfo

from .errors import RowError
from .model import Report
from .moments import LocalTime, Moment, Skipped, Twice, instant, moment, read_utc, seconds_in
from .options import importer
from .reading import Collection, Fields, identifier, parsed, top_list
from .runs import UNKNOWN, Sample, agreeing, runs
from .stretches import Favour

Pending = Annotated[Literal["up", "down", "unknown"], "what a pending heartbeat means, a failure that is still being tried again"]
Hold = Annotated[timedelta, "how long a heartbeat holds where no other follows, such as its interval and a retry"]
Holes = Annotated[Literal["as_before", "unknown"], "what is true of the time that no heartbeat covers, also after the last one"]
PlannedEnd = Annotated[Literal["local_time", "duration"],
                       "what ends recurring maintenance when the clocks are changed: its local end, or as much time as on other days"]
Since = Annotated[datetime, "from when on recurring maintenance is written out"]
Until = Annotated[datetime, "until when it is"]
_WEEKDAYS = 7


@importer("uptime-kuma")
def uptime_kuma(text: str | bytes, *, name: str = "heartbeats.json", pending: Pending, hold: Hold, hole: Holes,
                favour: Favour) -> Report:
    """Uptime Kuma heartbeats, of the database's table heartbeat or of a backup: outages and work of each monitor."""
    found = Collection(name, favour)
    states = {0: "down", 1: "up", 2: pending, 3: "work"}
    of_monitor: defaultdict[str, list[Sample]] = defaultdict(list)
    values, list_name = top_list(parsed(text, name), name, "heartbeatList", "heartbeats")
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            beat = Fields(value, source)
            monitor = beat.text("monitorID" if beat.has("monitorID") else "monitor_id")  # a backup, the table
            found.about(source, monitor)
            status = beat.whole("status")
            if status not in states:
                raise RowError(f"status is {status}: expected 0 down, 1 up, 2 pending or 3 maintenance")
            of_monitor[monitor].append(Sample(beat.time("time", read_utc), states[status], source))
    for monitor, samples in of_monitor.items():
        for run in runs(agreeing(samples, found.refuse), hold=seconds_in(hold), hole=hole):
            stretch = run.stretch
            if run.state == UNKNOWN:
                found.hole(monitor, stretch.start, stretch.end)
            elif run.state == "down":
                found.outage(monitor, stretch.start, stretch.end, sources=stretch.sources)
            elif run.state == "work" and stretch.end is None:
                for source in stretch.sources:
                    found.refuse(source, "maintenance goes on after the last heartbeat: nobody knows until when")
            elif run.state == "work" and stretch.end is not None:
                found.work(monitor, stretch.start, stretch.end, sources=stretch.sources)
    return found.report()


@importer("uptime-kuma-maintenance")
def uptime_kuma_maintenance(text: str | bytes, *, name: str = "maintenance.json", since: Since, until: Until, end: PlannedEnd,
                            twice: Twice = None, skipped: Skipped = None) -> Report:
    """Uptime Kuma maintenance of the strategies single and recurring-weekday, written out: work on each of its monitors."""
    found = Collection(name)
    values, list_name = top_list(parsed(text, name), name, "maintenanceList")
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            plan = Fields(value, source)
            monitors = [monitor.text("id") for monitor in plan.items("monitors")]
            found.about(source, *monitors)
            zone = _zone(plan, twice, skipped)
            if not monitors:
                raise RowError("monitors is empty: which ones it is for is not said")
            strategy = plan.text("strategy")
            if strategy == "single":
                bounds = [zone.moment_of(day) for day in _range(plan)]
                times = [(bounds[0], bounds[1])] if len(bounds) == 2 else []
                if not times:
                    raise RowError("dateRange has no end")
            elif strategy == "recurring-weekday":
                times = list(_recurring(plan, zone, end, moment(since), moment(until)))
            else:
                raise RowError(f"strategy is {strategy!r}: only single and recurring-weekday are written out")
            for begun, over in times if plan.flag("active") else ():
                for monitor in monitors:
                    found.work(monitor, begun, over, sources=(source,),
                               id=identifier(plan.text("id"), monitor, f"{instant(begun):%Y-%m-%dT%H:%M:%SZ}"))
    return found.report()


def _zone(plan: Fields, twice: Twice, skipped: Skipped) -> LocalTime:
    key = plan.text("timezone")
    try:
        return LocalTime(ZoneInfo(key), twice, skipped)
    except (ValueError, OSError, KeyError):
        raise RowError(f"timezone is {key!r}: there is no such time zone") from None


def _range(plan: Fields) -> list[datetime]:
    """The start, and the end where there is one, as local times."""
    days = []
    for text in plan.values("dateRange")[:2]:
        try:
            days.append(datetime.fromisoformat(text))
        except (TypeError, ValueError):
            raise RowError(f"dateRange has {text!r}: expected a local time such as 2026-03-01 02:00:00") from None
    if not days or any(day.tzinfo is not None for day in days):
        raise RowError("dateRange is not a start and an end in local time")
    return days


def _recurring(plan: Fields, zone: LocalTime, end: str, since: Moment, until: Moment) -> Iterator[tuple[Moment, Moment]]:
    weekdays = plan.values("weekdays")
    if not all(isinstance(day, int) and 0 <= day < _WEEKDAYS for day in weekdays):
        raise RowError(f"weekdays is {weekdays}: expected numbers from 0 for Sunday to 6 for Saturday")
    days = _range(plan)
    first, last = _clock(plan, 0), _clock(plan, 1)
    over_midnight = timedelta(days=1 if last <= first else 0)
    length = datetime.combine(date.min, last) - datetime.combine(date.min, first) + over_midnight
    day = max(days[0].date(), (instant(since).astimezone(zone.zone) - timedelta(days=1)).date())
    final = instant(until).astimezone(zone.zone).date()
    if len(days) == 2:
        final = min(final, days[1].date())
    for _ in range(max(0, (final - day).days + 1)):
        if day.isoweekday() % _WEEKDAYS in weekdays:
            begun = zone.moment_of(datetime.combine(day, first))
            over = zone.moment_of(datetime.combine(day, last) + over_midnight) if end == "local_time" else begun + seconds_in(length)
            if over > since and begun < until:
                yield begun, over
        day += timedelta(days=1)


def _clock(plan: Fields, index: int) -> time:
    clock = plan.items("timeRange")
    if len(clock) != 2:
        raise RowError("timeRange is not a start and an end")
    try:
        seconds = clock[index].whole("seconds") if clock[index].has("seconds") else 0
        return time(clock[index].whole("hours"), clock[index].whole("minutes"), seconds)
    except ValueError as error:
        raise RowError(f"timeRange[{index}]: {error}") from None
