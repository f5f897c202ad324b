"""What the engine decides, as records of texts."""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import library  # noqa: E402
from library import Refused  # noqa: E402, F401

DECISION = ("claim", "subscription", "guarantee", "window_start", "incident", "ticket", "outcome", "reason", "breached",
            "amount", "remedy", "extension", "credit")
CREDIT = ("id", "subscription", "amount", "granted", "claim", "remedy")


@dataclass(frozen=True)
class Statement:
    decisions: list  # of dictionaries of texts
    credits: list
    xml: str  # "" where no steps were asked for


class Library(library.Library):
    def settle(self, xml, steps=False):
        return self.settled(xml, lambda statement: self.read(statement, steps), steps=steps)[0]

    def read(self, statement, steps):
        xml = self.xml_of(statement) if steps else ""
        return Statement(self.rows(statement, "decision", DECISION), self.rows(statement, "credit", CREDIT), xml)

    def rows(self, statement, record, fields):
        name, get = record.encode(), self.c.redress_statement_get
        count = self.c.redress_statement_count(statement, name)
        return [{f: get(statement, name, i, f.encode()).decode() for f in fields} for i in range(count)]
