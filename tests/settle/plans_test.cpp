// Plans of a subscription: which of them holds, what they make of the price of a window, and of the level. March 2026 has 31
// days, 2678400 seconds; half of it is over on the 16th at noon.
#include <doctest/doctest.h>

#include "decision_rows.h"

namespace redress::settle {
namespace {

const std::string subscription = "<subscription id=`s` sla=`t` price=`310` ";
const std::string down = "<incident id=`i` start=`2026-03-10T10:00:00Z` end=`2026-03-10T12:00:00Z`/>";

std::string plan(std::string_view from, std::string_view more = "price=`620`") {
    return "<plan subscription=`s` from=`2026-" + std::string(from) + "Z` " + std::string(more) + "/>";
}
std::string pays(std::string_view value, std::string_view over = "calendar_month", std::string_view more = {}) {
    return "<guarantee id=`g` over=`" + std::string(over) + "` " + std::string(more) +
           "><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`" + std::string(value) + "`/></guarantee>";
}
std::string granted(std::string_view amount) { return "g 2026-03-01 granted " + std::string(amount) + " balance"; }

struct PlanRow {
    std::string name;
    std::string rules;
    std::string facts;  // besides the incident
    std::string expected;
};

void check_plans(const std::vector<PlanRow>& rows, const std::string& incidents = down) {
    for (const PlanRow& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(row.rules), facts_of(row.facts + incidents)).decisions == row.expected);
    }
}

TEST_CASE("a window costs what its plans cost, by time") {
    const std::string price = pays("window.price");
    const std::string rest = pays("(620 EUR - window.price) * 2678400");  // 310 for each second at the old price
    const std::string s = subscription + "/>";
    check_plans({
        {"no plan", price, s, granted("310.00")},
        {"half of the time at either price", price, s + plan("03-16T12:00:00"), granted("465.00")},
        {"from the window's start on", rest, s + plan("03-01T00:00:00"), "g 2026-03-01 denied zero_credit"},
        {"a second later", rest, s + plan("03-01T00:00:01"), granted("310.00")},
        {"a second before its end", rest, s + plan("03-31T23:59:59"), granted("830303690.00")},
        {"from its end on", rest, s + plan("04-01T00:00:00"), granted("830304000.00")},
        {"the plan before goes on until the next", price,
         s + plan("02-01T00:00:00", "price=`100`") + plan("03-16T12:00:00", "price=`300`"), granted("200.00")},
        {"each by its own period", price, s + plan("03-16T12:00:00", "price=`7440` price_period=`P1Y`"), granted("465.00")},
        {"whose period stays where the plan has none", price,
         "<subscription id=`s` sla=`t` price=`3720` price_period=`P1Y`/>" + plan("03-16T12:00:00", "price=`7440`"),
         granted("465.00")},
        {"a price for ten days is none for a month", price, s + plan("03-16T12:00:00", "price=`5` price_period=`P10D`"),
         "g 2026-03-01 review missing_fact window.price"},
        {"unless it holds later", price, s + plan("04-01T00:00:00", "price=`5` price_period=`P10D`"), granted("310.00")},
        {"of the time before the service nothing counts", price,
         subscription + "start=`2026-03-09T00:00:00Z` end=`2026-03-17T00:00:00Z`/>" + plan("03-13T00:00:00"), granted("465.00")},
        {"a plan from the very start leaves the subscription's own price no time", price,
         subscription + "start=`2026-03-09T00:00:00Z`/>" + plan("03-09T00:00:00"), granted("620.00")},
        {"plans of another subscription do nothing", price,
         s + "<subscription id=`x` sla=`t` price=`1`/><plan subscription=`x` from=`2026-03-16T12:00:00Z` price=`5`/>",
         granted("310.00") + "\ng 2026-03-01 granted 3.00 balance"},
        {"a quarter is three months of each", pays("window.price", "quarter"), s + plan("02-15T00:00:00"),
         "g 2026-01-01 granted 1395.00 balance"},
        {"a day", pays("window.price", "day"), s + plan("03-10T12:00:00"), "g 2026-03-10 granted 15.00 balance"},
        {"a term", pays("subscription.term_price"),
         subscription + "start=`2026-01-01T00:00:00Z` end=`2027-01-01T00:00:00Z`/>" + plan("07-02T12:00:00"), granted("5580.00")},
    });
    check_plans({{"an incident of four hours", pays("window.price * 186", "incident"), s + plan("03-16T12:00:00"),
                  "g i 2026-03-16T10:00:00Z granted 465.00 balance"},
                 {"and a day of it", pays("1 day", "incident"), s + plan("03-16T12:00:00"),
                  "g i 2026-03-16T10:00:00Z granted 15.00 balance"}},
                "<incident id=`i` start=`2026-03-16T10:00:00Z` end=`2026-03-16T14:00:00Z`/>");
}

TEST_CASE("facts of a subscription are those at the start of the window") {
    const std::string price = pays("subscription.monthly_price");
    const std::string s = subscription + "/>";
    const std::string began = subscription + "start=`2026-03-09T00:00:00Z`/>";
    const std::string standard = "<require id=`standard` that=`subscription.kind is standard`/>" + pays("1 EUR");
    check_plans({
        {"at its start", price, s + plan("03-01T00:00:00"), granted("620.00")},
        {"a second later it is the price before", price, s + plan("03-01T00:00:01"), granted("310.00")},
        {"where the service began later, then", price, began + plan("03-09T00:00:00"), granted("620.00")},
        {"and not a second later", price, began + plan("03-09T00:00:01"), granted("310.00")},
        {"an incident", pays("subscription.price", "incident"), s + plan("03-10T10:00:00"),
         "g i 2026-03-10T10:00:00Z granted 620.00 balance"},
        {"that began a second before", pays("subscription.price", "incident"), s + plan("03-10T10:00:01"),
         "g i 2026-03-10T10:00:00Z granted 310.00 balance"},
        {"where its window begins later, then", pays("subscription.price", "incident", "from=`subject.start + 1 hour`"),
         s + plan("03-10T11:00:00"), "g i 2026-03-10T11:00:00Z granted 620.00 balance"},
        {"the kind", standard, s + plan("03-01T00:00:00", "price=`1` kind=`test`"), "g 2026-03-01 denied standard"},
        {"of the plan before", standard, s + plan("03-02T00:00:00", "price=`1` kind=`test`"), granted("1.00")},
        {"a cap of the year, too", pays("1000 EUR") + "<cap over=`calendar_year` amount=`subscription.monthly_price`/>",
         s + plan("02-15T00:00:00"), granted("620.00")},
        {"in which window.price is that of the year", pays("10000 EUR") + "<cap over=`P1M` amount=`window.price`/>",
         s + plan("03-16T12:00:00"), granted("465.00")},
        {"other subscriptions of the account",
         "<guarantee id=`g` over=`calendar_month` when=`subscription.price above 300 EUR`><downtime name=`down`/>"
         "<min name=`lowest` of=`subscription` scope=`account` value=`subscription.monthly_price`/>"
         "<breach when=`down above 0 hours`/><credit value=`lowest`/></guarantee>",
         s + "<subscription id=`x` sla=`t` price=`1`/><plan subscription=`x` from=`2026-02-16T12:00:00Z` price=`5`/>"
             "<plan subscription=`x` from=`2026-03-02T12:00:00Z` price=`7`/>",
         granted("5.00")},
    });
}

const std::string levels =
    "<level id=`basic`><parameter name=`rate` value=`10%`/></level><level id=`gold`><parameter name=`rate` value=`50%`/></level>";

const std::string bare_levels = "<level id=`basic`/><level id=`gold`/>";

TEST_CASE("a level that changes in the window is for review, unless the guarantee says which holds") {
    const auto rate = [](std::string_view more) { return levels + pays("100 EUR * level.rate", "calendar_month", more); };
    const std::string any = rate(""), first = rate("level_at=`start`"), last = rate("level_at=`end`");
    const std::string s = subscription + "level=`basic`/>";
    const auto gold = [](std::string_view from) { return plan(from, "price=`310` level=`gold`"); };
    const std::string review = "g 2026-03-01 review missing_fact subscription s: level throughout the window";
    const std::string named = bare_levels + pays("if subscription.level is gold then 50 EUR else 10 EUR");
    const std::string ladder = levels +
                               "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/>"
                               "<breach when=`down above 0 hours`/><tiers name=`t` of=`1`><tier at_most=`level.rate` "
                               "value=`1`/><tier value=`2`/></tiers><credit value=`1 EUR * t`/></guarantee>";
    check_plans({
        {"from the window's start on", any, s + gold("03-01T00:00:00"), granted("50.00")},
        {"a second later", any, s + gold("03-01T00:00:01"), review},
        {"a second before its end", any, s + gold("03-31T23:59:59"), review},
        {"from its end on", any, s + gold("04-01T00:00:00"), granted("10.00")},
        {"the one at the start", first, s + gold("03-01T00:00:01"), granted("10.00")},
        {"the one at the end", last, s + gold("03-31T23:59:59"), granted("50.00")},
        {"which ends before the next plan", last, s + gold("04-01T00:00:00"), granted("10.00")},
        {"there and back", any, s + gold("03-05T00:00:00") + plan("03-20T00:00:00", "price=`310` level=`basic`"), review},
        {"a plan that leaves the level", any, s + plan("03-05T00:00:00"), granted("10.00")},
        {"a plan that says the same level", any, s + plan("03-05T00:00:00", "price=`1` level=`basic`"), granted("10.00")},
        {"nothing asks for it", levels + pays("1 EUR + 0 EUR * (if yes then 1 else level.rate)"), s + gold("03-05T00:00:00"),
         granted("1.00")},
        {"its name", named, s + gold("03-05T00:00:00"), review},
        {"that it is known", levels + pays("if subscription.level is known then 3 EUR else 100 EUR * level.rate"),
         s + gold("03-05T00:00:00"), granted("3.00")},
        {"tiers by level", ladder, s + gold("03-05T00:00:00"), review},
        {"after the service", any, subscription + "level=`basic` end=`2026-03-16T00:00:00Z`/>" + gold("03-16T00:00:00"),
         granted("10.00")},
        {"in its last second", any, subscription + "level=`basic` end=`2026-03-16T00:00:01Z`/>" + gold("03-16T00:00:00"), review},
        {"with its start", any, subscription + "level=`basic` start=`2026-03-09T00:00:00Z`/>" + gold("03-09T00:00:00"),
         granted("50.00")},
        {"what the promise is for", bare_levels + pays("1 EUR", "calendar_month", "when=`subscription.level is gold`"),
         s + gold("03-05T00:00:00"), review},
        {"a level of none", any, subscription + "/>" + gold("03-05T00:00:00"), review},
        {"none at all", any, subscription + "/>" + plan("03-05T00:00:00"),
         "g 2026-03-01 review missing_fact subscription s: level"},
    });
    CHECK(refusal(pack(any), facts_of(s + plan("03-05T00:00:00", "price=`1` level=`golden`") + down)) ==
          "the SLA has no level 'golden': it has basic, gold; did you mean 'gold'?");
}

TEST_CASE("time is worth what it cost in the window") {
    const std::string with_end = subscription + "end=`2027-01-01T00:00:00Z`/>";
    const std::string extension = "<remedy kind=`extension` step=`1 day`/>";
    const auto longer = [&](const std::string& rules, const std::string& plans) {
        return settled(pack(rules + extension), facts_of(with_end + plans + down)).adjustments;
    };
    // Three days at 10 EUR, whatever the service costs since; three days at 15 EUR.
    CHECK(longer(pays("30 EUR"), plan("04-01T00:00:00", "price=`3100`")) == "s 2027-01-01 to 2027-01-04");
    CHECK(longer(pays("45 EUR"), plan("03-16T12:00:00")) == "s 2027-01-01 to 2027-01-04");
    const auto amount = [&](const std::string& value) {
        return settled(pack(pays(value)), facts_of(with_end + plan("03-16T12:00:00") + down)).decisions;
    };
    CHECK(amount("1 month") == granted("465.00"));
    CHECK(amount("2 days") == granted("30.00"));
    CHECK(amount("48 hours") == granted("30.00"));
}

TEST_CASE("a step lists the plans of the window") {
    const auto steps = [](const std::string& facts) { return settled(pack(pays("1 EUR")), facts_of(facts + down)).xml; };
    const auto says = [](const std::string& xml, std::string_view text) { return xml.find(text) != std::string::npos; };
    const std::string s = subscription + "start=`2026-03-02T00:00:00Z` level=`basic`/>";
    CHECK(says(steps(s + plan("03-16T12:00:00", "price=`7440` price_period=`P1Y` kind=`test`")),
               "kind=\"plan\" name=\"plans\" text=\"In effect 2026-03-02T00:00:00Z to 2026-03-16T12:00:00Z: price 310.00, "
               "price_period P1M, level basic, kind standard; 2026-03-16T12:00:00Z to 2026-04-01T00:00:00Z: price 7440.00, "
               "price_period P12M, level basic, kind test.\""));
    CHECK(
        says(steps(subscription + "/>" + plan("04-16T12:00:00")),
             "text=\"In effect 2026-03-01T00:00:00Z to 2026-04-01T00:00:00Z: price 310.00, price_period P1M, kind standard.\""));
    CHECK_FALSE(says(steps(s), "kind=\"plan\""));
}

}  // namespace
}  // namespace redress::settle
