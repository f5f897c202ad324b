#include "time/instant.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include "time_text.h"

using namespace redress::time;

namespace {

std::string name(TimeFault fault) {
    switch (fault) {
        case TimeFault::none: return "none";
        case TimeFault::malformed: return "malformed";
        case TimeFault::no_such_date: return "no_such_date";
        case TimeFault::no_such_time: return "no_such_time";
        case TimeFault::no_offset: return "no_offset";
        case TimeFault::fraction: return "fraction";
        case TimeFault::leap_second: return "leap_second";
        case TimeFault::year_out_of_range: return "year_out_of_range";
        case TimeFault::too_long: return "too_long";
        case TimeFault::negative: return "negative";
        case TimeFault::calendar_unit: return "calendar_unit";
        case TimeFault::empty_span: return "empty_span";
        case TimeFault::no_time: return "no_time";
        case TimeFault::no_seconds: return "no_seconds";
        case TimeFault::space_for_t: return "space_for_t";
        case TimeFault::offset_without_colon: return "offset_without_colon";
        case TimeFault::since_1970: return "since_1970";
    }
    return "?";
}

struct Refusal {
    std::string_view text;
    TimeFault fault;
};

}  // namespace

TEST_CASE("an instant is read from RFC 3339 as seconds since 1970 in UTC") {
    struct Row {
        std::string_view text;
        std::int64_t seconds;
    };
    const Row rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01t00:00:01z", 1},
        {"1969-12-31T23:59:59Z", -1},
        {"2000-02-29T00:00:00Z", 951'782'400},
        {"2001-09-09T01:46:40Z", 1'000'000'000},
        {"2009-02-13T23:31:30Z", 1'234'567'890},
        {"2038-01-19T03:14:08Z", 2'147'483'648},
        {"1900-01-01T00:00:00Z", -2'208'988'800},
        {"2999-12-31T23:59:59Z", 32'503'679'999},
        {"1970-01-01T02:00:00+02:00", 0},
        {"1969-12-31T18:30:00-05:30", 0},
        {"1970-01-01T00:00:00-00:00", 0},
        {"1970-01-01T23:59:00+23:59", 0},
        {"1970-01-01T00:00:00.0Z", 0},
        {"1970-01-01T03:00:00.000000000+03:00", 0},
        {"1900-01-01T02:00:00+02:00", -2'208'988'800},
        {"3000-01-01T00:59:59+01:00", 32'503'679'999},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const Parsed<Instant> parsed = parse_instant(row.text);
        CHECK(name(parsed.fault) == "none");
        CHECK(parsed.value.time_since_epoch().count() == row.seconds);
    }
}

TEST_CASE("a text that is no instant is refused with its reason") {
    const Refusal rows[] = {
        {"", TimeFault::malformed},
        {"now", TimeFault::malformed},
        {"2026-03-29", TimeFault::no_time},
        {"2026-03-29T00:30Z", TimeFault::no_seconds},
        {"2026-03-29 00:30:00Z", TimeFault::space_for_t},
        {" 2026-03-29T00:30:00Z", TimeFault::malformed},
        {"2026-03-29T00:30:00Z ", TimeFault::malformed},
        {"2026/03/29T00:30:00Z", TimeFault::malformed},
        {"2026-03/29T00:30:00Z", TimeFault::malformed},
        {"2026-03-29T00-30:00Z", TimeFault::malformed},
        {"2026-03-29T00:30-00Z", TimeFault::malformed},
        {"2026-3-29T00:30:00ZZ", TimeFault::malformed},
        {"+026-03-29T00:30:00Z", TimeFault::malformed},
        {"2026-+3-29T00:30:00Z", TimeFault::malformed},
        {"12026-03-29T00:30:00Z", TimeFault::malformed},
        {"2026-03-29T00:30:00.Z", TimeFault::malformed},
        {"2026-03-29T00:30:00,0Z", TimeFault::malformed},
        {"2026-03-29T00:30:00+02", TimeFault::offset_without_colon},
        {"2026-03-29T00:30:00+0200", TimeFault::offset_without_colon},
        {"2026-03-29T00:30:00+2:00", TimeFault::malformed},
        {"2026-03-29T00:30:00+24:00", TimeFault::malformed},
        {"2026-03-29T00:30:00+02:60", TimeFault::malformed},
        {"2026-03-29T00:30:00+02:0x", TimeFault::malformed},
        {"2026-03-29T00:30:00+02:00:00", TimeFault::malformed},
        {"2026-03-29T00:30:00UTC", TimeFault::malformed},
        {"2026-02-30T24:00:00+2", TimeFault::malformed},
        {"2026-03-29T00:30", TimeFault::no_seconds},
        {"2026-03-29T00:30+02:00", TimeFault::no_seconds},
        {"2026-03-29T00:30.5Z", TimeFault::malformed},
        {"2026-03-29T0:30:00Z", TimeFault::malformed},
        {"2026-03-29 00:30:00.418", TimeFault::space_for_t},
        {"2026-03-29 00:30", TimeFault::space_for_t},
        {"2026-03-29T00:30:00.000-0600", TimeFault::offset_without_colon},
        {"2026-03-29T00:30:00.418-0600", TimeFault::offset_without_colon},
        {"2026-03-29T00:30:00+020", TimeFault::malformed},
        {"2026-03-29T00:30:00+0:200", TimeFault::malformed},
        {"1774744200", TimeFault::since_1970},
        {"1774744200000", TimeFault::since_1970},
        {"17747442", TimeFault::malformed},
        {"17747442000000", TimeFault::malformed},
        {"-1774744200", TimeFault::malformed},
        {"1774744200.5", TimeFault::malformed},
        {std::string_view("2026-03-29T00:30:00\0", 20), TimeFault::malformed},
        {"2026-02-29T00:00:00Z", TimeFault::no_such_date},
        {"1900-02-29T00:00:00Z", TimeFault::no_such_date},
        {"2026-04-31T00:00:00Z", TimeFault::no_such_date},
        {"2026-00-01T00:00:00Z", TimeFault::no_such_date},
        {"2026-13-01T00:00:00Z", TimeFault::no_such_date},
        {"2026-01-00T00:00:00Z", TimeFault::no_such_date},
        {"2026-01-32T00:00:00Z", TimeFault::no_such_date},
        {"2026-01-01T24:00:00Z", TimeFault::no_such_time},
        {"2026-01-01T00:60:00Z", TimeFault::no_such_time},
        {"2026-01-01T00:00:61Z", TimeFault::no_such_time},
        {"2016-12-31T23:59:60Z", TimeFault::leap_second},
        {"2026-01-01T00:00:00", TimeFault::no_offset},
        {"2026-01-01T00:00:00.0", TimeFault::no_offset},
        {"2026-01-01T00:00:00.5Z", TimeFault::fraction},
        {"2026-01-01T00:00:00.0000000001+01:00", TimeFault::fraction},
        {"1899-12-31T23:59:59Z", TimeFault::year_out_of_range},
        {"1900-01-01T00:00:00+00:01", TimeFault::year_out_of_range},
        {"3000-01-01T00:00:00Z", TimeFault::year_out_of_range},
        {"2999-12-31T23:59:59-00:01", TimeFault::year_out_of_range},
        {"0000-01-01T00:00:00Z", TimeFault::year_out_of_range},
    };
    for (const Refusal& row : rows) {
        CAPTURE(row.text);
        CHECK(name(parse_instant(row.text).fault) == name(row.fault));
    }
}

TEST_CASE("an instant is written in UTC with a Z") {
    struct Row {
        std::string_view given, written;
    };
    const Row rows[] = {
        {"2026-03-29t02:30:00+02:00", "2026-03-29T00:30:00Z"},
        {"2026-01-01T00:00:00.00+00:01", "2025-12-31T23:59:00Z"},
        {"1969-12-31T23:59:59-00:00", "1969-12-31T23:59:59Z"},
        {"2999-12-31T23:59:59z", "2999-12-31T23:59:59Z"},
    };
    for (const Row& row : rows) CHECK(text(at(row.given)) == row.written);
}

TEST_CASE("writing appends to what is there") {
    std::string out = "from ";
    append_instant(out, Instant{});
    out += " on ";
    append_date(out, Date{});
    CHECK(out == "from 1970-01-01T00:00:00Z on 1970-01-01");
}

TEST_CASE("a written instant reads as the same instant") {
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::int64_t> seconds(-2'208'988'800, 32'503'679'999);
    std::int64_t differences = 0;
    for (int i = 0; i < 200'000; ++i) {
        const Instant instant{Seconds{seconds(random)}};
        const Parsed<Instant> parsed = parse_instant(text(instant));
        if (parsed.fault != TimeFault::none || parsed.value != instant) ++differences;
    }
    CHECK(differences == 0);
}

TEST_CASE("every day from 1900 to 2999 reads and writes as plain counting of days gives it") {
    const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t days_since_1970 = -25'567;  // 70 years with 17 leap days
    std::string first_difference;
    for (int year = 1900; year <= 2999; ++year) {
        const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (int month = 1; month <= 12; ++month) {
            const int last = month_days[month - 1] + (month == 2 && leap ? 1 : 0);
            for (int number = 1; number <= 31; ++number) {
                char written[11] = {};
                const int digits[] = {year / 1000, year / 100 % 10, year / 10 % 10, year % 10, -1, month / 10, month % 10,
                                      -1,          number / 10,     number % 10};
                for (int i = 0; i < 10; ++i) written[i] = static_cast<char>(digits[i] < 0 ? '-' : '0' + digits[i]);
                const Parsed<Date> parsed = parse_date(written);
                const bool right = number > last ? parsed.fault == TimeFault::no_such_date
                                                 : parsed.fault == TimeFault::none &&
                                                       parsed.value.time_since_epoch().count() == days_since_1970 &&
                                                       text(parsed.value) == written;
                if (!right && first_difference.empty()) first_difference = written;
                if (number <= last) ++days_since_1970;
            }
        }
    }
    CHECK(first_difference == "");
}

TEST_CASE("a text that is no date is refused with its reason") {
    const Refusal rows[] = {
        {"", TimeFault::malformed},
        {"2026-2-28", TimeFault::malformed},
        {"2026-02-28Z", TimeFault::malformed},
        {"2026-02-28T00:00:00Z", TimeFault::malformed},
        {"28.02.2026", TimeFault::malformed},
        {"2026-02-2x", TimeFault::malformed},
        {"20260228", TimeFault::malformed},
        {"-026-02-28", TimeFault::malformed},
        {"2026-02-30", TimeFault::no_such_date},
        {"2100-02-29", TimeFault::no_such_date},
        {"1899-12-31", TimeFault::year_out_of_range},
        {"3000-01-01", TimeFault::year_out_of_range},
        {"9999-12-31", TimeFault::year_out_of_range},
    };
    for (const Refusal& row : rows) {
        CAPTURE(row.text);
        CHECK(name(parse_date(row.text).fault) == name(row.fault));
    }
}

TEST_CASE("a duration is read in hours, minutes and seconds and written in its shortest form") {
    struct Row {
        std::string_view given;
        std::int64_t seconds;
        std::string_view written;
    };
    const Row rows[] = {
        {"PT17H", 61'200, "PT17H"},
        {"PT1H30M5S", 5'405, "PT1H30M5S"},
        {"PT90M", 5'400, "PT1H30M"},
        {"PT3600S", 3'600, "PT1H"},
        {"PT08H", 28'800, "PT8H"},
        {"PT1H5S", 3'605, "PT1H5S"},
        {"PT0S", 0, "PT0S"},
        {"PT0H0M", 0, "PT0S"},
        {"0", 0, "PT0S"},
        {"3600", 3'600, "PT1H"},
        {"59", 59, "PT59S"},
        {"PT878400H", 3'162'240'000, "PT878400H"},
        {"3162240000", 3'162'240'000, "PT878400H"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.given);
        const Parsed<Seconds> parsed = parse_duration(row.given);
        CHECK(name(parsed.fault) == "none");
        CHECK(parsed.value.count() == row.seconds);
        CHECK(text(parsed.value) == row.written);
    }
}

TEST_CASE("a duration of any length is written, negative ones with a minus in front") {
    struct Row {
        std::int64_t seconds;
        std::string_view written;
    };
    const Row rows[] = {
        {-300, "-PT5M"},
        {-1, "-PT1S"},
        {-3'661, "-PT1H1M1S"},
        {std::numeric_limits<std::int64_t>::max(), "PT2562047788015215H30M7S"},
        {std::numeric_limits<std::int64_t>::min(), "-PT2562047788015215H30M8S"},
    };
    for (const Row& row : rows) CHECK(text(Seconds{row.seconds}) == row.written);
}

TEST_CASE("a text that is no exact duration is refused with its reason") {
    const Refusal rows[] = {
        {"", TimeFault::malformed},
        {"P", TimeFault::malformed},
        {"PT", TimeFault::malformed},
        {"T1H", TimeFault::malformed},
        {"PT1", TimeFault::malformed},
        {"PTH", TimeFault::malformed},
        {"PT1D", TimeFault::malformed},
        {"PT1M1H", TimeFault::malformed},
        {"PT1H1H", TimeFault::malformed},
        {"PT1HT1M", TimeFault::malformed},
        {"PT1H ", TimeFault::malformed},
        {"pt1h", TimeFault::malformed},
        {"PT+1H", TimeFault::malformed},
        {"P1DT", TimeFault::malformed},
        {"P1H", TimeFault::malformed},
        {"1h", TimeFault::malformed},
        {"+5", TimeFault::malformed},
        {"007", TimeFault::malformed},
        {"00", TimeFault::malformed},
        {"1e3", TimeFault::malformed},
        {"-", TimeFault::malformed},
        {"--5", TimeFault::malformed},
        {"-PT", TimeFault::malformed},
        {"-5", TimeFault::negative},
        {"-PT5M", TimeFault::negative},
        {"-0", TimeFault::negative},
        {"P1D", TimeFault::calendar_unit},
        {"P1DT2H", TimeFault::calendar_unit},
        {"P1Y2M3W4D", TimeFault::calendar_unit},
        {"1.5", TimeFault::fraction},
        {"PT0.5S", TimeFault::fraction},
        {"PT1.5H30M", TimeFault::fraction},
        {"PT878400H1S", TimeFault::too_long},
        {"3162240001", TimeFault::too_long},
        {"99999999999999999999999999999999", TimeFault::too_long},
        {"PT99999999999999999999999999999999H", TimeFault::too_long},
    };
    for (const Refusal& row : rows) {
        CAPTURE(row.text);
        CHECK(name(parse_duration(row.text).fault) == name(row.fault));
    }
}

TEST_CASE("a span is read in years, months, weeks and days and kept as months and days") {
    struct Row {
        std::string_view given;
        Span span;
        std::string_view written;
    };
    const Row rows[] = {
        {"P1M", {1, 0, 0}, "P1M"},     {"P6M", {6, 0, 0}, "P6M"},
        {"P1Y6M", {18, 0, 0}, "P18M"}, {"P10D", {0, 10, 0}, "P10D"},
        {"P2W", {0, 14, 0}, "P14D"},   {"P1Y2M3W4D", {14, 25, 0}, "P14M25D"},
        {"P0M1D", {0, 1, 0}, "P1D"},   {"P100Y36600D", {1'200, 36'600, 0}, "P1200M36600D"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.given);
        const Parsed<Span> parsed = parse_span(row.given);
        CHECK(name(parsed.fault) == "none");
        CHECK(parsed.value == row.span);
        CHECK(text(parsed.value) == row.written);
    }
}

TEST_CASE("spans that only arise from formulas are written too") {
    struct Row {
        Span span;
        std::string_view written;
    };
    const Row rows[] = {{{0, 0, 5}, "P5WD"}, {{0, 0, 0}, "P0D"}, {{-1, 0, 0}, "P-1M"}, {{0, 0, -3}, "P-3WD"}};
    for (const Row& row : rows) CHECK(text(row.span) == row.written);
}

TEST_CASE("a text that is no span is refused with its reason") {
    const Refusal rows[] = {
        {"", TimeFault::malformed},
        {"P", TimeFault::malformed},
        {"1M", TimeFault::malformed},
        {"PM", TimeFault::malformed},
        {"P1", TimeFault::malformed},
        {"P1M1Y", TimeFault::malformed},
        {"P1M1M", TimeFault::malformed},
        {"PT17H", TimeFault::malformed},
        {"P1DT2H", TimeFault::malformed},
        {"P5WD", TimeFault::malformed},
        {"p1m", TimeFault::malformed},
        {"P1M ", TimeFault::malformed},
        {"P-1M", TimeFault::malformed},
        {"-1M", TimeFault::malformed},
        {"30", TimeFault::malformed},
        {"P1.5M", TimeFault::fraction},
        {"-P1M", TimeFault::negative},
        {"P0M", TimeFault::empty_span},
        {"P0Y0D", TimeFault::empty_span},
        {"P1201M", TimeFault::too_long},
        {"P100Y1M", TimeFault::too_long},
        {"P36601D", TimeFault::too_long},
        {"P99999999999999999999Y", TimeFault::too_long},
        {"P99999999999999999999W", TimeFault::too_long},
    };
    for (const Refusal& row : rows) {
        CAPTURE(row.text);
        CHECK(name(parse_span(row.text).fault) == name(row.fault));
    }
}

TEST_CASE("every fault completes a sentence of its own") {
    CHECK(describe(TimeFault::none) == "is well-formed");
    CHECK(describe(TimeFault::no_such_date) == "names a day that the calendar does not have");
    CHECK(describe(TimeFault::year_out_of_range) == "is outside the years 1900 to 2999");
    CHECK(describe(TimeFault::calendar_unit) == "has years, months, weeks or days, whose length varies");
    CHECK(describe(TimeFault::empty_span) == "is empty");
    CHECK(describe(TimeFault::since_1970) ==
          "is a count of seconds or milliseconds since 1970: write 1774744200 as 2026-03-29T00:30:00Z");
}
