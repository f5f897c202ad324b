"""From a feed and a mapping to cases and credits: tables by a mapping file, monitors of several kinds, what is written, the command."""

import contextlib
import csv
import io
import json
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import venv
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import places
import redress
from feeds_test import SAMPLES, read, shown
from redress import feeds
from redress.feeds.command import main

TIME = {"column": "s", "time": {"zone": "America/Chicago", "format": "%m/%d/%Y %H:%M"}}
FIELDS: dict[str, Any] = {
    "outage.monitor": "m", "outage.start": TIME, "outage.end": {**TIME, "column": "e", "empty": "left_out"},
    "outage.cause": {"column": "why", "words": {"Power": "power", "Network": "network"}}}
HEAD = "m,s,e,why"


def folder_of(name: str) -> Path:
    return places.samples / "feeds" / name


class Files(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def mapping(self, changes: dict[str, Any] | None = None, **case: str) -> feeds.CaseMapping:
        """One customer with the subscription a of the monitors x and y, and b of x; changed."""
        whole: dict[str, Any] = {
            "case": {"id": "{account}-march", "as_of": "2026-04-01T00:00:00Z", "currency": "USD"},
            "customers": {"accounts": [{"account": {"id": "c1"}, "names": ["7"], "subscriptions": [
                {"id": "a", "sla": "hosting", "price": "10", "monitors": ["x", "y"]},
                {"id": "b", "sla": "hosting", "price": "10", "monitors": ["x"]}]}]},
            "together": "any", "table": {"fields": FIELDS, "duplicates": "once"}, **(changes or {})}
        path = self.folder / "mapping.json"
        path.write_text(json.dumps({name: value for name, value in whole.items() if value is not None}), encoding="utf-8")
        return feeds.read_mapping(path, case)

    def command(self, *arguments: str | Path) -> tuple[int, str, str]:
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as error:
            status = main([str(argument) for argument in arguments])
        return status, out.getvalue(), error.getvalue()


class Tables(Files):
    def test_rows(self) -> None:
        # In Chicago the clocks went from 02:00 to 03:00 on 8 March, and go from 02:00 to 01:00 on 1 November.
        hour = "x outage 03-02 16:00:00 to 03-02 17:00:00 power"
        row = "x,03/02/2026 10:00,03/02/2026 11:00,Power"
        for lines, rows, refused in (
                ([row], [hour], []),
                ([row, row], [hour], []),
                ([row, "x,03/02/2026 10:30,03/02/2026 11:30,Power"], ["x outage 03-02 16:00:00 to 03-02 17:30:00 power"], []),
                # Another cause is another outage; what only touches is one as well.
                ([row, "x,03/02/2026 10:30,03/02/2026 11:30,Network"], [hour, "x outage 03-02 16:30:00 to 03-02 17:30:00 network"], []),
                ([row, "x,03/02/2026 11:00,03/02/2026 12:00,Power"], [hour, "x outage 03-02 17:00:00 to 03-02 18:00:00 power"], []),
                (["x,03/02/2026 10:00,,Power"], ["x outage 03-02 16:00:00 to - power"], []),
                (["x,03/02/2026 10:00,,Power"] * 2, ["x outage 03-02 16:00:00 to - power"], []),
                (["x,03/02/2026 10:00,,Power", row], [hour], [("line 2", "it has no end, and line 3 has one for the same start")]),
                (["x,03/01/2026 10:00,,Power", row], [hour], [("line 2", "it has no end, and line 3 is a later outage of 'x'")]),
                ([row, "x,03/02/2026 10:30,,Power"], ["x outage 03-02 16:00:00 to - power"], []),
                (["y,03/01/2026 10:00,,Power", row], [hour, "y outage 03-01 16:00:00 to - power"], []),
                (["x,03/08/2026 01:30,03/08/2026 03:30,Power"], ["x outage 03-08 07:30:00 to 03-08 08:30:00 power"], []),
                (["x,03/08/2026 01:30,03/08/2026 02:30,Power"], [], [("line 2", "e: the clocks of America/Chicago show")]),
                (["x,11/01/2026 01:30,11/01/2026 03:00,Power"], [], [("line 2", "s: the clocks of America/Chicago show")]),
                (["x,02/30/2026 10:00,,Power"], [], [("line 2", "s: '02/30/2026 10:00' is no time as")]),
                (["x,03/02/2026 11:00,03/02/2026 10:00,Power"], [], [("line 2", "it ends before it starts")]),
                (["x,03/02/2026 11:00,03/02/2026 11:00,Power"], [], [("line 2", "it ends at the moment at which it starts")]),
                ([",03/02/2026 11:00,,Power"], [], [("line 2", "m is empty")]),
                (["x,03/02/2026 11:00,,"], [], [("line 2", "why is empty")]),
                (["x,03/02/2026 11:00,,power"], [], [("line 2", "why: 'power' is not among the words of the mapping; did you mean 'Power'?")]),
                (["x,03/02/2026 11:00,"], [], [("line 2", "it has fewer fields than the head")]),
                (["x,03/02/2026 11:00,,Power,!"], [], [("line 2", "it has more fields than the head")]),
                (['"x\ny",03/02/2026 10:00,03/02/2026 11:00,Power'], [hour.replace("x ", "x\ny ", 1)], [])):
            with self.subTest(lines):
                report = read("csv", "\n".join([HEAD, *lines]), table=self.mapping().table)
                self.assertEqual([shown(one) for one in report.rows], rows)
                self.assertEqual([one.source.place for one in report.refused], [place for place, _ in refused])
                for one, (_, reason) in zip(report.refused, refused):
                    self.assertIn(reason, one.reason)
                self.assertEqual(len(report.used) + len(report.refused), len(lines))

    def test_repetitions_can_be_refused(self) -> None:
        row = "x,03/02/2026 10:00,03/02/2026 11:00,Power"
        report = read("csv", "\n".join([HEAD, row, row]), table=self.mapping({"table": {"fields": FIELDS, "duplicates": "refuse"}}).table)
        self.assertEqual([str(one) for one in report.refused], ["feed: line 3: line 2 says the same"])

    def test_other_rows(self) -> None:
        instant = {"zone": "offset"}
        for fields, line, expected in (
                ({"work.monitor": "m", "work.start": {"column": "s", "time": instant}, "work.end": {"column": "e", "time": instant}},
                 "x,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z", "x work 03-02 10:00:00 to 03-02 11:00:00"),
                ({"ticket.customer": {"value": "7"}, "ticket.id": "m", "ticket.opened": {"column": "s", "time": instant},
                  "ticket.first_response": {"column": "e", "time": instant, "empty": "left_out"}},
                 "T-1,2026-03-02T10:00:00Z,", "7 ticket T-1 03-02 10:00:00, -, -"),
                ({"pause.customer": {"value": "7"}, "pause.ticket": "m", "pause.start": {"column": "s", "time": instant},
                  "pause.end": {"column": "e", "time": instant}},
                 "T-1,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z", "7 pause of T-1 03-02 10:00:00 to 03-02 11:00:00 None")):
            with self.subTest(expected):
                report = read("csv", f"m,s,e\n{line}", table=self.mapping({"table": {"fields": fields, "duplicates": "once"}}).table)
                self.assertEqual([shown(one) for one in report.rows], [expected])

    def test_files_that_are_not_as_the_mapping_says(self) -> None:
        for text, message in (("m,s,e", "has no column 'why'"), ("m,s,e,why,city", "does not say what the column 'city' is"),
                              ("m,s,e,why,m", "has the column 'm' twice"), ("", "has no column"), ("m;s;e;why", "has no column 'e'"),
                              ('m,s,e,why\n"x', "is not CSV"), (b"m,s,e,why\n\xff,1,2,3", "is not CSV")):
            with self.subTest(text), self.assertRaisesRegex(feeds.FeedError, message):
                read("csv", text, table=self.mapping().table)

    def test_money_is_read_as_it_is_written(self) -> None:
        from redress.feeds.errors import RowError
        from redress.feeds.table import Money

        for example, text, amount in (
                ("$1,234.56", "$1,000.00", "1000.00"), ("$1,234.56", "$1000.00", "1000.00"), ("$1,234.56", "$12", "12"),
                ("$1,234.56", "$1,234,567.8", "1234567.8"), ("1.234,56 EUR", "1.000,50 EUR", "1000.50"), ("1234.56", "0.5", "0.5"),
                ("1 234,56", "12 345,00", "12345.00"), ("1,234", "12,345", "12345"), ("1234", "12345", "12345"),
                ("$1,234.56", "$1,00.00", None), ("$1,234.56", "1,000.00", None), ("$1,234.56", "$-5", None), ("$1,234.56", "$1.000,00", None),
                ("1.234,56", "1,234.56", None), ("1234.56", "1,234.56", None), ("1,234", "1,234.56", None), ("1234.56", "", None)):
            with self.subTest(example, text=text):
                if amount is None:
                    self.assertRaises(RowError, Money.like(example).read, text)
                else:
                    self.assertEqual(str(Money.like(example).read(text)), amount)
        for example in ("$1.00", "1,234,56", "", "EUR"):
            with self.subTest(example), self.assertRaisesRegex(RowError, "expected 1234.56"):
                Money.like(example)

    def test_mappings_that_are_wrong(self) -> None:
        accounts = {"accounts": [{"account": {"id": "c1"}, "subscriptions": []}]}
        for changes, message in (
                ({"tabel": {}}, "tabel is unknown: expected .*; did you mean 'table'?"),
                ({"together": "both"}, "together is 'both': expected one of any, all, each"),
                ({"case": {"id": "x", "currency": "USD"}}, "case.as_of is missing: give it here, or with --case as_of="),
                ({"case": {"id": "x", "as_of": "today", "currency": "USD"}}, "'today' is no time"),
                ({"case": {"idd": "x"}}, "case.idd is unknown"),
                ({"customers": None}, "customers is missing"),
                ({"customers": {**accounts, "file": "x"}}, "customers.file is unknown"),
                ({"customers": {"accounts": [{"account": {"id": "c1"}, "subscriptons": []}]}}, "subscriptons is unknown"),
                ({"customers": {"file": "none.csv", "fields": {"account.id": "a", "subscription.id": "a", "subscription.sla": "a",
                                                               "subscription.price": "a"}}}, "none.csv can't be read"),
                ({"customers": {"file": "none.csv", "fields": {"account.id": "a"}}}, "customers.fields has no subscription.id"),
                ({"table": {"fields": FIELDS}}, "duplicates is missing: once"),
                ({"table": {"fields": {**FIELDS, "outage.strat": "s"}, "duplicates": "once"}}, "outage.strat is unknown: .*outage.start"),
                ({"table": {"fields": {**FIELDS, "work.start": TIME}, "duplicates": "once"}}, "fields are of outage or work"),
                ({"table": {"fields": {"outage.monitor": "m"}, "duplicates": "once"}}, "fields has no outage.start"),
                ({"table": {"fields": {**FIELDS, "outage.start": "s"}, "duplicates": "once"}}, "how it is written is missing"),
                ({"table": {"fields": {**FIELDS, "outage.kind": {"value": "x", "column": "m"}}, "duplicates": "once"}}, "expected a column"),
                ({"table": {"fields": {**FIELDS, "outage.start": {"column": "s", "time": {"zone": "Mars/Base"}}}, "duplicates": "once"}},
                 "there is no such time zone")):
            with self.subTest(changes), self.assertRaisesRegex(feeds.FeedError, message):
                self.mapping(changes)


def outage(monitor: str, start: int, end: int | None, **facts: str) -> dict[str, Any]:
    """By minutes of one day."""
    def at(minute: int | None) -> str | None:
        return None if minute is None else datetime(2026, 3, 2, minute // 60, minute % 60, tzinfo=timezone.utc).isoformat()

    return {"m": monitor, "s": at(start), "e": at(end), "why": "Power", **facts}


class Assigning(Files):
    TABLE = {"fields": {"outage.monitor": "m", "outage.start": {"column": "s", "time": {"zone": "offset"}},
                        "outage.end": {"column": "e", "time": {"zone": "offset"}, "empty": "left_out"}, "outage.cause": "why"},
             "duplicates": "once"}

    def made(self, rows: list[dict[str, Any]], **changes: Any) -> feeds.Cases:
        mapping = self.mapping({"table": self.TABLE, **changes})
        return feeds.make_cases(read("json", json.dumps(rows), table=mapping.table), mapping)

    def incidents(self, made: feeds.Cases) -> list[str]:
        def minute(when: datetime | None) -> str:
            return "-" if when is None else str(when.hour * 60 + when.minute)

        [case] = made.cases
        return sorted(f"{one.subscription or '+'.join(one.subscriptions)} {minute(one.start)} to {minute(one.end)} "
                      f"{one.cause or '-'}{' ' + one.component if one.component else ''}"
                      for one in case.records if isinstance(one, redress.records.Incident))

    def test_several_monitors(self) -> None:
        overlap = [outage("x", 60, 120), outage("y", 90, 150)]
        for rows, together, expected in (
                (overlap, "any", ["a 60 to 150 Power", "b 60 to 120 Power"]),
                (overlap, "all", ["a 90 to 120 Power", "b 60 to 120 Power"]),
                (overlap, "each", ["a 60 to 120 Power x", "a 90 to 150 Power y", "b 60 to 120 Power"]),
                ([outage("x", 60, 120)], "any", ["a+b 60 to 120 Power"]),
                ([outage("x", 60, 120)], "all", ["b 60 to 120 Power"]),
                # Of different causes each is an outage; of both together no cause is said.
                ([outage("x", 60, 120), outage("y", 90, 150, why="Fibre")], "any",
                 ["a 90 to 150 Fibre", "a+b 60 to 120 Power"]),
                ([outage("x", 60, 120), outage("y", 90, 150, why="Fibre")], "all", ["a 90 to 120 -", "b 60 to 120 Power"]),
                ([outage("x", 60, None), outage("y", 90, None)], "all", ["a 90 to - Power", "b 60 to - Power"]),
                ([outage("x", 60, 70), outage("x", 80, None), outage("y", 65, 90)], "all",
                 ["a 65 to 70 Power", "a 80 to 90 Power", "b 60 to 70 Power", "b 80 to - Power"])):
            with self.subTest(rows=rows, together=together):
                made = self.made(rows, together=together)
                self.assertEqual(self.incidents(made), expected)
                with redress.Case(made.cases[0].records) as case:
                    self.assertIn(b"<case ", case.xml)  # the library takes it: no id is there twice

    def test_together_must_be_said_where_it_matters(self) -> None:
        with self.assertRaisesRegex(feeds.OptionError, "the subscription 'a' has the monitors x, y, and together is missing"):
            self.made([], together=None)

    def test_what_is_nobodys_is_refused(self) -> None:
        made = self.made([outage("z", 60, 120), outage("x", 60, 120), outage("w", 60, 120)], ignored_monitors=["w"])
        self.assertEqual([str(one) for one in made.report.refused], ["feed: [0]: no subscription has the monitor 'z'"])
        self.assertEqual([source.place for source in made.report.used], ["[1]", "[2]"])
        self.assertEqual(self.incidents(made), ["a+b 60 to 120 Power"])

    def test_a_row_that_is_somebodys_in_part(self) -> None:
        _, options, _ = SAMPLES["statuspage"]
        report = read("statuspage", folder_of("statuspage_incidents.json").read_bytes(), **options)
        made = feeds.make_cases(report, self.mapping({"customers": {"accounts": [{"account": {"id": "c1"}, "subscriptions": [
            {"id": "a", "sla": "hosting", "price": "10", "monitors": ["web"]}]}]}}))
        self.assertEqual([str(one) for one in made.unassigned], ["feed: incidents[2]: no subscription has the monitor 'api'"])
        self.assertEqual([one.source.place for one in made.report.refused], ["incidents[1]", "incidents[0]"])
        self.assertEqual([one.start.hour for one in made.cases[0].records if isinstance(one, redress.records.Incident)], [16])

    def test_nothing_after_as_of_is_in_the_case(self) -> None:
        made = self.made([outage("x", 60, 120), outage("x", 30, 40), outage("x", 200, 210)],
                         case={"id": "c", "as_of": "2026-03-02T01:30:00Z", "currency": "USD"})
        self.assertEqual(self.incidents(made), ["a+b 30 to 40 Power", "a+b 60 to - Power"])
        self.assertEqual([shown(row) for row in made.later], ["x outage 03-02 03:20:00 to 03-02 03:30:00 Power"])
        self.assertEqual(made.report.refused, ())

    def test_tickets_and_pauses(self) -> None:
        _, options, _ = SAMPLES["zammad"]
        report = read("zammad", folder_of("zammad_ticket_history.json").read_bytes(), **options)
        [case] = feeds.make_cases(report, self.mapping()).cases
        kinds = [record.record for record in case.records]
        self.assertEqual(kinds, ["case", "account", "subscription", "subscription", "pause", "pause", "ticket"])
        statement = redress.Book.load(folder_of("ten_customers") / "hosting.xml").settle(case.records)
        self.assertEqual(statement.case, "c1-march")
        # At that moment it waited, and was not closed yet.
        [case] = feeds.make_cases(report, self.mapping(as_of="2026-03-02T11:00:00Z")).cases
        pause, ticket = case.records[-2:]
        self.assertEqual((ticket.resolved, pause.end), (None, None))

    def test_a_pause_needs_its_ticket(self) -> None:
        fields = {"pause.customer": "m", "pause.ticket": {"value": "T-1"}, "pause.start": {"column": "s", "time": {"zone": "offset"}},
                  "pause.end": {"column": "e", "time": {"zone": "offset"}}}
        made = self.made([{"m": "7", "s": "2026-03-02T10:00:00Z", "e": "2026-03-02T11:00:00Z"}], table={"fields": fields, "duplicates": "once"})
        self.assertEqual([str(one) for one in made.report.refused], ["feed: [0]: there is no ticket 'T-1'"])

    def test_work_to_come_is_in_the_case(self) -> None:
        report = read("statuspage-maintenance", folder_of("statuspage_scheduled_maintenances.json").read_bytes(), times="scheduled",
                      favour="customer")
        mapping = self.mapping({"customers": {"accounts": [{"account": {"id": "c1"}, "subscriptions": [
            {"id": "a", "sla": "hosting", "price": "10", "monitors": ["web"]}]}]}, "ignored_monitors": ["api"]}, as_of="2026-03-10T00:00:00Z")
        [case] = feeds.make_cases(report, mapping).cases
        works = [one for one in case.records if isinstance(one, redress.records.Maintenance)]
        self.assertEqual([(one.start.day, one.announced and one.announced.day) for one in works], [(5, 1), (2, None)])
        with redress.Case(case.records) as made:
            self.assertIn(b"<maintenance ", made.xml)

    def test_whose_evidence_is_missing_is_told(self) -> None:
        made = self.made([outage("x", 60, 50), outage("z", 60, 50)])
        self.assertEqual([one.source.place for one in made.cases[0].refused], ["[0]"])
        for importer, (file, options, table) in SAMPLES.items():
            report = read(importer, folder_of(file).read_bytes(), **options)
            unread = [one.reason for one in report.refused if not one.subjects]
            with self.subTest(importer):  # only what the row itself leaves open
                self.assertEqual(unread, ["assets.Ticket.42.organization_id is empty"] if importer == "zammad" else [])

    def test_two_customers_cannot_share_a_case_or_a_name(self) -> None:
        for case_id, names, message in (("march", ["7", "8"], "put {account} into case.id"), ("{account}", ["7", "7"], "two customers are called '7'")):
            accounts = [{"account": {"id": f"c{index}"}, "names": [name], "subscriptions": []} for index, name in enumerate(names)]
            with self.subTest(message), self.assertRaisesRegex(feeds.FeedError, message):
                self.made([], customers={"accounts": accounts}, case={"id": case_id, "as_of": "2026-04-01T00:00:00Z", "currency": "USD"})


class TenCustomers(Files):
    def test_credits_are_those_worked_out_by_hand(self) -> None:
        folder = folder_of("ten_customers")
        status, out, error = self.command("csv", "--mapping", folder / "mapping.json", "--settle", folder / "hosting.xml", folder / "outages.csv")
        with open(folder / "expected.csv", encoding="utf-8", newline="") as file:
            expected = [(row["subscription"], row["outcome"], Decimal(row["amount"])) for row in csv.DictReader(file)]
        found = [(row["subscription"], row["outcome"], Decimal(row["amount"])) for row in csv.DictReader(io.StringIO(out))]
        self.assertEqual(found, expected)
        self.assertEqual(sum(amount for _, _, amount in found), Decimal("1115.44"))
        refused = {row["account"]: row["refused_rows"] for row in csv.DictReader(io.StringIO(out)) if row["refused_rows"] != "0"}
        self.assertEqual(refused, {"C01": "1", "C08": "1"})
        self.assertEqual(status, 1)
        self.assertEqual([line.split(":")[2].strip() for line in error.splitlines() if line.startswith("refused")], ["line 9", "line 2", "line 7"])
        self.assertIn("17 rows read, 14 used, 3 refused", error)

    def test_xml_and_lines_are_the_same_cases(self) -> None:
        folder = folder_of("ten_customers")
        status, out, _ = self.command("csv", "--mapping", folder / "mapping.json", "--cases", self.folder / "cases", "--lines", "-",
                                      folder / "outages.csv")
        files = sorted((self.folder / "cases").iterdir())
        self.assertEqual([path.name for path in files], [f"C{number:02}-2026-03.case.xml" for number in range(1, 11)])
        self.assertEqual([redress.Case(json.loads(line)).xml for line in out.splitlines()], [path.read_bytes() for path in files])
        self.assertEqual(status, 1)


class Command(Files):
    def test_what_is_missing_is_named_and_nothing_is_written(self) -> None:
        flips, table = folder_of("healthchecks_flips.json"), folder_of("table.json")
        for arguments, message in (
                (("healthchecks", flips), "healthchecks: option 'check' is missing"),
                (("healthchecks", flips, "--check", "c", "--lines", "-"), "option 'mapping' is missing"),
                (("healthchecks", self.folder / "none", "--check", "c"), "No such file"),
                (("json", table), "json: option 'mapping' is missing, with a 'table' in it"),
                (("json", table, "--mapping", folder_of("table_mapping.json")), "option 'favour' is missing, customer or provider"),
                (("json", table, "--mapping", folder_of("table_mapping.json"), "--favour", "me"), "expected customer or provider"),
                (("json", table, "--mapping", folder_of("table_mapping.json"), "--case", "x"), "option 'case' is a field and its value"),
                (("json", table, "--mapping", folder_of("table_mapping.json"), "--case", "x=1"), "a case has no field 'x'"),
                (("prometheus", table, "--step", "1m"), "option 'step' is '1m': expected seconds"),
                (("glpi", table, "--zone", "Mars/Base"), "option 'zone' is 'Mars/Base': expected a time zone"),
                (("prometheus", table, "--since", "yesterday"), "option 'since' is 'yesterday': expected a time"),
                (("zabbix", folder_of("zabbix_events.json"), "--least-severity", "4", "--sli", folder_of("zabbix_getsli.json")),
                 "services is missing in the mapping")):
            with self.subTest(arguments):
                status, out, error = self.command(*arguments)
                self.assertEqual((status, out), (2, ""))
                self.assertIn(message, error)

    def test_rows_without_a_mapping(self) -> None:
        status, out, error = self.command("healthchecks", folder_of("healthchecks_flips.json"), "--check", "backup")
        rows = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([(row["row"], row["subject"], row["start"], row.get("end")) for row in rows],
                         [("outage", "backup", "2026-03-09T03:59:10Z", "2026-03-09T04:12:40Z"), ("outage", "backup", "2026-03-23T10:18:23Z", None)])
        self.assertEqual(rows[0]["sources"], ["healthchecks_flips.json: [2]"])
        self.assertEqual(status, 1)
        self.assertIn("refused: healthchecks_flips.json: [3]: it came up", error)

    def test_options_are_read_from_text(self) -> None:
        status, out, error = self.command(
            "prometheus", folder_of("prometheus_query_range.json"), "--label", "instance", "--step", "60", "--missing", "unknown", "--since",
            "2026-03-02T10:00:00Z", "--until", "2026-03-02T11:10:00+01:00", "--favour", "customer")
        self.assertEqual((status, len(out.splitlines())), (1, 3))
        self.assertIn("https://web.example.com: not known from 2026-03-02T10:04:00Z to 2026-03-02T10:06:00Z", error)
        status, out, _ = self.command("zammad", folder_of("zammad_ticket_history.json"), "--customer-field", "customer_id", "--pause-states",
                                      "pending reminder, pending close", "--closed-states", "closed", "--resolved", "last_close", "--favour", "customer")
        self.assertEqual((status, [json.loads(line)["row"] for line in out.splitlines()]), (0, ["pause", "pause", "ticket", "ticket"]))

    def test_totals_are_compared(self) -> None:
        path = self.folder / "zabbix.json"
        path.write_text(json.dumps({"case": {"id": "m", "as_of": "2026-04-01T00:00:00Z", "currency": "USD"}, "services": {"6": ["db-1"]},
                                    "customers": {"accounts": []}, "ignored_monitors": ["db-1", "web-1"]}), encoding="utf-8")
        _, _, error = self.command("zabbix", folder_of("zabbix_events.json"), "--least-severity", "4", "--mapping", path, "--sli",
                                   folder_of("zabbix_getsli.json"))
        self.assertIn("service 6 from 2026-03-01T00:00:00Z: Zabbix counts 0:00:00 down, the events 3:13:20", error)


class Arrow(Files):
    """With pyarrow, which nothing else needs: in an environment of its own."""

    def test_a_table_of_all_records(self) -> None:
        environment = self.folder / "venv"
        venv.create(environment, with_pip=True)
        python = environment / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "pyarrow==24.0.0"],
                       check=True)
        folder, file = folder_of("ten_customers"), self.folder / "cases.arrow"
        program = ("import sys; sys.path.insert(0, sys.argv.pop(1))\n"
                   "import pyarrow.ipc\n"
                   "from redress.feeds.command import main\n"
                   "main(sys.argv[2:])\n"
                   "table = pyarrow.ipc.open_file(sys.argv[1]).read_all()\n"
                   "rows = table.to_pylist()\n"
                   "print(len(rows), table.schema.field('start').type, table.schema.field('price').type)\n"
                   "print(*(row['start'].isoformat() for row in rows if row['case'] == 'C02-2026-03' and row['record'] == 'incident'))\n")
        done = subprocess.run([python, "-c", program, places.PACKAGE, file, "csv", "--mapping", folder / "mapping.json", "--arrow", file,
                               folder / "outages.csv"], capture_output=True, text=True, check=False)
        # 10 cases and accounts, 11 subscriptions and charges, and 10 incidents: of what overlaps one is made.
        self.assertEqual(done.stdout, "52 timestamp[s, tz=UTC] string\n2026-03-08T07:30:00+00:00\n", done.stderr)

    def test_without_pyarrow_it_says_what_to_install(self) -> None:
        with unittest.mock.patch.dict(sys.modules, {"pyarrow": None}), self.assertRaisesRegex(feeds.FeedError, "pip install pyarrow"):
            feeds.arrow_table([])
