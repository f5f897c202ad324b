"""What must hold for any case under any pack.

Each property takes the world (library and packs), a case and Hypothesis's `draw`. It gives whether it could check the
case, and raises Broken where the case breaks it.
"""

import random
from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

import caps
from changes import STEPS, shift
from records import INSTANT, Case, instant, seconds
from settling import amount

DECIDED = ("outcome", "reason", "breached", "entitled", "amount", "remedy")
REMEDIES = ("balance", "extension", "discount")
DAY = 86400
BEGINS = {"incident": "start", "ticket": "opened"}

# Where more downtime may give less, by the contract; a case in which one of these pays is not looked at.
LESS_FOR_MORE_DOWNTIME = {
    ("by_hosting", "failures"):
        "it counts failures of less than an hour, and a longer one is no short failure (6.2, bullet 1)",
}


class Broken(Exception):
    """A property does not hold: what was found, and the cases, with names, that show it."""

    def __init__(self, found, **cases):
        super().__init__(found)
        self.cases = cases


def expect(holds, found, **cases):
    if not holds:
        raise Broken(found, **cases)


def key(decision):
    """What a decision is about, whatever its number."""
    fields = ("claim", "subscription", "sla", "guarantee", "window_start", "incident", "ticket")
    return tuple(decision.get(f, "") for f in fields)


def by_key(statement, among=lambda d: True):
    return {key(d): d for d in statement.decisions if "guarantee" in d and among(d)}


# --- 1. never cash ---


def never_cash(world, case, draw):
    """Remedies are balance, extension or discount; nothing falls below zero; what is given adds up."""
    statement = world.library.settle(case.xml())
    check_kinds(case, statement)
    check_lines(case, statement)
    check_sums(case, statement)
    return bool(statement.all("adjustment"))


# What an adjustment can be besides: the rest of an earlier credit that ends.
ENDS = {"decision": (), "credit": (), "adjustment": ("forfeit",)}


def check_kinds(case, statement):
    for record, field in (("decision", "remedy"), ("credit", "remedy"), ("adjustment", "kind")):
        for found in statement.all(record):
            expect(found.get(field, "balance") in (*REMEDIES, *ENDS[record]), f"{record} with {field} {found.get(field)}", case=case)
            expect(amount(found) >= 0, f"{record} of {found.get('amount')}", case=case)
            expect(amount(found, "remaining") >= 0, f"{record} with {found.get('remaining')} remaining", case=case)
    for d in statement.decisions:
        granted, what = d["outcome"] == "granted", f"decision {d['number']} is {d['outcome']}"
        expect(granted == (amount(d) > 0), f"{what} with {d.get('amount')}", case=case)
        expect(granted == ("remedy" in d), f"{what} with remedy {d.get('remedy')}", case=case)
    for a in statement.all("adjustment"):
        if a["kind"] == "extension":
            longer = seconds(a["end_before"]) < seconds(a["end_after"])
            expect(longer, f"extension {a['number']} is no longer", case=case)


def check_lines(case, statement):
    lines = {line["id"]: Fraction(line["amount"]) for line in case.all("line")}
    total = sum(lines.values())
    for a in statement.all("adjustment"):
        if a["kind"] != "discount":
            continue
        number, line = f"adjustment {a['number']}", a["line"]
        begins = f"{number} begins at {a['line_before']}, not {lines[line]}"
        expect(amount(a, "line_before") == lines[line], begins, case=case)
        lines[line] -= amount(a)
        leaves = f"{number} leaves {a['line_after']}, not {lines[line]}"
        expect(amount(a, "line_after") == lines[line] >= 0, leaves, case=case)
    expect(sum(lines.values()) >= min(0, total), f"the invoice of {total} falls to {sum(lines.values())}", case=case)


def check_sums(case, statement):
    before = {c["id"]: Fraction(c.get("remaining", "0")) for c in case.all("credit")}
    taken = {}
    for a in statement.all("adjustment"):
        taken[a["credit"]] = taken.get(a["credit"], 0) + amount(a)
    known = set()
    for c in statement.all("credit"):
        given = amount(c) if "decision" in c else before[c["id"]]
        known.add(c["id"])
        used = taken.get(c["id"], 0)
        found = f"of credit {c['id']} {given} was there, {used} is taken, {c.get('remaining')} remains"
        expect(used + amount(c, "remaining") == given, found, case=case)
    unknown = set(taken) - known
    expect(not unknown, f"adjustments of credits that the statement does not have: {unknown}", case=case)
    posted = sorted((c["id"], c["amount"]) for c in statement.all("credit") if "decision" in c)
    granted = sorted((d["credit"], d["amount"]) for d in statement.granted())
    expect(posted == granted, f"decisions grant {granted}, the credits are {posted}", case=case)


# --- 2. never above a cap ---


def never_above_a_cap(world, case, draw):
    """What is granted, with what was given before, stays within every cap whose formula can be read."""
    statement = world.library.settle(case.xml())
    checked = check_caps(world, case, statement)
    if not statement.granted():
        return checked
    partly = with_credits(case, statement, draw)
    return check_caps(world, partly, world.library.settle(partly.xml())) or checked


def check_caps(world, case, statement):
    found = list(caps.comparisons(case, statement, world.packs))
    excesses = [str(c) for c in found if c.total > c.bound]
    expect(not excesses, "; ".join(excesses), case=case)
    for c in found:
        world.count_cap(c.cap, c.total == c.bound)
    return bool(found)


# --- 3. replay ---


def replay_gives_nothing(world, case, draw):
    """With the credits of the statement in the case nothing is granted again, at once or later, once or twice."""
    if draw(st.booleans()):
        case = case.ended()
    statement = world.library.settle(case.xml())
    if not statement.granted():
        return False
    pending = {key(d) for d in statement.decisions if d["outcome"] == "pending"}
    replay = with_credits(case, statement)
    for _ in range(2):
        again = world.library.settle(replay.xml())
        check_sums(replay, again)
        check_nothing(again, set(), case, replay)
        if case.has_ended():
            later = replay.at(case.as_of + draw(st.sampled_from([1, DAY, 40 * DAY, 400 * DAY])))
            check_nothing(world.library.settle(later.xml()), pending, case, later)
        replay = with_credits(replay, again)
    return True


def with_credits(case, statement, draw=None):
    """The case with the credits of the statement; of some of them only a part, where `draw` may choose."""
    credits = {c["id"]: {k: v for k, v in c.items() if k != "decision"} for c in statement.all("credit")}
    for fields in credits.values():
        if draw is not None and draw(st.booleans()):
            part = Fraction(draw(st.integers(0, 100)), 100)
            for field in ("amount", "remaining"):
                fields[field] = case.money((part * Fraction(fields.get(field, "0")) * 100).__floor__())
    kept = [(name, fields) for name, fields in case.records if name != "credit" or fields["id"] not in credits]
    return Case(case.as_of, case.fields, kept + [("credit", fields) for fields in credits.values()])


def check_nothing(statement, may_be_new, case, replay):
    again = [d for d in statement.granted() if key(d) not in may_be_new]
    expect(not again, f"granted again: {brief(again)}", case=case, replay=replay)


def brief(decisions):
    fields = ("claim", "subscription", "guarantee", "window_start", "outcome", "reason", "amount", "entitled")
    return "; ".join(" ".join(d.get(f, "-") for f in fields) for d in decisions) or "nothing"


# --- 4. corrections ---


def corrected_start_pays_once(world, case, draw):
    """An incident or ticket whose start is corrected is paid for once: in all at most what it is worth before or after."""
    paid = choose(draw, [d for d in world.library.settle(case.xml()).granted() if "incident" in d or "ticket" in d])
    if paid is None:
        return False
    kind = "incident" if "incident" in paid else "ticket"
    known = case.one(kind, paid[kind])
    event = dict(known)
    if draw(st.booleans()):  # it begins five minutes after midnight
        shift(event, 300 - seconds(event[BEGINS[kind]]) % DAY)
    case = case.without(known).with_records((kind, event))
    statement = world.library.settle(case.xml())
    earlier = seconds(event[BEGINS[kind]]) - draw(st.sampled_from(STEPS[:-1]))
    corrected = case.without(event).with_records((kind, {**event, BEGINS[kind]: instant(earlier)}))
    replay = with_credits(corrected, statement)
    posted, worth = {}, {}
    for d in statement.decisions + world.library.settle(replay.xml()).decisions:
        if kind in d and "entitled" in d:
            promise = tuple(d[field] for field in ("sla", "guarantee", "subscription", kind))
            posted[promise] = posted.get(promise, 0) + amount(d)
            worth[promise] = max(worth.get(promise, 0), amount(d, "entitled"))
    smallest = Fraction(1, 100) if "." in case.money(100) else 1  # less than that is rounding
    twice = [p for p in posted if posted[p] >= worth[p] + smallest]
    found = "; ".join(f"{' '.join(p)} gets {posted[p]}, and is worth {worth[p]}" for p in twice)
    expect(not twice, found, case=case, replay=replay)
    return True


# --- 5. order ---


def order_changes_nothing(world, case, draw):
    """The records and their attributes in another order give the same bytes."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    shuffled = Case(case.as_of, case.fields, [(name, in_any_order(fields, chance)) for name, fields in case.records])
    chance.shuffle(shuffled.records)
    statement, other = (world.library.texts(c.xml(), steps=True)[0] for c in (case, shuffled))
    found = f"the statements differ:\n{first_difference(statement, other)}"
    expect(statement == other, found, case=case, shuffled=shuffled)
    return len(case.records) > 2


def in_any_order(fields, chance):
    items = list(fields.items())
    chance.shuffle(items)
    fields = dict(items)
    if "subscriptions" in fields:
        ids = fields["subscriptions"].split()
        chance.shuffle(ids)
        fields["subscriptions"] = " ".join(ids)
    return fields


def first_difference(one, other):
    for a, b in zip(one.splitlines(), other.splitlines()):
        if a != b:
            return f"{a}\n{b}"
    return "one is longer"


# --- 6. cuts and excluded incidents ---


def cut_changes_nothing(world, case, draw):
    """Two adjoining incidents are one: where a guarantee rests on downtime only, a cut changes no breach or credit."""
    statement = world.library.settle(case.xml(), steps=True)
    outage = choose(draw, [i for i in case.all("incident") if i.get("kind", "outage") == "outage"])
    if outage is None or not one_window_for_each_claim(world, case, statement, outage):
        return False
    first, last = seconds(outage["start"]) + 1, cut_before(world, case, outage)
    if first >= last:
        return False
    cut = instant(draw(st.integers(first, last - 1)))
    halves = case.without(outage).with_records(
        ("incident", {**outage, "end": cut}), ("incident", {**outage, "id": outage["id"] + "-rest", "start": cut}))
    other = world.library.settle(halves.xml(), steps=True)
    before, after = (by_key(s, world.rests_on_downtime) for s in (statement, other))
    fields = DECIDED if world.all_on_downtime(statement, other) else ("breached", "entitled")
    same = before.keys() == after.keys() and not changed(before, after, fields) and all(
        downtimes(world, statement, before[k]) == downtimes(world, other, after[k]) for k in before)
    found = f"cutting {outage['id']} at {cut} changes\n  {brief(before.values())}\n  {brief(after.values())}"
    expect(same, found, case=case, halves=halves)
    return any(d.get("breached") == "yes" for d in before.values())


def changed(before, after, fields):
    return [k for k, d in before.items() if k not in after or any(d.get(f) != after[k].get(f) for f in fields)]


def downtimes(world, statement, decision):
    names = world.pack_of(decision).downtimes
    return {name: value for name, value in statement.measures(decision).items() if name in names}


def choose(draw, things):
    return draw(st.sampled_from(things)) if things else None


# A claim that names the incident is about the windows that this touches within the term. With the first part in its
# place, these stay the same only where it lies in one, and began within the term.
def one_window_for_each_claim(world, case, statement, incident):
    start, end = seconds(incident["start"]), seconds(incident.get("end", instant(case.as_of)))
    for claim in case.all("claim"):
        if claim.get("incident") != incident["id"]:
            continue
        before_term = case.one("subscription", claim["subscription"]).get("start", "") > incident["start"]
        if before_term or any(end > p.month(start)[1] for p in world.packs_of(case)):
            return False
        windows = [(d.get("guarantee"), d["window_start"]) for d in statement.decisions
                   if d.get("claim") == claim["id"] and "window_start" in d]
        if len({guarantee for guarantee, _ in windows}) != len(windows):
            return False
    return True


# Before the first claim was filed, since a claim is about what began before it; and in the first month, so that the
# second part touches all that the whole did.
def cut_before(world, case, outage):
    filed = [seconds(c["filed"]) for c in case.all("claim")]
    end = seconds(outage["end"]) if "end" in outage else case.as_of
    months = [p.month(seconds(outage["start"]))[1] for p in world.packs_of(case)]
    return min([end, case.as_of] + filed + months)


def excluded_incident_changes_nothing(world, case, draw):
    """Time that is excluded, alone and with an outage wholly inside it, changes no decision and grants nothing."""
    subscription = choose(draw, case.all("subscription"))
    found = [(p, e) for p in world.packs_of(case) if subscription and p.id == subscription["sla"] for e in p.exclusions]
    if not found:
        return False
    pack, exclusion = draw(st.sampled_from(found))
    start, end = excluded_time(draw, case, exclusion)
    if start >= end or end > case.as_of:
        return False
    base = case.with_records(excluding_record(case, exclusion, subscription["id"], start, end, draw))
    first = draw(st.one_of(st.just(start), st.integers(start, end - 1)))
    last = draw(st.one_of(st.just(end), st.integers(first + 1, end)))
    # The first and the last incident may be of different components, as guarantees of redundant parts need.
    more = base.with_records(("incident", outage_like(case.all("incident")[-1:], subscription["id"], first, last)))
    without, statement, other = (world.library.settle(c.xml(), steps=True) for c in (case, base, more))
    # Of the decisions of the same version; another may exclude other things.
    version = pack.id, pack.effective_from
    looked_at = lambda d: (d["sla"], d["effective_from"]) == version and exclusion.guarantee in (None, d["guarantee"])
    if is_apart(case, start, end):
        check_kept(without, statement, lambda d: looked_at(d) and not pack.measures_excluded(d["guarantee"]), case, base)
    check_kept(statement, other, looked_at, base, more)
    check_claimed(world, more, subscription["id"], last, looked_at)
    return any(d["subscription"] == subscription["id"] for d in by_key(statement, looked_at).values())


# Excluded time that takes from an outage changes something, as it should; a margin may be as long as a day.
def is_apart(case, start, end):
    spans = ((seconds(i["start"]), seconds(i.get("end", instant(case.as_of)))) for i in case.all("incident"))
    return all(b <= start - DAY or end + DAY <= a for a, b in spans)


def check_kept(statement, other, looked_at, case, more):
    before, after = by_key(statement, looked_at), by_key(other, looked_at)
    lost = changed(before, after, DECIDED) or [
        k for k in before if statement.measures(before[k]) != other.measures(after[k])]
    expect(not lost, "what is excluded changes\n  " + brief(before[k] for k in lost) + "\n  "
           + brief(after[k] for k in lost if k in after), case=case, more=more)
    new = [d for k, d in after.items() if k not in before and d["outcome"] == "granted"]
    expect(not new, f"what is excluded grants {brief(new)}", case=case, more=more)


def check_claimed(world, case, subscription, ended, looked_at):
    """A claim for the very outage that is excluded gets nothing for it."""
    claim = next((c for c in case.all("claim") if c["subscription"] == subscription), None)
    if claim is None:
        return
    kept = {k: v for k, v in claim.items() if k not in ("guarantee", "ticket", "window")}
    asked = case.with_records(("claim", {**kept, "id": "for-it", "incident": "within", "filed": instant(ended)}))
    granted = [d for d in world.library.settle(asked.xml()).granted() if d.get("incident") == "within" and looked_at(d)]
    expect(not granted, f"claimed by itself it gets {brief(granted)}", asked=asked)


def excluded_time(draw, case, exclusion):
    """Some time within the hours of the exclusion, near an incident of the case where it has one."""
    incident = choose(draw, case.all("incident"))
    near = seconds(incident["start"]) if incident else case.as_of - 40 * DAY
    if exclusion.hours is None:
        start = near + draw(st.integers(-3 * DAY, 3 * DAY))
        return start, start + draw(st.integers(1, 600 if exclusion.short else DAY))
    zone = exclusion.hours.zone
    day = datetime.fromtimestamp(near, zone).date() + timedelta(days=draw(st.integers(-3, 3)))
    over_midnight = timedelta(days=1 if exclusion.hours.until <= exclusion.hours.since else 0)
    opened, closed = (int(datetime(d.year, d.month, d.day, *time, tzinfo=zone).timestamp())
                      for d, time in ((day, exclusion.hours.since), (day + over_midnight, exclusion.hours.until)))
    start = draw(st.one_of(st.just(opened), st.integers(opened, closed - 1)))
    return start, draw(st.one_of(st.just(closed), st.integers(start + 1, closed)))


def excluding_record(case, exclusion, subscription, start, end, draw):
    if exclusion.of == "maintenance":
        return "maintenance", {"id": "excluding", "start": instant(start), "end": instant(end),
                               "subscription": subscription, "announced": instant(start - 10 * DAY),
                               **{flag: "yes" for flag in exclusion.flags}}
    like = outage_like(case.all("incident")[:1], subscription, start, end)
    return "incident", {**like, "id": "excluding", "cause": draw(st.sampled_from(exclusion.causes))}


def outage_like(incidents, subscription, start, end):
    """An outage with what the case says of an incident, if it has one, besides the time."""
    like = {k: v for incident in incidents for k, v in incident.items() if not INSTANT.fullmatch(v)}
    fields = {"cause": "power", "component": "network", "confirmed": "yes", **like, "id": "within", "kind": "outage"}
    began, ended = instant(start), instant(end)
    return {**fields, "subscription": subscription, "start": began, "end": ended, "reported": began}


# --- 7. more downtime ---


def more_downtime_never_gives_less(world, case, draw):
    """An outage that lasts longer, within its windows, gives the subscription as much or more."""
    excluded = {cause for p in world.packs_of(case) for cause in p.excluded_causes()}
    kinds = ("outage", "degradation", "hardware_failure")
    outage = choose(draw, [i for i in case.all("incident")
                           if "end" in i and i.get("kind", "outage") in kinds and i.get("cause") not in excluded])
    if outage is None or not all(p.monotone for p in world.packs_of(case)):
        return False
    statement = world.library.settle(case.xml())
    if any((d["sla"], d["guarantee"]) in LESS_FOR_MORE_DOWNTIME for d in statement.granted()):
        return False
    end, bound = seconds(outage["end"]), longest_end(world, case, statement, outage)
    if end >= bound:
        return False
    by = draw(st.one_of(st.sampled_from(STEPS), st.integers(1, DAY), st.just(bound - end)))
    longer = case.without(outage).with_records(("incident", {**outage, "end": instant(min(end + by, bound))}))
    other = world.library.settle(longer.xml())
    for s in case.all("subscription"):
        before, after = statement.total(s["id"]), other.total(s["id"])
        found = f"{s['id']} gets {before}, with more downtime {after}:"
        expect(before <= after, f"{found}\n  {brief(statement.decisions)}\n  {brief(other.decisions)}", case=case,
               longer=longer)
    return bool(statement.granted())


# Within every window that the end lies in: in another one the outage would be another event.
def longest_end(world, case, statement, outage):
    last = max(seconds(outage["start"]), seconds(outage["end"]) - 1)
    bounds = [case.as_of]
    for pack in world.packs_of(case):
        over = {g.get("over") for g in pack.guarantees.values()}
        bounds.append(pack.day_end(last) if "day" in over else pack.month(last)[1])
        if "billing_period" in over:
            windows = [(seconds(d["window_start"]), seconds(d["window_end"]))
                       for d in statement.decisions if "window_end" in d]
            bounds += [b for a, b in windows if a <= last < b] or [last]
    return min(bounds)


# --- 8. later ---


def waiting_changes_nothing(world, case, draw):
    """Once all records have ended, settling later gives the same; where something was pending, no less."""
    case = case.ended()
    later = case.at(case.as_of + draw(st.one_of(st.sampled_from([1, DAY, 366 * DAY]), st.integers(1, 400 * DAY))))
    statement, other = world.library.settle(case.xml()), world.library.settle(later.xml())
    # What would have expired by then can't be given any more.
    if any(d["reason"] == "no_remedy" for d in other.decisions):
        return False
    if any(d["outcome"] == "pending" for d in statement.decisions):
        for s in case.all("subscription"):
            before, after = statement.total(s["id"]), other.total(s["id"])
            expect(before <= after, f"{s['id']} gets {before}, later {after}", case=case, later=later)
    else:
        before, after = by_key(statement), by_key(other)
        lost = changed(before, after, ("outcome", "reason", "entitled", "amount"))
        expect(not lost, "waiting changes\n  " + brief(before[k] for k in lost) + "\n  "
               + brief(after[k] for k in lost if k in after), case=case, later=later)
    return bool(statement.granted())


# --- 9. the same again ---


def same_bytes_again(world, case, draw):
    """A second settlement, and one with a book loaded afresh, give the same bytes; steps are all that steps add."""
    xml = case.xml()
    first, second = world.library.texts(xml, times=2, steps=True)
    fresh = world.library.texts(xml, steps=True, fresh_book=True)[0]
    without_steps = world.library.texts(xml)[0]
    bare = "".join(line for line in first.splitlines(True) if not line.startswith("  <step "))
    for name, other in (("a second time", second), ("with a fresh book", fresh)):
        expect(first == other, f"settled {name} it differs:\n{first_difference(first, other)}", case=case)
    expect(bare == without_steps, f"without steps it differs:\n{first_difference(bare, without_steps)}", case=case)
    return bool(case.all("subscription"))


PROPERTIES = (never_cash, never_above_a_cap, replay_gives_nothing, corrected_start_pays_once, order_changes_nothing,
              cut_changes_nothing, excluded_incident_changes_nothing, more_downtime_never_gives_less,
              waiting_changes_nothing, same_bytes_again)
