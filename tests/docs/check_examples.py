"""The documentation tells the truth: its examples load and give what it says, and nothing is left out.

  check_examples.py COMMAND LIBRARY [ROOT]

COMMAND is the `redress` command, LIBRARY the shared library, ROOT the top folder of the sources. Checked are README.md
and docs/*.md:

  xml blocks       <sla> and <case> are loaded as they are. A <calendar> with an xmlns is a file beside those that follow. A fragment says where it belongs: <!-- in: sla -->,
                   <!-- in: guarantee -->, <!-- in: guarantee over incident -->, <!-- in: case -->; the rest of a small
                   pack or case is put around it. <!-- warned: CODE --> and <!-- not warned: CODE --> expect a warning, or
                   that there is none. <!-- refused: TEXT --> expects a refusal whose message has TEXT.
                   Elements of a statement must be found in the statement of the page's last <sla> and <case>, or of a
                   sample: <!-- of: samples/ua_hosting/worked_example -->. They may leave attributes out.
  formula tables   <!-- formulas --> and <!-- refused formulas -->: the first cell of each row is a formula, the second
                   of a refused one a part of the message.
  programs         blocks of C and Python are run; the text block after them is what they print.
  completeness     docs/rules.md has every element and attribute of the grammar, every function, unit and rounding
                   mode; docs/warnings.md every warning; docs/limits.md has every bound with its value; links lead somewhere.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from page import Block, Page, Table, code

DEFINITIONS = ("let", "downtime", "count", "sum", "max", "min", "average", "tiers")
STATEMENT_RECORDS = ("statement", "decision", "step", "credit", "adjustment", "provenance")

SLA_HEAD = ('<sla xmlns="urn:redress:rules:1" id="example" title="Example" currency="EUR" timezone="Europe/Berlin" '
            'effective_from="2026-01-01">')
CASE_HEAD = '<case xmlns="urn:redress:case:1" id="example" as_of="2026-07-01T00:00:00Z" currency="EUR">'
CASE_ACCOUNT = '<account id="customer-1"/>'
CASE_SUBSCRIPTION = '<subscription id="vps-1" sla="example" price="30"/>'
# What the formulas of the tables may name.
FORMULA_PRELUDE = """
  <calendar><hours daily="09:00-17:00"/></calendar>
  <level id="gold"><parameter name="limit" value="30 minutes"/><parameter name="notice" value="5 working days"/></level>
  <level id="basic"><parameter name="limit" value="2 hours"/><parameter name="notice" value="3 months"/></level>
  <fact record="account" name="individual_terms" type="flag" default="no"/>
"""


class Mismatch(Exception):
    pass


class Checker:
    def __init__(self, command: str, library: str, root: pathlib.Path, scratch: pathlib.Path):
        self.command = command
        self.library = library
        self.root = root
        self.scratch = scratch
        self.passed = 0
        self.failed = 0
        self.rules = ""  # the page's last <sla> and <case>, and the statement of both
        self.statement = ""
        self.calendar = ""  # the page's last

    def check(self, page: Page, line: int, body) -> None:
        try:
            body()
            self.passed += 1
        except Mismatch as mismatch:
            self.failed += 1
            print(f"{page.path.relative_to(self.root)}:{line}: {mismatch}")

    # --- running ---

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([self.command, *arguments], capture_output=True, text=True, cwd=self.root, check=False)

    def file(self, name: str, text: str) -> str:
        path = self.scratch / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def load(self, xml: str, refused: str | None = None) -> None:
        """Loads a pack or a case; with `refused` it must not load, and say so."""
        kind = "case" if xml.lstrip().startswith("<case") else "rules"
        path = self.file(f"{kind}.xml", xml)
        if kind == "rules" and self.calendar:
            path = str(self.scratch / "book")
            (self.scratch / "book").mkdir(exist_ok=True)
            self.file("book/calendar.xml", self.calendar)
            self.file("book/rules.xml", xml)
        result = self.run("canonical" if kind == "case" else "check", path)
        message = (result.stdout + result.stderr).strip().replace(f"{self.scratch}/", "")
        if refused is None and result.returncode != 0:
            raise Mismatch(message)
        if refused is not None and result.returncode == 0:
            raise Mismatch(f"it loads, but should be refused: {refused}")
        if refused is not None and refused not in message:
            raise Mismatch(f"expected a message with: {refused}\n  found: {message}")

    def warnings(self, xml: str, notes: dict) -> None:
        """A fragment that is warned of gives the warning, beside those of the pack around it."""
        if "warned" not in notes and "not warned" not in notes:
            return
        result = self.run("check", "--format=json", self.file("rules.xml", xml))
        codes = {finding["code"] for finding in json.loads(result.stdout)}
        if "warned" in notes and notes["warned"] not in codes:
            raise Mismatch(f"expected the warning {notes['warned']}\n  found: {sorted(codes)}")
        if "not warned" in notes and notes["not warned"] in codes:
            raise Mismatch(f"there should be no warning {notes['not warned']}")

    # --- xml ---

    def xml_block(self, block: Block) -> None:
        text = block.text.strip()
        tag = root_tag(text)
        refused = block.notes.get("refused")
        if "in" in block.notes:
            self.load(wrapped(text, block.notes["in"]), refused)
            self.warnings(wrapped(text, block.notes["in"]), block.notes)
        elif tag == "calendar":
            self.calendar = text
            self.load(wrapped(f'<calendar use="{ElementTree.fromstring(text).get("id")}"/>', "sla"), refused)
        elif tag == "sla":
            self.load(text, refused)
            self.rules = text
        elif tag == "case":
            self.load(text, refused)
            if self.rules:
                self.settle(self.file("rules.xml", self.rules), self.file("case.xml", text))
        elif tag in STATEMENT_RECORDS:
            self.excerpt(text, block.notes.get("of"))
        else:
            raise Mismatch(f"a fragment <{tag}> needs a note where it belongs")

    def settle(self, rules: str, case: str) -> None:
        self.statement = ""
        result = self.run("settle", "--rules", rules, case)
        if result.returncode != 0:
            raise Mismatch(result.stderr.strip())
        self.statement = result.stdout

    def excerpt(self, text: str, sample: str | None) -> None:
        if sample is not None:
            self.settle("rules", f"{sample}.case.xml")
        must(self.statement, "there is no statement that this could be part of")
        found = list(ElementTree.fromstring(self.statement).iter())
        # A whole statement is its own root; elements of one get one.
        shown = ElementTree.fromstring(text if root_tag(text) == "statement" else f"<excerpt>{text}</excerpt>")
        for element in shown.iter():
            if element.tag == "excerpt":
                continue
            if not any(e.tag.endswith(local_name(element)) and element.attrib.items() <= e.attrib.items() for e in found):
                raise Mismatch(f"the statement has no such <{local_name(element)}>: {element.attrib}\n{self.statement}")

    # --- formulas ---

    def formula(self, formula: str, refused: str | None = None) -> None:
        fault = ""
        escaped = formula.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        # The first use is for most; a span is added to an instant, and a text beside a field, where its name is no word.
        uses = {"example is example": None, "claim.filed + example is claim.filed": "can't be compared: ",
                "example is subscription.id": "could be a word"}
        for use, after in uses.items():
            if after is not None and after not in fault:
                continue
            pack = (f'{SLA_HEAD}{FORMULA_PRELUDE}<guarantee id="g" over="incident"><downtime name="down"/>'
                    f'<let name="limit" value="level.limit"/><let name="notice" value="claim.filed + level.notice"/>'
                    f'<let name="example" value="{escaped}"/>'
                    f'<breach when="down above limit and notice is notice and {use}"/></guarantee></sla>')
            try:
                return self.load(pack, refused)
            except Mismatch as mismatch:
                fault = str(mismatch)
                if refused is not None:
                    raise
        raise Mismatch(fault)

    # --- programs ---

    def program(self, block: Block, expected: str) -> None:
        text = block.text.replace("build/libredress.so", self.library)
        if block.language == "python":
            run = [sys.executable, self.file("host.py", text)]
        else:
            program = str(self.scratch / "host")
            source = self.file("host.c", text)
            built = subprocess.run(["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-Iabi", source, "-o", program, "-ldl"],
                                   capture_output=True, text=True, cwd=self.root, check=False)
            if built.returncode != 0:
                raise Mismatch(built.stderr)
            run = [program]
        result = subprocess.run(run, capture_output=True, text=True, cwd=self.root, check=False)
        if result.stdout != expected:
            raise Mismatch(f"expected it to print:\n{expected}\n  found:\n{result.stdout}{result.stderr}")

    # --- pages ---

    def page(self, page: Page) -> None:
        self.rules = self.statement = self.calendar = ""
        for i, block in enumerate(page.blocks):
            if block.language == "xml":
                self.check(page, block.line, lambda: self.xml_block(block))
            if block.language in ("c", "python"):
                shown = next((b.text for b in page.blocks[i + 1:] if b.language == "text"), "")
                self.check(page, block.line, lambda: self.program(block, shown))
        for table in page.tables:
            self.formula_table(page, table)
        for link in page.links():
            self.check(page, 0, lambda: must((page.path.parent / link).exists(), f"the link leads nowhere: {link}"))

    def formula_table(self, page: Page, table: Table) -> None:
        for line, row in table.rows:
            if "formulas" in table.notes:
                self.check(page, line, lambda: self.formula(code(row[0])))
            if "refused formulas" in table.notes:
                self.check(page, line, lambda: self.formula(code(row[0]), row[1]))

    # --- completeness ---

    def rules_page(self, page: Page) -> None:
        grammar = (self.root / "plugin/rules/grammar.cpp").read_text(encoding="utf-8")
        element_rows, _, attribute_rows = grammar.partition("attribute_rows = ")
        elements = re.findall(r'^    \{"(\w+)", "[\w ]*",', element_rows, re.M)
        attributes = re.findall(r'^    \{"(\w+)", "(\w+)",', attribute_rows, re.M)
        sections = page.sections()
        for element in elements:
            section = " ".join(body for heading, body in sections.items() if f"`{element}`" in heading)
            self.check(page, 0, lambda: must(section, f"there is no section for <{element}>"))
            for of, name in attributes:
                if of == element and section:
                    self.check(page, 0, lambda: must(re.search(rf"`{name}[`=]", section), f"the section on <{element}> lacks `{name}`"))
        functions = (self.root / "plugin/formula/functions.h").read_text(encoding="utf-8")
        rounding = (self.root / "plugin/exact/rounding.h").read_text(encoding="utf-8")
        words = re.findall(r"\{\"(\w+)\", Function::", functions) + re.findall(r"^    (\w+),  +//", rounding, re.M)
        must(len(words) >= 16 and len(elements) > 20 and len(attributes) > 100, "the tables of the code are not where they were")
        for word in words:
            self.check(page, 0, lambda: must(re.search(rf"`{word}[`(]", page.text), f"`{word}` is not described"))

    def warnings_page(self, page: Page) -> None:
        header = (self.root / "plugin/rules/warning.h").read_text(encoding="utf-8")
        codes = "".join(re.findall(r'"([a-z0-9 -]+)"', header.partition("warning_codes =")[2].partition(";")[0])).split()
        must(len(codes) >= 30, "the codes of warnings are not where they were")
        sections = page.sections()
        for code_of_one in codes:
            self.check(page, 0, lambda: must(any(f"`{code_of_one}`" in heading for heading in sections),
                                             f"there is no section for the warning {code_of_one}"))
        self.check(page, 0, lambda: must(f"There are {len(codes)} kinds" in page.text, f"there are {len(codes)} kinds of warnings"))

    def limits_page(self, page: Page) -> None:
        header = (self.root / "plugin/input_limits.h").read_text(encoding="utf-8")
        bounds = re.findall(r"^inline constexpr \S+ (\w+) = ([^;]+);", header, re.M)
        must(len(bounds) >= 15, "the bounds are not where they were")
        for name, value in bounds:
            number = eval(re.sub(r"(?<=\d)u\b|(?<=\d)'(?=\d)", "", value), {})  # digits and shifts only
            rows = [row for table in page.tables for _, row in table.rows if row[0] == f"`{name}`"]
            shown = rows[0][1].replace(",", "") if rows else ""
            self.check(page, 0, lambda: must(shown.split(" ")[0] == str(number), f"`{name}` is {number}, found '{shown}'"))


def must(holds, message: str) -> None:
    if not holds:
        raise Mismatch(message)


def local_name(element) -> str:
    return element.tag.rpartition("}")[2]


def root_tag(xml: str) -> str:
    return re.match(r"<(?:!--.*?-->\s*<)?(\w+)", xml, re.S)[1]


def wrapped(fragment: str, place: str) -> str:
    """The fragment in the smallest pack or case that can hold it. Its names count as used."""
    if place == "case":
        account = "" if "<account" in fragment else CASE_ACCOUNT
        subscription = "" if "<subscription" in fragment else CASE_SUBSCRIPTION
        return f"{CASE_HEAD}{account}{subscription}{fragment}</case>"
    names = re.findall(rf'<(?:{"|".join(DEFINITIONS)})\s[^>]*?\bname="(\w+)"', fragment)
    uses = " and ".join(["yes"] + [f"{n} is {n}" for n in names])
    if place.startswith("guarantee"):
        over = place.rpartition(" over ")[2] if " over " in place else "calendar_month"
        breach = "" if "<breach" in fragment else f'<breach when="{uses}"/>'
        return f'{SLA_HEAD}<guarantee id="g" over="{over}">{fragment}{breach}</guarantee><remedy kind="balance"/></sla>'
    must(place == "sla", f"there is no place '{place}'")
    guarantee = "" if "<guarantee" in fragment else (
        f'<guarantee id="g" over="calendar_month"><breach when="{uses}"/><credit value="1 EUR"/></guarantee>')
    remedy = "" if "<remedy" in fragment else '<remedy kind="balance"/>'
    return f"{SLA_HEAD}{fragment}{guarantee}{remedy}</sla>"


def main(command: str, library: str, root: str = ".") -> int:
    folder = pathlib.Path(root).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        checker = Checker(str(pathlib.Path(command).resolve()), str(pathlib.Path(library).resolve()), folder,
                          pathlib.Path(scratch))
        for path in [folder / "README.md", *sorted((folder / "docs").glob("*.md"))]:
            page = Page(path)
            checker.page(page)
            if path.name == "rules.md":
                checker.rules_page(page)
            if path.name == "warnings.md":
                checker.warnings_page(page)
            if path.name == "limits.md":
                checker.limits_page(page)
    print(f"{checker.passed} passed, {checker.failed} failed")
    return 1 if checker.failed else 0


sys.exit(main(*sys.argv[1:]))
