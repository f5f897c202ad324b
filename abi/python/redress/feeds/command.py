"""The command: a feed in, cases or credits out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Sequence

from ..book import Book
from ..errors import LibraryError, RedressError
from .cases import make_cases
from .errors import FeedError, OptionError
from .mapping import CaseMapping, read_mapping
from .model import Outage, Report
from .options import IMPORTERS, Importer, Option
from .table import Table
from .writers import write_arrow, write_credits, write_lines, write_rows, write_xml
from .zabbix import compare_sli

ALL_USED, SOME_REFUSED, FAILED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Its exit status is 0 where every row of the feed was used, 1 where some were refused, which standard error names, and 2
    where nothing was written."""
    given = _parser().parse_args(arguments)
    try:
        return _run(given, IMPORTERS[given.importer])
    except (FeedError, RedressError, LibraryError) as error:
        print(f"redress-feeds: {error}", file=sys.stderr)
        return FAILED
    except OSError as error:
        print(f"redress-feeds: {error.filename}: {error.strerror}", file=sys.stderr)
        return FAILED


def _run(given: argparse.Namespace, importer: Importer) -> int:
    mapping = read_mapping(Path(given.mapping), _pairs(given.case)) if given.mapping else None
    report = importer.read(_feed(given.file), name="standard input" if given.file == "-" else Path(given.file).name,
                           **_options(given, importer, mapping))
    for hole in report.holes:
        print(f"{hole.subject}: not known from {hole.start:%Y-%m-%dT%H:%M:%SZ} "
              + (f"to {hole.end:%Y-%m-%dT%H:%M:%SZ}" if hole.end else "on"), file=sys.stderr)
    if given.sli:
        _compare(given.sli, report, mapping)
    if mapping is None:
        if given.cases or given.lines or given.arrow or given.settle:
            raise OptionError("option 'mapping' is missing, whose each monitor is: a file, see docs/feeds.md")
        write_rows(report.rows, sys.stdout)
        return _told(report)
    if given.lines == "-" and given.settle:
        raise OptionError("options 'lines' and 'settle' can't both be for standard output")
    made = make_cases(report, mapping)
    if given.cases:
        write_xml(made.cases, Path(given.cases))
    if given.arrow:
        write_arrow(made.cases, Path(given.arrow))
    if given.lines == "-":
        write_lines(made.cases, sys.stdout)
    elif given.lines:
        with open(given.lines, "w", encoding="utf-8") as out:
            write_lines(made.cases, out)
    if given.settle:
        write_credits(made.cases, Book.load(given.settle), sys.stdout)
    for row in made.later:
        print(f"{row.sources[0]}: it begins after as_of, and is for a later case" if row.sources else "", file=sys.stderr)
    for refused in made.unassigned:
        print(f"{refused.source}: a part is nobody's: {refused.reason}", file=sys.stderr)
    return max(_told(made.report), SOME_REFUSED if made.unassigned else ALL_USED)


def _told(report: Report) -> int:
    for refused in report.refused:
        print(f"refused: {refused}", file=sys.stderr)
    used, refused_count = len(report.used), len(report.refused)
    print(f"{used + refused_count} rows read, {used} used, {refused_count} refused", file=sys.stderr)
    return SOME_REFUSED if report.refused else ALL_USED


def _compare(path: str, report: Report, mapping: CaseMapping | None) -> None:
    services = mapping.services if mapping else {}
    if not services:
        raise OptionError("services is missing in the mapping: of which hosts each service of Zabbix consists")
    outages = [row for row in report.rows if isinstance(row, Outage)]
    for one in compare_sli(_feed(path), outages, services, name=Path(path).name):
        print(f"service {one.service} from {one.start:%Y-%m-%dT%H:%M:%SZ}: Zabbix counts {one.zabbix} down, the events "
              f"{one.outages}", file=sys.stderr)


def _feed(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def _pairs(given: Sequence[str]) -> dict[str, str]:
    pairs = dict(pair.partition("=")[::2] for pair in given)
    if "" in pairs or not all(pairs.values()):
        raise OptionError("option 'case' is a field and its value, such as as_of=2026-04-01T00:00:00Z")
    return pairs


def _options(given: argparse.Namespace, importer: Importer, mapping: CaseMapping | None) -> dict[str, Any]:
    """Those that were given; the importer says which ones are missing."""
    options: dict[str, Any] = {}
    for option in importer.options:
        if option.kind is Table:
            if mapping is None or mapping.table is None:
                raise OptionError(f"{importer.name}: option 'mapping' is missing, with a 'table' in it")
            options[option.name] = mapping.table
        elif getattr(given, option.name) is not None:
            options[option.name] = option.read(getattr(given, option.name))
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="redress-feeds", description="Makes cases, or credits at once, of what other tools export. See docs/feeds.md.",
        epilog="Exit status: 0 every row was used, 1 some were refused, 2 nothing was written.", allow_abbrev=False)
    feeds = parser.add_subparsers(dest="importer", required=True, metavar="FEED")
    for importer in IMPORTERS.values():
        one = feeds.add_parser(importer.name, help=importer.doc, description=importer.doc, allow_abbrev=False)
        one.add_argument("file", metavar="FILE", help="the feed; - is standard input")
        for option in importer.options:
            if option.kind is not Table:
                one.add_argument(_flag(option), dest=option.name, metavar="|".join(option.values) or "VALUE",
                                 help=f"{option.doc}: {option.expected}" + ("" if option.required else " [may be left out]"))
        one.add_argument("--mapping", metavar="FILE", help="whose each monitor is; without it the rows are printed as they are")
        one.add_argument("--case", metavar="FIELD=VALUE", action="append", default=[], help="a field of the cases, such as as_of")
        one.add_argument("--cases", metavar="FOLDER", help="writes a case.xml for each customer")
        one.add_argument("--lines", metavar="FILE", help="writes a case a line, in JSON; - is standard output")
        one.add_argument("--arrow", metavar="FILE", help="writes an Arrow table; needs pyarrow")
        one.add_argument("--settle", metavar="RULES", help="settles the cases with a file or folder of rules, and prints the credits")
        one.add_argument("--sli", metavar="FILE", help="compares with an answer of sla.getsli" if importer.name == "zabbix"
                         else argparse.SUPPRESS)
    return parser


def _flag(option: Option) -> str:
    return "--" + option.name.replace("_", "-")
