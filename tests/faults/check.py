"""Settles the examples beside this file, each of which was once settled wrongly, and compares with what is right.

    check.py --library PATH [--rules PATH] [NAME...]

An example says first what is right and why, then has parts, each under a line that begins with "==":

    == rules               an SLA; several make a book of several
    == rules rules         the shipped packs instead
    == case                a case, of a host that has settled nothing yet
    == change              in the case, OLD -> NEW, one a line; "-> NEW" adds a record
    == gives, == again     settles the case with the credits of earlier settlements given back as they came, and compares
                           with the tables that follow
    == each                a record in each line that is added to the case by itself, and what its first decision then is
    == refused             part of the message that the rules or the case are refused with

A table has its record and fields in the first line, and a line for each record: all decisions, credits or adjustments of the
statement, in order; of steps those that are listed. "-" is a field that is absent, "none" a table without lines.

After each settlement the example is settled again with all credits given back: that never grants anything.
"""

import argparse
import re
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from library import Library, Refused, RulesRefused  # noqa: E402

NAMESPACE = "{urn:redress:statement:1}"
KEY = {"credit": "id"}  # what the first column of a table holds; of other records their number


class Wrong(Exception):
    """What was found is not what the example says."""


class Example:
    """One example, worked through part by part."""

    def __init__(self, library_path, rules):
        self.library_path, self.shipped = library_path, rules
        self.slas, self.library, self.refusal = [], None, None
        self.facts, self.credits = "", {}

    def work(self, parts):
        for i, (kind, argument, lines) in enumerate(parts):
            following = parts[i + 1][0] if i + 1 < len(parts) else None
            getattr(self, "part_" + kind)(argument, lines, following)
        if self.refusal is not None:
            raise Wrong(f"refused: {self.refusal}")

    def part_rules(self, argument, lines, following):
        self.slas.append("\n".join(lines))
        if following == "rules":
            return
        with tempfile.TemporaryDirectory() as folder:
            for number, sla in enumerate(self.slas, 1):
                Path(folder, f"{number}.xml").write_text(sla)
            try:
                self.library = Library(self.library_path, self.shipped if argument else folder)
            except RulesRefused as refused:
                self.refusal = str(refused)
        self.slas = []

    def part_case(self, argument, lines, following):
        self.facts, self.credits = "\n".join(lines), {}
        if following == "refused":
            self.settle(self.facts)

    def part_change(self, argument, lines, following):
        for line in filter(None, lines):
            old, new = re.fullmatch(r"(.*?) ?-> ?(.*)", line).groups()
            old = old.strip() or "</case>"
            if self.facts.count(old) != 1:
                raise Wrong(f"'{old}' is {self.facts.count(old)} times in the case")
            self.facts = self.facts.replace(old, new if old != "</case>" else new + "\n</case>")
        if following == "refused":
            self.settle(self.with_credits())

    def part_refused(self, argument, lines, following):
        wanted = " ".join(lines).strip()
        if self.refusal is None:
            raise Wrong(f"it is not refused; expected: {wanted}")
        if wanted not in self.refusal:
            raise Wrong(f"refused: {self.refusal}\nexpected: {wanted}")
        self.refusal = None

    def part_gives(self, argument, lines, following):
        if self.refusal is not None:
            return
        statement = self.settle(self.with_credits())
        if self.refusal is not None:
            return
        compare(statement, lines)
        self.keep(statement)
        granted = [d for d in self.settle(self.with_credits()).get("decision", []) if d["outcome"] == "granted"]
        if granted:
            raise Wrong(f"granted again with all credits given back:\n{shown(granted, granted[0])}")

    part_again = part_gives

    def part_each(self, argument, lines, following):
        (_, *fields), *rows = [[cell.strip() for cell in line.split(" | ")] for line in lines if line.strip()]
        found = [[row[0], *self.first_decision(row[0], fields)] for row in rows]
        refused = [i for i, row in enumerate(rows) if len(row) == 2 and row[1].removeprefix("refused: ") in found[i][1]]
        for i in refused:  # part of the message is enough
            found[i] = rows[i]
        if found != rows:
            wrong = [i for i in range(len(rows)) if found[i] != rows[i]]
            expected, got = ("\n".join("    " + " | ".join(t[i]) for i in wrong) for t in (rows, found))
            raise Wrong(f"expected of {', '.join(fields)}:\n{expected}\nfound:\n{got}")

    def first_decision(self, added, fields):
        statement = self.settle(self.facts.replace("</case>", added + "</case>"))
        refusal, self.refusal = self.refusal, None
        return [f"refused: {refusal}"] if refusal else [statement["decision"][0].get(f, "-") for f in fields]

    def settle(self, facts):
        try:
            return read(self.library.settled(facts, self.library.xml_of, steps=True)[0])
        except Refused as refused:
            self.refusal = str(refused)
            return {}

    def with_credits(self):
        """The case with what earlier settlements posted, each field as it came."""
        given = "".join("<credit " + " ".join(f"{k}={quoteattr(v)}" for k, v in fields.items()) + "/>"
                        for fields in self.credits.values() if f'credit id={quoteattr(fields["id"])}' not in self.facts)
        return self.facts.replace("</case>", given + "</case>")

    def keep(self, statement):
        for credit in statement.get("credit", []):
            fields = {k: v for k, v in credit.items() if k != "decision"}
            self.credits[fields["id"]] = fields
            # One that the example itself gave before is now what the settlement made of it.
            self.facts = re.sub(f"<credit id={re.escape(quoteattr(fields['id']))}[^>]*/>", "", self.facts)


def read(text):
    records = {}
    for element in ElementTree.fromstring(text):
        records.setdefault(element.tag.removeprefix(NAMESPACE), []).append(dict(element.attrib))
    return records


def compare(statement, lines):
    for record, fields, rows in tables(lines):
        found = [[r.get(f, "-") for f in fields] for r in statement.get(record, [])]
        wrong = any(row not in found for row in rows) if record == "step" else found != rows
        if wrong:
            raise Wrong(f"expected of {record}:\n{table(fields, rows)}\nfound:\n{table(fields, found)}")


def tables(lines):
    """The tables of a part: each with its record, fields and rows."""
    found = []
    for line in filter(str.strip, lines):
        cells = [cell.strip() for cell in line.split("|")]
        name = cells[0].removesuffix(" none")
        if name in ("decision", "credit", "adjustment", "step", "charge"):
            found.append((name, [KEY.get(name, "number"), *cells[1:]] if name != "step" else cells[1:], []))
            if cells[0].endswith(" none"):
                found[-1] = (name, [KEY.get(name, "number")], [])
        elif found[-1][0] == "step":
            found[-1][2].append(cells[1:])
        else:
            found[-1][2].append(cells)
    return found


def table(fields, rows):
    widths = [max(len(row[i]) for row in [fields, *rows]) for i in range(len(fields))]
    lines = (" | ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in [fields, *rows])
    return "\n".join("    " + line for line in lines)


def shown(records, like):
    fields = [f for f in like if f in ("number", "subscription", "guarantee", "window_start", "amount", "credit")]
    return table(fields, [[r.get(f, "-") for f in fields] for r in records])


def parts_of(text):
    """What stands before the first "==" says what is right; then (kind, argument, lines)."""
    why, *parts = re.split(r"^== ?", text, flags=re.MULTILINE)
    if not why.strip():
        raise Wrong("it does not say what is right and why")
    found = []
    for part in parts:
        first, *lines = part.splitlines()
        kind, _, argument = first.partition(" ")
        found.append((kind, argument, lines))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--library", type=Path, default=ROOT / "build" / "libredress.so")
    parser.add_argument("--rules", type=Path, default=ROOT / "rules")
    given = parser.parse_args()
    files = sorted(Path(__file__).parent.glob("*.example"))
    files = [f for f in files if not given.names or f.stem in given.names]
    wrong = 0
    for file in files:
        try:
            Example(given.library, given.rules).work(parts_of(file.read_text()))
        except Wrong as found:
            wrong += 1
            print(f"{file.relative_to(ROOT)}: {found}\n")
    print(f"{len(files)} examples, {wrong} wrong")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
