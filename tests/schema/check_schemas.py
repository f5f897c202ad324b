"""The schemas of abi/ and the library agree.

  check_schemas.py COMMAND LIBRARY ROOT

COMMAND is the `redress` command, LIBRARY the shared library, ROOT the top folder of the sources. Checked is that

  current       abi/*.xsd are what `redress schema` prints
  agreement     xmllint with them accepts every pack and every statement of ROOT, and every case that the library accepts
  corpus        of the documents of corpus.py, each broken in one place, both refuse every one
  mutations     of documents changed attribute by attribute and element by element, the library refuses what a schema
                refuses: a schema is never stricter

What the library says of a case is whether it settles it. It does not read statements, so of them only xmllint is asked."""

import copy
import ctypes
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import corpus

# Values for every attribute.
FEW_VALUES = ("", " ", "junk", "Two words", "0", "1", "-1", "1.0", "yes", "2025-02-28", "P1M", "\u00e9")
# More of them for one attribute of each type, each right for some type and wrong for others, or at the edge of what a type
# accepts.
MORE_VALUES = (
    "a b  c", " a", "a ", "a\u00a0b", "a\u180eb", "a\u2003b", "a\tb", "a\nb", "\u0085", "'", "&<>\"",
    "a/b#2%", "a.b-c_d", "_", "x" * 64, "x" * 65, "x" * 128, "x" * 129, "x" * 4096, "x" * 4097,
    "no", "Yes", "-0", "-1.0", "0.5", "00", "01", "+1", "1.", ".5", "1e3", "-0.00", "120", "121", "1000", "1001",
    "999999999999999999", "1000000000000000000", "0.99999999999999999", "0.999999999999999999", "25%", "-0%", "100.00%", "101%", "%", "1 %",
    "2025-02-29", "2024-02-29", "2000-02-29", "1900-02-29", "2900-02-29", "1900-01-01", "1899-12-31", "2999-12-31", "3000-01-01",
    "2025-04-31", "2025-12-31", "2025-00-10", "2025-10-00", "2025-1-1", "02025-01-01",
    "2025-01-02T00:00:00Z", "2025-01-02t00:00:00z", "2025-01-02T23:59:59+23:59", "2025-01-02T23:59:59-23:59", "2025-01-02T00:00:00+24:00",
    "2025-01-02T00:00:00-00:00", "2025-01-02T00:00:00.000Z", "2025-01-02T00:00:00.Z", "2025-01-02T00:00:00.001Z", "2025-01-02T24:00:00Z",
    "2025-01-02T00:00:60Z", "1899-12-31T23:30:00-01:00", "3000-01-01T00:30:00+01:00", "1900-01-01T00:00:00Z", "2999-12-31T23:59:59Z",
    "2024-02-29T12:00:00Z", "2025-02-29T12:00:00Z",
    "P1Y6M", "P2W3D", "P01M", "P0M1D", "P1200M", "P1201M", "P100Y", "P36600D", "P36601D", "P", "PM", "P0M", "P1D1M", "p1m", "P1WD",
    "PT0S", "PT1H", "PT1H30M5S", "PT90M", "PT00M", "PT1S1H", "PT", "P1DT1H", "PT878400H", "PT878401H", "3162240000", "3162240001", "0003600", "-PT1H",
    "00:00-24:00", "21:00-07:00", "24:00-08:00", "00:00-24:01", "08:00-08:00", "8:00-9:00", "saturday", "none", "none sunday", "sunday  monday", "sunday sunday",
    "UTC", "Europe/Kyiv", "Etc/GMT+3", "America/Argentina/Buenos_Aires", "Europe//Kyiv", "EUR", "USD", "XXX", "EURO",
    "vps-1 vps-2", "vps-1  vps-2 ", "vps-1\tvps-2", "vps-2", "availability", "availability response", "ticket", "incident", "subscription",
    "day", "calendar_month", "balance", "discount", "floor", "half_up", "1 hour", "  1 hour\n ", "2 < 3", "account.units above 1",
)


class Library:
    """What the library accepts."""

    def __init__(self, path: str):
        self.calls = ctypes.CDLL(path)
        self.calls.redress_vocabulary_get.restype = ctypes.c_char_p
        self.calls.redress_vocabulary_count.restype = ctypes.c_int64

    def book(self, rules: bytes) -> ctypes.c_void_p | None:
        book = ctypes.c_void_p()
        status = self.calls.redress_book_parse(ctypes.byref(book), rules, ctypes.c_int64(len(rules)), None)
        return book if status == 0 else None

    def accepts_rules(self, rules: bytes) -> bool:
        book = self.book(rules)
        self.calls.redress_book_free(book)
        return book is not None

    def accepts_folder(self, files: dict[str, bytes]) -> bool:
        book = ctypes.c_void_p()
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                pathlib.Path(folder, name).write_bytes(text)
            status = self.calls.redress_book_load(ctypes.byref(book), folder.encode(), None)
        self.calls.redress_book_free(book)
        return status == 0

    def accepts_case(self, case: bytes, book: ctypes.c_void_p) -> bool:
        facts, statement = ctypes.c_void_p(), ctypes.c_void_p()
        status = self.calls.redress_case_parse(ctypes.byref(facts), case, ctypes.c_int64(len(case)), None)
        if status == 0:
            status = self.calls.redress_settle_without_steps(ctypes.byref(statement), book, facts, None)
        self.calls.redress_statement_free(statement)
        self.calls.redress_case_free(facts)
        return status == 0

    def vocabulary(self, part: str) -> dict[tuple[str, str], tuple[str, str, str]]:
        """How the text of each field of each record is read."""
        def get(i: int, name: bytes) -> str:
            return self.calls.redress_vocabulary_get(ctypes.c_int64(i), name).decode()

        rows = [i for i in range(self.calls.redress_vocabulary_count()) if get(i, b"part") == part]
        return {(get(i, b"record"), get(i, b"field")): (get(i, b"type"), get(i, b"values"), get(i, b"sign")) for i in rows}


class Schema:
    """What xmllint accepts with a schema."""

    def __init__(self, path: pathlib.Path):
        self.path = path

    def accepted(self, documents: dict[str, bytes]) -> set[str]:
        """The keys of those that are accepted; one process for all of them."""
        with tempfile.TemporaryDirectory() as folder:
            keys = {f"{i}.xml": key for i, key in enumerate(documents)}
            for name, key in keys.items():
                pathlib.Path(folder, name).write_bytes(documents[key])
            run = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", self.path.resolve(), *keys], cwd=folder,
                                 capture_output=True, text=True, check=False)
        if "failed to compile" in run.stderr:
            sys.exit(f"{self.path} is no schema:\n{run.stderr}")
        return {keys[name] for name in re.findall(r"^(\d+\.xml) validates$", run.stderr, re.M)}


# --- changing documents one place at a time ---

def parsed(xml: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(xml)


def written(root: ElementTree.Element) -> bytes:
    """Without prefixes, which the library does not read."""
    name_space = root.tag[1:].partition("}")[0]
    ElementTree.register_namespace("", name_space)
    return ElementTree.tostring(root, encoding="utf-8")


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def mutations(xml: bytes, vocabulary) -> dict[str, bytes]:
    """Each element taken away, doubled, renamed, put inside its like, given text and put under the root; each attribute of
    the first element of a kind taken away, renamed, and given other values."""
    root = parsed(xml)
    out = {}

    def add(name: str, path: int, change) -> None:
        tree = copy.deepcopy(root)
        elements = list(tree.iter())
        parents = {child: parent for parent in elements for child in parent}
        change(elements[path], parents.get(elements[path]), tree)
        out[f"{path} {local(elements[path])}: {name}"] = written(tree)

    def set_attributes(name: str, path: int, element: ElementTree.Element, attributes: dict[str, str]) -> None:
        kept = dict(element.attrib)
        element.attrib.clear()
        element.attrib.update(attributes)
        out[f"{path} {local(element)}: {name}"] = written(root)
        element.attrib.clear()
        element.attrib.update(kept)

    seen = set()
    for path, element in enumerate(list(root.iter())):
        if path > 0:
            add("taken away", path, lambda e, parent, _: parent.remove(e))
            add("twice", path, lambda e, parent, _: parent.append(copy.deepcopy(e)))
            add("moved to the end", path, lambda e, parent, _: (parent.remove(e), parent.append(e)))
            add("under the root", path, lambda e, _, tree: tree.append(copy.deepcopy(e)))
        add("renamed", path, lambda e, *_: setattr(e, "tag", e.tag + "x"))
        add("inside its like", path, lambda e, *_: e.append(copy.deepcopy(e)))
        add("white space inside", path, lambda e, *_: setattr(e, "text", " \n\t"))
        add("text inside", path, lambda e, *_: setattr(e, "text", "text"))
        for attribute, right in dict(element.attrib).items():
            field = (local(element), attribute)
            kind = vocabulary.get(field, field)
            if field in seen:
                continue
            others = {a: v for a, v in element.attrib.items() if a != attribute}
            set_attributes(f"without {attribute}", path, element, others)
            set_attributes(f"{attribute} renamed", path, element, {**others, attribute + "x": right})
            for value in FEW_VALUES + (() if kind in seen else MORE_VALUES):
                set_attributes(f"{attribute}={value[:70]!r}", path, element, {**others, attribute: value})
            seen.update((field, kind))
    return out


class Checker:
    def __init__(self, command: str, library: Library, root: pathlib.Path):
        self.command = command
        self.library = library
        self.root = root
        self.failures = 0
        self.schemas = {part: Schema(root / f"abi/{part}.xsd") for part in ("rules", "case", "statement")}

    def fail(self, message: str) -> None:
        self.failures += 1
        print(f"FAILED: {message}")

    def printed(self, *arguments: str) -> str:
        return subprocess.run([self.command, "schema", *arguments], capture_output=True, text=True, check=True).stdout

    def current(self) -> None:
        for part, schema in self.schemas.items():
            if schema.path.read_text(encoding="utf-8") != self.printed(part):
                self.fail(f"write it anew: redress schema {part} > abi/{part}.xsd")

    def files(self, pattern: str) -> dict[str, bytes]:
        found = {str(p.relative_to(self.root)): p.read_bytes() for p in sorted(self.root.glob(pattern))}
        if not found:
            self.fail(f"there is no {pattern}")
        return found

    def agreement(self, cases: Schema) -> None:
        """Of the packs and samples, with the schema of cases that knows the declared facts of all packs."""
        book = ctypes.c_void_p()
        if self.library.calls.redress_book_load(ctypes.byref(book), str(self.root / "rules").encode(), None) != 0:
            return self.fail("the rules can't be loaded")
        accepted = {
            "rules/**/*.xml": (self.schemas["rules"], lambda rules: True),  # they were loaded as one book
            "samples/*/*.case.xml": (cases, lambda case: self.library.accepts_case(case, book)),
            "samples/*/*.statement.xml": (self.schemas["statement"], lambda statement: True),
        }
        for pattern, (schema, library) in accepted.items():
            documents = self.files(pattern)
            valid = schema.accepted(documents)
            settled = {name for name, xml in documents.items() if library(xml)}
            for name in settled - valid:
                self.fail(f"the schema refuses {name}, which is right")
            print(f"{pattern}: {len(documents)}, accepted by both {len(settled & valid)}, refused by both "
                  f"{len(documents) - len(settled | valid)}, refused by the library alone {len(valid - settled)}")
        self.library.calls.redress_book_free(book)

    def broken(self, what: str, base: bytes, table, schema: Schema, library=None) -> None:
        text = base.decode("utf-8")
        documents = {}
        for name, old, new in table:
            if old not in text:
                self.fail(f"{what}, {name}: the base has no {old!r}")
            if name in documents:
                self.fail(f"{what}, {name}: stands twice")
            documents[name] = text.replace(old, new, 1).encode("utf-8")
        valid = schema.accepted({"the base": base, **documents})
        if "the base" not in valid or (library is not None and not library(base)):
            self.fail(f"{what}: the base is refused")
        for name in documents:
            if name in valid:
                self.fail(f"{what}, {name}: the schema accepts it")
            if library is not None and library(documents[name]):
                self.fail(f"{what}, {name}: the library accepts it")
        print(f"broken {what}: {len(documents)}, refused by {'the schema' if library is None else 'both'}")

    def mutated(self, what: str, base: bytes, part: str, schema: Schema, library) -> None:
        documents = mutations(base, self.library.vocabulary(part))
        valid = schema.accepted(documents)
        settled = {name for name, xml in documents.items() if library(xml)}
        for name in sorted(settled - valid):
            self.fail(f"{what}, {name}: the schema refuses it, the library does not")
        refused = len(documents) - len(settled)
        print(f"changed {what}: {len(documents)}, refused by the library {refused}, of them by the schema {len(documents) - len(valid)}")

    def complete(self, what: str, base: bytes, part: str) -> None:
        """That the base shows every field, so that every one is mutated."""
        shown = {(local(element), attribute) for element in parsed(base).iter() for attribute in element.attrib}
        for record, field in sorted(self.library.vocabulary(part).keys() - shown):
            if field != "xmlns":
                self.fail(f"{what} has no {record}.{field}")


def pack(root: pathlib.Path, name: str) -> bytes:
    packs = (root / "tests/rules/packs.h").read_text(encoding="utf-8")
    return re.search(name + r'\s*=\s*R"xml\((.*?)\)xml"', packs, re.S)[1].encode("utf-8")


def main(command: str, library_path: str, root_path: str) -> int:
    root = pathlib.Path(root_path).resolve()
    library = Library(str(pathlib.Path(library_path).resolve()))
    checker = Checker(str(pathlib.Path(command).resolve()), library, root)
    rules, calendar = pack(root, "fullest_pack"), pack(root, "fullest_calendar")
    case = (root / "tests/schema/full.case.xml").read_bytes()
    statement = (root / "samples/ua_hosting/worked_example.statement.xml").read_bytes()
    book = library.book(rules)
    with tempfile.TemporaryDirectory() as scratch:
        def cases_of(rules_path: pathlib.Path, name: str) -> Schema:
            path = pathlib.Path(scratch, f"{name}.xsd")
            path.write_text(checker.printed("case", "--rules", str(rules_path)), encoding="utf-8")
            return Schema(path)

        pathlib.Path(scratch, "full.xml").write_bytes(rules)
        cases = cases_of(pathlib.Path(scratch, "full.xml"), "full")
        accepts_case = lambda xml: library.accepts_case(xml, book)
        checker.current()
        checker.complete("full.case.xml", case, "case")
        checker.agreement(cases_of(root / "rules", "all"))
        checker.broken("rules", rules, corpus.RULES, checker.schemas["rules"], library.accepts_rules)
        checker.broken("cases", case, corpus.CASE, cases, accepts_case)
        checker.broken("statements", statement, corpus.STATEMENT, checker.schemas["statement"])
        checker.mutated("rules", rules, "rules", checker.schemas["rules"], library.accepts_rules)
        checker.broken("calendars", calendar, corpus.CALENDAR, checker.schemas["rules"],
                       lambda xml: library.accepts_folder({"sla.xml": pack(root, "pack_with_calendar"), "calendar.xml": xml}))
        checker.mutated("cases", case, "case", cases, accepts_case)
    if checker.failures:
        print(f"{checker.failures} failures")
    return 1 if checker.failures else 0


sys.exit(main(*sys.argv[1:]))
