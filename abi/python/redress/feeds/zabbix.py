"""Zabbix: problem events, and the totals of sla.getsli to compare them with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Iterable, Literal, Mapping

from .errors import FeedError, RowError
from .model import Outage, Report
from .moments import instant, moment, read_seconds
from .options import importer
from .reading import Collection, Fields, identifier, parsed, top_list
from .stretches import Stretch, joined

SEVERITIES = ("0", "1", "2", "3", "4", "5")
LeastSeverity = Annotated[Literal["0", "1", "2", "3", "4", "5"],
                          "the least severity of an outage, from 0 not classified to 5 disaster; lesser events are left out"]
_PROBLEM, _NONE = "1", "0"


@importer("zabbix")
def zabbix(text: str | bytes, *, name: str = "events.json", least_severity: LeastSeverity) -> Report:
    """Zabbix event.get with hosts: an outage of each host from a problem to the event of its recovery."""
    found = Collection(name)
    rows = []
    values, list_name = top_list(parsed(text, name), name, "result")
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            event = Fields(value, source)
            found.about(source, *(host.text("host") for host in event.items("hosts")))
            rows.append((source, event, event.text("eventid"), event.seconds("clock")))
    at = {id: when for _, _, id, when in rows}
    done: set[str] = set()
    for source, event, id, begun in rows:
        with found.reading(source):
            if event.word("value", ("0", _PROBLEM)) != _PROBLEM:
                continue  # it is the recovery of another one
            severity = event.word("severity", SEVERITIES)
            if severity < least_severity:
                continue
            if id in done:
                raise RowError(f"another row is the event {id} already")
            recovery = event.text("r_eventid")
            if recovery != _NONE and recovery not in at:
                raise RowError(f"it was recovered by the event {recovery}, which the feed does not have: it is not known when")
            hosts = [host.text("host") for host in event.items("hosts")]
            if not hosts:
                raise RowError("hosts is empty: ask event.get for selectHosts")
            for host in hosts:
                found.outage(host, begun, at.get(recovery), sources=(source,), id=identifier(id, host), severity=severity)
            done.add(id)
    return found.report()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Where Zabbix and the outages do not give the same downtime of a service in a period."""

    service: str
    start: datetime
    end: datetime
    zabbix: timedelta
    outages: timedelta


def compare_sli(text: str | bytes, outages: Iterable[Outage], subjects: Mapping[str, Iterable[str]], *,
                name: str = "getsli.json") -> list[Difference]:
    """The answer of sla.getsli against outages, both without the downtimes that Zabbix excluded. `subjects` names what a service,
    by its id, consists of: it is down when one of them is."""
    answer = parsed(text, name)
    try:
        body = Fields(answer.get("result", answer), Collection(name).source("", 0))
        services = [str(service) for service in body.values("serviceids")]
        periods, table = body.items("periods"), body.values("sli")
        if len(table) != len(periods) or any(len(row) != len(services) for row in table):
            raise RowError("sli has not a row for each period with a cell for each service")
        given = tuple(outages)
        return [difference for period, row in zip(periods, table) for service, cell in zip(services, row)
                for difference in _differences(period, service, Fields(cell, period.source), given, subjects)]
    except (RowError, AttributeError, TypeError) as error:
        raise FeedError(f"{name}: expected the answer of sla.getsli: {error}") from None


def _differences(period: Fields, service: str, cell: Fields, outages: tuple[Outage, ...],
                 subjects: Mapping[str, Iterable[str]]) -> list[Difference]:
    if service not in subjects:
        return []
    start, end, members = period.seconds("period_from"), period.seconds("period_to"), frozenset(subjects[service])
    down = [Stretch(max(start, moment(one.start)), end if one.end is None else min(end, moment(one.end)))
            for one in outages if one.subject in members]
    left_out = [Stretch(max(start, one.seconds("period_from")), min(end, one.seconds("period_to")))
                for one in cell.items("excluded_downtimes")]
    both = _total(down + left_out) - _total(left_out)  # what is down and not excluded
    found, told = timedelta(seconds=int(both)), timedelta(seconds=cell.whole("downtime"))
    if found == told:
        return []
    return [Difference(service=service, start=instant(start), end=instant(end), zabbix=told, outages=found)]


def _total(stretches: list[Stretch]) -> Any:
    return sum((one.end - one.start for one in joined(s for s in stretches if s.end is not None and s.end > s.start)
                if one.end is not None), read_seconds(0))
