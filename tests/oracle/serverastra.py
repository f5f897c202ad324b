"""A second computation of the refunds and reimbursements of serverastra, for comparison with the library.

It follows the text of the service level agreement, clause by clause. `decide(case)` gives the decisions about refunds
to customers who leave (`refund`) and reimbursements of downtime (`reimbursement`).

    for each claim, by the time of filing: the calendar months that it asks for; for each month:
    conditions -> is the month over? -> was a, b or c.2 broken? -> the formula of the level
    then of refund and reimbursement of one month the higher; the limits of the payout; less what was given before

The two versions of the agreement differ in the average answering time alone, which pays nothing.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from case import (CENT, Decision, Ledger, WorkingDays, add_span, clip, credit_id, day_of, half_up, is_yes, midnight,
                  month_bounds, monthly_price, months_touched, names_foreign_record, next_month, optional_seconds,
                  seconds, served, span_days, total, touched, without)

SLA = "serverastra"
GUARANTEES = ("refund", "reimbursement")
BUDAPEST = ZoneInfo("Europe/Budapest")
IN_EFFECT_FROM = date(2011, 9, 10)  # "changes 2011-09-10"
CAUSES = ("network", "power", "conditioning")  # a
MINUTE, HOUR = 60, 3600


class Unknown(Exception):
    """A fact is missing without which the text can't be applied: a person decides."""


def known(record, name):
    if name not in record:
        raise Unknown(name)
    return record[name]


# --- the five levels ---


@dataclass(frozen=True)
class Level:
    downtime: Fraction  # a: the share of the month
    replacement: int  # b: working days
    answer: int | None  # c.2: seconds; None stands for one working day
    factor: int = 0  # of the reimbursement; 0 where there is none
    payments: int = 0  # payout: at most so many monthly payments


LEVELS = {
    "best_effort": Level(Fraction(1, 100), 6, None),
    "bronze": Level(Fraction(1, 100), 3, 6 * HOUR),
    "silver": Level(Fraction(5, 1000), 2, HOUR, 1, 1),
    "gold": Level(Fraction(1, 1000), 1, 40 * MINUTE, 2, 3),
    "platinum": Level(Fraction(5, 100000), 1, 30 * MINUTE, 4, 3),
}


# --- the Hungarian calendar ---


def easter(year):
    """Easter Sunday: the first Sunday after the full moon of spring, by the tables of 1582 (for 1900 to 2099)."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    day = date(year, 3, 22) + timedelta(days=moon + sunday)
    too_late = day == date(year, 4, 26) or (day == date(year, 4, 25) and moon == 28 and year % 19 > 10)
    return day - timedelta(days=7) if too_late else day


def public_holidays(year):
    fixed = ((1, 1), (3, 15), (5, 1), (8, 20), (10, 23), (11, 1), (12, 25), (12, 26))
    movable = (-2, 1, 50) if year >= 2017 else (1, 50)  # Good Friday since 2017, Easter Monday, Whit Monday
    return {date(year, *day) for day in fixed} | {easter(year) + timedelta(days=days) for days in movable}


class HungarianDays(WorkingDays):
    """Those of a year's decree come with the case: days off, and Saturdays that are worked in exchange for them."""

    def __init__(self, year, case):
        super().__init__(public_holidays(year) | public_holidays(year + 1) | (case.holidays() if case else set()))
        self.exchanged = {date.fromisoformat(d["date"]) for d in case.all("working_day")} if case else set()

    def worked(self, day):
        return day in self.exchanged or super().worked(day)


def later(at, working_days, case=None):
    """b, c.2: so many working days later, at the same time of day."""
    return HungarianDays(day_of(BUDAPEST, at).year, case).later(BUDAPEST, at, working_days)


# --- what happened in a month ---


class Month:
    """A calendar month of a subscription, as far as there was a service."""

    def __init__(self, case, subscription, month):
        self.case, self.subscription = case, subscription
        self.name = subscription["id"]
        self.start, self.end = month_bounds(BUDAPEST, month)
        self.month, self.length = month, self.end - self.start

    @property
    def level(self):
        return LEVELS[known(self.subscription, "level")]

    def incidents(self, kind):
        return [i for i in self.case.own("incident", self.name) if i.get("kind", "outage") == kind and self.holds(i)]

    def holds(self, incident):
        return bool(self.of_term([self.case.extent(incident)]))

    def of_term(self, intervals):
        return clip(clip(intervals, self.start, self.end), *self.case.term(self.name))

    def scheduled(self):
        """Work that was planned: the formulas speak of unscheduled downtime."""
        return [(seconds(m["start"]), seconds(m["end"])) for m in self.case.own("maintenance", self.name)
                if not is_yes(m, "emergency")]

    def unscheduled(self, incidents, until=None):
        """The seconds of these incidents; overlapping ones once."""
        extents = self.of_term([self.case.extent(i) for i in incidents])
        return total(without(clip(extents, self.start, self.end if until is None else until), self.scheduled()))

    def outages(self):  # a
        return [i for i in self.incidents("outage") if self.unplanned(i) and known(i, "cause") in CAUSES]

    def unplanned(self, incident):
        """Whether any of it lies outside planned work; else there is no downtime, whatever the cause."""
        return bool(without(self.of_term([self.case.extent(incident)]), self.scheduled()))

    def stopped_by_hardware(self):
        """The formulas count the downtime by hardware too, unless the service went on."""
        return [i for i in self.incidents("hardware_failure") if Fraction(i.get("affected", "100%").rstrip("%")) > 0]

    def too_much_downtime(self, outages):  # a
        return self.unscheduled(outages) > self.level.downtime * self.length

    def late_replacements(self):
        """b: planned work is no excuse for a late replacement."""
        return [i for i in self.incidents("hardware_failure")
                if self.case.extent(i)[1] > self.replacement_due(i)]

    def replacement_due(self, incident):
        return later(seconds(incident["start"]), self.level.replacement, self.case)

    def late_answers(self):  # c.2: of tickets that were opened in the month
        opened = [t for t in self.case.own("ticket", self.name) if self.of_term([second_of(t)])]
        return [t for t in opened if self.answered(t) > self.answer_due(t)]

    def answered(self, ticket):
        return optional_seconds(ticket.get("first_response"), self.case.as_of)

    def answer_due(self, ticket):
        opened, limit = seconds(ticket["opened"]), self.level.answer
        return later(opened, 1, self.case) if limit is None else opened + limit

    def failed(self):
        """leaving: "fails to satisfy the terms a) and/or b) and/or c).2"."""
        return bool(self.too_much_downtime(self.outages()) or self.late_replacements() or self.late_answers())

    def confirmed_failed(self):
        """staying: with a problem that the company confirmed, or a complaint about c.2."""
        return bool(self.too_much_downtime(confirmed(self.outages())) or confirmed(self.late_replacements())
                    or self.late_answers())


def second_of(ticket):
    opened = seconds(ticket["opened"])
    return opened, opened + 1


def confirmed(incidents):
    return [i for i in incidents if is_yes(i, "confirmed")]


# --- prices ---


def payment(subscription):
    """p, the monthly payment."""
    price = monthly_price(subscription)
    if price is None:
        raise Unknown("monthly price")
    return price


def prepaid_term(subscription):
    return seconds(known(subscription, "start")), seconds(known(subscription, "end"))


def payment_of_term(subscription):
    """5, leaving: the price from the start to the end of the prepaid term: of so many months, or of so many days."""
    start, end = prepaid_term(subscription)
    months = whole_months(start, end)
    if months is not None:
        return months * payment(subscription)
    period = span_days(subscription.get("price_period", "P1M"))
    if period is None:
        raise Unknown("price of the term")
    days = (day_of(BUDAPEST, end) - day_of(BUDAPEST, start)).days
    return Fraction(subscription["price"]) / period * days


def whole_months(start, end):
    return next((n for n in range(1, 1200) if add_span(BUDAPEST, start, f"P{n}M") == end), None)


# --- leaving and staying ---


def refund(month, claim):
    """leaving: what is due to a customer who leaves."""
    subscription = month.subscription
    if subscription["level"] == "platinum":
        return payment_of_term(subscription)
    if subscription["level"] != "best_effort":
        return payment(subscription)
    leaves = seconds(known(claim, "leaves_on"))
    down = month.unscheduled(month.outages() + month.stopped_by_hardware(), until=min(leaves, month.end))
    rest = min(month.end, seconds(known(subscription, "end"))) - max(month.start, leaves)
    return payment(subscription) / month.length * (down + max(rest, 0))  # (p / M) * (M - n)


def reimbursement(month, claim):
    """staying: ((p / M) * factor) * d, where d does not exceed the prepaid period."""
    known(month.subscription, "end")
    d = month.unscheduled(confirmed(month.outages() + month.stopped_by_hardware()))
    return payment(month.subscription) / month.length * month.level.factor * d


def refund_conditions(month, claim):
    yield month.case.account.get("standing", "good") != "violation"  # obligations 6
    yield is_yes(claim, "leaving")
    yield known(claim, "channel") == "ticket"  # "opens a case"


def reimbursement_conditions(month, claim):
    yield month.case.account.get("standing", "good") != "violation"  # obligations 6
    yield not is_yes(claim, "leaving")
    yield month.level.factor > 0
    yield known(claim, "channel") == "ticket" or bool(month.late_answers())
    yield month.confirmed_failed() or not month.failed()
    yield claim["channel"] in ("ticket", "complaint")


CONDITIONS = {"refund": refund_conditions, "reimbursement": reimbursement_conditions}
FORMULAS = {"refund": refund, "reimbursement": reimbursement}
BROKEN = {"refund": Month.failed, "reimbursement": Month.confirmed_failed}


# --- settling ---


@dataclass(frozen=True)
class Entitlement:
    """A decision before refund and reimbursement are compared and limited; due is None where nothing is granted."""

    decision: Decision
    month: Month
    claim: dict
    due: Fraction | None = None

    @property
    def identity(self):
        return credit_id(SLA, self.decision.guarantee, self.decision.subscription, self.month.month)


class Settlement:
    def __init__(self, case):
        self.case, self.ledger = case, Ledger(case)
        self.claims = [c.get("claim") for c in case.all("credit")]  # of the ledger's credits, in their order

    def run(self):
        entitled = [
            self.entitlement(claim, guarantee, month)
            for claim in self.case.claims_under(SLA)
            for guarantee in GUARANTEES
            if claim.get("guarantee", guarantee) == guarantee
            for month in self.months_of(claim)
        ]
        decided = {}
        for e in entitled:
            if e.due is not None and id(e) not in decided:
                self.settle_month([o for o in entitled if o.due is not None and (o.month.name, o.month.month) == (e.month.name, e.month.month)], decided)
        return [decided.get(id(e), e.decision) for e in entitled]

    def settle_month(self, entitled, decided):
        """difference: of refund and reimbursement of one month the higher is due, and includes the other; of equal ones the refund.
        What the limits leave nothing of stands in nobody's way."""
        stands = None
        for e in sorted(entitled, key=lambda e: (-e.due, e.decision.guarantee != "refund")):
            if stands is not None and e.decision.guarantee != stands:
                decided[id(e)] = replace(e.decision, outcome="denied")
                continue
            decided[id(e)], left = self.limited(e)
            if left:
                stands = e.decision.guarantee

    def months_of(self, claim):
        extents = touched(self.case, claim, BUDAPEST, ("incident", "ticket"))
        months = sorted({month for a, b in extents for month in months_touched(BUDAPEST, a, b)})
        return [m for m in months if m >= IN_EFFECT_FROM
                and served(self.case, claim["subscription"], *month_bounds(BUDAPEST, m))]

    def entitlement(self, claim, guarantee, date_of_month):
        month = Month(self.case, self.case.one("subscription", claim["subscription"]), date_of_month)
        decision = Decision(claim=claim["id"], subscription=month.name, guarantee=guarantee, window_start=month.start,
                            subject="", outcome="denied")
        try:
            outcome, due = self.judge(claim, guarantee, month)
        except Unknown:
            outcome, due = "review", None
        return Entitlement(replace(decision, outcome=outcome), month, claim, due)

    def judge(self, claim, guarantee, month):
        """The outcome, and the amount that the formula gives, where it is to be granted."""
        if names_foreign_record(self.case, claim) or not all(CONDITIONS[guarantee](month, claim)):
            return "denied", None
        if month.end > self.case.as_of:
            return "pending", None
        if not BROKEN[guarantee](month):
            return "denied", None
        due = FORMULAS[guarantee](month, claim)
        return ("granted", due) if due > 0 else ("denied", None)

    def limited(self, entitlement):
        """The decision, and whether anything is left of it."""
        denied = replace(entitlement.decision, outcome="denied")
        try:
            room = self.room(entitlement)
        except Unknown:
            return replace(denied, outcome="review"), False
        whole, given = rounded(entitlement.due, room), self.given_for_month(entitlement)
        if room == 0 or whole <= given:
            return denied, room != 0 and given > 0
        amount = whole - given
        credit = self.ledger.post(denied.subscription, entitlement.identity, amount)
        self.claims.append(denied.claim)
        return replace(denied, outcome="granted", amount=amount, remedy="balance", credit=credit), True

    def given_for_month(self, entitlement):
        """What was given for this month already, as a refund or as a reimbursement: only the difference is due."""
        same = (SLA, entitlement.decision.subscription, entitlement.month.month)
        return sum(c.amount for c in self.ledger.credits if c.parts()
                   and (c.parts()[0], c.subscription, c.parts()[3]) == same and c.parts()[1] in GUARANTEES)

    def room(self, entitlement):
        """What the limits leave; None where there is none."""
        subscription = entitlement.month.subscription
        level = subscription["level"]
        if entitlement.decision.guarantee == "reimbursement":  # payout
            asked = self.given_for_claim if level == "platinum" else self.given_in_term
            return left(LEVELS[level].payments * payment(subscription), asked(entitlement, ("reimbursement",)))
        if level == "platinum":  # difference: the whole term, less what was returned of it
            return left(payment_of_term(subscription), self.given_in_term(entitlement, GUARANTEES))
        return None

    def given_for_claim(self, entitlement, guarantees):
        """payout of Platinum: "within one request"."""
        return sum(c.amount for c, claim in self.others(entitlement, guarantees) if claim == entitlement.claim["id"])

    def given_in_term(self, entitlement, guarantees):
        """What was given for the months of the prepaid term; that in which the term began is one of them."""
        first, last = prepaid_term(entitlement.month.subscription)
        months = ((c.amount, c.parts()[3]) for c, _ in self.others(entitlement, guarantees))
        return sum(amount for amount, month in months
                   if midnight(BUDAPEST, next_month(month)) > first and midnight(BUDAPEST, month) < last)

    def others(self, entitlement, guarantees):
        """The credits of other months of the service under these guarantees, and the claims that they answered."""
        return [(c, claim) for c, claim in zip(self.ledger.credits, self.claims)
                if c.parts() and c.parts()[0] == SLA and c.parts()[1] in guarantees
                and c.subscription == entitlement.month.name and c.parts()[3] != entitlement.month.month]


def left(limit, given):
    return max(limit - given, Fraction(0))


def rounded(due, room):
    """To a cent, but not beyond the limit."""
    if room is None:
        return half_up(due, CENT)
    amount = half_up(min(due, room), CENT)
    return amount if amount <= room else amount - CENT


def decide(case):
    return Settlement(case).run()
