// Who gets a credit: requirements, claims and their deadlines, levels, declared facts, and what is missing.
#include <doctest/doctest.h>

#include "decision_rows.h"
#include "versions.h"

namespace redress::settle {
namespace {

const std::string hour = outage("i", "01-05T06:00", "01-05T07:00", "subscription=`s`");
const std::string service = "<subscription id=`s` sla=`t` price=`310`/>";

std::string claim(std::string_view more, std::string_view filed = "2026-02-10T00:00:00Z") {
    return "<claim id=`k` filed=`" + std::string(filed) + "` subscription=`s` " + std::string(more) + "/>";
}

TEST_CASE("requirements deny, or send to review") {
    const std::string standing = "<require id=`standing` that=`account.standing is good`>Pay first.</require>";
    const std::string paid = "<require id=`paid` that=`account.overdue_invoices is 0` otherwise=`review`/>";
    const std::string bad = "<account id=`a` standing=`suspended` overdue_invoices=`2`/>";
    const std::string unknown = "<require id=`lasting` that=`subscription.end above window.end`/>";
    check({
        {"all hold", standing + paid + monthly(), hour, "g 2026-01-01 granted 1.00 balance"},
        {"the first that fails denies", standing + paid + monthly(), bad + hour, "g 2026-01-01 denied standing"},
        {"or sends to review", paid + standing + monthly(), bad + hour, "g 2026-01-01 review paid"},
        {"an unknown fact is for review", unknown + standing + monthly(), bad + hour,
         "g 2026-01-01 review missing_fact subscription s: end"},
        {"one that fails before decides", standing + unknown + monthly(), bad + hour, "g 2026-01-01 denied standing"},
        {"of a guarantee only for it",
         promise("<require id=`never` that=`account.units above 0`/><downtime name=`down`/>") +
             promise("<downtime name=`down`/>", "calendar_month", "h"),
         hour, "g 2026-01-01 denied never\nh 2026-01-01 granted 1.00 balance"},
    });
    const Settled all = settled(pack(standing + paid + monthly()), facts_of(bad + hour));
    CHECK(all.xml.find("sentence=\"Pay first.\"") != std::string::npos);
    CHECK(all.xml.find("name=\"paid\"") != std::string::npos);  // every failure is listed in the steps
}

TEST_CASE("a declared fact is within its bounds, and formulas know them") {
    const auto rules = [](std::string_view fact, std::string_view value) {
        return pack("<fact record=`incident` name=`x` " + std::string(fact) +
                    "/><guarantee id=`g` over=`incident`><breach when=`yes`/><credit value=`" + std::string(value) +
                    "`/></guarantee>");
    };
    const auto refused = [](const std::string& pack_text, std::string_view x) {
        try {
            static_cast<void>(
                settled(pack_text, facts_of(outage("i", "01-05T06:00", "01-05T07:00", "x=`" + std::string(x) + "`"))));
        } catch (const Error& error) {
            CHECK(error.status() == Status::invalid_case);
            CHECK(error.place().field == "x");
            return std::string(error.what());
        }
        return std::string("settled");
    };
    struct Row {
        const char* fact;
        const char* value;
        const char* given;
        const char* result;
    };
    const Row table[] = {
        {"type=`count` at_least=`2` at_most=`4`", "subject.x * 1 EUR", "2", "settled"},
        {"type=`count` at_least=`2` at_most=`4`", "subject.x * 1 EUR", "4", "settled"},
        {"type=`count` at_least=`2` at_most=`4`", "subject.x * 1 EUR", "1", "'1' is below 2, the bound that the rules declare"},
        {"type=`count` at_least=`2` at_most=`4`", "subject.x * 1 EUR", "5", "'5' is above 4, the bound that the rules declare"},
        {"type=`date` at_least=`2026-01-01`", "days(subject.x, subject.x) * 1 EUR", "2025-12-31",
         "'2025-12-31' is below 2026-01-01, the bound that the rules declare"},
        {"type=`date` at_least=`2026-01-01`", "days(subject.x, subject.x) * 1 EUR", "2026-01-01", "settled"},
        {"type=`duration` at_most=`PT1H`", "subject.x / 1 hour * 1 EUR", "PT1H", "settled"},
        {"type=`duration` at_most=`PT1H`", "subject.x / 1 hour * 1 EUR", "PT61M",
         "'PT61M' is above PT1H, the bound that the rules declare"},
        // What is above zero can divide, and what is not below zero can be paid.
        {"type=`number` at_least=`1`", "1 EUR / subject.x", "2", "settled"},
        {"type=`ratio` at_least=`0%`", "1 EUR * subject.x", "20%", "settled"},
    };
    for (const Row& row : table) {
        INFO(row.fact);
        INFO(row.given);
        CHECK(refused(rules(row.fact, row.value), row.given) == row.result);
    }
    CHECK_THROWS_WITH_AS(rules::Book::parse(rules("type=`number` at_least=`0`", "1 EUR / subject.x")), doctest::Contains("zero"),
                         Error);
    CHECK_THROWS_WITH_AS(rules::Book::parse(rules("type=`number` at_most=`-1`", "1 EUR * subject.x")),
                         doctest::Contains("never above zero"), Error);
}

TEST_CASE("a promise is for those for whom its condition holds") {
    const std::string levels = "<level id=`gold`/><level id=`basic`/>";
    const auto covers = [](std::string_view condition, std::string_view over = "calendar_month", std::string_view more = "") {
        return "<guarantee id=`g` over=`" + std::string(over) + "` when=`" + std::string(condition) + "` " + std::string(more) +
               "><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`1 EUR`/></guarantee>";
    };
    const std::string only_gold = levels + covers("subscription.level is gold");
    const std::string needed = "<claim required=`yes`/>";
    const auto at = [](std::string_view level) {
        return "<subscription id=`s` sla=`t` price=`310` level=`" + std::string(level) + "`/>" + hour;
    };
    const std::string january = "<claim id=`k` filed=`2026-02-10T00:00:00Z` subscription=`s` ";
    check({
        {"holds", only_gold, at("gold"), "g 2026-01-01 granted 1.00 balance"},
        {"there is no such promise", only_gold, at("basic"), ""},
        {"unknown", only_gold, service + hour, "g 2026-01-01 review missing_fact subscription s: level"},
        {"another promise stands", only_gold + promise("<downtime name=`down`/>", "calendar_month", "h"), at("basic"),
         "h 2026-01-01 granted 1.00 balance"},
        {"a claim that names it", only_gold + needed, at("basic") + january + "guarantee=`g`/>",
         "g 2026-01-01 denied not_covered"},
        {"a claim that names nothing", only_gold + needed, at("basic") + january + "/>", " denied nothing_to_settle"},
        {"a claim where none is needed", only_gold, at("basic") + january + "guarantee=`g`/>", ""},
        {"before requirements", only_gold + needed + "<require id=`never` that=`account.units above 0`/>",
         at("basic") + january + "guarantee=`g`/>", "g 2026-01-01 denied not_covered"},
        {"by the window", covers("window.days is 28"), hour + outage("j", "02-05T06:00", "02-05T07:00"),
         "g 2026-02-01 granted 1.00 balance"},
        {"by the subject", covers("subject.cause is power", "incident"),
         outage("i", "01-05T06:00", "01-05T07:00", "cause=`power`") +
             outage("j", "01-06T06:00", "01-06T07:00", "cause=`network`"),
         "g i 2026-01-05T06:00:00Z granted 1.00 balance"},
        {"a window that is unknown", levels + covers("subscription.level is gold", "billing_period"), at("gold"),
         "g review missing_fact subscription s: start"},
        {"matters only where the promise is made", levels + covers("subscription.level is gold", "billing_period"), at("basic"),
         ""},
        {"a start that is unknown", levels + covers("subscription.level is gold", "incident", "from=`subject.reported`"),
         at("basic"), ""},
    });
}

TEST_CASE("a claim says which promises and windows it is about") {
    const std::string needed = "<claim required=`yes`/>";
    const std::string both = needed + monthly() + promise("<downtime name=`down`/>", "incident", "h");
    const std::string later = outage("j", "02-05T06:00", "02-05T08:00");
    check({
        {"without a claim nothing", needed + monthly(), hour, ""},
        {"a claim that names nothing means all that it could mean", both, hour + later + claim(""),
         "g 2026-01-01 granted 1.00 balance\ng 2026-02-01 granted 2.00 balance\nh i 2026-01-05T06:00:00Z granted 1.00 balance\n"
         "h j 2026-02-05T06:00:00Z granted 2.00 balance"},
        {"but nothing that began after it", both, hour + later + claim("", "2026-02-01T00:00:00Z"),
         "g 2026-01-01 granted 1.00 balance\nh i 2026-01-05T06:00:00Z granted 1.00 balance"},
        {"an incident", both, hour + later + claim("incident=`j`"),
         "g 2026-02-01 granted 2.00 balance\nh j 2026-02-05T06:00:00Z granted 2.00 balance"},
        {"a day", both, hour + later + claim("window=`2026-01-05`"),
         "g 2026-01-01 granted 1.00 balance\nh i 2026-01-05T06:00:00Z granted 1.00 balance"},
        {"another day of the month", both, hour + later + claim("window=`2026-01-31`"), "g 2026-01-01 granted 1.00 balance"},
        {"a guarantee", both, hour + later + claim("guarantee=`h`"),
         "h i 2026-01-05T06:00:00Z granted 1.00 balance\nh j 2026-02-05T06:00:00Z granted 2.00 balance"},
        {"a guarantee and an incident", both, hour + later + claim("guarantee=`h` incident=`i`"),
         "h i 2026-01-05T06:00:00Z granted 1.00 balance"},
        {"nothing that the SLA promises", both, hour + claim("guarantee=`h` window=`2026-01-06`"), " denied nothing_to_settle"},
        {"an incident of another subscription", needed + monthly(),
         service + "<subscription id=`z` sla=`t` price=`1`/>" + outage("i", "01-05T06:00", "01-05T07:00", "subscription=`z`") +
             claim("incident=`i`"),
         "g 2026-01-01 denied incident_of_other_subscription"},
        {"a ticket of another subscription", needed + monthly(),
         service + "<subscription id=`z` sla=`t` price=`1`/>" + hour +
             "<ticket id=`x` opened=`2026-01-05T06:00:00Z` resolved=`2026-01-05T07:00:00Z` subscriptions=`z`/>" +
             claim("ticket=`x`"),
         "g 2026-01-01 denied incident_of_other_subscription"},
        {"a ticket, where only incidents are promised anything", needed + promise("<downtime name=`down`/>", "incident", "h"),
         hour + "<ticket id=`x` opened=`2026-01-05T06:00:00Z` resolved=`2026-01-05T07:00:00Z`/>" + claim("ticket=`x`"),
         " denied nothing_to_settle"},
        {"work that is only planned", needed + promise("<sum name=`down` of=`maintenance` value=`maintenance.duration`/>"),
         "<maintenance id=`m` start=`2026-05-05T06:00:00Z` end=`2026-05-05T07:00:00Z`/>" + claim(""),
         " denied nothing_to_settle"},
        {"two claims for one thing pay once", needed + monthly(),
         hour + claim("") + "<claim id=`l` filed=`2026-02-11T00:00:00Z` subscription=`s`/>",
         "g 2026-01-01 granted 1.00 balance\ng 2026-01-01 denied already_credited"},
        {"claims are taken by the time of filing", needed + "<cap count=`1` over=`calendar_year`/>" + monthly(),
         hour + later +
             "<claim id=`b` filed=`2026-02-11T00:00:00Z` subscription=`s` incident=`i`/>"
             "<claim id=`d` filed=`2026-02-10T00:00:00Z` subscription=`s` incident=`j`/>",
         "g 2026-02-01 granted 2.00 balance\ng 2026-01-01 denied cap_1"},
    });
}

TEST_CASE("a claim has a channel and its time") {
    const auto rules = [](std::string_view more) { return "<claim required=`yes` " + std::string(more) + "/>" + monthly(); };
    check({
        {"by a channel of the SLA", rules("channel=`ticket email`"), hour + claim("channel=`email`"),
         "g 2026-01-01 granted 1.00 balance"},
        {"by another", rules("channel=`ticket email`"), hour + claim("channel=`phone`"), "g 2026-01-01 denied claim_channel"},
        {"by an unknown one", rules("channel=`ticket email`"), hour + claim(""),
         "g 2026-01-01 review missing_fact claim k: channel"},
        {"too early by a second", rules("from=`window.end`"), hour + claim("", "2026-01-31T23:59:59Z"),
         "g 2026-01-01 denied claim_too_early"},
        {"at the earliest", rules("from=`window.end`"), hour + claim("", "2026-02-01T00:00:00Z"),
         "g 2026-01-01 granted 1.00 balance"},
        {"at the latest", rules("until=`window.end + 7 days`"), hour + claim("", "2026-02-08T00:00:00Z"),
         "g 2026-01-01 granted 1.00 balance"},
        {"too late by a second", rules("until=`window.end + 7 days`"), hour + claim("", "2026-02-08T00:00:01Z"),
         "g 2026-01-01 denied claim_too_late"},
        {"a date includes its day", rules("until=`date(window.end) + 7 days`"), hour + claim("", "2026-02-08T23:59:59Z"),
         "g 2026-01-01 granted 1.00 balance"},
        {"and no more", rules("until=`date(window.end) + 7 days`"), hour + claim("", "2026-02-09T00:00:00Z"),
         "g 2026-01-01 denied claim_too_late"},
        {"working days: Sunday 1 February and five more end on Friday the 6th",
         rules("until=`date(window.end) + 5 working days`"), hour + claim("", "2026-02-06T23:59:59Z"),
         "g 2026-01-01 granted 1.00 balance"},
        {"a day later is too late", rules("until=`date(window.end) + 5 working days`"), hour + claim("", "2026-02-07T00:00:00Z"),
         "g 2026-01-01 denied claim_too_late"},
        {"unless a day of the case is a holiday", rules("until=`date(window.end) + 5 working days`"),
         hour + "<holiday date=`2026-02-04`/>" + claim("", "2026-02-09T23:59:59Z"), "g 2026-01-01 granted 1.00 balance"},
        {"six end on Monday the 9th", rules("until=`date(window.end) + 6 working days`"),
         hour + claim("", "2026-02-09T23:59:59Z"), "g 2026-01-01 granted 1.00 balance"},
        {"or on a Saturday that the case says is worked", rules("until=`date(window.end) + 6 working days`"),
         hour + "<working_day date=`2026-02-07`/>" + claim("", "2026-02-08T00:00:00Z"), "g 2026-01-01 denied claim_too_late"},
        {"both too early and too late: the first is told", rules("from=`window.end` until=`window.start`"),
         hour + claim("", "2026-01-15T00:00:00Z"), "g 2026-01-01 denied claim_too_early"},
        {"a requirement that fails comes before an unknown channel",
         "<require id=`units` that=`account.units above 1`/>" + rules("channel=`email`"), hour + claim(""),
         "g 2026-01-01 denied units"},
        {"and before an unknown deadline",
         "<require id=`units` that=`account.units above 1`/>" + rules("until=`subscription.end`"), hour + claim(""),
         "g 2026-01-01 denied units"},
        {"an unknown time to answer stands in no way", rules("answer_by=`subscription.end`"), hour + claim(""),
         "g 2026-01-01 granted 1.00 balance"},
        {"an unknown deadline", rules("until=`subscription.end`"), hour + claim(""),
         "g 2026-01-01 review missing_fact subscription s: end"},
        {"a wrong channel comes before a missed deadline", rules("channel=`email` until=`window.start`"),
         hour + claim("channel=`phone`"), "g 2026-01-01 denied claim_channel"},
        {"an unknown channel comes before an unknown deadline", rules("channel=`email` until=`subscription.end`"),
         hour + claim(""), "g 2026-01-01 review missing_fact claim k: channel"},
        {"a claim that nobody needs can't make a credit fail",
         "<claim required=`no` channel=`email` until=`window.start`/>" + monthly(), hour + claim("channel=`phone`"),
         "g 2026-01-01 granted 1.00 balance"},
    });
    const Settled answered = settled(pack(rules("answer_by=`claim.filed + 10 working days`")), facts_of(hour + claim("")));
    CHECK(answered.xml.find("answer_by=\"2026-02-24T00:00:00Z\"") != std::string::npos);  // from Tuesday the 10th
    const Settled by_day = settled(pack(rules("answer_by=`date(claim.filed) + 10 working days`")), facts_of(hour + claim("")));
    CHECK(by_day.xml.find("answer_by=\"2026-02-24\"") != std::string::npos);
}

TEST_CASE("a day is a calendar day, whether a let or a level says so") {
    // The clocks of Berlin go forward on 29 March: the day from 28 March, 10:00 UTC, has 23 hours.
    const std::string levels =
        "<level id=`a`><parameter name=`d` value=`1 day`/></level><level id=`b`><parameter name=`d` value=`2 days`/></level>";
    const auto hours = [&](std::string_view until) {
        return pack(levels +
                        "<guarantee id=`g` over=`incident`><let name=`e` value=`1 day`/><let name=`f` value=`level.d`/>"
                        "<breach when=`subject.start + e above subject.start and subject.start + f above subject.start and "
                        "level.d above 1 hour`/>"
                        "<credit value=`(" +
                        std::string(until) + " - subject.start) / 1 hour * 1 EUR`/></guarantee>",
                    "timezone=`Europe/Berlin`");
    };
    const auto at_level = [](std::string_view level) {
        return facts_of("<subscription id=`s` sla=`t` price=`310` level=`" + std::string(level) + "`/>" +
                        outage("i", "03-28T10:00", "03-28T12:00"));
    };
    const struct {
        const char* until;
        const char* level;
        const char* expected;
    } rows[] = {
        {"subject.start + e", "a", "g i 2026-03-28T10:00:00Z granted 23.00 balance"},
        {"subject.start + level.d", "a", "g i 2026-03-28T10:00:00Z granted 23.00 balance"},
        {"subject.start + f", "a", "g i 2026-03-28T10:00:00Z granted 23.00 balance"},
        {"subject.start + level.d", "b", "g i 2026-03-28T10:00:00Z granted 47.00 balance"},
        // Where a number is wanted, it is 24 hours.
        {"subject.start + min(level.d, 100 hours)", "a", "g i 2026-03-28T10:00:00Z granted 24.00 balance"},
        {"subject.start + (level.d + 1 hour)", "b", "g i 2026-03-28T10:00:00Z granted 49.00 balance"},
        {"subject.start + (if subject.confirmed then 3 days else level.d)", "a",
         "g i 2026-03-28T10:00:00Z granted 23.00 balance"},
        {"subject.start + ((if subject.confirmed then 3 days else level.d) + 0 hours)", "a",
         "g i 2026-03-28T10:00:00Z granted 24.00 balance"},
        {"subject.start + 1 hour * days(date(subject.start), date(subject.start) + level.d)", "b",
         "g i 2026-03-28T10:00:00Z granted 2.00 balance"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.until);
        CHECK(settled(hours(row.until), at_level(row.level)).decisions == row.expected);
    }
}

TEST_CASE("the service level has its own parameters") {
    const std::string levels =
        "<level id=`gold`><parameter name=`limit` value=`1 hour`/></level><level id=`silver`><parameter name=`limit` value=`4 "
        "hours`/></level>"
        "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><breach when=`down above level.limit`/><credit value=`1 "
        "EUR`/></guarantee>";
    const std::string two_hours = outage("i", "01-05T06:00", "01-05T08:00");
    const auto with_level = [&](std::string_view level) {
        return "<subscription id=`s` sla=`t` price=`1` " + std::string(level) + "/>" + two_hours;
    };
    check({
        {"gold", levels, with_level("level=`gold`"), "g 2026-01-01 granted 1.00 balance"},
        {"silver", levels, with_level("level=`silver`"), "g 2026-01-01 denied not_breached"},
        {"unknown", levels, with_level(""), "g 2026-01-01 review missing_fact subscription s: level"},
    });
    CHECK(refusal(pack(levels), facts_of(with_level("level=`golt`"))) ==
          "the SLA has no level 'golt': it has gold, silver; did you mean 'gold'?");
}

TEST_CASE("facts that the rules declare") {
    const auto rules = [](std::string_view more) {
        return "<fact record=`incident` name=`grade` type=`count` " + std::string(more) + "/>" +
               promise("<downtime name=`down` where=`incident.grade above 1`/>");
    };
    check({
        {"given", rules(""), outage("i", "01-05T06:00", "01-05T07:00", "grade=`2`"), "g 2026-01-01 granted 1.00 balance"},
        {"defaulted", rules("default=`3`"), outage("i", "01-05T06:00", "01-05T07:00"), "g 2026-01-01 granted 1.00 balance"},
        {"the default gives way", rules("default=`3`"), outage("i", "01-05T06:00", "01-05T07:00", "grade=`1`"),
         "g 2026-01-01 denied not_breached"},
        {"missing", rules(""), outage("i", "01-05T06:00", "01-05T07:00"), "g 2026-01-01 review missing_fact incident i: grade"},
    });
    CHECK(refusal(pack(rules("")), facts_of(outage("i", "01-05T06:00", "01-05T07:00", "grad=`2`"))) ==
          "incident has no field 'grad', and no SLA of the book declares it; did you mean 'grade'?");
    CHECK(refusal(pack(rules("")), facts_of(outage("i", "01-05T06:00", "01-05T07:00", "grade=`x`"))).find("'x'") == 0);
}

TEST_CASE("a promise that pays nothing loses no missing fact") {
    const std::string cause =
        "<guarantee id=`g` over=`calendar_month`><downtime name=`d` where=`incident.cause is ddos`/><breach when=`d above 1 "
        "hour`/></guarantee>";
    const std::string two_hours = outage("i", "01-05T06:00", "01-05T08:00");
    const std::string needed = "<claim required=`yes`/>";
    check({
        {"without a claim", cause, two_hours, "g 2026-01-01 review missing_fact incident i: cause"},
        {"for a claim that names the incident", needed + cause, two_hours + claim("incident=`i`"),
         "g 2026-01-01 review missing_fact incident i: cause"},
        {"given: reported", cause, outage("i", "01-05T06:00", "01-05T08:00", "cause=`ddos`"),
         "g 2026-01-01 denied no_credit_promised"},
    });
}

TEST_CASE("every claim has an answer, and one that says so only where there is no other") {
    const std::string until_march = pack(
        "<guarantee id=`g` over=`ticket` from=`subject.opened`><breach when=`subject.response_time above 1 hour`/><credit "
        "value=`5 EUR`/></guarantee>",
        "effective_to=`2026-03-01`");
    const std::string from_march = pack("<claim required=`yes`/>" + monthly(), "effective_from=`2026-03-01`");
    const rules::Book book = folder_book({until_march, from_march});
    const std::string filed = "<claim id=`k` filed=`2026-05-01T00:00:00Z` subscription=`s`/>";
    const auto ticket = [](std::string_view day) { return "<ticket id=`x` opened=`2026-" + std::string(day) + "T11:00:00Z`/>"; };
    const auto decisions = [&](const std::string& records) {
        return settled(book, facts_of(records, "2026-06-01T00:00:00Z")).decisions;
    };
    // In April the version that needs no claim is not in effect, and the other one measures nothing.
    CHECK(decisions(ticket("04-03") + filed) == " denied nothing_to_settle");
    // In February it is, and the decision that needs no claim is the claim's answer.
    CHECK(decisions(ticket("02-03") + filed) == "g x 2026-02-03T11:00:00Z granted 5.00 balance");
    CHECK(decisions(ticket("04-03") + outage("i", "04-05T06:00", "04-05T08:00") + filed) == "g 2026-04-01 granted 2.00 balance");

    const std::string unpaid = pack(
        "<claim required=`yes`/><guarantee id=`g` over=`calendar_month`><downtime name=`d`/><breach when=`d above 1 "
        "hour`/></guarantee>",
        "effective_from=`2026-02-10`");
    CHECK(settled(unpaid, facts_of(outage("i", "01-03T10:00", "04-03T12:00") + filed, "2026-06-01T00:00:00Z")).decisions ==
          "g 2026-03-01 denied no_credit_promised\ng 2026-04-01 denied no_credit_promised");
    CHECK(settled(unpaid, facts_of(outage("i", "01-03T10:00", "02-03T12:00") + filed, "2026-06-01T00:00:00Z")).decisions ==
          " denied not_in_effect");
}

TEST_CASE("a claim that names nothing is about what began before it was filed") {
    const std::string rules = "<claim required=`yes`/>";
    const std::string subject = "<guarantee id=`g` over=`incident`><breach when=`yes`/><credit value=`5 EUR`/></guarantee>";
    const auto filed = [](std::string_view at) {
        return outage("i", "03-03T10:00", "03-03T12:00") + "<claim id=`k` filed=`2026-03-03T" + std::string(at) +
               "Z` subscription=`s`/>";
    };
    check({
        {"a second later", rules + subject, filed("10:00:01"), "g i 2026-03-03T10:00:00Z granted 5.00 balance"},
        {"at the same second", rules + subject, filed("10:00:00"), " denied nothing_to_settle"},
        {"of a month: a second later", rules + monthly(), filed("10:00:01"), "g 2026-03-01 granted 2.00 balance"},
        {"at the same second", rules + monthly(), filed("10:00:00"), " denied nothing_to_settle"},
    });
}

TEST_CASE("without a claim, only windows that start in the range of the case are decided") {
    const auto within = [](std::string_view range, std::string records) {
        std::string out = facts_of(std::move(records));
        out.insert(out.find(" currency="), " " + std::string(range));
        replace_quotes(out);
        return out;
    };
    const std::string from_february = "windows_from=`2026-02-01T00:00:00Z`";
    const std::string until_february = "windows_until=`2026-02-01T00:00:00Z`";
    const std::string two = outage("i", "01-05T06:00", "01-05T09:00") + outage("j", "02-05T06:00", "02-05T09:00");
    const std::string january = "g 2026-01-01 granted 3.00 balance";
    const std::string february = "g 2026-02-01 granted 3.00 balance";
    const std::string of_incident = promise("<downtime name=`down` scope=`subject`/>", "incident");
    std::string later = of_incident;
    later.insert(later.find(" over="), " from=`subject.start + 1 hour` decided_from=`window.start`");
    const struct {
        std::string name;
        std::string pack;
        std::string range;
        std::string records;
        std::string expected;
    } rows[] = {
        {"the month that starts with it", monthly(), from_february, two, february},
        {"not the one that started a second before", monthly(), "windows_from=`2026-01-01T00:00:01Z`", two, february},
        {"what starts at its end is left", monthly(), until_february, two, january},
        {"what starts a second before is not", monthly(), "windows_until=`2026-02-01T00:00:01Z`", two, january + "\n" + february},
        {"from and until", monthly(), "windows_from=`2026-01-02T00:00:00Z` " + until_february, two, ""},
        {"an incident by its start", of_incident, "windows_from=`2026-02-05T06:00:00Z`", two,
         "g j 2026-02-05T06:00:00Z granted 3.00 balance"},
        {"and a second later not", of_incident, "windows_from=`2026-02-05T06:00:01Z`", two, ""},
        {"where its window starts, that", later, "windows_from=`2026-02-05T07:00:00Z`", two,
         "g j 2026-02-05T07:00:00Z granted 2.00 balance"},
        {"a period that nobody knows by what touches it", promise("<downtime name=`down`/>", "billing_period"), from_february,
         two, "g review missing_fact subscription s: start"},
        {"or by nothing", promise("<downtime name=`down`/>", "billing_period"), "windows_from=`2026-02-05T06:00:01Z`", two, ""},
        {"a claim asks for any month", "<claim required=`yes`/>" + monthly(), from_february,
         two + "<claim id=`k` filed=`2026-03-01T00:00:00Z` subscription=`s`/>", january + "\n" + february},
        {"what needs none is not asked for by one", monthly(), from_february,
         two + "<claim id=`k` filed=`2026-03-01T00:00:00Z` subscription=`s` window=`2026-01-05`/>", february},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(row.pack), within(row.range, row.records)).decisions == row.expected);
    }
}

TEST_CASE("a promise that nobody named and nothing touches makes no decision") {
    const std::string lossy =
        "<guarantee id=`h` over=`calendar_month`><average name=`loss` of=`measurement` where=`measurement.metric is loss` "
        "value=`measurement.value`/><breach when=`loss above 1`/><credit value=`1 EUR`/></guarantee>";
    const std::string other = "<measurement metric=`delay` start=`2026-01-05T06:00:00Z` end=`2026-01-05T07:00:00Z` value=`1`/>";
    const std::string unpaid = "<guarantee id=`u` over=`incident`><breach when=`subject.severity is high`/></guarantee>";
    check({
        {"unnamed: dropped", "<claim required=`yes`/>" + monthly() + lossy, hour + other + claim(""),
         "g 2026-01-01 granted 1.00 balance"},
        {"named: for review", "<claim required=`yes`/>" + monthly() + lossy, hour + other + claim("guarantee=`h`"),
         "h 2026-01-01 review missing_fact measurement"},
        {"unpaid and unknown: for review", monthly() + unpaid, hour,
         "g 2026-01-01 granted 1.00 balance\nu i 2026-01-05T06:00:00Z review missing_fact incident i: severity"},
        {"unpaid and known: reported", monthly() + unpaid, outage("i", "01-05T06:00", "01-05T07:00", "severity=`high`"),
         "g 2026-01-01 granted 1.00 balance\nu i 2026-01-05T06:00:00Z denied no_credit_promised"},
        {"unpaid and named: for review", "<claim required=`yes`/>" + monthly() + unpaid, hour + claim("guarantee=`u`"),
         "u i 2026-01-05T06:00:00Z review missing_fact incident i: severity"},
    });
}

TEST_CASE("a case and a book that do not fit are refused") {
    CHECK(refusal(pack(monthly()), facts_of("<subscription id=`s` sla=`tt` price=`1`/>"))
              .find("the book has no SLA 'tt': it has t") == 0);
    CHECK(refusal(pack(monthly()), facts_of("", "2026-04-01T00:00:00Z", "USD"))
              .find("the case is in USD, but the SLA 't' is in EUR") == 0);
    CHECK(refusal(pack(monthly()), facts_of(claim("guarantee=`gg`"))).find("the SLA has no guarantee 'gg': it has g") == 0);
}

}  // namespace
}  // namespace redress::settle
