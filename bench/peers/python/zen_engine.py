"""The standard case by the Zen engine: availability, ladder and credit by zen.json, the time down by hand in Python.

    zen_engine.py CASES.csv
"""

from pathlib import Path

import zen

import peer

decision = zen.ZenEngine().create_decision((Path(__file__).parents[1] / "zen.json").read_text())


def settle(case, **options):
    facts = {"down": peer.seconds_down(case), "length": case.end - case.start, "price": int(case.price.replace(".", ""))}
    return int(decision.evaluate(facts, options)["result"]["cents"])


LACKS = "intervals (by hand in Python)"
cases = peer.arguments()
peer.measure("Zen in Python", "prepared", LACKS + ", explanation", settle, cases)
peer.measure("Zen in Python, with its trace", "explained", LACKS + ", statement", lambda case: settle(case, trace=True), cases)
