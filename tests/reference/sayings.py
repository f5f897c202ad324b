"""What decisions and charges say: the texts of the rules with their values, and the library's own sentences."""

from fractions import Fraction

from formulas import Missing, number, round_to
from moments import Date, Span, spell_date, unit_of
from pack import PART, SAID

USUAL = {
    "not_breached": "The promise was kept.", "no_credit_promised": "The promise was broken; the SLA promises no credit for it.",
    "zero_credit": "The promise was broken; the credit computes to nothing.",
    "not_covered": "The SLA makes no such promise for this service.",
    "claim_channel": "The claim came through a channel that the SLA does not have.",
    "claim_too_early": "The claim was filed too early.", "claim_too_late": "The claim was filed too late.",
    "incident_of_other_subscription": "The incident or ticket that the claim names does not concern its subscription.",
    "window_open": "Too early to compute: the window has not ended yet.",
    "combined": "A higher credit for the same event stands instead.", "below_minimum": "The credit is below the SLA's minimum.",
    "held_below_minimum": "The credit is below the SLA's minimum and is held until more is due.",
    "already_credited": "All that is due was credited before.",
    "no_remedy": "A person must decide: no remedy of the SLA is open to this subscription.",
    "nothing_to_settle": "The claim touches nothing that the SLA promises.",
    "not_in_effect": "No version of the SLA was in effect then."}


# ------------------------------------------------------------------------------------------------------------- values

def parts_in_words(parts, plural):
    return " ".join(f"{many} {unit}{plural if many != 1 else ''}" for many, unit in parts if many)


def length_in_words(seconds):
    seconds = int(round_to(seconds, 1, "half_up"))
    whole = abs(seconds)
    words = parts_in_words(((whole // 3600, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")), "")
    return ("-" if seconds < 0 else "") + (words or "0 min")


def span_in_words(span):
    opening = (span.opening // 3600, "opening hour") if span.opening % 3600 == 0 else (span.opening // 60, "opening minute")
    return parts_in_words(((span.months, "month"), (span.days, "day"), (span.working, "working day"), opening), "s") or "0 days"


def decimal(value):
    """With at most four digits after the point."""
    units = int(round_to(value, Fraction(1, 10_000), "half_up") * 10_000)
    text = f"{abs(units) // 10_000}.{abs(units) % 10_000:04d}".rstrip("0").rstrip(".")
    return ("-" if units < 0 else "") + text


def moment_in_words(instant, zone):
    day, second = zone.local(instant)
    return f"{spell_date(day)} {second // 3600:02d}:{second // 60 % 60:02d}" + (f":{second % 60:02d}" if second % 60 else "")


def deadline_in_words(moment, zone):
    return spell_date(moment) if type(moment) is Date else moment_in_words(moment, zone)


def iso_length(seconds):
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = "".join(f"{many}{unit}" for many, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if many)
    return "PT" + (parts or "0S")


def iso_span(span):
    return "P" + "".join(f"{many}{unit}" for many, unit in ((span.months, "M"), (span.days, "D")) if many)


class Speaker:
    """How values look: by a pack and a currency."""

    def __init__(self, pack, currency):
        self.pack, self.currency, self.unit = pack, currency, unit_of(currency)

    def money(self, value):
        rounded = round_to(value, self.unit, self.pack.rounding)
        digits = len(str(self.unit.denominator)) - 1
        units = int(rounded / self.unit)
        text = f"{abs(units):0{digits + 1}d}"
        whole = text[:-digits] + "." + text[-digits:] if digits else text
        return f"{'-' if units < 0 else ''}{whole} {self.currency}"

    def value(self, value, kind, ratio):
        if kind == (1, 0):
            return self.money(number(value))
        if kind == (0, 1):
            return length_in_words(number(value))
        if kind == (0, 0):
            return decimal(value * 100) + "%" if ratio else decimal(value)
        if kind == "instant":
            return moment_in_words(value, self.pack.zone)
        if kind == "date":
            return spell_date(value)
        return span_in_words(value) if type(value) is Span else value

    def text(self, element, context, said):
        """The text of an element with its values, or None where one is unknown."""
        context.values.update({name: said.get(name, Missing(name)) for name in SAID})
        out = ""
        try:
            for match in PART.finditer(element.words):
                if match.group(0) == "{{":
                    out += "{"
                elif match.group(1) is not None:
                    formula = element.value(match.group(1))
                    out += self.value(formula.compute(context), formula.type, formula.ratio)
                else:
                    out += match.group(2)
        except Missing:
            return None
        return out


# ---------------------------------------------------------------------------------------------------------- sentences

def sentence(settlement, application, decision):
    """What a decision says, with what changed its amount."""
    pack = decision.pack
    speaker = Speaker(pack, settlement.case.currency)
    said = known(settlement, application, decision, speaker)
    own = words_of_rule(settlement, decision, speaker, said) or words_of_sentences(settlement, decision, speaker, said)
    full = pack.explains_fully
    out = own or usual(decision, speaker, full)
    if decision.outcome != "granted":
        return out
    for bound in decision.bounds:
        words = speaker.text(bound.element, context_of(settlement, decision, bound.window), {**said, **bound.said()}) if bound.element.words else None
        if words is None and not own and full and not bound.element.words:
            words = (f"A cap of the SLA{clause(bound.element)} leaves {speaker.money(bound.left)}." if bound.left is not None
                     else f"The minimum of the SLA{clause(bound.element)} makes it {speaker.money(bound.amount)}.")
        out += " " + words if words is not None else ""
    if not own and full and decision.credited:
        out += f" {speaker.money(decision.credited)} were credited for it before."
    return out


def context_of(settlement, decision, window):
    context = settlement.context(decision.pack, decision.subscription, decision.claim, window, decision.guarantee)
    context.subject, context.decided = decision.subject, decision.window
    return context


def words_of_rule(settlement, decision, speaker, said):
    if decision.require is not None and decision.reason == decision.require.get("id"):
        words = decision.require.words
        return speaker.text(decision.require, context_of(settlement, decision, decision.window), said) if words else None
    bound = decision.bounds[-1] if decision.bounds else None
    if bound is not None and bound.element.words and decision.reason in (bound.id, "below_minimum", "held_below_minimum"):
        return speaker.text(bound.element, context_of(settlement, decision, bound.window), {**said, **bound.said()})
    return None


def words_of_sentences(settlement, decision, speaker, said):
    guarantee = decision.guarantee
    for element in [*(guarantee.sentences if guarantee else ()), *decision.pack.sentences]:
        if element.get("of") not in (decision.outcome, decision.reason):
            continue
        if guarantee is None and element.names_any():
            continue
        context = context_of(settlement, decision, decision.window)
        context.values.update({name: said.get(name, Missing(name)) for name in SAID})
        try:
            if element.formula("when") is not None and not element.formula("when").compute(context):
                continue
        except Missing:
            continue
        words = speaker.text(element, context, said)
        if words is not None:
            return words
    return None


def known(settlement, application, decision, speaker):
    """What texts can name of a decision."""
    said = {}
    zone = decision.pack.zone
    if decision.breached and decision.entitled:
        said["entitled"] = decision.entitled
    if decision.credited:
        said["credited"] = decision.credited
    if decision.reason == "approval":
        said["due"] = decision.due
    if decision.outcome == "granted":
        said["amount"], said["remedy"] = decision.amount, decision.remedy
        if decision.remedy == "extension":
            said["extension"] = span_in_words(decision.length) if type(decision.length) is Span else length_in_words(decision.extension)
        expires = next(c["expires"] for c in application.credits if c["decision"] is decision)
        if expires is not None:
            said["expires"] = expires
    if decision.deadline is not None and decision.reason in ("claim_too_late", "claim_too_early", "window_open"):
        said["decided_from" if decision.reason == "window_open" else "deadline"] = deadline_in_words(decision.deadline, zone)
    if decision.answer_at is not None:
        said["answer_by"] = deadline_in_words(decision.answer_at, zone)
    if decision.reason == "missing_fact":
        said["missing"] = decision.missing
    if decision.reason in ("below_minimum", "held_below_minimum"):
        said["bound"] = decision.bounds[-1].amount
    return said


def clause(element):
    return f" (clause {element.get('clause')})" if element.get("clause") else ""


def usual(decision, speaker, full):
    """The library's own sentence."""
    reason, money = decision.reason, speaker.money
    deadline = deadline_in_words(decision.deadline, decision.pack.zone) if full and decision.deadline is not None else None
    if reason == "granted":
        if decision.remedy == "extension":
            span = type(decision.length) is Span
            length = ((span_in_words(decision.length) if span else length_in_words(decision.extension)) if full
                      else iso_span(decision.length) if span else iso_length(decision.extension))
            return f"{money(decision.amount)} as {length} more of service."
        return money(decision.amount) + (" to the balance." if decision.remedy == "balance" else " as a discount on the next period.")
    if reason == "missing_fact":
        return f"A person must decide: unknown is {decision.missing}."
    if reason == "approval":
        return f"A person must approve this: {money(decision.due)} are due."
    if reason in USUAL:
        more = ""
        if full and reason in ("below_minimum", "held_below_minimum"):
            more = f": {money(decision.entitled)}, less than {money(decision.bounds[-1].amount)}"
        if full and reason == "already_credited":
            more = f": {money(decision.credited)}"
        if deadline and reason == "claim_too_early":
            more = f": it can be filed from {deadline}"
        if deadline and reason == "claim_too_late":
            more = f": it could be filed until {deadline}"
        if deadline and reason == "window_open":
            more = f". It can be computed from {deadline}"
        return USUAL[reason][:-1] + more + "."
    if decision.require is not None and reason == decision.require.get("id"):
        return f"A requirement of the SLA{clause(decision.require)} is not met." if full else f"The requirement '{reason}' is not met."
    if not full:
        return f"The cap '{reason}' leaves nothing."
    bound = decision.bounds[-1]
    most = f"{bound.amount} credits" if bound.left is None else money(bound.amount)
    return f"A cap of the SLA{clause(bound.element)} leaves nothing: no more than {most}."
