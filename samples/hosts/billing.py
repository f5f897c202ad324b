"""A billing system in Python: two monthly runs over a few customers, with the service credits of their SLAs.

    python3 billing.py RULES DATA

Prints each invoice before and after. The package `redress` is in abi/python; REDRESS_LIBRARY names the library where
the system does not find it. The same program in other languages stands beside this one and prints the same.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import redress


@dataclass
class Record:
    """A record of a case. `run` is the only run that it is for, or "" for all."""

    run: str
    name: str
    fields: dict[str, object]


@dataclass
class Customer:
    """What the billing system keeps about a customer. Runs change it: balance, ends, credits, billed charges."""

    id: str
    currency: str
    balance: Decimal
    records: list[Record] = field(default_factory=list)

    def of_run(self, run: str, *names: str) -> list[Record]:
        return [r for r in self.records if r.run in ("", run) and (not names or r.name in names)]

    def find(self, run: str, name: str, id: str) -> Record:
        """In the case of a run: an id is a key within one case only; another run may have a line of the same id."""
        return next(r for r in self.of_run(run, name) if r.fields["id"] == id)


def read(path: str) -> tuple[dict[str, dict[str, str]], list[Customer]]:
    """The runs by name, and the customers."""
    runs: dict[str, dict[str, str]] = {}
    customers: list[Customer] = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        words = [] if line.startswith("#") else line.split()
        if not words:
            continue
        run = words.pop(0) if words[0] in runs else ""
        name = words.pop(0)
        id = words.pop(0) if name in ("run", "customer") else ""
        fields = dict(word.split("=", 1) for word in words)
        if name == "run":
            runs[id] = fields
        elif name == "customer":
            customers.append(Customer(id, fields["currency"], Decimal(fields["balance"])))
        else:
            customers[-1].records.append(Record(run, name, fields))
    return runs, customers


def case_of(customer: Customer, run: str, as_of: str) -> dict[str, list[dict[str, object]]]:
    """All that is known: also the credits and charges that earlier runs stored."""
    case: dict[str, list[dict[str, object]]] = {
        "case": [{"id": f"{customer.id}-{run}", "as_of": as_of, "currency": customer.currency}]}
    for record in customer.of_run(run):
        case.setdefault(record.name, []).append(record.fields)
    return case


def show_amount(name: str, amount: Decimal, currency: str) -> None:
    print(f"    {name:<60}{amount:>10} {currency}")


def show_invoice(customer: Customer, run: str, title: str) -> None:
    print(f"  {title}")
    show_amount("balance", customer.balance, customer.currency)
    for record in customer.of_run(run, "subscription"):
        if "end" in record.fields:
            print(f"    {record.fields['id']} until {record.fields['end']}")
    total = Decimal("0.00")
    for record in customer.of_run(run, "line"):
        amount = Decimal(str(record.fields["amount"]))
        show_amount(str(record.fields["id"]), amount, customer.currency)
        total += amount
    show_amount("to pay", total, customer.currency)


def text_of(instant: datetime) -> str:
    """As in the data, in UTC."""
    return instant.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def show_decisions(statement: redress.Statement) -> None:
    for decision in statement.decisions:
        promise = f"{decision.subscription} {decision.guarantee}"
        if decision.outcome == redress.Outcome.GRANTED:
            print(f"  granted: {promise}, {decision.amount} {statement.currency} as {decision.remedy}")
        elif decision.outcome == redress.Outcome.REVIEW:
            print(f"  for a person: {promise}, {decision.reason}, {decision.missing}")
        else:
            print(f"  {decision.outcome}: {promise}, {decision.reason}")


def require(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"billing: {what}")


def apply(customer: Customer, run: str, adjustment: redress.Adjustment) -> None:
    """What an adjustment says is done only where things are as they were when it was made."""
    if adjustment.kind == redress.Remedy.BALANCE:
        customer.balance += adjustment.amount
    elif adjustment.kind == redress.Remedy.EXTENSION:
        fields = customer.find(run, "subscription", adjustment.subscription).fields
        require(fields["end"] == text_of(adjustment.end_before), "the subscription ends at another time")
        fields["end"] = text_of(adjustment.end_after)
    elif adjustment.kind == redress.Remedy.DISCOUNT:
        fields = customer.find(run, "line", adjustment.line).fields
        require(Decimal(str(fields["amount"])) == adjustment.line_before, "the line has another amount")
        fields["amount"] = adjustment.line_after
    else:  # a forfeited credit is stored as it is left, with nothing remaining
        require(adjustment.kind == "forfeit", f"an adjustment of an unknown kind: {adjustment.kind}")


def store_credit(customer: Customer, credit: redress.Credit) -> None:
    """A new one, or the one of this id anew; every later case has it as it came. A credit's id is a key across all runs."""
    customer.records = [r for r in customer.records if r.name != "credit" or r.fields["id"] != credit.id]
    fields = {name: value for name, value in vars(credit).items() if name != "decision"}
    customer.records.append(Record("", "credit", fields))


def bill_charge(customer: Customer, charge: redress.Charge, run: str, start: str, end: str) -> None:
    """Charging is up to the host; this one does where the amount is known. Later cases say that it is billed."""
    if charge.amount is None:
        print(f"  for a person: {charge.id}, {charge.missing}")
        return
    print(f"  charged: {charge.id}, {charge.amount} {customer.currency}")
    period = {"amount": charge.amount, "period_start": start, "period_end": end}
    subscription = customer.of_run(run, "subscription")[0].fields["id"]
    customer.records.append(Record(run, "line", {"id": charge.id, **period}))
    customer.records.append(Record("", "charge", {
        "subscription": subscription, "kind": "one_time", "bills": charge.id, **period}))


def bill(book: redress.Book, customer: Customer, run: str, as_of: str, until: str) -> None:
    print(f"\n{customer.id}")
    show_invoice(customer, run, "before")
    try:
        statement = book.settle(case_of(customer, run, as_of))
    except redress.CaseError as refused:  # nothing was decided; the other customers are billed all the same
        print(f"  for a person: {refused}")
        return
    show_decisions(statement)
    # In a database these two loops are one transaction; a unique key on the credit's id keeps a repeated run out.
    for adjustment in statement.adjustments:
        apply(customer, run, adjustment)
    for credit in statement.credits:
        store_credit(customer, credit)
        if credit.remaining > 0:
            print(f"  carried forward: {credit.remaining} of {credit.amount} {customer.currency}")
    for charge in statement.charges:
        bill_charge(customer, charge, run, as_of, until)
    show_invoice(customer, run, "after")


def main(rules: str, data: str, zones: str | None = None) -> None:
    book = redress.Book.load(rules, zone_directory=zones)
    runs, customers = read(data)
    for run, times in runs.items():
        print(f"run {run}, as of {times['as_of']}")
        for customer in customers:
            bill(book, customer, run, times["as_of"], times["until"])
        print()


require(len(sys.argv) in (3, 4), "usage: python3 billing.py RULES DATA [ZONES]")
try:
    main(*sys.argv[1:])
except (redress.RedressError, redress.LibraryError) as refused:
    sys.exit(f"billing: {refused}")
