"""Tables of cases in Parquet, for who archives them and who audits the archive. A path is a file, or a folder of them as Spark writes it.

The command `python3 -m redress` does the same.
"""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator, Sequence, Union

from .book import Book
from .optional import needed

FilePath = Union[str, "os.PathLike[str]"]
Progress = Callable[[int], object]
"""Is told how many cases were done since it was told before, such as the `update` of a tqdm bar."""

_ROWS = 8_192  # read at a time


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A case that can't be settled."""

    row: int  # from 1
    case_id: str | None
    message: str  # what is wrong, and where: the line of its XML, or the record with its id and number

    @property
    def name(self) -> str:
        return f"row {self.row}" if self.case_id is None else self.case_id


@dataclass(frozen=True, kw_only=True)
class Replayed(Refused):
    """A case of an archive, settled again; of one with the archived statement, the message is empty."""

    other_provenance: bool = False  # the archived statement is of another version of the library or of the time zones


def count(cases: FilePath) -> int:
    """How many cases a table has."""
    return int(_dataset(cases).count_rows())


def settle(book: Book, cases: FilePath, answers: FilePath, *, columns: Sequence[str] | None = None, extras: Iterable[str] = (),
           threads: int = 0, progress: Progress | None = None) -> Iterator[Refused]:
    """Writes what Book.settle_batch gives for a table, or for these `columns` of it, into a file, and gives the cases that can't be
    settled. The file is there when the last one was given, or it is not there."""
    parquet = needed("pyarrow.parquet", "a table in Parquet", "arrow")
    pyarrow = needed("pyarrow", "a table in Parquet", "arrow")
    source = _dataset(cases).scanner(columns=columns, batch_size=_ROWS).to_reader()
    given = pyarrow.RecordBatchReader.from_stream(book.settle_batch(source, extras=extras, threads=threads))
    unfinished = Path(f"{os.fspath(answers)}.unfinished")
    row = 0
    try:
        with parquet.ParquetWriter(unfinished, given.schema) as out:
            for batch in given:
                out.write_batch(batch)
                yield from _refused(batch, row)
                row += batch.num_rows
                if progress:
                    progress(batch.num_rows)
        os.replace(unfinished, answers)
    finally:
        unfinished.unlink(missing_ok=True)


def replay(book: Book, cases: FilePath, *, statement: str = "statement", columns: Sequence[str] | None = None, steps: bool = True,
           threads: int = 0, progress: Progress | None = None) -> Iterator[Replayed]:
    """Settles the cases of an archive again and compares each statement with the one archived in the column `statement`, byte for
    byte but for the line that says which version of the library and of the time zones made it. `steps` says whether the archived ones
    have theirs. Gives each row, with the first difference as its message."""
    pyarrow = needed("pyarrow", "a table in Parquet", "arrow")
    archive = _dataset(cases)
    if statement not in archive.schema.names:
        raise ValueError(f"the table has no column {statement!r} with archived statements: it has {', '.join(archive.schema.names)}")
    names = [name for name in (archive.schema.names if columns is None else columns) if name != statement]
    archived: deque[Any] = deque()

    def without_statements() -> Iterator[Any]:
        for batch in archive.scanner(columns=[*names, statement], batch_size=_ROWS).to_reader():
            archived.extend(batch.column(statement))
            yield batch.select(names)

    schema = pyarrow.schema([archive.schema.field(name) for name in names])
    source = pyarrow.RecordBatchReader.from_batches(schema, without_statements())
    given = book.settle_batch(source, extras=("steps", "xml") if steps else ("xml",), threads=threads)
    row = 0
    for batch in pyarrow.RecordBatchReader.from_stream(given):
        refused = {one.row: one.message for one in _refused(batch, row)}
        for case_id, xml in zip(batch.column("case_id").to_pylist(), batch.column("xml")):
            row += 1
            expected = _bytes(archived.popleft())
            if row in refused:
                yield Replayed(row=row, case_id=case_id, message=refused[row])
            elif expected is None:
                yield Replayed(row=row, case_id=case_id, message="no statement is archived")
            else:
                found = _bytes(xml) or b""
                yield Replayed(row=row, case_id=case_id, message=_difference(expected, found),
                               other_provenance=_provenance(expected) != _provenance(found))
        if progress:
            progress(batch.num_rows)


def _dataset(path: FilePath) -> Any:
    return needed("pyarrow.dataset", "a table in Parquet", "arrow").dataset(os.fspath(path), format="parquet")


def _refused(batch: Any, rows_before: int) -> Iterator[Refused]:
    columns = (batch.column(name).to_pylist() for name in ("status", "case_id", "message"))
    for row, (status, case_id, message) in enumerate(zip(*columns), rows_before + 1):
        if status != "ok":
            yield Refused(row=row, case_id=case_id, message=message)


def _bytes(scalar: Any) -> bytes | None:
    value = scalar.as_py()
    return value.encode() if isinstance(value, str) else value


def _provenance(statement: bytes) -> bytes | None:
    return next((line for line in statement.splitlines() if line.lstrip().startswith(b"<provenance ")), None)


def _difference(expected: bytes, found: bytes) -> str:
    """The first line that differs, but for the provenance; empty where none does."""
    if expected == found:
        return ""
    lines = [text.split(b"\n") for text in (expected, found)]
    for text in lines:
        at = next((at for at, line in enumerate(text) if line.lstrip().startswith(b"<provenance ")), None)
        if at is not None:
            text[at] = b""
    for number in range(max(map(len, lines))):
        a, b = (text[number] if number < len(text) else None for text in lines)
        if a != b:
            return f"line {number + 1}: expected {_shown(a, b)}, found {_shown(b, a)}"
    return ""


def _shown(line: bytes | None, other: bytes | None) -> str:
    """A line from shortly before where it differs."""
    if line is None:
        return "the end"
    same = len(os.path.commonprefix([line, other or b""]))
    begin = max(same - 16, 0)
    text = line[begin:same + 40].decode("utf-8", "replace").strip()
    return (("…" if begin else "") + text + ("…" if same + 40 < len(line) else "")) or "an empty line"
