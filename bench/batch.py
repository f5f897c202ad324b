#!/usr/bin/env python3
"""Cases a second, one by one and in batches, and that the decisions are the same.

    batch.py LIBRARY [CASES]

Needs pyarrow. Settles copies of a contract's worked example, each with other ids, in one process on a quiet machine; the ratios are to
book.settle() without steps, as a host calls it.
"""

import resource
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "abi/python"))

import pyarrow  # noqa: E402
import redress  # noqa: E402


def main(library: str, count: str = "50000") -> None:
    redress.library(library)
    root = HERE.parent
    book = redress.Book.load(root / "rules/ua_hosting.xml")
    case = (root / "samples/ua_hosting/worked_example.case.xml").read_text(encoding="utf-8")
    cases = [case.replace('id="outage-1"', f'id="outage-{i}"').replace('incident="outage-1"', f'incident="outage-{i}"')
             for i in range(int(count))]
    table = pyarrow.table({"case": cases})

    def one_by_one(steps: bool) -> list[str]:
        return [str(decision.amount) for xml in cases for decision in book.settle(xml, steps=steps).decisions]

    def batch(threads: int, extras: str = "") -> list[str]:
        answers = pyarrow.RecordBatchReader.from_stream(book.settle_batch(table, threads=threads, extras=extras.split()))
        amounts: list[str] = []
        for rows in answers:
            decisions = rows.column("decision").flatten()
            amounts += [f"{amount:.2f}" for amount in decisions.field("amount").to_pylist()]
        return amounts

    ways = {
        "one by one": lambda: one_by_one(False),
        "one by one, with steps": lambda: one_by_one(True),
        "batch, 1 thread": lambda: batch(1),
        "batch, 2 threads": lambda: batch(2),
        "batch, 2 threads, with steps": lambda: batch(2, "steps"),
        "batch, 2 threads, with the statement": lambda: batch(2, "steps xml"),
    }
    base, expected = None, None
    print(f"{'way':<38} {'cases a second':>14} {'ratio':>6} {'MB at most':>10}")
    for name, way in ways.items():
        began = time.perf_counter()
        amounts = way()
        rate = len(cases) / (time.perf_counter() - began)
        base, expected = base or rate, expected or amounts
        if amounts != expected:
            sys.exit(f"{name}: other amounts")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:<38} {rate:>14,.0f} {rate / base:>6.1f} {peak:>10,.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
