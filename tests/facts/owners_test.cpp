// Facts by name and type, and which records concern which subscription.
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "facts/case_xml.h"

namespace redress::facts {
namespace {

Case read(const std::string& records) {
    return parse_case(
        "<case xmlns=\"urn:redress:case:1\" id=\"c\" as_of=\"2026-04-01T00:00:00Z\" currency=\"EUR\"><account id=\"a\"/>" +
            records + "</case>",
        {});
}

const std::string two_services =
    "<subscription id=\"s1\" sla=\"t\" price=\"1\"/><subscription id=\"s2\" sla=\"t\" price=\"2.50\" level=\"gold\"/>";

std::string concerning(const Case& facts, Record record, std::uint32_t subscription) {
    std::string out;
    facts.each_concerning(record, subscription, [&](std::uint32_t i) {
        out += (out.empty() ? "" : " ") + std::string(facts.fact(record, i, 0).text);
        return true;
    });
    return out;
}

}  // namespace

TEST_CASE("a record concerns the subscription that it names, or all where it names none") {
    const Case facts =
        read(two_services +
             "<incident id=\"a\" start=\"2026-01-05T00:00:00Z\" subscription=\"s2\"/>"
             "<incident id=\"b\" start=\"2026-01-05T00:00:00Z\"/>"
             "<incident id=\"c\" start=\"2026-01-05T00:00:00Z\" subscription=\"s1\"/>"
             "<incident id=\"d\" start=\"2026-01-05T00:00:00Z\" subscription=\"s2\"/>"
             "<incident id=\"e\" start=\"2026-01-05T00:00:00Z\" subscriptions=\"s1\"/>"
             "<incident id=\"f\" start=\"2026-01-05T00:00:00Z\" subscriptions=\"s2 s1\"/>"
             "<maintenance id=\"m\" start=\"2026-01-05T00:00:00Z\" end=\"2026-01-06T00:00:00Z\" subscriptions=\"s2\"/>"
             "<maintenance id=\"n\" start=\"2026-01-05T00:00:00Z\" end=\"2026-01-06T00:00:00Z\" subscription=\"s1\"/>"
             "<ticket id=\"t\" opened=\"2026-01-05T00:00:00Z\" subscriptions=\"s2\"/>"
             "<ticket id=\"u\" opened=\"2026-01-05T00:00:00Z\" subscriptions=\"s2 s1\"/>"
             "<ticket id=\"v\" opened=\"2026-01-05T00:00:00Z\"/>");
    CHECK(concerning(facts, Record::incident, 0) == "b c e f");
    CHECK(concerning(facts, Record::incident, 1) == "a b d f");
    CHECK(concerning(facts, Record::ticket, 0) == "u v");
    CHECK(concerning(facts, Record::ticket, 1) == "t u v");
    CHECK(concerning(facts, Record::maintenance, 0) == "n");
    CHECK(concerning(facts, Record::maintenance, 1) == "m");
    CHECK(concerning(facts, Record::measurement, 0).empty());
    CHECK(facts.count_concerning(Record::ticket, 1) == 3);
    for (const Record record : {Record::incident, Record::maintenance, Record::ticket}) {
        for (std::uint32_t subscription = 0; subscription < 2; ++subscription) {
            std::vector<std::uint32_t> expected;
            for (std::uint32_t i = 0; i < facts.count(record); ++i) {
                if (facts.concerns(record, i, subscription)) expected.push_back(i);
            }
            std::vector<std::uint32_t> found;
            const bool whole = facts.each_concerning(record, subscription, [&](std::uint32_t i) {
                found.push_back(i);
                return true;
            });
            CHECK(whole);
            CHECK(found == expected);
        }
    }
}

TEST_CASE("a visit ends where it is told to") {
    const Case facts = read(
        two_services + "<incident id=\"a\" start=\"2026-01-05T00:00:00Z\"/><incident id=\"b\" start=\"2026-01-05T00:00:00Z\"/>");
    int visited = 0;
    CHECK_FALSE(facts.each_concerning(Record::incident, 1, [&](std::uint32_t) { return ++visited < 1; }));
    CHECK(visited == 1);
}

TEST_CASE("facts have the type of their field, and are optional where it is") {
    const Case facts = read(two_services +
                            "<incident id=\"i\" start=\"2026-01-05T00:00:00Z\" affected=\"25%\"/>"
                            "<claim id=\"k\" filed=\"2026-02-01T00:00:00Z\" subscription=\"s2\" window=\"2026-01-05\"/>");
    CHECK(facts.get<"incident.id">(0) == "i");
    CHECK(facts.get<"incident.start">(0) == time::parse_instant("2026-01-05T00:00:00Z").value);
    CHECK(facts.get<"incident.affected">(0) == exact::Rational::fraction(1, 4));
    CHECK(facts.get<"incident.end">(0) == std::nullopt);
    CHECK(facts.get<"incident.kind">(0) == 0);  // outage, by default
    CHECK(facts.get<"subscription.price">(1) == exact::Rational::fraction(5, 2));
    CHECK(facts.get<"subscription.level">(0) == std::nullopt);
    CHECK(facts.get<"subscription.level">(1) == "gold");
    CHECK(facts.get<"subscription.billing_period">(0) == time::Span{1, 0, 0});
    CHECK(facts.get<"claim.window">(0) == time::parse_date("2026-01-05").value);
    CHECK(facts.link<"claim.subscription">(0) == 1);
    CHECK(facts.link<"claim.incident">(0) == no_record);
    CHECK(std::is_same_v<decltype(facts.get<"incident.end">(0)), std::optional<time::Instant>>);
    CHECK(std::is_same_v<decltype(facts.get<"claim.filed">(0)), time::Instant>);
}

}  // namespace redress::facts
