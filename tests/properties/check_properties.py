"""Settles thousands of cases under all packs of the rules and checks what must hold for any of them; see properties.py.

    check_properties.py [PACK...] [--examples N] [--seed S] [--property NAME]
                        [--library PATH] [--rules PATH] [--samples PATH]

The cases are the samples of each pack, changed by Hypothesis. The same cases each time; --seed tries others. The table
at the end says how many cases each property could check; too few of them is a failure, as is a case that breaks a
property. Such a case is made as small as possible and printed.
"""

import argparse
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from changes import cases_like
from packs import read_packs
from properties import LESS_FOR_MORE_DOWNTIME, PROPERTIES, Broken
from records import read_case
from settling import Library, Refused

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = 110  # of each property and pack
WEIGHT = {"never_above_a_cap": 4, "cut_changes_nothing": 1.5, "more_downtime_never_gives_less": 1.5,
          "order_changes_nothing": 0.5, "same_bytes_again": 0.5}

# What a pack must have, or there is nothing to check.
NEEDED = {"never_above_a_cap": lambda pack: pack.caps, "cut_changes_nothing": lambda pack: pack.on_downtime_only,
          "excluded_incident_changes_nothing": lambda pack: pack.exclusions}

# The least number of cases that each property checks in a run of all packs with EXAMPLES; others have nothing to check.
LEAST = {
    "never_cash": 1200, "never_above_a_cap": 4000, "replay_gives_nothing": 1800, "corrected_start_pays_once": 280,
    "order_changes_nothing": 1300, "cut_changes_nothing": 1200, "excluded_incident_changes_nothing": 1300,
    "more_downtime_never_gives_less": 1700, "waiting_changes_nothing": 1500, "same_bytes_again": 1300,
}
LEAST_CAPS = 25  # caps of the rules that were compared with what was granted
LEAST_CAPS_REACHED = 20  # of these, caps that some case just reached
MOST_REFUSED = 0.02  # of all cases: changes that make no case would check nothing


class World:
    """The library, the rules as it has them, and what was counted."""

    def __init__(self, library, packs):
        self.library, self.packs = library, packs
        self.caps = {}  # of each cap that was compared: how often, and how often it was just reached
        self.drawn = self.refused = 0

    def count_cap(self, cap, reached):
        compared, before = self.caps.get(cap, (0, 0))
        self.caps[cap] = compared + 1, before + reached

    def packs_of(self, case):
        slas = {s["sla"] for s in case.all("subscription")}
        return [p for p in self.packs if p.id in slas]

    def pack_of(self, decision):
        return next(p for p in self.packs if (p.id, p.effective_from) == (decision["sla"], decision["effective_from"]))

    def rests_on_downtime(self, decision):
        return decision["guarantee"] in self.pack_of(decision).on_downtime_only

    def all_on_downtime(self, *statements):
        """Whether all that is due rests on downtime only, so that nothing else shares its caps."""
        due = [d for s in statements for d in s.decisions if d.get("entitled", "0") != "0"]
        return all(self.rests_on_downtime(d) for d in due)


def read_samples(folder, library):
    """The sample cases that the library settles, by the pack's folder. Most samples show where nothing is due; one that
    grants something is drawn more often, since there is more to check."""
    samples = {}
    for file in sorted(folder.glob("*/*.case.xml")):
        text = file.read_text()
        try:
            weight = 3 if library.settle(text).granted() else 1
        except Refused:
            continue
        samples.setdefault(file.parent.name, []).extend([read_case(text)] * weight)
    return samples


def number_of_cases(property, samples, examples):
    """More where an amount must meet a bound, less where any case will do; twice as many for a pack of many clauses."""
    many = 2 if len({id(case) for case in samples}) > 60 else 1
    return int(examples * many * WEIGHT.get(property.__name__, 1))


def check(world, property, samples, examples, chosen_seed):
    """The number of cases that the property could check under a pack; raises Broken with the smallest case found."""
    slas = {s["sla"] for case in samples for s in case.all("subscription")}
    packs = [p for p in world.packs if p.id in slas]
    if not any(NEEDED.get(property.__name__, bool)(p) for p in packs):
        return 0
    cases = cases_like(samples, packs)
    checked = 0

    def run(data):
        nonlocal checked
        world.drawn += 1
        try:
            checked += property(world, data.draw(cases), data.draw)
        except Refused:
            world.refused += 1

    test = settings(max_examples=number_of_cases(property, samples, examples), derandomize=chosen_seed is None,
                    database=None, deadline=None, verbosity=Verbosity.quiet, report_multiple_bugs=False,
                    print_blob=False,
                    phases=(Phase.generate, Phase.target, Phase.shrink),
                    suppress_health_check=list(HealthCheck))(given(st.data())(run))
    (test if chosen_seed is None else seed(chosen_seed)(test))()
    return checked


def explain(pack, property, broken):
    print(f"\n{pack}: {property.__name__} does not hold: {property.__doc__.strip()}\n{broken}")
    for name, case in broken.cases.items():
        print(f"\n{name}:\n{case.xml()}")


def run_all(world, samples, properties, examples, chosen_seed):
    counts, failed = {}, 0
    for pack, cases in samples.items():
        for property in properties:
            try:
                counts[pack, property.__name__] = check(world, property, cases, examples, chosen_seed)
            except Broken as broken:
                failed += 1
                counts[pack, property.__name__] = 0
                explain(pack, property, broken)
            except Flaky:
                failed += 1
                counts[pack, property.__name__] = 0
                print(f"\n{pack}: {property.__name__} fails for a case, but not each time: the same call differs")
    return counts, failed


# --- the report ---


def print_table(counts, packs, properties):
    names = [p.__name__ for p in properties]
    for number, name in enumerate(names, 1):
        print(f"{number}  {name}")
    print("\ncases checked" + " " * 15 + "".join(f"{n:>6}" for n in range(1, len(names) + 1)))
    for pack in packs:
        print(f"{pack:28}" + "".join(f"{counts[pack, name]:6}" for name in names))
    print(f"{'all':28}" + "".join(f"{sum(counts[p, name] for p in packs):6}" for name in names))


def print_left_out(world):
    print("\nguarantees that a cut may change:")
    for pack in world.packs:
        for id in pack.guarantees:
            if reason := pack.why_not_on_downtime_only(id):
                print(f"  {pack.id} {id}: {reason}")
    print("guarantees that more downtime may lower:")
    for (sla, id), reason in LESS_FOR_MORE_DOWNTIME.items():
        print(f"  {sla} {id}: {reason}")


def print_caps(world):
    print("caps, how often compared and how often just reached:")
    for cap in sorted(f"{p.id} {p.effective_from} {cap.get('id')}" for p in world.packs for cap in p.caps):
        print(f"  {cap:50}" + "".join(f"{n:7}" for n in world.caps.get(cap, (0, 0))))


def caps_reached(world):
    return sum(reached > 0 for _, reached in world.caps.values())


def too_few(world, counts, properties, examples):
    for property in properties:
        found = sum(count for (_, name), count in counts.items() if name == property.__name__)
        least = LEAST[property.__name__] * examples // EXAMPLES
        if found < least:
            yield f"{property.__name__} checked {found} cases, fewer than {least}"
    if any(p.__name__ == "never_above_a_cap" for p in properties):
        if len(world.caps) < LEAST_CAPS:
            yield f"{len(world.caps)} caps were compared, fewer than {LEAST_CAPS}"
        if caps_reached(world) < LEAST_CAPS_REACHED:
            yield f"{caps_reached(world)} caps were reached, fewer than {LEAST_CAPS_REACHED}"
    if world.refused > MOST_REFUSED * world.drawn:
        yield f"{world.refused} of {world.drawn} cases were refused"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("packs", nargs="*", metavar="PACK", help="folders of the samples; without them all")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="cases of each property and pack")
    parser.add_argument("--seed", type=int, help="tries other cases")
    parser.add_argument("--property", choices=[p.__name__ for p in PROPERTIES])
    parser.add_argument("--library", type=Path, default=ROOT / "build" / "libredress.so")
    parser.add_argument("--rules", type=Path, default=ROOT / "rules")
    parser.add_argument("--samples", type=Path, default=ROOT / "samples")
    return parser.parse_args()


def main():
    given = arguments()
    began = time.monotonic()
    world = World(Library(given.library, given.rules), read_packs(given.rules))
    samples = read_samples(given.samples, world.library)
    samples = {name: cases for name, cases in samples.items() if not given.packs or name in given.packs}
    properties = [p for p in PROPERTIES if given.property in (None, p.__name__)]
    counts, failed = run_all(world, samples, properties, given.examples, given.seed)
    print_table(counts, samples, properties)
    print_left_out(world)
    print_caps(world)
    print(f"{world.drawn} cases drawn, {world.refused} refused, {time.monotonic() - began:.0f} s")
    # A part of the packs has a part of the cases.
    shortages = [] if given.packs else list(too_few(world, counts, properties, given.examples))
    for shortage in shortages:
        print(shortage)
    return 1 if failed or shortages or not samples else 0


if __name__ == "__main__":
    sys.exit(main())
