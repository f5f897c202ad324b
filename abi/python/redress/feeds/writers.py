"""Cases on their way out: XML files, JSON lines, an Arrow table; or settled at once, the credits as CSV."""

from __future__ import annotations

import csv
import dataclasses
import importlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Iterable, TextIO
from urllib.parse import quote

from ..book import Book
from ..case import Case
from ..values import text_of
from .cases import CustomerCase
from .errors import FeedError
from .model import Row

CREDIT_COLUMNS = ("account", "subscription", "guarantee", "window_start", "outcome", "amount", "currency", "remedy", "reason",
                  "sentence", "refused_rows")


def write_xml(cases: Iterable[CustomerCase], folder: Path) -> None:
    """A file for each case, called by its id; canonical, and checked as a whole by the library."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        with Case(case.records) as made:
            (folder / f"{quote(case.id, safe='')}.case.xml").write_bytes(made.xml)


def facts_of(case: CustomerCase) -> dict[str, list[dict[str, str]]]:
    """The records of a case as texts: what redress.Case takes as a dict."""
    facts: dict[str, list[dict[str, str]]] = {}
    for record in case.records:
        fields = {name: text_of(value, None) for name, value in record.facts() if value is not None}
        facts.setdefault(record.record, []).append(fields)
    return facts


def write_lines(cases: Iterable[CustomerCase], out: TextIO) -> None:
    """A case a line, in JSON."""
    for case in cases:
        print(json.dumps(facts_of(case), ensure_ascii=False), file=out)


def arrow_table(cases: Iterable[CustomerCase]) -> Any:
    """A pyarrow.Table with a row for each record of each case: `case`, `record`, and a column for each field that one has.
    Times are timestamps in UTC, lists are lists of texts, all else is text: amounts stay exact."""
    pyarrow = _pyarrow()
    rows = [{"case": case.id, "record": record.record,
             **{name: _column(value) for name, value in record.facts() if value is not None}}
            for case in cases for record in case.records]
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {}
    for name in names:
        values = [row.get(name) for row in rows]
        kinds: set[type] = {type(value) for value in values if value is not None}
        if kinds == {datetime}:
            columns[name] = pyarrow.array(values, pyarrow.timestamp("s", tz="UTC"))
        elif kinds == {list}:
            columns[name] = pyarrow.array(values, pyarrow.list_(pyarrow.string()))
        else:
            columns[name] = pyarrow.array([None if value is None else text_of(value, None) for value in values], pyarrow.string())
    return pyarrow.table(columns)


def _pyarrow() -> Any:
    try:
        return importlib.import_module("pyarrow")
    except ImportError:
        raise FeedError("an Arrow table needs pyarrow: pip install pyarrow") from None


def _column(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def write_arrow(cases: Iterable[CustomerCase], path: Path) -> None:
    """As a file of Arrow's format."""
    table = arrow_table(cases)
    with _pyarrow().ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table)


def write_credits(cases: Iterable[CustomerCase], book: Book, out: TextIO) -> None:
    """Settles each case, and writes what was decided of each promise, and how many rows about the customer were refused: where there
    are some, nothing is decided for good."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CREDIT_COLUMNS)
    for case in cases:
        statement = book.settle(case.records, steps=False)
        for decision in statement.decisions:
            start = decision.window_start
            writer.writerow((case.account, decision.subscription, decision.guarantee or "", start.isoformat() if start else "",
                             decision.outcome, decision.amount, statement.currency, decision.remedy or "", decision.reason,
                             decision.sentence, len(case.refused)))


def write_rows(rows: Iterable[Row], out: TextIO) -> None:
    """What the feed gave, before it is anybody's: a row a line, in JSON."""
    for row in rows:
        fields = {one.name: getattr(row, one.name) for one in dataclasses.fields(row)}
        fields["sources"] = [str(source) for source in row.sources]
        texts = {name: value if isinstance(value, (str, list)) else text_of(value, None)
                 for name, value in fields.items() if value is not None}
        print(json.dumps({"row": type(row).__name__.lower(), **texts}, ensure_ascii=False), file=out)
