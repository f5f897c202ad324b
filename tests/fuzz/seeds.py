#!/usr/bin/env python3
"""Writes what fuzzing starts from: seeds made from rules/, samples/ and zone files, and the dictionaries.

    seeds.py FOLDER

FOLDER/TARGET gets the seeds of each target, far more than is worth keeping: corpus.sh keeps those that reach something
new. The dictionaries in tests/fuzz/dictionaries are replaced.
"""

import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

FUZZ = pathlib.Path(__file__).resolve().parent
ROOT = FUZZ.parent.parent
SCHEMA = "{http://www.w3.org/2001/XMLSchema}"

FORMULA_WORDS = """if then else or and not is below above at least most one of known unknown yes no
    min max abs floor ceil round date days working_days half_up half_even half_down up down ceiling floor
    second minute hour hours day weeks working month months year % EUR UAH ( ) , . + - * / ' ( / else
    case account subscription claim incident subject window level failures change share vip deadline notice
    individual_terms impact surcharge downtime_limit plan""".split()


def without_prose(xml: str) -> str:
    """An XML document without comments, the indentation, and the words that only people read."""
    xml = re.sub(r"<!--.*?-->", "", xml, flags=re.S)
    xml = re.sub(r"(<reading\b[^>]*>)[^<]*(</reading>)", r"\1r\2", xml)
    xml = re.sub(r"(<source\b[^>]*>)[^<]*(</source>)", r"\1s\2", xml)
    xml = re.sub(r'\b(says|title|doc)="[^"]*"', r'\1="x"', xml)
    return re.sub(r"\s*\n\s*", "\n", xml).strip() + "\n"


def setter_program(case: ElementTree.Element) -> str:
    """The calls that build a case, in the language of setters.h."""
    lines = [f"{name}={value}" for name, value in case.attrib.items()]
    for record in case:
        lines.append("+" + record.tag.split("}")[1])
        lines.extend(f"{name}={value}" for name, value in record.attrib.items())
    return "\n".join([*lines, "x", "?"])


def handle_programs() -> list[bytes]:
    """Calls of handles.h by their numbers: each row is one life of a book, a case and a statement."""
    new_book, free_book, parse, new_case, free_case, settle, settle_short = range(7)
    read, free_statement, change, write, look, error, look_at_error = range(7, 14)
    book_1, case_1, statement_1, text_1, text_2, text_3 = 1, 4, 16, 64, 128, 192
    return [bytes(row) for row in (
        (new_book, 0, parse, 0, settle, 0, read, 0, free_book, 0, free_case, 0, read, 0, free_statement, 0),
        (error, 0, new_book, text_1, parse, text_1, settle_short, 0, look_at_error, 0, settle, statement_1, read, statement_1),
        (error, 0, new_book, text_2, look_at_error, 0, new_book, text_3, look_at_error, 0, look, text_1),
        (new_book, 0, new_case, 0, change, 0, change, text_3, write, 0, settle, 0, read, 0),
        (new_book, book_1, parse, case_1, settle, book_1 + case_1, change, case_1, settle, book_1 + case_1 + statement_1,
         read, statement_1, read, 0, write, case_1),
        (settle, 0, settle_short, 0, read, 0, write, 0, change, 0, look, 0, look_at_error, 0, free_book, 0, free_case, 0),
        (new_book, 0, parse, text_2, error, 0, settle, 0, look_at_error, 0, parse, text_3, look_at_error, 0, error, 0),
    )]


def zone_files() -> list[bytes]:
    """Compiled with few changes: what is left is the yearly rule, of every kind that there is."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["zic", "-b", "slim", "-d", folder, "/usr/share/zoneinfo/tzdata.zi"], check=True)
        return [path.read_bytes() for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file()]


def seeds() -> dict[str, list[bytes]]:
    # One text is a book of its own here, without the calendars beside it.
    rules = [re.sub(r' use="[^"]*"', "", without_prose(path.read_text())) for path in sorted((ROOT / "rules").glob("*.xml"))]
    formulas = {value.replace("&lt;", "<") for xml in rules for element in ElementTree.fromstring(xml).iter()
                for value in element.attrib.values() if " " in value}
    cases = {path: path.read_text() for path in sorted((ROOT / "samples").glob("*/*.case.xml"))}
    settled = [xml for path, xml in cases.items() if path.with_name(path.name.replace(".case.", ".statement.")).exists()]
    return {
        "rules": [xml.encode() for xml in rules],
        "case": [without_prose(xml).encode() for xml in cases.values()],
        "expression": [formula.encode() for formula in sorted(formulas)],
        "setters": [setter_program(ElementTree.fromstring(xml)).encode() for xml in settled],
        "handles": handle_programs(),
        "zone": zone_files(),
    }


def names_of(schema: str) -> set[str]:
    """Elements, attributes and listed values of a schema."""
    tree = ElementTree.parse(ROOT / "abi" / schema)
    names = {node.get("name") for tag in ("element", "attribute") for node in tree.iter(SCHEMA + tag)}
    return {name for name in names | {node.get("value") for node in tree.iter(SCHEMA + "enumeration")} if name}


def write_dictionary(target: str, words: set[str]) -> None:
    lines = ['"' + "".join(c if c not in '"\\' else "\\" + c for c in word) + '"\n' for word in sorted(words)]
    (FUZZ / "dictionaries").mkdir(exist_ok=True)
    (FUZZ / "dictionaries" / f"{target}.dict").write_text("".join(lines))


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for target, inputs in seeds().items():
        folder = pathlib.Path(sys.argv[1]) / target
        folder.mkdir(parents=True, exist_ok=True)
        for text in inputs:
            (folder / hashlib.sha1(text).hexdigest()).write_bytes(text)
    markup = {'="', '"/>', "</", "<!--", "-->", "<![CDATA[", "]]>", "<?xml", "&amp;", "&#x41;", "&quot;"}
    facts = names_of("case.xsd")
    values = {"P1M", "PT1H", "2026-03-01T00:00:00Z", "+02:00", "25%", "0.5", "EUR", "UAH", "yes", "no"}
    write_dictionary("rules", names_of("rules.xsd") | markup | set(FORMULA_WORDS))
    write_dictionary("case", facts | markup | values)
    write_dictionary("expression", facts | set(FORMULA_WORDS))
    write_dictionary("setters", facts | values)


if __name__ == "__main__":
    main()
