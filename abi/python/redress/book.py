"""Books of rules."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Iterable

from ._library import Handle, library
from .batch import Answers, ArrowArray, ArrowStream, settle_batch
from .case import Case, Facts
from .errors import RedressError, RulesError, Status, wrong_type
from .statement import Statement, read_statement
from .values import XML, Xml, utf8_of
from ._vocabulary import DeclaredFact, declared_fact


@dataclass(frozen=True, kw_only=True)
class Sla:
    """A version of an SLA in a book."""

    sla: str
    title: str
    currency: str | None  # None for any
    timezone: str
    effective_from: date
    effective_to: date | None  # exclusive
    digest: str
    file: str | None


def path_of(path: str | os.PathLike[str]) -> bytes:
    name = os.fsencode(path)
    if b"\0" in name:  # C would read what stands before it
        raise RulesError(Status.NOT_READABLE, f"{path!r} is no path: it holds a NUL")
    return name


SYSTEM_ZONES = "/usr/share/zoneinfo"  # where the library looks when it is told nothing


def zones_of(directory: str | os.PathLike[str] | None) -> bytes | None:
    """What the library is told: where nothing is wanted and the system has no zones, the folder of the package tzdata."""
    if directory is None and not os.path.exists(os.path.join(SYSTEM_ZONES, "UTC")):
        package = importlib.util.find_spec("tzdata")
        if package is not None and package.submodule_search_locations:
            directory = os.path.join(package.submodule_search_locations[0], "zoneinfo")
    return None if directory is None else path_of(directory)


class Book:
    """Rules, compiled. Immutable: load it once and share it among all threads. A fork's child can use it as well,
    where no thread was in a call at that moment."""

    def __init__(self, handle: Handle) -> None:
        """For Book.load and Book.parse."""
        self._library = library()
        self._handle: Handle | None = handle

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, zone_directory: str | os.PathLike[str] | None = None) -> Book:
        """The rules of a file, or of every *.xml below a folder. Their time zones are read from `zone_directory`; where it is None from
        the system's /usr/share/zoneinfo, or where there are none from PyPI's package tzdata."""
        return cls(library().new_book("redress_book_load_with_zones", path_of(path), zones_of(zone_directory)))

    @classmethod
    def parse(cls, xml: Xml, *, zone_directory: str | os.PathLike[str] | None = None) -> Book:
        """The rules of one SLA from memory."""
        if not isinstance(xml, XML):
            raise wrong_type(xml, "rules as XML, in a str or bytes")
        encoded = utf8_of(xml, RulesError)
        return cls(library().new_book("redress_book_parse_with_zones", encoded, len(encoded), zones_of(zone_directory)))

    def settle(self, case: Case | Facts, steps: bool = True) -> Statement:
        """Decides what is due. `case` is a Case, which stays usable, or what a Case is made of. Without steps the statement
        does not explain itself, and is made faster; everything else is the same."""
        book = self._opened()
        if isinstance(case, Case):
            return read_statement(self._library, case._settled(book, steps))
        with Case(case) as made:
            return read_statement(self._library, made._settled(book, steps))

    def settle_batch(self, cases: ArrowStream | ArrowArray, *, extras: Iterable[str] = (), threads: int = 0) -> Answers:
        """Decides many cases at once: a table whose column `case` has them as XML, or that has a column for each record, as a struct
        or a list of structs; with `case_id`, if you like. It gives a row for each case, in their order, with its decisions, credits,
        adjustments and charges as lists; a case that settle() refuses is a row that says why. `extras` adds "steps" and "xml", the
        statement whole. That many threads settle at once, 0 for as many as the machine runs; no result depends on it."""
        return settle_batch(self._library, self._opened(), cases, extras, threads)

    @property
    def slas(self) -> tuple[Sla, ...]:
        """The SLAs, one for each version, by id and effective_from."""
        handle, calls = self._opened(), self._library.calls

        def row(index: int) -> Sla:
            def get(field: bytes) -> str:
                return os.fsdecode(calls.redress_book_get(handle.pointer, index, field))  # the file is whatever bytes it has

            effective_to = get(b"effective_to")
            return Sla(sla=get(b"sla"), title=get(b"title"), currency=get(b"currency") or None, timezone=get(b"timezone"),
                       effective_from=date.fromisoformat(get(b"effective_from")),
                       effective_to=date.fromisoformat(effective_to) if effective_to else None,
                       digest=get(b"digest"), file=get(b"file") or None)

        return tuple(row(index) for index in range(calls.redress_book_count(handle.pointer)))

    @property
    def facts(self) -> tuple[DeclaredFact, ...]:
        """The facts that the rules declare beyond the vocabulary."""
        handle, calls = self._opened(), self._library.calls

        def row(index: int) -> DeclaredFact:
            return declared_fact(lambda name: str(calls.redress_book_fact_get(handle.pointer, index, name.encode()), "utf-8"))

        return tuple(row(index) for index in range(calls.redress_book_fact_count(handle.pointer)))

    def close(self) -> None:
        """Frees it as soon as no thread is settling with it, rather than when nothing refers to it."""
        self._handle = None

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a Book can't be pickled or copied: share it among threads, load it in each process")

    def _opened(self) -> Handle:
        handle = self._handle
        if handle is None:
            raise RedressError(Status.INVALID_ARGUMENT, "the book is closed")
        return handle
