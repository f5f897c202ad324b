"""From what feeds gave to cases: the one place where monitors become subscriptions."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Iterable, Mapping, TypeVar

from ..record import Record
from ..records import Case, Incident, Maintenance, Pause as PauseRecord, Ticket as TicketRecord
from .errors import FeedError, OptionError, nearest
from .mapping import CaseMapping, Customer
from .model import Outage, Pause, Refused, Report, Row, Source, Ticket, Work
from .moments import instant, moment
from .stretches import Stretch, ends_by, intersected, joined

Time = TypeVar("Time", Outage, Work)


@dataclass(frozen=True, kw_only=True)
class CustomerCase:
    """A case by its records: what redress.Case is made of, and Book.settle takes. `refused` are rows about this customer that could
    not be used: evidence that the case lacks."""

    id: str
    account: str
    records: tuple[Record, ...]
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cases:
    """A case for each customer. `report` has among its refused rows also those that belong to nobody; `unassigned` says so of
    rows that belong to somebody in part only. `later` begins at as_of or after it, and is for a later case."""

    cases: tuple[CustomerCase, ...]
    report: Report
    unassigned: tuple[Refused, ...]
    later: tuple[Row, ...]


def make_cases(report: Report, mapping: CaseMapping) -> Cases:
    """The cases of all customers of the mapping, also of those of whom the feed tells nothing."""
    now: list[Row] = []
    later: list[Row] = []
    for row in report.rows:
        known = _known_at(row, mapping.as_of)
        if known is None:
            later.append(row)
        else:
            now.append(known)
    by_subject: defaultdict[str, list[Row]] = defaultdict(list)
    for row in now:
        by_subject[row.subject].append(row)
    _check_names(mapping)
    tickets = {(row.subject, row.id) for row in now if isinstance(row, Ticket)}
    owned = {id(row) for customer in mapping.customers for row in _rows_of(customer, by_subject)}
    known_names = frozenset(name for customer in mapping.customers
                            for names in (customer.names, *customer.monitors.values()) for name in names)
    nobodys = {id(row): reason for row in now if row.subject not in mapping.ignored
               if (reason := _why_not(row, id(row) in owned, tickets, known_names)) is not None}
    missing: defaultdict[str, list[Refused]] = defaultdict(list)
    for one in report.refused:
        for subject in one.subjects:
            missing[subject].append(one)
    cases = tuple(_case(customer, by_subject, tickets, mapping, missing) for customer in mapping.customers)
    if len({case.id for case in cases}) < len(cases):
        raise FeedError("several customers have one case id: put {account} into case.id")
    left = {source for row in (*now, *later) if id(row) not in nobodys for source in row.sources}
    told: defaultdict[Source, dict[str, None]] = defaultdict(dict)
    for row in now:
        if id(row) in nobodys:
            for source in row.sources:
                told[source][nobodys[id(row)]] = None
    reasons = [Refused(source=source, reason="; ".join(several)) for source, several in told.items()]
    refused = tuple(one for one in reasons if one.source not in left)
    return Cases(cases=cases, report=report.without(refused), later=tuple(later),
                 unassigned=tuple(one for one in reasons if one.source in left))


def _known_at(row: Row, as_of: datetime) -> Row | None:
    """The row as it was known at as_of; None where there was nothing of it yet. Work can be to come."""
    def past(when: datetime | None) -> datetime | None:
        return when if when is None or when <= as_of else None

    if isinstance(row, Work):
        return replace(row, announced=past(row.announced))
    if isinstance(row, Ticket):
        return None if row.opened > as_of else replace(row, first_response=past(row.first_response), resolved=past(row.resolved))
    return None if row.start >= as_of else replace(row, end=past(row.end))


def _rows_of(customer: Customer, by_subject: Mapping[str, list[Row]]) -> Iterable[Row]:
    for monitors in customer.monitors.values():
        for monitor in monitors:
            yield from by_subject.get(monitor, ())
    for name in customer.names:
        yield from (row for row in by_subject.get(name, ()) if isinstance(row, (Ticket, Pause)))


def _check_names(mapping: CaseMapping) -> None:
    seen: dict[str, Customer] = {}
    for customer in mapping.customers:
        for name in customer.names:
            if seen.setdefault(name, customer) is not customer:
                raise FeedError(f"two customers are called {name!r}")


def _why_not(row: Row, owned: bool, tickets: set[tuple[str, str]], known: frozenset[str]) -> str | None:
    """Why a row is nobody's; None where it is somebody's."""
    if owned:
        return f"there is no ticket {row.ticket!r}" if isinstance(row, Pause) and (row.subject, row.ticket) not in tickets else None
    what = "customer is called" if isinstance(row, (Ticket, Pause)) else "subscription has the monitor"
    return f"no {what} {row.subject!r}{nearest(row.subject, known)}"


# --- a case ---

def _case(customer: Customer, by_subject: Mapping[str, list[Row]], tickets: set[tuple[str, str]], mapping: CaseMapping,
          missing: Mapping[str, list[Refused]]) -> CustomerCase:
    account = str(customer.account.id)
    fields: dict[str, Any] = {**mapping.case, "id": mapping.case["id"].replace("{account}", account)}
    records: list[Record] = [Case(**fields), customer.account, *customer.subscriptions, *customer.charges]
    outages = {id: _outages_of(id, monitors, by_subject, mapping.together) for id, monitors in customer.monitors.items()}
    for outage, one, several in _shared(outages):
        records.append(Incident(id=outage.id, start=outage.start, end=outage.end, kind=outage.kind, cause=outage.cause,
                                component=outage.component, severity=outage.severity, subscription=one, subscriptions=several))
    works = {id: [row for monitor in monitors for row in by_subject.get(monitor, ()) if isinstance(row, Work)]
             for id, monitors in customer.monitors.items()}
    for work, one, several in _shared(works):
        records.append(Maintenance(id=work.id, start=work.start, end=work.end, announced=work.announced, subscription=one,
                                   subscriptions=several))
    for row in dict.fromkeys(_rows_of(customer, by_subject)):
        if isinstance(row, Ticket):
            about = tuple(id for id, monitors in customer.monitors.items() if row.subject in monitors)
            records.append(TicketRecord(
                id=row.id, opened=row.opened, subscriptions=about or None, channel=row.channel, priority=row.priority,
                first_response=row.first_response, resolved=row.resolved, response_limit=row.response_limit,
                resolution_limit=row.resolution_limit))
        elif isinstance(row, Pause) and (row.subject, row.ticket) in tickets:
            records.append(PauseRecord(ticket=row.ticket, start=row.start, end=row.end, reason=row.reason))
    names = dict.fromkeys((*customer.names, *(one for monitors in customer.monitors.values() for one in monitors)))
    refused = dict.fromkeys(one for name in names for one in missing.get(name, ()))
    return CustomerCase(id=fields["id"], account=account, records=tuple(records), refused=tuple(refused))


def _shared(of_subscription: Mapping[str, list[Time]]) -> Iterable[tuple[Time, str | None, tuple[str, ...] | None]]:
    """Each time with the one subscription, or the several ones, that it is of: what several have alike is one record. Where an id
    stands for different times of different subscriptions, each has its own."""
    owners: dict[Time, list[str]] = {}
    for subscription, times in of_subscription.items():
        for time in times:
            owned = owners.setdefault(replace(time, subject="", sources=()), [])
            if subscription not in owned:
                owned.append(subscription)
    count = Counter(time.id for time in owners)
    for time, owned in owners.items():
        own = time if count[time.id] == 1 else replace(time, id=f"{time.id}/{owned[0]}")
        yield own, owned[0] if len(owned) == 1 else None, tuple(owned) if len(owned) > 1 else None


def _outages_of(subscription: str, monitors: tuple[str, ...], by_subject: Mapping[str, list[Row]], together: str | None) -> list[Outage]:
    of = {monitor: [row for row in by_subject.get(monitor, ()) if isinstance(row, Outage)] for monitor in monitors}
    if len(monitors) < 2:
        return [outage for rows in of.values() for outage in rows]
    if together is None:
        raise OptionError(f"the subscription {subscription!r} has the monitors {', '.join(monitors)}, and together is missing, when "
                          "it is down: any of them is, all are, or each is a part of it")
    if together == "each":
        return [replace(outage, component=outage.component or monitor) for monitor, rows in of.items() for outage in rows]
    return _any(of) if together == "any" else _all(of)


def _any(of: Mapping[str, list[Outage]]) -> list[Outage]:
    """Joined where they overlap and are alike; called by the earliest."""
    alike: defaultdict[tuple[str | None, ...], list[Outage]] = defaultdict(list)
    for outage in sorted((one for rows in of.values() for one in rows), key=lambda one: (one.start, one.id)):
        alike[(outage.kind, outage.cause, outage.component, outage.severity)].append(outage)
    result: list[Outage] = []
    for rows in alike.values():
        first = {one.start: one for one in reversed(rows)}
        result += [replace(first[instant(stretch.start)], end=_end(stretch), sources=stretch.sources)
                   for stretch in joined(map(_stretch, rows))]
    return result


def _all(of: Mapping[str, list[Outage]]) -> list[Outage]:
    """The time in which all are in the same kind of failure. What they say differently of it is left out."""
    result: list[Outage] = []
    for kind in sorted({outage.kind for rows in of.values() for outage in rows}):
        courses = [joined(_stretch(one) for one in rows if one.kind == kind) for rows in of.values()]
        both = courses[0]
        for course in courses[1:]:
            both = intersected(both, course)
        rows = [one for several in of.values() for one in several if one.kind == kind]
        for stretch, during in _during(both, rows):
            result.append(replace(
                during[0], start=instant(stretch.start), end=_end(stretch), sources=stretch.sources,
                cause=_common(one.cause for one in during), component=_common(one.component for one in during),
                severity=_common(one.severity for one in during)))
    return result


def _during(stretches: list[Stretch], rows: list[Outage]) -> Iterable[tuple[Stretch, list[Outage]]]:
    """Each stretch with the rows that overlap it, the earliest first. Stretches come in the order of time, and so a row that is over
    before one of them is over before all that follow."""
    to_come = deque(sorted(rows, key=lambda one: (one.start, one.id)))
    active: list[Outage] = []
    for stretch in stretches:
        end = _end(stretch)
        while to_come and (end is None or to_come[0].start < end):
            active.append(to_come.popleft())
        active = [one for one in active if not ends_by(None if one.end is None else moment(one.end), stretch.start)]
        yield stretch, active


def _common(values: Iterable[str | None]) -> str | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _end(stretch: Stretch) -> datetime | None:
    return None if stretch.end is None else instant(stretch.end)


def _stretch(one: Outage) -> Stretch:
    return Stretch(moment(one.start), None if one.end is None else moment(one.end), one.sources)
