"""A case: its records, with defaults, references and derived fields, as docs/vocabulary.md lists them."""

import re
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

from moments import Span, monthly_price, price_of_term, read_date, read_instant

NAMESPACE = "{urn:redress:case:1}"

# field: (type, default); a default is spelled as in a case.
VOCABULARY = {
    "case": {"id": ("id", None), "as_of": ("instant", None), "currency": ("text", None), "windows_from": ("instant", None),
             "windows_until": ("instant", None), "estimates": ("flag", "no")},
    "account": {"id": ("id", None), "standing": ("token", "good"), "overdue_invoices": ("count", "0"), "units": ("count", "0")},
    "subscription": {
        "id": ("id", None), "sla": ("text", None), "price": ("money", None), "level": ("text", None),
        "kind": ("token", "standard"), "price_period": ("span", "P1M"), "start": ("instant", None), "end": ("instant", None),
        "billing_period": ("span", "P1M"), "monthly_price": ("money", None), "term_price": ("money", None)},
    "plan": {"subscription": ("reference", None), "from": ("instant", None), "price": ("money", None), "level": ("text", None),
             "kind": ("token", None), "price_period": ("span", None)},
    "incident": {
        "id": ("id", None), "start": ("instant", None), "end": ("instant", None), "subscription": ("reference", None),
        "subscriptions": ("references", None), "component": ("text", None), "kind": ("token", "outage"), "cause": ("text", None), "severity": ("text", None),
        "affected": ("ratio", "100%"), "reported": ("instant", None), "confirmed": ("flag", "no"), "recovered": ("flag", "no"),
        "duration": ("duration", None)},
    "maintenance": {
        "id": ("id", None), "start": ("instant", None), "end": ("instant", None), "subscription": ("reference", None),
        "subscriptions": ("references", None), "announced": ("instant", None), "emergency": ("flag", "no"), "duration": ("duration", None),
        "notice": ("duration", None)},
    "ticket": {
        "id": ("id", None), "opened": ("instant", None), "subscriptions": ("references", None), "channel": ("text", None),
        "priority": ("text", None), "first_response": ("instant", None), "resolved": ("instant", None),
        "response_limit": ("duration", None), "resolution_limit": ("duration", None), "duplicate_of": ("reference", None),
        "escalated": ("flag", "no"), "priority_accepted": ("flag", "yes"), "response_time": ("duration", None),
        "resolution_time": ("duration", None), "response_due": ("instant", None), "resolution_due": ("instant", None)},
    "pause": {"ticket": ("reference", None), "start": ("instant", None), "end": ("instant", None), "reason": ("text", None),
              "duration": ("duration", None)},
    "charge": {
        "subscription": ("reference", None), "amount": ("money", None), "period_start": ("instant", None),
        "period_end": ("instant", None), "kind": ("token", "recurring"), "bills": ("text", None)},
    "measurement": {
        "metric": ("text", None), "start": ("instant", None), "end": ("instant", None), "value": ("number", None),
        "subscription": ("reference", None), "duration": ("duration", None)},
    "claim": {
        "id": ("id", None), "filed": ("instant", None), "subscription": ("reference", None), "channel": ("text", None),
        "guarantee": ("text", None), "incident": ("reference", None), "ticket": ("reference", None), "window": ("date", None),
        "remedy": ("token", None), "leaving": ("flag", "no"), "approved": ("money", None)},
    "credit": {
        "id": ("id", None), "subscription": ("reference", None), "amount": ("money", None), "granted": ("instant", None),
        "claim": ("text", None), "remedy": ("token", None), "remaining": ("money", "0"), "available_from": ("instant", None),
        "expires": ("instant", None), "sla": ("text", None), "effective_from": ("date", None), "guarantee": ("text", None),
        "window_start": ("instant", None), "window_end": ("instant", None), "incident": ("text", None),
        "ticket": ("text", None)},
    "invoice": {"id": ("id", None), "issued": ("instant", None)},
    "line": {
        "id": ("id", None), "amount": ("money", None), "period_start": ("instant", None), "period_end": ("instant", None),
        "subscription": ("reference", None), "kind": ("token", "service")},
    "holiday": {"date": ("date", None)},
    "working_day": {"date": ("date", None)},
}
WINDOW = {"start": "instant", "end": "instant", "length": "duration", "days": "count", "month_days": "count", "price": "money"}
PERIOD = {"start": "instant", "end": "instant", "length": "duration"}
DERIVED = {"monthly_price", "term_price", "duration", "notice", "response_time", "resolution_time", "response_due", "resolution_due"}


def read_number(text):
    value = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    return int(value) if value.denominator == 1 else value


def read_duration(text):
    if not text.startswith("P"):
        return int(text)
    found = re.fullmatch(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    return sum(int(part or 0) * unit for part, unit in zip(found.groups(), (604800, 86400, 3600, 60, 1)))


def read_span(text):
    years, months, weeks, days = (int(part or 0) for part in
                                  re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", text).groups())
    return Span(years * 12 + months, weeks * 7 + days)


READERS = {"id": str, "text": str, "zone": str, "token": str, "reference": str, "references": str.split, "count": read_number,
           "number": read_number, "ratio": read_number, "money": read_number, "instant": read_instant, "date": read_date,
           "duration": read_duration, "span": read_span, "flag": lambda text: text == "yes"}


class Record:
    def __init__(self, kind, values, as_of):
        self.kind, self.values, self.as_of = kind, values, as_of
        self.id = values.get("id")
        self.terms = []  # of a subscription with plans: (from, what it is from then on)

    def get(self, field):
        """The value of a field that needs no zone, or None where it is unknown."""
        if field == "duration":
            return self.end - self.start
        if field == "notice":
            announced = self.values.get("announced")
            return None if announced is None else self.start - announced
        if field == "monthly_price":
            return monthly_price(self)
        return self.values.get(field)

    def at(self, instant):
        """A subscription as it is at an instant, or when it began where that is later."""
        began = self.values.get("start")
        instant = instant if began is None else max(instant, began)
        return next((record for start, record in reversed(self.terms) if start is None or start <= instant), self)

    def in_window(self, start, end):
        """What a subscription is one after another in a window, within its time of service: (record, seconds)."""
        first, last = self.values.get("start"), self.values.get("end")
        served = start if first is None else max(start, first), end if last is None else min(end, last)
        start, end = served if served[0] < served[1] else (start, end)
        changes = [moment for moment, _ in self.terms if moment is not None and start < moment < end]
        moments = [start, *changes, end]
        return [(self.at(since), until - since) for since, until in zip(moments, moments[1:])]

    def value(self, field, zone):
        return price_of_term(self, zone) if field == "term_price" else self.get(field)

    def lacking(self, field):
        """The given field that a computed one lacks; where it lacks none, or is given itself, the field."""
        given = {"term_price": ("start", "end"), "notice": ("announced",)}.get(field, ())
        return next((name for name in given if self.values.get(name) is None), field)

    def label(self, field):
        """How a decision names the field when it is missing."""
        return f"{self.kind} {self.id}: {field}" if self.id is not None else f"{self.kind}: {field}"

    @property
    def start(self):
        return self.values.get({"ticket": "opened", "charge": "period_start", "line": "period_start"}.get(self.kind, "start"))

    @property
    def end(self):
        """Where its time ends; of what still lasts, the moment of settling."""
        field = {"ticket": "resolved", "charge": "period_end", "line": "period_end"}.get(self.kind, "end")
        found = self.values.get(field)
        return self.as_of if found is None and self.kind in ("incident", "ticket", "pause") else found

    def concerns(self, subscription):
        """Whether it is about a subscription: it names it, or none."""
        if self.kind == "subscription":
            return self.id == subscription.id
        if self.values.get("subscriptions"):
            return subscription.id in self.values["subscriptions"]
        named = self.values.get("subscription")
        return named is None or named == subscription.id


class Case:
    def __init__(self, xml, declared=None):
        """`declared` are the facts of the rules: (record, name) to (type, default)."""
        root = ElementTree.fromstring(xml)
        self.declared = declared or {}
        self.as_of = read_instant(root.get("as_of"))
        self.records = {kind: [] for kind in VOCABULARY}
        self.whole = self.record("case", root.attrib)
        for element in root:
            kind = element.tag.removeprefix(NAMESPACE)
            self.records[kind].append(self.record(kind, element.attrib))
        for kind, records in self.records.items():
            if "id" in VOCABULARY[kind]:
                records.sort(key=lambda record: record.id)
        self.account = self.records["account"][0]
        self.currency = self.whole.get("currency")
        self.subscriptions = {record.id: record for record in self.records["subscription"]}
        for plan in sorted(self.records["plan"], key=lambda plan: plan.get("from")):
            subscription = self.subscriptions[plan.get("subscription")]
            before = subscription.terms[-1][1] if subscription.terms else subscription
            changed = {field: plan.get(field) for field in ("price", "level", "kind", "price_period") if plan.get(field) is not None}
            if not subscription.terms:
                subscription.terms.append((None, Record("subscription", dict(subscription.values), self.as_of)))
            subscription.terms.append((plan.get("from"), Record("subscription", {**before.values, **changed}, self.as_of)))
        self.by_id = {kind: {record.id: record for record in self.records[kind]} for kind in ("incident", "ticket", "claim")}

    def record(self, kind, attributes):
        values = {}
        fields = dict(VOCABULARY[kind])
        fields.update({name: row for (record, name), row in self.declared.items() if record == kind})
        for name, (type_name, default) in fields.items():
            text = attributes.get(name, default)
            if text is not None:
                values[name] = READERS[type_name](text)
        return Record(kind, values, self.as_of)
