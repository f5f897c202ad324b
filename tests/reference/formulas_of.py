"""Random formulas by type, so that most of them load."""

TOKENS = {
    "account": {"standing": ("good", "suspended", "violation")},
    "subscription": {"kind": ("standard", "nonstandard", "hourly", "test", "free")},
    "incident": {"kind": ("outage", "degradation", "hardware_failure", "data_loss"), "impact": ("low", "high")},
    "charge": {"kind": ("recurring", "usage", "one_time")},
    "line": {"kind": ("service", "tax", "other")},
}
TEXTS = {
    "incident": {"cause": ("ddos", "power", "customer"), "component": ("a", "b"), "severity": ("s1", "s2")},
    "ticket": {"channel": ("email", "phone"), "priority": ("urgent", "normal")},
    "claim": {"channel": ("email", "portal")},
    "subscription": {"level": ("gold", "basic")},
    "measurement": {"metric": ("loss", "speed")},
}
FLAGS = {"incident": ("confirmed", "recovered"), "maintenance": ("emergency",), "ticket": ("escalated", "priority_accepted"),
         "claim": ("leaving",), "account": ("individual",)}
NUMBERS = {"account": ("units", "overdue_invoices"), "incident": ("affected",), "measurement": ("value",), "window": ("days",
           "month_days")}
DURATIONS = {"incident": ("duration",), "maintenance": ("duration", "notice"), "measurement": ("duration",),
             "ticket": ("response_time", "resolution_time", "response_limit", "resolution_limit"), "window": ("length",), "period": ("length", "length"),
             "subscription": ("grace",)}
MONEY = {"subscription": ("price", "price", "monthly_price", "monthly_price", "monthly_price", "term_price"), "charge": ("amount",), "line": ("amount",),
         "window": ("price",)}
INSTANTS = {"incident": ("start", "start", "start", "end", "reported"), "maintenance": ("start", "end", "announced"),
            "ticket": ("opened", "opened", "first_response", "resolved", "response_due", "resolution_due"), "window": ("start", "end", "start"),
            "subscription": ("start",), "charge": ("period_start", "period_end"), "case": ("as_of",),
            "measurement": ("start", "end"), "line": ("period_start",), "period": ("start", "end")}
OPTIONAL = {"incident": ("end", "reported", "cause", "component", "subscription", "impact"),
            "ticket": ("first_response", "resolved", "response_limit"),
            "claim": ("channel", "guarantee", "incident", "window", "remedy"), "subscription": ("start", "end", "level", "grace"),
            "maintenance": ("announced",), "account": ("agreed",)}
ROUNDING = ("half_up", "half_even", "half_down", "up", "down", "ceiling", "floor")


BY_CLOCK = ("response_time", "resolution_time", "response_due", "resolution_due")


class Scope:
    """What a formula can name: roots (as written, with the record that each stands for), names with their types, levels."""

    def __init__(self, roots, names=None, levels=False, subject=None, clock=False):
        self.roots, self.names, self.levels = dict(roots), dict(names or {}), levels
        self.clock = clock  # of a ticket: what goes by it can't be named
        if subject:
            self.roots["subject"] = subject
        self.conditions = {}  # named conditions: the record of each, and whether it names nothing that has a value

    def with_conditions(self, conditions):
        self.conditions = dict(conditions)
        return self

    def with_record(self, kind):
        scope = Scope(self.roots, self.names, self.levels, clock=self.clock).with_conditions(self.conditions)
        scope.roots[kind] = kind
        return scope

    def without_names(self):
        return Scope(self.roots, {}, self.levels).with_conditions(
            {name: (of, plain) for name, (of, plain) in self.conditions.items() if plain})

    def of_records(self):
        """The conditions that it can name: of a record that it looks at, or of the subject."""
        return [name for name, (of, _) in self.conditions.items() if of in self.roots or self.roots.get("subject") == of]

    def fields(self, table):
        return [(root, field) for root, kind in self.roots.items() for field in table.get(kind, ())
                if not self.clock or field not in BY_CLOCK]

    def named(self, kind):
        return [name for name, its in self.names.items() if its == kind]


class Formulas:
    opening = False  # whether the rules have opening hours
    neighbours = False  # whether all windows that are meant have some beside them

    def __init__(self, random):
        self.random = random

    def pick(self, things):
        return self.random.choice(things)

    def often(self, share):
        return self.random.random() < share

    def fact(self, scope, table):
        fields = scope.fields(table)
        return ".".join(self.pick(fields)) if fields else None

    # by type

    def of(self, kind, scope, depth=2):
        return getattr(self, kind)(scope, depth)

    def choice(self, kind, scope, depth):
        return (f"(if {self.condition(scope, depth - 1)} then {self.of(kind, scope, depth - 1)} "
                f"else {self.of(kind, scope, depth - 1)})")

    def name_or_fact(self, kind, table, scope):
        names = scope.named(kind)
        if names and self.often(0.6):
            return self.pick(names)
        return self.fact(scope, table) or (self.pick(names) if names else None)

    def number(self, scope, depth=2):
        """A plain number."""
        r = self.random.random()
        if depth > 0:
            part = depth - 1
            if r < 0.15:
                return f"({self.duration(scope, part)} / {self.duration(scope, part)} else {self.literal_number()})"
            if r < 0.22 and "window" in scope.roots:
                return f"{self.duration(scope, part)} / window.length"
            if r < 0.28:
                return f"({self.money(scope, part)} / {self.money(scope, part)} else {self.literal_number()})"
            if r < 0.40:
                return f"({self.number(scope, part)} {self.pick('+-*')} {self.number(scope, part)})"
            if r < 0.50:
                return (f"round({self.number(scope, part)}, {self.pick(('0.1', '1%', '0.25', '3'))}, {self.pick(ROUNDING)})")
            if r < 0.55:
                return f"{self.pick(('floor', 'ceil'))}({self.number(scope, part)})"
            if r < 0.60:
                return f"{self.pick(('min', 'max'))}({self.number(scope, part)}, {self.number(scope, part)})"
            if r < 0.66:
                return f"{self.pick(('days', 'working_days'))}({self.moment(scope, part)}, {self.moment(scope, part)})"
            if r < 0.70:
                return self.choice("number", scope, depth)
            if r < 0.73:
                return f"abs({self.number(scope, part)})"
        return self.name_or_fact("number", NUMBERS, scope) if self.often(0.7) and self.has("number", NUMBERS, scope) \
            else self.literal_number()

    def has(self, kind, table, scope):
        return bool(scope.named(kind) or scope.fields(table))

    def literal_number(self):
        return self.pick(("0", "1", "2", "0.5", "25%", "99.9%", "10", "3%", "1.005"))

    def duration(self, scope, depth=2):
        r = self.random.random()
        if depth > 0:
            part = depth - 1
            if r < 0.12 and self.opening and self.often(0.3):
                return f"opening_time({self.moment_instant(scope, part)}, {self.moment_instant(scope, part)})"
            if r < 0.12:
                return f"({self.moment_instant(scope, part)} - {self.moment_instant(scope, part)})"
            if r < 0.22:
                return f"({self.duration(scope, part)} {self.pick('+-')} {self.duration(scope, part)})"
            if r < 0.30:
                return f"{self.pick(('floor', 'ceil'))}({self.duration(scope, part)}, {self.literal_duration()})"
            if r < 0.36:
                return f"round({self.duration(scope, part)}, {self.literal_duration()}, {self.pick(ROUNDING)})"
            if r < 0.42:
                return f"{self.pick(('min', 'max'))}({self.duration(scope, part)}, {self.duration(scope, part)})"
            if r < 0.47:
                return f"{self.pick(('2', '10%', '0.5'))} * {self.duration(scope, part)}"
            if r < 0.50:
                return self.choice("duration", scope, depth)
        if scope.levels and r < 0.58:
            return "level.limit"
        return self.name_or_fact("duration", DURATIONS, scope) if self.often(0.7) and self.has("duration", DURATIONS, scope) \
            else self.literal_duration()

    def literal_duration(self):
        return self.pick(("30 minutes", "1 hour", "90 seconds", "4 hours", "1 day", "2 days", "1 week", "15 minutes", "0.5 hours"))

    def money(self, scope, depth=2):
        r = self.random.random()
        if depth > 0:
            part = depth - 1
            if r < 0.25:
                return f"{self.money(scope, part)} * {self.number(scope, part)}"
            if r < 0.35:
                return f"({self.money(scope, part)} {self.pick('+-')} {self.money(scope, part)})"
            if r < 0.43:
                return f"round({self.money(scope, part)}, {self.pick(('0.01 EUR', '0.05 EUR', '1 EUR'))}, {self.pick(ROUNDING)})"
            if r < 0.49:
                return f"{self.pick(('min', 'max'))}({self.money(scope, part)}, {self.money(scope, part)})"
            if r < 0.55 and "window" in scope.roots:
                return f"{self.money(scope, part)} / window.length * {self.duration(scope, part)}"
            if r < 0.60:
                return f"({self.money(scope, part)} / {self.number(scope, part)} else {self.literal_money()})"
            if r < 0.64:
                return self.choice("money", scope, depth)
        return self.name_or_fact("money", MONEY, scope) if self.often(0.6) and self.has("money", MONEY, scope) \
            else self.literal_money()

    def literal_money(self):
        return self.pick(("1 EUR", "5 EUR", "10 EUR", "2.50 EUR", "0.005 EUR", "7 EUR", "0.333 EUR", "20 EUR"))

    def moment_instant(self, scope, depth=1):
        """An instant."""
        fact = self.fact(scope, INSTANTS)
        names = scope.named("instant")
        base = self.pick(names) if names and self.often(0.3) else fact or "case.as_of"
        if depth > 0 and self.opening and self.often(0.1):
            return f"({base} {self.pick('+-')} {self.pick(('4 opening hours', '90 opening minutes', '1 opening hour'))})"
        if depth > 0 and self.often(0.35):
            return f"({base} {self.pick('+-')} {self.pick((self.span(scope), self.literal_duration()))})"
        if depth > 0 and self.often(0.1):
            return self.boundary(base)
        if "window" in scope.roots and self.neighbours and self.often(0.08):
            return f"{self.pick(('window_start', 'window_end'))}({self.pick(('1', '-1', '-2', '3'))})"
        if depth > 0 and self.often(0.1):
            return f"{self.pick(('min', 'max'))}({base}, {self.fact(scope, INSTANTS) or 'case.as_of'})"
        return base

    instant = moment_instant

    def span(self, scope):
        return self.pick(("1 day", "2 days", "1 month", "1 week", "3 working days", "1 working day", "1 year", "2 months", "10 days"))

    def date(self, scope, depth=1):
        names = scope.named("date")
        base = self.pick(names) if names and self.often(0.4) else f"date({self.moment_instant(scope, depth - 1)})"
        if "account" in scope.roots and self.often(0.06):
            base = "account.agreed"
        if depth > 0 and self.often(0.1):
            return self.boundary(base)
        return f"({base} {self.pick('+-')} {self.span(scope)})" if depth > 0 and self.often(0.4) else base

    def boundary(self, moment):
        return f"{self.pick(('start_of', 'end_of'))}({moment}, {self.pick(('day', 'calendar_month', 'quarter', 'calendar_year'))})"

    def moment(self, scope, depth=1):
        return self.moment_instant(scope, depth) if self.often(0.6) else self.date(scope, depth)

    def condition(self, scope, depth=2):
        r = self.random.random()
        if depth > 0:
            part = depth - 1
            if r < 0.10:
                return f"({self.condition(scope, part)} and {self.condition(scope, part)})"
            if r < 0.22:
                return f"({self.condition(scope, part)} or {self.condition(scope, part)})"
            if r < 0.27:
                return f"not ({self.condition(scope, part)})"
            if r < 0.52:
                kind = self.pick(("number", "duration", "duration", "money"))
                return f"{self.of(kind, scope, part)} {self.relation()} {self.of(kind, scope, part)}"
            if r < 0.58:
                return f"{self.moment_instant(scope, part)} {self.relation()} {self.moment_instant(scope, part)}"
            if r < 0.63:
                return f"{self.date(scope, part)} {self.relation()} {self.date(scope, part)}"
        if r < 0.72 and scope.fields(OPTIONAL):
            return f"{self.fact(scope, OPTIONAL)} is {self.pick(('known', 'unknown'))}"
        if r < 0.78 and scope.fields(FLAGS):
            return self.pick(("", "not ")) + self.fact(scope, FLAGS)
        if r < 0.84 and scope.of_records() and self.often(0.5):
            return self.pick(scope.of_records())
        if r < 0.80 and scope.named("condition"):
            return self.pick(scope.named("condition"))
        if r < 0.82 and "claim" in scope.roots:
            return "claim is known"
        words = scope.fields(TOKENS) + scope.fields(TEXTS)
        if r < 0.95 and words:
            root, field = self.pick(words)
            kind = scope.roots[root]
            values = TOKENS.get(kind, {}).get(field) or TEXTS[kind][field]
            if self.often(0.3):
                some = self.random.sample(values, self.random.randint(1, len(values)))
                return f"{root}.{field} {self.pick(('', 'not '))}one of ({', '.join(some)})"
            return f"{root}.{field} {self.pick(('is', 'is', 'is not'))} {self.pick(values)}"
        return self.pick(("yes", "yes", "no", "account.units above 3"))

    def mostly(self, scope):
        """A condition that mostly holds."""
        if self.often(0.3):
            return self.condition(scope, 2)
        return self.pick(("account.standing is good", "account.overdue_invoices is 0", "subscription.kind is not test",
                          f"({self.condition(scope, 1)}) or account.standing is good"))

    def relation(self):
        return self.pick(("below", "above", "at least", "at most", "above", "is", "is not"))
