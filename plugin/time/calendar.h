// Civil arithmetic: months, working days, hours of the day.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "time/instant.h"
#include "time/zone.h"

namespace redress::time {

// 31 January + 1 month is the last day of February. More than 24000 months either way count as 24000: a date that is
// outside the years of input_limits.h in any case.
Date add_months(Date, std::int32_t months);

// Which days: those of a calendar, or days of the week whatever the calendar says of them, or unless it names them a holiday.
enum class Days : std::uint8_t { all, working_days, other_days, of_the_week, of_the_week_but_holidays };
struct DayFilter {
    Days days = Days::all;
    std::bitset<7> week;  // of the week: bit 0 is Sunday

    constexpr DayFilter(Days d = Days::all) noexcept : days(d) {}  // NOLINT: the name of a choice stands for it
    constexpr explicit DayFilter(std::bitset<7> w) noexcept : days(Days::of_the_week), week(w) {}

    // Whether which days they are depends on the lists of a calendar.
    constexpr bool asks_the_calendar() const noexcept { return days != Days::all && days != Days::of_the_week; }
};

// Hours of the day as rules write them, "00:30-07:30"; [from, until) of wall clock seconds since midnight. Where
// until <= from they run over midnight ("21:00-07:00"); "24:00" is allowed as an end.
struct DailyHours {
    std::int32_t from = 0;
    std::int32_t until = 86'400;
};
std::optional<DailyHours> parse_daily_hours(std::string_view) noexcept;

// The minutes, from Sunday 00:00, of a week that no list of a calendar changes.
using WeekMinutes = std::bitset<std::size_t{7} * 24 * 60>;

// Hours in which a desk is open, on the days that it has them.
struct OpeningHours {
    DayFilter days;
    DailyHours hours;
};

// Those that are in the hours where these weekdays are the weekend; the last hours of a Saturday run into the Sunday.
WeekMinutes minutes_of(const OpeningHours&, std::bitset<7> weekend);

// Days of which a calendar can't say whether they are worked: those before `bound`, or those from it on.
struct UnknownDays {
    Date bound{};
    bool before = false;
};

// Which days are worked, and the opening hours. After its days were changed, put_in_order() must be called before it is asked
// anything.
struct WorkCalendar {
    std::bitset<7> weekend{0b1000001};  // bit 0 is Sunday, as in std::chrono::weekday::c_encoding(); Saturday and Sunday
    std::vector<Date> holidays;
    std::vector<Date> worked;           // although of the weekend or a holiday: Saturdays in exchange for a day off
    std::vector<OpeningHours> opening;  // none of them overlap on a day of the week; empty: no hours are said
    // The days that it covers. The functions below answer for others as if no list had them: ask `unknown` first.
    Date covers_from = Date::min();
    Date covers_until = Date::max();

    // Which of the days [first, end) it does not cover; nothing where it covers all.
    std::optional<UnknownDays> unknown(Date first, Date end) const noexcept;
    // The same of the days that adding n working days to `day` looks at.
    std::optional<UnknownDays> unknown_adding(Date day, std::int32_t n) const;

    void put_in_order();  // sorts, drops what stands twice, and counts
    bool is_working_day(Date) const noexcept;
    bool is_chosen(const DayFilter&, Date) const noexcept;
    // The n-th working day after `from`, not counting `from`; n of 0 gives `from` itself, a negative n counts
    // backwards. A calendar with seven weekend days has no answer, nor has one outside the years of input_limits.h: nothing.
    std::optional<Date> add_working_days(Date from, std::int32_t n) const;
    std::int64_t working_days_between(Date from,
                                      Date until) const;  // in [from, until); negative where until is earlier
    // What either of them costs, in the instructions of input_limits.h.
    static constexpr std::int64_t work_of_adding = 64;
    static constexpr std::int64_t work_of_counting = 8;

private:
    std::int64_t exceptions_before(Date) const noexcept;

    // The days that the weekend alone tells wrong, sorted, and how many more are worked up to and with each of them
    // than the weekend says; below zero where fewer are.
    struct Exception {
        Date day;
        std::int64_t sum;
    };
    std::vector<Exception> exceptions_;
};

// `date` moved by a span of any kind, months before days; nothing where the result leaves the years of input_limits.h.
std::optional<Date> add(Date, const Span&, const WorkCalendar&);
// The same for an instant: its wall clock time of day is kept (first_instant of the new reading). A span that leaves
// the date as it is leaves the instant as it is. Opening hours give the instant at which so much opening time has passed
// (time/opening.h).
std::optional<Instant> add(Instant, const Span&, const Zone&, const WorkCalendar&);

}  // namespace redress::time
