// Which windows a case touches, by which version of the rules, and when they can be decided.
#include <doctest/doctest.h>

#include "decision_rows.h"
#include "versions.h"

namespace redress::settle {
namespace {

std::string over(std::string_view window) { return promise("<downtime name=`down`/>", window); }
std::string service(std::string_view more) { return "<subscription id=`s` sla=`t` price=`310` " + std::string(more) + "/>"; }

TEST_CASE("every kind of window") {
    const std::string night = outage("i", "01-05T22:00", "01-06T03:00");
    const std::vector<Row> rows = {
        {"days", over("day"), night, "g 2026-01-05 granted 2.00 balance\ng 2026-01-06 granted 3.00 balance"},
        {"calendar months", over("calendar_month"), night, "g 2026-01-01 granted 5.00 balance"},
        {"quarters", over("quarter"), outage("i", "03-31T22:00", "04-01T03:00"),
         "g 2026-01-01 granted 2.00 balance\ng 2026-04-01 granted 3.00 balance"},
        {"calendar years", over("calendar_year"), "<incident id=`i` start=`2025-12-31T22:00:00Z` end=`2026-01-01T03:00:00Z`/>",
         "g 2025-01-01 granted 2.00 balance\ng 2026-01-01 granted 3.00 balance"},
        {"billing periods from their anchor", over("billing_period"),
         service("start=`2025-12-15T00:00:00Z`") + outage("i", "01-14T22:00", "01-15T03:00"),
         "g 2025-12-15 granted 2.00 balance\ng 2026-01-15 granted 3.00 balance"},
        {"billing periods from the 31st: 31 January to 28 February to 31 March", over("billing_period"),
         service("start=`2025-12-31T00:00:00Z`") + outage("i", "02-27T23:00", "02-28T02:00"),
         "g 2026-01-31 granted 1.00 balance\ng 2026-02-28 granted 2.00 balance"},
        {"billing periods of ten days", over("billing_period"),
         service("start=`2026-01-01T00:00:00Z` billing_period=`P10D`") + outage("i", "01-10T23:00", "01-11T02:00"),
         "g 2026-01-01 granted 1.00 balance\ng 2026-01-11 granted 2.00 balance"},
        {"the term", over("term"),
         service("start=`2026-01-01T00:00:00Z` end=`2026-03-01T00:00:00Z`") + night + outage("j", "02-05T06:00", "02-05T07:00"),
         "g 2026-01-01 granted 6.00 balance"},
        {"incidents", over("incident"), night + outage("j", "01-06T02:00", "01-06T03:00"),
         "g i 2026-01-05T22:00:00Z granted 5.00 balance\ng j 2026-01-06T02:00:00Z granted 1.00 balance"},
        {"tickets, of the subscription or of all",
         "<guarantee id=`g` over=`ticket`><breach when=`subject.response_time above 1 hour`/>"
         "<credit value=`1 EUR * (subject.response_time / 1 hour)`/></guarantee>",
         service("") + "<subscription id=`z` sla=`t` price=`1` start=`2026-01-06T00:00:00Z`/>"
                       "<ticket id=`a` opened=`2026-01-05T06:00:00Z` first_response=`2026-01-05T08:00:00Z` "
                       "resolved=`2026-01-05T09:00:00Z` subscriptions=`s z`/>"
                       "<ticket id=`b` opened=`2026-01-07T06:00:00Z` first_response=`2026-01-07T09:00:00Z` "
                       "resolved=`2026-01-07T09:00:00Z`/>"
                       "<ticket id=`d` opened=`2026-01-07T06:00:00Z` first_response=`2026-01-07T10:00:00Z` "
                       "resolved=`2026-01-07T10:00:00Z` subscriptions=`z`/>",
         "g a 2026-01-05T06:00:00Z granted 2.00 balance\ng b 2026-01-07T06:00:00Z granted 3.00 balance\n"
         "g b 2026-01-07T06:00:00Z granted 3.00 balance\ng d 2026-01-07T06:00:00Z granted 4.00 balance"},
    };
    for (const Row& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(row.pack), facts_of(row.facts, "2027-02-01T00:00:00Z")).decisions == row.expected);
    }
}

TEST_CASE("the price of a window") {
    const auto price_of = [](std::string_view window) {
        return "<guarantee id=`g` over=`" + std::string(window) +
               "`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`window.price`/></guarantee>";
    };
    const std::string of_ticket =
        "<guarantee id=`g` over=`ticket`><breach when=`subject.resolution_time above 0 hours`/>"
        "<credit value=`window.price`/></guarantee>";
    const std::string hours = outage("i", "02-05T06:00", "02-05T09:00");
    const std::string begun = "start=`2026-02-01T00:00:00Z` ";
    const std::string by_ten_days = "price_period=`P10D` ";
    check(
        {
            {"a month at 310 a month", price_of("calendar_month"), service("") + hours, "g 2026-02-01 granted 310.00 balance"},
            {"a quarter", price_of("quarter"), service("") + hours, "g 2026-01-01 granted 930.00 balance"},
            {"a year", price_of("calendar_year"), service("") + hours, "g 2026-01-01 granted 3720.00 balance"},
            {"a year at 310 a year", price_of("calendar_year"), service("price_period=`P1Y`") + hours,
             "g 2026-01-01 granted 310.00 balance"},
            {"a billing period of two months", price_of("billing_period"), service(begun + "billing_period=`P2M`") + hours,
             "g 2026-02-01 granted 620.00 balance"},
            {"of 20 days at 310 for ten", price_of("billing_period"),
             service(begun + by_ten_days + "billing_period=`P20D`") + hours, "g 2026-02-01 granted 620.00 balance"},
            {"of a month at a price for ten days", price_of("billing_period"), service(begun + by_ten_days) + hours,
             "g 2026-02-01 review missing_fact window.price"},
            {"of 20 days at a price for a month", price_of("billing_period"), service(begun + "billing_period=`P20D`") + hours,
             "g 2026-02-01 review missing_fact window.price"},
            {"a term of three months", price_of("term"), service(begun + "end=`2026-05-01T00:00:00Z`") + hours,
             "g 2026-02-01 granted 930.00 balance"},
            {"of 40 days at 310 for ten", price_of("term"), service(begun + by_ten_days + "end=`2026-03-13T00:00:00Z`") + hours,
             "g 2026-02-01 granted 1240.00 balance"},
            {"of 40 days at a price for a month", price_of("term"), service(begun + "end=`2026-03-13T00:00:00Z`") + hours,
             "g 2026-02-01 review missing_fact window.price"},
            {"of a month at a price for ten days: 28 of them", price_of("term"),
             service(begun + by_ten_days + "end=`2026-03-01T00:00:00Z`") + hours, "g 2026-02-01 granted 868.00 balance"},
            {"of a month and 23 hours", price_of("term"), service(begun + "end=`2026-03-01T23:00:00Z`") + hours,
             "g 2026-02-01 review missing_fact window.price"},
            {"of 28 days and an hour, by days", price_of("term"),
             service(begun + by_ten_days + "end=`2026-03-01T01:00:00Z`") + hours,
             "g 2026-02-01 review missing_fact window.price"},
            {"from the 31st to the last of February", price_of("term"),
             service("start=`2026-01-31T10:00:00Z` end=`2026-02-28T10:00:00Z`") + hours,
             "g 2026-01-31T10:00:00Z granted 310.00 balance"},
            {"within a day", price_of("term"), service("start=`2026-02-05T01:00:00Z` end=`2026-02-05T23:00:00Z`") + hours,
             "g 2026-02-05T01:00:00Z review missing_fact window.price"},
            {"a day: the 28th part of February", price_of("day"), service("") + hours, "g 2026-02-05 granted 11.07 balance"},
            {"at a price for ten days", price_of("day"), service(by_ten_days) + hours,
             "g 2026-02-05 review missing_fact window.price"},
            {"an incident: three of 672 hours", price_of("incident"), service("") + hours,
             "g i 2026-02-05T06:00:00Z granted 1.38 balance"},
            {"at a price for ten days, too", price_of("incident"), service(by_ten_days) + hours,
             "g i 2026-02-05T06:00:00Z review missing_fact window.price"},
            {"a ticket: a day of January's 31", of_ticket,
             service("") + "<ticket id=`k` opened=`2026-01-05T06:00:00Z` resolved=`2026-01-06T06:00:00Z`/>",
             "g k 2026-01-05T06:00:00Z granted 10.00 balance"},
        },
        "2027-02-01T00:00:00Z");
}

TEST_CASE("windows are as long as the clocks make them") {
    const auto lengths = [](std::string_view window) {
        return "<guarantee id=`g` over=`" + std::string(window) +
               "`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`1 EUR * (window.length / 1 "
               "hour)`/></guarantee>";
    };
    const std::vector<Row> rows = {
        {"March in Kyiv lacks an hour", lengths("calendar_month"), outage("i", "03-10T06:00", "03-10T07:00"),
         "g 2026-02-28T22:00:00Z granted 743.00 balance"},
        {"October in Kyiv has one more", lengths("calendar_month"), outage("i", "10-10T06:00", "10-10T07:00"),
         "g 2026-09-30T21:00:00Z granted 745.00 balance"},
        {"the day on which clocks go forward", lengths("day"), outage("i", "03-29T06:00", "03-29T07:00"),
         "g 2026-03-28T22:00:00Z granted 23.00 balance"},
        {"the day on which they go back", lengths("day"), outage("i", "10-25T06:00", "10-25T07:00"),
         "g 2026-10-24T21:00:00Z granted 25.00 balance"},
    };
    for (const Row& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(row.pack, "timezone=`Europe/Kyiv`"), facts_of(row.facts, "2027-02-01T00:00:00Z")).decisions ==
              row.expected);
    }
}

TEST_CASE("an incident or a ticket of no length still happened") {
    const std::string lost =
        "<guarantee id=`g` over=`incident`><breach when=`subject.kind is data_loss`/><credit value=`5 EUR`/></guarantee>";
    CHECK(settled(pack(lost), facts_of(outage("i", "01-05T06:00", "01-05T06:00", "kind=`data_loss`"))).decisions ==
          "g i 2026-01-05T06:00:00Z granted 5.00 balance");
    const std::string answered =
        "<guarantee id=`g` over=`ticket`><breach when=`subject.channel is phone`/><credit value=`5 EUR`/></guarantee>";
    CHECK(settled(pack(answered),
                  facts_of("<ticket id=`t` opened=`2026-01-05T06:00:00Z` resolved=`2026-01-05T06:00:00Z` channel=`phone`/>"))
              .decisions == "g t 2026-01-05T06:00:00Z granted 5.00 balance");
}

TEST_CASE("an incident before the service began is none of its own") {
    const std::string rules =
        "<guarantee id=`g` over=`incident`><breach when=`subject.duration above 0 hours`/><credit value=`5 EUR`/></guarantee>";
    const std::string incidents = outage("i", "01-05T06:00", "01-05T07:00") + outage("j", "02-05T06:00", "02-05T07:00");
    const struct {
        std::string service;
        const char* expected;
    } rows[] = {
        {"start=`2026-02-01T00:00:00Z`", "g j 2026-02-05T06:00:00Z granted 5.00 balance"},
        {"end=`2026-02-01T00:00:00Z`", "g i 2026-01-05T06:00:00Z granted 5.00 balance"},
        {"start=`2026-01-05T06:30:00Z` end=`2026-02-01T00:00:00Z`", "g i 2026-01-05T06:00:00Z granted 5.00 balance"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.service);
        CHECK(settled(pack(rules), facts_of(service(row.service) + incidents)).decisions == row.expected);
    }
}

TEST_CASE("a window that can't be known is for a person to decide") {
    const std::string one_outage = outage("i", "01-05T06:00", "01-05T07:00");
    const struct {
        std::string window;
        std::string service;
        const char* expected;
    } rows[] = {
        {"billing_period", "", "g review missing_fact subscription s: start"},
        {"term", "", "g review missing_fact subscription s: start"},
        {"term", "start=`2026-01-01T00:00:00Z`", "g review missing_fact subscription s: end"},
        {"term", "end=`2026-03-01T00:00:00Z`", "g review missing_fact subscription s: start"},
        {"billing_period", "end=`2026-01-04T00:00:00Z`", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.window);
        CAPTURE(row.service);
        CHECK(settled(pack(over(row.window)),
                      facts_of(service(row.service) + one_outage + outage("j", "02-05T06:00", "02-05T07:00")))
                  .decisions == row.expected);
    }
}

TEST_CASE("a window that can't be known is of the version in effect when a record touched it") {
    const std::string outages = outage("i", "01-05T06:00", "01-05T07:00") + outage("j", "02-05T06:00", "02-05T07:00");
    const auto decisions = [&](const std::string& attributes, const std::string& records) {
        return settled(pack("<claim required=`yes`/>" + over("term"), attributes),
                       facts_of(service("") + records + "<claim id=`k` filed=`2026-03-01T00:00:00Z` subscription=`s`/>"))
            .decisions;
    };
    CHECK(decisions("effective_from=`2026-02-01`", outages) == "g review missing_fact subscription s: start");
    CHECK(decisions("effective_to=`2026-02-01`", outages) == "g review missing_fact subscription s: start");
    CHECK(decisions("effective_from=`2026-03-01`", outages) == " denied not_in_effect");
    CHECK(decisions("effective_from=`2026-02-01`", "") == " denied nothing_to_settle");
}

TEST_CASE("a promise that pays nothing says as well that its window is unknown") {
    const std::string unpaid =
        "<guarantee id=`g` over=`term`><downtime name=`down`/><breach when=`down above 0 hours`/></guarantee>";
    check({{"a term", unpaid, service("") + outage("i", "01-05T06:00", "01-05T07:00"),
            "g review missing_fact subscription s: start"},
           {"which nothing touches", unpaid, service(""), ""}});
}

TEST_CASE("what is not over yet is pending") {
    const std::string hour = outage("i", "03-05T06:00", "03-05T07:00");
    const struct {
        std::string name;
        std::string pack;
        std::string facts;
        const char* as_of;
        const char* expected;
    } rows[] = {
        {"a month before its end", monthly(), hour, "2026-03-31T23:59:59Z", "g 2026-03-01 pending window_open"},
        {"a month at its end", monthly(), hour, "2026-04-01T00:00:00Z", "g 2026-03-01 granted 1.00 balance"},
        {"an open incident", over("incident"), "<incident id=`i` start=`2026-03-05T06:00:00Z`/>", "2026-03-05T07:00:00Z",
         "g i 2026-03-05T06:00:00Z pending window_open"},
        {"an incident that opens at this moment", over("incident"), "<incident id=`i` start=`2026-03-05T06:00:00Z`/>",
         "2026-03-05T06:00:00Z", "g i 2026-03-05T06:00:00Z pending window_open"},
        {"from when the rules say",
         "<guarantee id=`g` over=`calendar_month` decided_from=`window.end + 3 days`><downtime name=`down`/>" + hours_pay +
             "</guarantee>",
         hour, "2026-04-03T23:59:59Z", "g 2026-03-01 pending window_open"},
        {"and then on",
         "<guarantee id=`g` over=`calendar_month` decided_from=`window.end + 3 days`><downtime name=`down`/>" + hours_pay +
             "</guarantee>",
         hour, "2026-04-04T00:00:00Z", "g 2026-03-01 granted 1.00 balance"},
        {"from a day",
         "<guarantee id=`g` over=`calendar_month` decided_from=`date(window.end) + 3 days`><downtime name=`down`/>" + hours_pay +
             "</guarantee>",
         hour, "2026-04-03T23:59:59Z", "g 2026-03-01 pending window_open"},
        {"which has come",
         "<guarantee id=`g` over=`calendar_month` decided_from=`date(window.end) + 3 days`><downtime name=`down`/>" + hours_pay +
             "</guarantee>",
         hour, "2026-04-04T00:00:00Z", "g 2026-03-01 granted 1.00 balance"},
        {"within the window, where the rules say so",
         "<guarantee id=`g` over=`calendar_month` decided_from=`window.start`><downtime name=`down`/>" + hours_pay +
             "</guarantee>",
         hour, "2026-03-10T00:00:00Z", "g 2026-03-01 granted 1.00 balance"},
        {"from an unknown moment",
         "<guarantee id=`g` over=`calendar_month` decided_from=`subscription.end`><downtime name=`down`/>" + hours_pay +
             "</guarantee>",
         hour, "2026-04-04T00:00:00Z", "g 2026-03-01 review missing_fact subscription s: end"},
        {"a ticket is decided as it stands",
         "<guarantee id=`g` over=`ticket`><breach when=`subject.resolution_time above 1 hour`/><credit value=`1 "
         "EUR`/></guarantee>",
         "<ticket id=`t` opened=`2026-03-05T06:00:00Z`/>", "2026-03-05T08:00:00Z",
         "g t 2026-03-05T06:00:00Z granted 1.00 balance"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(row.pack), facts_of(row.facts, row.as_of)).decisions == row.expected);
    }
}

// --- versions ---

std::string paying(std::string_view per_hour, std::string_view window) {
    return "<guarantee id=`g` over=`" + std::string(window) +
           "`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`" + std::string(per_hour) +
           " EUR * (down / 1 hour)`/></guarantee>";
}

TEST_CASE("a window belongs to the version that is in effect at its start") {
    const std::string over_the_change = outage("i", "01-31T22:00", "02-01T03:00");
    const struct {
        std::string window;
        std::string facts;
        const char* expected;
    } rows[] = {
        {"calendar_month", over_the_change, "g 2026-01-01 granted 2.00 balance\ng 2026-02-01 granted 6.00 balance"},
        {"quarter", over_the_change, "g 2026-01-01 granted 5.00 balance"},
        {"incident", over_the_change, "g i 2026-01-31T22:00:00Z granted 5.00 balance"},
        {"calendar_month", "<incident id=`i` start=`2019-12-31T23:00:00Z` end=`2020-01-01T01:00:00Z`/>",
         "g 2020-01-01 granted 1.00 balance"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.window);
        const rules::Book book = versions(paying("1", row.window), "2026-02-01", paying("2", row.window));
        CHECK(settled(book, facts_of(row.facts)).decisions == row.expected);
    }
}

// Two versions of a promise of a month that change on 1 April, each in its own zone.
rules::Book two_zones(std::string_view before, std::string_view after) {
    return folder_book(
        {pack(monthly(), "timezone=`" + std::string(before) + "` effective_to=`2026-04-01`"),
         pack(paying("2", "calendar_month"), "timezone=`" + std::string(after) + "` effective_from=`2026-04-01`")});
}

TEST_CASE("where versions have different zones, no hour lies in two windows and none in no window") {
    const struct {
        const char* name;
        const char* before;
        const char* after;
        const char* start;
        const char* end;
        const char* expected;
    } rows[] = {
        // Midnight in Auckland is 2026-03-31T11:00:00Z, in Los Angeles 2026-04-01T07:00:00Z.
        {"west to east: March ends in Auckland", "America/Los_Angeles", "Pacific/Auckland", "2026-03-31T10:00:00Z",
         "2026-03-31T14:00:00Z", "g 2026-03-01T08:00:00Z granted 1.00 balance\ng 2026-03-31T11:00:00Z granted 6.00 balance"},
        {"the evening of March in Los Angeles is April", "America/Los_Angeles", "Pacific/Auckland", "2026-03-31T12:00:00Z",
         "2026-03-31T16:00:00Z", "g 2026-03-31T11:00:00Z granted 8.00 balance"},
        {"east to west: March goes on in Los Angeles", "Pacific/Auckland", "America/Los_Angeles", "2026-03-31T12:00:00Z",
         "2026-03-31T16:00:00Z", "g 2026-02-28T11:00:00Z granted 4.00 balance"},
        {"until its midnight", "Pacific/Auckland", "America/Los_Angeles", "2026-04-01T06:00:00Z", "2026-04-01T08:00:00Z",
         "g 2026-02-28T11:00:00Z granted 1.00 balance\ng 2026-04-01T07:00:00Z granted 2.00 balance"},
        {"long after", "Pacific/Auckland", "America/Los_Angeles", "2026-04-10T06:00:00Z", "2026-04-10T08:00:00Z",
         "g 2026-04-01T07:00:00Z granted 4.00 balance"},
        {"long before", "America/Los_Angeles", "Pacific/Auckland", "2026-02-10T06:00:00Z", "2026-02-10T08:00:00Z",
         "g 2026-02-01T08:00:00Z granted 2.00 balance"},
        {"UTC to Kyiv: two hours and more", "UTC", "Europe/Kyiv", "2026-03-31T20:00:00Z", "2026-03-31T23:00:00Z",
         "g 2026-03-01 granted 1.00 balance\ng 2026-03-31T21:00:00Z granted 4.00 balance"},
        {"Kyiv to UTC", "Europe/Kyiv", "UTC", "2026-03-31T20:00:00Z", "2026-04-01T01:00:00Z",
         "g 2026-02-28T22:00:00Z granted 4.00 balance\ng 2026-04-01 granted 2.00 balance"},
    };
    for (const auto& row : rows) {
        INFO(std::string(row.name));
        const std::string down = "<incident id=`i` start=`" + std::string(row.start) + "` end=`" + row.end + "`/>";
        CHECK(settled(two_zones(row.before, row.after), facts_of(down, "2026-06-01T00:00:00Z")).decisions == row.expected);
    }
}

TEST_CASE("what was credited for a month that another zone cut is known again") {
    const rules::Book book = two_zones("Pacific/Auckland", "America/Los_Angeles");
    const std::string down = "<incident id=`i` start=`2026-04-01T05:00:00Z` end=`2026-04-01T08:00:00Z`/>";
    const auto credit = [](std::string_view id, std::string_view amount, std::string_view more) {
        return "<credit id=`t/g/s/" + std::string(id) + "` subscription=`s` amount=`" + std::string(amount) +
               "` granted=`2026-05-01T00:00:00Z` " + std::string(more) + "/>";
    };
    const auto decisions = [&](const std::string& credits) {
        return settled(book, facts_of(down + credits, "2026-06-01T00:00:00Z")).decisions;
    };
    CHECK(decisions("") == "g 2026-02-28T11:00:00Z granted 2.00 balance\ng 2026-04-01T07:00:00Z granted 2.00 balance");
    CHECK(decisions(credit("2026-03-01", "2",
                           "sla=`t` effective_from=`2020-01-01` guarantee=`g` window_start=`2026-02-28T11:00:00Z` "
                           "window_end=`2026-04-01T07:00:00Z`") +
                    credit("2026-04-01", "2",
                           "sla=`t` effective_from=`2026-04-01` guarantee=`g` window_start=`2026-04-01T07:00:00Z` "
                           "window_end=`2026-05-01T07:00:00Z`")) ==
          "g 2026-02-28T11:00:00Z denied already_credited\ng 2026-04-01T07:00:00Z denied already_credited");
}

TEST_CASE("the last window of a version ends where that of the next begins, however long after the change") {
    const auto book = [](std::string_view before, std::string_view after, std::string_view window, const std::string& date) {
        return folder_book({pack(paying("1", window), "timezone=`" + std::string(before) + "` effective_to=`" + date + "`"),
                            pack(paying("2", window), "timezone=`" + std::string(after) + "` effective_from=`" + date + "`")});
    };
    const auto decisions = [](const rules::Book& rules, std::string_view start, std::string_view end,
                              std::string_view more = {}) {
        return settled(rules, facts_of(service(more) + "<incident id=`i` start=`" + std::string(start) + "` end=`" +
                                           std::string(end) + "`/>",
                                       "2026-07-01T00:00:00Z"))
            .decisions;
    };
    CHECK(decisions(book("America/Los_Angeles", "Pacific/Auckland", "calendar_month", "2026-03-15"), "2026-03-31T10:00:00Z",
                    "2026-03-31T14:00:00Z") ==
          "g 2026-03-01T08:00:00Z granted 1.00 balance\ng 2026-03-31T11:00:00Z granted 6.00 balance");
    CHECK(decisions(book("Pacific/Auckland", "America/Los_Angeles", "calendar_month", "2026-03-15"), "2026-03-31T10:00:00Z",
                    "2026-04-01T08:00:00Z") ==
          "g 2026-02-28T11:00:00Z granted 21.00 balance\ng 2026-04-01T07:00:00Z granted 2.00 balance");
    // Billing periods keep their hour on the wall: 20 March 02:00 in Kyiv is 00:00 UTC, and 20 April 02:00 is 19 April 23:00 UTC.
    const std::string anchored = "start=`2026-01-20T00:00:00Z`";
    CHECK(decisions(book("UTC", "Europe/Kyiv", "billing_period", "2026-04-01"), "2026-04-19T22:00:00Z", "2026-04-20T01:00:00Z",
                    anchored) == "g 2026-03-20 granted 1.00 balance\ng 2026-04-19T23:00:00Z granted 4.00 balance");
    CHECK(decisions(book("Europe/Kyiv", "UTC", "billing_period", "2026-04-01"), "2026-04-19T22:00:00Z", "2026-04-20T01:00:00Z",
                    anchored) == "g 2026-03-20 granted 2.00 balance\ng 2026-04-20 granted 2.00 balance");
}

TEST_CASE("a month that another zone cuts keeps its days, and its neighbours") {
    const std::string of_days =
        "<guarantee id=`g` over=`calendar_month`><count name=`all` of=`incident`/><count name=`before` of=`incident` shift=`-1`/>"
        "<breach when=`all above 0`/><credit value=`window.days * 1 EUR + before * 100 EUR`/></guarantee>";
    const rules::Book book = folder_book({pack(of_days, "timezone=`America/Los_Angeles` effective_to=`2026-04-01`"),
                                          pack(of_days, "timezone=`Pacific/Auckland` effective_from=`2026-04-01`")});
    const std::string down = outage("h", "02-10T06:00", "02-10T08:00") + outage("i", "03-10T06:00", "03-10T08:00") +
                             outage("j", "04-10T06:00", "04-10T08:00");
    CHECK(settled(book, facts_of(down, "2026-06-01T00:00:00Z")).decisions ==
          "g 2026-02-01T08:00:00Z granted 28.00 balance\ng 2026-03-01T08:00:00Z granted 131.00 balance\ng 2026-03-31T11:00:00Z "
          "granted 130.00 balance");
}

TEST_CASE("whether a claim is needed is for the version in effect to say") {
    const rules::Book book =
        versions(paying("1", "calendar_month"), "2026-02-01", "<claim required=`yes`/>" + paying("2", "calendar_month"));
    const std::string outages = outage("i", "01-31T22:00", "02-01T03:00");
    const std::string claim = "<claim id=`k` filed=`2026-03-01T00:00:00Z` subscription=`s`/>";
    const std::string of_january = "<claim id=`k` filed=`2026-03-01T00:00:00Z` subscription=`s` window=`2026-01-10`/>";
    CHECK(settled(book, facts_of(outages)).decisions == "g 2026-01-01 granted 2.00 balance");
    CHECK(settled(book, facts_of(outages + claim)).decisions ==
          "g 2026-02-01 granted 6.00 balance\ng 2026-01-01 granted 2.00 balance");
    CHECK(settled(book, facts_of(outages + of_january)).decisions == "g 2026-01-01 granted 2.00 balance");
}

TEST_CASE("a date means its window, also where the service was not there on that very day") {
    const auto asked = [](std::string_view date) {
        return facts_of("<subscription id=`s` sla=`t` price=`310` start=`2026-01-15T00:00:00Z` end=`2026-02-10T00:00:00Z`/>" +
                        outage("i", "01-16T06:00", "01-16T09:00") + outage("j", "02-05T06:00", "02-05T08:00") +
                        "<claim id=`k` filed=`2026-03-20T00:00:00Z` subscription=`s` window=`" + std::string(date) + "`/>");
    };
    const std::string rules = pack("<claim required=`yes`/>" + monthly());
    CHECK(settled(rules, asked("2026-01-01")).decisions == "g 2026-01-01 granted 3.00 balance");
    CHECK(settled(rules, asked("2026-01-15")).decisions == "g 2026-01-01 granted 3.00 balance");
    CHECK(settled(rules, asked("2026-02-28")).decisions == "g 2026-02-01 granted 2.00 balance");
    CHECK(settled(rules, asked("2026-03-01")).decisions == " denied nothing_to_settle");
    CHECK(settled(rules, asked("2025-12-31")).decisions == " denied nothing_to_settle");
}

TEST_CASE("before the first version nothing was promised") {
    const std::string rules = pack("<claim required=`yes`/>" + monthly(), "effective_from=`2026-01-15`");
    const std::string claim = "<claim id=`k` filed=`2026-03-01T00:00:00Z` subscription=`s` incident=`i`/>";
    CHECK(settled(rules, facts_of(outage("i", "01-20T06:00", "01-20T07:00") + claim)).decisions == " denied not_in_effect");
    CHECK(settled(rules, facts_of(outage("i", "02-20T06:00", "02-20T07:00") + claim)).decisions ==
          "g 2026-02-01 granted 1.00 balance");
}

}  // namespace
}  // namespace redress::settle
