"""What the peers in Python share: the cases, the time down, and the measuring."""

import csv
import itertools
import sys
import time
from typing import NamedTuple

TIERS = (("0.9990", "0.02"), ("0.9950", "0.05"), ("0.9900", "0.10"), ("0.9500", "0.25"))  # the availability, and its rate
LAST_RATE, NO_BREACH = "0.40", "0.9995"


class Case(NamedTuple):
    start: int
    end: int
    price: str
    outages: list
    maintenance: list


def read_cases(path):
    with open(path, newline="") as file:
        for _, group in itertools.groupby(csv.DictReader(file), key=lambda row: row["case"]):
            stretches = {"month": [], "outage": [], "maintenance": []}
            for row in group:
                stretches[row["record"]].append((int(row["start"]), int(row["end"])))
                if row["record"] == "month":
                    price = row["price"]
            yield Case(*stretches["month"][0], price, stretches["outage"], stretches["maintenance"])


def union(stretches):
    joined = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def seconds_down(case):
    outages = union((max(s, case.start), min(e, case.end)) for s, e in case.outages if s < case.end and e > case.start)
    maintenance = union(case.maintenance)
    return sum(end - start - sum(max(0, min(end, e) - max(start, s)) for s, e in maintenance) for start, end in outages)


def rate(settle_all, decisions, seconds):
    """Decisions a second of processor time, over at least that many seconds."""
    began, rounds = time.process_time(), 0
    while (spent := time.process_time() - began) < seconds:
        settle_all()
        rounds += 1
    return rounds * decisions / spent


def measure_all(name, kind, lacks, settle_all, copies=1):
    """settle_all() returns the amounts in minor units in the order of the cases, of all cases once for each copy."""
    amounts = settle_all()
    first = amounts[:len(amounts) // copies]
    if amounts != first * copies:
        sys.exit(f"{name}: copies of a case have different amounts")
    rate(settle_all, len(amounts), 1)
    print(name, kind, round(rate(settle_all, len(amounts), 2)), lacks, ",".join(map(str, first)), sep="\t", flush=True)


def measure(name, kind, lacks, settle, cases):
    measure_all(name, kind, lacks, lambda: [settle(case) for case in cases])


def arguments():
    """The cases of the file that the command line names."""
    return list(read_cases(sys.argv[1]))
