"""Reviews of rules."""

import tempfile
import unittest
from pathlib import Path

import places
import redress

RULES = """<sla xmlns="urn:redress:rules:1" id="s" title="T" timezone="Europe/Kyiv" effective_from="2026-01-01">
  <guarantee id="g" over="day">
    <downtime name="down"/>
    <breach when="{breach}"/>
  </guarantee>
</sla>
"""


class Review(unittest.TestCase):
    def test_the_shipped_rules_are_clean(self) -> None:
        self.assertEqual(redress.review(places.rules), ())

    def test_a_fault_has_its_place(self) -> None:
        fault, = redress.review_text(RULES.format(breach="downn above 1 hour"))
        self.assertEqual((fault.severity, fault.code, fault.line, fault.record, fault.field),
                         ("error", "invalid_rules", 4, "breach", "when"))
        self.assertIn("did you mean 'down'", fault.message)
        self.assertEqual(fault.source, '    <breach when="downn above 1 hour"/>')
        self.assertIsNone(fault.file)

    def test_warnings_have_codes(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rules.xml"
            path.write_text(RULES.format(breach="down below 2 hours"), encoding="utf-8")
            found = {finding.code: finding for finding in redress.review(path)}
            self.assertEqual(found["empty-breach"].severity, "warning")
            self.assertEqual(found["empty-breach"].file, str(path))

    def test_what_is_no_rules(self) -> None:
        with self.assertRaisesRegex(redress.RulesError, "no such file or folder"):
            redress.review("/no/such/folder")
        with self.assertRaises(TypeError):
            redress.review_text(1)  # type: ignore[arg-type]
