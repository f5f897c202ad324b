#include "settle/apply.h"

#include <algorithm>
#include <utility>

#include "exact/allocate.h"
#include "facts/derived.h"
#include "time/calendar.h"

namespace redress::settle {

using facts::Record;

namespace {

exact::MinorUnits whole_units(const exact::Rational& amount, const exact::Currency& currency) {
    return exact::post(amount, currency, exact::RoundingMode::floor).value_or(0);
}

exact::MinorUnits line_amount(const facts::Case& facts, std::uint32_t line) {
    return whole_units(facts.get<"line.amount">(line), facts.currency());
}

// By the tokens of line.kind.
enum class LineKind : std::uint8_t { service, tax, other };
LineKind line_kind(const facts::Case& facts, std::uint32_t line) { return static_cast<LineKind>(facts.get<"line.kind">(line)); }

}  // namespace

void Applier::begin(Frame& frame, Settlement& settlement) {
    frame_ = &frame;
    settlement_ = &settlement;
    const facts::Case& facts = frame.facts();
    lines_.clear();
    for (std::uint32_t i = 0; i < facts.count(Record::line); ++i) {
        const exact::MinorUnits amount = line_amount(facts, i);
        if (amount > 0 && line_kind(facts, i) == LineKind::service) lines_.push_back({i, amount});
    }
    sum_invoice();
    ends_.clear();
    for (std::uint32_t i = 0; i < facts.count(Record::subscription); ++i) {
        ends_.push_back(facts.get<"subscription.end">(i).value_or(time::Instant::min()));
    }
    for (std::uint32_t i = 0; i < frame.bound->prior.size(); ++i) {
        if (!forfeited(i)) discount_prior(i);
    }
}

// Deductions stand on lines of their own; discounts must leave room for them, or the invoice falls below zero. Taxes follow
// from the rest, and make no room.
void Applier::sum_invoice() {
    const facts::Case& facts = frame_->facts();
    invoice_left_ = 0;
    for (std::uint32_t i = 0; i < facts.count(Record::line); ++i) {
        if (line_kind(facts, i) != LineKind::tax) invoice_left_ += line_amount(facts, i);
    }
}

bool Applier::review_missing(Decision& d, const formula::Missing& missing) {
    d.missing = missing;
    d.outcome = Outcome::review;
    d.reason = Reason::missing_fact;
    d.amount = 0;
    return false;
}

void Applier::record(std::uint32_t decision, StepKind kind, std::string_view clause, std::string_view name,
                     std::string_view sentence) {
    if (frame_->trace == nullptr) return;
    frame_->trace->begin(decision, kind, clause, name);
    frame_->trace->text() += sentence;
    frame_->trace->end();
}

// The first remedy, of one kind or of any, whose condition holds; null where there is none, nothing where a fact is missing.
std::optional<const rules::RemedyRule*> Applier::first_open(Decision& d, std::optional<rules::Remedy> kind) {
    for (const rules::RemedyRule& rule : d.pack->remedies) {
        if (kind && rule.kind != *kind) continue;
        if (rule.when.exists() && !frame_->evaluate(rule.when)) {
            review_missing(d, frame_->missing());
            return std::nullopt;
        }
        if (rule.when.exists() && !frame_->flag()) continue;
        if (rule.expires_at.exists() && !frame_->evaluate(rule.expires_at)) {
            review_missing(d, frame_->missing());
            return std::nullopt;
        }
        // What could never be used is no remedy.
        if (rule.expires_at.exists() && *expiry(rule, *d.pack) <= frame_->facts().as_of()) continue;
        return &rule;
    }
    return nullptr;
}

bool Applier::ended(std::uint32_t subscription) const {
    const std::optional<time::Instant> end = frame_->facts().get<"subscription.end">(subscription);
    return end && *end <= frame_->facts().as_of();
}

// The rule by which a discount that no line can take falls back: the first of that kind whose condition holds, or the
// discount's own where the SLA has none of that kind. Null where there is none, nothing where a fact is missing.
std::optional<const rules::RemedyRule*> Applier::fallback_of(Decision& d, const rules::RemedyRule& rule) {
    if (!rule.fallback) return nullptr;
    const auto same_kind = [&](const rules::RemedyRule& other) { return other.kind == *rule.fallback; };
    const bool own = std::any_of(d.pack->remedies.begin(), d.pack->remedies.end(), same_kind);
    return own ? first_open(d, rule.fallback) : &rule;
}

// The claim's wish where the SLA offers it, else the SLA's first that is open to the subscription.
const rules::RemedyRule* Applier::choose(Decision& d) {
    const facts::Case& facts = frame_->facts();
    std::optional<rules::Remedy> wish;
    if (d.claim != facts::no_record) {
        if (const auto remedy = facts.get<"claim.remedy">(d.claim)) wish = static_cast<rules::Remedy>(*remedy);
    }
    std::optional<const rules::RemedyRule*> found = nullptr;
    if (wish) found = first_open(d, wish);
    const bool refused = wish && found && *found == nullptr;
    if (!wish || refused) found = first_open(d, std::nullopt);
    if (!found) return nullptr;
    const rules::RemedyRule* const chosen = *found;
    if (chosen == nullptr) {
        d.outcome = Outcome::review;
        d.reason = Reason::no_remedy;
        d.amount = 0;
        return nullptr;
    }
    record(frame_->decision, StepKind::remedy, chosen->clause, facts::name_of(chosen->kind),
           refused ? "The claim asks for a remedy that the SLA does not offer here; this is the one that it does."
           : wish  ? "As the claim asks."
                   : "The first remedy of the SLA.");
    return chosen;
}

void Applier::apply(std::uint32_t decision) {
    Decision& d = settlement_->decisions[decision];
    frame_->decision = decision;
    frame_->enter(d);
    const rules::RemedyRule* rule = choose(d);
    if (rule == nullptr) return;
    d.remedy = rule->kind;
    switch (rule->kind) {
        case rules::Remedy::balance: return top_up(decision, *rule);
        case rules::Remedy::extension: extend(decision, *rule); return;
        case rules::Remedy::discount: return discount(decision, *rule);
    }
}

// Of a rule that is open: no fact is missing.
std::optional<time::Instant> Applier::expiry(const rules::RemedyRule& rule, const rules::Pack& pack) const {
    std::optional<time::Instant> at;
    if (rule.expires) {
        at = time::add(frame_->facts().as_of(), *rule.expires, pack.zone, *frame_->around.calendar);
    } else if (rule.expires_at.exists() && frame_->evaluate(rule.expires_at)) {
        const std::int64_t scalar = frame_->value().scalar;
        const bool date = rule.expires_at.type.kind == formula::Kind::date;  // which it is good for as a whole
        at = date ? pack.zone.start_of_day(time::Date(std::chrono::days(scalar + 1))) : time::Instant(time::Seconds(scalar));
    } else {
        return std::nullopt;
    }
    if (!at || *at >= time::instant_end)
        throw Error(Status::limit_exceeded, Place{frame_->facts().file(), {}, "case", "as_of"},
                    "a credit expires after the years that are read");
    return at;
}

// --- balance ---

void Applier::top_up(std::uint32_t decision, const rules::RemedyRule& rule) {
    const Decision& d = settlement_->decisions[decision];
    GrantedCredit credit;
    credit.decision = decision;
    credit.remedy = rules::Remedy::balance;
    credit.amount = d.amount;
    credit.expires = expiry(rule, *d.pack);
    settlement_->credits.push_back(credit);
    Adjustment adjustment;
    adjustment.kind = rules::Remedy::balance;
    adjustment.credit = static_cast<std::uint32_t>(settlement_->credits.size() - 1);
    adjustment.subscription = d.subscription;
    adjustment.amount = d.amount;
    add_adjustment(frame_->facts(), *settlement_, adjustment);
    if (frame_->trace == nullptr) return;
    Trace& trace = *frame_->trace;
    trace.begin(decision, StepKind::apply, rule.clause, "balance");
    exact::append_amount(trace.value(), d.amount, frame_->currency());
    trace.text() += "Added to the account's balance.";
    trace.end();
}

// --- extension ---

namespace {

bool reduced(const Decision& d) { return !(d.allowed == d.entitled && d.due == d.allowed); }

}  // namespace

// A calendar span that no cap, minimum or earlier credit touched is given as it stands, so that a month stays a month; only days
// can be no multiple of the step.
bool Applier::stands_as_span(const Decision& d, const rules::RemedyRule& rule) {
    if (!d.entitled_span || reduced(d)) return false;
    if (d.entitled_span->months != 0) return true;
    return rule.step_days > 0 ? d.entitled_span->days % rule.step_days == 0
                              : d.entitled_span->days * time::seconds_per_day % rule.step.count() == 0;
}

// What a second of service costs, or where the step is in days, a day.
std::optional<Number> Applier::price_of_one(const Decision& d, const rules::RemedyRule& rule) {
    const bool days = rule.step_days > 0;
    const std::optional<Number> price = days ? frame_->span_price({0, 1, 0}) : frame_->window_price();
    if (!price) return std::nullopt;
    return frame_->representable(days ? *price : *price / Number(d.window.length().count()), "an extension");
}

// Service time for what is posted, in seconds, or where the step is in days, in days. A credit of service time that nothing
// touched is given as it stands, so that seven days stay seven days.
std::optional<Number> Applier::extension_length(const Decision& d, const rules::RemedyRule& rule) {
    const Number one = Number(rule.step_days > 0 ? time::seconds_per_day : 1);
    if (!reduced(d) && d.entitled_seconds) return frame_->representable(*d.entitled_seconds / one, "an extension");
    if (!reduced(d) && d.entitled_span) return Number(d.entitled_span->days * time::seconds_per_day) / one;
    const std::optional<Number> price = price_of_one(d, rule);
    if (!price || exact::sign(*price) <= 0) return std::nullopt;
    return frame_->representable(d.due / *price, "an extension");
}

// To the step of the rule; but rounding must not carry the worth of the extension over a cap.
Number Applier::rounded_extension(const Decision& d, const Number& length, const rules::RemedyRule& rule) {
    const Number step = Number(rule.step_days > 0 ? std::int64_t{rule.step_days} : rule.step.count());
    Number rounded = exact::round(length, step, rule.rounding);
    if (!d.room || exact::out_of_range(rounded) || !(length < rounded)) return rounded;
    const std::optional<Number> price = price_of_one(d, rule);
    if (!price) return rounded;
    const Number worth = frame_->representable(rounded * *price, "an extension");
    return *d.room < worth ? exact::round(length, step, exact::RoundingMode::floor) : rounded;
}

// The end of the service as extended from `end`, which is the same where nothing is left; nothing where a price is missing.
std::optional<time::Instant> Applier::extended(Decision& d, time::Instant end, const rules::RemedyRule& rule) {
    const auto leaves_years = [&] {
        return Error(Status::limit_exceeded, Place{frame_->facts().file(), {}, "subscription", "end"},
                     "an extension leaves the years that are read");
    };
    if (stands_as_span(d, rule)) {
        d.extension_span = d.entitled_span;
    } else {
        const std::optional<Number> length = extension_length(d, rule);
        if (!length) return std::nullopt;
        const exact::Rational rounded = exact::to_rational(rounded_extension(d, *length, rule));
        const std::int64_t one = rule.step_days > 0 ? time::seconds_per_day : 1;
        if (rounded.overflowed() || rounded.numerator() >= (time::instant_end - end).count() / one) throw leaves_years();
        if (rounded.numerator() <= 0) return end;
        if (rule.step_days == 0) return end + time::Seconds(rounded.numerator());
        d.extension_span = time::Span{0, static_cast<std::int32_t>(rounded.numerator()), 0};
    }
    const std::optional<time::Instant> out = time::add(end, *d.extension_span, d.pack->zone, *frame_->around.calendar);
    if (!out) throw leaves_years();
    return out;
}

// Rounded to its step the extension is none: a credit on record that gave nothing would stand in the way of the next.
bool Applier::nothing_left(Decision& d) {
    d.outcome = Outcome::denied;
    d.reason = Reason::zero_credit;
    d.amount = 0;
    return false;
}

bool Applier::extend(std::uint32_t decision, const rules::RemedyRule& rule) {
    Decision& d = settlement_->decisions[decision];
    const time::Instant end = ends_[d.subscription];
    if (end == time::Instant::min()) return review_missing(d, {Record::subscription, d.subscription, "end", false});
    const std::optional<time::Instant> after = extended(d, end, rule);
    if (!after) return review_missing(d, {Record::window, d.subscription, "price", false});
    if (*after <= end) return nothing_left(d);
    d.extension = *after - end;
    ends_[d.subscription] = *after;
    GrantedCredit credit;
    credit.decision = decision;
    credit.remedy = rules::Remedy::extension;
    credit.amount = d.amount;
    settlement_->credits.push_back(credit);
    Adjustment adjustment;
    adjustment.kind = rules::Remedy::extension;
    adjustment.credit = static_cast<std::uint32_t>(settlement_->credits.size() - 1);
    adjustment.subscription = d.subscription;
    adjustment.amount = d.amount;
    adjustment.end_before = end;
    adjustment.end_after = ends_[d.subscription];
    add_adjustment(frame_->facts(), *settlement_, adjustment);
    if (frame_->trace == nullptr) return true;
    Trace& trace = *frame_->trace;
    trace.begin(decision, StepKind::apply, rule.clause, "extension");
    append_extension(trace.value(), d);
    std::string& text = trace.text();
    text += "The service period runs longer: ";
    append_interval(text, {adjustment.end_before, adjustment.end_after});
    text += '.';
    trace.end();
    return true;
}

// --- discount ---

// The lines for periods that start at `from` or later: of the subscription, or of none.
bool Applier::find_lines(std::uint32_t subscription, time::Instant from) {
    return find_lines_that(from, [&](std::uint32_t of) { return of == subscription || of == facts::no_record; });
}

// Of all subscriptions under the same SLA: a service that has ended has no next period of its own.
bool Applier::find_lines_of_sla(std::uint32_t subscription, time::Instant from) {
    const std::vector<BoundSubscription>& bound = frame_->bound->subscriptions;
    return find_lines_that(from, [&](std::uint32_t of) {
        return of == facts::no_record || bound[of].versions.data() == bound[subscription].versions.data();
    });
}

template <class Takes>
bool Applier::find_lines_that(time::Instant from, Takes takes) {
    const facts::Case& facts = frame_->facts();
    eligible_.clear();
    frame_->spend(static_cast<std::int64_t>(lines_.size()));
    if (invoice_left_ <= 0) return false;
    for (std::uint32_t i = 0; i < lines_.size(); ++i) {
        const std::uint32_t index = lines_[i].index;
        const std::uint32_t of = facts.link<"line.subscription">(index);
        const bool later = facts.get<"line.period_start">(index) >= from;
        if (lines_[i].left > 0 && later && takes(of)) eligible_.push_back(i);
    }
    return !eligible_.empty();
}

exact::MinorUnits Applier::room_of_lines() const {
    exact::MinorUnits room = 0;
    for (const std::uint32_t i : eligible_) room += lines_[i].left;
    return std::min(room, invoice_left_);
}

// Spreads up to `wanted` over the eligible lines in proportion to what is left of them; never below zero.
exact::MinorUnits Applier::take(std::uint32_t credit, std::uint32_t subscription, exact::MinorUnits wanted) {
    weights_.clear();
    for (const std::uint32_t i : eligible_) weights_.push_back(lines_[i].left);
    const exact::MinorUnits taken = std::min(wanted, room_of_lines());
    if (taken <= 0) return 0;
    invoice_left_ -= taken;
    parts_.assign(weights_.size(), 0);
    exact::allocate(taken, weights_, parts_);
    for (std::size_t i = 0; i < eligible_.size(); ++i) {
        if (parts_[i] == 0) continue;
        Line& line = lines_[eligible_[i]];
        Adjustment adjustment;
        adjustment.kind = rules::Remedy::discount;
        adjustment.credit = credit;
        adjustment.subscription = subscription;
        adjustment.amount = parts_[i];
        adjustment.line = line.index;
        adjustment.line_before = line.left;
        line.left -= parts_[i];
        adjustment.line_after = line.left;
        add_adjustment(frame_->facts(), *settlement_, adjustment);
    }
    return taken;
}

void Applier::discount_prior(std::uint32_t prior) {
    const facts::Case& facts = frame_->facts();
    const PriorCredit& p = frame_->bound->prior[prior];
    const auto remedy = facts.get<"credit.remedy">(p.index);
    if (!remedy || static_cast<rules::Remedy>(*remedy) != rules::Remedy::discount) return;
    const exact::MinorUnits remaining = whole_units(facts.get<"credit.remaining">(p.index), facts.currency());
    const std::optional<time::Instant> from = facts.get<"credit.available_from">(p.index);
    const std::optional<time::Instant> expires = facts.get<"credit.expires">(p.index);
    if (remaining <= 0 || (expires && *expires <= facts.as_of())) return;
    const time::Instant since = from.value_or(p.granted);
    if (!find_lines(p.subscription, since) && !ended(p.subscription)) return;
    GrantedCredit credit;
    credit.prior = prior;
    credit.remedy = rules::Remedy::discount;
    credit.amount = p.amount;
    const auto index = static_cast<std::uint32_t>(settlement_->credits.size());
    credit.remaining = remaining - take(index, p.subscription, remaining);
    credit.available_from = from;
    credit.expires = expires;
    if (credit.remaining > 0 && ended(p.subscription)) settle_remainder(credit, since);
    settlement_->credits.push_back(credit);
}

// Whether what is left of the credit ends, by the version under which it was given; goodwill by the one in effect now. Where a
// fact is missing to say so, nothing becomes of it now.
bool Applier::forfeited(std::uint32_t prior) {
    const facts::Case& facts = frame_->facts();
    const PriorCredit& p = frame_->bound->prior[prior];
    const rules::Pack* const pack = p.pack != nullptr ? p.pack : version_now(p.subscription);
    if (pack == nullptr || pack->forfeits.empty()) return false;
    const auto remedy = facts.get<"credit.remedy">(p.index);
    const exact::MinorUnits remaining = whole_units(facts.get<"credit.remaining">(p.index), facts.currency());
    const std::optional<time::Instant> expires = facts.get<"credit.expires">(p.index);
    if (!remedy || remaining <= 0 || (expires && *expires <= facts.as_of())) return false;
    frame_->enter(*pack, nullptr, p.subscription, facts::no_record, facts::no_record, time::WindowKind::day, {});
    for (const rules::Forfeit& rule : pack->forfeits) {
        if (!frame_->evaluate(rule.when)) return true;
        if (!frame_->flag()) continue;
        GrantedCredit credit;
        credit.prior = prior;
        credit.remedy = static_cast<rules::Remedy>(*remedy);
        credit.amount = p.amount;
        credit.available_from = facts.get<"credit.available_from">(p.index);
        credit.expires = expires;
        Adjustment adjustment;
        adjustment.kind = credit.remedy;
        adjustment.credit = static_cast<std::uint32_t>(settlement_->credits.size());
        adjustment.subscription = p.subscription;
        adjustment.amount = remaining;
        adjustment.forfeit = &rule;
        settlement_->credits.push_back(credit);
        add_adjustment(facts, *settlement_, adjustment);
        return true;
    }
    return false;
}

// What is left of a discount of a service that has ended goes to the balance, where the SLA has that remedy for the
// subscription or falls back to it; else lines of other subscriptions under the SLA take it.
void Applier::settle_remainder(GrantedCredit& credit, time::Instant since) {
    const PriorCredit& p = frame_->bound->prior[credit.prior];
    const auto index = static_cast<std::uint32_t>(settlement_->credits.size());
    if (!goes_to_balance(p)) {
        if (find_lines_of_sla(p.subscription, since)) credit.remaining -= take(index, p.subscription, credit.remaining);
        return;
    }
    Adjustment adjustment;
    adjustment.kind = rules::Remedy::balance;
    adjustment.credit = index;
    adjustment.subscription = p.subscription;
    adjustment.amount = std::exchange(credit.remaining, 0);
    add_adjustment(frame_->facts(), *settlement_, adjustment);
}

// By the version under which it was given; goodwill by the one in effect now.
bool Applier::goes_to_balance(const PriorCredit& p) {
    const rules::Pack* const pack = p.pack != nullptr ? p.pack : version_now(p.subscription);
    if (pack == nullptr) return false;
    const bool promised = p.given != nullptr;  // else there is no window to ask for
    frame_->enter(*pack, p.given, p.subscription, facts::no_record, facts::no_record,
                  promised ? p.given->over : time::WindowKind::day, promised ? p.window : time::Interval{});
    const auto open = [&](const rules::RemedyRule& rule) {
        if (rule.kind != rules::Remedy::balance) return false;
        return !rule.when.exists() || (frame_->evaluate(rule.when) && frame_->flag());
    };
    const std::vector<rules::RemedyRule>& remedies = pack->remedies;
    const bool own =
        std::any_of(remedies.begin(), remedies.end(), [](const auto& rule) { return rule.kind == rules::Remedy::balance; });
    if (own) return std::any_of(remedies.begin(), remedies.end(), open);
    return std::any_of(remedies.begin(), remedies.end(),
                       [](const auto& rule) { return rule.fallback == rules::Remedy::balance; });
}

const rules::Pack* Applier::version_now(std::uint32_t subscription) const {
    return version_at(frame_->bound->subscriptions[subscription], frame_->facts().as_of());
}

void Applier::fall_back(std::uint32_t decision, const rules::RemedyRule& rule, const rules::RemedyRule& by) {
    Decision& d = settlement_->decisions[decision];
    d.remedy = *rule.fallback;
    record(decision, StepKind::remedy, rule.clause, facts::name_of(d.remedy), "No line of the invoice can take the discount.");
    if (d.remedy == rules::Remedy::balance) return top_up(decision, by);
    extend(decision, by);
}

// Lines for periods that start then or later can take a discount.
time::Instant Applier::discount_from(const Decision& d) const {
    const facts::Case& facts = frame_->facts();
    return d.claim == facts::no_record ? facts.as_of() : facts.get<"claim.filed">(d.claim);
}

void Applier::discount(std::uint32_t decision, const rules::RemedyRule& rule) {
    Decision& d = settlement_->decisions[decision];
    const time::Instant from = discount_from(d);
    const bool lines = find_lines(d.subscription, from);
    std::optional<const rules::RemedyRule*> by = nullptr;
    if (!lines || (ended(d.subscription) && room_of_lines() < d.amount)) by = fallback_of(d, rule);
    if (!by) return;  // for review
    if (!lines && *by != nullptr) return fall_back(decision, rule, **by);
    GrantedCredit credit;
    credit.decision = decision;
    credit.remedy = rules::Remedy::discount;
    credit.amount = d.amount;
    credit.available_from = from;
    credit.expires = expiry(rule, *d.pack);
    const auto index = static_cast<std::uint32_t>(settlement_->credits.size());
    credit.remaining = d.amount - take(index, d.subscription, d.amount);
    const exact::MinorUnits rest = credit.remaining;
    if (rest > 0 && *by != nullptr)
        fall_back_for_rest(credit, *rule.fallback, **by);
    else if (rest > 0 && ended(d.subscription) && find_lines_of_sla(d.subscription, from))
        credit.remaining -= take(index, d.subscription, rest);
    settlement_->credits.push_back(credit);
    record_discount(decision, rule, credit, *by != nullptr ? rest - credit.remaining : 0);
}

// What is left of a new discount of a service that has ended goes by the fallback, as an adjustment of the same credit. Where it
// comes to no time it stays open.
void Applier::fall_back_for_rest(GrantedCredit& credit, rules::Remedy remedy, const rules::RemedyRule& by) {
    const Decision& d = settlement_->decisions[credit.decision];
    Adjustment adjustment;
    adjustment.kind = remedy;
    adjustment.credit = static_cast<std::uint32_t>(settlement_->credits.size());
    adjustment.subscription = d.subscription;
    adjustment.amount = credit.remaining;
    if (remedy == rules::Remedy::extension) {
        Decision rest = d;
        const Number taken = exact::to_units(d.amount - credit.remaining, frame_->currency());
        rest.due = exact::to_units(credit.remaining, frame_->currency());
        rest.entitled_seconds.reset();
        rest.entitled_span.reset();
        if (rest.room) rest.room = frame_->representable(*rest.room - taken, "an amount");
        time::Instant& end = ends_[d.subscription];
        const std::optional<time::Instant> after = extended(rest, end, by);
        if (!after || *after <= end) return;
        adjustment.end_before = end;
        adjustment.end_after = end = *after;
    }
    credit.remaining = 0;
    add_adjustment(frame_->facts(), *settlement_, adjustment);
}

void Applier::record_discount(std::uint32_t decision, const rules::RemedyRule& rule, const GrantedCredit& credit,
                              exact::MinorUnits by_fallback) {
    if (frame_->trace == nullptr) return;
    Trace& trace = *frame_->trace;
    trace.begin(decision, StepKind::apply, rule.clause, "discount");
    exact::append_amount(trace.value(), credit.amount - credit.remaining - by_fallback, frame_->currency());
    std::string& text = trace.text();
    if (by_fallback > 0) {
        text += "The lines can take no more, and the service has ended; ";
        exact::append_amount(text, by_fallback, frame_->currency());
        text += " go by the remedy ";
        text += facts::name_of(*rule.fallback);
        text += '.';
    } else if (credit.remaining == 0) {
        text += "Taken off the invoice's lines for periods that start after the claim.";
    } else {
        text += eligible_.empty() ? "No line of an invoice can take it yet; " : "The lines can take no more; ";
        exact::append_amount(text, credit.remaining, frame_->currency());
        text += " stay open and are carried forward.";
    }
    trace.end();
}

}  // namespace redress::settle
