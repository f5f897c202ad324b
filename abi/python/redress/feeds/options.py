"""Importers by name, with their options.

What the contract decides is an option without a default. An importer's signature says which options there are, of what type, and
which values they can have; the command asks for the same ones.
"""

from __future__ import annotations

import functools
import inspect
import types
import typing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, Literal, ParamSpec, Tuple, Union
from zoneinfo import ZoneInfo

from .errors import OptionError, RowError, listed, nearest
from .model import Report
from .moments import instant, read_instant

P = ParamSpec("P")
Words = Tuple[str, ...]

# What an option that is not one of a few words is written as.
_WRITTEN: dict[Any, str] = {
    str: "a text", ZoneInfo: "a time zone such as Europe/Kyiv", timedelta: "seconds", Words: "words, with commas in between",
    datetime: "a time such as 2026-03-01T00:00:00Z"}


@dataclass(frozen=True)
class Option:
    name: str
    kind: Any  # str, ZoneInfo, timedelta, datetime, Words, or Literal[...]
    required: bool
    doc: str

    @property
    def values(self) -> tuple[str, ...]:
        """Which it can have, where these are a few words."""
        return typing.get_args(self.kind) if typing.get_origin(self.kind) is Literal else ()

    @property
    def expected(self) -> str:
        return listed(self.values) if self.values else _WRITTEN.get(self.kind, f"a {self.kind.__name__}")

    def read(self, text: str) -> Any:
        """What a text on the command line means."""
        try:
            if self.kind is ZoneInfo:
                return ZoneInfo(text)
            if self.kind is timedelta:
                return timedelta(seconds=int(text))
            if self.kind is datetime:
                return instant(read_instant(text))
            if self.kind is Words:
                return tuple(word.strip() for word in text.split(",") if word.strip())
        except (RowError, ValueError, OSError, KeyError, OverflowError):
            raise OptionError(f"option {self.name!r} is {text!r}: expected {self.expected}") from None
        return text

    def check(self, importer: str, value: Any) -> None:
        if value is None and not self.required:
            return
        kind = tuple if self.kind is Words else self.kind
        right = value in self.values if self.values else isinstance(value, kind)
        if isinstance(value, datetime):
            right = value.utcoffset() is not None
        if isinstance(value, timedelta):
            right = value > timedelta(0)
        if not right:
            hint = nearest(value, self.values) if isinstance(value, str) else ""
            raise OptionError(f"{importer}: option {self.name!r} is {value!r}: expected {self.expected}{hint}")


@dataclass(frozen=True)
class Importer:
    name: str
    doc: str
    read: Callable[..., Report]
    options: tuple[Option, ...]


IMPORTERS: dict[str, Importer] = {}


def importer(name: str) -> Callable[[Callable[P, Report]], Callable[P, Report]]:
    """Gives a function the name by which the command knows it, and checks its options before it runs."""

    def registered(read: Callable[P, Report]) -> Callable[P, Report]:
        options = _options(read)
        known = {option.name: option for option in options}

        @functools.wraps(read)
        def checked(*arguments: P.args, **given: P.kwargs) -> Report:
            for word in given:
                if word not in known and word != "name":
                    raise OptionError(f"{name}: there is no option {word!r}{nearest(word, known)}")
            for option in options:
                if option.name in given:
                    option.check(name, given[option.name])
                elif option.required:
                    raise OptionError(f"{name}: option {option.name!r} is missing, {option.doc}: {option.expected}")
            return read(*arguments, **given)

        IMPORTERS[name] = Importer(name, (read.__doc__ or "").strip(), checked, options)
        return checked

    return registered


def _options(read: Callable[..., Report]) -> tuple[Option, ...]:
    hints = typing.get_type_hints(read, include_extras=True)
    result = []
    for parameter in inspect.signature(read).parameters.values():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY or parameter.name == "name":
            continue
        kind, doc = typing.get_args(hints[parameter.name])
        if typing.get_origin(kind) in (Union, types.UnionType):  # an option that may be left out
            [kind] = [part for part in typing.get_args(kind) if part is not type(None)]
        result.append(Option(parameter.name, kind, parameter.default is inspect.Parameter.empty, doc))
    return tuple(result)
