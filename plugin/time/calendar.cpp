#include "time/calendar.h"

#include <algorithm>

namespace redress::time {
namespace {

using std::chrono::days;

std::size_t weekday_bit(Date day) noexcept {
    return std::chrono::weekday{day}.c_encoding();
}

std::int64_t count_between(const std::vector<Date>& sorted, Date from, Date until, auto counts) {
    const auto begin = std::lower_bound(sorted.begin(), sorted.end(), from);
    const auto end = std::lower_bound(begin, sorted.end(), until);
    return std::count_if(begin, end, counts);
}

// How many days fewer are worked in [from, until) than the weekend alone says; below zero where more are.
std::int64_t days_off(const WorkCalendar& calendar, Date from, Date until) {
    const auto weekend = [&](Date day) { return bool(calendar.weekend[weekday_bit(day)]); };
    const auto off = [&](Date day) { return !weekend(day) && !calendar.is_working_day(day); };
    return count_between(calendar.holidays, from, until, off) - count_between(calendar.worked, from, until, weekend);
}

std::int64_t working_weekdays(const WorkCalendar& calendar) noexcept {
    return 7 - static_cast<std::int64_t>(calendar.weekend.count());
}

// Reads "07:30" at `text`, minutes since midnight; -1 where it isn't a time from 00:00 to 24:00.
int read_minutes(const char* text) noexcept {
    const auto digit = [text](int i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 100; };
    const int hour = digit(0) * 10 + digit(1);
    const int minute = digit(3) * 10 + digit(4);
    const bool valid = text[2] == ':' && minute <= 59 && (hour <= 23 || (hour == 24 && minute == 0));
    return valid ? hour * 60 + minute : -1;
}

}  // namespace

Date add_months(Date date, std::int32_t months) {
    constexpr std::int32_t months_max = 24'000;
    const std::chrono::year_month_day from{date};
    const auto month = from.year() / from.month() + std::chrono::months{std::clamp(months, -months_max, months_max)};
    const std::chrono::day last = (month / std::chrono::last).day();
    return Date{month / std::min(from.day(), last)};
}

void WorkCalendar::put_in_order() {
    for (std::vector<Date>* dates : {&holidays, &worked}) {
        std::sort(dates->begin(), dates->end());
        dates->erase(std::unique(dates->begin(), dates->end()), dates->end());
    }
}

bool WorkCalendar::is_working_day(Date day) const noexcept {
    if (std::binary_search(worked.begin(), worked.end(), day)) return true;
    return !weekend[weekday_bit(day)] && !std::binary_search(holidays.begin(), holidays.end(), day);
}

std::optional<Date> WorkCalendar::add_working_days(Date from, std::int32_t n) const {
    const std::int64_t per_week = working_weekdays(*this);
    if (n != 0 && per_week == 0) return std::nullopt;
    const int direction = n < 0 ? -1 : 1;
    std::int64_t remaining = std::int64_t{n} * direction;
    Date day = from;
    while (remaining > 0 && in_years(day)) {
        // Whole weeks at once, short of the last working day so that the end falls on one; days off in them come back.
        const std::int64_t weeks = (remaining - 1) / per_week;
        const Date next = day + days{7 * weeks * direction};
        const auto [first, end] = n < 0 ? std::pair{next, day} : std::pair{day + days{1}, next + days{1}};
        const std::int64_t left = remaining - weeks * per_week + (weeks > 0 ? days_off(*this, first, end) : 0);
        if (weeks > 0 && left > 0) {
            remaining = left;
            day = next;
        } else {
            day += days{direction};
            if (is_working_day(day)) --remaining;
        }
    }
    return in_years(day) ? std::optional(day) : std::nullopt;
}

std::int64_t WorkCalendar::working_days_between(Date from, Date until) const {
    if (until < from) return -working_days_between(until, from);
    const std::int64_t weeks = (until - from).count() / 7;
    std::int64_t count = weeks * working_weekdays(*this) - days_off(*this, from, until);
    for (Date day = from + days{7 * weeks}; day < until; day += days{1}) {
        if (!weekend[weekday_bit(day)]) ++count;
    }
    return count;
}

std::optional<Date> add(Date date, const Span& span, const WorkCalendar& calendar) {
    if (span.working_days != 0) return calendar.add_working_days(date, span.working_days);
    const Date moved = add_months(date, span.months) + days{span.days};
    return in_years(moved) ? std::optional(moved) : std::nullopt;
}

std::optional<Instant> add(Instant at, const Span& span, const Zone& zone, const WorkCalendar& calendar) {
    const LocalTime reading = zone.local(at);
    const Date day = std::chrono::floor<days>(reading);
    const std::optional<Date> moved = add(day, span, calendar);
    if (!moved) return std::nullopt;
    if (*moved == day) return at;
    const Instant result = zone.first_instant(*moved + (reading - day));
    return in_years(result) ? std::optional(result) : std::nullopt;
}

std::optional<DailyHours> parse_daily_hours(std::string_view text) noexcept {
    constexpr int minutes_per_day = 24 * 60;
    if (text.size() != 11 || text[5] != '-') return std::nullopt;
    const int from = read_minutes(text.data());
    const int until = read_minutes(text.data() + 6);
    if (from < 0 || until < 0 || from == minutes_per_day) return std::nullopt;
    return DailyHours{from * 60, until * 60};
}

}  // namespace redress::time
