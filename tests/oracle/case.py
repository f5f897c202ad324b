"""What the second computations share: a case as plain records, decisions, prior credits, time, and rounding.

It shares nothing with the library. What a record means under an SLA is said in that SLA's own module, which has one
function, `decide(case) -> [Decision]`, for the guarantees that pay.

All instants are whole seconds since 1970 (int), lengths of time whole seconds, money and ratios Fractions, days and
months dates (a month is its first day). An interval is a pair (start, end) of instants; its end is not part of it.
"""

import re
import xml.etree.ElementTree as ElementTree
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

NAMESPACE = "urn:redress:case:1"
BEGINNING, END = -(2**62), 2**62  # where a subscription has no start or no end


# --- decisions ---


@dataclass(frozen=True)
class Decision:
    """The answer for one guarantee in one window, for one claim; or for one subscription, where none is required."""

    claim: str  # "" where no claim is required and there is none
    subscription: str
    guarantee: str
    window_start: int | None  # None where it can not be said
    subject: str  # the incident or ticket of a guarantee over these, else ""
    outcome: str  # granted, denied, review or pending
    amount: Fraction = Fraction(0)  # what is posted now: the difference to what was given before
    remedy: str = ""  # balance, extension or discount, where granted
    credit: str = ""  # its id, where granted
    extension: int = 0  # of a remedy of that kind
    breached: str | None = None  # yes, no, "" where that was not looked at; None where the computation leaves it open

    def key(self):
        """What there is one decision for."""
        return self.claim, self.subscription, self.guarantee, self.window_start, self.subject


def stated(fields):
    """A Decision out of the fields of a statement's decision, by its names; absent ones may be missing or empty."""
    value = {name: fields.get(name) or "" for name in (
        "claim", "subscription", "guarantee", "outcome", "remedy", "credit", "breached")}
    return Decision(
        window_start=seconds(fields["window_start"]) if fields.get("window_start") else None,
        subject=fields.get("incident") or fields.get("ticket") or "",
        amount=Fraction(fields["amount"]), extension=duration(fields.get("extension") or "PT0S"), **value)


def disagreements(computed, statement):
    """Pairs (computed, stated) of decisions that differ; None stands for a decision that one of them does not have.

    Their order makes no difference here: where it decides about money, the amounts differ.
    """
    ours, theirs = {d.key(): d for d in computed}, {d.key(): d for d in statement}
    if len(ours) != len(computed) or len(theirs) != len(statement):
        return [(tuple(computed), tuple(statement))]  # one question was answered twice
    pairs = ((ours.get(key), theirs.get(key)) for key in sorted({*ours, *theirs}, key=str))
    return [(ours, theirs) for ours, theirs in pairs if not agree(ours, theirs)]


def agree(ours, theirs):
    if ours is not None and theirs is not None and ours.breached is None:
        theirs = replace(theirs, breached=None)
    return ours == theirs


# --- credits ---


def credit_id(sla, guarantee, subscription, day, subject="", posting=1):
    """The id of a credit for the window that starts on `day`; later postings for it are #2, #3, ..."""
    parts = [sla, guarantee, subscription, str(day)] + ([subject] if subject else [])
    return "/".join(parts) + (f"#{posting}" if posting > 1 else "")


@dataclass(frozen=True)
class PriorCredit:
    """A credit given before, or earlier in the same settlement."""

    subscription: str
    amount: Fraction
    granted: int
    identity: str  # its id without the number of the posting
    posting: int = 1

    def parts(self):
        """(sla, guarantee, subscription, day, subject) that its id names; None for goodwill and the like."""
        parts = self.identity.split("/")
        if len(parts) not in (4, 5):
            return None
        try:
            return *parts[:3], date.fromisoformat(parts[3]), parts[4] if len(parts) == 5 else ""
        except ValueError:
            return None


def prior_credits(case):
    for c in case.all("credit"):
        identity, _, posting = c["id"].partition("#")
        yield PriorCredit(c["subscription"], Fraction(c["amount"]), seconds(c["granted"]), identity, int(posting or 1))


def promise(identity):
    """What an id is for: an incident or ticket whatever the day, else the window that starts on the day."""
    parts = identity.split("/")
    return (*parts[:3], parts[4]) if len(parts) == 5 else identity


class Ledger:
    """The credits given before and in this settlement."""

    def __init__(self, case):
        self.case = case
        self.credits = list(prior_credits(case))

    def given(self, identity):
        """What was posted under an id so far."""
        return sum((c.amount for c in self.of(identity)), Fraction(0))

    def of(self, identity):
        return [c for c in self.credits if promise(c.identity) == promise(identity)]

    def post(self, subscription, identity, amount):
        """Enters a credit, and returns its full id."""
        before = self.of(identity)
        posting = 1 + max([len(before), *(c.posting for c in before)])
        self.credits.append(PriorCredit(subscription, amount, self.case.as_of, identity, posting))
        return identity if posting == 1 else f"{identity}#{posting}"


# --- reading a case ---


class Case:
    """The records of a case: dictionaries from the names of fields to texts, as they stand in the XML, in its order."""

    def __init__(self, xml):
        root = ElementTree.fromstring(xml)
        self.as_of = seconds(root.get("as_of"))
        self.currency = root.get("currency")
        self.records = {}
        for element in root:
            self.records.setdefault(element.tag.removeprefix("{" + NAMESPACE + "}"), []).append(element.attrib)

    def all(self, record):
        return self.records.get(record, [])

    def one(self, record, name):
        return next(r for r in self.all(record) if r["id"] == name)

    @property
    def account(self):
        return self.all("account")[0]

    def subscriptions_under(self, sla):
        return [s for s in self.all("subscription") if s["sla"] == sla]

    def claims_under(self, sla):
        """The claims for subscriptions under this SLA, in the order in which they are settled."""
        ours = {s["id"] for s in self.subscriptions_under(sla)}
        claims = (c for c in self.all("claim") if c["subscription"] in ours)
        return sorted(claims, key=lambda c: (seconds(c["filed"]), c["id"]))

    def own(self, record, subscription):
        """The incidents, the maintenance or the tickets that concern a subscription: those that name no other."""
        return [r for r in self.all(record) if concerns(r, subscription)]

    # The time of records; what is not over lasts to the moment of settling.

    def extent(self, incident):
        return seconds(incident["start"]), optional_seconds(incident.get("end"), self.as_of)

    def ticket_extent(self, ticket):
        return seconds(ticket["opened"]), optional_seconds(ticket.get("resolved"), self.as_of)

    def term(self, subscription):
        """The time in which there is a service at all."""
        s = self.one("subscription", subscription)
        return optional_seconds(s.get("start"), BEGINNING), optional_seconds(s.get("end"), END)

    def holidays(self):
        return {date.fromisoformat(h["date"]) for h in self.all("holiday")}

    def exchanged_days(self):
        """Saturdays and the like that are worked."""
        return {date.fromisoformat(d["date"]) for d in self.all("working_day")}


def concerns(record, subscription):
    return ticket_concerns(record, subscription) and record.get("subscription", subscription) == subscription


def ticket_concerns(ticket, subscription):
    return "subscriptions" not in ticket or subscription in ticket["subscriptions"].split()


def is_yes(record, name, default="no"):
    return record.get(name, default) == "yes"


# --- what a claim is about ---


def touched(case, claim, zone, records=("incident",)):
    """The times that a claim is about, for a guarantee that is measured over `records` in windows of the calendar.

    Those are the times of the incident, the ticket and the day that the claim names, or, where it names nothing, of all
    records that began before it was filed; each as far as there is a service. A named day stands for its window, so it
    stays where the service began later: ask `served` of each window. A record without a length takes a second.
    """
    name = claim["subscription"]
    extents = []
    if "incident" in claim:
        extents.append(case.extent(case.one("incident", claim["incident"])))
    if "ticket" in claim:
        extents.append(case.ticket_extent(case.one("ticket", claim["ticket"])))
    if "window" not in claim and not extents:
        extents = [extent for record in records for extent in begun_before(case, claim, record)]
    extents = clip([(a, max(b, a + 1)) for a, b in extents], *case.term(name))
    if "window" in claim:
        day = whole_day(zone, date.fromisoformat(claim["window"]))
        extents += clip([day], *case.term(name)) or [day]
    return extents


def begun_before(case, claim, record):
    """The extents of records (incident, ticket or measurement) that began before the claim was filed."""
    extent = case.ticket_extent if record == "ticket" else case.extent
    extents = (extent(r) for r in case.own(record, claim["subscription"]))
    return [e for e in extents if e[0] < seconds(claim["filed"])]


def served(case, subscription, start, end):
    """Whether there is a service at some time between start and end."""
    first, last = case.term(subscription)
    return max(start, first) < min(end, last)


def asked_subjects(case, claim, zone, record):
    """The incidents or tickets (record) that a claim is about, for a guarantee that is measured over each of them."""
    other = "ticket" if record == "incident" else "incident"
    if record in claim:
        subjects = [case.one(record, claim[record])]
    elif other in claim:
        return []  # the claim is about something else
    else:
        subjects = [r for r in case.own(record, claim["subscription"])
                    if subject_window(case, record, r)[0] < seconds(claim["filed"])]
        if "window" in claim:
            day = whole_day(zone, date.fromisoformat(claim["window"]))
            subjects = [r for r in subjects if clip([subject_window(case, record, r)], *day)]
    return [r for r in subjects if served(case, claim["subscription"], *subject_window(case, record, r))]


def subject_window(case, record, subject):
    """The window of a guarantee over an incident or a ticket: its time; one without a length takes a second."""
    start, end = case.ticket_extent(subject) if record == "ticket" else case.extent(subject)
    return start, max(end, start + 1)


def names_foreign_record(case, claim):
    """Whether the incident or the ticket of a claim does not concern its subscription; it is then denied."""
    incident = case.one("incident", claim["incident"]) if "incident" in claim else {}
    ticket = case.one("ticket", claim["ticket"]) if "ticket" in claim else {}
    name = claim["subscription"]
    return not concerns(incident, name) or not ticket_concerns(ticket, name)


# --- instants and lengths of time ---


def seconds(text):
    return int(datetime.fromisoformat(text).timestamp())


def optional_seconds(text, otherwise):
    return otherwise if text is None else seconds(text)


def instant(at):
    """An instant as it is written in a case, in UTC."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def duration(text):
    """The seconds of PT36H, P1DT30M or PT0.5S."""
    parts = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    days, hours, minutes, secs = (int(part or 0) for part in parts.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + secs


# --- days and months in a zone ---


def clock(zone, day, hour=0, minute=0, second=0):
    """The instant at which clocks show that time on that day."""
    return int(datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone).timestamp())


def midnight(zone, day):
    """The instant at which a day begins."""
    return clock(zone, day)


def day_of(zone, at):
    return datetime.fromtimestamp(at, zone).date()


def whole_day(zone, day):
    return midnight(zone, day), midnight(zone, day + timedelta(days=1))


def last_second(zone, day):
    """A deadline that is a day includes this second."""
    return midnight(zone, day + timedelta(days=1)) - 1


def month_of(day):
    return day.replace(day=1)


def next_month(month):
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_days(day):
    return monthrange(day.year, day.month)[1]


def month_bounds(zone, month):
    return midnight(zone, month), midnight(zone, next_month(month))


def days_touched(zone, start, end):
    """The days in which the interval lies; that of its start where it has no length."""
    day, last = day_of(zone, start), day_of(zone, max(end - 1, start))
    while day <= last:
        yield day
        day += timedelta(days=1)


def months_touched(zone, start, end):
    month, last = month_of(day_of(zone, start)), month_of(day_of(zone, max(end - 1, start)))
    while month <= last:
        yield month
        month = next_month(month)


def add_months(day, months):
    """So many months later, on the day of the same number; the last one where the month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    return first.replace(day=min(day.day, month_days(first)))


def span_months(text):
    """The months of P1Y6M; None for a span that is not one of months."""
    span = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", text)
    return None if span is None else 12 * int(span[1] or 0) + int(span[2] or 0)


def span_days(text):
    """The days of P10D or P2W; None for a span that is not one of days."""
    span = re.fullmatch(r"P(?:(\d+)W)?(?:(\d+)D)?", text)
    return None if span is None else 7 * int(span[1] or 0) + int(span[2] or 0)


def add_span(zone, at, span, times=1):
    """An instant `times` calendar spans later, at the same time of day: the n-th period counts from the first start."""
    local = datetime.fromtimestamp(at, zone)
    months, days = span_months(span), span_days(span)
    day = add_months(local.date(), months * times) if months else local.date() + timedelta(days=days * times)
    return int(datetime.combine(day, local.time().replace(fold=0), tzinfo=zone).timestamp())


class WorkingDays:
    """A calendar: all days but Saturdays, Sundays and the given holidays are worked; and days given in exchange."""

    def __init__(self, holidays=(), exchanged=()):
        self.holidays, self.exchanged = set(holidays), set(exchanged)

    def worked(self, day):
        return day in self.exchanged or (day.weekday() < 5 and day not in self.holidays)

    def after(self, day, count):
        """The count-th working day after `day`, which does not count itself."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.worked(day)
        return day

    def later(self, zone, at, count):
        """The instant so many working days later, at the same time of day."""
        local = datetime.fromtimestamp(at, zone)
        day = self.after(local.date(), count)
        return int(datetime.combine(day, local.time().replace(fold=0), tzinfo=zone).timestamp())


def daily_hours(zone, start, end, opened, closed, days=lambda day: True):
    """The hours from `opened` to `closed` (times of day, both as (hour, minute)) of each day for which `days` holds,
    as far as they lie between start and end."""
    day = day_of(zone, start) - timedelta(days=1)
    while midnight(zone, day) < end:
        a, b = max(clock(zone, day, *opened), start), min(clock(zone, day, *closed), end)
        if days(day) and a < b:
            yield a, b
        day += timedelta(days=1)


# --- intervals ---


def clip(intervals, start, end):
    """What of them lies between start and end."""
    clipped = ((max(a, start), min(b, end)) for a, b in intervals)
    return [(a, b) for a, b in clipped if a < b]


def joined(intervals):
    """In order, with those that overlap or touch made one."""
    result = []
    for a, b in sorted(intervals):
        if result and a <= result[-1][1]:
            result[-1] = result[-1][0], max(result[-1][1], b)
        elif a < b:
            result.append((a, b))
    return result


def without(intervals, excluded):
    """The time of `intervals`, joined, that lies in none of `excluded`."""
    rest = joined(intervals)
    for start, end in joined(excluded):
        cut = []
        for a, b in rest:
            cut += [(a, min(b, start)), (max(a, end), b)]
        rest = [(a, b) for a, b in cut if a < b]
    return rest


def total(intervals):
    """Their time together, overlapping time once."""
    return sum(b - a for a, b in joined(intervals))


# --- money ---


def half_up(value, step):
    """To the nearest multiple of step; ties away from zero (no value here is below zero)."""
    return (value / step + Fraction(1, 2)).__floor__() * step


CENT = Fraction(1, 100)


def minor_unit(currency):
    """What amounts are rounded to: ISO 4217, for the currencies that the cases use."""
    return {"JPY": Fraction(1), "KWD": Fraction(1, 1000)}.get(currency, CENT)


def monthly_price(subscription):
    """The exact price of a month; None where the price is not one of months."""
    months = span_months(subscription.get("price_period", "P1M"))
    return Fraction(subscription["price"]) / months if months else None
