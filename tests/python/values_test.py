"""Values on their way into a case: what text the library gets, and what is refused before it gets any."""

import pickle
import unittest
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import redress
from redress import records
from redress.values import text_of

BERLIN = ZoneInfo("Europe/Berlin")


class Colour(Enum):
    RED = "red"


class HostKind(str, Enum):
    OUTAGE = "outage"


TEXTS: list[tuple[str | None, Any, str]] = [
    ("money", Decimal("21.72"), "21.72"),
    ("money", Decimal("1E+3"), "1000"),
    ("money", Decimal("-0.50"), "-0.50"),
    ("money", 1303, "1303"),
    ("money", Fraction(217, 10), "21.7"),
    ("money", Fraction(-1, 400), "-0.0025"),
    ("money", Fraction(6, 2), "3"),
    ("money", "21.72", "21.72"),
    ("number", 10**17, "100000000000000000"),
    ("ratio", Fraction(1, 4), "0.25"),
    ("ratio", "25%", "25%"),
    ("count", 3, "3"),
    ("flag", True, "yes"),
    ("flag", False, "no"),
    ("instant", datetime(2026, 3, 29, 0, 30, tzinfo=timezone.utc), "2026-03-29T00:30:00Z"),
    ("instant", datetime(2026, 1, 5, 8, tzinfo=timezone(timedelta(hours=2))), "2026-01-05T06:00:00Z"),
    # The hour that the clocks show twice, and an offset with seconds, which RFC 3339 can't spell.
    ("instant", datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), "2026-10-25T00:30:00Z"),
    ("instant", datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), "2026-10-25T01:30:00Z"),
    ("instant", datetime(2026, 1, 5, tzinfo=timezone(timedelta(seconds=1172))), "2026-01-04T23:40:28Z"),
    ("date", date(2026, 2, 28), "2026-02-28"),
    ("duration", timedelta(hours=17), "PT17H"),
    ("duration", timedelta(days=1, minutes=1, seconds=1), "PT24H1M1S"),
    ("duration", timedelta(0), "PT0S"),
    ("duration", timedelta(seconds=-90), "-PT1M30S"),
    ("duration", 3600, "3600"),
    ("span", "P6M", "P6M"),
    ("token", redress.Remedy.BALANCE, "balance"),
    ("token", HostKind.OUTAGE, "outage"),
    ("references", ["vps-1", "vps-2"], "vps-1 vps-2"),
    ("references", ("vps-1",), "vps-1"),
    ("id", 17, "17"),
    # A fact that rules declare: its type is the library's to check.
    (None, True, "yes"),
    (None, date(2026, 2, 28), "2026-02-28"),
    (None, Decimal("0.10"), "0.10"),
]

REFUSALS: list[tuple[str | None, Any, str]] = [
    ("money", 21.72, "a float, which is not exact"),
    ("ratio", 0.25, "a float, which is not exact"),
    ("count", 3.0, "a float, which is not exact"),
    (None, 1.5, "a float, which is not exact"),
    ("money", Fraction(1, 3), "no exact decimal: round it first"),
    ("money", Decimal("NaN"), "is not a number"),
    ("money", Decimal("-Infinity"), "is not a number"),
    ("money", Decimal("1E+999999999"), "has too many digits"),
    ("money", Decimal("1E-999999"), "has too many digits"),
    ("money", True, "of type bool: expected str or int or Decimal or Fraction"),
    ("text", True, "of type bool"),
    ("instant", datetime(2026, 1, 5, 8), "has no time zone"),
    ("instant", date(2026, 1, 5), "of type date: expected str or datetime"),
    ("instant", 1767600000, "of type int"),
    ("instant", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), "outside the years"),
    ("date", datetime(2026, 1, 5, tzinfo=timezone.utc), "of type datetime: expected str or date"),
    ("duration", timedelta(milliseconds=1500), "whole seconds"),
    ("span", timedelta(days=30), "of type timedelta: expected str"),
    ("flag", 1, "of type int: expected str or bool"),
    ("token", Colour.RED, "of type Colour"),
    ("references", ["vps-1", "a b"], "'a b' in a list of ids is no id"),
    ("references", [17], "17 in a list of ids is no id"),
    ("id", ["vps-1"], "of type list"),
    ("text", b"bytes", "of type bytes"),
    (None, object(), "of type object"),
]

BASE = {"case": {"id": "march", "as_of": "2026-04-01T00:00:00Z", "currency": "EUR"}, "account": {"id": "customer-1"}}


class Values(unittest.TestCase):
    def test_texts(self) -> None:
        for type_name, value, text in TEXTS:
            with self.subTest(type_name, value=value):
                self.assertEqual(text_of(value, type_name), text)

    def test_refusals(self) -> None:
        for type_name, value, message in REFUSALS:
            with self.subTest(type_name, value=value), self.assertRaisesRegex(ValueError, message):
                text_of(value, type_name)

    def test_every_type_of_the_vocabulary_is_known(self) -> None:
        tested = {type_name for type_name, _, _ in TEXTS}
        self.assertEqual({row.type for row in redress.vocabulary() if row.part == "case"} - tested, {"text", "reference"})

    def test_a_refusal_names_record_and_field(self) -> None:
        for value, message in ((29.9, "subscription.price: 29.9 is a float"),
                               ("29,90", "subscription.price: '29,90' is not money"),
                               ("\ud800", "subscription.price: 'utf-8' codec")):
            with self.subTest(value), self.assertRaises(redress.CaseError) as raised:
                redress.Case({**BASE, "subscription": {"id": "vps-1", "price": value}})
            error = raised.exception
            self.assertTrue(error.message.startswith(message), error.message)
            self.assertEqual((error.status, error.record, error.field, error.line),
                             (redress.Status.INVALID_CASE, "subscription", "price", None))

    def test_a_refusal_names_which_record(self) -> None:
        first = {"id": "i-1", "start": "2026-03-01T00:00:00Z"}
        for second, id, which in (({"id": "i-2", "start": 5}, "i-2", r"\(incident 'i-2', no\. 2\)$"),
                                  ({"start": "yesterday", "id": 7}, "7", r"\(incident '7', no\. 2\)$"),
                                  ({"start": "yesterday"}, None, r"\(incident, no\. 2\)$"),
                                  ({"strat": True, "id": "i-2", "start": object()}, "i-2", r"\(incident 'i-2', no\. 2\)$")):
            with self.subTest(second), self.assertRaisesRegex(redress.CaseError, which) as raised:
                redress.Case({**BASE, "incident": [first, second]})
            self.assertEqual((raised.exception.id, raised.exception.number), (id, 2))
            self.assertEqual(vars(pickle.loads(pickle.dumps(raised.exception))), vars(raised.exception))

    def test_what_is_missing_is_left_out(self) -> None:
        for nothing in (None, float("nan")):
            with self.subTest(nothing):
                self.assertEqual(redress.Case({**BASE, "incident": {"id": "i", "start": "2026-03-01T00:00:00Z", "end": nothing}}).xml,
                                 redress.Case({**BASE, "incident": {"id": "i", "start": "2026-03-01T00:00:00Z"}}).xml)
        with self.assertRaisesRegex(redress.CaseError, "NaN is not a number"):  # a computation that failed is no missing value
            redress.Case({**BASE, "subscription": {"id": "s", "price": Decimal("NaN")}})

    def test_text_keeps_every_character(self) -> None:
        text = "Stromausfall <\"&'> – Київ 🔌"
        case = redress.Case({**BASE, "incident": {"id": "i", "start": "2026-03-01T00:00:00Z", "cause": text}})
        self.assertIn("Київ 🔌", case.xml.decode())
        self.assertEqual(redress.Case(case.xml).xml, case.xml)

    def test_no_name_or_text_is_cut_at_a_nul(self) -> None:
        for facts in ({"account\0x": {"id": "a"}}, {"account": {"id\0x": "a"}}, {"account": {"id": "a\0x"}}):
            with self.subTest(facts), self.assertRaises(redress.CaseError):
                redress.Case(facts)

    def test_shapes_that_are_no_case(self) -> None:
        fields, whole = ": expected a dict of fields, or several", ": expected a case as XML, as a dict of records, or"
        for facts, message in (
                ({"account": 5}, "account: 5 is of type int" + fields),
                ({"claim": None}, "claim: None is of type NoneType" + fields),
                ({"account": "x"}, "account: 'x' is of type str" + fields),
                ({"account": ""}, "account: '' is of type str" + fields),
                ({"account": b""}, "account: b'' is of type bytes" + fields),
                ({"account": [5]}, "account: 5 is of type int" + fields),
                ({"account": records.Account(id="a")}, "account: .* is of type Account" + fields),
                ([5], "a list of records: 5 is of type int: expected one of redress.records"),
                (5, "5 is of type int" + whole),
                (None, "None is of type NoneType" + whole),
                (records.Account(id="a"), "is of type Account" + whole),
                ({5: {"id": "a"}}, "5 is no name"),
                ({5: []}, "5 is no name"),
                ({"account": {5: "a"}}, "5 is no name")):
            with self.subTest(facts), self.assertRaisesRegex(TypeError, message):
                redress.Case(facts)  # type: ignore[arg-type]

    def test_additional_facts_are_a_dict(self) -> None:
        for additional, message in ((None, "account.additional: None is of type NoneType: expected a dict of facts"),
                                    (["vip"], "account.additional: ..vip.. is of type list")):
            with self.subTest(additional), self.assertRaisesRegex(TypeError, message):
                records.Account(id="a", additional=additional)  # type: ignore[arg-type]

    def test_a_record_that_is_unknown_is_refused_where_there_is_none_of_it(self) -> None:
        for none in ([], (), iter(())):
            with self.subTest(none), self.assertRaisesRegex(redress.CaseError, "did you mean 'maintenance'") as raised:
                redress.Case({**BASE, "mantenance": none})
            self.assertEqual((raised.exception.status, raised.exception.record), (redress.Status.INVALID_CASE, "mantenance"))
            self.assertEqual(redress.Case({**BASE, "maintenance": none}).xml, redress.Case(BASE).xml)
        with redress.Case({"case": [], "account": []}) as case:
            case.add("case", **BASE["case"])
            case.add("account", **BASE["account"])
            self.assertEqual(case.xml, redress.Case(BASE).xml)

    def test_a_case_is_filled_bit_by_bit(self) -> None:
        with redress.Case() as case:
            case.add(records.Account(id="customer-1"))
            case.add("incident", id="outage-1", start=datetime(2026, 3, 1, tzinfo=timezone.utc))
            case.add("case", id="march", as_of="2026-04-01T00:00:00Z", currency="EUR")
            expected = {**BASE, "incident": {"id": "outage-1", "start": "2026-03-01T00:00:00Z"}}
            self.assertEqual(case.xml, redress.Case(expected).xml)

    def test_a_refused_record_closes_the_case(self) -> None:
        for fields in ({"price": 29.9}, {"price": "29,90"}):
            case = redress.Case(BASE)
            with self.subTest(fields):
                self.assertRaises(redress.CaseError, case.add, "subscription", id="vps-1", **fields)
                self.assertRaisesRegex(redress.RedressError, "the case is closed", lambda: case.xml)
