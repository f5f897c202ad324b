// How long something was the case: the joined time of records, or that of the range itself. An hour pays 1 EUR.
#include <doctest/doctest.h>

#include "decision_rows.h"

namespace redress::settle {
namespace {

// The month of an outage, in which `down` is what is measured.
std::string measured(std::string_view time, std::string_view more = {}) {
    return std::string(more) + "<guarantee id=`g` over=`calendar_month`><downtime name=`d`/><time name=`down` " +
           std::string(time) +
           "/><breach when=`down above 0 hours and d above 0 hours`/><credit value=`1 EUR * (down / 1 hour)`/></guarantee>";
}

TEST_CASE("the time of the range, without what is excluded") {
    const std::string out = outage("i", "01-05T13:00", "01-05T15:00");
    const std::string late = "<subscription id=`s` sla=`t` price=`310` start=`2026-01-05T00:00:00Z`/>";
    const std::string work = "<maintenance id=`m` start=`2026-01-10T00:00:00Z` end=`2026-01-10T02:00:00Z`/>";
    check({
        {"a month of 31 days", measured(""), out, "g 2026-01-01 granted 744.00 balance"},
        {"half of each day", measured("", "<exclude daily=`00:00-12:00`/>"), out, "g 2026-01-01 granted 372.00 balance"},
        {"as if nothing was", measured("exclusions=`no`", "<exclude daily=`00:00-12:00`/>"), out,
         "g 2026-01-01 granted 744.00 balance"},
        {"without maintenance", measured("", "<exclude of=`maintenance`/>"), out + work, "g 2026-01-01 granted 742.00 balance"},
        {"from the start of the service", measured(""), late + out, "g 2026-01-01 granted 648.00 balance"},
        {"of the account, from the start of the month", measured("scope=`account`"), late + out,
         "g 2026-01-01 granted 744.00 balance"},
        {"of the month after", measured("shift=`1`"), out, "g 2026-01-01 granted 672.00 balance"},
        {"of another range", measured("from=`window.start - 1 day` until=`window.start`"), out,
         "g 2026-01-01 granted 24.00 balance"},
        {"a range turned round is none", measured("from=`window.end` until=`window.start`"), out,
         "g 2026-01-01 denied not_breached"},
        {"what excludes an incident alone leaves it",
         measured("", "<exclude daily=`00:00-12:00` where=`incident.kind is degradation`/>"), out,
         "g 2026-01-01 granted 744.00 balance"},
        {"a fact that an exclusion needs", measured("", "<exclude of=`incident` where=`incident.cause is power`/>"), out,
         "g 2026-01-01 review missing_fact incident i: cause"},
    });
}

TEST_CASE("the time of records, joined") {
    const std::string out = outage("i", "01-05T06:00", "01-05T08:00") + outage("j", "01-05T07:00", "01-05T10:00");
    const std::string work =
        "<maintenance id=`m` start=`2026-01-05T09:00:00Z` end=`2026-01-05T11:00:00Z`/>"
        "<maintenance id=`n` start=`2026-01-05T10:00:00Z` end=`2026-01-05T12:00:00Z` emergency=`yes`/>";
    check({
        {"of maintenance", measured("of=`maintenance`"), out + work, "g 2026-01-01 granted 3.00 balance"},
        {"of some of it", measured("of=`maintenance` where=`maintenance.emergency`"), out + work,
         "g 2026-01-01 granted 2.00 balance"},
        {"which is excluded from downtime alone", measured("of=`maintenance`", "<exclude of=`maintenance`/>"), out + work,
         "g 2026-01-01 granted 3.00 balance"},
        {"unless the measure says so",
         measured("of=`maintenance` exclusions=`yes`", "<exclude of=`maintenance` where=`maintenance.emergency`/>"), out + work,
         "g 2026-01-01 granted 1.00 balance"},
        {"of incidents it is downtime", measured("of=`incident`", "<exclude of=`maintenance`/>"), out + work,
         "g 2026-01-01 granted 3.00 balance"},
        {"of measurements", measured("of=`measurement`"),
         out + "<measurement metric=`probe` value=`1` start=`2026-01-01T00:00:00Z` end=`2026-01-02T00:00:00Z`/>"
               "<measurement metric=`probe` value=`1` start=`2026-01-01T12:00:00Z` end=`2026-01-02T12:00:00Z`/>",
         "g 2026-01-01 granted 36.00 balance"},
        {"of none", measured("of=`maintenance`"), out, "g 2026-01-01 denied not_breached"},
        {"of periods, their lengths",
         "<guarantee id=`g` over=`calendar_month`><periods name=`o` at_least=`2 hours`/><time name=`down` of=`o`/>" + hours_pay +
             "</guarantee>",
         out + outage("k", "01-06T06:00", "01-06T07:00"), "g 2026-01-01 granted 4.00 balance"},
    });
}

TEST_CASE("time alone asks for no window, and stands below what is down in it") {
    check({
        {"nothing was down", promise("<time name=`down`/>"), outage("i", "01-05T06:00", "01-05T08:00"), ""},
        {"a share of what is left",
         "<exclude daily=`12:00-24:00`/><guarantee id=`g` over=`calendar_month`><downtime name=`d`/><time "
         "name=`service_hours`/><breach when=`(d "
         "/ service_hours else 0%) at least 0.5%`/><credit value=`1 EUR`/></guarantee>",
         outage("i", "01-05T06:00", "01-05T08:00"), "g 2026-01-01 granted 1.00 balance"},
    });
}

TEST_CASE("a step says which time it was") {
    const std::string xml = settled(pack(measured("clause=`2`", "<exclude daily=`00:00-12:00`/>")),
                                    facts_of("<subscription id=`s` sla=`t` price=`310` start=`2026-01-05T00:00:00Z` "
                                             "end=`2026-01-07T00:00:00Z`/>" +
                                             outage("i", "01-05T13:00", "01-05T15:00")))
                                .xml;
    CHECK(
        xml.find("clause=\"2\" name=\"down\" value=\"PT24H\" text=\"Measured from 2026-01-05T00:00:00Z to 2026-01-07T00:00:00Z: "
                 "2026-01-05T12:00:00Z to 2026-01-06T00:00:00Z; 2026-01-06T12:00:00Z to 2026-01-07T00:00:00Z.") !=
        std::string::npos);
}

}  // namespace
}  // namespace redress::settle
