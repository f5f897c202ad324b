"""A statement: what a case comes to, as rows of text; and the charges."""

from fractions import Fraction

from apply import Application
from case import Case
from decide import Settlement
from formulas import Missing, round_to
from ledger import Ledger, Rules, escaped
from moments import UNITS, Date, Instant, spell_date, spell_instant
from sayings import Speaker, sentence

DECISION = ("number", "claim", "subscription", "sla", "effective_from", "guarantee", "clause", "window_start", "window_end",
            "incident", "ticket", "outcome", "reason", "sentence", "breached", "missing", "entitled", "estimate", "amount", "due", "remedy",
            "extension", "credit",
            "answer_by")
CREDIT = ("id", "decision", "subscription", "amount", "granted", "claim", "remedy", "remaining", "available_from", "expires", "sla",
          "effective_from", "guarantee", "window_start", "window_end", "incident", "ticket")
ADJUSTMENT = ("number", "kind", "credit", "subscription", "amount", "clause", "line", "line_before", "line_after", "end_before", "end_after")
CHARGE = ("id", "sla", "effective_from", "clause", "amount", "missing", "sentence")
MONEY = {"amount", "due", "remaining", "line_before", "line_after"}


def settle(book, xml):
    """The rows of a statement: record to a list of dictionaries of texts."""
    case = Case(xml, book.declared)
    settlement = Settlement(book, case)
    decisions = settlement.decide()
    ledger = Ledger(settlement)
    application = Application(settlement, ledger)
    application.old_discounts()
    Rules(settlement, ledger, application).run(decisions)
    for number, decision in enumerate(decisions, 1):
        decision.number = number
        decision.extra["sentence"] = sentence(settlement, application, decision)
    spell = Speller(case.currency)
    return {
        "decision": [spell.row(DECISION, row_of(decision)) for decision in decisions],
        "credit": [spell.row(CREDIT, {**c, "decision": c["decision"] and c["decision"].number}) for c in application.credits],
        "adjustment": [spell.row(ADJUSTMENT, {"number": n, **row}) for n, row in enumerate(application.adjustments, 1)],
        "charge": [spell.row(CHARGE, row) for row in charges(settlement)],
    }


def row_of(decision):
    guarantee, window, subject = decision.guarantee, decision.window, decision.subject
    return {
        "number": decision.number, "claim": decision.claim and decision.claim.id, "subscription": decision.subscription.id,
        "sla": decision.pack.id, "effective_from": decision.pack.effective_from,
        "guarantee": guarantee and guarantee.id, "clause": guarantee and guarantee.clause,
        "window_start": window and Instant(window.start), "window_end": window and Instant(window.end),
        "incident": subject.id if subject and subject.kind == "incident" else None,
        "ticket": subject.id if subject and subject.kind == "ticket" else None,
        "outcome": decision.outcome, "reason": decision.reason, "sentence": decision.extra["sentence"], "breached": decision.breached, "missing": decision.missing,
        "entitled": decision.entitled or None, "estimate": decision.estimate, "amount": decision.amount, "due": decision.due, "remedy": decision.remedy,
        "extension": decision.extension and f"PT{decision.extension}S", "credit": decision.credit,
        "answer_by": decision.answer_by}


class Speller:
    def __init__(self, currency):
        self.digits = UNITS.get(currency, 2)

    def row(self, names, values):
        return {name: self.text(name, values.get(name)) for name in names}

    def text(self, name, value):
        if value is None:
            return ""
        if name in MONEY:
            return self.money(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if type(value) is Instant:
            return spell_instant(value)
        if type(value) is Date:
            return spell_date(value)
        return str(value)

    def money(self, value):
        digits = self.digits
        units = Fraction(value) * 10 ** digits
        if units.denominator != 1:
            return str(Fraction(value))
        text = f"{abs(int(units)):0{digits + 1}d}"
        whole = text[:-digits] + "." + text[-digits:] if digits else text
        return "-" + whole if units < 0 else whole


# ------------------------------------------------------------------------------------------------------------ charges

def charges(settlement):
    case = settlement.case
    billed = {record.get("bills") for record in case.records["charge"]}
    slas = dict.fromkeys(subscription.get("sla") for subscription in case.records["subscription"])
    for sla in slas:
        for pack in settlement.book.versions[sla]:
            for charge in pack.charges:
                row = charge_of(settlement, pack, charge)
                if row is not None and row["id"] not in billed:
                    yield row


def charge_of(settlement, pack, charge):
    case, context = settlement.case, settlement.context(pack)

    def said(**values):
        return {"sentence": Speaker(pack, case.currency).text(charge, settlement.context(pack), values)}

    row = {"id": "/".join(escaped(part) for part in (pack.id, charge.get("id"), case.account.id)), "sla": pack.id,
           "effective_from": pack.effective_from, "clause": charge.get("clause")}
    day = pack.zone.date(case.as_of)
    in_effect = pack.in_effect(case.as_of)
    try:
        if not charge.formula("when").compute(context):
            return None
        if charge.formula("on") is not None:
            moment = charge.formula("on").compute(context)
            if moment > (day if type(moment) is Date else case.as_of):
                return None
            day = moment if type(moment) is Date else pack.zone.date(moment)
            in_effect = pack.covers(day)
            row["id"] += "/" + spell_date(day)
        if not in_effect:
            return None
        amount = round_to(charge.formula("amount").number(context), settlement_unit(case), pack.rounding)
    except Missing as missing:
        return {**row, "missing": str(missing), **said()} if in_effect else None
    return {**row, "amount": amount, **said(amount=amount)}


def settlement_unit(case):
    return Fraction(1, 10 ** UNITS.get(case.currency, 2))
