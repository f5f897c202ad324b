#include "time/calendar.h"

#include <algorithm>

#include "time/opening.h"

namespace redress::time {
namespace {

using std::chrono::days;

std::size_t weekday_bit(Date day) noexcept { return std::chrono::weekday{day}.c_encoding(); }

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
    exceptions_.clear();
    std::int64_t sum = 0;
    for (auto off = holidays.begin(), on = worked.begin(); off != holidays.end() || on != worked.end();) {
        const bool is_on = off == holidays.end() || (on != worked.end() && *on <= *off);
        const Date day = is_on ? *on : *off;
        if (off != holidays.end() && *off == day) ++off;
        if (is_on) ++on;
        if (weekend[weekday_bit(day)] == is_on) exceptions_.push_back({day, sum += is_on ? 1 : -1});
    }
}

std::optional<UnknownDays> WorkCalendar::unknown(Date first, Date end) const noexcept {
    if (first >= end) return std::nullopt;
    if (first < covers_from) return UnknownDays{covers_from, true};
    return covers_until < end ? std::optional(UnknownDays{covers_until, false}) : std::nullopt;
}

std::optional<UnknownDays> WorkCalendar::unknown_adding(Date day, std::int32_t n) const {
    if (n == 0 || (covers_from == Date::min() && covers_until == Date::max())) return std::nullopt;
    const std::optional<Date> reached = add_working_days(day, n);
    if (n > 0) return unknown(day + days{1}, reached ? *reached + days{1} : date_end);
    return unknown(reached ? *reached : date_begin, day);
}

std::int64_t WorkCalendar::exceptions_before(Date day) const noexcept {
    const auto next =
        std::lower_bound(exceptions_.begin(), exceptions_.end(), day, [](const Exception& e, Date d) { return e.day < d; });
    return next == exceptions_.begin() ? 0 : std::prev(next)->sum;
}

bool WorkCalendar::is_working_day(Date day) const noexcept {
    if (std::binary_search(worked.begin(), worked.end(), day)) return true;
    return !weekend[weekday_bit(day)] && !std::binary_search(holidays.begin(), holidays.end(), day);
}

bool WorkCalendar::is_chosen(const DayFilter& filter, Date day) const noexcept {
    switch (filter.days) {
        case Days::all: return true;
        case Days::working_days: return is_working_day(day);
        case Days::other_days: return !is_working_day(day);
        case Days::of_the_week: return filter.week[weekday_bit(day)];
        case Days::of_the_week_but_holidays:
            return filter.week[weekday_bit(day)] && !std::binary_search(holidays.begin(), holidays.end(), day);
    }
    return false;
}

// Counting is quick, so the day is found by halving the years: the first by which enough are worked.
std::optional<Date> WorkCalendar::add_working_days(Date from, std::int32_t n) const {
    if (!in_years(from) || (n != 0 && working_weekdays(*this) == 0)) return std::nullopt;
    if (n == 0) return from;
    const bool later = n > 0;
    const auto reached = [&](Date day) {
        return later ? working_days_between(from + days{1}, day + days{1}) >= n
                     : working_days_between(day, from) >= -std::int64_t{n};
    };
    Date reaching = later ? date_end - days{1} : date_begin;
    if (!reached(reaching)) return std::nullopt;
    Date before = from;  // never reaches, since n is not 0
    while (later ? before + days{1} < reaching : reaching < before - days{1}) {
        const Date middle = before + (reaching - before) / 2;
        (reached(middle) ? reaching : before) = middle;
    }
    return reaching;
}

std::int64_t WorkCalendar::working_days_between(Date from, Date until) const {
    if (until < from) return -working_days_between(until, from);
    const std::int64_t weeks = (until - from).count() / 7;
    std::int64_t count = weeks * working_weekdays(*this) + exceptions_before(until) - exceptions_before(from);
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
    if (span.opening != 0) return reach(at, Seconds(span.opening), {&calendar, &zone, {}});
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

WeekMinutes minutes_of(const OpeningHours& opening, std::bitset<7> weekend) {
    constexpr std::size_t minutes_per_day = std::size_t{24} * 60;
    constexpr Date sunday{std::chrono::local_days{std::chrono::year{2023} / 1 / 1}};
    WorkCalendar week;
    week.weekend = weekend;
    const auto from = static_cast<std::size_t>(opening.hours.from / 60);
    const auto until = static_cast<std::size_t>(opening.hours.until / 60);
    const std::size_t length = until > from ? until - from : until + minutes_per_day - from;
    WeekMinutes out;
    for (std::size_t day = 0; day < 7; ++day) {
        if (!week.is_chosen(opening.days, sunday + std::chrono::days(day))) continue;
        for (std::size_t minute = 0; minute < length; ++minute) out.set((day * minutes_per_day + from + minute) % out.size());
    }
    return out;
}

}  // namespace redress::time
