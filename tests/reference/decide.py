"""Which promises and windows a case is about, and what each is worth: the steps 1 to 4 of "How a case is settled"."""

from dataclasses import dataclass, field

from formulas import Missing
from measure import Context, NoRecord, PeriodsOf, touches
from moments import Date, Instant, Window, billing_window, calendar_window, price_of_free, spell_date, spell_instant


class Bound:
    """A cap or a minimum that made an amount another, or decided."""

    def __init__(self, element, window, amount, left=None, identity=None):
        self.element, self.window, self.amount, self.left, self.id = element, window, amount, left, identity

    def said(self):
        return {"bound": self.amount, **({"left": self.left} if self.left is not None else {})}



@dataclass
class Decision:
    claim: object
    subscription: object
    pack: object
    guarantee: object = None
    window: Window = None
    context: Context = None
    outcome: str = ""
    reason: str = ""
    breached: object = None
    missing: str = None
    entitled: object = None  # exact, in money
    time: object = None  # where the credit is a length of time
    most: object = None  # what the caps of the guarantee leave
    amount: object = 0
    due: object = None  # of one that waits for approval
    remedy: str = None
    extension: object = None
    credit: str = None
    answer_by: str = None
    answer_at: object = None  # the same as a moment
    deadline: object = None  # of a claim that was late or early; or from when the window can be decided
    require: object = None  # by which it fails
    credited: object = 0  # before
    most_bounds: list = field(default_factory=list)  # caps of the guarantee that made the amount less
    brought_bounds: list = field(default_factory=list)  # the minimum and caps of the SLA that changed it since
    length: object = None  # of an extension that goes by the calendar
    estimate: object = None
    number: int = 0
    extra: dict = field(default_factory=dict)

    def ends(self, outcome, reason, missing=None):
        self.outcome, self.reason, self.missing = outcome, reason, missing
        return self

    def review(self, missing):
        return self.ends("review", "missing_fact", str(missing))

    @property
    def subject(self):
        return self.window.subject if self.window else None

    @property
    def bounds(self):
        return self.most_bounds + self.brought_bounds

    def about(self, kind):
        """The id of the incident or ticket that it is about: the promise's own, else the claim's where claims are required."""
        if self.subject is not None and self.subject.kind == kind:
            return self.subject.id
        return self.claim.get(kind) if self.claim is not None and self.pack.requires_claim else None


class Settlement:
    """A case with the book: what the stages share."""

    def __init__(self, book, case):
        self.book, self.case = book, case
        self.calendars = {id(pack): pack.calendar(case) for pack in book.packs}
        case.versions = book.versions
        self.decisions = []
        self.made = {}  # periods, by version, guarantee and subscription

    def versions(self, subscription):
        return self.book.versions[subscription.get("sla")]

    def version_at(self, sla, instant):
        """The version in effect at an instant."""
        return next((pack for pack in self.book.versions[sla] if pack.in_effect(instant)), None)

    def context(self, pack, subscription=None, claim=None, window=None, guarantee=None):
        return Context(self.case, pack, self.calendars[id(pack)], subscription, claim, window, guarantee)

    # 1. what is it about

    def decide(self):
        case = self.case
        claims = sorted(case.records["claim"], key=lambda claim: (claim.get("filed"), claim.id))
        for claim in claims:
            subscription = case.subscriptions[claim.get("subscription")]
            packs = [p for p in self.versions(subscription) if p.requires_claim]
            made, outside = self.decide_for(subscription, claim, packs)
            if packs and not made and not self.is_settled_anyway(subscription, claim):
                reason = "not_in_effect" if outside else "nothing_to_settle"
                begun = [p for p in self.versions(subscription) if p.begins <= claim.get("filed")]
                pack = (begun or self.versions(subscription)[:1])[-1]
                made = [Decision(claim, subscription, pack).ends("denied", reason)]
            self.decisions += made
        for subscription in case.records["subscription"]:
            own = [claim for claim in claims if claim.get("subscription") == subscription.id]
            packs = [p for p in self.versions(subscription) if not p.requires_claim]
            self.decisions += self.decide_for(subscription, own[-1] if own else None, packs, required=False)[0]
        return self.decisions

    def is_settled_anyway(self, subscription, claim):
        """Whether a claim is about windows for which none is required."""
        for pack in self.versions(subscription):
            for guarantee in [] if pack.requires_claim else pack.guarantees:
                if claim.get("guarantee") in (None, guarantee.id):
                    for window in self.windows(pack, guarantee, subscription, claim):
                        if window is None or window.kind != "unknown" and self.begins_in(pack, window):
                            if self.decision(pack, guarantee, subscription, claim, window) is not None:
                                return True
        return False

    def decide_for(self, subscription, claim, packs, required=True):
        """The decisions, and whether all windows that it is about began when no version was in effect."""
        made, starts = [], []
        for pack in packs:
            for guarantee in pack.guarantees:
                if required and claim.get("guarantee") not in (None, guarantee.id):
                    continue
                for window in self.windows(pack, guarantee, subscription, claim if required else None):
                    if window is not None and (window.kind == "unknown" or not self.begins_in(pack, window)):
                        starts.append(window.start)
                        continue
                    starts.append(pack.begins)
                    decision = self.decision(pack, guarantee, subscription, claim, window)
                    if decision is not None:
                        made.append(decision)
        covered = [self.version_at(subscription.get("sla"), start) is not None for start in starts]
        return made, bool(starts) and not any(covered)

    @staticmethod
    def begins_in(pack, window):
        """Whether it is the version's; periods are made of the records that began in it."""
        return bool(window.records) or pack.in_effect(window.start)

    def asked_for(self, start, claim):
        """Whether a window that starts then is to be decided: without a claim the case can say from when and until when."""
        first, last = self.case.whole.get("windows_from"), self.case.whole.get("windows_until")
        return claim is not None or (first is None or start >= first) and (last is None or start < last)

    def windows(self, pack, guarantee, subscription, claim):
        """The windows that it is about, in order; None stands for one that is unknown."""
        for window in self.all_windows(pack, guarantee, subscription, claim):
            if window is None or self.asked_for(window.start, claim):
                yield window

    def all_windows(self, pack, guarantee, subscription, claim):
        touched = self.touched(pack, guarantee, subscription, claim)
        if guarantee.periods is not None:
            yield from self.period_windows(pack, guarantee, subscription, claim)
        elif guarantee.subject_kind:
            yield from self.subject_windows(pack, guarantee, subscription, claim)
        elif guarantee.over in ("billing_period", "term") and not self.can_have_windows(guarantee.over, subscription):
            service = self.context(pack, subscription).service()
            starts = [max(start, service[0]) for start, end in touched if touches(start, end, *service)]
            starts = [start for start in starts if self.asked_for(start, claim)]
            if starts:  # by the version in effect when one of them began
                yield None if any(pack.in_effect(start) for start in starts) else Window("unknown", min(starts), max(starts) + 1)
        else:
            found = {}
            for start, end in touched:
                for window in self.windows_touching(pack, guarantee.over, subscription, start, end):
                    if touches(window.start, window.end, *self.context(pack, subscription).service()):
                        found[window.start] = window
            yield from (found[start] for start in sorted(found))

    @staticmethod
    def can_have_windows(over, subscription):
        return subscription.get("start") is not None and (over == "billing_period" or subscription.get("end") is not None)

    def touched(self, pack, guarantee, subscription, claim):
        """The times that the claim names, or else those of the records that the guarantee measures: within the time of service."""
        found = self.named(claim) if claim is not None else []
        whole = []  # a date, or records of the whole account, need not touch the time of service; the windows must
        if claim is not None and claim.get("window") is not None:
            whole.append(self.day(pack, claim.get("window")))
        if not found and not whole:
            for kind, scope in sorted(self.measured_kinds(pack, guarantee)):
                for record in self.case.records[kind]:
                    if self.before_filing(record, claim):
                        if scope == "account":
                            whole.append((record.start, record.end))
                        elif record.concerns(subscription):
                            found.append((record.start, record.end))
        first, last = self.context(pack, subscription).service()
        return whole + [(max(start, first), min(end, last)) for start, end in found if touches(start, end, first, last)]

    def named(self, claim):
        found = []
        for kind in ("incident", "ticket"):
            if claim.get(kind) is not None:
                record = self.case.by_id[kind][claim.get(kind)]
                found.append((record.start, record.end))
        return found

    @staticmethod
    def day(pack, day):
        return pack.zone.midnight(day), pack.zone.midnight(Date(day + 1))

    def before_filing(self, record, claim):
        return record.start <= self.case.as_of if claim is None else record.start < claim.get("filed")

    def measured_kinds(self, pack, guarantee):
        """What the measures of a guarantee look at, with those of the pack that it uses."""
        used, elements, counted = set(), [], set()
        queue = list(self.formula_names(pack, guarantee))
        while queue:
            name = queue.pop()
            if name in used:
                continue
            used.add(name)
            element = guarantee.named.get(name) or pack.shared.get(name)
            if element is not None and element.kind == "windows":
                counted |= self.measured_kinds(pack, pack.guarantee[element.get("of")])
            elif element is not None:
                elements.append(element)
                queue += self.names_of(element)
        return counted | {(e.get("of", "incident"), e.get("scope", "subscription")) for e in elements
                if e.kind not in ("let", "tiers", "condition") and e.get("of") != "subscription" and e.get("of", "incident") in self.case.records
                and (e.kind != "time" or e.get("of") is not None)}

    def formula_names(self, pack, guarantee):
        yield from guarantee.named
        yield from guarantee.breach.formula("when").names
        if guarantee.credit is not None:
            yield from guarantee.credit.formula("value").names
        for cap in guarantee.caps:
            yield from self.names_of(cap)
        for element in (*pack.requires, *guarantee.requires, *([pack.claim] if pack.claim else [])):
            yield from self.names_of(element)

    @staticmethod
    def names_of(element):
        formulas = list(element.formulas.values())
        for tier in getattr(element, "tiers", ()):
            formulas += tier.formulas.values()
        return {name for formula in formulas for name in formula.names} | {element.get("of", "")}

    def windows_touching(self, pack, over, subscription, start, end):
        end = max(end, start + 1)
        if over == "term":
            found = [self.window_at(pack, over, subscription, start)]
        else:
            found, moment = [], start
            while moment < end:
                window = self.window_at(pack, over, subscription, moment)
                found.append(window)
                moment = window.end if window.end > moment else self.whole_window(pack, over, subscription, moment).end
        return [window for window in found if touches(start, end, window.start, window.end)]

    def window_at(self, pack, over, subscription, instant):
        """The window of a kind that holds an instant, or held it but for the version that follows."""
        if over not in ("billing_period", "term") and pack.ends is not None:
            last = pack.zone.midnight(pack.effective_to)
            if last <= instant < pack.ends:
                instant = last - 1
            window = self.whole_window(pack, over, subscription, instant)
            return Window(over, window.start, pack.ends, days=window.days) if window.end == last else window
        return self.whole_window(pack, over, subscription, instant)

    @staticmethod
    def whole_window(pack, over, subscription, instant):
        if over == "billing_period":
            return billing_window(instant, subscription, pack.zone)
        if over == "term":
            return Window("term", subscription.get("start"), subscription.get("end"))
        return calendar_window(over, pack.zone.date(instant), pack.zone)

    def subject_windows(self, pack, guarantee, subscription, claim):
        kind = guarantee.subject_kind
        first, last = self.context(pack, subscription).service()
        for record in self.case.records[kind]:
            named = claim is not None and claim.get(kind) == record.id
            if not touches(record.start, record.end, first, last) or not named and not record.concerns(subscription):
                continue
            window = self.window_of(pack, guarantee, subscription, claim, record)
            if claim is None or named or self.meant(pack, claim, record, window):
                yield window

    # over periods

    def period_windows(self, pack, guarantee, subscription, claim):
        kind = guarantee.subject_kind
        named = claim.get(kind) if claim is not None else None
        if named is not None:
            record = self.case.by_id[kind][named]
            if not record.concerns(subscription) and guarantee.periods.get("scope") != "account":
                if touches(record.start, record.end, *self.context(pack, subscription).service()):
                    yield Window(guarantee.over, record.start, max(record.end, record.start + 1), record)
                return
        for window in self.periods_of(pack, guarantee, subscription):
            if claim is None or named in [r.id for r in window.records] or self.meant(pack, claim, window.subject, window):
                yield window
        for record in self.case.records[kind]:  # those that began under no version tell why there is nothing
            window = Window("unknown", record.start, max(record.end, record.start + 1), record)
            asked = claim is not None and (named == record.id or self.meant(pack, claim, record, window))
            if (asked and record.concerns(subscription) and self.version_at(pack.id, record.start) is None
                    and touches(record.start, record.end, *self.context(pack, subscription).service())):
                yield window

    def periods_of(self, pack, guarantee, subscription):
        """All of them, with the records that each is made of; None for a period says that a fact is missing of these."""
        key = id(pack), guarantee.id, subscription.id
        if key not in self.made:
            self.made[key] = list(self.make_periods(pack, guarantee, subscription))
        return self.made[key]

    def make_periods(self, pack, guarantee, subscription):
        context, element = self.context(pack, subscription, guarantee=guarantee), guarantee.periods
        first, last = context.service()
        account = element.get("scope") == "account"
        records = [r for r in self.case.records[guarantee.subject_kind] if pack.in_effect(r.start)
                   and (account or r.concerns(subscription)) and touches(r.start, r.end, first, last)]
        try:
            gap = element.formula("join").number(context) // 1 if element.formula("join") else 0
        except Missing:
            gap = 0
        groups = []
        for record in sorted(records, key=lambda record: (record.start, record.id)):
            start, end = (record.start, record.end) if account else (max(record.start, first), min(record.end, last))
            if groups and start - groups[-1][2] <= gap:
                groups[-1][0].append(record)
                groups[-1][2] = max(groups[-1][2], end)
            else:
                groups.append([[record], start, end])
        for group, start, end in groups:
            try:
                for period, made_of in PeriodsOf(context, element, group, start, end).found():
                    made_of = [record for record in group if record in made_of]
                    yield Window(guarantee.over, period.start, period.end, made_of[0], period=period, records=made_of)
            except Missing as missing:
                yield Window(guarantee.over, start, max(end, start + 1), group[0], records=group, missing=missing)

    def identity(self, pack, guarantee, subscription, name):
        """The record that stands today for the period which holds one; None where none does, the same where nobody asked."""
        asked = [(p, g) for p in self.book.versions[pack.id] for g in p.guarantees
                 if g.id == guarantee.id and g.over == guarantee.over and (id(p), g.id, subscription) in self.made]
        for p, g in asked:
            for window in self.made[id(p), g.id, subscription]:
                if name in [record.id for record in window.records]:
                    return window.subject.id
        return None if asked else name

    def meant(self, pack, claim, record, window):
        """Whether a claim that does not name the record is about it."""
        if claim.get("incident") is not None or claim.get("ticket") is not None or not self.before_filing(record, claim):
            return False
        return claim.get("window") is None or touches(window.start, window.end, *self.day(pack, claim.get("window")))

    def window_of(self, pack, guarantee, subscription, claim, record):
        window = Window(guarantee.over, record.start, max(record.end, record.start + 1), record)
        if guarantee.from_ is None:
            return window
        try:
            start = guarantee.from_.compute(self.context(pack, subscription, claim, window, guarantee))
        except Missing:
            return Window(guarantee.over, window.start, window.end, record, known=False)
        if type(start) is Date:
            start = pack.zone.midnight(start)
        return Window(guarantee.over, start, max(window.end, start + 1), record)

    # 2 to 4

    def decision(self, pack, guarantee, subscription, claim, window):
        decision = Decision(claim, subscription, pack, guarantee, window)
        if guarantee.when is not None:
            try:
                if not guarantee.when.compute(self.context(pack, subscription, claim, window, guarantee)):
                    named = pack.requires_claim and claim is not None and claim.get("guarantee") == guarantee.id
                    return decision.ends("denied", "not_covered") if named else None
            except Missing as missing:
                if window is not None:
                    of_period = window.missing is not None and str(missing) == guarantee.periods.name
                    return decision.review(window.missing if of_period else missing)
        if window is not None and window.missing is not None:
            return decision.review(window.missing)
        if window is None:
            start = subscription.get("start")
            return decision.review(subscription.label("start" if start is None else "end"))
        context = decision.context = self.context(pack, subscription, claim, window, guarantee)
        try:
            if not window.known:
                guarantee.from_.compute(context)  # which says what is missing
            if self.of_other(decision):
                return decision.ends("denied", "incident_of_other_subscription")
            decision.answer_at = self.answer_at(pack, context)
            moment = decision.answer_at
            decision.answer_by = moment and (spell_date(moment) if type(moment) is Date else spell_instant(moment))
            if not self.eligible(decision) or not self.is_time(decision):
                return decision
        except Missing as missing:
            return decision.review(missing)
        return self.measure(decision)

    @staticmethod
    def answer_at(pack, context):
        if pack.claim is None or pack.claim.formula("answer_by") is None or context.claim is None:
            return None
        try:
            return pack.claim.formula("answer_by").compute(context)
        except Missing:
            return None

    def of_other(self, decision):
        """Whether the claim names an incident or a ticket that does not concern its subscription."""
        if not decision.pack.requires_claim:
            return False
        named = [self.case.by_id[kind][decision.claim.get(kind)] for kind in ("incident", "ticket")
                 if decision.claim.get(kind) is not None]
        return not all(record.concerns(decision.subscription) for record in named)

    def eligible(self, decision):
        claim, pack, context = decision.claim, decision.pack, decision.context
        for require in pack.requires + decision.guarantee.requires:
            if not require.formula("that").compute(context):
                review = require.get("otherwise") == "review"
                decision.require = require
                decision.ends("review" if review else "denied", require.get("id"))
                return False
        if not pack.requires_claim:
            return True
        rule, filed = pack.claim, claim.get("filed")
        if rule.get("channel") is not None:
            if claim.get("channel") is None:
                raise Missing(claim.label("channel"))
            if claim.get("channel") not in rule.get("channel").split():
                decision.ends("denied", "claim_channel")
                return False
        for name, reason in (("from", "claim_too_early"), ("until", "claim_too_late")):
            if rule.formula(name) is not None:
                bound = rule.formula(name).compute(context)
                when = pack.zone.date(filed) if type(bound) is Date else filed
                if when < bound if name == "from" else when > bound:
                    decision.deadline = bound
                    decision.ends("denied", reason)
                    return False
        return True

    def is_time(self, decision):
        guarantee, window, as_of = decision.guarantee, decision.window, self.case.as_of
        if guarantee.decided_from is not None:
            moment = decision.deadline = guarantee.decided_from.compute(decision.context)
            over = as_of >= (decision.pack.zone.midnight(moment) if type(moment) is Date else moment)
        elif guarantee.over == "incident" and guarantee.periods is not None:
            over = all(record.values.get("end") is not None for record in window.records)
        elif guarantee.over == "incident":
            over = window.subject.values.get("end") is not None
        else:
            over = guarantee.over == "ticket" or as_of >= window.end
            decision.deadline = Instant(window.end)
        if not over:
            decision.estimate = self.estimate(decision)
            decision.ends("pending", "window_open")
        return over

    def estimate(self, decision):
        """What it would come to if nothing more happened, where the case asks for that; None where a fact is missing."""
        if not self.case.whole.get("estimates") or decision.guarantee.credit is None:
            return None
        made = Decision(decision.claim, decision.subscription, decision.pack, decision.guarantee, decision.window, decision.context)
        found = self.measure(made)
        return None if found is None or found.missing is not None else max(made.entitled or 0, 0)

    def measure(self, decision):
        """Measures, looks whether the promise is broken, and what is due. None where there is nothing to measure."""
        guarantee, context = decision.guarantee, decision.context
        try:
            decision.breached = bool(guarantee.breach.formula("when").compute(context))
            if not decision.breached:
                return decision.ends("denied", "not_breached")
            if guarantee.credit is None:
                return decision.ends("denied", "no_credit_promised")
            value = guarantee.credit.formula("value").compute(context)
            if guarantee.credit.formula("value").type == "span":
                decision.time = value
                value = price_of_free(value, decision.window, decision.subscription, decision.pack.zone)
                if value is None:
                    raise Missing("window.price")
            elif guarantee.credit.formula("value").type == (0, 1):
                decision.time = value
                value = value * context.of_window("price") / decision.window.length
            decision.entitled = value
        except NoRecord as missing:
            named = decision.claim.get("guarantee") if decision.claim is not None else None
            return decision.review(missing) if named == guarantee.id else None
        except Missing as missing:
            return decision.review(missing)
        if decision.entitled <= 0:
            return decision.ends("denied", "zero_credit")
        try:
            return self.bound(decision)
        except Missing as missing:
            return decision.review(missing)

    @staticmethod
    def bound(decision):
        """What the promise is worth by the caps of its guarantee."""
        for cap in decision.guarantee.caps:
            if cap.formula("when") is not None and not cap.formula("when").compute(decision.context):
                continue
            most = max(0, cap.formula("amount").number(decision.context))
            decision.most = most if decision.most is None else min(decision.most, most)
            if most < decision.entitled:
                decision.most_bounds.append(Bound(cap, decision.window, most, most, cap.id))
                decision.entitled, decision.time = most, None
                if most == 0:
                    return decision.ends("denied", cap.id)
        return decision

