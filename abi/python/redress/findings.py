"""Reviews of rules, for those who write them: all that is wrong, and what is doubtful."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from ._library import Handle, library
from .book import path_of, zones_of
from .errors import RulesError, wrong_type
from .values import XML, Xml, utf8_of


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A fault or a warning."""

    severity: str  # error or warning
    code: str  # of an error the name of its status; of a warning its code, as docs/warnings.md has it
    file: str | None
    line: int | None  # from 1
    column: int | None  # in characters from 1
    record: str | None  # the element of the rules
    field: str | None  # the attribute
    message: str
    source: str | None  # the line, as written


def review(path: str | os.PathLike[str], *, zone_directory: str | os.PathLike[str] | None = None) -> tuple[Finding, ...]:
    """What is wrong and doubtful in a file of rules, or in every *.xml below a folder, in the order of files and lines."""
    return _findings("redress_review_load", path_of(path), zones_of(zone_directory))


def review_text(xml: Xml, *, zone_directory: str | os.PathLike[str] | None = None) -> tuple[Finding, ...]:
    """The same of the rules of one SLA from memory."""
    if not isinstance(xml, XML):
        raise wrong_type(xml, "rules as XML, in a str or bytes")
    encoded = utf8_of(xml, RulesError)
    return _findings("redress_review_parse", encoded, len(encoded), zones_of(zone_directory))


def _findings(call: str, *arguments: Any) -> tuple[Finding, ...]:
    made = library().new_review(call, *arguments)
    return tuple(_finding(made, index) for index in range(library().calls.redress_review_count(made.pointer)))


def _finding(made: Handle, index: int) -> Finding:
    def get(field: bytes) -> str:
        return os.fsdecode(library().calls.redress_review_get(made.pointer, index, field))  # the file is whatever bytes it has

    line, column = get(b"line"), get(b"column")
    return Finding(severity=get(b"severity"), code=get(b"code"), file=get(b"file") or None, line=int(line) if line else None,
                   column=int(column) if column else None, record=get(b"record") or None, field=get(b"field") or None,
                   message=get(b"message"), source=get(b"source") or None)
