"""The package's classes and tables against the vocabulary."""

import dataclasses
import unittest

import generate
import places
import redress


class Vocabulary(unittest.TestCase):
    def test_the_classes_are_as_generate_writes_them(self) -> None:
        for name, text in (("records", generate.records()), ("results", generate.results())):
            with self.subTest(name):
                self.assertEqual((places.PACKAGE / "redress" / f"{name}.py").read_text(encoding="utf-8"), text)

    def test_a_statement_has_the_fields_of_its_record_and_all_other_records(self) -> None:
        rows = [row for row in redress.vocabulary() if row.part == "statement"]
        own = [row.field for row in rows if row.record == "statement"]
        parts = [record + ("" if record == "provenance" else "s")
                 for record in dict.fromkeys(row.record for row in rows) if record != "statement"]
        self.assertEqual([field.name for field in dataclasses.fields(redress.Statement)], [*own, *parts, "xml"])

    def test_a_field_that_python_cannot_name_ends_in_an_underscore(self) -> None:
        plan = redress.records.Plan(subscription="vps-1", from_="2026-06-16T00:00:00Z", price="80")
        self.assertEqual({field: value for field, value in plan.facts() if value is not None},
                         {"subscription": "vps-1", "from": "2026-06-16T00:00:00Z", "price": "80"})

    def test_rows_are_typed(self) -> None:
        rows = {(row.part, row.record, row.field): row for row in redress.vocabulary()}
        self.assertEqual(len(rows), len(redress.vocabulary()))
        kind = rows["case", "incident", "kind"]
        self.assertEqual((kind.type, kind.presence, kind.default, kind.values, kind.occurs, kind.key, kind.parents),
                         ("token", "defaulted", "outage", ("outage", "degradation", "hardware_failure", "data_loss"), "any",
                          ("id",), ("case",)))
        self.assertEqual(rows["case", "claim", "incident"].refers_to, "incident")
        self.assertIsNone(rows["case", "claim", "incident"].default)
        self.assertEqual({row.part for row in rows.values()}, {"case", "formula", "statement", "rules"})

    def test_a_book_tells_its_slas_and_facts(self) -> None:
        book = redress.Book.load(places.rules)
        self.assertEqual({sla.file for sla in book.slas}, {str(path) for path in places.rules.glob("*.xml")})
        versions = [sla for sla in book.slas if sla.sla == "serverastra"]
        self.assertEqual([sla.effective_to for sla in versions], [versions[1].effective_from, None])
        self.assertEqual(len({sla.digest for sla in book.slas}), len(book.slas))
        self.assertIn(("algolia", "USD", "UTC"), {(sla.sla, sla.currency, sla.timezone) for sla in book.slas})
        facts = {(fact.record, fact.field): fact for fact in book.facts}
        region_level = facts["claim", "region_level"]
        self.assertEqual((region_level.type, region_level.presence, region_level.default), ("flag", "defaulted", "no"))
        self.assertEqual(facts["subscription", "plan"].values, ("fixed_term", "monthly_postpay"))
