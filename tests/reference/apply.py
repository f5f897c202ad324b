"""How credits are applied: remedies, the balance, the end of a subscription, the lines of an invoice."""

from fractions import Fraction

from case import read_span
from formulas import Missing, number, round_to
from moments import DAY, Date, Instant, Span, Window, price_of_free, price_of_window


def split(amount, parts, unit):
    """An amount over parts in proportion to them, in whole units: the largest remainders first, of equal ones the first."""
    whole, total = int(amount / unit), sum(parts)
    shares = [Fraction(whole * part) / total for part in parts]
    given = [int(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda i: (given[i] - shares[i], i))
    for index in order[:whole - sum(given)]:
        given[index] += 1
    return [share * unit for share in given]


class Application:
    def __init__(self, settlement, ledger):
        self.settlement, self.ledger, self.case = settlement, ledger, settlement.case
        self.unit, self.as_of = ledger.unit, self.case.as_of
        self.adjustments, self.credits = [], []
        self.lines = {line.id: line.get("amount") for line in self.case.records["line"]}
        self.ends = {s.id: s.get("end") for s in self.case.records["subscription"]}

    # what was given before

    def old_discounts(self):
        records = [r for r in self.case.records["credit"] if r.get("remedy") is not None and r.get("remaining") > 0]
        for record in sorted(records, key=lambda r: (r.get("granted"), r.id)):
            if record.get("expires") is not None and record.get("expires") <= self.as_of:
                continue
            subscription, left = record.get("subscription"), record.get("remaining")
            try:
                forfeit = self.forfeit(record)
            except Missing:
                continue  # it stays as it is
            if forfeit is not None:
                self.adjust("forfeit", record.id, subscription, left, clause=forfeit.get("clause"))
                self.credits.append(self.row_of(record, 0))
                continue
            if record.get("remedy") != "discount":
                continue
            available = record.get("granted") if record.get("available_from") is None else record.get("available_from")
            ended = self.has_ended(subscription)
            left -= self.discount(record.id, subscription, left, available)
            if left > 0 and ended:
                if self.can_go_to_balance(record):
                    self.adjust("balance", record.id, subscription, left)
                    left = 0
                else:
                    left -= self.discount(record.id, subscription, left, available, others=True)
            if ended or left != record.get("remaining"):
                self.credits.append(self.row_of(record, left))

    def has_ended(self, subscription):
        end = self.case.subscriptions[subscription].get("end")
        return end is not None and end <= self.as_of

    def forfeit(self, record):
        """The rule by which what is left of a credit ends, or None."""
        pack, subscription = self.pack_of(record), self.case.subscriptions[record.get("subscription")]
        context = pack and self.settlement.context(pack, subscription)
        return next((rule for rule in pack.forfeits if rule.formula("when").compute(context)), None) if pack else None

    def pack_of(self, record):
        """The version under which a credit was given; of goodwill that of today."""
        posting = next(p for p in self.ledger.postings if p.record is record)
        sla = self.case.subscriptions[record.get("subscription")].get("sla")
        return posting.pack or self.settlement.version_at(sla, self.as_of)

    def can_go_to_balance(self, record):
        """Whether the SLA has a remedy of kind balance that is open, or none of that kind but a discount that falls back to it."""
        posting = next(p for p in self.ledger.postings if p.record is record)
        subscription, pack = self.case.subscriptions[record.get("subscription")], self.pack_of(record)
        if pack is None:
            return False
        balances = [remedy for remedy in pack.remedies if remedy.get("kind") == "balance"]
        if not balances:
            return any(remedy.get("fallback") == "balance" for remedy in pack.remedies)
        guarantee = posting.pack and posting.pack.guarantee.get(posting.guarantee)
        window = Window(guarantee.over, posting.start, posting.end) if guarantee else None
        context = self.settlement.context(pack, subscription, None, window, guarantee)
        return any(self.is_open(context, remedy) for remedy in balances)

    @staticmethod
    def is_open(context, remedy):
        try:
            return remedy.formula("when") is None or remedy.formula("when").compute(context)
        except Missing:  # it needs a fact, or a window, that is not there
            return False

    @staticmethod
    def row_of(record, left):
        row = {name: record.get(name) for name in (
            "id", "subscription", "amount", "granted", "claim", "remedy", "available_from", "expires", "sla", "effective_from",
            "guarantee", "window_start", "window_end", "incident", "ticket")}
        return {**row, "remaining": left, "decision": None}

    # what is granted now

    def apply(self, decision):
        """Applies what is posted for a decision; whether that is done."""
        try:
            remedy = self.remedy(decision)
            if remedy is not None:
                return self.by(decision, remedy)
            decision.ends("review", "no_remedy")
        except Missing as missing:
            decision.review(missing)
        decision.amount = 0
        return False

    def offered(self, decision, remedy):
        when = remedy.formula("when")
        if when is not None and not when.compute(decision.context):
            return False
        return remedy.formula("expires") is None or self.expiry(decision, remedy) > self.as_of

    def expiry(self, decision, remedy):
        """When a credit by this remedy expires; None where it does not."""
        zone, at = decision.pack.zone, remedy.formula("expires")
        if at is None:
            return remedy.get("expires") and zone.add(self.as_of, read_span(remedy.get("expires")), decision.context.calendar)
        moment = at.compute(decision.context)
        return zone.midnight(Date(moment + 1)) if type(moment) is Date else moment

    def remedy(self, decision):
        """The remedy: (kind, the element that it goes by, the element that says when it expires, what takes the rest)."""
        remedies, wish = decision.pack.remedies, decision.claim.get("remedy") if decision.claim else None
        chosen = next((r for r in remedies if r.get("kind") == wish and self.offered(decision, r)), None)
        if chosen is None:
            chosen = next((r for r in remedies if self.offered(decision, r)), None)
        if chosen is None or chosen.get("kind") != "discount":
            return chosen and (chosen.get("kind"), chosen, chosen, None)
        if not self.can_take(decision):
            return self.fallback(decision, chosen) or ("discount", chosen, chosen, None)
        capacity = self.capacity(self.lines_for(decision.subscription.id, self.available_from(decision)))
        ended = self.has_ended(decision.subscription.id)
        rest = self.fallback(decision, chosen) if ended and capacity < decision.amount else None
        return "discount", chosen, chosen, rest

    def fallback(self, decision, chosen):
        kind = chosen.get("fallback")
        if kind is None:
            return None
        own = [r for r in decision.pack.remedies if r.get("kind") == kind]
        if not own:
            return kind, None, chosen, None
        element = next((r for r in own if self.offered(decision, r)), None)
        return element and (kind, element, element, None)

    def available_from(self, decision):
        return decision.claim.get("filed") if decision.claim else self.as_of

    def can_take(self, decision):
        return self.capacity(self.lines_for(decision.subscription.id, self.available_from(decision))) > 0

    def by(self, decision, remedy):
        kind, element, says_expiry, rest = remedy
        posting = decision.extra["posting"]
        if kind == "extension" and not self.extend(decision, element):
            return False
        decision.ends("granted", "granted")
        decision.remedy, decision.credit = kind, posting.id
        left, available = 0, None
        if kind == "balance":
            self.adjust("balance", posting.id, posting.subscription, posting.amount)
        if kind == "discount":
            available = self.available_from(decision)
            left = posting.amount - self.discount(posting.id, posting.subscription, posting.amount, available)
            if left and rest:
                left = self.rest_by(decision, rest, left)
            elif left and self.has_ended(posting.subscription):
                left -= self.discount(posting.id, posting.subscription, left, available, others=True)
        expires = None if kind == "extension" else self.expiry(decision, says_expiry)
        self.credits.append({
            "id": posting.id, "decision": decision, "subscription": posting.subscription, "amount": posting.amount,
            "granted": self.as_of, "claim": posting.claim, "remedy": kind, "remaining": left, "available_from": available,
            "expires": expires, "sla": posting.sla, "effective_from": decision.pack.effective_from,
            "guarantee": posting.guarantee, "window_start": Instant(posting.start), "window_end": Instant(posting.end),
            "incident": posting.incident, "ticket": posting.ticket})
        return True

    def extend(self, decision, element):
        """Moves the end of the subscription; whether that is more than nothing."""
        subscription, extra = decision.subscription, decision.extra
        after = self.longer(decision, element, extra["whole"], extra["exact"], extra["room"])
        if after <= self.ends[subscription.id]:
            decision.amount = 0
            decision.ends("denied", "zero_credit")
            return False
        decision.extension, decision.length = int(after - self.ends[subscription.id]), self.by_calendar
        self.move_end(decision, after, decision.extra["posting"].amount)
        return True

    def rest_by(self, decision, rest, left):
        """What of the rest of a discount stays open when it goes by the fallback."""
        kind, element, _, _ = rest
        posting, subscription = decision.extra["posting"], decision.subscription
        if kind == "balance":
            self.adjust("balance", posting.id, subscription.id, left)
            return 0
        room = decision.extra["room"]
        try:
            after = self.longer(decision, element, False, left, None if room is None else room - (posting.amount - left))
        except Missing:
            return left
        if after <= self.ends[subscription.id]:
            return left
        self.move_end(decision, after, left)
        return 0

    def move_end(self, decision, after, amount):
        subscription, posting = decision.subscription.id, decision.extra["posting"]
        before, self.ends[subscription] = self.ends[subscription], Instant(after)
        self.adjust("extension", posting.id, subscription, amount, end_before=before, end_after=self.ends[subscription])

    def longer(self, decision, element, whole, exact, room):
        """The end of the subscription as it is extended by an amount, or where that is whole, by what the credit says."""
        subscription = decision.subscription
        if self.ends[subscription.id] is None:
            raise Missing(subscription.label("end"))
        zone, window, before = decision.pack.zone, decision.window, self.ends[subscription.id]
        step = element.formula("step").compute(decision.context) if element is not None and element.formula("step") else 1
        mode = element.get("rounding", decision.pack.rounding) if element is not None else decision.pack.rounding
        by_days = type(step) is Span  # of one of these the price is asked for, and the length is a number of them
        price = price_of_free(Span(days=1), window, subscription, zone) if by_days else price_of_window(window, subscription, zone)
        time = decision.time if whole else None
        if price is None and time is None:
            raise Missing("window.price")
        price = price and (Fraction(price) if by_days else Fraction(price) / window.length)
        one, step = (DAY, step.days) if by_days else (1, step)
        self.by_calendar = None  # the span by which the end moves, where it goes by the calendar
        if type(time) is Span and (time.months or time.days * DAY % (step * one) == 0):
            self.by_calendar = time
            return zone.add(before, time, decision.context.calendar)
        if time is not None:
            length = Fraction(number(time)) / one
        elif price == 0:
            raise Missing("window.price")
        else:
            length = exact / price
        rounded = round_to(length, step, mode)
        if room is not None and price is not None and rounded > length and rounded * price > room:
            rounded = round_to(length, step, "floor")
        self.by_calendar = Span(days=int(rounded)) if by_days else None
        return zone.add(before, Span(days=int(rounded)), decision.context.calendar) if by_days else before + rounded

    def adjust(self, kind, credit, subscription, amount, **more):
        self.adjustments.append({"kind": kind, "credit": credit, "subscription": subscription, "amount": amount, **more})

    # lines

    def lines_for(self, subscription, available, others=False):
        """The lines of a subscription and those of none; or those of others under the same SLA."""
        own = self.case.subscriptions[subscription]
        return [line for line in self.case.records["line"] if line.get("kind") == "service" and self.lines[line.id] > 0 and line.start >= available and (
            line.concerns(own) if not others else not line.concerns(own) and self.case.subscriptions[
                line.get("subscription")].get("sla") == own.get("sla"))]

    def capacity(self, lines):
        """What the lines can take: none goes below zero, nor does the invoice as a whole."""
        taxed = sum(self.lines[line.id] for line in self.case.records["line"] if line.get("kind") != "tax")
        return max(0, min(sum(self.lines[line.id] for line in lines), taxed))

    def discount(self, credit, subscription, amount, available, others=False):
        """Takes up to an amount from the lines; gives what was taken."""
        lines = self.lines_for(subscription, available, others)
        taken = round_to(min(amount, self.capacity(lines)), self.unit, "floor")
        if taken <= 0:
            return 0
        parts = split(taken, [self.lines[line.id] for line in lines], self.unit)
        for line, part in zip(lines, parts):
            if part:
                before = self.lines[line.id]
                self.lines[line.id] = before - part
                self.adjust("discount", credit, subscription, part, line=line.id, line_before=before, line_after=before - part)
        return taken
