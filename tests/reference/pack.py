"""Rules: from XML to packs whose formulas are compiled."""

import re
import xml.etree.ElementTree as ElementTree

from case import PERIOD, VOCABULARY, WINDOW
from formulas import FIELD_TYPES, Formula, is_ratio, number_type
from moments import WEEK, Calendar, read_date, zone_of

NAMESPACE = "{urn:redress:rules:1}"
MEASURES = ("downtime", "time", "count", "sum", "max", "min", "average", "periods", "windows")
NAMED = (*MEASURES, "let", "tiers", "condition")
# What texts name of the decision that they are about, and where a text has values.
SAID = {"amount": (1, 0), "entitled": (1, 0), "credited": (1, 0), "due": (1, 0), "remedy": "text", "extension": "text",
        "expires": "instant", "deadline": "text", "decided_from": "text", "answer_by": "text", "missing": "text", "bound": (1, 0),
        "left": (1, 0)}
PART = re.compile(r"\{\{|\{((?:[^}']|'[^']*')*)\}|([^{]+)")


def clock(text):
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


class Element:
    """An element of the rules with its formulas compiled; `get` gives the other attributes as text."""

    def __init__(self, element, formulas, order):
        self.kind, self.attributes, self.order = element.tag.removeprefix(NAMESPACE), element.attrib, order
        self.formulas = formulas
        self.words = " ".join((element.text or "").split())  # a text for people

    def get(self, name, default=None):
        return self.attributes.get(name, default)

    def formula(self, name):
        return self.formulas.get(name)

    def value(self, source):
        """The formula of a value in its text."""
        names, fields, ratios, is_ratio_field = self.scope
        names = {**names, **SAID, **({"bound": (0, 0)} if self.get("count") else {})}
        formula = Formula(source, names, fields)
        formula.ratio = formula.type == (0, 0) and is_ratio(formula.tree, names, ratios, fields, is_ratio_field)
        return formula

    def names_any(self):
        """Whether its text or its `when` names what the rules define."""
        names = {name for match in PART.finditer(self.words) if match.group(1) for name in self.value(match.group(1)).names}
        names |= self.formula("when").names if self.formula("when") is not None else set()
        return bool(names & set(self.scope[0]))


class HoursZone:
    """The zone of hours: one by its name, or the one that a fact says."""

    def __init__(self, text, otherwise):
        self.fact = text.split(".") if text and "." in text else None
        self.zone = None if self.fact else zone_of(text) if text else otherwise

    def of(self, context):
        return zone_of(context.fact(*self.fact)) if self.fact else self.zone


class Exclude(Element):
    def __init__(self, element, formulas, order, zone, conditions):
        super().__init__(element, formulas, order)
        hours = self.get("daily") or self.get("except_daily")
        self.hours = tuple(clock(part) for part in hours.split("-")) if hours else None
        self.hours_zone = HoursZone(self.get("timezone"), zone)
        asked = " ".join((self.get("where", ""), self.get("timezone", "")))
        self.of_each = self.get("of") != "incident" and ("incident." in asked or self.names_condition_of_incident(conditions))

    def names_condition_of_incident(self, conditions):
        """A condition of incidents that its `where` names asks for facts of one, too."""
        where = self.formula("where")
        return where is not None and any(conditions[name].get("of") == "incident" for name in where.names if name in conditions)


class Pack:
    """One version of an SLA."""

    def __init__(self, root, calendars):
        self.calendars = calendars
        self.id, self.currency, self.rounding = root.get("id"), root.get("currency"), root.get("rounding", "half_up")
        self.zone = zone_of(root.get("timezone"))
        self.explains_fully = root.get("explanation") == "full"
        self.ratios = set()  # the names of shared numbers that people write in per cent
        self.effective_from = read_date(root.get("effective_from"))
        self.effective_to = read_date(root.get("effective_to")) if root.get("effective_to") else None
        self.order = 0
        self.declared = {}
        for element in self.children(root, "fact"):
            self.declared[element.get("record"), element.get("name")] = (element.get("type"), element.get("default"))
        self.read_calendar(next(self.children(root, "calendar"), None))
        self.levels, self.level_types, self.ratio_parameters = {}, {}, set()
        for level in self.children(root, "level"):
            values = self.levels[level.get("id")] = {}
            own = {parameter.get("name"): parameter for parameter in self.children(level, "parameter")}
            for parameter in {**{e.get("name"): e for e in root if e.tag == NAMESPACE + "parameter"}, **own}.values():
                formula = Formula(parameter.get("value"), {}, None)
                self.level_types[parameter.get("name")] = formula.type
                if formula.type == (0, 0) and is_ratio(formula.tree, {}, set(), None, None):
                    self.ratio_parameters.add(parameter.get("name"))
                values[parameter.get("name")] = formula.compute(None)
        self.subject_kind = None
        kinds = {g.get("over") for g in self.children(root, "guarantee")}
        if kinds in ({"incident"}, {"ticket"}):
            self.subject_kind = next(iter(kinds))
        self.shared = {}  # name to element
        self.names = {}  # name to type, of the shared ones
        self.excludes, self.requires, self.caps, self.remedies, self.charges, self.combines, self.approvals, self.forfeits = [], [], [], [], [], [], [], []
        self.sentences = []
        self.claim = self.minimum = None
        self.clocks = []
        guarantees = []
        for element in root:
            self.order += 1
            kind = element.tag.removeprefix(NAMESPACE)
            if kind in NAMED:
                self.shared[element.get("name")] = self.named(element, self.names, self.subject_kind)
            elif kind == "exclude":
                self.excludes.append(self.exclude(element, self.subject_kind))
            elif kind == "require":
                self.requires.append(self.element(element, self.names, self.subject_kind, "that"))
            elif kind == "clock":
                self.clocks.append(self.element(element, self.conditions(), None, "when"))
            elif kind == "guarantee":
                guarantees.append(element)
            elif kind == "claim":
                self.claim = self.element(element, self.names, self.subject_kind, "from", "until", "answer_by")
            elif kind == "minimum":
                self.minimum = self.element(element, self.conditions(), self.subject_kind, "when", "amount")
            elif kind == "combine":
                self.combines.append(self.element(element, {}, None))
            elif kind == "cap":
                self.caps.append(self.element(element, self.names, self.subject_kind, "when", "amount"))
                self.caps[-1].id = element.get("id") or f"cap_{len(self.caps)}"
            elif kind == "remedy":
                until = () if (element.get("expires") or "P")[0] == "P" else ("expires",)
                self.remedies.append(self.element(element, self.conditions(), self.subject_kind, "when", "step", *until))
            elif kind == "forfeit":
                self.forfeits.append(self.element(element, self.conditions(), None, "when"))
            elif kind == "approve":
                self.approvals.append(self.element(element, {"due": (1, 0), **self.conditions()}, self.subject_kind, "when"))
            elif kind == "sentence":
                self.sentences.append(element)
            elif kind == "charge":
                self.charges.append(self.element(element, self.conditions(), None, "when", "on", "amount"))
        self.sentences = [self.sentence(element, self.names, self.subject_kind, self.ratios) for element in self.sentences]
        self.guarantees = [Guarantee(self, element) for element in guarantees]
        self.guarantee = {guarantee.id: guarantee for guarantee in self.guarantees}
        self.requires_claim = self.claim is not None and self.claim.get("required") == "yes"

    @staticmethod
    def children(element, kind):
        return element.iter(NAMESPACE + kind) if kind == "parameter" else (e for e in element if e.tag == NAMESPACE + kind)

    def read_calendar(self, element):
        weekend, days, bounds = "saturday sunday", {}, [[], []]
        used = [] if element is None else [self.calendars[name] for name in element.get("use", "").split()]
        for each in used if element is None else [*used, element]:
            weekend = each.get("weekend", weekend)
            own = {}
            for day in each:
                own.setdefault(read_date(day.get("date")), set()).add(day.tag.removeprefix(NAMESPACE)) if day.get("date") else None
            days.update(own)  # of one date the later calendar alone
            for side, name in zip(bounds, ("from", "until")):
                side += [read_date(each.get(name))] if each.get(name) else []
        covers = max(bounds[0], default=None), min(bounds[1], default=None)
        holidays = [day for day, kinds in days.items() if "holiday" in kinds]
        worked = [day for day, kinds in days.items() if "working_day" in kinds]
        days = [] if weekend == "none" else [WEEK.index(word) for word in weekend.split()]
        opening = [] if element is None else [
            (row.get("days", "all"), *(clock(part) for part in row.get("daily").split("-"))) for row in self.children(element, "hours")]
        rows = [] if element is None else list(self.children(element, "hours"))
        self.opening_zone = HoursZone(rows[0].get("timezone") if rows else None, self.zone)
        self.calendar_parts = days, holidays, worked, opening, covers

    def calendar(self, case):
        days, holidays, worked, opening, covers = self.calendar_parts
        return Calendar(days, [*holidays, *(r.get("date") for r in case.records["holiday"])],
                        [*worked, *(r.get("date") for r in case.records["working_day"])], opening, covers)

    def fields(self, subject_kind):
        """The type of a fact, by the names of the record and of the field."""
        def type_of_field(record, field):
            if record == "window":
                return FIELD_TYPES[WINDOW[field]]
            if record == "level":
                return self.level_types[field]
            kind = subject_kind if record == "subject" else record
            if kind not in VOCABULARY:
                return FIELD_TYPES[PERIOD[field]]
            declared = self.declared.get((kind, field))
            return FIELD_TYPES[declared[0] if declared else VOCABULARY[kind][field][0]]
        return type_of_field

    def element(self, element, names, subject_kind, *attributes, ratios=None):
        """An element whose named attributes are formulas."""
        fields = self.fields(subject_kind)
        formulas = {name: Formula(element.get(name), names, fields) for name in attributes if element.get(name) is not None}
        made = Element(element, formulas, self.order)
        made.scope = (names, fields, self.ratios if ratios is None else ratios, self.is_ratio_field(subject_kind))
        return made

    def sentence(self, element, names, subject_kind, ratios):
        made = self.element(element, {**names, **SAID}, subject_kind, "when", ratios=ratios)
        made.scope = (names, *made.scope[1:])
        return made

    def is_ratio_field(self, subject_kind):
        def is_ratio_of(record, field):
            if record == "level":
                return field in self.ratio_parameters
            kind = subject_kind if record == "subject" else record
            declared = self.declared.get((kind, field))
            return (declared or VOCABULARY.get(kind, {}).get(field, ("",)))[0] == "ratio"
        return is_ratio_of

    def named(self, element, names, subject_kind, ratios=None):
        """A measure, a let or a ladder; its name is known to what follows."""
        kind = element.tag.removeprefix(NAMESPACE)
        if kind == "condition":
            made = self.element(element, names, subject_kind, "that")
            made.type = "flag"
        elif kind == "let":
            made = self.element(element, names, subject_kind, "value")
            made.type = made.formula("value").type
        elif kind == "tiers":
            made = self.element(element, names, subject_kind, "of")
            made.tiers = [self.element(tier, names, subject_kind, "value", "at_least", "at_most", "above", "below")
                          for tier in self.children(element, "tier")]
            made.type = number_type(made.tiers[0].formula("value").type)
        else:
            made = self.element(element, names, subject_kind, "where", "value", "weight", "else", "from", "until", "start", "end",
                                "join", "at_least")
            value = made.formula("value")
            made.type = ((0, 1) if kind in ("downtime", "time") else (0, 0) if kind in ("count", "periods", "windows")
                         else number_type(value.type))
        made.name = element.get("name")
        ratios = self.ratios if ratios is None else ratios
        says = made.tiers[0] if kind == "tiers" else made
        value = says.formula("value") if kind != "condition" else None
        if value is not None and made.type == (0, 0) and is_ratio(value.tree, names, ratios, *says.scope[1::2]):
            ratios.add(made.name)
        if kind != "periods":  # no value: where a formula has such a word it means the word
            names[made.name] = made.type
        return made

    def conditions(self, guarantee=None):
        """The names of the conditions, which formulas can use that no other name can stand in."""
        named = {**self.shared, **(guarantee.named if guarantee else {})}
        return {name: made.type for name, made in named.items() if made.kind == "condition"}

    def exclude(self, element, subject_kind, guarantee=None):
        fields = self.fields(subject_kind)
        formulas = {name: Formula(element.get(name), self.conditions(guarantee), fields) for name in ("where", "before", "after")
                    if element.get(name) is not None}
        named = {**self.shared, **(guarantee.named if guarantee else {})}
        conditions = {name: made for name, made in named.items() if made.kind == "condition"}
        return Exclude(element, formulas, self.order, self.zone, conditions)

    def covers(self, day):
        """Whether it is in effect on a day."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)

    def in_effect(self, instant):
        return self.begins <= instant and (self.ends is None or instant < self.ends)


class Guarantee:
    def __init__(self, pack, element):
        self.pack, self.id, self.clause, self.over = pack, element.get("id"), element.get("clause"), element.get("over")
        self.periods = pack.shared.get(self.over)
        if self.periods is not None:
            self.over = self.periods.get("of", "incident")
        self.subject_kind = self.over if self.over in ("incident", "ticket") else None
        self.level_at = element.get("level_at")
        self.named, self.excludes, self.requires, self.caps, self.sentences = {}, [], [], [], []
        self.credit = None
        names, ratios = dict(pack.names), set(pack.ratios)
        fields = pack.fields(self.subject_kind)
        self.when = Formula(element.get("when"), pack.conditions(), fields) if element.get("when") else None
        self.from_ = Formula(element.get("from"), pack.conditions(), fields) if element.get("from") else None
        for child in element:
            kind = child.tag.removeprefix(NAMESPACE)
            if kind in NAMED:
                made = pack.named(child, names, self.subject_kind, ratios)
                self.named[made.name] = made
            elif kind == "exclude":
                self.excludes.append(pack.exclude(child, self.subject_kind, self))
            elif kind == "require":
                self.requires.append(pack.element(child, pack.names, self.subject_kind, "that"))
            elif kind == "breach":
                self.breach = pack.element(child, names, self.subject_kind, "when")
            elif kind == "credit":
                self.credit = pack.element(child, names, self.subject_kind, "value")
            elif kind == "cap":
                self.caps.append(pack.element(child, names, self.subject_kind, "when", "amount", ratios=ratios))
                self.caps[-1].id = child.get("id") or f"{self.id}_cap_{len(self.caps)}"
            elif kind == "sentence":
                self.sentences.append(child)
        self.sentences = [pack.sentence(child, names, self.subject_kind, ratios) for child in self.sentences]
        self.decided_from = Formula(element.get("decided_from"), pack.names, fields) if element.get("decided_from") else None
        self.measures = [made for made in self.named.values() if made.kind in MEASURES]


class Book:
    """All versions of all SLAs."""

    def __init__(self, texts):
        roots = [ElementTree.fromstring(text) for text in texts]
        calendars = {root.get("id"): root for root in roots if root.tag == NAMESPACE + "calendar"}
        self.packs = sorted((Pack(root, calendars) for root in roots if root.get("id") not in calendars), key=lambda pack: (pack.id, pack.effective_from))
        self.versions = {}
        self.declared = {}
        for pack in self.packs:
            self.versions.setdefault(pack.id, []).append(pack)
            self.declared.update(pack.declared)
        for versions in self.versions.values():
            for pack, following in zip(versions, versions[1:] + [None]):
                pack.begins = pack.zone.midnight(pack.effective_from)
                pack.ends = None if pack.effective_to is None else pack.zone.midnight(pack.effective_to)
                if following is not None and following.effective_from == pack.effective_to:
                    pack.ends = following.zone.midnight(following.effective_from)  # by the zone of the one that follows

