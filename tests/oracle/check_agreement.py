"""Settles generated cases with the library and with the second computation of their SLA, and checks what must hold:

    both decide alike: outcome, amount, remedy, length of an extension, id of the credit; the order of records makes no
    difference; with the credits of a statement in the case, the same case gives nothing more; and what
    strategies_NAME.py checks besides.

    check_agreement.py [SLA...] --library PATH [--rules PATH] [--examples N] [--seed S]

Without a seed the same cases are generated each time; with one, others. A case that fails is reduced to a small one and
printed with both answers.
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from case import Case, disagreements
from engine import Library, Refused
from slas import SLAS, computation, stated_decisions, strategies

ROOT = Path(__file__).resolve().parents[2]


class Disagreement(Exception):
    pass


def expect(holds, what):
    if not holds:
        raise Disagreement(what)


# --- what must hold ---


def check_decisions(sla, written, statement):
    computed = computation(sla).decide(Case(written.xml))
    found = disagreements(computed, stated_decisions(sla, statement.decisions))
    expect(not found, "\n".join(f"computed  {ours}\nstatement {theirs}" for ours, theirs in found))


def check_order(library, written, statement, shuffled):
    again = library.settle(written.having(shuffled).xml, steps=True)
    expect(again.xml == statement.xml, f"the order of records matters: {shuffled}")


# Each credit at the moment of settling again: nothing is granted twice.
def check_replay(library, written, statement):
    credits = [("credit", {k: v for k, v in c.items() if v}) for c in statement.credits]
    known = {c["id"] for c in written.fields_of("credit")}
    credits = [c for c in credits if c[1]["id"] not in known]
    if credits:
        again = library.settle(written.having([*written.records, *credits]).xml)
        twice = [d for d in again.decisions if d["outcome"] == "granted"]
        expect(not twice, f"a second settlement with {credits} grants {twice}")


def check(sla, library, written, data, outcomes):
    try:
        statement = library.settle(written.xml, steps=True)
        check_decisions(sla, written, statement)
        shuffled = list(written.records)
        random.Random(data.draw(st.integers(0, 9))).shuffle(shuffled)
        check_order(library, written, statement, shuffled)
        check_replay(library, written, statement)
        more = getattr(strategies(sla), "check", None)
        if more:
            more(library, written, statement, data.draw)
    except (AssertionError, Disagreement, Refused) as failure:
        raise Disagreement(f"{sla}: {failure}\n{written.xml}") from None
    outcomes.update(d["outcome"] for d in stated_fields(sla, statement))


def stated_fields(sla, statement):
    return [d for d in statement.decisions if d["guarantee"] in computation(sla).GUARANTEES]


# --- running it ---


def run(sla, library, examples, chosen_seed):
    """The outcomes of all cases; raises a Disagreement with the smallest case that was found."""
    outcomes = Counter()

    @settings(max_examples=examples, derandomize=chosen_seed is None, database=None, deadline=None,
              verbosity=Verbosity.quiet, suppress_health_check=list(HealthCheck),
              phases=(Phase.generate, Phase.shrink), report_multiple_bugs=False)
    @given(strategies(sla).cases(), st.data())
    def agree(written, data):
        check(sla, library, written, data, outcomes)

    (agree if chosen_seed is None else seed(chosen_seed)(agree))()
    return outcomes


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("slas", nargs="*", metavar="SLA", help="of " + ", ".join(SLAS) + "; without any, all")
    parser.add_argument("--library", required=True)
    parser.add_argument("--rules", default=str(ROOT / "rules"))
    parser.add_argument("--examples", type=int, default=1000, help="cases of each SLA")
    parser.add_argument("--seed", type=int)
    parsed = parser.parse_args()
    unknown = set(parsed.slas) - set(SLAS)
    if unknown:
        parser.error("no second computation of " + ", ".join(sorted(unknown)))
    return parsed


def main():
    given_arguments = arguments()
    library = Library(given_arguments.library, given_arguments.rules)
    failed = 0
    for sla in given_arguments.slas or SLAS:
        try:
            outcomes = run(sla, library, given_arguments.examples, given_arguments.seed)
        except Disagreement as disagreement:
            failed += 1
            print(disagreement)
            continue
        print(f"{sla}: cases agree;", ", ".join(f"{n} {outcome}" for outcome, n in sorted(outcomes.items())))
        if min(outcomes["granted"], outcomes["denied"], outcomes["pending"]) == 0:
            failed += 1
            print(f"{sla}: cases that leave out an outcome show nothing")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
