"""Settles random cases under ua_hosting with the library and with the second computation of ua_hosting.py, and checks
what must hold for any case:

    the same decisions as computed; never more than the monthly fee; nothing twice; the order of records and a cut
    through an outage change nothing; more downtime never gives less.

    random_cases.py [--count N] [--seed S] [--library PATH] [--rules PATH]

The same seed gives the same cases. On the first failure it prints the case and exits with 1.
"""

import argparse
import ctypes
import random
import sys
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import ua_hosting

ROOT = Path(__file__).resolve().parents[2]
NAMESPACE = "urn:redress:case:1"

# Months of 28 to 31 days and both changes of the clocks, also beyond 2037.
MONTHS = [date(2024, 2, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 6, 1), date(2026, 7, 1), date(2026, 9, 1),
          date(2026, 10, 1), date(2026, 12, 1), date(2025, 3, 1), date(2040, 3, 1), date(2040, 10, 1)]
BOUNDS = [Fraction(b, 10000) for b in (10, 105, 215, 505, 1005)]  # of downtime, where a band or the promise ends
PERIODS = ["P1M", "P3M", "P6M", "P1Y", "P2Y", "P18M"]


class Failure(Exception):
    pass


# --- the library ---


class Library:
    def __init__(self, path, rules):
        self.c = ctypes.CDLL(str(path))
        pointer, number, text = ctypes.c_void_p, ctypes.c_int64, ctypes.c_char_p
        for name, result, arguments in (
            ("error_new", pointer, []),
            ("error_message", text, [pointer]),
            ("book_load", ctypes.c_int, [pointer, text, pointer]),
            ("case_parse", ctypes.c_int, [pointer, text, number, pointer]),
            ("case_free", None, [pointer]),
            ("settle", ctypes.c_int, [pointer, pointer, pointer, pointer]),
            ("settle_without_steps", ctypes.c_int, [pointer, pointer, pointer, pointer]),
            ("statement_count", number, [pointer, text]),
            ("statement_get", text, [pointer, text, number, text]),
            ("statement_xml", text, [pointer, pointer]),
            ("statement_free", None, [pointer]),
        ):
            function = getattr(self.c, "redress_" + name)
            function.restype, function.argtypes = result, arguments
        self.error = self.c.redress_error_new()
        self.book = ctypes.c_void_p()
        self.check(self.c.redress_book_load(ctypes.byref(self.book), str(rules).encode(), self.error))

    def check(self, status):
        if status != 0:
            raise Failure(self.c.redress_error_message(self.error).decode())

    def settle(self, xml, steps=False):
        facts, statement = ctypes.c_void_p(), ctypes.c_void_p()
        text = xml.encode()
        self.check(self.c.redress_case_parse(ctypes.byref(facts), text, len(text), self.error))
        function = self.c.redress_settle if steps else self.c.redress_settle_without_steps
        try:
            self.check(function(ctypes.byref(statement), self.book, facts, self.error))
        finally:
            self.c.redress_case_free(facts)
        try:
            return Statement(self.c, statement, steps)
        finally:
            self.c.redress_statement_free(statement)


class Statement:
    """What the properties look at, read by the calls that any host would use."""

    DECISION = ("claim", "subscription", "guarantee", "window_start", "outcome", "reason", "breached", "amount",
                "remedy", "credit")
    CREDIT = ("id", "subscription", "amount", "granted", "claim", "remedy")

    def __init__(self, c, statement, with_xml):
        def rows(record, fields):
            count = c.redress_statement_count(statement, record.encode())
            for i in range(count):
                yield {f: c.redress_statement_get(statement, record.encode(), i, f.encode()).decode() for f in fields}

        self.decisions = [d for d in rows("decision", self.DECISION) if d["guarantee"] == "availability"]
        self.credits = list(rows("credit", self.CREDIT))
        self.xml = c.redress_statement_xml(statement, None).decode() if with_xml else ""

    def computed(self):
        return [
            ua_hosting.Decision(
                d["claim"], d["subscription"], ua_hosting.kyiv_day(ua_hosting.seconds(d["window_start"])), d["outcome"],
                d["breached"], Fraction(d["amount"]), d["remedy"], d["credit"])
            for d in self.decisions
        ]

    def granted(self):
        """The amount of each subscription and month."""
        amounts = {}
        for d in self.decisions:
            key = d["subscription"], d["window_start"]
            amounts[key] = amounts.get(key, Fraction(0)) + Fraction(d["amount"])
        return amounts


# --- cases ---


def instant(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(as_of, records):
    lines = [f'<case xmlns="{NAMESPACE}" id="random" as_of="{instant(as_of)}" currency="UAH">']
    for name, fields in records:
        lines.append(f"  <{name} " + " ".join(f'{k}="{v}"' for k, v in fields.items() if v is not None) + "/>")
    return "\n".join(lines + ["</case>", ""])


class Generator:
    """One random case. `records` are (name, fields) in no particular order; instants are texts in UTC."""

    def __init__(self, chance):
        self.chance = chance
        self.month = chance.choice(MONTHS)
        self.first, self.last = ua_hosting.bounds(self.month)
        self.as_of = self.last + chance.choice([0, 0, 1, 3600, 86400 * 3, 86400 * 40, -1, -86400])
        self.records = [("account", {"id": "customer-1"})]
        self.subscriptions = ["site-1"] if chance.random() < 0.6 else ["site-1", "site-2"]
        for name in self.subscriptions:
            self.add_subscription(name)
        self.incidents = []
        for number in range(chance.choice([0, 1, 1, 1, 2, 2, 3, 4])):
            self.add_incident(f"outage-{number}")
        for number in range(chance.choice([0, 0, 0, 1, 1, 2])):
            self.add_maintenance(f"work-{number}")
        if chance.random() < 0.4:
            self.aim()
        for number in range(chance.choice([1, 1, 1, 2, 3])):
            self.add_claim(f"claim-{number}")
        self.add_credits()

    def some(self, probability, value):
        return value if self.chance.random() < probability else None

    def past(self, at):
        return min(at, self.as_of)

    def add_subscription(self, name):
        chance = self.chance
        price = chance.choice([chance.randrange(0, 200), chance.randrange(100, 1000000)])
        begin = chance.choice([self.first, self.first - 5, self.first + chance.randrange(86400 * 20)])
        self.records.append(("subscription", {
            "id": name, "sla": "ua_hosting", "price": f"{price // 100}.{price % 100:02}",
            "price_period": "P10D" if chance.random() < 0.03 else chance.choice(PERIODS),
            "start": self.some(0.15, instant(begin)),
            "end": self.some(0.1, instant(begin + chance.randrange(86400 * 40)))}))

    def owner(self):
        return self.chance.choice([None, "site-1", "site-1", self.subscriptions[-1]])

    # --- incidents ---

    def bound_length(self):
        share = self.chance.choice(BOUNDS) * (self.last - self.first)
        return -(-share // 1) + self.chance.choice([-1, 0, 1])  # the first second at the bound, or one beside it

    def at_bound(self):
        length = self.bound_length()
        start = self.first + self.chance.randrange(max(1, self.last - self.first - length))
        return start, start + length

    def across_month_end(self):
        edge = self.chance.choice([self.first, self.last])
        return edge - self.chance.randrange(1, 200000), edge + self.chance.randrange(0, 200000)

    def around_clock_change(self):
        sunday = next(d for d in (ua_hosting.next_month(self.month) - timedelta(days=i) for i in range(1, 8))
                      if d.weekday() == 6)
        return self.around_night(sunday)

    def around_night(self, day):
        start = ua_hosting.kyiv(day, *self.chance.choice([(0, 0), (0, 30), (0, 30), (3, 0), (7, 30)]))
        end = ua_hosting.kyiv(day, *self.chance.choice([(4, 0), (7, 30), (7, 30), (8, 0), (12, 0)]))
        start, end = start + self.chance.choice([-1, 0, 0, 1]), end + self.chance.choice([-1, 0, 0, 1])
        return min(start, end), max(start, end)

    def overlapping(self):
        if not self.incidents:
            return self.anywhere()
        start, end = self.chance.choice(self.incidents)
        return start + self.chance.randrange(-7200, 7200), end + self.chance.randrange(0, 40000)

    def anywhere(self):
        start = self.first + self.chance.randrange(self.last - self.first)
        return start, start + self.chance.choice([0, 1, self.chance.randrange(20000), self.chance.randrange(500000)])

    def add_incident(self, name):
        make = self.chance.choice([self.at_bound, self.at_bound, self.across_month_end, self.around_clock_change,
                                   self.overlapping, self.anywhere])
        start, end = (self.past(at) for at in make())
        end = max(start, end)
        is_open = self.chance.random() < 0.08
        self.incidents.append((start, self.as_of if is_open else end))
        kind = self.chance.choice(["outage"] * 6 + [None, "degradation", "hardware_failure"])
        self.records.append(("incident", {"id": name, "start": instant(start), "end": None if is_open else instant(end),
                                          "subscription": self.owner(), "kind": kind}))

    def add_maintenance(self, name):
        day = self.month + timedelta(days=self.chance.randrange(31))
        if self.incidents and self.chance.random() < 0.7:
            day = ua_hosting.kyiv_day(self.chance.choice(self.incidents)[0])
        start, end = self.chance.choice([self.around_clock_change, lambda: self.around_night(day)])()
        if self.chance.random() < 0.2:
            end += self.chance.randrange(86400 * 3)
        self.records.append(("maintenance", {
            "id": name, "start": instant(start), "end": instant(end), "subscription": self.owner(),
            "emergency": self.some(0.15, "yes"), "announced": self.some(0.5, instant(start - 86400))}))

    # One more outage, so that all the downtime of the month ends at a bound of a band, or a second beside it.
    def aim(self):
        def down(records):
            return ua_hosting.down_seconds(ua_hosting.Case(write(self.as_of, records)), "site-1", self.month)

        target = self.bound_length()
        length = target - down(self.records)
        for _ in range(5):
            start = self.first + self.chance.randrange(self.last - self.first)
            if not 0 < length <= min(self.last, self.as_of) - start:
                continue
            outage = ("incident", {"id": "aimed", "start": instant(start), "end": instant(start + length)})
            if down(self.records + [outage]) == target:
                self.records.append(outage)
                return

    # --- claims and credits ---

    def add_claim(self, name):
        chance = self.chance
        filed = self.past(chance.choice([self.as_of, self.last, self.first + chance.randrange(86400 * 35)]))
        names = {}
        if self.incidents and chance.random() < 0.5:
            names["incident"] = f"outage-{chance.randrange(len(self.incidents))}"
        elif chance.random() < 0.6:
            names["window"] = str(self.month + timedelta(days=chance.randrange(-1, 32)))
        self.records.append(("claim", {
            "id": name, "filed": instant(filed), "subscription": chance.choice(self.subscriptions),
            "guarantee": self.some(0.8, "availability"),
            "remedy": self.some(0.2, chance.choice(["balance", "discount"])), **names}))

    def add_credits(self):
        chance, name = self.chance, self.subscriptions[-1]
        identity = f"ua_hosting/availability/{name}/{self.month}"
        granted = instant(self.past(chance.choice([self.first, self.last - 1, self.last, self.first - 1])))
        for id, probability in ((identity, 0.2), (identity + "#2", 0.05), ("goodwill-1", 0.2), ("goodwill-2", 0.05)):
            if chance.random() < probability:
                amount = chance.choice([chance.randrange(1, 500), chance.randrange(1, 100000)])
                self.records.append(("credit", {"id": id, "subscription": name, "granted": granted,
                                                "amount": f"{amount // 100}.{amount % 100:02}"}))


# --- what must hold ---


def expect(holds, what):
    if not holds:
        raise Failure(what)


def check_computed(xml, statement):
    computed, stated = ua_hosting.decide(xml), statement.computed()
    expect(computed == stated, f"computed {computed}\nstatement {stated}")


def check_fee(case, statement):
    subscriptions = {f["id"]: f for name, f in case.records if name == "subscription"}
    for (name, _), amount in statement.granted().items():
        fee = ua_hosting.month_fee(subscriptions[name])
        expect(amount == 0 or amount <= fee, f"{name} is granted {amount}, more than its monthly fee {fee}")


def check_replay(library, case, statement):
    given = [("credit", {k: v for k, v in credit.items() if v}) for credit in statement.credits]
    if not given:
        return
    again = library.settle(write(case.as_of, case.records + given))
    expect(not any(again.granted().values()), f"a replay grants {again.granted()}")


def check_order(library, case, statement, chance):
    shuffled = case.records[:]
    chance.shuffle(shuffled)
    expect(library.settle(write(case.as_of, shuffled), steps=True).xml == statement.xml, "the order of records matters")


# Incidents that no claim names, cut where no claim was filed yet: a later part alone could not be claimed.
def check_cut(library, case, statement, chance):
    claims = [f for name, f in case.records if name == "claim"]
    named = {f.get("incident") for f in claims}
    filed = min(ua_hosting.seconds(f["filed"]) for f in claims)
    for index, (name, fields) in enumerate(case.records):
        if name != "incident" or fields["id"] in named:
            continue
        start = ua_hosting.seconds(fields["start"])
        end = ua_hosting.optional_seconds(fields["end"], case.as_of)
        if start + 1 >= min(end, filed):
            continue
        cut = instant(chance.randrange(start + 1, min(end, filed)))
        parts = [(name, {**fields, "end": cut}), (name, {**fields, "id": "rest", "start": cut})]
        halves = library.settle(write(case.as_of, case.records[:index] + parts + case.records[index + 1 :]))
        expect(halves.decisions == statement.decisions, f"cutting {fields['id']} at {cut} matters: {halves.decisions}")
        expect(halves.credits == statement.credits, f"cutting {fields['id']} at {cut} changes the credits")
        return


def check_more_downtime(library, case, statement):
    start, end = (instant(case.past(at)) for at in case.overlapping())
    if end < start:
        return
    more = library.settle(write(case.as_of, case.records + [("incident", {"id": "more", "start": start, "end": end})]))
    granted = more.granted()
    for key, amount in statement.granted().items():
        expect(granted[key] >= amount, f"with {start} to {end} down as well {key} gets {granted[key]}, not {amount}")


def check(library, seed):
    chance = random.Random(seed)
    case = Generator(chance)
    xml = write(case.as_of, case.records)
    try:
        statement = library.settle(xml, steps=True)
        check_computed(xml, statement)
        check_fee(case, statement)
        check_replay(library, case, statement)
        check_order(library, case, statement, chance)
        check_cut(library, case, statement, chance)
        check_more_downtime(library, case, statement)
    except Failure as failure:
        print(f"seed {seed}: {failure}\n{xml}")
        raise
    return statement


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--library", default=str(ROOT / "build" / "libredress.so"))
    parser.add_argument("--rules", default=str(ROOT / "rules"))
    arguments = parser.parse_args()
    library = Library(arguments.library, arguments.rules)
    outcomes = {}
    try:
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            for decision in check(library, seed).decisions:
                reason = decision["outcome"] + " " + decision["reason"]
                outcomes[reason] = outcomes.get(reason, 0) + 1
    except Failure:
        return 1
    for reason, count in sorted(outcomes.items()):
        print(f"{count:6} {reason}")
    print(f"{arguments.count} cases agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
