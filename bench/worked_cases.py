"""Copies of a contract's worked example, each with an outage of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "rules/ua_hosting.xml"
AMOUNT = "21.72"  # that is granted for each, as the contract says


def worked_cases(count: int, first: int = 0) -> Iterator[str]:
    case = (ROOT / "samples/ua_hosting/worked_example.case.xml").read_text(encoding="utf-8")
    for number in range(first, first + count):
        yield case.replace('id="outage-1"', f'id="outage-{number}"').replace('incident="outage-1"', f'incident="outage-{number}"')
