"""Compares the sample statements with two other sources: the decisions that were worked out by hand in expected.tsv,
for every folder of samples, and the second computation, for the SLAs that have one.

    check_samples.py [FOLDER...]
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from case import Case, disagreements
from slas import SLAS, computation, stated_decisions

STATEMENT = "{urn:redress:statement:1}"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def read_expected(file):
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines}


def by_hand(decision):
    fields = [decision.get(name, "-") for name in ("guarantee", "outcome", "reason", "amount", "remedy")]
    return "/".join(fields)


def differences(case_file, expected, sla):
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
    if sla in SLAS:
        computed = computation(sla).decide(Case(case_file.read_text()))
        for ours, theirs in disagreements(computed, stated_decisions(sla, [d.attrib for d in decisions])):
            yield f"computed {ours}, in the statement {theirs}"


def check(folder):
    """How many samples of a folder passed, and how many failed."""
    expected = read_expected(folder / "expected.tsv")
    cases = sorted(folder.glob("*.case.xml"))
    failed = 0
    for case_file in cases:
        found = list(differences(case_file, expected, folder.name))
        failed += bool(found)
        for difference in found:
            print(f"{folder.name}/{case_file.name}: {difference}")
    for name in sorted(set(expected) - {c.name.removesuffix(".case.xml") for c in cases}):
        failed += 1
        print(f"{folder.name}/{name}: stands in expected.tsv, but there is no such case")
    if not cases:
        failed += 1
        print(f"{folder.name}: has no cases")
    return len(cases) - failed, failed


def main(folders):
    counts = [check(folder) for folder in folders]
    passed, failed = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    given = [Path(name).resolve() for name in sys.argv[1:]]
    sys.exit(main(given or sorted({case.parent for case in SAMPLES.glob("*/*.case.xml")})))
