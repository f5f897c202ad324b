"""The command for tables of cases in Parquet: settle them, replay an archive of them."""

from __future__ import annotations

import argparse
import contextlib
import sys
from typing import Any, ContextManager, Sequence

from . import parquet
from .book import Book
from .errors import LibraryError, RedressError
from .parquet import Progress

ALL_WELL, SOME_FAILED, NOTHING_DONE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Its exit status is 0 where every case was settled, or replayed to its statement; 1 where some were not, which it names; and 2
    where nothing was done."""
    given = _parser().parse_args(arguments)
    try:
        book = Book.load(given.rules, zone_directory=given.zones)
        with _bar(parquet.count(given.cases)) as bar:
            return int(given.run(given, book, bar.update if bar else None))
    except (RedressError, LibraryError, ImportError, ValueError, OSError) as error:  # pyarrow's own are ValueError or OSError
        print(f"redress: {error}", file=sys.stderr)
        return NOTHING_DONE


def _settle(given: argparse.Namespace, book: Book, progress: Progress | None) -> int:
    extras = [name for name in ("steps", "xml") if getattr(given, name)]
    refused = 0
    for one in parquet.settle(book, given.cases, given.answers, columns=given.columns, extras=extras, threads=given.jobs,
                              progress=progress):
        print(f"{one.name}: {one.message}", file=sys.stderr)
        refused += 1
    print(f"{parquet.count(given.answers) - refused} settled, {refused} refused", file=sys.stderr)
    return SOME_FAILED if refused else ALL_WELL


def _replay(given: argparse.Namespace, book: Book, progress: Progress | None) -> int:
    passed = failed = other_provenance = 0
    for one in parquet.replay(book, given.cases, statement=given.statement, columns=given.columns, steps=not given.no_steps,
                              threads=given.jobs, progress=progress):
        other_provenance += one.other_provenance
        if one.message:
            print(f"{one.name}: {one.message}")
            failed += 1
        else:
            passed += 1
    if other_provenance:
        print("redress: note: some archived statements were computed by another version of the library or of the time zone data",
              file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return ALL_WELL if passed and not failed else SOME_FAILED


def _bar(total: int) -> ContextManager[Any]:
    """A bar on a terminal, where there is tqdm."""
    try:
        from tqdm import tqdm  # type: ignore[import]
    except ImportError:
        return contextlib.nullcontext()
    bar: ContextManager[Any] = tqdm(total=total, unit=" cases", disable=None)
    return bar


def _names(text: str) -> list[str]:
    return text.split(",")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m redress", description="Settles tables of cases in Parquet, and replays archives of them. See docs/batches.md.",
        epilog="Exit status: 0 all is well, 1 some cases were refused or differ, 2 nothing was done.", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    settle = commands.add_parser("settle", help="writes the answers to a table of cases", allow_abbrev=False)
    settle.add_argument("cases", metavar="CASES", help="a Parquet file, or a folder of them")
    settle.add_argument("answers", metavar="ANSWERS", help="the Parquet file to write, a row for each case")
    settle.add_argument("--steps", action="store_true", help="with the explanations")
    settle.add_argument("--xml", action="store_true", help="with the statements, whole")
    settle.set_defaults(run=_settle)
    replay = commands.add_parser("replay", help="settles an archive again and compares the statements", allow_abbrev=False)
    replay.add_argument("cases", metavar="ARCHIVE", help="a Parquet file, or a folder of them")
    replay.add_argument("--statement", metavar="COLUMN", default="statement", help="the archived statements [statement]")
    replay.add_argument("--no-steps", action="store_true", help="the archived statements have no explanations")
    replay.set_defaults(run=_replay)
    for one in (settle, replay):
        one.add_argument("--rules", metavar="RULES", required=True, help="file or folder of rules")
        one.add_argument("--zones", metavar="FOLDER", help="compiled time zone files, instead of the system's")
        one.add_argument("--columns", metavar="NAME,...", type=_names, help="only these columns make the cases [all]")
        one.add_argument("--jobs", metavar="THREADS", type=int, default=0, help="threads; all cores unless it is given")
    return parser
