"""What must hold of a host's year, checked by bookkeeping of its own.

It goes by decisions, adjustments and the host's facts, not by the credits that the host stores and gives back: what these say
is what is being checked.
"""

from fractions import Fraction
from math import ceil

from calendar_of import instant, place, text, window


UNKNOWN = "unknown"


def money(record, field="amount"):
    return Fraction(record.get(field, "0"))


def whole_cents(amount):
    return Fraction(ceil(amount * 100), 100)


def monthly_price(subscription):
    span = subscription.get("price_period", "P1M")
    return Fraction(subscription["price"]) / (int(span[1:-1]) * (12 if span[-1] == "Y" else 1))


class Audit:
    def __init__(self, facts, version_of, zone_of):
        self.facts = facts
        self.version_of, self.zone_of = version_of, zone_of  # version_of(sla, effective_from), zone_of(name)
        self.postings = []  # the granted decisions, and goodwill, each with the adjustments made for it
        self.granted = {}  # credit -> amount
        self.applied = {}  # credit -> what adjustments applied of it
        self.violations = []

    def expect(self, holds, found):
        if not holds:
            self.violations.append(found)

    # --- one settlement, as the host has taken it in ---

    def settled(self, statement, lines, applied):
        decisions = statement.get("decision", [])
        granted = [d for d in decisions if d["outcome"] == "granted"]
        for d in granted:
            self.expect(d["credit"] not in self.granted, f"credit {d['credit']} is posted twice")
            self.granted[d["credit"]] = money(d)
            self.postings.append(d)
        for d in granted:
            self.check_promise(d, decisions)
            self.check_caps(d, granted)
            self.check_combine(d, decisions)
        for adjustment in applied:
            credit = adjustment["credit"]
            self.expect(credit in self.granted, f"an adjustment of {credit}, which was not granted")
            self.applied[credit] = self.applied.get(credit, 0) + money(adjustment)
        self.check_lines(statement, lines)
        for credit in statement.get("credit", []):
            open_now = self.granted.get(credit["id"], 0) - self.applied.get(credit["id"], 0)
            self.expect(money(credit, "remaining") == open_now,
                        f"of credit {credit['id']} {credit['remaining']} remain; {open_now} were not applied")

    def goodwill(self, credit):
        self.granted[credit["id"]] = self.applied[credit["id"]] = money(credit)
        self.postings.append({**credit, "goodwill": "yes"})

    # --- promises ---

    def check_promise(self, d, decisions):
        """What was posted for a promise in all is at most what it is worth now, since something was posted now."""
        due = self.worth(d) + self.given_to_rivals(d, decisions) + self.given_to_neighbours(d, decisions)
        posted = self.posted(d)
        self.expect(posted <= due, f"{posted} posted for {d['guarantee']} of {d['subscription']}, {about(d)}, which is worth {due}")

    def worth(self, d):
        version = self.version_of(d["sla"], d["effective_from"])
        return whole_cents(max(Fraction(d["entitled"]), version.raised_to))

    def posted(self, d):
        return sum(money(p) for p in self.postings if "goodwill" not in p and self.same_promise(p, d))

    def given_to_neighbours(self, d, decisions):
        """What was posted for a window that was corrected, and counts for the windows beside this one that it touches."""
        corrected = [p for p in self.postings if "goodwill" not in p and self.same_promise(p, d) and "window_end" in d
                     and p["window_start"] != d["window_start"]]
        beside = {}
        for n in decisions:
            if (all(n.get(f) == d[f] for f in ("sla", "guarantee", "subscription")) and "entitled" in n
                    and n["window_start"] != d["window_start"] and any(overlap(p, n) for p in corrected)):
                exactly = sum(money(p) for p in self.postings if "goodwill" not in p and self.same_promise(p, n)
                              and p["window_start"] == n["window_start"])
                beside[n["window_start"]] = max(self.worth(n) - exactly, 0)
        return sum(beside.values())

    def given_to_rivals(self, d, decisions):
        """What was posted for this promise and now counts for others that are due instead, for an event that another claim names."""
        version = self.version_of(d["sla"], d["effective_from"])
        if version.combine is None or d["guarantee"] not in version.combine[1]:
            return 0
        moved = [p for p in self.postings if "goodwill" not in p and self.same_promise(p, d) and self.is_moved(p)]
        rivals = {}
        for r in decisions:
            if version.combine[0] == "window" and not any("window_end" in r and overlap(p, r) for p in moved):
                continue
            if (r["subscription"] == d["subscription"] and r["sla"] == d["sla"] and r.get("guarantee") in version.combine[1]
                    and r["guarantee"] != d["guarantee"] and r["reason"] in ("granted", "already_credited")):
                rivals[r["guarantee"], about(r)] = max(self.worth(r) - self.posted(r), 0)
        return sum(rivals.values())

    def same_promise(self, p, d):
        if not self.same_line(p, d):
            return False
        for subject in ("incident", "ticket"):
            if subject in p or subject in d:
                return p.get(subject) == d.get(subject)
        return p["window_start"] == d["window_start"] or (
            p["effective_from"] == d["effective_from"] and mostly_the_same(p, d))

    # --- caps ---

    def check_caps(self, d, granted):
        version = self.version_of(d["sla"], d["effective_from"])
        for cap in version.caps:
            bounded = self.bounded(cap, version, d)
            if bounded is None:
                continue
            if bounded == UNKNOWN:
                self.expect(False, f"{d['credit']} is granted though the window of {cap.id} is unknown")
                continue
            # What was granted just now and is not bounded by this cap, in another window or by a higher price, may have
            # come later.
            later = [p for p in granted if self.version_of(p["sla"], p["effective_from"]) is not version
                     or self.bounded(cap, version, p) != bounded or self.allowed(cap, p) > self.allowed(cap, d)]
            counted = [p for p in self.postings if p not in later and self.counts(p, d, cap, bounded)]
            found = self.promises(counted) if cap.count is not None else sum(money(p) for p in counted)
            bound = self.allowed(cap, d)
            self.expect(found <= bound, f"{cap.id} of {d['sla']} allows {bound}: {found} with {d['credit']}")

    def allowed(self, cap, d):
        """How much, or how many credits; a price is that of the decision's own subscription."""
        if cap.prices is not None:
            return cap.prices * monthly_price(self.facts.one("subscription", d["subscription"]))
        return cap.count if cap.count is not None else cap.money

    def bounded(self, cap, version, d):
        """The window in which the cap bounds a decision; None where it doesn't."""
        if cap.guarantees and d["guarantee"] not in cap.guarantees:
            return None
        subscription = self.facts.one("subscription", d["subscription"])
        return window(cap.over, place(d, subscription), self.zone_of(version.zone), subscription) or UNKNOWN

    def counts(self, p, d, cap, bounded):
        if cap.per != "account" and p["subscription"] != d["subscription"]:
            return False
        if "goodwill" in p:
            counted, at = cap.counting == "all" and not cap.guarantees, instant(p["granted"])
        else:
            counted = ((cap.counting == "all" or p["sla"] == d["sla"])
                       and (cap.per != "guarantee" or p["guarantee"] == d["guarantee"])
                       and (not cap.guarantees or p["guarantee"] in cap.guarantees))
            at = place(self.today(p), self.facts.one("subscription", p["subscription"]))
        return counted and bounded[0] <= at < bounded[1]

    def today(self, p):
        """A posting with its window by the facts of today: of an incident or ticket as long as that, where it begins with the record;
        of one that is no window any more that which shares most time with it."""
        for kind, start, end in (("incident", "start", "end"), ("ticket", "opened", "resolved")):
            record = next((r for r in self.facts.all(kind) if r["id"] == p.get(kind)), None)
            if record is not None and not self.version_of(p["sla"], p["effective_from"]).shipped:
                return {**p, "window_start": record[start], "window_end": record.get(end, max(p["window_end"], record[start]))}
        home = self.home(p)
        return p if home is None else {**p, "window_start": text(home[0]), "window_end": text(home[1])}

    def home(self, p):
        version = self.version_of(p["sla"], p["effective_from"])
        over = version.over.get(p["guarantee"])
        if over in (None, "incident", "ticket"):
            return None
        start, end = instant(p["window_start"]), instant(p["window_end"])
        subscription = self.facts.one("subscription", p["subscription"])
        at, homes = start, []
        if over == "billing_period" and "start" in subscription:
            at = max(at, instant(subscription["start"]))
        while at < end:
            found = window(over, at, self.zone_of(version.zone), subscription)
            if found is None:
                break
            homes.append(found)
            at = found[1]
        return max(homes, key=lambda w: min(w[1], end) - max(w[0], start), default=None)

    def promises(self, postings):
        """How many credits they are: those for one promise are one, and so are what was posted for a window and the first credit
        for one that was corrected to it."""
        different, windows = [], {}  # by window of today: those for which was posted
        for p in postings:
            home = None if "goodwill" in p else self.home(p)
            if home is not None:
                windows.setdefault((p["sla"], p["guarantee"], p["subscription"], home), set()).add(
                    (instant(p["window_start"]), instant(p["window_end"])))
            elif "goodwill" in p or not any("goodwill" not in q and self.same_promise(p, q) for q in different):
                different.append(p)
        return len(different) + sum(max(1, len(posted - {key[-1]})) for key, posted in windows.items())

    # --- combine ---

    def check_combine(self, d, decisions):
        """For one event all guarantees together get at most what the highest of them is worth."""
        version = self.version_of(d["sla"], d["effective_from"])
        if version.combine is None or d["guarantee"] not in version.combine[1]:
            return
        per, among = version.combine
        fields = {"window": ("window_start", "window_end"), "claim": ("claim",)}.get(per, (per,))
        if any(f not in d for f in fields):
            return
        # Each decision goes by the rules of its own version: what one without such a rule pays is not combined with this.
        event = lambda p: ("goodwill" not in p and p["sla"] == d["sla"] and p["subscription"] == d["subscription"]
                           and p["guarantee"] in among and all(p.get(f) == d[f] for f in fields)
                           and self.version_of(p["sla"], p["effective_from"]).combine == version.combine)
        posted = sum(money(p) for p in self.postings if event(p) and not self.is_moved(p))
        worth = {}  # of a promise that is worth less than was posted for it, that: nothing is taken back
        for other in decisions:
            if "guarantee" in other and event(other) and "entitled" in other:
                due = max(self.worth(other), self.posted(other))
                worth[other["guarantee"]] = worth.get(other["guarantee"], 0) + due
        self.expect(posted <= max(worth.values()),
                    f"{posted} posted for guarantees of which one is due, {about(d)}; they are worth {worth}")

    def is_moved(self, p):
        """Whether its window was corrected: it is then for windows of today which overlap it, of whichever guarantee needs it first."""
        over = self.version_of(p["sla"], p["effective_from"]).over.get(p["guarantee"])
        if over in ("incident", "ticket"):
            return over not in p
        home = self.home(p)
        return home is not None and (p["window_start"], p["window_end"]) != (text(home[0]), text(home[1]))

    @staticmethod
    def same_line(p, d):
        return all(p.get(f) == d.get(f) for f in ("sla", "guarantee", "subscription"))

    # --- invoices and what is open ---

    def check_lines(self, statement, lines):
        left = {line["id"]: Fraction(line["amount"]) for line in lines}
        for a in statement.get("adjustment", []):
            if a["kind"] == "discount":
                self.expect(money(a, "line_before") == left[a["line"]],
                            f"line {a['line']} is {left[a['line']]}, not {a['line_before']}")
                left[a["line"]] -= money(a)
                self.expect(money(a, "line_after") == left[a["line"]] >= 0,
                            f"line {a['line']} falls to {a['line_after']}")
        self.expect(sum(left.values()) >= min(0, sum(Fraction(line["amount"]) for line in lines)),
                    f"the invoice falls to {sum(left.values())}")

    def nothing_again(self, statement):
        again = [d for d in statement.get("decision", []) if d["outcome"] == "granted"]
        self.expect(not again, "settled again at once, with the credits given back: " + "; ".join(
            f"{d['amount']} for {d['credit']}, {about(d)}" for d in again))

    def end_of_year(self, credits, now):
        """Every unit of money was applied, can still be, has expired, or is open because the SLA has no other way."""
        for id, amount in self.granted.items():
            left = amount - self.applied.get(id, 0)
            self.expect(left >= 0, f"{-left} more applied than credit {id} had")
            if left <= 0:
                continue
            credit = credits.get(id, {})
            self.expect(money(credit, "remaining") == left, f"{left} of credit {id} are open, the host has {credit.get('remaining')}")
            expired = "expires" in credit and credit["expires"] <= text(now)
            posting = next(p for p in self.postings if p.get("credit", p.get("id")) == id)
            version = self.version_of(posting["sla"], posting["effective_from"])
            subscription = self.facts.one("subscription", posting["subscription"])
            goes_on = self.facts.active(subscription, now)
            self.expect(goes_on or expired or not version.to_balance or version.shipped,
                        f"{left} of credit {id} are stranded: the subscription has ended")


def overlap(p, d):
    return p["window_start"] < d["window_end"] and d["window_start"] < p["window_end"]


def mostly_the_same(p, d):
    """Whether two windows share more than half of the time of each: one was corrected to the other."""
    a, b, c, e = (instant(r[f]) for r in (p, d) for f in ("window_start", "window_end"))
    shared = min(b, e) - max(a, c)
    return 2 * shared > b - a and 2 * shared > e - c


def about(d):
    return d.get("incident") or d.get("ticket") or f"{d.get('window_start')} to {d.get('window_end')}"
