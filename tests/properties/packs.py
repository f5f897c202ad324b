"""What the properties need to know of the rules: which promises rest on downtime alone, and what is excluded."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

NAMESPACE = "{urn:redress:rules:1}"
MEASURES = ("count", "sum", "max", "min", "average")
FORMULAS = ("value", "when", "that", "of", "where", "from", "until", "decided_from", "amount")
NAME = re.compile(r"(?<![.'\w])[a-z_][a-z_0-9]*(?![.'\w])")
TIMES = re.compile(r"incident\.(duration|start|end|reported)\b")
CAUSES = re.compile(r"incident\.cause (?:one of \(([^)]*)\)|is (?!known|unknown)('[^']*'|\w+))")

# Measures of incidents that a cut through an outage does not change, although they look at its times.
UNCHANGED_BY_A_CUT = {
    ("corpolead", "found_in_logs"): "the moment of the defect lies in exactly one of two adjoining parts",
    ("fastly", "claimed_after"): "the least time since an end is that since the last end, which the second part keeps",
}


@dataclass(frozen=True)
class Hours:
    """The hours of the day in which excluded time lies, as (hour, minute); over midnight where until <= since."""
    since: tuple
    until: tuple
    zone: ZoneInfo


@dataclass(frozen=True)
class Exclusion:
    of: str  # maintenance or incident
    causes: tuple  # of incident: those that are excluded
    short: bool  # only records that take no more than minutes
    hours: Hours | None
    guarantee: str | None  # the one that it is for; None for all
    flags: tuple = ()  # of maintenance: the declared ones that must be set


class Pack:
    """One version of an SLA."""

    def __init__(self, root):
        self.root = root
        self.id, self.zone = root.get("id"), ZoneInfo(root.get("timezone"))
        self.effective_from = root.get("effective_from")
        self.guarantees = {g.get("id"): g for g in self.children("guarantee")}
        self.shared = {e.get("name"): e for e in root if e.get("name") and tag(e) != "fact"}
        self.levels = {level.get("id"): {p.get("name"): p.get("value") for p in level}
                       for level in self.children("level")}
        self.caps = self.children("cap")
        self.maintenance_flags = [f.get("name") for f in self.children("fact")
                                  if f.get("record") == "maintenance" and f.get("type") == "flag"]
        self.exclusions = list(self.read_exclusions())
        self.on_downtime_only = [g for g in self.guarantees if self.why_not_on_downtime_only(g) is None]
        self.paying = [id for id, g in self.guarantees.items() if g.find(NAMESPACE + "credit") is not None]
        self.downtimes = {e.get("name") for e in root.iter(NAMESPACE + "downtime")}
        self.monotone = all(t.get("monotone") != "no" for t in root.iter(NAMESPACE + "tiers"))

    def children(self, name):
        return self.root.findall(NAMESPACE + name)

    # --- which guarantees rest on downtime only ---

    def why_not_on_downtime_only(self, id):
        """None, or what else a cut through an outage may change."""
        guarantee = self.guarantees[id]
        if guarantee.get("over") in ("incident", "ticket"):
            return f"over {guarantee.get('over')}"
        for element in self.reached_from(guarantee):
            looks_at_times = TIMES.search(element.get("where", ""))
            if tag(element) in ("downtime", "periods", "time") and looks_at_times:
                return f"{element.get('name')} looks at the times of an incident"
            if tag(element) == "exclude" and element.get("of") == "incident" and looks_at_times:
                return "an exclusion looks at the times of an incident"
            if tag(element) in MEASURES and element.get("of") == "incident" and not self.unchanged_by_a_cut(element):
                return f"{element.get('name')} counts incidents"
        return None

    def measures_excluded(self, id):
        """Whether what is excluded alone changes what the guarantee finds: it adds up the provider's work itself, or the time
        that is left."""
        return any(tag(e) in (*MEASURES, "periods", "time") and e.get("of") == "maintenance" or tag(e) == "time" and not e.get("of")
                   for e in self.reached_from(self.guarantees[id]))

    def reached_from(self, guarantee):
        """What the guarantee looks at: its own elements, those for all, the shared ones that these name, and those of
        the promise whose windows it counts."""
        reached = list(guarantee) + self.children("require") + self.children("exclude") + self.children("claim")
        for element in reached:  # grows while it is walked
            if tag(element) == "windows":
                reached += self.guarantees[element.get("of")]
            for name in (*names_in(element), element.get("of")):
                shared = self.shared.get(name)
                if shared is not None and shared not in reached:
                    reached.append(shared)
        return reached

    def unchanged_by_a_cut(self, measure):
        if (self.id, measure.get("name")) in UNCHANGED_BY_A_CUT:
            return True
        kind = re.match(r"incident\.kind is (\w+) and\b", measure.get("where", ""))
        if kind and kind[1] != "outage":
            return True
        looks_at_times = TIMES.search(measure.get("where", ""))
        return tag(measure) == "count" and not looks_at_times and self.only_asked_whether(measure)

    def only_asked_whether(self, count):
        """Whether all formulas ask no more of a count than whether there is any."""
        asked = re.compile(rf"\b{count.get('name')}\b(?! (is 0|above 0|at least 1)\b)")
        return not any(asked.search(f) for e in self.root.iter() for f in formulas(e))

    # --- exclusions ---

    def read_exclusions(self):
        owners = [(None, self.root)] + list(self.guarantees.items())
        for id, owner in owners:
            for e in owner.findall(NAMESPACE + "exclude"):
                if e.get("of") == "maintenance" and "incident." in e.get("where", ""):
                    continue  # it excludes time of some incidents only
                causes = tuple(cause for found in CAUSES.finditer(e.get("where", "")) for cause in listed(found))
                if e.get("of") == "maintenance" or causes:
                    flags = tuple(f for f in self.maintenance_flags if f"maintenance.{f}" in e.get("where", ""))
                    yield Exclusion(e.get("of"), causes, "duration" in e.get("where", ""), self.hours_of(e), id, flags)

    def hours_of(self, exclude):
        text = exclude.get("daily") or exclude.get("except_daily")
        if text is None:
            return None
        since, until = (tuple(int(part) for part in time.split(":")) for time in text.split("-"))
        zone = ZoneInfo(exclude.get("timezone")) if exclude.get("timezone") else self.zone
        return Hours(until, since, zone) if exclude.get("except_daily") else Hours(since, until, zone)

    def excluded_causes(self):
        return {cause for e in self.exclusions for cause in e.causes}

    # --- windows ---

    def month(self, at):
        first = datetime.fromtimestamp(at, self.zone).date().replace(day=1)
        return self.midnight(first), self.midnight((first + timedelta(days=31)).replace(day=1))

    def day_end(self, at):
        return self.midnight(datetime.fromtimestamp(at, self.zone).date() + timedelta(days=1))

    def midnight(self, day):
        return int(datetime(day.year, day.month, day.day, tzinfo=self.zone).timestamp())

    def start_of(self, text):
        return self.midnight(date.fromisoformat(text))


def tag(element):
    return element.tag.removeprefix(NAMESPACE)


def formulas(element):
    found = [element.get(a) for a in FORMULAS if element.get(a) is not None]
    return found + [f for child in element for f in formulas(child)]


def names_in(element):
    return {name for formula in formulas(element) for name in NAME.findall(formula)}


def listed(found):
    return [part.strip().strip("'") for part in (found[1] or found[2]).split(",")]


def read_packs(folder):
    return [Pack(ElementTree.parse(file).getroot()) for file in sorted(folder.glob("*.xml"))]  # below are the calendars that they use
