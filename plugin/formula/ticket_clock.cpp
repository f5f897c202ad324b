#include "formula/ticket_clock.h"

#include <algorithm>

#include "formula/evaluator.h"

namespace redress::formula {

using facts::Derived;
using facts::Record;

time::RunningTime running_clock(const TicketClock* clock, const Surroundings& around, std::uint32_t ticket) {
    time::RunningTime out;
    out.zone = around.opening_zone;
    if (clock == nullptr) return out;
    if (clock->opening) out.opening = around.calendar;
    if (clock->pauses) out.stopped = around.facts->pauses(ticket);
    return out;
}

bool reads(const Formula& formula, Role role, Derived derived) {
    return std::any_of(formula.code.begin(), formula.code.end(), [&](const Instruction& i) {
        return i.op == Op::derived && i.role == role && static_cast<Derived>(i.left) == derived;
    });
}

bool reads(const Formula& formula, Role role) {
    return std::any_of(formula.code.begin(), formula.code.end(), [&](const Instruction& i) { return i.role == role; });
}

bool same_in_all_windows(const Formula& formula) {
    return std::none_of(formula.code.begin(), formula.code.end(), [](const Instruction& i) {
        return i.op == Op::name || i.op == Op::window_beside || i.record == facts::Record::window || i.role == Role::claim ||
               i.role == Role::subject;
    });
}

// The conditions are evaluated beside the formula that asks, whose cells are in use.
Fault Evaluator::find_clock(const Surroundings& around, std::uint32_t ticket, const TicketClock*& found) {
    found = nullptr;
    Surroundings of_ticket = around;
    of_ticket.records[static_cast<std::size_t>(Role::measured)] = ticket;
    for (const TicketClock& clock : around.clocks) {
        if (!clock.when.exists()) {
            found = &clock;
            return Fault::none;
        }
        Evaluator beside;
        beside.work_left = work_left;
        const Fault fault = beside.run(clock.when, of_ticket);
        work_left = beside.work_left;
        met_big = met_big || beside.met_big;
        if (fault == Fault::missing) missing_ = beside.missing();
        if (fault != Fault::none) return fault;
        if (!beside.flag()) continue;
        found = &clock;
        break;
    }
    return Fault::none;
}

Fault Evaluator::load_ticket_time(const Instruction& i, Derived derived, std::uint32_t ticket, const Surroundings& around) {
    const TicketClock* by = nullptr;
    if (const Fault fault = find_clock(around, ticket, by); fault != Fault::none) return fault;
    if (by != nullptr && by->opening && around.opening_zone == nullptr) return give_up(around.no_opening_zone);
    const time::RunningTime clock = running_clock(by, around, ticket);
    const facts::Case& facts = *around.facts;
    const time::Interval open = facts.extent(Record::ticket, ticket);
    const auto until = [&](time::Instant end) {
        work_left -= time::work_of_running({open.start, end}, clock);
        if (const auto unknown = time::unknown_days({open.start, end}, clock)) return give_up(*unknown);
        cells_[i.target].number = Number(time::elapsed({open.start, end}, clock).count());
        return work_left < 0 ? Fault::out_of_work : Fault::none;
    };
    const auto due = [&](const std::optional<exact::Rational>& limit, std::string_view name) {
        if (!limit) return give_up(Record::ticket, ticket, name);
        const std::optional<time::Instant> at = time::reach(open.start, time::Seconds(limit->numerator()), clock);
        work_left -= time::work_of_running({open.start, at.value_or(time::instant_end)}, clock);
        if (const auto unknown = time::unknown_days({open.start, at.value_or(time::instant_end)}, clock))
            return give_up(*unknown);
        if (!at) return Fault::out_of_years;
        cells_[i.target].scalar = at->time_since_epoch().count();
        return work_left < 0 ? Fault::out_of_work : Fault::none;
    };
    switch (derived) {
        case Derived::ticket_response_time: return until(facts.get<"ticket.first_response">(ticket).value_or(facts.as_of()));
        case Derived::ticket_resolution_time: return until(open.end);
        case Derived::ticket_response_due: return due(facts.get<"ticket.response_limit">(ticket), "response_limit");
        default: return due(facts.get<"ticket.resolution_limit">(ticket), "resolution_limit");
    }
}

}  // namespace redress::formula
