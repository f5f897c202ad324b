#include "settle/decide.h"

#include <algorithm>

#include "settle/clock_step.h"
#include "settle/exclude.h"
#include "settle/measure.h"
#include "settle/plan_step.h"
#include "settle/say.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

namespace {

// How often a value is compared while it is sorted among the others.
constexpr std::int64_t comparisons_of_sorting = 16;

class Decider {
public:
    Decider(Frame& frame, const Candidate& candidate, Decision& out)
        : frame_(frame), pack_(*candidate.pack), guarantee_(*candidate.guarantee), out_(out) {}

    bool run() {
        record_window();
        record_plans(frame_);
        if (const std::optional<bool> decided = not_covered()) return *decided;
        if (out_.period != nullptr && out_.period->missing) return review(*out_.period->missing);
        record_period();
        record_clocks(frame_, out_.subject);
        if (window_unknown_) return review(unknown_start_);
        for (const std::uint16_t index : guarantee_.shared) define(frame_, pack_.shared[index]);
        if (!concerns_subscription()) return close(Outcome::denied, Reason::incident_of_other_subscription);
        if (!eligible()) return true;
        const std::optional<bool> whole = complete();
        if (!whole) return missing_in_promise();
        if (!*whole) {
            estimate();
            return close(Outcome::pending, Reason::window_open);
        }
        return promise_kept_or_broken();
    }

    bool run_without_window() {
        if (const std::optional<bool> decided = not_covered(); decided && out_.reason != Reason::missing_fact) return *decided;
        return review(formula::unknown_window(frame_.facts(), out_.subscription));
    }

    // Begins the window where the guarantee says; `decided` where it is to be decided, by this version. It ends where the
    // incident or ticket does, or a second later where that is before.
    Decided begin_window() {
        if (!guarantee_.from.exists()) return Decided::decided;
        move_window();
        if (claimed() && !touches_asked_day()) return Decided::silent;
        if (pack_.effective.contains(out_.window.start)) return Decided::decided;
        const bool by_another = in_effect(frame_.bound->subscriptions[out_.subscription], out_.window.start);
        return by_another ? Decided::silent : Decided::not_in_effect;
    }

    // Whether the claim is about the window, wherever that begins.
    bool asked_for() {
        if (guarantee_.from.exists()) move_window();
        return touches_asked_day();
    }

private:
    void move_window() {
        window_unknown_ = !frame_.evaluate(guarantee_.from);
        if (window_unknown_) {
            unknown_start_ = frame_.missing();
            return;
        }
        out_.window.start = time::Instant(time::Seconds(frame_.value().scalar));
        out_.window.end = std::max(out_.window.end, out_.window.start + time::Seconds(1));
        frame_.enter(out_);
    }

    // Where the claim asks for a day, and for no incident or ticket, the window must touch it.
    bool touches_asked_day() const {
        const facts::Case& facts = frame_.facts();
        const std::optional<time::Date> day = facts.get<"claim.window">(out_.claim);
        const bool named = facts.link<"claim.incident">(out_.claim) != facts::no_record ||
                           facts.link<"claim.ticket">(out_.claim) != facts::no_record;
        if (named || !day) return true;
        return !time::intersection(out_.window, time::civil_day(*day, pack_.zone)).empty();
    }

    bool close(Outcome outcome, Reason reason, std::string_view rule = {}) {
        out_.outcome = outcome;
        out_.reason = reason;
        out_.rule = rule;
        return true;
    }

    bool review(const formula::Missing& missing) {
        out_.missing = missing;
        return close(Outcome::review, Reason::missing_fact);
    }
    bool review_missing() { return review(frame_.missing()); }

    bool named() const {
        return out_.claim != facts::no_record && frame_.facts().get<"claim.guarantee">(out_.claim) == guarantee_.id;
    }

    // --- steps ---

    Trace& step(StepKind kind, std::string_view clause, std::string_view name, std::string_view formula = {}) {
        frame_.trace->begin(frame_.decision, kind, clause, name, formula);
        return *frame_.trace;
    }

    void record_window() {
        if (frame_.trace == nullptr) return;
        Trace& trace = step(StepKind::window, guarantee_.clause, guarantee_.id);
        trace.value() += pack_.over_of(guarantee_);
        std::string& text = trace.text();
        append_interval(text, out_.window);
        text += ", in zone ";
        text += pack_.zone.name();
        text += '.';
        trace.end();
    }

    void record_period() {
        if (frame_.trace == nullptr || out_.period == nullptr) return;
        const rules::Definition& periods = pack_.shared[*guarantee_.periods];
        if (periods.measure.exclusions && periods.measure.of == Record::incident) record_excluded_of_period();
        Trace& trace = step(StepKind::measure, periods.clause, periods.name, periods.measure.where.source());
        time::append_duration(trace.value(), out_.period->period.length);
        const std::vector<std::uint32_t>& records = out_.period->records;
        std::string& text = trace.text();
        append_interval(text, out_.period->period.whole);
        text += ", made of ";
        text += std::to_string(records.size());
        text += records.size() == 1 ? " record:" : " records:";
        trace.append_list(
            records.size(),
            [&](std::string& out, std::size_t i) {
                out += periods.measure.of == Record::incident ? frame_.facts().get<"incident.id">(records[i])
                                                              : frame_.facts().get<"ticket.id">(records[i]);
            },
            "records");
        text += '.';
        trace.end();
    }

    // The periods were made without steps.
    void record_excluded_of_period() {
        find_excluded(frame_, out_.period->range);
        time::IntervalSet own;
        std::vector<ExcludedByRule> by_rule;
        const auto find = [&](std::uint32_t incident) {
            const time::Interval extent = at_least_a_moment(frame_.facts().extent(Record::incident, incident));
            find_excluded_of(frame_, incident, time::intersection(extent, out_.period->range), own, by_rule);
        };
        for (const std::uint32_t incident : out_.period->records) find(incident);
        const formula::Formula& where = pack_.shared[*guarantee_.periods].measure.where;
        for (const std::uint32_t incident : out_.period->others) {
            frame_.around.records[static_cast<std::size_t>(formula::Role::measured)] = incident;
            if (!where.exists() || (frame_.evaluate(where) && frame_.flag())) find(incident);
        }
        record_exclusions_of_each(frame_, by_rule);
    }

    void record_condition(StepKind kind, std::string_view clause, std::string_view name, const formula::Formula& formula,
                          std::string_view value, std::string_view sentence) {
        if (frame_.trace == nullptr) return;
        Trace& trace = step(kind, clause, name, formula.source());
        trace.value() += value;
        trace.text() += sentence;
        trace.end();
    }

    // --- eligibility ---

    // Where there is no such promise for the subscription, only a claim that names it is answered; nothing where there is one.
    std::optional<bool> not_covered() {
        if (!guarantee_.when.exists()) return std::nullopt;
        if (!frame_.evaluate(guarantee_.when)) {
            const bool of_period = frame_.missing().record == Record::period;
            return of_period && out_.period != nullptr ? review(*out_.period->missing) : review_missing();
        }
        const bool covered = frame_.flag();
        record_condition(StepKind::require, guarantee_.clause, guarantee_.id, guarantee_.when, covered ? "yes" : "no",
                         covered ? "The promise is for this service." : "The promise is not for this service.");
        if (covered) return std::nullopt;
        return claimed() && named() && close(Outcome::denied, Reason::not_covered);
    }

    // Where the SLA needs no claim, one that was filed says which remedy is wished and can't make the credit fail.
    bool claimed() const { return out_.claim != facts::no_record && pack_.claim.required; }

    // The incident or ticket that a claim names must be one of its subscription.
    bool concerns_subscription() const {
        if (!claimed()) return true;
        const facts::Case& facts = frame_.facts();
        const std::uint32_t incident = facts.link<"claim.incident">(out_.claim);
        const std::uint32_t ticket = facts.link<"claim.ticket">(out_.claim);
        return (incident == facts::no_record || facts.concerns(Record::incident, incident, out_.subscription)) &&
               (ticket == facts::no_record || facts.concerns(Record::ticket, ticket, out_.subscription));
    }

    // All requirements are looked at, so that the steps list every one that fails; the first decides.
    bool eligible() {
        bool all_hold = true;
        const auto look_at = [&](const std::vector<rules::Requirement>& requirements) {
            for (const rules::Requirement& r : requirements) {
                const bool decided = !all_hold;
                if (!holds(r, decided)) all_hold = false;
            }
        };
        look_at(pack_.requirements);
        look_at(guarantee_.requirements);
        if (out_.claim != facts::no_record) answer_by();
        if (claimed()) all_hold = claim_in_order(!all_hold) && all_hold;
        return all_hold;
    }

    bool holds(const rules::Requirement& requirement, bool decided) {
        if (!frame_.evaluate(requirement.that)) {
            if (!decided) review_missing();
            record_condition(StepKind::require, requirement.clause, requirement.id, requirement.that, "unknown",
                             words_of(requirement));
            return false;
        }
        const bool yes = frame_.flag();
        record_condition(StepKind::require, requirement.clause, requirement.id, requirement.that, yes ? "yes" : "no",
                         yes ? std::string_view() : words_of(requirement));
        if (!yes && !decided) {
            close(requirement.otherwise == rules::Otherwise::deny ? Outcome::denied : Outcome::review, Reason::requirement,
                  requirement.id);
        }
        return yes;
    }

    // What a step quotes of it.
    std::string_view words_of(const rules::Requirement& requirement) {
        if (requirement.says.values.empty()) return requirement.says.words;
        words_.clear();
        if (frame_.trace != nullptr) append_text(frame_, requirement.says, words_);
        return words_;
    }

    // --- the claim ---

    void answer_by() {
        const formula::Formula& formula = pack_.claim.answer_by;
        if (!formula.exists() || !frame_.evaluate(formula)) return;
        out_.answer_by = Deadline{formula.type.kind == formula::Kind::date, frame_.value().scalar};
    }

    bool claim_in_order(bool decided) {
        const rules::ClaimRule& rule = pack_.claim;
        bool in_order = true;
        const auto fails = [&](Outcome outcome, Reason reason) {
            if (in_order && !decided) close(outcome, reason);
            in_order = false;
        };
        check_channel(rule, decided, fails);
        check_deadline(rule, rule.from, true, decided || !in_order, fails);
        check_deadline(rule, rule.until, false, decided || !in_order, fails);
        return in_order;
    }

    template <class Fails>
    void check_channel(const rules::ClaimRule& rule, bool decided, Fails fails) {
        if (rule.channels.empty()) return;
        const std::optional<std::string_view> channel = frame_.facts().get<"claim.channel">(out_.claim);
        if (!channel) {
            if (!decided) out_.missing = {Record::claim, out_.claim, "channel", false};
            return fails(Outcome::review, Reason::missing_fact);
        }
        const bool allowed =
            std::any_of(rule.channels.begin(), rule.channels.end(), [&](const auto& c) { return c == *channel; });
        record_condition(StepKind::claim, rule.clause, "channel", {}, *channel,
                         allowed ? "The claim came through a channel of the SLA."
                                 : "The claim came through a channel that the SLA does not have.");
        if (!allowed) fails(Outcome::denied, Reason::claim_channel);
    }

    template <class Fails>
    void check_deadline(const rules::ClaimRule& rule, const formula::Formula& formula, bool earliest, bool decided, Fails fails) {
        if (!formula.exists()) return;
        if (!frame_.evaluate(formula)) {
            if (!decided) out_.missing = frame_.missing();
            return fails(Outcome::review, Reason::missing_fact);
        }
        const time::Instant filed = frame_.facts().get<"claim.filed">(out_.claim);
        const bool by_date = formula.type.kind == formula::Kind::date;
        const std::int64_t at = by_date ? pack_.zone.date(filed).time_since_epoch().count() : filed.time_since_epoch().count();
        const std::int64_t bound = frame_.value().scalar;
        const bool in_time = earliest ? at >= bound : at <= bound;
        if (frame_.trace != nullptr) {
            Trace& trace = step(StepKind::claim, rule.clause, earliest ? "from" : "until", formula.source());
            frame_.write(trace.value(), formula.type, frame_.value());
            std::string& text = trace.text();
            text += "Filed ";
            time::append_instant(text, filed);
            text += in_time ? ", in time." : earliest ? ", too early." : ", too late.";
            trace.end();
        }
        if (!in_time && !decided) out_.deadline = Deadline{by_date, bound};
        if (!in_time) fails(Outcome::denied, earliest ? Reason::claim_too_early : Reason::claim_too_late);
    }

    // --- the promise ---

    // Whether what the guarantee looks at lies wholly in the past; nothing where a fact is missing to say so.
    std::optional<bool> complete() {
        const time::Instant as_of = frame_.facts().as_of();
        if (guarantee_.decided_from.exists()) {
            if (!frame_.evaluate(guarantee_.decided_from)) return std::nullopt;
            const std::int64_t from = frame_.value().scalar;
            const bool by_date = guarantee_.decided_from.type.kind == formula::Kind::date;
            const std::int64_t now =
                by_date ? pack_.zone.date(as_of).time_since_epoch().count() : as_of.time_since_epoch().count();
            if (now < from) out_.deadline = Deadline{by_date, from};
            return now >= from;
        }
        if (guarantee_.over == time::WindowKind::ticket) return true;
        if (out_.period != nullptr) return !out_.period->lasts;
        if (guarantee_.over == time::WindowKind::incident) {
            return frame_.facts().get<"incident.end">(out_.subject).has_value();
        }
        if (as_of < out_.window.end) out_.deadline = Deadline{false, out_.window.end.time_since_epoch().count()};
        return out_.window.end <= as_of;
    }

    void define_from(std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) define(frame_, guarantee_.definitions[i]);
    }

    bool promise_kept_or_broken() {
        define_from(0, guarantee_.definitions_before_breach);
        if (!frame_.evaluate(guarantee_.breach)) return missing_in_promise();
        out_.breached = frame_.flag();
        record_condition(StepKind::breach, guarantee_.breach_clause.empty() ? guarantee_.clause : guarantee_.breach_clause,
                         guarantee_.id, guarantee_.breach, out_.breached ? "yes" : "no",
                         out_.breached ? "The promise was broken." : "The promise was kept.");
        if (!out_.breached) return close(Outcome::denied, Reason::not_breached);
        if (!guarantee_.pays()) return close(Outcome::denied, Reason::no_credit_promised);
        define_from(guarantee_.definitions_before_breach, guarantee_.definitions.size());
        if (!frame_.evaluate(guarantee_.credit)) return missing_in_promise();
        return entitle();
    }

    // What it would come to if nothing more happened until it can be decided; nothing where a fact is missing to say so. It is
    // decided as ever, and then forgotten but for the amount.
    void estimate() {
        if (!frame_.facts().get<"case.estimates">(0) || !guarantee_.pays()) return;
        if (frame_.trace != nullptr) {
            step(StepKind::estimate, guarantee_.clause, guarantee_.id);
            frame_.trace->text() += "An estimate: by what has happened so far, as if nothing more did.";
            frame_.trace->end();
        }
        const Decision before = out_;
        const bool decided = promise_kept_or_broken();
        std::optional<Number> found;
        if (decided && out_.reason != Reason::missing_fact) {
            const bool something = out_.breached && exact::sign(out_.entitled) > 0;
            found = something ? out_.entitled : Number();
        }
        out_ = before;
        out_.estimate = found;
    }

    // That no record was there to measure is no event, and asks for no answer unless the claim names the guarantee.
    bool missing_in_promise() { return (named() || !frame_.missing().no_record_at_all) && review_missing(); }

    bool entitle() {
        if (guarantee_.credit.type.kind == formula::Kind::span) return entitle_to(frame_.value().span);
        const Number value = frame_.value().number;
        // It is written down, and sorted among the others.
        frame_.spend(comparisons_of_sorting * exact::work_of(value, value));
        record_credit();
        if (guarantee_.credit.type.is_number(formula::elapsed)) {
            out_.entitled_seconds = value;
            if (!in_money(value)) return review_missing_price();
        } else {
            out_.entitled = value;
        }
        return bound_by_caps();
    }

    // A calendar span is worth what it costs.
    bool entitle_to(const time::Span& span) {
        record_credit();
        const std::optional<Number> price = frame_.span_price(span);
        if (!price) return review_missing_price();
        out_.entitled_span = span;
        out_.entitled = frame_.representable(*price, "a credit");
        record_in_money({}, "What such a span of service costs.");
        return bound_by_caps();
    }

    bool bound_by_caps() {
        if (exact::sign(out_.entitled) <= 0) return close(Outcome::denied, Reason::zero_credit);
        for (const rules::Cap& cap : guarantee_.caps) {
            if (!bound_by(cap)) return true;
        }
        return close(Outcome::granted, Reason::granted);
    }

    // False where the cap decides: it leaves nothing, or lacks a fact.
    bool bound_by(const rules::Cap& cap) {
        if (cap.when.exists()) {
            if (!frame_.evaluate(cap.when)) return !review_missing();
            if (!frame_.flag()) return true;
        }
        if (!frame_.evaluate(cap.amount)) return !review_missing();
        const Number bound = exact::sign(frame_.value().number) < 0 ? Number() : frame_.value().number;
        frame_.spend(2 * exact::work_of(bound, out_.entitled));
        if (!out_.most || bound < *out_.most) out_.most = bound;
        if (!(bound < out_.entitled)) return true;
        if (pack_.speaks_of_bounds()) {
            Bounded& bounded = out_.bounded.emplace_back();
            bounded.cap = &cap;
            bounded.window = {guarantee_.over, out_.window};
            bounded.bound = bound;
            bounded.left = bound;
        }
        if (frame_.trace != nullptr) {
            Trace& trace = step(StepKind::cap, cap.clause, cap.id, cap.amount.source());
            frame_.write(trace.value(), money_type(), bound);
            trace.text() += "The promise is worth no more than this.";
            trace.end();
        }
        out_.entitled = bound;
        out_.entitled_seconds.reset();
        out_.entitled_span.reset();
        return exact::sign(bound) != 0 || !close(Outcome::denied, Reason::cap, cap.id);
    }

    void record_credit() {
        if (frame_.trace == nullptr) return;
        const std::string_view clause = guarantee_.credit_clause.empty() ? guarantee_.clause : guarantee_.credit_clause;
        Trace& trace = step(StepKind::credit, clause, guarantee_.id, guarantee_.credit.source());
        frame_.write(trace.value(), guarantee_.credit.type, frame_.value());
        trace.end();
    }

    // Service time at the window's price per time.
    bool in_money(const Number& seconds) {
        const std::optional<Number> price = frame_.window_price();
        if (!price) return false;
        const Number length = Number(out_.window.length().count());
        out_.entitled = frame_.representable(*price * seconds / length, "a credit");
        record_in_money("window.price / window.length * credit", "Service time at the window's price per time.");
        return true;
    }

    void record_in_money(std::string_view formula, std::string_view sentence) {
        if (frame_.trace == nullptr) return;
        Trace& trace = step(StepKind::convert, guarantee_.credit_clause, "window.price", formula);
        frame_.write(trace.value(), money_type(), out_.entitled);
        trace.text() += sentence;
        trace.end();
    }

    bool review_missing_price() {
        out_.missing = {Record::window, out_.subscription, "price", false};
        return close(Outcome::review, Reason::missing_fact);
    }

    static formula::Type money_type() {
        formula::Type type;
        type.dimension = formula::money;
        return type;
    }

    Frame& frame_;
    const rules::Pack& pack_;
    const rules::Guarantee& guarantee_;
    Decision& out_;
    bool window_unknown_ = false;  // a fact is missing to say where it begins: `unknown_start_`
    formula::Missing unknown_start_;
    std::string words_;  // of a requirement, with its values
};

void begin(const Candidate& candidate, std::uint32_t subscription, std::uint32_t claim, Decision& out) {
    out.claim = claim;
    out.subscription = subscription;
    out.pack = candidate.pack;
    out.guarantee = candidate.guarantee;
    out.window = candidate.window;
    out.subject = candidate.subject;
    out.period = candidate.period;
}

}  // namespace

bool asked_for(Frame& frame, const Candidate& candidate, std::uint32_t subscription, std::uint32_t claim) {
    if (candidate.window.empty() || !candidate.guarantee->from.exists()) return true;
    Decision decision;
    begin(candidate, subscription, claim, decision);
    frame.enter(decision);
    return Decider(frame, candidate, decision).asked_for();
}

Decided decide(Frame& frame, const Candidate& candidate, std::uint32_t subscription, std::uint32_t claim, Decision& out) {
    begin(candidate, subscription, claim, out);
    Decider decider(frame, candidate, out);
    frame.enter(out);
    if (candidate.window.empty()) return decider.run_without_window() ? Decided::decided : Decided::silent;
    const Decided begun = decider.begin_window();
    if (begun != Decided::decided) return begun;
    return decider.run() ? Decided::decided : Decided::silent;
}

}  // namespace redress::settle
