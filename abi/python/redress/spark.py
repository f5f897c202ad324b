"""Cases settled by Spark, with nothing but mapInArrow:

    settle = redress.spark.settle("rules")
    answers = cases.mapInArrow(settle, settle.schema)
    decisions = answers.selectExpr("case_id", "currency", "inline(decision)")

What a task gives depends on its cases and the rules alone, and every credit has an id that follows from them: a task that is tried again,
or runs twice, gives the same rows.
"""

from __future__ import annotations

import functools
import os
import tempfile
from pathlib import Path
from typing import Any, Iterable, Iterator

from .book import Book
from .optional import needed

_Files = tuple[tuple[str, bytes], ...]


def settle(rules: str | os.PathLike[str], *, extras: Iterable[str] = (),
           zone_directory: str | os.PathLike[str] | None = None) -> Settle:
    """What DataFrame.mapInArrow takes, with the rules of a file, or of every *.xml below a folder. They are read and checked here, and go
    along with the function: the workers need this package, and no files. The columns of the data frame are those that
    Book.settle_batch takes, those of the result are `.schema`: a row for each case. `extras` adds "steps" and "xml". Time zones are
    those of each worker's system, or of its `zone_directory`; a row says their version."""
    words = (extras,) if isinstance(extras, str) else tuple(extras)
    zones = None if zone_directory is None else os.fspath(zone_directory)
    arrow = _arrow_schema(Book.load(rules, zone_directory=zone_directory), words)
    return Settle(_files_of(Path(rules)), words, zones, arrow)


class Settle:
    """For settle()."""

    def __init__(self, rules: _Files, extras: tuple[str, ...], zones: str | None, arrow: Any) -> None:
        self._rules = rules
        self._extras = extras
        self._zones = zones
        self._arrow = arrow

    @property
    def schema(self) -> Any:
        """The columns of the result, as a pyspark.sql.types.StructType."""
        return needed("pyspark.sql.pandas.types", "redress.spark", "spark").from_arrow_schema(self._arrow)

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """The answers to batches of cases, pyarrow.RecordBatches both. One thread: Spark runs a task for each core."""
        pyarrow = needed("pyarrow", "redress.spark", "spark")
        rest = iter(batches)
        first = next(rest, None)
        if first is None:
            return  # a partition without rows has no columns either
        cases = pyarrow.RecordBatchReader.from_batches(first.schema, _after(first, rest))
        book = _book(self._rules, self._zones)
        for answers in pyarrow.RecordBatchReader.from_stream(book.settle_batch(cases, extras=self._extras, threads=1)):
            yield answers.cast(self._arrow)


def _after(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _files_of(rules: Path) -> _Files:
    """The files that Book.load reads, with their names in the folder."""
    if not rules.is_dir():
        return ((rules.name, rules.read_bytes()),)
    return tuple((path.relative_to(rules).as_posix(), path.read_bytes()) for path in sorted(rules.rglob("*.xml")))


@functools.lru_cache(maxsize=4)
def _book(rules: _Files, zones: str | None) -> Book:
    """The book of these rules: a worker loads it once, for all of its tasks."""
    with tempfile.TemporaryDirectory(prefix="redress-rules-") as folder:
        for name, text in rules:
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        return Book.load(folder, zone_directory=zones)


def _arrow_schema(book: Book, extras: tuple[str, ...]) -> Any:
    """The columns of answers, with the units of time that Spark has."""
    pyarrow = needed("pyarrow", "redress.spark", "spark")
    nothing = pyarrow.table({"case": pyarrow.array([], pyarrow.string())})
    given = pyarrow.RecordBatchReader.from_stream(book.settle_batch(nothing, extras=extras)).schema
    return pyarrow.schema([_in_microseconds(pyarrow, field) for field in given])


def _in_microseconds(pyarrow: Any, field: Any) -> Any:
    kind = field.type
    if pyarrow.types.is_timestamp(kind):
        kind = pyarrow.timestamp("us", kind.tz)
    elif pyarrow.types.is_duration(kind):
        kind = pyarrow.duration("us")
    elif pyarrow.types.is_list(kind):
        kind = pyarrow.list_(_in_microseconds(pyarrow, kind.value_field))
    elif pyarrow.types.is_struct(kind):
        kind = pyarrow.struct([_in_microseconds(pyarrow, part) for part in kind])
    return field.with_type(kind)
