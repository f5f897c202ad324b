"""Tables of cases in Parquet, by the command and from Python."""

import contextlib
import io
import os
import tempfile
import unittest
import unittest.mock
from pathlib import Path
from typing import Any

import places
import pyarrow
import pyarrow.parquet

import redress
from redress import command, parquet


class Parquet(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.book = redress.Book.load(places.rules)
        cls.cases, cls.statements = {}, {}
        for path in sorted(places.samples.glob("vultr/*.statement.xml")):
            name = path.name.removesuffix(".statement.xml")
            cls.cases[name] = path.with_name(f"{name}.case.xml").read_text(encoding="utf-8")
            cls.statements[name] = path.read_text(encoding="utf-8")

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def table(self, name: str, **columns: Any) -> Path:
        path = self.folder / name
        pyarrow.parquet.write_table(pyarrow.table(columns), path)
        return path

    def run_command(self, *arguments: str | Path, rules: Path | None = None) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = command.main([str(part) for part in (*arguments, "--rules", rules or places.rules)])
        return status, out.getvalue(), err.getvalue()

    def archive(self, name: str = "archive.parquet", **statements: str | None) -> Path:
        archived = {**self.statements, **statements}
        return self.table(name, case_id=list(self.cases), case=list(self.cases.values()), statement=[archived[id] for id in self.cases])

    def test_an_archive_replays(self) -> None:
        total = len(self.cases)
        self.assertGreater(total, 5)
        self.assertEqual(self.run_command("replay", self.archive()), (0, f"{total} passed, 0 failed\n", ""))
        # A folder of files is one table; bytes are text; another column makes no case where it is not named.
        folder = self.folder / "parts"
        folder.mkdir()
        for part, names in enumerate((list(self.cases)[:3], list(self.cases)[3:])):
            self.table(f"parts/part-{part}.parquet", booked=[17] * len(names), case_id=names, case=[self.cases[name] for name in names],
                       old=[self.statements[name].encode() for name in names])
        arguments = ("replay", folder, "--statement", "old")
        self.assertEqual(self.run_command(*arguments, "--columns", "case_id,case"), (0, f"{total} passed, 0 failed\n", ""))
        status, _, err = self.run_command(*arguments)
        self.assertEqual((status, "'booked' is no record of a case" in err), (2, True), err)

    def test_what_differs_is_named(self) -> None:
        first, second, third, *rest = self.cases
        statement = self.statements[first]
        amount = 'amount="'
        self.assertIn(amount, statement)
        at = statement[:statement.index(amount)].count("\n") + 1
        status, out, _ = self.run_command("replay", self.archive(**{first: statement.replace(amount, amount + "9", 1), second: None,
                                                                    third: self.statements[third] + "\n"}))
        lines = out.splitlines()
        self.assertEqual((status, lines[-1]), (1, f"{len(rest)} passed, 3 failed"))
        self.assertRegex(lines[0], rf'^{first}: line {at}: expected .*amount="9\d.*, found .*amount="\d')
        self.assertEqual(lines[1], f"{second}: no statement is archived")
        self.assertRegex(lines[2], rf"^{third}: line \d+: expected an empty line, found the end$")

    def test_another_provenance_is_a_note(self) -> None:
        first = next(iter(self.cases))
        other = self.statements[first].replace('library_version="', 'library_version="0.', 1)
        status, out, err = self.run_command("replay", self.archive(**{first: other}))
        self.assertEqual((status, out), (0, f"{len(self.cases)} passed, 0 failed\n"))
        self.assertIn("another version of the library", err)

    def test_an_archive_without_steps(self) -> None:
        without = {name: self.book.settle(case, steps=False).xml.decode() for name, case in self.cases.items()}
        archive = self.archive(**without)
        self.assertEqual(self.run_command("replay", archive, "--no-steps")[:2], (0, f"{len(self.cases)} passed, 0 failed\n"))
        self.assertEqual(self.run_command("replay", archive)[0], 1)

    def test_a_table_is_settled(self) -> None:
        cases = self.table("cases.parquet", case_id=[*self.cases, "broken"], case=[*self.cases.values(), "<case>"])
        answers = self.folder / "answers.parquet"
        status, out, err = self.run_command("settle", cases, answers, "--xml", "--steps")
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, rf"^broken: 1:\d+: .*\n{len(self.cases)} settled, 1 refused\n$")
        rows = {row["case_id"]: row for row in pyarrow.parquet.read_table(answers).to_pylist()}
        for name, case in self.cases.items():
            self.assertEqual(rows[name]["xml"].encode(), self.book.settle(case).xml)
        self.assertEqual(rows["broken"]["status"], "invalid_xml")
        self.assertEqual(parquet.count(answers), len(self.cases) + 1)
        self.assertEqual(os.listdir(self.folder).count("answers.parquet.unfinished"), 0)

    def test_without_names_rows_are_counted(self) -> None:
        cases = self.table("cases.parquet", case=["<case/>", next(iter(self.cases.values())), ""])
        refused = list(parquet.settle(self.book, cases, self.folder / "out.parquet"))
        self.assertEqual([(one.row, one.name) for one in refused], [(1, "row 1"), (3, "row 3")])

    def test_progress(self) -> None:
        cases = self.table("cases.parquet", case=["<case/>"] * 20_000)
        done: list[int] = []
        self.assertEqual(len(list(parquet.settle(self.book, cases, self.folder / "out.parquet", progress=done.append))), 20_000)
        self.assertEqual((sum(done), len(done) > 2), (20_000, True))
        with unittest.mock.patch("sys.stderr", new=io.StringIO()) as err:
            err.isatty = lambda: True  # type: ignore[method-assign]
            self.assertEqual(command.main(["replay", str(self.archive()), "--rules", str(places.rules)]), 0)
        self.assertRegex(err.getvalue(), rf"100%.* {len(self.cases)}/{len(self.cases)}")

    def test_nothing_is_left_of_what_fails(self) -> None:
        cases = self.table("cases.parquet", cas=["<case/>"])
        answers = self.folder / "answers.parquet"
        status, _, err = self.run_command("settle", cases, answers)
        self.assertEqual((status, "did you mean 'case'?" in err, answers.exists()), (2, True, False), err)
        for arguments, message in ((("settle", self.folder / "none.parquet", answers), "none.parquet"),
                                   (("replay", cases), "has no column 'statement'"),
                                   (("replay", places.rules / "vultr.xml"), "vultr.xml")):
            with self.subTest(arguments):
                status, _, err = self.run_command(*arguments)
                self.assertEqual((status, message in err), (2, True), err)
        status, _, err = self.run_command("replay", self.archive(), rules=self.folder / "none.xml")
        self.assertEqual((status, "none.xml" in err), (2, True))
        many = self.table("many.parquet", case=["<case/>"] * 10_000)
        with self.assertRaises(KeyboardInterrupt):
            for _ in parquet.settle(self.book, many, answers):
                raise KeyboardInterrupt
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("answers")], [])
