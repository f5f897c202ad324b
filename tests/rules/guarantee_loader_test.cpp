#include <doctest/doctest.h>

#include "broken_packs.h"
#include "packs.h"

namespace redress::rules {

TEST_CASE("names and ids are one of a kind and well-formed") {
    check_refusals(
        fullest_pack,
        {
            {"<let name=\"uptime\"", "<let name=\"@down\"", "'down' is already the name of the <downtime> at line 35, column 5"},
            {"<let name=\"uptime\"", "<let name=\"@fee\"", "'fee' is already the name of the <let> at line 18, column 3"},
            {"<let name=\"uptime\"", "<let name=\"@up time\"",
             "'up time' is not a name: expected letters, digits and underscores"},
            {"<let name=\"uptime\"", "<let name=\"@1uptime\"", "'1uptime' is not a name"},
            {"<let name=\"uptime\"", "<let name=\"@\"", "'name' is empty"},
            {"<let name=\"uptime\"", "<let name=\"@above\"", "'above' is a word of the rule language: choose another name"},
            {"<let name=\"uptime\"", "<let name=\"@incident\"", "'incident' is a word of the rule language"},
            {"<let name=\"uptime\"", "<let name=\"@window\"", "'window' is a word of the rule language"},
            {"<tiers name=\"bonus\"", "<tiers name=\"@rate\"", "'rate' is already the name of the <tiers> at line 40"},
            {"<parameter name=\"limit\" value=\"1 hour\"", "<parameter name=\"@max\" value=\"1 hour\"",
             "'max' is a word of the rule language"},
            {"<guarantee id=\"response\"", "<guarantee id=\"@availability\"",
             "the guarantee 'availability' stands already at line 34"},
            {"<guarantee id=\"response\"", "<guarantee id=\"@re/sponse\"", "'re/sponse' is not an id"},
            {"<require id=\"paid\"", "<require id=\"good_standing\"", "the requirement 'good_standing' stands already at line 33",
             "<require id=\"good_standing\" that"},
            {"<cap count=\"3\"", "<cap id=\"@half\" count=\"3\"", "the cap 'half' stands already at line 65"},
        });
}

TEST_CASE("a formula sees what stands before it, and only that") {
    check_refusals(
        fullest_pack,
        {
            {"uptime below 99.9%", "@uptme below 99.9%", "nothing is named 'uptme' here; did you mean 'uptime'?"},
            {"uptime below 99.9%", "@rate below 99.9%", "nothing is named 'rate' here"},
            {"value=\"100% - down / window.length\"", "value=\"100% - @wait / window.length\"", "nothing is named 'wait' here"},
            {"value=\"100% - down / window.length\"", "value=\"100% - down / @windw.length\"",
             "there is no record 'windw'; did you mean 'window'?"},
            {"value=\"100% - down / window.length\"", "value=\"100% - down / window.length + @subject.affected\"",
             "'subject' is not known here: this formula can name case, account, subscription, claim, window"},
            {"value=\"100% - down / window.length\"", "value=\"100% - down / window.length + @incident.affected\"",
             "'incident' is not known here"},
            {"where=\"incident.cause is customer\"", "where=\"@ticket.channel is email\"", "'ticket' is not known here"},
            {"where=\"charge.kind is recurring\"", "where=\"charge.kind is @recuring\"",
             "'recuring' is not one of recurring, usage, one_time; did you mean 'recurring'?"},
            {"where=\"charge.kind is recurring\"", "where=\"@charge.knid is recurring\"",
             "charge has no field 'knid'; did you mean 'kind'?"},
            {"value=\"subscription.monthly_price\"", "value=\"subscription.monthly_price + @fee\"",
             "nothing is named 'fee' here"},
            {"level.plan is premium", "@level.plam is premium", "the levels have no parameter 'plam'; did you mean 'plan'?"},
            {"amount=\"50% * fee\"", "amount=\"50% * @rate\"", "nothing is named 'rate' here"},
            {"amount=\"1 EUR\"", "amount=\"@fee\"", "nothing is named 'fee' here"},
            {"when=\"subscription.end is known\"", "when=\"@fee above 1 EUR\"", "nothing is named 'fee' here"},
            {"when=\"subscription.end is known\"", "when=\"@due above 1 EUR\"", "nothing is named 'due' here"},
            {"<forfeit when=\"account.standing is violation\"", "<forfeit when=\"@claim.leaving\"",
             "'claim' is not known here: this formula can name case, account, subscription"},
            {"<forfeit when=\"account.standing is violation\"", "<forfeit when=\"@window.end above case.as_of\"",
             "'window' is not known here"},
            {"when=\"due above 500 EUR", "when=\"@fee above 500 EUR", "nothing is named 'fee' here"},
            {"when=\"due above 500 EUR", "when=\"@dues above 500 EUR", "nothing is named 'dues' here; did you mean 'due'?"},
            {"when=\"due above 500 EUR", "when=\"due @above 5 hours", "money and a length of time can't be compared"},
            {"when=\"subscription.level one of (gold, silver)\"", "when=\"@fee above 1 EUR\"", "nothing is named 'fee' here"},
            {"when=\"subscription.level one of (gold, silver)\"", "when=\"@claim.channel is email\"",
             "'claim' is not known here: this formula can name case, account, subscription, subject, window"},
            {"when=\"subscription.level one of (gold, silver)\"", "when=\"@subscription.price\"",
             "expected a condition, found money"},
            {"until=\"window.end + 5 working days\"", "until=\"window.end @= 5\"", "'=' is not an operator"},
            {"and worst above slowest\n      and longest + down_year", "and worst above slowest and @lngest + down_year",
             "did you mean 'longest'?"},
        });
}

TEST_CASE("every formula gives what its attribute wants") {
    check_refusals(
        fullest_pack,
        {
            {"when=\"uptime below 99.9%\"", "when=\"@uptime\"", "expected a condition, found a plain number"},
            {"that=\"account.overdue_invoices is 0\"", "that=\"@account.overdue_invoices\"",
             "expected a condition, found a plain number"},
            {"where=\"incident.cause is customer\"", "where=\"@incident.cause\"", "expected a condition, found text"},
            {"where=\"charge.kind is recurring\"", "where=\"@charge.amount\"", "expected a condition, found money"},
            {"when=\"subscription.end is known\"", "when=\"@subscription.price\"", "expected a condition, found money"},
            {"before=\"15 minutes\"", "before=\"@15\"", "expected a length of time, found a plain number"},
            {"before=\"15 minutes\"", "before=\"@5 working days\"", "expected a length of time, found a calendar span"},
            {"before=\"15 minutes\"", "before=\"@-15 minutes\"", "a margin is a constant length of time, not below zero"},
            {"before=\"15 minutes\"", "before=\"@level.limit\"", "a margin is a constant length of time"},
            {"before=\"15 minutes\"", "before=\"@maintenance.duration\"", "'maintenance' is not known here"},
            {"before=\"15 minutes\"", "before=\"@999999999999999 hours * 9999999\"",
             "the value is not a constant that fits 18 digits"},
            {"decided_from=\"window.end + 3 days\"", "decided_from=\"@3 days\"",
             "expected an instant or a date, found a calendar span"},
            {"from=\"window.end\" until", "from=\"@window.length\" until",
             "expected an instant or a date, found a length of time"},
            {"until=\"window.end + 5 working days\"", "until=\"@5 working days\"",
             "expected an instant or a date, found a calendar span"},
            {"answer_by=\"claim.filed + 1 month\"", "answer_by=\"@claim.channel\"", "expected an instant or a date, found text"},
            {"from=\"window.end - 1 year\"", "from=\"@1 year\"", "expected an instant or a date, found a calendar span"},
            {"until=\"date(window.end)\"", "until=\"@window.days\"", "expected an instant or a date, found a plain number"},
            {"value=\"charge.amount\" prorate", "value=\"@charge.period_start\" prorate", "expected a number, found an instant"},
            {"value=\"ticket.response_time\" else", "value=\"@ticket.opened\" else", "expected a number, found an instant"},
            {"else=\"100\"", "else=\"@100 EUR\"", "the measure is a plain number, but this is money"},
            {"else=\"2 days\"", "else=\"@2 months\"", "the measure is a length of time, but this is a calendar span"},
            {"of=\"uptime\"", "of=\"@level.plan\"", "expected a number, found text"},
            {"at_least=\"99%\"", "at_least=\"@99 EUR\"", "the ladder is of a plain number, but this is money"},
            {"<tier above=\"95%\" value=\"10%\"/>", "<tier above=\"95%\" value=\"@10 EUR\"/>",
             "the first tier gives a plain number, this one money"},
            {"value=\"(rate + bonus) * fee\"", "value=\"@rate + bonus\"",
             "a credit is money, a length of time or a calendar span, not a plain number"},
            {"<credit value=\"7 days\"", "<credit value=\"@3 working days\"", "what working days cost is nowhere said"},
            {"<credit value=\"7 days\"", "<credit value=\"@if wait above 1 hour then 2 days else 1 working day\"",
             "what working days cost is nowhere said"},
            {"<credit value=\"7 days\"", "<credit value=\"@wait above 1 hour\"",
             "a credit is money, a length of time or a calendar span, not a condition"},
            {"amount=\"50% * fee\"", "amount=\"@50%\"", "expected money, found a plain number"},
            {"amount=\"50% * fee\"", "amount=\"fee @* fee\"", "money times money is money^2"},
            {"amount=\"1 EUR\"", "amount=\"@1\"", "expected money, found a plain number"},
            {"amount=\"1 EUR\"", "amount=\"@1 USD\"", "USD in rules whose currency is EUR"},
            {"step=\"1 day\"", "step=\"@1\"", "expected a length of time, found a plain number"},
            {"step=\"1 day\"", "step=\"@1 month\"", "expected a length of time, found a calendar span"},
            {"step=\"1 day\"", "step=\"@5 working days\"", "expected a length of time, found a calendar span"},
            {"step=\"1 day\"", "step=\"@0 days\"", "expected a whole number of seconds, above zero"},
            {"step=\"1 day\"", "step=\"@0 hours\"", "expected a whole number of seconds, above zero"},
            {"step=\"1 day\"", "step=\"@0.5 seconds\"", "expected a whole number of seconds, above zero"},
            {"value=\"100% - down / window.length\"", "value=\"100% - window.length / @down\"",
             "this divisor can be zero: write (a / b else c)"},
            {"value=\"100% - down / window.length\"", "value=\"100% @- down\"",
             "a plain number and a length of time can't be subtracted"},
        });
}

TEST_CASE("measures are over records that cover time, in a range of one kind") {
    check_refusals(
        fullest_pack,
        {
            {"of=\"ticket\" from=", "of=\"@tickt\" from=", "there is no record 'tickt'; did you mean 'ticket'?"},
            {"of=\"ticket\" from=", "of=\"@holiday\" from=",
             "holiday covers no time: expected subscription, incident, maintenance"},
            {"of=\"ticket\" from=", "of=\"@account\" from=", "account covers no time"},
            {"of=\"ticket\" from=", "of=\"ticket\" exclusions=\"@no\" from=",
             "exclusions are of incidents: other measures have none"},
            {"of=\"ticket\" from=", "of=\"ticket\" shift=\"@1\" from=", "either shift or from and until"},
            {"records=\"touching\" shift=\"0\"", "records=\"touching\" shift=\"@-121\"",
             "'-121' is not a whole number from -120 to 120"},
            {"records=\"touching\" shift=\"0\"", "records=\"touching\" shift=\"@one\"", "'one' is not a whole number"},
            {"concurrent=\"2\"", "concurrent=\"@0\"", "'0' is not a whole number from 1 to 1000"},
            {"concurrent=\"2\"", "concurrent=\"@1.5\"", "'1.5' is not a whole number"},
            {"records=\"starting\"", "records=\"@begining\"", "'begining' is not one of touching, starting, ending"},
            {"scope=\"account\" records=\"starting\"", "scope=\"@acount\" records=\"starting\"", "did you mean 'account'?"},
            {"scope=\"account\" records=\"starting\"", "scope=\"@subject\" records=\"starting\"",
             "there is a subject only in a guarantee over incident or ticket"},
            {"<downtime name=\"down\" where", "<downtime name=\"down\" scope=\"@subject\" where",
             "there is a subject only in a guarantee"},
            {"of=\"charge\" where=\"charge.kind is recurring\" value=\"charge.amount\" prorate=\"yes\"",
             "of=\"subscription\" value=\"subscription.price\" prorate=\"@yes\"", "a subscription can be without end"},
            {"prorate=\"yes\"", "prorate=\"@true\"", "'true' is not one of no, yes"},
        });
}

TEST_CASE("exclusions, requirements and guarantees are whole") {
    check_refusals(
        fullest_pack,
        {
            {"over=\"calendar_month\" decided_from", "over=\"@calender_month\" decided_from", "did you mean 'calendar_month'?"},
            {"over=\"calendar_month\" decided_from", "over=\"@week\" decided_from",
             "'week' is not one of day, calendar_month, quarter"},
            {"of=\"incident\" where=\"incident.cause", "of=\"@ticket\" where=\"incident.cause",
             "expected maintenance or incident"},
            {"<exclude except_daily=\"08:00-20:00\"/>", "<exclude clause=\"4\"/>",
             "<exclude> needs 'of', 'daily' or 'except_daily'", "<exclude clause=\"4\"/>"},
            {"<exclude except_daily=\"08:00-20:00\"/>", "<exclude daily=\"08:00-20:00\" except_daily=\"@08:00-20:00\"/>",
             "either daily or except_daily"},
            {"<exclude except_daily=\"08:00-20:00\"/>", "<exclude after=\"@1 hour\" daily=\"08:00-20:00\"/>",
             "'after' belongs to records"},
            {"<exclude except_daily=\"08:00-20:00\"/>", "<exclude of=\"incident\" days=\"@all\"/>",
             "'days' belongs to daily or except_daily"},
            {"<exclude except_daily=\"08:00-20:00\"/>", "<exclude of=\"incident\" timezone=\"@UTC\"/>",
             "'timezone' belongs to daily or except_daily"},
            {"except_daily=\"08:00-20:00\"", "except_daily=\"@8-20\"",
             "'8-20' is not hours of the day: expected them as 00:30-07:30"},
            {"days=\"working_days\"", "days=\"@workdays\"",
             "'workdays' is not one of all, working_days, other_days, sunday, "
             "monday, tuesday, wednesday, thursday, friday, saturday"},
            {"days=\"working_days\"", "days=\"@monday tusday\"", "did you mean 'tuesday'?"},
            {"days=\"working_days\"", "days=\"@monday all\"", "'all' stands alone, or days of the week without it"},
            {"days=\"working_days\"", "days=\"@working_days monday\"", "'working_days' stands alone"},
            {"days=\"working_days\"", "days=\"@monday friday monday\"", "'monday' stands twice"},
            {"otherwise=\"review\"", "otherwise=\"@allow\"", "'allow' is not one of deny, review"},
            {"    <breach when=\"uptime below 99.9%\" clause=\"6.1\"/>\n", "",
             "<guarantee> needs <breach>: when is the promise broken?", "<guarantee id=\"availability\""},
            {"<credit value=\"7 days\"/>", "<breach when=\"yes\"/>", "a guarantee has one <breach>", "<breach when=\"yes\""},
            {"<credit value=\"7 days\"/>", "<credit value=\"7 days\"/><credit value=\"8 days\"/>", "a guarantee has one <credit>",
             "<credit value=\"8 days\""},
        });
}

TEST_CASE("claims, caps, minimums and remedies are whole; cash can't be said") {
    check_refusals(
        fullest_pack,
        {
            {"kind=\"extension\"", "kind=\"@cash\"", "a credit is never paid as cash: expected balance, extension, discount"},
            {"fallback=\"balance\"", "fallback=\"@cash\"", "'cash' is not one of balance, extension, discount"},
            {"fallback=\"balance\"", "fallback=\"@discount\"", "a remedy can't be its own fallback"},
            {"kind=\"extension\"", "kind=\"@extention\"", "did you mean 'extension'?"},
            {"<remedy kind=\"balance\"/>", "<remedy kind=\"@discount\"/>", "the remedy discount stands twice"},
            {"<remedy kind=\"balance\"/>", "<remedy kind=\"balance\" step=\"@1 day\"/>",
             "'step' belongs to the remedy extension"},
            {"<remedy kind=\"balance\"/>", "<remedy kind=\"balance\" rounding=\"@up\"/>",
             "'rounding' belongs to the remedy extension"},
            {"when=\"subscription.end is known\" step", "expires=\"@P1Y\" step",
             "time that was given does not expire: 'expires' belongs to balance and discount"},
            {"<remedy kind=\"balance\"/>", "<remedy kind=\"balance\" fallback=\"@discount\"/>",
             "'fallback' belongs to the remedy discount"},
            {"expires=\"P12M\"", "expires=\"@12 months\"",
             "expected a span such as P12M, an instant or a date, found a calendar span"},
            {"expires=\"P12M\"", "expires=\"@P0M\"", "'P0M' is not a calendar span: it is empty"},
            {"expires=\"P12M\"", "expires=\"@fee\"", "nothing is named 'fee' here"},
            {"<remedy kind=\"balance\"/>", "<claim required=\"no\"/>", "an SLA has one <claim>", "<claim required=\"no\""},
            {"required=\"yes\"", "required=\"@maybe\"", "'maybe' is not one of no, yes"},
            {"<remedy kind=\"balance\"/>", "<minimum amount=\"2 EUR\" below=\"hold\"/>", "an SLA has one <minimum>",
             "<minimum amount=\"2 EUR\""},
            {"below=\"drop\"", "below=\"@ignore\"", "'ignore' is not one of drop, raise, hold"},
            {"<cap count=\"3\" over", "<cap over", "<cap> has either 'amount' or 'count'", "<cap over"},
            {"<cap count=\"3\" over", "<cap amount=\"1 EUR\" count=\"3\" over", "<cap> has either 'amount' or 'count'",
             "<cap amount=\"1 EUR\""},
            {"<cap count=\"3\" over", "<cap count=\"@-1\" over", "'-1' is not a whole number from 0 to 1000000"},
            {"<cap count=\"3\" over", "<cap count=\"@3 credits\" over", "'3 credits' is not a whole number"},
            {"<cap id=\"availability_half\"", "<cap per=\"@account\" id=\"availability_half\"",
             "a cap of a guarantee bounds what this promise is worth in one window, by its 'amount': 'per' belongs to a <cap> of "
             "the <sla>"},
            {"amount=\"40% * fee\" when=\"uptime", "count=\"@1\" when=\"uptime", "'count' belongs to a <cap> of the <sla>"},
            {"amount=\"40% * fee\" when=\"uptime", "over=\"@day\" when=\"uptime", "'over' belongs to a <cap> of the <sla>"},
            {" amount=\"40% * fee\" when=\"uptime", " when=\"uptime", "<cap> in a guarantee has an 'amount'",
             "<cap id=\"availability_half\""},
            {"amount=\"40% * fee\" when=\"uptime", "amount=\"@-1 EUR\" when=\"uptime", "is never above zero"},
            {"<cap id=\"availability_half\"", "<cap id=\"half\"", "the cap 'half' stands already at line 50",
             "half\" clause=\"11\""},
            {"    <breach when=\"subject.duration above", "    <cap amount=\"1 EUR\"/><breach when=\"subject.duration above",
             "this promise pays nothing that a cap could bound", "<cap amount=\"1 EUR\"/>"},
            {"over=\"calendar_year\"", "over=\"@year\"", "'year' is not one of day"},
            {"over=\"calendar_year\"", "over=\"@p12m\"", "ticket, or a span such as P12M"},
            {"amount=\"12 * fee\" over", "amount=\"@0 * fee\" over",
             "a cap of zero leaves nothing, whatever was credited within P12M"},
            {"count=\"3\" over=\"calendar_year\" per=\"account\" when=\"account.units above 1\"", "count=\"@0\" over=\"P30D\"",
             "a cap of zero leaves nothing, whatever was credited within P30D"},
            {"per=\"account\"", "per=\"@customer\"", "'customer' is not one of claim, guarantee, subscription, account"},
            {"counting=\"all\"", "counting=\"@none\"", "'none' is not one of sla, all"},
            {"guarantees=\"availability response\"", "guarantees=\"@availability respons\"",
             "there is no guarantee 'respons'; did you mean 'response'?"},
            {"guarantees=\"availability quality\"", "guarantees=\"@availability nothing\"", "there is no guarantee 'nothing'"},
            {"guarantees=\"availability quality\"", "guarantees=\"@availability availability\"", "'availability' stands twice"},
            {"per=\"window\"", "per=\"@event\"", "'event' is not one of window, incident, ticket, claim"},
        });
    check_refusals(
        smallest_pack,
        {
            {"    <breach when=\"down above 1 hour\"/>", "    <breach when=\"down above 1 hour\"/><credit value=\"1 day\"/>",
             "<sla> needs a <remedy>: how are its credits applied?", "<sla"},
            {"    <breach when=\"down above 1 hour\"/>", "    <breach when=\"down above 1 hour\"/><credit value=\"@1 EUR\"/>",
             "these rules are for any currency"},
            {"    <breach when=\"down above 1 hour\"/>", "    <breach when=\"down above @level.limit\"/>",
             "the levels of these rules have no parameters"},
        });
}

TEST_CASE("a measure that could never find anything is refused") {
    check_refusals(fullest_pack,
                   {
                       {"<breach when=\"wait above", "<breach when=\"@window_end(1) above case.as_of and wait above",
                        "windows over incident, ticket, periods or term, and spans of caps, have no neighbours"},
                       {"value=\"subscription.monthly_price\"",
                        "value=\"if @window_end(1) above case.as_of then subscription.monthly_price else 0 EUR\"",
                        "windows over incident, ticket, periods or term, and spans of caps, have no neighbours"},
                       {"amount=\"12 * fee\"", "amount=\"1 EUR * days(@window_start(-1), window.end)\"", "have no neighbours"},
                       {"when=\"account.standing is violation\" clause=\"11.10\"", "when=\"@window_end(1) above case.as_of\"",
                        "there is no window here"},
                       {"of=\"subscription\" scope=\"subject\"", "of=\"measurement\" scope=\"@subject\"",
                        "the subject is one incident, and no measurement belongs to it: expected another scope, or 'of' incident "
                        "or subscription"},
                       {"of=\"ticket\" scope=\"subject\" value=\"ticket.response_time\"",
                        "of=\"incident\" scope=\"@subject\" value=\"incident.duration\"",
                        "the subject is one ticket, and no incident belongs to it"},
                       {"<count name=\"records\" of=\"subscription\" scope=\"subject\"/>",
                        "<downtime name=\"records\" scope=\"subject\" concurrent=\"@2\"/>",
                        "the subject is one incident: nothing else is down"},
                       {"of=\"ticket\" scope=\"subject\"", "of=\"ticket\" shift=\"@-1\" scope=\"subject\"",
                        "windows over ticket have no neighbours: use from and until"},
                       {"records=\"starting\" shift=\"0\"", "records=\"starting\" shift=\"-1\"",
                        "windows over incident have no neighbours, but 'outages' at line 21 has 'shift'",
                        "incident\">\n    <count name=\"records\""},
                       {"amount=\"50% * fee\" over=\"calendar_month\"", "amount=\"fee * (down_before / 1 hour)\" over=\"@term\"",
                        "windows over term have no neighbours, but 'down_before' at line 19 has 'shift'"},
                       {"amount=\"50% * fee\" over=\"calendar_month\"", "amount=\"fee * (down_before / 1 hour)\"",
                        "windows over ticket have no neighbours", "<cap id=\"half\""},
                   });
}

TEST_CASE("an amount that is below zero whatever the case is refused") {
    check_refusals(fullest_pack,
                   {
                       {"amount=\"50% * fee\"", "amount=\"@-5 EUR\"", "'-5 EUR' is never above zero, whatever a case says"},
                       {"amount=\"50% * fee\"", "amount=\"@fee * -50%\"", "'fee * -50%' is never above zero"},
                       {"amount=\"50% * fee\"", "amount=\"@1 EUR - 2 EUR\"", "'1 EUR - 2 EUR' is below zero: expected an amount"},
                       {"amount=\"1 EUR\"", "amount=\"@-1 EUR\"", "'-1 EUR' is never above zero"},
                       {"amount=\"1 EUR\"", "amount=\"@if level.plan is premium then 1 EUR else 0 EUR - 1 EUR\"",
                        "is below zero at level 'silver'"},
                       {"value=\"(rate + bonus) * fee\"", "value=\"@-1 * (rate + bonus) * fee\"",
                        "'-1 * (rate + bonus) * fee' is never above zero"},
                       {"value=\"(rate + bonus) * fee\"", "value=\"@5 EUR - 10 EUR\"", "is below zero"},
                       {"value=\"7 days\"", "value=\"@-7 days\"", "'-7 days' is never above zero"},
                   });
    for (const char* const possible : {"0 EUR", "fee - 5 EUR", "min(fee, 5 EUR)", "fee * (rate - 5%)"}) {
        CAPTURE(possible);
        CHECK_NOTHROW(load_pack(
            replaced(fullest_pack, "(rate + bonus) * fee", "0 * bonus * fee + 0 * rate * fee + " + std::string(possible)),
            "x.xml"));
    }
}

TEST_CASE("what speaks of one event is refused where nothing makes one") {
    const std::string unclaimed = replaced(fullest_pack, "<claim required=\"yes\"", "<claim required=\"no\"");
    const std::vector<Broken> table = {
        {"per=\"window\"", "per=\"@claim\"", "no claim is required here, so no credit answers one"},
        {"over=\"calendar_year\" per=\"account\"", "over=\"calendar_year\" per=\"@claim\"", "no claim is required here"},
        {"per=\"window\"", "per=\"@incident\"",
         "only a guarantee over incident is about one incident, and this combines one such: it needs two"},
        {"per=\"window\"", "per=\"@ticket\"", "this combines no such: it needs two"},
        {"over=\"calendar_month\" per", "over=\"@incident\" per", "nothing that it bounds is about one incident"},
    };
    check_refusals(unclaimed, table);
    for (const Broken& row : table) {
        INFO("replaced by: " << std::string(row.replacement));
        std::string by = row.replacement;
        by.erase(by.find('@'), 1);
        CHECK_NOTHROW(load_pack(replaced(fullest_pack, row.snippet, by), "x.xml"));
    }
    check_refusals(fullest_pack, {{"guarantees=\"availability quality\"", "guarantees=\"@availability\"",
                                   "one guarantee has no other to combine with"}});
}

TEST_CASE("a bare word that is also a name is neither") {
    check_refusals(
        fullest_pack,
        {
            {"level.plan is premium", "level.plan is @wait",
             "'wait' is the name of the <max> at line 53, column 5, and could be a word: write 'wait' in quotes for the word"},
            {"level.plan is premium", "level.plan one of (basic, @wait)", "'wait' is the name of the <max>"},
            {"level.plan is premium", "(if wait above 1 hour then level.plan else @wait) is basic",
             "'wait' is the name of the <max>"},
        });
    CHECK_NOTHROW(load_pack(replaced(fullest_pack, "level.plan is premium", "level.plan is 'wait'"), "x.xml"));
    // A name of a text goes first; nothing else can stand there.
    const std::string named = replaced(
        fullest_pack, "<breach when=\"wait above level.limit and level.plan is premium\"/>",
        "<let name=\"plan\" value=\"level.plan\"/><breach when=\"wait above level.limit and plan is subject.priority\"/>");
    CHECK_NOTHROW(load_pack(named, "x.xml"));
}

TEST_CASE("the window of a subject begins at an instant that is known before anything is measured") {
    check_refusals(
        fullest_pack,
        {
            {"from=\"subject.opened + 1 hour\"", "from=\"@date(subject.opened)\"", "expected an instant, found a date"},
            {"from=\"subject.opened + 1 hour\"", "from=\"@window.start\"", "'window' is not known here"},
            {"from=\"subject.opened + 1 hour\"", "from=\"subject.opened + @fee\"", "nothing is named 'fee' here"},
            {"over=\"calendar_month\" decided_from", "over=\"calendar_month\" from=\"@claim.filed\" decided_from",
             "only the window of an incident or ticket can begin elsewhere"},
        });
}

TEST_CASE("a charge is the account's and not below zero") {
    check_refusals(fullest_pack,
                   {
                       {"amount=\"100 EUR\"", "amount=\"@100\"", "expected money, found a plain number"},
                       {"amount=\"100 EUR\"", "amount=\"@0 EUR - 1 EUR\"", "a charge can't be below zero"},
                       {"amount=\"100 EUR\"", "amount=\"@subscription.price\"",
                        "'subscription' is not known here: this formula can name case, account"},
                       {"amount=\"100 EUR\"", "amount=\"@fee\"", "nothing is named 'fee' here"},
                       {"on=\"case.as_of\"", "on=\"@account.units\"", "expected an instant or a date"},
                       {"when=\"account.standing is violation\"", "when=\"@window.days above 1\"", "'window' is not known here"},
                       {"<charge id=\"fine\"", "<charge id=\"fine\" when=\"yes\" amount=\"1 EUR\"/><charge id=\"@fine\"",
                        "the charge 'fine' stands already at line 70"},
                   });
}

TEST_CASE("a pack speaks of its subject only where all of its guarantees have one of a kind") {
    const std::string_view breach = "over=\"ticket\"><breach when=\"subject.response_time above 1 hour\"/></guarantee>";
    const auto rules = [&](std::string_view more) {
        return "<sla xmlns=\"urn:redress:rules:1\" id=\"t\" title=\"T\" timezone=\"UTC\" effective_from=\"2020-01-01\">"
               "<require id=\"mail\" that=\"subject.channel is email\"/><guarantee id=\"a\" " +
               std::string(breach) + std::string(more) + "</sla>";
    };
    CHECK_NOTHROW(load_pack(rules("<guarantee id=\"b\" " + std::string(breach)), "x.xml"));
    CHECK_THROWS_WITH_AS(
        load_pack(rules("<guarantee id=\"b\" over=\"day\"><downtime name=\"d\"/><breach when=\"d above 1 hour\"/></guarantee>"),
                  "x.xml"),
        doctest::Contains("'subject' is not known here"), Error);
}

TEST_CASE("an error names the element and the attribute") {
    try {
        load_pack(replaced(fullest_pack, "that=\"account.overdue_invoices is 0\"", "that=\"account.overdue is 0\""), "x.xml");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.place().record == "require");
        CHECK(error.place().field == "that");
        CHECK(error.place().position == Position{37, 30});
    }
}

}  // namespace redress::rules
