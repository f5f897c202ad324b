"""A second computation of the benefits of corpolead, for comparison with the library.

It follows the text of the service levels, whose clauses have headings but no numbers. `decide(case)` gives the
decisions about the compensation for the breakage in service.

    for each claim, by the time of filing: the payment periods it asks for; of each: who may apply, in what form
    -> is the period over? -> share of flawless time -> row of the table -> share of the period's fee
    -> less what was given before -> a discount, or the same share of the period free of charge

Days are those of UTC.
"""

from fractions import Fraction
from zoneinfo import ZoneInfo

from case import (Decision, Ledger, WorkingDays, add_span, clip, credit_id, day_of, half_up, is_yes, last_second,
                  minor_unit, names_foreign_record, seconds, served, span_days, span_months, total, touched)

SLA, GUARANTEE = "corpolead", "availability"
GUARANTEES = (GUARANTEE,)
UTC = ZoneInfo("UTC")
IN_EFFECT_FROM = seconds("2020-01-01T00:00:00Z")  # the text bears no date
FLAWS = ("outage", "degradation")
WORKING_DAYS_TO_APPLY = 5  # "at the latest after the end of the payment period"

# The table, with its first and last sign the right way round: the least flawless share of a row, and the discount.
PROMISED = Fraction("0.9933")
ROWS = ((PROMISED, Fraction(0)), (Fraction("0.99"), Fraction("0.05")), (Fraction("0.95"), Fraction("0.25")),
        (Fraction(0), Fraction("0.5")))


# --- the payment periods ---


def periods_of(case, claim):
    """The payment periods that a claim asks for, as intervals; None where it is not known when they begin."""
    subscription = case.one("subscription", claim["subscription"])
    if "start" not in subscription:
        return None
    first, span = seconds(subscription["start"]), subscription.get("billing_period", "P1M")
    periods = set()
    for start, end in touched(case, claim, UTC):
        number = 0
        while add_span(UTC, first, span, number) < end:
            period = add_span(UTC, first, span, number), add_span(UTC, first, span, number + 1)
            if period[1] > start and served(case, subscription["id"], *period):
                periods.add(period)
            number += 1
    return sorted(periods)


def period_fee(subscription):
    """The service fee of a payment period; None where the price is for a span that does not tell."""
    paid, period = subscription.get("price_period", "P1M"), subscription.get("billing_period", "P1M")
    for length in (span_months, span_days):
        if length(paid) and length(period):
            return Fraction(subscription["price"]) * length(period) / length(paid)
    return None


# --- "the platform works flawlessly for the 99,33% or more of the time" ---


def confirmed_flaws(case, subscription, period):
    """The defects that the system logs show and that hit the service in the period."""
    term = case.term(subscription)
    return [i for i in case.own("incident", subscription)
            if i.get("kind", "outage") in FLAWS and is_yes(i, "confirmed")
            and clip(clip([case.extent(i)], *period), *term)]


def shows(defect, at):
    """Whether the logs show the defect for that moment; one that has no end still lasts."""
    return seconds(defect["start"]) <= at and ("end" not in defect or at < seconds(defect["end"]))


def flawless_share(case, subscription, period):
    flaws = [case.extent(i) for i in confirmed_flaws(case, subscription, period)]
    time = total(clip(clip(flaws, *period), *case.term(subscription)))
    return 1 - Fraction(time, period[1] - period[0])


def discount(share):
    return next(rate for least, rate in ROWS if share >= least)


# --- who may apply, and how ---


def objection(case, claim, period):
    """The outcome where an application fails, by the first condition that does; None where nothing is objected."""
    subscription, account = case.one("subscription", claim["subscription"]), case.account
    if subscription.get("kind", "standard") in ("test", "free"):
        return "denied"  # "applied only to paid users"
    if account.get("standing", "good") != "good":
        return "denied"  # "provided that the user account is in the proper state, the users follow the rules"
    if int(account.get("overdue_invoices", "0")) > 0:
        return "denied"  # "and there are no delays in payments"
    return objection_to_time(case, claim, period) or objection_to_form(case, claim, period)


def objection_to_time(case, claim, period):
    """ "the exact time of occurrence of the defect"; "after examining the defect in its system logs" """
    if "occurred" not in claim:
        return "denied"
    occurred = seconds(claim["occurred"])
    if not period[0] <= occurred < period[1]:
        return "denied"  # the application is about another period
    flaws = confirmed_flaws(case, claim["subscription"], period)
    return None if any(shows(defect, occurred) for defect in flaws) else "review"


def objection_to_form(case, claim, period):
    """ "in the Contact section on the site"; "within 5 (five) working days at the latest" """
    if "channel" not in claim:
        return "review"
    calendar = WorkingDays(case.holidays(), case.exchanged_days())
    deadline = calendar.after(day_of(UTC, period[1] - 1), WORKING_DAYS_TO_APPLY)
    in_time = seconds(claim["filed"]) <= last_second(UTC, deadline)
    return None if claim["channel"] == "contact_form" and in_time else "denied"


# --- the benefit ---


class Settlement:
    def __init__(self, case):
        self.case = case
        self.ledger = Ledger(case)

    def run(self):
        claims = [c for c in self.case.claims_under(SLA) if c.get("guarantee", GUARANTEE) == GUARANTEE]
        return [decision for claim in claims for decision in self.of_claim(claim)]

    def of_claim(self, claim):
        periods = periods_of(self.case, claim)
        if periods is None:
            return [self.decision(claim, None, outcome="review")] if touched(self.case, claim, UTC) else []
        return [self.decide(claim, period) for period in periods if period[0] >= IN_EFFECT_FROM]

    def decision(self, claim, start, **fields):
        return Decision(claim=claim["id"], subscription=claim["subscription"], guarantee=GUARANTEE, window_start=start,
                        subject="", **{"breached": "", **fields})

    def decide(self, claim, period):
        case, name = self.case, claim["subscription"]
        if names_foreign_record(case, claim):
            return self.decision(claim, period[0], outcome="denied")
        objected = objection(case, claim, period)
        if objected:
            return self.decision(claim, period[0], outcome=objected)
        if period[1] > case.as_of:
            return self.decision(claim, period[0], outcome="pending")
        share = flawless_share(case, name, period)
        if share >= PROMISED:
            return self.decision(claim, period[0], outcome="denied", breached="no")
        return self.benefit(claim, period, discount(share))

    # "Depending on your choice the benefit period can be offered as a discount and free of charge use period."
    def benefit(self, claim, period, rate):
        subscription = self.case.one("subscription", claim["subscription"])
        fee, free_use = period_fee(subscription), claim.get("remedy") == "extension"
        if fee is None:
            return self.decision(claim, period[0], outcome="review", breached="yes")
        identity = credit_id(SLA, GUARANTEE, claim["subscription"], day_of(UTC, period[0]))
        given = self.ledger.given(identity)
        amount = half_up(rate * fee, minor_unit(self.case.currency)) - given
        if amount <= 0:
            return self.decision(claim, period[0], outcome="denied", breached="yes")
        if free_use and "end" not in subscription:
            return self.decision(claim, period[0], outcome="review", breached="yes")
        share = rate - given / fee  # exact: time need not be rounded to the value of a cent
        extension = half_up(share * (period[1] - period[0]), 1) if free_use else 0
        credit = self.ledger.post(claim["subscription"], identity, amount)
        return self.decision(claim, period[0], outcome="granted", breached="yes", amount=amount, credit=credit,
                             extension=extension, remedy="extension" if free_use else "discount")


def decide(case):
    return Settlement(case).run()
