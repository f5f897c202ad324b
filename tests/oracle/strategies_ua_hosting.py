"""Hypothesis strategies for cases of ua_hosting: downtime that ends at a bound of a band or a second beside it, months
of 28 to 31 days and both changes of the clocks, outages across month ends and scheduled hours, several services and
claims, and credits given before. `check` is what must hold besides: the monthly fee, cuts, and more downtime.
"""

from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from hypothesis import strategies as st

from case import Case, clock, credit_id, day_of, instant, month_bounds, next_month
from strategies import DAY, beside, cents, mostly, some_of, write
from ua_hosting import GUARANTEE, KYIV, SLA, down_seconds, month_fee

# Also beyond 2037, up to which files of time zones list each change of the clocks.
MONTHS = [date(2026, 6, 1), date(2026, 7, 1), date(2024, 2, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 9, 1),
          date(2026, 10, 1), date(2026, 12, 1), date(2025, 3, 1), date(2040, 3, 1), date(2040, 10, 1),
          date(2017, 5, 1), date(2017, 6, 1)]
BOUNDS = [Fraction(b, 10000) for b in (10, 105, 215, 505, 1005)]  # of downtime, where a band or the promise ends
NIGHT_FROM = [(0, 30), (0, 0), (3, 0), (7, 30)]
NIGHT_UNTIL = [(7, 30), (4, 0), (8, 0), (12, 0)]


# --- times in a month ---


@st.composite
def bound_lengths(draw, first, last):
    """The first whole second at a bound, or one beside it."""
    return draw(beside(ceil(draw(st.sampled_from(BOUNDS)) * (last - first))))


@st.composite
def at_bounds(draw, first, last):
    length = draw(bound_lengths(first, last))
    start = first + draw(st.integers(0, max(0, last - first - length)))
    return start, start + length


@st.composite
def across_month_ends(draw, first, last):
    edge = draw(st.sampled_from([first, last]))
    return edge - draw(st.integers(1, 200000)), edge + draw(st.integers(0, 200000))


@st.composite
def nights(draw, day):
    start = draw(beside(clock(KYIV, day, *draw(st.sampled_from(NIGHT_FROM)))))
    end = draw(beside(clock(KYIV, day, *draw(st.sampled_from(NIGHT_UNTIL)))))
    return min(start, end), max(start, end)


def last_sunday(month):
    day = next_month(month) - timedelta(days=1)
    return day - timedelta(days=(day.weekday() + 1) % 7)


@st.composite
def overlapping(draw, earlier):
    start, end = draw(st.sampled_from(earlier))
    return start + draw(st.integers(-7200, 7200)), end + draw(st.integers(0, 40000))


@st.composite
def anywhere(draw, first, last):
    start = first + draw(st.integers(0, last - first - 1))
    return start, start + draw(st.one_of(st.sampled_from([0, 1]), st.integers(0, 20000), st.integers(0, 500000)))


# --- records ---


@st.composite
def subscriptions(draw, name, first):
    begin = draw(st.one_of(st.sampled_from([first, first - 5]), st.integers(first, first + 20 * DAY)))
    return {"id": name, "sla": SLA, "price": draw(st.one_of(cents(0, 200), cents(100, 1000000))),
            "price_period": draw(mostly("P1M", "P3M", "P6M", "P1Y", "P2Y", "P18M", "P10D", often=2)),
            "start": begin if draw(mostly(False, True)) else None,
            "end": begin + draw(st.integers(0, 40 * DAY)) if draw(mostly(False, True)) else None}


@st.composite
def incidents(draw, name, month, as_of, earlier, owners):
    first, last = month_bounds(KYIV, month)
    kinds = [at_bounds(first, last), at_bounds(first, last), across_month_ends(first, last), nights(last_sunday(month)),
             overlapping(earlier) if earlier else anywhere(first, last), anywhere(first, last)]
    start, end = draw(draw(st.sampled_from(kinds)))
    start, end = min(start, as_of), min(max(start, end), as_of)
    return {"id": name, "start": start, "end": draw(mostly(end, None, often=12)), "subscription": draw(owners),
            "kind": draw(mostly("outage", None, "degradation", "hardware_failure", often=6))}


@st.composite
def maintenance(draw, name, month, earlier, owners):
    day = month + timedelta(days=draw(st.integers(0, 30)))
    if earlier and draw(mostly(True, False, often=2)):
        day = day_of(KYIV, draw(st.sampled_from(earlier))[0])
    start, end = draw(nights(draw(st.sampled_from([day, last_sunday(month)]))))
    end += draw(st.integers(0, 3 * DAY)) if draw(mostly(False, True, often=4)) else 0
    return {"id": name, "start": start, "end": end, "subscription": draw(owners),
            "emergency": draw(mostly(None, "yes")), "announced": draw(mostly(start - DAY, None, often=1))}


@st.composite
def aimed(draw, month, as_of, records):
    """One more outage, so that all the downtime of the month ends at a bound, or a second beside it; or None."""
    def down(having):
        return down_seconds(Case(write(as_of, having, "UAH").xml), "site-1", month)

    first, last = month_bounds(KYIV, month)
    target = draw(bound_lengths(first, last))
    length = target - down(records)
    start = first + draw(st.integers(0, last - first - 1))
    if not 0 < length <= min(last, as_of) - start:
        return None
    outage = {"id": "aimed", "start": start, "end": start + length}
    return outage if down([*records, ("incident", outage)]) == target else None


@st.composite
def claims(draw, name, month, as_of, names, outages):
    first, last = month_bounds(KYIV, month)
    filed = draw(st.one_of(st.sampled_from([as_of, last]), st.integers(first, first + 35 * DAY)))
    about = draw(st.sampled_from(["incident", "window", "nothing"]))
    day = month + timedelta(days=draw(st.integers(-1, 31))) if about == "window" else None
    return {"id": name, "filed": min(filed, as_of), "subscription": draw(st.sampled_from(names)),
            "guarantee": draw(mostly(GUARANTEE, None, often=4)), "remedy": draw(mostly(None, "balance", "discount")),
            "incident": draw(st.sampled_from(outages))["id"] if about == "incident" and outages else None,
            "window": day}


@st.composite
def credits(draw, month, as_of, name):
    first, last = month_bounds(KYIV, month)
    own = credit_id(SLA, GUARANTEE, name, month)
    identity = draw(st.sampled_from([own, "goodwill-1", own + "#2", "goodwill-2"]))
    granted = draw(st.sampled_from([first, last - 1, last, first - 1]))
    return {"id": identity, "subscription": name, "granted": min(granted, as_of),
            "amount": draw(st.one_of(cents(1, 500), cents(1, 100000)))}


@st.composite
def cases(draw):
    month = draw(st.sampled_from(MONTHS))
    last = month_bounds(KYIV, month)[1]
    as_of = last + draw(st.sampled_from([0, 1, 3600, 3 * DAY, 40 * DAY, -1, -DAY]))
    names = ["site-1", "site-2"][:draw(mostly(1, 2, often=2))]
    owners = mostly(None, "site-1", names[-1], often=1)
    outages, extents = [], []
    for number in range(draw(some_of(1, 1, 1, 2, 2, 3, 4, 0))):
        outages.append(draw(incidents(f"outage-{number}", month, as_of, extents, owners)))
        extents.append((outages[-1]["start"], outages[-1]["end"] or as_of))
    records = [("account", {"id": "customer-1"})]
    records += [("subscription", draw(subscriptions(name, month_bounds(KYIV, month)[0]))) for name in names]
    records += [("incident", outage) for outage in outages]
    for number in range(draw(some_of(0, 0, 0, 1, 1, 2))):
        records.append(("maintenance", draw(maintenance(f"work-{number}", month, extents, owners))))
    aim = draw(aimed(month, as_of, records)) if draw(mostly(False, True, often=1)) else None
    records += [("incident", aim)] if aim else []
    for number in range(draw(some_of(1, 1, 1, 2, 3))):
        records.append(("claim", draw(claims(f"claim-{number}", month, as_of, names, outages))))
    given = draw(st.lists(credits(month, as_of, names[-1]), max_size=2, unique_by=lambda c: c["id"]))
    return write(as_of, records + [("credit", c) for c in given if draw(mostly(True, False, often=1))], "UAH")


# --- what must hold besides ---


def granted(statement):
    """The amount of each subscription and month."""
    amounts = {}
    for d in statement.decisions:
        if d["guarantee"] == GUARANTEE:
            key = d["subscription"], d["window_start"]
            amounts[key] = amounts.get(key, Fraction(0)) + Fraction(d["amount"])
    return amounts


def check(library, written, statement, draw):
    check_fee(written, statement)
    check_cut(library, written, statement, draw)
    check_more_downtime(library, written, statement, draw)


def check_fee(written, statement):
    subscriptions = {s["id"]: s for s in written.fields_of("subscription")}
    for (name, _), amount in granted(statement).items():
        fee = month_fee({k: v for k, v in subscriptions[name].items() if v is not None})
        assert amount == 0 or amount <= fee, f"{name} is granted {amount}, more than its monthly fee {fee}"


# An incident that no claim names, cut where no claim was filed yet: a later part alone could not be claimed.
def check_cut(library, written, statement, draw):
    claims = written.fields_of("claim")
    filed, named = min(c["filed"] for c in claims), {c["incident"] for c in claims}
    for index, (name, fields) in enumerate(written.records):
        if name != "incident" or fields["id"] in named:
            continue
        end = min(written.as_of if fields["end"] is None else fields["end"], filed)
        if fields["start"] + 1 >= end:
            continue
        cut = draw(st.integers(fields["start"] + 1, end - 1))
        parts = [(name, fields | {"end": cut}), (name, fields | {"id": "rest", "start": cut})]
        halves = library.settle(written.having([*written.records[:index], *parts, *written.records[index + 1:]]).xml)
        ours, theirs = ([d for d in s.decisions if d["guarantee"] == GUARANTEE] for s in (halves, statement))
        assert ours == theirs, f"cutting {fields['id']} at {instant(cut)} matters: {ours}"
        assert halves.credits == statement.credits, f"cutting {fields['id']} at {instant(cut)} changes the credits"
        return


def check_more_downtime(library, written, statement, draw):
    extents = [(i["start"], i["end"] or written.as_of) for i in written.fields_of("incident")]
    if not extents:
        return
    start, end = (min(at, written.as_of) for at in draw(overlapping(extents)))
    if end < start:
        return
    outage = {"id": "more", "start": start, "end": end}
    more = granted(library.settle(written.having([*written.records, ("incident", outage)]).xml))
    for key, amount in granted(statement).items():
        assert more[key] >= amount, f"with {instant(start)} to {instant(end)} down as well {key} gets {more[key]}"
