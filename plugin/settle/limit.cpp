#include "settle/limit.h"

#include <algorithm>
#include <utility>

#include "settle/measure.h"
#include "settle/windows.h"
#include "time/calendar.h"

namespace redress::settle {

using facts::Record;

namespace {

constexpr formula::Type money_type = [] {
    formula::Type type;
    type.dimension = formula::money;
    return type;
}();

constexpr time::Interval all_time{time::Instant::min(), time::Instant::max()};

bool by_subject(const rules::Cap& cap) { return cap.over == time::WindowKind::incident || cap.over == time::WindowKind::ticket; }

TallyKind kind_of(const rules::Cap& cap, const rules::Pack& pack) {
    TallyKind kind;
    if (cap.counting == rules::CapCounting::sla) kind.sla = pack.id;
    kind.guarantees = &cap.guarantees;
    kind.per = cap.per;
    kind.by_subject = by_subject(cap);
    return kind;
}

}  // namespace

void Limiter::run(Frame& frame, Settlement& settlement, Applier& applier) {
    frame_ = &frame;
    settlement_ = &settlement;
    applier_ = &applier;
    tallies_.clear();
    held_.clear();
    waiting_.clear();
    ledger_.begin(*frame.bound, settlement.periods);
    enter_promises();
    share_rests();
    combiner_.begin(frame, settlement, ledger_);
    for (const std::uint32_t i : combiner_.order()) {
        begin(i);
        if (!pack_->minimum || pack_->minimum->below != rules::Below::hold) {
            settle_one(i);
            continue;
        }
        if (denied_by_combination()) continue;
        const std::optional<Number> bound = least();
        if (bound && d_->entitled < *bound)
            held_.push_back({i, *bound});
        else if (bound)
            settle_one(i);
    }
    settle_held();
}

// Two versions can begin the window of an incident or ticket at different times: one by which something is due says where it is.
void Limiter::enter_promises() {
    for (const Decision& d : settlement_->decisions) {
        const bool of_subject = d.guarantee != nullptr && d.subject != facts::no_record && !d.window.empty();
        if (of_subject && d.outcome != Outcome::granted)
            ledger_.set_window(*d.pack, *d.guarantee, d.subscription, d.subject, d.window);
    }
    for (Decision& d : settlement_->decisions) {
        if (d.outcome != Outcome::granted) continue;
        d.promise = ledger_.enter(*d.pack, *d.guarantee, d.subscription, d.subject, d.window, claim_of(d));
    }
}

// What was credited for a period, and is more than it comes to by the facts of today.
void Limiter::share_rests() {
    if (ledger_.empty()) return;
    std::map<std::uint32_t, exact::MinorUnits> worth;
    for (const Decision& d : settlement_->decisions) {
        if (d.period == nullptr || d.period->missing) continue;
        const bool granted = d.outcome == Outcome::granted;
        if (!granted && d.reason != Reason::not_breached && d.reason != Reason::zero_credit) continue;
        const std::uint32_t promise = ledger_.find(*d.pack, *d.guarantee, d.subscription, d.subject, d.window);
        if (promise == none) continue;
        exact::MinorUnits& most = worth[promise];
        if (granted) most = std::max(most, rounded(d.entitled, d.pack->rounding));
    }
    std::int64_t visits = 0;
    for (const auto& of_promise : worth) ledger_.share_rest(of_promise.first, of_promise.second, visits);
    frame_->spend(visits);
}

std::string_view Limiter::claim_of(const Decision& d) const {
    return d.claim == facts::no_record ? std::string_view() : facts().get<"claim.id">(d.claim);
}

// --- one decision ---

void Limiter::begin(std::uint32_t decision) {
    index_ = decision;
    d_ = &settlement_->decisions[decision];
    pack_ = d_->pack;
    frame_->decision = decision;
    room_ = d_->most;
    taken_.clear();
}

void Limiter::settle_one(std::uint32_t decision) {
    begin(decision);
    if (!bring()) return stand_by_credit();
    if (waits()) return;
    if (d_->outcome == Outcome::granted) applier_->apply(index_);
    const bool granted = d_->outcome == Outcome::granted;
    if (granted) d_->posting = ledger_.next_number(d_->promise, pack_->zone.date(d_->window.start));
    if (granted || d_->reason == Reason::already_credited) stand();
}

// What a cap leaves nothing more of was still credited before, and stands as that: else a rival would be granted in its place as
// soon as the cap is used up.
void Limiter::stand_by_credit() {
    if (d_->reason != Reason::cap) return;
    const Promise& promise = ledger_.promise(d_->promise);
    if (promise.credited <= 0 || ledger_.promise(promise.counted).superseded) return;
    taken_.clear();
    stand();
}

// True where it is decided as far as its remedy: something of it is due, or was credited before.
bool Limiter::bring() {
    d_->allowed = d_->entitled;
    if (denied_by_combination() || unclear()) return false;
    if (pack_->minimum && pack_->minimum->below != rules::Below::hold && !minimum(*pack_->minimum)) return false;
    const auto bounds = [&](const rules::Cap& cap) {
        frame_->spend(cap.guarantees.empty() ? work_of_a_record : work_of_a_list);
        return rules::lists(cap.guarantees, d_->guarantee->id);
    };
    // Where all of it was credited for its own promise, what rivals were given matters to caps alone.
    const exact::MinorUnits own = ledger_.promise(d_->promise).credited;
    const bool enough = own > 0 && rounded(d_->allowed, pack_->rounding) <= own;
    if (!enough || std::any_of(pack_->caps.begin(), pack_->caps.end(), bounds)) combiner_.find_taken(index_, taken_);
    for (const rules::Cap& cap : pack_->caps) {
        if (bounds(cap) && !apply(cap)) return false;
    }
    post();
    return d_->outcome == Outcome::granted || d_->reason == Reason::already_credited;
}

bool Limiter::close(Outcome outcome, Reason reason, std::string_view rule) {
    d_->outcome = outcome;
    d_->reason = reason;
    d_->rule = rule;
    d_->amount = 0;
    return false;
}

bool Limiter::review(const formula::Missing& missing) {
    d_->missing = missing;
    return close(Outcome::review, Reason::missing_fact);
}

void Limiter::record(StepKind kind, std::string_view clause, std::string_view name, std::string_view formula, const Number& value,
                     std::string_view sentence) {
    if (frame_->trace == nullptr) return;
    frame_->trace->begin(index_, kind, clause, name, formula);
    frame_->write(frame_->trace->value(), money_type, value);
    frame_->trace->text() += sentence;
    frame_->trace->end();
}

bool Limiter::denied_by_combination() {
    const auto denial = combiner_.denial(index_);
    if (!denial) return false;
    const Decision& winner = settlement_->decisions[denial->winner];
    record(StepKind::combine, denial->rule->clause, winner.guarantee->id, {}, winner.entitled,
           "Only the highest credit for one event is due; that of the other guarantee stands.");
    close(Outcome::denied, Reason::combined);
    return true;
}

// Where a credit given before may have been for this, or for its event, a person must decide.
bool Limiter::unclear() {
    std::int64_t visits = 0;
    const std::optional<Ledger::Unclear> credit = ledger_.unclear(d_->promise, *pack_, visits);
    frame_->spend(visits);
    if (credit) review({Record::credit, credit->credit, credit->field, false});
    return credit.has_value();
}

// --- minimum ---

// The minimum of the decision, 0 where there is none; nothing where a fact is missing, and the decision is for review.
std::optional<Number> Limiter::least() {
    frame_->enter(*d_);
    if (pack_->minimum->when.exists()) {
        if (!frame_->evaluate(pack_->minimum->when)) {
            review(frame_->missing());
            return std::nullopt;
        }
        if (!frame_->flag()) return Number();
    }
    if (frame_->evaluate(pack_->minimum->amount)) return frame_->value().number;
    review(frame_->missing());
    return std::nullopt;
}

bool Limiter::minimum(const rules::Minimum& rule) {
    const std::optional<Number> bound = least();
    if (!bound) return false;
    if (!(d_->allowed < *bound)) return true;
    note_minimum(*bound);
    if (rule.below == rules::Below::drop) {
        record(StepKind::minimum, rule.clause, "drop", rule.amount.source(), *bound,
               "The credit is below the minimum and is dropped.");
        return close(Outcome::denied, Reason::below_minimum);
    }
    record(StepKind::minimum, rule.clause, "raise", rule.amount.source(), *bound, "The credit is raised to the minimum.");
    d_->allowed = room_ && *room_ < *bound ? *room_ : *bound;
    return true;
}

void Limiter::note_minimum(const Number& bound) {
    Bounded bounded;
    bounded.minimum = &*pack_->minimum;
    bounded.bound = bound;
    note(std::move(bounded), {d_->guarantee->over, d_->window});
}

// What is below its minimum waits for the others: only then is it known how much is due to the subscription in all.
void Limiter::settle_held() {
    if (held_.empty()) return;
    // Those of one subscription and SLA together, in the order of their first.
    using Account = std::pair<std::uint32_t, std::string_view>;
    const auto account_of = [](const Decision& d) { return Account(d.subscription, d.pack->id); };
    const auto decision = [&](const Held& h) -> const Decision& { return settlement_->decisions[h.decision]; };
    std::map<Account, std::size_t> first;
    for (std::size_t i = 0; i < held_.size(); ++i) first.try_emplace(account_of(decision(held_[i])), i);
    std::stable_sort(held_.begin(), held_.end(), [&](const Held& a, const Held& b) {
        return first.at(account_of(decision(a))) < first.at(account_of(decision(b)));
    });
    std::map<Account, Number> posted;  // of the others
    const auto add = [&](const Decision& d, exact::MinorUnits amount) {
        Number& sum = posted[account_of(d)];
        sum = frame_->representable(sum + units(amount), "an amount");
    };
    for (const Decision& d : settlement_->decisions) {
        if (d.outcome == Outcome::granted && d.posting != 0) add(d, d.amount);
    }
    for (const auto& waiting : waiting_) {
        const Decision& d = settlement_->decisions[waiting.second];
        add(d, d.waiting);
    }
    for (std::size_t begin = 0; begin < held_.size();) {
        const Account account = account_of(decision(held_[begin]));
        std::size_t end = begin + 1;
        while (end < held_.size() && account_of(decision(held_[end])) == account) ++end;
        const auto others = posted.find(account);
        settle_held_of(begin, end, others == posted.end() ? Number() : others->second);
        begin = end;
    }
}

// `due` is what was posted of the others of the subscription under the SLA.
void Limiter::settle_held_of(std::size_t first, std::size_t last, Number due) {
    const auto add = [&](exact::MinorUnits amount) { due = frame_->representable(due + units(amount), "an amount"); };
    // First without effect: what combining, caps and earlier credits leave of all of them together.
    const std::size_t posted = ledger_.mark();
    const std::size_t stood = combiner_.mark();
    for (std::size_t i = first; i < last; ++i) {
        const Decision before = settlement_->decisions[held_[i].decision];
        if (bring_without_steps(held_[i].decision)) {
            add(d_->amount);
            stand();
        } else {
            stand_by_credit();
        }
        *d_ = before;
    }
    ledger_.rewind(posted);
    combiner_.rewind(stood);
    for (std::size_t i = first; i < last; ++i) {
        // Where too little is due none of it is posted, and so takes nothing from a cap.
        if (due < held_[i].least && something_left(held_[i].decision))
            hold(held_[i]);
        else
            settle_one(held_[i].decision);
    }
}

bool Limiter::bring_without_steps(std::uint32_t decision) {
    begin(decision);
    Trace* const trace = std::exchange(frame_->trace, nullptr);
    const bool due = bring();
    frame_->trace = trace;
    return due;
}

// Whether a decision would be granted, as things stand.
bool Limiter::something_left(std::uint32_t decision) {
    const Decision before = settlement_->decisions[decision];
    const bool left = bring_without_steps(decision) && d_->outcome == Outcome::granted;
    *d_ = before;
    return left;
}

void Limiter::hold(const Held& held) {
    begin(held.decision);
    note_minimum(held.least);
    const rules::Minimum& rule = *pack_->minimum;
    record(StepKind::minimum, rule.clause, "hold", rule.amount.source(), held.least, "The credit is held until more is due.");
    close(Outcome::pending, Reason::held_below_minimum);
}

// --- caps ---

bool Limiter::apply(const rules::Cap& cap) {
    const RuleWindow window = cap_window(cap);
    if (cap.when.exists()) {
        enter_cap(cap, window);
        if (!frame_->evaluate(cap.when)) return review(frame_->missing());
        if (!frame_->flag()) return true;
    }
    if (window.interval.empty()) return review(formula::unknown_window(facts(), d_->subscription));
    const bool bounded = cap.rolling || (cap.over && !by_subject(cap));
    const std::optional<Used> used = used_by_others(cap, bounded ? window.interval : all_time);
    if (!used) return false;
    if (cap.count) return apply_count(cap, window, *used);
    enter_cap(cap, window);
    return apply_amount(cap, window, *used);
}

// For the sentence, where it speaks of what changed the amount.
void Limiter::note(Bounded bounded, const RuleWindow& window) {
    if (!pack_->speaks_of_bounds()) return;
    bounded.window = window;
    d_->bounded.push_back(std::move(bounded));
}

// The decision's own, where the cap is for one incident, for good, or for windows of the same kind: a window holds its own start.
RuleWindow Limiter::cap_window(const rules::Cap& cap) const {
    if (cap.rolling) return {d_->guarantee->over, {so_long_before(*cap.rolling, d_->window.end), d_->window.end}, cap.rolling};
    if (!cap.over || by_subject(cap) || *cap.over == d_->guarantee->over) return {d_->guarantee->over, d_->window};
    const time::Instant place = ledger_.moved_into_service(d_->window.start, d_->window, ledger_.promise(d_->promise).key);
    return {*cap.over, window_at(facts(), d_->subscription, *cap.over, place, pack_->zone).value_or(time::Interval{})};
}

time::Instant Limiter::so_long_before(const time::Span& span, time::Instant end) const {
    const time::Span back{-span.months, -span.days, 0};
    const std::optional<time::Instant> start = time::add(end, back, pack_->zone, *frame_->around.calendar);
    if (!start)
        throw Error(Status::limit_exceeded, Place{facts().file(), {}, "case", {}}, "a cap begins before the years that are read");
    return *start;
}

// The cap's formulas see its own window, and what is measured in it; that is no step of the decision.
void Limiter::enter_cap(const rules::Cap& cap, const RuleWindow& window) {
    frame_->enter(*d_, window);
    Trace* const trace = std::exchange(frame_->trace, nullptr);
    for (const std::uint16_t shared : cap.shared) define(*frame_, pack_->shared[shared]);
    frame_->trace = trace;
}

std::size_t Limiter::tally_of(const rules::Cap& cap) {
    const auto [at, added] = tallies_.try_emplace(&cap, 0);
    if (added) {
        std::int64_t visits = 0;
        at->second = ledger_.tally(kind_of(cap, *pack_), visits);
        frame_->spend(visits);
    }
    return at->second;
}

// What is counted in the window of the cap: not the decision's own credits, nor what it takes the place of. Nothing where that is
// not clear, and the decision is for review.
std::optional<Limiter::Used> Limiter::used_by_others(const rules::Cap& cap, const time::Interval& window) {
    if (ledger_.empty()) return Used{};
    const std::size_t tally = tally_of(cap);
    const Promise& promise = ledger_.promise(d_->promise);
    const Share share = Ledger::share_of(kind_of(cap, *pack_), promise.key, claim_of(*d_));
    std::int64_t visits = 0;
    const Ledger::Sum sum = ledger_.sum(tally, share, window, visits);
    frame_->spend(visits);
    if (sum.unclear) {
        review({Record::credit, sum.unclear->credit, sum.unclear->field, false});
        return std::nullopt;
    }
    Used used{sum.amount, sum.promises};
    std::vector<std::uint32_t> own;
    const auto leave_out = [&](std::uint32_t posting, exact::MinorUnits amount, bool one_credit) {
        frame_->visit();
        if (!ledger_.counts(tally, share, window, posting)) return;
        used.amount -= amount;
        if (!one_credit) return;
        const Promise& counted = ledger_.counted(ledger_.posting(posting));
        if (!counted.superseded && (own.empty() || own.back() != counted.counted)) own.push_back(counted.counted);
    };
    for (std::uint32_t i = ledger_.promise(promise.counted).last_counted; i != none; i = ledger_.posting(i).previous_counted)
        leave_out(i, ledger_.posting(i).promise == d_->promise ? ledger_.posting(i).amount : 0, true);
    for (std::uint32_t i = promise.last_take; i != none; i = ledger_.take(i).previous)
        leave_out(ledger_.take(i).posting, ledger_.take(i).amount, ledger_.takes_place(d_->promise, ledger_.take(i).posting));
    for (const auto& taken : taken_) leave_out(taken.posting, taken.amount, ledger_.takes_place(d_->promise, taken.posting));
    std::sort(own.begin(), own.end());
    used.promises -= std::unique(own.begin(), own.end()) - own.begin();
    return used;
}

bool Limiter::apply_count(const rules::Cap& cap, const RuleWindow& window, const Used& used) {
    if (used.promises < *cap.count) return true;
    Bounded bounded;
    bounded.cap = &cap;
    bounded.bound = Number(*cap.count);
    note(std::move(bounded), window);
    record(StepKind::cap, cap.clause, cap.id, "count", Number(), "The number of credits that the SLA allows is used up.");
    return close(Outcome::denied, Reason::cap, cap.id);
}

bool Limiter::apply_amount(const rules::Cap& cap, const RuleWindow& window, const Used& used) {
    if (!frame_->evaluate(cap.amount)) return review(frame_->missing());
    const Number bound = frame_->value().number;
    Number room = used.amount == 0 ? bound : frame_->representable(bound - units(used.amount), "an amount");
    if (exact::sign(room) < 0) room = Number();
    if (!room_ || room < *room_) room_ = room;
    if (!(room < d_->allowed)) return true;
    record(StepKind::cap, cap.clause, cap.id, cap.amount.source(), room, "The cap leaves no more than this.");
    d_->allowed = room;
    Bounded bounded;
    bounded.cap = &cap;
    bounded.bound = bound;
    bounded.left = room;
    note(std::move(bounded), window);
    if (exact::sign(room) == 0) return close(Outcome::denied, Reason::cap, cap.id);
    return true;
}

// --- posting ---

exact::MinorUnits Limiter::rounded(const Number& amount, exact::RoundingMode mode) const {
    const std::optional<exact::MinorUnits> posted = exact::post(amount, frame_->currency(), mode);
    if (!posted) throw Error(Status::limit_exceeded, Place{facts().file(), {}, "case", {}}, "an amount has more than 18 digits");
    return *posted;
}

void Limiter::post() {
    exact::MinorUnits whole = rounded(d_->allowed, pack_->rounding);
    // Rounding up must not carry the amount over a cap.
    Number amount = units(whole);
    if (room_ && *room_ < amount) {
        whole = rounded(*room_, exact::RoundingMode::floor);
        amount = units(whole);
    }
    const exact::MinorUnits own = ledger_.promise(d_->promise).credited;
    if (own > 0 && whole <= own) taken_.clear();
    exact::MinorUnits before = own;
    exact::MinorUnits wanted = std::max<exact::MinorUnits>(whole - own, 0);
    for (auto& taken : taken_) {
        before += taken.amount;
        taken.amount = std::min(taken.amount, wanted);  // no more than is needed: the rest may be for another rival
        wanted -= taken.amount;
    }
    std::erase_if(taken_, [](const auto& taken) { return taken.amount == 0; });
    record(StepKind::round, {}, exact::name_of(pack_->rounding), {}, amount, "Rounded once to the currency's minor unit.");
    d_->due = d_->allowed;
    d_->room = room_;
    d_->credited = before;
    if (before > 0) {
        amount = units(before);
        record(StepKind::credited, {}, "credited_before", {}, amount, "Credited for this before; only the difference is due.");
        d_->due = frame_->representable(d_->due - amount, "an amount");
        if (room_) d_->room = frame_->representable(*room_ - amount, "an amount");
    }
    d_->amount = std::max<exact::MinorUnits>(whole - before, 0);
    if (d_->amount == 0) close(Outcome::denied, before > 0 ? Reason::already_credited : Reason::zero_credit);
}

// --- approval ---

// Whether a person must approve it first. Until then it stands and uses caps up as if it was granted: else others would be
// granted in its place, and it would come under the bound of its approval by and by.
bool Limiter::waits() {
    if (d_->reason == Reason::already_credited) {
        const auto earlier = waiting_.find(d_->promise);
        return earlier != waiting_.end() && wait(settlement_->decisions[earlier->second].waiting);
    }
    for (const rules::Approval& rule : pack_->approvals) {
        frame_->enter(*d_);
        formula::Named& due = frame_->evaluator.name(0);
        due.cell.number = units(d_->amount);
        due.state = formula::Named::State::known;
        if (!frame_->evaluate(rule.when)) return !review(frame_->missing());
        if (!frame_->flag()) continue;
        const bool given = approval_given();
        record(StepKind::approve, rule.clause, "due", rule.when.source(), units(d_->amount),
               given ? "A person must approve this, and did." : "A person must approve this.");
        if (given) return false;
        stand();
        waiting_.try_emplace(d_->promise, index_);
        return wait(d_->amount);
    }
    return false;
}

bool Limiter::wait(exact::MinorUnits amount) {
    d_->waiting = amount;
    return !close(Outcome::review, Reason::approval);
}

// Where claims are required by one that asks for the promise, else by one that names what the decision is about.
bool Limiter::approval_given() {
    const auto covers = [&](std::uint32_t claim) {
        frame_->visit();
        const auto most = facts().get<"claim.approved">(claim);
        return most && !(Number(*most) < units(d_->amount));
    };
    if (pack_->claim.required) {
        return std::any_of(settlement_->decisions.begin(), settlement_->decisions.end(), [&](const Decision& d) {
            frame_->visit();
            return d.promise == d_->promise && d.claim != facts::no_record && covers(d.claim);
        });
    }
    for (std::uint32_t i = 0; i < facts().count(Record::claim); ++i) {
        if (covers(i) && is_about(i)) return true;
    }
    return false;
}

bool Limiter::is_about(std::uint32_t claim) const {
    if (facts().link<"claim.subscription">(claim) != d_->subscription) return false;
    if (facts().get<"claim.guarantee">(claim).value_or(d_->guarantee->id) != d_->guarantee->id) return false;
    const auto names = [&](Record record, time::WindowKind kind, std::uint32_t index) {
        if (index == facts::no_record) return false;
        if (d_->period != nullptr) return d_->guarantee->over == kind && d_->period->holds(index);
        if (d_->subject != facts::no_record) return d_->guarantee->over == kind && d_->subject == index;
        return !time::intersection(at_least_a_moment(facts().extent(record, index)), d_->window).empty();
    };
    if (names(Record::incident, time::WindowKind::incident, facts().link<"claim.incident">(claim))) return true;
    if (names(Record::ticket, time::WindowKind::ticket, facts().link<"claim.ticket">(claim))) return true;
    const std::optional<time::Date> day = facts().get<"claim.window">(claim);
    return day && !time::intersection(time::civil_day(*day, pack_->zone), d_->window).empty();
}

void Limiter::stand() {
    if (d_->outcome == Outcome::granted) ledger_.post(d_->promise, d_->amount, claim_of(*d_));
    combiner_.stand(index_, taken_);
}

}  // namespace redress::settle
