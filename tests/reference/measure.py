"""The context of a formula, and measures: from records to one number in a window."""

from fractions import Fraction
from math import floor

from moments import DAY, Missing, Date, Instant, WEEK, clip, clock_hours, covers, Calendar, days_in_month, join, price_of_window, reached, shifted, take_off, total

TICKET_TIMES = ("response_time", "resolution_time", "response_due", "resolution_due")
EVER = 10 ** 12  # seconds; later than all that a case can say


class NoRecord(Missing):
    """A measure is unknown since no record is there to measure."""


class Context:
    """What formulas can name: of one pack, subscription, claim and window."""

    def __init__(self, case, pack, calendar, subscription=None, claim=None, window=None, guarantee=None):
        self.case, self.pack, self.calendar, self.zone = case, pack, calendar, pack.zone
        self.subscription, self.claim, self.window, self.guarantee = subscription, claim, window, guarantee
        self.subject = window.subject if window else None
        self.decided = window  # of a cap, whose window is another, that of the decision
        self.record = None  # the one that a measure or an exclusion looks at
        self.excluded = None  # the incident that an exclusion would be taken off
        self.values = {}

    # facts

    def of(self, root):
        """The record that a name stands for, or None for a claim that is not there."""
        if self.record is not None and self.record.kind == root:
            return self.record
        if root == "incident" and self.excluded is not None:
            return self.excluded
        if self.guarantee is not None and self.guarantee.periods is not None and root == self.guarantee.periods.name:
            return self.window.period
        if root == "case":
            return self.case.whole
        if root == "account":
            return self.case.account
        if self.subject is not None and self.subject.kind == root:  # in a condition of such a record
            return self.subject
        return {"subscription": self.subscription, "claim": self.claim, "subject": self.subject, "incident": None}[root]

    def fact(self, root, field):
        if root == "window":
            return self.of_window(field)
        if root == "level":
            level = self.pack.levels.get(self.seen(self.subscription, "level"))
            if level is None:
                raise Missing(self.subscription.label("level"))
            return level[field]
        record = self.of(root)
        if record is None:
            raise Missing(root)
        if field in TICKET_TIMES and record.kind == "ticket":
            return self.ticket_time(record, field)
        value = self.seen(record, field)
        if value is None:
            raise Missing(record.label(record.lacking(field)))
        return value

    def seen(self, record, field):
        """A fact; of a subscription as it is at the start of the decision's window."""
        if record.kind != "subscription" or field not in ("price", "price_period", "level", "kind", "monthly_price"):
            return record.value(field, self.zone)
        if self.decided is None:
            return record.at(self.case.as_of).get(field)
        if field != "level":
            return record.at(self.decided.start).get(field)
        levels = [term.get("level") for term, _ in record.in_window(self.decided.start, self.decided.end)]
        at = self.guarantee and self.guarantee.level_at
        if at is None and any(level != levels[0] for level in levels):
            raise Missing(record.label("level throughout the window"))
        return levels[-1] if at == "end" else record.at(self.decided.start).get("level")

    def ticket_time(self, ticket, field):
        """How long until it was answered or resolved, or when its limit is reached, by its clock."""
        clock = next((c for c in self.pack.clocks if c.formula("when") is None
                      or self.looking_at(ticket, c.formula("when").compute)), None)

        opening = clock is not None and clock.get("hours") == "opening"
        zone = self.pack.opening_zone.of(self) if opening else None
        calendar = self.calendar
        bare = Calendar(calendar.weekend, calendar.holidays, calendar.worked, calendar.opening)

        def running(start, end):
            found = [[start, end]] if start < end else []
            if opening:
                found = bare.open_in(zone, start, end)
            if clock is not None and clock.get("pauses") != "run":
                found = take_off(found, join((p.start, p.end) for p in self.case.records["pause"] if p.get("ticket") == ticket.id))
            return found

        kind, what = field.split("_")
        if what == "time":
            until = ticket.get("first_response" if kind == "response" else "resolved")
            until = self.case.as_of if until is None else until
            if opening:
                calendar.open_in(zone, ticket.start, until)
            return total(running(ticket.start, until))
        limit = ticket.get(f"{kind}_limit")
        if limit is None:
            raise Missing(ticket.label(f"{kind}_limit"))
        found = reached(ticket.start, limit, running)
        if opening:
            calendar.open_in(zone, ticket.start, found)
        return found

    def knows(self, root, field):
        record = self.of(root)
        try:
            return record is not None and self.seen(record, field) is not None
        except Missing:
            return True  # it changes

    def known_window(self):
        """The window; where it is unknown, what the subscription lacks for it is missing."""
        if self.window is None:
            raise Missing(self.subscription.label("start" if self.subscription.get("start") is None else "end"))
        return self.window

    def of_window(self, field):
        window = self.known_window()
        if field == "start":
            return Instant(window.start)
        if field == "end":
            return Instant(window.end)
        if field == "length":
            return window.length
        if field == "days":
            return window.days or max(1, self.zone.days_between(window.start, window.end))
        if field == "month_days":
            return days_in_month(self.zone.date(window.start))
        price = price_of_window(window, self.subscription, self.zone)
        if price is None:
            raise Missing("window.price")
        return price

    # names

    def name(self, name):
        """The value of a let, a measure or a ladder; where it is unknown, each use is."""
        element = self.guarantee.named.get(name) if self.guarantee else None
        if (element or self.pack.shared.get(name)) and (element or self.pack.shared[name]).kind == "condition":
            return (element or self.pack.shared[name]).formula("that").compute(self)
        if name not in self.values:
            try:
                # A name means the same wherever it stands: not the record that a measure happens to look at.
                self.values[name] = self.looking_at(None, lambda context: context.compute(element or self.pack.shared[name]))
            except Missing as missing:
                self.values[name] = missing
        value = self.values[name]
        if isinstance(value, Missing):
            raise value
        return value

    def compute(self, element):
        if element.kind == "let":
            return element.formula("value").compute(self)
        if element.kind == "tiers":
            return self.climb(element)
        if element.kind == "windows":
            return len(BrokenWindows(self, element).found())
        if element.get("of", "incident") not in self.case.records:
            return OverPeriods(self, element).value()
        return Measure(self, element).value()

    def climb(self, ladder):
        height = ladder.formula("of").number(self)
        for tier in ladder.tiers:
            for bound, holds in (("at_least", lambda a, b: a >= b), ("above", lambda a, b: a > b),
                                 ("at_most", lambda a, b: a <= b), ("below", lambda a, b: a < b)):
                if tier.formula(bound) and not holds(height, tier.formula(bound).number(self)):
                    break
            else:
                return tier.formula("value").number(self)

    def looking_at(self, record, compute):
        """What is computed for one record."""
        before, self.record = self.record, record
        try:
            return compute(self)
        finally:
            self.record = before

    # time of service

    def service(self):
        start, end = self.subscription.get("start"), self.subscription.get("end")
        return -EVER if start is None else start, EVER if end is None else end


class Period:
    """A stretch of time that is measured like a record."""

    def __init__(self, kind, start, end, length):
        self.kind, self.start, self.end, self.length = kind, start, end, length

    def value(self, field, _):
        return self.length if field == "length" else Instant(getattr(self, field))


class Measure:
    def __init__(self, context, element):
        self.context, self.element = context, element
        self.kind, self.of = element.kind, element.get("of", "incident")
        self.scope, self.records = element.get("scope", "subscription"), element.get("records", "touching")
        self.start, self.end = self.range()

    def range(self):
        """From when to when it looks, clipped to the subscription's time of service."""
        context, element = self.context, self.element
        window = shifted(context.known_window(), int(element.get("shift", "0")), context.subscription, context.zone)
        start, end = (self.moment(name, moment) for name, moment in (("from", window.start), ("until", window.end)))
        if self.scope != "account":
            first, last = context.service()
            start, end = max(start, first), min(end, last)
        return start, end

    def moment(self, name, otherwise):
        formula = self.element.formula(name)
        if formula is None:
            return otherwise
        value = formula.compute(self.context)
        return self.context.zone.midnight(value) if type(value) is Date else value

    def interval(self, record):
        if record.kind == "subscription":
            start, end = record.get("start"), record.get("end")
            return -EVER if start is None else start, EVER if end is None else end
        return record.start, record.end

    def in_scope(self, record):
        subject = self.context.subject
        if self.scope == "account":
            return True
        if self.scope == "subject":
            if record.kind == "subscription":
                return subject.concerns(record)
            return record is subject
        return record.concerns(self.context.subscription)

    def belongs(self, record):
        start, end = self.interval(record)
        if self.end <= self.start:
            return False
        if self.records == "starting":
            return self.start <= start < self.end
        if self.records == "ending":
            return self.start < end <= self.end
        return touches(start, end, self.start, self.end)

    def takes_off(self):
        natural = self.of == "incident" or self.kind == "time" and self.element.get("of") is None
        return self.element.get("exclusions", "yes" if natural else "no") == "yes" and self.end > self.start and (
            self.of == "incident" or self.kind == "time")

    def excluded(self):
        return Exclusions(self.context).intervals(self.start, self.end) if self.takes_off() else []

    def own(self, record):
        """What is excluded of an incident alone."""
        if not self.takes_off() or record.kind != "incident":
            return []
        start, end = max(record.start, self.start), min(max(record.end, record.start + 1), self.end)
        return Exclusions(self.context).of_one(record, start, end)

    def left(self, record):
        """Its part in the range without what is excluded of it alone."""
        return take_off(clip([self.interval(record)], self.start, self.end), self.own(record))

    def excluded_of_each(self):
        """What is excluded of single incidents that it is about, also where that is all of their time."""
        excluded, where = self.excluded(), self.element.formula("where")
        for record in self.candidates():
            start, end = self.interval(record)
            if covers(excluded, max(start, self.start), min(end, self.end)):
                continue
            try:
                if where is None or self.context.looking_at(record, where.compute):
                    yield from self.own(record)
            except Missing:
                pass  # where it counted, there would be no periods

    def measured(self):
        """The records that count."""
        excluded = self.excluded()
        where = self.element.formula("where")
        for record in self.candidates():
            start, end = self.interval(record)
            start, end = max(start, self.start), min(end, self.end)
            if covers(excluded, start, end):
                continue
            try:
                if where is not None and not self.context.looking_at(record, where.compute):
                    continue
            except Missing:
                if self.covered_by_own(record, excluded, start, end):
                    continue
                raise
            if not covers(join(excluded + self.own(record)), start, end):
                yield record

    def covered_by_own(self, record, excluded, start, end):
        try:
            return covers(join(excluded + self.own(record)), start, end)
        except Missing:
            return False

    def candidates(self):
        for record in self.context.case.records[self.of]:
            if self.in_scope(record) and self.belongs(record):
                yield record

    def value(self):
        if self.kind == "periods":
            return self.periods()
        if self.kind == "time" and self.element.get("of") is None:
            return total(take_off([[self.start, self.end]] if self.start < self.end else [], self.excluded()))
        if self.kind in ("downtime", "time"):
            return self.downtime()
        if self.kind == "count":
            return sum(1 for _ in self.measured())
        values = [self.of_record(record) for record in self.measured()]
        if self.kind == "sum":
            return sum(values)
        if values:
            return min(values) if self.kind == "min" else max(values) if self.kind == "max" else Fraction(sum(values), len(values))
        if self.element.formula("else") is None:
            raise NoRecord(self.made_of())
        return self.element.formula("else").number(self.context)

    def made_of(self):
        """The kind of record that is missing where there is none."""
        return self.of

    def of_record(self, record):
        value = self.context.looking_at(record, self.element.formula("value").number)
        return value * self.part(record) if self.element.get("prorate") == "yes" else value

    def part(self, record):
        """Which part of its time lies in the range."""
        start, end = self.interval(record)
        if end == start:
            return 1
        return Fraction(max(0, min(end, self.end) - max(start, self.start)), end - start)

    def downtime(self):
        several = int(self.element.get("concurrent", "1"))
        weight = self.element.formula("weight")
        if weight is not None:
            weighed = [(self.left(r), self.context.looking_at(r, weight.number)) for r in self.measured()]
            excluded = self.excluded()
            edges = sorted({edge for parts, _ in weighed for part in parts for edge in part})
            found = 0
            for first, last in zip(edges, edges[1:]):
                heaviest = max((w for parts, w in weighed for start, end in parts if start <= first and last <= end), default=0)
                found += heaviest * total(take_off([[first, last]], excluded))
            return found
        if several < 2:
            down = join(part for record in self.measured() for part in self.left(record))
        else:
            by_component = {}
            for record in self.measured():
                component = record.get("component")
                if component is None:
                    raise Missing(record.label("component"))
                by_component.setdefault(component, []).extend(self.left(record))
            down = at_once([join(parts) for parts in by_component.values()], several)
        return total(take_off(down, self.excluded()))

    def periods(self):
        """The parts of records that count, joined over small gaps, as far as they are long enough."""
        excluded = self.excluded()
        join_up, least = (self.element.formula(name).number(self.context) if self.element.formula(name) else 0
                          for name in ("join", "at_least"))
        left = [(r, take_off(clip([self.counted(r)], self.start, self.end), self.own(r))) for r in self.measured()]
        self.parts = [(r, (parts[0][0], parts[-1][1])) for r, parts in left if parts]  # what its own exclusions leave, as one
        never = join(excluded + list(self.excluded_of_each()))
        down = take_off(join(part for _, parts in left for part in parts), excluded)
        found = []
        for start, end in down:
            if found and start - found[-1].end <= floor(join_up):
                if self.element.get("gaps") == "down":
                    found[-1].length += total(take_off([[found[-1].end, start]], never))
                found[-1].length += end - start
                found[-1].end = end
            else:
                found.append(Period(self.element.name, start, end, end - start))
        return [period for period in found if period.length >= floor(least)]

    def counted(self, record):
        start, end = self.interval(record)
        for name, choose in (("start", max), ("end", min)):
            formula = self.element.formula(name)
            if formula is not None:
                moment = self.context.looking_at(record, formula.compute)
                start, end = (choose(start, moment), end) if name == "start" else (start, choose(end, moment))
        return start, max(start, end)


class PeriodsOf(Measure):
    """The periods that some records make, wherever the window is."""

    def __init__(self, context, element, records, start, end):
        self.records_of, self.between = records, (start, end)
        super().__init__(context, element)

    def range(self):
        return self.between

    def candidates(self):
        return [record for record in self.records_of if self.belongs(record)]

    def found(self):
        """Each with the records that it is made of; where excluded time parts a record, its periods are one."""
        found = []
        for period in self.periods():
            made_of = [r for r, (start, end) in self.parts if max(start, period.start) < min(end, period.end)]
            if found and any(record in found[-1][1] for record in made_of):
                last, records = found[-1]
                last.end, last.length = period.end, last.length + period.length
                records += [record for record in made_of if record not in records]
            else:
                found.append((period, made_of))
        return found


class BrokenWindows:
    """In which of the last windows a promise was broken."""

    def __init__(self, context, element):
        self.context, self.element = context, element

    def found(self):
        context, element, broken = self.context, self.element, []
        first = int(element.get("before") == "yes")
        for back in range(first, first + int(element.get("last"))):
            window = shifted(context.known_window(), -back, context.subscription, context.zone)
            start, end = context.service()
            if max(window.start, start) >= min(window.end, end):
                break
            if self.is_broken(window):
                broken.append(window)
            elif element.get("consecutive") == "yes":
                break
        return broken

    def is_broken(self, window):
        context = self.context
        pack = next((p for p in context.case.versions[context.pack.id] if p.in_effect(window.start)), None)
        promise = pack and pack.guarantee.get(self.element.get("of"))
        if promise is None or promise.over != context.guarantee.over:
            return False
        beside = Context(context.case, pack, pack.calendar(context.case), context.subscription, context.claim, window, promise)
        try:
            if promise.when is not None and not promise.when.compute(beside):
                return False
            return bool(promise.breach.formula("when").compute(beside))
        except NoRecord:
            return False


class OverPeriods(Measure):
    """A measure of the periods that the rules make."""

    def range(self):
        return None, None

    def measured(self):
        where = self.element.formula("where")
        for period in self.context.name(self.of):
            if where is None or self.context.looking_at(period, where.compute):
                yield period

    def downtime(self):
        return sum(period.length for period in self.measured())

    def made_of(self):
        element = self.context.guarantee.named.get(self.of) if self.context.guarantee else None
        return (element or self.context.pack.shared[self.of]).get("of", "incident")


def touches(start, end, first, last):
    """Whether [start, end) and [first, last) share time; a moment counts as the second that begins with it."""
    return start < last and max(end, start + 1) > first


def at_once(lists, several):
    """The time in which at least so many of the lists of intervals hold."""
    edges = sorted([(start, 1) for part in lists for start, _ in part] + [(end, -1) for part in lists for _, end in part])
    found, depth, since = [], 0, None
    for moment, step in edges:
        before, depth = depth, depth + step
        if before < several <= depth:
            since = moment
        elif depth < several <= before and since < moment:
            found.append((since, moment))
    return join(found)


class Exclusions:
    def __init__(self, context):
        self.context = context
        self.elements = context.pack.excludes + (context.guarantee.excludes if context.guarantee else [])

    def intervals(self, start, end):
        """What does not count of [start, end)."""
        return self.joined([element for element in self.elements if not element.of_each], start, end)

    def of_one(self, incident, start, end):
        """What does not count of one incident, by the exclusions that ask for facts of it."""
        before, self.context.excluded = self.context.excluded, incident
        try:
            return self.joined([element for element in self.elements if element.of_each], start, end)
        finally:
            self.context.excluded = before

    def joined(self, elements, start, end):
        return join(part for element in elements for part in self.of_element(element, start, end))

    def of_element(self, element, start, end):
        if element.get("of") is None:
            if element.formula("where") is not None and not self.context.looking_at(None, element.formula("where").compute):
                return []
            return self.in_hours(element, start, end)
        before = element.formula("before").number(self.context) if element.formula("before") else 0
        after = element.formula("after").number(self.context) if element.formula("after") else 0
        where, found = element.formula("where"), []
        for record in self.context.case.records[element.get("of")]:
            first, last = max(record.start - before, start), min(record.end + after, end)
            if not record.concerns(self.context.subscription) or not first < last:
                continue  # it takes no time, so nothing is asked of it
            if where is None or self.context.looking_at(record, where.compute):
                found += self.context.looking_at(record, lambda _: self.in_hours(element, first, last))
        return join(found)

    def in_hours(self, element, start, end):
        """What of [start, end) lies in the hours of the element, where it has some."""
        if element.hours is None:
            return [(start, end)]
        zone = element.hours_zone.of(self.context)
        self.need(element, zone, start, end)
        return clip(join(self.hours(element, zone, start, end)), start, end)

    def need(self, element, zone, start, end):
        """The calendar must cover the days whose hours it takes."""
        if element.get("days") not in ("working_days", "other_days"):
            return
        for day in range(zone.date(start) - 1, zone.date(end) + 2):
            if clip([clock_hours(zone, day, *element.hours)], start, end):
                self.context.calendar.need(day, day + 1)

    def hours(self, element, zone, start, end):
        """The hours of the day that the element means, around [start, end)."""
        days = element.get("days", "all")
        wanted = []
        for day in range(zone.date(start) - 2, zone.date(end) + 2):
            if days in ("working_days", "other_days"):
                meant = self.context.calendar.works(day) == (days == "working_days")
            else:
                meant = days == "all" or WEEK[(day - 1) % 7] in days.split()  # day 1 was a Monday
            if meant:
                wanted.append(clock_hours(zone, day, *element.hours))
        wanted = join(wanted)
        return take_off([[start, end]], wanted) if element.get("except_daily") else wanted
