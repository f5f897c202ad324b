#include "facts/case_xml.h"

#include <doctest/doctest.h>

#include <string>

namespace redress::facts {

TEST_CASE("a case is read with the place of each fact") {
    const Case facts = parse_case(
        "<case xmlns=\"urn:redress:case:1\" id=\"c-1\" as_of=\"2026-02-01T00:00:00Z\" currency=\"UAH\">\n"
        "  <account id=\"a-1\"/>\n"
        "  <subscription id=\"s-1\" sla=\"ua_hosting\" price=\"1303.00\"\n"
        "                individual=\"yes\"/>\n"
        "</case>",
        "case.xml");
    CHECK(facts.finished());
    CHECK(facts.file() == "case.xml");
    CHECK(facts.position(Record::case_, 0) == Position{1, 1});
    CHECK(facts.position(Record::subscription, 0) == Position{3, 3});
    CHECK(facts.fact(Record::subscription, 0, slot(Record::subscription, "sla")).position == Position{3, 31});
    REQUIRE(facts.additional().size() == 1);
    CHECK(facts.additional()[0].name_position == Position{4, 17});
    CHECK(facts.additional()[0].value_position == Position{4, 29});
}

TEST_CASE("what is not a case is refused with file, line, column, record and field") {
    const std::string root = "<case xmlns=\"urn:redress:case:1\" id=\"c-1\" as_of=\"2026-02-01T00:00:00Z\" currency=\"UAH\">\n";
    struct Refusal {
        std::string xml;
        Position position;
        const char* record;
        const char* field;
        const char* message;
    };
    const Refusal table[] = {
        {"<sla xmlns=\"urn:redress:rules:1\"/>", {1, 1}, "sla", "", "'sla' is not the root of a case: expected 'case'"},
        {"<case id=\"c-1\"/>", {1, 1}, "case", "xmlns", "the root lacks its namespace: expected xmlns=\"urn:redress:case:1\""},
        {"<case xmlns=\"urn:redress:case:2\" iid=\"c\"/>",
         {1, 14},
         "case",
         "xmlns",
         "'urn:redress:case:2' is not the namespace of a case: expected xmlns=\"urn:redress:case:1\""},
        {root + "  <incidnt/></case>", {2, 3}, "incidnt", "", "'incidnt' is not a record of a case; did you mean 'incident'?"},
        {root + "  <window/></case>", {2, 3}, "window", "", "'window' is derived: a case cannot carry it"},
        {root + "  <case/></case>", {2, 3}, "case", "", "a case stands inside a case"},
        {root + "<account id=\"a-1\"><units/></account></case>",
         {2, 19},
         "units",
         "",
         "'units' stands inside 'account': records do not nest"},
        {root + "<account id=\"a-1\"> 12 </account></case>",
         {2, 20},
         "account",
         "",
         "'12' stands where a case has no text: facts are attributes"},
        {root + "<account id=\"a-1\"/>12</case>",
         {2, 20},
         "case",
         "",
         "'12' stands where a case has no text: facts are attributes"},
        {root + "<account id=\"a-1\" units=\"many\"/></case>",
         {2, 26},
         "account",
         "units",
         "'many' is not a count: expected a whole number such as 3"},
        {root + "<account id=\"a-1\" Units=\"1\"/></case>",
         {2, 19},
         "account",
         "Units",
         "'Units' is not the name of a fact: expected a lower-case letter, then letters, digits and underscores, at "
         "most 64; "
         "did you mean 'units'?"},
        {root + "<account id=\"a-1\" xmlns=\"urn:redress:case:1\"/></case>",
         {2, 19},
         "account",
         "xmlns",
         "'xmlns' is not the name of a fact: expected a lower-case letter, then letters, digits and underscores, at "
         "most 64"},
        {root + "</case>", {1, 1}, "account", "", "the case has no account"},
        {root + "<account id=\"a-1\"/>\n<incident id=\"i-1\"/></case>",
         {3, 1},
         "incident",
         "start",
         "incident 'i-1' lacks start"},
    };
    for (const Refusal& row : table) {
        CAPTURE(row.xml);
        try {
            parse_case(row.xml, "case.xml");
            FAIL_CHECK("accepted");
        } catch (const Error& error) {
            CHECK(error.status() == Status::invalid_case);
            CHECK(std::string(error.what()) == row.message);
            CHECK(error.place().file == "case.xml");
            CHECK(error.place().position == row.position);
            CHECK(error.place().record == row.record);
            CHECK(error.place().field == row.field);
        }
    }
}

TEST_CASE("what is not XML is refused as such") {
    try {
        parse_case("<case", "case.xml");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.status() == Status::invalid_xml);
        CHECK(error.place().file == "case.xml");
    }
}

}  // namespace redress::facts
