"""One ledger of postings, and what it is asked: what was credited before, combine, minimum, caps."""

from dataclasses import dataclass, replace
from fractions import Fraction

from case import read_span
from decide import Bound, Settlement
from formulas import Missing, round_to
from measure import touches
from moments import UNITS, Date, Window, calendar_window, read_date, spell_date, unit_of

def escaped(part):
    return part.replace("%", "%25").replace("/", "%2F").replace("#", "%23")


def unescaped(part):
    return part.replace("%2F", "/").replace("%23", "#").replace("%25", "%")


@dataclass(eq=False)
class Posting:
    """A credit given before, or one of this settlement."""

    id: str
    subscription: str
    amount: object
    granted: int
    claim: str
    sla: str = None  # none of goodwill
    pack: object = None
    guarantee: str = None
    start: int = None
    end: int = None
    incident: str = None
    ticket: str = None
    key: tuple = None
    record: object = None  # of the case
    decision: object = None
    given: tuple = None  # the window for which it was given
    home: object = None  # of a displaced one: the window of today that shares most of it
    rest: object = None  # the posting that it was parted from

    @property
    def windows(self):
        """Those that it is about: of a displaced one the window for which it was given as well as that of today."""
        return {(self.start, self.end), self.given} if self.home is not None else {(self.start, self.end)}

    def subject(self, kind):
        return self.incident if kind == "incident" else self.ticket

    @property
    def subject_kind(self):
        """The kind of record that its promise is about; None of any other, or where the promise is not certain."""
        guarantee = self.pack.guarantee.get(self.guarantee) if self.pack and self.key is not None else None
        return guarantee and guarantee.subject_kind


class Ledger:
    def __init__(self, settlement: Settlement):
        self.settlement, self.case = settlement, settlement.case
        self.unit = unit_of(self.case.currency)
        self.postings = []
        self.today = {}  # the windows of promises about an incident or ticket, by the facts of today
        self.uses = []  # what promises took of postings that are not their own: (posting, promise, amount)
        for record in self.case.records["credit"]:
            self.postings.append(self.read(record))

    # what was given before

    def read(self, record):
        posting = Posting(record.id, record.get("subscription"), record.get("amount"), record.get("granted"),
                          record.get("claim"), record=record, incident=record.get("incident"), ticket=record.get("ticket"))
        if record.get("sla") is not None:
            posting.sla, posting.guarantee = record.get("sla"), record.get("guarantee")
            posting.start, posting.end = record.get("window_start"), record.get("window_end")
            versions = self.settlement.book.versions.get(posting.sla, [])
            posting.pack = next((p for p in versions if p.effective_from == record.get("effective_from")), None)
            if posting.pack is None and versions:
                posting.pack = self.settlement.version_at(posting.sla, posting.start)
        else:
            self.read_id(posting)
        if posting.sla is not None:
            posting.key = self.key_of(posting)
        posting.given = posting.start, posting.end
        kind = posting.subject_kind
        record = kind and self.case.by_id[kind].get(posting.subject(kind))
        given = posting.pack and posting.pack.guarantee.get(posting.guarantee)
        if record and given.from_ is None and (given.periods is None or posting.record.get("sla") is None):
            posting.start, posting.end = posting.given = record.start, max(record.end, record.start + 1)
        if posting.record.get("sla") is not None and posting.key is None:
            posting.home = self.home(posting)
            if posting.home is not None:
                posting.start, posting.end = posting.home.start, posting.home.end
        return posting

    def read_id(self, posting):
        parts = posting.id.split("#")[0].split("/")
        parts = [unescaped(part) for part in parts]
        versions = self.settlement.book.versions.get(parts[0])
        if versions is None or len(parts) not in (4, 5):
            return
        try:
            day = read_date(parts[3])
        except ValueError:
            return
        pack = next((p for p in versions if p.covers(day)), None)
        if pack is None or parts[1] not in pack.guarantee:
            return
        guarantee = pack.guarantee[parts[1]]
        if bool(guarantee.subject_kind) != (len(parts) == 5):
            return
        posting.sla, posting.pack, posting.guarantee = parts[0], pack, parts[1]
        subscription = self.case.subscriptions[posting.subscription]
        if guarantee.subject_kind:
            setattr(posting, guarantee.subject_kind, parts[4])
            posting.start = self.start_of_subject(guarantee, parts[4], subscription, day)
            posting.end = posting.start + 1
        else:
            posting.start = pack.zone.midnight(day)
            if guarantee.over in ("billing_period", "term"):
                if not self.settlement.can_have_windows(guarantee.over, subscription):
                    posting.end = posting.start + 1
                    return
                window = self.settlement.window_at(pack, guarantee.over, subscription, pack.zone.midnight(Date(day + 1)) - 1)
            else:
                window = calendar_window(guarantee.over, day, pack.zone)
            posting.start, posting.end = window.start, window.end

    def start_of_subject(self, guarantee, name, subscription, day):
        """Where the window of an incident or a ticket begins, where the case has it and it begins on that day."""
        zone = guarantee.pack.zone
        record = self.case.by_id[guarantee.subject_kind].get(name)
        if record is not None:
            window = self.settlement.window_of(guarantee.pack, guarantee, subscription, None, record)
            if zone.date(window.start) == day:
                return window.start
        return zone.midnight(day)

    def key_of(self, posting):
        """The promise that a credit given before belongs to; None where its window is none of today's: it is displaced."""
        promise = (posting.sla, posting.guarantee, posting.subscription)
        guarantee = posting.pack.guarantee.get(posting.guarantee) if posting.pack else None
        if guarantee is None:
            return None
        if guarantee.subject_kind:
            subject = posting.subject(guarantee.subject_kind)
            if subject is not None and guarantee.periods is not None:
                subject = self.settlement.identity(posting.pack, guarantee, posting.subscription, subject)
            return None if subject is None else promise + (subject,)
        subscription = self.case.subscriptions[posting.subscription]
        over, pack = guarantee.over, posting.pack
        if over in ("billing_period", "term") and not self.settlement.can_have_windows(over, subscription):
            return None
        window = self.settlement.window_at(pack, over, subscription, posting.start)
        same = window.start == posting.start and (over == "term" or window.end == posting.end)
        return promise + (posting.start,) if same and pack.in_effect(posting.start) else None

    def counted_of(self, key):
        """With what the credits for a promise count as one: the first displaced credit for which its window is home, or the promise."""
        displaced = (p for p in self.postings if p.home is not None and p.amount > 0
                     and (p.sla, p.guarantee, p.subscription, p.home.start) == key)
        return min(((p.granted, p.id) for p in displaced), default=key)

    def counted(self, posting):
        return self.counted_of(posting.key) if posting.key is not None else (posting.granted, posting.id)

    @staticmethod
    def shared(posting, window):
        """How much time the windows share; of a displaced credit with most of it first something is taken."""
        return min(posting.given[1], window.end) - max(posting.given[0], window.start)

    def home(self, posting):
        """The window of today that shares most of a displaced credit's, of equal ones the first; None without one."""
        guarantee = posting.pack and posting.pack.guarantee.get(posting.guarantee)
        subscription = self.case.subscriptions[posting.subscription]
        if guarantee is None or guarantee.subject_kind or (
                guarantee.over in ("billing_period", "term") and not self.settlement.can_have_windows(guarantee.over, subscription)):
            return None
        best, at = None, posting.given[0]
        if guarantee.over in ("billing_period", "term"):
            at = max(at, subscription.get("start"))
        while at < posting.given[1]:
            window = self.settlement.whole_window(posting.pack, guarantee.over, subscription, at)
            if window is None or window.end <= at:
                break
            if best is None or self.shared(posting, best) < self.shared(posting, window):
                best = window
            at = window.end
        return best

    def move_to_today(self, decisions):
        """Gives postings for an incident or ticket its window by the facts of today: that of the last of these decisions."""
        self.today = {self.key(decision): decision.window for decision in decisions if decision.subject is not None}
        for posting in self.postings:
            if posting.subject_kind is not None and posting.key in self.today:
                posting.start, posting.end = self.today[posting.key].start, self.today[posting.key].end

    def share_rests(self, decisions, due):
        """What was credited for a period beyond what it is worth today was credited for those that overlap its window."""
        worth = {}
        for decision in decisions:
            if decision.window is None or decision.window.period is None:
                continue
            if decision.outcome == "":
                worth[self.key(decision)] = max(worth.get(self.key(decision), 0),
                                                round_to(decision.entitled, self.unit, decision.pack.rounding))
            elif decision.reason in ("not_breached", "zero_credit"):
                worth.setdefault(self.key(decision), 0)
        for key, value in worth.items():
            own = sorted((p for p in self.postings if p.key == key), key=lambda p: (p.granted, p.id))
            for posting in own[::-1]:
                rest = min(self.posted(key) - value, posting.amount)
                others = [d for d in due if self.key(d) != key and self.key(d)[:3] == key[:3]
                          and max(d.window.start, posting.given[0]) < min(d.window.end, posting.given[1])]
                if rest > 0 and others:
                    posting.amount -= rest
                    parted = replace(posting, amount=rest, key=None, start=posting.given[0], end=posting.given[1], rest=posting)
                    self.postings.append(parted)

    # asked by decisions

    @staticmethod
    def key(decision):
        return (decision.pack.id, decision.guarantee.id, decision.subscription.id,
                decision.subject.id if decision.subject else decision.window.start)

    def posted(self, key):
        """What was posted for a promise, with what it took of others."""
        return sum(p.amount for p in self.postings if p.key == key) + sum(amount for _, by, amount in self.uses if by == key)

    def taken(self, posting, but=None):
        """What promises, but one, took of a posting."""
        return sum(amount for of, by, amount in self.uses if of is posting and by != but)

    def state(self):
        return list(self.postings), list(self.uses)

    def restore(self, state):
        self.postings, self.uses = list(state[0]), list(state[1])

    def place(self, subscription, start, end, of_subject):
        """The place in time of a posting: the start of its window, moved into the time of service that the window reaches."""
        record = self.case.subscriptions[subscription]
        first, last = record.get("start"), record.get("end")
        if first is not None and start < first < end:
            return first
        if of_subject and last is not None and start >= last:
            return last - 1
        return start

    def post(self, decision, amount):
        """Adds what is posted for a decision, under an id that no other credit has."""
        key, subject = self.key(decision), decision.subject
        base = "/".join(escaped(part) for part in (*key[:3], spell_date(decision.pack.zone.date(decision.window.start))))
        if subject is not None:
            base += "/" + escaped(subject.id)
        taken = {posting.id for posting in self.postings}
        number = sum(posting.key == key for posting in self.postings) + 1
        while self.numbered(base, number) in taken:
            number += 1
        posting = Posting(self.numbered(base, number), decision.subscription.id, amount, self.case.as_of,
                          decision.claim.id if decision.claim else None, decision.pack.id, decision.pack, decision.guarantee.id,
                          decision.window.start, decision.window.end, decision.about("incident"), decision.about("ticket"), key,
                          decision=decision)
        self.postings.append(posting)
        return posting

    @staticmethod
    def numbered(base, number):
        return base if number == 1 else f"{base}#{number}"


class Rules:
    """Combine, minimum, caps, the one rounding, and what was credited before: the steps 5 and 6."""

    def __init__(self, settlement, ledger, application):
        self.settlement, self.ledger, self.case = settlement, ledger, settlement.case
        self.application = application  # None while amounts are only looked at
        self.standing = []

    def run(self, decisions):
        due = self.due = [decision for decision in decisions if decision.outcome == ""]
        self.ledger.move_to_today([decision for decision in decisions if decision.outcome != ""] + due)
        self.ledger.share_rests(decisions, due)
        held = []
        for decision in self.in_order(due, self.ranks(due)):
            if self.denied_by_combination(decision):
                continue
            try:
                small = self.minimum(decision)
            except Missing as missing:
                decision.review(missing)
                continue
            if small and decision.pack.minimum.get("below") == "hold":
                held.append(decision)
            else:
                self.bring(decision)
        groups = {}
        for decision in held:
            groups.setdefault((decision.pack.id, decision.subscription.id), []).append(decision)
        for group in groups.values():
            self.held(group)

    def minimum(self, decision):
        """Whether it is under the minimum."""
        rule = decision.pack.minimum
        if rule is None:
            return False
        holds = rule.formula("when") is None or rule.formula("when").compute(decision.context)
        decision.extra["minimum"] = rule.formula("amount").number(decision.context) if holds else 0
        return decision.entitled < decision.extra["minimum"]

    def held(self, held):
        """Those of one subscription under a minimum that holds: first without effect."""
        state, standing = self.ledger.state(), list(self.standing)
        left, application, self.application = {}, self.application, None
        for decision in held:
            self.bring(decision)
            left[id(decision)] = decision.amount
        self.application = application
        self.ledger.restore(state)
        self.standing = standing
        for decision in held:
            decision.outcome, decision.reason, decision.missing, decision.amount = "", "", None, 0
            decision.credited, decision.brought_bounds = 0, []
            decision.extra = {"minimum": decision.extra["minimum"]}

        whose = held[0].pack.id, held[0].subscription.id
        total = sum(left.values()) + sum(posting.amount for posting in self.ledger.postings
                                         if posting.decision is not None and (posting.sla, posting.subscription) == whose)
        for decision in held:
            if total >= decision.extra["minimum"]:
                self.bring(decision)
            elif left[id(decision)] > 0 or self.would_be_posted(decision):
                decision.ends("pending", "held_below_minimum")
                decision.brought_bounds = [Bound(decision.pack.minimum, decision.window, decision.extra["minimum"])]

    def would_be_posted(self, decision):
        """Brings a decision of which nothing was left to its end; whether something is left now, which is then not posted."""
        state, standing = self.ledger.state(), list(self.standing)
        application, self.application = self.application, None
        self.bring(decision)
        self.application = application
        if decision.outcome != "":
            return False
        self.ledger.restore(state)
        self.standing = standing
        decision.amount = 0
        return True

    # combine

    @staticmethod
    def same_event(per, one, other):
        """Whether two decisions are of one event; a posting is told by its fields."""
        if per == "window":
            return one.window.key() == other.window.key()
        if per == "claim":
            return one.pack.requires_claim and other.pack.requires_claim and one.claim.id == other.claim.id
        return one.about(per) is not None and one.about(per) == other.about(per)

    @staticmethod
    def event_of_posting(per, decision, posting):
        if per == "window":
            return decision.window.key() in posting.windows
        if per == "claim":
            answers = decision.pack.requires_claim and posting.pack is not None and posting.pack.requires_claim
            return answers and decision.claim.id == posting.claim
        return decision.about(per) is not None and decision.about(per) == posting.subject(per)

    @staticmethod
    def members(rule, pack):
        return rule.get("guarantees").split() if rule.get("guarantees") else [g.id for g in pack.guarantees]

    def rules_of(self, decision):
        return [rule for rule in decision.pack.combines if decision.guarantee.id in self.members(rule, decision.pack)]

    def related(self, rule, decision, other):
        """Whether another decision, of whichever guarantee of the rule, is of the decision's event."""
        return (other.pack.id == decision.pack.id and other.subscription is decision.subscription
                and other.guarantee.id in self.members(rule, decision.pack)
                and self.same_event(rule.get("per", "window"), decision, other))

    def ranks(self, decisions):
        """The highest of the sums of one guarantee's entitled credits for an event; each promise once, the highest of its claims."""
        ranks = {}
        for decision in decisions:
            rank = decision.entitled
            for rule in self.rules_of(decision):
                due = {}
                for other in decisions:
                    if other.guarantee.id == decision.guarantee.id and self.related(rule, decision, other):
                        key = self.ledger.key(other)
                        due[key] = max(due.get(key, 0), other.entitled)
                rank = max(rank, sum(due.values()))
            ranks[id(decision)] = rank
        return ranks

    def in_order(self, decisions, ranks):
        """Each component when the first of it comes, the highest of it first; of equal ones that whose guarantee comes first."""
        group = {id(decision): {id(decision)} for decision in decisions}
        for decision in decisions:
            for rule in self.rules_of(decision):
                for other in decisions:
                    if (self.related(rule, decision, other)
                            and group[id(other)] is not group[id(decision)]):
                        joined = group[id(other)] | group[id(decision)]
                        for member in joined:
                            group[member] = joined
        done = set()
        for decision in decisions:
            if id(decision) in done:
                continue
            component = [other for other in decisions if id(other) in group[id(decision)]]
            done |= group[id(decision)]
            yield from sorted(component, key=lambda one: (-ranks[id(one)], one.pack.guarantees.index(one.guarantee)))

    def denied_by_combination(self, decision):
        denied = any(other.guarantee.id != decision.guarantee.id and self.related(rule, decision, other)
                     for rule in self.rules_of(decision) for other in self.standing)
        if denied:
            decision.ends("denied", "combined")
        return denied

    def rivals(self, decision):
        """Postings that count as its own: of other guarantees of its rules for the event, which do not stand by their own, and
        displaced ones of its guarantee whose windows overlap its window."""
        keys = {self.ledger.key(other) for other in self.standing}
        found, displaced = [], []
        for posting in self.ledger.postings:
            if posting.sla != decision.pack.id or posting.subscription != decision.subscription.id or posting.key in keys:
                continue
            left = posting.amount > self.ledger.taken(posting, self.ledger.key(decision))
            moved = posting.key is None and self.ledger.shared(posting, decision.window) > 0
            if posting.guarantee == decision.guarantee.id:
                if moved and left:
                    displaced.append(posting)
                continue
            other = decision.pack.guarantee.get(posting.guarantee)
            by_window = [rule for rule in self.rules_of(decision) if rule.get("per", "window") == "window"]
            if (moved and left and other is not None and other.over == decision.guarantee.over
                    and any(posting.guarantee in self.members(rule, decision.pack) for rule in by_window)):
                displaced.append(posting)
                continue
            if any(posting.guarantee in self.members(rule, decision.pack)
                   and self.event_of_posting(rule.get("per", "window"), decision, posting) for rule in self.rules_of(decision)):
                found.append(posting)
        own_first = sorted(displaced, key=lambda posting: (posting.guarantee != decision.guarantee.id,
                                                           -self.ledger.shared(posting, decision.window)))
        return own_first + found

    @staticmethod
    def of_lost_record(posting):
        """Whether it was given for a period of a record that no period of today holds."""
        guarantee = posting.pack and posting.pack.guarantee.get(posting.guarantee)
        return guarantee is not None and guarantee.subject_kind is not None and posting.subject(guarantee.subject_kind) is not None

    def is_replaced(self, posting, rivals, decision):
        """Whether a decision and a rival posting are one credit: not where a displaced one has another window of today."""
        at_home = posting.home is not None and posting.home.start == decision.window.start
        return posting in rivals and (posting.key is not None or self.of_lost_record(posting) or at_home)

    def superseded(self, posting):
        """Whether a rival has a later posting for the event."""
        if posting.sla is None:
            return False
        if posting.rest is not None and posting.rest.amount > 0 or any(p.rest is posting and posting.amount == 0
                                                                       for p in self.ledger.postings):
            return True
        for later in self.ledger.postings:
            if (later.sla, later.subscription) != (posting.sla, posting.subscription) or later.pack is None:
                continue
            if not (later.granted > posting.granted or later.decision is not None and posting.decision is None):
                continue
            if later.guarantee == posting.guarantee:
                continue
            for rule in later.pack.combines:
                members = self.members(rule, later.pack)
                if later.guarantee in members and posting.guarantee in members and self.one_event(
                        rule.get("per", "window"), later, posting):
                    return True
        return False

    @staticmethod
    def one_event(per, one, other):
        if per == "window":
            return bool(one.windows & other.windows)
        if per == "claim":
            answer = all(posting.pack is not None and posting.pack.requires_claim for posting in (one, other))
            return answer and one.claim == other.claim
        return one.subject(per) is not None and one.subject(per) == other.subject(per)

    # to its amount

    def bring(self, decision):
        """Brings a decision to its amount and posts it."""
        if self.denied_by_combination(decision):
            return
        try:
            self.bring_to(decision)
        except Missing as missing:
            decision.review(missing)

    def bring_to(self, decision):
        pack, amount, reduced = decision.pack, decision.entitled, False
        bounds = decision.brought_bounds = []
        decision.credited = 0
        if pack.minimum is not None and amount < decision.extra["minimum"]:
            if pack.minimum.get("below") != "hold":
                bounds.append(Bound(pack.minimum, decision.window, decision.extra["minimum"]))
            if pack.minimum.get("below") == "drop":
                decision.ends("denied", "below_minimum")
                return
            if pack.minimum.get("below") == "raise":
                amount, reduced = decision.extra["minimum"], True
        room = decision.most
        if room is not None and room < amount:
            amount, reduced = room, True
        rivals = self.rivals(decision)
        for cap in pack.caps:
            bound, most = self.room(cap, decision, rivals)
            if bound is None:
                continue
            if bound is not True and bound < amount or bound <= 0:
                left = None if cap.get("count") is not None else max(bound, 0)
                bounds.append(Bound(cap, self.window_of(cap, decision), most, left, cap.id))
            if bound <= 0:
                decision.ends("denied", cap.id)
                own = [posting for posting in self.ledger.postings if posting.key == self.ledger.key(decision) and posting.amount > 0]
                if own and not self.superseded(own[-1]):
                    self.standing.append(decision)  # as what was credited before
                return
            if bound is True:
                continue
            room = bound if room is None else min(room, bound)
            if bound < amount:
                amount, reduced = bound, True
        unit = self.ledger.unit
        rounded = round_to(amount, unit, pack.rounding)
        if room is not None and rounded > room:
            rounded = round_to(room, unit, "floor")
        key, state = self.ledger.key(decision), self.ledger.state()
        own = self.ledger.posted(key)
        if own > 0 and rounded <= own:
            rivals = []  # its own are enough
        available = sum(posting.amount - self.ledger.taken(posting) for posting in rivals)
        decision.credited = own + available
        if rounded <= 0 and own + available <= 0:
            decision.ends("denied", "zero_credit")
            return
        needed = max(0, rounded - own)
        for posting in rivals:
            amount_of_it = min(needed, posting.amount - self.ledger.taken(posting))
            self.ledger.uses.append((posting, key, amount_of_it))
            needed -= amount_of_it
        due = rounded - own - available
        waiting = [p.decision for p in self.ledger.postings if p.key == key and p.id is None]
        if due <= 0 and waiting:
            decision.due = waiting[0].due
            decision.ends("review", "approval")
            return
        if due <= 0:
            decision.ends("denied", "already_credited")
            self.standing.append(decision)
            return
        if self.application is not None and self.waits(decision, due):
            self.ledger.post(decision, due).id = None  # it counts as if it was granted
            decision.due = due
            decision.ends("review", "approval")
            self.standing.append(decision)
            return
        decision.amount = due
        decision.extra.update(exact=amount - own - available, whole=not reduced and own + available == 0,
                              room=None if room is None else room - own - available)
        decision.extra["posting"] = self.ledger.post(decision, due)
        if self.application is None or self.application.apply(decision):
            self.standing.append(decision)
        else:
            self.ledger.restore(state)

    # approval

    def waits(self, decision, due):
        """Whether a person must approve an amount and did not."""
        for rule in decision.pack.approvals:
            context = self.settlement.context(decision.pack, decision.subscription, decision.claim, decision.window, decision.guarantee)
            context.values["due"] = due
            if rule.formula("when").compute(context):
                key = self.ledger.key(decision)
                claims = [d.claim for d in self.due if self.ledger.key(d) == key] if decision.pack.requires_claim else [
                    claim for claim in self.case.records["claim"] if self.is_about(claim, decision)]
                return not any(claim.get("approved") is not None and claim.get("approved") >= due for claim in claims)
        return False

    def is_about(self, claim, decision):
        """Whether a claim names what a decision is about, where none is required."""
        if claim.get("subscription") != decision.subscription.id or claim.get("guarantee") not in (None, decision.guarantee.id):
            return False
        window = decision.window
        for kind in ("incident", "ticket"):
            record = claim.get(kind) and self.case.by_id[kind][claim.get(kind)]
            if record and (record in decision.window.records if decision.guarantee.periods is not None
                           else record is decision.subject if decision.subject is not None
                           else touches(record.start, record.end, window.start, window.end)):
                return True
        return claim.get("window") is not None and touches(
            window.start, window.end, *self.settlement.day(decision.pack, claim.get("window")))

    # caps

    def room(self, cap, decision, rivals):
        """How much a cap leaves; True where it leaves enough, None where it does not apply. And the bound itself."""
        guarantees = cap.get("guarantees").split() if cap.get("guarantees") else None
        if guarantees is not None and decision.guarantee.id not in guarantees:
            return None, None
        over = cap.get("over")
        window = self.window_of(cap, decision)
        context = self.settlement.context(decision.pack, decision.subscription, decision.claim, window, decision.guarantee)
        context.subject, context.decided = decision.subject, decision.window
        if cap.formula("when") is not None and not cap.formula("when").compute(context):
            return None, None
        context.known_window()
        counting = [posting for posting in self.ledger.postings if posting.key != self.ledger.key(decision)
                    and self.counts(cap, guarantees, over, window, decision, posting)]
        if cap.get("count") is not None:
            promises = {self.ledger.counted(posting) for posting in counting
                        if not self.is_replaced(posting, rivals, decision) and not self.superseded(posting)}
            promises.discard(self.ledger.counted_of(self.ledger.key(decision)))
            return True if len(promises) < int(cap.get("count")) else 0, int(cap.get("count"))
        key = self.ledger.key(decision)
        counted = sum(self.ledger.taken(posting, key) if posting in rivals else posting.amount for posting in counting)
        most = cap.formula("amount").number(context)
        return most - counted, most

    def window_of(self, cap, decision):
        over, subscription, pack = cap.get("over"), decision.subscription, decision.pack
        if over in (None, "incident", "ticket"):
            return decision.window
        if over.startswith("P"):
            span, end = read_span(over), decision.window.end
            return Window(span, pack.zone.add(end, span.negative(), None), end)
        if over in ("billing_period", "term") and not self.settlement.can_have_windows(over, subscription):
            return None
        place = self.ledger.place(subscription.id, decision.window.start, decision.window.end, decision.subject is not None)
        return self.settlement.window_at(pack, over, subscription, place)

    def counts(self, cap, guarantees, over, window, decision, posting):
        if posting.sla is None:
            if cap.get("counting") != "all" or guarantees is not None:
                return False
        elif cap.get("counting", "sla") == "sla" and posting.sla != decision.pack.id:
            return False
        if guarantees is not None and posting.guarantee not in guarantees:
            return False
        per = cap.get("per", "subscription")
        if per == "subscription" and posting.subscription != decision.subscription.id:
            return False
        if per == "guarantee" and ((posting.guarantee, posting.subscription)
                                   != (decision.guarantee.id, decision.subscription.id)):
            return False
        if per == "claim" and (decision.claim is None or posting.claim != decision.claim.id):
            return False
        if over is None:
            return True
        if over in ("incident", "ticket"):
            if posting.key is None or posting.pack.guarantee[posting.guarantee].subject_kind != decision.guarantee.subject_kind:
                return False
            return posting.key[3:] == self.ledger.key(decision)[3:]
        place = posting.granted
        if posting.sla is not None:
            today = self.ledger.today.get(posting.key)
            start, end = (today.start, today.end) if today else (posting.start, posting.end)
            place = self.ledger.place(posting.subscription, start, end, posting.subject_kind is not None)
        return window.start <= place < window.end
