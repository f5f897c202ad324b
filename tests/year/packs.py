"""SLAs for the hosts of the year: some as shipped, some written at random, and new versions of both."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

ZONES = ("UTC", "Europe/Berlin", "Europe/Kyiv", "America/New_York", "Asia/Tokyo")
WINDOWS = ("day", "calendar_month", "quarter", "billing_period", "incident", "ticket")
CAP_WINDOWS = ("calendar_month", "quarter", "calendar_year", "billing_period", "term", None)
NAMES = ("first", "second", "third")


@dataclass
class Cap:
    id: str
    over: str | None
    per: str
    counting: str
    guarantees: list  # the ids that it bounds; empty for all
    money: Fraction | None = None  # a bound in money, or
    prices: Fraction | None = None  # in monthly prices of the subscription, or
    count: int | None = None  # in number of credits

    def xml(self, currency):
        bound = (f'count="{self.count}"' if self.count is not None else
                 f'amount="{self.money} {currency}"' if self.money is not None else
                 f'amount="subscription.monthly_price * {self.prices * 100}%"')
        return (f'<cap id="{self.id}" {bound} per="{self.per}" counting="{self.counting}"'
                + (f' over="{self.over}"' if self.over else "")
                + (f' guarantees="{" ".join(self.guarantees)}"' if self.guarantees else "") + "/>")


@dataclass
class Version:
    """One version of an SLA: its XML, and what the audit needs to know of it; of a shipped one that is little."""

    sla: str
    zone: str
    effective_from: str
    body: str
    effective_to: str | None = None
    shipped: bool = False
    currency: str | None = None
    claims: bool = True
    over: dict = field(default_factory=dict)  # guarantee -> the kind of its windows
    caps: list = field(default_factory=list)
    combine: tuple | None = None  # per, guarantees
    raised_to: Fraction = Fraction(0)
    to_balance: bool = False  # whether what is left of a discount can go to the balance

    def xml(self):
        ends = f' effective_to="{self.effective_to}"' if self.effective_to else ""
        return re.sub(r'effective_from="[^"]*"( effective_to="[^"]*")?',
                      f'effective_from="{self.effective_from}"{ends}', self.body, count=1)


def shipped(path):
    body = path.read_text()
    named = dict(re.findall(r'\b(id|timezone|effective_from|effective_to|currency)="([^"]*)"',
                            re.search(r"<sla\b[^>]*>", body)[0]))
    return Version(named["id"], named["timezone"], named["effective_from"], body, named.get("effective_to"), True,
                   named.get("currency"))


def written(chance, sla, currency, effective_from, zone=None, names=None):
    """A pack of one to three guarantees that reaches, between them, all that money depends on."""
    zone = zone or chance.choice(ZONES)
    names = names or NAMES[:chance.randint(1, 3)]
    version = Version(sla, zone, effective_from, "", currency=currency, claims=chance.random() < 0.4)
    guarantees = "".join(guarantee(chance, version, name, currency) for name in names)
    rest = (claim(version, chance) + minimum(chance, version, currency) + combine(chance, version, names)
            + caps(chance, version, names, currency) + remedies(chance, version))
    version.body = (f'<sla xmlns="urn:redress:rules:1" id="{sla}" title="{sla}" currency="{currency}" timezone="{zone}" '
                    f'effective_from="{effective_from}">\n{levels() if "level.share" in guarantees else ""}<exclude of="maintenance"/>\n{guarantees}{rest}</sla>\n')
    return version


def levels():
    shares = {"basic": "10%", "gold": "40%"}
    return "".join(f'<level id="{id}"><parameter name="share" value="{share}"/></level>\n' for id, share in shares.items())


def guarantee(chance, version, name, currency):
    over = chance.choice(WINDOWS)
    version.over[name] = over
    hour = f"{chance.choice((1, 2, 3))} {currency}"
    flat = f"{chance.choice((2, 5, 7.5, 12))} {currency}"
    share = f"subscription.monthly_price * {chance.choice(('5%', '25%', '100%', 'level.share'))}"
    begin = f'<guarantee id="{name}" over="{over}">'
    if over == "incident":
        measure, breach = "", f"subject.duration above {chance.choice((0, 1, 4))} hours"
        by_hour = f"ceil(subject.duration, 1 hour) / 1 hour * {hour}"
    elif over == "ticket":
        measure, breach = "", f"subject.response_time above {chance.choice((1, 4))} hours"
        by_hour = f"floor(subject.response_time, 1 hour) / 1 hour * {hour}"
    else:
        kind = chance.choice(("outage", "degradation"))
        where = chance.choice(("", f' where="incident.kind is {kind}"'))
        measure = f'<downtime name="down"{where}{chance.choice(("", "", " scope=" + chr(34) + "account" + chr(34)))}/>'
        breach, by_hour = f"down above {chance.choice((0, 1, 4))} hours", f"down / 1 hour * {hour}"
    credit = chance.choice((flat, share, by_hour, by_hour, "6 hours"))
    return f'{begin}{measure}<breach when="{breach}"/><credit value="{credit}"/></guarantee>\n'


def claim(version, chance):
    until = chance.choice(("", ' until="date(window.end) + 60 days"'))
    return f'<claim required="yes"{until}/>\n' if version.claims else '<claim required="no"/>\n'


def minimum(chance, version, currency):
    if chance.random() < 0.6:
        return ""
    below, amount = chance.choice(("drop", "raise", "hold")), chance.choice((3, 8))
    version.raised_to = Fraction(amount if below == "raise" else 0)
    return f'<minimum amount="{amount} {currency}" below="{below}"/>\n'


def combine(chance, version, names):
    if len(names) == 1 or chance.random() < 0.5:
        return ""
    among = tuple(names[:2]) if chance.random() < 0.5 else tuple(names)
    over = [version.over[name] for name in among]
    events = [kind for kind in ("incident", "ticket") if version.claims or over.count(kind) > 1]
    per = chance.choice(["window", *events, *(["claim"] if version.claims else [])])
    version.combine = (per, among)
    return f'<combine guarantees="{" ".join(among)}" per="{per}"/>\n'


def caps(chance, version, names, currency):
    for number in range(chance.choice((0, 1, 1, 2))):
        per = chance.choice(("guarantee", "subscription", "account"))
        counting = "sla" if per == "guarantee" else chance.choice(("sla", "all"))
        guarantees = [] if counting == "all" or chance.random() < 0.7 else [names[0]]
        cap = Cap(f"cap_{number}", chance.choice(CAP_WINDOWS), per, counting, guarantees)
        kind = chance.choice(("money", "prices") if version.combine else ("money", "prices", "count"))
        setattr(cap, kind, {"money": Fraction(chance.choice((5, 10, 20))), "prices": Fraction(chance.choice((1, 2)), 2),
                            "count": chance.choice((1, 2, 3))}[kind])
        version.caps.append(cap)
    return "".join(cap.xml(currency) + "\n" for cap in version.caps)


def remedies(chance, version):
    kinds = chance.choice((["balance"], ["discount"], ["discount", "balance"], ["extension", "balance"],
                           ["balance", "extension", "discount"]))
    version.to_balance = "balance" in kinds or "discount" not in kinds
    expires = ' expires="P6M"' if chance.random() < 0.2 else ""
    more = {"balance": expires, "discount": expires, "extension": ' step="1 hour"'}
    return "".join(f'<remedy kind="{kind}"{more[kind]}/>\n' for kind in kinds)
