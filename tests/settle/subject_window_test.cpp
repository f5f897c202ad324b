// Guarantees over tickets and incidents whose window begins elsewhere, and packs that speak of their subject everywhere.
#include <doctest/doctest.h>

#include "decision_rows.h"
#include "versions.h"

namespace redress::settle {
namespace {

// 10 EUR for an answer later than the ticket's own limit; the window begins at the breach.
std::string late_answer(std::string_view more = {}) {
    return "<guarantee id=`g` over=`ticket` from=`subject.opened + subject.response_limit` decided_from=`window.start`>"
           "<breach when=`subject.response_time above subject.response_limit`/><credit value=`10 EUR`/></guarantee>" +
           std::string(more);
}
std::string ticket(std::string_view id, std::string_view opened, std::string_view response, std::string_view more = {}) {
    std::string out = "<ticket id=`" + std::string(id) + "` opened=`2026-" + std::string(opened) + ":00Z` response_limit=`PT1H` ";
    if (!response.empty()) out.append("first_response=`2026-").append(response).append(":00Z` ");
    return out.append(more).append("/>");
}

TEST_CASE("the window of a ticket begins where the guarantee says") {
    check({
        {"at the breach", late_answer(), ticket("k", "01-05T10:00", "01-05T11:01"),
         "g k 2026-01-05T11:00:00Z granted 10.00 balance"},
        {"met to the second", late_answer(), ticket("k", "01-05T10:00", "01-05T11:00"),
         "g k 2026-01-05T11:00:00Z denied not_breached"},
        {"in another month than the ticket", late_answer(), ticket("k", "01-31T23:30", "02-01T09:00"),
         "g k 2026-02-01T00:30:00Z granted 10.00 balance"},
        {"not answered yet, and late", late_answer(), ticket("k", "03-31T10:00", ""),
         "g k 2026-03-31T11:00:00Z granted 10.00 balance"},
        {"not answered yet, and not late yet", late_answer(), ticket("k", "03-31T23:30", ""),
         "g k 2026-04-01T00:30:00Z pending window_open"},
        {"without the limit nobody knows", late_answer(),
         "<ticket id=`k` opened=`2026-01-05T10:00:00Z` first_response=`2026-01-05T11:00:00Z`/>",
         "g k 2026-01-05T10:00:00Z review missing_fact ticket k: response_limit"},
        {"a cap over the month of the breach", late_answer("<cap id=`m` count=`1` over=`calendar_month`/>"),
         ticket("j", "01-31T23:30", "02-01T09:00") + ticket("k", "02-05T10:00", "02-05T12:00"),
         "g j 2026-02-01T00:30:00Z granted 10.00 balance\ng k 2026-02-05T11:00:00Z denied m"},
        {"which a credit given before counts for as well", late_answer("<cap id=`m` count=`1` over=`calendar_month`/>"),
         ticket("k", "02-05T10:00", "02-05T12:00") +
             "<credit id=`t/g/s/2026-02-01/j` subscription=`s` amount=`10` granted=`2026-02-03T00:00:00Z`/>",
         "g k 2026-02-05T11:00:00Z denied m"},
        {"deadlines from the breach: its day and three months",
         late_answer("<claim required=`yes` until=`date(window.start) + 3 months`/>"),
         "<subscription id=`s` sla=`t` price=`310`/>" + ticket("k", "01-31T23:30", "02-01T09:00") +
             "<claim id=`c` filed=`2026-03-31T23:59:59Z` subscription=`s`/>",
         "g k 2026-02-01T00:30:00Z granted 10.00 balance"},
    });
}

TEST_CASE("the version in effect at the breach decides, not the one when the ticket was opened") {
    std::string next = late_answer();
    next.replace(next.find("10 EUR"), 6, "20 EUR");
    const rules::Book book = versions(late_answer(), "2026-02-01", next);
    const auto decisions = [&](const std::string& records) { return settled(book, facts_of(records)).decisions; };
    CHECK(decisions(ticket("k", "01-31T22:59", "02-01T09:00")) == "g k 2026-01-31T23:59:00Z granted 10.00 balance");
    CHECK(decisions(ticket("k", "01-31T23:00", "02-01T09:00")) == "g k 2026-02-01 granted 20.00 balance");
    CHECK(decisions("<ticket id=`k` opened=`2026-01-31T23:00:00Z`/>") ==
          "g k 2026-01-31T23:00:00Z review missing_fact ticket k: response_limit");
}

TEST_CASE("a claim for a day is about the windows of that day, not about the tickets") {
    const auto asked = [](std::string_view day) {
        return facts_of(ticket("k", "01-31T23:30", "02-01T09:00", "resolved=`2026-02-01T10:00:00Z`") +
                        "<claim id=`c` filed=`2026-03-01T00:00:00Z` subscription=`s` window=`" + std::string(day) + "`/>");
    };
    const std::string rules = pack(late_answer("<claim required=`yes`/>"));
    CHECK(settled(rules, asked("2026-02-01")).decisions == "g k 2026-02-01T00:30:00Z granted 10.00 balance");
    CHECK(settled(rules, asked("2026-01-31")).decisions == " denied nothing_to_settle");
    const std::string of_the_ticket =
        facts_of(ticket("k", "01-31T23:30", "02-01T09:00") +
                 "<claim id=`c` filed=`2026-03-01T00:00:00Z` subscription=`s` window=`2026-01-31` ticket=`k`/>");
    CHECK(settled(rules, of_the_ticket).decisions ==
          "g k 2026-02-01T00:30:00Z granted 10.00 balance");  // the ticket says more than the day
}

TEST_CASE("a breach before the first version was in effect") {
    const std::string rules = pack(late_answer("<claim required=`yes`/>"), "effective_from=`2026-02-01`");
    const std::string claim = "<claim id=`c` filed=`2026-03-01T00:00:00Z` subscription=`s` ticket=`k`/>";
    CHECK(settled(rules, facts_of(ticket("k", "01-31T22:59", "02-01T09:00") + claim)).decisions == " denied not_in_effect");
    CHECK(settled(rules, facts_of(ticket("k", "01-31T23:00", "02-01T09:00") + claim)).decisions ==
          "g k 2026-02-01 granted 10.00 balance");
}

TEST_CASE("a pack whose guarantees are all over tickets speaks of the ticket everywhere") {
    const std::string by_mail = "<require id=`mail` that=`subject.channel is email`/>";
    const std::string opened_at_once =
        "<count name=`open` of=`ticket` scope=`account` from=`window.start` until=`window.start + 1 second`/>"
        "<require id=`crowd` that=`open at most 2`/>";
    check({
        {"a requirement that holds", by_mail + late_answer(), ticket("k", "01-05T10:00", "01-05T12:00", "channel=`email`"),
         "g k 2026-01-05T11:00:00Z granted 10.00 balance"},
        {"and one that fails", by_mail + late_answer(), ticket("k", "01-05T10:00", "01-05T12:00", "channel=`phone`"),
         "g k 2026-01-05T11:00:00Z denied mail"},
        {"a measure around the breach: two tickets are open", opened_at_once + late_answer(),
         ticket("j", "01-05T10:30", "01-05T10:31", "resolved=`2026-01-05T11:00:00Z`") +
             ticket("k", "01-05T10:00", "01-05T12:00", "resolved=`2026-01-05T13:00:00Z`") +
             ticket("l", "01-05T11:00", "01-05T11:01", "resolved=`2026-01-05T11:30:00Z`"),
         "g j 2026-01-05T11:30:00Z denied not_breached\ng k 2026-01-05T11:00:00Z granted 10.00 balance\ng l 2026-01-05T12:00:00Z "
         "denied not_breached"},
        {"three are", opened_at_once + late_answer(),
         ticket("j", "01-05T10:30", "01-05T10:31", "resolved=`2026-01-05T11:00:01Z`") +
             ticket("k", "01-05T10:00", "01-05T12:00", "resolved=`2026-01-05T13:00:00Z`") +
             ticket("l", "01-05T11:00", "01-05T11:01", "resolved=`2026-01-05T11:30:00Z`"),
         "g j 2026-01-05T11:30:00Z denied not_breached\ng k 2026-01-05T11:00:00Z denied crowd\ng l 2026-01-05T12:00:00Z denied "
         "not_breached"},
    });
}

TEST_CASE("subscriptions are measured like other records") {
    const auto share_of = [](std::string_view measure) {
        return "<guarantee id=`g` over=`ticket`>" + std::string(measure) +
               "<breach when=`units above 0 EUR`/><credit value=`units`/></guarantee>";
    };
    const std::string dearest =
        share_of("<max name=`units` of=`subscription` scope=`subject` value=`subscription.monthly_price` else=`0 EUR`/>");
    const std::string own = share_of("<sum name=`units` of=`subscription` value=`subscription.price`/>");
    const std::string monthly = share_of(
        "<sum name=`units` of=`subscription` scope=`account` where=`subscription.kind is standard` "
        "value=`subscription.monthly_price`/>");
    const std::string three =
        "<subscription id=`a` sla=`t` price=`10`/><subscription id=`b` sla=`t` price=`240` price_period=`P1Y`/>"
        "<subscription id=`c` sla=`t` price=`40` kind=`hourly`/>";
    const std::string claimed = "<claim required=`yes`/>";
    const auto claim = [](std::string_view subscriptions, std::string_view more = {}) {
        return "<ticket id=`k` opened=`2026-01-05T10:00:00Z` " + std::string(subscriptions) + "/>" + std::string(more) +
               "<claim id=`x` filed=`2026-02-01T00:00:00Z` subscription=`a` ticket=`k`/>";
    };
    check({
        {"the dearest that the ticket concerns", dearest + claimed, three + claim("subscriptions=`a b`"),
         "g k 2026-01-05T10:00:00Z granted 20.00 balance"},
        {"of all, where it concerns all", dearest + claimed, three + claim(""), "g k 2026-01-05T10:00:00Z granted 40.00 balance"},
        {"only its own", own + claimed, three + claim("subscriptions=`a b`"), "g k 2026-01-05T10:00:00Z granted 10.00 balance"},
        {"all of the account, by a condition", monthly + claimed, three + claim("subscriptions=`a`"),
         "g k 2026-01-05T10:00:00Z granted 30.00 balance"},
        {"only those that are there in the window", monthly + claimed,
         "<subscription id=`a` sla=`t` price=`10`/><subscription id=`b` sla=`t` price=`20` end=`2026-01-05T10:00:00Z`/>"
         "<subscription id=`c` sla=`t` price=`40` start=`2026-01-05T10:00:00Z` end=`2026-02-05T10:00:00Z`/>" +
             claim("subscriptions=`a`"),
         "g k 2026-01-05T10:00:00Z granted 50.00 balance"},
        {"a cap of a share of all",
         own + claimed +
             "<sum name=`all` of=`subscription` scope=`account` value=`subscription.price`/><cap id=`c` amount=`all * 10%` "
             "over=`calendar_month` per=`account`/>",
         "<subscription id=`a` sla=`t` price=`30`/><subscription id=`b` sla=`t` price=`20`/>" + claim("subscriptions=`a`"),
         "g k 2026-01-05T10:00:00Z granted 5.00 balance"},
        {"one credit for a ticket, whichever subscription claims it",
         dearest + claimed + "<cap id=`once` count=`1` over=`ticket` per=`account`/>",
         three + claim("subscriptions=`a b`", "<claim id=`y` filed=`2026-02-01T00:00:01Z` subscription=`b` ticket=`k`/>"),
         "g k 2026-01-05T10:00:00Z granted 20.00 balance\ng k 2026-01-05T10:00:00Z denied once"},
        {"also when the other was granted before", dearest + claimed + "<cap id=`once` count=`1` over=`ticket` per=`account`/>",
         three + claim("subscriptions=`a b`",
                       "<credit id=`t/g/b/2026-01-05/k` subscription=`b` amount=`20` granted=`2026-02-01T00:00:00Z`/>"),
         "g k 2026-01-05T10:00:00Z denied once"},
    });
}

TEST_CASE("a measure over subscriptions asks for no window") {
    const std::string month =
        "<guarantee id=`g` over=`calendar_month`><count name=`n` of=`subscription`/><downtime name=`down`/>"
        "<breach when=`down above 0 hours and n is 1`/><credit value=`5 EUR`/></guarantee>";
    check({{"only the outage does", month, outage("i", "01-05T06:00", "01-05T09:00"), "g 2026-01-01 granted 5.00 balance"}});
}

TEST_CASE("the price of a term") {
    const std::string refund =
        "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><breach when=`down above 0 hours`/>"
        "<credit value=`subscription.term_price`/></guarantee>";
    const auto with = [](std::string_view subscription) {
        return "<subscription id=`s` sla=`t` " + std::string(subscription) + "/>" + outage("i", "01-05T06:00", "01-05T09:00");
    };
    check({
        {"six months at a price of a month", refund, with("price=`10` start=`2026-01-01T00:00:00Z` end=`2026-07-01T00:00:00Z`"),
         "g 2026-01-01 granted 60.00 balance"},
        {"a year at the price of a year", refund,
         with("price=`100` price_period=`P1Y` start=`2025-07-01T00:00:00Z` end=`2026-07-01T00:00:00Z`"),
         "g 2026-01-01 granted 100.00 balance"},
        {"without an end it is unknown", refund, with("price=`10` start=`2026-01-01T00:00:00Z`"),
         "g 2026-01-01 review missing_fact subscription s: end"},
        {"and for ten days at the price of a month", refund,
         with("price=`10` start=`2026-01-01T00:00:00Z` end=`2026-01-11T00:00:00Z`"),
         "g 2026-01-01 review missing_fact subscription s: term_price"},
    });
}

TEST_CASE("a cap over the ticket leaves an incident of the same name alone") {
    const std::string both =
        "<guarantee id=`i` over=`incident`><breach when=`subject.duration above 0 hours`/><credit value=`3 EUR`/></guarantee>"
        "<guarantee id=`k` over=`ticket`><breach when=`subject.response_time above 1 hour`/><credit value=`5 EUR`/></guarantee>"
        "<claim required=`yes`/><cap id=`once` count=`1` over=`ticket` per=`account`/>";
    const std::string facts = outage("x", "01-05T06:00", "01-05T09:00") + ticket("x", "01-05T10:00", "01-05T12:00") +
                              "<claim id=`c` filed=`2026-02-01T00:00:00Z` subscription=`s` ticket=`x`/>";
    const auto given = [](std::string_view guarantee) {
        return "<credit id=`t/" + std::string(guarantee) +
               "/s/2026-01-05/x` subscription=`s` amount=`1` granted=`2026-01-20T00:00:00Z`/>";
    };
    check({
        {"an incident's credit", both, facts + given("i"), "k x 2026-01-05T10:00:00Z granted 5.00 balance"},
        {"its own is subtracted", both, facts + given("k"), "k x 2026-01-05T10:00:00Z granted 4.00 balance"},
    });
}

TEST_CASE("a cap over a term counts the credits of that term") {
    const std::string capped = monthly() + "<cap id=`term` amount=`4 EUR` over=`term`/>";
    const auto facts = [](std::string_view credit_of) {
        return "<subscription id=`s` sla=`t` price=`310` start=`2026-01-15T00:00:00Z` end=`2026-07-15T00:00:00Z`/>" +
               outage("i", "02-05T06:00", "02-05T09:00") + "<credit id=`t/g/s/" + std::string(credit_of) +
               "` subscription=`s` amount=`2` granted=`2026-02-01T00:00:00Z`/>";
    };
    check({
        {"of the month in which it began", capped, facts("2026-01-01"), "g 2026-02-01 granted 2.00 balance"},
        {"not of the term before", capped, facts("2025-12-01"), "g 2026-02-01 granted 3.00 balance"},
    });
}

TEST_CASE("a cap that does not hold asks for no window") {
    const std::string capped = monthly() + "<cap id=`term` when=`subscription.level is big` amount=`1 EUR` over=`term`/>";
    const auto of_term = [](std::string_view when, std::string_view amount) {
        return monthly() + "<cap when=`" + std::string(when) + "` amount=`" + std::string(amount) + "` over=`term`/>";
    };
    const std::string all = "<downtime name=`all`/>";
    const auto at_level = [](std::string_view level) {
        return "<subscription id=`s` sla=`t` price=`310` level=`" + std::string(level) + "`/>" +
               outage("i", "01-05T06:00", "01-05T09:00");
    };
    check({
        {"it does not hold", capped, at_level("small"), "g 2026-01-01 granted 3.00 balance"},
        {"it holds, and the term is unknown", capped, at_level("big"), "g 2026-01-01 review missing_fact subscription s: start"},
        {"it does not hold, whatever the amount asks for", all + of_term("subscription.level is big", "1 EUR * (all / 1 hour)"),
         at_level("small"), "g 2026-01-01 granted 3.00 balance"},
        {"nor where the level decides before the window", of_term("subscription.level is big and window.days above 30", "1 EUR"),
         at_level("small"), "g 2026-01-01 granted 3.00 balance"},
        {"where it does not, the term is missing", of_term("subscription.level is big and window.days above 30", "1 EUR"),
         at_level("big"), "g 2026-01-01 review missing_fact subscription s: start"},
        {"so it is for what is measured in the term", all + of_term("all above 9 hours", "1 EUR"), at_level("small"),
         "g 2026-01-01 review missing_fact subscription s: start"},
    });
}

TEST_CASE("a cap that holds only in some cases") {
    const std::string capped = monthly() +
                               "<cap id=`small` when=`subscription.level is small` amount=`2 EUR`/>"
                               "<cap id=`once` when=`not (subscription.level is small)` count=`1`/>";
    const auto at_level = [](std::string_view level) {
        return "<subscription id=`s` sla=`t` price=`310` " + std::string(level) + "/>" +
               outage("i", "01-05T06:00", "01-05T09:00") + outage("j", "02-05T06:00", "02-05T09:00");
    };
    check({
        {"the amount", capped, at_level("level=`small`"), "g 2026-01-01 granted 2.00 balance\ng 2026-02-01 denied small"},
        {"the count", capped, at_level("level=`big`"), "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 denied once"},
        {"a fact is missing to say", capped, at_level(""),
         "g 2026-01-01 review missing_fact subscription s: level\ng 2026-02-01 review missing_fact subscription s: level"},
    });
}

}  // namespace
}  // namespace redress::settle
