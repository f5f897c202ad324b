"""What a host knows of a customer, and how that grows and is corrected from month to month."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from functools import cache

from calendar_of import instant, text

CASE = "{urn:redress:case:1}"
EVENTS = ("incident", "ticket", "maintenance", "measurement", "charge", "claim")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT.*")
SHIFTS = [timedelta(minutes=-10), timedelta(minutes=20), timedelta(hours=-1), timedelta(hours=-6), timedelta(hours=3),
          timedelta(days=-1), timedelta(days=1), timedelta(days=-12)]


class Facts:
    """The records of one account, as they are known now; each of a kind has an id of its own."""

    def __init__(self, chance, id, currency, begin):
        self.chance, self.currency, self.begin = chance, currency, begin
        self.account = {"id": id}
        self.records = {}
        self.count = self.corrections = 0
        self.given = []

    def all(self, kind):
        return self.records.setdefault(kind, [])

    def one(self, kind, id):
        return next(record for record in self.all(kind) if record["id"] == id)

    def id(self, kind):
        self.count += 1
        odd = self.chance.choice(("", "", "", "/", "#2", "%2F"))  # ids are the host's own, whatever they hold
        return f"{kind[0]}{odd}{self.count}"

    def add(self, kind, /, **fields):
        record = {name: value for name, value in fields.items() if value is not None}
        self.all(kind).append(record)
        return record

    def take_account(self, sample):
        """The account's own facts of a sample case, but for its id."""
        fields = dict(next(e for e in sample if e.tag == CASE + "account").attrib)
        self.account = {**fields, **self.account}

    # --- subscriptions ---

    def subscribe(self, version, sample=None):
        chance = self.chance
        start = self.begin + timedelta(days=chance.randint(-90, 40), hours=chance.choice((0, 0, 10, 23)))
        fields = {"id": self.id("subscription"), "sla": version.sla, "price": f"{chance.randint(5, 200)}.{chance.choice(('00', '50', '99'))}"}
        if chance.random() < 0.8:
            fields["start"] = text(start)
            if chance.random() < 0.5:
                fields["end"] = text(start + timedelta(days=chance.choice((120, 210, 365))))
        if sample is None:
            fields["level"] = chance.choice(("basic", "gold"))
        else:
            template = next(e for e in sample if e.tag == CASE + "subscription").attrib
            fields.update((k, v) for k, v in template.items() if k not in ("id", "sla", "start", "end"))
        return self.add("subscription", **fields)

    def active(self, subscription, at):
        return (("start" not in subscription or subscription["start"] <= text(at))
                and ("end" not in subscription or subscription["end"] > text(at)))

    def renew(self, subscription, at):
        """A term that ends is prolonged, or the customer leaves."""
        if "end" in subscription and text(at - timedelta(days=31)) < subscription["end"] <= text(at):
            if self.chance.random() < 0.5:
                subscription["end"] = text(instant(subscription["end"]) + timedelta(days=365))

    # --- what happens ---

    def month(self, begin, end, versions, samples):
        """What becomes known between two moments: of this time, of earlier ones, and of what was known otherwise."""
        for subscription in self.all("subscription"):
            self.renew(subscription, end)
            version = versions[subscription["sla"]]
            if version.shipped:
                if self.chance.random() < 0.7:
                    self.like_sample(subscription, self.chance.choice(samples[version.sla]), end)
            else:
                self.happen(subscription, begin, end, version)
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            self.chance.choice((self.correct_event, self.correct_event, self.withdraw, self.change_plan, self.move_anchor,
                                self.end_subscription, self.goodwill))(end)

    def moment(self, begin, end):
        return begin + timedelta(seconds=self.chance.randint(0, int((end - begin).total_seconds()) - 1))

    def happen(self, subscription, begin, end, version):
        chance = self.chance
        for _ in range(chance.choice((0, 1, 1, 2))):
            late = timedelta(days=chance.choice((0, 0, 0, 40)))
            start = max(self.moment(begin, end) - late, self.begin)
            length = timedelta(minutes=chance.choice((20, 61, 90, 300, 1000, 3000)))
            incident = self.add("incident", id=self.id("incident"), start=text(start),
                                end=text(start + length) if start + length <= end else None,
                                subscription=chance.choice((subscription["id"], subscription["id"], None)),
                                kind=chance.choice(("outage", "outage", "degradation")))
            self.claim(subscription, version, end, incident=incident["id"])
        if chance.random() < 0.4:
            opened = self.moment(begin, end)
            answered = opened + timedelta(minutes=chance.choice((30, 90, 400, 2000)))
            ticket = self.add("ticket", id=self.id("ticket"), opened=text(opened),
                              subscriptions=chance.choice((subscription["id"], None)),
                              first_response=text(answered) if answered <= end else None)
            self.claim(subscription, version, end, ticket=ticket["id"])
        if chance.random() < 0.3:
            start = self.moment(begin, end)
            self.add("maintenance", id=self.id("maintenance"), start=text(start), end=text(start + timedelta(hours=2)),
                     subscription=subscription["id"])
        for record in self.all("incident"):
            if "end" not in record and chance.random() < 0.7:
                record["end"] = text(self.moment(max(begin, instant(record["start"])), end + timedelta(seconds=1)))

    def claim(self, subscription, version, now, **about):
        """Customers ask once or twice, about an incident, a month or everything; or not at all."""
        chance = self.chance
        if not version.claims and chance.random() < 0.8:
            return
        for _ in range(chance.choice((0, 1, 1, 2))):
            which = chance.choice((about, about, {}, {"window": text(now - timedelta(days=20))[:10]}))
            self.add("claim", id=self.id("claim"), filed=text(now), subscription=subscription["id"],
                     remedy=chance.choice((None, None, "balance", "discount", "extension")), **which)

    def like_sample(self, subscription, sample, now):
        """The events of a sample case of this SLA, as many days later, so that its case is settled about now."""
        later = timedelta(days=(now - instant(sample.get("as_of"))).days)
        renamed = {}
        first = next(e for e in sample if e.tag == CASE + "subscription")
        for element in sample:
            kind = element.tag.removeprefix(CASE)
            about = element.get("subscription", element.get("subscriptions", first.get("id"))).split()
            if kind not in EVENTS or first.get("id") not in about:
                continue
            fields = {k: text(instant(v) + later) if INSTANT.fullmatch(v) else v for k, v in element.items()}
            if "window" in fields:
                fields["window"] = text(instant(fields["window"] + "T12:00:00Z") + later)[:10]
            for name in ("incident", "ticket", "duplicate_of"):
                if name in fields:
                    fields[name] = renamed.get((name.replace("duplicate_of", "ticket"), fields[name]))
            fields.pop("subscriptions", None)  # of an incident that hit several, the one that is told of here
            fields["subscriptions" if kind == "ticket" else "subscription"] = subscription["id"]
            if "id" in fields:
                renamed[kind, element.get("id")] = fields["id"] = self.id(kind)
            if all(fields.values()):
                self.add(kind, **fields)

    # --- corrections ---

    def correct_event(self, now):
        kind = self.chance.choice(("incident", "incident", "ticket"))
        if not self.all(kind):
            return
        event, shift = self.chance.choice(self.all(kind)), self.chance.choice(SHIFTS)
        first, *later = {"incident": ("start", "reported", "end"), "ticket": ("opened", "first_response", "resolved")}[kind]
        field = self.chance.choice([f for f in (first, first, *later) if f in event])
        moved = min(instant(event[field]) + shift, now)
        before = instant(event[first]) if field != first else self.begin - timedelta(days=200)
        after = min([instant(event[f]) for f in later if f in event], default=now) if field == first else now
        event[field] = text(min(max(moved, before), after))
        self.corrections += 1

    def withdraw(self, now):
        """It did not happen."""
        claimed = {claim.get("incident") for claim in self.all("claim")}
        free = [incident for incident in self.all("incident") if incident["id"] not in claimed]
        if free:
            self.all("incident").remove(self.chance.choice(free))
            self.corrections += 1

    def change_plan(self, now):
        subscription = self.chance.choice(self.all("subscription"))
        subscription["price"] = f"{self.chance.randint(5, 200)}.00"
        if subscription["sla"].startswith("random"):
            subscription["level"] = self.chance.choice(("basic", "gold"))
        self.corrections += 1

    def move_anchor(self, now):
        """The subscription began at another time than was known, or its prepaid term ends at another."""
        subscription = self.chance.choice(self.all("subscription"))
        if "start" in subscription:
            moved = instant(subscription["start"]) + self.chance.choice(SHIFTS)
            if "end" not in subscription or text(moved) < subscription["end"]:
                subscription["start"] = text(moved)
                self.corrections += 1

    def end_subscription(self, now):
        subscription = self.chance.choice(self.all("subscription"))
        if "end" not in subscription and subscription.get("start", "") < text(now):
            subscription["end"] = text(now)
            self.corrections += 1

    def goodwill(self, now):
        self.given.append({"id": f"goodwill-{self.id('goodwill')}", "amount": "3.00", "granted": text(now),
                           "subscription": self.chance.choice(self.all("subscription"))["id"], "remedy": "balance"})

    def goodwill_given(self):
        """What the host gave of its own accord since it was last asked."""
        given, self.given = self.given, []
        return given


@cache
def read_samples(folder):
    """The sample cases that have a statement, by SLA, where it is the only one in the case. The years' prices have cents."""
    samples = {}
    for file in sorted(folder.glob("*/*.statement.xml")):
        root = ElementTree.parse(file.with_name(file.name.replace(".statement.", ".case."))).getroot()
        slas = {e.get("sla") for e in root if e.tag == CASE + "subscription"}
        if len(slas) == 1 and root.get("currency") != "JPY":
            samples.setdefault(slas.pop(), []).append(root)
    return samples
