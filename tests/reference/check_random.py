"""Random packs and cases, settled by the library and by the reference interpreter: they must agree.

    check_random.py --library build/libredress.so [--decisions 20000] [--seed 1] [--processes 2] [--law] [--fault NAME]

Each case is settled, settled again with the credits given back, and settled again with late and corrected records.
--law settles with the library alone and looks only whether a replay grants nothing. --fault plants a fault in the
interpreter (see faults.py): then the run fails where it finds none. Exit status 1 where they disagree.
"""

import argparse
import collections
import copy
import multiprocessing
import random
import sys
import time
import xml.etree.ElementTree as ElementTree

import compare
import faults
import statement
from engine import Engine, Refused, RulesRefused
from generate import Generator, text_of
from pack import Book
from shrink import shrink

CASES_OF_A_BOOK = 3
SHOWN = 3  # disagreements that are made small and printed


def given_back(case, rows):
    """The case with the credits of a statement, as they came, and the invoice as the adjustments leave it."""
    later = copy.deepcopy(case)
    for row in rows["credit"]:
        for old in later.findall("credit"):
            if old.get("id") == row["id"]:
                later.remove(old)
        ElementTree.SubElement(later, "credit", {name: text for name, text in row.items() if text and name != "decision"})
    for row in rows["adjustment"]:
        for line in later.findall("line"):
            if row["line"] == line.get("id"):
                line.set("amount", row["line_after"])
    return later


def extended(case, rows):
    """The case with the ends of subscriptions that the adjustments moved."""
    for row in rows["adjustment"]:
        for subscription in case.findall("subscription"):
            if row["end_after"] and row["subscription"] == subscription.get("id"):
                subscription.set("end", row["end_after"])


def law(packs, rows):
    """What a replay must not do: grant anything. Rules that measure the lines, which a discount changed, may."""
    if any(measure.get("of") == "line" for pack in packs for measure in pack.iter()):
        return []
    granted = [row["number"] for row in rows["decision"] if row["outcome"] == "granted"]
    return [f"law: the replay grants decision {number}" for number in granted]


class Run:
    def __init__(self, library, seed, only_law):
        self.library, self.seed, self.only_law = library, seed, only_law
        self.counts = collections.Counter()
        self.found = []

    def differences(self, engine, book, case):
        """What the two say differently, and the library's rows; None where the library refuses the case."""
        xml = text_of(case)
        try:
            theirs = compare.rows_of(engine.settle(xml))
        except Refused as refused:
            self.counts["refused cases"] += 1
            self.refusal = str(refused)
            return [], None
        if self.only_law:
            return [], theirs
        return list(compare.differences(statement.settle(book, xml), theirs)), theirs

    def index(self, index):
        """One book and its cases; gives the number of decisions."""
        chance = random.Random(f"{self.seed}/{index}")
        generator = Generator(chance)
        packs = generator.book()
        try:
            engine = Engine(self.library, [text_of(pack) for pack in packs])
        except RulesRefused as refused:
            self.counts["refused books"] += 1
            self.counts["refused: " + ":".join(str(refused).split(":")[3:])[:60]] += 1
            return 0
        with engine:
            self.counts["books"] += 1
            book = None if self.only_law else Book([text_of(pack) for pack in packs])
            before = self.counts["decisions"]
            for number in range(CASES_OF_A_BOOK):
                as_of = generator.as_of
                self.sequence(index, number, generator, packs, engine, book)
                generator.as_of = as_of
            return self.counts["decisions"] - before

    def sequence(self, index, number, generator, packs, engine, book):
        case = before = generator.case(packs)
        for stage in ("settled", "again", "late", "late again"):
            found, rows = self.differences(engine, book, case)
            if rows is None:
                return
            self.count(rows, stage)
            if found:
                self.found.append((index, number, stage, found[0], packs, copy.deepcopy(case)))
                return
            if stage.endswith("again") and law(packs, rows):
                self.found.append((index, number, stage, law(packs, rows)[0], packs, copy.deepcopy(before)))
                return
            before, case = case, given_back(case, rows)
            if stage == "settled":
                first = rows
            if stage == "again":
                extended(case, first)
                generator.late_records(case, packs)

    def count(self, rows, stage):
        self.counts["cases"] += stage == "settled"
        self.counts["decisions"] += len(rows["decision"])
        self.counts["adjustments"] += len(rows["adjustment"])
        for row in rows["decision"]:
            self.counts[f"{row['outcome']}: {row['reason']}"] += 1


def work(arguments):
    library, seed, first, step, decisions, only_law, fault = arguments
    if fault:
        faults.plant(fault)
    run, index, made = Run(library, seed, only_law), first, 0
    while made < decisions:
        made += run.index(index)
        index += step
    return run


def still(library, kind, only_law):
    """Whether packs and a case still show the disagreement: of the same field, or of the law."""
    def holds(trees):
        try:
            with Engine(library, [text_of(tree) for tree in trees[:-1]]) as engine:
                run = Run(library, 0, only_law)
                if kind == "law":
                    return bool(broken(engine, trees[:-1], trees[-1]))
                found, _ = run.differences(engine, Book([text_of(tree) for tree in trees[:-1]]), trees[-1])
                return any(kind_of(text) == kind for text in found)
        except (RulesRefused, ValueError, KeyError, StopIteration, TypeError, AttributeError, IndexError):
            return False
    return holds


def broken(engine, packs, case):
    """What a replay of a case grants."""
    try:
        first = compare.rows_of(engine.settle(text_of(case)))
        return law(packs, compare.rows_of(engine.settle(text_of(given_back(case, first)))))
    except Refused:
        return []


def kind_of(text):
    """A disagreement without its numbers and ids, so that it is known again in a smaller case."""
    if text.startswith("law"):
        return "law"
    words = text.split(": ", 1)[-1]
    if not words.startswith(("outcome", "reason", "remedy")):
        words = words.split(" is ")[0]
    return "".join(c for c in words if not c.isdigit())


def show(run, disagreement):
    index, number, stage, text, packs, case = disagreement
    print(f"\nseed {run.seed}, book {index}, case {number}, {stage}: {text}")
    kind = kind_of(text)
    trees = shrink([*packs, case], still(run.library, kind, run.only_law))
    for tree in trees:
        ElementTree.indent(tree)
        print(text_of(tree))
    if kind != "law":
        with Engine(run.library, [text_of(tree) for tree in trees[:-1]]) as engine:
            found, _ = run.differences(engine, Book([text_of(tree) for tree in trees[:-1]]), trees[-1])
            print("\n".join(found[:10]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", required=True)
    parser.add_argument("--decisions", type=int, default=20000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--law", action="store_true")
    parser.add_argument("--fault", choices=sorted(faults.FAULTS))
    parser.add_argument("--kinds", action="store_true", help="only count the disagreements by kind")
    options = parser.parse_args()
    began = time.monotonic()
    share = -(-options.decisions // options.processes)
    jobs = [(options.library, options.seed, n, options.processes, share, options.law, options.fault) for n in range(options.processes)]
    with multiprocessing.Pool(options.processes) as pool:
        runs = pool.map(work, jobs)
    counts, found = collections.Counter(), []
    for run in runs:
        counts += run.counts
        found += run.found
    for name in ("books", "refused books", "cases", "refused cases", "decisions", "adjustments"):
        print(f"{name}: {counts.pop(name, 0)}")
    for name, count in sorted(counts.items()):
        print(f"  {name}: {count}")
    print(f"disagreements: {len(found)} ({time.monotonic() - began:.0f} s)")
    if options.kinds:
        kinds = collections.Counter((d[2], kind_of(d[3])) for d in found)
        for kind, count in kinds.most_common():
            example = next(d for d in found if (d[2], kind_of(d[3])) == kind)
            print(f"  {count} {kind}: book {example[0]}, case {example[1]}: {example[3]}")
        return 1 if found else 0
    if options.fault:
        print("the planted fault was " + ("found" if found else "not found"))
        return 0 if found else 1
    for disagreement in found[:SHOWN]:
        show(runs[0], disagreement)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
