// What the rules let the provider charge.
#include <doctest/doctest.h>

#include "settling.h"
#include "versions.h"

namespace redress::settle {
namespace {

const std::string violated_on = "<fact record=`account` name=`violated_on` type=`date`/>";
const std::string fine =
    "<charge id=`fine` clause=`9` when=`account.standing is violation` on=`account.violated_on` amount=`100 EUR`>A "
    "fine.</charge>";
const std::string fee = "<charge id=`fee` when=`account.standing is violation` amount=`50 EUR / 3`/>";

// "t/fine/a/2026-03-01 100.00 9 A fine.", each on its line
std::string charges(const rules::Book& book, const std::string& records) {
    const facts::Case facts = facts::parse_case(facts_of(records), {});
    statement::Statement statement;
    settle_usually(book, facts, true, statement);
    const Reader reader(statement);
    std::string out;
    for (std::size_t i = 0; i < reader.count("charge"); ++i) {
        if (i > 0) out += '\n';
        out += reader.get("charge", i, "id");
        for (const std::string_view name : {"amount", "missing", "clause", "sentence"}) {
            if (!reader.get("charge", i, name).empty()) out.append(" ").append(reader.get("charge", i, name));
        }
    }
    return out;
}
std::string charges(const std::string& body, const std::string& records) {
    return charges(rules::Book::parse(pack(body)), records);
}

const std::string violation = "<account id=`a` standing=`violation` violated_on=`2026-03-01`/>";

TEST_CASE("charges are reported once for the account, with the day that they are for") {
    const std::string both = violated_on + monthly() + fine + fee;
    CHECK(charges(both, violation) == "t/fine/a/2026-03-01 100.00 9 A fine.\nt/fee/a 16.67");
    CHECK(charges(both, "<account id=`a`/>").empty());
    CHECK(charges(both, "<account id=`a` standing=`violation` violated_on=`2026-04-02`/>") == "t/fee/a 16.67");
    CHECK(charges(both, violation + "<subscription id=`s` sla=`t` price=`1`/><subscription id=`r` sla=`t` price=`1`/>") ==
          "t/fine/a/2026-03-01 100.00 9 A fine.\nt/fee/a 16.67");
}

TEST_CASE("a charge that was billed is not reported again") {
    const std::string billed =
        "<charge subscription=`s` amount=`100` period_start=`2026-03-02T00:00:00Z` period_end=`2026-03-02T00:00:00Z` "
        "kind=`one_time` bills=`";
    const std::string body = violated_on + monthly() + fine;
    CHECK(charges(body, violation + billed + "t/fine/a/2026-03-01`/>").empty());
    CHECK(charges(body, violation + billed + "t/fine/a/2026-02-01`/>") == "t/fine/a/2026-03-01 100.00 9 A fine.");
}

TEST_CASE("a day has one version, whatever the zones are") {
    const std::string body = violated_on + monthly() + fine;
    const auto on = [&](std::string_view day, std::string_view before, std::string_view after) {
        const rules::Book book = folder_book({pack(body, "timezone=`" + std::string(before) + "` effective_to=`2026-03-15`"),
                                              pack(body, "timezone=`" + std::string(after) + "` effective_from=`2026-03-15`")});
        return charges(book, "<account id=`a` standing=`violation` violated_on=`" + std::string(day) + "`/>");
    };
    for (const auto& [before, after] :
         {std::pair("Pacific/Auckland", "America/Los_Angeles"), std::pair("America/Los_Angeles", "Pacific/Auckland")}) {
        CAPTURE(std::string(before));
        CHECK(on("2026-03-14", before, after) == "t/fine/a/2026-03-14 100.00 9 A fine.");
        CHECK(on("2026-03-15", before, after) == "t/fine/a/2026-03-15 100.00 9 A fine.");
    }
}

TEST_CASE("a missing fact is named instead of guessing") {
    CHECK(charges(violated_on + monthly() + fine, "<account id=`a` standing=`violation`/>") ==
          "t/fine/a account a: violated_on 9 A fine.");
    CHECK(charges(violated_on + monthly() + fine, "<account id=`a`/>").empty());
}

TEST_CASE("the day of a moment is that of the SLA's zone") {
    const std::string body = "<fact record=`account` name=`violated_at` type=`instant`/>" + monthly() +
                             "<charge id=`fine` when=`account.standing is violation` on=`account.violated_at` amount=`100 EUR`/>";
    const std::string late = "<account id=`a` standing=`violation` violated_at=`2026-02-28T22:30:00Z`/>";
    CHECK(charges(body, late) == "t/fine/a/2026-02-28 100.00");
    CHECK(charges(rules::Book::parse(pack(body, "timezone=`Europe/Kyiv`")), late) == "t/fine/a/2026-03-01 100.00");
}

TEST_CASE("an amount or a condition that is missing is told with the charge") {
    const std::string facts =
        "<fact record=`account` name=`due` type=`flag`/><fact record=`account` name=`loss` type=`money`/>" + monthly();
    const std::string damages = facts + "<charge id=`d` when=`account.due` amount=`account.loss`/>";
    CHECK(charges(damages, "<account id=`a` due=`yes` loss=`7.125`/>") == "t/d/a 7.13");
    CHECK(charges(damages, "<account id=`a` due=`yes`/>") == "t/d/a account a: loss");
    CHECK(charges(damages, "<account id=`a` due=`no`/>").empty());
    CHECK(charges(damages, "<account id=`a` loss=`7`/>") == "t/d/a account a: due");
    CHECK(refusal(pack(facts + "<charge id=`d` when=`account.due` amount=`999999999999999999 EUR`/><charge id=`l` when=`yes` "
                               "amount=`account.loss`/>"),
                  facts_of("<account id=`a` due=`yes`/>")) == "a charge has more than 18 digits");
}

TEST_CASE("the version in effect on the day of the charge orders it") {
    const std::string body = violated_on + monthly() + fine;
    std::string dearer = body;
    dearer.replace(dearer.find("100 EUR"), 7, "200 EUR");
    const rules::Book book = versions(body, "2026-03-01", dearer);
    CHECK(charges(book, "<account id=`a` standing=`violation` violated_on=`2026-02-28`/>") ==
          "t/fine/a/2026-02-28 100.00 9 A fine.");
    CHECK(charges(book, "<account id=`a` standing=`violation` violated_on=`2026-03-01`/>") ==
          "t/fine/a/2026-03-01 200.00 9 A fine.");
    CHECK(charges(book, "<account id=`a` standing=`violation` violated_on=`2019-03-01`/>").empty());
}

TEST_CASE("a charge makes no credit smaller") {
    const std::string records = violation + outage("i", "01-05T06:00", "01-05T09:00");
    CHECK(settled(pack(violated_on + monthly() + fine), facts_of(records)).adjustments == "balance 3.00");
}

}  // namespace
}  // namespace redress::settle
