#include "time/zone.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "time/zone_database.h"
#include "time/zone_file.h"
#include "time_text.h"

using namespace redress::time;

namespace {

std::string name(LocalKind kind) {
    switch (kind) {
        case LocalKind::unique: return "unique";
        case LocalKind::gap: return "gap";
        case LocalKind::fold: return "fold";
    }
    return "?";
}

std::string load_error(std::string_view zone) {
    try {
        ZoneDatabase().load(zone);
    } catch (const redress::Error& error) {
        return error.status() == redress::Status::invalid_rules ? error.what() : "wrong status";
    }
    return "no error";
}

// An environment variable for one test.
class Environment {
public:
    Environment(const char* variable, const char* value) : variable_(variable) {
        if (const char* old = std::getenv(variable)) old_ = old;
        setenv(variable, value, 1);
    }
    ~Environment() { old_ ? setenv(variable_, old_->c_str(), 1) : unsetenv(variable_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* variable_;
    std::optional<std::string> old_;
};

}  // namespace

TEST_CASE("a zone turns instants into what its clocks show") {
    struct Row {
        std::string_view zone, instant, local;
    };
    const Row rows[] = {
        {"UTC", "2026-07-01T00:00:00Z", "2026-07-01T00:00:00"},
        {"Etc/GMT-2", "2026-07-01T00:00:00Z", "2026-07-01T02:00:00"},
        {"Europe/Kyiv", "2026-01-31T22:00:00Z", "2026-02-01T00:00:00"},
        {"Europe/Kyiv", "2026-03-29T00:59:59Z", "2026-03-29T02:59:59"},
        {"Europe/Kyiv", "2026-03-29T01:00:00Z", "2026-03-29T04:00:00"},
        {"Europe/Kyiv", "2026-10-25T00:59:59Z", "2026-10-25T03:59:59"},
        {"Europe/Kyiv", "2026-10-25T01:00:00Z", "2026-10-25T03:00:00"},
        {"Europe/Minsk", "2010-01-01T00:00:00Z", "2010-01-01T02:00:00"},
        {"Europe/Minsk", "2026-01-01T00:00:00Z", "2026-01-01T03:00:00"},
        {"Europe/Minsk", "2026-07-01T00:00:00Z", "2026-07-01T03:00:00"},
        {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00"},
        {"Australia/Lord_Howe", "2026-07-01T00:00:00Z", "2026-07-01T10:30:00"},
        {"Asia/Kathmandu", "1985-12-31T18:29:59Z", "1985-12-31T23:59:59"},
        {"Asia/Kathmandu", "1985-12-31T18:30:00Z", "1986-01-01T00:15:00"},
        {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59"},
        {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.instant);
        CHECK(text(ZoneDatabase().load(row.zone).local(at(row.instant))) == row.local);
    }
}

TEST_CASE("summer time goes on after 2037") {
    struct Row {
        std::string_view instant, local;
    };
    const Row rows[] = {
        {"2038-01-15T12:00:00Z", "2038-01-15T13:00:00"}, {"2038-07-15T12:00:00Z", "2038-07-15T14:00:00"},
        {"2500-01-15T12:00:00Z", "2500-01-15T13:00:00"}, {"2500-07-15T12:00:00Z", "2500-07-15T14:00:00"},
        {"2999-07-15T12:00:00Z", "2999-07-15T14:00:00"}, {"2999-12-15T12:00:00Z", "2999-12-15T13:00:00"},
    };
    const Zone berlin = ZoneDatabase().load("Europe/Berlin");
    for (const Row& row : rows) CHECK(text(berlin.local(at(row.instant))) == row.local);
}

TEST_CASE("a reading of the clock stands for one instant, two or none") {
    struct Row {
        std::string_view zone, reading, kind, earlier, later, transition;
    };
    const Row rows[] = {
        {"Europe/Kyiv", "2026-03-29T02:59:59", "unique", "2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z"},
        {"Europe/Kyiv", "2026-03-29T03:30:00", "gap", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T01:00:00Z"},
        {"Europe/Kyiv", "2026-03-29T04:00:00", "unique", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
        {"Europe/Kyiv", "2026-10-25T03:30:00", "fold", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z"},
        {"Europe/Kyiv", "2026-10-25T04:00:00", "unique", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"},
        {"Australia/Lord_Howe", "2026-04-05T01:45:00", "fold", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z",
         "2026-04-04T15:00:00Z"},
        {"Australia/Lord_Howe", "2026-10-04T02:15:00", "gap", "2026-10-03T15:15:00Z", "2026-10-03T15:45:00Z",
         "2026-10-03T15:30:00Z"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.reading);
        const LocalInstants found = ZoneDatabase().load(row.zone).instants(reading(row.reading));
        CHECK(name(found.kind) == row.kind);
        CHECK(text(found.earlier) == row.earlier);
        CHECK(text(found.later) == row.later);
        CHECK(text(found.transition) == row.transition);
    }
}

TEST_CASE("a day starts when clocks first show it, whatever happens at midnight") {
    struct Row {
        std::string_view zone, date, start;
    };
    const Row rows[] = {
        {"UTC", "2026-02-28", "2026-02-28T00:00:00Z"},
        {"Europe/Kyiv", "2026-03-29", "2026-03-28T22:00:00Z"},
        {"Europe/Kyiv", "2026-03-30", "2026-03-29T21:00:00Z"},
        // 00:00 is skipped: the day starts at 01:00.
        {"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
        {"America/Havana", "2025-03-09", "2025-03-09T05:00:00Z"},
        {"Asia/Kathmandu", "1986-01-01", "1985-12-31T18:30:00Z"},
        // 23:00 to 24:00 is repeated: 00:00 comes once, after it.
        {"America/Sao_Paulo", "2019-02-17", "2019-02-17T03:00:00Z"},
        // 00:00 to 01:00 is repeated: the day starts at the first of them.
        {"America/Havana", "2025-11-02", "2025-11-02T04:00:00Z"},
        // At 00:01 clocks go back to 23:01: the day starts a minute before.
        {"America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z"},
        // 30 December 2011 does not exist: it starts when the 31st does.
        {"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z"},
        {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
        {"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
        {"Pacific/Apia", "2012-01-01", "2011-12-31T10:00:00Z"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.date);
        CHECK(text(ZoneDatabase().load(row.zone).start_of_day(day(row.date))) == row.start);
    }
}

TEST_CASE("a zone knows its name, and one made from nothing is UTC") {
    CHECK(ZoneDatabase().load("Europe/Kyiv").name() == "Europe/Kyiv");
    CHECK(ZoneDatabase().load("UTC").name() == "UTC");
    CHECK(Zone().name() == "UTC");
    CHECK(text(Zone().local(Instant{})) == "1970-01-01T00:00:00");
}

TEST_CASE("an unknown zone is refused with the nearest known name") {
    struct Row {
        std::string_view name, error;
    };
    const Row rows[] = {
        {"Europe/Kyjv", "unknown time zone 'Europe/Kyjv'; did you mean 'Europe/Kyiv'?"},
        {"europe/minsk", "unknown time zone 'europe/minsk'; did you mean 'Europe/Minsk'?"},
        {"Asia/Katmandoo", "unknown time zone 'Asia/Katmandoo'; did you mean 'Asia/Katmandu'?"},
        {"Qqqqqqqqqq", "unknown time zone 'Qqqqqqqqqq'"},
    };
    for (const Row& row : rows) CHECK(load_error(row.name) == row.error);
}

TEST_CASE("a folder, a file without zone data and a zone outside the IANA names are no zones") {
    const std::string_view names[] = {"Europe",     "America/Argentina", "leapseconds", "localtime",
                                      "posixrules", "posix/UTC",         "right/UTC",   "Fixed/UTC+01"};
    for (const std::string_view zone : names) {
        CAPTURE(zone);
        CHECK(load_error(zone).starts_with("unknown time zone '" + std::string(zone) + "'"));
    }
}

TEST_CASE("a malformed zone name is refused before any file is opened") {
    struct Row {
        std::string_view name, error;
    };
    const Row rows[] = {
        {"", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not ''"},
        {"/Europe/Kyiv", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not '/Europe/Kyiv'"},
        {"Europe/", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not 'Europe/'"},
        {"Europe//Kyiv", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not 'Europe//Kyiv'"},
        {"../zoneinfo/UTC", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not '../zoneinfo/UTC'"},
        {"Europe/../UTC", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not 'Europe/../UTC'"},
        {"./UTC", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not './UTC'"},
        {"-UTC", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not '-UTC'"},
        {"tzdata.zi", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not 'tzdata.zi'"},
        {"zone.tab", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not 'zone.tab'"},
        {"Europe/Kyiv ", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not 'Europe/Kyiv '"},
        {"Europe\\Kyiv", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not 'Europe\\Kyiv'"},
        {":UTC", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not ':UTC'"},
        {"file:UTC", "a time zone name is written like 'Europe/Kyiv' or 'UTC', not 'file:UTC'"},
        {"Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         "a time zone name is written like 'Europe/Kyiv' or 'UTC', in at most 64 characters"},
    };
    for (const Row& row : rows) CHECK(load_error(row.name) == row.error);
    CHECK(load_error(std::string_view("UTC\0", 4)).starts_with("a time zone name is written like"));
}

TEST_CASE("the environment does not choose the zone data") {
    const Environment folder("TZDIR", "/nonexistent");
    const Environment zone("TZ", "Asia/Tokyo");
    CHECK(text(ZoneDatabase().load("Europe/Vienna").local(at("2026-07-01T00:00:00Z"))) == "2026-07-01T02:00:00");
    CHECK(text(Zone().local(at("2026-07-01T00:00:00Z"))) == "2026-07-01T00:00:00");
    CHECK(load_error("localtime") != "no error");
}

namespace {

// Every name that the system's database defines.
std::set<std::string> all_zones() {
    std::set<std::string> names;
    std::ifstream index("/usr/share/zoneinfo/tzdata.zi");
    for (std::string line; std::getline(index, line);) {
        if (line.starts_with("Z ")) names.insert(line.substr(2, line.find(' ', 2) - 2));
        if (line.starts_with("L ")) names.insert(line.substr(line.rfind(' ') + 1));
    }
    return names;
}

// Instants a second and an hour around every change until 2100, and every 237 days of the years that there are.
std::vector<Instant> telling_instants(const cctz::time_zone& zone) {
    std::vector<Instant> out;
    for (Instant at = instant_begin; at < instant_end; at += std::chrono::days{237}) out.push_back(at);
    cctz::time_zone::civil_transition change;
    const Instant until = at("2100-01-01T00:00:00Z");
    for (Instant from = instant_begin; zone.next_transition(from, &change);) {
        from = zone.lookup(change.to).trans;
        if (from >= until) break;
        for (const std::int64_t seconds : {-3'600, -1, 0, 1, 3'599, 3'600}) out.push_back(from + Seconds{seconds});
    }
    return out;
}

std::string described(const LocalInstants& found) {
    return name(found.kind) + " " + text(found.earlier) + " " + text(found.later) + " " + text(found.transition);
}

LocalInstants by_cctz(const cctz::time_zone& zone, LocalTime reading) {
    const cctz::time_zone::civil_lookup found = zone.lookup(cctz::civil_second(1970, 1, 1) + reading.time_since_epoch().count());
    if (found.kind == found.SKIPPED) return {LocalKind::gap, found.post, found.pre, found.trans};
    if (found.kind == found.REPEATED) return {LocalKind::fold, found.pre, found.post, found.trans};
    return {LocalKind::unique, found.pre, found.pre, found.pre};
}

}  // namespace

TEST_CASE("all zones of the system are as cctz reads them") {
    ZoneDatabase zones;
    const std::set<std::string> names = all_zones();
    REQUIRE(names.size() > 400);
    for (const std::string& zone_name : names) {
        CAPTURE(zone_name);
        cctz::time_zone oracle;
        REQUIRE(cctz::load_time_zone("/usr/share/zoneinfo/" + zone_name, &oracle));
        const Zone zone = zones.load(zone_name);
        for (const Instant at : telling_instants(oracle)) {
            const LocalTime local(at.time_since_epoch() + Seconds{oracle.lookup(at).offset});
            if (zone.local(at) != local) FAIL_CHECK(text(at) << ": " << text(zone.local(at)) << ", by cctz " << text(local));
            for (const LocalTime reading : {local, local + Seconds{1'800}, local - Seconds{3'600}}) {
                const LocalInstants found = zone.instants(reading);
                const LocalInstants expected = by_cctz(oracle, reading);
                if (found == expected) continue;
                FAIL_CHECK(text(reading) << ": " << described(found) << ", by cctz " << described(expected));
            }
        }
    }
}
