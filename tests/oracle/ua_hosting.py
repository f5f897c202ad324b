"""A second computation of the availability credits of ua_hosting, for comparison with the library.

It follows the text of the service quality guarantee, clause by clause, and shares nothing with the library: neither its
rules, nor its arithmetic, nor its calendar. `decide(xml)` gives the decisions of clause 1 for a case.

    case = records; for each claim, by the time of filing: the months it asks for; for each month:
    down seconds -> percentage -> band -> percentage of the month's fee -> at most the fee -> less what was given before
"""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
CASE = "{urn:redress:case:1}"
IN_EFFECT_FROM = date(2017, 5, 25)  # "the data is current as of 05/25/2017"
SCHEDULED_FROM = (0, 30)  # clause 4
SCHEDULED_UNTIL = (7, 30)

# Clause 6: the lowest availability of each band, in tenths of a percent, and the percentage of the monthly fee.
BANDS = ((990, 0), (979, 5), (950, 10), (900, 25), (0, 60))


@dataclass(frozen=True)
class Decision:
    claim: str
    subscription: str
    month: date
    outcome: str
    breached: str = ""  # yes, no, or "" where that was not looked at
    amount: Fraction = Fraction(0)
    remedy: str = ""
    credit: str = ""


@dataclass(frozen=True)
class PriorCredit:
    subscription: str
    amount: Fraction
    granted: int
    identity: str  # its id without the number of the posting
    posting: int

    def window(self):
        """The (sla, guarantee, date) that its id names, or None for goodwill and the like."""
        parts = self.identity.split("/")
        if len(parts) != 4:
            return None
        try:
            return parts[0], parts[1], date.fromisoformat(parts[3])
        except ValueError:
            return None


# --- reading a case ---


def seconds(text):
    return int(datetime.fromisoformat(text).timestamp())


def optional_seconds(text, otherwise):
    return otherwise if text is None else seconds(text)


class Case:
    def __init__(self, xml):
        root = ElementTree.fromstring(xml)
        self.as_of = seconds(root.get("as_of"))
        self.records = {}
        for element in root:
            self.records.setdefault(element.tag.removeprefix(CASE), []).append(element.attrib)

    def all(self, record):
        return self.records.get(record, [])

    def one(self, record, name):
        return next(r for r in self.all(record) if r["id"] == name)

    def extent(self, incident):
        return seconds(incident["start"]), optional_seconds(incident.get("end"), self.as_of)

    def ticket_extent(self, ticket):
        return seconds(ticket["opened"]), optional_seconds(ticket.get("resolved"), self.as_of)

    def term(self, subscription):
        """The time in which there is a service at all."""
        s = self.one("subscription", subscription)
        return optional_seconds(s.get("start"), -(2**62)), optional_seconds(s.get("end"), 2**62)


def concerns(record, subscription):
    return record.get("subscription", subscription) == subscription


def ticket_concerns(ticket, subscription):
    return "subscriptions" not in ticket or subscription in ticket["subscriptions"].split()


# --- the calendar of Kyiv ---


def kyiv(day, hour=0, minute=0):
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=KYIV).timestamp())


def kyiv_day(at):
    return datetime.fromtimestamp(at, KYIV).date()


def next_month(month):
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def bounds(month):
    return kyiv(month), kyiv(next_month(month))


def months_touched(start, end):
    month, last = kyiv_day(start).replace(day=1), kyiv_day(max(end - 1, start))
    while month <= last:
        yield month
        month = next_month(month)


def scheduled_hours(start, end):
    """00:30 to 07:30 of each day, as far as it lies between start and end."""
    day = kyiv_day(start)
    while kyiv(day) < end:
        opened, closed = max(kyiv(day, *SCHEDULED_FROM), start), min(kyiv(day, *SCHEDULED_UNTIL), end)
        if opened < closed:
            yield opened, closed
        day += timedelta(days=1)


# --- clauses 1 and 4: the seconds of downtime ---


def down_seconds(case, subscription, month):
    first, last = bounds(month)
    served_from, served_until = case.term(subscription)
    first_served, last_served = max(first, served_from), min(last, served_until)
    outages = [
        case.extent(i)
        for i in case.all("incident")
        if i.get("kind", "outage") == "outage" and concerns(i, subscription)
    ]
    scheduled = [
        hours
        for m in case.all("maintenance")
        if concerns(m, subscription) and m.get("emergency", "no") == "no"
        for hours in scheduled_hours(max(seconds(m["start"]), first), min(seconds(m["end"]), last))
    ]
    outages = [(max(a, first_served), min(b, last_served)) for a, b in outages]
    cuts = sorted({at for interval in outages + scheduled for at in interval})
    total = 0
    for a, b in zip(cuts, cuts[1:]):
        down = any(start <= a and b <= end for start, end in outages)
        excused = any(start <= a and b <= end for start, end in scheduled)
        if down and not excused:
            total += b - a
    return total


# --- clause 6: the amount ---


def half_up(value, step):
    return (value / step + Fraction(1, 2)).__floor__() * step


def month_fee(subscription):
    """The price of a month, to a kopiyka as in the example; None where the price is not one of months."""
    span = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", subscription.get("price_period", "P1M"))
    if span is None:
        return None
    months = 12 * int(span[1] or 0) + int(span[2] or 0)
    return half_up(Fraction(subscription["price"]) / months, Fraction(1, 100))


def percentage(down, length):
    tenths_down = half_up(Fraction(down, length) * 1000, Fraction(1))  # "17 / 7.44 = 2.3%"
    available = 1000 - tenths_down
    return next(rate for lowest, rate in BANDS if available >= lowest)


def prior_credits(case):
    for c in case.all("credit"):
        identity, _, posting = c["id"].partition("#")
        yield PriorCredit(c["subscription"], Fraction(c["amount"]), seconds(c["granted"]), identity, int(posting or 1))


def of_month(credit, month):
    window = credit.window()
    return (window[2] if window else kyiv_day(credit.granted)).replace(day=1) == month


class Settlement:
    def __init__(self, case):
        self.case = case
        self.priors = list(prior_credits(case))

    def run(self):
        decisions = []
        for claim in sorted(self.case.all("claim"), key=lambda c: (seconds(c["filed"]), c["id"])):
            if claim.get("guarantee", "availability") != "availability":
                continue
            for month in self.months_of(claim):
                if month >= IN_EFFECT_FROM:
                    decisions.append(self.decide(claim, month))
        return decisions

    # What a claim names; a claim that names nothing is about the incidents of its subscription that began before it.
    def months_of(self, claim):
        case, subscription = self.case, claim["subscription"]
        touched = []
        if "incident" in claim:
            touched.append(case.extent(case.one("incident", claim["incident"])))
        if "ticket" in claim:
            touched.append(case.ticket_extent(case.one("ticket", claim["ticket"])))
        if "window" in claim:
            day = date.fromisoformat(claim["window"])
            touched.append((kyiv(day), kyiv(day + timedelta(days=1))))
        if not touched:
            own = (case.extent(i) for i in case.all("incident") if concerns(i, subscription))
            touched = [extent for extent in own if extent[0] <= seconds(claim["filed"])]
        first, last = case.term(subscription)
        touched = [(max(a, first), min(max(b, a + 1), last)) for a, b in touched]
        return sorted({month for a, b in touched if a < b for month in months_touched(a, b)})

    def decide(self, claim, month):
        case, name = self.case, claim["subscription"]
        incident = case.one("incident", claim["incident"]) if "incident" in claim else {}
        ticket = case.one("ticket", claim["ticket"]) if "ticket" in claim else {}
        decision = dict(claim=claim["id"], subscription=name, month=month)
        if not concerns(incident, name) or not ticket_concerns(ticket, name):
            return Decision(**decision, outcome="denied")
        start, end = bounds(month)
        if end > case.as_of:
            return Decision(**decision, outcome="pending")
        down, length = down_seconds(case, name, month), end - start
        if 1000 * (length - down) >= 999 * length:  # clause 1: not less than 99.9%
            return Decision(**decision, outcome="denied", breached="no")
        decision["breached"] = "yes"
        fee = month_fee(case.one("subscription", name))
        if fee is None:
            return Decision(**decision, outcome="review")
        return self.grant(decision, Fraction(percentage(down, length), 100) * fee, fee)

    # "not more than 100% of the monthly fee, and not more often than once a calendar month"
    def grant(self, decision, due, fee):
        name, month = decision["subscription"], decision["month"]
        identity = f"ua_hosting/availability/{name}/{month}"
        this_month = [p for p in self.priors if p.subscription == name and of_month(p, month)]
        same = [p for p in this_month if p.window() == ("ua_hosting", "availability", month)]
        others = [p for p in this_month if p not in same]
        if any(p.window() and p.window()[:2] == ("ua_hosting", "availability") for p in others):
            return Decision(**decision, outcome="denied")
        room = max(fee - sum(p.amount for p in others), Fraction(0))
        amount = half_up(min(due, room), Fraction(1, 100)) - sum(p.amount for p in same)
        if amount <= 0:
            return Decision(**decision, outcome="denied")
        posting = max((p.posting for p in same), default=0) + 1
        self.priors.append(PriorCredit(name, amount, self.case.as_of, identity, posting))
        credit = identity if posting == 1 else f"{identity}#{posting}"
        return Decision(**decision, outcome="granted", amount=amount, remedy="balance", credit=credit)


def decide(xml):
    return Settlement(Case(xml)).run()
