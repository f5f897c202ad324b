"""Random packs and cases, with all mechanisms together. Both are trees of elements, so that they can be made smaller."""

import re
import xml.etree.ElementTree as ElementTree
import zoneinfo
from datetime import datetime, timedelta, timezone

from formulas_of import FLAGS, Formulas, ROUNDING, Scope, TEXTS, TOKENS

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Cairo")
WINDOWS = ("day", "calendar_month", "calendar_month", "quarter", "calendar_year", "billing_period", "term", "incident", "incident",
           "ticket", "ticket")
BASE = {"case": "case", "account": "account", "subscription": "subscription", "claim": "claim", "window": "window"}
MEASURED = ("incident", "incident", "incident", "ticket", "maintenance", "charge", "measurement", "subscription", "line")


OPENING = ((("working_days", "08:00-12:00"), ("working_days", "13:00-18:00")),
           (("monday tuesday wednesday thursday friday", "09:00-17:30"), ("saturday", "10:00-15:00")),
           (("all", "21:00-07:00"),), (("other_days", "00:00-24:00"), ("working_days", "07:30-19:00")),
           (("sunday", "01:30-03:00"), ("monday friday", "02:15-24:00")))


def text_of(element):
    return ElementTree.tostring(element, encoding="unicode")


class Generator:
    def __init__(self, random):
        self.random = random
        self.formulas = Formulas(random)
        self.pick, self.often = random.choice, self.formulas.often
        self.zone = self.pick(ZONES)
        self.as_of = self.pick((datetime(2026, 4, 15, 10), datetime(2024, 3, 31, 12), datetime(2025, 11, 5), datetime(2026, 1, 31, 23),
                                datetime(2024, 2, 29, 5), datetime(2026, 6, 1)))

    # ------------------------------------------------------------------------------------------------------------ rules

    def book(self):
        packs, self.calendars = [], {}  # the calendars that are files of the book, by id
        for number in range(self.pick((1, 1, 2))):
            name = f"s{number}"
            self.levels = self.often(0.3)
            zone = self.zone if number == 0 or self.often(0.4) else self.pick(ZONES)
            if self.often(0.25):
                change = (self.as_of - timedelta(days=self.random.randint(5, 60))).strftime("%Y-%m-01")
                ids = self.guarantee_ids()
                packs.append(self.pack(name, zone, "2020-01-01", change, ids))
                packs.append(self.pack(name, zone, change, None, self.guarantee_ids() if self.often(0.3) else ids))
            else:
                packs.append(self.pack(name, zone, "2020-01-01", None, self.guarantee_ids()))
        return packs + list(self.calendars.values())

    def guarantee_ids(self):
        return [("a", "b", "c")[i] for i in range(self.pick((1, 2, 2, 3)))]

    def pack(self, name, zone, effective_from, effective_to, ids):
        sla = ElementTree.Element("sla", {"xmlns": "urn:redress:rules:1", "id": name, "title": "t", "currency": "EUR",
                                          "timezone": zone, "effective_from": effective_from})
        if effective_to:
            sla.set("effective_to", effective_to)
        if self.often(0.5):
            sla.set("rounding", self.pick(ROUNDING))
        self.formulas.opening = False
        if self.often(0.4):
            self.calendar(sla)
        for record, name, kind, more in (("account", "individual", "flag", {"default": "no"}),
                                         ("incident", "impact", "token", {"values": "low high"}),
                                         ("account", "agreed", "date", {}), ("subscription", "grace", "duration", {}),
                                         ("subscription", "zone", "zone", {"values": " ".join(ZONES[1:4]), "default": ZONES[1]}),
                                         ("maintenance", "site_zone", "zone", {"values": " ".join(ZONES[:3])}),
                                         ("incident", "place", "zone", {"values": " ".join(ZONES[2:5])})):
            ElementTree.SubElement(sla, "fact", {"record": record, "name": name, "type": kind, **more})
        for field, words in (("incident.cause", TEXTS["incident"]["cause"]), ("claim.channel", TEXTS["claim"]["channel"])):
            if self.often(0.2):
                ElementTree.SubElement(sla, "words", {"field": field, "values": " ".join(words)})
        if self.levels:
            default = self.often(0.4)
            if default:
                ElementTree.SubElement(sla, "parameter", {"name": "limit", "value": self.pick(("2 hours", "45 minutes"))})
            for level in ("gold", "basic"):
                made = ElementTree.SubElement(sla, "level", {"id": level})
                if default and self.often(0.6):
                    continue
                ElementTree.SubElement(made, "parameter", {"name": "limit", "value": self.pick(("1 hour", "4 hours", "30 minutes"))})
        if self.often(0.4):
            self.clocks(sla)
        self.over_periods = self.often(0.3)
        windows = WINDOWS + ("outage",) * (8 if self.over_periods else 0)
        overs = [self.pick(windows) for _ in ids]
        if self.often(0.3):
            overs = [overs[0]] * len(overs)
        self.over_periods = "outage" in overs
        self.earlier = {}  # ids of guarantees that stand before, by what their windows are
        self.formulas.neighbours = self.neighbours = not {"incident", "ticket", "term", "outage"} & set(overs)
        subject = overs[0] if set(overs) in ({"incident"}, {"ticket"}) else None
        self.kinds = {}  # of all names, by type
        self.scope = Scope(BASE, levels=self.levels, subject=subject)
        self.shared = Scope(BASE, levels=self.levels, subject=subject)
        if self.over_periods:
            self.subject_periods(sla)
        for number in range(self.pick((0, 0, 1, 2))):
            self.named(sla, self.shared, f"shared{number}")
        self.scope.with_conditions(self.shared.conditions)
        for _ in range(self.pick((0, 0, 1, 2))):
            self.exclude(sla, self.scope)
        for number in range(self.pick((0, 0, 0, 1))):
            self.require(sla, self.shared, f"r{number}")
        for guarantee, over in zip(ids, overs):
            self.guarantee(sla, guarantee, over)
        self.claim(sla, overs)
        if self.often(0.3):
            ElementTree.SubElement(sla, "minimum", {"amount": self.pick(("1 EUR", "6 EUR", "12 EUR", "subscription.price * 10%")),
                                                    "below": self.pick(("drop", "raise", "hold", "hold"))})
            self.maybe(sla.find("minimum"), "when", self.formulas.condition(self.scope.without_names(), 1), 0.25)
        for _ in range(self.pick((0, 0, 1, 1, 2))):
            self.combine(sla, ids)
        for number in range(self.pick((0, 0, 1, 1, 2))):
            self.cap(sla, ids, number)
        self.formulas.neighbours = self.neighbours
        # What is credited later for an earlier window lowers what a rolling cap leaves, and so what is due, under the bound.
        rolling = any(cap.get("over", "").startswith("P") for cap in sla.findall("cap"))
        if not rolling and self.often(0.2):
            scope = Scope(BASE, {"due": "money"}, self.levels, subject)
            ElementTree.SubElement(sla, "approve", {"when": self.pick((
                "due above 5 EUR", "due at least 10 EUR", "due above subscription.price * 10%",
                f"due above 2 EUR and {self.formulas.condition(scope, 1)}"))})
        if self.often(0.15):
            forfeit = ElementTree.SubElement(sla, "forfeit", {"when": self.formulas.condition(
                Scope({"account": "account", "case": "case", "subscription": "subscription"}, {}, self.levels), 1)})
            self.maybe(forfeit, "clause", "9")
        self.remedies(sla)
        if self.often(0.15):
            charge = ElementTree.SubElement(sla, "charge", {
                "id": "fine", "when": self.formulas.condition(Scope({"account": "account", "case": "case"}), 1), "amount": "100 EUR / 3"})
            if self.often(0.5):
                charge.set("on", "account.agreed")
            charge.text = "A fine."
        self.use_all(sla)
        self.texts(sla, dict(zip(ids, overs)))
        if self.often(0.1):  # it changes nothing
            for parent in (sla, *sla.iter("tiers")):
                ElementTree.SubElement(parent, "allow", {"warning": "no-claim", "reason": "It is meant."})
        return sla

    # ------------------------------------------------------------------------------------------------------------ texts

    def texts(self, sla, overs):
        """What people read. It names what is used already, and changes nothing."""
        if self.often(0.3):
            sla.set("explanation", self.pick(("full", "full", "brief")))
        if self.often(0.4):
            return
        subject = self.shared.roots.get("subject")
        shared = Scope(BASE, self.shared.names, self.levels, subject)
        for require in sla.findall("require"):
            require.text = self.text(shared)
        for cap in sla.findall("cap"):
            self.formulas.neighbours = False
            cap.text = self.text(shared, ["bound"] + ["left"] * ("amount" in cap.attrib))
        self.formulas.neighbours = self.neighbours
        for minimum in sla.findall("minimum"):
            minimum.text = self.text(Scope(BASE, {}, self.levels, subject), ("bound", "entitled"))
        for charge in sla.findall("charge"):
            charge.text = self.text(Scope({"account": "account", "case": "case"}), ("amount",))
        self.sentences(sla, shared)
        for guarantee in sla.findall("guarantee"):
            over = overs[guarantee.get("id")]
            self.formulas.neighbours = over in ("day", "calendar_month", "quarter", "calendar_year", "billing_period")
            subject = over if over in ("incident", "ticket") else None
            own = {e.get("name"): self.kinds[e.get("name")] for e in guarantee if e.get("name") in self.kinds}
            scope = Scope(BASE, {**self.shared.names, **own}, self.levels, subject)
            for require in guarantee.findall("require"):
                require.text = self.text(Scope(BASE, self.shared.names, self.levels, subject))
            for cap in guarantee.findall("cap"):
                cap.text = self.text(scope, ("bound", "left"))
            self.sentences(guarantee, scope)
        self.formulas.neighbours = self.neighbours

    def sentences(self, parent, scope):
        for _ in range(self.pick((0, 1, 2))):
            of, said = self.pick((("granted", ("amount", "entitled", "credited", "remedy", "extension", "expires")), ("denied", ("entitled",)),
                                  ("review", ("missing", "due")), ("pending", ("decided_from",)), ("claim_too_late", ("deadline",)),
                                  ("already_credited", ("credited",)), ("window_open", ("decided_from",)), ("not_breached", ())))
            made = ElementTree.SubElement(parent, "sentence", {"of": of})
            if self.often(0.4):
                made.set("when", self.formulas.condition(scope, 1))
            made.text = "Said: " + self.text(scope, said, always=True)

    def text(self, scope, said=(), always=False):
        if not always and self.often(0.2):
            return "A text."
        values = [self.formulas.of(self.pick(("number", "duration", "money", "instant", "date")), scope, 1) for _ in range(self.pick((1, 1, 2)))]
        return " ".join("{" + value + "}" for value in [*said, *values] if self.often(0.7)) + " {{ }"

    def calendar(self, sla):
        calendar = ElementTree.SubElement(sla, "calendar")
        first, end = "", "9999-12-31"  # covered by all of them
        for number in range(self.pick((0, 0, 1, 2))):
            name = f"cal{number}"
            calendar.set("use", f"{calendar.get('use', '')} {name}".strip())
            if name not in self.calendars:
                made = self.calendars[name] = ElementTree.Element("calendar", {"xmlns": "urn:redress:rules:1", "id": name})
                self.bounds(made, "", "9999-12-31")
                self.days_of(made)
            first, end = max(first, self.calendars[name].get("from")), min(end, self.calendars[name].get("until"))
        if self.often(0.4):
            self.bounds(calendar, first, end)
        self.days_of(calendar, first, end)
        if self.often(0.5):
            self.formulas.opening = True
            zone = self.pick((None, None, None, "subscription.zone", self.pick(ZONES)))
            for days, daily in self.pick(OPENING):
                row = ElementTree.SubElement(calendar, "hours", {"days": days, "daily": daily})
                if zone:
                    row.set("timezone", zone)

    def day(self, later):
        return (self.as_of + timedelta(days=later)).strftime("%Y-%m-%d")

    def bounds(self, calendar, first, end):
        """The days that it covers, of those of [first, end): sometimes not all that a case asks for."""
        calendar.set("from", max(first, self.day(-self.pick((400, 390, 45, 12, 5)))))
        calendar.set("until", min(end, self.day(self.pick((190, 1, 4, -3)))))

    def days_of(self, calendar, first="", end=""):
        if self.often(0.5):
            calendar.set("weekend", self.pick(("sunday", "none", "friday saturday")))
        used = set()
        for kind in ("holiday", "working_day", "holiday"):
            day = self.day(-self.random.randint(0, 60))
            if day not in used and (calendar.get("from") or first) <= day < (calendar.get("until") or end) and self.often(0.7):
                ElementTree.SubElement(calendar, kind, {"date": day})
            used.add(day)

    def clocks(self, sla):
        """How the time of tickets runs; the last one may be for all."""
        roots = {"account": "account", "case": "case", "subscription": "subscription", "ticket": "ticket"}
        for last in (False, True):
            if self.often(0.5):
                made = ElementTree.SubElement(sla, "clock")
                if not last or self.often(0.4):
                    made.set("when", self.formulas.condition(Scope(roots, levels=self.levels, clock=True), 1))
                if self.formulas.opening and self.often(0.7):
                    made.set("hours", "opening")
                if self.often(0.4):
                    made.set("pauses", self.pick(("run", "stop")))

    def exclude(self, parent, scope):
        made = ElementTree.SubElement(parent, "exclude")
        of = self.pick(("maintenance", "incident", None))
        scope = self.before_windows(scope) if self.over_periods else scope.without_names()
        if of != "incident" and self.often(0.3):
            scope.roots["incident"] = "incident"  # the one that it would be taken off
        if of:
            made.set("of", of)
            record = scope.with_record(of)
            if self.often(0.7):
                made.set("where", self.formulas.condition(record, 1))
            if self.often(0.3):
                made.set("before", self.pick(("15 minutes", "1 hour")))
            if self.often(0.3):
                made.set("after", self.pick(("15 minutes", "1 hour")))
        elif "incident" in scope.roots or self.often(0.2):
            made.set("where", self.formulas.condition(scope, 1))
        if of is None or self.often(0.4):
            made.set(self.pick(("daily", "except_daily")), self.pick(("00:30-07:30", "21:00-07:00", "02:15-02:45", "08:00-20:00",
                                                                     "00:00-24:00", "01:30-03:00")))
            if self.often(0.4):
                made.set("days", self.pick(("working_days", "other_days", "sunday", "monday wednesday friday", "saturday tuesday")))
            if self.often(0.4):
                of_record = ("maintenance.site_zone",) if of == "maintenance" else ()
                made.set("timezone", self.pick((self.pick(ZONES), "subscription.zone", "incident.place", *of_record)))

    def require(self, parent, scope, name):
        made = ElementTree.SubElement(parent, "require", {"id": name, "that": self.formulas.mostly(scope)})
        if self.often(0.4):
            made.set("otherwise", "review")
        made.text = "A condition."

    def named(self, parent, scope, name):
        """A measure, a let or a ladder, whose name the scope then knows."""
        r = self.random.random()
        if r < 0.2:
            kind = self.pick(("number", "duration", "money", "condition", "instant", "date"))
            ElementTree.SubElement(parent, "let", {"name": name, "value": self.formulas.of(kind, scope, 2)})
        elif r < 0.3:
            kind = self.tiers(parent, scope, name)
        elif r < 0.42:
            kind = self.periods(parent, scope, name)
        elif r < 0.56:
            return self.condition_of(parent, scope, name)
        elif scope.named("periods"):
            kind = self.measure_periods(parent, scope, name, self.pick(scope.named("periods")))
        else:
            kind = self.measure(parent, scope, name)
        scope.names[name] = self.kinds[name] = kind

    def condition_of(self, parent, scope, name):
        """A condition of a record, by its own facts or also by what was computed before."""
        of = self.pick((*MEASURED, *scope.named("periods"), *scope.named("periods")))
        plain = self.often(0.6)
        roots = {root: kind for root, kind in scope.roots.items() if root not in ("window", "claim")}
        inside = Scope({}, clock=True) if plain else Scope(roots, scope.names, self.levels)
        inside.with_conditions(scope.without_names().conditions if plain else scope.conditions)
        inside.roots[of] = "period" if of in scope.named("periods") else of
        ElementTree.SubElement(parent, "condition", {"name": name, "of": of, "that": self.formulas.condition(inside, 1)})
        scope.conditions[name] = of, plain
        self.kinds[name] = f"condition of {of}"

    def tiers(self, parent, scope, name):
        of = self.pick(("number", "duration"))
        kind = self.pick(("number", "money", "duration"))
        made = ElementTree.SubElement(parent, "tiers", {"name": name, "of": self.formulas.of(of, scope, 1), "monotone": "no"})
        bounds = ("90%", "99%", "1", "5") if of == "number" else ("30 minutes", "1 hour", "4 hours", "2 days")
        chosen = sorted(self.random.sample(range(4), self.random.randint(1, 3)))
        rising = self.often(0.5)
        for index in chosen if rising else reversed(chosen):
            bound = self.pick(("below", "at_most") if rising else ("at_least", "above"))
            ElementTree.SubElement(made, "tier", {bound: bounds[index], "value": self.formulas.of(kind, scope, 1)})
        ElementTree.SubElement(made, "tier", {"value": self.formulas.of(kind, scope, 1)})
        return kind

    def periods(self, parent, scope, name):
        made = ElementTree.SubElement(parent, "periods", {"name": name})
        of = self.pick(("incident", "incident", "ticket", "measurement"))
        if of != "incident" or self.often(0.5):
            made.set("of", of)
        self.whose(made, scope, of)
        record = scope.with_record(of)
        if self.often(0.4):
            made.set("where", self.formulas.condition(record, 1))
        for field in ("start", "end"):
            if self.often(0.25):
                made.set(field, self.formulas.moment_instant(record, 1))
        if self.often(0.6):
            made.set("join", self.pick(("1 hour", "2 days", "20 minutes", "0.5 seconds", "level.limit" if self.levels else "3 hours")))
            if self.often(0.4):
                made.set("gaps", self.pick(("down", "up")))
        if self.often(0.5):
            made.set("at_least", self.pick(("1 hour", "2 hours", "30 minutes", "90.5 seconds")))
        if of == "incident" and self.often(0.25):
            made.set("exclusions", self.pick(("no", "yes")))
        self.range(made, scope, scope.roots.get("subject"))
        return "periods"

    @staticmethod
    def before_windows(scope):
        """What can be named before there is a window."""
        return Scope({root: kind for root, kind in scope.roots.items() if root in ("case", "account", "subscription")}, {}, scope.levels)

    def subject_periods(self, sla):
        """Those that guarantees are over."""
        made = ElementTree.SubElement(sla, "periods", {"name": "outage"})
        of = self.pick(("incident", "incident", "incident", "ticket"))
        if of != "incident" or self.often(0.5):
            made.set("of", of)
        if self.often(0.2):
            made.set("scope", "account")
        record = self.before_windows(self.scope).with_record(of)
        if self.often(0.4):
            made.set("where", self.formulas.condition(record, 1))
        for field in ("start", "end"):
            if self.often(0.25):
                made.set(field, self.formulas.moment_instant(record, 1))
        if self.often(0.7):
            made.set("join", self.pick(("1 hour", "2 days", "20 minutes", "level.limit" if self.levels else "10 hours", "1 week")))
            if self.often(0.4):
                made.set("gaps", self.pick(("down", "up")))
        if self.often(0.4):
            made.set("at_least", self.pick(("1 hour", "30 minutes")))
        if of == "incident" and self.often(0.2):
            made.set("exclusions", self.pick(("no", "yes")))
        self.shared.names["outage"] = self.kinds["outage"] = "periods"

    def windows(self, parent, name, over):
        ElementTree.SubElement(parent, "windows", {"name": name, "of": self.pick(self.earlier[over]),
                                                   "last": self.pick(("1", "2", "3", "6"))})
        self.maybe(parent[-1], "before", self.pick(("yes", "no")), 0.5)
        self.maybe(parent[-1], "consecutive", self.pick(("yes", "yes", "no")), 0.7)
        return "number"

    def measure_periods(self, parent, scope, name, of):
        kind = self.pick(("downtime", "downtime", "count", "sum", "max", "min", "average"))
        made = ElementTree.SubElement(parent, kind, {"name": name, "of": of})
        record = scope.with_record("period")
        record.roots[of] = record.roots.pop("period")
        if self.often(0.4):
            made.set("where", self.formulas.condition(record, 1))
        if kind in ("downtime", "count"):
            return {"downtime": "duration", "count": "number"}[kind]
        made.set("value", self.formulas.of("duration", record, 1))
        if kind != "sum" and self.often(0.6):
            made.set("else", "0 hours")
        return "duration"

    def whose(self, made, scope, of):
        subject = scope.roots.get("subject")
        if self.often(0.4):
            scopes = ["account", "subscription"]
            if subject in ("incident", "ticket") and of in (subject, "subscription"):
                scopes.append("subject")
            made.set("scope", self.pick(scopes))

    def measure(self, parent, scope, name):
        kind = self.pick(("downtime", "downtime", "downtime", "time", "count", "sum", "max", "min", "average"))
        made = ElementTree.SubElement(parent, kind, {"name": name})
        of, result = "incident", {"downtime": "duration", "time": "duration", "count": "number"}.get(kind)
        subject = scope.roots.get("subject")
        if kind == "time" and self.often(0.4):
            self.range(made, scope, None)
            return result
        if kind != "downtime":
            of = self.pick([of for of in MEASURED if kind != "time" or of != "subscription"])
            made.set("of", of)
        self.whose(made, scope, of)
        record = scope.with_record(of)
        if self.often(0.5):
            made.set("where", self.formulas.condition(record, 1))
        if kind in ("sum", "max", "min", "average"):
            result = {"incident": "duration", "ticket": "duration", "maintenance": "duration", "charge": "money",
                      "subscription": "money", "line": "money", "measurement": "number"}[of]
            made.set("value", self.formulas.of(result, record, 1))
        if kind in ("max", "min", "average") and self.often(0.5):
            made.set("else", {"duration": "0 hours", "money": "1 EUR", "number": "2"}[result])
        if kind == "sum" and of != "subscription" and self.often(0.4):
            made.set("prorate", "yes")
        if kind == "downtime" and self.often(0.2):
            made.set("weight", self.pick(("incident.affected", "incident.affected", "max(0, incident.affected - 20%)",
                                          "if incident.impact is low then 50% else 1")))
        elif kind == "downtime" and made.get("scope") != "subject" and self.often(0.15):
            made.set("concurrent", "2")
        elif kind not in ("downtime", "time") and self.often(0.3):
            made.set("records", self.pick(("starting", "ending", "touching")))
        if (of == "incident" or kind == "time") and self.often(0.25):
            made.set("exclusions", self.pick(("no", "yes")))
        self.range(made, scope, subject)
        return result

    def range(self, made, scope, subject):
        if self.often(0.12) and self.can_shift:
            made.set("shift", self.pick(("-1", "1", "-2")))
        elif self.often(0.2):
            if self.often(0.7):
                made.set("from", self.formulas.moment(scope, 1))
            if self.often(0.7):
                made.set("until", self.formulas.moment(scope, 1))

    can_shift = False

    @staticmethod
    def before_window(scope):
        """What the start of a window can name: all but the window."""
        roots = {root: kind for root, kind in scope.roots.items() if root != "window"}
        return Scope(roots, {}, scope.levels)

    def guarantee(self, sla, name, over):
        made = ElementTree.SubElement(sla, "guarantee", {"id": name, "over": over})
        self.formulas.neighbours = over not in ("incident", "ticket", "term", "outage")
        subject = over if over in ("incident", "ticket") else None
        scope = Scope(BASE, self.shared.names, self.levels, subject).with_conditions(self.shared.conditions)
        if over == "outage":
            del scope.names["outage"]
            scope.roots["outage"] = "period"
        if self.often(0.3):
            made.set("clause", "1")
        if self.often(0.15):
            roots = {root: kind for root, kind in scope.roots.items() if root != "claim"}
            made.set("when", self.formulas.condition(Scope(roots, {}, self.levels), 1))
        if self.levels and self.often(0.3):
            made.set("level_at", self.pick(("start", "end")))
        if subject and self.often(0.25):
            start = "subject.start" if over == "incident" else "subject.opened"
            made.set("from", f"{start} + {self.pick(('2 hours', '1 day', '30 minutes', '1 working day'))}"
                     if self.often(0.7) else self.formulas.moment_instant(self.before_window(scope), 1))
        if over in ("quarter", "calendar_year", "term") and self.often(0.6):
            made.set("decided_from", "window.start")
        elif self.often(0.15):
            made.set("decided_from", self.formulas.moment(scope, 1))
        self.can_shift = over not in ("incident", "ticket", "term", "outage")
        for number in range(self.pick((1, 1, 2, 3))):
            self.named(made, scope, f"{name}{number}")
        if self.can_shift and over in self.earlier and self.often(0.6):
            scope.names[f"{name}_broken"] = self.kinds[f"{name}_broken"] = self.windows(made, f"{name}_broken", over)
        else:
            self.earlier.setdefault(over, []).append(name)
        self.can_shift = False
        if self.often(0.2):
            self.exclude(made, scope)
        if self.often(0.15):
            self.require(made, Scope(BASE, self.shared.names, self.levels, subject), f"r_{name}")
        conditions = [f"{n} at least {self.pick(('1', '2'))}" for n in scope.names if n.endswith("_broken")]
        if over == "outage" and self.often(0.8):
            conditions.append(f"outage.length above {self.pick(('0 hours', '30 minutes', '2 hours'))}")
        broken = [n for n in scope.names if n.endswith("_broken")]
        if (over == "outage" or broken) and self.often(0.5):  # alone, so that what is due goes by it
            return self.pays_by(made, broken)
        conditions += [f"{d} above {self.pick(('0 hours', '30 minutes'))}" for d in scope.named("duration") if self.often(0.7)]
        if over == "ticket" and self.often(0.6):
            kind = self.pick(("response", "resolution"))
            conditions.append(self.pick((f"subject.{kind}_time above {self.pick(('1 hour', '3 hours', '20 minutes'))}",
                                         f"subject.{kind}_due below {self.pick(('case.as_of', 'window.end'))}")))
        conditions.append(self.formulas.condition(scope, 1) if self.often(0.7) else "yes")
        ElementTree.SubElement(made, "breach", {"when": " or ".join(conditions)})
        if self.often(0.93):
            value = self.formulas.money(scope, 2) if self.often(0.8) else self.formulas.duration(scope, 1)
            if self.often(0.65):
                value = self.pick(("2 EUR", "5 EUR", "subscription.price * 10%", "10 EUR", "12 hours", "2 days", "1 EUR / 3",
                                   "1 day", "1 month", "subscription.billing_period", "if account.units above 2 then 1 week else 2 months"))
            ElementTree.SubElement(made, "credit", {"value": value})
            for number in range(self.pick((0, 0, 0, 1, 1, 2))):
                self.cap_of(made, scope, number)
        self.formulas.neighbours = self.neighbours

    def pays_by(self, guarantee, broken):
        """Breach and credit by the length of the period, or by how many windows were broken."""
        found = broken[0] if broken else None
        ElementTree.SubElement(guarantee, "breach", {"when": f"{found} above 0" if found else self.pick((
            "outage.length above 0 hours", "outage.length at least 1 hour"))})
        ElementTree.SubElement(guarantee, "credit", {"value": f"1 EUR * {found}" if found else self.pick((
            "1 EUR * (outage.length / 1 hour)", "2 EUR * ceil(outage.length / 1 hour)"))})
        self.formulas.neighbours = self.neighbours

    def claim(self, sla, overs):
        if self.often(0.5):
            return
        scope = Scope(BASE, levels=self.levels)
        made = ElementTree.SubElement(sla, "claim", {"required": self.pick(("yes", "yes", "yes", "no"))})
        if self.often(0.3):
            made.set("channel", self.pick(("email", "email portal")))
        if self.often(0.2):
            made.set("from", self.pick(("window.end", "date(window.start) + 3 days", self.formulas.moment(scope, 1))))
        if self.often(0.3):
            made.set("until", self.pick(("window.end + 60 days", "date(window.end) + 1 month", self.formulas.moment(scope, 1))))
        if self.often(0.4):
            made.set("answer_by", self.pick(("claim.filed + 3 working days", "date(claim.filed) + 1 week",
                                             self.formulas.moment(scope, 1))))

    def events(self, sla, made, needed):
        """What the event of a rule can be: an incident or a ticket where so many of its promises are about one, or a claim names it."""
        claims = sla.find("claim") is not None and sla.find("claim").get("required") == "yes"
        named = made.get("guarantees", "").split()
        overs = [g.get("over") for g in sla.findall("guarantee") if not named or g.get("id") in named]
        return ["window", *(["claim"] if claims else []),
                *(kind for kind in ("incident", "ticket") if claims or overs.count(kind) >= needed)]

    def combine(self, sla, ids):
        if len(ids) < 2:
            return
        made = ElementTree.SubElement(sla, "combine")
        if self.often(0.5):
            made.set("guarantees", " ".join(self.random.sample(ids, 2)))
        if self.often(0.6):
            made.set("per", self.pick(self.events(sla, made, 2)))

    def cap(self, sla, ids, number):
        made = ElementTree.SubElement(sla, "cap")
        self.formulas.neighbours = False  # its window is of another kind
        if self.often(0.5):
            made.set("id", f"k{number}")
        if self.often(0.3):
            made.set("guarantees", " ".join(self.random.sample(ids, self.random.randint(1, len(ids)))))
        events = self.events(sla, made, 1)
        if self.often(0.35):
            made.set("count", self.pick(("1", "2", "0", "1", "3")))
        else:
            scope = Scope(BASE, self.shared.names, self.levels, self.shared.roots.get("subject"))
            made.set("amount", self.pick(("5 EUR", "12 EUR", "subscription.price * 50%", "7.335 EUR", "0.004 EUR",
                                          f"max({self.formulas.money(scope, 1)}, 0 EUR)")))
        if self.often(0.2):
            made.set("over", self.pick(("P12M", "P30D", "P1M", "P1Y10D", "P3D")))
        elif self.often(0.7):
            made.set("over", self.pick([over for over in WINDOWS if over not in ("incident", "ticket") or over in events]))
        if self.often(0.6):
            made.set("per", self.pick(["claim"] * ("claim" in events) + ["guarantee", "account", "account"]))
        if self.often(0.4):
            made.set("counting", self.pick(("all", "sla")))
        if self.often(0.25):
            made.set("when", self.formulas.condition(Scope(BASE, self.shared.names, self.levels,
                                                           self.shared.roots.get("subject")), 1))

    def cap_of(self, guarantee, scope, number):
        """What a promise is worth at most."""
        made = ElementTree.SubElement(guarantee, "cap", {"amount": self.pick((
            "4 EUR", "subscription.price * 25%", "1.005 EUR", "0 EUR", f"max({self.formulas.money(scope, 1)}, 0 EUR)"))})
        if self.often(0.5):
            made.set("id", f"k_{guarantee.get('id')}{number}")
        if self.often(0.3):
            made.set("when", self.formulas.condition(scope, 1))

    def remedies(self, sla):
        kinds = self.random.sample(("balance", "extension", "discount"), self.pick((1, 1, 2, 3)))
        for kind in kinds:
            made = ElementTree.SubElement(sla, "remedy", {"kind": kind})
            if self.often(0.3) and (kind != kinds[-1] or self.often(0.2)):
                made.set("when", self.formulas.mostly(self.scope.without_names()))
            if kind == "extension":
                if self.often(0.4):
                    made.set("step", self.pick(("1 day", "2 days", "1 week", "1 hour", "24 hours", "18 hours")))
                if self.often(0.4):
                    made.set("rounding", self.pick(ROUNDING))
            elif self.often(0.3):
                made.set("expires", self.pick(("P1M", "P10D", "P12M", "account.agreed + 2 months", "case.as_of + 1 day",
                                                self.formulas.moment(self.scope.without_names(), 1))))
            if kind == "discount" and self.often(0.4):
                made.set("fallback", self.pick(("balance", "extension")))

    def use_all(self, sla):
        """A name that nothing uses is refused: those that are left stand in a breach."""
        for guarantee in sla.findall("guarantee"):
            self.use_names(guarantee, [e.get("name") for e in guarantee if e.get("name")], guarantee)
        if self.levels and "level.limit" not in text_of(sla):
            breach = sla.find("guarantee").find("breach")
            breach.set("when", f"{breach.get('when')} or window.length above level.limit + 9000 days")
        self.use_names(sla, [e.get("name") for e in sla if e.get("name") and e.tag != "fact"], self.pick(sla.findall("guarantee")))

    def use_names(self, parent, names, guarantee):
        text = text_of(parent)
        breach = guarantee.find("breach")
        for name in names:
            if len(re.findall(rf"\b{name}\b", text)) < 2:
                kind = self.kinds[name]
                if kind == "periods":
                    guarantee.insert(list(guarantee).index(breach), ElementTree.Element("count", {"name": f"count_{name}", "of": name}))
                    breach.set("when", f"{breach.get('when')} or count_{name} above 1")
                    continue
                if kind.startswith("condition of "):
                    guarantee.insert(list(guarantee).index(breach), ElementTree.Element(
                        "count", {"name": f"count_{name}", "of": kind.removeprefix("condition of "), "where": name}))
                    breach.set("when", f"{breach.get('when')} or count_{name} above 1")
                    continue
                if kind == "condition":
                    more = name
                elif kind in ("instant", "date"):
                    more = f"{name} above {name} + 1 day"
                else:
                    more = f"{name} above {({'number': '2', 'duration': '1 hour', 'money': '3 EUR'})[kind]}"
                breach.set("when", f"{breach.get('when')} or {more}")


    # ------------------------------------------------------------------------------------------------------------- case

    def moments(self, packs):
        """Where things like to happen: at boundaries and changes of the clocks."""
        zones = [zoneinfo.ZoneInfo(pack.get("timezone")) for pack in packs]
        found = []
        for zone in zones:
            for back in range(0, 120):
                day = self.as_of - timedelta(days=back)
                local = datetime(day.year, day.month, day.day, tzinfo=zone)
                if day.day == 1 or local.utcoffset() != (local + timedelta(days=1)).utcoffset() or self.random.random() < 0.03:
                    found.append(local.astimezone(timezone.utc).replace(tzinfo=None))
        return [moment for moment in found if moment <= self.as_of] or [self.as_of]

    def moment(self, latest=None):
        latest = latest or self.as_of
        r = self.random.random()
        if r < 0.35:
            found = self.pick(self.pool) + timedelta(seconds=self.pick((0, 0, 1, -1, 3600, 7200, -3600)))
        else:
            found = self.as_of - timedelta(hours=self.random.randint(0, 24 * 90), minutes=self.pick((0, 0, 15, 30, 59)))
        return min(found, latest)

    @staticmethod
    def spelled(moment):
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def maybe(self, element, name, value, share=0.5):
        if self.often(share):
            element.set(name, value)

    def case(self, book):
        packs = [tree for tree in book if tree.tag == "sla"]
        self.pool = self.moments(packs)
        case = ElementTree.Element("case", {"xmlns": "urn:redress:case:1", "id": "c", "as_of": self.spelled(self.as_of),
                                            "currency": "EUR"})
        if self.often(0.2):
            bounds = sorted(self.spelled(self.moment()) for _ in range(2))
            case.set("windows_from", bounds[0])
            self.maybe(case, "windows_until", bounds[1])
        self.maybe(case, "estimates", "yes", 0.3)
        account = ElementTree.SubElement(case, "account", {"id": "acc"})
        self.maybe(account, "standing", self.pick(TOKENS["account"]["standing"]), 0.2)
        self.maybe(account, "units", self.pick(("1", "5", "60")))
        self.maybe(account, "overdue_invoices", "1", 0.2)
        self.maybe(account, "individual", "yes", 0.2)
        self.maybe(account, "agreed", (self.as_of - timedelta(days=self.random.randint(-3, 60))).strftime("%Y-%m-%d"), 0.4)
        slas = sorted({pack.get("id") for pack in packs})
        self.subscriptions = [f"v{i}" for i in range(self.pick((1, 1, 2, 3)))]
        for name in self.subscriptions:
            self.subscription(case, name, slas, packs)
        for number in range(self.pick((0, 1, 2, 3, 4, 5))):
            self.incident(case, f"i{number}")
        if any(pack.find("periods[@name='outage']") is not None for pack in packs) and self.often(0.6):
            self.chain(case)
        for number in range(self.pick((0, 0, 1, 2))):
            self.maintenance(case, f"m{number}")
        for number in range(self.pick((0, 0, 1, 2, 3))):
            self.ticket(case, f"t{number}")
        for number in range(self.pick((0, 0, 1, 2))):
            self.charge(case)
        for number in range(self.pick((0, 0, 1, 2))):
            self.measurement(case)
        for number in range(self.pick((0, 1, 2, 3))):
            self.a_claim(case, f"c{number}", packs)
        self.goodwill(case)
        self.invoice(case)
        for kind in ("holiday", "working_day"):
            if self.often(0.1):
                ElementTree.SubElement(case, kind, {"date": (self.as_of - timedelta(days=self.random.randint(0, 30))).strftime("%Y-%m-%d")})
        return case

    def subscription(self, case, name, slas, packs):
        made = ElementTree.SubElement(case, "subscription", {"id": name, "sla": self.pick(slas),
                                                             "price": self.pick(("30", "100", "29.90", "30", "7.77", "1000", "100", "0"))})
        if any(pack.get("id") == made.get("sla") and pack.find("level") is not None for pack in packs):
            if self.often(0.95):
                made.set("level", self.pick(("gold", "basic")))
        self.maybe(made, "kind", self.pick(TOKENS["subscription"]["kind"]), 0.2)
        self.maybe(made, "zone", self.pick(ZONES[1:4]), 0.4)
        self.maybe(made, "grace", self.pick(("PT2H", "3600")), 0.8)
        self.maybe(made, "price_period", self.pick(("P1M", "P3M", "P1Y", "P30D")), 0.2)
        self.maybe(made, "billing_period", self.pick(("P1M", "P1M", "P3M", "P10D", "P1Y")), 0.4)
        if self.often(0.9):
            start = self.pick((self.moment(), self.as_of - timedelta(days=400), datetime(self.as_of.year, 1, 31, 12),
                               datetime(self.as_of.year - 1, 8, 31)))
            start = min(start, self.as_of)
            made.set("start", self.spelled(start))
            if self.often(0.94):
                end = self.pick((start + timedelta(days=365), self.as_of + timedelta(days=40), self.moment(), self.as_of,
                                 start + timedelta(days=90), self.same_day_later(start, self.pick((1, 3, 6, 12, 24)))))
                if end > start:
                    made.set("end", self.spelled(end))
        if self.often(0.25):
            self.plans(case, made)

    def plans(self, case, subscription):
        """What it costs later, each from a moment of its own."""
        start = datetime.strptime(subscription.get("start", "2000-01-01T00:00:00Z"), "%Y-%m-%dT%H:%M:%SZ")
        moments = {max(start, self.pick((self.moment(), self.moment(), self.as_of + timedelta(days=9), start)))
                   for _ in range(self.pick((1, 1, 2, 3)))}
        for moment in sorted(moments):
            made = ElementTree.SubElement(case, "plan", {"subscription": subscription.get("id"), "from": self.spelled(moment),
                                                         "price": self.pick(("10", "45.50", "7.77", "0"))})
            if subscription.get("level"):
                self.maybe(made, "level", self.pick(("gold", "basic")), 0.4)
            self.maybe(made, "kind", self.pick(TOKENS["subscription"]["kind"]), 0.2)
            self.maybe(made, "price_period", self.pick(("P1M", "P3M", "P1Y", "P30D")), 0.2)

    @staticmethod
    def same_day_later(moment, months):
        year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
        return moment.replace(year=year, month=month + 1, day=min(moment.day, 28))

    def about(self, element):
        if element.tag in ("incident", "maintenance") and self.often(0.15):
            self.about_several(element)
        else:
            self.maybe(element, "subscription", self.pick(self.subscriptions), 0.4)

    def about_several(self, element):
        some = self.random.sample(self.subscriptions, self.random.randint(1, len(self.subscriptions)))
        element.set("subscriptions", " ".join(some))

    def incident(self, case, name):
        start = self.moment()
        made = ElementTree.SubElement(case, "incident", {"id": name, "start": self.spelled(start)})
        lasts = self.pick((timedelta(0), timedelta(minutes=29), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
                           timedelta(days=1), timedelta(hours=1), timedelta(days=3), timedelta(days=self.pick((4, 40)))))
        end = self.pick((start + lasts, start + lasts, start + lasts, self.moment()))
        if end >= start and self.often(0.92):
            made.set("end", self.spelled(min(end, self.as_of)))
        self.about(made)
        for field in ("cause", "component", "severity"):
            self.maybe(made, field, self.pick(TEXTS["incident"][field]), 0.9)
        self.maybe(made, "kind", self.pick(TOKENS["incident"]["kind"]), 0.3)
        self.maybe(made, "impact", self.pick(("low", "high")), 0.9)
        self.maybe(made, "place", self.pick(ZONES[2:5]), 0.95)
        self.maybe(made, "affected", self.pick(("50%", "0.3", "0")), 0.3)
        self.maybe(made, "reported", self.spelled(min(start + timedelta(minutes=self.pick((0, 20, 90))), self.as_of)), 0.85)
        for field in FLAGS["incident"]:
            self.maybe(made, field, "yes", 0.3)

    def maintenance(self, case, name):
        start = self.moment()
        made = ElementTree.SubElement(case, "maintenance", {
            "id": name, "start": self.spelled(start), "end": self.spelled(start + self.pick((timedelta(hours=1), timedelta(hours=8),
                                                                                             timedelta(days=2))))})
        self.about(made)
        self.maybe(made, "announced", self.spelled(start - timedelta(hours=self.pick((48, 1, 72)))), 0.6)
        self.maybe(made, "emergency", "yes", 0.3)
        self.maybe(made, "site_zone", self.pick(ZONES[:3]), 0.9)

    def ticket(self, case, name):
        opened = self.moment()
        made = ElementTree.SubElement(case, "ticket", {"id": name, "opened": self.spelled(opened)})
        if self.often(0.5):
            self.about_several(made)
        self.maybe(made, "channel", self.pick(("email", "phone")), 0.9)
        self.maybe(made, "priority", self.pick(("urgent", "normal")), 0.9)
        response = min(opened + timedelta(minutes=self.pick((5, 60, 600, 0))), self.as_of)
        self.maybe(made, "first_response", self.spelled(response), 0.7)
        if self.often(0.7):
            made.set("resolved", self.spelled(min(max(response, opened + timedelta(hours=self.pick((0, 3, 30, 200)))), self.as_of)))
        self.maybe(made, "response_limit", "PT1H", 0.9)
        self.maybe(made, "resolution_limit", "PT8H", 0.9)
        for field in FLAGS["ticket"]:
            self.maybe(made, field, self.pick(("yes", "no")), 0.4)
        for _ in range(self.pick((0, 1, 1, 2))):
            self.pause(case, made, opened)
        earlier = [t for t in case.findall("ticket") if t is not made]
        if earlier and self.often(0.2):
            made.set("duplicate_of", self.pick(earlier).get("id"))

    def pause(self, case, ticket, opened):
        closed = datetime.strptime(ticket.get("resolved", self.spelled(self.as_of)), "%Y-%m-%dT%H:%M:%SZ")
        start = min(opened + timedelta(minutes=self.pick((0, 3, 50, 400))), closed)
        made = ElementTree.SubElement(case, "pause", {"ticket": ticket.get("id"), "start": self.spelled(start)})
        if ticket.get("resolved") or self.often(0.7):
            made.set("end", self.spelled(min(start + timedelta(minutes=self.pick((0, 7, 200, 3000))), closed)))

    def charge(self, case):
        start = self.moment()
        made = ElementTree.SubElement(case, "charge", {
            "subscription": self.pick(self.subscriptions), "amount": self.pick(("10", "12.34", "0", "100", "-4.50")),
            "period_start": self.spelled(start), "period_end": self.spelled(start + timedelta(days=self.pick((0, 30, 31, 1))))})
        self.maybe(made, "kind", self.pick(TOKENS["charge"]["kind"]), 0.4)

    def measurement(self, case):
        start = self.moment()
        made = ElementTree.SubElement(case, "measurement", {
            "metric": self.pick(("loss", "speed")), "value": self.pick(("0.5", "-1", "12", "3.25")), "start": self.spelled(start),
            "end": self.spelled(min(start + timedelta(hours=self.pick((0, 1, 24))), max(self.as_of, start)))})
        self.about(made)

    def a_claim(self, case, name, packs):
        made = ElementTree.SubElement(case, "claim", {"id": name, "filed": self.spelled(self.pick((self.moment(), self.as_of,
                                      self.as_of - timedelta(days=2)))), "subscription": self.pick(self.subscriptions)})
        self.maybe(made, "channel", self.pick(("email", "email", "portal")), 0.95)
        sla = next(s.get("sla") for s in case.findall("subscription") if s.get("id") == made.get("subscription"))
        known = [set(g.get("id") for g in pack.findall("guarantee")) for pack in packs if pack.get("id") == sla]
        self.maybe(made, "guarantee", self.pick(sorted(set.intersection(*known))), 0.3)
        for kind in ("incident", "ticket"):
            records = case.findall(kind)
            if records and self.often(0.25):
                made.set(kind, self.pick(records).get("id"))
        if self.often(0.2):
            made.set("window", (self.as_of - timedelta(days=self.random.randint(-5, 70))).strftime("%Y-%m-%d"))
        self.maybe(made, "remedy", self.pick(("balance", "extension", "discount")), 0.3)
        self.maybe(made, "leaving", "yes", 0.2)
        self.maybe(made, "approved", self.pick(("5", "10", "12.34", "1000")), 0.3)

    def goodwill(self, case):
        for number in range(self.pick((0, 0, 0, 1, 2))):
            made = ElementTree.SubElement(case, "credit", {
                "id": f"goodwill-{number}", "subscription": self.pick(self.subscriptions), "amount": self.pick(("3.00", "10.00")),
                "granted": self.spelled(self.moment())})
            if self.often(0.5):
                made.set("remedy", "discount")
                made.set("remaining", self.pick(("1.00", "3.00", "0.05")))
                self.maybe(made, "available_from", self.spelled(self.moment()), 0.5)
                self.maybe(made, "expires", self.spelled(self.as_of + timedelta(days=self.pick((0, 1, -1, 30)))), 0.3)

    def invoice(self, case):
        if self.often(0.5):
            return
        ElementTree.SubElement(case, "invoice", {"id": "inv", "issued": self.spelled(self.as_of)})
        for number in range(self.pick((1, 2, 3, 4))):
            start = self.pick((self.as_of, self.as_of, self.as_of + timedelta(days=1), self.moment()))
            made = ElementTree.SubElement(case, "line", {
                "id": f"l{number}", "amount": self.pick(("10", "3.33", "1", "0", "-2", "25.01", "3")), "period_start": self.spelled(start),
                "period_end": self.spelled(start + timedelta(days=30))})
            self.about(made)
            self.maybe(made, "kind", self.pick(("tax", "other", "service")), 0.3)

    # -------------------------------------------------------------------------------------------------------- afterwards

    def ended(self, case):
        return [incident for incident in case.findall("incident") if incident.get("end")]

    def like(self, case, incident, name, first, last):
        made = ElementTree.fromstring(text_of(incident))
        made.attrib.update(id=name, start=self.spelled(min(first, self.as_of)), end=self.spelled(min(last, self.as_of)))
        if made.get("reported"):
            made.set("reported", made.get("start"))
        case.append(made)

    @staticmethod
    def times(incident):
        return [datetime.strptime(incident.get(field), "%Y-%m-%dT%H:%M:%SZ") for field in ("start", "end")]

    def chain(self, case):
        """An outage of three records."""
        if self.ended(case):
            first = self.pick(self.ended(case))
            end, hour = self.times(first)[1], timedelta(hours=1)
            self.like(case, first, "i6", end, end + hour * self.pick((1, 30)))
            self.like(case, first, "i7", self.times(case[-1])[1], self.times(case[-1])[1] + 3 * hour)

    def joining(self, case):
        """A late incident beside an earlier one, or one that is withdrawn."""
        known = self.ended(case)
        if not known:
            return
        beside = self.pick(known)
        middle = case.find("incident[@id='i6']")
        if self.often(0.3) or middle is not None and self.often(0.6):
            beside = beside if middle is None else middle
            if beside.get("id") not in [claim.get("incident") for claim in case.findall("claim")]:
                case.remove(beside)
            return
        start, end = self.times(beside)
        apart = timedelta(minutes=self.pick((0, 5, 25)))
        lasts = timedelta(hours=self.pick((1, 2, 12)))
        first, last = self.pick(((start - apart - lasts, start - apart), (start - lasts, end), (end + apart, end + apart + lasts)))
        self.like(case, beside, "i8", first, last)

    def late_records(self, case, book):
        """What comes later: records that were late, corrections, claims, and time."""
        packs = [tree for tree in book if tree.tag == "sla"]
        self.as_of += timedelta(days=self.pick((0, 1, 30, 45)))
        case.set("as_of", self.spelled(self.as_of))
        if self.often(0.5):
            self.incident(case, "i9")
        if self.often(0.3):
            self.a_claim(case, "c9", packs)
        if self.often(0.2):
            self.ticket(case, "t9")
        if any(pack.find("periods[@name='outage']") is not None for pack in packs) and self.often(0.7):
            self.joining(case)
        for incident in case.findall("incident"):
            if self.often(0.2):
                field = self.pick(("start", "end", "cause"))
                if field == "cause":
                    incident.set("cause", self.pick(TEXTS["incident"]["cause"]))
                elif incident.get(field):
                    moved = datetime.strptime(incident.get(field), "%Y-%m-%dT%H:%M:%SZ") + timedelta(hours=self.pick((-30, -1, 1, 5)))
                    lowest = incident.get("start") if field == "end" else "0"
                    highest = self.spelled(self.as_of) if field == "end" else incident.get("end") or self.spelled(self.as_of)
                    incident.set(field, max(lowest, min(highest, self.spelled(moved))))
        for subscription in case.findall("subscription"):
            if subscription.get("start") and self.often(0.08):
                moved = datetime.strptime(subscription.get("start"), "%Y-%m-%dT%H:%M:%SZ") - timedelta(hours=self.pick((24, 1, 72)))
                subscription.set("start", self.spelled(moved))
