"""What all records of a case have in common."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import ClassVar, Iterator, Mapping

from .errors import wrong_type
from .values import Value


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record of a case. A field that is None is left out: it is not known, or has its default.

    `additional` holds the facts that the rules declare beyond the vocabulary (`Book.facts`).
    """

    record: ClassVar[str]
    additional: Mapping[str, Value | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.additional, Mapping):
            raise wrong_type(self.additional, "a dict of facts", f"{self.record}.additional")

    def facts(self) -> Iterator[tuple[str, Value | None]]:
        """Its fields, by their names in the vocabulary; one that Python has as a word of its own ends in `_` here, as `from_`."""
        for one in dataclasses.fields(self):
            if one.name != "additional":
                yield one.name.removesuffix("_"), getattr(self, one.name)
        yield from self.additional.items()
