#include "time/window.h"

#include <algorithm>
#include <array>

#include "error.h"

namespace redress::time {
namespace {

using std::chrono::days;

constexpr std::array<std::string_view, 8> names = {"day",  "calendar_month", "quarter", "calendar_year", "billing_period",
                                                   "term", "incident",       "ticket"};

std::int32_t months_of(WindowKind kind) {
    switch (kind) {
        case WindowKind::calendar_month: return 1;
        case WindowKind::quarter: return 3;
        case WindowKind::calendar_year: return 12;
        default: throw Error(Status::internal, {}, "not a civil window: " + std::string(name_of(kind)));
    }
}

// The first day of the window that holds `day`, and of the one after it.
struct FirstDays {
    Date first;
    Date next;
};

FirstDays first_days(WindowKind kind, Date day) {
    if (kind == WindowKind::day) return {day, day + days{1}};
    const auto months = static_cast<unsigned>(months_of(kind));
    const std::chrono::year_month_day date{day};
    const unsigned month = (static_cast<unsigned>(date.month()) - 1) / months * months + 1;
    const auto first = date.year() / std::chrono::month{month};
    return {Date{first / 1}, Date{(first + std::chrono::months{months}) / 1}};
}

// Where the periods of an anchor begin: anchor + k * every.
class Periods {
public:
    Periods(Instant anchor, const Span& every, const Zone& zone)
        : anchor_(anchor), every_(every), zone_(zone), reading_(zone.local(anchor)) {}

    Instant begin(std::int64_t k) const {
        if (k == 0) return anchor_;  // itself, even where its reading comes twice
        const Date day = std::chrono::floor<days>(reading_);
        const Date moved = add_months(day, static_cast<std::int32_t>(k * every_.months)) + days{k * every_.days};
        return zone_.first_instant(moved + (reading_ - day));
    }

    // The number of the period that holds `at`, or one close to it.
    std::int64_t estimate(Instant at) const {
        constexpr std::int64_t cycle_months = 4'800;  // the calendar repeats after 400 years
        constexpr std::int64_t cycle_days = 146'097;
        const std::int64_t elapsed_days = std::chrono::floor<days>(at - anchor_).count();
        return elapsed_days * cycle_months / (every_.months * cycle_days + every_.days * cycle_months);
    }

private:
    Instant anchor_;
    Span every_;
    const Zone& zone_;
    LocalTime reading_;
};

}  // namespace

std::optional<WindowKind> window_kind(std::string_view name) noexcept {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<WindowKind>(found - names.begin());
}

std::string_view name_of(WindowKind kind) noexcept { return names[static_cast<std::size_t>(kind)]; }

std::span<const std::string_view> window_kind_names() noexcept { return names; }

Interval civil_day(Date day, const Zone& zone) { return {zone.start_of_day(day), zone.start_of_day(day + days{1})}; }

Interval civil_window(WindowKind kind, Instant at, const Zone& zone) {
    const FirstDays days_of = first_days(kind, zone.date(at));
    const Instant end = zone.start_of_day(days_of.next);
    if (at < end) return {zone.start_of_day(days_of.first), end};
    // Clocks went back over midnight and show the last day of the window again, after its end.
    return {end, zone.start_of_day(first_days(kind, days_of.next).next)};
}

std::optional<Interval> billing_period(Instant anchor, const Span& every, Instant at, const Zone& zone) {
    const bool steps = every.months >= 0 && every.days >= 0 && every.months + every.days > 0;
    if (!steps || every.working_days != 0 || at < anchor || !in_years(anchor) || !in_years(at)) return std::nullopt;

    const Periods periods(anchor, every, zone);
    std::int64_t k = periods.estimate(at);
    Instant start = periods.begin(k);
    Instant end = periods.begin(k + 1);
    while (at < start) {
        end = start;
        start = periods.begin(--k);
    }
    while (end <= at) {
        start = end;
        end = periods.begin(++k + 1);
    }
    return Interval{start, end};
}

std::int64_t civil_days(const Interval& window, const Zone& zone) {
    return (zone.date(window.end) - zone.date(window.start)).count();
}

std::int64_t days_in_month(Instant at, const Zone& zone) {
    const std::chrono::year_month_day date{zone.date(at)};
    return static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
}

}  // namespace redress::time
