#include "settle/clock_step.h"

#include <algorithm>

namespace redress::settle {

using facts::Derived;

namespace {

// Whether a formula of the guarantee reads the field of its ticket.
bool asks(const Frame& frame, Derived derived) {
    const rules::Guarantee& guarantee = *frame.guarantee;
    const auto reads = [&](const formula::Formula& f) { return formula::reads(f, formula::Role::subject, derived); };
    const auto defines = [&](const rules::Definition& d) { return reads(d.value) || reads(d.ladder.of); };
    const auto demands = [&](const rules::Requirement& r) { return reads(r.that); };
    const auto shares = [&](std::uint16_t index) { return defines(frame.pack->shared[index]); };
    return reads(guarantee.when) || reads(guarantee.from) || reads(guarantee.decided_from) || reads(guarantee.breach) ||
           reads(guarantee.credit) || std::any_of(guarantee.definitions.begin(), guarantee.definitions.end(), defines) ||
           std::any_of(guarantee.requirements.begin(), guarantee.requirements.end(), demands) ||
           std::any_of(guarantee.shared.begin(), guarantee.shared.end(), shares);
}

// When it ran, of a ticket that was open for a year at most.
void append_running(Frame& frame, const time::Interval& open, const time::RunningTime& clock) {
    constexpr time::Seconds year = std::chrono::days(366);
    if (open.length() <= year) time::running(open, clock, frame.scratch);
    if (open.length() <= year && !frame.scratch.empty()) {
        frame.trace->text() += ':';
        frame.trace->append_list(frame.scratch);
    }
    frame.trace->text() += '.';
}

struct Answered {
    std::string_view name;  // of the step
    std::string_view done;
    std::string_view not_done;
    std::optional<time::Instant> at;
};

void record(Frame& frame, std::uint32_t ticket, const Answered& answered, const formula::TicketClock& by) {
    const facts::Case& facts = frame.facts();
    const time::Interval open{facts.get<"ticket.opened">(ticket), answered.at.value_or(facts.as_of())};
    const time::RunningTime clock = formula::running_clock(&by, frame.around, ticket);
    frame.spend(2 * time::work_of_running(open, clock));
    Trace& trace = *frame.trace;
    trace.begin(frame.decision, StepKind::clock, by.clause, answered.name, by.when.source());
    time::append_duration(trace.value(), time::elapsed(open, clock));
    std::string& text = trace.text();
    text += "Opened ";
    time::append_instant(text, open.start);
    text += answered.at ? answered.done : answered.not_done;
    time::append_instant(text, open.end);
    text += by.opening ? ". The clock runs in opening hours" : ". The clock runs at all hours";
    if (by.opening && frame.pack->opening_zone.fact.exists()) {
        text += " of ";
        text += frame.around.opening_zone->name();
    }
    text += by.pauses ? ", and not in pauses" : ", and in pauses";
    append_running(frame, open, clock);
    trace.end();
}

}  // namespace

void record_clocks(Frame& frame, std::uint32_t ticket) {
    if (frame.trace == nullptr || frame.guarantee->over != time::WindowKind::ticket || frame.pack->clocks.empty()) return;
    const bool response = asks(frame, Derived::ticket_response_time) || asks(frame, Derived::ticket_response_due);
    const bool resolution = asks(frame, Derived::ticket_resolution_time) || asks(frame, Derived::ticket_resolution_due);
    if (!response && !resolution) return;
    const formula::TicketClock* by = nullptr;
    if (frame.evaluator.find_clock(frame.around, ticket, by) != formula::Fault::none || by == nullptr) return;
    if (by->opening && frame.around.opening_zone == nullptr) return;
    const facts::Case& facts = frame.facts();
    if (response)
        record(frame, ticket, {"response_time", ", answered ", ", not answered by ", facts.get<"ticket.first_response">(ticket)},
               *by);
    if (resolution)
        record(frame, ticket, {"resolution_time", ", resolved ", ", not resolved by ", facts.get<"ticket.resolved">(ticket)},
               *by);
}

}  // namespace redress::settle
