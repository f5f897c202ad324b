"""Tables of any shape, by a mapping that says which column is what: CSV, or a list of objects in JSON."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from .errors import FeedError, RowError, listed, nearest
from .model import Report, Source
from .moments import LocalTime, Moment, read_instant
from .options import importer
from .reading import Collection, Fields, identifier, parsed
from .stretches import FavourIfNeeded

SHIFTS = ("earlier", "later")
DUPLICATES = ("once", "refuse")
# The fields that a row of each kind can have; * is required.
ROWS = {
    "outage": "*monitor *start end id kind cause component severity",
    "work": "*monitor *start *end id announced",
    "ticket": "*customer *id *opened first_response resolved priority channel",
    "pause": "*customer *ticket *start end reason",
}
TIMES = ("start", "end", "announced", "opened", "first_response", "resolved")


# --- cells ---

@dataclass(frozen=True)
class Money:
    """How amounts are written, by the example of 1234.56: `$1,234.56`, `1.234,56 EUR`, `1234.56`."""

    example: str
    pattern: re.Pattern[str]
    thousands: str
    decimal: str

    @classmethod
    def like(cls, example: str) -> Money:
        shape = re.fullmatch(r"(\D*)1(\D?)234(?:(\D)56)?(\D*)", example)
        if shape is None or (shape[2] and shape[2] == shape[3]):
            raise RowError(f"money is {example!r}: expected 1234.56 or 1234 as amounts are written, such as $1,234.56")
        before, thousands, decimal, after = (part or "" for part in shape.groups())
        whole = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+" if thousands else r"\d+"
        fraction = rf"(?:{re.escape(decimal)}\d+)?" if decimal else ""
        pattern = re.compile(rf"{re.escape(before)}((?:{whole}){fraction}){re.escape(after)}", re.ASCII)
        return cls(example, pattern, thousands, decimal)

    def read(self, text: str) -> Decimal:
        match = self.pattern.fullmatch(text)
        if match is None:
            raise RowError(f"{text!r} is no amount: expected one like {self.example}")
        plain = match[1].replace(self.thousands, "") if self.thousands else match[1]
        return Decimal(plain.replace(self.decimal, ".") if self.decimal else plain)


@dataclass(frozen=True)
class Cell:
    """Where the value of a field is found in a row, and how it is read."""

    columns: tuple[str, ...] = ()
    value: str | None = None
    words: Mapping[str, str] | None = None
    money: Money | None = None
    time: Callable[[str], Moment] | None = None
    separator: str | None = None
    left_out_if_empty: bool = False

    def read(self, row: Fields) -> Any:
        """A text, an amount, a moment or a list of texts; None where it is empty and may be."""
        if self.value is not None:
            return self.value
        texts = [row.scalar(column) for column in self.columns]
        where = " and ".join(self.columns)
        if not all(texts):
            if self.left_out_if_empty and not any(texts):
                return None
            raise RowError(f"{where} is empty")
        try:
            return self._value(texts)
        except RowError as error:
            raise RowError(f"{where}: {error}") from None

    def _value(self, texts: list[str]) -> Any:
        if len(texts) > 1:
            return identifier(*texts)
        [text] = texts
        if self.words is not None:
            if text not in self.words:
                raise RowError(f"{text!r} is not among the words of the mapping{nearest(text, self.words)}")
            return self.words[text]
        if self.money is not None:
            return self.money.read(text)
        if self.time is not None:
            return self.time(text)
        if self.separator is not None:
            return tuple(part.strip() for part in text.split(self.separator) if part.strip())
        return text


def read_cell(fields: Fields, name: str, is_time: bool) -> Cell:
    """Of a mapping: the name of a column, or an object that says how it is read."""
    try:
        spec = fields.fields(name)
    except RowError:
        spec = Fields({"column": fields.text(name)}, fields.source, name)
    spec.only("column", "columns", "value", "words", "money", "time", "separator", "empty")
    columns = tuple(str(column) for column in spec.values("columns")) or ((spec.text("column"),) if spec.has("column") else ())
    value = spec.optional_text("value")
    if (value is None) == (not columns):
        raise RowError(f"{name}: expected a column, columns or a value, and one of them only")
    if spec.has("empty"):
        spec.word("empty", ("left_out",))
    words = None
    if spec.has("words"):
        given = spec.fields("words")
        words = {word: given.text(word) for word in given.names()}
    time = _time(spec) if spec.has("time") or is_time else None
    return Cell(columns=columns, value=value, words=words, money=Money.like(spec.text("money")) if spec.has("money") else None,
                time=time, separator=spec.optional_text("separator"), left_out_if_empty=spec.has("empty"))


def _time(spec: Fields) -> Callable[[str], Moment]:
    if not spec.has("time"):
        raise RowError("a time: how it is written is missing: expected \"time\" with \"zone\" and, unless it is ISO 8601, "
                       "\"format\"; or \"time\": {\"zone\": \"offset\"} where each has an offset from UTC")
    how = spec.fields("time")
    how.only("zone", "format", "twice", "skipped")
    key = how.text("zone")
    if key == "offset":
        how.only("zone")
        return read_instant
    try:
        zone = ZoneInfo(key)
    except (ValueError, OSError, KeyError):
        raise RowError(f"zone is {key!r}: there is no such time zone") from None
    twice, skipped = (how.word(name, SHIFTS) if how.has(name) else None for name in ("twice", "skipped"))
    return LocalTime(zone, twice, skipped, how.optional_text("format")).read  # type: ignore[arg-type]


# --- a table ---

@dataclass(frozen=True)
class Table:
    """How a table is read: its cells by the fields that they become, and what it is as a file."""

    cells: Mapping[str, Cell]
    ignored_columns: frozenset[str]
    duplicates: str | None
    delimiter: str
    encoding: str
    list_name: str | None

    @classmethod
    def of(cls, fields: Fields, known: Iterable[str], is_time: Callable[[str], bool]) -> Table:
        """Of a mapping."""
        names, given = tuple(known), fields.fields("fields")
        given.only(*names)
        return cls(cells={name: read_cell(given, name, is_time(name)) for name in given.names()},
                   ignored_columns=frozenset(str(column) for column in fields.values("ignored_columns")),
                   duplicates=fields.word("duplicates", DUPLICATES) if fields.has("duplicates") else None,
                   delimiter=fields.optional_text("delimiter") or ",", encoding=fields.optional_text("encoding") or "utf-8-sig",
                   list_name=fields.optional_text("list"))

    KEYS = ("fields", "ignored_columns", "duplicates", "delimiter", "encoding", "list")

    def check_columns(self, columns: Iterable[str], name: str) -> None:
        """Each column is used or ignored by name, so that none is overlooked that came later or was misspelt."""
        there = list(columns)
        used = {column for cell in self.cells.values() for column in cell.columns}
        for column in sorted(used | self.ignored_columns):
            if column not in there:
                raise FeedError(f"{name} has no column {column!r}{nearest(column, there)}")
        for column in there:
            if column not in used and column not in self.ignored_columns:
                raise FeedError(f"{name}: the mapping does not say what the column {column!r} is: name it in a field, or among "
                                "ignored_columns")
            if there.count(column) > 1:
                raise FeedError(f"{name} has the column {column!r} twice")


def read_rows_mapping(fields: Fields) -> Table:
    """The part of a mapping that says what the rows of a feed are."""
    fields.only(*Table.KEYS)
    known = [f"{kind}.{field.lstrip('*')}" for kind, names in ROWS.items() for field in names.split()]
    table = Table.of(fields, known, lambda name: name.partition(".")[2] in TIMES)
    kinds = {name.partition(".")[0] for name in table.cells}
    if len(kinds) != 1:
        raise RowError(f"fields are of {listed(sorted(kinds)) or 'nothing'}: expected those of one of {', '.join(ROWS)}")
    [kind] = kinds
    for field in ROWS[kind].split():
        if field.startswith("*") and f"{kind}.{field[1:]}" not in table.cells:
            raise RowError(f"fields has no {kind}.{field[1:]}")
    if table.duplicates is None:
        raise RowError("duplicates is missing: once, where a row that is there twice counts once; or refuse")
    return table


def csv_rows(text: str | bytes, table: Table, name: str) -> list[tuple[Source, Any]]:
    """Each row of a CSV with its place."""
    try:
        decoded = text.decode(table.encoding) if isinstance(text, bytes) else text
        reader = csv.DictReader(io.StringIO(decoded, newline=""), delimiter=table.delimiter, strict=True)
        table.check_columns(reader.fieldnames or (), name)
        # A row that is too long has its rest under None, one that is too short has None in its place.
        return [(Source(name, f"line {reader.line_num}"), row) for row in reader]
    except (csv.Error, LookupError, UnicodeError, TypeError) as error:
        raise FeedError(f"{name} is not CSV with the delimiter {table.delimiter!r} in {table.encoding}: {error}") from None


def checked_row(source: Source, row: Any) -> Fields:
    """A row of the right length."""
    if isinstance(row, dict) and None in row:
        raise RowError("it has more fields than the head has columns")
    if isinstance(row, dict) and source.place.startswith("line ") and None in row.values():
        raise RowError("it has fewer fields than the head has columns")
    return Fields(row, source)


Mapped = Annotated[Table, "what the columns are, the part 'table' of a mapping"]


@importer("csv")
def csv_table(text: str | bytes, *, name: str = "table.csv", table: Mapped, favour: FavourIfNeeded = None) -> Report:
    """Any CSV, by the mapping's `table`."""
    return _report(csv_rows(text, table, name), table, name, favour)


@importer("json")
def json_table(text: str | bytes, *, name: str = "table.json", table: Mapped, favour: FavourIfNeeded = None) -> Report:
    """Any list of objects in JSON, by the mapping's `table`."""
    value = parsed(text, name)
    for key in (table.list_name or "").split("."):
        value = value.get(key) if key and isinstance(value, dict) else value
    if not isinstance(value, list):
        raise FeedError(f"{name} has no list {table.list_name or 'at its top'}")
    columns = dict.fromkeys(str(key) for row in value if isinstance(row, dict) for key in row)
    table.check_columns(columns or {column for cell in table.cells.values() for column in cell.columns} | table.ignored_columns, name)
    place = table.list_name or ""
    return _report([(Source(name, f"{place}[{index}]"), row) for index, row in enumerate(value)], table, name, favour)


# --- rows ---

def _report(rows: list[tuple[Source, Any]], table: Table, name: str, favour: Any) -> Report:
    found = Collection(name, favour)
    kind = next(iter(table.cells)).partition(".")[0]
    read: list[tuple[Source, dict[str, Any]]] = []
    for source, value in rows:
        with found.reading(source):
            row = checked_row(source, value)
            found.about(source, str(table.cells[f"{kind}.{_subject_field(kind)}"].read(row)))
            read.append((source, {field.partition(".")[2]: cell.read(row) for field, cell in table.cells.items()}))
    continued = _Continued(read if kind == "outage" else ())
    for sources, values in _each_once(read, table.duplicates, found):
        refusal = continued.refusal(values)
        for source in sources:
            with found.reading(source):
                if refusal:
                    raise RowError(refusal)
        if not refusal:
            with found.reading(sources[0]):
                _add(found, kind, values, sources)
    return found.report()


def _each_once(read: list[tuple[Source, dict[str, Any]]], duplicates: str | None,
               found: Collection) -> list[tuple[tuple[Source, ...], dict[str, Any]]]:
    """Rows that say the same."""
    alike: defaultdict[tuple[Any, ...], list[tuple[Source, dict[str, Any]]]] = defaultdict(list)
    for source, values in read:
        alike[tuple(values.values())].append((source, values))
    result = []
    for same in alike.values():
        if duplicates == "refuse":
            for source, _ in same[1:]:
                found.refuse(source, f"{same[0][0].place} says the same")
            del same[1:]
        result.append((tuple(source for source, _ in same), same[0][1]))
    return result


class _Continued:
    """Why an outage without an end can't be taken to last: a row of its monitor has its end, or starts later."""

    def __init__(self, read: Iterable[tuple[Source, dict[str, Any]]]) -> None:
        self._ended: dict[tuple[str, Moment], Source] = {}
        self._last: dict[str, tuple[Moment, Source]] = {}
        for source, values in read:
            monitor, start = values["monitor"], values["start"]
            if values.get("end") is not None:
                self._ended.setdefault((monitor, start), source)
            if monitor not in self._last or start > self._last[monitor][0]:
                self._last[monitor] = (start, source)

    def refusal(self, values: dict[str, Any]) -> str:
        if values.get("monitor") not in self._last or values.get("end") is not None:
            return ""
        ended = self._ended.get((values["monitor"], values["start"]))
        if ended is not None:
            return f"it has no end, and {ended.place} has one for the same start"
        start, source = self._last[values["monitor"]]
        return f"it has no end, and {source.place} is a later outage of {values['monitor']!r}" if start > values["start"] else ""


def _add(found: Collection, kind: str, values: dict[str, Any], sources: tuple[Source, ...]) -> None:
    given = dict(values)
    if "id" in given:
        given["id"] = None if given["id"] is None else identifier(given["id"])
    subject = given.pop(_subject_field(kind))
    if kind == "outage":
        found.outage(subject, given.pop("start"), given.pop("end", None), sources=sources, **_given(given))
    elif kind == "work":
        found.work(subject, given.pop("start"), given.pop("end"), sources=sources, **_given(given))
    elif kind == "ticket":
        found.ticket(subject, given.pop("id"), given.pop("opened"), sources=sources, **_given(given))
    else:
        found.pause(subject, identifier(given.pop("ticket")), given.pop("start"), given.pop("end", None), sources=sources, **given)


def _subject_field(kind: str) -> str:
    return "monitor" if kind in ("outage", "work") else "customer"


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
