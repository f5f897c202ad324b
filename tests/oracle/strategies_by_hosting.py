"""Hypothesis strategies for cases of by_hosting: five to seven failures of an hour or a second less, interruptions of
six hours in a day, over midnight and over several days, at ends of months and around the first day of the rules;
attacks that end a day before, work at the edges of working hours with two or three days' notice, on holidays and
weekends; lost data; claims on the thirtieth day, and what was given before up to the monthly price.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from by_hosting import ATTACK, GMT_PLUS_2, GUARANTEES, HOLIDAYS, HOUR, INTERRUPTION, MINSK, OURS, OUTSIDE, SLA
from case import clock, credit_id, day_of, last_second, midnight, month_of
from strategies import DAY, beside, cents, mostly, some_of, write

# Midweek; the last and the first day of a month; the last of a year; around a holiday; a Friday; a leap day; the first
# day of the rules, and the day before it.
DAYS = [date(2026, 6, 10), date(2026, 5, 31), date(2026, 7, 1), date(2026, 12, 31), date(2026, 4, 20),
        date(2026, 6, 12), date(2028, 2, 29), date(2016, 7, 1), date(2016, 6, 30)]
DAYS_OF_WORK = sorted(HOLIDAYS) + [day + timedelta(days=1) for day in sorted(HOLIDAYS)] + [date(2026, 6, 13)]
UNCLEAR = None, "unnamed"


def causes(often=30):
    return mostly("equipment", "staff", "server_break_in", ATTACK, *OUTSIDE[:3], *UNCLEAR, often=often)


# --- times down, as (start, end) ---


@st.composite
def failures(draw, first):
    """Short ones, one after the other through the day; of the first and the last one lies across midnight, perhaps."""
    count, length = draw(some_of(6, 6, 5, 7)), draw(mostly(600, HOUR - 1, 0, often=3))
    starts = [first + n * 3 * HOUR for n in range(count)]
    starts[0] += draw(mostly(0, -1, often=3))
    starts[-1] = draw(mostly(starts[-1], first + DAY - 1, first + DAY, first + DAY - 300, often=5))
    last = draw(st.sampled_from([HOUR, HOUR - 1, length]))
    return [(start, start + (last if start == starts[-1] else length)) for start in starts]


@st.composite
def long_ones(draw, first):
    """Six hours or a second beside: in a day, in two pieces, up to midnight; or as many that end in the next days."""
    length = draw(beside(INTERRUPTION))
    start = draw(mostly(first + 10 * HOUR, first, first + DAY - length, first - 1, first + 2 * HOUR, often=4))
    how = draw(mostly("whole", "pieces", "days", often=3))
    if how == "days":
        return [(start, start + draw(st.sampled_from([2, 1, 3])) * DAY + draw(st.sampled_from([0, 1, -HOUR])))]
    if how == "whole":
        return [(start, start + length)]
    cut = draw(st.integers(1, length - 1))
    return [(start, start + cut), (start + cut + 600, start + length + 600)]


@st.composite
def nights(draw, first):
    """Over the midnight at the end of the day, six hours in all or in one of the days."""
    before = draw(st.one_of(mostly(3 * HOUR, INTERRUPTION - 1, INTERRUPTION), st.integers(1, INTERRUPTION)))
    after = draw(st.one_of(beside(INTERRUPTION - before), mostly(INTERRUPTION - 1, INTERRUPTION, 3 * HOUR)))
    return [(first + DAY - before, first + DAY + max(after, 0))]


@st.composite
def outages_after_an_attack(draw, first):
    """An attack on the day before, and an outage of which six hours, or a second beside, lie after its 24 hours."""
    over = draw(st.sampled_from([first + 10 * HOUR, first, first + 18 * HOUR, first + 20 * HOUR]))
    attack = {"start": over - DAY - HOUR, "end": over - DAY, "cause": draw(mostly(ATTACK, "upstream_network", None)),
              "kind": draw(mostly(None, "degradation", often=2))}
    return [attack, {"start": over - 2 * HOUR, "end": over + draw(beside(INTERRUPTION)), "cause": "equipment"}]


@st.composite
def outages(draw, first):
    """Some of them together, each piece with its cause."""
    kinds = [[failures(first)], [long_ones(first)], [nights(first)], [nights(first), failures(first)],
             [failures(first), long_ones(first)], [nights(first), nights(first)], [long_ones(first), long_ones(first)],
             [nights(first), long_ones(first + DAY)]]
    found = []
    for times in draw(st.sampled_from(kinds)):
        cause = draw(causes())
        found += [{"start": a, "end": b, "cause": cause} for a, b in draw(times)]
    if draw(mostly(False, True)):
        found[-1]["cause"] = draw(causes(often=1))
    if draw(mostly(False, True)):
        found[-1]["kind"] = draw(st.sampled_from(["degradation", "hardware_failure"]))
    return found


@st.composite
def circumstances(draw, first):
    """What excludes time, or might: an attack or another cause, on the day or about 24 hours before."""
    end = draw(st.sampled_from([first, first - DAY, first + 12 * HOUR, first - 12 * HOUR, first - DAY + 8 * HOUR]))
    end += draw(st.sampled_from([0, 1, -1, 3600]))
    return {"start": end - draw(st.sampled_from([600, 0, HOUR, 9 * HOUR])), "end": end,
            "cause": draw(mostly(ATTACK, *OUTSIDE, *OURS, *UNCLEAR, often=12)),
            "kind": draw(mostly(None, "outage", "degradation", often=4))}


@st.composite
def losses(draw, first):
    start = first + draw(st.sampled_from([10 * HOUR, 0, 23 * HOUR, -1]))
    return {"start": start, "end": start + draw(st.sampled_from([2 * HOUR, 0, HOUR, DAY])), "kind": "data_loss",
            "cause": draw(mostly("staff", "server_break_in", "equipment", "site_break_in", ATTACK, *UNCLEAR, often=6)),
            "recovered": draw(mostly(None, "yes"))}


@st.composite
def works(draw, name, day):
    """Around the edges of the working hours, through a night or a day, with notice or too late."""
    opened = draw(beside(clock(GMT_PLUS_2, day, draw(st.sampled_from([21, 7, 0, 4])))))
    end = draw(beside(opened + draw(st.sampled_from([6, 10, 1, 30])) * HOUR))
    noticed = midnight(MINSK, day_of(MINSK, opened) - timedelta(days=draw(mostly(3, 2, often=3))))
    return {"id": name, "start": opened, "end": end, "announced": draw(mostly(noticed + DAY - 1, noticed, None)),
            "emergency": draw(mostly(None, "yes"))}


@st.composite
def outages_with_work(draw, day):
    """Work through a night into the morning, and an outage of which six hours lie within working hours, or a second
    beside: those count. On a day that is not worked none do."""
    opening, closing = clock(GMT_PLUS_2, day, 7), clock(GMT_PLUS_2, day, 21)
    length = draw(beside(INTERRUPTION))
    start, end = draw(st.sampled_from([(opening - 3 * HOUR, opening + length), (closing - length, closing + 2 * HOUR)]))
    noticed = midnight(MINSK, day_of(MINSK, start - HOUR) - timedelta(days=draw(mostly(3, 2))))
    work = {"id": "work-9", "start": start - HOUR, "end": end + HOUR,
            "announced": draw(mostly(noticed + DAY - 1, noticed))}
    return [{"start": start, "end": end, "cause": draw(causes())}], [work]


# --- the case ---


def as_known(as_of, records, name, owner, is_open):
    """As the case can tell at that moment; of the last one perhaps no end."""
    known = [r | {"id": f"{name}-{n}", "end": min(r["end"], as_of), "subscription": owner}
             for n, r in enumerate(records) if r["start"] <= as_of]
    if known and is_open:
        known[-1]["end"] = None
    return known


@st.composite
def subscriptions(draw, name, first):
    return {"id": name, "sla": SLA, "price": draw(st.one_of(mostly("30.00", "20.00", "10.01"), cents(0, 50000))),
            "price_period": draw(mostly("P1M", "P1Y", "P6M", "P30D", often=12)),
            "kind": draw(mostly(None, "test", "free", often=20)),
            "start": draw(mostly(None, first - 300 * DAY, first + 10 * HOUR, often=6)),
            "end": draw(mostly(first + 300 * DAY, first + 12 * HOUR, first + DAY, None, often=16))}


@st.composite
def claims(draw, name, day, as_of, incidents, names):
    date_of_it = day + timedelta(days=draw(mostly(0, 1)))
    deadline = last_second(MINSK, date_of_it + timedelta(days=30))
    first = midnight(MINSK, day)
    filed = draw(mostly(first + 5 * DAY, deadline, deadline + 1, first + 12 * HOUR, often=6))
    about = draw(mostly("nothing", "incident", "window", often=2))
    return {"id": name, "filed": min(filed, as_of), "subscription": draw(mostly(names[0], names[-1])),
            "channel": draw(mostly("ticket", "email", None, often=30)),
            "guarantee": draw(mostly(None, *GUARANTEES, often=3)),
            "incident": draw(st.sampled_from(incidents))["id"] if about == "incident" and incidents else None,
            "window": day + timedelta(days=draw(mostly(0, 1, -1))) if about == "window" else None,
            "remedy": draw(mostly(None, "extension", "balance", "discount", often=2))}


@st.composite
def credits(draw, day, as_of, name):
    identity = draw(st.sampled_from([
        credit_id(SLA, "interruption", name, day), credit_id(SLA, "failures", name, day),
        credit_id(SLA, "data_loss", name, month_of(day), "loss-9"),
        credit_id(SLA, "interruption", name, day + timedelta(days=1)),
        credit_id(SLA, "data_loss", name, day, "loss-0"),
        "goodwill-1"]))
    return {"id": identity, "subscription": name, "granted": min(midnight(MINSK, day) + DAY, as_of),
            "amount": draw(st.one_of(cents(1, 150), cents(2800, 3000), cents(1, 60000)))}


@st.composite
def events(draw, day):
    """Outages, and work."""
    if day in DAYS_OF_WORK:
        return draw(outages_with_work(day))
    count = draw(some_of(0, 0, 0, 1, 2))
    down = draw(st.sampled_from([outages, outages, outages, outages_after_an_attack]))(midnight(MINSK, day))
    return draw(down), [draw(works(f"work-{n}", day)) for n in range(count)]


@st.composite
def cases(draw):
    day = draw(st.sampled_from(draw(st.sampled_from([DAYS, DAYS, DAYS_OF_WORK]))))
    first = midnight(MINSK, day)
    as_of = first + draw(mostly(40 * DAY, 2 * DAY, DAY, DAY - 1, 20 * HOUR, often=6))
    names = ["site-1", "site-2"][:draw(mostly(1, 2, often=4))]
    owner = mostly(names[0], None, names[-1], often=3)
    down, work = draw(events(day))
    found = as_known(as_of, down, "outage", draw(owner), draw(mostly(False, True)))
    extra = [draw(circumstances(first)) for _ in range(draw(some_of(0, 0, 0, 0, 1, 2)))]
    lost = [draw(losses(first)) for _ in range(draw(some_of(0, 0, 1)))]
    found += as_known(as_of, extra, "circumstance", draw(owner), False)
    found += as_known(as_of, lost, "loss", draw(owner), False)
    records = [("account", {"id": "customer-1"})]
    records += [("subscription", draw(subscriptions(name, first))) for name in names]
    records += [("incident", incident) for incident in found] + [("maintenance", w) for w in work]
    exchange = draw(mostly(None, "holiday", "working_day", often=8))
    records += [(exchange, {"date": day})] if exchange else []
    for number in range(draw(some_of(1, 1, 1, 2, 3))):
        records.append(("claim", draw(claims(f"claim-{number}", day, as_of, found, names))))
    given = draw(st.lists(credits(day, as_of, names[0]), max_size=2, unique_by=lambda c: c["id"]))
    given = given if draw(mostly(False, True, often=2)) else []
    return write(as_of, records + [("credit", c) for c in given], "BYN")
