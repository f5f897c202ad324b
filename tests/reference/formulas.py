"""Formulas: from text to a function of a context.

    "formula" --tokens--> parse --> tree of tuples --compile--> function(context) -> value

Values: int or Fraction for numbers, bool, str, Instant, Date, Span. A formula that needs an unknown fact raises Missing.
"""

import re
from fractions import Fraction
from math import floor

from moments import calendar_window, Date, Instant, Missing, Span, add_span, shifted, total

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|'([^']*)'|(.))", re.S)
EXACT = {"second": 1, "minute": 60, "hour": 3600}
CALENDAR = {"day": Span(days=1), "week": Span(days=7), "month": Span(months=1), "year": Span(months=12)}
MODES = ("half_up", "half_even", "half_down", "up", "down", "ceiling", "floor")


class NoValue(Exception):
    """A divisor is zero."""


# ------------------------------------------------------------------------------------------------------------ parsing

def tokens_of(text):
    position, tokens = 0, []
    text = text.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        number, name, quoted, sign = match.groups()
        kind = "number" if number else "name" if name else "sign" if sign else "text"
        tokens.append((kind, number or name or sign or quoted or ""))
        position = match.end()
    return tokens + [("end", "")]


class Parser:
    def __init__(self, text):
        self.tokens, self.at = tokens_of(text), 0

    def peek(self, *words):
        """Whether the next tokens are these words or signs."""
        found = self.tokens[self.at:self.at + len(words)]
        return len(found) == len(words) and all(kind in ("name", "sign") and text == word
                                                for (kind, text), word in zip(found, words))

    def take(self, *words):
        if not self.peek(*words):
            return False
        self.at += len(words)
        return True

    def expect(self, word):
        if not self.take(word):
            raise ValueError(f"expected {word!r}, found {self.tokens[self.at]}")

    def whole(self):
        tree = self.formula()
        if self.tokens[self.at][0] != "end":
            raise ValueError(f"unexpected {self.tokens[self.at]}")
        return tree

    def formula(self):
        if not self.take("if"):
            return self.either()
        condition = self.formula()
        self.expect("then")
        first = self.formula()
        self.expect("else")
        return ("if", condition, first, self.formula())

    def either(self):
        tree = self.both()
        while self.take("or"):
            tree = ("or", tree, self.both())
        return tree

    def both(self):
        tree = self.negated()
        while self.take("and"):
            tree = ("and", tree, self.negated())
        return tree

    def negated(self):
        return ("not", self.negated()) if self.take("not") else self.comparison()

    def comparison(self):
        left = self.sum()
        for words, relation in ((("below",), "<"), (("above",), ">"), (("at", "least"), ">="), (("at", "most"), "<=")):
            if self.take(*words):
                return ("compare", relation, left, self.sum())
        if self.take("is", "known"):
            return ("known", left)
        if self.take("is", "unknown"):
            return ("not", ("known", left))
        if self.take("is", "not"):
            return ("not", ("compare", "=", left, self.sum()))
        if self.take("is"):
            return ("compare", "=", left, self.sum())
        if self.take("not", "one", "of"):
            return ("not", ("one_of", left, self.arguments()))
        if self.take("one", "of"):
            return ("one_of", left, self.arguments())
        return left

    def sum(self):
        tree = self.product()
        while self.peek("+") or self.peek("-"):
            sign = "+" if self.take("+") else "-"
            self.at += sign == "-"
            tree = (sign, tree, self.product())
        return tree

    def product(self):
        tree = self.unary()
        while self.peek("*") or self.peek("/"):
            sign = "*" if self.take("*") else "/"
            self.at += sign == "/"
            tree = (sign, tree, self.unary())
        return tree

    def unary(self):
        return ("negative", self.unary()) if self.take("-") else self.primary()

    def arguments(self):
        self.expect("(")
        found = []
        while not self.take(")"):
            found.append(self.formula())
            if not self.peek(")"):
                self.expect(",")
        return found

    def primary(self):
        kind, text = self.tokens[self.at]
        if self.take("("):
            tree = self.formula()
            if self.take("else"):
                tree = ("otherwise", tree, self.formula())
            self.expect(")")
            return tree
        self.at += 1
        if kind == "number":
            return self.literal(Fraction(text))
        if kind == "text":
            return ("text", text)
        if kind != "name":
            raise ValueError(f"unexpected {text!r}")
        if self.take("."):
            self.at += 1
            return ("fact", text, self.tokens[self.at - 1][1])
        if self.peek("("):
            return ("call", text, self.arguments())
        return ("name", text)

    def literal(self, number):
        kind, word = self.tokens[self.at]
        if self.take("%"):
            return ("number", number / 100, (0, 0), "%")
        if kind != "name":
            return ("number", number, (0, 0))
        for unit, seconds in (("hour", 3600), ("minute", 60)):
            if self.peek("opening", unit) or self.peek("opening", unit + "s"):
                self.at += 2
                return ("span", Span(opening=int(number * seconds)))
        if self.peek("working", "day") or self.peek("working", "days"):
            self.at += 2
            return ("span", Span(working=int(number)))
        unit = word[:-1] if word.endswith("s") else word
        if unit in EXACT:
            self.at += 1
            return ("number", number * EXACT[unit], (0, 1))
        if unit in CALENDAR:
            self.at += 1
            one = CALENDAR[unit]
            if one.days and number.denominator != 1:
                return ("number", number * one.days * 86400, (0, 1))
            return ("span", Span(int(number) * one.months, int(number) * one.days))
        if re.fullmatch("[A-Z]{3}", word):
            self.at += 1
            return ("number", number, (1, 0))
        return ("number", number, (0, 0))


# -------------------------------------------------------------------------------------------------------------- types
# A type is "text", "flag", "instant", "date", "span", or of a number its powers of money and of time.

FIELD_TYPES = {"id": "text", "reference": "text", "references": "text", "text": "text", "token": "text", "zone": "text", "count": (0, 0),
               "number": (0, 0), "ratio": (0, 0), "money": (1, 0), "instant": "instant", "date": "date", "duration": (0, 1),
               "span": "span", "flag": "flag"}


def type_of(tree, names, fields):
    """`names` has the types of bare names, `fields` gives that of a fact by record and field."""
    def of(part):
        return type_of(part, names, fields)

    kind = tree[0]
    if kind == "number":
        return tree[2]
    if kind == "span":
        return "span"
    if kind == "text":
        return "text"
    if kind == "name":
        return "flag" if tree[1] in ("yes", "no") else names.get(tree[1], "text")
    if kind == "fact":
        return fields(tree[1], tree[2])
    if kind in ("and", "or", "not", "compare", "one_of", "known"):
        return "flag"
    if kind == "if":
        first, second = of(tree[2]), of(tree[3])
        return second if first == "span" else first
    if kind == "otherwise":
        return number_type(of(tree[1]))
    if kind == "negative":
        return number_type(of(tree[1]))
    if kind in "+-":
        first, second = of(tree[1]), of(tree[2])
        if first == second == "instant":
            return (0, 1)
        for which in ("instant", "date"):
            if which in (first, second):
                return which
        return number_type(first)
    if kind in "*/":
        (a, b), (c, d) = number_type(of(tree[1])), number_type(of(tree[2]))
        return (a + c, b + d) if kind == "*" else (a - c, b - d)
    if kind == "call":
        if tree[1] == "date":
            return "date"
        if tree[1] in ("days", "working_days"):
            return (0, 0)
        if tree[1] == "opening_time":
            return (0, 1)
        if tree[1] in ("window_start", "window_end"):
            return "instant"
        if tree[1] in ("start_of", "end_of"):
            return of(tree[2][0])
        return number_type(of(tree[2][0]))
    raise ValueError(kind)


def number_type(kind):
    """Where a number is wanted, days and weeks are exact."""
    return (0, 1) if kind == "span" else kind


# ---------------------------------------------------------------------------------------------------------- computing

def number(value):
    return value.days * 86400 if type(value) is Span else value


def plus(context, a, b):
    if type(b) in (Instant, Date):
        a, b = b, a
    if type(a) is Instant:
        if type(b) is Span:
            zone = context.pack.opening_zone.of(context) if b.opening else context.zone
            return zone.add(a, b, context.calendar)
        return Instant(floor(int(a) + b))
    if type(a) is Date:
        return add_span(a, b, context.calendar)
    return number(a) + number(b)


def minus(context, a, b):
    if type(a) is Instant and type(b) is Instant:
        return int(a) - int(b)
    if type(a) in (Instant, Date):
        return plus(context, a, b.negative() if type(b) is Span else -b)
    return number(a) - number(b)


def divide(a, b):
    a, b = number(a), number(b)
    if b == 0:
        raise NoValue
    return Fraction(a) / b


def round_to(value, step, mode):
    """The multiple of a step that the mode chooses."""
    exact = Fraction(value) / step
    low = floor(exact)
    rest = exact - low
    if rest == 0:
        return low * step
    away = exact > 0  # whether the higher neighbour is the one away from zero
    up = {"up": away, "down": not away, "ceiling": True, "floor": False}.get(mode)
    if up is None:
        half = Fraction(1, 2)
        up = rest > half or rest == half and {"half_up": away, "half_down": not away, "half_even": low % 2 == 1}[mode]
    return (low + up) * step


RELATIONS = {"<": lambda a, b: a < b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b,
             "=": lambda a, b: a == b}


def compile_tree(tree, names, fields):
    """A function of a context that gives the tree's value."""
    def build(part):
        return compile_tree(part, names, fields)

    def numeric(part):
        function = build(part)
        return (lambda c: number(function(c))) if type_of(part, names, fields) == "span" else function

    kind = tree[0]
    if kind in ("number", "span", "text"):
        value = tree[1]
        if kind == "number" and value.denominator == 1:
            value = int(value)
        return lambda c: value
    if kind == "name":
        name = tree[1]
        if name in ("yes", "no"):
            return lambda c: name == "yes"
        if name in names:
            return lambda c: c.name(name)
        return lambda c: name
    if kind == "fact":
        record, field = tree[1:]
        return lambda c: c.fact(record, field)
    if kind == "known":
        if tree[1][0] == "name":
            return lambda c: c.claim is not None
        record, field = tree[1][1:]
        return lambda c: c.knows(record, field)
    if kind == "not":
        part = build(tree[1])
        return lambda c: not part(c)
    if kind in ("and", "or"):
        first, second = build(tree[1]), build(tree[2])
        return (lambda c: first(c) and second(c)) if kind == "and" else (lambda c: first(c) or second(c))
    if kind == "if":
        condition = build(tree[1])
        mixed = type_of(tree[2], names, fields) != type_of(tree[3], names, fields)
        first, second = (numeric if mixed else build)(tree[2]), (numeric if mixed else build)(tree[3])
        return lambda c: first(c) if condition(c) else second(c)
    if kind == "compare":
        relation, first, second = RELATIONS[tree[1]], numeric(tree[2]), numeric(tree[3])
        return lambda c: relation(first(c), second(c))
    if kind == "one_of":
        first, rest = numeric(tree[1]), [numeric(part) for part in tree[2]]

        def one_of(c):
            value = first(c)
            return any(value == part(c) for part in rest)
        return one_of
    if kind == "otherwise":
        first, second = numeric(tree[1]), numeric(tree[2])

        def otherwise(c):
            try:
                return first(c)
            except NoValue:
                return second(c)
        return otherwise
    if kind == "negative":
        part = numeric(tree[1])
        return lambda c: -part(c)
    if kind in "+-*/":
        first, second = build(tree[1]), build(tree[2])
        if kind == "+":
            return lambda c: plus(c, first(c), second(c))
        if kind == "-":
            return lambda c: minus(c, first(c), second(c))
        if kind == "*":
            return lambda c: number(first(c)) * number(second(c))
        return lambda c: divide(first(c), second(c))
    return compile_call(tree[1], tree[2], numeric)


def compile_call(name, arguments, numeric):
    if name == "round":
        mode = arguments[2][1]
        value, step = numeric(arguments[0]), numeric(arguments[1])
        return lambda c: round_to(value(c), step(c), mode)
    if name in ("start_of", "end_of"):
        moment, kind = numeric(arguments[0]), arguments[1][1]
        return lambda c: boundary_of(c, moment(c), kind, name == "end_of")
    parts = [numeric(part) for part in arguments]
    if name in ("min", "max"):
        choose = min if name == "min" else max
        return lambda c: choose([part(c) for part in parts])
    first, second = parts[0], parts[1] if len(parts) > 1 else (lambda c: 1)
    if name in ("window_start", "window_end"):
        field = name.removeprefix("window_")
        return lambda c: Instant(getattr(shifted(c.known_window(), int(first(c)), c.subscription, c.zone), field))
    if name == "abs":
        return lambda c: abs(first(c))
    if name in ("floor", "ceil"):
        mode = "floor" if name == "floor" else "ceiling"
        return lambda c: round_to(first(c), second(c), mode)
    if name == "date":
        return lambda c: c.zone.date(first(c))
    if name == "days":
        return lambda c: -day_of(c, first(c)) + day_of(c, second(c))  # what is missing is told from left to right
    if name == "working_days":
        return lambda c: c.calendar.between(day_of(c, first(c)), day_of(c, second(c)))
    if name == "opening_time":
        return lambda c: opening_time(c, first(c), second(c))
    raise ValueError(f"no function {name!r}")


def opening_time(context, start, end):
    if end < start:
        return -opening_time(context, end, start)
    return total(context.calendar.open_in(context.pack.opening_zone.of(context), start, end))


def boundary_of(context, moment, kind, end):
    """Where the stretch of the calendar that holds a date or an instant starts or ends; a value of the same type."""
    zone = context.zone
    instant = moment if type(moment) is Instant else zone.midnight(moment)
    window = calendar_window(kind, zone.date(instant), zone)
    if instant >= window.end:  # clocks went back over midnight
        window = calendar_window(kind, Date(zone.date(instant) + 1), zone)
    found = window.end if end else window.start
    return found if type(moment) is Instant else zone.date(found)


def day_of(context, moment):
    return int(context.zone.date(moment) if type(moment) is Instant else moment)


def is_ratio(tree, names, ratios, fields, is_ratio_field):
    """Whether people write a plain number in per cent; `ratios` are the names of such numbers."""
    def of(part):
        return is_ratio(part, names, ratios, fields, is_ratio_field)

    kind = tree[0]
    if kind == "number":
        return tree[-1] == "%"
    if kind == "name":
        return tree[1] in ratios
    if kind == "fact":
        return is_ratio_field(tree[1], tree[2])
    if kind == "if":
        return of(tree[2]) or of(tree[3])
    if kind in ("negative", "otherwise"):
        return of(tree[1])
    if kind in ("+", "-"):
        return of(tree[1]) or of(tree[2])
    if kind == "*":
        return of(tree[1]) and of(tree[2])
    if kind == "/":  # of two amounts, or two lengths of time
        return number_type(type_of(tree[1], names, fields)) not in ((0, 0), "flag", "text")
    if kind == "call" and tree[1] in ("min", "max"):
        return any(of(part) for part in tree[2])
    return kind == "call" and tree[1] in ("round", "floor", "ceil", "abs") and of(tree[2][0])


class Formula:
    """A formula of the rules; `names` are the types of the bare names that it can use."""

    def __init__(self, text, names, fields):
        self.text = text
        tree = self.tree = Parser(text).whole()
        self.type = type_of(tree, names, fields)
        self.names = frozenset(name for name in used_names(tree) if name in names)
        self.compute = compile_tree(tree, dict(names), fields)

    def number(self, context):
        """The value where a number is wanted."""
        return number(self.compute(context))


def parts_of(tree):
    for part in tree[1:]:
        if isinstance(part, tuple) and part and isinstance(part[0], str):
            yield part
        elif isinstance(part, list):
            yield from part


def used_names(tree):
    if tree[0] == "name":
        yield tree[1]
    for part in parts_of(tree):
        yield from used_names(part)
