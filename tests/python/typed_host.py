"""A host as mypy sees it: what is right passes, and each line that is wrong says so, or mypy complains about the comment."""

from datetime import datetime, timezone
from decimal import Decimal
from fractions import Fraction
from typing_extensions import assert_never

import redress
from redress import records

NOW = datetime(2026, 4, 1, tzinfo=timezone.utc)


def due(book: redress.Book) -> Decimal:
    statement = book.settle([
        records.Case(id="march", as_of=NOW, currency="EUR"),
        records.Account(id="customer-1", additional={"individual_terms": False}),
        records.Subscription(id="vps-1", sla="vps", price=Decimal("29.90")),
        records.Incident(id="outage-1", start=NOW, confirmed=True),
    ])
    for decision in statement.decisions:
        outcome = decision.outcome
        if outcome is redress.Outcome.GRANTED or outcome is redress.Outcome.DENIED:
            exact: Fraction | None = decision.entitled
            print(exact)
        elif outcome is redress.Outcome.REVIEW or outcome is redress.Outcome.PENDING:
            print(decision.missing, decision.answer_by)
        else:
            assert_never(outcome)
    return sum((adjustment.amount for adjustment in statement.adjustments), Decimal(0))


def wrong(book: redress.Book, statement: redress.Statement) -> None:
    records.Subscription(id="vps-1", sla="vps", price=29.9)  # type: ignore[arg-type]
    records.Subscription(id="vps-1", sla="vps")  # type: ignore[call-arg]
    records.Incident(id="outage-1", start=NOW, ended=NOW)  # type: ignore[call-arg]
    redress.Case().add("incident", start=1.5)  # type: ignore[arg-type]
    book.settle(5)  # type: ignore[arg-type]
    statement.decisions[0].amount = Decimal(0)  # type: ignore[misc]
    amount: float = statement.decisions[0].amount  # type: ignore[assignment]
    print(amount)
