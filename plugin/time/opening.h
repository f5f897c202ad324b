// Time that does not always run: the opening hours of a desk, and clocks that stand still.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "time/interval.h"
#include "time/zone.h"

namespace redress::time {

// What a clock counts: the opening hours of a calendar or all time, but not while it stands still.
struct RunningTime {
    const WorkCalendar* opening = nullptr;  // null: all time
    const Zone* zone = nullptr;             // of the hours
    std::span<const Interval> stopped;      // a set
};

// The part of `within` in which the clock runs.
void running(const Interval& within, const RunningTime&, IntervalSet& out);
// How much of it that is. Takes memory for a year at most, however long the interval.
Seconds elapsed(const Interval& within, const RunningTime&);

// The first instant at which so much has run since `from`, or, below zero, the last from which so much runs until then; 0
// gives `from` itself. Nothing outside the years of input_limits.h, as where the clock never runs again.
//   Monday 17:00 + 4 hours, open 08:00-12:00 and 13:00-18:00: Tuesday 11:00
std::optional<Instant> reach(Instant from, Seconds, const RunningTime&);

// Which days of the calendar it takes to know what has run in the interval, and are not covered.
std::optional<UnknownDays> unknown_days(const Interval& within, const RunningTime&);

// What looking at such a stretch of time costs, in the instructions of input_limits.h.
std::int64_t work_of_running(const Interval&, const RunningTime&) noexcept;

}  // namespace redress::time
