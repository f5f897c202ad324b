// Time that is not downtime.
#include <doctest/doctest.h>

#include "decision_rows.h"

namespace redress::settle {
namespace {

struct Excluding {
    std::string name;
    std::string exclude;
    std::string facts;
    const char* expected;
};

std::string maintenance(std::string_view start, std::string_view end, std::string_view more = {}) {
    return "<maintenance id=`m` start=`2026-01-" + std::string(start) + ":00Z` end=`2026-01-" + std::string(end) + ":00Z` " +
           std::string(more) + "/>";
}

TEST_CASE("what the rules exclude is taken from the downtime") {
    const std::string morning = outage("i", "01-05T06:00", "01-05T10:00");
    const std::vector<Excluding> rows = {
        {"maintenance", "<exclude of=`maintenance`/>", morning + maintenance("05T08:00", "05T09:00"),
         "g 2026-01-01 granted 3.00 balance"},
        {"of another service it changes nothing", "<exclude of=`maintenance`/>",
         "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310`/>" +
             outage("i", "01-05T06:00", "01-05T10:00", "subscription=`s`") +
             maintenance("05T08:00", "05T09:00", "subscription=`z`"),
         "g 2026-01-01 granted 4.00 balance"},
        {"only what was announced in time", "<exclude of=`maintenance` where=`maintenance.notice at least 2 days`/>",
         morning + maintenance("05T08:00", "05T09:00", "announced=`2026-01-03T08:00:01Z`"), "g 2026-01-01 granted 4.00 balance"},
        {"two days to the second are in time", "<exclude of=`maintenance` where=`maintenance.notice at least 2 days`/>",
         morning + maintenance("05T08:00", "05T09:00", "announced=`2026-01-03T08:00:00Z`"), "g 2026-01-01 granted 3.00 balance"},
        {"an unknown announcement is missing", "<exclude of=`maintenance` where=`maintenance.notice at least 2 days`/>",
         morning + maintenance("05T08:00", "05T09:00"), "g 2026-01-01 review missing_fact maintenance m: announced"},
        {"outside the window it is not asked", "<exclude of=`maintenance` where=`maintenance.notice at least 2 days`/>",
         outage("i", "02-05T06:00", "02-05T10:00") + maintenance("05T08:00", "05T09:00"), "g 2026-02-01 granted 4.00 balance"},
        {"an hour before and half an hour after", "<exclude of=`maintenance` before=`1 hour` after=`30 minutes`/>",
         outage("i", "01-05T06:00", "01-05T12:00") + maintenance("05T08:00", "05T09:00"), "g 2026-01-01 granted 3.50 balance"},
        {"incidents of a cause, with what they cover of others", "<exclude of=`incident` where=`incident.cause is customer`/>",
         outage("i", "01-05T06:00", "01-05T10:00", "cause=`power`") +
             outage("j", "01-05T09:00", "01-05T12:00", "cause=`customer`"),
         "g 2026-01-01 granted 3.00 balance"},
        {"maintenance inside its hours of the day", "<exclude of=`maintenance` daily=`00:30-07:30`/>",
         outage("i", "01-05T06:00", "01-05T09:00") + maintenance("05T06:00", "05T09:00"), "g 2026-01-01 granted 1.50 balance"},
        {"maintenance outside working hours", "<exclude of=`maintenance` except_daily=`08:00-20:00`/>",
         outage("i", "01-05T06:00", "01-05T09:00") + maintenance("05T06:00", "05T09:00"), "g 2026-01-01 granted 1.00 balance"},
        {"all hours outside working hours", "<exclude except_daily=`08:00-20:00`/>", morning,
         "g 2026-01-01 granted 2.00 balance"},
        {"hours over midnight", "<exclude daily=`22:00-02:00`/>", outage("i", "01-05T21:00", "01-06T03:00"),
         "g 2026-01-01 granted 2.00 balance"},
        {"hours in another zone: midnight to six in Tokyo is 15 to 21 in UTC",
         "<exclude daily=`00:00-06:00` timezone=`Asia/Tokyo`/>", outage("i", "01-05T12:00", "01-05T22:00"),
         "g 2026-01-01 granted 4.00 balance"},
        {"hours of working days: from a Friday to a Saturday", "<exclude except_daily=`08:00-20:00` days=`working_days`/>",
         outage("i", "01-09T06:00", "01-10T12:00"), "g 2026-01-01 granted 12.00 balance"},
        {"hours of other days: the Saturday's", "<exclude daily=`00:00-24:00` days=`other_days`/>",
         outage("i", "01-09T06:00", "01-10T12:00"), "g 2026-01-01 granted 18.00 balance"},
        {"a holiday that comes with the case is no working day", "<exclude daily=`00:00-24:00` days=`other_days`/>",
         outage("i", "01-08T06:00", "01-09T12:00") + "<holiday date=`2026-01-09`/>", "g 2026-01-01 granted 18.00 balance"},
        {"two exclusions that overlap exclude once", "<exclude of=`maintenance`/><exclude daily=`08:00-08:30`/>",
         morning + maintenance("05T08:00", "05T09:00"), "g 2026-01-01 granted 3.00 balance"},
        {"all of it excluded keeps the promise", "<exclude of=`maintenance`/>", morning + maintenance("05T05:00", "05T11:00"),
         "g 2026-01-01 denied not_breached"},
    };
    for (const Excluding& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(row.exclude + monthly()), facts_of(row.facts)).decisions == row.expected);
    }
}

TEST_CASE("an exclusion inside a guarantee is its own") {
    const std::string rules = promise("<exclude daily=`06:00-07:00`/><downtime name=`down`/>") +
                              promise("<downtime name=`down`/>", "calendar_month", "h");
    CHECK(settled(pack(rules), facts_of(outage("i", "01-05T06:00", "01-05T10:00"))).decisions ==
          "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 granted 4.00 balance");
    const std::string announced =
        promise("<exclude of=`maintenance` where=`maintenance.notice at least 2 days`/><downtime name=`down`/>") +
        promise("<downtime name=`down`/>", "calendar_month", "h");
    CHECK(settled(pack(announced), facts_of(outage("i", "01-05T06:00", "01-05T10:00") + maintenance("05T08:00", "05T09:00")))
              .decisions == "g 2026-01-01 review missing_fact maintenance m: announced\nh 2026-01-01 granted 4.00 balance");
}

TEST_CASE("an incident that lies wholly in excluded time does not count") {
    const std::string rules =
        "<exclude of=`maintenance`/><guarantee id=`g` over=`calendar_month`><count name=`n` of=`incident`/>"
        "<breach when=`n above 0`/><credit value=`1 EUR * n`/></guarantee>";
    const std::string facts = maintenance("05T06:00", "05T10:00") + outage("i", "01-05T06:00", "01-05T10:00") +
                              outage("j", "01-05T09:00", "01-05T10:01") + outage("k", "01-05T07:00", "01-05T07:00");
    CHECK(settled(pack(rules), facts_of(facts)).decisions == "g 2026-01-01 granted 1.00 balance");
}

TEST_CASE("the step of an exclusion tells its time once, where its records overlap") {
    const Settled settling = settled(pack("<exclude of=`maintenance`/>" + monthly()),
                                     facts_of(outage("i", "01-05T00:00", "01-06T00:00") +
                                              "<maintenance id=`m` start=`2026-01-05T00:00:00Z` end=`2026-01-05T20:00:00Z`/>"
                                              "<maintenance id=`n` start=`2026-01-05T12:00:00Z` end=`2026-01-05T16:00:00Z`/>"));
    CHECK(settling.decisions == "g 2026-01-01 granted 4.00 balance");
    CHECK(settling.xml.find("kind=\"exclude\" name=\"maintenance\" value=\"PT20H\" "
                            "text=\"Not counted as downtime: 2026-01-05T00:00:00Z to 2026-01-05T20:00:00Z.\"") !=
          std::string::npos);
}

TEST_CASE("a fact that is missing of an incident wholly in excluded time is not asked for") {
    const auto of_month = [](std::string_view down) { return "<exclude of=`maintenance`/>" + promise(down); };
    const std::string hours = "<let name=`down` value=`n * 1 hour`/>";
    const std::string work = maintenance("05T06:00", "05T10:00");
    const std::string inside = work + outage("i", "01-05T06:00", "01-05T10:00");
    const std::string across = work + outage("i", "01-05T06:00", "01-05T10:01");
    check({
        {"downtime of a cause", of_month("<downtime name=`down` where=`incident.cause is power`/>"), inside,
         "g 2026-01-01 denied not_breached"},
        {"after the work", of_month("<downtime name=`down` where=`incident.cause is power`/>"),
         work + outage("i", "01-05T10:00", "01-05T11:00"), "g 2026-01-01 review missing_fact incident i: cause"},
        {"before the work", of_month("<downtime name=`down` where=`incident.cause is power`/>"),
         work + outage("i", "01-05T05:00", "01-05T06:00"), "g 2026-01-01 review missing_fact incident i: cause"},
        {"of no length", of_month("<downtime name=`down` where=`incident.cause is power`/>"),
         work + outage("i", "01-05T06:00", "01-05T06:00"), "g 2026-01-01 denied not_breached"},
        {"beyond the work", of_month("<downtime name=`down` where=`incident.cause is power`/>"), across,
         "g 2026-01-01 review missing_fact incident i: cause"},
        {"a count", of_month("<count name=`n` of=`incident` where=`incident.cause is power`/>" + hours), inside,
         "g 2026-01-01 denied not_breached"},
        {"a count beyond the work", of_month("<count name=`n` of=`incident` where=`incident.cause is power`/>" + hours), across,
         "g 2026-01-01 review missing_fact incident i: cause"},
        {"a component", of_month("<downtime name=`down` concurrent=`2`/>"), inside, "g 2026-01-01 denied not_breached"},
        {"a component beyond the work", of_month("<downtime name=`down` concurrent=`2`/>"), across,
         "g 2026-01-01 review missing_fact incident i: component"},
    });
}

TEST_CASE("a measure without exclusions takes excluded time like any other") {
    const auto of_month = [](std::string_view down) {
        return "<exclude of=`maintenance` where=`maintenance.notice at least 2 days`/>" + promise(down);
    };
    const std::string excluded =
        outage("i", "01-05T06:00", "01-05T10:00") + maintenance("05T05:00", "05T11:00", "announced=`2026-01-01T00:00:00Z`");
    const std::string unknown = outage("i", "01-05T06:00", "01-05T10:00") + maintenance("05T05:00", "05T11:00");
    const std::string hours = "<let name=`down` value=`n * 1 hour`/>";
    check({
        {"downtime", of_month("<downtime name=`down` exclusions=`no`/>"), excluded, "g 2026-01-01 granted 4.00 balance"},
        {"a count", of_month("<count name=`n` of=`incident` exclusions=`no`/>" + hours), excluded,
         "g 2026-01-01 granted 1.00 balance"},
        {"a count with exclusions", of_month("<count name=`n` of=`incident`/>" + hours), excluded,
         "g 2026-01-01 denied not_breached"},
        {"for which what they rest on is asked", of_month("<count name=`n` of=`incident`/>" + hours), unknown,
         "g 2026-01-01 review missing_fact maintenance m: announced"},
        {"what they rest on is not asked for", of_month("<downtime name=`down` exclusions=`no`/>"), unknown,
         "g 2026-01-01 granted 4.00 balance"},
        {"beside one with exclusions",
         of_month("<downtime name=`less`/><downtime name=`all` exclusions=`no`/><let name=`down` value=`all - less`/>"), excluded,
         "g 2026-01-01 granted 4.00 balance"},
    });
}

TEST_CASE("an exclusion that is unknown for one range leaves those of another as they are") {
    const std::string rules =
        "<exclude of=`maintenance` where=`maintenance.notice at least 1 hour`/><guarantee id=`g` over=`calendar_month`>"
        "<downtime name=`first`/><downtime name=`earlier` from=`window.start - 1 month` until=`window.start`/><downtime "
        "name=`again`/>"
        "<breach when=`first is not again`/><credit value=`if first above 0 hours then 1 EUR else 1 EUR * (earlier / 1 "
        "hour)`/></guarantee>";
    const std::string facts = outage("i", "01-05T06:00", "01-05T10:00") +
                              maintenance("05T08:00", "05T09:00", "announced=`2026-01-01T00:00:00Z`") +
                              "<maintenance id=`d` start=`2025-12-05T08:00:00Z` end=`2025-12-05T09:00:00Z`/>";
    CHECK(settled(pack(rules), facts_of(facts)).decisions == "g 2026-01-01 denied not_breached");
}

TEST_CASE("an exclusion can't rest on a measure that it bounds") {
    const std::string rules =
        "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><let name=`long` value=`down above 1 hour`/>"
        "<exclude of=`maintenance` where=`long`/><breach when=`down above 0 hours and long`/><credit value=`1 EUR`/></guarantee>";
    CHECK(refusal(pack(rules), facts_of("")) == "nothing is named 'long' here");
    const std::string shared =
        "<downtime name=`down`/><exclude of=`maintenance` where=`down above 1 hour`/>"
        "<guarantee id=`g` over=`calendar_month`>" +
        hours_pay + "</guarantee>";
    CHECK(refusal(pack(shared), facts_of("")) == "nothing is named 'down' here");
}

TEST_CASE("an exclusion that asks for facts of the incident is taken off that one alone") {
    const std::string same =
        "<fact record=`maintenance` name=`component` type=`text`/>"
        "<exclude of=`maintenance` where=`maintenance.component is incident.component`/>";
    const std::string work = maintenance("05T08:00", "05T09:00", "component=`disk`");
    const std::string disk = outage("i", "01-05T06:00", "01-05T10:00", "component=`disk`");
    const std::string network = outage("j", "01-05T08:30", "01-05T11:00", "component=`network`");
    const std::string by_hours = "<exclude daily=`08:00-09:00` where=`incident.kind is degradation`/>";
    const auto measured = [](const std::string& exclude, std::string_view measure) {
        return exclude + "<guarantee id=`g` over=`calendar_month`>" + std::string(measure) +
               "<breach when=`n above 0`/><credit value=`n * 1 EUR`/></guarantee>";
    };
    check({
        {"of the one that the work was on", same + monthly(), disk + work, "g 2026-01-01 granted 3.00 balance"},
        {"and of no other", same + monthly(), network + work, "g 2026-01-01 granted 2.50 balance"},
        {"what another has of it counts", same + monthly(), disk + network + work, "g 2026-01-01 granted 4.50 balance"},
        {"an incident of it from end to end did not happen", measured(same, "<count name=`n` of=`incident`/>"),
         outage("i", "01-05T08:00", "01-05T09:00", "component=`disk`") + network + work, "g 2026-01-01 granted 1.00 balance"},
        {"one of a second more did", measured(same, "<count name=`n` of=`incident`/>"),
         "<incident id=`i` start=`2026-01-05T08:00:00Z` end=`2026-01-05T09:00:01Z` component=`disk`/>" + work,
         "g 2026-01-01 granted 1.00 balance"},
        {"a fact that is missing", same + monthly(), outage("i", "01-05T06:00", "01-05T10:00") + work,
         "g 2026-01-01 review missing_fact incident i: component"},
        {"is not asked for where the work was at another time", same + monthly(),
         outage("i", "01-05T06:00", "01-05T08:00") + work, "g 2026-01-01 granted 2.00 balance"},
        {"nor of an incident that is not measured", same + promise("<downtime name=`down` where=`incident.kind is outage`/>"),
         disk + outage("x", "01-05T06:00", "01-05T10:00", "kind=`degradation`") + work, "g 2026-01-01 granted 3.00 balance"},
        {"hours for some kinds of incident", by_hours + monthly(),
         outage("i", "01-05T06:00", "01-05T10:00", "kind=`degradation`"), "g 2026-01-01 granted 3.00 balance"},
        {"and not for others", by_hours + monthly(), outage("i", "01-05T06:00", "01-05T10:00"),
         "g 2026-01-01 granted 4.00 balance"},
        {"hours on a condition that is no incident's",
         "<exclude daily=`08:00-09:00` where=`subscription.kind is standard`/>" + monthly(),
         outage("i", "01-05T06:00", "01-05T10:00"), "g 2026-01-01 granted 3.00 balance"},
        {"which does not hold", "<exclude daily=`08:00-09:00` where=`subscription.kind is hourly`/>" + monthly(),
         outage("i", "01-05T06:00", "01-05T10:00"), "g 2026-01-01 granted 4.00 balance"},
        {"of distinct components at once", same + promise("<downtime name=`down` concurrent=`2`/>"), disk + network + work,
         "g 2026-01-01 granted 1.00 balance"},
        {"by weight", same + promise("<downtime name=`down` weight=`if incident.component is disk then 1 else 50%`/>"),
         disk + network + work, "g 2026-01-01 granted 3.75 balance"},
        {"of periods", same + promise("<periods name=`o`/><downtime name=`down` of=`o`/>"), disk + network + work,
         "g 2026-01-01 granted 4.50 balance"},
        {"where measures keep what is excluded", same + promise("<downtime name=`down` exclusions=`no`/>"), disk + work,
         "g 2026-01-01 granted 4.00 balance"},
    });
    const std::string xml = settled(pack(same + monthly()), facts_of(disk + network + work)).xml;
    CHECK(xml.find("name=\"maintenance\" formula=\"maintenance.component is incident.component\" value=\"PT1H\" text=\"Not "
                   "counted of the "
                   "incidents that it is for: 2026-01-05T08:00:00Z to 2026-01-05T09:00:00Z.") != std::string::npos);
}

}  // namespace
}  // namespace redress::settle
