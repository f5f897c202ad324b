"""A billing system that keeps its books in SQLite, and settles service credits as docs/hosts.md says.

All of a billing run is one transaction: the facts are read, settled, applied and stored in it. A dry run is the same,
rolled back at the end.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Callable

import redress

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, currency TEXT NOT NULL, balance TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS fact (account TEXT NOT NULL, record TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL,
    PRIMARY KEY (account, record, id));
CREATE TABLE IF NOT EXISTS credit (id TEXT PRIMARY KEY, account TEXT NOT NULL, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS posting (credit TEXT NOT NULL, kind TEXT NOT NULL, invoice TEXT NOT NULL, line TEXT NOT NULL,
    amount TEXT NOT NULL, PRIMARY KEY (credit, kind, invoice, line));
CREATE UNIQUE INDEX IF NOT EXISTS posted_once ON posting (credit, kind) WHERE kind IN ('balance', 'extension');
CREATE TABLE IF NOT EXISTS invoice (id TEXT PRIMARY KEY, account TEXT NOT NULL, answer TEXT NOT NULL,
    evidence TEXT, statement TEXT);
"""


def text_of(value: object) -> str:
    """As the vocabulary spells it. All instants of the library are in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value.value if isinstance(value, Enum) else value)


class Billing:
    def __init__(self, database: Path) -> None:
        self.database = sqlite3.connect(database, timeout=30, isolation_level=None)  # transactions are begun by name
        self.database.row_factory = sqlite3.Row
        self.database.executescript(SCHEMA)
        self.book: redress.Book | None = None

    def load_rules(self, folder: str) -> None:
        """Where they can't be loaded the old book stays."""
        self.book = redress.Book.load(folder)

    def open_account(self, account: str, currency: str) -> None:
        self.database.execute("INSERT INTO account VALUES (?, ?, '0.00')", (account, currency))

    def store_fact(self, account: str, record: str, fields: dict[str, str]) -> None:
        """A new one, or a correction of the one with its id. A plan has no id; its subscription and moment are its key."""
        key = fields.get("id") or f"{fields['subscription']} {fields['from']}"
        self.database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?)", (account, record, key, json.dumps(fields)))

    def case_of(self, account: str, invoice: str, at: str, lines: list[dict[str, str]]) -> redress.Case:
        """All that is known of the account: facts, and every credit that was given before."""
        currency = self.database.execute("SELECT currency FROM account WHERE id = ?", (account,)).fetchone()["currency"]
        case = redress.Case()
        case.add("case", id=invoice, as_of=at, currency=currency)
        case.add("account", id=account)
        for row in self.database.execute("SELECT record, fields FROM fact WHERE account = ? ORDER BY record, id", (account,)):
            case.add(row["record"], **json.loads(row["fields"]))
        for fields in self.credits_of(account):
            case.add("credit", **fields)
        case.add("invoice", id=invoice, issued=at)
        for line in lines:
            case.add("line", **line)
        return case

    def credits_of(self, account: str) -> list[dict[str, str]]:
        rows = self.database.execute("SELECT fields FROM credit WHERE account = ? ORDER BY id", (account,))
        return [json.loads(row["fields"]) for row in rows]

    def bill(self, account: str, invoice: str, at: str, lines: list[dict[str, str]], dry_run: bool = False,
             before_commit: Callable[[], None] = lambda: None) -> dict[str, object]:
        """Makes an invoice. One that was made before is answered as it was then, and nothing is settled again."""
        self.database.execute("BEGIN IMMEDIATE")  # the lock: two runs over one account come one after the other
        try:
            made = self.database.execute("SELECT answer FROM invoice WHERE id = ?", (invoice,)).fetchone()
            answer = json.loads(made["answer"]) if made else self.settle_and_store(account, invoice, at, lines)
            before_commit()
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.finish(dry_run)
        return answer

    def finish(self, dry_run: bool) -> None:
        self.database.execute("ROLLBACK" if dry_run else "COMMIT")

    def settle_and_store(self, account: str, invoice: str, at: str, lines: list[dict[str, str]]) -> dict[str, object]:
        assert self.book is not None, "no rules were loaded"
        answer: dict[str, object] = {"lines": [{"id": line["id"], "amount": line["amount"]} for line in lines],
                                     "balance": "0.00", "ends": {}, "review": [], "refused": None}
        evidence = statement = None
        try:
            case = self.case_of(account, invoice, at, lines)
            statement = self.book.settle(case)
            evidence = case.xml.decode()
        except redress.CaseError as refused:  # nothing was decided: the invoice goes out as it is, a person looks at the case
            answer["refused"] = str(refused)
        else:
            for adjustment in statement.adjustments:
                self.apply(account, invoice, adjustment, answer)
            for credit in statement.credits:
                self.store_credit(account, credit)
            answer["review"] = [
                {"subscription": decision.subscription, "guarantee": decision.guarantee, "reason": decision.reason,
                 "missing": decision.missing, "due": str(decision.due) if decision.due is not None else None}
                for decision in statement.decisions if decision.outcome == redress.Outcome.REVIEW]
        self.database.execute("INSERT INTO invoice VALUES (?, ?, ?, ?, ?)",
                              (invoice, account, json.dumps(answer), evidence, statement and statement.xml.decode()))
        return answer

    def post(self, invoice: str, adjustment: redress.Adjustment) -> None:
        """The key refuses what was posted before, and with it the whole run: a defect, which must not become money."""
        self.database.execute("INSERT INTO posting VALUES (?, ?, ?, ?, ?)", (
            adjustment.credit, text_of(adjustment.kind), invoice, adjustment.line or "", str(adjustment.amount)))

    def apply(self, account: str, invoice: str, adjustment: redress.Adjustment, answer: dict[str, object]) -> None:
        """Only where things are as they were when the adjustment was made."""
        self.post(invoice, adjustment)
        if adjustment.kind == redress.Remedy.BALANCE:
            row = self.database.execute("SELECT balance FROM account WHERE id = ?", (account,)).fetchone()
            self.database.execute("UPDATE account SET balance = ? WHERE id = ?",
                                  (str(Decimal(row["balance"]) + adjustment.amount), account))
            answer["balance"] = str(Decimal(str(answer["balance"])) + adjustment.amount)
        elif adjustment.kind == redress.Remedy.EXTENSION:
            key = (account, "subscription", adjustment.subscription)
            row = self.database.execute("SELECT fields FROM fact WHERE account = ? AND record = ? AND id = ?", key).fetchone()
            fields = json.loads(row["fields"])
            assert fields["end"] == text_of(adjustment.end_before), "the subscription ends at another time"
            fields["end"] = text_of(adjustment.end_after)
            self.store_fact(account, "subscription", fields)
            answer["ends"][adjustment.subscription] = fields["end"]  # type: ignore[index]
        elif adjustment.kind == redress.Remedy.DISCOUNT:
            line = next(line for line in answer["lines"] if line["id"] == adjustment.line)  # type: ignore[attr-defined]
            assert Decimal(line["amount"]) == adjustment.line_before, "the line has another amount"
            line["amount"] = str(adjustment.line_after)
        else:  # what is left of a credit ended, and the credit is stored so
            assert adjustment.kind == "forfeit", f"an adjustment of an unknown kind: {adjustment.kind}"

    def store_credit(self, account: str, credit: redress.Credit) -> None:
        """A new one, or the one with its id anew, with all its fields: these tell later what it was for."""
        fields = {name: text_of(value) for name, value in vars(credit).items() if name != "decision" and value is not None}
        self.database.execute("INSERT OR REPLACE INTO credit VALUES (?, ?, ?)", (credit.id, account, json.dumps(fields)))

    def books_of(self, account: str) -> dict[str, object]:
        balance = self.database.execute("SELECT balance FROM account WHERE id = ?", (account,)).fetchone()["balance"]
        subscriptions = self.database.execute(
            "SELECT fields FROM fact WHERE account = ? AND record = 'subscription' ORDER BY id", (account,))
        ends = {fields["id"]: fields["end"] for fields in map(json.loads, (row["fields"] for row in subscriptions))
                if "end" in fields}
        invoices = self.database.execute("SELECT id FROM invoice WHERE account = ? ORDER BY id", (account,))
        return {"balance": balance, "ends": ends, "credits": self.credits_of(account),
                "invoices": [row["id"] for row in invoices]}

    def statement_of(self, invoice: str) -> dict[str, object]:
        row = self.database.execute("SELECT evidence, statement FROM invoice WHERE id = ?", (invoice,)).fetchone()
        return {"case": row["evidence"], "statement": row["statement"]}
