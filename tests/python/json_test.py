"""Results as JSON: what the command prints."""

import json
import subprocess
import unittest
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import places
import redress
from redress import records


class Json(unittest.TestCase):
    def test_statements_are_those_of_the_command(self) -> None:
        book = redress.Book.load(places.rules)
        printed = subprocess.run([places.library.with_name("redress"), "settle", "--rules", places.rules, "--format", "json",
                                  *(places.samples / sla for sla in ("vultr", "ua_hosting", "leaseweb", "helpdesk"))],
                                 capture_output=True, check=False)
        cases = [case for case in json.loads(printed.stdout)["cases"] if "statement" in case]
        self.assertGreater(len(cases), 30)
        for case in cases:
            with self.subTest(case["source"]), open(case["source"], "rb") as file:
                statement = book.settle(file.read())
                self.assertEqual(json.loads(json.dumps(redress.json_form(statement))), case["statement"])
                self.assertEqual(json.loads(json.dumps([statement], default=redress.json_form)), [case["statement"]])

    def test_values(self) -> None:
        for value, form in ((Decimal("21.720"), "21.720"), (Fraction(1, 3), "1/3"), (Fraction(1, 4), "0.25"), (date(2026, 2, 28), "2026-02-28"),
                            (datetime(2026, 1, 5, 8, tzinfo=timezone(timedelta(hours=2))), "2026-01-05T06:00:00Z"),
                            (timedelta(hours=17), "PT17H"), (redress.Outcome.GRANTED, "granted"), (None, None), (True, True), (3, 3),
                            ({"amount": Decimal(1), "line": None}, {"amount": "1"}), ((1, Decimal(2)), [1, "2"]), (b"<case/>", "<case/>"),
                            (records.Holiday(date=date(2026, 1, 1)), {"date": "2026-01-01"})):
            with self.subTest(value):
                self.assertEqual(redress.json_form(value), form)
        for value in (object(), redress.Outcome, redress.Decision):
            with self.subTest(value), self.assertRaisesRegex(TypeError, "has no form in JSON"):
                json.dumps({"x": value}, default=redress.json_form)
