// How often a promise was broken before. A month is broken by an outage of more than an hour; a miss pays 1 EUR.
#include <doctest/doctest.h>

#include "decision_rows.h"
#include "versions.h"

namespace redress::settle {
namespace {

std::string available(std::string_view over = "calendar_month", std::string_view more = {}) {
    return "<guarantee id=`a` over=`" + std::string(over) + "` " + std::string(more) +
           "><downtime name=`down`/><breach when=`down above 1 hour`/></guarantee>";
}

std::string counted(std::string_view windows, std::string_view over = "calendar_month") {
    return "<guarantee id=`w` over=`" + std::string(over) + "`><windows name=`missed` of=`a` " + std::string(windows) +
           "/><breach when=`missed above 0`/><credit value=`1 EUR * missed`/></guarantee>";
}

// What `w` finds for the month of an outage of two hours in March, by its last decision.
struct Counting {
    std::string name;
    std::string windows;
    std::string earlier;  // outages before
    const char* expected;
};

std::string last_line(const std::string& lines) { return lines.substr(lines.rfind('\n') + 1); }

TEST_CASE("windows that were broken are counted back from this one") {
    const std::string january = outage("j", "01-05T06:00", "01-05T08:00");
    const std::string february = outage("f", "02-05T06:00", "02-05T08:00");
    const std::string february_short = outage("f", "02-05T06:00", "02-05T07:00");
    const std::vector<Counting> rows = {
        {"with this one", "last=`1`", february, "w 2026-03-01 granted 1.00 balance"},
        {"two of them", "last=`2`", january + february, "w 2026-03-01 granted 2.00 balance"},
        {"three", "last=`3`", january + february, "w 2026-03-01 granted 3.00 balance"},
        {"a month that was kept is none", "last=`3`", january + february_short, "w 2026-03-01 granted 2.00 balance"},
        {"before this one", "last=`2` before=`yes`", january + february, "w 2026-03-01 granted 2.00 balance"},
        {"one before", "last=`1` before=`yes`", january, "w 2026-03-01 denied not_breached"},
        {"in a row", "last=`6` consecutive=`yes`", january + february, "w 2026-03-01 granted 3.00 balance"},
        {"a month that was kept ends the row", "last=`6` consecutive=`yes`", january + february_short,
         "w 2026-03-01 granted 1.00 balance"},
        {"in a row before this one", "last=`6` before=`yes` consecutive=`yes`", january + february,
         "w 2026-03-01 granted 2.00 balance"},
        {"over the end of a year", "last=`4`", "<incident id=`d` start=`2025-12-31T22:00:00Z` end=`2025-12-31T23:59:00Z`/>",
         "w 2026-03-01 granted 2.00 balance"},
    };
    const std::string march = outage("m", "03-05T06:00", "03-05T08:00");
    for (const Counting& row : rows) {
        INFO(row.name);
        CHECK(last_line(settled(pack(available() + counted(row.windows)), facts_of(row.earlier + march)).decisions) ==
              row.expected);
    }
}

TEST_CASE("what is no broken window") {
    const std::string march = outage("m", "03-05T06:00", "03-05T08:00");
    const std::string february = outage("f", "02-05T06:00", "02-05T08:00");
    const std::string from_february = "<subscription id=`s` sla=`t` price=`310` start=`2026-02-10T00:00:00Z`/>";
    const auto found = [&](const std::string& rules, const std::string& facts) {
        return last_line(settled(pack(rules), facts_of(facts)).decisions);
    };
    // Of a service that began on 10 February no outage of that month counts, and before it is no month.
    CHECK(found(available() + counted("last=`3`"), from_february + february + march) == "w 2026-03-01 granted 1.00 balance");
    CHECK(found(available("calendar_month", "when=`window.days above 28`") + counted("last=`3`"), february + march) ==
          "w 2026-03-01 granted 1.00 balance");
    CHECK(found("<guarantee id=`a` over=`calendar_month`><max name=`n` of=`incident` value=`incident.duration`/><breach when=`n "
                "above 1 "
                "hour`/></guarantee>" +
                    counted("last=`3`"),
                march) == "w 2026-03-01 granted 1.00 balance");
    CHECK(found("<guarantee id=`a` over=`calendar_month`><count name=`n` of=`incident` where=`incident.cause is power`/><breach "
                "when=`n "
                "above 0`/></guarantee>" +
                    counted("last=`3`"),
                february + outage("m", "03-05T06:00", "03-05T08:00", "cause=`power`")) ==
          "w 2026-03-01 review missing_fact incident f: cause");
}

TEST_CASE("billing periods are counted from their anchor") {
    const std::string since = "<subscription id=`s` sla=`t` price=`310` start=`2026-01-15T00:00:00Z`/>";
    const std::string records = outage("f", "02-14T20:00", "02-14T23:00") + outage("m", "02-20T06:00", "02-20T08:00");
    CHECK(settled(pack(available("billing_period") + counted("last=`120`", "billing_period")), facts_of(since + records))
              .decisions ==
          "a 2026-01-15 denied no_credit_promised\na 2026-02-15 denied no_credit_promised\n"
          "w 2026-01-15 granted 1.00 balance\nw 2026-02-15 granted 2.00 balance");
}

TEST_CASE("a window of another version is judged by that") {
    const std::string records = outage("f", "02-05T06:00", "02-05T08:00") + outage("m", "03-05T06:00", "03-05T08:00");
    const std::string strict =
        "<guarantee id=`a` over=`calendar_month`><downtime name=`down`/><breach when=`down above 2 "
        "hours`/></guarantee>" +
        counted("last=`3`");
    const std::string now = available() + counted("last=`3`");
    CHECK(last_line(settled(versions(now, "2026-03-01", now), facts_of(records)).decisions) ==
          "w 2026-03-01 granted 2.00 balance");
    CHECK(last_line(settled(versions(strict, "2026-03-01", now), facts_of(records)).decisions) ==
          "w 2026-03-01 granted 1.00 balance");
    CHECK(last_line(settled(versions(promise("<downtime name=`down`/>", "day", "a"), "2026-03-01", now), facts_of(records))
                        .decisions) == "w 2026-03-01 granted 1.00 balance");
}

TEST_CASE("a step lists the windows that were broken") {
    const std::string xml =
        settled(pack(available() + counted("last=`3` clause=`9`")),
                facts_of(outage("j", "01-05T06:00", "01-05T08:00") + outage("m", "03-05T06:00", "03-05T08:00")))
            .xml;
    CHECK(xml.find("clause=\"9\" name=\"missed\" formula=\"a\" value=\"2\" text=\"Of 3 windows looked at, broken: "
                   "2026-03-01T00:00:00Z to "
                   "2026-04-01T00:00:00Z; 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z.") != std::string::npos);
}

}  // namespace
}  // namespace redress::settle
