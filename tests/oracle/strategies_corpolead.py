"""Hypothesis strategies for cases of corpolead: flawless shares at the bounds of the table or a second beside them,
payment periods from the last day of a month, around the new year and of other lengths, defects across their ends,
applications at the deadline with holidays before it, times at the edges of a defect, and benefits given before.
"""

from datetime import timedelta
from fractions import Fraction
from math import ceil

from hypothesis import strategies as st

from case import WorkingDays, add_span, credit_id, day_of, last_second, seconds
from corpolead import GUARANTEE, IN_EFFECT_FROM, SLA, UTC
from strategies import DAY, beside, cents, mostly, some_of, write

# The beginnings of subscriptions: on days that not all months have, within a day, around the first period in effect,
# and such that periods end on weekends and at the end of a year.
STARTS = [seconds(text) for text in (
    "2026-06-01T00:00:00Z", "2026-01-31T12:00:00Z", "2023-12-31T23:59:59Z", "2025-11-30T00:00:01Z",
    "2019-12-01T00:00:00Z", "2019-11-30T23:59:59Z", "2026-05-13T08:30:00Z")]
BOUNDS = [Fraction(b, 10000) for b in (67, 100, 500)]  # of the time with flaws, where a row of the table ends
SPANS = "P1M", "P3M", "P1Y", "P30D", "P10D"


@st.composite
def accounts(draw):
    return {"id": "customer-1", "standing": draw(mostly(None, "good", "suspended", "violation", often=30)),
            "overdue_invoices": draw(mostly(None, "0", "1", often=30))}


@st.composite
def subscriptions(draw, name, start, billing):
    unknown = [None] if start > IN_EFFECT_FROM else []  # which version would it be?
    return {"id": name, "sla": SLA, "price": draw(st.one_of(cents(0, 30), cents(100, 100000))),
            "price_period": draw(mostly(billing, *SPANS, often=30)), "billing_period": billing,
            "kind": draw(mostly(None, "standard", "nonstandard", "hourly", "test", "free", often=30)),
            "start": draw(mostly(start, start + DAY, *unknown, often=30)),
            "end": draw(mostly(start + 800 * DAY, start + 40 * DAY, start + 20 * DAY, None, often=8))}


@st.composite
def bound_lengths(draw, first, last):
    return draw(beside(ceil(draw(st.sampled_from(BOUNDS)) * (last - first))))


@st.composite
def times_of_defects(draw, first, last):
    """At a bound of the table; across an end of the period; or anywhere in it."""
    how = draw(st.sampled_from(["bound", "bound", "edge", "anywhere"]))
    if how == "bound":
        start = first + draw(st.integers(0, (last - first) * 9 // 10))
        return start, start + draw(bound_lengths(first, last))
    if how == "edge":
        edge = draw(st.sampled_from([first, last]))
        return edge - draw(st.integers(1, 2 * DAY)), edge + draw(st.integers(0, 2 * DAY))
    start = first + draw(st.integers(0, last - first - 1))
    return start, start + draw(st.one_of(st.sampled_from([0, 1, 3600]), st.integers(0, 3 * DAY)))


@st.composite
def defects(draw, name, first, last, as_of, names):
    start, end = (min(at, as_of) for at in draw(times_of_defects(first, last)))
    return {"id": name, "start": start, "end": draw(mostly(end, None, often=12)),
            "subscription": draw(mostly(names[0], None, names[-1], often=3)), "confirmed": draw(mostly("yes", None)),
            "kind": draw(mostly(None, "outage", "degradation", "hardware_failure", "data_loss", often=6))}


def rest_of(defects, target):
    """The second part of a defect that was interrupted, so that both together last for `target`; or None."""
    one = defects[0]
    if one["end"] is None:
        return None
    length = target - (one["end"] - one["start"])
    return one | {"id": "rest", "start": one["end"] + 3600, "end": one["end"] + 3600 + length} if length > 0 else None


@st.composite
def claims(draw, name, first, last, as_of, defects, calendar, names):
    deadline = last_second(UTC, calendar.after(day_of(UTC, last - 1), 5))
    filed = draw(st.sampled_from([deadline, deadline + 1, last + DAY, last, (first + last) // 2, last + 9 * DAY]))
    occurred = [first, last - 1, last]
    for d in defects:
        times = [] if d["end"] is None else [d["end"] - 1, d["end"]]
        occurred += [d["start"] - 1, *times] + [max(d["start"], first)] * 12
    about = draw(mostly("nothing", "incident", "window", often=3))
    incident = draw(st.sampled_from(defects))["id"] if about == "incident" and defects else None
    window = day_of(UTC, draw(beside(draw(st.sampled_from([last, first]))))) if about == "window" else None
    return {"id": name, "filed": min(filed, as_of), "subscription": draw(mostly(names[0], names[-1])),
            "channel": draw(mostly("contact_form", "email", None, often=30)),
            "guarantee": draw(mostly(GUARANTEE, None, often=3)), "incident": incident, "window": window,
            "occurred": draw(mostly(draw(st.sampled_from(occurred[::-1])), None, often=30)),
            "remedy": draw(mostly(None, "extension", "discount", "balance", often=2))}


@st.composite
def days_after(draw, last):
    """Some days around the deadline for applications."""
    numbers = draw(st.lists(st.integers(-1, 9), max_size=3, unique=True))
    return [day_of(UTC, last - 1) + timedelta(days=number) for number in sorted(numbers)]


@st.composite
def credits(draw, first, as_of, name, currency):
    own = credit_id(SLA, GUARANTEE, name, day_of(UTC, first))
    identity = draw(st.sampled_from([own, own + "#2", "goodwill-1"]))
    amounts = st.integers(1, 200).map(str) if currency == "JPY" else st.one_of(cents(1, 200), cents(1, 20000))
    return {"id": identity, "subscription": name, "amount": draw(amounts),
            "granted": min(first + 60 * DAY, as_of)}


@st.composite
def cases(draw):
    start, billing = draw(st.sampled_from(STARTS)), draw(mostly(*SPANS, often=6))
    first, last = (add_span(UTC, start, billing, n) for n in draw(st.sampled_from([(0, 1), (1, 2), (2, 3)])))
    as_of = last + draw(st.sampled_from([20 * DAY, 40 * DAY, 9 * DAY, 15 * DAY, 0, -1]))
    names = ["team-1", "team-2"][:draw(mostly(1, 2, often=3))]
    found = [draw(defects(f"defect-{n}", first, last, as_of, names)) for n in range(draw(some_of(1, 1, 2, 3, 0)))]
    rest = rest_of(found, draw(bound_lengths(first, last))) if found and draw(st.booleans()) else None
    found += [rest] if rest and rest["end"] <= as_of else []
    records = [("account", draw(accounts()))]
    records += [("subscription", draw(subscriptions(name, start, billing))) for name in names]
    records += [("incident", d) for d in found]
    off, exchanged = draw(days_after(last)), draw(mostly(False, True, often=3)) and draw(days_after(last))
    calendar = WorkingDays(off, exchanged or ())
    records += [("holiday", {"date": day}) for day in off]
    records += [("working_day", {"date": day}) for day in sorted(calendar.exchanged)]
    for number in range(draw(some_of(1, 1, 1, 2))):
        records.append(("claim", draw(claims(f"claim-{number}", first, last, as_of, found, calendar, names))))
    currency = draw(mostly("EUR", "JPY", "KWD"))
    given = draw(st.lists(credits(first, as_of, names[-1], currency), max_size=2, unique_by=lambda c: c["id"]))
    own = next(r for kind, r in records if kind == "subscription" and r["id"] == names[-1])
    if own["start"] != start:  # its periods begin on other days, and a credit known by its id alone names one of them
        given = [c for c in given if c["id"].startswith("goodwill")]
    return write(as_of, records + [("credit", c) for c in given], currency)
