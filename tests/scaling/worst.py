"""The inputs within all limits that take the longest or the most memory, one at a time.

    worst.py --library PATH             each in its own process: seconds and megabytes without and with steps, then the worst
    worst.py --library PATH --input N   one of them
"""

import argparse
import json
import subprocess
import sys

import inputs
from calls import Calls, megabytes
from inputs import FAR, LONG_INCIDENT, case, claims, day, incidents, promise, sla

CLAIMED = '<claim required="yes"/>'


def sums(name, terms):
    return " + ".join([name] * terms)


def records_visited():
    """As many claims as incidents, each measuring all of them."""
    return sla(CLAIMED + promise(breach="down above 9000 hours")), case(incidents(9_900) + claims(9_900, ' guarantee="g"'))


def conditions_evaluated():
    where = " or ".join(["incident.affected above 101%"] * 60)
    measures = f'<count name="n" of="incident" where="{where}"/>'
    return sla(CLAIMED + promise(measures, "n above 0")), case(incidents(9_900) + claims(9_900, ' guarantee="g"'))


def instructions():
    lets = "".join(f'<let name="x{i}" value="{sums("down / window.length", 170)}"/>' for i in range(100))
    breach = " + ".join(f"x{i}" for i in range(100)) + " below 0"
    return sla(promise('<downtime name="down"/>' + lets, "down above 1 second and " + breach, over="day")), case([LONG_INCIDENT], as_of=FAR)


def windows_shifted():
    counts = "".join(f'<count name="n{i}" of="line" shift="-120"/>' for i in range(200))
    breach = "down above 1 second and " + " + ".join(f"n{i}" for i in range(200)) + " above 0"
    return sla(promise('<downtime name="down"/>' + counts, breach, over="day")), case([LONG_INCIDENT], as_of=FAR)


def hours_excluded():
    exclude = '<exclude except_daily="08:00-20:00" days="working_days"/>'
    measures = "".join(f'<downtime name="d{i}" from="window.start - {i} hours"/>' for i in range(200))
    breach = " + ".join(f"d{i}" for i in range(200)) + " below 0 seconds"
    return sla(exclude + promise(measures, breach, over="calendar_year")), case([LONG_INCIDENT], as_of=FAR)


def working_days_added():
    off = "<calendar>" + "".join(f'<holiday date="{day(i)}"/>' for i in range(19_000)) + "</calendar>"
    asked = "working_days(date(window.start), date(window.start) + 4000 working days)"
    lets = "".join(f'<let name="x{i}" value="{sums(asked, 40)}"/>' for i in range(100))
    breach = " + ".join(f"x{i}" for i in range(100)) + " below 0"
    return sla(off + promise('<downtime name="down"/>' + lets, "down above 1 second and " + breach, over="day")), case(
        [LONG_INCIDENT], as_of=FAR
    )


def own_holidays():
    """Two SLAs in turn, and holidays of the case."""
    files = [sla(promise(), id="uptime"), sla(promise(), id="other")]
    own = [f'<subscription id="s{i:05d}" sla="{"uptime" if i % 2 else "other"}" price="30"/>' for i in range(9_900)]
    off = [f'<holiday date="{day(i)}"/>' for i in range(9_900)]
    return files, case(own + off + incidents(1), subscription=False)


def texts_compared():
    long = "y" * 3_900
    lets = "".join(f'<let name="x{i}" value="if subscription.level is \'{long}\' then 1 else 0"/>' for i in range(200))
    breach = " + ".join(f"x{i}" for i in range(200)) + " below 0"
    own = f'<subscription id="v" sla="uptime" price="30" level="{long}"/>'
    return sla(promise('<downtime name="down"/>' + lets, "down above 1 second and " + breach, over="day")), case([own, LONG_INCIDENT], as_of=FAR, subscription=False)


def big_numbers(power=8):
    powers = "".join(f'<let name="p{2**i}" value="p{2**(i-1)} * p{2**(i-1)}"/>' for i in range(1, power + 1))
    base = '<let name="p1" value="account.units / 999999999999999989"/>'
    added = f"p{2**power} / 3 + p{2**power} / 7"
    lets = "".join(f'<let name="x{i}" value="{sums(added, 60)}"/>' for i in range(50))
    breach = " + ".join(f"x{i}" for i in range(50)) + " below 0"
    return sla(promise('<downtime name="down"/>' + base + powers + lets, "down above 1 second and " + breach, over="day")), case(
        [LONG_INCIDENT], as_of=FAR, account=' units="999999999999999967"'
    )


def bigger_numbers():
    return big_numbers(10)


def small_big_numbers():
    return big_numbers(2)


def prorated_everywhere():
    rules, xml, _ = inputs.prorated_charges(9_900)
    return rules, xml


def exclusions():
    exclude = '<exclude of="maintenance"/>' * 50_000
    return sla(exclude + promise(over="day")), case([LONG_INCIDENT], as_of=FAR)


def tickets():
    return inputs.many_tickets(3_980)


def incident_lists():
    """Incidents that each hit many of the subscriptions."""
    rules, xml = inputs.many_tickets(3_980)
    for ticket, incident in (("ticket", "incident"), (" opened=", " start="), (" resolved=", " end=")):
        rules, xml = rules.replace(ticket, incident), xml.replace(ticket, incident)
    return rules, xml


def lists_of_guarantees():
    """Caps and combinations that each name all guarantees."""
    names = [f"a{i:03d}" for i in range(255)]
    promises = "".join(
        f'<guarantee id="{name}" over="ticket"><breach when="subject.escalated"/><credit value="1 EUR"/></guarantee>' for name in names
    )
    listed = " ".join(names)
    caps = f'<cap count="1000000" guarantees="{listed}"/>' * 6_000 + f'<combine guarantees="{listed}"/>' * 6_000
    return sla(promises + promise(over="day") + caps), case([LONG_INCIDENT], as_of=FAR)


def tiers():
    tier = "".join(f'<tier below="{i + 1} seconds" value="{i} EUR"/>' for i in range(9_000)) + '<tier value="9000 EUR"/>'
    ladder = f'<downtime name="down"/><tiers name="due" of="down" monotone="no">{tier}</tiers>'
    return sla(promise(ladder, "due above 10000 EUR", over="day")), case([LONG_INCIDENT], as_of=FAR)


def versions():
    return inputs.many_versions(4_000)


def components():
    parts = [
        f'<incident id="i{i:05d}" start="{inputs.WINDOW[0]}" end="{inputs.WINDOW[1]}" component="{"c" * 700}{i}"/>' for i in range(9_900)
    ]
    return sla(CLAIMED + promise('<downtime name="down" concurrent="2"/>', "down above 9000 hours")), case(
        parts + claims(9_900, ' guarantee="g"')
    )


def levels_and_names():
    levels = "".join(f'<level id="level-{i}"><parameter name="p" value="{i}"/></level>' for i in range(1_024))
    own = '<subscription id="v" sla="uptime" price="30" level="level-1023"/>'
    lets = "".join(f'<let name="x{i}" value="level.p"/>' for i in range(200))
    breach = " + ".join(f"x{i}" for i in range(200)) + " below 0"
    return sla(levels + promise('<downtime name="down"/>' + lets, "down above 1 second and " + breach, over="day")), case(
        [own, LONG_INCIDENT], as_of=FAR, subscription=False
    )


def long_sentences():
    says = "s" * 100_000
    require = f'<require id="r" that="account.overdue_invoices is 1">{says}</require>'
    return sla(require + promise(over="day")), case([LONG_INCIDENT], as_of=FAR)


def many_decisions():
    return inputs.many_windows(19_900)


def credits_given_before():
    """As many credits given before as incidents, and caps by amount and by number."""
    caps = '<cap amount="100000 EUR" over="calendar_year"/><cap count="1000000" over="calendar_year"/>'
    body = CLAIMED + promise(over="incident") + '<combine per="incident"/>' + caps
    given = [
        f'<credit id="uptime/g/v/2026-02-01/x{i}" subscription="v" amount="0.01" granted="2026-02-02T00:00:00Z"/>' for i in range(6_600)
    ]
    own = claims(6_600)
    own = [c.replace("/>", f' incident="i{i:05d}"/>') for i, c in enumerate(own)]
    return sla(body), case(incidents(6_600) + own + given)


def discounts_spread():
    return inputs.discounts(300, 300)


def discounts_too_many():
    return inputs.discounts(2_000, 2_000)


def charges_ordered():
    rules = "".join(f'<charge id="f{i}" when="account.overdue_invoices is 0" amount="1 EUR">x</charge>' for i in range(50_000))
    return sla(promise() + rules), case(incidents(1))


def text_of_a_case():
    parts = [
        f'<incident id="i{i:05d}" start="{inputs.WINDOW[0]}" end="{inputs.WINDOW[1]}" component="{"c" * 4_000}"/>' for i in range(4_050)
    ]
    return sla(promise()), case(parts)


def plans_priced():
    """Prices of a term in which as many plans follow each other as a case holds, with price periods of little in common."""
    plans = [
        f'<plan subscription="v" from="{day(i)}T00:00:00Z" price="{i % 977 + 1}.37" price_period="P{i % 1_200 + 1}M"/>' for i in range(19_000)
    ]
    own = f'<subscription id="v" sla="uptime" price="30" start="{day(0)}T00:00:00Z" end="{day(19_358)}T00:00:00Z"/>'
    lets = "".join(f'<let name="x{i}" value="{sums("window.price", 170)}"/>' for i in range(100))
    breach = "down above 1 second and " + " + ".join(f"x{i}" for i in range(100)) + " below 0 EUR"
    return sla(promise('<downtime name="down"/>' + lets, breach, over="term"), zone="UTC"), case(
        [own, LONG_INCIDENT, *plans], as_of=FAR, subscription=False
    )


def facts_declared():
    return inputs.many_facts(19_900)


def rules_of_formulas():
    lets = "".join(
        f'<guarantee id="g{g}" over="day"><downtime name="n0"/>'
        + "".join(f'<let name="n{i}" value="{" + ".join(["n0"] * 250)}"/>' for i in range(1, 60))
        + f'<breach when="{" + ".join(f"n{i}" for i in range(60))} above 0 seconds"/></guarantee>'
        for g in range(200)
    )
    return sla(lets), inputs.ONE


def rules_of_caps():
    return inputs.rules_of("cap", 190_000), inputs.ONE


INPUTS = {
    f.__name__: f
    for f in (
        records_visited, conditions_evaluated, instructions, windows_shifted, hours_excluded, working_days_added, own_holidays,
        texts_compared, small_big_numbers, big_numbers, bigger_numbers, prorated_everywhere, exclusions, tickets, incident_lists, versions, components,
        lists_of_guarantees, tiers, levels_and_names, long_sentences, many_decisions, credits_given_before, discounts_spread, discounts_too_many, charges_ordered,
        text_of_a_case, plans_priced, facts_declared, rules_of_formulas, rules_of_caps,
    )
}  # fmt: skip


def measure(library, name):
    """Of one input: what each call took and was told, and the most memory beyond what Python and the input itself hold."""
    rules, xml = INPUTS[name]()
    calls = Calls(library)
    before = megabytes()
    out = {}
    book, out["load"] = calls.book(rules)
    out["load seconds"] = calls.seconds
    if out["load"] == "ok":
        facts, out["parse"] = calls.case(xml)
        out["parse seconds"] = calls.seconds
        if out["parse"] == "ok":
            for steps, key in ((False, "settle"), (True, "steps")):
                out[key] = calls.settle(book, facts, steps)
                out[key + " seconds"] = calls.seconds
                out[key + " megabytes"] = megabytes() - before
    print(json.dumps(out))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--library", required=True)
    options.add_argument("--input", choices=list(INPUTS))
    given = options.parse_args()
    if given.input:
        return measure(given.library, given.input)
    worst = {key: 0.0 for key in ("load seconds", "parse seconds", "settle seconds", "settle megabytes", "steps seconds", "steps megabytes")}
    print(f"{'input':<22} {'load s':>8} {'parse s':>8} {'settle s':>9} {'MB':>6} {'steps s':>8} {'MB':>6}")
    for name in INPUTS:
        done = subprocess.run(
            [sys.executable, __file__, "--library", given.library, "--input", name], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            print(f"{name:<22} failed: {done.stderr.strip()[-300:]}")
            return 1
        found = json.loads(done.stdout)
        worst = {key: max(value, found.get(key, 0.0)) for key, value in worst.items()}
        numbers = [found.get(key, 0.0) for key in worst]
        told = "; ".join(f"{key}: {found[key]}" for key in ("load", "parse", "settle", "steps") if found.get(key, "ok") != "ok")
        print("{:<22} {:8.2f} {:8.2f} {:9.2f} {:6.0f} {:8.2f} {:6.0f}".format(name, *numbers), told[:300], flush=True)
    print("{:<22} {:8.2f} {:8.2f} {:9.2f} {:6.0f} {:8.2f} {:6.0f}".format("the worst", *worst.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
