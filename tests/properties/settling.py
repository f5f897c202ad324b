"""The library, called as any host calls it, and the statements that it gives as plain records."""

import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import library  # noqa: E402
from library import Refused  # noqa: E402, F401

NAMESPACE = "{urn:redress:statement:1}"


@dataclass(frozen=True)
class Statement:
    text: str
    records: dict  # name of the record -> list of its attributes

    def all(self, record):
        return self.records.get(record, [])

    @property
    def decisions(self):
        return self.all("decision")

    def granted(self):
        return [d for d in self.decisions if d["outcome"] == "granted"]

    def measures(self, decision):
        """What was measured for a decision, by name; of a statement with steps."""
        return {s["name"]: s.get("value") for s in self.all("step")
                if s["decision"] == decision["number"] and s["kind"] == "measure"}

    def total(self, subscription):
        """What is granted, and what waits for approval: that stands as if it was."""
        waits = sum(amount(d, "due") for d in self.decisions if d["subscription"] == subscription and d["reason"] == "approval")
        return sum((amount(d) for d in self.granted() if d["subscription"] == subscription), Fraction(0)) + waits


def amount(record, field="amount"):
    return Fraction(record.get(field, "0"))


def read_statement(text):
    records = {}
    for element in ElementTree.fromstring(text):
        records.setdefault(element.tag.removeprefix(NAMESPACE), []).append(dict(element.attrib))
    return Statement(text, records)


class Library(library.Library):
    def settle(self, xml, steps=False):
        return read_statement(self.texts(xml, steps=steps)[0])

    def texts(self, xml, **how):
        """The statements of settling one parsed case, as Library.settled is told."""
        return self.settled(xml, self.xml_of, **how)
