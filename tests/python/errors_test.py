"""What callers catch."""

import copy
import pathlib
import pickle
import shutil
import sys
import tempfile
import unittest
import unittest.mock

import places
import redress

RULES = """<sla xmlns="urn:redress:rules:1" id="vps" title="VPS" currency="EUR" timezone="UTC" effective_from="2026-01-01">
  <guarantee id="availability" clause="2" over="calendar_month">
    <downtime name="down" where="incident.kind is outage"/>
    <breach when="down / window.length above 0.1%"/>
    <credit value="subscription.monthly_price * 10%"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>
"""
CASE = """<case xmlns="urn:redress:case:1" id="march" as_of="2026-04-01T09:00:00+02:00" currency="EUR">
  <account id="customer-1"/>
  <subscription id="vps-1" sla="vps" price="29.90"/>
  <incident id="outage-1" start="2026-03-03T10:00:00+01:00" end="2026-03-03T12:00:00+01:00"/>
</case>
"""


class Errors(unittest.TestCase):
    def refusal(self, kind: type[redress.RedressError], call, *arguments) -> redress.RedressError:
        with self.assertRaises(kind) as raised:
            call(*arguments)
        self.assertIs(type(raised.exception), kind)
        return raised.exception

    def test_rules_say_where(self) -> None:
        error = self.refusal(redress.RulesError, redress.Book.parse, RULES.replace("down /", "dwon /"))
        self.assertIs(error.status, redress.Status.INVALID_RULES)
        self.assertEqual((error.file, error.line, error.column, error.record, error.field), (None, 4, 19, "breach", "when"))
        self.assertEqual(str(error), error.message)
        self.assertTrue(error.message.startswith("4:19: "), error.message)

    def test_a_zone_directory(self) -> None:
        in_berlin = RULES.replace('timezone="UTC"', 'timezone="Europe/Berlin"')

        def month(book: redress.Book) -> tuple[str, str | None]:
            statement = book.settle(CASE)
            return statement.decisions[0].window_start.isoformat(), statement.provenance.zone_data_version

        with tempfile.TemporaryDirectory() as folder:
            zones = pathlib.Path(folder)
            zones.joinpath("Europe").mkdir()
            shutil.copy("/usr/share/zoneinfo/Asia/Tokyo", zones / "Europe" / "Berlin")
            zones.joinpath("tzdata.zi").write_text("# version 2099a\n")
            rules = zones / "rules.xml"
            rules.write_text(in_berlin)
            books = [redress.Book.load(rules, zone_directory=zones), redress.Book.parse(in_berlin, zone_directory=folder)]
        for book in books:
            self.assertEqual(month(book), ("2026-02-28T15:00:00+00:00", "2099a"))
        self.assertEqual(month(redress.Book.parse(in_berlin))[0], "2026-02-28T23:00:00+00:00")
        for nowhere in (zones, "zones\0"):
            with self.assertRaises(redress.RulesError) as raised:
                redress.Book.parse(in_berlin, zone_directory=nowhere)
            self.assertIs(raised.exception.status, redress.Status.NOT_READABLE)

    def test_zones_of_the_package_tzdata_where_the_system_has_none(self) -> None:
        in_berlin = RULES.replace('timezone="UTC"', 'timezone="Europe/Berlin"')
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder, "tzdata")
            package.joinpath("zoneinfo", "Europe").mkdir(parents=True)
            package.joinpath("__init__.py").touch()
            shutil.copy("/usr/share/zoneinfo/Asia/Tokyo", package / "zoneinfo" / "Europe" / "Berlin")
            package.joinpath("zoneinfo", "tzdata.zi").write_text("# version 2099a\n")

            def zone_data(system: str) -> str | None:
                patch = unittest.mock.patch.object
                with patch(redress.book, "SYSTEM_ZONES", system), patch(sys, "path", [folder, *sys.path]):
                    return redress.Book.parse(in_berlin).settle(CASE).provenance.zone_data_version

            self.assertEqual(zone_data(f"{folder}/nowhere"), "2099a")
            self.assertNotEqual(zone_data("/usr/share/zoneinfo"), "2099a")

    def test_rules_that_are_no_xml_or_not_there(self) -> None:
        error = self.refusal(redress.RulesError, redress.Book.parse, RULES[:-8])
        self.assertIs(error.status, redress.Status.INVALID_XML)
        error = self.refusal(redress.RulesError, redress.Book.load, places.rules / "none.xml")
        self.assertEqual((error.status, error.file), (redress.Status.NOT_READABLE, str(places.rules / "none.xml")))
        error = self.refusal(redress.RulesError, redress.Book.load, "r\udce9gles.xml")  # a name that is no UTF-8
        self.assertEqual((error.file, "r?gles.xml" in error.message), ("r\udce9gles.xml", True))
        self.refusal(redress.RulesError, redress.Book.load, "rules\0.xml")
        self.refusal(redress.RulesError, redress.Book.parse, "\ud800")

    def test_a_case_says_where(self) -> None:
        error = self.refusal(redress.CaseError, redress.Book.parse(RULES).settle, CASE.replace("29.90", "29,90"))
        self.assertIs(error.status, redress.Status.INVALID_CASE)
        self.assertEqual((error.line, error.column, error.record, error.field), (3, 45, "subscription", "price"))

    def test_a_case_beyond_a_limit(self) -> None:
        error = self.refusal(redress.CaseError, redress.Case, CASE.replace("vps-1", "v" * 4097, 1).replace("id=", "level=", 3))
        self.assertIs(error.status, redress.Status.LIMIT_EXCEEDED)

    def test_a_case_that_is_no_utf_8(self) -> None:
        for xml in ("\ud800", CASE.encode("utf-16"), CASE.replace("march", "märz").encode("latin-1")):
            with self.subTest(xml):
                self.assertIs(self.refusal(redress.CaseError, redress.Case, xml).status, redress.Status.INVALID_XML)

    def test_xml_is_text_or_bytes_of_any_kind(self) -> None:
        expected = redress.Book.parse(RULES).settle(CASE)
        for kind in (bytes, bytearray, memoryview):
            with self.subTest(kind):
                self.assertEqual(redress.Book.parse(kind(RULES.encode())).settle(kind(CASE.encode())), expected)
        for rules in (5, None, ["<sla/>"]):
            with self.subTest(rules), self.assertRaisesRegex(TypeError, "is of type .*: expected rules as XML"):
                redress.Book.parse(rules)

    def test_out_of_memory_is_memory_error(self) -> None:
        library = redress.library()
        with self.assertRaises(MemoryError):
            library.check(redress.Status.OUT_OF_MEMORY, library.new_error(), redress.CaseError)

    def test_a_defect_is_neither_of_rules_nor_of_a_case(self) -> None:
        book = redress.Book.parse(RULES)
        book.close()
        self.refusal(redress.RedressError, book.settle, CASE)
        library, error = redress.library(), redress.library().new_error()
        for status in (redress.Status.INVALID_ARGUMENT, redress.Status.INTERNAL):
            self.refusal(redress.RedressError, library.check, status, error, redress.CaseError)

    def test_the_statuses_are_those_of_the_library(self) -> None:
        name_of = redress.library().calls.redress_status_name
        self.assertEqual([name_of(status).decode() for status in redress.Status],
                         [status.name.lower() for status in redress.Status])
        self.assertIsNone(name_of(len(redress.Status)))

    def test_errors_and_statements_can_be_pickled(self) -> None:
        error = self.refusal(redress.RulesError, redress.Book.parse, RULES.replace("down /", "dwon /"))
        copied = pickle.loads(pickle.dumps(error))
        self.assertEqual((type(copied), vars(copied)), (type(error), vars(error)))
        statement = redress.Book.parse(RULES).settle(CASE)
        self.assertEqual(pickle.loads(pickle.dumps(statement)), statement)

    def test_what_belongs_to_a_process_can_not(self) -> None:
        for one in (redress.Book.parse(RULES), redress.Case(CASE), redress.library()):
            for refused in (pickle.dumps, copy.copy, copy.deepcopy):
                with self.subTest(one, refused=refused), self.assertRaisesRegex(TypeError, "can't be pickled"):
                    refused(one)

    def test_results_can_not_be_changed(self) -> None:
        statement = redress.Book.parse(RULES).settle(CASE)
        for one in (statement, statement.decisions[0], statement.credits[0]):
            with self.assertRaises(AttributeError):
                one.amount = 1

    def test_a_value_from_a_newer_library_is_not_passed_over(self) -> None:
        text = redress.statement._Source.text

        def newer(source, record: bytes, index: int, field: bytes) -> str:
            return "postponed" if field == b"outcome" else text(source, record, index, field)

        with unittest.mock.patch("redress.statement._Source.text", newer):
            with self.assertRaisesRegex(redress.LibraryError, "'postponed' of decision.outcome is unknown"):
                redress.Book.parse(RULES).settle(CASE)


class GivingBack(unittest.TestCase):
    def test_a_credit_given_back_is_not_granted_again(self) -> None:
        book = redress.Book.parse(RULES)
        facts = {"case": {"id": "march", "as_of": "2026-04-01T07:00:00Z", "currency": "EUR"}, "account": {"id": "customer-1"},
                 "subscription": {"id": "vps-1", "sla": "vps", "price": "29.90"},
                 "incident": {"id": "outage-1", "start": "2026-03-03T09:00:00Z", "end": "2026-03-03T11:00:00Z"}}
        first = book.settle(facts)
        self.assertIs(first.decisions[0].outcome, redress.Outcome.GRANTED)
        self.assertEqual(first.steps_of(first.decisions[0]), first.steps)
        given = [{name: value for name, value in vars(credit).items() if name != "decision"} for credit in first.credits]
        self.assertEqual(book.settle({**facts, "credit": given}).decisions[0].reason, "already_credited")
