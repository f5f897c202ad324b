"""What can go wrong, as exceptions."""

from __future__ import annotations

import reprlib
from enum import IntEnum


class Status(IntEnum):
    """The statuses of the library, by their names in redress_abi.h."""

    OK = 0
    INVALID_ARGUMENT = 1
    INVALID_XML = 2
    INVALID_RULES = 3
    INVALID_CASE = 4
    LIMIT_EXCEEDED = 5
    NOT_READABLE = 6
    OUT_OF_MEMORY = 7
    INTERNAL = 8


class RedressError(Exception):
    """The library refused a call. Where it is neither a RulesError nor a CaseError, the host or the library has a defect.

    `message` is one line, "file:line:column: what was found, what was expected". The place is given apart as well: `file`,
    `line` and `column`, which count from 1, `record` and `field`; of a record that a call added also its `id` and its `number` among
    those of its kind, from 1. Each is None where there is none.
    """

    def __init__(self, status: Status, message: str, file: str | None = None, line: int | None = None,
                 column: int | None = None, record: str | None = None, field: str | None = None,
                 id: str | None = None, number: int | None = None) -> None:
        super().__init__(status, message, file, line, column, record, field, id, number)  # what pickling keeps
        self.status = status
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.record = record
        self.field = field
        self.id = id
        self.number = number

    def __str__(self) -> str:
        return self.message


class RulesError(RedressError):
    """The rules are wrong or can't be read: keep the old book."""


class CaseError(RedressError):
    """The case is wrong: nothing was decided."""


class LibraryError(OSError):
    """The shared library can't be found or loaded, or is not the one that this package was written for."""


def wrong_type(value: object, expected: str, place: str | None = None) -> TypeError:
    """For what a host gives in the place of something else."""
    at = "" if place is None else f"{place}: "
    return TypeError(f"{at}{reprlib.repr(value)} is of type {type(value).__name__}: expected {expected}")
