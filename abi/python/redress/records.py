"""The records of a case, by the names of the vocabulary.

Written by generate.py from the vocabulary of the library. redress.Case is the whole case; Case here is its record `case`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .record import Record
from .values import Count, Date, Duration, Flag, Instant, Number, References, Span, Text, Token


@dataclass(frozen=True, kw_only=True)
class Case(Record):
    """The case itself: which one, when it is settled, in which currency."""

    record: ClassVar[str] = "case"
    # Names the case in the statement and in the host's own records.
    id: Text
    # The moment of settling: what "now" means for every rule and every open record.
    as_of: Instant
    # ISO 4217 code of the currency of all money in the case, such as UAH.
    currency: Text
    # Without a claim only windows that start then or later are decided, as those of one billing run.
    windows_from: Instant | None = None
    # And only those that start before.
    windows_until: Instant | None = None
    # Whether a pending decision says what would be due by what has happened until as_of. By default no.
    estimates: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class Account(Record):
    """The customer's account with the provider."""

    record: ClassVar[str] = "account"
    # Names the account.
    id: Text
    # Whether the account is in good standing, suspended, or in violation of the terms. One of good, suspended,
    # violation. By default good.
    standing: Token | None = None
    # How many invoices of the account are overdue at as_of. By default 0.
    overdue_invoices: Count | None = None
    # How many units (seats, servers, numbers) the account holds; give it where the SLA counts them. By default 0.
    units: Count | None = None


@dataclass(frozen=True, kw_only=True)
class Subscription(Record):
    """A service that the customer subscribes to under one SLA."""

    record: ClassVar[str] = "subscription"
    # Names the subscription; other records refer to it.
    id: Text
    # The id of the SLA that the subscription is under.
    sla: Text
    # What one price_period costs, in the case's currency.
    price: Number
    # The service level within the SLA; give it where the SLA has levels.
    level: Text | None = None
    # How the service is sold; some SLAs cover some kinds only. One of standard, nonstandard, hourly, test, free. By
    # default standard.
    kind: Token | None = None
    # The calendar span that the price pays for. By default P1M.
    price_period: Span | None = None
    # When the service began; the anchor of its billing periods.
    start: Instant | None = None
    # When the prepaid term ends; an extension moves it.
    end: Instant | None = None
    # The calendar span from one invoice to the next. By default P1M.
    billing_period: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Plan(Record):
    """What a subscription costs from a moment on, and at which level; until its first plan its own price and level hold."""

    record: ClassVar[str] = "plan"
    # The subscription whose plan it is.
    subscription: Text
    # From when it is in effect, until the next plan of the subscription.
    from_: Instant
    # What one price_period costs then.
    price: Number
    # The service level then; leave out what stays as it was before.
    level: Text | None = None
    # How the service is sold then. One of standard, nonstandard, hourly, test, free.
    kind: Token | None = None
    # The calendar span that the price pays for then.
    price_period: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Incident(Record):
    """A time in which a service failed or fell short."""

    record: ClassVar[str] = "incident"
    # Names the incident.
    id: Text
    # When the failure began.
    start: Instant
    # When it ended; leave it out while the failure lasts, it then runs to as_of.
    end: Instant | None = None
    # The subscription that it hit; leave it out where it hit all.
    subscription: Text | None = None
    # Those that it hit, where it hit several.
    subscriptions: References | None = None
    # The part that failed, such as a power feed; tells redundant parts apart.
    component: Text | None = None
    # What failed: the service, its quality, a machine, or kept data. One of outage, degradation, hardware_failure,
    # data_loss. By default outage.
    kind: Token | None = None
    # Why it happened, in the SLA's own words, such as ddos; decides exclusions.
    cause: Text | None = None
    # How bad it was, by the SLA's own scale.
    severity: Text | None = None
    # The share of the service that it hit, at most 100%. By default 100%.
    affected: Number | None = None
    # When the customer reported it; some SLAs count downtime from then on.
    reported: Instant | None = None
    # Whether the provider confirmed it. By default no.
    confirmed: Flag | None = None
    # Whether lost data was recovered; for kind data_loss. By default no.
    recovered: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class Maintenance(Record):
    """A time of the provider's own work on a service."""

    record: ClassVar[str] = "maintenance"
    # Names the maintenance.
    id: Text
    # When the work began or will begin.
    start: Instant
    # When it ended or will end.
    end: Instant
    # The subscription that it concerns; leave it out where it concerns all.
    subscription: Text | None = None
    # Those that it concerns, where it concerns several.
    subscriptions: References | None = None
    # When customers were told; leave it out where they were not.
    announced: Instant | None = None
    # Whether it was urgent work that could not be planned. By default no.
    emergency: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class Ticket(Record):
    """A request to the provider's support."""

    record: ClassVar[str] = "ticket"
    # Names the ticket.
    id: Text
    # When the customer opened it.
    opened: Instant
    # The subscriptions that it concerns; leave it out where it is all.
    subscriptions: References | None = None
    # By which way it came, such as email or phone.
    channel: Text | None = None
    # Its priority, by the SLA's own scale.
    priority: Text | None = None
    # When support first answered; leave it out while it has not.
    first_response: Instant | None = None
    # When it was resolved; leave it out while it is open.
    resolved: Instant | None = None
    # The agreed longest response time, where it differs from ticket to ticket.
    response_limit: Duration | None = None
    # The agreed longest resolution time, where it differs from ticket to ticket.
    resolution_limit: Duration | None = None
    # The earlier ticket on the same matter, if there is one.
    duplicate_of: Text | None = None
    # Whether the customer escalated it. By default no.
    escalated: Flag | None = None
    # Whether the provider accepted the priority that the customer chose. By default yes.
    priority_accepted: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class Pause(Record):
    """A time in which support could not work on a ticket, such as waiting for the customer; stops the clock where the rules say so."""

    record: ClassVar[str] = "pause"
    # The ticket whose clock stood.
    ticket: Text
    # Where the pause starts.
    start: Instant
    # Where it ends; leave it out while it lasts, it then runs to as_of.
    end: Instant | None = None
    # Why, such as waiting for the customer, or closed before it was opened again.
    reason: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Charge(Record):
    """An amount billed before for a subscription."""

    record: ClassVar[str] = "charge"
    # The subscription that was billed.
    subscription: Text
    # What was billed, in the case's currency; below zero for a deduction.
    amount: Number
    # Where the billed period starts.
    period_start: Instant
    # Where the billed period ends; not part of it.
    period_end: Instant
    # Whether it was for the term, for use, or once only. One of recurring, usage, one_time. By default recurring.
    kind: Token | None = None
    # The id of the charge of an earlier statement that it bills, if it does.
    bills: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Measurement(Record):
    """A value that monitoring found over a time."""

    record: ClassVar[str] = "measurement"
    # What was measured, such as packet_loss.
    metric: Text
    # Where the measured time starts.
    start: Instant
    # Where the measured time ends; not part of it.
    end: Instant
    # What was found, in the metric's own unit; below zero is possible.
    value: Number
    # The subscription that it concerns; leave it out where it concerns all.
    subscription: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Claim(Record):
    """A customer's request for service credit."""

    record: ClassVar[str] = "claim"
    # Names the claim.
    id: Text
    # When the customer filed it.
    filed: Instant
    # The subscription that it asks credit for.
    subscription: Text
    # By which way it was filed, such as ticket or email.
    channel: Text | None = None
    # The guarantee that it names; leave it out where it names none.
    guarantee: Text | None = None
    # The incident that it is about, if it names one.
    incident: Text | None = None
    # The ticket that it is about, if it names one.
    ticket: Text | None = None
    # A day in the window that it is about, such as the first of a month.
    window: Date | None = None
    # The remedy that the customer wishes, where the SLA leaves a choice. One of balance, extension, discount.
    remedy: Token | None = None
    # Up to which amount a person approved what is due by a decision that it is about.
    approved: Number | None = None
    # Whether the customer leaves because of the breach. By default no.
    leaving: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class Credit(Record):
    """A service credit given before this settlement."""

    record: ClassVar[str] = "credit"
    # The id under which the credit was granted; a later settlement subtracts it.
    id: Text
    # The subscription that it was granted for.
    subscription: Text
    # What was granted in all, in the case's currency.
    amount: Number
    # When it was granted.
    granted: Instant
    # The SLA under which it was granted, as the statement's credit has it.
    sla: Text | None = None
    # The first day of that version of the SLA, as the statement has it.
    effective_from: Date | None = None
    # The guarantee that it is for, as the statement has it; goodwill has none.
    guarantee: Text | None = None
    # Where the window that it is for starts, as the statement has it.
    window_start: Instant | None = None
    # Where that window ends, as the statement has it.
    window_end: Instant | None = None
    # The incident that it is about, as the statement has it.
    incident: Text | None = None
    # The ticket that it is about, as the statement has it.
    ticket: Text | None = None
    # The claim that it answered; that claim need not be in the case.
    claim: Text | None = None
    # The remedy by which it was applied. One of balance, extension, discount.
    remedy: Token | None = None
    # What is not yet used of it; a discount carries it forward. By default 0.
    remaining: Number | None = None
    # From when the remaining amount may be used.
    available_from: Instant | None = None
    # When the remaining amount is lost; leave it out where it never is.
    expires: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Invoice(Record):
    """The invoice to which credits are applied now."""

    record: ClassVar[str] = "invoice"
    # Names the invoice.
    id: Text
    # When it is issued.
    issued: Instant


@dataclass(frozen=True, kw_only=True)
class Line(Record):
    """A line of the invoice."""

    record: ClassVar[str] = "line"
    # Names the line within the invoice.
    id: Text
    # What the line charges; below zero for a deduction.
    amount: Number
    # Where the period that it charges for starts.
    period_start: Instant
    # Where that period ends; not part of it.
    period_end: Instant
    # The subscription that it charges for; leave it out where it is for none.
    subscription: Text | None = None
    # What it charges; only lines for services are discounted. One of service, tax, other. By default service.
    kind: Token | None = None


@dataclass(frozen=True, kw_only=True)
class Holiday(Record):
    """A day that is not worked, besides those of the rules."""

    record: ClassVar[str] = "holiday"
    # The day, in the SLA's time zone.
    date: Date


@dataclass(frozen=True, kw_only=True)
class WorkingDay(Record):
    """A day that is worked although it is of the weekend or a holiday, besides those of the rules."""

    record: ClassVar[str] = "working_day"
    # The day, in the SLA's time zone.
    date: Date
