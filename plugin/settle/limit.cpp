#include "settle/limit.h"

#include <algorithm>

#include "settle/measure.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

namespace {

constexpr rules::Type money_type = [] {
    rules::Type type;
    type.dimension = rules::money;
    return type;
}();

bool lists(const std::vector<std::string>& ids, std::string_view id) {
    return ids.empty() || std::any_of(ids.begin(), ids.end(), [&](const std::string& i) { return i == id; });
}

template <class Number>
bool pays_something(const Decision<Number>& d) {
    return d.outcome == Outcome::granted;
}

// The same promise in the same window: the same credit id.
template <class Number>
bool same_credit(const Decision<Number>& a, const Decision<Number>& b) {
    return a.guarantee != nullptr && b.guarantee != nullptr && a.pack->id == b.pack->id && a.guarantee->id == b.guarantee->id &&
           a.subscription == b.subscription && a.window.start == b.window.start && a.subject == b.subject;
}

template <class Number>
std::string_view subject_id(const facts::Case& facts, const Decision<Number>& d) {
    if (d.subject == facts::no_record) return {};
    if (d.guarantee->over == time::WindowKind::incident) return facts.fact(Record::incident, d.subject, slot(Record::incident, "id")).text;
    return facts.fact(Record::ticket, d.subject, slot(Record::ticket, "id")).text;
}

// Whether an escaped part of a credit id stands for `text`.
bool same_part(std::string_view part, std::string_view text) {
    if (part == text) return true;
    std::string escaped;
    append_id_part(escaped, text);
    return part == escaped;
}

template <class Number>
bool same_credit(const facts::Case& facts, const PriorCredit& p, const Decision<Number>& d) {
    return p.subscription == d.subscription && p.sla == d.pack->id && p.guarantee == d.guarantee->id && p.window_start &&
           *p.window_start == d.pack->zone.date(d.window.start) && same_part(p.subject, subject_id(facts, d));
}

// --- combine ---

// The claim that a decision answers. Where the SLA needs none, one that was filed says no more than which remedy is wished.
template <class Number>
std::uint32_t claim_of(const Decision<Number>& d) {
    return d.pack->claim.required ? d.claim : facts::no_record;
}

// The incident or ticket (`kind`) that a decision is about: its subject, or what the claim names.
template <class Number>
std::uint32_t event_of(const facts::Case& facts, const Decision<Number>& d, time::WindowKind kind) {
    if (d.guarantee->over == kind) return d.subject;
    if (claim_of(d) == facts::no_record) return facts::no_record;
    return kind == time::WindowKind::incident ? facts.link(Record::claim, d.claim, slot(Record::claim, "incident"))
                                              : facts.link(Record::claim, d.claim, slot(Record::claim, "ticket"));
}

template <class Number>
bool one_event(const facts::Case& facts, const rules::Combination& rule, const Decision<Number>& a, const Decision<Number>& b) {
    if (a.subscription != b.subscription) return false;
    const auto same = [&](time::WindowKind kind) {
        const std::uint32_t of_a = event_of(facts, a, kind);
        return of_a != facts::no_record && of_a == event_of(facts, b, kind);
    };
    switch (rule.per) {
        case rules::CombinePer::window: return a.window == b.window;
        case rules::CombinePer::incident: return same(time::WindowKind::incident);
        case rules::CombinePer::ticket: return same(time::WindowKind::ticket);
        case rules::CombinePer::claim: return claim_of(a) != facts::no_record && claim_of(a) == claim_of(b);
    }
    return false;
}

// Whether a credit given before answers the incident or ticket that a decision is about: by its id, or by its claim where
// the case still has that.
template <class Number>
bool same_event_before(const facts::Case& facts, const PriorCredit& p, const rules::Guarantee& given, const Decision<Number>& d,
                       time::WindowKind kind) {
    const std::uint32_t event = event_of(facts, d, kind);
    if (event == facts::no_record) return false;
    const bool incident = kind == time::WindowKind::incident;
    if (given.over == kind) {
        const std::string_view id = incident ? facts.fact(Record::incident, event, slot(Record::incident, "id")).text
                                             : facts.fact(Record::ticket, event, slot(Record::ticket, "id")).text;
        return same_part(p.subject, id);
    }
    for (std::uint32_t i = 0; i < facts.count(Record::claim); ++i) {
        if (facts.fact(Record::claim, i, slot(Record::claim, "id")).text != p.claim) continue;
        return event == (incident ? facts.link(Record::claim, i, slot(Record::claim, "incident"))
                                  : facts.link(Record::claim, i, slot(Record::claim, "ticket")));
    }
    return false;
}

// Credits that were given before under another guarantee of the same combination, for the same event.
template <class Number>
bool combined_before(const facts::Case& facts, const PriorCredit& p, const Decision<Number>& d) {
    if (p.subscription != d.subscription || p.sla != d.pack->id || p.guarantee == d.guarantee->id || !p.window_start) return false;
    if (d.pack->combinations.empty()) return false;
    const auto given = std::find_if(d.pack->guarantees.begin(), d.pack->guarantees.end(), [&](const auto& g) { return g.id == p.guarantee; });
    if (given == d.pack->guarantees.end()) return false;
    for (const rules::Combination& rule : d.pack->combinations) {
        if (!lists(rule.guarantees, p.guarantee) || !lists(rule.guarantees, d.guarantee->id)) continue;
        switch (rule.per) {
            case rules::CombinePer::window:
                if (given->over == d.guarantee->over && *p.window_start == d.pack->zone.date(d.window.start) &&
                    same_part(p.subject, subject_id(facts, d))) {
                    return true;
                }
                break;
            case rules::CombinePer::incident:
                if (same_event_before(facts, p, *given, d, time::WindowKind::incident)) return true;
                break;
            case rules::CombinePer::ticket:
                if (same_event_before(facts, p, *given, d, time::WindowKind::ticket)) return true;
                break;
            case rules::CombinePer::claim:
                if (claim_of(d) != facts::no_record && p.claim == facts.fact(Record::claim, d.claim, slot(Record::claim, "id")).text) return true;
                break;
        }
    }
    return false;
}

template <class Number>
class Combiner {
public:
    Combiner(Frame<Number>& frame, Settlement<Number>& settlement) : frame_(frame), decisions_(settlement.decisions) {}

    void run() {
        for (std::uint32_t i = 0; i < decisions_.size(); ++i) {
            const Decision<Number>& d = decisions_[i];
            if (!pays_something(d) || d.pack->combinations.empty()) continue;
            for (const rules::Combination& rule : d.pack->combinations) {
                if (lists(rule.guarantees, d.guarantee->id)) against_others(rule, i);
            }
        }
    }

private:
    // The highest stands; of equal ones the earliest.
    void against_others(const rules::Combination& rule, std::uint32_t index) {
        for (std::uint32_t i = index + 1; i < decisions_.size(); ++i) {
            frame_.visit();
            Decision<Number>& mine = decisions_[index];
            Decision<Number>& other = decisions_[i];
            const bool rivals = pays_something(other) && other.pack->id == mine.pack->id && other.guarantee->id != mine.guarantee->id &&
                                lists(rule.guarantees, other.guarantee->id) && one_event(frame_.facts(), rule, mine, other);
            if (!rivals) continue;
            const bool other_higher = mine.entitled < other.entitled;
            yield(rule, other_higher ? index : i, other_higher ? i : index);
            if (other_higher) return;
        }
    }

    void yield(const rules::Combination& rule, std::uint32_t loser, std::uint32_t winner) {
        Decision<Number>& d = decisions_[loser];
        d.outcome = Outcome::denied;
        d.reason = Reason::combined;
        if (frame_.trace == nullptr) return;
        Trace& trace = *frame_.trace;
        trace.begin(loser, StepKind::combine, rule.clause, decisions_[winner].guarantee->id);
        append_number(trace.value(), money_type, decisions_[winner].entitled, frame_.currency());
        trace.text() += "Only the highest credit for one event is due; that of the other guarantee stands.";
        trace.end();
    }

    Frame<Number>& frame_;
    std::vector<Decision<Number>>& decisions_;
};

// --- minimum, caps, posting ---

template <class Number>
class Limiter {
public:
    Limiter(Frame<Number>& frame, Settlement<Number>& settlement, std::uint32_t index)
        : frame_(frame), decisions_(settlement.decisions), index_(index), d_(settlement.decisions[index]), pack_(*d_.pack) {}

    void run() {
        frame_.decision = index_;
        d_.allowed = d_.entitled;
        if (pack_.minimum && !minimum(*pack_.minimum)) return;
        for (const rules::Cap& cap : pack_.caps) {
            if (lists(cap.guarantees, d_.guarantee->id) && !apply(cap)) return;
        }
        post();
    }

private:
    const facts::Case& facts() const { return frame_.facts(); }
    Number number(const exact::Rational& value) const { return exact::from_rational<Number>(value); }

    void enter(time::WindowKind kind, const time::Interval& window) {
        frame_.enter(pack_, d_.guarantee, d_.subscription, d_.claim, d_.subject, kind, window);
    }

    bool close(Outcome outcome, Reason reason, std::string_view rule = {}) {
        d_.outcome = outcome;
        d_.reason = reason;
        d_.rule = rule;
        d_.amount = 0;
        return false;
    }

    bool review_missing() {
        d_.missing = frame_.missing();
        return close(Outcome::review, Reason::missing_fact);
    }

    Trace& step(StepKind kind, std::string_view clause, std::string_view name, std::string_view formula, const Number& value) {
        frame_.trace->begin(index_, kind, clause, name, formula);
        append_number(frame_.trace->value(), money_type, value, frame_.currency());
        return *frame_.trace;
    }

    void record(StepKind kind, std::string_view clause, std::string_view name, std::string_view formula, const Number& value,
                std::string_view sentence) {
        if (frame_.trace == nullptr) return;
        step(kind, clause, name, formula, value).text() += sentence;
        frame_.trace->end();
    }

    // --- minimum ---

    bool minimum(const rules::Minimum& rule) {
        enter(d_.guarantee->over, d_.window);
        if (!frame_.evaluate(rule.amount)) return review_missing();
        const Number least = frame_.value().number;
        if (!(d_.allowed < least)) return true;
        switch (rule.below) {
            case rules::Below::drop:
                record(StepKind::minimum, rule.clause, "drop", rule.amount.source(), least, "The credit is below the minimum and is dropped.");
                return close(Outcome::denied, Reason::below_minimum);
            case rules::Below::raise:
                record(StepKind::minimum, rule.clause, "raise", rule.amount.source(), least, "The credit is raised to the minimum.");
                d_.allowed = least;
                return true;
            case rules::Below::hold: break;
        }
        if (!(total_due() < least)) return true;
        record(StepKind::minimum, rule.clause, "hold", rule.amount.source(), least, "The credit is held until more is due.");
        return close(Outcome::pending, Reason::held_below_minimum);
    }

    // All that is due to the subscription under the SLA and was not credited before; each credit once, however many
    // claims ask for it.
    Number total_due() {
        const Number nothing = number(exact::Rational(0));
        Number total = nothing;
        for (std::size_t i = 0; i < decisions_.size(); ++i) {
            frame_.visit();
            const Decision<Number>& other = decisions_[i];
            if (!due_to_subscription(other)) continue;
            const bool seen = std::any_of(decisions_.begin(), decisions_.begin() + static_cast<std::ptrdiff_t>(i), [&](const auto& earlier) {
                frame_.visit();
                return due_to_subscription(earlier) && same_credit(earlier, other);
            });
            if (seen) continue;
            Number due = other.entitled;
            for (const PriorCredit& p : frame_.bound->prior) {
                frame_.visit();
                if (same_credit(facts(), p, other)) due = representable(due - number(p.amount), "an amount");
            }
            if (nothing < due) total = representable(total + due, "an amount");
        }
        return total;
    }

    bool due_to_subscription(const Decision<Number>& other) const {
        const bool due = pays_something(other) || other.reason == Reason::held_below_minimum || other.reason == Reason::already_credited;
        return due && other.subscription == d_.subscription && other.pack->id == pack_.id;
    }

    // --- caps ---

    bool apply(const rules::Cap& cap) {
        const std::optional<time::Interval> window = cap_window(cap);
        if (cap.when.exists()) {
            enter_cap(cap, window ? *window : d_.window);
            if (!frame_.evaluate(cap.when)) return review_missing();
            if (!frame_.flag()) return true;
        }
        if (!window) {
            const bool starts = facts().extent(Record::subscription, d_.subscription).start != time::Instant::min();
            d_.missing = {Record::subscription, d_.subscription, starts ? "end" : "start", false};
            return close(Outcome::review, Reason::missing_fact);
        }
        if (cap.count) return apply_count(cap, *window);
        enter_cap(cap, *window);
        return apply_amount(cap, *window);
    }

    // The cap's formulas see its own window, and what is measured in it; that is no step of the decision.
    void enter_cap(const rules::Cap& cap, const time::Interval& window) {
        enter(cap.over ? *cap.over : d_.guarantee->over, cap.over ? window : d_.window);
        Trace* const trace = std::exchange(frame_.trace, nullptr);
        for (const std::uint16_t shared : cap.shared) define(frame_, pack_.shared[shared]);
        frame_.trace = trace;
    }

    static bool by_subject(const rules::Cap& cap) {
        return cap.over == time::WindowKind::incident || cap.over == time::WindowKind::ticket;
    }

    std::optional<time::Interval> cap_window(const rules::Cap& cap) const {
        if (!cap.over) return time::Interval{time::Instant::min(), time::Instant::max()};
        if (by_subject(cap)) return d_.window;
        if (*cap.over == d_.guarantee->over) return d_.window;  // a window holds its own start
        return window_at(facts(), d_.subscription, *cap.over, served_from(d_.subscription, d_.window), pack_.zone);
    }

    // A month in which the service began belongs to the billing period and to the term that began in it.
    time::Instant served_from(std::uint32_t subscription, const time::Interval& window) const {
        const time::Instant start = facts().extent(Record::subscription, subscription).start;
        return window.contains(start) ? start : window.start;
    }

    // The window of a credit given before, as far as its id tells: of an incident or ticket the day on which it began.
    time::Interval window_of(const PriorCredit& p) const {
        // The day's last second lies in the window that began on the day, at whatever hour.
        const time::Instant at = pack_.zone.start_of_day(*p.window_start + std::chrono::days(1)) - time::Seconds(1);
        const std::optional<time::WindowKind> over = kind_of(p);
        const bool by_calendar = over && *over != time::WindowKind::incident && *over != time::WindowKind::ticket;
        const std::optional<time::Interval> window = by_calendar ? window_at(facts(), p.subscription, *over, at, pack_.zone) : std::nullopt;
        return window ? *window : time::civil_window(time::WindowKind::day, at, pack_.zone);
    }

    // What the guarantee of a credit given before is over, where the book knows it.
    std::optional<time::WindowKind> kind_of(const PriorCredit& p) const {
        for (const std::unique_ptr<rules::Pack>& version : frame_.bound->book->versions(p.sla)) {
            for (const rules::Guarantee& g : version->guarantees) {
                if (g.id == p.guarantee) return g.over;
            }
        }
        return std::nullopt;
    }

    // Whether a cap over incident or ticket bounds both: they are about the same one.
    static bool same_subject(const Decision<Number>& a, const Decision<Number>& b) {
        const bool same_record = a.guarantee->over == b.guarantee->over && a.subject == b.subject;
        return same_record && (a.subject != facts::no_record || a.window == b.window);
    }
    bool same_subject(const PriorCredit& p) const {
        const bool same_day = p.window_start && *p.window_start == pack_.zone.date(d_.window.start);
        const bool same_record = p.window_start && same_part(p.subject, subject_id(facts(), d_)) && kind_of(p) == d_.guarantee->over;
        return same_record && (d_.subject != facts::no_record || same_day);
    }

    // Whether a credit given before counts against the cap. What was given under this very credit, or for the same event
    // under a combined guarantee, is subtracted later instead.
    bool counts(const rules::Cap& cap, const time::Interval& window, const PriorCredit& p) const {
        if (same_credit(facts(), p, d_) || combined_before(facts(), p, d_)) return false;
        if (cap.counting == rules::CapCounting::sla && p.sla != pack_.id) return false;
        if (!lists(cap.guarantees, p.guarantee)) return false;
        if (by_subject(cap) && !same_subject(p)) return false;
        const time::Instant at = p.window_start ? served_from(p.subscription, window_of(p)) : p.granted;
        // A window that starts within the first day of the cap's window has that day in its id.
        const bool same_first_day = p.window_start && cap.over && *p.window_start == pack_.zone.date(window.start);
        if (!by_subject(cap) && !window.contains(at) && !same_first_day) return false;
        switch (cap.per) {
            case rules::CapPer::claim: return claim_of(d_) != facts::no_record && p.claim == facts().fact(Record::claim, d_.claim, slot(Record::claim, "id")).text;
            case rules::CapPer::guarantee: return p.subscription == d_.subscription && p.guarantee == d_.guarantee->id;
            case rules::CapPer::subscription: return p.subscription == d_.subscription;
            case rules::CapPer::account: return true;
        }
        return false;
    }

    // The same of a decision granted earlier in this settlement.
    bool counts(const rules::Cap& cap, const time::Interval& window, const Decision<Number>& other) const {
        if (!pays_something(other) || same_credit(other, d_)) return false;
        if (cap.counting == rules::CapCounting::sla && other.pack->id != pack_.id) return false;
        if (!lists(cap.guarantees, other.guarantee->id)) return false;
        if (by_subject(cap) && !same_subject(other, d_)) return false;
        if (!by_subject(cap) && !window.contains(served_from(other.subscription, other.window))) return false;
        switch (cap.per) {
            case rules::CapPer::claim: return claim_of(d_) != facts::no_record && claim_of(other) == claim_of(d_);
            case rules::CapPer::guarantee: return other.subscription == d_.subscription && other.guarantee->id == d_.guarantee->id;
            case rules::CapPer::subscription: return other.subscription == d_.subscription;
            case rules::CapPer::account: return true;
        }
        return false;
    }

    bool apply_count(const rules::Cap& cap, const time::Interval& window) {
        std::int64_t used = 0;
        const std::vector<PriorCredit>& prior = frame_.bound->prior;
        for (std::size_t i = 0; i < prior.size(); ++i) {
            frame_.visit();
            if (!counts(cap, window, prior[i])) continue;
            const bool seen = std::any_of(prior.begin(), prior.begin() + static_cast<std::ptrdiff_t>(i), [&](const PriorCredit& p) {
                frame_.visit();
                return p.base == prior[i].base && p.subscription == prior[i].subscription;
            });
            if (!seen) ++used;
        }
        for (std::uint32_t i = 0; i < index_; ++i) {
            frame_.visit();
            if (counts(cap, window, decisions_[i]) && !counted_before(cap, window, i)) ++used;
        }
        if (used < *cap.count) return true;
        record(StepKind::cap, cap.clause, cap.id, "count", number(exact::Rational(0)), "The number of credits that the SLA allows is used up.");
        return close(Outcome::denied, Reason::cap, cap.id);
    }

    // Another claim of this settlement, or a credit of the case, has the same id and was counted for it.
    bool counted_before(const rules::Cap& cap, const time::Interval& window, std::uint32_t index) {
        const Decision<Number>& d = decisions_[index];
        for (const PriorCredit& p : frame_.bound->prior) {
            frame_.visit();
            if (same_credit(facts(), p, d) && counts(cap, window, p)) return true;
        }
        for (std::uint32_t i = 0; i < index; ++i) {
            frame_.visit();
            if (same_credit(decisions_[i], d) && counts(cap, window, decisions_[i])) return true;
        }
        return false;
    }

    bool apply_amount(const rules::Cap& cap, const time::Interval& window) {
        if (!frame_.evaluate(cap.amount)) return review_missing();
        const Number bound = frame_.value().number;
        Number used = number(exact::Rational(0));
        for (const PriorCredit& p : frame_.bound->prior) {
            frame_.visit();
            if (counts(cap, window, p)) used = representable(used + number(p.amount), "an amount");
        }
        for (std::uint32_t i = 0; i < index_; ++i) {
            frame_.visit();
            if (counts(cap, window, decisions_[i])) used = representable(used + number(exact::to_units(decisions_[i].amount, frame_.currency())), "an amount");
        }
        Number room = representable(bound - used, "an amount");
        if (exact::sign(room) < 0) room = number(exact::Rational(0));
        if (!room_ || room < *room_) room_ = room;
        if (!(room < d_.allowed)) return true;
        record(StepKind::cap, cap.clause, cap.id, cap.amount.source(), room, "The cap leaves no more than this.");
        d_.allowed = room;
        if (exact::sign(room) == 0) return close(Outcome::denied, Reason::cap, cap.id);
        return true;
    }

    // --- posting ---

    // What was credited for this promise before: in the case, and by earlier claims of this settlement.
    Number credited_before() {
        Number total = number(exact::Rational(0));
        for (const PriorCredit& p : frame_.bound->prior) {
            frame_.visit();
            const bool same = same_credit(facts(), p, d_);
            if (same) d_.posting = std::max(d_.posting, p.posting + 1);
            if (same || combined_before(facts(), p, d_)) total = representable(total + number(p.amount), "an amount");
        }
        for (std::uint32_t i = 0; i < index_; ++i) {
            frame_.visit();
            if (!pays_something(decisions_[i]) || !same_credit(decisions_[i], d_)) continue;
            d_.posting = std::max(d_.posting, decisions_[i].posting + 1);
            total = representable(total + number(exact::to_units(decisions_[i].amount, frame_.currency())), "an amount");
        }
        return total;
    }

    exact::MinorUnits rounded(const Number& amount, exact::RoundingMode mode) const {
        const std::optional<exact::MinorUnits> posted = exact::post(amount, frame_.currency(), mode);
        if (!posted) throw Error(Status::limit_exceeded, Place{facts().file(), {}, "case", {}}, "an amount has more than 18 digits");
        return *posted;
    }

    void post() {
        exact::MinorUnits whole = rounded(d_.allowed, pack_.rounding);
        // Rounding up must not carry the amount over a cap.
        if (room_ && *room_ < number(exact::to_units(whole, frame_.currency()))) whole = rounded(*room_, exact::RoundingMode::floor);
        const Number before = credited_before();
        const Number rest = representable(number(exact::to_units(whole, frame_.currency())) - before, "an amount");
        record(StepKind::round, {}, exact::name_of(pack_.rounding), {}, number(exact::to_units(whole, frame_.currency())),
               "Rounded once to the currency's minor unit.");
        if (exact::sign(before) > 0) {
            record(StepKind::credited, {}, "credited_before", {}, before, "Credited for this before; only the difference is due.");
        }
        d_.due = representable(d_.allowed - before, "an amount");
        if (room_) d_.room = representable(*room_ - before, "an amount");
        d_.amount = exact::sign(rest) > 0 ? rounded(rest, exact::RoundingMode::floor) : 0;
        if (d_.amount > 0) return;
        if (exact::sign(before) > 0) close(Outcome::denied, Reason::already_credited);
        else close(Outcome::denied, Reason::zero_credit);
    }

    Frame<Number>& frame_;
    std::vector<Decision<Number>>& decisions_;
    std::uint32_t index_;
    Decision<Number>& d_;
    const rules::Pack& pack_;
    std::optional<Number> room_;  // the least that any cap leaves
};

}  // namespace

template <class Number>
void combine(Frame<Number>& frame, Settlement<Number>& settlement) {
    Combiner<Number>(frame, settlement).run();
}

template <class Number>
void limit(Frame<Number>& frame, Settlement<Number>& settlement, std::uint32_t index) {
    Limiter<Number>(frame, settlement, index).run();
}

template void combine(Frame<exact::Rational>&, Settlement<exact::Rational>&);
template void combine(Frame<exact::BigRational>&, Settlement<exact::BigRational>&);
template void limit(Frame<exact::Rational>&, Settlement<exact::Rational>&, std::uint32_t);
template void limit(Frame<exact::BigRational>&, Settlement<exact::BigRational>&, std::uint32_t);

}  // namespace redress::settle
