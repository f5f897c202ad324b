"""Cases like the samples: a sample with a few changes, each an ordinary thing that happens to an account."""

from functools import partial

from hypothesis import strategies as st

import records
from records import instant, seconds

HOUR, DAY = 3600, 86400
STEPS = [1, 60, 300, 600, 900, HOUR, 6 * HOUR, 12 * HOUR, DAY, 3 * DAY, 30 * DAY]
MONTHS_BACK, MONTHS_AHEAD = 12, 24
EVENTS = ("incident", "ticket", "maintenance", "measurement")
BEGIN = {"ticket": "opened", "charge": "period_start", "line": "period_start", "claim": "filed", "credit": "granted"}
END = {"ticket": "resolved", "charge": "period_end", "line": "period_end"}
NAMED_BY_CLAIM = ("incident", "ticket", "window", "guarantee")
FLAGS = ("confirmed", "recovered", "emergency", "leaving", "traffic_redirected", "escalated")
FORGOTTEN = ("cause", "confirmed", "reported", "component", "channel", "end", "start", "level", "announced",
             "subscription", "affected", "occurred", "response_limit", "resolution_limit", "price_period")


def pick(things, which):
    return things[which % len(things)] if things else None


def shift(fields, by, names=None):
    for field, value in fields.items():
        if records.INSTANT.fullmatch(value) and (names is None or field in names):
            fields[field] = instant(seconds(value) + by)


def move(case, which, by):
    """An event began and ended at another time."""
    event = pick(case.all(*EVENTS), which)
    if event is not None:
        shift(event, by)


def move_end(case, which, by):
    event = pick([e for e in case.all("incident", "maintenance", "ticket")], which)
    if event is not None:
        shift(event, by, ("end", "resolved", "first_response"))


def move_start(case, which, by):
    event = pick(case.all("incident", "maintenance", "ticket"), which)
    if event is not None:
        shift(event, by, ("start", "opened"))


def reprice(case, which, by):
    subscription = pick(case.all("subscription"), which)
    if subscription is not None:
        subscription["price"] = case.money(abs(by))


def repeat(case, which, by):
    """The same happened again under a new id."""
    found = [(name, fields) for name, fields in case.records if name in EVENTS]
    if not found:
        return
    name, fields = pick(found, which)
    again = dict(fields)
    shift(again, by)
    if "id" in again:
        again["id"] = free_id(case, name, again["id"])
    case.records.append((name, again))


def free_id(case, name, id):
    taken = {fields.get("id") for fields in case.all(name)}
    return next(new for new in (f"{id}-{n}" for n in range(2, 1000)) if new not in taken)


def claim_again(case, which, by):
    """Another claim, about the same or about less."""
    claim = pick(case.all("claim"), which)
    if claim is None:
        return
    again = dict(claim, id=free_id(case, "claim", claim["id"]))
    shift(again, by)
    if which % 3 == 1:
        again.pop(pick(NAMED_BY_CLAIM, which), None)
    case.records.append(("claim", again))


def name_another(case, which, by):
    """A claim names another incident, another ticket or another day."""
    claim = pick(case.all("claim"), which)
    if claim is None:
        return
    for kind in ("incident", "ticket"):
        if kind in claim:
            claim[kind] = pick(case.all(kind), which + by)["id"]
    if "window" in claim:
        claim["window"] = instant(seconds(claim["window"] + "T12:00:00Z") + by)[:10]


def wish(case, which, by):
    claim = pick(case.all("claim"), which)
    if claim is not None:
        claim["remedy"] = pick(("balance", "extension", "discount"), by)


def flip(case, which, by):
    events = case.all("incident", "maintenance", "claim", "ticket")
    found = [(fields, field) for fields in events for field in FLAGS if field in fields]
    if found:
        fields, field = pick(found, which)
        fields[field] = "no" if fields[field] == "yes" else "yes"


def forget(case, which, by):
    """A fact that need not be given is not."""
    found = [(fields, field) for name, fields in case.records for field in FORGOTTEN
             if field in fields and field not in required(name)]
    if found:
        fields, field = pick(found, which)
        del fields[field]


def required(name):
    return {"incident": ("start",), "maintenance": ("start", "end"), "measurement": ("start", "end"),
            "claim": ("subscription",), "charge": ("subscription",), "credit": ("subscription",)}.get(name, ())


def later(case, which, by):
    case.as_of += abs(by)


def change_months(case, which, by):
    """All of it happened some whole months earlier or later."""
    move_months(case, by % (MONTHS_BACK + MONTHS_AHEAD + 1) - MONTHS_BACK)


def move_months(case, months):
    case.as_of = seconds(other_month(instant(case.as_of), months))
    for _, fields in case.records:
        for field, value in fields.items():
            # The id of a credit has the first day of its window.
            parts = value.split("/") if field == "id" else [value]
            fields[field] = "/".join(other_month(part, months) for part in parts)


def other_month(text, months):
    if not records.INSTANT.fullmatch(text) and not records.DATE.fullmatch(text[:10]):
        return text
    day = records.date.fromisoformat(text[:10])
    return str(records.later_by_months(day, months)) + text[10:]


def second_service(case, which, by):
    """A second subscription of the same kind, with claims of its own."""
    subscription = pick(case.all("subscription"), which)
    if subscription is None:
        return
    new = free_id(case, "subscription", subscription["id"])
    case.records.append(("subscription", dict(subscription, id=new)))
    for name, fields in list(case.records):
        if name == "ticket" and subscription["id"] in fields.get("subscriptions", "").split():
            fields["subscriptions"] += " " + new
        if name in ("claim", "charge", "line", "incident") and fields.get("subscription") == subscription["id"]:
            again = dict(fields, subscription=new)
            if "id" in fields:
                again["id"] = free_id(case, name, fields["id"])
            case.records.append((name, again))


def change_level(levels, case, which, by):
    subscription = pick(case.all("subscription"), which)
    if subscription is not None and levels:
        subscription["level"] = pick(levels, by)


def given_before(guarantees, case, which, by):
    """A credit under the SLA itself, whose window may be one that is settled."""
    subscription = pick(case.all("subscription"), which)
    event = pick(case.all("incident", "ticket", "measurement"), which)
    if subscription is None or event is None or not guarantees:
        return
    day = event.get("start", event.get("opened"))[:10]
    day = pick((day[:8] + "01", day, instant(seconds(day + "T12:00:00Z") + by)[:10]), which)
    id = "/".join((subscription["sla"], pick(guarantees, by), subscription["id"], day))
    case.records.append(("credit", {
        "id": id if id not in {c["id"] for c in case.all("credit")} else free_id(case, "credit", "goodwill"),
        "subscription": subscription["id"], "amount": case.money(abs(by) % 5000),
        "granted": instant(case.as_of - abs(by))}))


def rebill(case, which, by):
    """Another amount was billed before, or a part of it was taken back at once."""
    charge = pick(case.all("charge"), which)
    if charge is None:
        return
    value = case.money(abs(by) % 50000)
    if by > 0:
        charge["amount"] = value
    else:
        case.records.append(("charge", {**charge, "kind": "one_time", "amount": "-" + value}))


def change_version(firsts, case, which, by):
    """All of it happened soon after a version of the SLA came into effect."""
    first, now = records.date.fromisoformat(pick(firsts, which)), records.date.fromisoformat(instant(case.as_of)[:10])
    move_months(case, 12 * (first.year - now.year) + first.month - now.month + abs(by) % 36)


def for_all(case, which, by):
    """An incident hit all services."""
    incident = pick(case.all("incident"), which)
    if incident is not None:
        incident.pop("subscription", None)


def goodwill(case, which, by):
    subscription = pick(case.all("subscription"), which)
    if subscription is None:
        return
    case.records.append(("credit", {
        "id": free_id(case, "credit", "goodwill"), "subscription": subscription["id"],
        "amount": case.money(abs(by) % 10000), "granted": instant(case.as_of - abs(by))}))


def carried_discount(case, which, by):
    """A discount of before of which something is left."""
    goodwill(case, which, by)
    credit = case.all("credit")
    if credit:
        credit[-1].update(remedy="discount", remaining=credit[-1]["amount"])


def bill(case, which, by):
    """A line of the invoice charges something else, or deducts it."""
    line = pick(case.all("line"), which)
    if line is not None:
        line["amount"] = ("-" if which % 5 == 1 else "") + case.money(abs(by) % 50000)


def next_invoice(case, which, by):
    """There is an invoice, with a line for the coming month."""
    if not case.all("invoice"):
        case.records.append(("invoice", {"id": "invoice-next", "issued": instant(case.as_of)}))
    subscription = pick(case.all("subscription"), which)
    owner = {"subscription": subscription["id"]} if subscription is not None and which % 2 else {}
    start = case.as_of + abs(by) % (10 * DAY)
    case.records.append(("line", {
        "id": free_id(case, "line", "line-next"), "amount": case.money(abs(by) % 30000),
        "period_start": instant(start), "period_end": instant(start + 30 * DAY), **owner}))


CHANGES = [move, move, move_end, move_end, move_start, reprice, repeat, claim_again, name_another, wish, flip, forget,
           later, change_months, second_service, for_all, goodwill, carried_discount, bill, rebill, next_invoice]

lengths = st.one_of(st.sampled_from(STEPS), st.sampled_from(STEPS).map(lambda s: -s), st.integers(-40 * DAY, 40 * DAY))


def cases_like(samples, packs):
    """One of the samples, changed; `packs` are those that they are under."""
    levels = sorted({level for p in packs for level in p.levels})
    paying = sorted({id for p in packs for id in p.paying})
    changes = CHANGES + [partial(given_before, paying)]
    changes += [partial(change_version, [p.effective_from for p in packs])] * len(packs)
    changes += [partial(change_level, levels)] * bool(levels)
    some = st.lists(st.tuples(st.sampled_from(changes), st.integers(0, 30), lengths), max_size=5)
    return st.builds(changed, st.sampled_from(samples), some)


def changed(sample, changes):
    case = sample.copy()
    for change, which, by in changes:
        change(case, which, by)
        records.tidy(case)
    return case
