#include "time/opening.h"

#include <doctest/doctest.h>

#include <random>

#include "time/zone_database.h"
#include "time_text.h"

using namespace redress::time;
using std::chrono::days;

namespace {

const Zone& berlin() {
    static ZoneDatabase zones;
    static const Zone zone = zones.load("Europe/Berlin");
    return zone;
}

// 08:00-12:00 and 13:00-18:00 on working days, 10:00-15:00 on Saturdays that are no holidays, over midnight on Wednesdays.
WorkCalendar desk() {
    WorkCalendar out;
    out.opening.push_back({Days::working_days, {8 * 3600, 12 * 3600}});
    out.opening.push_back({Days::working_days, {13 * 3600, 18 * 3600}});
    DayFilter saturday(std::bitset<7>(0b1000000));
    saturday.days = Days::of_the_week_but_holidays;
    out.opening.push_back({saturday, {10 * 3600, 15 * 3600}});
    out.opening.push_back({DayFilter(std::bitset<7>(0b0001000)), {22 * 3600, 2 * 3600}});
    out.holidays = {day("2026-05-01"), day("2026-05-02")};
    out.put_in_order();
    return out;
}

}  // namespace

TEST_CASE("a clock reaches an instant when so much opening time has passed") {
    const WorkCalendar calendar = desk();
    const RunningTime clock{&calendar, &berlin(), {}};
    struct Row {
        const char* from;
        int minutes;
        const char* reached;
    };
    for (const Row& row : {
             Row{"2026-03-02T16:00:00Z", 240, "2026-03-03T10:00:00Z"},  // Monday 17:00, 1 hour; Tuesday 08:00 and 3 hours
             Row{"2026-03-02T16:00:00Z", 60, "2026-03-02T17:00:00Z"},   // where the day closes, not where the next opens
             Row{"2026-03-02T16:00:00Z", 0, "2026-03-02T16:00:00Z"},
             Row{"2026-03-03T11:30:00Z", 1, "2026-03-03T12:01:00Z"},     // at lunch
             Row{"2026-03-06T17:00:00Z", 300, "2026-03-07T14:00:00Z"},   // Friday evening: all of Saturday
             Row{"2026-03-06T17:00:00Z", 301, "2026-03-09T07:01:00Z"},   // and a minute of Monday
             Row{"2026-03-04T20:00:00Z", 120, "2026-03-04T23:00:00Z"},   // Wednesday, over midnight
             Row{"2026-04-30T16:00:00Z", 1, "2026-05-04T06:01:00Z"},     // closed on two holidays, of which one is a Saturday
             Row{"2026-03-03T10:00:00Z", -240, "2026-03-02T16:00:00Z"},  // and back
             Row{"2026-03-03T07:00:00Z", -60, "2026-03-02T16:00:00Z"},
             Row{"2026-03-03T12:00:00Z", -1, "2026-03-03T10:59:00Z"},
         }) {
        CAPTURE(row.from);
        CAPTURE(row.minutes);
        const auto reached = reach(at(row.from), std::chrono::minutes(row.minutes), clock);
        REQUIRE(reached);
        CHECK(text(*reached) == row.reached);
    }
}

TEST_CASE("hours that touch at midnight are one stretch, also where the clock changes there") {
    struct Row {
        const char* zone;
        const char* from;   // 20:00 of one day
        const char* until;  // 04:00 of the next
        int hours;
    };
    for (const Row& row : {
             Row{"Europe/Berlin", "2026-03-28T19:00:00Z", "2026-03-29T02:00:00Z", 7},
             Row{"Europe/Berlin", "2026-10-24T18:00:00Z", "2026-10-25T03:00:00Z", 9},
             Row{"Africa/Cairo", "2026-04-23T18:00:00Z", "2026-04-24T01:00:00Z", 7},      // midnight is skipped
             Row{"Africa/Cairo", "2026-10-29T17:00:00Z", "2026-10-30T02:00:00Z", 9},      // the hour before it comes twice
             Row{"America/Havana", "2026-11-01T00:00:00Z", "2026-11-01T09:00:00Z", 9},    // the hour after it, and so midnight
             Row{"America/Santiago", "2026-09-06T00:00:00Z", "2026-09-06T07:00:00Z", 7},  // skipped
             Row{"Pacific/Apia", "2011-12-30T06:00:00Z", "2011-12-30T14:00:00Z", 8},      // all of 30 December is skipped
         }) {
        CAPTURE(row.zone);
        CAPTURE(row.from);
        const Zone zone = ZoneDatabase().load(row.zone);
        WorkCalendar always;
        always.opening.push_back({Days::all, {0, 12 * 3600}});
        always.opening.push_back({Days::all, {12 * 3600, 24 * 3600}});
        const RunningTime clock{&always, &zone, {}};
        const Interval night{at(row.from), at(row.until)};
        CHECK(elapsed(night, clock) == std::chrono::hours(row.hours));
        CHECK(reach(night.start, std::chrono::hours(row.hours), clock) == night.end);
        CHECK(reach(night.end, -std::chrono::hours(row.hours), clock) == night.start);
        IntervalSet stretches;
        running(night, clock, stretches);
        CHECK(stretches == IntervalSet{night});
    }
}

TEST_CASE("a clock that never runs reaches nothing, and the end of time is not passed") {
    WorkCalendar never;
    never.weekend = {};
    never.opening.push_back({Days::other_days, {0, 86'400}});
    CHECK_FALSE(reach(at("2026-01-01T00:00:00Z"), Seconds(1), {&never, &berlin(), {}}));
    CHECK_FALSE(reach(at("2026-01-01T00:00:00Z"), Seconds(-1), {&never, &berlin(), {}}));
    CHECK_FALSE(reach(at("2999-12-31T23:59:59Z"), Seconds(1), {nullptr, &berlin(), {}}));
    const Interval long_time{at("1950-01-01T00:00:00Z"), at("2050-01-01T00:00:00Z")};
    CHECK(elapsed(long_time, {&never, &berlin(), {}}) == Seconds(0));
    CHECK(elapsed(long_time, {nullptr, &berlin(), {}}) == long_time.length());
    CHECK(elapsed({long_time.end, long_time.end}, {nullptr, &berlin(), {}}) == Seconds(0));
}

TEST_CASE("how much has passed when an instant is reached is what was wanted, and a second less before it") {
    const WorkCalendar calendar = desk();
    std::mt19937_64 random(7);
    for (int round = 0; round < 300; ++round) {
        CAPTURE(round);
        const Instant from = at("2026-01-01T00:00:00Z") + Seconds(random() % (400 * seconds_per_day));
        IntervalSet stopped;
        for (int i = 0; i < 3; ++i) {
            const Instant start = from + Seconds(random() % (20 * seconds_per_day));
            stopped.push_back({start, start + Seconds(random() % 90'000)});
        }
        normalize(stopped);
        const RunningTime clock{random() % 4 == 0 ? nullptr : &calendar, &berlin(), stopped};
        const Seconds wanted(1 + random() % 400'000);
        const auto later = reach(from, wanted, clock);
        REQUIRE(later);
        CHECK(elapsed({from, *later}, clock) == wanted);
        CHECK(elapsed({from, *later - Seconds(1)}, clock) == wanted - Seconds(1));
        const auto earlier = reach(from, -wanted, clock);
        REQUIRE(earlier);
        CHECK(elapsed({*earlier, from}, clock) == wanted);
        CHECK(elapsed({*earlier + Seconds(1), from}, clock) == wanted - Seconds(1));
    }
}
