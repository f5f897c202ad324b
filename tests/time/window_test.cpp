#include "time/window.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "time/zone_database.h"
#include "time_text.h"

using namespace redress::time;

namespace {

cctz::time_zone oracle_zone(std::string_view name) {
    cctz::time_zone zone;
    REQUIRE(cctz::load_time_zone(std::string(name), &zone));
    return zone;
}

// The number of the civil window of a kind that a date falls into, rising with time.
std::int64_t window_number(WindowKind kind, const cctz::civil_day& date) {
    switch (kind) {
        case WindowKind::day: return date - cctz::civil_day(1970, 1, 1);
        case WindowKind::calendar_month: return date.year() * 12 + date.month();
        case WindowKind::quarter: return date.year() * 4 + (date.month() - 1) / 3;
        default: return date.year();
    }
}

// The instants at which clocks first show a date of a later window, found by looking at the clock at every step.
// Steps must hit every change of the clocks and every midnight.
std::vector<Instant> scan_boundaries(WindowKind kind, const cctz::time_zone& zone, Instant from, Instant until, Seconds step) {
    std::vector<Instant> boundaries;
    std::int64_t latest = window_number(kind, cctz::civil_day(cctz::convert(from, zone)));
    cctz::civil_day last_date = cctz::civil_day(cctz::convert(from, zone));
    for (Instant now = from; now < until; now += step) {
        const cctz::civil_day date(cctz::convert(now, zone));
        if (date == last_date) continue;
        last_date = date;
        const std::int64_t number = window_number(kind, date);
        if (number <= latest) continue;
        boundaries.push_back(now);
        latest = number;
    }
    return boundaries;
}

// The first window that differs from [boundaries[i], boundaries[i + 1]) at its first, last or a middle instant.
std::string first_wrong_window(WindowKind kind, const Zone& zone, const std::vector<Instant>& boundaries) {
    for (std::size_t i = 0; i + 1 < boundaries.size(); ++i) {
        const Interval expected{boundaries[i], boundaries[i + 1]};
        const Instant middle = expected.start + expected.length() / 2;
        for (const Instant now : {expected.start, middle, expected.end - Seconds{1}}) {
            const Interval found = civil_window(kind, now, zone);
            if (found != expected) return text(now) + " is in " + text(found) + ", expected " + text(expected);
        }
    }
    return "";
}

// Every half hour within a day of each boundary, so that each change of the clocks is seen from all sides.
std::string first_wrong_near(WindowKind kind, const Zone& zone, const std::vector<Instant>& boundaries) {
    for (std::size_t i = 1; i + 2 < boundaries.size(); ++i) {
        const Seconds length = boundaries[i + 1] - boundaries[i];
        if (length == Seconds{86'400}) continue;  // clocks change on odd days only
        for (Instant now = boundaries[i - 1]; now < boundaries[i + 2]; now += Seconds{1'800}) {
            const auto next = std::upper_bound(boundaries.begin(), boundaries.end(), now);
            const Interval expected{*(next - 1), *next};
            const Interval found = civil_window(kind, now, zone);
            if (found != expected) return text(now) + " is in " + text(found) + ", expected " + text(expected);
        }
    }
    return "";
}

// A plain calendar that knows nothing but the lengths of months.
struct PlainDate {
    int year, month, day;
};

int month_length(int year, int month) {
    const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

PlainDate plain_add(PlainDate date, int months, int days) {
    for (; months > 0; --months) {
        date.month = date.month % 12 + 1;
        if (date.month == 1) ++date.year;
    }
    date.day = std::min(date.day, month_length(date.year, date.month));
    for (; days > 0; --days) {
        if (++date.day <= month_length(date.year, date.month)) continue;
        date.day = 1;
        date.month = date.month % 12 + 1;
        if (date.month == 1) ++date.year;
    }
    return date;
}

}  // namespace

TEST_CASE("kinds of windows have one name each") {
    CHECK(window_kind_names().size() == 8);
    for (const std::string_view name : window_kind_names()) {
        const auto kind = window_kind(name);
        REQUIRE(kind);
        CHECK(name_of(*kind) == name);
    }
    CHECK(window_kind("calendar_month") == WindowKind::calendar_month);
    CHECK(window_kind("ticket") == WindowKind::ticket);
    CHECK_FALSE(window_kind("month").has_value());
    CHECK_FALSE(window_kind("").has_value());
}

TEST_CASE("a civil window runs from midnight to midnight of its zone") {
    struct Row {
        std::string_view zone, kind, instant, window;
    };
    const Row rows[] = {
        {"UTC", "day", "2026-02-28T23:59:59Z", "2026-02-28T00:00:00Z 2026-03-01T00:00:00Z"},
        {"UTC", "calendar_month", "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z 2028-03-01T00:00:00Z"},
        {"UTC", "quarter", "2026-03-31T23:59:59Z", "2026-01-01T00:00:00Z 2026-04-01T00:00:00Z"},
        {"UTC", "quarter", "2026-12-01T00:00:00Z", "2026-10-01T00:00:00Z 2027-01-01T00:00:00Z"},
        {"UTC", "calendar_year", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z"},
        {"UTC", "calendar_year", "2999-12-31T23:59:59Z", "2999-01-01T00:00:00Z 3000-01-01T00:00:00Z"},
        // The month of the change to summer time lacks an hour.
        {"Europe/Kyiv", "calendar_month", "2026-03-15T00:00:00Z", "2026-02-28T22:00:00Z 2026-03-31T21:00:00Z"},
        {"Europe/Kyiv", "calendar_month", "2026-02-28T22:00:00Z", "2026-02-28T22:00:00Z 2026-03-31T21:00:00Z"},
        {"Europe/Kyiv", "calendar_month", "2026-02-28T21:59:59Z", "2026-01-31T22:00:00Z 2026-02-28T22:00:00Z"},
        {"Europe/Berlin", "calendar_month", "2038-07-15T00:00:00Z", "2038-06-30T22:00:00Z 2038-07-31T22:00:00Z"},
        // The day starts at 01:00.
        {"America/Sao_Paulo", "day", "2018-11-04T03:00:00Z", "2018-11-04T03:00:00Z 2018-11-05T02:00:00Z"},
        {"America/Sao_Paulo", "day", "2018-11-04T02:59:59Z", "2018-11-03T03:00:00Z 2018-11-04T03:00:00Z"},
        // The day ends with 23:00 to 24:00 twice.
        {"America/Sao_Paulo", "day", "2019-02-17T02:30:00Z", "2019-02-16T02:00:00Z 2019-02-17T03:00:00Z"},
        // The day begins with 00:00 to 01:00 twice.
        {"America/Havana", "day", "2025-11-02T05:30:00Z", "2025-11-02T04:00:00Z 2025-11-03T05:00:00Z"},
        {"America/Havana", "day", "2025-11-02T03:59:59Z", "2025-11-01T04:00:00Z 2025-11-02T04:00:00Z"},
        // At 00:01 on the first of the month clocks go back to 23:01 on the last.
        {"America/St_Johns", "day", "2009-11-01T02:29:59Z", "2009-10-31T02:30:00Z 2009-11-01T02:30:00Z"},
        {"America/St_Johns", "day", "2009-11-01T02:45:00Z", "2009-11-01T02:30:00Z 2009-11-02T03:30:00Z"},
        {"America/St_Johns", "calendar_month", "2009-11-01T02:45:00Z", "2009-11-01T02:30:00Z 2009-12-01T03:30:00Z"},
        // No 30 December 2011.
        {"Pacific/Apia", "day", "2011-12-30T09:59:59Z", "2011-12-29T10:00:00Z 2011-12-30T10:00:00Z"},
        {"Pacific/Apia", "day", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z 2011-12-31T10:00:00Z"},
        {"Pacific/Apia", "calendar_month", "2011-12-30T10:00:00Z", "2011-12-01T10:00:00Z 2011-12-31T10:00:00Z"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.kind);
        CAPTURE(row.instant);
        CHECK(text(civil_window(*window_kind(row.kind), at(row.instant), ZoneDatabase().load(row.zone))) == row.window);
    }
}

TEST_CASE("a window that is not civil has no midnights") {
    for (const std::string_view name : {"billing_period", "term", "incident", "ticket"}) {
        CAPTURE(name);
        CHECK_THROWS_AS(civil_window(*window_kind(name), Instant{}, Zone()), redress::Error);
    }
}

TEST_CASE("civil windows partition time, by a scan of the clocks from 1970 to 2100") {
    struct Row {
        std::string_view zone;
        int step_seconds;
    };
    const Row rows[] = {
        {"UTC", 3'600},           {"Europe/Kyiv", 3'600},         {"Europe/Minsk", 3'600},
        {"Europe/Berlin", 3'600}, {"America/Sao_Paulo", 3'600},   {"America/Havana", 3'600},
        {"Pacific/Apia", 3'600},  {"Australia/Lord_Howe", 1'800}, {"Asia/Kathmandu", 900},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        const Zone zone = ZoneDatabase().load(row.zone);
        const cctz::time_zone oracle = oracle_zone(row.zone);
        const std::vector<Instant> days = scan_boundaries(WindowKind::day, oracle, at("1970-01-01T00:00:00Z"),
                                                          at("2101-01-01T00:00:00Z"), Seconds{row.step_seconds});
        REQUIRE(days.size() > 131 * 365);
        CHECK(first_wrong_window(WindowKind::day, zone, days) == "");
        CHECK(first_wrong_near(WindowKind::day, zone, days) == "");
        for (const WindowKind kind : {WindowKind::calendar_month, WindowKind::quarter, WindowKind::calendar_year}) {
            CAPTURE(name_of(kind));
            std::vector<Instant> boundaries;
            std::int64_t latest = 0;
            for (const Instant start : days) {
                const cctz::civil_day date(cctz::convert(start, oracle));
                const std::int64_t number = window_number(kind, date);
                if (number > latest && start != days.front()) boundaries.push_back(start);
                latest = number;
            }
            CHECK(first_wrong_window(kind, zone, boundaries) == "");
        }
    }
}

TEST_CASE("civil windows partition time where clocks go back just after midnight") {
    const Interval range{at("2005-01-01T00:00:00Z"), at("2011-12-31T00:00:00Z")};
    const Zone zone = ZoneDatabase().load("America/St_Johns");
    for (const WindowKind kind : {WindowKind::day, WindowKind::calendar_month}) {
        CAPTURE(name_of(kind));
        const std::vector<Instant> boundaries =
            scan_boundaries(kind, oracle_zone("America/St_Johns"), range.start, range.end, Seconds{60});
        CHECK(first_wrong_window(kind, zone, boundaries) == "");
        if (kind == WindowKind::day) CHECK(first_wrong_near(kind, zone, boundaries) == "");
    }
}

TEST_CASE("billing periods step from their anchor on the wall clock") {
    struct Row {
        std::string_view zone, anchor, every, instant, period;
    };
    const Row rows[] = {
        {"UTC", "2026-01-31T00:00:00Z", "P1M", "2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z 2026-02-28T00:00:00Z"},
        {"UTC", "2026-01-31T00:00:00Z", "P1M", "2026-02-28T00:00:00Z", "2026-02-28T00:00:00Z 2026-03-31T00:00:00Z"},
        {"UTC", "2026-01-31T00:00:00Z", "P1M", "2026-03-30T23:59:59Z", "2026-02-28T00:00:00Z 2026-03-31T00:00:00Z"},
        {"UTC", "2026-01-31T00:00:00Z", "P1M", "2026-04-01T00:00:00Z", "2026-03-31T00:00:00Z 2026-04-30T00:00:00Z"},
        {"UTC", "2026-01-31T00:00:00Z", "P1M", "2026-01-30T23:59:59Z", "nothing"},
        {"UTC", "2026-01-31T00:00:00Z", "P10D", "2026-02-10T12:00:00Z", "2026-02-10T00:00:00Z 2026-02-20T00:00:00Z"},
        {"UTC", "2024-02-29T08:00:00Z", "P1Y", "2028-02-29T08:00:00Z", "2028-02-29T08:00:00Z 2029-02-28T08:00:00Z"},
        {"UTC", "2026-01-31T00:00:00Z", "P1M1D", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z 2026-04-02T00:00:00Z"},
        {"UTC", "1900-01-01T00:00:00Z", "P100Y", "2999-12-31T00:00:00Z", "2900-01-01T00:00:00Z 3000-01-01T00:00:00Z"},
        // Midnight in Kyiv, before and after the change of the clocks.
        {"Europe/Kyiv", "2026-01-14T22:00:00Z", "P1M", "2026-04-01T00:00:00Z", "2026-03-14T22:00:00Z 2026-04-14T21:00:00Z"},
        // 03:30 is skipped on 29 March: the period begins with the change.
        {"Europe/Kyiv", "2026-01-29T01:30:00Z", "P2M", "2026-04-01T00:00:00Z", "2026-03-29T01:00:00Z 2026-05-29T00:30:00Z"},
        // An anchor on the second 03:30 of the day begins its own first period, and the first is before it.
        {"Europe/Kyiv", "2026-10-25T01:30:00Z", "P1M", "2026-10-25T01:30:00Z", "2026-10-25T01:30:00Z 2026-11-25T01:30:00Z"},
        {"Europe/Kyiv", "2026-10-25T01:30:00Z", "P1M", "2026-10-25T00:30:00Z", "nothing"},
        // The day that Apia skipped would have been a period of its own.
        {"Pacific/Apia", "2011-12-28T10:00:00Z", "P1D", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z 2011-12-31T10:00:00Z"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.anchor);
        CAPTURE(row.every);
        CAPTURE(row.instant);
        CHECK(text(billing_period(at(row.anchor), span_of(row.every), at(row.instant), ZoneDatabase().load(row.zone))) ==
              row.period);
    }
}

TEST_CASE("a billing period needs a step forward and an instant within the years of the library") {
    const Instant anchor = at("2026-01-31T00:00:00Z");
    for (const Span& every : {Span{0, 0, 0}, Span{0, 0, 5}, Span{-1, 0, 0}, Span{0, -1, 0}, Span{1, -1, 0}}) {
        CAPTURE(text(every));
        CHECK(text(billing_period(anchor, every, anchor, Zone())) == "nothing");
    }
    const Instant year_3000 = at("2999-12-31T23:59:59Z") + Seconds{1};
    CHECK(text(billing_period(anchor, {1, 0, 0}, year_3000, Zone())) == "nothing");
    CHECK(text(billing_period(anchor, {1, 0, 0}, Instant::max(), Zone())) == "nothing");
    CHECK(text(billing_period(Instant::min(), {1, 0, 0}, anchor, Zone())) == "nothing");
}

TEST_CASE("billing periods agree with a plain calendar, stepping through 60 years") {
    struct Row {
        std::string_view every;
        int months, days;
    };
    const Row rows[] = {{"P1M", 1, 0},   {"P3M", 3, 0},   {"P6M", 6, 0},     {"P1Y", 12, 0}, {"P1D", 0, 1},
                        {"P10D", 0, 10}, {"P30D", 0, 30}, {"P1M10D", 1, 10}, {"P2M1D", 2, 1}};
    for (const std::string_view zone_name : {"UTC", "Europe/Kyiv", "Pacific/Apia", "America/Havana"}) {
        const Zone zone = ZoneDatabase().load(zone_name);
        const cctz::time_zone oracle = oracle_zone(zone_name);
        for (const Row& row : rows) {
            for (const PlainDate anchor : {PlainDate{1999, 12, 28}, PlainDate{1999, 12, 29}, PlainDate{1999, 12, 30},
                                           PlainDate{1999, 12, 31}, PlainDate{2000, 1, 29}, PlainDate{2000, 2, 29}}) {
                const auto boundary = [&](int k) {
                    const PlainDate date = plain_add(anchor, k * row.months, k * row.days);
                    return cctz::convert(cctz::civil_second(date.year, date.month, date.day, 0, 30, 0), oracle);
                };
                std::string first_difference;
                Instant start = boundary(0);
                const Instant first = start;
                const int step_days = row.months * 30 + row.days;
                for (int k = 1; k * step_days < 60 * 365 && k < 1'000; ++k) {
                    const Instant end = boundary(k);
                    const Interval expected{start, end};
                    start = end;
                    if (expected.empty()) continue;  // the day that Apia skipped
                    const Instant middle = expected.start + expected.length() / 2;
                    for (const Instant now : {expected.start, middle, expected.end - Seconds{1}}) {
                        const auto found = billing_period(first, span_of(row.every), now, zone);
                        if (found == expected || !first_difference.empty()) continue;
                        first_difference = text(now) + " is in " + text(found) + ", expected " + text(expected);
                    }
                }
                CAPTURE(zone_name);
                CAPTURE(row.every);
                CAPTURE(anchor.day);
                CHECK(first_difference == "");
                CHECK(text(billing_period(first, span_of(row.every), first - Seconds{1}, zone)) == "nothing");
            }
        }
    }
}

TEST_CASE("days are counted by the calendar, whatever their length") {
    struct Row {
        std::string_view zone, start, end;
        int days;
    };
    const Row rows[] = {
        {"UTC", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 31},
        {"Europe/Kyiv", "2026-02-28T22:00:00Z", "2026-03-31T21:00:00Z", 31},  // 743 hours
        {"Europe/Kyiv", "2026-09-30T21:00:00Z", "2026-10-31T22:00:00Z", 31},  // 745 hours
        {"Europe/Kyiv", "2026-01-31T22:00:00Z", "2026-01-31T22:00:00Z", 0},
        {"America/St_Johns", "2009-10-01T02:30:00Z", "2009-11-01T02:30:00Z", 31},
        {"Pacific/Apia", "2011-12-01T10:00:00Z", "2011-12-31T10:00:00Z", 31},  // 30 of them came
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.start);
        CHECK(civil_days({at(row.start), at(row.end)}, ZoneDatabase().load(row.zone)) == row.days);
    }
}

TEST_CASE("the days of a month are those of the date in the zone") {
    struct Row {
        std::string_view zone, instant;
        int days;
    };
    const Row rows[] = {
        {"UTC", "2026-02-28T23:00:00Z", 28}, {"UTC", "2028-02-01T00:00:00Z", 29},         {"UTC", "2100-02-01T00:00:00Z", 28},
        {"UTC", "2026-04-30T23:59:59Z", 30}, {"Europe/Kyiv", "2026-02-28T23:00:00Z", 31},  // already March there
    };
    for (const Row& row : rows) CHECK(days_in_month(at(row.instant), ZoneDatabase().load(row.zone)) == row.days);
}
