"""All samples, by every way in which a case can be given, and every value of their statements."""

import dataclasses
import keyword
import re
import unittest
import xml.etree.ElementTree as ElementTree
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Iterator

import places
import redress
from redress import records

RECORD_CLASSES = {one.record: one for one in vars(records).values()
                  if isinstance(one, type) and issubclass(one, redress.Record) and one is not redress.Record}
TYPES = {(row.record, row.field): row.type for row in redress.vocabulary() if row.part == "case"}


def seconds(text: str) -> timedelta:
    parts = re.fullmatch(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text) or re.fullmatch(r"(-?)()()(\d+)", text)
    assert parts, text
    total = sum(int(parts[i] or 0) * unit for i, unit in ((2, 3600), (3, 60), (4, 1)))
    return timedelta(seconds=-total if parts[1] else total)


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")


def typed(record: str, field: str, text: str) -> Any:
    """The richest Python value of a fact."""
    kind = TYPES.get((record, field))
    if kind in ("money", "number"):
        return Decimal(text)
    if kind == "ratio":
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    return {"instant": instant, "date": date.fromisoformat, "duration": seconds, "flag": {"yes": True, "no": False}.get,
            "count": int, "references": str.split}.get(kind, str)(text)


def elements(xml: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """The records of a case and their fields, as its XML has them."""
    root = ElementTree.fromstring(xml)
    for element in (root, *root):
        yield element.tag.rpartition("}")[2], dict(element.attrib)


def as_dict(xml: bytes) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for record, fields in elements(xml):
        facts.setdefault(record, []).append(fields)
    return facts


def as_typed_dict(xml: bytes) -> dict[str, Any]:
    return {record: [{field: typed(record, field, text) for field, text in fields.items()} for fields in several]
            for record, several in as_dict(xml).items()}


def as_records(xml: bytes) -> list[redress.Record]:
    made = []
    for record, fields in elements(xml):
        known = {field + "_" if keyword.iskeyword(field) else field: typed(record, field, text) for field, text in fields.items() if (record, field) in TYPES}
        additional = {field: text for field, text in fields.items() if (record, field) not in TYPES}
        made.append(RECORD_CLASSES[record](additional=additional, **known))
    return made


WAYS = {"text": lambda xml: xml.decode(), "bytes": lambda xml: xml, "dict": as_dict, "typed dict": as_typed_dict,
        "records": as_records, "Case": redress.Case}


class Samples(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.book = redress.Book.load(places.rules)
        cls.files = sorted(places.samples.glob("*/*.case.xml"))

    def expected(self, ending: str) -> Iterator[tuple[str, bytes, bytes]]:
        """The name, the case and what is expected, of each sample that has it."""
        found = 0
        for file in self.files:
            answer = file.with_name(file.name.removesuffix(".case.xml") + ending)
            if answer.exists():
                found += 1
                yield f"{file.parent.name}/{file.name}", file.read_bytes(), answer.read_bytes()
        self.assertGreater(found, 0)

    def test_every_way_gives_the_same_bytes(self) -> None:
        for name, xml, expected in self.expected(".statement.xml"):
            for way, given in WAYS.items():
                with self.subTest(name, way=way):
                    statement = self.book.settle(given(xml))
                    self.assertEqual(places.without_provenance(statement.xml), places.without_provenance(expected))

    def test_refusals_give_the_message(self) -> None:
        for name, xml, expected in self.expected(".error.txt"):
            with self.subTest(name), self.assertRaises(redress.CaseError) as raised:
                self.book.settle(xml)
            error, message = raised.exception, expected.decode().rstrip("\n")
            with self.subTest(name):
                self.assertEqual(str(error), message)
                self.assertTrue(message.startswith(f"{error.line}:{error.column}: "))

    def test_refusals_of_facts_from_a_dict_give_record_and_field_instead_of_the_place(self) -> None:
        for name, xml, expected in self.expected(".error.txt"):
            with self.assertRaises(redress.CaseError) as of_xml:
                self.book.settle(xml)
            if of_xml.exception.status is redress.Status.INVALID_XML:
                continue  # there are no facts to make a dict of
            with self.subTest(name), self.assertRaises(redress.CaseError) as of_dict:
                self.book.settle(as_dict(xml))
            with self.subTest(name):
                error = of_dict.exception
                self.assertEqual((error.line, error.column), (None, None))
                self.assertEqual((error.record, error.field), (of_xml.exception.record, of_xml.exception.field))
                message = error.message.partition(": ")[2]
                if error.number is not None:  # a value was refused: the record is told in place of the line
                    message = re.sub(r" \([a-z_]+( '.*')?, no\. \d+\)$", "", message)
                self.assertEqual(message, expected.decode().rstrip("\n").partition(": ")[2])

    def test_a_case_built_by_calls_is_the_case_that_was_parsed(self) -> None:
        for name, xml, _ in self.expected(".statement.xml"):
            with self.subTest(name), redress.Case(xml) as parsed:
                self.assertEqual(redress.Case(as_typed_dict(xml)).xml, parsed.xml)
                self.assertEqual(redress.Case(parsed.xml).xml, parsed.xml)

    def test_without_steps_all_else_is_the_same(self) -> None:
        for name, xml, _ in self.expected(".statement.xml"):
            with self.subTest(name):
                full, brief = self.book.settle(xml), self.book.settle(xml, steps=False)
                self.assertEqual(brief, dataclasses.replace(full, steps=(), xml=brief.xml))
                self.assertEqual([line for line in full.xml.splitlines() if not line.startswith(b"  <step ")],
                                 brief.xml.splitlines())

    def test_values_are_those_of_the_xml(self) -> None:
        for name, xml, _ in self.expected(".statement.xml"):
            statement = self.book.settle(xml)
            root = ElementTree.fromstring(statement.xml)
            with self.subTest(name):
                self.assertEqual({"case": statement.case, "as_of": statement.as_of, "currency": statement.currency,
                                  "case_digest": statement.case_digest},
                                 {**root.attrib, "as_of": instant(root.attrib["as_of"])})
            parts = {"decision": statement.decisions, "step": statement.steps, "credit": statement.credits,
                     "adjustment": statement.adjustments, "charge": statement.charges, "provenance": [statement.provenance]}
            for record, values in parts.items():
                found = [element.attrib for element in root if element.tag == f"{{urn:redress:statement:1}}{record}"]
                with self.subTest(name, record=record):
                    self.assertEqual([spelled(value) for value in values], found)


def spelled(record: Any) -> dict[str, str]:
    """The fields of a result as a statement's XML has them; those that are None it leaves out."""
    return {name: spell(value) for name, value in vars(record).items() if value is not None}


def spell(value: Any) -> str:
    kind = type(value)
    if kind is bool:
        return "yes" if value else "no"
    if kind in (redress.Outcome, redress.Remedy):
        return value.value
    if kind is datetime:
        assert value.utcoffset() == timedelta(0)
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if kind is timedelta:
        minutes, second = divmod(int(value.total_seconds()), 60)
        hour, minute = divmod(minutes, 60)
        return "PT" + "".join(f"{n}{unit}" for n, unit in ((hour, "H"), (minute, "M"), (second, "S")) if n)
    if kind is Fraction:
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{exact:f}" if Fraction(exact) == value else str(value)
    assert kind in (str, int, Decimal, date), kind
    return str(value)


class WaitingAndForfeited(unittest.TestCase):
    """What no sample has: an amount that a person must approve, and a credit whose rest ends."""

    def test_the_amount_and_the_kind_are_read(self) -> None:
        book = redress.Book.parse("""<sla xmlns="urn:redress:rules:1" id="vps" title="VPS" currency="EUR" timezone="UTC"
                                          effective_from="2026-01-01">
              <guarantee id="availability" over="calendar_month">
                <downtime name="down"/><breach when="down above 0 hours"/><credit value="3 EUR"/>
              </guarantee>
              <approve when="due above 2 EUR"/>
              <forfeit when="account.standing is violation" clause="9"/>
              <remedy kind="balance"/>
            </sla>""")
        statement = book.settle("""<case xmlns="urn:redress:case:1" id="march" as_of="2026-04-01T09:00:00Z" currency="EUR">
              <account id="customer-1" standing="violation"/>
              <subscription id="vps-1" sla="vps" price="29.90"/>
              <incident id="outage-1" start="2026-03-03T10:00:00Z" end="2026-03-03T12:00:00Z"/>
              <credit id="goodwill-1" subscription="vps-1" amount="7.00" granted="2026-02-01T09:00:00Z" remedy="discount"
                      remaining="4.50"/>
            </case>""")
        decision, = statement.decisions
        self.assertEqual((decision.outcome, decision.reason, decision.due), (redress.Outcome.REVIEW, "approval", Decimal("3.00")))
        adjustment, = statement.adjustments
        self.assertEqual((adjustment.kind, adjustment.credit, adjustment.amount, adjustment.clause),
                         ("forfeit", "goodwill-1", Decimal("4.50"), "9"))
