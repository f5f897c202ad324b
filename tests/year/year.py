"""A year of hosts by seed: billing runs, late and corrected facts, changed plans, rules and clocks, crashes; what must hold.

    year.py [--seeds N] [--first S] [--jobs J] [--fault NAME | --each-fault] [--keep DIR]
            [--library PATH] [--rules PATH] [--samples PATH]

Each seed is a host with a customer, who has subscriptions under shipped SLAs and under some written at random. After each
run the books are checked (audit.py). --fault plants a defect in the host (host.py); --each-fault plants one after the other,
and fails where the books do not show one of them. --keep writes the rules, cases and statements of a year that breaks something.
"""

import argparse
import multiprocessing
import random
import re
import shutil
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import packs  # noqa: E402
from audit import Audit  # noqa: E402
from calendar_of import text  # noqa: E402
from facts import Facts, read_samples  # noqa: E402
from host import FAULTS, Host  # noqa: E402
from library import Library  # noqa: E402

SYSTEM_ZONES = Path("/usr/share/zoneinfo")
WITHOUT_SUMMER_TIME = {"Europe/Berlin": "Africa/Algiers", "Europe/Kyiv": "Asia/Riyadh", "America/New_York": "America/Panama"}
BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)
MONTHS = 14  # of billing runs; the last ones let what is open come to rest


class Rules:
    """The versions in effect for a host, and the books made of them."""

    def __init__(self, chance, library, shipped, calendars):
        self.chance, self.library, self.calendars = chance, library, calendars
        self.all = [v for v in shipped]
        self.folder = tempfile.TemporaryDirectory()
        self.books = self.changes = 0
        self.zones = None  # the system's

    def book(self):
        self.books += 1
        folder = Path(self.folder.name, str(self.books))
        folder.mkdir()
        shutil.copytree(self.calendars, folder / "calendars")
        for number, version in enumerate(self.all):
            (folder / f"{number}.xml").write_text(version.xml())
        return Library(self.library, folder, self.zones)

    def new_zone_data(self):
        """From now on the clocks of some zones never change, nor ever did; the others are the system's."""
        self.zones = Path(self.folder.name, "zones")
        self.changes += 1
        # By their names, or as what a fact can say.
        named = {name for version in self.all for names in re.findall(r'(?:timezone|type="zone" values)="([^"]*)"', version.body)
                 for name in names.split() if "." not in name}
        for name in named | set(packs.ZONES):
            file = self.zones / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes((SYSTEM_ZONES / WITHOUT_SUMMER_TIME.get(name, name)).read_bytes())

    def zone(self, name):
        if self.zones is None:
            return ZoneInfo(name)
        with open(self.zones / name, "rb") as file:
            return ZoneInfo.from_file(file, name)

    def version(self, sla, effective_from):
        return next(v for v in self.all if (v.sla, v.effective_from) == (sla, effective_from))

    def latest(self):
        return {v.sla: v for v in self.all}

    def change(self, first_day):
        """An SLA gets a new version, or its text is put right; the versions of before stay in the book."""
        old = self.chance.choice(list(self.latest().values()))
        if old.effective_to is not None or old.effective_from >= first_day:
            return False
        self.changes += 1
        if not old.shipped and self.chance.random() < 0.3:
            self.all[self.all.index(old)] = self.rewritten(old, old.effective_from, old.zone)
            return True
        zone = old.zone if self.chance.random() < 0.8 else self.chance.choice(packs.ZONES)
        self.all.append(packs.Version(**{**vars(old), "effective_from": first_day}) if old.shipped
                        else self.rewritten(old, first_day, zone))
        old.effective_to = first_day
        return True

    def rewritten(self, old, effective_from, zone):
        """With guarantees of the same names, which may promise something else."""
        return packs.written(self.chance, old.sla, old.currency, effective_from, zone, tuple(old.over))


def next_month(at):
    return (at.replace(day=1) + timedelta(days=32)).replace(day=1)


def lines_of(chance, facts, at):
    """The invoice of a month: a line for each subscription that goes on, and now and then a deduction."""
    first = at + timedelta(days=1)
    last = next_month(first)
    period = {"period_start": text(first), "period_end": text(last)}
    lines = [{"id": f"line-{n}", "amount": s["price"], "subscription": s["id"], **period}
             for n, s in enumerate(facts.all("subscription")) if facts.active(s, at)]
    if lines and chance.random() < 0.2:
        lines.append({"id": "deduction", "amount": "-4.00", **period})
    return lines


def year(job):
    """One host's year: its figures and violations."""
    seed, options = job
    chance = random.Random(seed)
    shipped = [packs.shipped(file) for file in sorted(options.rules.glob("*.xml"))]
    samples = read_samples(options.samples)
    sla = chance.choice(sorted(v.sla for v in shipped if v.effective_to is None and v.sla in samples))
    versions = [v for v in shipped if v.sla == sla]
    sample = chance.choice(samples[sla])
    currency = sample.get("currency")
    rules = Rules(chance, options.library, versions, options.rules / "calendars")
    facts = Facts(chance, f"customer-{seed}", currency, BEGIN)
    facts.take_account(sample)
    for number in range(chance.randint(1, 2)):
        rules.all.append(packs.written(chance, f"random_{number}", currency, "2025-01-01"))
    for version in rules.latest().values():
        for _ in range(chance.choice((1, 1, 2))):
            facts.subscribe(version, sample if version.shipped else None)
    audit = Audit(facts, rules.version, rules.zone)
    host = Host(chance, facts, audit, options.fault)
    book = rules.book()
    at = BEGIN + timedelta(hours=9)
    for month in range(MONTHS):
        begin, at = at, next_month(at)
        quiet = month >= MONTHS - 2
        if not quiet:
            facts.month(begin, at, rules.latest(), samples)
        if not quiet and chance.random() < 0.2 and rules.change(text(next_month(at) if chance.random() < 0.7 else begin)[:10]):
            book = rules.book()
        if rules.zones is None and chance.random() < 0.03:
            rules.new_zone_data()
            book = rules.book()
        for credit in facts.goodwill_given():
            host.credits[credit["id"]] = credit
            audit.goodwill(credit)
        host.run(book, at, lines_of(chance, facts, at))
        if not quiet and chance.random() < 0.3:  # claims are answered before the next invoice, too
            later = at + timedelta(days=chance.randint(1, 20))
            facts.month(at, later, rules.latest(), samples)
            host.run(book, later)
            at = later
    audit.end_of_year(host.credits, at)
    host.replay()
    if audit.violations and options.keep:
        keep(options.keep / str(seed), host, audit)
    host.figures.update(corrections=facts.corrections, rules=rules.changes)
    return seed, host.figures, audit.violations


def keep(folder, host, audit):
    folder.mkdir(parents=True, exist_ok=True)
    for number, (book, case, statement) in enumerate(host.archive, 1):
        (folder / f"{number:02}.case.xml").write_text(case)
        (folder / f"{number:02}.statement.xml").write_text(statement)
        rules = folder / f"rules-{book.rules.name}"
        if not rules.exists():
            shutil.copytree(book.rules, rules)
            print(f"from {number:02} on: {rules.name}", file=sys.stderr)
    (folder / "violations.txt").write_text("\n".join(audit.violations) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--fault", choices=FAULTS)
    parser.add_argument("--each-fault", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--library", type=Path, default=ROOT / "build" / "libredress.so")
    parser.add_argument("--rules", type=Path, default=ROOT / "rules")
    parser.add_argument("--samples", type=Path, default=ROOT / "samples")
    options = parser.parse_args()
    if not options.each_fault:
        return 1 if run(options) else 0
    missed = [fault for fault in FAULTS if not found(fault, options)]
    print("not found: " + ", ".join(missed) if missed else "all found")
    return 1 if missed else 0


def found(fault, options):
    """Whether a year shows the fault; they are tried one after the other."""
    options.fault = fault
    for seed in range(options.first, options.first + options.seeds):
        _, _, violations = year((seed, options))
        if violations:
            print(f"{fault} ({FAULTS[fault]}): seed {seed}: {violations[0]}")
            return True
    return False


def run(options):
    """The number of violations in all years; prints some of them, and the figures."""
    began = time.monotonic()
    jobs = [(seed, options) for seed in range(options.first, options.first + options.seeds)]
    if options.jobs > 1:
        with multiprocessing.Pool(options.jobs) as pool:
            years = list(pool.imap(year, jobs))
    else:
        years = [year(job) for job in jobs]
    total = {"years": len(years)}
    broken = [f"seed {seed}: {violation}" for seed, _, violations in years for violation in violations]
    for _, figures, _ in years:
        for name, number in figures.items():
            total[name] = total.get(name, 0) + number
    print(*broken[:10], sep="\n", end="\n" if broken else "")
    total |= {"violations": len(broken), "s": round(time.monotonic() - began)}
    print(", ".join(f"{number} {name}" for name, number in total.items()))
    return len(broken)


if __name__ == "__main__":
    sys.exit(main())
