"""Hypothesis strategies for cases of serverastra at its five levels: downtime at the limit of the month and a second
beyond it, hardware replaced and tickets answered with the last second or the one after, holidays and changes of the
clocks, months around both first days of the agreement, terms that begin and end within months, customers who stay and
who leave, and payouts up to their limits.
"""

from datetime import date, timedelta
from math import floor

from hypothesis import strategies as st

from case import add_months, clock, credit_id, month_bounds
from serverastra import BUDAPEST, CAUSES, GUARANTEES, LEVELS, SLA, later, public_holidays
from strategies import DAY, HOUR, begun, cents, mostly, some_of, write

# Months with a change of the clocks, with movable holidays, of 28 to 31 days, and those around the first days of the
# agreement and of its change.
MONTHS = [date(2026, 6, 1), date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1), date(2026, 10, 1), date(2026, 2, 1),
          date(2024, 2, 1), date(2016, 3, 1), date(2017, 4, 1), date(2025, 8, 1), date(2021, 12, 1), date(2022, 1, 1),
          date(2022, 2, 1), date(2011, 9, 1), date(2011, 10, 1)]
# What a case is about: how many outages, failures of hardware and tickets it has, and whether outages alone break a.
SUBJECTS = {"a": ((1, 1, 2, 3), (0,), (0,)), "b": ((0, 1), (1, 1, 2), (0,)), "c.2": ((0, 1), (0,), (1, 2)),
            "all": ((1, 2), (0, 1), (0, 1))}
BREAKING = (1, 0, DAY, 10 * DAY, HOUR)  # seconds beyond the limit of a
KEEPING = (0, -HOUR)
EXCHANGED = ("holiday", "working_day")  # of a year's decree


# --- times ---


@st.composite
def at_limits(draw, first, last, level, beyond):
    """As many whole seconds of downtime as the month may have, and so many beyond."""
    length = max(1, floor(level.downtime * (last - first)) + draw(st.sampled_from(beyond)))
    start = first + draw(st.integers(0, max(0, last - first - length)))
    return start, start + length


@st.composite
def across_month_ends(draw, first, last):
    edge = draw(st.sampled_from([first, last]))
    return edge - draw(st.integers(1, 2 * DAY)), edge + draw(st.integers(1, 2 * DAY))


@st.composite
def overlapping(draw, earlier):
    start, end = draw(st.sampled_from(earlier))
    return start + draw(st.integers(-HOUR, HOUR)), end + draw(st.integers(HOUR + 1, 10 * HOUR))


@st.composite
def moments(draw, month):
    """A time of any day of the month, or of one before a holiday; also one that the clocks leave out or repeat."""
    before = [day - timedelta(days=n) for day in sorted(public_holidays(month.year)) for n in (1, 3)]
    days = [day for day in before if (day.year, day.month) == (month.year, month.month)]
    if not days or draw(st.booleans()):
        days = [month + timedelta(days=draw(st.integers(-2, 30)))]
    time = draw(st.sampled_from([(10, 0), (0, 0), (2, 30), (2, 0), (23, 59)]))
    return clock(BUDAPEST, draw(st.sampled_from(days)), *time)


# --- records ---


@st.composite
def subscriptions(draw, name, month):
    begin = draw(st.sampled_from([add_months(month, -3), add_months(month, -11), month, month + timedelta(days=9)]))
    end = draw(mostly(add_months(begin, 12), month + timedelta(days=19), None, often=8))
    return {"id": name, "sla": SLA, "level": draw(mostly("silver", "gold", "platinum", *LEVELS, None, often=2)),
            "price": draw(cents(0, 40000)), "price_period": draw(mostly("P1M", "P1Y", "P6M", "P30D", often=20)),
            "start": draw(mostly(clock(BUDAPEST, begin), None, often=20)), "end": end and clock(BUDAPEST, end)}


def level_of(subscription):
    return LEVELS[subscription["level"] or "silver"]


@st.composite
def outages(draw, name, month, level, beyond, earlier, owners):
    first, last = month_bounds(BUDAPEST, month)
    kinds = [at_limits(first, last, level, beyond)]
    if beyond is BREAKING:
        kinds += [*kinds, across_month_ends(first, last), overlapping(earlier) if earlier else kinds[0]]
    start, end = draw(draw(st.sampled_from(kinds)))
    return {"id": name, "start": start, "end": draw(mostly(end, None, often=20)), "subscription": draw(owners),
            "kind": draw(mostly(None, "outage", "degradation", often=8)),
            "cause": draw(mostly("power", *CAUSES, "software", None, often=20)),
            "confirmed": draw(mostly("yes", None, often=5))}


@st.composite
def hardware_failures(draw, name, month, level, owners):
    start = draw(moments(month))
    end = later(start, level.replacement) + draw(st.sampled_from([1, 0, -1, DAY]))
    return {"id": name, "start": start, "end": draw(mostly(end, None, often=20)), "subscription": draw(owners),
            "kind": "hardware_failure", "confirmed": draw(mostly("yes", None, often=5)),
            "affected": draw(mostly(None, "0%", "50%", often=4))}


@st.composite
def maintenance(draw, name, extents, owners):
    start, end = draw(st.sampled_from(extents))
    start += draw(st.sampled_from([0, HOUR, -HOUR]))
    end = max(start + 1, draw(st.sampled_from([end, start + HOUR, end - HOUR])))
    return {"id": name, "start": start, "end": end, "subscription": draw(owners), "announced": start - 7 * DAY,
            "emergency": draw(mostly(None, "yes", often=3))}


@st.composite
def tickets(draw, name, month, level, owners):
    first, last = month_bounds(BUDAPEST, month)
    opened = draw(st.one_of(moments(month), st.sampled_from([first, first - 1, last - 1, last])))
    due = later(opened, 1) if level.answer is None else opened + level.answer
    answered = due + draw(st.sampled_from([1, 0, -1]))
    return {"id": name, "opened": opened, "subscriptions": draw(owners), "first_response": answered,
            "resolved": draw(mostly(answered, answered + DAY, often=2))}


@st.composite
def claims(draw, name, month, names, records):
    first, last = month_bounds(BUDAPEST, month)
    about = draw(st.sampled_from(["nothing", "window", "incident", "ticket"]))
    named = [fields["id"] for record, fields in records if record == about]
    day = month + timedelta(days=draw(st.sampled_from([0, 14, 27, -1, 31]))) if about == "window" else None
    leaving = draw(mostly(None, "yes", often=1))
    leaves = [last, last + DAY, first + 20 * DAY, last - 1, None]
    return {"id": name, "filed": draw(mostly(last + DAY, last, first + 15 * DAY, often=6)),
            "subscription": draw(mostly(*names, often=3)), "leaving": leaving,
            "leaves_on": draw(st.sampled_from(leaves)) if leaving else None,
            "guarantee": draw(mostly("refund" if leaving else "reimbursement", *GUARANTEES, None, often=4)),
            "channel": draw(mostly("ticket", "complaint", "complaint", "phone", None, often=20)), "window": day,
            "incident": draw(st.sampled_from(named)) if named and about == "incident" else None,
            "ticket": draw(st.sampled_from(named)) if named and about == "ticket" else None}


@st.composite
def credits(draw, month, as_of, name):
    """What was given for the month, for others of the term or the term before; by this claim or another; goodwill."""
    on = add_months(month, draw(st.sampled_from([-1, -2, 0, 1, -4, -13])))
    guarantee = draw(mostly("reimbursement", "refund", often=3))
    identity = credit_id(SLA, guarantee, name, on, "", draw(mostly(1, 2, often=6)))
    return {"id": draw(mostly(identity, "goodwill-7", often=10)), "subscription": name, "granted": as_of,
            "amount": draw(st.one_of(cents(1, 2000), cents(1, 40000))), "remedy": "balance",
            "claim": draw(mostly("claim-0", "claim-before", None, often=1))}


@st.composite
def cases(draw):
    month = draw(st.sampled_from(MONTHS))
    last = month_bounds(BUDAPEST, month)[1]
    as_of = last + draw(st.sampled_from([3 * DAY, 40 * DAY, 0, -1]))
    names = ["server-1", "server-2"][:draw(mostly(1, 2, often=3))]
    owners = mostly(names[0], None, names[-1], often=4)
    subscribed = [draw(subscriptions(name, month)) for name in names]
    level = level_of(subscribed[0])
    about = draw(st.sampled_from(list(SUBJECTS)))
    outage_count, disk_count, ticket_count = (draw(st.sampled_from(counts)) for counts in SUBJECTS[about])
    failures = []
    for number in range(outage_count):
        earlier = [(f["start"], f["end"] or as_of) for f in failures]
        beyond = BREAKING if about in ("a", "all") else KEEPING
        failures.append(draw(outages(f"outage-{number}", month, level, beyond, earlier, owners)))
    for number in range(disk_count):
        failures.append(draw(hardware_failures(f"disk-{number}", month, level, owners)))
    asked = [draw(tickets(f"ticket-{number}", month, level, owners)) for number in range(ticket_count)]
    records = [("incident", begun(as_of, f, "end")) for f in failures if f["start"] < as_of]
    records += [("ticket", begun(as_of, t, "first_response", "resolved")) for t in asked if t["opened"] <= as_of]
    extents = [(f["start"], f["end"] or as_of) for f in failures if (f["end"] or as_of) > f["start"]]
    if extents and draw(mostly(False, True, often=3)):
        records.append(("maintenance", draw(maintenance("work-1", extents, owners))))
    if draw(mostly(False, True, often=5)):
        days = draw(st.lists(st.integers(0, 27), min_size=2, max_size=2, unique=True))
        records += [(record, {"date": month + timedelta(days=day)}) for record, day in zip(EXCHANGED, days)]
    records += [("claim", begun(as_of, draw(claims(f"claim-{number}", month, names, records))))
                for number in range(draw(some_of(1, 1, 2, 3)))]
    given = draw(st.lists(credits(month, as_of, names[0]), max_size=3, unique_by=lambda c: c["id"]))
    standing = draw(mostly(None, "suspended", "violation", often=30))
    account = {"id": "customer-1", "standing": standing, "violated_on": month if standing == "violation" else None}
    return write(as_of, [("account", account), *(("subscription", s) for s in subscribed), *records,
                         *(("credit", c) for c in given)], "EUR")
