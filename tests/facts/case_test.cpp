#include "facts/case.h"

#include <doctest/doctest.h>

#include <string>

#include "case_builder.h"
#include "input_limits.h"

namespace redress::facts {
namespace {

time::Instant at(std::string_view text) { return time::parse_instant(text).value; }

// Sets `name` in `facts` and gives the error's message, or "accepted".
std::string refusal(Case& facts, const std::string& name, const std::string& text, Place* place = nullptr) {
    try {
        facts.set(name, text, {7, 3}, {7, 9});
    } catch (const Error& error) {
        if (place != nullptr) *place = error.place();
        return error.what();
    }
    return "accepted";
}

std::string refusal_of_record(Case& facts, const std::string& name) {
    try {
        facts.add(name, {4, 2});
    } catch (const Error& error) {
        CHECK(error.place().record == name);
        CHECK(error.place().position == Position{4, 2});
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("facts read back as they were set, defaults fill the rest, what is unknown stays absent") {
    const Case facts = built(with_basics({incident("i-1", "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z")}));
    CHECK(facts.id() == "c-1");
    CHECK(facts.as_of() == at("2026-02-01T00:00:00Z"));
    CHECK(facts.currency().name() == "UAH");
    CHECK(facts.count(Record::case_) == 1);
    CHECK(facts.count(Record::subscription) == 1);
    CHECK(facts.count(Record::ticket) == 0);
    CHECK(facts.count(Record::window) == 0);

    const Fact& price = facts.fact(Record::subscription, 0, slot(Record::subscription, "price"));
    CHECK(price.state == Fact::State::given);
    CHECK(price.number == exact::Rational(100));
    const Fact& period = facts.fact(Record::subscription, 0, slot(Record::subscription, "price_period"));
    CHECK(period.state == Fact::State::defaulted);
    CHECK(period.span == time::Span{1, 0, 0});
    CHECK_FALSE(facts.fact(Record::subscription, 0, slot(Record::subscription, "level")).known());
    CHECK(facts.fact(Record::incident, 0, slot(Record::incident, "affected")).number == exact::Rational(1));
}

TEST_CASE("an unknown record is refused with the nearest name") {
    struct Refusal {
        const char* record;
        const char* message;
    };
    const Refusal table[] = {
        {"incidnt", "'incidnt' is not a record of a case; did you mean 'incident'?"},
        {"zzzzzz", "'zzzzzz' is not a record of a case"},
        {"", "'' is not a record of a case"},
        {"window", "'window' is derived: a case cannot carry it"},
    };
    for (const Refusal& row : table) {
        Case facts;
        CHECK(refusal_of_record(facts, row.record) == row.message);
    }
}

TEST_CASE("a record that may stand once is refused the second time") {
    Case facts;
    facts.add("account");
    CHECK(refusal_of_record(facts, "account") == "a second account: a case has exactly one");
    facts.add("invoice");
    CHECK(refusal_of_record(facts, "invoice") == "a second invoice: a case has at most one");
}

TEST_CASE("the case record can be returned to") {
    Case facts;
    facts.set("id", "c-1");
    facts.add("account");
    facts.set("id", "a-1");
    facts.add("case");
    facts.set("as_of", "2026-02-01T00:00:00Z");
    facts.set("currency", "EUR");
    facts.finish();
    CHECK(facts.currency().name() == "EUR");
    CHECK(facts.count(Record::case_) == 1);
}

TEST_CASE("a value that can't be is refused with its place, and the field can be set again") {
    struct Refusal {
        const char* record;
        const char* field;
        const char* value;
        const char* message;
    };
    const Refusal table[] = {
        {"subscription", "price", "1e5", "'1e5' is not money: expected a decimal such as 21.72"},
        {"subscription", "price", "-5", "'-5' is below zero: price is 0 or more"},
        {"incident", "affected", "-25%", "'-25%' is below zero: affected is 0 or more"},
        {"incident", "kind", "outtage",
         "'outtage' is not one of outage, degradation, hardware_failure, data_loss; did you mean 'outage'?"},
        {"credit", "amount", "-0.01", "'-0.01' is below zero: amount is 0 or more"},
    };
    for (const Refusal& row : table) {
        CAPTURE(row.value);
        Case facts;
        facts.set_file("case.xml");
        facts.add(row.record);
        Place place;
        CHECK(refusal(facts, row.field, row.value, &place) == row.message);
        CHECK(place.file == "case.xml");
        CHECK(place.position == Position{7, 9});
        CHECK(place.record == row.record);
        CHECK(place.field == row.field);
        facts.set(row.field, find_field(*find_record(row.record), row.field)->type == FieldType::token ? "outage" : "1");
    }
}

TEST_CASE("a line's amount, a charge's and a measurement's value may be below zero") {
    Case facts;
    facts.add("line");
    CHECK(refusal(facts, "amount", "-5") == "accepted");
    facts.add("charge");
    CHECK(refusal(facts, "amount", "-0.01") == "accepted");
    facts.add("measurement");
    CHECK(refusal(facts, "value", "-5") == "accepted");
}

TEST_CASE("a field is given once, a derived field never") {
    Case facts;
    facts.add("incident");
    facts.set("start", "2026-01-05T08:00:00Z");
    Place place;
    CHECK(refusal(facts, "start", "2026-01-05T09:00:00Z", &place) == "'start' is given twice");
    CHECK(place.position == Position{7, 3});
    CHECK(refusal(facts, "duration", "PT1H") == "'duration' is derived: a case cannot give it");
    facts.set("individual_terms", "yes");
    CHECK(refusal(facts, "individual_terms", "yes") == "'individual_terms' is given twice");
}

TEST_CASE("a field that the vocabulary lacks is kept as an additional fact") {
    std::vector<GivenRecord> records = with_basics({});
    records[0].facts.push_back({"tariff_zone", "3"});
    records[1].facts.push_back({"individual_terms", "no"});
    records[1].facts.push_back({"hardware", "own"});
    const Case facts = built(records);
    REQUIRE(facts.additional().size() == 3);
    const auto check = [&](std::size_t i, Record record, std::string_view name, std::string_view text) {
        CHECK(facts.additional()[i].record == record);
        CHECK(facts.additional()[i].index == 0);
        CHECK(facts.additional()[i].name == name);
        CHECK(facts.additional()[i].text == text);
    };
    check(0, Record::case_, "tariff_zone", "3");
    check(1, Record::account, "hardware", "own");
    check(2, Record::account, "individual_terms", "no");
}

TEST_CASE("an additional fact needs a proper name and a proper text") {
    struct Refusal {
        std::string name;
        std::string text;
        const char* message;  // a part of it
    };
    const Refusal table[] = {
        {"", "x", "'' is not the name of a fact"},
        {"Start", "x", "; did you mean 'start'?"},
        {"a-b", "x", "'a-b' is not the name of a fact"},
        {"1st", "x", "'1st' is not the name of a fact"},
        {"xmlns", "x", "'xmlns' is not the name of a fact"},
        {std::string(65, 'a'), "x", "is not the name of a fact"},
        {"terms", "", "is empty"},
        {"terms", "a\nb", "holds a control character"},
        {"terms", "\xff", "is not UTF-8"},
        {"terms", std::string(4097, 'a'), "has more than 4096 bytes"},
    };
    for (const Refusal& row : table) {
        CAPTURE(row.name);
        CAPTURE(row.text);
        Case facts;
        facts.add("incident");
        const std::string message = refusal(facts, row.name, row.text);
        CAPTURE(message);
        CHECK(message.find(row.message) != std::string::npos);
    }
}

TEST_CASE("references resolve to indexes in canonical order") {
    const Case facts = built({root(),
                              account(),
                              subscription("s-3"),
                              subscription("s-1"),
                              subscription("s-2"),
                              {"ticket", {{"id", "t-1"}, {"opened", "2026-01-05T08:00:00Z"}, {"subscriptions", "s-3 s-1"}}},
                              {"ticket", {{"id", "t-0"}, {"opened", "2026-01-05T09:00:00Z"}, {"duplicate_of", "t-1"}}},
                              {"line",
                               {{"id", "l-1"},
                                {"amount", "1"},
                                {"period_start", "2026-02-01T00:00:00Z"},
                                {"period_end", "2026-03-01T00:00:00Z"},
                                {"subscription", "s-2"}}},
                              {"invoice", {{"id", "v-1"}, {"issued", "2026-02-01T00:00:00Z"}}}});
    // Canonical: subscriptions s-1, s-2, s-3; tickets t-0, t-1.
    constexpr std::uint8_t subscriptions = slot(Record::ticket, "subscriptions");
    CHECK(facts.link(Record::line, 0, slot(Record::line, "subscription")) == 1);
    CHECK(facts.link(Record::ticket, 0, slot(Record::ticket, "duplicate_of")) == 1);
    CHECK(facts.link(Record::ticket, 1, slot(Record::ticket, "duplicate_of")) == no_record);
    CHECK(facts.links(Record::ticket, 0, subscriptions).empty());
    REQUIRE(facts.links(Record::ticket, 1, subscriptions).size() == 2);
    CHECK(facts.links(Record::ticket, 1, subscriptions)[0] == 0);
    CHECK(facts.links(Record::ticket, 1, subscriptions)[1] == 2);
}

TEST_CASE("an extent runs from start to end, or to as_of where there is no end") {
    const Case facts = built(full_case());
    struct Expected {
        Record record;
        std::size_t index;
        const char* start;
        const char* end;
    };
    const Expected table[] = {
        {Record::incident, 0, "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z"},  // i-0 lasts
        {Record::incident, 1, "2026-01-05T06:00:00Z", "2026-01-05T23:00:00Z"},
        {Record::maintenance, 0, "2026-01-10T00:00:00Z", "2026-01-10T02:00:00Z"},
        {Record::ticket, 0, "2026-01-05T08:59:00Z", "2026-02-01T00:00:00Z"},  // t-1 is open
        {Record::ticket, 1, "2026-01-05T09:00:00Z", "2026-01-05T10:00:00Z"},
        {Record::charge, 0, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"},
        {Record::measurement, 0, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"},
        {Record::line, 0, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"},
    };
    for (const Expected& row : table) {
        CAPTURE(row.start);
        CHECK(facts.extent(row.record, row.index).start == at(row.start));
        CHECK(facts.extent(row.record, row.index).end == at(row.end));
    }
}

TEST_CASE("a case that was finished can be added to and finished again") {
    Case facts = built(with_basics({}));
    const std::string first = std::string(facts.digest());
    facts.finish();
    CHECK(facts.digest() == first);
    facts.set("level", "gold");  // of the subscription, which is still open
    CHECK_FALSE(facts.finished());
    facts.finish();
    CHECK(facts.fact(Record::subscription, 0, slot(Record::subscription, "level")).text == "gold");
    CHECK(facts.digest() != first);
}

TEST_CASE("a refused set leaves a finished case finished") {
    Case facts = built(with_basics({}));
    const std::string digest(facts.digest());
    CHECK(refusal(facts, "price", "5") == "'price' is given twice");
    CHECK(refusal(facts, "monthly_price", "5") == "'monthly_price' is derived: a case cannot give it");
    CHECK(facts.finished());
    CHECK(facts.digest() == digest);
}

TEST_CASE("a case that can't be finished can be mended") {
    Case facts;
    fill(facts, with_basics({{"incident", {{"id", "i-1"}}}}));
    CHECK_THROWS_AS(facts.finish(), Error);
    CHECK_FALSE(facts.finished());
    facts.set("start", "2026-01-05T08:00:00Z");
    facts.finish();
    CHECK(facts.canonical_xml() ==
          built(with_basics({{"incident", {{"id", "i-1"}, {"start", "2026-01-05T08:00:00Z"}}}})).canonical_xml());
}

TEST_CASE("a moved case is the same case") {
    Case facts = built(full_case());
    const std::string digest(facts.digest());
    Case moved = std::move(facts);
    CHECK(moved.digest() == digest);
    CHECK(moved.id() == "c-1");
    CHECK(moved.fact(Record::incident, 1, slot(Record::incident, "cause")).text == "ddos");
}

TEST_CASE("a case holds 20,000 records and not one more") {
    Case facts;
    for (std::size_t i = 0; i < limits::records_max; ++i) facts.add("holiday");
    try {
        facts.add("holiday");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.status() == Status::limit_exceeded);
        CHECK(std::string(error.what()) == "more than 20000 records");
    }
}

TEST_CASE("additional facts of one record are bounded so that they can be written as attributes") {
    Case facts;
    facts.add("holiday");  // one field of its own; one attribute is left for a namespace
    for (int i = 0; i < 254; ++i) facts.set("fact_" + std::to_string(i), "x");
    CHECK(refusal(facts, "one_more", "x") == "too many additional facts of one record");
}

TEST_CASE("texts are bounded as a whole") {
    Case facts;
    const std::string text(limits::text_bytes_max, 'x');
    const auto fill_up = [&] {
        for (int record = 0; record < 20; ++record) {
            facts.add("holiday");
            for (int i = 0; i < 250; ++i) facts.set("fact_" + std::to_string(i), text);
        }
    };
    try {
        fill_up();
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.status() == Status::limit_exceeded);
        CHECK(std::string(error.what()) == "the texts of the case take more than 16777216 bytes");
    }
}

}  // namespace redress::facts
