"""The names of all facts and results, with what is known of each: enough to build a form."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Callable

from ._library import library


@dataclass(frozen=True, kw_only=True)
class VocabularyField:
    """A field of a record, or an attribute of an element of the rules. See redress_vocabulary_get in redress_abi.h."""

    part: str  # case, formula, statement or rules
    record: str
    field: str
    type: str
    presence: str
    default: str | None
    values: tuple[str, ...]  # the set of a token; the range of a whole number
    refers_to: str | None  # the record whose id a reference names
    sign: str
    doc: str
    # Of the record or element, the same for all its fields.
    record_doc: str
    parents: tuple[str, ...]
    occurs: str | None  # not given for formulas
    key: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class DeclaredFact:
    """A fact that the rules of a book declare beyond the vocabulary. See redress_book_fact_get in redress_abi.h."""

    record: str
    field: str
    type: str
    presence: str
    default: str | None
    values: tuple[str, ...]
    sign: str
    doc: str


@functools.cache
def vocabulary() -> tuple[VocabularyField, ...]:
    """Every field that a case may carry, that formulas may name, or that a statement has, and every attribute of rules."""
    calls = library().calls
    return tuple(_field(lambda name, row=row: calls.redress_vocabulary_get(row, name.encode()).decode())  # type: ignore[misc]
                 for row in range(calls.redress_vocabulary_count()))


def _field(get: Callable[[str], str]) -> VocabularyField:
    return VocabularyField(
        part=get("part"), record=get("record"), field=get("field"), type=get("type"), presence=get("presence"),
        default=get("default") or None, values=tuple(get("values").split()), refers_to=get("refers_to") or None,
        sign=get("sign"), doc=get("doc"), record_doc=get("record_doc"), parents=tuple(get("parents").split()),
        occurs=get("occurs") or None, key=tuple(get("key").split()), text=get("text"))


def declared_fact(get: Callable[[str], str]) -> DeclaredFact:
    """What `get` gives by the names of redress_book_fact_get."""
    return DeclaredFact(
        record=get("record"), field=get("field"), type=get("type"), presence=get("presence"),
        default=get("default") or None, values=tuple(get("values").split()), sign=get("sign"), doc=get("doc"))


@functools.cache
def case_types() -> dict[tuple[str, str], str]:
    """The type of each field of each record that a case may carry."""
    return {(row.record, row.field): row.type for row in vocabulary() if row.part == "case"}


@functools.cache
def case_records() -> frozenset[str]:
    """The records that a case may carry."""
    return frozenset(record for record, _ in case_types())
