// The clocks of tickets: opening hours, pauses, and what the steps say of them. 5 January 2026 is a Monday.
#include <doctest/doctest.h>

#include "decision_rows.h"

namespace redress::settle {
namespace {

const std::string desk =
    "<calendar><hours days=`working_days` daily=`08:00-12:00`/><hours days=`working_days` daily=`13:00-18:00`/></calendar>";
const std::string hour_pays =
    "<guarantee id=`g` over=`ticket`><breach when=`subject.resolution_time above 0 hours`/>"
    "<credit value=`1 EUR * (subject.resolution_time / 1 hour)`/></guarantee>";
// Late hours of opening time, each 1 EUR.
const std::string late_hour_pays =
    "<guarantee id=`g` over=`ticket`><breach when=`subject.resolved above subject.resolution_due`/>"
    "<credit value=`1 EUR * (opening_time(subject.resolution_due, subject.resolved) / 1 hour)`/></guarantee>";
// From Monday 17:00 to Tuesday 11:00: 18 hours, of which 1 and 3 are opening time.
const std::string over_night = "<ticket id=`k` opened=`2026-01-05T17:00:00Z` resolved=`2026-01-06T11:00:00Z` ";

std::string pause(std::string_view start, std::string_view end) {
    return "<pause ticket=`k` start=`2026-01-06T" + std::string(start) + ":00Z` end=`2026-01-06T" + std::string(end) + ":00Z`/>";
}

TEST_CASE("a ticket's time runs by its clock") {
    const std::string opening = desk + "<clock hours=`opening`/>" + hour_pays;
    const std::string ticket = over_night + "/>";
    check({
        {"without a clock all time counts, pauses too", hour_pays, ticket + pause("09:00", "10:00"),
         "g k 2026-01-05T17:00:00Z granted 18.00 balance"},
        {"opening hours", opening, ticket, "g k 2026-01-05T17:00:00Z granted 4.00 balance"},
        {"not in a pause", opening, ticket + pause("09:00", "10:00"), "g k 2026-01-05T17:00:00Z granted 3.00 balance"},
        {"pauses that overlap count once", opening, ticket + pause("09:30", "10:30") + pause("09:00", "10:00"),
         "g k 2026-01-05T17:00:00Z granted 2.50 balance"},
        {"a pause of no length is none", opening, ticket + pause("09:00", "09:00"),
         "g k 2026-01-05T17:00:00Z granted 4.00 balance"},
        {"pauses of another ticket do nothing", opening,
         "<ticket id=`a` opened=`2026-01-05T17:00:00Z` resolved=`2026-01-06T11:00:00Z`/>" + ticket + pause("09:00", "10:00"),
         "g a 2026-01-05T17:00:00Z granted 4.00 balance\ng k 2026-01-05T17:00:00Z granted 3.00 balance"},
        {"a clock can run on in pauses", desk + "<clock hours=`opening` pauses=`run`/>" + hour_pays,
         ticket + pause("09:00", "10:00"), "g k 2026-01-05T17:00:00Z granted 4.00 balance"},
        {"the first that is for the ticket is its own",
         desk + "<clock when=`ticket.priority is urgent`/><clock hours=`opening`/>" + hour_pays,
         over_night + "priority=`urgent`/>" + pause("09:00", "10:00"), "g k 2026-01-05T17:00:00Z granted 17.00 balance"},
        {"else the next", desk + "<clock when=`ticket.priority is urgent`/><clock hours=`opening`/>" + hour_pays,
         over_night + "priority=`normal`/>", "g k 2026-01-05T17:00:00Z granted 4.00 balance"},
        {"where none is for it all time counts", desk + "<clock when=`ticket.priority is urgent` hours=`opening`/>" + hour_pays,
         over_night + "priority=`normal`/>", "g k 2026-01-05T17:00:00Z granted 18.00 balance"},
        {"a fact that the choice needs is missing", desk + "<clock when=`ticket.priority is urgent`/>" + hour_pays, ticket,
         "g k 2026-01-05T17:00:00Z review missing_fact ticket k: priority"},
        {"two hours end with Monday, and three more are opening time", desk + "<clock hours=`opening`/>" + late_hour_pays,
         over_night + "resolution_limit=`PT1H`/>", "g k 2026-01-05T17:00:00Z granted 3.00 balance"},
        {"a limit that ends when it was resolved is kept", desk + "<clock hours=`opening`/>" + late_hour_pays,
         over_night + "resolution_limit=`PT4H`/>", "g k 2026-01-05T17:00:00Z denied not_breached"},
        {"a limit is missing", desk + "<clock hours=`opening`/>" + late_hour_pays, ticket,
         "g k 2026-01-05T17:00:00Z review missing_fact ticket k: resolution_limit"},
        {"days that the calendar does not cover",
         "<calendar until=`2026-01-06`><hours days=`working_days` daily=`08:00-18:00`/></calendar><clock hours=`opening`/>" +
             hour_pays,
         ticket, "g k 2026-01-05T17:00:00Z review missing_fact calendar: days from 2026-01-06"},
    });
    check({{"until now, while it is open", opening, "<ticket id=`k` opened=`2026-01-05T17:00:00Z`/>",
            "g k 2026-01-05T17:00:00Z granted 2.00 balance"}},
          "2026-01-06T09:00:00Z");
}

TEST_CASE("a step says when the ticket's clock ran") {
    const auto steps = [](const std::string& rules, const std::string& records, std::string_view as_of = "2026-04-01T00:00:00Z") {
        return settled(pack(rules), facts_of(records, as_of)).xml;
    };
    const auto says = [](const std::string& xml, std::string_view text) { return xml.find(text) != std::string::npos; };
    const std::string opening = desk + "<clock clause=`4` hours=`opening`/>";
    const std::string xml = steps(opening + hour_pays, over_night + "/>");
    CHECK(says(xml,
               "kind=\"clock\" clause=\"4\" name=\"resolution_time\" value=\"PT4H\" text=\"Opened 2026-01-05T17:00:00Z, resolved "
               "2026-01-06T11:00:00Z. The clock runs in opening hours, and not in pauses: 2026-01-05T17:00:00Z to "
               "2026-01-05T18:00:00Z; 2026-01-06T08:00:00Z to 2026-01-06T11:00:00Z.\""));
    CHECK_FALSE(says(xml, "response_time"));
    const std::string answer =
        "<guarantee id=`g` over=`ticket`><breach when=`subject.response_time above 1 hour`/><credit value=`1 EUR`/></guarantee>";
    CHECK(says(
        steps("<clock pauses=`run`/>" + answer, "<ticket id=`k` opened=`2026-01-05T17:00:00Z`/>", "2026-01-05T19:00:00Z"),
        "name=\"response_time\" value=\"PT2H\" text=\"Opened 2026-01-05T17:00:00Z, not answered by 2026-01-05T19:00:00Z. The "
        "clock runs at all hours, and in pauses: 2026-01-05T17:00:00Z to 2026-01-05T19:00:00Z.\""));
    // The list of more than a year is left out.
    CHECK(says(steps("<clock/>" + hour_pays, "<ticket id=`k` opened=`2024-01-05T17:00:00Z` resolved=`2026-01-05T17:00:00Z`/>"),
               "The clock runs at all hours, and not in pauses.\""));
    CHECK_FALSE(says(steps(hour_pays, over_night + "/>"), "kind=\"clock\""));
}

}  // namespace
}  // namespace redress::settle
