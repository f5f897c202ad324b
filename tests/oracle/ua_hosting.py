"""A second computation of the availability credits of ua_hosting, for comparison with the library.

It follows the text of the service quality guarantee, clause by clause, and shares nothing with the library: neither its
rules, nor its arithmetic, nor its calendar. `decide(case)` gives the decisions of clause 1 for a case.

    case = records; for each claim, by the time of filing: the months it asks for; for each month:
    down seconds -> percentage -> band -> percentage of the month's fee -> at most the fee -> less what was given before
"""

from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from case import (CENT, Decision, Ledger, clip, credit_id, daily_hours, day_of, half_up, month_bounds, month_of,
                  monthly_price, months_touched, names_foreign_record, seconds, served, total, touched, without)

SLA, GUARANTEE = "ua_hosting", "availability"
GUARANTEES = (GUARANTEE,)
KYIV = ZoneInfo("Europe/Kyiv")
IN_EFFECT_FROM = date(2017, 5, 25)  # "the data is current as of 05/25/2017"
SCHEDULED_HOURS = (0, 30), (7, 30)  # clause 4

# Clause 6: the lowest availability of each band, in tenths of a percent, and the percentage of the monthly fee.
BANDS = ((990, 0), (979, 5), (950, 10), (900, 25), (0, 60))


# --- clauses 1 and 4: the seconds of downtime ---


def down_seconds(case, subscription, month):
    first, last = month_bounds(KYIV, month)
    outages = [case.extent(i) for i in case.own("incident", subscription) if i.get("kind", "outage") == "outage"]
    scheduled = [
        hours
        for m in case.own("maintenance", subscription)
        if m.get("emergency", "no") == "no"
        for hours in daily_hours(KYIV, max(seconds(m["start"]), first), min(seconds(m["end"]), last), *SCHEDULED_HOURS)
    ]
    served = clip(clip(outages, first, last), *case.term(subscription))
    return total(without(served, scheduled))


# --- clause 6: the amount ---


def month_fee(subscription):
    """The price of a month, to a kopiyka as in the example; None where the price is not one of months."""
    price = monthly_price(subscription)
    return None if price is None else half_up(price, CENT)


def percentage(down, length):
    tenths_down = half_up(Fraction(down, length) * 1000, Fraction(1))  # "17 / 7.44 = 2.3%"
    available = 1000 - tenths_down
    return next(rate for lowest, rate in BANDS if available >= lowest)


def counts_in(credit, month):
    """Credits count by their window; goodwill by the day on which it was given."""
    parts = credit.parts()
    return month_of(parts[3] if parts else day_of(KYIV, credit.granted)) == month


def for_availability(credit):
    parts = credit.parts()
    return parts is not None and parts[:2] == (SLA, GUARANTEE)


class Settlement:
    def __init__(self, case):
        self.case = case
        self.ledger = Ledger(case)

    def run(self):
        return [
            self.decide(claim, month)
            for claim in self.case.claims_under(SLA)
            if claim.get("guarantee", GUARANTEE) == GUARANTEE
            for month in self.months_of(claim)
            if month >= IN_EFFECT_FROM
        ]

    # What a claim names; a claim that names nothing is about the incidents of its subscription that began before it.
    def months_of(self, claim):
        extents = touched(self.case, claim, KYIV)
        months = sorted({month for a, b in extents for month in months_touched(KYIV, a, b)})
        return [month for month in months if served(self.case, claim["subscription"], *month_bounds(KYIV, month))]

    def decide(self, claim, month):
        case, name = self.case, claim["subscription"]
        start, end = month_bounds(KYIV, month)
        decision = dict(claim=claim["id"], subscription=name, guarantee=GUARANTEE, window_start=start, subject="")
        if names_foreign_record(case, claim):
            return Decision(**decision, outcome="denied", breached="")
        if end > case.as_of:
            return Decision(**decision, outcome="pending", breached="")
        down, length = down_seconds(case, name, month), end - start
        if 1000 * (length - down) >= 999 * length:  # clause 1: not less than 99.9%
            return Decision(**decision, outcome="denied", breached="no")
        decision["breached"] = "yes"
        fee = month_fee(case.one("subscription", name))
        if fee is None:
            return Decision(**decision, outcome="review")
        return self.grant(decision, month, Fraction(percentage(down, length), 100) * fee, fee)

    # "not more than 100% of the monthly fee, and not more often than once a calendar month"
    def grant(self, decision, month, due, fee):
        name = decision["subscription"]
        identity = credit_id(SLA, GUARANTEE, name, month)
        this_month = [c for c in self.ledger.credits if c.subscription == name and counts_in(c, month)]
        others = [c for c in this_month if c.identity != identity]
        if any(for_availability(c) for c in others):
            return Decision(**decision, outcome="denied")
        room = max(fee - sum(c.amount for c in others), Fraction(0))
        amount = half_up(min(due, room), CENT) - self.ledger.given(identity)
        if amount <= 0:
            return Decision(**decision, outcome="denied")
        credit = self.ledger.post(name, identity, amount)
        return Decision(**decision, outcome="granted", amount=amount, remedy="balance", credit=credit)


def decide(case):
    return Settlement(case).run()
