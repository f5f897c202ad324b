"""Compares the library's numbers, windows and working days with those of Python's own modules, on cases drawn at random.

    check_arithmetic.py [--library PATH] [--seed S] [--scale N] [SUBJECT...]

Python's fractions, decimal, zoneinfo and datetime share nothing with the library but what the words mean.
"""

import argparse
import random
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from datetime import date, datetime, timedelta, timezone
from decimal import (ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP,
                     Context, Decimal)
from fractions import Fraction
from math import floor
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from library import Library, Refused  # noqa: E402

STATEMENT = "{urn:redress:statement:1}"
MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "half_down": ROUND_HALF_DOWN, "up": ROUND_UP,
         "down": ROUND_DOWN, "ceiling": ROUND_CEILING, "floor": ROUND_FLOOR}
WIDE = Context(prec=120)
ZONES = """Europe/Berlin America/New_York Europe/Kyiv Australia/Lord_Howe Pacific/Apia America/Sao_Paulo Africa/Cairo
Africa/Casablanca Europe/Dublin Asia/Kathmandu America/Caracas Antarctica/Troll Pacific/Kwajalein Asia/Gaza America/Havana
Asia/Tehran America/St_Johns Pacific/Kiritimati Asia/Pyongyang Europe/Lisbon Pacific/Chatham""".split()
# Days around which clocks did something odd: a day left out or lived twice, a change at midnight, an offset that moved.
ODD = [datetime(2011, 12, 30, 10), datetime(1993, 8, 21, 12), datetime(1994, 12, 31, 12), datetime(2018, 11, 4, 3),
       datetime(2023, 4, 28), datetime(2007, 12, 9, 7), datetime(2015, 8, 15), datetime(2026, 3, 29), datetime(2038, 7, 1)]


class World:
    def __init__(self, library, chance, scale):
        self.library, self.chance, self.scale = library, chance, scale
        self.compared = 0
        self.differences = []

    def settle(self, rules, facts):
        """The records of the statement, by name."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "rules.xml").write_text(rules)
            library = Library(self.library, folder)
        return self.settle_with(library, facts)

    def settle_with(self, library, facts):
        records = {}
        for element in ElementTree.fromstring(library.settled(facts, library.xml_of, steps=True)[0]):
            records.setdefault(element.tag.removeprefix(STATEMENT), []).append(element.attrib)
        return records

    def same(self, what, found, expected):
        self.compared += 1
        if found != expected:
            self.differences.append(f"{what}: {found}, not {expected}")


def pack(body, zone="UTC", over="incident", credit="0.01 EUR", before=""):
    return (f'<sla xmlns="urn:redress:rules:1" id="u" title="t" currency="EUR" timezone="{zone}" effective_from="1900-01-01">'
            f'{before}<guarantee id="g" over="{over}">{body}<credit value="{credit}"/></guarantee><remedy kind="balance"/></sla>')


def case(records, as_of="2999-12-31T00:00:00Z", subscription="", account=""):
    return (f'<case xmlns="urn:redress:case:1" id="c" as_of="{as_of}" currency="EUR"><account id="a" {account}/>'
            f'<subscription id="v" sla="u" price="30" {subscription}/>{records}</case>')


def text(at):
    return f"{at.year:04}" + at.strftime("-%m-%dT%H:%M:%SZ")


MOMENT = '<incident id="i" start="2000-01-01T00:00:00Z" end="2000-01-01T00:00:00Z"/>'


def values(world, formulas, before="", facts=None):
    """What the library makes of formulas, each the value of a `let`."""
    lets = "".join(f'<let name="x{i}" value="{formula}"/>' for i, formula in enumerate(formulas))
    uses = " + ".join(f"min(1, max(-1, x{i}))" for i in range(len(formulas)))
    rules = pack(f'{lets}<breach when="{uses} at least -1000000"/>', before=before)
    steps = world.settle(rules, facts or case(MOMENT))["step"]
    return [s["value"].split(" (")[0] for s in steps if s["kind"] == "let"]


# --- rounding, by Python's decimal ---


def rounding(world):
    """One operation on two decimals, rounded to a power of ten."""
    for _ in range(6 * world.scale):
        drawn = [one_rounding(world.chance) for _ in range(60)]
        for (formula, expected), found in zip(drawn, values(world, [formula for formula, _ in drawn])):
            world.same(formula, Fraction(found), expected)


def one_rounding(chance):
    a, b = literal(chance), literal(chance)
    operator = chance.choice("+-*/") if Decimal(b) else chance.choice("+-*")
    mode, digits = chance.choice(list(MODES)), chance.choice((0, 0, 1, 2, 2, 5))
    step = Decimal(1).scaleb(-digits)
    if operator == "/":  # to 40 places; what is behind them only tells that it is no tie
        quotient = Fraction(a) / Fraction(b)
        exact = WIDE.scaleb(Decimal(floor(quotient * 10**40)), -40)
        exact = exact if Fraction(exact) == quotient else WIDE.add(exact, Decimal("1e-41"))
    else:
        exact = {"+": WIDE.add, "-": WIDE.subtract, "*": WIDE.multiply}[operator](Decimal(a), Decimal(b))
    return f"round({a} {operator} {b}, {step}, {mode})", Fraction(exact.quantize(step, MODES[mode], WIDE))


def literal(chance):
    """A decimal of up to 18 digits, often one that makes a tie."""
    digits = chance.choice((1, 2, 3, 6, 12, 17))
    number, places = chance.randint(0, 10**digits), chance.choice((0, 1, 2, 3, 5))
    if chance.random() < 0.3:
        number = number // 10 * 10 + 5
    whole = str(number).rjust(places + 1, "0")
    return whole if places == 0 else f"{whole[:-places]}.{whole[-places:]}"


# --- formulas, by Python's fractions ---


def formulas(world):
    """Nested arithmetic, exactly."""
    for _ in range(6 * world.scale):
        drawn = [one_formula(world.chance, world.chance.randint(1, 4)) for _ in range(40)]
        for (formula, expected), found in zip(drawn, values(world, [formula for formula, _ in drawn])):
            world.same(formula, Fraction(found), expected)


def one_formula(chance, depth):
    if depth == 0 or chance.random() < 0.2:
        number = literal(chance)
        return number, Fraction(number)
    (a, x), (b, y) = one_formula(chance, depth - 1), one_formula(chance, depth - 1)
    return chance.choice((
        (f"({a} + {b})", x + y), (f"({a} - {b})", x - y), (f"({a} * {b})", x * y),
        (f"({a} / {b} else 7)", x / y if y else Fraction(7)), (f"min({a}, {b})", min(x, y)),
        (f"max({a}, {b})", max(x, y)), (f"abs({a} - {b})", abs(x - y)),
        (f"floor({a}, 0.7)", floor(x / Fraction("0.7")) * Fraction("0.7"))))


def prorated(world):
    """Charges of odd lengths that lie partly in the month add up exactly, however many there are."""
    first, last = datetime(2026, 3, 1), datetime(2026, 4, 1)
    for number in (10, 100, 550):
        charges, expected = "", Fraction(0)
        for _ in range(number):
            start = datetime(2026, 2, 1) + timedelta(seconds=world.chance.randint(0, 58 * 86400))
            end = start + timedelta(seconds=world.chance.randint(1, 30 * 86400))
            cents = world.chance.randint(1, 10**7)
            charges += (f'<charge subscription="v" amount="{cents // 100}.{cents % 100:02}" kind="usage" '
                        f'period_start="{text(start)}" period_end="{text(end)}"/>')
            shared = max(min(end, last) - max(start, first), timedelta(0))
            expected += Fraction(cents, 100) * Fraction(shared // timedelta(seconds=1), (end - start) // timedelta(seconds=1))
        rules = pack('<downtime name="down"/><sum name="billed" of="charge" value="charge.amount" prorate="yes"/>'
                     '<breach when="down above 1 hour"/>', over="calendar_month", credit="billed * 10%")
        outage = '<incident id="i" start="2026-03-02T00:00:00Z" end="2026-03-02T04:00:00Z"/>'
        decisions = world.settle(rules, case(outage + charges, as_of="2026-05-01T00:00:00Z"))["decision"]
        found = next(d for d in decisions if d["window_start"].startswith("2026-03"))["entitled"]
        world.same(f"{number} charges", Fraction(found), expected / 10)


# --- windows, by Python's zoneinfo ---


def windows(world):
    """Calendar windows and billing periods around odd days, in zones that have many."""
    for zone in world.chance.sample(ZONES, min(len(ZONES), 4 * world.scale)):
        for kind in ("day", "calendar_month", "quarter", "calendar_year", "billing_period"):
            rules = pack('<downtime name="down"/><breach when="down at least 0 seconds"/>', zone, kind)
            with tempfile.TemporaryDirectory() as folder:
                Path(folder, "rules.xml").write_text(rules)
                library = Library(world.library, folder)
            for _ in range(12):
                one_window(world, library, zone, kind)


def one_window(world, library, zone, kind):
    chance = world.chance
    base = chance.choice(ODD) if chance.random() < 0.6 else datetime(chance.randint(1970, 2100), chance.randint(1, 12), 1)
    at = (base + timedelta(seconds=chance.randint(-4 * 86400, 4 * 86400))).replace(tzinfo=timezone.utc)
    subscription = ""
    if kind == "billing_period":
        months, days = chance.choice(((1, 0), (3, 0), (12, 0), (0, 1), (0, 7), (0, 30), (1, 1)))
        anchor = datetime(at.year - chance.choice((1, 2, 3)), chance.choice((1, 3, 10, 12)), chance.choice((1, 15, 29, 30, 31)),
                          chance.choice((0, 1, 2, 3, 23)), chance.choice((0, 30)), tzinfo=timezone.utc)
        span = "P" + (f"{months}M" if months else "") + (f"{days}D" if days else "")
        subscription = f'start="{text(anchor)}" billing_period="{span}"'
        expected = period_of(at, anchor, months, days, ZoneInfo(zone))
    else:
        expected = civil_window(kind, at, ZoneInfo(zone))
    incident = f'<incident id="i" start="{text(at)}" end="{text(at)}"/>'
    decision = world.settle_with(library, case(incident, subscription=subscription))["decision"][0]
    found = decision["window_start"], decision["window_end"]
    world.same(f"{kind} of {text(at)} in {zone} {subscription}", found, tuple(map(text, expected)))


def civil_window(kind, at, zone):
    """Of two windows that a day left out could put it in, the one that holds it."""
    day = at.astimezone(zone).date()
    for day in (day, day + timedelta(days=1)):
        first, after = civil_days(kind, day)
        start, end = (first_instant(datetime.combine(day, datetime.min.time()), zone) for day in (first, after))
        if start <= at < end:
            return start, end
    raise AssertionError(f"no {kind} holds {at}")


def civil_days(kind, day):
    if kind == "day":
        return day, day + timedelta(days=1)
    months = {"calendar_month": 1, "quarter": 3, "calendar_year": 12}[kind]
    first = day.replace(day=1, month=(day.month - 1) // months * months + 1)
    return first, later_by_months(first, months)


def later_by_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - timedelta(days=1)).day))


def period_of(at, anchor, months, days, zone):
    """The step from the anchor, by the clock of the zone, that holds `at`."""
    clock = anchor.astimezone(zone).replace(tzinfo=None)
    begin = lambda n: anchor if n == 0 else first_instant(
        datetime.combine(later_by_months(clock.date(), months * n) + timedelta(days=days * n), clock.time()), zone)
    n = max(0, int((at - anchor).days / (months * 30.436875 + days)) - 2)
    while begin(n + 1) <= at:
        n += 1
    return begin(n), begin(n + 1)


def first_instant(clock, zone):
    """The first moment at which clocks show this, or, where they never do, that at which they jump over it."""
    shown = [at for fold in (0, 1) if (at := clock.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc))
             .astimezone(zone).replace(tzinfo=None) == clock]
    if shown:
        return min(shown)
    earlier = clock.replace(tzinfo=zone, fold=1).astimezone(timezone.utc) - timedelta(hours=30)
    later = earlier + timedelta(hours=60)
    while later - earlier > timedelta(seconds=1):
        middle = (earlier + (later - earlier) / 2).replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) > clock:
            later = middle
        else:
            earlier = middle
    return later


# --- working days, by counting ---


def working_days(world):
    """Days after and before a date and between two, with any weekend, holidays, and days that are worked all the same."""
    names = "monday tuesday wednesday thursday friday saturday sunday".split()
    for _ in range(30 * world.scale):
        chance = world.chance
        weekend = chance.sample(range(7), chance.choice((0, 1, 2, 2, 2, 3, 6)))
        base = date(chance.choice((1905, 2024, 2026, 2400)), chance.randint(1, 12), chance.randint(1, 28))
        near = lambda most: {base + timedelta(days=chance.randint(-200, 200)) for _ in range(chance.choice((0, 3, most)))}
        holidays, worked = near(40), near(10)
        works = lambda day: day in worked or (day.weekday() not in weekend and day not in holidays)
        number, sign = chance.choice((0, 1, 2, 5, 23, 60)), chance.choice((1, -1))
        day, left = base, number
        while left:
            day += timedelta(days=sign)
            left -= works(day)
        other = base + timedelta(days=chance.randint(-300, 300))
        between = sum(works(min(base, other) + timedelta(days=n)) for n in range(abs((other - base).days)))
        facts = "".join(f'<fact record="account" name="{name}" type="date"/>' for name in ("zero", "base", "other"))
        calendar = f'<calendar weekend="{" ".join(names[n] for n in weekend) or "none"}"/>'
        records = MOMENT + "".join(f'<holiday date="{day}"/>' for day in sorted(holidays)) + "".join(
            f'<working_day date="{day}"/>' for day in sorted(worked))
        formula = f"days(account.zero, account.base {'+' if sign > 0 else '-'} {number} working days)"
        found = values(world, [formula, "working_days(account.base, account.other)"], calendar + facts,
                       case(records, account=f'zero="1900-01-01" base="{base}" other="{other}"'))
        what = f"{formula} and to {other} from {base}, weekend {weekend}"
        world.same(what, found, [str((day - date(1900, 1, 1)).days), str(between if other >= base else -between)])


SUBJECTS = {check.__name__: check for check in (rounding, formulas, prorated, windows, working_days)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help="of " + ", ".join(SUBJECTS))
    parser.add_argument("--library", type=Path, default=ROOT / "build" / "libredress.so")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=int, default=2, help="how many times as much")
    given = parser.parse_args()
    wrong = False
    for name, check in SUBJECTS.items():
        if given.subjects and name not in given.subjects:
            continue
        began = time.monotonic()
        world = World(given.library, random.Random(given.seed), given.scale)
        try:
            check(world)
        except Refused as refused:
            world.differences.append(f"refused: {refused}")
        for difference in world.differences[:10]:
            print(f"{name}: {difference}")
        wrong = wrong or bool(world.differences) or not world.compared
        print(f"{name}: {world.compared} compared, {len(world.differences)} differ, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
