#include "formula/evaluator.h"

#include <algorithm>
#include <cstdlib>

#include "exact/rounding.h"
#include "formula/functions.h"
#include "formula/lexer.h"
#include "input_limits.h"
#include "time/calendar.h"

namespace redress::formula {

namespace {

template <class T>
bool holds(Relation relation, const T& a, const T& b) {
    switch (relation) {
        case Relation::is: return a == b;
        case Relation::is_not: return !(a == b);
        case Relation::below: return a < b;
        case Relation::above: return b < a;
        case Relation::at_least: return !(a < b);
        case Relation::at_most: return !(b < a);
    }
    return false;
}

time::Date date_of(std::int64_t scalar) { return time::Date(std::chrono::days(scalar)); }
time::Instant instant_of(std::int64_t scalar) { return time::Instant(time::Seconds(scalar)); }

time::Span negated(const time::Span& span) {
    time::Span out;
    out.months = -span.months;
    out.days = -span.days;
    out.working_days = -span.working_days;
    out.opening = -span.opening;
    return out;
}

bool in_years(time::Instant at) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(at));
    return int(day.year()) >= limits::year_min && int(day.year()) <= limits::year_max;
}

}  // namespace

Missing unknown_window(const facts::Case& facts, std::uint32_t subscription) {
    const bool starts = facts.extent(facts::Record::subscription, subscription).start != time::Instant::min();
    return {facts::Record::subscription, subscription, starts ? "end" : "start", false};
}

// The given fact of a record; null of a level of a subscription that changes in the window.
static const facts::Fact* given(const Instruction& i, std::uint32_t index, const Surroundings& around) {
    const auto slot = static_cast<std::uint8_t>(i.left);
    if (i.record != facts::Record::subscription || !around.facts->has_plans()) return &around.facts->fact(i.record, index, slot);
    return facts::fact_in(*around.facts, index, slot, around.seen);
}

// One that changes is known.
static bool is_known(const facts::Fact* fact) { return fact == nullptr || fact->known(); }

// Finding an instant on a wall clock costs about as much as so many instructions.
constexpr std::int64_t work_of_a_clock = 8;
// And comparing so many bytes of text as one.
constexpr std::int64_t bytes_at_a_time = 64;

constexpr bool works_on_numbers(Op op) {
    return (op >= Op::add && op <= Op::maximum) || (op >= Op::floor && op <= Op::round) || op == Op::compare_numbers;
}

void Evaluator::prepare(std::size_t cells, std::size_t names) {
    if (cells_.size() < cells + 1) cells_.resize(cells + 1);
    if (names_.size() < names) names_.resize(names);
}

// Of a result. One that does not fit 64 bits has its cost, also where it came of two that do.
inline Fault Evaluator::in_range(const Number& number) {
    if (!number.is_big()) return Fault::none;
    met_big = true;
    work_left -= exact::work_of(number, Number());
    if (work_left < 0) return Fault::out_of_work;
    return exact::out_of_range(number) ? Fault::out_of_range : Fault::none;
}

[[gnu::always_inline]] inline Fault Evaluator::step(const Instruction& i, const Formula& formula, const Surroundings& around) {
    Cell& target = cells_[i.target];
    // Not every instruction's left and right are registers.
    const auto left = [&]() -> const Cell& { return read(i.left, formula); };
    const auto right = [&]() -> const Cell& { return read(i.right, formula); };
    const std::uint32_t index = around.records[static_cast<std::size_t>(i.role)];
    // Before it is computed, since that is what takes the time.
    if (works_on_numbers(i.op)) {
        work_left -= exact::work_of(left().number, right().number);
        if (work_left < 0) return Fault::out_of_work;
    }
    switch (i.op) {
        case Op::constant: put(static_cast<Storage>(i.detail), left(), target); return Fault::none;
        case Op::fact:
            if (index == facts::no_record) return give_up(i.record, index, {});
            if (const facts::Fact* const fact = given(i, index, around)) return load(i, *fact, index, {});
            return give_up(i.record, index, facts::level_throughout);
        case Op::additional: {
            if (index == facts::no_record) return give_up(i.record, index, {});
            const DeclaredFact& declared = around.declared[i.left];
            return load(i, (*around.additional)[declared.book_index][index], index, declared.name);
        }
        case Op::derived: return load_derived(i, around);
        case Op::level:
            if (around.level != nullptr) return load_parameter(i, around);
            missing_ = missing_level(around);
            return Fault::missing;
        case Op::name: return load_name(i);
        case Op::known_fact:
            target.scalar = index != facts::no_record && is_known(given(i, index, around)) ? 1 : 0;
            return Fault::none;
        case Op::known_additional:
            target.scalar =
                index != facts::no_record && (*around.additional)[around.declared[i.left].book_index][index].known() ? 1 : 0;
            return Fault::none;
        case Op::known_role: target.scalar = index != facts::no_record ? 1 : 0; return Fault::none;
        case Op::add: target.number = left().number + right().number; return in_range(target.number);
        case Op::subtract: target.number = left().number - right().number; return in_range(target.number);
        case Op::multiply: target.number = left().number * right().number; return in_range(target.number);
        case Op::divide: target.number = left().number / right().number; return in_range(target.number);
        case Op::negate: target.number = -left().number; return in_range(target.number);
        case Op::absolute: target.number = exact::absolute(left().number); return in_range(target.number);
        case Op::minimum:
            target.number = right().number < left().number ? right().number : left().number;
            return in_range(target.number);
        case Op::maximum:
            target.number = left().number < right().number ? right().number : left().number;
            return in_range(target.number);
        case Op::scalar_minimum: target.scalar = std::min(left().scalar, right().scalar); return Fault::none;
        case Op::scalar_maximum: target.scalar = std::max(left().scalar, right().scalar); return Fault::none;
        case Op::floor:
            target.number = exact::round(left().number, right().number, exact::RoundingMode::floor);
            return in_range(target.number);
        case Op::ceil:
            target.number = exact::round(left().number, right().number, exact::RoundingMode::ceiling);
            return in_range(target.number);
        case Op::round:
            target.number = exact::round(left().number, right().number, static_cast<exact::RoundingMode>(i.detail));
            return in_range(target.number);
        case Op::compare_numbers:
            target.scalar = holds(static_cast<Relation>(i.detail), left().number, right().number) ? 1 : 0;
            return Fault::none;
        case Op::compare_scalars:
            target.scalar = holds(static_cast<Relation>(i.detail), left().scalar, right().scalar) ? 1 : 0;
            return Fault::none;
        case Op::compare_texts:
            work_left -= static_cast<std::int64_t>(std::min(left().text.size(), right().text.size())) / bytes_at_a_time;
            target.scalar = holds(static_cast<Relation>(i.detail), left().text, right().text) ? 1 : 0;
            return Fault::none;
        case Op::compare_fact: {
            if (index == facts::no_record) return give_up(i.record, index, {});
            const facts::Fact& fact = *given(i, index, around);  // no level, which is text
            if (!fact.known()) return unknown(i, index, {});
            target.scalar = holds(static_cast<Relation>(i.detail), fact.scalar, right().scalar) ? 1 : 0;
            return Fault::none;
        }
        case Op::not_: target.scalar = left().scalar == 0 ? 1 : 0; return Fault::none;
        case Op::instant_plus_seconds:
        case Op::instant_minus_seconds:
        case Op::instant_plus_span:
        case Op::instant_minus_span:
        case Op::date_plus_span:
        case Op::date_minus_span: return move_instant(i, left(), right(), around);
        case Op::instants_difference: target.number = Number(left().scalar - right().scalar); return Fault::none;
        case Op::date_of:
            work_left -= work_of_a_clock;
            target.scalar = around.window.zone->date(instant_of(left().scalar)).time_since_epoch().count();
            return Fault::none;
        case Op::start_of:
        case Op::end_of: return find_boundary(i, left(), around);
        case Op::window_beside: return find_window_beside(i, around);
        case Op::days_between: target.number = Number(right().scalar - left().scalar); return Fault::none;
        case Op::working_days_between:
            work_left -= time::WorkCalendar::work_of_counting;
            if (const auto unknown = around.calendar->unknown(date_of(std::min(left().scalar, right().scalar)),
                                                              date_of(std::max(left().scalar, right().scalar)))) {
                return give_up(*unknown);
            }
            target.number = Number(around.calendar->working_days_between(date_of(left().scalar), date_of(right().scalar)));
            return Fault::none;
        case Op::opening_time_between: return opening_time(left(), right(), target, around);
        case Op::jump:
        case Op::jump_unless:
        case Op::jump_if:
        case Op::jump_if_zero: break;  // run() takes them
    }
    return Fault::none;
}

Fault Evaluator::run(const Formula& formula, const Surroundings& around) {
    if (cells_.size() < formula.cells) cells_.resize(formula.cells);
    const Instruction* const code = formula.code.data();
    const std::size_t size = formula.code.size();
    work_left -= static_cast<std::int64_t>(size);
    if (work_left < 0) return Fault::out_of_work;
    std::size_t at = 0;
    while (at < size) {
        const Instruction& i = code[at];
        switch (i.op) {
            case Op::jump: at = i.left; continue;
            case Op::jump_unless: at = cells_[i.right].scalar == 0 ? i.left : at + 1; continue;
            case Op::jump_if: at = cells_[i.right].scalar != 0 ? i.left : at + 1; continue;
            case Op::jump_if_zero: at = exact::sign(read(i.right, formula).number) == 0 ? i.left : at + 1; continue;
            default: break;
        }
        const Fault fault = step(i, formula, around);
        if (fault != Fault::none) return fault;
        ++at;
    }
    return Fault::none;
}

Fault Evaluator::give_up(facts::Record record, std::uint32_t index, std::string_view field) {
    missing_ = Missing{record, index, field, false};
    return Fault::missing;
}

Missing Evaluator::missing_level(const Surroundings& around) {
    constexpr std::uint8_t level = facts::slot(facts::Record::subscription, "level");
    const std::uint32_t subscription = around.window.subscription;
    // Without a case rules are only loaded.
    const bool changes = around.facts != nullptr && facts::fact_in(*around.facts, subscription, level, around.seen) == nullptr;
    return {facts::Record::subscription, subscription, changes ? facts::level_throughout : "level", false};
}

Fault Evaluator::give_up(const Missing& missing) {
    missing_ = missing;
    return Fault::missing;
}

Fault Evaluator::give_up(const time::UnknownDays& days) {
    missing_ = {};
    missing_.days = days;
    return Fault::missing;
}

Fault Evaluator::load(const Instruction& i, const facts::Fact& fact, std::uint32_t index, std::string_view field) {
    if (!fact.known()) return unknown(i, index, field);
    put(static_cast<Storage>(i.detail), fact, cells_[i.target]);
    return Fault::none;
}

Fault Evaluator::unknown(const Instruction& i, std::uint32_t index, std::string_view field) {
    for (const facts::Field& f : facts::fields(i.record)) {
        if (field.empty() && f.presence != facts::Presence::derived && f.slot == i.left) field = f.name;
    }
    return give_up(i.record, index, field);
}

Fault Evaluator::load_derived(const Instruction& i, const Surroundings& around) {
    Cell& target = cells_[i.target];
    const auto derived = static_cast<facts::Derived>(i.left);
    const facts::WindowContext& window = around.window;
    const auto whole = [&](std::int64_t value) {
        target.number = Number(value);
        return Fault::none;
    };
    work_left -= work_of_a_clock;
    if (i.record == facts::Record::window && window.interval.empty()) {
        missing_ = unknown_window(*around.facts, window.subscription);
        return Fault::missing;
    }
    const Period* const period = i.role == Role::subject ? around.subject_period : around.period;
    if (i.record == facts::Record::period && period == nullptr) return give_up(i.record, facts::no_record, {});
    std::optional<Number> value;
    std::uint32_t index = around.records[static_cast<std::size_t>(i.role)];
    switch (derived) {
        case facts::Derived::window_start: target.scalar = window.interval.start.time_since_epoch().count(); return Fault::none;
        case facts::Derived::window_end: target.scalar = window.interval.end.time_since_epoch().count(); return Fault::none;
        case facts::Derived::window_length: return whole(window.interval.length().count());
        case facts::Derived::window_days: return whole(facts::window_days(window));
        case facts::Derived::window_month_days: return whole(time::days_in_month(window.interval.start, *window.zone));
        case facts::Derived::period_start: target.scalar = period->whole.start.time_since_epoch().count(); return Fault::none;
        case facts::Derived::period_end: target.scalar = period->whole.end.time_since_epoch().count(); return Fault::none;
        case facts::Derived::period_length: return whole(period->length.count());
        case facts::Derived::window_price:
            value = facts::window_price(*around.facts, window, work_left);
            index = window.subscription;
            break;
        case facts::Derived::ticket_response_time:
        case facts::Derived::ticket_resolution_time:
        case facts::Derived::ticket_response_due:
        case facts::Derived::ticket_resolution_due:
            if (index == facts::no_record) return give_up(i.record, index, {});
            return load_ticket_time(i, derived, index, around);
        default:
            if (index == facts::no_record) return give_up(i.record, index, {});
            value = facts::derived_number(derived, *around.facts, index, *window.zone, around.seen, work_left);
    }
    if (work_left < 0) return Fault::out_of_work;
    if (!value) {
        if (const std::optional<std::string_view> given = facts::lacking(derived, *around.facts, index))
            return give_up(i.record, index, *given);
        for (const facts::Field& f : facts::fields(i.record)) {
            if (f.presence == facts::Presence::derived && facts::derived(f) == derived) return give_up(i.record, index, f.name);
        }
    }
    target.number = *value;
    return in_range(target.number);
}

Fault Evaluator::find_boundary(const Instruction& i, const Cell& left, const Surroundings& around) {
    work_left -= 2 * work_of_a_clock;
    const time::Zone& zone = *around.window.zone;
    const bool of_date = i.right == 1;
    const std::int64_t scalar = left.scalar;
    const time::Interval stretch = time::civil_window(static_cast<time::WindowKind>(i.detail),
                                                      of_date ? zone.start_of_day(date_of(scalar)) : instant_of(scalar), zone);
    const time::Instant at = i.op == Op::start_of ? stretch.start : stretch.end;
    if (!in_years(at)) return Fault::out_of_years;
    cells_[i.target].scalar = of_date ? zone.date(at).time_since_epoch().count() : at.time_since_epoch().count();
    return Fault::none;
}

Fault Evaluator::opening_time(const Cell& left, const Cell& right, Cell& target, const Surroundings& around) {
    const time::Instant from = instant_of(left.scalar);
    const time::Instant until = instant_of(right.scalar);
    if (around.opening_zone == nullptr) return give_up(around.no_opening_zone);
    const time::RunningTime clock{around.calendar, around.opening_zone, {}};
    const time::Interval between{std::min(from, until), std::max(from, until)};
    work_left -= time::work_of_running(between, clock);
    if (work_left < 0) return Fault::out_of_work;
    if (const auto unknown = time::unknown_days(between, clock)) return give_up(*unknown);
    const Number time(time::elapsed(between, clock).count());
    target.number = until < from ? -time : time;
    return Fault::none;
}

Fault Evaluator::find_window_beside(const Instruction& i, const Surroundings& around) {
    const facts::WindowContext& window = around.window;
    if (window.interval.empty()) {
        missing_ = unknown_window(*around.facts, window.subscription);
        return Fault::missing;
    }
    const std::int32_t many = std::int32_t{i.left} - static_cast<std::int32_t>(windows_beside_max);
    work_left -= std::abs(many) * facts::work_of_a_window;
    const std::optional<time::Interval> beside = facts::window_beside(*around.facts, window, many);
    if (!beside) return give_up(facts::Record::window, window.subscription, i.detail == 0 ? "start" : "end");
    const time::Instant at = i.detail == 0 ? beside->start : beside->end;
    if (!in_years(at)) return Fault::out_of_years;
    cells_[i.target].scalar = at.time_since_epoch().count();
    return Fault::none;
}

Fault Evaluator::load_parameter(const Instruction& i, const Surroundings& around) {
    const facts::Fact& value = around.level->values[i.left];
    const bool as_number = static_cast<Storage>(i.detail) == Storage::number;
    if (!as_number || !around.parameters[i.left].days) return load(i, value, 0, {});
    cells_[i.target].number = Number(value.span.days * time::seconds_per_day);
    return Fault::none;
}

Fault Evaluator::load_name(const Instruction& i) {
    const Named& named = name(i.left);
    if (named.state != Named::State::known) {
        missing_ = named.missing;
        return Fault::missing;
    }
    const auto storage = static_cast<Storage>(i.detail);
    put(storage, named.cell, cells_[i.target]);
    return storage == Storage::number ? in_range(named.cell.number) : Fault::none;
}

Fault Evaluator::move_instant(const Instruction& i, const Cell& left, const Cell& right, const Surroundings& around) {
    Cell& target = cells_[i.target];
    const time::WorkCalendar& calendar = *around.calendar;
    const bool minus = i.op == Op::instant_minus_seconds || i.op == Op::instant_minus_span || i.op == Op::date_minus_span;
    if (i.op == Op::instant_plus_seconds || i.op == Op::instant_minus_seconds) {
        const exact::Rational seconds = exact::to_rational(exact::floor(minus ? -right.number : right.number));
        const std::int64_t bound = 100'000'000'000;  // beyond any year that is read
        if (seconds.overflowed() || seconds.numerator() > bound || seconds.numerator() < -bound) return Fault::out_of_years;
        const time::Instant moved = instant_of(left.scalar + seconds.numerator());
        if (!in_years(moved)) return Fault::out_of_years;
        target.scalar = moved.time_since_epoch().count();
        return Fault::none;
    }
    work_left -= 2 * work_of_a_clock + (right.span.working_days != 0 ? time::WorkCalendar::work_of_adding : 0);
    const time::Span span = minus ? negated(right.span) : right.span;
    const bool of_date = i.op == Op::date_plus_span || i.op == Op::date_minus_span;
    if (span.working_days != 0) {
        const time::Date day = of_date ? date_of(left.scalar) : around.window.zone->date(instant_of(left.scalar));
        if (const auto unknown = calendar.unknown_adding(day, span.working_days)) return give_up(*unknown);
    }
    if (of_date) {
        const std::optional<time::Date> moved = time::add(date_of(left.scalar), span, calendar);
        if (!moved) return Fault::out_of_years;
        target.scalar = moved->time_since_epoch().count();
        return Fault::none;
    }
    const time::Instant from = instant_of(left.scalar);
    if (span.opening != 0 && around.opening_zone == nullptr) return give_up(around.no_opening_zone);
    const time::Zone& zone = span.opening != 0 ? *around.opening_zone : *around.window.zone;
    const std::optional<time::Instant> moved = time::add(from, span, zone, calendar);
    if (span.opening != 0) {
        const time::Instant reached = moved.value_or(span.opening > 0 ? time::instant_end : time::instant_begin);
        const time::RunningTime clock{&calendar, &zone, {}};
        const time::Interval passed{std::min(from, reached), std::max(from, reached)};
        work_left -= time::work_of_running(passed, clock);
        if (work_left < 0) return Fault::out_of_work;
        if (const auto unknown = time::unknown_days(passed, clock)) return give_up(*unknown);
    }
    if (!moved) return Fault::out_of_years;
    target.scalar = moved->time_since_epoch().count();
    return Fault::none;
}

facts::Fact constant_value(const Formula& formula, const Surroundings& around) {
    Evaluator evaluator;
    evaluator.work_left = limits::work_max;
    const Fault fault = evaluator.run(formula, around);
    if (fault != Fault::none || evaluator.result().number.is_big())
        throw FormulaError{0, "the value is not a constant that fits 18 digits"};
    facts::Fact value;
    value.state = facts::Fact::State::given;
    const Cell& cell = evaluator.result();
    switch (storage_of(formula.type)) {
        case Storage::number: value.number = exact::to_rational(cell.number); break;
        case Storage::scalar: value.scalar = cell.scalar; break;
        case Storage::span: value.span = cell.span; break;
        case Storage::text: value.text = cell.text; break;
    }
    return value;
}

}  // namespace redress::formula
