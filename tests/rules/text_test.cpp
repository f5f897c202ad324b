// Texts for people: what they can say, and what is refused when the rules are loaded.
#include "rules/text.h"

#include <doctest/doctest.h>

#include "broken_packs.h"
#include "packs.h"
#include "rules/grammar.h"

namespace redress::rules {
namespace {

const char* const requirement = ">The account is not in good standing.";
const char* const minimum = ">{entitled} is less than {bound}.";
const char* const cap = ">Within a year at most {bound}, and {left} are left.";
const char* const kept = ">It was up for {uptime} of the time, and {down} down.";
const char* const fine = ">A fine.";

TEST_CASE("a text is words and the formulas of its values") {
    const auto pack = load_pack(fullest_pack, "full.xml");
    const Wording& says = pack->caps.back().says;
    CHECK(says.words == "Within a year at most , and  are left.");
    REQUIRE(says.values.size() == 2);
    CHECK(says.values[0].at == 22);
    CHECK(says.values[0].formula.source() == "bound");
    CHECK(says.values[1].at == 28);
    CHECK_FALSE(says.names_any());
    const Sentence& own = pack->guarantees[0].sentences.at(0);
    CHECK(own.of == "not_breached");
    CHECK(own.says.definitions == 2);  // down, uptime
    CHECK(pack->sentences.at(0).says.shared == std::vector<std::uint16_t>{0});
    CHECK(pack->has_texts);
    CHECK(pack->explains_fully);
    const auto small = load_pack(smallest_pack, "small.xml");
    CHECK_FALSE(small->has_texts);
    CHECK_FALSE(small->explains_fully);
}

TEST_CASE("two braces are one") {
    const auto pack = load_pack(replaced(fullest_pack, requirement, ">{{a} {{{{ {{{1 + 1}}"), "full.xml");
    CHECK(pack->requirements[0].says.words == "{a} {{ {}");
    CHECK(pack->requirements[0].says.values.at(0).at == 8);
    CHECK(pack->requirements[0].says.values.at(0).formula.source() == "1 + 1");
}

TEST_CASE("a value that makes no sense is refused where its text stands") {
    check_refusals(
        fullest_pack,
        {
            {requirement, ">@Pay {fe} first.", "in '{fe}': nothing is named 'fe' here; did you mean 'fee'?"},
            {requirement, ">@Pay {accont.id}.", "in '{accont.id}': there is no record 'accont'; did you mean 'account'?"},
            {requirement, ">@Pay {account.standng}.", "account has no field 'standng'; did you mean 'standing'?"},
            {requirement, ">@Pay {account.standing.", "'{account.standing.' has no closing brace"},
            {requirement, ">@Pay {'}.", "'{'}.' has no closing brace"},
            {requirement, ">@Pay {}.", "in '{}': "},
            {requirement, ">@Pay {fee +}.", "in '{fee +}': "},
            {requirement, ">@Pay {uptime}.", "in '{uptime}': nothing is named 'uptime' here"},
            {requirement, ">@Pay {amount}.", "in '{amount}': nothing is named 'amount' here"},
            {requirement, ">@{fee is fee}", "a condition has no words of its own: say {if "},
            {requirement, ">@{fee / 1 hour}", "money per time is nothing that people read"},
            {requirement, ">@{fee + 1 hour}", "money and a length of time can't be added"},
            {requirement, ">@{long_outages} {outage}", "'outage' is a kind of record, of the <periods>"},
            {minimum, ">@{fee}", "nothing is named 'fee' here"},
            {minimum, ">@{left}", "nothing is named 'left' here"},
            {minimum, ">@{bund}", "nothing is named 'bund' here; did you mean 'bound'?"},
            {cap, ">@{uptime}", "nothing is named 'uptime' here"},
            {cap, ">@{amount}", "nothing is named 'amount' here"},
            {kept, ">@{amount}", "nothing is named 'amount' here"},
            {kept, ">@{wait}", "nothing is named 'wait' here"},
            {fine, ">@{subscription.id}", "'subscription' is not known here: this formula can name case, account"},
            {fine, ">@{window.start}", "'window' is not known here"},
            {fine, ">@{amout}", "nothing is named 'amout' here; did you mean 'amount'?"},
            {"of=\"not_breached\"", "of=\"@not_breachd\"", "'not_breachd' is not one of granted, denied"},
            {"of=\"not_breached\"", "of=\"@nothing_to_settle\"",
             "a decision 'nothing_to_settle' is about no guarantee: its sentence stands in <sla>"},
            {kept, ">  ", "<sentence> is what the customer reads: it needs a text", "<sentence of=\"not_breached\""},
            {"<sentence of=\"granted\" when=\"remedy is balance\"", "<sentence of=\"granted\" when=\"remedy is @balanc\"",
             "'balanc' is not one of balance, extension, discount; did you mean 'balance'?"},
            {"<sentence of=\"granted\" when=\"remedy is balance\"", "<sentence of=\"granted\" when=\"@amount\"",
             "expected a condition, found money"},
            {"<sentence of=\"granted\" when=\"remedy is balance\"", "<sentence of=\"denied\" when=\"@remedy is balance\"",
             "nothing is named 'remedy' here"},
        });
}

TEST_CASE("what only texts name is never used") {
    check_refusals(
        fullest_pack,
        {
            {"<claim required", "<let name=\"more\" value=\"2\"/><sentence of=\"denied\">{more}</sentence><claim required",
             "'more' is never used", "<let name=\"more\""},
            {"<breach when=\"uptime below 99.9%\"",
             "<let name=\"more\" value=\"2\"/><sentence of=\"denied\">{more}</sentence><breach when=\"uptime below 99.9%\"",
             "'more' is never used", "<let name=\"more\""},
        });
}

TEST_CASE("a name of the rules that is what texts call a value of the decision is refused where a text says it") {
    const std::string named = replaced(replaced(fullest_pack, "<let name=\"fee\"", "<let name=\"amount\""), "{fee}", "1");
    std::string all = named;
    for (std::size_t at = 0; (at = all.find("fee", at)) != std::string::npos;) all.replace(at, 3, "amount");
    check_refusals(all, {{">{amount} of 1", ">@{amount} of 1",
                          "'amount' is the name of the <let> at line 18, and what texts call a value of the decision: choose "
                          "another name for the <let>"}});
    CHECK(load_pack(replaced(all, ">{amount} of 1", ">of 1"), "full.xml") != nullptr);  // no text says it
}

TEST_CASE("a sentence that can never stand is refused") {
    check_refusals(fullest_pack,
                   {{"<remedy kind=\"extension\"",
                     "<sentence of=\"denied\">No.</sentence><sentence of=\"denied\" when=\"subscription.kind is "
                     "standard\">Never.</sentence><remedy kind=\"extension\"",
                     "no decision is left for this sentence: the one at line 67 is for all that are denied", "denied\" when"}});
}

TEST_CASE("texts are bounded") {
    std::string values, sentences;
    for (std::size_t i = 0; i < limits::text_values_max; ++i) values += "{fee}";
    CHECK(load_pack(replaced(fullest_pack, requirement, ">" + values), "full.xml") != nullptr);
    check_refusals(fullest_pack, {{requirement, (">@" + values + "{fee}").c_str(), "more than 32 values"}});
    const std::string long_text(limits::text_bytes_max - 5, 'x');
    CHECK(load_pack(replaced(fullest_pack, requirement, ">" + long_text + "{fee}"), "full.xml") != nullptr);
    check_refusals(fullest_pack,
                   {{requirement, (">@" + long_text + "x{fee}").c_str(), "a text with values has at most 4096 bytes"}});
    CHECK(load_pack(replaced(fullest_pack, requirement, ">" + long_text + "xxxxxx"), "full.xml") != nullptr);
    for (std::size_t i = 1; i < limits::sentences_max; ++i) sentences += "<sentence of=\"denied\">{fee}</sentence>";
    CHECK(load_pack(replaced(fullest_pack, "<approve when", sentences + "<approve when"), "full.xml") != nullptr);
    CHECK_THROWS_WITH_AS(
        load_pack(replaced(fullest_pack, "<approve when", sentences + "<sentence of=\"denied\">{fee}</sentence><approve when"),
                  "full.xml"),
        doctest::Contains("more than 256 sentences"), Error);
}

TEST_CASE("a text can't name what its windows lack") {
    const std::string shifted = "<count name=\"before\" of=\"incident\" shift=\"-1\"/>";
    const std::string sla =
        "<sla xmlns=\"urn:redress:rules:1\" id=\"s\" title=\"S\" timezone=\"UTC\" effective_from=\"2025-01-01\">";
    const std::string guarantees =
        "<guarantee id=\"a\" over=\"calendar_month\"><breach when=\"before above 1\"/></guarantee>"
        "<guarantee id=\"b\" over=\"incident\"><breach when=\"subject.duration above 1 hour\"/></guarantee>";
    const auto with = [&](const std::string& text) { return sla + shifted + guarantees + text + "</sla>"; };
    CHECK(load_pack(with("<sentence of=\"denied\">{claim.id}</sentence>"), "s.xml") != nullptr);
    CHECK_THROWS_WITH_AS(load_pack(with("<sentence of=\"denied\">{before}</sentence>"), "s.xml"),
                         doctest::Contains("windows over incident have no neighbours, but 'before' at line 1 has 'shift'"),
                         Error);
    CHECK_THROWS_WITH_AS(load_pack(with("<require id=\"r\" that=\"account.units is 1\">{before}</require>"), "s.xml"),
                         doctest::Contains("windows over incident have no neighbours"), Error);
}

}  // namespace
}  // namespace redress::rules
