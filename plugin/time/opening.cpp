#include "time/opening.h"

#include <algorithm>

namespace redress::time {
namespace {

using std::chrono::days;

// How much is looked at at once: a week, and then twice as much as before, up to a year.
constexpr days first_stretch{7};
constexpr days longest_stretch{364};

void opening_hours(const Interval& within, const WorkCalendar& calendar, const Zone& zone, IntervalSet& out) {
    IntervalSet part;
    out.clear();
    for (const OpeningHours& row : calendar.opening) {
        // Whoever asks has looked whether all days are covered, or will when the end is found.
        static_cast<void>(daily_hours(within, row.hours, row.days, zone, calendar, part));
        out.insert(out.end(), part.begin(), part.end());
    }
    normalize(out);
}

// What is left of `wanted` at the end of the set, or the instant at which none is.
std::optional<Instant> reached(std::span<const Interval> set, Seconds& wanted) {
    for (const Interval& stretch : set) {
        if (wanted <= stretch.length()) return stretch.start + wanted;
        wanted -= stretch.length();
    }
    return std::nullopt;
}

std::optional<Instant> reached_backwards(std::span<const Interval> set, Seconds& wanted) {
    for (auto stretch = set.rbegin(); stretch != set.rend(); ++stretch) {
        if (wanted <= stretch->length()) return stretch->end - wanted;
        wanted -= stretch->length();
    }
    return std::nullopt;
}

}  // namespace

void running(const Interval& within, const RunningTime& clock, IntervalSet& out) {
    IntervalSet open;
    if (clock.opening != nullptr) {
        opening_hours(within, *clock.opening, *clock.zone, open);
    } else if (!within.empty()) {
        open.push_back(within);
    }
    subtract(open, clock.stopped, out);
}

Seconds elapsed(const Interval& within, const RunningTime& clock) {
    if (clock.opening == nullptr) return length_outside(within, clock.stopped);
    Seconds sum{0};
    IntervalSet stretch;
    for (Instant at = within.start; at < within.end; at += longest_stretch) {
        running({at, std::min(at + longest_stretch, within.end)}, clock, stretch);
        sum += length(stretch);
    }
    return sum;
}

std::optional<Instant> reach(Instant from, Seconds span, const RunningTime& clock) {
    if (span == Seconds(0)) return from;
    const bool later = span > Seconds(0);
    Seconds wanted = later ? span : -span;
    IntervalSet stretch;
    days size = first_stretch;
    for (Instant at = from; later ? at < instant_end : at > instant_begin;) {
        const Interval next =
            later ? Interval{at, std::min(at + size, instant_end)} : Interval{std::max(at - size, instant_begin), at};
        running(next, clock, stretch);
        const std::optional<Instant> found = later ? reached(stretch, wanted) : reached_backwards(stretch, wanted);
        if (found) return *found < instant_end ? found : std::nullopt;
        at = later ? next.end : next.start;
        size = std::min(2 * size, longest_stretch);
    }
    return std::nullopt;
}

std::optional<UnknownDays> unknown_days(const Interval& within, const RunningTime& clock) {
    if (clock.opening == nullptr || within.empty()) return std::nullopt;
    bool asks = false;
    bool over_midnight = false;
    for (const OpeningHours& row : clock.opening->opening) {
        if (!row.days.asks_the_calendar()) continue;
        asks = true;
        over_midnight = over_midnight || row.hours.until <= row.hours.from;
    }
    if (!asks) return std::nullopt;
    const Date first = clock.zone->date(within.start) - days{over_midnight ? 1 : 0};
    return clock.opening->unknown(first, clock.zone->date(within.end - Seconds(1)) + days{1});
}

std::int64_t work_of_running(const Interval& within, const RunningTime& clock) noexcept {
    constexpr std::int64_t work_of_a_day = 16;  // two readings of a clock
    const std::int64_t days_in = within.empty() ? 0 : within.length().count() / seconds_per_day + 2;
    const auto rows = static_cast<std::int64_t>(clock.opening == nullptr ? 0 : clock.opening->opening.size());
    return 1 + static_cast<std::int64_t>(clock.stopped.size()) + days_in * rows * work_of_a_day;
}

}  // namespace redress::time
