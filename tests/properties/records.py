"""A case as plain records that can be changed and written again."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import date, datetime, timedelta, timezone
from xml.sax.saxutils import quoteattr

NAMESPACE = "urn:redress:case:1"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT.*")
DATE = re.compile(r"\d{4}-\d\d-\d\d")

# The library refuses what happened before it began, and what is told before it happened.
ORDERED = {"subscription": [("start", "end")], "incident": [("start", "end")], "maintenance": [("start", "end")],
           "ticket": [("opened", "first_response"), ("opened", "resolved")], "charge": [("period_start", "period_end")],
           "measurement": [("start", "end")], "credit": [("available_from", "expires")],
           "line": [("period_start", "period_end")]}
PAST = {"incident": ["start", "end", "reported"], "ticket": ["opened", "first_response", "resolved"],
        "measurement": ["start"], "claim": ["filed"], "credit": ["granted"]}
WITHOUT_CENTS = ("JPY",)

# What is left out of a record while it lasts.
ENDS = {"incident": ["end"], "ticket": ["first_response", "resolved"]}


def seconds(text):
    return int(datetime.fromisoformat(text).timestamp())


def instant(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def later_by_months(day, months):
    """The same day of another month, or the last that it has: the order of days stays."""
    first = date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


class Case:
    def __init__(self, as_of, fields, records):
        self.as_of = as_of
        self.fields = fields  # id and currency
        self.records = records  # (name, fields); what is shared with another case is never changed

    def copy(self):
        return Case(self.as_of, self.fields, [(name, dict(fields)) for name, fields in self.records])

    def with_records(self, *more):
        return Case(self.as_of, self.fields, self.records + list(more))

    def without(self, dropped):
        return Case(self.as_of, self.fields, [(name, fields) for name, fields in self.records if fields is not dropped])

    def at(self, as_of):
        return Case(as_of, self.fields, self.records)

    def all(self, *names):
        return [fields for name, fields in self.records if name in names]

    def one(self, name, id):
        return next(fields for fields in self.all(name) if fields["id"] == id)

    def xml(self):
        fields = {"xmlns": NAMESPACE, "id": self.fields["id"], "as_of": instant(self.as_of),
                  "currency": self.fields["currency"]}
        lines = [f"<case {attributes(fields)}>"]
        lines += [f"  <{name} {attributes(fields)}/>" for name, fields in self.records]
        return "\n".join(lines + ["</case>", ""])

    def money(self, hundredths):
        """An amount as an invoice of this currency can have it."""
        whole, rest = divmod(hundredths, 100)
        return str(whole) if self.fields["currency"] in WITHOUT_CENTS else f"{whole}.{rest:02}"

    def has_ended(self):
        """Whether nothing is still open: the facts can then stay the same at any later moment."""
        return all(field in fields for name, fields in self.records for field in ENDS.get(name, ()))

    def ended(self):
        """The case in which what is still open ends now."""
        now = instant(self.as_of)
        return Case(self.as_of, self.fields,
                    [(name, {**dict.fromkeys(ENDS.get(name, ()), now), **fields}) for name, fields in self.records])


def attributes(fields):
    return " ".join(f"{name}={quoteattr(value)}" for name, value in fields.items())


def read_case(text):
    root = ElementTree.fromstring(text)
    records = []
    for element in root:
        fields = {k: instant(seconds(v)) if INSTANT.fullmatch(v) else v for k, v in element.attrib.items()}
        records.append((element.tag.removeprefix("{" + NAMESPACE + "}"), fields))
    return Case(seconds(root.get("as_of")), {"id": root.get("id"), "currency": root.get("currency")}, records)


def tidy(case):
    """Puts right what changes may have put out of order."""
    now = instant(case.as_of)
    for name, fields in case.records:
        for field in PAST.get(name, ()):
            if field in fields:
                fields[field] = min(fields[field], now)  # all are written in UTC, so texts compare as instants do
        for earlier, later in ORDERED.get(name, ()):
            if earlier in fields and later in fields:
                fields[later] = max(fields[earlier], fields[later])
