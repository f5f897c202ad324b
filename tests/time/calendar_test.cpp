#include "time/calendar.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "time/zone_database.h"
#include "time_text.h"

using namespace redress::time;
using std::chrono::days;

namespace {

WorkCalendar calendar_with(std::vector<Date> holidays) {
    WorkCalendar calendar;
    calendar.holidays = std::move(holidays);
    calendar.put_in_order();
    return calendar;
}

// Weekdays counted from a known Thursday, 1 January 1970; Sunday is 0.
bool is_worked(const WorkCalendar& calendar, Date date) {
    const auto weekday = static_cast<std::size_t>(((date.time_since_epoch().count() + 4) % 7 + 7) % 7);
    const auto has = [&](const std::vector<Date>& dates) { return std::find(dates.begin(), dates.end(), date) != dates.end(); };
    if (has(calendar.worked)) return true;
    return !calendar.weekend[weekday] && !has(calendar.holidays);
}

Date walk_working_days(const WorkCalendar& calendar, Date date, int n) {
    const days step{n < 0 ? -1 : 1};
    for (int left = n < 0 ? -n : n; left > 0;) {
        date += step;
        if (is_worked(calendar, date)) --left;
    }
    return date;
}

WorkCalendar random_calendar(std::mt19937_64& random, Date around) {
    WorkCalendar calendar;
    calendar.weekend = std::bitset<7>(random() % 127);  // never seven days
    for (auto left = random() % 30; left > 0; --left) {
        calendar.holidays.push_back(around + days{static_cast<int>(random() % 120) - 60});
    }
    for (auto left = random() % 20; left > 0; --left) {
        calendar.worked.push_back(around + days{static_cast<int>(random() % 120) - 60});
    }
    calendar.put_in_order();
    return calendar;
}

}  // namespace

TEST_CASE("months are added by number, and a day that the month lacks becomes its last") {
    struct Row {
        std::string_view from;
        int months;
        std::string_view to;
    };
    const Row rows[] = {
        {"2026-01-31", 1, "2026-02-28"},   {"2028-01-31", 1, "2028-02-29"},  {"2026-01-31", 2, "2026-03-31"},
        {"2026-01-31", 3, "2026-04-30"},   {"2026-01-28", 1, "2026-02-28"},  {"2028-02-29", 12, "2029-02-28"},
        {"2028-02-29", 48, "2032-02-29"},  {"2096-02-29", 48, "2100-02-28"}, {"2026-12-15", 1, "2027-01-15"},
        {"2026-11-30", 3, "2027-02-28"},   {"2026-03-31", -1, "2026-02-28"}, {"2026-01-15", -1, "2025-12-15"},
        {"2026-05-31", -12, "2025-05-31"}, {"2026-05-31", 0, "2026-05-31"},  {"1900-01-31", 13'199, "2999-12-31"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.from);
        CAPTURE(row.months);
        CHECK(text(add_months(day(row.from), row.months)) == row.to);
    }
}

TEST_CASE("a date moved out of the years of the library is nothing") {
    struct Row {
        std::string_view from;
        Span span;
        std::string_view to;
    };
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
    const Row rows[] = {
        {"2999-11-30", {1, 0, 0}, "2999-12-30"},  {"2999-12-01", {1, 0, 0}, "nothing"},
        {"2999-12-30", {0, 1, 0}, "2999-12-31"},  {"2999-12-31", {0, 1, 0}, "nothing"},
        {"2999-12-30", {0, 0, 1}, "2999-12-31"},  {"2999-12-31", {0, 0, 1}, "nothing"},
        {"1900-01-02", {0, -1, 0}, "1900-01-01"}, {"1900-01-01", {0, -1, 0}, "nothing"},
        {"1900-01-31", {-1, 0, 0}, "nothing"},    {"1900-01-01", {0, 0, -1}, "nothing"},
        {"2026-01-01", {most, 0, 0}, "nothing"},  {"2026-01-01", {least, 0, 0}, "nothing"},
        {"2026-01-01", {0, most, 0}, "nothing"},  {"2026-01-01", {0, least, 0}, "nothing"},
        {"2026-01-01", {0, 0, most}, "nothing"},  {"2026-01-01", {0, 0, least}, "nothing"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.from);
        CAPTURE(text(row.span));
        CHECK(text(add(day(row.from), row.span, WorkCalendar{})) == row.to);
    }
}

TEST_CASE("a span adds its months before its days") {
    struct Row {
        std::string_view from, span, to;
    };
    const Row rows[] = {
        {"2026-01-31", "P1M1D", "2026-03-01"},  // 28 February, then a day
        {"2026-01-30", "P1M2D", "2026-03-02"},
        {"2026-02-28", "P2W", "2026-03-14"},
        {"2024-02-29", "P1Y", "2025-02-28"},
    };
    for (const Row& row : rows) CHECK(text(add(day(row.from), span_of(row.span), WorkCalendar{})) == row.to);
}

TEST_CASE("a working day can be of the weekend or a holiday") {
    WorkCalendar calendar = calendar_with({day("2026-12-25"), day("2026-12-24")});
    calendar.worked = {day("2026-12-24"), day("2026-12-12")};
    calendar.put_in_order();
    const struct {
        const char* date;
        bool worked;
    } rows[] = {
        {"2026-12-11", true}, {"2026-12-12", true}, {"2026-12-13", false}, {"2026-12-24", true}, {"2026-12-25", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.date);
        CHECK(calendar.is_working_day(day(row.date)) == row.worked);
    }
    // Friday the 11th, Saturday the 12th, Monday the 14th.
    CHECK(text(*calendar.add_working_days(day("2026-12-11"), 2)) == "2026-12-14");
    CHECK(calendar.working_days_between(day("2026-12-07"), day("2026-12-14")) == 6);
    CHECK(calendar.working_days_between(day("2026-12-21"), day("2026-12-28")) == 4);
}

TEST_CASE("working days skip weekends and holidays") {
    // 25 December 2026 is a Friday, 28 December a Monday.
    const WorkCalendar calendar = calendar_with({day("2026-12-25"), day("2026-12-26"), day("2026-12-28")});
    struct Row {
        std::string_view from;
        int n;
        std::string_view to;
    };
    const Row rows[] = {
        {"2026-12-24", 0, "2026-12-24"}, {"2026-12-26", 0, "2026-12-26"},  {"2026-12-23", 1, "2026-12-24"},
        {"2026-12-24", 1, "2026-12-29"}, {"2026-12-26", 1, "2026-12-29"},  {"2026-12-24", 3, "2026-12-31"},
        {"2026-12-21", 5, "2026-12-30"}, {"2026-12-29", -1, "2026-12-24"}, {"2026-12-28", -2, "2026-12-23"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.from);
        CAPTURE(row.n);
        CHECK(text(calendar.add_working_days(day(row.from), row.n)) == row.to);
    }
}

TEST_CASE("working days between two dates count the first and not the last") {
    const WorkCalendar calendar = calendar_with({day("2026-12-25"), day("2026-12-26"), day("2026-12-28")});
    struct Row {
        std::string_view from, until;
        int count;
    };
    const Row rows[] = {
        {"2026-12-24", "2026-12-24", 0}, {"2026-12-24", "2026-12-25", 1},  {"2026-12-25", "2026-12-29", 0},
        {"2026-12-21", "2026-12-31", 6}, {"2026-12-31", "2026-12-21", -6}, {"2026-11-01", "2026-12-01", 21},
    };
    for (const Row& row : rows) {
        CAPTURE(row.from);
        CAPTURE(row.until);
        CHECK(calendar.working_days_between(day(row.from), day(row.until)) == row.count);
    }
}

TEST_CASE("a calendar without working days never reaches one") {
    WorkCalendar calendar;
    calendar.weekend.set();
    CHECK(text(calendar.add_working_days(day("2026-12-24"), 1)) == "nothing");
    CHECK(text(calendar.add_working_days(day("2026-12-24"), -1)) == "nothing");
    CHECK(text(calendar.add_working_days(day("2026-12-24"), 0)) == "2026-12-24");
    CHECK(calendar.working_days_between(day("2026-01-01"), day("2027-01-01")) == 0);
}

TEST_CASE("a calendar where nearly every day is off finds the few that are worked") {
    WorkCalendar calendar;
    for (Date date = day("1950-01-01"); date < day("2050-01-01"); date += days{1}) calendar.holidays.push_back(date);
    calendar.worked = {day("2026-06-15"), day("2026-07-04")};  // a holiday and a Saturday
    calendar.put_in_order();
    CHECK(text(calendar.add_working_days(day("1960-01-01"), 1)) == "2026-06-15");
    CHECK(text(calendar.add_working_days(day("1960-01-01"), 2)) == "2026-07-04");
    CHECK(text(calendar.add_working_days(day("1960-01-01"), 3)) == "2050-01-03");  // a Monday
    CHECK(text(calendar.add_working_days(day("2049-12-31"), -2)) == "2026-06-15");
    CHECK(calendar.working_days_between(day("1960-01-01"), day("2050-01-01")) == 2);
    CHECK(text(calendar.add_working_days(day("2999-12-30"), 3)) == "nothing");
    CHECK(text(calendar.add_working_days(day("1900-01-01"), -1)) == "nothing");
}

TEST_CASE("working days agree with walking from day to day") {
    std::mt19937_64 random(2);
    const Date around = day("2026-06-15");
    std::string first_difference;
    const auto note = [&](bool right, Date from, int n) {
        if (!right && first_difference.empty()) first_difference = text(from) + " + " + std::to_string(n);
    };
    for (int i = 0; i < 5'000; ++i) {
        const WorkCalendar calendar = random_calendar(random, around);
        const Date from = around + days{static_cast<int>(random() % 100) - 50};
        const int n = static_cast<int>(random() % 81) - 40;
        const Date to = walk_working_days(calendar, from, n);
        note(calendar.add_working_days(from, n) == to, from, n);
        note(calendar.is_working_day(from) == is_worked(calendar, from), from, 0);

        int count = 0;
        for (Date date = std::min(from, to); date < std::max(from, to); date += days{1}) {
            count += is_worked(calendar, date) ? 1 : 0;
        }
        note(calendar.working_days_between(from, to) == (to < from ? -count : count), from, n);
    }
    CHECK(first_difference == "");
}

TEST_CASE("an instant moves by the calendar and keeps its time of day on the wall") {
    struct Row {
        std::string_view zone, from;
        Span span;
        std::string_view to;
    };
    const Row rows[] = {
        {"UTC", "2026-01-31T12:00:00Z", {1, 0, 0}, "2026-02-28T12:00:00Z"},
        // 12:00 on the wall on both sides of the change on 29 March.
        {"Europe/Kyiv", "2026-03-28T10:00:00Z", {0, 1, 0}, "2026-03-29T09:00:00Z"},
        {"Europe/Kyiv", "2026-03-27T10:00:00Z", {0, 0, 1}, "2026-03-30T09:00:00Z"},
        // 03:30 is skipped on 29 March: the change itself, 04:00 on the wall.
        {"Europe/Kyiv", "2026-03-28T01:30:00Z", {0, 1, 0}, "2026-03-29T01:00:00Z"},
        // 03:30 comes twice on 25 October: the first.
        {"Europe/Kyiv", "2026-10-24T00:30:00Z", {0, 1, 0}, "2026-10-25T00:30:00Z"},
        // The second 03:30 stays where no day is added.
        {"Europe/Kyiv", "2026-10-25T01:30:00Z", {0, 0, 0}, "2026-10-25T01:30:00Z"},
        // 23:30 on 31 January in Kyiv is still January there.
        {"Europe/Kyiv", "2026-01-31T21:30:00Z", {1, 0, 0}, "2026-02-28T21:30:00Z"},
        {"Pacific/Apia", "2011-12-29T12:00:00Z", {0, 1, 0}, "2011-12-30T10:00:00Z"},
        {"UTC", "2999-12-31T00:00:00Z", {0, 1, 0}, "nothing"},
        {"America/Havana", "2999-12-30T12:00:00Z", {0, 1, 0}, "2999-12-31T12:00:00Z"},
        {"America/Havana", "2999-12-31T04:00:00Z", {0, 1, 0}, "nothing"},  // 23:00 there: 2999, but 3000 in UTC
        {"Europe/Kyiv", "2026-01-01T00:00:00Z", {1'200 * 12, 0, 0}, "nothing"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.from);
        CHECK(text(add(at(row.from), row.span, ZoneDatabase().load(row.zone), WorkCalendar{})) == row.to);
    }
}

TEST_CASE("hours of the day are read from and until, over midnight too") {
    struct Row {
        std::string_view text;
        int from, until;
    };
    const Row rows[] = {
        {"00:30-07:30", 1'800, 27'000},  {"21:00-07:00", 75'600, 25'200}, {"00:00-24:00", 0, 86'400},
        {"21:00-24:00", 75'600, 86'400}, {"21:00-00:00", 75'600, 0},      {"23:59-00:01", 86'340, 60},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const auto hours = parse_daily_hours(row.text);
        REQUIRE(hours);
        CHECK(hours->from == row.from);
        CHECK(hours->until == row.until);
    }
}

TEST_CASE("hours of the day in any other spelling are refused") {
    const std::string_view texts[] = {"",
                                      "00:30",
                                      "0:30-7:30",
                                      "00:30 - 07:30",
                                      "00:30–07:30",
                                      "24:00-07:30",
                                      "00:30-24:01",
                                      "00:30-25:00",
                                      "00:60-07:30",
                                      "00:30-07:60",
                                      "0a:30-07:30",
                                      "00:3a-07:30",
                                      "00:30-07:30 ",
                                      "00.30-07.30",
                                      "-1:30-07:30"};
    for (const std::string_view given : texts) {
        CAPTURE(given);
        CHECK_FALSE(parse_daily_hours(given).has_value());
    }
}
