"""Hypothesis strategies for cases of dpo_group: tickets that are answered and solved a second too late or in time, at
ends of months and at the first day of the conditions, with deadlines of three months, other open tickets, several units
and requests, and compensations given before.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from case import add_months, credit_id, day_of, duration, last_second, month_bounds, month_of, seconds
from dpo_group import GUARANTEES, SLA, TIMEFRAMES, UTC
from strategies import DAY, HOUR, MINUTE, begun, cents, mostly, some_of, write

# Ends of timeframes: in a month, with the first and the last second of one, before a shorter month, on a leap day, and
# on both sides of the first second of the conditions.
BREACHES = [seconds(text) for text in (
    "2026-03-03T11:00:00Z", "2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z", "2026-01-31T12:00:00Z",
    "2026-11-30T23:59:59Z", "2027-11-30T00:00:00Z", "2028-02-29T09:30:00Z", "2011-04-18T00:00:00Z",
    "2011-04-17T23:59:59Z")]
LIMITS = [HOUR, 15 * MINUTE, 8 * HOUR, 48 * HOUR, 10 * DAY]


@st.composite
def subscriptions(draw, name, breach):
    first, last = month_bounds(UTC, month_of(day_of(UTC, breach)))
    edges = [at + d for at in (breach, first, last) for d in (0, 1)]
    start = draw(mostly(breach - 60 * DAY, None, *edges, often=30))
    end = draw(mostly(breach + 300 * DAY, None, *edges, often=30))
    if start is not None and end is not None and end <= start:
        end = breach + 300 * DAY
    changes = [breach, breach + 1] + ([] if start is None else [start, start + 1])
    return {"id": name, "sla": SLA, "price": draw(cents(0, 30000)), "start": start, "end": end,
            "kind": draw(mostly(None, "standard", "nonstandard", "hourly", "free", often=100)),
            "price_period": draw(mostly(None, "P1Y", "P3M", "P18M", "P30D", often=20)),
            "rates_changed": draw(mostly(None, *changes, often=40))}


def concerned(names):
    """Which units a ticket concerns: the first, the last, all by name, or all without a name."""
    return mostly(names[0], " ".join(names), None, names[-1], often=2)


@st.composite
def tickets(draw, name, breach, names):
    """A ticket of which one timeframe ends at the breach."""
    limit, other = draw(st.sampled_from(LIMITS)), draw(mostly(8 * HOUR, *LIMITS, None, often=12))
    answer, solution = draw(st.sampled_from([(limit, other), (other, limit)]))
    opened = breach - limit
    answered, solved = (opened + (length or HOUR) + draw(st.sampled_from([1, HOUR, 5 * DAY, 0, -1]))
                        for length in (answer, solution))
    return {"id": name, "opened": opened, "channel": draw(mostly("helpdesk", "email", None, often=60)),
            "priority": draw(mostly("high", "critical", "critical", None, often=20)),
            "subscriptions": draw(concerned(names)),
            "response_limit": answer and f"PT{answer}S", "resolution_limit": solution and f"PT{solution}S",
            "first_response": draw(mostly(answered, None, often=5)),
            "resolved": draw(mostly(max(answered, solved), None, often=3)),
            "priority_accepted": draw(mostly(None, "no", often=30))}


@st.composite
def other_tickets(draw, breach):
    """More open tickets, up to the bounds of 6.1 and 6.2 and beyond, and one that begins or ends about the breach."""
    count, critical = draw(some_of(0, 0, 0, 0, 0, 0, 1, 3, 4, 5, 6)), draw(some_of(0, 0, 1, 2))
    result = [{"id": f"other-{i}", "opened": breach - DAY, "channel": "helpdesk",
               "priority": "critical" if i < critical else "high"} for i in range(count)]
    if draw(st.booleans()):
        opened, resolved = draw(st.sampled_from(
            [(breach, None), (breach + 1, None), (breach - DAY, breach), (breach - DAY, breach + 1), (breach, breach)]))
        result.append({"id": "edge", "opened": opened, "resolved": resolved,
                       "channel": draw(mostly("helpdesk", "phone", None, often=20)),
                       "priority": draw(mostly("critical", "high", None, often=20))})
    return result


@st.composite
def claims(draw, name, breach, ticket, names):
    day = day_of(UTC, breach)
    deadline = last_second(UTC, add_months(day, 3))
    named = ticket["opened"] + timeframe(ticket, draw(st.sampled_from(GUARANTEES)))
    others = [str(day_of(UTC, named + d * DAY)) for d in (-1, 1)]
    return {"id": name, "filed": draw(mostly(breach + 7 * DAY, deadline, deadline + 1, breach, breach - 1, often=8)),
            "subscription": draw(mostly(names[0], names[-1], often=5)),
            "channel": draw(mostly("payments_department", "email", None, often=60)),
            "guarantee": draw(mostly(None, *GUARANTEES, often=2)), "ticket": draw(mostly(ticket["id"], None, often=30)),
            "breach_date": draw(mostly(str(day), str(day_of(UTC, named)), *others, None, often=30)),
            "overdue_at_breach": draw(mostly("0", "1", None, often=40))}


def timeframe(ticket, guarantee):
    limit = ticket[TIMEFRAMES[guarantee]]
    return duration(limit) if limit else 0


@st.composite
def credits(draw, ticket, breach, names, amounts):
    """What was given before: for this breach, through another unit, for another breach of the month or beside it."""
    guarantee = draw(st.sampled_from(GUARANTEES))
    day = day_of(UTC, ticket["opened"] + timeframe(ticket, guarantee))
    before = month_of(day) - timedelta(days=1)
    unit, subject, on = draw(st.sampled_from([
        (names[0], "ticket-1", day), (names[-1], "ticket-1", day),
        (names[-1], "ticket-0", month_of(day)), (names[0], "ticket-0", before)]))
    on = max(on, date(2011, 4, 18))  # no credit is older than the contract
    identity = credit_id(SLA, guarantee, unit, on, subject, draw(mostly(1, 2, often=5)))
    return {"id": draw(mostly(identity, "goodwill-7", often=8)), "subscription": unit, "amount": draw(amounts),
            "granted": breach + DAY, "remedy": "discount"}


@st.composite
def cases(draw):
    breach = draw(st.sampled_from(BREACHES))
    names = [f"server-{i + 1}" for i in range(draw(some_of(1, 1, 2, 3)))]
    as_of = breach + draw(mostly(100 * DAY, 9 * DAY, 1, 0, -1, often=12))
    asked = [draw(tickets("ticket-1", breach, names))]
    if draw(mostly(False, True, often=2)):
        second = draw(tickets("ticket-2", breach + draw(st.sampled_from([0, 1, 2 * DAY])), names))
        asked.append(second | {"duplicate_of": draw(mostly(None, "ticket-1", often=6))})
    asked = [t for t in asked if t["opened"] <= as_of]
    records = [("account", {"id": "customer-1", "individual_terms": draw(mostly("no", "yes", None, often=60)),
                            "units": draw(mostly(None, "0", "50", "51", "59", "60", "61", "70", often=3))})]
    records += [("subscription", draw(subscriptions(name, breach))) for name in names]
    records += [("ticket", begun(as_of, t, "first_response", "resolved"))
                for t in asked + [t for t in draw(other_tickets(breach)) if t["opened"] <= as_of]]
    for number in range(draw(some_of(1, 1, 2, 3))):
        claim = draw(claims(f"claim-{number}", breach, draw(st.sampled_from(asked)), names))
        records.append(("claim", begun(as_of, claim)))
    currency = draw(mostly("EUR", "JPY", "KWD"))
    amounts = st.integers(1, 9000).map(str) if currency == "JPY" else cents(1, 9000)
    given = draw(st.lists(credits(asked[0], breach, names, amounts), max_size=2, unique_by=lambda c: c["id"]))
    records += [("credit", begun(as_of, c)) for c in given]
    return write(as_of, records, currency)
