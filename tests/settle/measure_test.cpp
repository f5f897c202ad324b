// What each kind of measure finds in its window. The promise pays 1 EUR for an hour or for a record, so the amounts are
// the measures.
#include <doctest/doctest.h>

#include "decision_rows.h"

namespace redress::settle {
namespace {

std::string counted(std::string_view measure) {
    return "<guarantee id=`g` over=`calendar_month`>" + std::string(measure) +
           "<breach when=`n above 0`/><credit value=`1 EUR * n`/></guarantee>";
}

std::string measured(std::string_view id, std::string_view metric, std::string_view value) {
    return "<measurement metric=`" + std::string(metric) + "` start=`2026-01-" + std::string(id) + "T00:00:00Z` end=`2026-01-" +
           std::string(id) + "T01:00:00Z` value=`" + std::string(value) + "`/>";
}

const std::string two_services = "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310`/>";

TEST_CASE("downtime is the union of the outages in the window") {
    check({
        {"two overlapping outages count once", monthly(),
         outage("i", "01-05T06:00", "01-05T10:00") + outage("j", "01-05T08:00", "01-05T12:00"),
         "g 2026-01-01 granted 6.00 balance"},
        {"an outage over the end of a month is split", monthly(), outage("i", "01-31T22:00", "02-01T03:00"),
         "g 2026-01-01 granted 2.00 balance\ng 2026-02-01 granted 3.00 balance"},
        {"an open outage runs to the moment of settling", monthly(), "<incident id=`i` start=`2026-03-31T20:00:00Z`/>",
         "g 2026-03-01 granted 4.00 balance"},
        {"`where` chooses the incidents", promise("<downtime name=`down` where=`incident.kind is outage`/>"),
         outage("i", "01-05T06:00", "01-05T10:00") + outage("j", "01-06T06:00", "01-06T10:00", "kind=`degradation`"),
         "g 2026-01-01 granted 4.00 balance"},
        {"an outage of no length is no downtime", monthly(), outage("i", "01-05T06:00", "01-05T06:00"),
         "g 2026-01-01 denied not_breached"},
        {"before the service began nothing was down", monthly(),
         "<subscription id=`s` sla=`t` price=`310` start=`2026-01-05T08:00:00Z`/>" + outage("i", "01-05T06:00", "01-05T10:00"),
         "g 2026-01-01 granted 2.00 balance"},
        {"after the service ended nothing was down", monthly(),
         "<subscription id=`s` sla=`t` price=`310` end=`2026-01-05T09:00:00Z`/>" + outage("i", "01-05T06:00", "01-05T10:00"),
         "g 2026-01-01 granted 3.00 balance"},
        {"an outage wholly before the service is none of its business", monthly(),
         "<subscription id=`s` sla=`t` price=`310` start=`2026-01-06T00:00:00Z`/>" + outage("i", "01-05T06:00", "01-05T10:00"),
         ""},
    });
}

TEST_CASE("the scope says whose outages count") {
    const std::string both = two_services + outage("i", "01-05T06:00", "01-05T08:00", "subscription=`s`") +
                             outage("j", "01-06T06:00", "01-06T09:00", "subscription=`z`");
    check({
        {"of the subscription: its own", monthly(), both, "g 2026-01-01 granted 2.00 balance\ng 2026-01-01 granted 3.00 balance"},
        {"an outage that names no subscription hits all", monthly(), two_services + outage("i", "01-05T06:00", "01-05T08:00"),
         "g 2026-01-01 granted 2.00 balance\ng 2026-01-01 granted 2.00 balance"},
        {"of the account: everyone's", promise("<downtime name=`down` scope=`account`/>"), both,
         "g 2026-01-01 granted 5.00 balance\ng 2026-01-01 granted 5.00 balance"},
        {"of the subject: the incident itself", promise("<downtime name=`down` scope=`subject`/>", "incident"),
         outage("i", "01-05T06:00", "01-05T08:00") + outage("j", "01-05T07:00", "01-05T10:00"),
         "g i 2026-01-05T06:00:00Z granted 2.00 balance\ng j 2026-01-05T07:00:00Z granted 3.00 balance"},
    });
}

TEST_CASE("downtime by weight counts at each moment what weighs most") {
    const auto weighed = [](std::string_view weight, std::string_view more = "") {
        return promise("<downtime name=`down` weight=`" + std::string(weight) + "` " + std::string(more) + "/>");
    };
    const std::string affected = weighed("incident.affected");
    const auto at = [](std::string_view id, std::string_view from, std::string_view until, std::string_view share) {
        return outage(id, from, until, "affected=`" + std::string(share) + "`");
    };
    const std::string work = "<maintenance id=`m` start=`2026-01-05T06:30:00Z` end=`2026-01-05T07:30:00Z`/>";
    // One EUR for each hour.
    check({
        {"the whole service", affected, outage("i", "01-05T06:00", "01-05T08:00"), "g 2026-01-01 granted 2.00 balance"},
        {"a part of it", affected, at("i", "01-05T06:00", "01-05T08:00", "30%"), "g 2026-01-01 granted 0.60 balance"},
        {"the greater counts where both hold: 60 + 60 * 30 % of an hour", affected,
         outage("i", "01-05T06:00", "01-05T07:00") + at("j", "01-05T06:30", "01-05T08:00", "30%"),
         "g 2026-01-01 granted 1.30 balance"},
        {"whichever comes first", affected,
         at("i", "01-05T06:00", "01-05T08:00", "30%") + outage("j", "01-05T06:30", "01-05T07:00"),
         "g 2026-01-01 granted 0.95 balance"},
        {"equal ones once", affected, at("i", "01-05T06:00", "01-05T07:00", "50%") + at("j", "01-05T06:30", "01-05T08:00", "50%"),
         "g 2026-01-01 granted 1.00 balance"},
        {"one inside another", affected,
         at("i", "01-05T06:00", "01-05T09:00", "50%") + at("j", "01-05T07:00", "01-05T08:00", "10%"),
         "g 2026-01-01 granted 1.50 balance"},
        {"nothing weighs nothing", affected, at("i", "01-05T06:00", "01-05T08:00", "0%"), "g 2026-01-01 denied not_breached"},
        {"clipped to the window", affected, at("i", "01-31T22:00", "02-01T04:00", "50%"),
         "g 2026-01-01 granted 1.00 balance\ng 2026-02-01 granted 2.00 balance"},
        {"without what is excluded", "<exclude of=`maintenance`/>" + affected,
         work + outage("i", "01-05T06:00", "01-05T07:00") + at("j", "01-05T06:30", "01-05T08:00", "30%"),
         "g 2026-01-01 granted 0.65 balance"},
        {"by a formula", weighed("if incident.severity is major then 1 else 25%"),
         outage("i", "01-05T06:00", "01-05T08:00", "severity=`minor`") +
             outage("j", "01-05T07:00", "01-05T08:00", "severity=`major`"),
         "g 2026-01-01 granted 1.25 balance"},
        {"a missing fact", weighed("if incident.severity is major then 1 else 25%"), outage("i", "01-05T06:00", "01-05T08:00"),
         "g 2026-01-01 review missing_fact incident i: severity"},
        {"of an incident that is excluded as a whole it does not matter",
         "<exclude of=`maintenance`/>" + weighed("if incident.severity is major then 1 else 25%"),
         work + outage("i", "01-05T06:30", "01-05T07:30") + outage("j", "01-05T09:00", "01-05T10:00", "severity=`major`"),
         "g 2026-01-01 granted 1.00 balance"},
    });
    const Settled steps = settled(
        pack(affected), facts_of(outage("i", "01-05T06:00", "01-05T07:00") + at("j", "01-05T06:30", "01-05T08:00", "30%")));
    CHECK(steps.xml.find("over 2 records: down 2026-01-05T06:00:00Z to 2026-01-05T07:00:00Z at 100%; 2026-01-05T07:00:00Z to "
                         "2026-01-05T08:00:00Z at 30%.") != std::string::npos);
    const auto refusal = [](const std::string& rules) {
        try {
            rules::Book::parse(pack(rules));
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string("loaded");
    };
    CHECK(refusal(weighed("incident.affected - 20%")) ==
          "a weight is never below zero, but this could be: bound the fact with at_least, or use max(0, ...)");
    CHECK(refusal(weighed("max(0, incident.affected - 20%)")) == "loaded");
    CHECK(refusal(weighed("incident.affected", "concurrent=`2`")) ==
          "either concurrent or weight: components that are down together have no one weight");
    CHECK(refusal(weighed("incident.duration")) == "expected a plain number, found a length of time");
}

TEST_CASE("concurrent downtime is the time in which so many distinct components are down") {
    const std::string redundant = promise("<downtime name=`down` concurrent=`2`/>");
    const std::string one = outage("i", "01-05T06:00", "01-05T10:00", "component=`a`");
    check({
        {"two components, one of them twice", redundant,
         one + outage("j", "01-05T08:00", "01-05T12:00", "component=`b`") +
             outage("k", "01-05T09:00", "01-05T13:00", "component=`a`"),
         "g 2026-01-01 granted 4.00 balance"},
        {"the same component twice is one", redundant, one + outage("j", "01-05T08:00", "01-05T12:00", "component=`a`"),
         "g 2026-01-01 denied not_breached"},
        {"one of no length adds no time", redundant, one + outage("j", "01-05T08:00", "01-05T08:00", "component=`b`"),
         "g 2026-01-01 denied not_breached"},
        {"an unknown component is missing", redundant, one + outage("j", "01-05T08:00", "01-05T12:00"),
         "g 2026-01-01 review missing_fact incident j: component"},
    });
}

TEST_CASE("a measure can look at another time than the window") {
    const std::string two_months = outage("i", "01-05T06:00", "01-05T08:00") + outage("j", "02-05T06:00", "02-05T09:00");
    const auto promise_of = [](std::string_view measure) {
        return "<guarantee id=`g` over=`calendar_month`><downtime name=`now`/>" + std::string(measure) +
               "<breach when=`now above 0 hours`/><credit value=`1 EUR * (other / 1 hour)`/></guarantee>";
    };
    check({
        {"the month before", promise_of("<downtime name=`other` shift=`-1`/>"), two_months,
         "g 2026-01-01 denied zero_credit\ng 2026-02-01 granted 2.00 balance"},
        {"the month after", promise_of("<downtime name=`other` shift=`1`/>"), two_months,
         "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 denied zero_credit"},
        {"from a month before to the end",
         promise_of("<downtime name=`other` from=`window.start - 1 month` until=`window.end`/>"), two_months,
         "g 2026-01-01 granted 2.00 balance\ng 2026-02-01 granted 5.00 balance"},
        {"dates stand for their midnights",
         promise_of("<downtime name=`other` from=`date(window.start)` until=`date(window.end)`/>"), two_months,
         "g 2026-01-01 granted 2.00 balance\ng 2026-02-01 granted 3.00 balance"},
        {"a range turned round is empty", promise_of("<downtime name=`other` from=`window.end` until=`window.start`/>"),
         two_months, "g 2026-01-01 denied zero_credit\ng 2026-02-01 denied zero_credit"},
    });
}

TEST_CASE("a range without time holds no record, not even one that lies over its moment") {
    const std::string spring = "<subscription id=`s` sla=`t` price=`310` start=`2026-03-10T00:00:00Z`/>";
    const std::string over_the_start = "<incident id=`i` start=`2026-03-09T22:00:00Z` end=`2026-03-10T02:00:00Z`/>";
    const auto of = [](std::string_view range, std::string_view more = {}) {
        return "<guarantee id=`g` over=`calendar_month`><count name=`all` of=`incident` exclusions=`no`/><count name=`n` "
               "of=`incident` " +
               std::string(range) + "/><breach when=`all above 0`/>" + std::string(more) +
               "<credit value=`1 EUR + n * 10 EUR`/></guarantee>";
    };
    const std::string needed = "<fact record=`incident` name=`planned` type=`flag`/>";
    check({
        {"February, of a service since 10 March", of("shift=`-1`"), spring + over_the_start, "g 2026-03-01 granted 1.00 balance"},
        {"March, of the same", of("shift=`0`"), spring + over_the_start, "g 2026-03-01 granted 11.00 balance"},
        {"turned round", of("from=`window.start + 11 days` until=`window.start + 5 days`"), spring + over_the_start,
         "g 2026-03-01 granted 1.00 balance"},
        {"of no length", of("from=`window.start + 9 days` until=`window.start + 9 days`"), spring + over_the_start,
         "g 2026-03-01 granted 1.00 balance"},
        {"of a second", of("from=`window.start + 9 days` until=`window.start + 9 days + 1 second`"), spring + over_the_start,
         "g 2026-03-01 granted 11.00 balance"},
        {"nothing of it can be missing", needed + of("where=`incident.planned` shift=`-1`"), spring + over_the_start,
         "g 2026-03-01 granted 1.00 balance"},
        {"and no exclusion is asked for", needed + of("shift=`-1`", "<exclude of=`incident` where=`incident.planned`/>"),
         spring + over_the_start, "g 2026-03-01 granted 1.00 balance"},
    });
}

TEST_CASE("a promise that sees the whole account is asked of every subscription") {
    const std::string of_account = promise("<downtime name=`down` scope=`account`/>");
    const auto services = [](std::string_view of_z) {
        return "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310` " + std::string(of_z) + "/>";
    };
    const std::string of_s = outage("i", "01-05T06:00", "01-05T08:00", "subscription=`s`");
    const std::string claim = "<claim id=`k` filed=`2026-03-01T00:00:00Z` subscription=`z`/>";
    check({
        {"also where the record names another", of_account, services("") + of_s,
         "g 2026-01-01 granted 2.00 balance\ng 2026-01-01 granted 2.00 balance"},
        {"in a month in which its service began later", of_account, services("start=`2026-01-20T00:00:00Z`") + of_s,
         "g 2026-01-01 granted 2.00 balance\ng 2026-01-01 granted 2.00 balance"},
        {"not in a month before its service", of_account, services("start=`2026-02-20T00:00:00Z`") + of_s,
         "g 2026-01-01 granted 2.00 balance"},
        {"nor after it", of_account, services("end=`2026-01-01T00:00:00Z`") + of_s, "g 2026-01-01 granted 2.00 balance"},
        {"for a claim that names nothing", "<claim required=`yes`/>" + of_account, services("") + of_s + claim,
         "g 2026-01-01 granted 2.00 balance"},
        {"by billing periods of its own", promise("<downtime name=`down` scope=`account`/>", "billing_period"),
         services("start=`2026-01-03T00:00:00Z`") + of_s,
         "g review missing_fact subscription s: start\ng 2026-01-03 granted 2.00 balance"},
        {"one that sees its own is not", monthly(), services("") + of_s, "g 2026-01-01 granted 2.00 balance"},
    });
}

TEST_CASE("a shifted measure is empty where there is no such window") {
    const std::string since_january = "<subscription id=`s` sla=`t` price=`310` start=`2026-01-01T00:00:00Z`/>";
    const std::string outages = outage("h", "01-05T06:00", "01-05T08:00") + outage("j", "02-05T06:00", "02-05T09:00");
    const std::string december = "<incident id=`d` start=`2025-12-05T06:00:00Z` end=`2025-12-05T07:00:00Z`/>";
    const auto shifted = [](std::string_view over, std::string_view measure) {
        return "<guarantee id=`g` over=`" + std::string(over) + "`><downtime name=`now`/><downtime name=`other` " +
               std::string(measure) +
               "/><breach when=`now above 0 hours`/><credit value=`1 EUR * (other / 1 hour)`/></guarantee>";
    };
    check({
        {"before the first billing period", shifted("billing_period", "shift=`-1`"), since_january + outages,
         "g 2026-01-01 denied zero_credit\ng 2026-02-01 granted 2.00 balance"},
        {"two before the second", shifted("billing_period", "shift=`-2`"), since_january + outages,
         "g 2026-01-01 denied zero_credit\ng 2026-02-01 denied zero_credit"},
        {"also for what befell the account before", shifted("billing_period", "shift=`-1` scope=`account`"),
         since_january + outages + december, "g 2026-01-01 denied zero_credit\ng 2026-02-01 granted 2.00 balance"},
        {"where a calendar month has one", shifted("calendar_month", "shift=`-1` scope=`account`"),
         since_january + outages + december, "g 2026-01-01 granted 1.00 balance\ng 2026-02-01 granted 2.00 balance"},
    });
}

TEST_CASE("formulas name the bounds of the windows beside") {
    const std::string since_january = "<subscription id=`s` sla=`t` price=`310` start=`2026-01-10T00:00:00Z`/>";
    const std::string outages = outage("h", "01-15T06:00", "01-15T08:00") + outage("j", "02-15T06:00", "02-15T09:00");
    const auto ranged = [](std::string_view over, std::string_view range) {
        return "<guarantee id=`g` over=`" + std::string(over) + "`><downtime name=`now`/><downtime name=`other` " +
               std::string(range) + "/><breach when=`now above 0 hours`/><credit value=`1 EUR * (other / 1 hour)`/></guarantee>";
    };
    const std::string before = "from=`window_start(-1)` until=`window_end(-1)`";
    check({
        {"of the one before, as shift does", ranged("billing_period", before), since_january + outages,
         "g 2026-01-10 denied zero_credit\ng 2026-02-10 granted 2.00 balance"},
        {"which is nothing before the first period", ranged("billing_period", "from=`window_start(-2)` until=`window.start`"),
         since_january + outages, "g 2026-01-10 denied zero_credit\ng 2026-02-10 granted 2.00 balance"},
        {"of this one and the next", ranged("billing_period", "from=`window.start` until=`window_end(1)`"),
         since_january + outages, "g 2026-01-10 granted 5.00 balance\ng 2026-02-10 granted 3.00 balance"},
        {"of months", ranged("calendar_month", before), outages,
         "g 2026-01-01 denied zero_credit\ng 2026-02-01 granted 2.00 balance"},
        {"of a period that nobody knows", ranged("billing_period", before), outages,
         "g review missing_fact subscription s: start"},
        {"a claim until the end of the next month", "<claim required=`yes` until=`window_end(1)`/>" + monthly(),
         outages + "<claim id=`k` filed=`2026-03-01T00:00:01Z` subscription=`s`/>",
         "g 2026-01-01 denied claim_too_late\ng 2026-02-01 granted 3.00 balance"},
        {"and that second included", "<claim required=`yes` until=`window_end(1)`/>" + monthly(),
         outages + "<claim id=`k` filed=`2026-03-01T00:00:00Z` subscription=`s`/>",
         "g 2026-01-01 granted 2.00 balance\ng 2026-02-01 granted 3.00 balance"},
        {"a cap over months sees the months beside its own",
         ranged("day", "from=`window.start`") +
             "<cap id=`k` over=`calendar_month` amount=`1 EUR * days(window_start(-1), window.start)`/>",
         outage("h", "02-15T00:00", "02-16T12:00"), "g 2026-02-15 granted 24.00 balance\ng 2026-02-16 granted 7.00 balance"},
    });
}

TEST_CASE("a range and a value that rest on a missing fact are for review") {
    const std::string down = outage("i", "01-05T06:00", "01-05T10:00");
    const std::string needed = "<claim required=`yes`/><fact record=`account` name=`usual` type=`number`/>";
    const std::string asked = "<claim id=`k` filed=`2026-03-10T00:00:00Z` subscription=`s` guarantee=`g`/>";
    const std::string work = "<maintenance id=`m` start=`2026-01-06T00:00:00Z` end=`2026-01-06T02:00:00Z` ";
    const std::string notices = promise("<sum name=`down` of=`maintenance` value=`maintenance.notice`/>");
    check({
        {"from the start of the service", promise("<downtime name=`down` from=`subscription.start`/>"), down,
         "g 2026-01-01 review missing_fact subscription s: start"},
        {"until its end", promise("<downtime name=`down` until=`subscription.end`/>"), down,
         "g 2026-01-01 review missing_fact subscription s: end"},
        {"an account is not bounded by the service", promise("<downtime name=`down` scope=`account`/>"),
         "<subscription id=`s` sla=`t` price=`310` start=`2026-01-05T08:00:00Z`/>" + down, "g 2026-01-01 granted 4.00 balance"},
        {"the value of a record", notices, work + "/>", "g 2026-01-01 review missing_fact maintenance m: announced"},
        {"which it has: a day before", notices, work + "announced=`2026-01-05T00:00:00Z`/>",
         "g 2026-01-01 granted 24.00 balance"},
        {"what stands for no record",
         needed + counted("<max name=`n` of=`measurement` value=`measurement.value` else=`account.usual`/>"),
         measured("05", "loss", "4") + asked, "g 2026-01-01 granted 4.00 balance"},
        {"where there is none",
         needed + counted("<max name=`n` of=`measurement` where=`measurement.metric is delay` value=`measurement.value` "
                          "else=`account.usual`/>"),
         measured("05", "loss", "4") + asked, "g 2026-01-01 review missing_fact account a: usual"},
    });
}

TEST_CASE("a ladder gives the value of the first tier whose bound holds") {
    const auto ladder = [](std::string_view bound, std::string_view first, std::string_view last) {
        return "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><breach when=`down above 0 hours`/>"
               "<tiers name=`due` of=`down` monotone=`no`>"
               "<tier " +
               std::string(bound) + " value=`" + std::string(first) + "`/><tier value=`" + std::string(last) +
               "`/></tiers><credit value=`due`/></guarantee>";
    };
    const std::string one = outage("i", "01-05T06:00", "01-05T07:00");
    const std::string two = outage("i", "01-05T06:00", "01-05T08:00");
    const std::string three = outage("i", "01-05T06:00", "01-05T09:00");
    check({
        {"at most, met", ladder("at_most=`2 hours`", "1 EUR", "2 EUR"), two, "g 2026-01-01 granted 1.00 balance"},
        {"at most, above it", ladder("at_most=`2 hours`", "1 EUR", "2 EUR"), three, "g 2026-01-01 granted 2.00 balance"},
        {"below, met", ladder("below=`2 hours`", "1 EUR", "2 EUR"), one, "g 2026-01-01 granted 1.00 balance"},
        {"below, at it", ladder("below=`2 hours`", "1 EUR", "2 EUR"), two, "g 2026-01-01 granted 2.00 balance"},
        {"at least, met", ladder("at_least=`2 hours`", "2 EUR", "1 EUR"), two, "g 2026-01-01 granted 2.00 balance"},
        {"at least, below it", ladder("at_least=`2 hours`", "2 EUR", "1 EUR"), one, "g 2026-01-01 granted 1.00 balance"},
        {"above, met", ladder("above=`2 hours`", "2 EUR", "1 EUR"), three, "g 2026-01-01 granted 2.00 balance"},
        {"above, at it", ladder("above=`2 hours`", "2 EUR", "1 EUR"), two, "g 2026-01-01 granted 1.00 balance"},
        {"a value that is missing", ladder("above=`2 hours`", "subscription.term_price", "1 EUR"), three,
         "g 2026-01-01 review missing_fact subscription s: start"},
        {"and is not asked for", ladder("above=`2 hours`", "subscription.term_price", "1 EUR"), two,
         "g 2026-01-01 granted 1.00 balance"},
    });
}

TEST_CASE("a ladder whose bounds are the level's needs a level") {
    const std::string levels =
        "<level id=`gold`><parameter name=`limit` value=`1 hour`/></level>"
        "<level id=`silver`><parameter name=`limit` value=`4 hours`/></level>";
    const auto of = [](std::string_view looked_up) {
        return "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><breach when=`down above 0 hours`/><tiers "
               "name=`due` of=`" +
               std::string(looked_up) +
               "`><tier at_most=`level.limit` value=`1 EUR`/><tier value=`2 EUR`/></tiers><credit value=`due`/></guarantee>";
    };
    const auto at_level = [](std::string_view level) {
        return "<subscription id=`s` sla=`t` price=`310` " + std::string(level) + "/>" +
               outage("i", "01-05T06:00", "01-05T08:00");
    };
    check({
        {"two hours are above gold's limit", levels + of("down"), at_level("level=`gold`"), "g 2026-01-01 granted 2.00 balance"},
        {"and within silver's", levels + of("down"), at_level("level=`silver`"), "g 2026-01-01 granted 1.00 balance"},
        {"without a level nobody knows", levels + of("down"), at_level(""),
         "g 2026-01-01 review missing_fact subscription s: level"},
        {"what is looked up can be missing as well", levels + of("subscription.end - window.start"), at_level("level=`gold`"),
         "g 2026-01-01 review missing_fact subscription s: end"},
    });
}

TEST_CASE("a count has the records that touch, start or end in the window") {
    const std::string over_the_end = outage("i", "01-31T22:00", "02-01T03:00");
    check({
        {"touching", counted("<count name=`n` of=`incident`/>"), over_the_end,
         "g 2026-01-01 granted 1.00 balance\ng 2026-02-01 granted 1.00 balance"},
        {"starting", counted("<count name=`n` of=`incident` records=`starting`/>"), over_the_end,
         "g 2026-01-01 granted 1.00 balance\ng 2026-02-01 denied not_breached"},
        {"ending", counted("<count name=`n` of=`incident` records=`ending`/>"), over_the_end,
         "g 2026-01-01 denied not_breached\ng 2026-02-01 granted 1.00 balance"},
        {"one that ends with the window ends in it", counted("<count name=`n` of=`incident` records=`ending`/>"),
         outage("i", "01-31T22:00", "02-01T00:00"), "g 2026-01-01 granted 1.00 balance"},
        {"and not in the next", counted("<count name=`n` of=`incident` records=`ending`/>"),
         outage("i", "01-31T22:00", "02-01T00:00") + outage("j", "02-05T06:00", "02-05T07:00"),
         "g 2026-01-01 granted 1.00 balance\ng 2026-02-01 granted 1.00 balance"},
        {"one of no length counts", counted("<count name=`n` of=`incident`/>"), outage("i", "01-05T06:00", "01-05T06:00"),
         "g 2026-01-01 granted 1.00 balance"},
        {"`where` names the measured record", counted("<count name=`n` of=`incident` where=`incident.duration above 1 hour`/>"),
         outage("i", "01-05T06:00", "01-05T07:00") + outage("j", "01-06T06:00", "01-06T08:00"),
         "g 2026-01-01 granted 1.00 balance"},
    });
}

TEST_CASE("sums, extremes and averages over records") {
    const auto charge = [](std::string_view from, std::string_view to, std::string_view amount) {
        return "<charge subscription=`s` amount=`" + std::string(amount) + "` period_start=`2026-" + std::string(from) +
               "T00:00:00Z` period_end=`2026-" + std::string(to) + "T00:00:00Z`/>";
    };
    const auto summed = [](std::string_view more) {
        return "<guarantee id=`g` over=`calendar_month`><sum name=`billed` of=`charge` value=`charge.amount` " +
               std::string(more) + "/><breach when=`billed above 0 EUR`/><credit value=`billed`/></guarantee>";
    };
    const auto value = [](std::string_view kind, std::string_view more = {}) {
        return counted("<" + std::string(kind) +
                       " name=`n` of=`measurement` where=`measurement.metric is loss` value=`measurement.value` " +
                       std::string(more) + "/>");
    };
    const std::string three = measured("05", "loss", "1") + measured("06", "loss", "2") + measured("07", "loss", "6.5");
    check({
        {"a sum counts the whole of what touches", summed(""), charge("01-17", "02-17", "31"),
         "g 2026-01-01 granted 31.00 balance\ng 2026-02-01 granted 31.00 balance"},
        {"or each by the part in the window: 15 and 16 of 31 days", summed("prorate=`yes`"), charge("01-17", "02-17", "31"),
         "g 2026-01-01 granted 15.00 balance\ng 2026-02-01 granted 16.00 balance"},
        {"a charge of no length counts whole", summed("prorate=`yes`"), charge("01-17", "01-17", "31"),
         "g 2026-01-01 granted 31.00 balance"},
        {"a sum of nothing is nothing", summed("where=`charge.kind is usage`"), charge("01-17", "01-18", "31"),
         "g 2026-01-01 denied not_breached"},
        {"the length of maintenance: 2 and 3 hours", promise("<sum name=`down` of=`maintenance` value=`maintenance.duration`/>"),
         "<maintenance id=`m` start=`2026-01-06T00:00:00Z` end=`2026-01-06T02:00:00Z`/>"
         "<maintenance id=`n` start=`2026-01-07T00:00:00Z` end=`2026-01-07T03:00:00Z`/>",
         "g 2026-01-01 granted 5.00 balance"},
        {"the length of measurements: an hour each", promise("<sum name=`down` of=`measurement` value=`measurement.duration`/>"),
         three, "g 2026-01-01 granted 3.00 balance"},
        {"the greatest", value("max"), three, "g 2026-01-01 granted 6.50 balance"},
        {"the least", value("min"), three, "g 2026-01-01 granted 1.00 balance"},
        {"the mean: 9.5 / 3 = 3.1666...", value("average"), three, "g 2026-01-01 granted 3.17 balance"},
        {"the mean of other metrics is not asked", value("average"), three + measured("08", "delay", "100"),
         "g 2026-01-01 granted 3.17 balance"},
        {"without a record the `else`", value("max", "else=`7`"), measured("08", "delay", "100"),
         "g 2026-01-01 granted 7.00 balance"},
        {"without both nobody can say, and nobody asked", value("max"), measured("08", "delay", "100"), ""},
        {"a greatest value below zero",
         counted("<max name=`m` of=`measurement` value=`measurement.value`/><let name=`n` value=`abs(m)`/>"),
         measured("05", "loss", "-3") + measured("06", "loss", "-2"), "g 2026-01-01 granted 2.00 balance"},
    });
}

}  // namespace
}  // namespace redress::settle
