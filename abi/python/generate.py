#!/usr/bin/env python3
"""Writes redress/records.py and redress/results.py from the vocabulary of the library.

  generate.py LIBRARY
"""

import keyword
import sys
import textwrap
from pathlib import Path

import redress

PACKAGE = Path(__file__).with_name("redress")
LINE_MAX = 120

CASE_TYPES = {"text": "Text", "id": "Text", "reference": "Text", "references": "References", "token": "Token",
              "count": "Count", "number": "Number", "ratio": "Number", "money": "Number", "instant": "Instant",
              "date": "Date", "duration": "Duration", "span": "Span", "flag": "Flag"}
STATEMENT_TYPES = {"text": "str", "id": "str", "reference": "str", "token": "str", "count": "int", "number": "Fraction",
                   "money": "Decimal", "instant": "datetime", "date": "date", "duration": "timedelta", "flag": "bool"}
# Tokens that a host decides by are enumerations. A step's kind is not: new ones may come, and nothing depends on them.
ENUMERATIONS = {"Outcome": ("What became of a promise.", ("decision", "outcome")),
                "Remedy": ("How a credit is applied.", ("decision", "remedy"))}
# Its text is an instant or a date.
EITHER = ("decision", "answer_by")
# The two that stand for the whole: redress.Statement has the fields of the one, and the other ones as its parts.
WHOLE = "statement"

RECORDS_HEADER = '''"""The records of a case, by the names of the vocabulary.

Written by generate.py from the vocabulary of the library. redress.Case is the whole case; Case here is its record `case`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .record import Record
from .values import {types}
'''
RESULTS_HEADER = '''"""The records of a statement, by the names of the vocabulary.

Written by generate.py from the vocabulary of the library.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
'''


def class_name(record: str) -> str:
    return "".join(word.capitalize() for word in record.split("_"))


def sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def comment(text: str) -> list[str]:
    return textwrap.wrap(sentence(text), LINE_MAX, initial_indent="    # ", subsequent_indent="    # ")


def docstring(text: str) -> str:
    return f'    """{sentence(text)}"""'


def by_record(part: str) -> dict[str, list[redress.VocabularyField]]:
    records: dict[str, list[redress.VocabularyField]] = {}
    for row in redress.vocabulary():
        if row.part == part:
            records.setdefault(row.record, []).append(row)
    return records


def field_name(row: redress.VocabularyField) -> str:
    return row.field + "_" if keyword.iskeyword(row.field) else row.field


def case_field(row: redress.VocabularyField) -> list[str]:
    notes = [row.doc]
    if row.values:
        notes.append("One of " + ", ".join(row.values) + ".")
    if row.default is not None:
        notes.append(f"By default {row.default}.")
    absent = "" if row.presence == "required" else " | None = None"
    return [*comment(" ".join(notes)), f"    {field_name(row)}: {CASE_TYPES[row.type]}{absent}"]


def records() -> str:
    vocabulary = by_record("case")
    used = {CASE_TYPES[row.type] for rows in vocabulary.values() for row in rows}
    blocks = [RECORDS_HEADER.format(types=", ".join(sorted(used)))]
    for record, rows in vocabulary.items():
        lines = ["@dataclass(frozen=True, kw_only=True)", f"class {class_name(record)}(Record):",
                 docstring(rows[0].record_doc), "", f'    record: ClassVar[str] = "{record}"']
        blocks.append("\n".join(lines + [line for row in rows for line in case_field(row)]) + "\n")
    return "\n\n".join(blocks)


def enumeration(name: str, doc: str, values: tuple[str, ...]) -> str:
    members = [f'    {value.upper()} = "{value}"' for value in values]
    return "\n".join([f"class {name}(str, Enum):", docstring(doc), "", *members, "",
                      "    def __str__(self) -> str:", "        return str(self.value)"]) + "\n"


def statement_type(row: redress.VocabularyField, enumerations: dict[tuple[str, ...], str]) -> str:
    if (row.record, row.field) == EITHER:
        return "datetime | date"
    if row.values in enumerations:
        return enumerations[row.values]
    # A set with more than an enumeration: what that lacks is a text.
    for values, name in enumerations.items():
        if set(values) < set(row.values):
            return f"{name} | str"
    return STATEMENT_TYPES[row.type]


def results() -> str:
    vocabulary = by_record("statement")
    blocks = [RESULTS_HEADER]
    enumerations: dict[tuple[str, ...], str] = {}
    for name, (doc, place) in ENUMERATIONS.items():
        values = next(row.values for row in vocabulary[place[0]] if row.field == place[1])
        enumerations[values] = name
        blocks.append(enumeration(name, doc, values))
    for record, rows in vocabulary.items():
        if record == WHOLE:
            continue
        lines = ["@dataclass(frozen=True, kw_only=True)", f"class {class_name(record)}:", docstring(rows[0].record_doc), ""]
        for row in rows:
            absent = "" if row.presence == "always" else " | None"
            assert not keyword.iskeyword(row.field), row.field
            lines += [*comment(row.doc), f"    {row.field}: {statement_type(row, enumerations)}{absent}"]
        blocks.append("\n".join(lines) + "\n")
    return "\n\n".join(blocks)


def main(library: str) -> None:
    redress.library(library)
    (PACKAGE / "records.py").write_text(records(), encoding="utf-8")
    (PACKAGE / "results.py").write_text(results(), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
