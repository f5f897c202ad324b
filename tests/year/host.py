"""A host: it makes cases, stores what statements say, gives credits back, and now and then crashes in between.

Faults can be planted in it, each an ordinary defect of a host, to show that the audit finds them.
"""

import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import quoteattr

from calendar_of import text
from library import Refused

STATEMENT = "{urn:redress:statement:1}"

# A fault -> what is wrong. The host below asks for them by these names.
FAULTS = {
    "lost": "every fifth credit is applied and not stored",
    "inserted only": "a credit that is known is not updated by later statements",
    "without window": "the start of a credit's window is not given back",
    "applied twice": "a run that is repeated after a crash applies what the first had applied",
}


def read(statement):
    records = {}
    for element in ElementTree.fromstring(statement):
        records.setdefault(element.tag.removeprefix(STATEMENT), []).append(dict(element.attrib))
    return records


def record(name, fields):
    return f"<{name} " + " ".join(f"{k}={quoteattr(v)}" for k, v in fields.items()) + "/>"


class Host:
    def __init__(self, chance, facts, audit, fault=None):
        self.chance, self.facts, self.audit, self.fault = chance, facts, audit, fault
        self.credits = {}  # id -> the record of the statement, as it came
        self.archive = []  # (book, case, statement)
        self.figures = dict.fromkeys(("runs", "crashes", "decisions", "granted", "review", "pending", "credits", "replays"), 0)

    def settle(self, book, as_of, lines=()):
        """The case as the host makes it, and the statement."""
        records = [record("account", self.facts.account)]
        for kind, found in self.facts.records.items():
            records += [record(kind, fields) for fields in found]
        records += [record("credit", self.given_back(credit)) for credit in self.credits.values()]
        if lines:
            records.append(record("invoice", {"id": "invoice", "issued": text(as_of)}))
            records += [record("line", line) for line in lines]
        case = "\n".join([f'<case xmlns="urn:redress:case:1" id="{self.facts.account["id"]}" as_of="{text(as_of)}" '
                          f'currency="{self.facts.currency}">', *records, "</case>"])
        # Odd runs explain themselves: with steps and without, the decisions are the same.
        return case, book.settled(case, book.xml_of, steps=self.figures["runs"] % 2 == 1)[0]

    def given_back(self, credit):
        return {k: v for k, v in credit.items() if not (self.fault == "without window" and k == "window_start")}

    def run(self, book, as_of, lines=()):
        """One billing run of the account; False where it could not be billed."""
        self.figures["runs"] += 1
        try:
            case, statement = self.settle(book, as_of, lines)
            if self.chance.random() < 0.1:  # it crashed before anything was stored, and is repeated
                self.figures["crashes"] += 1
                again = self.settle(book, as_of, lines)
                self.audit.expect(again == (case, statement), "the same run gives other bytes")
            extensions = self.take_in(case, statement, book, lines)
            self.audit.nothing_again(read(self.settle(book, as_of)[1]))
            for extension in extensions:  # only now: a later end can bring other incidents into the time of service
                self.extend(extension)
        except Refused as refused:
            self.audit.expect(False, f"refused: {refused}")
            return False
        return True

    def take_in(self, case, statement, book, lines):
        """Applies and stores, as one transaction; but for the extensions, which it returns."""
        records = read(statement)
        self.archive.append((book, case, statement))
        for d in records.get("decision", []):
            self.figures["decisions"] += 1
            if d["outcome"] in self.figures:
                self.figures[d["outcome"]] += 1
        adjustments = records.get("adjustment", [])
        if self.fault == "applied twice" and self.chance.random() < 0.1:
            adjustments = adjustments * 2
        self.audit.settled(records, lines, adjustments)
        for credit in records.get("credit", []):
            self.store(credit)
        return [a for a in adjustments if a["kind"] == "extension"]

    def extend(self, adjustment):
        subscription = self.facts.one("subscription", adjustment["subscription"])
        self.audit.expect(adjustment["end_before"] == subscription["end"],
                          f"{subscription['id']} ends {subscription['end']}, not {adjustment['end_before']}")
        subscription["end"] = adjustment["end_after"]

    def store(self, credit):
        known = credit["id"] in self.credits
        self.figures["credits"] += not known
        lost = self.fault == "lost" and not known and self.figures["credits"] % 5 == 0
        if not lost and not (self.fault == "inserted only" and known):
            self.credits[credit["id"]] = {k: v for k, v in credit.items() if k != "decision"}

    def replay(self):
        """Every statement again, from the case and the book of its time."""
        for book, case, statement in self.archive:
            self.figures["replays"] += 1
            again = book.settled(case, book.xml_of, steps="<step " in statement)[0]
            self.audit.expect(again == statement, f"an archived case gives another statement than then: {case.splitlines()[0]}")
