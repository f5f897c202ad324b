"""A month of cases, the same ones each time: the samples, over and over, each for another account; one in a thousand can't be settled."""

from __future__ import annotations

from typing import Iterator

import places
import redress


def cases(count: int) -> Iterator[tuple[str, str]]:
    """Names and cases in XML."""
    names = sorted(f"{path.parent.name}/{path.name.removesuffix('.statement.xml')}" for path in places.samples.glob("*/*.statement.xml"))
    texts = [redress.Case(places.sample(name)).xml.decode() for name in names]
    for number in range(count):
        text = texts[number % len(texts)].replace('<account id="', f'<account id="{number}-', 1)
        if number % 1000 == 500:
            text = text.replace('currency="', 'currency="?', 1)
        yield f"{names[number % len(names)]}/{number}", text
