#include "time/interval.h"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "time/zone_database.h"
#include "time_text.h"

using namespace redress::time;

namespace {

// A small line of time: hours 0 to 7 after 1970. A set of time is a mask of the hours that it holds.
constexpr int cells = 8;
using Mask = unsigned;
constexpr Mask all_masks = 1u << cells;

constexpr Instant hour(int number) { return Instant{Seconds{number * 3'600}}; }

IntervalSet set_of(Mask mask) {
    IntervalSet set;
    for (int cell = 0; cell < cells; ++cell) {
        if ((mask >> cell & 1u) == 0) continue;
        if (!set.empty() && set.back().end == hour(cell)) {
            set.back().end = hour(cell + 1);
        } else {
            set.push_back({hour(cell), hour(cell + 1)});
        }
    }
    return set;
}

std::vector<IntervalSet> every_set() {
    std::vector<IntervalSet> sets;
    for (Mask mask = 0; mask < all_masks; ++mask) sets.push_back(set_of(mask));
    return sets;
}

// The hours that at least k of the masks hold.
Mask held_by_at_least(std::size_t k, std::span<const Mask> masks) {
    Mask held = 0;
    for (int cell = 0; cell < cells; ++cell) {
        std::size_t count = 0;
        for (const Mask mask : masks) count += mask >> cell & 1u;
        if (count >= k) held |= 1u << cell;
    }
    return held;
}

// "1-3 5-6" as intervals of hours.
IntervalSet hours(std::string_view text) {
    IntervalSet set;
    for (std::size_t i = 0; i + 2 < text.size(); i += 4) set.push_back({hour(text[i] - '0'), hour(text[i + 2] - '0')});
    return set;
}

std::string hours_text(std::span<const Interval> set) {
    std::string out;
    for (const Interval& interval : set) {
        out += out.empty() ? "" : " ";
        out += std::to_string(interval.start.time_since_epoch().count() / 3'600) + "-" +
               std::to_string(interval.end.time_since_epoch().count() / 3'600);
    }
    return out;
}

}  // namespace

TEST_CASE("an interval holds its start and not its end") {
    const Interval interval{hour(1), hour(3)};
    CHECK_FALSE(interval.contains(hour(1) - Seconds{1}));
    CHECK(interval.contains(hour(1)));
    CHECK(interval.contains(hour(3) - Seconds{1}));
    CHECK_FALSE(interval.contains(hour(3)));
    CHECK(interval.length() == Seconds{7'200});
    CHECK(Interval{hour(1), hour(1)}.empty());
    CHECK_FALSE(Interval{hour(1), hour(1)}.contains(hour(1)));
}

TEST_CASE("normalising makes one set of any intervals") {
    struct Row {
        std::string_view given, set;
    };
    const Row rows[] = {
        {"", ""},
        {"1-1", ""},
        {"1-3", "1-3"},
        {"1-3 2-4", "1-4"},      // overlapping outages count once
        {"1-3 3-4", "1-4"},      // touching ones are one
        {"1-2 3-4", "1-2 3-4"},  // apart
        {"3-4 1-2", "1-2 3-4"},  // out of order
        {"1-6 2-3 4-5", "1-6"},  // inside another
        {"2-3 2-5 2-4", "2-5"},  // one start
        {"1-2 1-2 1-2", "1-2"},  // twice the same
        {"2-2 1-3 5-5", "1-3"},  // without length
        {"5-7 1-2 2-3 6-8 4-4", "1-3 5-8"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.given);
        IntervalSet set = hours(row.given);
        normalize(set);
        CHECK(hours_text(set) == row.set);
    }
}

TEST_CASE("normalising agrees with marking hours, and changes nothing the second time") {
    std::mt19937_64 random(3);
    int differences = 0;
    for (int i = 0; i < 20'000; ++i) {
        IntervalSet set;
        Mask mask = 0;
        for (auto left = random() % 24; left > 0; --left) {
            const int start = static_cast<int>(random() % (cells + 1));
            const int end = start + static_cast<int>(random() % static_cast<unsigned>(cells + 1 - start)) % 3;
            set.push_back({hour(start), hour(end)});
            for (int cell = start; cell < end; ++cell) mask |= 1u << cell;
        }
        normalize(set);
        if (set != set_of(mask)) ++differences;
        normalize(set);
        if (set != set_of(mask)) ++differences;
    }
    CHECK(differences == 0);
}

TEST_CASE("normalising needs no more memory") {
    IntervalSet set = hours("5-7 1-2 2-3 6-8");
    const Interval* const data = set.data();
    normalize(set);
    CHECK(set.data() == data);
}

TEST_CASE("the meeting of two intervals is empty where they only touch") {
    struct Row {
        Interval a, b, common;
    };
    const Row rows[] = {
        {{hour(1), hour(4)}, {hour(2), hour(6)}, {hour(2), hour(4)}},
        {{hour(1), hour(6)}, {hour(2), hour(3)}, {hour(2), hour(3)}},
        {{hour(1), hour(2)}, {hour(2), hour(3)}, {hour(2), hour(2)}},
        {{hour(1), hour(2)}, {hour(4), hour(5)}, {hour(4), hour(4)}},
        {{hour(4), hour(5)}, {hour(1), hour(2)}, {hour(4), hour(4)}},
    };
    for (const Row& row : rows) CHECK(text(intersection(row.a, row.b)) == text(row.common));
}

TEST_CASE("the length of a set is the sum of its intervals") {
    CHECK(length(hours("")) == Seconds{0});
    CHECK(length(hours("1-3 5-6")) == Seconds{3 * 3'600});
}

TEST_CASE("intersect and subtract agree with marking hours, for every two sets") {
    const std::vector<IntervalSet> sets = every_set();
    IntervalSet out;
    int differences = 0;
    for (Mask a = 0; a < all_masks; ++a) {
        for (Mask b = 0; b < all_masks; ++b) {
            intersect(sets[a], sets[b], out);
            if (out != sets[a & b]) ++differences;
            subtract(sets[a], sets[b], out);
            if (out != sets[a & ~b]) ++differences;
        }
    }
    CHECK(differences == 0);
}

TEST_CASE("clip agrees with marking hours, for every set and every bounds") {
    const std::vector<IntervalSet> sets = every_set();
    int differences = 0;
    for (Mask mask = 0; mask < all_masks; ++mask) {
        for (int start = 0; start <= cells; ++start) {
            for (int end = start; end <= cells; ++end) {
                IntervalSet set = sets[mask];
                clip(set, {hour(start), hour(end)});
                const Mask bounds = (1u << end) - (1u << start);
                if (set != sets[mask & bounds]) ++differences;
            }
        }
    }
    CHECK(differences == 0);
}

TEST_CASE("the time in which at least k sets hold") {
    const std::array sets = {hours("1-4 6-8"), hours("2-5"), hours("3-7")};
    const std::string_view expected[] = {"", "1-8", "2-5 6-7", "3-4", ""};
    for (std::size_t k = 0; k < std::size(expected); ++k) {
        CAPTURE(k);
        IntervalSet out;
        at_least(k, sets, out);
        CHECK(hours_text(out) == expected[k]);
    }
}

TEST_CASE("at least k of any sets agrees with counting hours, for every k") {
    const std::vector<IntervalSet> sets = every_set();
    std::mt19937_64 random(4);
    IntervalSet out;
    int differences = 0;
    for (int i = 0; i < 40'000; ++i) {
        std::vector<Mask> masks(random() % 6);
        std::vector<IntervalSet> given;
        for (Mask& mask : masks) {
            mask = static_cast<Mask>(random() % all_masks);
            given.push_back(sets[mask]);
        }
        for (std::size_t k = 1; k <= masks.size() + 1; ++k) {
            at_least(k, given, out);
            if (out != sets[held_by_at_least(k, masks)]) ++differences;
        }
    }
    CHECK(differences == 0);
}

TEST_CASE("daily hours follow the clock on the wall") {
    struct Row {
        std::string_view name, zone, from, until, daily, expected;
    };
    const Row rows[] = {
        {"an ordinary day", "Europe/Kyiv", "2026-02-09T22:00:00Z", "2026-02-10T22:00:00Z", "00:30-07:30",
         "2026-02-09T22:30:00Z 2026-02-10T05:30:00Z"},
        {"six hours on the day without 03:00", "Europe/Kyiv", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z", "00:30-07:30",
         "2026-03-28T22:30:00Z 2026-03-29T04:30:00Z"},
        {"eight hours on the day with 03:00 twice", "Europe/Kyiv", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z", "00:30-07:30",
         "2026-10-24T21:30:00Z 2026-10-25T05:30:00Z"},
        {"hours that begin in the gap begin with the change", "Europe/Kyiv", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z",
         "03:30-05:00", "2026-03-29T01:00:00Z 2026-03-29T02:00:00Z"},
        {"hours inside the gap do not come", "Europe/Kyiv", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z", "03:10-03:50", ""},
        {"hours run from the first 03:30 of two", "Europe/Kyiv", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z", "03:30-05:00",
         "2026-10-25T00:30:00Z 2026-10-25T03:00:00Z"},
        {"hours over midnight belong to two dates", "UTC", "2026-02-10T00:00:00Z", "2026-02-11T00:00:00Z", "21:00-07:00",
         "2026-02-10T00:00:00Z 2026-02-10T07:00:00Z, 2026-02-10T21:00:00Z 2026-02-11T00:00:00Z"},
        {"until midnight", "UTC", "2026-02-10T00:00:00Z", "2026-02-11T12:00:00Z", "21:00-00:00",
         "2026-02-10T21:00:00Z 2026-02-11T00:00:00Z"},
        {"whole days are one interval", "Europe/Kyiv", "2026-03-28T12:00:00Z", "2026-03-31T12:00:00Z", "00:00-24:00",
         "2026-03-28T12:00:00Z 2026-03-31T12:00:00Z"},
        {"one end for both is a whole day", "UTC", "2026-02-10T00:00:00Z", "2026-02-12T00:00:00Z", "08:00-08:00",
         "2026-02-10T00:00:00Z 2026-02-12T00:00:00Z"},
        {"the range cuts the hours", "UTC", "2026-02-10T01:00:00Z", "2026-02-10T02:00:00Z", "00:30-07:30",
         "2026-02-10T01:00:00Z 2026-02-10T02:00:00Z"},
        {"a range that ends where the hours begin", "UTC", "2026-02-10T00:00:00Z", "2026-02-10T00:30:00Z", "00:30-07:30", ""},
        {"an empty range", "UTC", "2026-02-10T01:00:00Z", "2026-02-10T01:00:00Z", "00:30-07:30", ""},
        {"the skipped day has no hours", "Pacific/Apia", "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z", "09:00-10:00",
         "2011-12-29T19:00:00Z 2011-12-29T20:00:00Z, 2011-12-30T19:00:00Z 2011-12-30T20:00:00Z"},
        {"the evening that comes back belongs to the new day", "America/St_Johns", "2010-11-07T02:00:00Z", "2010-11-07T04:00:00Z",
         "00:00-00:15", "2010-11-07T02:30:00Z 2010-11-07T03:45:00Z"},
        {"so does a range that ends in it", "America/St_Johns", "2010-11-07T02:00:00Z", "2010-11-07T02:45:00Z", "00:00-00:15",
         "2010-11-07T02:30:00Z 2010-11-07T02:45:00Z"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        IntervalSet out;
        CHECK(!daily_hours({at(row.from), at(row.until)}, *parse_daily_hours(row.daily), Days::all, ZoneDatabase().load(row.zone),
                           WorkCalendar{}, out));
        CHECK(text(out) == row.expected);
    }
}

TEST_CASE("daily hours can be those of working days or of the others") {
    // Friday 5 June 2026 to Tuesday 9 June; Monday is a holiday.
    const Interval within{at("2026-06-05T00:00:00Z"), at("2026-06-10T00:00:00Z")};
    WorkCalendar calendar;
    calendar.holidays = {day("2026-06-08")};
    calendar.put_in_order();
    struct Row {
        std::string_view name, daily;
        DayFilter filter;
        std::string_view expected;
    };
    const Row rows[] = {
        {"working days", "09:00-18:00", Days::working_days,
         "2026-06-05T09:00:00Z 2026-06-05T18:00:00Z, 2026-06-09T09:00:00Z 2026-06-09T18:00:00Z"},
        {"other days", "00:00-24:00", Days::other_days, "2026-06-06T00:00:00Z 2026-06-09T00:00:00Z"},
        {"days of the week, worked or not", "09:00-18:00", DayFilter(std::bitset<7>(0b1000010)),
         "2026-06-06T09:00:00Z 2026-06-06T18:00:00Z, 2026-06-08T09:00:00Z 2026-06-08T18:00:00Z"},
        {"a night of one day of the week", "22:00-06:00", DayFilter(std::bitset<7>(0b0010000)),
         "2026-06-05T00:00:00Z 2026-06-05T06:00:00Z"},
        {"a night belongs to the day on which it begins", "22:00-06:00", Days::working_days,
         "2026-06-05T00:00:00Z 2026-06-05T06:00:00Z, 2026-06-05T22:00:00Z 2026-06-06T06:00:00Z, "
         "2026-06-09T22:00:00Z 2026-06-10T00:00:00Z"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        IntervalSet out;
        CHECK(!daily_hours(within, *parse_daily_hours(row.daily), row.filter, Zone(), calendar, out));
        CHECK(text(out) == row.expected);
    }
}

TEST_CASE("hours of working days are unknown on a day that the calendar does not cover, where they reach into the range") {
    WorkCalendar calendar;  // of June 2026
    calendar.covers_from = day("2026-06-01");
    calendar.covers_until = day("2026-07-01");
    struct Row {
        std::string_view name, from, until, daily;
        DayFilter filter;
        std::string_view unknown;
    };
    const Row rows[] = {
        {"the first day", "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "08:00-18:00", Days::working_days, ""},
        {"the night that began before it", "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "22:00-06:00", Days::working_days,
         "before 2026-06-01"},
        {"from its end on, no night that began before it", "2026-06-01T06:00:00Z", "2026-06-02T00:00:00Z", "22:00-06:00",
         Days::other_days, ""},
        {"the last second of the last day", "2026-06-30T00:00:00Z", "2026-07-01T00:00:00Z", "00:00-24:00", Days::other_days, ""},
        {"a second of the day after", "2026-06-30T00:00:00Z", "2026-07-01T00:00:01Z", "00:00-24:00", Days::other_days,
         "from 2026-07-01"},
        {"the day after, outside of the hours", "2026-06-30T00:00:00Z", "2026-07-01T08:00:00Z", "08:00-18:00", Days::working_days,
         ""},
        {"and within them", "2026-06-30T00:00:00Z", "2026-07-01T08:00:01Z", "08:00-18:00", Days::working_days, "from 2026-07-01"},
        {"days of the week are known for good", "2020-01-01T00:00:00Z", "2020-01-08T00:00:00Z", "08:00-18:00",
         DayFilter(std::bitset<7>(0b1000010)), ""},
        {"and all days", "2020-01-01T00:00:00Z", "2020-01-08T00:00:00Z", "08:00-18:00", Days::all, ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        IntervalSet out;
        const std::optional<UnknownDays> unknown =
            daily_hours({at(row.from), at(row.until)}, *parse_daily_hours(row.daily), row.filter, Zone(), calendar, out);
        std::string found = unknown ? unknown->before ? "before " : "from " : "";
        if (unknown) append_date(found, unknown->bound);
        CHECK(found == row.unknown);
    }
}

TEST_CASE("daily hours agree with asking the clock every quarter of an hour") {
    // Without a fold or a gap at the ends of the hours, an instant is in them when the clock says so.
    struct Row {
        std::string_view zone, from, until, daily;
    };
    const Row rows[] = {
        {"Europe/Kyiv", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "00:30-07:30"},
        {"Europe/Kyiv", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "21:15-07:00"},
        {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "22:00-06:00"},
        {"Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "09:00-18:00"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.daily);
        const Zone zone = ZoneDatabase().load(row.zone);
        const DailyHours daily = *parse_daily_hours(row.daily);
        IntervalSet expected;
        for (Instant now = at(row.from); now < at(row.until); now += Seconds{900}) {
            const auto clock = (zone.local(now) - LocalTime(zone.date(now))).count();
            const bool open = daily.from < daily.until ? daily.from <= clock && clock < daily.until
                                                       : daily.from <= clock || clock < daily.until;
            if (!open) continue;
            if (!expected.empty() && expected.back().end == now) {
                expected.back().end += Seconds{900};
            } else {
                expected.push_back({now, now + Seconds{900}});
            }
        }
        IntervalSet out;
        CHECK(!daily_hours({at(row.from), at(row.until)}, daily, Days::all, zone, WorkCalendar{}, out));
        CHECK((out == expected));
    }
}
