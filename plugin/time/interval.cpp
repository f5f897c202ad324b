#include "time/interval.h"

#include <algorithm>

namespace redress::time {
namespace {

bool starts_earlier(const Interval& a, const Interval& b) noexcept { return a.start < b.start; }
bool ends_earlier(const Interval& a, const Interval& b) noexcept { return a.end < b.end; }

// The wall clock hours that begin on `day`, as instants.
Interval hours_of_day(Date day, const DailyHours& hours, const Zone& zone) {
    const bool over_midnight = hours.until <= hours.from;
    const Date last_day = over_midnight ? day + std::chrono::days{1} : day;
    return {zone.first_instant(LocalTime(day) + Seconds{hours.from}),
            zone.first_instant(LocalTime(last_day) + Seconds{hours.until})};
}

}  // namespace

Interval intersection(const Interval& a, const Interval& b) noexcept {
    const Instant start = std::max(a.start, b.start);
    return {start, std::max(start, std::min(a.end, b.end))};
}

void normalize(IntervalSet& intervals) {
    std::erase_if(intervals, [](const Interval& interval) { return interval.empty(); });
    if (intervals.empty()) return;
    if (!std::is_sorted(intervals.begin(), intervals.end(), starts_earlier)) {
        std::sort(intervals.begin(), intervals.end(), starts_earlier);
    }
    auto last = intervals.begin();
    for (auto next = last + 1; next != intervals.end(); ++next) {
        if (next->start <= last->end) {
            last->end = std::max(last->end, next->end);
        } else {
            *++last = *next;
        }
    }
    intervals.erase(last + 1, intervals.end());
}

Seconds length(std::span<const Interval> set) noexcept {
    Seconds sum{0};
    for (const Interval& interval : set) sum += interval.length();
    return sum;
}

Seconds length_outside(const Interval& interval, std::span<const Interval> set) noexcept {
    if (interval.empty()) return Seconds(0);
    Seconds left = interval.length();
    auto at = std::partition_point(set.begin(), set.end(), [&](const Interval& s) { return s.end <= interval.start; });
    for (; at != set.end() && at->start < interval.end; ++at) left -= intersection(*at, interval).length();
    return left;
}

void intersect(std::span<const Interval> a, std::span<const Interval> b, IntervalSet& out) {
    out.clear();
    for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
        const Interval common = intersection(*left, *right);
        if (!common.empty()) out.push_back(common);
        // The one that ends first meets nothing further.
        if (left->end < right->end) {
            ++left;
        } else {
            ++right;
        }
    }
}

void subtract(std::span<const Interval> a, std::span<const Interval> b, IntervalSet& out) {
    out.clear();
    auto hole = b.begin();
    for (const Interval& interval : a) {
        Instant start = interval.start;
        while (hole != b.end() && hole->end <= start) ++hole;
        // The last hole may reach into the next interval, so `hole` itself stays.
        for (auto next = hole; next != b.end() && next->start < interval.end; ++next) {
            if (start < next->start) out.push_back({start, next->start});
            start = next->end;
        }
        if (start < interval.end) out.push_back({start, interval.end});
    }
}

void clip(IntervalSet& set, const Interval& bounds) {
    for (Interval& interval : set) interval = intersection(interval, bounds);
    std::erase_if(set, [](const Interval& interval) { return interval.empty(); });
}

// With all starts sorted as s[0..n) and all ends sorted as e[0..n), j ends are past at an instant in which k sets hold,
// and at least j + k starts: it lies in [s[j + k - 1], e[j]). The union of these over j is the answer. Two copies of
// the intervals in `out`, sorted one by start and one by end, are all the memory that it takes.
void at_least(std::size_t k, std::span<const IntervalSet> sets, IntervalSet& out) {
    out.clear();
    if (k == 0 || k > sets.size()) return;
    for (const IntervalSet& set : sets) out.insert(out.end(), set.begin(), set.end());
    const std::size_t count = out.size();
    if (k > 1) {
        out.resize(count * 2);
        const auto middle = out.begin() + static_cast<std::ptrdiff_t>(count);
        std::copy(out.begin(), middle, middle);
        std::sort(out.begin(), middle, starts_earlier);
        std::sort(middle, out.end(), ends_earlier);
        for (std::size_t j = 0; j + k <= count; ++j) out[j] = {out[j + k - 1].start, out[count + j].end};
        out.resize(count < k ? 0 : count - k + 1);
    }
    normalize(out);
}

std::optional<UnknownDays> daily_hours(const Interval& within, const DailyHours& hours, const DayFilter& filter, const Zone& zone,
                                       const WorkCalendar& calendar, IntervalSet& out) {
    constexpr std::chrono::days one_day{1};
    out.clear();
    if (within.empty()) return std::nullopt;
    // A day more on both sides: hours that began the day before, and clocks that go back over midnight at the end.
    const Date last = zone.date(within.end) + one_day;
    std::optional<UnknownDays> unknown;
    for (Date day = zone.date(within.start) - one_day; day <= last; day += one_day) {
        const std::optional<UnknownDays> of_day =
            filter.asks_the_calendar() ? calendar.unknown(day, day + one_day) : std::nullopt;
        const bool chosen = calendar.is_chosen(filter, day);
        if (!of_day && !chosen) continue;
        const Interval open = hours_of_day(day, hours, zone);
        if (open.start >= within.end) break;
        const Interval part = intersection(open, within);
        if (part.empty()) continue;
        if (of_day && !unknown) unknown = of_day;
        if (chosen) out.push_back(part);
    }
    normalize(out);
    return unknown;
}

}  // namespace redress::time
