"""What can be wrong with a feed, from a single row to the whole of it."""

from __future__ import annotations

import difflib
import functools
from typing import Iterable


class FeedError(ValueError):
    """The feed as a whole can't be read, or the mapping can't."""


class OptionError(FeedError):
    """An option is missing, or has a value that it can't have."""


class RowError(ValueError):
    """A row can't be used. It becomes a Refused of the report."""


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint at the nearest known name, or nothing."""
    return _nearest(name, frozenset(known))


@functools.lru_cache(maxsize=1024)  # the same wrong name may stand in every row
def _nearest(name: str, known: frozenset[str]) -> str:
    names = difflib.get_close_matches(name, sorted(known), 1)
    return f"; did you mean {names[0]!r}?" if names else ""


def listed(values: Iterable[str]) -> str:
    return " or ".join(values)
