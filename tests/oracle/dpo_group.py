"""A second computation of the compensations of dpo_group, for comparison with the library.

It follows the text of the service level agreement, clause by clause. `decide(case)` gives the decisions about late
answers (`response`) and late solutions (`resolution`).

    for each claim, by the time of filing: the ticket's answer, and its solution; of each: the moment of the breach
    -> the conditions of 4, 5.5 and 6 -> late? -> 25% of the dearest unit -> once -> at most 25% of all in the month

A breach is the moment at which a timeframe ends (2.3). Days and months are those of UTC.
"""

from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from case import (Decision, Ledger, add_months, asked_subjects, clip, credit_id, day_of, duration, half_up, last_second, promise,
                  minor_unit, month_bounds, month_of, monthly_price, seconds, subject_window, ticket_concerns)

SLA = "dpo_group"
UTC = ZoneInfo("UTC")
IN_EFFECT_FROM = date(2011, 4, 18)  # "renewed on 18 April 2011"
SHARE = Fraction(25, 100)  # 5.3 and 5.6
TIMEFRAMES = {"response": "response_limit", "resolution": "resolution_limit"}  # 2.4 and 2.5
GUARANTEES = tuple(TIMEFRAMES)
MONTHLY = ("standard", "nonstandard")  # the kinds of monthly subscriptions; 6.7 names the others


class Unknown(Exception):
    """A fact is missing without which the text can't be applied: a person decides."""


def known(record, name):
    if name not in record:
        raise Unknown(name)
    return record[name]


# --- clause 2: when the answer and the solution were due, and when they came ---


def due(ticket, guarantee):
    """The last second in time; None where the ticket has no timeframe for it (5.1)."""
    limit = ticket.get(TIMEFRAMES[guarantee])
    return None if limit is None else seconds(ticket["opened"]) + duration(limit)


def done(ticket, guarantee):
    """None while it is not done. A solution is an answer (2.4)."""
    at = ticket.get("resolved") if guarantee == "resolution" else ticket.get("first_response", ticket.get("resolved"))
    return None if at is None else seconds(at)


def is_late(case, ticket, guarantee):
    """Whether the timeframe was exceeded (2.3), as far as can be said now."""
    at = done(ticket, guarantee)
    return (case.as_of if at is None else at) > due(ticket, guarantee)


# --- clauses 5.3, 5.4 and 5.6: the units ---


def is_active(subscription, start, end):
    """Whether its term and the time from start to end have a second in common."""
    starts, ends = subscription.get("start"), subscription.get("end")
    return (starts is None or seconds(starts) < end) and (ends is None or seconds(ends) > start)


def price(subscription):
    monthly = monthly_price(subscription)
    if monthly is None:
        raise Unknown("monthly price")
    return monthly


def dearest_unit(case, ticket, breach):
    """5.4: of the units of the ticket with standard subscriptions, those that are active at the breach (5.3)."""
    return max(
        price(s)
        for s in case.subscriptions_under(SLA)
        if ticket_concerns(ticket, s["id"]) and s.get("kind", "standard") == "standard"
        and is_active(s, breach, breach + 1)
    )


def monthly_maximum(case, month):
    """5.6: of all monthly subscriptions that were active in the month."""
    first, last = month_bounds(UTC, month)
    return SHARE * sum(
        price(s)
        for s in case.subscriptions_under(SLA)
        if s.get("kind", "standard") in MONTHLY and is_active(s, first, last)
    )


# --- clauses 4, 5.5 and 6: the conditions ---


class Request:
    """What a claim asks for one ticket and one timeframe. Its conditions are True where they are met."""

    def __init__(self, case, claim, ticket, guarantee):
        self.case, self.claim, self.ticket, self.guarantee = case, claim, ticket, guarantee
        self.subscription = case.one("subscription", claim["subscription"])
        self.breach = due(ticket, guarantee)
        self.late = is_late(case, ticket, guarantee)

    def outcome_of_conditions(self):
        """The outcome of the first condition that is not met, in the order in which they are looked at."""
        kind = self.subscription.get("kind", "standard")
        conditions = (
            ("denied", lambda: known(self.ticket, "channel") == "helpdesk"),  # 4
            ("denied", lambda: kind in MONTHLY),  # 6.7
            ("review", lambda: known(self.case.account, "individual_terms") == "no"),  # 5.5
            ("denied", lambda: kind == "standard"),  # 6
            ("denied", lambda: "ticket" in self.claim and "breach_date" in self.claim),  # 6.8
            ("denied", self.few_tickets),
            ("denied", self.few_critical_tickets),
            ("denied", lambda: "duplicate_of" not in self.ticket),  # 6.3: the later one of the two
            ("denied", lambda: self.ticket.get("priority_accepted", "yes") == "yes"),  # 6.4
            ("denied", lambda: is_active(self.subscription, self.breach, self.breach + 1)),  # 6.6
            ("denied", self.rates_in_force),
            ("denied", lambda: not self.late or int(known(self.claim, "overdue_at_breach")) == 0),  # 6.5
            ("denied", lambda: not self.names_other_breach()),
            ("review", lambda: not self.late or self.names_day_of(self.guarantee)),  # 6.8
            ("denied", lambda: known(self.claim, "channel") == "payments_department"),  # 5.2, 6.8
            ("denied", self.filed_in_time),
        )
        return next((outcome for outcome, is_met in conditions if not is_met()), None)

    def open_tickets(self):
        """Those of the help desk which were opened but not solved at the moment of the breach."""
        return [
            t
            for t in self.case.all("ticket")
            if clip([subject_window(self.case, "ticket", t)], self.breach, self.breach + 1)
            and known(t, "channel") == "helpdesk"
        ]

    def few_tickets(self):  # 6.1
        units = int(self.case.account.get("units", 0))
        return len(self.open_tickets()) <= (Fraction(units, 10) if units > 50 else 5)

    def few_critical_tickets(self):  # 6.2
        return sum(known(t, "priority") == "critical" for t in self.open_tickets()) <= 2

    def rates_in_force(self):  # 6.12
        changed = self.subscription.get("rates_changed")
        if changed is None or self.breach < seconds(changed):
            return True
        return seconds(known(self.subscription, "start")) >= seconds(changed)

    def names_day_of(self, guarantee):  # 6.8: "the date of the said SLA Breach"
        at = due(self.ticket, guarantee)
        return at is not None and date.fromisoformat(self.claim["breach_date"]) == day_of(UTC, at)

    def names_other_breach(self):
        """Whether the date is that of the ticket's other breach, so that the claim is not about this one."""
        other = "response" if self.guarantee == "resolution" else "resolution"
        return (self.late and not self.names_day_of(self.guarantee) and self.names_day_of(other)
                and is_late(self.case, self.ticket, other))

    def filed_in_time(self):  # 6.9, 6.11: the day of the same number three months later is included
        return seconds(self.claim["filed"]) <= last_second(UTC, add_months(day_of(UTC, self.breach), 3))


# --- settling ---


class Settlement:
    def __init__(self, case):
        self.case, self.ledger = case, Ledger(case)

    def run(self):
        for claim in self.case.claims_under(SLA):
            for guarantee in GUARANTEES:
                if claim.get("guarantee", guarantee) == guarantee:
                    yield from self.answers(claim, guarantee)

    def answers(self, claim, guarantee):
        for ticket in asked_subjects(self.case, claim, UTC, "ticket"):
            at = due(ticket, guarantee)
            if day_of(UTC, seconds(ticket["opened"]) if at is None else at) >= IN_EFFECT_FROM:
                yield self.answer(claim, guarantee, ticket)

    def answer(self, claim, guarantee, ticket):
        at = due(ticket, guarantee)
        about = dict(claim=claim["id"], subscription=claim["subscription"], guarantee=guarantee,
                     window_start=seconds(ticket["opened"]) if at is None else at, subject=ticket["id"])
        if at is None:
            return Decision(**about, outcome="review")  # 5.1
        if not ticket_concerns(ticket, claim["subscription"]):
            return Decision(**about, outcome="denied")
        try:
            return self.judge(Request(self.case, claim, ticket, guarantee), about)
        except Unknown:
            return Decision(**about, outcome="review")

    def judge(self, request, about):
        refused = request.outcome_of_conditions()
        if refused:
            return Decision(**about, outcome=refused)
        if not request.late:
            still_open = done(request.ticket, request.guarantee) is None
            return Decision(**about, outcome="pending" if still_open else "denied")
        due_amount = SHARE * dearest_unit(self.case, request.ticket, request.breach)  # 5.3
        if due_amount == 0:
            return Decision(**about, outcome="denied")
        return self.grant(due_amount, request, about)

    def grant(self, due_amount, request, about):
        day = day_of(UTC, request.breach)
        identity = credit_id(SLA, about["guarantee"], about["subscription"], day, about["subject"])
        if self.was_compensated(identity, about):
            return Decision(**about, outcome="denied")
        room = max(monthly_maximum(self.case, month_of(day)) - self.others_of_month(identity, day), Fraction(0))
        amount = self.rounded(min(due_amount, room), room) - self.ledger.given(identity)  # 2.6: one time
        if amount <= 0:
            return Decision(**about, outcome="denied")
        credit = self.ledger.post(about["subscription"], identity, amount)
        return Decision(**about, outcome="granted", amount=amount, remedy="discount", credit=credit)

    def was_compensated(self, identity, about):
        """5.4: one compensation for a breach, whichever of the ticket's units and dates it was given under."""
        others = [c.parts() for c in self.ledger.credits if c.parts() and promise(c.identity) != promise(identity)]
        return any((sla, guarantee, ticket) == (SLA, about["guarantee"], about["subject"])
                   for sla, guarantee, _, _, ticket in others)

    def others_of_month(self, identity, day):
        """The compensations for other breaches of the month (5.6). Goodwill is none."""
        return sum(c.amount for c in self.ledger.credits if c.parts() and c.parts()[0] == SLA
                   and month_of(c.parts()[3]) == month_of(day) and promise(c.identity) != promise(identity))

    def rounded(self, amount, room):
        """To the minor unit, but not beyond the maximum."""
        unit = minor_unit(self.case.currency)
        rounded = half_up(amount, unit)
        return rounded if rounded <= room else rounded - unit


def decide(case):
    return list(Settlement(case).run())
