// Guarantees over periods: what a promise about each outage in between is about, whatever records tell of it. An hour pays 1 EUR.
#include <doctest/doctest.h>

#include "decision_rows.h"
#include "versions.h"

namespace redress::settle {
namespace {

std::string over(std::string_view periods, std::string_view more = {}) {
    return "<periods name=`o` " + std::string(periods) + "/>" + std::string(more) +
           "<guarantee id=`g` over=`o`><breach when=`o.length above 0 hours`/><credit value=`1 EUR * (o.length / 1 "
           "hour)`/></guarantee>";
}

std::string claimed(std::string_view more = {}) {
    return over("join=`10 minutes`", "<claim required=`yes`/>" + std::string(more));
}

std::string claim(std::string_view more) {
    return "<claim id=`k` filed=`2026-01-20T00:00:00Z` subscription=`s` " + std::string(more) + "/>";
}

const std::string two = outage("i", "01-05T06:00", "01-05T08:00") + outage("j", "01-05T08:10", "01-05T10:10");

TEST_CASE("each outage in between has a decision, named after its first record") {
    const std::string starts = "<subscription id=`s` sla=`t` price=`310` start=`2026-01-05T07:00:00Z`/>";
    const std::string long_one = outage("i", "01-05T06:00", "01-05T10:00");
    const auto work = [](std::string_view from, std::string_view until) {
        return "<maintenance id=`m` start=`2026-01-05T" + std::string(from) + ":00Z` end=`2026-01-05T" + std::string(until) +
               ":00Z`/>";
    };
    check({
        {"records that join", over("join=`10 minutes`"), two, "g i 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"a gap that is longer by a second", over("join=`599 seconds`"), two,
         "g i 2026-01-05T06:00:00Z granted 2.00 balance\ng j 2026-01-05T08:10:00Z granted 2.00 balance"},
        {"the gap counts where it is down", over("join=`10 minutes` gaps=`down`"), two,
         "g i 2026-01-05T06:00:00Z granted 4.17 balance"},
        {"the first by its start, whatever its id", over(""),
         outage("b", "01-05T06:00", "01-05T08:00") + outage("a", "01-05T07:00", "01-05T09:00"),
         "g b 2026-01-05T06:00:00Z granted 3.00 balance"},
        {"of one start by its id", over(""),
         outage("b", "01-05T06:00", "01-05T08:00") + outage("a", "01-05T06:00", "01-05T07:00"),
         "g a 2026-01-05T06:00:00Z granted 2.00 balance"},
        {"over the end of a month it is one", over(""), outage("i", "01-31T23:00", "02-01T02:00"),
         "g i 2026-01-31T23:00:00Z granted 3.00 balance"},
        {"as long as it must be", over("at_least=`4 hours`"), long_one, "g i 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"a second less is none", over("at_least=`14401 seconds`"), long_one, ""},
        {"only records that are meant", over("join=`10 minutes` where=`incident.cause is power`"),
         outage("i", "01-05T06:00", "01-05T08:00", "cause=`other`") + outage("j", "01-05T07:00", "01-05T09:00", "cause=`power`"),
         "g j 2026-01-05T07:00:00Z granted 2.00 balance"},
        {"the window begins when a record counts", over("start=`incident.reported`"),
         outage("i", "01-05T06:00", "01-05T10:00", "reported=`2026-01-05T07:00:00Z`"),
         "g i 2026-01-05T07:00:00Z granted 3.00 balance"},
        {"excluded time parts a record and no promise", over("", "<exclude of=`maintenance`/>"),
         long_one + work("07:00", "08:00"), "g i 2026-01-05T06:00:00Z granted 3.00 balance"},
        {"where it begins excluded, the window begins later", over("", "<exclude of=`maintenance`/>"),
         long_one + work("05:00", "07:00"), "g i 2026-01-05T07:00:00Z granted 3.00 balance"},
        {"two records with excluded time between are two", over("", "<exclude of=`maintenance`/>"),
         outage("i", "01-05T06:00", "01-05T07:30") + outage("j", "01-05T07:30", "01-05T10:00") + work("07:00", "08:00"),
         "g i 2026-01-05T06:00:00Z granted 1.00 balance\ng j 2026-01-05T08:00:00Z granted 2.00 balance"},
        {"within the time of service", over(""), starts + long_one, "g i 2026-01-05T07:00:00Z granted 3.00 balance"},
        {"of the whole account, also before it", over("scope=`account`"), starts + long_one,
         "g i 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"while a record lasts it waits", over("join=`10 minutes`"),
         outage("i", "03-05T06:00", "03-05T08:00") + "<incident id=`j` start=`2026-03-05T08:00:00Z`/>",
         "g i 2026-03-05T06:00:00Z pending window_open"},
        {"a record of no length is no outage", over(""), outage("i", "01-05T06:00", "01-05T06:00"), ""},
        {"of tickets", over("of=`ticket`"), "<ticket id=`n` opened=`2026-01-05T06:00:00Z` resolved=`2026-01-05T08:00:00Z`/>",
         "g n 2026-01-05T06:00:00Z granted 2.00 balance"},
    });
}

TEST_CASE("where a fact is missing to say which periods there are, only the records that could join are for review") {
    const std::string known = "reported=`2026-01-05T06:30:00Z`";
    const std::string lacks = outage("j", "01-05T08:10", "01-05T10:10");
    check({
        {"those that lie within the gap", over("start=`incident.reported` join=`10 minutes`"),
         outage("i", "01-05T06:00", "01-05T08:00", known) + lacks,
         "g i 2026-01-05T06:00:00Z review missing_fact incident j: reported"},
        {"and not those farther apart", over("start=`incident.reported` join=`599 seconds`"),
         outage("i", "01-05T06:00", "01-05T08:00", known) + lacks,
         "g i 2026-01-05T06:30:00Z granted 1.50 balance\ng j 2026-01-05T08:10:00Z review missing_fact incident j: reported"},
        {"a level that the gap goes by",
         "<level id=`x`><parameter name=`gap` value=`1 hour`/></level>" + over("join=`level.gap`"), two,
         "g i 2026-01-05T06:00:00Z review missing_fact subscription s: level\n"
         "g j 2026-01-05T08:10:00Z review missing_fact subscription s: level"},
    });
}

TEST_CASE("a claim finds the period that holds what it names") {
    check({
        {"its first record", claimed(), two + claim("incident=`i`"), "g i 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"another of it", claimed(), two + claim("incident=`j`"), "g i 2026-01-05T06:00:00Z granted 4.00 balance"},
        {"one that is in none", claimed("<exclude of=`incident` where=`incident.cause is customer`/>"),
         outage("i", "01-05T06:00", "01-05T08:00", "cause=`customer`") + claim("incident=`i`"), " denied nothing_to_settle"},
        {"a day that it touches", claimed(), outage("i", "01-05T23:00", "01-06T01:00") + claim("window=`2026-01-06`"),
         "g i 2026-01-05T23:00:00Z granted 2.00 balance"},
        {"a day that it does not", claimed(), outage("i", "01-05T23:00", "01-06T00:00") + claim("window=`2026-01-06`"),
         " denied nothing_to_settle"},
        {"nothing: those whose first record began before the filing", claimed(),
         outage("i", "01-19T23:00", "01-20T01:00") + outage("j", "01-20T01:05", "01-20T02:05") +
             outage("k", "01-20T12:00", "01-20T14:00") + claim(""),
         "g i 2026-01-19T23:00:00Z granted 3.00 balance"},
        {"a ticket, which no period of incidents holds", claimed(),
         two + "<ticket id=`n` opened=`2026-01-05T06:00:00Z`/>" + claim("ticket=`n`"), " denied nothing_to_settle"},
        {"an incident of another subscription", claimed(),
         "<subscription id=`s` sla=`t` price=`310`/><subscription id=`z` sla=`t` price=`310`/>" +
             outage("i", "01-05T06:00", "01-05T08:00", "subscription=`z`") + claim("incident=`i`"),
         "g i 2026-01-05T06:00:00Z denied incident_of_other_subscription"},
    });
}

TEST_CASE("each version makes periods of the records that begin in it") {
    const rules::Book book = versions(over("join=`10 minutes`"), "2026-02-01", over("join=`1 hour`"));
    CHECK(settled(book, facts_of(outage("i", "01-31T23:00", "02-01T01:00") + outage("j", "02-01T01:05", "02-01T02:05") +
                                 outage("k", "02-01T02:45", "02-01T03:45")))
              .decisions == "g i 2026-01-31T23:00:00Z granted 2.00 balance\ng j 2026-02-01T01:05:00Z granted 2.00 balance");
    CHECK(settled(pack(claimed(), "effective_from=`2026-01-06`"), facts_of(two + claim("incident=`i`"))).decisions ==
          " denied not_in_effect");
}

TEST_CASE("the rest of the language speaks of a period") {
    const std::string two_and_a_later = two + outage("k", "01-07T06:00", "01-07T07:00");
    const auto promise_of = [](std::string_view attributes, std::string_view inside) {
        return "<periods name=`o` join=`10 minutes`/><guarantee id=`g` over=`o` " + std::string(attributes) + ">" +
               std::string(inside) + "</guarantee>";
    };
    check({
        {"the length decides whom it is for",
         promise_of("when=`o.length above 1 hour`", "<breach when=`yes`/><credit value=`2 EUR`/>"), two_and_a_later,
         "g i 2026-01-05T06:00:00Z granted 2.00 balance"},
        {"when it is decided", promise_of("decided_from=`o.end + 90 days`", "<breach when=`yes`/><credit value=`2 EUR`/>"),
         outage("i", "01-01T06:00", "01-01T07:00"), "g i 2026-01-01T06:00:00Z pending window_open"},
        {"measures look at its window",
         promise_of("", "<count name=`n` of=`incident`/><breach when=`n above 1`/><credit value=`n * 1 EUR`/>"), two_and_a_later,
         "g i 2026-01-05T06:00:00Z granted 2.00 balance\ng k 2026-01-07T06:00:00Z denied not_breached"},
        {"the month that a cap is for", over("join=`10 minutes`", "<cap amount=`4.50 EUR` over=`calendar_month`/>"),
         two_and_a_later, "g i 2026-01-05T06:00:00Z granted 4.00 balance\ng k 2026-01-07T06:00:00Z granted 0.50 balance"},
    });
}

TEST_CASE("a step says which records make the period") {
    const std::string xml = settled(pack(over("join=`10 minutes` clause=`3`")), facts_of(two)).xml;
    CHECK(xml.find("kind=\"measure\" clause=\"3\" name=\"o\" value=\"PT4H\" text=\"2026-01-05T06:00:00Z to 2026-01-05T10:10:00Z, "
                   "made of 2 "
                   "records: i; j.") != std::string::npos);
    CHECK(xml.find("kind=\"window\" name=\"g\" value=\"o\"") != std::string::npos);  // what the guarantee is over
}

TEST_CASE("a step says what is excluded of single incidents of the period") {
    const std::string night = "<exclude clause=`4` daily=`07:00-08:00` where=`incident.cause is power`/>";
    const std::string xml = settled(pack(over("join=`1 hour`", night)),
                                    facts_of(outage("i", "01-05T06:00", "01-05T07:30", "cause=`power`") +
                                             outage("j", "01-05T07:40", "01-05T07:50", "cause=`power`") +    // all of it
                                             outage("k", "01-05T08:00", "01-05T09:00", "cause=`network`") +  // none
                                             outage("l", "01-07T07:00", "01-07T08:00", "cause=`power`")))    // in no period
                                .xml;
    CHECK(xml.find("kind=\"exclude\" clause=\"4\" name=\"hours\" formula=\"incident.cause is power\" value=\"PT40M\" text=\"Not "
                   "counted of the incidents that it is for: 2026-01-05T07:00:00Z to 2026-01-05T07:30:00Z; 2026-01-05T07:40:00Z "
                   "to 2026-01-05T07:50:00Z.\"") != std::string::npos);
    CHECK(xml.find("made of 2 records: i; k.") != std::string::npos);
}

}  // namespace
}  // namespace redress::settle
