// Half-open intervals of time and sets of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "time/calendar.h"

namespace redress::time {

// [start, end); start <= end. An interval with start == end holds no time.
struct Interval {
    Instant start;
    Instant end;

    Seconds length() const noexcept { return end - start; }
    bool empty() const noexcept { return start >= end; }
    bool contains(Instant at) const noexcept { return start <= at && at < end; }
    friend bool operator==(const Interval&, const Interval&) = default;
};

Interval intersection(const Interval&, const Interval&) noexcept;  // empty (start == end) where they do not meet

// A set of time: sorted, disjoint, non-adjacent, non-empty intervals. The functions below take such sets (but for
// `normalize`, which makes one) and write one to `out`, which must not be an input and keeps its capacity.
using IntervalSet = std::vector<Interval>;

void normalize(IntervalSet& intervals);  // any intervals, in place: union
Seconds length(std::span<const Interval> set) noexcept;
Seconds length_outside(const Interval&, std::span<const Interval> set) noexcept;  // of what of the interval is not in the set
void intersect(std::span<const Interval> a, std::span<const Interval> b, IntervalSet& out);
void subtract(std::span<const Interval> a, std::span<const Interval> b, IntervalSet& out);
void clip(IntervalSet& set, const Interval& bounds);  // in place
// The time in which at least `k` of the given sets hold. k = 1: union; k = sets.size(): intersection; k = 0 would be
// all time, which no set can hold, and gives none.
void at_least(std::size_t k, std::span<const IntervalSet> sets, IntervalSet& out);

// The part of `within` that lies in `hours` of the chosen days, by the zone's wall clock; hours that run over midnight
// belong to the day on which they begin. On a day with a gap or a fold, the boundaries are first_instant() of the
// reading. Where that takes to know of a day that the calendar does not cover, says which first, and `out` is as if
// no list of the calendar had such days.
[[nodiscard]] std::optional<UnknownDays> daily_hours(const Interval& within, const DailyHours& hours, const DayFilter&,
                                                     const Zone&, const WorkCalendar&, IntervalSet& out);

}  // namespace redress::time
