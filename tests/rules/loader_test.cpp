#include "rules/loader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "broken_packs.h"
#include "formula/evaluator.h"
#include "packs.h"
#include "rules/grammar.h"
#include "xml/document.h"

namespace redress::rules {
namespace {

std::string refusal(const std::string& text) {
    try {
        load_pack(text, "x.xml");
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

void note_rows(const xml::Element& element, std::vector<std::string>& seen) {
    seen.emplace_back(element.name());
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        seen.push_back(std::string(element.name()) + "." + std::string(element.attribute(i).name));
    }
    for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) note_rows(child, seen);
}

// Where the values of attributes stand.
struct Slice {
    std::size_t at;
    std::size_t size;
};

std::vector<Slice> attribute_values(std::string_view text) {
    std::vector<Slice> out;
    std::size_t at = 0;
    while ((at = text.find("=\"", at)) != std::string_view::npos) {
        const std::size_t end = text.find('"', at + 2);
        out.push_back({at + 2, end - at - 2});
        at = end + 1;
    }
    return out;
}

}  // namespace

TEST_CASE("the smallest pack loads, and what it leaves out has its default") {
    const std::unique_ptr<Pack> pack = load_pack(smallest_pack, "small.xml");
    CHECK(pack->file == "small.xml");
    CHECK(pack->id == "small");
    CHECK(pack->title == "Small");
    CHECK_FALSE(pack->currency.has_value());
    CHECK(pack->zone.name() == "UTC");
    CHECK(pack->effective_from == time::parse_date("2025-01-01").value);
    CHECK_FALSE(pack->effective_to.has_value());
    CHECK(pack->effective.start == time::parse_instant("2025-01-01T00:00:00Z").value);
    CHECK(pack->rounding == exact::RoundingMode::half_up);
    CHECK(pack->digest.size() == 64);
    CHECK(pack->names == 1);
    REQUIRE(pack->guarantees.size() == 1);
    const Guarantee& guarantee = pack->guarantees[0];
    CHECK(guarantee.id == "uptime");
    CHECK(guarantee.over == time::WindowKind::calendar_month);
    CHECK_FALSE(guarantee.pays());
    CHECK_FALSE(guarantee.decided_from.exists());
    REQUIRE(guarantee.definitions.size() == 1);
    CHECK(guarantee.definitions_before_breach == 1);
    CHECK(guarantee.definitions[0].measure.kind == MeasureKind::downtime);
    CHECK(guarantee.definitions[0].measure.of == facts::Record::incident);
    CHECK(guarantee.definitions[0].measure.scope == Scope::subscription);
    CHECK(guarantee.definitions[0].measure.concurrent == 1);
    CHECK_FALSE(pack->claim.required);
    CHECK(pack->remedies.empty());
}

TEST_CASE("the fullest pack and calendar show every element and every attribute of the grammar") {
    std::vector<std::string> seen;
    for (const std::string_view text : {fullest_pack, fullest_calendar, pack_with_calendar})
        note_rows(xml::Document::parse(text, "full.xml").root(), seen);
    const auto shown = [&](const std::string& row) { return std::find(seen.begin(), seen.end(), row) != seen.end(); };
    for (const ElementRow& element : elements()) {
        const std::string name(element.name);
        CAPTURE(name);
        CHECK(shown(name));
        for (const AttributeRow& attribute : attributes(element.name)) {
            const std::string row = name + "." + std::string(attribute.name);
            CAPTURE(row);
            CHECK(shown(row));
        }
    }
}

TEST_CASE("the fullest pack loads as it is written") {
    const std::unique_ptr<Pack> pack = load_pack(fullest_pack, "full.xml");
    CHECK(pack->currency->name() == "EUR");
    CHECK(pack->effective.start == time::parse_instant("2025-01-01T00:00:00+01:00").value);
    CHECK(pack->effective.end == time::parse_instant("2026-01-01T00:00:00+01:00").value);
    CHECK(pack->rounding == exact::RoundingMode::half_even);
    CHECK(pack->sources == std::vector<std::string>{"full.txt"});
    REQUIRE(pack->readings.size() == 1);
    CHECK(pack->readings[0].text == "Months are calendar months, because clause 1 says monthly.");
    CHECK(pack->calendar.holidays.size() == 1);
    CHECK_FALSE(pack->calendar.is_working_day(time::parse_date("2025-12-25").value));

    REQUIRE(pack->levels.size() == 2);
    REQUIRE(pack->parameters.size() == 2);
    CHECK(pack->parameters[0].name == "limit");
    CHECK(pack->levels[0].values[0].number == exact::Rational(3'600));
    CHECK(pack->levels[1].values[0].number == exact::Rational(14'400));
    CHECK(pack->levels[0].values[1].text == "premium");
    CHECK(pack->levels[1].values[1].text == "basic");

    REQUIRE(pack->facts.size() == 4);
    CHECK(pack->facts[2].at_most.number == exact::Rational(1));
    CHECK(pack->facts[0].default_value.scalar == 0);
    CHECK(pack->facts[1].tokens == "low high");
    CHECK_FALSE(pack->facts[1].default_value.known());

    CHECK(pack->shared.size() == 20);
    const Measure& before = pack->shared[1].measure;
    CHECK(before.scope == Scope::account);
    CHECK(before.concurrent == 2);
    CHECK(before.shift == -1);
    const Measure& billed = pack->shared[5].measure;
    CHECK(billed.prorate);
    CHECK(billed.of == facts::Record::charge);
    CHECK(pack->shared[3].measure.membership == Membership::starting);

    REQUIRE(pack->exclusions.all.size() == 2);
    CHECK(pack->exclusions.all[0].daily->from == 1'800);
    CHECK(pack->exclusions.all[0].zone.fixed->name() == "Europe/Kyiv");
    CHECK(pack->exclusions.all[0].days.days == time::Days::working_days);
    CHECK(pack->exclusions.all[1].except_daily->until == 72'000);
    REQUIRE(pack->requirements.size() == 1);
    CHECK(pack->requirements[0].otherwise == Otherwise::review);
    CHECK(pack->requirements[0].says.words == "The account is not in good standing.");

    REQUIRE(pack->guarantees.size() == 5);
    const Guarantee& availability = pack->guarantees[0];
    CHECK(availability.pays());
    CHECK(availability.definitions.size() == 4);
    CHECK(availability.definitions_before_breach == 2);
    CHECK(availability.exclusions.all.size() == 1);
    CHECK(availability.requirements.size() == 1);
    CHECK(availability.definitions[3].ladder.monotone_waived);
    CHECK(availability.definitions[3].ladder.thresholds.size() == 2);
    CHECK(availability.definitions[3].ladder.thresholds[1][0] == exact::Rational(14'400));
    CHECK(availability.credit.type.is_number(formula::money));
    const Measure& missed = pack->guarantees[1].definitions[0].measure;
    CHECK(missed.kind == MeasureKind::windows);
    CHECK(missed.promise == "availability");
    CHECK(missed.last == 6);
    CHECK(missed.before);
    CHECK(missed.consecutive);
    CHECK(pack->guarantees[2].periods == 18);
    CHECK(pack->guarantees[2].over == time::WindowKind::incident);
    CHECK(pack->guarantees[3].credit.type.kind == formula::Kind::span);
    CHECK(pack->guarantees[3].definitions[0].measure.scope == Scope::subject);
    CHECK(!pack->shared[16].measure.of_range);
    CHECK(pack->shared[16].measure.exclusions);
    CHECK(pack->shared[17].measure.of_range);

    CHECK(pack->claim.required);
    CHECK(pack->claim.channels == std::vector<std::string>{"ticket", "email"});
    CHECK(pack->minimum->below == Below::drop);
    REQUIRE(pack->combinations.size() == 1);
    CHECK(pack->combinations[0].guarantees == std::vector<std::string>{"availability", "quality"});
    REQUIRE(pack->guarantees[0].caps.size() == 1);
    CHECK(pack->guarantees[0].caps[0].id == "availability_half");
    REQUIRE(pack->caps.size() == 3);
    CHECK(pack->caps[2].rolling == time::Span{12, 0, 0});
    CHECK(!pack->caps[2].over);
    CHECK(pack->caps[0].id == "half");
    CHECK(pack->caps[0].counting == CapCounting::all);
    CHECK(pack->caps[1].id == "cap_2");
    CHECK(pack->caps[1].count == 3);
    CHECK(pack->caps[1].per == CapPer::account);
    REQUIRE(pack->remedies.size() == 3);
    CHECK(pack->remedies[0].step_days == 1);
    CHECK(pack->remedies[0].rounding == exact::RoundingMode::up);
    CHECK(pack->remedies[1].expires == time::Span{12, 0, 0});
    CHECK(pack->remedies[1].fallback == Remedy::balance);
    CHECK(pack->remedies[2].rounding == exact::RoundingMode::half_even);
    CHECK(pack->names == 20 + 4);
}

TEST_CASE("a guarantee needs the shared definitions that it names, and those that they name") {
    const std::unique_ptr<Pack> pack = load_pack(fullest_pack, "full.xml");
    using Slots = std::vector<std::uint16_t>;
    CHECK(pack->guarantees[0].shared == Slots{0, 1, 13, 14, 15, 16, 17, 19});  // fee, down_before
    CHECK(pack->guarantees[2].shared == Slots{});  // the periods that it is over are none that it measures
    CHECK(pack->guarantees[3].shared == Slots{});
    CHECK(pack->guarantees[4].shared == Slots{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    CHECK(pack->caps[0].shared == Slots{0});
    CHECK(pack->caps[1].shared == Slots{});

    const std::string chained =
        replaced(smallest_pack, "<guarantee",
                 "<let name=\"a\" value=\"1\"/><let name=\"b\" value=\"a + 1\"/><let name=\"c\" value=\"b * 1 hour\"/>"
                 "<require id=\"r\" that=\"a is 1\"/><guarantee");
    const std::unique_ptr<Pack> third = load_pack(replaced(chained, "above 1 hour", "above c"), "x.xml");
    CHECK(third->guarantees[0].shared == Slots{0, 1, 2});
    CHECK(load_pack(replaced(chained, "<let name=\"c\" value=\"b * 1 hour\"/>",
                             "<let name=\"c\" value=\"3\"/>"
                             "<require id=\"s\" that=\"c + b is 3\"/>"),
                    "x.xml")
              ->guarantees[0]
              .shared == Slots{0, 1, 2});
}

TEST_CASE("what the grammar does not know is refused where it stands") {
    check_refusals(
        fullest_pack,
        {
            {"<claim required", "<clam required", "unknown element <clam> in <sla>; did you mean 'claim'?", "<clam"},
            {"<breach when=\"uptime", "<braech when=\"uptime", "unknown element <braech> in <guarantee>; did you mean 'breach'?",
             "<braech"},
            {"<holiday ", "<holliday ", "unknown element <holliday> in <calendar>; did you mean 'holiday'?", "<holliday"},
            {"<minimum amount", "<tier value=\"1\"/><minimum amount", "there can be no <tier> in <sla>", "<tier value=\"1\""},
            {"<claim required", "<breach when=\"yes\"/><claim required", "there can be no <breach> in <sla>",
             "<breach when=\"yes\""},
            {"<tier value=\"30%\"/>", "<tier value=\"30%\"><let/></tier>", "there can be no <let> in <tier>", "<let/>"},
            {"    <holiday date", "    <sla/><holiday date", "there can be no <sla> in <calendar>", "<sla/>"},
            {" rounding=\"half_even\"", " @roundin=\"half_even\"", "<sla> has no attribute 'roundin'; did you mean 'rounding'?"},
            {"when=\"uptime below", "@wen=\"uptime below", "<breach> has no attribute 'wen'; did you mean 'when'?"},
            {"monotone=\"yes\"", "@where=\"yes\"", "<tiers> has no attribute 'where'"},
            {"of=\"ticket\" from=", "of=\"ticket\" @prorate=\"yes\" from=", "<count> has no attribute 'prorate'"},
            {"<breach when=\"uptime below 99.9%\" clause=\"6.1\"/>", "<breach clause=\"6.1\"/>",
             "<breach> needs the attribute 'when': the condition", "<breach clause"},
            {" title=\"Full\"", "", "<sla> needs the attribute 'title'", "<sla"},
            {" timezone=\"Europe/Berlin\"", "", "<sla> needs the attribute 'timezone'", "<sla"},
            {" of=\"charge\" where", " where", "<sum> needs the attribute 'of': the records", "<sum"},
            {"<tier value=\"30%\"/>", "<tier/>", "<tier> needs the attribute 'value'", "<tier/>"},
            {" clause=\"1\">", ">", "<reading> needs the attribute 'clause'", "<reading"},
            {"until=\"2030-01-01\">", "until=\"2030-01-01\"> @text", "<calendar> has no text content"},
            {"<breach when=\"uptime below 99.9%\" clause=\"6.1\"/>", "<breach when=\"uptime below 99.9%\">@text</breach>",
             "<breach> has no text content"},
            {"Months are calendar months, because clause 1 says monthly.", "", "<reading> says how the clause was read",
             "<reading"},
            {" clause=\"8\"", " clause=\"@\"", "'clause' is empty"},
            {" channel=\"ticket email\"", " channel=\"@\"", "'channel' is empty"},
            {" channel=\"ticket email\"", " channel=\"@ \"", "'channel' is empty"},
            {" channel=\"ticket email\"", " channel=\"@ticket ticket\"", "'ticket' stands twice"},
            {"when=\"uptime below 99.9%\"", "when=\"@\"", "the formula is empty"},
        });
}

TEST_CASE("the head of a pack is checked") {
    check_refusals(
        fullest_pack,
        {
            {"urn:redress:rules:1", "@urn:redress:rules:2",
             "'urn:redress:rules:2' is not the namespace of rules: expected urn:redress:rules:1"},
            {"id=\"full\"", "id=\"@full/1\"", "'full/1' is not an id"},
            {"id=\"full\"", "id=\"@a b\"", "'a b' is not an id"},
            {"currency=\"EUR\"", "currency=\"@EUC\"", "'EUC' is not a currency of ISO 4217"},
            {"currency=\"EUR\"", "currency=\"@eur\"", "'eur' is not a currency of ISO 4217; did you mean 'EUR'?"},
            {"currency=\"EUR\"", "currency=\"@XAU\"", "'XAU' is not a currency"},
            {"Europe/Berlin", "@Europe/Berln", "did you mean 'Europe/Berlin'?"},
            {"Europe/Kyiv", "@Europe/Kyivv", "did you mean 'Europe/Kyiv'?"},
            {"effective_from=\"2025-01-01\"", "effective_from=\"@2025-02-29\"", "'2025-02-29' is not a date"},
            {"effective_from=\"2025-01-01\"", "effective_from=\"@01.01.2025\"", "expected YYYY-MM-DD"},
            {"effective_to=\"2026-01-01\"", "effective_to=\"@2024-12-31\"", "the version ends before it begins"},
            {"effective_to=\"2026-01-01\"", "effective_to=\"@2025-01-01\"", "the version ends before it begins"},
            {"published=\"2024-12-01\"", "published=\"@2024\"", "'2024' is not a date"},
            {"rounding=\"half_even\"", "rounding=\"@halfeven\"", "'halfeven' is not one of half_up, half_even"},
            {"file=\"full.txt\" title=\"Terms\" ", "", "<source> needs 'file' or 'title'", "<source"},
            {"saturday sunday", "@saturday sonday",
             "'sonday' is not one of none, sunday, monday, tuesday, wednesday, thursday, friday, saturday; did you mean "
             "'sunday'?"},
            {"saturday sunday", "@none sunday", "'none' stands alone, or days of the week without it"},
            {"saturday sunday", "@monday tuesday wednesday thursday friday saturday sunday", "no day of the week is worked"},
            {"2025-12-25", "@2025-12-32", "'2025-12-32' is not a date"},
            {"  <level id=\"gold\"", "  <calendar/>\n  <level id=\"gold\"", "an SLA has one <calendar>", "<calendar/>"},
            {"<hours days=\"working_days\"", "<hours days=\"working_days\" daily=\"12:00-14:00\"/><hours days=\"monday\"",
             "these hours overlap those at line 6, column", "08:00-18:00"},
            // Over midnight, from Sunday into Monday.
            {"<hours days=\"working_days\" daily=\"08:00-18:00\" timezone=\"account.zone\"/>",
             "<hours days=\"monday\" daily=\"06:00-18:00\"/><hours days=\"sunday\" daily=\"@22:00-06:01\"/>",
             "these hours overlap those at line 6"},
            {"weekend=\"saturday sunday\" clause=\"2\" from=\"2024-01-01\" until=\"2030-01-01\">\n    <holiday "
             "date=\"2025-12-25\" name=\"Christmas\"/><working_day "
             "date=\"2026-05-09\" name=\"in exchange\"/><hours days=\"working_days\"",
             "weekend=\"none\"><hours days=\"other_days\"", "the desk is open on no day of the week", "<calendar"},
            {"<words field=\"ticket.channel\" values=\"email phone\"", "<words field=\"ticket.channel\" values=\"@email, phone\"",
             "'email,' has a comma: words are separated by spaces"},
            {"daily=\"08:00-18:00\"", "daily=\"@8-18\"", "'8-18'"},
            {"daily=\"08:00-18:00\"", "daily=\"@08:00-08:00\"", "'08:00-08:00' begins where it ends: write 00:00-24:00"},
            {"<hours days=\"working_days\" daily=\"08:00-18:00\" timezone=\"account.zone\"/>", "",
             "the calendar of these rules has no opening hours: give <calendar> its <hours>", "opening\" pauses"},
            {" when=\"ticket.priority is normal\" hours", "/><clock hours",
             "no ticket is left for this clock: the one at line 7 is for all", "<clock hours"},
            {"ticket.priority is normal", "@ticket.response_time above 1 hour",
             "ticket.response_time goes by the clock of the ticket, which this condition chooses"},
            {"ticket.priority is normal", "@window.days above 1", "'window' is not known here: this formula can name case"},
            {"ticket.priority is normal", "@claim.leaving", "'claim' is not known here"},
            {"account.zone\"", "@account.individual_terms\"",
             "'account.individual_terms' is not a zone: expected an IANA name, or a <fact>"},
            {"account.zone\"", "@account.zonee\"", "account has no field 'zonee'; did you mean 'zone'?"},
            {"account.zone\"", "@incident.impact\"", "'incident' is not known here"},
            {"values=\"Europe/Berlin America/New_York\"", "values=\"@Europe/Berlin America/New_Yrk\"", "'America/New_Yrk'"},
            {"default=\"Europe/Berlin\"", "default=\"@Europe/Paris\"",
             "'Europe/Paris' is not one of Europe/Berlin, America/New_York"},
            {"\"ticket.channel\"", "\"@ticket.chanel\"", "'ticket.chanel' is not one of incident.component"},
            {"scope=\"subject\"/><condition name=\"loss\" of=\"incident\"",
             "scope=\"subject\"/><condition name=\"loss\" of=\"@account\"", "account covers no time"},
            {"hour and loss", "hour", "'loss' is never used", "<condition"},
            {"subject.duration above 4 hours", "loss @above 4", "a condition and a plain number can't be compared"},
            {"uptime below 99.9%", "@loss", "nothing is named 'loss' here"},
        });
    CHECK(refusal("<rules/>").find("the root is <rules>: rules begin with <sla>") == 0);
    CHECK(refusal("<sla xmlns=\"urn:redress:rules:1\" id=\"a\" title=\"A\" timezone=\"UTC\" "
                  "effective_from=\"2025-01-01\"/>") == "<sla> needs at least one <guarantee>");
}

TEST_CASE("periods are made of records, and measured where they stand") {
    check_refusals(
        fullest_pack,
        {
            {"name=\"outage\" clause", "name=\"@incident\" clause",
             "'incident' is a word of the rule language: choose another name"},
            {"name=\"work\" of=\"maintenance\"", "name=\"work\" of=\"@outage\"", "periods are made of records, not of periods"},
            {"name=\"work\" of=\"maintenance\"", "name=\"work\" of=\"@maintenanse\"",
             "there is no record 'maintenanse'; did you mean 'maintenance'?"},
            {"<downtime name=\"worked\" of=\"work\"/>", "<downtime name=\"worked\" of=\"@works\"/>",
             "there is no record 'works'"},
            {"name=\"worked\" of=\"work\"", "name=\"worked\" of=\"work\" scope=\"@account\"",
             "'scope' is for records: the <periods> at line 30 says which time 'work' is"},
            {"name=\"worked\" of=\"work\"", "name=\"worked\" of=\"work\" weight=\"@work.length / window.length\"",
             "'weight' is for records"},
            {"worked above 1 hour", "@work above 1 hour",
             "'work' is a kind of record, of the <periods> at line 30: measure it, as in <count of=\"work\">"},
            {"start=\"incident.reported\"", "start=\"@date(incident.reported)\"", "expected an instant, found a date"},
            {"end=\"incident.end\"", "end=\"@incident.duration\"", "expected an instant, found a length of time"},
            {"join=\"1 minute\"", "join=\"@-1 minute\"",
             "expected a length of time that is a constant or a parameter of the level, not below zero"},
            {"at_least=\"5 minutes\"", "at_least=\"@window.length\"", "expected a length of time that is a constant"},
            {"join=\"1 minute\" ", "", "only gaps that 'join' closes can count", "down\" at_least"},
            {"outage.length above 1 hour", "@outage.lenght above 1 hour", "period has no field 'lenght'; did you mean 'length'?"},
            {"outage.length above 1 hour", "@incident.duration above 1 hour", "'incident' is not known here"},
            {"<downtime name=\"worked\" of=\"work\"/>", "", "nothing is named 'worked' here", "worked above"},
        });
}

TEST_CASE("a guarantee is over periods that can be made before there is a window") {
    constexpr const char* over = "over=\"downfall\"";
    check_refusals(
        fullest_pack,
        {
            {over, "over=\"@downfal\"",
             "'downfal' is not one of day, calendar_month, quarter, calendar_year, billing_period, term, incident, ticket, "
             "downfall; did you mean 'downfall'?"},
            {over, "over=\"@down_year\"", "'down_year' is not one of day, calendar_month"},
            {over, "over=\"@work\"",
             "'work' is made of maintenance records: a credit can be about an incident or a ticket alone"},
            {over, "over=\"@outage\"",
             "no guarantee can be over 'outage': the <periods> at line 30 have a range of their own, and would be looked for in "
             "all of "
             "the time of service"},
            {"name=\"downfall\"", "name=\"downfall\" where=\"window.days above 30\"",
             "no guarantee can be over 'downfall': the <periods> at line 30 name a window, a claim or a computed name, before "
             "which they "
             "would be made",
             "downfall\"><breach"},
            {"name=\"downfall\"", "name=\"downfall\" start=\"claim.filed\"", "name a window, a claim or a computed name",
             "downfall\"><breach"},
            {"<exclude except_daily=\"08:00-20:00\"/>", "<exclude except_daily=\"08:00-20:00\" where=\"window.days above 30\"/>",
             "the exclusion at line 32 names a window or a claim, before which the periods are made", "downfall\"><breach"},
            {"<exclude except_daily=\"08:00-20:00\"/>",
             "<fact record=\"claim\" name=\"place\" type=\"zone\" values=\"Europe/Kyiv\"/>"
             "<exclude except_daily=\"08:00-20:00\" timezone=\"claim.place\"/>",
             "the exclusion at line 32 names a window or a claim, before which the periods are made", "downfall\"><breach"},
            {over, "over=\"downfall\" from=\"@case.as_of\"", "the window of a period begins with it: its <periods> has 'start'"},
            {"<breach when=\"downfall", "<downtime name=\"d\" of=\"@downfall\"/><breach when=\"d above 1 hour or downfall",
             "the window is one 'downfall': say downfall.length, or measure the records in it"},
            {"<breach when=\"downfall", "<downtime name=\"d\" shift=\"@-1\"/><breach when=\"d above 1 hour or downfall",
             "windows over downfall have no neighbours: use from and until"},
            {"downfall.length above 4 hours", "@downfall.lenght above 4 hours", "period has no field 'lenght'"},
            {"downfall.length above 4 hours", "@subject.duration above 4 hours", "'subject' is not known here"},
        });
}

TEST_CASE("windows are counted of a promise that stands before, and is over the same") {
    check_refusals(fullest_pack,
                   {
                       {"of=\"availability\" last", "of=\"@availabilty\" last",
                        "no guarantee 'availabilty' stands before this one; did you mean 'availability'?"},
                       {"of=\"availability\" last", "of=\"@quality\" last", "no guarantee 'quality' stands before this one"},
                       {"of=\"availability\" last", "of=\"@repeated\" last", "no guarantee 'repeated' stands before this one"},
                       {"id=\"repeated\" over=\"calendar_month\"", "id=\"repeated\" over=\"quarter\"",
                        "'availability' is over calendar_month: its windows can be counted in a guarantee over the same",
                        "availability\" last"},
                       {"title=\"Availability\" over=\"calendar_month\"", "title=\"Availability\" over=\"term\"",
                        "windows over term have no neighbours", "term\" decided_from"},
                       {"last=\"6\"", "last=\"@121\"", "'121' is not a whole number from 1 to 120"},
                       {"last=\"6\"", "last=\"@0\"", "'0' is not a whole number from 1 to 120"},
                   });
}

TEST_CASE("a time is of records or of the range, and hours are excluded on a condition") {
    check_refusals(
        fullest_pack,
        {
            {"<time name=\"service_time\"", "<time where=\"@yes\" name=\"service_time\"", "'where' is for records: say of which"},
            {"<time name=\"service_time\"", "<time scope=\"@subject\" name=\"service_time\"", "the range is nobody's record"},
            {"of=\"maintenance\" clause=\"3\"", "of=\"@holiday\" clause=\"3\"", "holiday covers no time"},
            {"<exclude except_daily=\"08:00-20:00\"/>",
             "<exclude except_daily=\"08:00-20:00\" where=\"@maintenance.emergency\"/>", "'maintenance' is not known here"},
            {"<exclude except_daily=\"08:00-20:00\"/>", "<exclude except_daily=\"08:00-20:00\" where=\"@incident.emergency\"/>",
             "incident has no field 'emergency'"},
        });
}

TEST_CASE("levels and declared facts are checked") {
    check_refusals(
        fullest_pack,
        {
            {"<level id=\"silver\"", "<level id=\"@gold\"", "the level 'gold' stands already at line 8"},
            {"    <parameter name=\"limit\" value=\"4 hours\"/>\n", "", "the level 'silver' lacks the parameter 'limit'",
             "<level id=\"silver\""},
            {"<parameter name=\"limit\" value=\"4 hours\"/>", "<parameter name=\"limit\" value=\"@1 day\"/>",
             "'limit' is a length of time in another level, but a calendar span here: a day is not always 24 hours"},
            {"<parameter name=\"limit\" value=\"4 hours\"/>", "<parameter name=\"@limits\" value=\"4 hours\"/>",
             "the level 'gold' has no parameter 'limits'; did you mean 'limit'?"},
            {"<parameter name=\"plan\" value=\"'premium'\"/>", "<parameter name=\"@limit\" value=\"2 hours\"/>",
             "the parameter 'limit' stands twice"},
            {"value=\"4 hours\"", "value=\"@4 EUR\"", "'limit' is a length of time in another level, but money here"},
            {"value=\"4 hours\"", "value=\"@subscription.price\"",
             "'subscription' is not known here: this formula is a constant"},
            {"value=\"4 hours\"", "value=\"@level.plan\"", "'level' is not known here: this formula is a constant"},
            {"value=\"4 hours\"", "value=\"@999999999999999999 * 999999999999999999 * 1 hour\"",
             "the value is not a constant that fits 18 digits"},
            {"value=\"'basic'\"", "value=\"@basic\"", "nothing is named 'basic' here"},
            {"record=\"account\"", "record=\"@acount\"", "there is no record 'acount'; did you mean 'account'?"},
            {"record=\"account\"", "record=\"@case\"", "additional facts belong to the records of a case"},
            {"record=\"account\"", "record=\"@window\"", "there is no record 'window'"},
            {"name=\"individual_terms\"", "name=\"@units\"", "account.units is in the vocabulary already"},
            {"name=\"individual_terms\"", "name=\"@9terms\"", "'9terms' is not a name"},
            {"record=\"incident\" name=\"impact\"", "record=\"account\" name=\"@individual_terms\"",
             "account.individual_terms is declared already at line 16"},
            {"type=\"flag\"", "type=\"@bool\"", "'bool' is not one of text, token, count"},
            {"type=\"flag\"", "type=\"@span\"", "'span' is not one of"},
            {"type=\"flag\"", "type=\"flag\" values=\"@a b\"",
             "'values' lists the set of a token or the zones of a zone, and only of such"},
            {" values=\"low high\"", "", "'values' lists the set of a token", "<fact record=\"incident\""},
            {"default=\"no\"", "default=\"@maybe\"", "'maybe'"},
            {"values=\"low high\"", "values=\"low high\" default=\"@hihg\"", "did you mean 'high'?"},
            {"at_most=\"100%\"", "at_most=\"@all\"", "'all' is not a ratio"},
            {"at_most=\"100%\"", "at_most=\"@-1%\"", "'-1%' is below 0%, the bound that the rules declare"},
            {"at_most=\"100%\"", "at_most=\"100%\" default=\"@101%\"", "'101%' is above 100%, the bound that the rules declare"},
            {"type=\"flag\"", "type=\"flag\" at_least=\"@no\"", "a flag has no bounds: only numbers and times have"},
            {"values=\"low high\"", "values=\"low high\" at_most=\"@high\"", "a token has no bounds"},
        });
}

TEST_CASE("a parameter below <sla> is that of every level that has none of its own") {
    const auto with = [](const std::string& head, const std::string& levels) {
        std::string text(smallest_pack);
        text.insert(text.find("<guarantee"), head + levels);
        return replaced(text, "down above 1 hour", "down above level.limit");
    };
    const std::string standard = "<parameter name=\"limit\" value=\"4 hours\"/>";
    const std::string levels =
        "<level id=\"gold\"><parameter name=\"limit\" value=\"1 hour\"/></level><level id=\"silver\"/><level "
        "id=\"iron\"></level>";
    // Wherever it stands.
    for (const std::string& text : {with(standard, levels), with(levels, standard)}) {
        const std::unique_ptr<Pack> pack = load_pack(text, "x.xml");
        REQUIRE(pack->parameters.size() == 1);
        REQUIRE(pack->levels.size() == 3);
        CHECK(pack->levels[0].values[0].number == exact::Rational(3'600));
        CHECK(pack->levels[1].values[0].number == exact::Rational(14'400));
        CHECK(pack->levels[2].values[0].number == exact::Rational(14'400));
    }
    CHECK(refusal(with(standard, "")) == "a parameter is of a <level>, and there is none: a constant is a <let>");
    CHECK(refusal(with(standard + standard, levels)) == "the parameter 'limit' stands twice");
    CHECK(refusal(with("<parameter name=\"limit\" value=\"4\"/>", levels)) ==
          "'limit' is a length of time in another level, but a plain number here");
    CHECK(refusal(with("<parameter name=\"limits\" value=\"4 hours\"/>", levels)) ==
          "the level 'silver' lacks the parameter 'limit'");
    CHECK(refusal(with("<parameter name=\"limit\" value=\"subscription.price\"/>", levels)) ==
          "'subscription' is not known here: this formula is a constant");
}

TEST_CASE("nothing is declared in vain") {
    check_refusals(smallest_pack,
                   {
                       {"<guarantee", "<level id=\"a\">\n<parameter name=\"spare\" value=\"1\"/></level><guarantee",
                        "the parameter 'spare' is never used", "<parameter"},
                       {"<guarantee", "<let name=\"spare\" value=\"1\"/><guarantee", "'spare' is never used", "<let"},
                       {"<breach", "<let name=\"spare\" value=\"1\"/><breach", "'spare' is never used", "<let"},
                       {"<guarantee", "<let name=\"a\" value=\"1\"/><let name=\"spare\" value=\"a\"/><guarantee",
                        "'spare' is never used", "<let name=\"spare\""},
                       {"down above 1 hour", "yes", "'down' is never used", "<downtime"},
                   });
}

TEST_CASE("an SLA has a limited number of names and of guarantees") {
    const std::string head =
        "<sla xmlns=\"urn:redress:rules:1\" id=\"x\" title=\"X\" timezone=\"UTC\" effective_from=\"2025-01-01\">";
    const auto name = [](std::size_t i) { return "n" + std::to_string(i); };
    const auto lets = [&](std::size_t count) {
        std::string out = "<let name=\"n1\" value=\"1\"/>";
        for (std::size_t i = 2; i <= count; ++i) out += "<let name=\"" + name(i) + "\" value=\"" + name(i - 1) + " + 1\"/>";
        return out;
    };
    const auto guarantee = [](const std::string& id, const std::string& body) {
        return "<guarantee id=\"" + id + "\" over=\"day\">" + body + "</guarantee>";
    };
    const auto breach = [](const std::string& left) { return "<breach when=\"" + left + " above 7\"/>"; };
    const auto shared = [&](std::size_t count) {
        return refusal(head + lets(count) + guarantee("g", breach(name(count))) + "</sla>");
    };
    const auto own = [&](std::size_t count) {
        return refusal(head + guarantee("g", lets(count) + breach(name(count))) + "</sla>");
    };
    const auto guarantees = [&](std::size_t count) {
        std::string out = head;
        for (std::size_t i = 0; i < count; ++i) out += guarantee("g" + std::to_string(i), breach("account.units"));
        return refusal(out + "</sla>");
    };
    CHECK(shared(256) == "accepted");
    CHECK(shared(257) == "more than 256 names");
    CHECK(own(256) == "accepted");
    CHECK(own(257) == "more than 256 names");
    CHECK(guarantees(256) == "accepted");
    CHECK(guarantees(257) == "more than 256 guarantees");
}

TEST_CASE("what conditions put into the formulas of an SLA is bounded") {
    std::string many = "incident.confirmed";  // 100 facts and 99 words between them are 199 parts
    for (int i = 1; i < 100; ++i) many += " or incident.confirmed";
    const auto with = [&](std::size_t uses) {
        std::string text = "<condition name=\"c\" of=\"incident\" that=\"" + many +
                           "\"/><condition name=\"d\" of=\"incident\" that=\"c or c or c or c\"/>";
        for (std::size_t i = 0; i < uses; ++i) text += "<exclude of=\"incident\" where=\"d\"/>";
        return refusal(replaced(smallest_pack, "<guarantee", text + "<guarantee"));
    };
    // d takes 4 * 199 parts, and is 7 + 4 * 199 = 803 itself: 796 + 1244 * 803 = 999,728.
    CHECK(with(1244) == "accepted");
    CHECK(with(1245) == "the conditions put more than 1000000 parts into the formulas of these rules");
}

TEST_CASE("a pack with shuffled values loads or is refused with a place, never otherwise") {
    const std::vector<Slice> values = attribute_values(fullest_pack);
    const char* const odd[] = {"",
                               " ",
                               "0",
                               "-1",
                               "1 EUR",
                               "1 hour",
                               "1 month",
                               "yes",
                               "'x'",
                               "(1 / 0 else 1)",
                               "1 / (1 - 1)",
                               "999999999999999999 * 999999999999999999 * 1 hour",
                               "subject.id",
                               "level.limit",
                               "level.plan",
                               "window.length",
                               "claim.filed",
                               "incident",
                               "case.as_of + 40000 years",
                               "max",
                               "2025-06-31",
                               "&#9;",
                               "\xC3\xA9"};
    std::mt19937_64 random(20'250'101);
    int loaded = 0;
    int refused = 0;
    for (int i = 0; i < 4'000; ++i) {
        std::string text(fullest_pack);
        const Slice& target = values[random() % values.size()];
        const std::size_t choice = random() % (values.size() + std::size(odd));
        const std::string value =
            choice < values.size() ? text.substr(values[choice].at, values[choice].size) : odd[choice - values.size()];
        text.replace(target.at, target.size, value);
        CAPTURE(target.at);
        CAPTURE(value);
        try {
            load_pack(text, "x.xml");
            ++loaded;
        } catch (const Error& error) {
            ++refused;
            const bool placed =
                error.place().position.line > 0 && error.place().file == "x.xml" && error.status() == Status::invalid_rules;
            if (!placed) FAIL_CHECK(error.what());
        }
    }
    CHECK(loaded > 100);
    CHECK(refused > 2'000);
}

}  // namespace redress::rules
