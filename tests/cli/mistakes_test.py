"""Mistakes of authors, planted in shipped packs one at a time: what `redress check` says of each, and which of those that are
legal rules the samples notice. The table of docs/reliability.md counts them.

  mistakes_test.py COMMAND ROOT
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import typing
from concurrent.futures import ThreadPoolExecutor

HOSTING = "ua_hosting"  # months of availability, with a ladder
DESK = "helpdesk"  # tickets, opening hours, levels, a minimum and a claim with a deadline
OUTAGES = "vultr"  # hours of credit for each outage
VERSIONS = "serverastra_2011"  # ends where serverastra_2022 begins


# What must come of a mistake.
class Expected(typing.NamedTuple):
    outcome: str  # one of OUTCOMES
    words: str  # of the error's message; the warning's code; else why nobody but the contract can tell
    at: str = ""  # the line that is told is the one where this ends; that of the mistake where it is empty
    gap: bool = False  # `redress check` could tell from the rules alone, and does not yet


OUTCOMES = ("error", "warning", "noticed", "silent")


def error(words, at=""):
    """The rules are refused, with these words in the message."""
    return Expected("error", words, at)


def warning(code, at=""):
    """The rules load, with a warning of this code."""
    return Expected("warning", code, at)


def noticed(reason):
    """The rules are legal, and `redress diff` of the shipped rules and these finds samples whose decisions change."""
    return Expected("noticed", reason)


def silent(reason):
    """The rules are legal, and no decision of a sample changes."""
    return Expected("silent", reason)


def gap(expected):
    """What `redress check` could tell from the rules alone, and does not yet; with what comes of it so far."""
    return expected._replace(gap=True)


# By group: pack, the mistake, the text (which stands once in the file), what is written instead, and what must come of it.
MISTAKES = {
    "spelling": [
        (HOSTING, "an element misspelt", '<downtime name="down"', '<downtimes name="down"', error("did you mean 'downtime'")),
        (DESK, "an element misspelt", "<approve ", "<aprove ", error("did you mean 'approve'")),
        (HOSTING, "an attribute misspelt", 'per="subscription" guarantees', 'pre="subscription" guarantees', error("did you mean 'per'")),
        (DESK, "an attribute misspelt", 'consecutive="yes"/>', 'consecutiv="yes"/>', error("did you mean 'consecutive'")),
        (HOSTING, "the word of an attribute misspelt", 'title="A critical failure is fixed within 12 hours" over="incident"',
         'title="A critical failure is fixed within 12 hours" over="incidents"', error("'incidents' is not one of")),
        (HOSTING, "the way of rounding misspelt", 'rounding="half_up"', 'rounding="halfup"', error("'halfup' is not one of")),
        (HOSTING, "a remedy misspelt", '<remedy kind="balance"', '<remedy kind="ballance"', error("'ballance' is not one of")),
        (DESK, "a weekday misspelt", 'days="saturday"', 'days="saterday"', error("saterday")),
        (DESK, "a calendar misspelt", 'use="poland"', 'use="polnad"', error("polnad")),
        (DESK, "a channel misspelt", 'channel="portal email"', 'channel="portal e-mail"', error("e-mail")),
        (HOSTING, "true written for yes", '<claim required="yes"', '<claim required="true"', error("'true'")),
        (HOSTING, "a kind of incident misspelt", '<downtime name="down" clause="1" where="incident.kind is outage"',
         '<downtime name="down" clause="1" where="incident.kind is outtage"', error("outtage")),
        (DESK, "a word of a formula that the pack declares, misspelt", "subject.priority is p1", "subject.priority is P1", error("P1")),
        (OUTAGES, "a component misspelt", "(host_node, network", "(hostnode, network", noticed("components are any words unless <words> lists them")),
        (OUTAGES, "a cause misspelt", "customer, 'outside control'", "custommer, 'outside control'",
         noticed("causes are any words unless <words> lists them")),
        (HOSTING, "a name misspelt", "rate * month_fee", "rate * month_fees", error("did you mean 'month_fee'")),
        (HOSTING, "a field misspelt", "subscription.monthly_price", "subscription.montly_price", error("monthly_price")),
        (HOSTING, "a record misspelt", 'value="measurement.value"', 'value="mesurement.value"', error("mesurement")),
        (HOSTING, "a function misspelt", "round(down /", "ruond(down /", error("did you mean 'round'")),
        (HOSTING, "a unit misspelt", "above 12 hours", "above 12 huors", error("huors")),
        (HOSTING, "a rounding of a formula misspelt", "0.1%, half_up", "0.1%, up_half", error("expected a rounding mode")),
        (HOSTING, "a currency misspelt", 'currency="UAH"', 'currency="UHA"', error("UHA")),
        (DESK, "a currency in small letters", 'currency="EUR"', 'currency="eur"', error("'eur'")),
        (HOSTING, "a zone misspelt", "Europe/Kyiv", "Europe/Kiyv", error("Europe/Kiyv")),
        (DESK, "an operator that there is not", "share above 5%", "share over 5%", error("over")),
    ],
    "XML": [
        (HOSTING, "an element not closed", "</tiers>", "", error("tiers", at='rate * month_fee"/>\n  </guarantee>')),
        (HOSTING, "a quotation mark forgotten", 'over="ticket">', "over=\"ticket>", error("over", at='<breach clause="5"')),
        (HOSTING, "< in a formula", "window.length below 99.9%", "window.length < 99.9%", error("'<'")),
        (HOSTING, "another namespace", "urn:redress:rules:1", "urn:redress:rules:2", error("urn:redress:rules:1")),
        (DESK, "an attribute twice", '<level id="premium"', '<level id="premium" id="gold"', error("id")),
    ],
    "numbers, units and types": [
        (HOSTING, "a per cent sign forgotten in a breach", "below 99.9%", "below 99.9", warning("threshold-out-of-range")),
        (DESK, "a per cent sign forgotten in a breach", "share above 5%", "share above 5", warning("unreachable-tier", at='at_most="10%"')),
        (HOSTING, "a per cent sign forgotten in a tier's bound", 'at_least="97.9%"', 'at_least="97.9"', error("tier")),
        (HOSTING, "a per cent sign forgotten in a tier's value", 'value="60%"', 'value="60"', gap(noticed("a tier of 6000 % of the price"))),
        (DESK, "a per cent sign forgotten in a credit", 'value="10% * subscription', 'value="10 * subscription', warning("rate-above-100")),
        (DESK, "a per cent sign forgotten in a cap", 'amount="50% *', 'amount="50 *', gap(noticed("a cap of 50 monthly prices is never reached by a month's credits"))),
        (HOSTING, "a per cent sign forgotten where a number may be anything", "loss above 0.5%", "loss above 0.5",
         noticed("0.5 is half of all packets")),
        (HOSTING, "a comma in a number", "below 99.9%", "below 99,9%", error("','")),
        (DESK, "a comma between thousands", "500 EUR", "1,000 EUR", error("','")),
        (HOSTING, "two per cent signs", "below 99.9%", "below 99.9%%", error("%")),
        (HOSTING, "no unit", "above 24 hours", "above 24", error("can't be compared")),
        (DESK, "minutes written as seconds", "30 minutes", "30 seconds", noticed("any limit is legal")),
        (HOSTING, "hours written as days", "above 12 hours", "above 12 days", noticed("any limit is legal")),
        (DESK, "another currency", "6 EUR *", "6 USD *", error("USD")),
        (DESK, "another currency of a minimum", 'amount="5 EUR"', 'amount="5 PLN"', error("PLN")),
        (DESK, "an amount without its currency", 'amount="5 EUR"', 'amount="5"', error("money")),
        (OUTAGES, "hours where money is meant", 'value="subscription.monthly_price * credit_hours / 672"', 'value="credit_hours"',
         error("money")),
        (OUTAGES, "a credit of time where a share of the price is meant", "subscription.monthly_price * credit_hours / 672",
         "credit_hours * 1 hour", noticed("a credit can be a time")),
        (DESK, "money times money", "rate * subscription.monthly_price", "subscription.price * subscription.monthly_price", error("money")),
        (OUTAGES, "an instant compared with a duration", "maintenance.notice at least", "maintenance.announced at least",
         error("instant")),
        (DESK, "a flag compared with a word", 'and ticket.priority_accepted"', 'and ticket.priority_accepted is p1"', error("p1")),
        (HOSTING, "a rate typed wrongly", 'value="10%"', 'value="20%"', noticed("any rate is legal")),
        (DESK, "a share typed wrongly", "share above 5%", "share above 8%", noticed("any threshold is legal")),
        (HOSTING, "digits exchanged in a breach", "below 99.9%", "below 99.6%", noticed("any threshold is legal")),
        (OUTAGES, "digits exchanged in a divisor", "credit_hours / 672", "credit_hours / 762", noticed("any divisor is legal")),
        (HOSTING, "a step of rounding ten times as large", "0.1%, half_up", "1%, half_up", noticed("any step is legal")),
        (DESK, "'if' without 'else'", "24 hours then 1 week else 1 day", "24 hours then 1 week", error("else")),
        (DESK, "a parenthesis forgotten", "/ requests else 0%)", "/ requests else 0%", error(")")),
    ],
    "conditions": [
        (HOSTING, "above for below", "below 99.9%", "above 99.9%", warning("empty-breach")),
        (DESK, "below for above", "share above 5%", "share below 5%", error("falls as service gets worse", at='at_most="20%"')),
        (OUTAGES, "the bound itself where nothing happened", "down above 0 seconds", "down at least 0 seconds", warning("always-true")),
        (HOSTING, "a condition that always holds", "incident.kind is not outage",
         "incident.kind is not outage or incident.kind is not degradation", warning("always-true")),
        (DESK, "a condition that always holds, by its range", "this_month is 1", "this_month at least 0", warning("always-true")),
        (DESK, "a condition that always holds after the breach", "subject.resolution_time above 24 hours",
         "subject.resolution_time above 8 hours", warning("always-true")),
        (OUTAGES, "'and' for 'or'", "incident.kind is outage and incident.component",
         "incident.kind is outage and incident.kind is degradation and incident.component", warning("never-true")),
        (DESK, "'and' for 'or'", "subject.priority is p1", "subject.priority is p1 and subject.priority is p2", warning("never-true")),
        (DESK, "a condition that never holds after the breach", "subject.resolution_time above 24 hours",
         "subject.resolution_time below 8 hours", warning("never-true")),
        (HOSTING, "a digit too many", "below 99.9%", "below 999%", warning("threshold-out-of-range")),
        (DESK, "a word that a fact does not have", "account.standing is violation", "account.standing is not ok", error("'ok' is not one of")),
        (DESK, "more months than are looked at", "months_missed at least 3", "months_missed at least 7", warning("threshold-out-of-range")),
        (DESK, "more months in a row than are looked at", "months_in_a_row is 3", "months_in_a_row is 4", warning("threshold-out-of-range")),
        (DESK, "'or' beside 'and' without parentheses", "ticket.duplicate_of is unknown and",
         "ticket.escalated or ticket.duplicate_of is unknown and", warning("mixed-and-or")),
        (DESK, "a branch copied and not changed", "24 hours then 1 week else 1 day", "24 hours then 1 day else 1 day", warning("equal-branches")),
        (DESK, "a level that there is not", "subscription.level is premium", "subscription.level is premum", warning("unknown-id")),
        (DESK, "a guarantee that there is not, in a comparison", "<minimum amount", '<require id="named" that="claim.guarantee is answer"/><minimum amount',
         warning("unknown-id")),
        (DESK, "a claim where there may be none", "account.standing is violation", "account.standing is violation and claim.guarantee is answers",
         error("'claim' is not known here")),
        (DESK, "below for above, with a credit that asks for more", "resolution_time above 8 hours", "resolution_time below 8 hours", warning("never-true", at="above 24 hours")),
        (HOSTING, "the bound itself counted as a breach", "below 99.9%", "at most 99.9%", noticed("either side of a bound can be promised")),
        (DESK, "the bound itself counted as a breach", "share above 5%", "share at least 5%", noticed("either side of a bound can be promised")),
        (HOSTING, "'not' forgotten", "not maintenance.emergency", "maintenance.emergency", noticed("either can be meant")),
        (DESK, "known for unknown", "duplicate_of is unknown", "duplicate_of is known", noticed("either can be meant")),
        (DESK, "another word of the right kind", "subject.priority is p1", "subject.priority is p2", noticed("either can be meant")),
        (DESK, "a value that may be absent, not asked for", "if subject.first_response is known then subject.first_response else case.as_of",
         "subject.first_response", silent("absent, it sends to review, which can be meant; no sample is without an answer")),
        (DESK, "a division by what may be zero", "(late_ones / requests else 0%)", "late_ones / requests",
         error("divisor can be zero")),
        (HOSTING, "a record that is not known here", "fixed_after above 12 hours", "incident.duration above 12 hours", error("incident")),
        (HOSTING, "'subject' where a window has none", "1 - down / window.length below 99.9%", "subject.duration above 1 hour", error("subject")),
        (HOSTING, "a name that needs itself", "100% - down_share", "100% - availability", error("availability")),
        (HOSTING, "a name used before it is there", 'when="1 - down / window.length below 99.9%"', 'when="down_share above 0.1%"', error("down_share")),
    ],
    "elements and attributes": [
        (DESK, "'where' for 'when'", 'when="request and subject.priority is p1"', 'where="request and subject.priority is p1"', error("'where'")),
        (HOSTING, "'when' for 'where'", '<downtime name="down" clause="1" where=', '<downtime name="down" clause="1" when=', error("'when'")),
        (HOSTING, "'that' for 'when'", 'when="loss above', 'that="loss above', error("'that'")),
        (HOSTING, "'value' for 'amount'", 'amount="month_fee"', 'value="month_fee"', error("'value'")),
        (DESK, "'of' forgotten", '<count name="requests" clause="3.1" of="ticket"', '<count name="requests" clause="3.1"', error("of")),
        (DESK, "a condition of other records", 'of="ticket" where="late"', 'of="incident" where="late"', error("late")),
        (DESK, "records of another kind", 'over="ticket"\n             when="request', 'over="incident"\n             when="request', error("resolution_time", at="resolution_time above 8 hours")),
        (HOSTING, "a promise without a breach", '<breach clause="5" when="subject.response_time above 4 hours"/>', "", error("breach", at='<guarantee id="support_reaction"')),
        (HOSTING, "a breach outside of a promise", '<claim required="yes" clause="6"/>', '<claim required="yes" clause="6"/><breach when="yes"/>',
         error("breach")),
        (HOSTING, "two credits", '<credit clause="6"', '<credit clause="6" value="month_fee"/><credit clause="6"', error("credit")),
        (HOSTING, "two claims", '<claim required="yes" clause="6"/>', '<claim required="yes"/><claim required="no"/>', error("claim")),
        (HOSTING, "no remedy", '<remedy kind="balance" clause="6"/>', "", error("remedy", at="<sla ")),
        (HOSTING, "no zone", 'timezone="Europe/Kyiv" ', "", error("timezone", at="<sla ")),
        (HOSTING, "no currency", 'currency="UAH" ', "", error("currency", at="0.01 UAH")),
        (HOSTING, "no window", 'title="Technical support reacts within 4 hours" over="ticket"', 'title="Technical support reacts within 4 hours"',
         error("over")),
        (HOSTING, "a tier without a value", '<tier value="60%"/>', "<tier/>", error("value")),
    ],
    "ids and references": [
        (HOSTING, "two promises with one id", 'id="minor_failure"', 'id="critical_failure"', error("critical_failure")),
        (HOSTING, "two caps with one id", 'id="monthly_fee"', 'id="once_a_month"', error("once_a_month")),
        (HOSTING, "two values of one name", 'name="availability"', 'name="down_share"', error("down_share")),
        (DESK, "two levels with one id", '<level id="premium"', '<level id="standard"', error("standard")),
        (HOSTING, "a cap of a promise that there is not", 'guarantees="availability"', 'guarantees="availabilty"', error("availabilty")),
        (HOSTING, "a cap of another promise, which pays nothing", 'guarantees="availability"', 'guarantees="support_reaction"',
         gap(silent("support_reaction has no credit that the cap could bound"))),
        (DESK, "months of a promise that there is not", 'of="answers" last="6"', 'of="answer" last="6"', error("did you mean 'answers'")),
        (DESK, "months of a promise with other windows", 'of="answers" last="6"', 'of="solution" last="6"', error("solution")),
        (HOSTING, "another id of the SLA", 'id="ua_hosting"', 'id="hosting"', noticed("contracts name it")),
        (HOSTING, "an id with a space", 'id="minor_failure"', 'id="minor failure"', error("minor failure")),
        (HOSTING, "a reading of a clause that nothing is from", '<reading clause="5">', '<reading clause="7">', warning("unused-reading")),
        (HOSTING, "a clause that has no reading", '<breach clause="5"', '<breach clause="8"', silent("not every clause needs a reading; the clause is told in a step, and decides nothing")),
        (DESK, "a fact that no formula asks for any more",
         "if account.agreement_ended is known then account.agreement_ended else date(case.as_of) + 1 year", "date(case.as_of) + 1 year",
         warning("unused-fact", at='name="agreement_ended"')),
        (DESK, "a fact not declared", '<fact record="account" name="agreement_ended" type="date" doc="The last day of the agreement, once it is known."/>',
         "", error("agreement_ended", at="agreement_ended is known")),
        (DESK, "a fact that the vocabulary has already", 'record="account" name="agreement_ended"', 'record="account" name="standing"', error("in the vocabulary already")),
        (DESK, "a word not declared", 'values="p1 p2 p3"', 'values="p1 p2"', noticed("any list is legal; cases with p3 are refused")),
        (HOSTING, "an allow of what is mended", '<claim required="yes" clause="6"/>',
         '<allow warning="no-claim" reason="Nobody asks."/><claim required="yes" clause="6"/>', warning("unused-allow")),
        (HOSTING, "a combination of one", '<remedy kind="balance"', '<combine guarantees="availability support_reaction"/><remedy kind="balance"',
         warning("combine-of-one")),
        (HOSTING, "a value that nothing needs", '<let name="month_fee"', '<let name="year_fee" value="subscription.monthly_price * 12"/><let name="month_fee"',
         error("'year_fee' is never used")),
    ],
    "ladders": [
        (HOSTING, "a tier lacks", '<tier at_least="95.0%" value="10%"/>', "", noticed("any number of tiers is legal")),
        (HOSTING, "tiers in the wrong order", '<tier at_least="97.9%" value="5%"/>\n      <tier at_least="95.0%" value="10%"/>',
         '<tier at_least="95.0%" value="10%"/>\n      <tier at_least="97.9%" value="5%"/>', error("tier")),
        (HOSTING, "no last tier", '<tier value="60%"/>', "", error("tier", at='at_least="90.0%"')),
        (HOSTING, "values of two tiers exchanged", '<tier at_least="97.9%" value="5%"/>\n      <tier at_least="95.0%" value="10%"/>',
         '<tier at_least="97.9%" value="10%"/>\n      <tier at_least="95.0%" value="5%"/>', error("monotone")),
        (OUTAGES, "a value below the one before it", 'value="120"', 'value="12"', error("monotone")),
        (HOSTING, "at_most for at_least in one tier", 'at_least="99.0%"', 'at_most="99.0%"', error("at_most", at='at_least="97.9%"')),
        (HOSTING, "one bound twice", 'at_least="97.9%"', 'at_least="99.0%"', error("tier")),
        (OUTAGES, "minutes written as hours", 'below="10 minutes"', 'below="10 hours"', error("tier", at='below="60 minutes"')),
        (HOSTING, "a breach of ten times less", "below 99.9%", "below 9.99%", warning("unreachable-tier", at='at_least="99.0%"')),
        (OUTAGES, "a bound that belongs to its tier", 'below="60 minutes"', 'at_most="60 minutes"', noticed("either side of a bound can be promised")),
        (DESK, "a tier with the value of the one before it", 'at_most="20%" value="10%"', 'at_most="20%" value="5%"', warning("equal-branches")),
        (DESK, "a bound that nothing reaches", 'at_most="20%"', 'at_most="120%"', gap(noticed("late requests are some of the requests, so their share is at most 100 %"))),
        (HOSTING, "a tier that keeps the promise", 'at_least="99.0%"', 'at_least="99.95%"', warning("unreachable-tier")),
        (DESK, "a tier below the breach", 'at_most="10%" value="5%"', 'at_most="5%" value="5%"', warning("unreachable-tier")),
        (HOSTING, "a ladder of the share down instead of up", 'of="availability" clause="6"', 'of="down_share" clause="6"', error("falls as service gets worse", at='at_least="97.9%"')),
        (HOSTING, "the rest instead of the rate", "rate * month_fee", "(1 - rate) * month_fee", warning("falling-credit")),
        (OUTAGES, "a formula turned over", "credit_hours / 672", "672 / credit_hours", warning("falling-credit")),
    ],
    "windows, dates and zones": [
        (HOSTING, "a day of a month that there is not", "2017-05-25\" rounding", "2017-25-05\" rounding", error("2017-25-05")),
        (HOSTING, "a date as people write it", "2017-05-25\" rounding", "25.05.2017\" rounding", error("25.05.2017")),
        (HOSTING, "a date with one digit", 'published="2017-05-25"', 'published="2017-5-25"', error("'2017-5-25' is not a date")),
        (HOSTING, "digits of a year exchanged", "2017-05-25\" rounding", "2071-05-25\" rounding", noticed("rules may be written long before they are in effect")),
        (VERSIONS, "an end before the beginning", 'effective_to="2022-01-10"', 'effective_to="2002-01-10"', error("effective_to")),
        (VERSIONS, "the last day as the end", 'effective_to="2022-01-10"', 'effective_to="2022-01-09"', warning("version-gap", at="<sla ")),
        (VERSIONS, "versions that overlap", 'effective_to="2022-01-10"', 'effective_to="2022-02-10"', error("in effect at the same time", at="<sla ")),
        (VERSIONS, "no end, though a next version begins", ' effective_to="2022-01-10"', "", error("in effect at the same time", at="<sla ")),
        (DESK, "months of a promise that has quarters", 'title="Requests are answered in time" over="calendar_month"',
         'title="Requests are answered in time" over="quarter"', error("'answers' is over quarter", at='of="answers" last="6"')),
        (HOSTING, "months' caps of a quarter's promise", 'title="Availability of equipment of at least 99.9 % a month" over="calendar_month"',
         'title="Availability of equipment of at least 99.9 % a month" over="quarter"', warning("cap-window", at='id="monthly_fee"')),
        (HOSTING, "another window", 'title="Packet loss of at most 0.5 % a month" over="calendar_month"',
         'title="Packet loss of at most 0.5 % a month" over="day"', noticed("any window is legal")),
        (OUTAGES, "months where each outage is meant", 'over="incident"', 'over="calendar_month"', error("a subject only in a guarantee over incident or ticket", at='scope="subject"')),
        (DESK, "no months", 'last="6"', 'last="0"', error("'0' is not a whole number from 1")),
        (DESK, "fewer months than asked for", 'last="3" consecutive="yes"/>', 'last="2" consecutive="yes"/>', warning("threshold-out-of-range", at="months_in_a_row is 3")),
        (HOSTING, "a shift into the future", '<downtime name="down" clause="1"', '<downtime name="down" clause="1" shift="1"', warning("looks-ahead")),
        (DESK, "a zone in small letters", 'timezone="Europe/Warsaw"', 'timezone="europe/warsaw"', error("did you mean 'Europe/Warsaw'")),
        (HOSTING, "an abbreviated zone", "Europe/Kyiv", "EET", warning("abbreviated-zone")),
        (HOSTING, "a fixed offset as zone", "Europe/Kyiv", "Etc/GMT-2", warning("abbreviated-zone")),
        (DESK, "an abbreviated zone among those of a fact", "Europe/London America/New_York", "Europe/London EST", warning("abbreviated-zone")),
        (HOSTING, "another zone", "Europe/Kyiv", "UTC", noticed("any zone is legal")),
        (HOSTING, "hours exchanged", 'daily="00:30-07:30"', 'daily="07:30-00:30"', warning("long-hours")),
        (HOSTING, "hours that no clock shows", 'daily="00:30-07:30"', 'daily="24:30-31:30"', error("24:30")),
        (HOSTING, "hours with one digit", 'daily="00:30-07:30"', 'daily="0:30-7:30"', error("0:30")),
        (DESK, "opening hours exchanged", 'daily="08:00-18:00"', 'daily="18:00-08:00"', noticed("a desk may be open at night")),
        (DESK, "opening hours exchanged, more than the night", 'daily="09:00-13:00"', 'daily="13:00-09:00"', warning("long-hours")),
        (DESK, "a calendar to a year that it does not reach", 'until="2036-01-01"', 'until="2063-01-01"', error("cover no day from 2036-01-01")),
        (DESK, "a calendar that ends when the rules begin", 'until="2036-01-01"', 'until="2026-01-01"',
         gap(noticed("no day of the rules has hours by the calendar"))),
        (DESK, "hours of any time for opening hours", "subject.opened + 4 opening hours", "subject.opened + 4 hours", noticed("either can be promised")),
        (DESK, "a day with hours twice", 'days="saturday"', 'days="friday"', error("overlap")),
        (HOSTING, "working days without a calendar", '<claim required="yes" clause="6"/>',
         '<claim required="yes" clause="6" until="window.end + 10 working days"/>', warning("no-calendar")),
        (DESK, "the level at another time", 'level_at="end"', 'level_at="start"', noticed("either can be promised")),
    ],
    "claims": [
        (HOSTING, "no claim", '<claim required="yes" clause="6"/>', "", warning("no-claim", at="<sla ")),
        (HOSTING, "a claim not required", '<claim required="yes" clause="6"/>', '<claim required="no" clause="6"/>', noticed("credits may be given unasked")),
        (DESK, "a deadline before the window", "date(window.end) + 30 days", "date(window.start) - 30 days", warning("deadline-before-window")),
        (DESK, "a deadline in the wrong direction", "date(window.end) + 30 days", "date(window.end) - 30 days", warning("deadline-in-window")),
        (OUTAGES, "a deadline in the wrong direction", "date(window.end) + 3 days", "date(window.end) - 3 days", warning("deadline-in-window")),
        (HOSTING, "a deadline from the window's start", '<claim required="yes" clause="6"/>',
         '<claim required="yes" clause="6" until="date(window.start) + 10 days"/>', warning("deadline-in-window")),
        (DESK, "from after until", 'until="date(window.end) + 30 days"', 'from="date(window.end) + 40 days" until="date(window.end) + 30 days"',
         warning("deadline-before-start")),
        (DESK, "a span where a time is meant", 'until="date(window.end) + 30 days"', 'until="30 days"', error("expected an instant or a date")),
        (DESK, "a number where a span is meant", "claim.filed + 10 working days", "claim.filed + 10", error("can't be added")),
        (DESK, "an answer before the claim", "claim.filed + 10 working days", "claim.filed - 10 working days",
         gap(noticed("the answer would be due before it is asked for"))),
        (OUTAGES, "another number of days", "date(window.end) + 3 days", "date(window.end) + 30 days", noticed("any deadline is legal")),
        (DESK, "working days for days", "date(window.end) + 30 days", "date(window.end) + 30 working days", noticed("either can be promised")),
        (OUTAGES, "from the window's start instead of its end", "date(window.end) + 3 days", "date(window.start) + 3 days",
         silent("an outage may be shorter than the deadline; no outage of the samples lasts over midnight")),
    ],
    "amounts": [
        (DESK, "a credit of nothing", 'value="10% * subscription', 'value="0% * subscription', warning("pays-nothing")),
        (HOSTING, "no credit at all", '<credit clause="6" value="rate * month_fee"/>', "", error("'rate' is never used", at='<tiers name="rate"')),
        (HOSTING, "an SLA that can only pay nothing", "rate * month_fee", "rate * 0 UAH", warning("pays-nothing")),
        (DESK, "a cap of nothing", 'amount="50% *', 'amount="0% *', warning("pays-nothing")),
        (HOSTING, "a cap of no credits", 'count="1"', 'count="0"', warning("pays-nothing")),
        (DESK, "a minimum of nothing", '<minimum amount="5 EUR"', '<minimum amount="0 EUR"', warning("pays-nothing")),
        (HOSTING, "a minimum above the cap", '<cap id="monthly_fee" clause="6" amount="month_fee"',
         '<minimum amount="10 UAH" below="drop"/><cap id="monthly_fee" clause="6" amount="5 UAH"', warning("pays-nothing")),
        (DESK, "a minimum above the cap", 'amount="50% * subscription.monthly_price"', 'amount="4 EUR"',
         gap(noticed("where the minimum of 5 EUR holds, nothing can be paid"))),
        (DESK, "a credit below zero", 'value="6 EUR *', 'value="-6 EUR *', gap(noticed("after the breach the opening time is not negative, so the credit is never above zero"))),
        (DESK, "a credit below zero", 'value="10% * subscription', 'value="-10% * subscription', error("never above zero")),
        (HOSTING, "a cap over other windows", 'amount="month_fee" over="calendar_month"', 'amount="month_fee" over="billing_period"', warning("cap-window")),
        (OUTAGES, "a cap for good", ' over="calendar_month"', "", warning("cap-for-good")),
        (DESK, "a cap of the account for each subscription", 'amount="50% * subscription.monthly_price"', 'amount="account.units * 5 EUR"',
         warning("cap-per-subscription")),
        (HOSTING, "a cap of all subscriptions", 'amount="month_fee" over="calendar_month" per="subscription"',
         'amount="month_fee" over="calendar_month" per="account"', silent("either can be promised; those of two subscriptions in the samples are below one's fee")),
        (HOSTING, "a cap that counts less", ' counting="all"', "", noticed("either can be promised")),
        (HOSTING, "amounts rounded down", 'rounding="half_up"', 'rounding="down"', noticed("any rounding is legal")),
        (HOSTING, "a value rounded up", "0.1%, half_up", "0.1%, up", noticed("any rounding is legal")),
        (DESK, "rounding the other way", "ceil(", "floor(", noticed("either can be promised")),
        (OUTAGES, "another currency of the whole SLA", 'currency="USD"', 'currency="EUR"', noticed("any currency is legal")),
        (HOSTING, "another currency of the whole SLA, but not of its amounts", 'currency="UAH"', 'currency="USD"',
         error("UAH in rules whose currency is USD", at="0.01 UAH")),
        (HOSTING, "a cap of more credits", 'count="1"', 'count="2"', silent("any number is legal; no sample is stopped by this cap alone")),
        (DESK, "a minimum that raises", 'below="drop"', 'below="raise"', noticed("either can be promised")),
        (DESK, "approval above another amount", "due above 500 EUR", "due above 5 EUR", noticed("any amount is legal")),
        (DESK, "approval of small amounts", "due above 500 EUR", "due below 500 EUR", noticed("either can be meant")),
        (DESK, "another price", "rate * subscription.monthly_price", "rate * subscription.price", silent("either price can be meant; they are one where a month is paid at a time, as in all samples")),
        (HOSTING, "a remedy that may not be there", '<remedy kind="balance"', '<remedy kind="balance" when="subscription.end is unknown"',
         warning("conditional-remedy")),
        (HOSTING, "a remedy that there is not", '<remedy kind="balance"', '<remedy kind="refund"', error("'refund' is not one of")),
        (HOSTING, "a remedy after one that always holds", '<remedy kind="balance" clause="6"/>', '<remedy kind="balance"/><remedy kind="extension"/>',
         gap(silent("the first remedy always holds, so the second is never given"))),
        (HOSTING, "another remedy", '<remedy kind="balance"', '<remedy kind="extension"', noticed("either can be promised")),
        (DESK, "a credit that has expired when it is given", "date(case.as_of) + 1 year", "date(case.as_of) - 1 year",
         gap(noticed("it would have expired a year before it is given"))),
        (DESK, "forfeit without a violation", "account.standing is violation", "account.standing is not violation", silent("either can be meant; what is taken from earlier credits is no decision")),
    ],
    "exclusions and measures": [
        (HOSTING, "every incident excluded", '<exclude clause="4" of="maintenance" where="not maintenance.emergency" daily="00:30-07:30"/>',
         '<exclude clause="4" of="incident"/>', warning("excludes-everything")),
        (HOSTING, "what is measured excluded", '<exclude clause="4" of="maintenance" where="not maintenance.emergency" daily="00:30-07:30"/>',
         '<exclude clause="4" of="incident" where="incident.kind is outage"/>', warning("excluded-measure")),
        (OUTAGES, "an exclusion twice", '<exclude clause="Maintenance" of="maintenance" where="maintenance.announced is known and maintenance.notice at least 24 hours"/>',
         '<exclude clause="Maintenance" of="maintenance" where="maintenance.announced is known and maintenance.notice at least 24 hours"/>'
         '<exclude clause="Exclusions" of="maintenance" where="maintenance.announced is known and maintenance.notice at least 24 hours"/>',
         warning("duplicate-exclude")),
        (HOSTING, "a measure of all incidents", '<downtime name="down" clause="1" where="incident.kind is outage"/>', '<downtime name="down" clause="1"/>',
         warning("measure-without-where")),
        (HOSTING, "a measure of all measurements", ' where="measurement.metric is packet_loss"', "", warning("measure-without-where")),
        (HOSTING, "records that there are not", 'of="maintenance"', 'of="maintenances"', error("maintenances")),
        (HOSTING, "a field that measurements do not have", 'value="measurement.value"', 'value="measurement.amount"', error("amount")),
        (HOSTING, "an exclusion outside of its hours", 'daily="00:30-07:30"', 'except_daily="00:30-07:30"', noticed("either can be meant")),
        (HOSTING, "an exclusion at any hour", ' daily="00:30-07:30"', "", noticed("either can be meant")),
        (OUTAGES, "an exclusion forgotten", '<exclude clause="Exclusions" of="incident" where="incident.cause one of (\'force majeure\', customer, \'outside control\')"/>',
         "", warning("unused-reading", at='<reading clause="Exclusions"')),
        (OUTAGES, "all outages of the time instead of this one", ' scope="subject"', "", silent("either can be meant; no service of the samples has two outages at once")),
        (DESK, "one condition for both counts", 'of="ticket" where="late"', 'of="ticket" where="request"', error("'late' is never used", at='<condition name="late"')),
        (DESK, "records of the window in another sense", 'where="late" records="starting"', 'where="late" records="ending"', silent("either can be meant; no late request of the samples spans two months")),
        (HOSTING, "another measure of the same records", '<average name="loss"', '<max name="loss"', noticed("either can be promised")),
        (DESK, "time that a clock should not count", 'when="ticket.priority is p1" pauses="run"', 'when="ticket.priority is p1" pauses="stop"',
         noticed("either can be promised")),
        (DESK, "a clock by all hours", 'hours="opening" ', "", noticed("either can be promised")),
    ],
}

# The packs' samples, and what is loaded with a pack.
SAMPLES = {HOSTING: "ua_hosting", DESK: "helpdesk", OUTAGES: "vultr", VERSIONS: "serverastra"}
BESIDE = {VERSIONS: ["serverastra_2022.xml"]}


class Packs:
    """The shipped packs, each to be loaded as it is or with a text exchanged."""

    def __init__(self, command, root):
        self.command, self.rules, self.samples = command, root / "rules", root / "samples"

    def run(self, *arguments):
        return subprocess.run([self.command, *arguments], capture_output=True, text=True, check=False)

    def text(self, pack):
        return (self.rules / f"{pack}.xml").read_text()

    def found(self, pack, text):
        """What `redress check` reports of a pack with this text; where that is nothing, the exit status of `redress diff`."""
        with tempfile.TemporaryDirectory() as planted:
            rules = pathlib.Path(planted)
            shutil.copytree(self.rules / "calendars", rules / "calendars")
            for other in BESIDE.get(pack, []):
                shutil.copy(self.rules / other, rules)
            (rules / f"{pack}.xml").write_text(text)
            reports = json.loads(self.run("check", "--format=json", planted).stdout)
            if reports:
                return reports, None
            return [], self.run("diff", str(self.rules), planted, "--cases", str(self.samples / SAMPLES[pack])).returncode

    def fault(self, row):
        """Why a row of the table is not as it says; empty where it is."""
        pack, _, old, new, expected = row
        text = self.text(pack)
        if text.count(old) != 1:
            return f"the text stands {text.count(old)} times in the pack, not once"
        planted = text.replace(old, new)
        first = line_of(text, text.index(old))
        lines = range(first, first + new.count("\n") + 1)
        if expected.at:
            if planted.count(expected.at) != 1:
                return f"{expected.at!r} stands {planted.count(expected.at)} times in the pack, not once"
            lines = [line_of(planted, planted.index(expected.at) + len(expected.at))]
        reports, status = self.found(pack, planted)
        told = [report for report in reports if report["severity"] == expected.outcome and report["line"] in lines]
        if expected.outcome == "error":
            as_expected = any(expected.words in report["message"] for report in told)
        elif expected.outcome == "warning":
            as_expected = any(expected.words == report["code"] for report in told)
        else:
            as_expected = status == (1 if expected.outcome == "noticed" else 0)
        if as_expected:
            return ""
        shown = [f"{report['severity']} {report['code']} in line {report['line']}: {report['message']}" for report in reports]
        return f"found, for lines {list(lines)}: {' | '.join(shown) or f'nothing, exit status of diff {status}'}"


def line_of(text, place):
    return text.count("\n", 0, place) + 1


def counted():
    """What the documentation says of the table above: a sentence, and a row for each group."""
    rows = []
    for group, mistakes in MISTAKES.items():
        expected = [row[-1] for row in mistakes]
        rows.append([group, len(mistakes), *(sum(e.outcome == outcome for e in expected) for outcome in OUTCOMES), sum(e.gap for e in expected)])
    rows.append(["**all**", *(sum(column) for column in list(zip(*rows))[1:])])
    _, planted, errors, warnings, by_samples, by_nobody, _ = rows[-1]
    return [
        f"{planted} planted: `redress check` tells {errors + warnings}, decisions of the samples change for {by_samples} more, {by_nobody} pass",
        *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows),
    ]


def main(command, root):
    packs = Packs(command, pathlib.Path(root))
    faults = []
    for pack in SAMPLES:
        found = packs.found(pack, packs.text(pack))
        if found != ([], 0):
            faults.append(f"{pack} without a mistake: {found}")
    rows = [row for mistakes in MISTAKES.values() for row in mistakes]
    with ThreadPoolExecutor() as threads:
        for row, fault in zip(rows, threads.map(packs.fault, rows)):
            if fault:
                faults.append(f"{row[0]}: {row[1]}: {row[2]!r} becomes {row[3]!r}: expected {row[4].outcome}: {row[4].words}: {fault}")

    docs = pathlib.Path(root) / "docs"
    codes = set(re.findall(r"^### `([a-z0-9-]+)`$", (docs / "warnings.md").read_text(), re.MULTILINE))
    planted = {row[-1].words for row in rows if row[-1].outcome == "warning"}
    faults += [f"no mistake is planted for the warning {code}" for code in sorted(codes - planted)]
    documented = (docs / "reliability.md").read_text()
    faults += [f"docs/reliability.md does not say: {text}" for text in counted() if text not in documented]
    print("\n".join([*faults, f"{len(rows)} mistakes, all {len(codes)} warnings among them; {len(faults)} failed"]))
    return 1 if faults or not codes else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
