"""The windows that caps go by, computed with Python's own calendar and zones."""

from datetime import datetime, timedelta, timezone

FIRST, LAST = datetime.min.replace(tzinfo=timezone.utc), datetime.max.replace(tzinfo=timezone.utc)


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def text(at):
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def window(kind, at, zone, subscription):
    """[start, end) of the window of this kind that holds `at`; None where it is unknown."""
    if kind is None:
        return FIRST, LAST
    if kind == "term":
        if "start" not in subscription or "end" not in subscription:
            return None
        return instant(subscription["start"]), instant(subscription["end"])
    if kind == "billing_period":
        return billing_period(at, zone, subscription)
    if kind == "day":
        local = at.astimezone(zone)
        return tuple(datetime(d.year, d.month, d.day, tzinfo=zone).astimezone(timezone.utc)
                     for d in (local, local + timedelta(days=1)))
    months = {"calendar_month": 1, "quarter": 3, "calendar_year": 12}[kind]
    local = at.astimezone(zone)
    first = (local.month - 1) // months * months
    return midnight(local.year, first, zone), midnight(local.year, first + months, zone)


def midnight(year, months, zone):
    return datetime(year + months // 12, months % 12 + 1, 1, tzinfo=zone).astimezone(timezone.utc)


def billing_period(at, zone, subscription):
    """A month from the start of the subscription, by the clock of the zone."""
    if "start" not in subscription:
        return None
    anchor = instant(subscription["start"]).astimezone(zone)
    local = at.astimezone(zone)
    n = (local.year - anchor.year) * 12 + local.month - anchor.month
    while step(anchor, n, zone) > at:
        n -= 1
    while step(anchor, n + 1, zone) <= at:
        n += 1
    return step(anchor, n, zone), step(anchor, n + 1, zone)


def step(anchor, months, zone):
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    after = datetime(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    day = min(anchor.day, (after - timedelta(days=1)).day)
    naive = anchor.replace(year=year, month=month + 1, day=day, tzinfo=None, fold=0)
    at = naive.replace(tzinfo=zone).astimezone(timezone.utc)
    return at


def place(credit, subscription):
    """Where caps look for a credit: the start of its window, moved into the time of service that the window reaches into."""
    start, end = instant(credit["window_start"]), instant(credit["window_end"])
    if "end" in subscription and start >= instant(subscription["end"]):
        return instant(subscription["end"]) - timedelta(seconds=1)
    begun = instant(subscription["start"]) if "start" in subscription else start
    return begun if start < begun < end else start
