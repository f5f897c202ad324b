"""Compares the sample statements of ua_hosting with two other sources: the amounts worked out by hand in expected.tsv,
and the second computation of ua_hosting.py.

    check_samples.py [FOLDER]
"""

import sys
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path

import ua_hosting

STATEMENT = "{urn:redress:statement:1}"
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "ua_hosting"


def read_expected(file):
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines}


def by_hand(decision):
    fields = [decision.get(name, "-") for name in ("guarantee", "outcome", "reason", "amount", "remedy")]
    return "/".join(fields)


def from_statement(decision):
    return ua_hosting.Decision(
        decision.get("claim"),
        decision.get("subscription"),
        ua_hosting.kyiv_day(ua_hosting.seconds(decision.get("window_start"))),
        decision.get("outcome"),
        decision.get("breached", ""),
        Fraction(decision.get("amount")),
        decision.get("remedy", ""),
        decision.get("credit", ""),
    )


def differences(case_file, expected):
    name = case_file.name.removesuffix(".case.xml")
    statement_file = case_file.with_name(name + ".statement.xml")
    if not statement_file.exists():
        if not case_file.with_name(name + ".error.txt").exists():
            yield "has neither a statement nor an error"
        if name in expected:
            yield "is refused, but expected.tsv has decisions for it"
        return
    if name not in expected:
        yield "is missing in expected.tsv"
        return
    decisions = ElementTree.parse(statement_file).getroot().findall(STATEMENT + "decision")
    found = [by_hand(d) for d in decisions]
    if found != expected[name]:
        yield f"by hand {expected[name]}, in the statement {found}"
    computed = ua_hosting.decide(case_file.read_text())
    stated = [from_statement(d) for d in decisions if d.get("guarantee") == "availability"]
    if computed != stated:
        yield f"computed {computed}, in the statement {stated}"


def main(folder):
    expected = read_expected(folder / "expected.tsv")
    cases = sorted(folder.glob("*.case.xml"))
    failed = 0
    for case_file in cases:
        found = list(differences(case_file, expected))
        failed += bool(found)
        for difference in found:
            print(f"{case_file.name}: {difference}")
    for name in sorted(set(expected) - {c.name.removesuffix(".case.xml") for c in cases}):
        failed += 1
        print(f"{name}: stands in expected.tsv, but there is no such case")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 0 if cases and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES))
