"""The records of a statement, by the names of the vocabulary.

Written by generate.py from the vocabulary of the library.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction


class Outcome(str, Enum):
    """What became of a promise."""

    GRANTED = "granted"
    DENIED = "denied"
    REVIEW = "review"
    PENDING = "pending"

    def __str__(self) -> str:
        return str(self.value)


class Remedy(str, Enum):
    """How a credit is applied."""

    BALANCE = "balance"
    EXTENSION = "extension"
    DISCOUNT = "discount"

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One promise in one window, for one claim or subscription."""

    # 1, 2, 3, ...
    number: int
    # The claim it answers.
    claim: str | None
    # Whose service it is about.
    subscription: str
    # Id of the SLA.
    sla: str
    # The version of the SLA that was in effect.
    effective_from: date
    # SHA-256 of that version in canonical XML.
    rules_digest: str
    # Id of the promise.
    guarantee: str | None
    # Its clause.
    clause: str | None
    # Start of the window.
    window_start: datetime | None
    # Its end, exclusive.
    window_end: datetime | None
    # Of a guarantee over incident, or over periods of incidents: the first of them.
    incident: str | None
    # Of a guarantee over ticket, or over periods of tickets: the first of them.
    ticket: str | None
    # What was decided.
    outcome: Outcome
    # Why, machine-readable: a reason of the library, or the id of a requirement or cap.
    reason: str
    # Why, for people.
    sentence: str
    # Whether the promise was broken; absent where that was not looked at.
    breached: bool | None
    # The fact that is missing, where that is the reason.
    missing: str | None
    # The exact credit, within the caps of its guarantee, before minimum and caps of the SLA, in the currency: a decimal
    # or a fraction.
    entitled: Fraction | None
    # Of one that is pending while its window is open, where the case asks for estimates: the same by what has happened
    # until as_of.
    estimate: Fraction | None
    # What is posted now.
    amount: Decimal
    # What would be posted, where a person must approve it: give it back as claim.approved.
    due: Decimal | None
    # How the credit is applied.
    remedy: Remedy | None
    # Where the remedy is an extension.
    extension: timedelta | None
    # Id of the credit.
    credit: str | None
    # When the provider must have answered the claim: an instant or a date.
    answer_by: datetime | date | None


@dataclass(frozen=True, kw_only=True)
class Step:
    """How a decision came about, in order."""

    # Number of the decision.
    decision: int
    # 1, 2, 3, ... within the decision.
    number: int
    # What kind of step.
    kind: str
    # The clause that it rests on.
    clause: str | None
    # Of the named value, the guarantee, the requirement, ...
    name: str | None
    # As the rules have it.
    formula: str | None
    # What it gave, exactly.
    value: str | None
    # A sentence.
    text: str | None


@dataclass(frozen=True, kw_only=True)
class Credit:
    """A credit granted, or one granted before of which a discount took; store it and give it in later cases."""

    # Sla/guarantee/subscription/window_start, with the incident or ticket, and #2, #3, ... for later postings.
    id: str
    # Number of the decision that grants it; absent for one granted before.
    decision: int | None
    # Whose credit.
    subscription: str
    # The SLA that promised it; absent where a credit given before did not tell.
    sla: str | None
    # The version of that SLA.
    effective_from: date | None
    # The promise that it is for.
    guarantee: str | None
    # Start of the window that it is for.
    window_start: datetime | None
    # Its end, exclusive.
    window_end: datetime | None
    # The incident that it is about: of the guarantee, or named by the claim.
    incident: str | None
    # The ticket that it is about: of the guarantee, or named by the claim.
    ticket: str | None
    # The credit.
    amount: Decimal
    # When.
    granted: datetime
    # The claim it answers.
    claim: str | None
    # How it is applied.
    remedy: Remedy
    # What a discount has not taken yet.
    remaining: Decimal
    # Only periods that start then or later can take it.
    available_from: datetime | None
    # When it can no longer be used.
    expires: datetime | None


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """What to do: to the balance, the service period, or a line of the invoice."""

    # 1, 2, 3, ...
    number: int
    # How the credit is applied; forfeit: what is left of it ends.
    kind: Remedy | str
    # Id of the credit that it applies.
    credit: str
    # Whose.
    subscription: str
    # By how much; of an extension its worth.
    amount: Decimal
    # Forfeit: the clause of the rule.
    clause: str | None
    # Discount: the line of the invoice.
    line: str | None
    # Discount: the line before.
    line_before: Decimal | None
    # Discount: the line after.
    line_after: Decimal | None
    # Extension: the subscription's end before.
    end_before: datetime | None
    # Extension: its new end.
    end_after: datetime | None


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What the rules let the provider charge, such as a fine; the host decides whether it does."""

    # Sla/charge/account, with the date that it is charged for; give it in later cases once it is billed.
    id: str
    # Id of the SLA.
    sla: str
    # The version of the SLA that was in effect.
    effective_from: date
    # SHA-256 of that version in canonical XML.
    rules_digest: str
    # Its clause.
    clause: str | None
    # How much; absent where a fact is missing.
    amount: Decimal | None
    # The fact that is missing.
    missing: str | None
    # Why, for people.
    sentence: str | None


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """By what the statement was computed."""

    # Version of the library.
    library_version: str
    # Version of the time zone data.
    zone_data_version: str | None
