"""A second computation of the compensations of by_hosting, for comparison with the library.

It follows the text of the service level agreement, clause by clause. `decide(case)` gives the decisions of clause 6.2:
days with failures (bullet 1) and with interruptions (bullet 2), and lost data (bullet 3).

    for each claim, by the time of filing: the days and incidents it asks for -> who is asked, when and how (6.3, 6.5)
    -> whose responsibility (6.1) -> is it the next day (6.4)? -> time down less that of 6.5 and 7
    -> a day's or a month's price -> once for a day -> at most the monthly price -> less what was given before
    -> a longer period, or the balance

Days and months are those of Minsk; the hours of clause 7.3 are at GMT+2.
"""

from datetime import date, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

from case import (CENT, Decision, Ledger, WorkingDays, asked_subjects, clip, credit_id, daily_hours, day_of, promise,
                  days_touched, half_up, is_yes, joined, last_second, month_days, month_of, monthly_price,
                  names_foreign_record, seconds, served, subject_window, total, touched, whole_day, without)

SLA = "by_hosting"
DAILY = "failures", "interruption"
GUARANTEES = (*DAILY, "data_loss")
MINSK = ZoneInfo("Europe/Minsk")
GMT_PLUS_2 = timezone(timedelta(hours=2))
IN_EFFECT_FROM = date(2016, 7, 1)  # the text bears no date; from this day prices are in BYN

HOUR, DAY = 3600, 86400
FAILURES = 6  # bullet 1: "6 or more failures"
INTERRUPTION = 6 * HOUR  # bullet 2: "6 or more hours"
DAYS_TO_CLAIM = 30  # 6.3
AFTER_AN_ATTACK = DAY  # 7.1: "plus 24 hours from the end of the attack"
WORKING_HOURS = (7, 0), (21, 0)  # 7.3
DAYS_OF_NOTICE = 3

# 6.1: within the Provider's area of responsibility; and outside it (6.5 and 7).
OURS = "equipment", "server_software", "network", "staff", "maintenance", "server_break_in"
ATTACK = "network_attack"
OUTSIDE = ("contract_violation", "user_software", "data_center", "upstream_network", "site_break_in", "load_limit",
           "site_change", "force_majeure")
LOST_BY = "server_break_in", "staff"  # bullet 3

# Public holidays of Belarus in 2026; Radunitsa is the second Tuesday after Orthodox Easter, 12 April.
HOLIDAYS = {date(2026, *day) for day in ((1, 1), (1, 2), (1, 7), (3, 8), (4, 21), (5, 1), (5, 9), (7, 3), (11, 7),
                                         (12, 25))}


# --- clauses 6.5 and 7: time that does not count ---


def excluded(case, subscription):
    """All of it, as intervals."""
    times = []
    for incident in case.own("incident", subscription):
        start, end = case.extent(incident)
        if incident.get("cause") == ATTACK:
            times.append((start, end + AFTER_AN_ATTACK))
        elif incident.get("cause") in OUTSIDE and is_outage(incident):  # the service was down anyway
            times.append((start, end))
    for work in case.own("maintenance", subscription):
        if announced_in_time(work):
            times += outside_working_hours(case, seconds(work["start"]), seconds(work["end"]))
    return joined(times)


def announced_in_time(work):
    """7.3: "a minimum of 3 calendar days notice" """
    if "announced" not in work:
        return False
    days = day_of(MINSK, seconds(work["start"])) - day_of(MINSK, seconds(work["announced"]))
    return days >= timedelta(days=DAYS_OF_NOTICE)


def outside_working_hours(case, start, end):
    """7.3: "except 7:00 - 21:00 business days (GMT + 2)" """
    calendar = WorkingDays(HOLIDAYS | case.holidays(), case.exchanged_days())
    return without([(start, end)], daily_hours(GMT_PLUS_2, start, end, *WORKING_HOURS, calendar.worked))


def is_outage(incident):
    return incident.get("kind", "outage") == "outage"


# --- clause 6.2: what happened ---


class Service:
    """What happened to one subscription."""

    def __init__(self, case, name):
        self.case = case
        self.name = name
        self.term = case.term(name)
        self.outages = [i for i in case.own("incident", name) if is_outage(i)]
        self.excluded = excluded(case, name)

    def down(self, outages, start, end):
        times = clip(clip(map(self.case.extent, outages), start, end), *self.term)
        return total(without(times, self.excluded))

    def down_on(self, day):
        return self.down(self.outages, *whole_day(MINSK, day))

    def counts_in(self, incident, start, end):
        """Whether some of an incident's time lies between start and end and is not excluded."""
        extent = self.case.extent(incident)
        if extent[0] == extent[1]:  # it happened all the same
            at = extent[0]
            inside = max(start, self.term[0]) <= at < min(end, self.term[1])
            return inside and not any(a <= at < b for a, b in self.excluded)
        return bool(without(clip(clip([extent], start, end), *self.term), self.excluded))

    def failures_on(self, day):
        """Bullet 1: interruptions "which individually take less than an hour"; each belongs to the day it began in."""
        start, end = whole_day(MINSK, day)
        return sum(1 for i in self.outages if "end" in i and start <= seconds(i["start"]) < end
                   and self.term[0] <= seconds(i["start"]) and seconds(i["end"]) - seconds(i["start"]) < HOUR
                   and self.counts_in(i, start, end))

    def broken_by_failures(self, day):
        return self.failures_on(day) >= FAILURES

    def interrupted(self, day):
        return self.down_on(day) >= INTERRUPTION

    def data_lost(self, incident):
        """Bullet 3: by a break-in on a server that the Provider administers, or by its employee."""
        return is_final_loss(incident) and incident.get("cause") in LOST_BY

    def unclear_cause(self, start, end):
        """6.1: an outage whose cause is none of the agreement's, as far as its time counts, or unknown."""
        return self.might_be_attacked(start, end) or any(
            is_unclear(i) and self.counts_in(i, start, end) for i in self.outages)

    def might_be_attacked(self, start, end):
        """An unknown cause might be an attack, and matters as long as one."""
        extents = [self.case.extent(i) for i in self.outages if "cause" not in i]
        return bool(clip(clip([(a, b + AFTER_AN_ATTACK) for a, b in extents], start, end), *self.term))


def is_final_loss(incident):
    """ "loss of user data without the possibility of restoring from a backup copy" """
    return incident.get("kind") == "data_loss" and not is_yes(incident, "recovered")


def is_unclear(incident):
    return incident.get("cause") not in (*OURS, ATTACK, *OUTSIDE)


# --- what a claim asks for ---


class Question:
    """One guarantee in one window: a day, or an incident."""

    def __init__(self, service, claim, guarantee, incident=None, day=None):
        self.service = service
        self.claim = claim
        self.guarantee = guarantee
        self.incident = incident
        if incident is not None:
            self.start, self.end = subject_window(service.case, "incident", incident)
        else:
            self.start, self.end = whole_day(MINSK, day)
        self.day = day_of(MINSK, self.start)

    @property
    def subject(self):
        return self.incident["id"] if self.incident is not None else ""

    def last_day(self):
        """6.3: "the date of the incident"; of one that lasts, the user knows only then."""
        return day_of(MINSK, self.end - 1)

    def is_over(self):
        """6.4: "no earlier than the next day after the incident" """
        if self.incident is not None and "end" not in self.incident:
            return False
        return day_of(MINSK, self.service.case.as_of) > self.last_day()

    def broken(self):
        if self.guarantee == "failures":
            return self.service.broken_by_failures(self.day)
        if self.guarantee == "interruption":
            return self.service.interrupted(self.day)
        return self.service.data_lost(self.incident)

    def unclear(self):
        if self.guarantee == "data_loss":
            return is_final_loss(self.incident) and is_unclear(self.incident)
        return self.service.unclear_cause(self.start, self.end)

    def objection(self):
        """The outcome where the claim fails, by the first condition that does; None where nothing is objected."""
        case, claim = self.service.case, self.claim
        if case.one("subscription", claim["subscription"]).get("kind") == "test":
            return "denied"  # 6.5: "provided in test mode"
        if self.unclear():
            return "review"  # 6.1
        if "channel" not in claim:
            return "review"
        deadline = last_second(MINSK, self.last_day() + timedelta(days=DAYS_TO_CLAIM))
        if claim["channel"] != "ticket" or seconds(claim["filed"]) > deadline:
            return "denied"  # 6.3
        return None


def questions(service, claim):
    """In the order of clause 6.2."""
    case, name = service.case, claim["subscription"]
    days = sorted({day for a, b in touched(case, claim, MINSK) for day in days_touched(MINSK, a, b)})
    days = [day for day in days if served(case, name, *whole_day(MINSK, day))]
    for guarantee in GUARANTEES:
        if claim.get("guarantee", guarantee) != guarantee:
            continue
        if guarantee in DAILY:
            yield from (Question(service, claim, guarantee, day=day) for day in days)
        else:
            yield from (Question(service, claim, guarantee, incident=incident)
                        for incident in asked_subjects(case, claim, MINSK, "incident"))


# --- the amount ---


def price(question):
    """Bullets 1 to 3: the cost of a day, or of a month; None where the price is not one of months."""
    monthly = monthly_price(question.service.case.one("subscription", question.claim["subscription"]))
    if monthly is None or question.guarantee == "data_loss":
        return monthly
    return monthly / month_days(question.day)


def floor_cents(value):
    return value // CENT * CENT


class Settlement:
    def __init__(self, case):
        self.case = case
        self.ledger = Ledger(case)
        self.services = {s["id"]: Service(case, s["id"]) for s in case.subscriptions_under(SLA)}
        self.paid_for = {}  # (subscription, day) -> which of the daily guarantees is due

    def run(self):
        asked = [q for claim in self.case.claims_under(SLA)
                 for q in questions(self.services[claim["subscription"]], claim) if q.day >= IN_EFFECT_FROM]
        answers = [self.look_at(q) for q in asked]
        for guarantee in GUARANTEES:  # both bullets are worth the same: the first of them
            for question, outcome in zip(asked, answers):
                if outcome == ("due", "yes") and question.guarantee == guarantee and guarantee in DAILY:
                    self.paid_for.setdefault(self.day_of(question), guarantee)
        return [self.answer(q, outcome, breached) for q, (outcome, breached) in zip(asked, answers)]

    def day_of(self, question):
        return question.claim["subscription"], question.day

    def look_at(self, question):
        """The outcome, and whether the promise was broken; "due" where there is something to be paid."""
        if names_foreign_record(self.case, question.claim):
            return "denied", ""
        objected = question.objection()
        if objected:
            return objected, ""
        if not question.is_over():
            return "pending", ""
        if not question.broken():
            return "denied", "no"
        amount = price(question)
        if amount is None:
            return "review", "yes"
        return ("due" if amount > 0 else "denied"), "yes"

    def answer(self, question, outcome, breached):
        claim = question.claim
        fields = dict(claim=claim["id"], subscription=claim["subscription"], guarantee=question.guarantee,
                      window_start=question.start, subject=question.subject, breached=breached)
        if outcome != "due":
            return Decision(**fields, outcome=outcome)
        if question.guarantee in DAILY and self.paid_for[self.day_of(question)] != question.guarantee:
            return Decision(**fields, outcome="denied")  # the day is compensated by the other bullet
        return self.compensate(question, fields)

    def identity(self, question, guarantee):
        return credit_id(SLA, guarantee, question.claim["subscription"], question.day, question.subject)

    def given_for(self, question):
        """What was given before for the same day, by either bullet, or for the same incident."""
        same = DAILY if question.guarantee in DAILY else (question.guarantee,)
        return sum(self.ledger.given(self.identity(question, guarantee)) for guarantee in same)

    def room(self, question):
        """Bullet 4: what is left of the monthly price in the calendar month."""
        subscription = self.case.one("subscription", question.claim["subscription"])
        same = {promise(self.identity(question, g)) for g in (*DAILY, question.guarantee)}
        others = (c for c in self.ledger.credits if c.subscription == subscription["id"] and promise(c.identity) not in same)
        month = month_of(question.day)
        counted = [c.amount for c in others if c.parts() and c.parts()[0] == SLA and month_of(c.parts()[3]) == month]
        return max(monthly_price(subscription) - sum(counted), Fraction(0))

    def compensate(self, question, fields):
        due, room, given = price(question), self.room(question), self.given_for(question)
        amount = min(half_up(due, CENT), floor_cents(room)) - given
        if amount <= 0:
            return Decision(**fields, outcome="denied")
        subscription = self.case.one("subscription", question.claim["subscription"])
        to_balance = question.claim.get("remedy") == "balance"
        if not to_balance and "end" not in subscription:
            return Decision(**fields, outcome="review")
        worth = min(due, room) - given  # exact: time need not be rounded to the value of a kopeck
        length = worth / monthly_price(subscription) * month_days(question.day) * DAY
        length = half_up(length, 1) if due < room else length // 1  # rounding never leads beyond the maximum
        credit = self.ledger.post(subscription["id"], self.identity(question, question.guarantee), amount)
        return Decision(**fields, outcome="granted", amount=amount, credit=credit,
                        remedy="balance" if to_balance else "extension", extension=0 if to_balance else length)


def decide(case):
    return Settlement(case).run()
