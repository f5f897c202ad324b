// From what is due to what is posted: combining, minimum, caps, what was credited before, and the rounding.
#include <doctest/doctest.h>

#include "decision_rows.h"
#include "versions.h"

namespace redress::settle {
namespace {

std::string paying(std::string_view id, std::string_view credit, std::string_view over = "calendar_month") {
    return "<guarantee id=`" + std::string(id) + "` over=`" + std::string(over) +
           "`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`" + std::string(credit) +
           "`/></guarantee>";
}
const std::string hourly = "1 EUR * (down / 1 hour)";
const std::string double_hourly = "2 EUR * (down / 1 hour)";

std::string given(std::string_view id, std::string_view amount, std::string_view more = {}) {
    return "<credit id=`" + std::string(id) + "` subscription=`s` amount=`" + std::string(amount) +
           "` granted=`2026-01-20T00:00:00Z` " + std::string(more) + "/>";
}
std::string claim(std::string_view id, std::string_view more) {
    return "<claim id=`" + std::string(id) + "` filed=`2026-03-10T00:00:00Z` subscription=`s` " + std::string(more) + "/>";
}

const std::string three = outage("i", "01-05T06:00", "01-05T09:00");
const std::string three_more = outage("j", "02-05T06:00", "02-05T09:00");

TEST_CASE("of guarantees that one event broke the highest pays") {
    const std::string two = paying("g", hourly) + paying("h", double_hourly);
    check({
        {"all pay where nothing combines them", two, three,
         "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 granted 6.00 balance"},
        {"the highest of a window", two + "<combine/>", three, "g 2026-01-01 denied combined\nh 2026-01-01 granted 6.00 balance"},
        {"of equal ones the first", paying("g", hourly) + paying("h", hourly) + "<combine/>", three,
         "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 denied combined"},
        {"of equal ones the first, whichever a claim asked for first",
         "<claim required=`yes`/>" + paying("g", hourly) + paying("h", hourly) + "<combine/>",
         three + claim("k1", "guarantee=`h` window=`2026-01-05`") + claim("k2", "guarantee=`g` window=`2026-01-05`"),
         "h 2026-01-01 denied combined\ng 2026-01-01 granted 3.00 balance"},
        {"each window for itself", two + "<combine/>", three + three_more,
         "g 2026-01-01 denied combined\ng 2026-02-01 denied combined\nh 2026-01-01 granted 6.00 balance\nh 2026-02-01 granted "
         "6.00 balance"},
        {"only those that are listed", two + paying("k", hourly) + "<combine guarantees=`g h`/>", three,
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 6.00 balance\nk 2026-01-01 granted 3.00 balance"},
        {"the first day of a month is not the month", paying("g", hourly, "day") + paying("h", double_hourly) + "<combine/>",
         outage("i", "01-01T06:00", "01-01T09:00"), "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 granted 6.00 balance"},
        {"per incident", paying("g", hourly, "incident") + paying("h", double_hourly, "incident") + "<combine per=`incident`/>",
         three + three_more,
         "g i 2026-01-05T06:00:00Z denied combined\ng j 2026-02-05T06:00:00Z denied combined\n"
         "h i 2026-01-05T06:00:00Z granted 6.00 balance\nh j 2026-02-05T06:00:00Z granted 6.00 balance"},
        {"per incident, which the claim of a month names",
         "<claim required=`yes`/>" + paying("g", hourly, "incident") + paying("h", double_hourly) + "<combine per=`incident`/>",
         three + claim("k", "incident=`i`"), "g i 2026-01-05T06:00:00Z denied combined\nh 2026-01-01 granted 6.00 balance"},
        {"per claim",
         "<claim required=`yes`/>" + paying("g", hourly, "incident") + paying("h", double_hourly) + "<combine per=`claim`/>",
         three + claim("k", ""), "g i 2026-01-05T06:00:00Z denied combined\nh 2026-01-01 granted 6.00 balance"},
        {"two claims are not one", "<claim required=`yes`/>" + two + "<combine per=`claim`/>",
         three + claim("k", "guarantee=`g`") + claim("l", "guarantee=`h`"),
         "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 granted 6.00 balance"},
        {"but one window", "<claim required=`yes`/>" + two + "<combine/>",
         three + claim("k", "guarantee=`g`") + claim("l", "guarantee=`h`"),
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 6.00 balance"},
        {"what another guarantee paid before is taken off", two + "<combine/>", three + given("t/g/s/2026-01-01", "2.50"),
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 3.50 balance"},
        {"also per incident, where a month pays what an incident paid before",
         "<claim required=`yes`/>" + paying("g", hourly, "incident") + paying("h", double_hourly) + "<combine per=`incident`/>",
         three + claim("k", "incident=`i`") + given("t/g/s/2026-01-05/i", "2.50"),
         "g i 2026-01-05T06:00:00Z denied combined\nh 2026-01-01 granted 3.50 balance"},
        {"an incident and a ticket of one name are two events",
         "<claim required=`yes`/><guarantee id=`g` over=`incident`><breach when=`subject.duration above 0 hours`/><credit "
         "value=`3 EUR`/></guarantee>"
         "<guarantee id=`h` over=`ticket`><breach when=`subject.resolution_time above 0 hours`/><credit value=`4 "
         "EUR`/></guarantee>"
         "<combine per=`incident`/>",
         outage("x", "01-05T06:00", "01-05T09:00") +
             "<ticket id=`x` opened=`2026-01-05T06:00:00Z` resolved=`2026-01-05T09:00:00Z`/>" + claim("k", "") +
             given("t/g/s/2026-01-05/x", "3"),
         "g x 2026-01-05T06:00:00Z denied already_credited\nh x 2026-01-05T06:00:00Z granted 4.00 balance"},
    });
}

TEST_CASE("what one event was paid before under a combined guarantee is taken off") {
    // A ticket that took three hours: 3 EUR for the answer, 4 EUR for the resolution.
    const std::string answer =
        "<guarantee id=`g` over=`ticket`><breach when=`subject.response_time above 1 hour`/><credit value=`3 EUR`/></guarantee>";
    const std::string resolution =
        "<guarantee id=`h` over=`ticket`><breach when=`subject.resolution_time above 1 hour`/><credit value=`4 "
        "EUR`/></guarantee>";
    const auto ticket = [](std::string_view id) {
        return "<ticket id=`" + std::string(id) +
               "` opened=`2026-01-05T06:00:00Z` first_response=`2026-01-05T08:00:00Z` resolved=`2026-01-05T09:00:00Z`/>";
    };
    const std::string needed = "<claim required=`yes`/>";
    // 6 EUR for the month, 8 EUR for its ticket or incident.
    const std::string month = paying("h", double_hourly);
    const std::string of_ticket =
        needed +
        "<guarantee id=`g` over=`ticket`><breach when=`subject.response_time above 1 hour`/><credit value=`8 EUR`/></guarantee>" +
        month + "<combine per=`ticket`/>";
    const std::string of_incident = needed + paying("g", "8 EUR", "incident") + month + "<combine per=`incident`/>";
    const std::string two = paying("g", hourly) + month;
    const std::string month_before = given("t/h/s/2026-01-01", "6", "claim=`j`");
    check({
        {"per ticket the highest pays", answer + resolution + "<combine per=`ticket`/>", ticket("x"),
         "g x 2026-01-05T06:00:00Z denied combined\nh x 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"less what the ticket was paid before", answer + resolution + "<combine per=`ticket`/>",
         ticket("x") + given("t/g/s/2026-01-05/x", "1"),
         "g x 2026-01-05T06:00:00Z denied combined\nh x 2026-01-05T06:00:00Z granted 3.00 balance"},
        {"another ticket is another event", answer + resolution + "<combine per=`ticket`/>",
         ticket("x") + given("t/g/s/2026-01-05/y", "1"),
         "g x 2026-01-05T06:00:00Z denied combined\nh x 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"and another window, though it began on the day", answer + resolution + "<combine/>",
         ticket("x") + given("t/g/s/2026-01-05/y", "1"),
         "g x 2026-01-05T06:00:00Z denied combined\nh x 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"a month whose claim names the ticket", needed + answer + month + "<combine per=`ticket`/>",
         three + ticket("x") + claim("k", "ticket=`x`") + given("t/g/s/2026-01-05/x", "2.50"),
         "g x 2026-01-05T06:00:00Z denied combined\nh 2026-01-01 granted 3.50 balance"},
        {"a ticket, where the claim for a month named it before", of_ticket,
         three + ticket("x") + claim("j", "guarantee=`h` ticket=`x`") + claim("k", "guarantee=`g` ticket=`x`") + month_before,
         "h 2026-01-01 denied combined\ng x 2026-01-05T06:00:00Z granted 2.00 balance"},
        {"not where that claim named another ticket", of_ticket,
         three + ticket("x") + ticket("y") + claim("j", "guarantee=`h` ticket=`y`") + claim("k", "guarantee=`g` ticket=`x`") +
             month_before,
         "h 2026-01-01 denied already_credited\ng x 2026-01-05T06:00:00Z granted 8.00 balance"},
        {"where the case no longer has it, nobody knows which it named", of_ticket,
         three + ticket("x") + claim("k", "guarantee=`g` ticket=`x`") + month_before,
         "g x 2026-01-05T06:00:00Z review missing_fact credit t/h/s/2026-01-01: ticket"},
        {"an incident, where the claim for a month named it before", of_incident,
         three + claim("j", "guarantee=`h` incident=`i`") + claim("k", "guarantee=`g` incident=`i`") + month_before,
         "h 2026-01-01 denied combined\ng i 2026-01-05T06:00:00Z granted 2.00 balance"},
        {"a month that names no incident shares none",
         needed + paying("g", hourly, "incident") + month + "<combine per=`incident`/>",
         three + claim("k", "") + given("t/g/s/2026-01-05/i", "2.50"),
         "g i 2026-01-05T06:00:00Z granted 0.50 balance\nh 2026-01-01 granted 6.00 balance"},
        {"the same claim", needed + two + "<combine per=`claim`/>",
         three + claim("k", "guarantee=`h`") + given("t/g/s/2026-01-01", "2.50", "claim=`k`"),
         "h 2026-01-01 granted 3.50 balance"},
        {"not another claim", needed + two + "<combine per=`claim`/>",
         three + claim("k", "guarantee=`h`") + given("t/g/s/2026-01-01", "2.50", "claim=`j`"),
         "h 2026-01-01 granted 6.00 balance"},
        {"only under those that are listed", two + paying("k", hourly) + "<combine guarantees=`h k`/>",
         three + given("t/g/s/2026-01-01", "2.50"),
         "g 2026-01-01 granted 0.50 balance\nh 2026-01-01 granted 6.00 balance\nk 2026-01-01 denied combined"},
        {"and for those that are listed", two + paying("k", hourly) + "<combine guarantees=`g h`/>",
         three + given("t/g/s/2026-01-01", "2.50"),
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 3.50 balance\nk 2026-01-01 granted 3.00 balance"},
        {"not for another subscription", two + "<combine/>",
         "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310`/>" + three +
             "<credit id=`t/g/z/2026-01-01` subscription=`z` amount=`2.50` granted=`2026-01-20T00:00:00Z`/>",
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 6.00 balance\ng 2026-01-01 denied combined\nh 2026-01-01 granted "
         "3.50 balance"},
        {"not under another SLA", two + "<combine/>", three + given("u/g/s/2026-01-01", "2.50"),
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 6.00 balance"},
        {"not goodwill", two + "<combine/>", three + given("goodwill", "2.50"),
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 6.00 balance"},
        {"an incident's window is that of today, when it was corrected since",
         paying("g", hourly, "incident") + "<guarantee id=`h` over=`incident`><breach when=`subject.duration above 9 "
                                           "hours`/><credit value=`1 EUR`/></guarantee>"
                                           "<combine/>",
         three + given("t/h/s/2026-01-05/i", "2.50",
                       "sla=`t` effective_from=`2026-01-01` guarantee=`h` incident=`i` window_start=`2026-01-05T07:00:00Z` "
                       "window_end=`2026-01-05T09:00:00Z`"),
         "g i 2026-01-05T06:00:00Z granted 0.50 balance\nh i 2026-01-05T06:00:00Z denied not_breached"},
        {"and uses up no cap for this, though nothing is left after the rounding",
         paying("g", "0.001 EUR") +
             "<guarantee id=`h` over=`calendar_month`><downtime name=`down`/><breach when=`down above 9 hours`/>"
             "<credit value=`1 EUR`/></guarantee><combine/><cap amount=`2.50 EUR`/>",
         three + given("t/h/s/2026-01-01", "2.50"), "g 2026-01-01 denied already_credited\nh 2026-01-01 denied not_breached"},
        {"not under a guarantee that the rules don't have", two + "<combine/>", three + given("t/f/s/2026-01-01", "2.50"),
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 6.00 balance"},
        {"not the first day of the month for the month", paying("g", hourly, "day") + month + "<combine/>",
         outage("i", "01-01T06:00", "01-01T09:00") + given("t/g/s/2026-01-01", "2.50"),
         "g 2026-01-01 granted 0.50 balance\nh 2026-01-01 granted 6.00 balance"},
    });
}

TEST_CASE("a cap counts by the window of the decision, whatever a later version says of its incident") {
    const std::string before =
        paying("g", hourly, "incident") + paying("h", hourly, "incident") + "<cap id=`once` count=`1` over=`calendar_month`/>";
    const std::string after =
        "<guarantee id=`h` over=`incident` from=`subject.start + 2 months`><breach when=`subject.duration above 0 "
        "hours`/></guarantee>";
    CHECK(settled(versions(before, "2026-03-01", after), facts_of(three)).decisions ==
          "g i 2026-01-05T06:00:00Z granted 3.00 balance\nh i 2026-01-05T06:00:00Z denied once\nh i 2026-03-05T06:00:00Z denied "
          "no_credit_promised");
}

TEST_CASE("small amounts are dropped, raised or held") {
    const auto rules = [](std::string_view below) {
        return "<minimum amount=`5 EUR` below=`" + std::string(below) + "`/>" + paying("g", hourly);
    };
    const std::string five = outage("i", "01-05T06:00", "01-05T11:00");
    const std::string six = outage("i", "01-05T06:00", "01-05T12:00");
    const std::string claimed = "<claim required=`yes`/>" + rules("hold");
    check({
        {"dropped", rules("drop"), three, "g 2026-01-01 denied below_minimum"},
        {"the minimum itself is not below it", rules("drop"), five, "g 2026-01-01 granted 5.00 balance"},
        {"raised", rules("raise"), three, "g 2026-01-01 granted 5.00 balance"},
        {"a cap comes after the raise", rules("raise") + "<cap amount=`4 EUR`/>", three, "g 2026-01-01 granted 4.00 balance"},
        {"held", rules("hold"), three, "g 2026-01-01 pending held_below_minimum"},
        {"until more is due", rules("hold"), three + three_more,
         "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 granted 3.00 balance"},
        {"two claims for one credit are not more", claimed, three + claim("k", "") + claim("l", ""),
         "g 2026-01-01 pending held_below_minimum\ng 2026-01-01 pending held_below_minimum"},
        {"what was paid before is not due", rules("hold"), six + three_more + given("t/g/s/2026-01-01", "6"),
         "g 2026-01-01 denied already_credited\ng 2026-02-01 pending held_below_minimum"},
        {"nor where it comes later", rules("hold"),
         three + outage("j", "02-05T06:00", "02-05T12:00") + given("t/g/s/2026-02-01", "6"),
         "g 2026-01-01 pending held_below_minimum\ng 2026-02-01 denied already_credited"},
        {"what is due to another subscription is not due to this", rules("hold"),
         "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310`/>" + three,
         "g 2026-01-01 pending held_below_minimum\ng 2026-01-01 pending held_below_minimum"},
        {"only where it holds", "<minimum amount=`5 EUR` below=`drop` when=`window.days above 31`/>" + paying("g", hourly), three,
         "g 2026-01-01 granted 3.00 balance"},
        {"where it does", "<minimum amount=`5 EUR` below=`drop` when=`window.days at least 31`/>" + paying("g", hourly), three,
         "g 2026-01-01 denied below_minimum"},
        {"nothing is held where it does not",
         "<minimum amount=`5 EUR` below=`hold` when=`window.days above 31`/>" + paying("g", hourly), three,
         "g 2026-01-01 granted 3.00 balance"},
        {"where nobody knows whether it does",
         "<minimum amount=`5 EUR` below=`drop` when=`subscription.end is known and subscription.start below window.end`/>" +
             paying("g", hourly),
         "<subscription id=`s` sla=`t` price=`310` end=`2026-06-01T00:00:00Z`/>" + three,
         "g 2026-01-01 review missing_fact subscription s: start"},
        {"a minimum that nobody knows", "<minimum amount=`subscription.term_price` below=`drop`/>" + paying("g", hourly), three,
         "g 2026-01-01 review missing_fact subscription s: start"},
    });
}

TEST_CASE("caps bound the amount") {
    const std::string two = paying("g", hourly) + paying("h", double_hourly);
    const std::string z = "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310`/>";
    check({
        {"of a month", two + "<cap amount=`4 EUR` over=`calendar_month`/>", three + three_more,
         "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 granted 3.00 balance\nh 2026-01-01 granted 1.00 balance\nh 2026-02-01 "
         "granted 1.00 balance"},
        {"of a year", paying("g", hourly) + "<cap amount=`4 EUR` over=`calendar_year`/>", three + three_more,
         "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 granted 1.00 balance"},
        {"for good", paying("g", hourly) + "<cap amount=`4 EUR`/>", three + three_more,
         "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 granted 1.00 balance"},
        {"nothing left", two + "<cap id=`all` amount=`3 EUR` over=`calendar_month`/>", three,
         "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 denied all"},
        {"per guarantee", two + "<cap amount=`2 EUR` per=`guarantee`/>", three,
         "g 2026-01-01 granted 2.00 balance\nh 2026-01-01 granted 2.00 balance"},
        {"per subscription", paying("g", hourly) + "<cap amount=`2 EUR`/>", z + three,
         "g 2026-01-01 granted 2.00 balance\ng 2026-01-01 granted 2.00 balance"},
        {"per account", paying("g", hourly) + "<cap amount=`4 EUR` per=`account`/>", z + three,
         "g 2026-01-01 granted 3.00 balance\ng 2026-01-01 granted 1.00 balance"},
        {"per claim", "<claim required=`yes`/>" + two + "<cap amount=`4 EUR` per=`claim`/>", three + claim("k", "") + three_more,
         "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 granted 1.00 balance\nh 2026-01-01 denied cap_1\nh 2026-02-01 denied "
         "cap_1"},
        {"another claim has its own", "<claim required=`yes`/>" + paying("g", hourly) + "<cap amount=`2 EUR` per=`claim`/>",
         three + three_more + claim("k", "incident=`i`") + claim("l", "incident=`j`"),
         "g 2026-01-01 granted 2.00 balance\ng 2026-02-01 granted 2.00 balance"},
        {"of those that are listed", two + "<cap amount=`1 EUR` guarantees=`h`/>", three,
         "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 granted 1.00 balance"},
        {"of an incident",
         paying("g", hourly, "incident") + paying("h", double_hourly, "incident") + "<cap amount=`4 EUR` over=`incident`/>",
         three + three_more,
         "g i 2026-01-05T06:00:00Z granted 3.00 balance\ng j 2026-02-05T06:00:00Z granted 3.00 balance\n"
         "h i 2026-01-05T06:00:00Z granted 1.00 balance\nh j 2026-02-05T06:00:00Z granted 1.00 balance"},
        {"an incident and a ticket share none",
         paying("g", hourly, "incident") + "<guarantee id=`h` over=`ticket`><breach when=`subject.resolution_time above 0 "
                                           "hours`/><credit value=`4 EUR`/></guarantee>"
                                           "<cap amount=`4 EUR` over=`incident`/>",
         three + "<ticket id=`x` opened=`2026-01-05T06:00:00Z` resolved=`2026-01-05T09:00:00Z`/>",
         "g i 2026-01-05T06:00:00Z granted 3.00 balance\nh x 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"of an incident, each month is its own",
         "<claim required=`yes`/>" + paying("g", hourly) + "<cap amount=`2 EUR` over=`incident`/>",
         three + three_more + claim("k", ""), "g 2026-01-01 granted 2.00 balance\ng 2026-02-01 granted 2.00 balance"},
        {"of an incident, which the price of a quarter is for the quarter: half a percent of 930",
         "<claim required=`yes`/>" + paying("g", double_hourly, "quarter") +
             "<cap amount=`window.price * 0.5%` over=`incident`/>",
         three + claim("k", ""), "g 2026-01-01 granted 4.65 balance"},
        {"the tightest of several", paying("g", hourly) + "<cap amount=`2.50 EUR`/><cap amount=`2 EUR` over=`calendar_month`/>",
         three, "g 2026-01-01 granted 2.00 balance"},
        {"by a formula with a shared measure: half an EUR an hour",
         "<downtime name=`all`/>" + paying("g", hourly) + "<cap amount=`0.50 EUR * (all / 1 hour)` over=`calendar_month`/>",
         three, "g 2026-01-01 granted 1.50 balance"},
        {"of the billing period in which the service began", paying("g", hourly) + "<cap amount=`2 EUR` over=`billing_period`/>",
         "<subscription id=`s` sla=`t` price=`310` start=`2026-01-04T00:00:00Z`/>" + three, "g 2026-01-01 granted 2.00 balance"},
        {"by a formula that nobody can evaluate", paying("g", hourly) + "<cap amount=`subscription.term_price`/>", three,
         "g 2026-01-01 review missing_fact subscription s: start"},
        {"of a period that nobody knows", paying("g", hourly) + "<cap amount=`2 EUR` over=`billing_period`/>", three,
         "g 2026-01-01 review missing_fact subscription s: start"},
        {"of a term without end", paying("g", hourly) + "<cap amount=`2 EUR` over=`term`/>",
         "<subscription id=`s` sla=`t` price=`310` start=`2026-01-01T00:00:00Z`/>" + three,
         "g 2026-01-01 review missing_fact subscription s: end"},
    });
}

TEST_CASE("caps bound the number of credits") {
    const std::string once = "<cap id=`once` count=`1` over=`calendar_month`/>";
    const std::string two = paying("g", hourly) + paying("h", double_hourly);
    check({
        {"the first", two + once, three, "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 denied once"},
        {"none at all", paying("g", hourly) + "<cap id=`never` count=`0`/>", three, "g 2026-01-01 denied never"},
        {"one given before", two + once, three + given("t/h/s/2026-01-01", "6"),
         "g 2026-01-01 denied once\nh 2026-01-01 denied already_credited"},
        {"more of one given before is not another", paying("g", hourly) + once, three + given("t/g/s/2026-01-01", "2"),
         "g 2026-01-01 granted 1.00 balance"},
        {"supplements are no more credits", two + "<cap count=`2` over=`calendar_month`/>",
         three + given("t/g/s/2026-01-01", "1") + given("t/g/s/2026-01-01#2", "1"),
         "g 2026-01-01 granted 1.00 balance\nh 2026-01-01 granted 6.00 balance"},
        {"of another month", two + once, three + given("t/h/s/2026-02-01", "6"),
         "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 denied once"},
        {"credits of other systems do not count", paying("g", hourly) + once, three + given("goodwill", "6"),
         "g 2026-01-01 granted 3.00 balance"},
        {"unless all count", paying("g", hourly) + "<cap id=`once` count=`1` over=`calendar_month` counting=`all`/>",
         three + given("goodwill", "6"), "g 2026-01-01 denied once"},
        {"a '#' in their ids means nothing", paying("g", hourly) + "<cap id=`twice` count=`2` counting=`all`/>",
         three + given("x#1", "6") + given("x#2", "6"), "g 2026-01-01 denied twice"},
        {"a second claim for the same is not another", "<claim required=`yes`/>" + two + "<cap count=`2` over=`calendar_month`/>",
         three + claim("k", "guarantee=`g`") + claim("l", "guarantee=`g`") + claim("m", "guarantee=`h`"),
         "g 2026-01-01 granted 3.00 balance\ng 2026-01-01 denied already_credited\nh 2026-01-01 granted 6.00 balance"},
    });
}

TEST_CASE("credits given before count against an amount") {
    const auto capped = [](std::string_view counting) {
        return paying("g", hourly) + "<cap amount=`4 EUR` over=`calendar_month` counting=`" + std::string(counting) + "`/>";
    };
    check({
        {"goodwill counts where all do", capped("all"), three + given("goodwill", "3"), "g 2026-01-01 granted 1.00 balance"},
        {"and not where the SLA's do", capped("sla"), three + given("goodwill", "3"), "g 2026-01-01 granted 3.00 balance"},
        {"by its day: the month before", capped("all"), three_more + given("goodwill", "3"), "g 2026-02-01 granted 3.00 balance"},
        {"of another SLA", capped("all"), three + given("u/g/s/2026-01-01", "3"), "g 2026-01-01 granted 1.00 balance"},
        {"by its window, not by the day it was granted", capped("sla"), three_more + given("t/h/s/2026-02-01", "3"),
         "g 2026-02-01 granted 1.00 balance"},
        {"of the same promise it is subtracted once", capped("sla"), three + given("t/g/s/2026-01-01", "2"),
         "g 2026-01-01 granted 1.00 balance"},
    });
}

TEST_CASE("what shares a cap shares it with the credits given before") {
    const auto capped = [](std::string_view per) {
        return paying("g", hourly) + "<cap amount=`4 EUR` per=`" + std::string(per) + "`/>";
    };
    const std::string needed = "<claim required=`yes`/>";
    const std::string both = "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310`/>" + three;
    const std::string of_z = "<credit id=`t/g/z/2025-12-01` subscription=`z` amount=`3` granted=`2026-01-20T00:00:00Z`/>";
    const std::string december = "t/h/s/2025-12-01";
    const std::string per_incident = "<cap amount=`4 EUR` over=`incident` counting=`all`/>";
    check({
        {"one claim: what was granted for it", needed + capped("claim"),
         three + three_more + claim("k", "") + given(december, "3", "claim=`k`"),
         "g 2026-01-01 granted 1.00 balance\ng 2026-02-01 denied cap_1"},
        {"not for another claim", needed + capped("claim"),
         three + three_more + claim("k", "") + given(december, "3", "claim=`j`"),
         "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 granted 1.00 balance"},
        {"nor for none", needed + capped("claim"), three + three_more + claim("k", "") + given(december, "3"),
         "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 granted 1.00 balance"},
        {"one credit a claim, granted before", needed + paying("g", hourly) + "<cap id=`once` count=`1` per=`claim`/>",
         three + claim("k", "") + given(december, "3", "claim=`k`"), "g 2026-01-01 denied once"},
        {"one guarantee: its own", capped("guarantee"), three + given("t/g/s/2025-12-01", "3"),
         "g 2026-01-01 granted 1.00 balance"},
        {"not another's", capped("guarantee"), three + given(december, "3"), "g 2026-01-01 granted 3.00 balance"},
        {"not for another subscription", capped("guarantee"), both + of_z,
         "g 2026-01-01 granted 3.00 balance\ng 2026-01-01 granted 1.00 balance"},
        {"one subscription", capped("subscription"), both + of_z,
         "g 2026-01-01 granted 3.00 balance\ng 2026-01-01 granted 1.00 balance"},
        {"one account", capped("account"), both + of_z, "g 2026-01-01 granted 1.00 balance\ng 2026-01-01 denied cap_1"},
        {"only those that are listed", paying("g", hourly) + paying("h", double_hourly) + "<cap amount=`4 EUR` guarantees=`g`/>",
         three + given(december, "3"), "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 granted 6.00 balance"},
        {"goodwill is for no incident", paying("g", hourly, "incident") + per_incident, three + given("goodwill", "3"),
         "g i 2026-01-05T06:00:00Z granted 3.00 balance"},
        {"an incident of the day on which the billing period began, by its id alone, may be of that period or of the one before",
         paying("g", hourly, "incident") + paying("h", hourly, "incident") +
             "<cap amount=`4 EUR` over=`billing_period` guarantees=`g`/>",
         "<subscription id=`s` sla=`t` price=`310` start=`2026-01-10T12:00:00Z`/>" + outage("i", "02-12T06:00", "02-12T09:00") +
             given("t/g/s/2026-02-10/x", "3"),
         "g i 2026-02-12T06:00:00Z review missing_fact credit t/g/s/2026-02-10/x: window_start\nh i 2026-02-12T06:00:00Z granted "
         "3.00 balance"},
        {"and one of the day before is not", paying("g", hourly, "incident") + "<cap amount=`4 EUR` over=`billing_period`/>",
         "<subscription id=`s` sla=`t` price=`310` start=`2026-01-10T12:00:00Z`/>" + outage("i", "02-12T06:00", "02-12T09:00") +
             given("t/g/s/2026-02-09/x", "3"),
         "g i 2026-02-12T06:00:00Z granted 3.00 balance"},
    });
}

TEST_CASE("a cap counts the credits of this settlement under its SLA, or all") {
    const auto decisions = [](const std::string& counting) {
        std::string other = pack(paying("h", double_hourly) + "<cap amount=`4 EUR` per=`account` counting=`" + counting + "`/>");
        other.replace(other.find("id=\"t\""), 6, "id=\"u\"");
        const rules::Book book = folder_book({pack(paying("g", hourly)), other});
        const std::string facts =
            facts_of("<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`u` price=`310`/>" + three);
        return settled(book, facts).decisions;
    };
    CHECK(decisions("sla") == "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 granted 4.00 balance");
    CHECK(decisions("all") == "g 2026-01-01 granted 3.00 balance\nh 2026-01-01 granted 1.00 balance");
}

TEST_CASE("a credit with the longest id that there is comes back as one given before") {
    const auto repeated = [](std::string_view text) {
        std::string out;
        for (int i = 0; i < 128; ++i) out += text;
        return out;
    };
    const std::string facts =
        "<subscription id=`" + repeated("/") + "` sla=`t` price=`310`/>" + outage(repeated("%"), "01-05T06:00", "01-05T09:00");
    const std::string id = "t/g/" + repeated("%2F") + "/2026-01-05/" + repeated("%25");
    const std::string before =
        "<credit id=`" + id + "` subscription=`" + repeated("/") + "` amount=`3` granted=`2026-01-20T00:00:00Z`/>";
    CHECK(settled(pack(paying("g", hourly, "incident")), facts_of(facts)).credits == id + " 3.00 balance");
    CHECK(settled(pack(paying("g", hourly, "incident")), facts_of(facts + before)).credits.empty());
}

TEST_CASE("what was credited for a promise before is subtracted") {
    const std::string rules = paying("g", hourly);
    const std::string slashed = outage("a/b#c%", "01-05T06:00", "01-05T09:00");
    const std::vector<Row> rows = {
        {"nothing before", rules, three, "t/g/s/2026-01-01 3.00 balance"},
        {"some", rules, three + given("t/g/s/2026-01-01", "2.25"), "t/g/s/2026-01-01#2 0.75 balance"},
        {"some twice", rules, three + given("t/g/s/2026-01-01", "1") + given("t/g/s/2026-01-01#2", "1.50"),
         "t/g/s/2026-01-01#3 0.50 balance"},
        {"two, though what stands behind '#' is no number", rules,
         three + given("t/g/s/2026-01-01#x", "1") + given("t/g/s/2026-01-01#0", "0.50"), "t/g/s/2026-01-01#3 1.50 balance"},
        {"the numbers go on, also over a hole", rules, three + given("t/g/s/2026-01-01#7", "1"),
         "t/g/s/2026-01-01#8 2.00 balance"},
        {"all", rules, three + given("t/g/s/2026-01-01", "3"), ""},
        {"more than all is not clawed back", rules, three + given("t/g/s/2026-01-01", "5"), ""},
        {"for another month", rules, three + given("t/g/s/2026-02-01", "3"), "t/g/s/2026-01-01 3.00 balance"},
        {"for another promise", rules, three + given("t/h/s/2026-01-01", "3"), "t/g/s/2026-01-01 3.00 balance"},
        {"under another SLA", rules, three + given("u/g/s/2026-01-01", "3"), "t/g/s/2026-01-01 3.00 balance"},
        {"goodwill", rules, three + given("goodwill/January", "3"), "t/g/s/2026-01-01 3.00 balance"},
        {"parts of an id are escaped", paying("g", hourly, "incident"), slashed, "t/g/s/2026-01-05/a%2Fb%23c%25 3.00 balance"},
        {"and known again", paying("g", hourly, "incident"), slashed + given("t/g/s/2026-01-05/a%2Fb%23c%25", "1"),
         "t/g/s/2026-01-05/a%2Fb%23c%25#2 2.00 balance"},
        {"the day of an id is that of the SLA's zone", paying("g", hourly), three, "t/g/s/2026-01-01 3.00 balance"},
    };
    for (const Row& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(row.pack), facts_of(row.facts)).credits == row.expected);
    }
    CHECK(settled(pack(rules, "timezone=`Europe/Kyiv`"), facts_of(three)).credits == "t/g/s/2026-01-01 3.00 balance");
}

TEST_CASE("a credit whose id names another subscription than its own is refused") {
    const std::string two = "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310`/>";
    CHECK(refusal(pack(paying("g", hourly)), facts_of(two + three + given("t/g/z/2026-01-01", "1"))) ==
          "credit 't/g/z/2026-01-01' was given to another subscription than 's', by its id");
    CHECK(refusal(pack(paying("g", hourly)), facts_of(two + three + given("other/g/z/2026-01-01", "1"))) == "settled");
}

TEST_CASE("an amount is rounded once, as the SLA says") {
    const struct {
        std::string mode;
        const char* expected;
    } rows[] = {{"half_up", "0.13"}, {"half_even", "0.12"}, {"half_down", "0.12"}, {"up", "0.13"},
                {"down", "0.12"},    {"ceiling", "0.13"},   {"floor", "0.12"}};
    for (const auto& row : rows) {
        CAPTURE(row.mode);
        CHECK(settled(pack(paying("g", "0.125 EUR"), "rounding=`" + std::string(row.mode) + "`"), facts_of(three)).decisions ==
              "g 2026-01-01 granted " + std::string(row.expected) + " balance");
    }
    // A third of 10 EUR is the cap: 3.34 would be above it.
    CHECK(settled(pack(paying("g", "5 EUR") + "<cap amount=`10 EUR / 3`/>", "rounding=`up`"), facts_of(three)).decisions ==
          "g 2026-01-01 granted 3.33 balance");
    CHECK(refusal(pack(paying("g", "999999999999999999 EUR")), facts_of(three)) == "an amount has more than 18 digits");
    CHECK(settled(pack(paying("g", "0.004 EUR")), facts_of(three)).decisions == "g 2026-01-01 denied zero_credit");
    CHECK(settled(pack(paying("g", "subscription.price - 400 EUR")), facts_of(three)).decisions ==
          "g 2026-01-01 denied zero_credit");
}

TEST_CASE("a cap over a span counts back from the end of the decision's window") {
    const auto rules = [](std::string_view bound, std::string_view over) {
        return paying("g", "5 EUR", "day") + "<cap id=`k` " + std::string(bound) + " over=`" + std::string(over) + "`/>";
    };
    const auto on = [](std::string_view day) { return outage(day, std::string(day) + "T06:00", std::string(day) + "T07:00"); };
    const std::string first_day = given("t/g/s/2026-01-01", "2");
    const std::string month = paying("g", "100 EUR");
    const std::string of_the_month = month + "<cap id=`k` amount=`window.price * 10%` over=`P10D`/>";
    check({
        // 30 days that end with 30 January begin with the first, those that end with the 31st with the second.
        {"its first day counts", rules("amount=`6 EUR`", "P30D"), on("01-30") + first_day, "g 2026-01-30 granted 4.00 balance"},
        {"the day before does not", rules("amount=`6 EUR`", "P30D"), on("01-31") + first_day,
         "g 2026-01-31 granted 5.00 balance"},
        {"nor does what comes later", rules("amount=`6 EUR`", "P30D"), on("01-30") + given("t/g/s/2026-01-31", "2"),
         "g 2026-01-30 granted 5.00 balance"},
        // A month back from 1 March is 1 February; from 1 April, midnight of the last of March, 1 March.
        {"a month goes by the calendar", rules("count=`1`", "P1M"), on("02-28") + given("t/g/s/2026-02-01", "2"),
         "g 2026-02-28 denied k"},
        {"and not by thirty days", rules("count=`1`", "P1M"), on("03-31") + given("t/g/s/2026-02-28", "2"),
         "g 2026-03-31 granted 5.00 balance"},
        {"credits of the same settlement count", rules("count=`1`", "P7D"), on("01-05") + on("01-11") + on("01-12"),
         "g 2026-01-05 granted 5.00 balance\ng 2026-01-11 denied k\ng 2026-01-12 granted 5.00 balance"},
        {"only where it holds", rules("count=`0` when=`window.days above 7`", "P7D"), on("01-05"),
         "g 2026-01-05 granted 5.00 balance"},
        {"its window is so long", rules("count=`0` when=`window.days at least 7`", "P7D"), on("01-05"), "g 2026-01-05 denied k"},
        // 10 % of what ten days cost at 310 EUR for ten days.
        {"and costs what the span costs", of_the_month, "<subscription id=`s` sla=`t` price=`310` price_period=`P10D`/>" + three,
         "g 2026-01-01 granted 31.00 balance"},
        {"where that can be said", of_the_month, three, "g 2026-01-01 review missing_fact window.price"},
    });
    // The clocks of Berlin change on 29 March: seven days that end with the 31st begin on the 25th at midnight.
    const std::string in_berlin = pack(rules("count=`1`", "P7D"), "timezone=`Europe/Berlin`");
    CHECK(settled(in_berlin, facts_of(on("03-31") + given("t/g/s/2026-03-25", "2"), "2026-04-02T00:00:00Z")).decisions ==
          "g 2026-03-30T22:00:00Z denied k");
    CHECK(settled(in_berlin, facts_of(on("03-31") + given("t/g/s/2026-03-24", "2"), "2026-04-02T00:00:00Z")).decisions ==
          "g 2026-03-30T22:00:00Z granted 5.00 balance");
    CHECK(refusal(pack(rules("count=`1`", "P0D")), facts_of("")).find("'P0D' is not a calendar span") != std::string::npos);
    CHECK(refusal(pack("<downtime name=`before` shift=`-1`/>" + month + "<cap amount=`1 EUR * (before / 1 hour)` over=`P1M`/>"),
                  facts_of(""))
              .find("windows over P1M have no neighbours, but 'before' at line 1 has 'shift'") != std::string::npos);
}

TEST_CASE("a cap of a guarantee bounds what the promise is worth, before combining") {
    // Three hours are worth 3 EUR under g, and 2 EUR under h.
    const auto capped = [](std::string_view cap, std::string_view id = "g", std::string_view credit = hourly) {
        std::string out = paying(id, credit);
        return out.insert(out.rfind("</guarantee>"), "<cap " + std::string(cap) + "/>");
    };
    const std::string two = paying("h", "2 EUR") + "<combine/>";
    const std::string raised = "<minimum amount=`5 EUR` below=`raise`/>";
    check({
        {"what is above it is cut off", capped("amount=`2.99 EUR`"), three, "g 2026-01-01 granted 2.99 balance"},
        {"the bound itself is not above it", capped("amount=`3 EUR`"), three, "g 2026-01-01 granted 3.00 balance"},
        {"the highest of what is left stands", capped("amount=`1.99 EUR`") + two, three,
         "g 2026-01-01 denied combined\nh 2026-01-01 granted 2.00 balance"},
        {"and of equal ones the first", capped("amount=`2 EUR`") + two, three,
         "g 2026-01-01 granted 2.00 balance\nh 2026-01-01 denied combined"},
        {"caps of the SLA come after", capped("amount=`2.50 EUR`") + two + "<cap amount=`1 EUR` guarantees=`g`/>", three,
         "g 2026-01-01 granted 1.00 balance\nh 2026-01-01 denied combined"},
        {"where nothing is left, the cap is the reason", capped("amount=`0 EUR`") + two, three,
         "g 2026-01-01 denied g_cap_1\nh 2026-01-01 granted 2.00 balance"},
        {"one below zero leaves nothing", capped("id=`most` amount=`subscription.price - 400 EUR`"), three,
         "g 2026-01-01 denied most"},
        {"only where it holds", capped("amount=`1 EUR` when=`down above 3 hours`"), three, "g 2026-01-01 granted 3.00 balance"},
        {"it sees what the guarantee measures", capped("amount=`1 EUR` when=`down at least 3 hours`"), three,
         "g 2026-01-01 granted 1.00 balance"},
        {"the least of several", capped("amount=`2 EUR`/><cap amount=`1 EUR`/><cap amount=`3 EUR`"), three,
         "g 2026-01-01 granted 1.00 balance"},
        {"a fact is missing", capped("amount=`subscription.term_price`"), three,
         "g 2026-01-01 review missing_fact subscription s: start"},
        {"rounding does not carry over it", capped("amount=`1.006 EUR`"), three, "g 2026-01-01 granted 1.00 balance"},
        {"nor does a minimum", raised + capped("amount=`2 EUR`"), three, "g 2026-01-01 granted 2.00 balance"},
        {"below its bound the minimum raises", raised + capped("amount=`6 EUR`"), three, "g 2026-01-01 granted 5.00 balance"},
        {"what it leaves can be below the minimum", "<minimum amount=`3 EUR` below=`drop`/>" + capped("amount=`2.99 EUR`"), three,
         "g 2026-01-01 denied below_minimum"},
        {"of a promise that was credited before only the rest is posted", capped("amount=`2 EUR`"),
         three + given("t/g/s/2026-01-01", "1.25"), "g 2026-01-01 granted 0.75 balance"},
        // At 310 EUR for the 744 hours of January, 12 hours are worth 5 EUR.
        {"service time that it bounds is given as money is",
         "<remedy kind=`extension`/>" + capped("amount=`2.50 EUR`", "g", "12 hours"),
         "<subscription id=`s` sla=`t` price=`310` end=`2026-06-01T00:00:00Z`/>" + three,
         "g 2026-01-01 granted 2.50 extension PT6H"},
    });
}

TEST_CASE("what a person must approve waits, with its amount") {
    const std::string rules = paying("g", hourly) + "<approve when=`due above 2.99 EUR`/>";
    const std::string above = paying("g", hourly) + "<approve when=`due above 3 EUR`/>";
    const std::string waits = "g 2026-01-01 review approval";
    const std::string granted = "g 2026-01-01 granted 3.00 balance";
    const std::string required = "<claim required=`yes`/>";
    const std::string of_incident = paying("g", hourly, "incident") + "<approve when=`due above 0 EUR`/>";
    const std::string rival = paying("h", "2 EUR") + "<combine/>";
    check({
        {"above its bound", rules, three, waits.c_str()},
        {"the bound itself is not above it", above, three, granted.c_str()},
        {"approved", required + rules, three + claim("k", "approved=`3.00`"), granted.c_str()},
        {"up to less", required + rules, three + claim("k", "approved=`2.99`"), waits.c_str()},
        {"by another claim", required + rules, three + claim("k", "") + claim("l", "approved=`3.00` window=`2026-02-01`"),
         "g 2026-01-01 review approval\ng 2026-02-01 denied not_breached"},
        {"without a required claim, by one about its window", rules, three + claim("k", "approved=`3.00` window=`2026-01-31`"),
         granted.c_str()},
        {"not about the next", rules, three + claim("k", "approved=`3.00` window=`2026-02-01`"), waits.c_str()},
        {"nor about nothing", rules, three + claim("k", "approved=`3.00`"), waits.c_str()},
        {"nor about another guarantee", rules + rival, three + claim("k", "approved=`3.00` window=`2026-01-01` guarantee=`h`"),
         "g 2026-01-01 review approval\nh 2026-01-01 denied combined"},
        {"by one about an incident that touches it", rules, three + claim("k", "approved=`3.00` incident=`i`"), granted.c_str()},
        {"of an incident, by one about that", of_incident, three + three_more + claim("k", "approved=`3.00` incident=`j`"),
         "g i 2026-01-05T06:00:00Z review approval\ng j 2026-02-05T06:00:00Z granted 3.00 balance"},
        {"only what is not credited yet is due", above,
         outage("i", "01-05T06:00", "01-05T10:00") + given("t/g/s/2026-01-01", "1"), granted.c_str()},
        {"what was credited before needs none", rules, three + given("t/g/s/2026-01-01", "3"),
         "g 2026-01-01 denied already_credited"},
        {"what waits uses caps up", rules + "<cap amount=`4 EUR`/>", three + outage("k", "02-05T06:00", "02-05T08:00"),
         "g 2026-01-01 review approval\ng 2026-02-01 granted 1.00 balance"},
        {"and waits again with all of it", rules + "<cap amount=`4 EUR`/>",
         three + outage("k", "02-05T06:00", "02-05T08:00") + given("t/g/s/2026-02-01", "1"),
         "g 2026-01-01 review approval\ng 2026-02-01 denied already_credited"},
        {"whichever claim asks for it", required + rules, three + claim("k", "") + claim("l", ""),
         (waits + "\n" + waits).c_str()},
        {"and whichever is approved", required + rules, three + claim("k", "") + claim("l", "approved=`3`"),
         (granted + "\ng 2026-01-01 denied already_credited").c_str()},
        {"what waits is due, and so makes others due", "<minimum amount=`5 EUR` below=`hold`/>" + rules,
         outage("i", "01-05T06:00", "01-05T12:00") + outage("j", "02-05T06:00", "02-05T08:00"),
         "g 2026-01-01 review approval\ng 2026-02-01 granted 2.00 balance"},
        {"after caps", rules + "<cap amount=`2 EUR`/>", three, "g 2026-01-01 granted 2.00 balance"},
        {"a fact is missing", paying("g", hourly) + "<approve when=`due above subscription.term_price`/>", three,
         "g 2026-01-01 review missing_fact subscription s: start"},
    });
    const Settled result = settled(pack(rules), facts_of(three));
    CHECK(result.xml.find("amount=\"0.00\" due=\"3.00\"") != std::string::npos);
    CHECK(result.xml.find("sentence=\"A person must approve this: 3.00 EUR are due.\"") != std::string::npos);
    CHECK(result.credits.empty());
}

TEST_CASE("amounts have the digits of their currency") {
    const struct {
        std::string currency;
        std::string credit;
        const char* expected;
    } rows[] = {
        {"JPY", "100.5 JPY", "101"},      {"EUR", "0.005 EUR", "0.01"},   {"KWD", "0.0005 KWD", "0.001"},
        {"UYW", "0.00005 UYW", "0.0001"}, {"KWD", "1.2344 KWD", "1.234"}, {"CLF", "1 CLF / 3", "0.3333"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.credit);
        const std::string rules = pack(paying("g", row.credit), "currency=`" + std::string(row.currency) + "`");
        CHECK(settled(rules, facts_of(three, "2026-04-01T00:00:00Z", row.currency)).decisions ==
              "g 2026-01-01 granted " + std::string(row.expected) + " balance");
    }
}

}  // namespace
}  // namespace redress::settle
