"""Inputs that grow: each function gives the rules and the case of one kind, `n` long or `n` wide. Facts are invented."""

import datetime

HEAD = (
    '<sla xmlns="urn:redress:rules:1" id="{id}" title="t" currency="EUR" timezone="{zone}" effective_from="{since}"{until}>'
)
CASE = '<case xmlns="urn:redress:case:1" id="a" as_of="{as_of}" currency="EUR"><account id="c"{account}/>{records}</case>'
WINDOW = ("2026-03-03T10:00:00Z", "2026-03-03T12:00:00Z")


def sla(body, id="uptime", zone="Europe/Berlin", since="1900-01-01", until=None):
    head = HEAD.format(id=id, zone=zone, since=since, until=f' effective_to="{until}"' if until else "")
    return head + body + '<remedy kind="balance"/></sla>'


def promise(measures='<downtime name="down"/>', breach="down above 1 second", credit="1 EUR", over="calendar_month", id="g"):
    return f'<guarantee id="{id}" over="{over}">{measures}<breach when="{breach}"/><credit value="{credit}"/></guarantee>'


def case(records, as_of="2026-04-01T09:00:00+02:00", subscription=True, account=""):
    own = '<subscription id="v" sla="uptime" price="30"/>' if subscription else ""
    return CASE.format(as_of=as_of, records=own + "".join(records), account=account)


def incidents(n, more=""):
    return [f'<incident id="i{i:05d}" start="{WINDOW[0]}" end="{WINDOW[1]}"{more}/>' for i in range(n)]


def claims(n, more=""):
    return [f'<claim id="k{i:05d}" subscription="v" filed="2026-03-20T00:00:00Z"{more}/>' for i in range(n)]


def day(i, first=datetime.date(1950, 1, 1)):
    return (first + datetime.timedelta(days=i)).isoformat()


LONG_INCIDENT = f'<incident id="i" start="1950-01-01T10:00:00Z" end="{day(19_000)}T12:00:00Z"/>'
ONE = case(incidents(1))
FAR = "2990-04-01T09:00:00+02:00"


# --- rules with many elements of one kind ---


def rules_of(kind, n):
    before, after = "", ""
    if kind == "holiday":
        before = "<calendar>" + "".join(f'<holiday date="{day(i, datetime.date(1900, 1, 1))}"/>' for i in range(n)) + "</calendar>"
    if kind == "exclude":
        before = '<exclude of="maintenance"/>' * n
    if kind == "require":
        before = "".join(f'<require id="r{i}" that="account.overdue_invoices is 0">x</require>' for i in range(n))
    if kind == "reading":
        before = "".join(f'<reading clause="c{i}">x</reading>' for i in range(n))
    if kind == "level":
        before = "".join(f'<level id="level-{i}"><parameter name="p" value="{i}"/></level>' for i in range(n))
    if kind == "fact":
        before = "".join(f'<fact record="account" name="fact{i}" type="count" default="1"/>' for i in range(n))
    if kind == "cap":
        after = "".join(f'<cap id="c{i}" count="1000000"/>' for i in range(n))
    if kind == "charge":
        after = "".join(f'<charge id="f{i}" when="account.overdue_invoices is 1" amount="1 EUR">x</charge>' for i in range(n))
    if kind == "combine":
        after = '<combine per="window"/>' * n
    credit = "level.p * 1 EUR" if kind == "level" else "1 EUR"
    own = before if kind == "own requirement" else ""
    if kind == "own require":
        own = "".join(f'<require id="r{i}" that="account.overdue_invoices is 0">x</require>' for i in range(n))
        before = ""
    return sla(before + promise(own + '<downtime name="down"/>', credit=credit) + after)


# --- settling: rules and case of n ---


def many_incidents(n):
    return sla(promise()), case(incidents(n))


def many_claims(n):
    return sla('<claim required="yes"/>' + promise()), case(incidents(1) + claims(n, ' incident="i00000"'))


def many_subscriptions(n):
    own = [f'<subscription id="s{i:05d}" sla="uptime" price="30"/>' for i in range(n)]
    return sla(promise()), case(own + incidents(1), subscription=False)


def many_owners(n):
    """n subscriptions with ten incidents each: none may cost a look at another's."""
    own = [f'<subscription id="s{i:05d}" sla="uptime" price="30"/>' for i in range(n)]
    down = [
        f'<incident id="i{i:05d}-{k}" subscription="s{i:05d}" start="2026-03-{k + 1:02d}T10:00:00Z" end="2026-03-{k + 1:02d}T12:00:00Z"/>'
        for i in range(n)
        for k in range(10)
    ]
    return sla(promise()), case(own + down, subscription=False)


def many_windows(n):
    """A decision for each of n days."""
    long = f'<incident id="i" start="1950-01-01T10:00:00Z" end="{day(n - 1)}T12:00:00Z"/>'
    return sla(promise(over="day")), case([long], as_of=FAR)


def many_holidays(n):
    """A calendar of n days off, asked n times."""
    off = "".join(f'<holiday date="{day(i)}"/>' for i in range(n))
    asked = " + ".join(["working_days(subject.start, subject.end)"] * 50)
    rules = sla(promise(f'<let name="worked" value="{asked}"/>', "worked below 0", over="incident"))
    long = [f'<incident id="i{i:05d}" start="1950-01-01T10:00:00Z" end="2025-01-01T12:00:00Z"/>' for i in range(n // 50)]
    return rules.replace("<guarantee", f"<calendar>{off}</calendar><guarantee", 1), case(long)


def many_exclusions(n):
    """Half excludes that no record of the case concerns, half incidents."""
    half = n // 2
    return sla('<exclude of="maintenance"/>' * half + promise()), case(incidents(half))


def many_components(n):
    parts = [f'<incident id="i{i:05d}" start="{WINDOW[0]}" end="{WINDOW[1]}" component="c{i}"/>' for i in range(n)]
    return sla(promise('<downtime name="down" concurrent="2"/>')), case(parts)


def many_facts(n):
    declared = "".join(f'<fact record="incident" name="f{i}" type="count" default="0"/>' for i in range(200))
    measure = '<count name="hit" of="incident" where="incident.f199 is 1"/>'
    return sla(declared + promise(measure, "hit above 0")), case(incidents(n, ' f199="1" f0="1"'))


def many_attributes(n):
    """Records with n additional facts, whose names share their beginning, their end and their length."""
    facts = "".join(f' a{1000 + i}z="x"' for i in range(n))
    return case([f'<holiday date="{day(i)}"{facts}/>' for i in range(1_000)])


def shuffled_records(n):
    """Half tickets that each name another, half readings at one moment, none of them in order."""
    half = n // 2
    place = lambda i: i * 7_919 % half
    tickets = [
        f'<ticket id="t{place(i)}" opened="{WINDOW[0]}"' + (f' duplicate_of="t{place(i - 1)}"/>' if i else "/>") for i in range(half)
    ]
    readings = [
        f'<measurement metric="loss" start="{WINDOW[0]}" end="{WINDOW[1]}" value="{place(i)}" subscription="v"/>' for i in range(half)
    ]
    return case(tickets + readings)


def subscription_ids(n):
    letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [a + b for a in letters for b in letters][:n]


def many_tickets(n):
    """Tickets that each list as many subscriptions as one text holds; each of them asks all tickets."""
    ids = subscription_ids(1_365)
    listed = " ".join(ids)[:4_096].rsplit(" ", 1)[0]
    own = [f'<subscription id="{i}" sla="uptime" price="30"/>' for i in ids]
    tickets = [f'<ticket id="t{i}" opened="{WINDOW[0]}" resolved="{WINDOW[1]}" subscriptions="{listed}"/>' for i in range(n)]
    measure = '<count name="n" of="ticket"/>'
    return sla(promise(measure, "n above 1000000")), case(own + tickets, subscription=False)


def credits_and_incidents(n, incident_of):
    """n incidents, and as many credits given before, for other days."""
    out = []
    for i in range(n):
        start, end = "2026-02-03T10:00:00Z", "2026-02-03T12:00:00Z"
        out.append(f'<incident id="{incident_of(i)}" start="{start}" end="{end}" subscription="v"/>')
        window = f'window_start="2026-01-03T10:00:00Z" window_end="2026-01-03T12:00:00Z" incident="old{i}"'
        out.append(f'<credit id="old{i}" subscription="v" sla="uptime" effective_from="1900-01-01" guarantee="g" {window} '
                   f'amount="0.01" granted="2026-02-01T00:00:00Z"/>')
    return out


def many_capped(n):
    """n incidents that are due, under a cap of an amount that as many credits given before count for."""
    rules = promise("", "subject.duration above 1 hour", over="incident") + '<cap amount="1000000 EUR"/>'
    return sla(rules), case(credits_and_incidents(n, lambda i: f"i{i}"))


def many_counted(n):
    """The same under a cap of a number."""
    rules = promise("", "subject.duration above 1 hour", over="incident") + '<cap count="1000000"/>'
    return sla(rules), case(credits_and_incidents(n, lambda i: f"i{i}"))


def many_combined(n):
    """n claims about one incident, and as many credits given before for it, under two guarantees that are combined."""
    body = "".join(promise("", "subject.duration above 1 hour", over="incident", id=g) for g in ("a", "b"))
    out = incidents(1)
    for i in range(n):
        out.append(f'<claim id="k{i}" filed="2026-03-20T00:00:00Z" subscription="v" incident="i00000" guarantee="a"/>')
        out.append(f'<credit id="uptime/b/v/2026-01-01#{i + 1}" subscription="v" sla="uptime" effective_from="1900-01-01" guarantee="b" '
                   f'window_start="2026-01-01T00:00:00Z" window_end="2026-01-02T00:00:00Z" incident="i00000" amount="0.01" '
                   f'granted="2026-02-01T00:00:00Z"/>')
    return sla('<claim required="yes"/>' + body + '<combine per="incident"/>'), case(out)


def many_versions(n):
    """n versions of one SLA, in files of one folder, and an incident over all of their time."""
    files = []
    for i in range(n):
        since = day(100 * i, datetime.date(1901, 1, 1))
        files.append(sla(promise(), since=since, until=day(100 * (i + 1), datetime.date(1901, 1, 1)), zone="UTC"))
    long = f'<incident id="i" start="1901-01-01T10:00:00Z" end="{day(100 * n, datetime.date(1901, 1, 1))}T00:00:00Z"/>'
    return files, case([long], as_of="2999-12-30T09:00:00Z")


def many_readings(n):
    """n readings of one clause, and n of others; with steps."""
    one = "".join(f'<reading clause="{"2" if i % 100 == 0 else i}">r</reading>' for i in range(n))
    return sla(one + promise('<downtime name="down" clause="2"/>')), case(incidents(1))


def prorated_charges(n):
    """Charges of odd lengths, which have no common denominator that is small."""
    charges = []
    first = datetime.datetime(2026, 2, 1)
    for i in range(n):
        start = first + datetime.timedelta(seconds=(i * 48_271) % (50 * 86_400))
        end = start + datetime.timedelta(seconds=1 + (i * 1_299_709 + 7_919) % (30 * 86_400))
        charges.append((start, end, 1 + (i * 15_485_863) % 10_000_000))
    rules = sla(
        promise(
            '<downtime name="down"/><sum name="billed" of="charge" value="charge.amount" prorate="yes"/>',
            "down above 1 hour",
            "billed * 10%",
        ),
        zone="UTC",
    )
    written = [
        f'<charge subscription="v" amount="{a // 100}.{a % 100:02d}" kind="usage" period_start="{s.isoformat()}Z" period_end="{e.isoformat()}Z"/>'
        for s, e, a in charges
    ]
    return rules, case(incidents(1) + written, as_of="2026-05-01T00:00:00Z"), charges


def discounts(credits, lines):
    """Credits that each take from every line of the invoice."""
    rules = sla('<claim required="yes"/>' + promise(over="incident", credit="1 EUR")).replace('kind="balance"', 'kind="discount"')
    own = [f'<incident id="i{i:05d}" start="{WINDOW[0]}" end="{WINDOW[1]}"/>' for i in range(credits)]
    asked = [
        f'<claim id="k{i:05d}" subscription="v" filed="2026-03-20T00:00:00Z" incident="i{i:05d}" guarantee="g"/>'
        for i in range(credits)
    ]
    invoice = '<invoice id="n" issued="2026-04-01T00:00:00Z"/>'
    bill = [
        f'<line id="l{i:05d}" amount="1000" period_start="2026-04-01T00:00:00Z" period_end="2026-05-01T00:00:00Z"/>'
        for i in range(lines)
    ]
    return rules.replace("1 EUR", f"{lines} EUR"), case(own + asked + [invoice] + bill)
