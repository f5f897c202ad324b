#include "time/zone_file.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "time_text.h"
#include "zone_files.h"

using namespace redress::time;

namespace {

constexpr std::int64_t july_1999 = 930'787'200;
constexpr std::int64_t new_year_2000 = 946'684'800;

std::string fault(std::string_view bytes) {
    try {
        read_zone_file(bytes);
    } catch (const redress::Error& error) {
        return error.status() == redress::Status::not_readable ? error.what() : "wrong status";
    }
    return "no error";
}

// Before July 1999 a zone is UTC; from then on it has an offset of its own, and its rule says.
std::string by_rule(std::int32_t standard, std::string_view rule) {
    return bytes_of({{0, standard}, {{july_1999, 1}}, std::string(rule), '3', 0});
}

std::string bytes_of_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

}  // namespace

TEST_CASE("a list of changes: each offset holds from its change on, the first one before") {
    const Clock clock =
        read_zone_file(bytes_of({{-1'800, 3'600, 0}, {{new_year_2000, 1}, {new_year_2000 + 86'400, 2}}, {}, '2', 0}));
    CHECK(text(clock.local(at("1950-06-01T00:00:00Z"))) == "1950-05-31T23:30:00");
    CHECK(text(clock.local(at("1999-12-31T23:59:59Z"))) == "1999-12-31T23:29:59");
    CHECK(text(clock.local(at("2000-01-01T00:00:00Z"))) == "2000-01-01T01:00:00");
    CHECK(text(clock.local(at("2000-01-02T00:00:00Z"))) == "2000-01-02T00:00:00");
    CHECK(text(clock.local(at("2999-01-01T00:00:00Z"))) == "2999-01-01T00:00:00");
}

TEST_CASE("the yearly rule holds after the last change of the list") {
    struct Row {
        std::int32_t standard;
        std::string_view rule, instant, local;
    };
    const Row rows[] = {
        // The last Sundays of March and October, 02:00 and 03:00 of the clock before.
        {3'600, "CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59"},
        {3'600, "CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00"},
        {3'600, "CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59"},
        {3'600, "CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00"},
        // In the south the year begins in summer time, and the rule with it.
        {36'000, "AEST-10AEDT,M10.1.0,M4.1.0/3", "2001-01-01T00:00:00Z", "2001-01-01T11:00:00"},
        {36'000, "AEST-10AEDT,M10.1.0,M4.1.0/3", "2001-06-01T00:00:00Z", "2001-06-01T10:00:00"},
        // Half an hour, names in angle brackets.
        {37'800, "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00"},
        // Winter time is the exception: an offset below the standard one.
        {3'600, "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00"},
        {3'600, "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", "2026-07-01T01:00:00"},
        // The day before the last Sunday of March, as -2 hours of it.
        {-7'200, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", "2026-03-28T22:59:59"},
        {-7'200, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", "2026-03-29T00:00:00"},
        // Days of the year: J60 is 1 March in every year, 59 is 29 February in leap years and 1 March in others.
        {0, "AAA0BBB,J60/0,J300/0", "2024-02-29T23:59:59Z", "2024-02-29T23:59:59"},
        {0, "AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", "2024-03-01T01:00:00"},
        {0, "AAA0BBB,J60/0,J300/0", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00"},
        {0, "AAA0BBB,59/0,300/0", "2024-02-29T00:00:00Z", "2024-02-29T01:00:00"},
        {0, "AAA0BBB,59/0,300/0", "2026-02-28T23:59:59Z", "2026-02-28T23:59:59"},
        {0, "AAA0BBB,59/0,300/0", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00"},
        // Summer time all year, as RFC 9636 writes it.
        {-14'400, "XXX3EDT4,0/0,J365/23", "2026-12-31T23:00:00Z", "2026-12-31T19:00:00"},
        {-14'400, "XXX3EDT4,0/0,J365/23", "2027-01-01T03:00:00Z", "2026-12-31T23:00:00"},
        {-14'400, "XXX3EDT4,0/0,J365/23", "2027-01-01T04:00:00Z", "2027-01-01T00:00:00"},
        // Without summer time.
        {20'700, "<+0545>-5:45", "2999-12-31T00:00:00Z", "2999-12-31T05:45:00"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.rule);
        CAPTURE(row.instant);
        CHECK(text(read_zone_file(by_rule(row.standard, row.rule)).local(at(row.instant))) == row.local);
    }
}

TEST_CASE("what is damaged or of another kind is refused, with the reason") {
    struct Row {
        std::string bytes;
        std::string_view reason;
    };
    const std::string good = bytes_of({{0, 3'600}, {{new_year_2000, 1}}, "CET-1CEST,M3.5.0,M10.5.0/3", '2', 0});
    std::string other_end = good;
    other_end[other_end.size() - 1] = '?';
    std::string more = good;
    more.insert(more.rfind('\n', more.size() - 2), "?");
    const Row rows[] = {
        {"", "it ends too early"},
        {"TZdb" + good.substr(4), "it doesn't begin with TZif"},
        {bytes_of({{0}, {}, {}, '\0', 0}), "it is of version 1, which ends in 2037"},
        {bytes_of({{0}, {}, {}, '2', 1}), "it counts leap seconds"},
        {bytes_of({{}, {}, {}, '2', 0}), "it has no offset from UTC"},
        {bytes_of({{93'600}, {}, {}, '2', 0}), "an offset from UTC of more than a day"},
        {bytes_of({{-93'600}, {}, {}, '2', 0}), "an offset from UTC of more than a day"},
        {bytes_of({{0, 3'600}, {{10, 1}, {10, 0}}, {}, '2', 0}), "its changes don't ascend"},
        {bytes_of({{0, 3'600}, {{10, 1}, {9, 0}}, {}, '2', 0}), "its changes don't ascend"},
        {bytes_of({{0, 3'600}, {{10, 2}}, {}, '2', 0}), "a change has an offset that there is not"},
        {bytes_of({{0, 7'200, 0}, {{10, 1}, {20, 2}}, {}, '2', 0}), "it changes the clocks while they change"},
        {other_end, "it ends too early"},
        {more, "it has more than its header counts"},
        {by_rule(3'600, "UTC0"), "its rule contradicts its last change"},
        {by_rule(0, "AAA0BBB,J60/0,J60/1:30"), "its yearly rule changes the clocks while they change"},
    };
    REQUIRE(fault(good) == "no error");
    for (const Row& row : rows) CHECK(fault(row.bytes) == "not a time zone file that can be used: " + std::string(row.reason));
    const std::string_view malformed[] = {"C-1",
                                          "CET",
                                          "CET-1CEST",
                                          "CET-1CEST,M3.5.0",
                                          "CET-1CEST,M13.5.0,M10.5.0",
                                          "CET-1CEST,M3.6.0,M10.5.0",
                                          "CET-1CEST,M3.5.7,M10.5.0",
                                          "CET-1CEST,M3.5.0,M10.5.0/168",
                                          "CET-1CEST,J0,M10.5.0",
                                          "CET-1CEST,366,M10.5.0",
                                          "<CET-1",
                                          "CET-26",
                                          "CET-1:60",
                                          "CET-1CEST,M3.5.0,M10.5.0 "};
    for (const std::string_view rule : malformed) {
        CAPTURE(rule);
        CHECK(fault(by_rule(3'600, rule)) == "not a time zone file that can be used: its yearly rule is malformed");
    }
}

TEST_CASE("no cut of a zone file is taken for a whole one, and no changed byte does harm") {
    const std::string whole = bytes_of_file("/usr/share/zoneinfo/Europe/Berlin");
    REQUIRE(fault(whole) == "no error");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(fault(std::string_view(whole).substr(0, size)) != "no error");
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string changed = whole;
        changed[i] = static_cast<char>(~changed[i]);
        CHECK(fault(changed) != "wrong status");
    }
}

// Debian's files list all changes until 2037; those of PyPI's tzdata leave to the rule whatever it says.
TEST_CASE("files that list few changes and files that list many give the same clocks") {
    const ZoneFolder folder;
    const std::string compile = "zic -b slim -d " + folder.path() + " /usr/share/zoneinfo/tzdata.zi";
    REQUIRE(std::system(compile.c_str()) == 0);
    int zones = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
        if (!entry.is_regular_file()) continue;
        const std::filesystem::path listed = "/usr/share/zoneinfo" / entry.path().lexically_relative(folder.path());
        CAPTURE(listed);
        const Clock few = read_zone_file(bytes_of_file(entry.path()));
        const Clock many = read_zone_file(bytes_of_file(listed));
        // zic 2.36 leaves one change of 2073 out where it lists many.
        const bool known = listed.filename() == "Gaza" || listed.filename() == "Hebron";
        CHECK((few == many || known));
        ++zones;
    }
    CHECK(zones > 400);
}
