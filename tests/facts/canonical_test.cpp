// One content, one text: however a case came in, its canonical XML and its digest are the same.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "case_builder.h"
#include "digest.h"
#include "facts/case_xml.h"
#include "input_limits.h"
#include "xml/writer.h"

namespace redress::facts {
namespace {

// The records as XML, in the order given and with the texts given.
std::string as_xml(const std::vector<GivenRecord>& records) {
    std::string out;
    xml::Writer writer(out);
    for (const GivenRecord& record : records) {
        writer.open(record.name);
        if (record.name == "case") writer.attribute("xmlns", case_namespace);
        for (const auto& [name, value] : record.facts) writer.attribute(name, value);
        if (record.name != "case") writer.close();
    }
    writer.close();
    return out;
}

}  // namespace

TEST_CASE("the canonical XML of a full case") {
    const std::string expected =
        R"(<case xmlns="urn:redress:case:1" id="c-1" as_of="2026-02-01T00:00:00Z" currency="UAH">
  <account id="a-1" standing="suspended" overdue_invoices="2" units="12"/>
  <subscription id="s-1" sla="ua_hosting" price="1303.00" level="gold" kind="hourly" price_period="P6M" start="2025-11-30T22:00:00Z" end="2026-05-31T21:00:00Z" billing_period="P12M"/>
  <subscription id="s-2" sla="ua_hosting" price="0.00"/>
  <incident id="i-0" start="2026-01-31T00:00:00Z"/>
  <incident id="i-1" start="2026-01-05T06:00:00Z" end="2026-01-05T23:00:00Z" subscription="s-1" component="feed &lt;a&gt; &amp; &quot;b&quot;" kind="degradation" cause="ddos" severity="1" affected="50%" reported="2026-01-05T06:30:00Z" confirmed="yes" recovered="yes"/>
  <maintenance id="m-1" start="2026-01-10T00:00:00Z" end="2026-01-10T02:00:00Z" subscription="s-2" announced="2026-01-03T00:00:00Z" emergency="yes"/>
  <ticket id="t-1" opened="2026-01-05T08:59:00Z"/>
  <ticket id="t-2" opened="2026-01-05T09:00:00Z" subscriptions="s-1 s-2" channel="email" priority="high" first_response="2026-01-05T09:10:00Z" resolved="2026-01-05T10:00:00Z" response_limit="PT15M" resolution_limit="PT4H" duplicate_of="t-1" escalated="yes" priority_accepted="no"/>
  <charge subscription="s-1" amount="1303.50" period_start="2026-01-01T00:00:00Z" period_end="2026-02-01T00:00:00Z" kind="usage"/>
  <measurement metric="packet_loss" start="2026-01-01T00:00:00Z" end="2026-02-01T00:00:00Z" value="-0.75" subscription="s-1"/>
  <claim id="k-1" filed="2026-01-07T00:00:00Z" subscription="s-1" channel="ticket" guarantee="availability" incident="i-1" ticket="t-2" window="2026-01-05" remedy="discount" leaving="yes"/>
  <credit id="x-1" subscription="s-1" amount="21.72" granted="2026-01-20T00:00:00Z" claim="k-0" remedy="balance" remaining="1.70" available_from="2026-01-21T00:00:00Z" expires="2027-01-21T00:00:00Z"/>
  <invoice id="v-1" issued="2026-02-01T00:00:00Z"/>
  <line id="l-1" amount="-5.12" period_start="2026-02-01T00:00:00Z" period_end="2026-03-01T00:00:00Z" subscription="s-1"/>
  <holiday date="2026-01-07"/>
  <working_day date="2026-01-10"/>
</case>
)";
    const Case facts = built(full_case());
    CHECK(facts.canonical_xml() == expected);
    CHECK(facts.digest() == sha256_hex(expected).data());
}

TEST_CASE("facts equal to their defaults are left out") {
    std::vector<GivenRecord> records = with_basics({});
    const std::string plain = built(records).canonical_xml();
    records[1].facts.push_back({"standing", "good"});
    records[1].facts.push_back({"units", "0"});
    records[2].facts.push_back({"price_period", "P1M"});
    CHECK(built(records).canonical_xml() == plain);
}

TEST_CASE("additional facts follow the known ones, by name, with their text as it was given") {
    std::vector<GivenRecord> records = with_basics({});
    records[1].facts.insert(records[1].facts.begin(), {{"zone", "0.50 & more"}, {"individual_terms", "no"}});
    const std::string xml = built(records).canonical_xml();
    CHECK(xml.find("  <account id=\"a-1\" individual_terms=\"no\" zone=\"0.50 &amp; more\"/>\n") != std::string::npos);
}

TEST_CASE("a case built by calls and the same case from XML are the same, byte for byte") {
    const Case by_calls = built(full_case());
    const Case from_xml = parse_case(as_xml(full_case()), "case.xml");
    CHECK(from_xml.canonical_xml() == by_calls.canonical_xml());
    CHECK(from_xml.digest() == by_calls.digest());
}

TEST_CASE("canonical XML parses to itself") {
    std::vector<GivenRecord> records = full_case();
    records[1].facts.push_back({"tariff", "\xd0\x9a\xd0\xb8\xd1\x97\xd0\xb2 'n' \"<&>\""});
    const std::string canonical = built(records).canonical_xml();
    CHECK(parse_case(canonical, "").canonical_xml() == canonical);
}

TEST_CASE("the order in which records and facts are given never matters") {
    std::vector<GivenRecord> records = full_case();
    // Records without an id that differ late, only in an additional fact, or not at all.
    for (const char* value : {"2", "10", "2"}) {
        records.push_back(
            {"measurement",
             {{"metric", "loss"}, {"start", "2026-01-01T00:00:00Z"}, {"end", "2026-01-02T00:00:00Z"}, {"value", value}}});
    }
    for (const char* probe : {"b", "a"}) {
        records.push_back({"holiday", {{"date", "2026-01-08"}, {"region", probe}}});
    }
    records.push_back({"holiday", {{"date", "2025-12-25"}}});
    for (const char* id : {"i-10", "i-9", "I-1"}) records.push_back(incident(id, "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z"));
    const std::string expected = built(records).canonical_xml();

    std::mt19937_64 random(20'170'525);
    for (int round = 0; round < 200; ++round) {
        CAPTURE(round);
        std::shuffle(records.begin() + 1, records.end(), random);
        for (GivenRecord& record : records) std::shuffle(record.facts.begin(), record.facts.end(), random);
        const Case facts = built(records);
        REQUIRE(facts.canonical_xml() == expected);
        REQUIRE(facts.additional().size() == 2);
        REQUIRE(facts.additional()[0].text == "a");
    }
}

TEST_CASE("what differs in any fact has another digest") {
    const Case facts = built(full_case());
    std::vector<GivenRecord> records = full_case();
    records[2].facts[2].second = "1303.01";
    CHECK(built(records).digest() != facts.digest());
}

TEST_CASE("a case that takes too many bytes as XML is refused") {
    const auto case_of = [](int incidents) {
        std::vector<GivenRecord> records;
        for (int i = 0; i < incidents; ++i) {
            GivenRecord record = incident("i-" + std::to_string(i), "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z");
            record.facts.emplace_back("component", std::string(limits::text_bytes_max, '"'));  // six bytes each: &quot;
            records.push_back(std::move(record));
        }
        return with_basics(std::move(records));
    };
    CHECK(built(case_of(600)).canonical_xml().size() > 600u * 6 * limits::text_bytes_max);
    try {
        built(case_of(700)).canonical_xml();
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.status() == Status::limit_exceeded);
        CHECK(std::string(error.what()) == "the case as XML takes more than 16777216 bytes");
    }
}

TEST_CASE("the name of the file is not part of the content") {
    CHECK(parse_case(as_xml(full_case()), "a.xml").digest() == parse_case(as_xml(full_case()), "b.xml").digest());
}

}  // namespace redress::facts
