"""What the caps of the rules allow, worked out from the text of their formulas, and whether a statement keeps to it.

Only the part of the language that caps need is read: products, literals, facts, `let`, and the sums that caps name.
What is not read raises NotRead, and the cap is then not checked; the caller counts what is.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from packs import NAMESPACE, tag
from records import later_by_months, seconds
from settling import amount

TOKEN = re.compile(r"'[^']*'|\d+(?:\.\d+)?%?|[A-Za-z_][\w.]*|[*/(),+]")
LENGTHS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
ALWAYS = (-(2**62), 2**62)
DEFAULTS = {"kind": "standard", "leaving": "no"}
PERIODS = {"charge": ("period_start", "period_end"), "line": ("period_start", "period_end"),
           "subscription": ("start", "end")}


class NotRead(Exception):
    pass


@dataclass(frozen=True)
class Surroundings:
    """What a cap's formulas can name."""
    pack: object
    case: object
    subscription: dict
    claim: dict
    window: tuple


# --- facts ---


def months(span):
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", span)
    if not found:
        raise NotRead(span)
    return 12 * int(found[1] or 0) + int(found[2] or 0)


def in_effect(case, subscription, at):
    """The subscription by the plan that holds then, or when its service begins."""
    begun = max(at, term(subscription)[0])
    plans = [p for p in case.all("plan") if p["subscription"] == subscription["id"] and seconds(p["from"]) <= begun]
    changes = {field: value for p in sorted(plans, key=lambda p: seconds(p["from"])) for field, value in p.items()}
    return {**subscription, **{field: value for field, value in changes.items() if field not in ("subscription", "from")}}


def monthly_price(subscription):
    return Fraction(subscription["price"]) / months(subscription.get("price_period", "P1M"))


def term(subscription):
    return (seconds(subscription["start"]) if "start" in subscription else ALWAYS[0],
            seconds(subscription["end"]) if "end" in subscription else ALWAYS[1])


def billing_period(subscription, zone, at):
    """The one that holds a moment, where periods are of days; others are not read."""
    days = re.fullmatch(r"P(\d+)D", subscription.get("billing_period", "P1M"))
    if not days or "start" not in subscription or at < seconds(subscription["start"]):
        raise NotRead("billing_period")
    first, step = datetime.fromtimestamp(seconds(subscription["start"]), zone), timedelta(days=int(days[1]))
    while (first + step).timestamp() <= at:
        first += step
    return int(first.timestamp()), int((first + step).timestamp())


def period_price(around, at):
    """Of a billing period that is as long as what the price pays for; others are not read."""
    subscription = around.subscription
    alike = subscription["price_period"] == subscription.get("billing_period", "P1M")
    if not alike or around.window != billing_period(subscription, around.pack.zone, at):
        raise NotRead("window.price")
    return Fraction(subscription["price"])


def term_price(subscription, zone):
    """Of a term of whole months; others are not read."""
    if "start" not in subscription or "end" not in subscription:
        raise NotRead("term")
    first, last = (datetime.fromtimestamp(at, zone).date() for at in term(subscription))
    whole = [n for n in range(1, 200) if later_by_months(first, n) == last]
    if not whole:
        raise NotRead("term")
    return whole[0] * monthly_price(subscription)


def fact(name, around):
    record, _, field = name.partition(".")
    start, end = around.window
    if name in ("window.price", "subscription.term_price") and around.case.all("plan"):
        raise NotRead(name)  # weighted by time
    if name in ("subscription.monthly_price", "window.price"):
        if record == "window" and around.subscription.get("price_period", "P1M").endswith("D"):
            return period_price(around, start)
        if record == "window" and (start, end) != around.pack.month(start):
            raise NotRead(name)
        return monthly_price(around.subscription)
    if name == "subscription.term_price":
        return term_price(around.subscription, around.pack.zone)
    if name == "window.length":
        return Fraction(end - start)
    if name == "window.start":
        return Fraction(start)
    if record == "level":
        return literal(around.pack.levels[around.subscription["level"]][field])
    owner = {"subscription": around.subscription, "claim": around.claim}.get(record)
    value = owner.get(field, DEFAULTS.get(field)) if owner is not None else None
    if value is None:
        raise NotRead(name)
    return value


def literal(text):
    if text in ("yes", "no"):
        return text
    if re.fullmatch(r"[\d.]+%?", text):
        return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    raise NotRead(text)


# --- formulas ---


class Formula:
    """Reads one formula from left to right; a record that a measure looks at can be named by its kind."""

    def __init__(self, text, around, record=None):
        self.tokens = TOKEN.findall(text)
        if "".join(self.tokens) != re.sub(r"\s", "", text):
            raise NotRead(text)
        self.around, self.record = around, record

    def next(self, *expected):
        if self.tokens and (not expected or self.tokens[0] in expected):
            return self.tokens.pop(0)
        return None

    def whole(self, read):
        value = read()
        if self.tokens:
            raise NotRead(" ".join(self.tokens))
        return value

    def product(self):
        value = self.factor()
        while operator := self.next("*", "/"):
            right = self.factor()
            value = value * right if operator == "*" else value / right
        return value

    def factor(self):
        token = self.next() or ""
        if token == "round":
            return self.rounded()
        if token[:1].isdigit():
            unit = LENGTHS.get(self.tokens[0].removesuffix("s")) if self.tokens else None
            if unit or (self.tokens and re.fullmatch("[A-Z]{3}", self.tokens[0])):
                self.next()
            return literal(token) * (unit or 1)
        value = self.named(token)
        if not isinstance(value, Fraction):
            raise NotRead(token)
        return value

    def rounded(self):
        self.need("(")
        value = self.product()
        self.need(",")
        step = self.product()
        self.need(",")
        self.need("half_up")
        self.need(")")
        return (value / step + Fraction(1, 2)).__floor__() * step

    def need(self, token):
        if not self.next(token):
            raise NotRead(token)

    def named(self, token):
        record, _, field = token.partition(".")
        if self.record is not None and record == self.record[0]:
            if field == "monthly_price":
                if self.around.case.all("plan"):
                    raise NotRead(token)  # of the one that is looked at, by its plan then
                return monthly_price(self.record[1])
            value = self.record[1].get(field, DEFAULTS.get(field, ""))
            return Fraction(value) if field == "amount" else value
        return fact(token, self.around) if field else shared(token, self.around)

    # `[not] FLAG`, `NAME is [not] WORD` and `NAME one of (...)`, joined by `and`.
    def condition(self):
        holds = self.comparison()
        while self.next("and"):
            holds = self.comparison() and holds
        return holds

    def comparison(self):
        negated = self.next("not") is not None
        value = self.named(self.next() or "")
        if self.next("is"):
            differs = self.next("not") is not None
            holds = (value == self.text()) != differs
        elif self.next("one"):
            self.need("of")
            self.need("(")
            among = [self.text()]
            while self.next(","):
                among.append(self.text())
            self.need(")")
            holds = value in among
        else:
            holds = value == "yes"
        return holds != negated

    def text(self):
        token = self.next() or ""
        return self.named(token) if "." in token else token.strip("'")


def value_of(text, around, record=None):
    formula = Formula(text, around, record)
    return formula.whole(formula.product)


def holds(text, around, record=None):
    formula = Formula(text, around, record)
    return formula.whole(formula.condition)


def shared(name, around):
    element = around.pack.shared.get(name)
    if element is None or tag(element) not in ("let", "sum"):
        raise NotRead(name)
    return value_of(element.get("value"), around) if tag(element) == "let" else summed(element, around)


# --- sums ---


def summed(element, around):
    kind, total = element.get("of"), Fraction(0)
    start, end = measured_range(element, around)
    for record in around.case.all(kind):
        if element.get("scope") != "account" and not concerns(kind, record, around.subscription["id"]):
            continue
        if element.get("where") and not holds(element.get("where"), around, (kind, record)):
            continue
        first, last = extent(kind, record)
        inside = max(0, min(last, end) - max(first, start))
        if not inside and not first == last:
            continue
        value = value_of(element.get("value"), around, (kind, record))
        share = Fraction(inside, last - first) if element.get("prorate") == "yes" and first < last else 1
        total += value * share
    return total


def concerns(kind, record, subscription):
    return record.get("id" if kind == "subscription" else "subscription", subscription) == subscription


def extent(kind, record):
    first, last = PERIODS[kind]
    return (seconds(record[first]) if first in record else ALWAYS[0],
            seconds(record[last]) if last in record else ALWAYS[1])


def measured_range(element, around):
    start, end = around.window
    if element.get("from", "window.start") != "window.start":
        raise NotRead(element.get("from"))
    if element.get("until") == "case.as_of + 1 year":
        now = datetime.fromtimestamp(around.case.as_of, around.pack.zone)
        day = later_by_months(now.date(), 12)
        end = int(now.replace(year=day.year, month=day.month, day=day.day).timestamp())
    elif element.get("until"):
        raise NotRead(element.get("until"))
    if element.get("scope") == "account":
        return start, end
    first, last = term(around.subscription)
    return max(start, first), min(end, last)


# --- credits against caps ---


@dataclass(frozen=True)
class Given:
    """A credit that may count against a cap: of the case, or granted by the statement."""
    credit: str  # without the number of the posting
    subscription: str
    claim: str
    amount: Fraction
    at: int  # the start of its window
    sla: str
    guarantee: str
    subject: str


def prior_credits(case, packs):
    for c in case.all("credit"):
        identity = c["id"].partition("#")[0]
        parts = identity.split("/")
        known = len(parts) in (4, 5) and re.fullmatch(r"\d{4}-\d\d-\d\d", parts[3])
        pack = next((p for p in packs if known and p.id == parts[0]), None)
        common = (identity, c["subscription"], c.get("claim", ""), Fraction(c["amount"]))
        if pack is None:
            yield Given(*common, seconds(c["granted"]), "", "", "")
        else:
            yield Given(*common, pack.start_of(parts[3]), parts[0], parts[1], parts[4] if len(parts) == 5 else "")


def granted_now(decision):
    return Given(decision["credit"].partition("#")[0], decision["subscription"], decision.get("claim", ""),
                 amount(decision), seconds(decision["window_start"]), decision["sla"], decision["guarantee"],
                 decision.get("incident", decision.get("ticket", "")))


def served_from(pack, case, given):
    """A month in which the service began belongs to the term that began in it."""
    start = term(case.one("subscription", given.subscription))[0]
    first, last = pack.month(given.at)
    by_month = given.guarantee in pack.guarantees and pack.guarantees[given.guarantee].get("over") == "calendar_month"
    return start if by_month and first <= start < last else given.at


def cap_window(cap, pack, case, given):
    over = cap.get("over")
    if over == "calendar_month":
        return pack.month(given.at)
    if over == "billing_period":
        return billing_period(case.one("subscription", given.subscription), pack.zone, given.at)
    if over == "term":
        return term(case.one("subscription", given.subscription))
    if over in (None, "incident", "ticket"):
        return ALWAYS
    raise NotRead(over)


def counts(cap, pack, case, window, new, other):
    """Whether `other` counts where `new` is capped."""
    listed = cap.get("guarantees", "").split()
    if cap.get("counting", "sla") == "sla" and other.sla != pack.id or listed and other.guarantee not in listed:
        return False
    if cap.get("over") in ("incident", "ticket") and other.subject != new.subject:
        return False
    at = served_from(pack, case, other) if cap.get("over") in ("term", "billing_period") else other.at
    if not window[0] <= at < window[1]:
        return False
    same_subscription = other.subscription == new.subscription
    shared_by = {"account": True, "subscription": same_subscription, "claim": other.claim == new.claim != "",
                 "guarantee": same_subscription and other.guarantee == new.guarantee}
    return shared_by[cap.get("per", "subscription")]


@dataclass(frozen=True)
class Comparison:
    cap: str
    decision: str
    bound: Fraction
    total: Fraction  # what counts against the cap: money, or a number of credits

    def __str__(self):
        return f"decision {self.decision}: {float(self.total)} counts against the cap {self.cap} of {float(self.bound)}"


def comparisons(case, statement, packs):
    """What is granted against each cap that bounds it, in the order in which the caps were applied."""
    given = list(prior_credits(case, packs))
    for decision in statement.granted():
        new = granted_now(decision)
        given.append(new)
        pack = next(p for p in packs if (p.id, p.effective_from) == (decision["sla"], decision["effective_from"]))
        for cap in pack.caps:
            try:
                found = compare(cap, pack, case, new, given)
            except NotRead:
                continue
            if found is not None:
                yield Comparison(f"{pack.id} {pack.effective_from} {cap.get('id')}", decision["number"], *found)


def compare(cap, pack, case, new, given):
    """The bound and what counts against it, or None where the cap does not bound this credit."""
    if new.guarantee not in cap.get("guarantees", new.guarantee).split():
        return None
    window = cap_window(cap, pack, case, new)
    claim = case.one("claim", new.claim) if new.claim else {}
    around = Surroundings(pack, case, in_effect(case, case.one("subscription", new.subscription), new.at), claim, window)
    if cap.get("when") and not holds(cap.get("when"), around):
        return None
    counted = [g for g in given if counts(cap, pack, case, window, new, g)]
    if cap.get("count"):
        return Fraction(cap.get("count")), Fraction(len({(g.credit, g.subscription) for g in counted}))
    return value_of(cap.get("amount"), around), sum(g.amount for g in counted)
