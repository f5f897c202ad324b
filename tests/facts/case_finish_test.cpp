// What finish() refuses: one row for each sentence of its contract.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "case_builder.h"

namespace redress::facts {
namespace {

struct Refusal {
    const char* name;
    std::vector<GivenRecord> records;
    const char* record;
    const char* field;
    std::uint32_t line;  // each record stands on a line of its own, its facts on the same; the first is 1
    const char* message;
};

// As the XML reader would: record n of `records` on line n, its facts in columns 10, 20, ...
void fill_with_places(Case& facts, const std::vector<GivenRecord>& records) {
    std::uint32_t line = 0;
    for (const GivenRecord& record : records) {
        facts.add(record.name, {++line, 1});
        std::uint32_t column = 0;
        for (const auto& [name, value] : record.facts) {
            column += 10;
            facts.set(name, value, {line, column}, {line, column + 5});
        }
    }
}

// `records` after the three of with_basics, so they stand from line 4 on.
void check(const Refusal& row) {
    CAPTURE(row.name);
    Case facts;
    facts.set_file("case.xml");
    fill_with_places(facts, row.records);
    try {
        facts.finish();
        FAIL_CHECK("accepted");
    } catch (const Error& error) {
        CHECK(error.status() == Status::invalid_case);
        CHECK(std::string(error.what()) == row.message);
        CHECK(error.place().file == "case.xml");
        CHECK(error.place().record == row.record);
        CHECK(error.place().field == row.field);
        CHECK(error.place().position.line == row.line);
    }
    CHECK_FALSE(facts.finished());
}

GivenRecord ticket(std::string id, std::vector<std::pair<std::string, std::string>> more) {
    GivenRecord record = {"ticket", {{"id", std::move(id)}, {"opened", "2026-01-05T08:00:00Z"}}};
    record.facts.insert(record.facts.end(), more.begin(), more.end());
    return record;
}

GivenRecord credit(std::vector<std::pair<std::string, std::string>> more) {
    GivenRecord record = {"credit",
                          {{"id", "x-1"}, {"subscription", "s-1"}, {"amount", "10"}, {"granted", "2026-01-20T00:00:00Z"}}};
    record.facts.insert(record.facts.end(), more.begin(), more.end());
    return record;
}

}  // namespace

TEST_CASE("a required field that is missing is named with its record") {
    const Refusal table[] = {
        {"nothing at all", {{"case", {}}}, "case", "id", 1, "case lacks id"},
        {"no currency",
         {{"case", {{"id", "c-1"}, {"as_of", "2026-02-01T00:00:00Z"}}}, account()},
         "case",
         "currency",
         1,
         "case 'c-1' lacks currency"},
        {"no account", {root()}, "account", "", 1, "the case has no account"},
        {"account without id", {root(), {"account", {}}}, "account", "id", 2, "account lacks id"},
        {"incident without start", with_basics({{"incident", {{"id", "i-1"}}}}), "incident", "start", 4,
         "incident 'i-1' lacks start"},
        {"incident without id", with_basics({{"incident", {{"start", "2026-01-05T08:00:00Z"}}}}), "incident", "id", 4,
         "incident no. 1 lacks id"},
        {"a required field that is misspelt", with_basics({{"incident", {{"id", "i-1"}, {"strat", "2026-01-05T08:00:00Z"}}}}),
         "incident", "start", 4, "incident 'i-1' lacks start; is 'strat' meant for it?"},
        {"a required field beside another that is unknown", with_basics({{"incident", {{"id", "i-1"}, {"region", "north"}}}}),
         "incident", "start", 4, "incident 'i-1' lacks start"},
        {"charge without amount", with_basics({{"charge", {{"subscription", "s-1"}}}}), "charge", "amount", 4,
         "charge no. 1 lacks amount"},
        {"line without invoice",
         with_basics({{"line",
                       {{"id", "l-1"},
                        {"amount", "5"},
                        {"period_start", "2026-01-01T00:00:00Z"},
                        {"period_end", "2026-02-01T00:00:00Z"}}}}),
         "line", "", 4, "line 'l-1' has no invoice: the case lacks an invoice record"},
    };
    for (const Refusal& row : table) check(row);
}

TEST_CASE("ids are unique among their kind") {
    const Refusal table[] = {
        {"twice",
         with_basics({incident("i-1", "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z"),
                      incident("i-1", "2026-01-06T08:00:00Z", "2026-01-06T09:00:00Z")}),
         "incident", "id", 5, "incident 'i-1' stands twice: the first is on line 4"},
        {"not neighbours", with_basics({subscription("s-2"), subscription("s-1")}), "subscription", "id", 5,
         "subscription 's-1' stands twice: the first is on line 3"},
    };
    for (const Refusal& row : table) check(row);

    built(with_basics({incident("s-1", "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z")}));  // of another kind: fine
}

TEST_CASE("without lines the first of two equal ids is named by its number") {
    Case facts;
    fill(facts, with_basics({subscription("s-2"), subscription("s-2")}));
    try {
        facts.finish();
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(std::string(error.what()) == "subscription 's-2' stands twice: the first is subscription no. 2");
    }
}

TEST_CASE("references resolve or are refused with the nearest id") {
    const Refusal table[] = {
        {"subscription",
         with_basics({subscription("vps-kyiv-1"),
                      {"incident", {{"id", "i-1"}, {"start", "2026-01-05T08:00:00Z"}, {"subscription", "vps-kyiv-2"}}}}),
         "incident", "subscription", 5,
         "incident 'i-1' refers to subscription 'vps-kyiv-2', which the case does not have; did you mean "
         "'vps-kyiv-1'?"},
        {"one of several", with_basics({ticket("t-1", {{"subscriptions", "s-1 other"}})}), "ticket", "subscriptions", 4,
         "ticket 't-1' refers to subscription 'other', which the case does not have"},
        {"one of several that an incident hit",
         with_basics({{"incident", {{"id", "i-1"}, {"start", "2026-01-05T08:00:00Z"}, {"subscriptions", "other s-1"}}}}),
         "incident", "subscriptions", 4, "incident 'i-1' refers to subscription 'other', which the case does not have"},
        {"one and several",
         with_basics({{"incident",
                       {{"id", "i-1"}, {"start", "2026-01-05T08:00:00Z"}, {"subscription", "s-1"}, {"subscriptions", "s-1"}}}}),
         "incident", "subscriptions", 4, "incident 'i-1' has subscription and subscriptions: give one of them"},
        {"a ticket is not an incident",
         with_basics(
             {ticket("t-1", {}),
              {"claim", {{"id", "k-1"}, {"filed", "2026-01-07T00:00:00Z"}, {"subscription", "s-1"}, {"incident", "t-1"}}}}),
         "claim", "incident", 5, "claim 'k-1' refers to incident 't-1', which the case does not have"},
    };
    for (const Refusal& row : table) check(row);
}

TEST_CASE("nothing ends before it starts") {
    const std::string early = "2026-01-05T07:00:00Z";
    const std::string late = "2026-01-05T08:00:00Z";
    const Refusal table[] = {
        {"case",
         {{"case", {{"id", "c"}, {"as_of", late}, {"currency", "EUR"}, {"windows_from", late}, {"windows_until", early}}},
          account()},
         "case",
         "windows_until",
         1,
         "case 'c': windows_until 2026-01-05T07:00:00Z is before windows_from 2026-01-05T08:00:00Z"},
        {"subscription",
         {root(), account(), {"subscription", {{"id", "s-1"}, {"sla", "x"}, {"price", "1"}, {"start", late}, {"end", early}}}},
         "subscription",
         "end",
         3,
         "subscription 's-1': end 2026-01-05T07:00:00Z is before start 2026-01-05T08:00:00Z"},
        {"incident", with_basics({incident("i-1", late, early)}), "incident", "end", 4,
         "incident 'i-1': end 2026-01-05T07:00:00Z is before start 2026-01-05T08:00:00Z"},
        {"maintenance", with_basics({{"maintenance", {{"id", "m-1"}, {"start", late}, {"end", early}}}}), "maintenance", "end", 4,
         "maintenance 'm-1': end 2026-01-05T07:00:00Z is before start 2026-01-05T08:00:00Z"},
        {"first response", with_basics({ticket("t-1", {{"first_response", early}})}), "ticket", "first_response", 4,
         "ticket 't-1': first_response 2026-01-05T07:00:00Z is before opened 2026-01-05T08:00:00Z"},
        {"resolved", with_basics({ticket("t-1", {{"resolved", early}})}), "ticket", "resolved", 4,
         "ticket 't-1': resolved 2026-01-05T07:00:00Z is before opened 2026-01-05T08:00:00Z"},
        {"charge",
         with_basics({{"charge", {{"subscription", "s-1"}, {"amount", "1"}, {"period_start", late}, {"period_end", early}}}}),
         "charge", "period_end", 4, "charge no. 1: period_end 2026-01-05T07:00:00Z is before period_start 2026-01-05T08:00:00Z"},
        {"measurement", with_basics({{"measurement", {{"metric", "x"}, {"start", late}, {"end", early}, {"value", "1"}}}}),
         "measurement", "end", 4, "measurement no. 1: end 2026-01-05T07:00:00Z is before start 2026-01-05T08:00:00Z"},
        {"credit", with_basics({credit({{"available_from", late}, {"expires", early}})}), "credit", "expires", 4,
         "credit 'x-1': expires 2026-01-05T07:00:00Z is before available_from 2026-01-05T08:00:00Z"},
        {"line",
         with_basics({{"invoice", {{"id", "v-1"}, {"issued", late}}},
                      {"line", {{"id", "l-1"}, {"amount", "1"}, {"period_start", late}, {"period_end", early}}}}),
         "line", "period_end", 5, "line 'l-1': period_end 2026-01-05T07:00:00Z is before period_start 2026-01-05T08:00:00Z"},
    };
    for (const Refusal& row : table) check(row);

    built(with_basics({incident("i-1", late, late)}));  // no time at all is no contradiction
}

TEST_CASE("what has not happened at as_of is not a fact") {
    const std::string past = "2026-01-31T00:00:00Z";
    const std::string future = "2026-02-01T00:00:01Z";
    const auto later = [](const std::string& fact) {
        return fact + " 2026-02-01T00:00:01Z is later than the case's as_of 2026-02-01T00:00:00Z";
    };
    struct Future {
        const char* record;
        const char* field;
        GivenRecord given;
        const char* title;
    };
    const Future table[] = {
        {"incident", "start", {"incident", {{"id", "i-1"}, {"start", future}}}, "incident 'i-1'"},
        {"incident", "end", incident("i-1", past, future), "incident 'i-1'"},
        {"incident", "reported", {"incident", {{"id", "i-1"}, {"start", past}, {"reported", future}}}, "incident 'i-1'"},
        {"ticket", "opened", {"ticket", {{"id", "t-1"}, {"opened", future}}}, "ticket 't-1'"},
        {"ticket", "first_response", ticket("t-1", {{"first_response", future}}), "ticket 't-1'"},
        {"ticket", "resolved", ticket("t-1", {{"resolved", future}}), "ticket 't-1'"},
        {"claim", "filed", {"claim", {{"id", "k-1"}, {"filed", future}, {"subscription", "s-1"}}}, "claim 'k-1'"},
        {"credit",
         "granted",
         {"credit", {{"id", "x-1"}, {"subscription", "s-1"}, {"amount", "1"}, {"granted", future}}},
         "credit 'x-1'"},
        {"measurement",
         "start",
         {"measurement", {{"metric", "x"}, {"start", future}, {"end", future}, {"value", "1"}}},
         "measurement no. 1"},
    };
    for (const Future& row : table) {
        const std::string message = later(std::string(row.title) + ": " + row.field);
        check({row.title, with_basics({row.given}), row.record, row.field, 4, message.c_str()});
    }
}

TEST_CASE("planned work, prepaid terms and billed periods may lie ahead of as_of") {
    built({root(),
           account(),
           {"subscription", {{"id", "s-1"}, {"sla", "x"}, {"price", "1"}, {"start", "2026-03-01T00:00:00Z"}}},
           {"maintenance", {{"id", "m-1"}, {"start", "2026-03-01T00:00:00Z"}, {"end", "2026-03-02T00:00:00Z"}}},
           {"charge",
            {{"subscription", "s-1"},
             {"amount", "1"},
             {"period_start", "2026-03-01T00:00:00Z"},
             {"period_end", "2026-04-01T00:00:00Z"}}}});
}

TEST_CASE("values that contradict each other are refused") {
    const Refusal table[] = {
        {"affected", with_basics({{"incident", {{"id", "i-1"}, {"start", "2026-01-05T08:00:00Z"}, {"affected", "100.5%"}}}}),
         "incident", "affected", 4, "incident 'i-1': affected 100.5% is above 100%"},
        {"remaining", with_basics({credit({{"remaining", "10.01"}})}), "credit", "remaining", 4,
         "credit 'x-1': remaining 10.01 is above amount 10.00"},
        {"remaining without a remedy", with_basics({credit({{"remaining", "1.00"}})}), "credit", "remaining", 4,
         "credit 'x-1': remaining 1.00 has no remedy by which it could be used"},
        {"minor units of the amount",
         with_basics(
             {{"credit", {{"id", "x-1"}, {"subscription", "s-1"}, {"amount", "1.001"}, {"granted", "2026-01-20T00:00:00Z"}}}}),
         "credit", "amount", 4, "credit 'x-1': amount 1.001 has more decimals than UAH has (2)"},
        {"a purpose told in part", with_basics({credit({{"guarantee", "g"}})}), "credit", "guarantee", 4,
         "credit 'x-1' has guarantee but no sla: sla, effective_from, guarantee, window_start and window_end belong together, as "
         "the statement's credit has "
         "them"},
        {"an incident alone", with_basics({credit({{"incident", "i-1"}})}), "credit", "incident", 4,
         "credit 'x-1' has incident but no sla: sla, effective_from, guarantee, window_start and window_end belong together, as "
         "the statement's credit has "
         "them"},
        {"a window without time",
         with_basics({credit({{"sla", "t"},
                              {"effective_from", "2026-01-01"},
                              {"guarantee", "g"},
                              {"window_start", "2026-01-01T00:00:00Z"},
                              {"window_end", "2026-01-01T00:00:00Z"}})}),
         "credit", "window_end", 4,
         "credit 'x-1': window_end 2026-01-01T00:00:00Z is not after window_start 2026-01-01T00:00:00Z"},
        {"minor units of a credit", with_basics({credit({{"remaining", "1.001"}})}), "credit", "remaining", 4,
         "credit 'x-1': remaining 1.001 has more decimals than UAH has (2)"},
        {"minor units of a line",
         with_basics({{"line",
                       {{"id", "l-1"},
                        {"amount", "0.005"},
                        {"period_start", "2026-02-01T00:00:00Z"},
                        {"period_end", "2026-03-01T00:00:00Z"}}},
                      {"invoice", {{"id", "v-1"}, {"issued", "2026-02-01T00:00:00Z"}}}}),
         "line", "amount", 4, "line 'l-1': amount 0.005 has more decimals than UAH has (2)"},
        {"pause of no ticket",
         with_basics({{"pause", {{"ticket", "t-2"}, {"start", "2026-01-05T00:00:00Z"}}}, ticket("t-1", {})}), "pause", "ticket",
         4, "pause no. 1 refers to ticket 't-2', which the case does not have; did you mean 't-1'?"},
        {"pause before its ticket",
         with_basics({{"ticket", {{"id", "t-1"}, {"opened", "2026-01-05T00:00:01Z"}}},
                      {"pause", {{"ticket", "t-1"}, {"start", "2026-01-05T00:00:00Z"}}}}),
         "pause", "start", 5,
         "pause no. 1: start 2026-01-05T00:00:00Z is before its ticket 't-1' was opened, 2026-01-05T00:00:01Z"},
        {"pause after its ticket",
         with_basics({{"ticket", {{"id", "t-1"}, {"opened", "2026-01-05T00:00:00Z"}, {"resolved", "2026-01-06T00:00:00Z"}}},
                      {"pause", {{"ticket", "t-1"}, {"start", "2026-01-06T00:00:01Z"}, {"end", "2026-01-07T00:00:00Z"}}}}),
         "pause", "start", 5,
         "pause no. 1: start 2026-01-06T00:00:01Z is after its ticket 't-1' was resolved, 2026-01-06T00:00:00Z"},
        {"pause that outlasts its ticket",
         with_basics({{"ticket", {{"id", "t-1"}, {"opened", "2026-01-05T00:00:00Z"}, {"resolved", "2026-01-06T00:00:00Z"}}},
                      {"pause", {{"ticket", "t-1"}, {"start", "2026-01-05T00:00:01Z"}, {"end", "2026-01-06T00:00:01Z"}}}}),
         "pause", "end", 5, "pause no. 1: end 2026-01-06T00:00:01Z is after its ticket 't-1' was resolved, 2026-01-06T00:00:00Z"},
        {"pause without an end",
         with_basics({{"ticket", {{"id", "t-1"}, {"opened", "2026-01-05T00:00:00Z"}, {"resolved", "2026-01-06T00:00:00Z"}}},
                      {"pause", {{"ticket", "t-1"}, {"start", "2026-01-05T00:00:01Z"}}}}),
         "pause", "start", 5, "pause no. 1 has no end, but its ticket 't-1' was resolved: give the end of the pause"},
        {"pause that ends before it starts",
         with_basics({{"ticket", {{"id", "t-1"}, {"opened", "2026-01-05T00:00:00Z"}}},
                      {"pause", {{"ticket", "t-1"}, {"start", "2026-01-05T00:00:02Z"}, {"end", "2026-01-05T00:00:01Z"}}}}),
         "pause", "end", 5, "pause no. 1: end 2026-01-05T00:00:01Z is before start 2026-01-05T00:00:02Z"},
        {"plan of no subscription",
         with_basics({{"plan", {{"subscription", "s-2"}, {"from", "2026-01-05T00:00:00Z"}, {"price", "1"}}}}), "plan",
         "subscription", 4, "plan no. 1 refers to subscription 's-2', which the case does not have; did you mean 's-1'?"},
        {"plan before its subscription",
         {root(),
          account(),
          {"subscription", {{"id", "s-1"}, {"sla", "x"}, {"price", "1"}, {"start", "2026-01-05T00:00:01Z"}}},
          {"plan", {{"subscription", "s-1"}, {"from", "2026-01-05T00:00:00Z"}, {"price", "1"}}}},
         "plan",
         "from",
         4,
         "plan no. 1: from 2026-01-05T00:00:00Z is before the start of subscription 's-1', 2026-01-05T00:00:01Z"},
        {"two plans of one instant",
         with_basics({{"plan", {{"subscription", "s-1"}, {"from", "2026-01-05T00:00:00Z"}, {"price", "1"}}},
                      {"plan", {{"subscription", "s-1"}, {"from", "2026-01-06T00:00:00Z"}, {"price", "1"}}},
                      {"plan", {{"subscription", "s-1"}, {"from", "2026-01-05T01:00:00+01:00"}, {"price", "2"}}}}),
         "plan", "from", 6, "plan no. 3: subscription 's-1' has two plans from 2026-01-05T00:00:00Z: the other is on line 4"},
        {"own duplicate", with_basics({ticket("t-1", {{"duplicate_of", "t-1"}})}), "ticket", "duplicate_of", 4,
         "ticket 't-1' is a duplicate of itself"},
        {"circle", with_basics({ticket("t-1", {{"duplicate_of", "t-2"}}), ticket("t-2", {{"duplicate_of", "t-1"}})}), "ticket",
         "duplicate_of", 4, "ticket 't-1' is a duplicate of itself, by way of ticket 't-2'"},
        {"currency",
         {{"case", {{"id", "c-1"}, {"as_of", "2026-02-01T00:00:00Z"}, {"currency", "UAHH"}}}, account()},
         "case",
         "currency",
         1,
         "'UAHH' is not a currency of ISO 4217; did you mean 'UAH'?"},
    };
    for (const Refusal& row : table) check(row);

    built(with_basics({credit({{"remaining", "10"}, {"remedy", "discount"}})}));
    // With the start of the subscription, and two subscriptions at one instant.
    built({root(),
           account(),
           {"subscription", {{"id", "s-1"}, {"sla", "x"}, {"price", "1"}, {"start", "2026-01-05T00:00:00Z"}}},
           {"subscription", {{"id", "s-2"}, {"sla", "x"}, {"price", "1"}}},
           {"plan", {{"subscription", "s-1"}, {"from", "2026-01-05T00:00:00Z"}, {"price", "1"}}},
           {"plan", {{"subscription", "s-2"}, {"from", "2026-01-05T00:00:00Z"}, {"price", "1"}}}});
}

}  // namespace redress::facts
