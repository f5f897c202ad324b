#include "rules/ladder.h"

#include <doctest/doctest.h>

#include <string>

#include "broken_packs.h"

namespace redress::rules {
namespace {

std::string with_tiers(const std::string& of, const std::string& tiers, const std::string& breach = "down above 1 hour") {
    return R"xml(<sla xmlns="urn:redress:rules:1" id="x" title="X" currency="EUR" timezone="UTC" effective_from="2025-01-01">
  <level id="gold"><parameter name="limit" value="1 hour"/></level>
  <level id="iron"><parameter name="limit" value="9 hours"/></level>
  <require id="r" that="level.limit above 0 hours"/>
  <guarantee id="uptime" over="calendar_month">
    <downtime name="down"/>
    <sum name="lost" of="measurement" value="measurement.value"/>
    <let name="uptime" value="100% - down / window.length"/>
    <let name="balance" value="lost + 0"/>
    <breach when=")xml" +
           breach + R"xml("/>
    <!-- whatever the ladder looks up, the credit names the rest -->
    <tiers name="rate" of=")xml" +
           of + R"xml(">
)xml" + tiers +
           R"xml(
    </tiers>
    <credit value="if uptime above 0% and balance above 0 then rate * 100 EUR else rate * 100 EUR"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>)xml";
}

struct Ladders {
    const char* of;
    const char* tiers;  // '@' stands where the error is expected
    const char* fragment;
    const char* breach = "down above 1 hour";
};

void check_ladders(const std::vector<Ladders>& table) {
    for (const Ladders& row : table) {
        INFO("ladder of " << std::string(row.of) << ": " << std::string(row.tiers));
        std::string text = with_tiers(row.of, row.tiers, row.breach);
        const std::size_t marker = text.find('@');
        if (marker != std::string::npos) text.erase(marker, 1);
        std::string message = "accepted";
        try {
            load_pack(text, "x.xml");
        } catch (const Error& error) {
            message = error.what();
            REQUIRE(marker != std::string::npos);
            CHECK(error.place().position.line == position_of(text, marker).line);
            CHECK(error.place().position.column == position_of(text, marker).column);
            CHECK(error.place().record.substr(0, 4) == "tier");
        }
        INFO("message: " << message);
        CHECK(message.find(row.fragment) != std::string::npos);
    }
}

}  // namespace

TEST_CASE("a ladder has a value for every number and a use for every tier") {
    check_ladders({
        {"uptime", R"(<tier at_least="99%" value="0%"/><tier at_least="95%" value="10%"/><tier value="30%"/>)", "accepted"},
        {"uptime", R"(<tier above="99%" value="0%"/><tier at_least="99%" value="5%"/><tier value="30%"/>)", "accepted"},
        {"uptime", R"(<tier value="30%"/>)", "accepted"},
        {"down", R"(<tier below="1 hour" value="0%"/><tier at_most="1 hour" value="5%"/><tier value="30%"/>)", "accepted"},
        {"down", R"(<tier at_most="0 hours" value="0%"/><tier below="level.limit" value="5%"/><tier value="30%"/>)", "accepted"},
        {"uptime", R"(<tier at_least="99%" value="0%"/>@<tier at_least="95%" value="10%"/>)",
         "the last tier must catch all: give it no bound, so that no value falls through"},
        {"uptime", R"(@<tier at_least="99%" value="0%"/>)", "the last tier must catch all"},
        {"uptime", R"(<tier value="0%"/>@<tier at_least="95%" value="10%"/><tier value="30%"/>)",
         "this tier can never apply: the one at line 13, column 1 has no bound and catches all"},
        {"uptime", R"(<tier at_least="99%" value="0%"/><tier value="10%"/>@<tier value="30%"/>)",
         "this tier can never apply: the one at line 13, column 34"},
        {"uptime", R"(<tier at_least="99%" value="0%"/>@<tier at_most="95%" value="10%"/><tier value="30%"/>)",
         "the bounds run both ways: at line 13, column 1 they are at_least or above"},
        {"uptime", R"(<tier at_least="95%" value="0%"/>@<tier at_least="99%" value="10%"/><tier value="30%"/>)",
         "this tier can never apply at level 'gold': 99% already falls to the tier at line 13, column 1; thresholds "
         "must strictly fall"},
        {"uptime", R"(<tier at_least="99%" value="0%"/>@<tier at_least="99%" value="10%"/><tier value="30%"/>)",
         "99% already falls to the tier"},
        {"uptime", R"(<tier at_least="99%" value="0%"/>@<tier above="99%" value="10%"/><tier value="30%"/>)",
         "99% already falls to the tier"},
        {"down", R"(<tier at_most="4 hours" value="0%"/>@<tier at_most="1 hour" value="10%"/><tier value="30%"/>)",
         "3600 seconds already falls to the tier at line 13, column 1; thresholds must strictly rise"},
        {"down", R"(<tier at_most="4 hours" value="0%"/>@<tier at_most="level.limit" value="10%"/><tier value="30%"/>)",
         "at level 'gold'"},
        {"down", R"(<tier at_most="level.limit" value="0%"/>@<tier at_most="5 hours" value="10%"/><tier value="30%"/>)",
         "at level 'iron'"},
        {"uptime", R"(<tier at_least="99%" above="@95%" value="0%"/><tier value="30%"/>)", "a tier has one bound"},
        {"uptime", R"(<tier at_least="@uptime" value="0%"/><tier value="30%"/>)",
         "a bound is a constant or a parameter of the level"},
        {"down", R"(<tier at_most="@999999999999999 hours * 9999999" value="0%"/><tier value="30%"/>)",
         "the value is not a constant that fits 18 digits"},
        {"down", R"(<tier at_most="1 hour" value="0%"/><tier value="@999999999999999999 * 999999999999999999"/>)",
         "the value is not a constant that fits 18 digits"},
    });
}

TEST_CASE("a ladder has at least one tier") {
    const std::string text = with_tiers("uptime", "");
    try {
        load_pack(text, "x.xml");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(std::string(error.what()) == "<tiers> has no <tier>");
        CHECK(error.place().position == position_of(text, text.find("<tiers")));
    }
}

TEST_CASE("a tier that the looked-up number never reaches is refused") {
    check_ladders({
        {"down", R"(<tier above="8 hours" value="30%"/><tier above="0 hours" value="10%"/><tier value="0%"/>)", "accepted"},
        {"down", R"(<tier above="8 hours" value="30%"/><tier at_least="0 hours" value="10%"/>@<tier value="0%"/>)",
         "this tier can never apply at level 'gold': 'down' is never negative, so the tier at line 13, column 36 "
         "catches all: give that one no bound"},
        {"down", R"(<tier above="8 hours" value="30%"/><tier above="-1 hour" value="10%"/>@<tier value="0%"/>)",
         "'down' is never negative"},
        {"down",
         R"(<tier above="8 hours" value="30%"/><tier above="0 hours" value="10%"/><tier above="-1 hour" value="5%"/>@<tier value="0%"/>)",
         "'down' is never negative"},
        {"down", R"(@<tier below="0 hours" value="0%"/><tier value="10%"/>)",
         "this tier can never apply at level 'gold': 'down' is never negative"},
        {"down", R"(@<tier at_most="-1 hour" value="0%"/><tier value="10%"/>)", "'down' is never negative"},
        {"down + 1 hour", R"(@<tier at_most="0 hours" value="0%"/><tier value="10%"/>)",
         "'down + 1 hour' is never negative or zero"},
        {"window.days", R"(<tier above="0" value="0%"/>@<tier value="10%"/>)", "'window.days' is never negative or zero"},
        {"uptime", R"(<tier at_least="0%" value="0%"/><tier value="10%"/>)", "accepted"},
        {"-down", R"(@<tier above="0 hours" value="0%"/><tier value="10%"/>)", "'-down' is never positive"},
        {"-down", R"(<tier at_least="0 hours" value="0%"/><tier value="10%"/>)", "accepted"},
        {"-down", R"(<tier below="0 hours" value="10%"/><tier at_most="0 hours" value="0%"/>@<tier value="0%"/>)",
         "'-down' is never positive"},
    });
}

TEST_CASE("a credit that falls as service gets worse is refused with both places and a witness") {
    check_ladders({
        {"uptime", R"(<tier at_least="99%" value="0%"/><tier at_least="95%" value="20%"/>@<tier value="10%"/>)",
         "the value falls as service gets worse at level 'gold': on the one side of 95% it is 20% (tier at line 13, "
         "column 34), on the other, "
         "which is worse, it is 10%; monotone=\"no\" allows it"},
        {"uptime", R"(<tier at_least="99%" value="20%"/>@<tier value="10%"/>)",
         "on the one side of 99% it is 20% (tier at line 13, column 1)"},
        {"uptime", R"(<tier at_least="99%" value="10%"/><tier value="10%"/>)", "accepted"},
        {"uptime", R"(<tier at_most="95%" value="30%"/><tier at_most="99%" value="10%"/><tier value="0%"/>)", "accepted"},
        {"uptime", R"(<tier at_most="95%" value="10%"/>@<tier at_most="99%" value="30%"/><tier value="0%"/>)",
         "on the one side of 95% it is 10% (tier at line 13, column 1), on the other, which is better, it is 30%"},
        {"down", R"(<tier at_most="1 hour" value="5%"/><tier value="10%"/>)", "accepted"},
        {"down", R"(<tier at_most="1 hour" value="10%"/>@<tier value="5%"/>)", "on the one side of 3600 seconds it is 10%"},
        {"down", R"(<tier above="1 hour" value="10%"/><tier value="5%"/>)", "accepted"},
        {"down", R"(<tier above="1 hour" value="5%"/>@<tier value="10%"/>)", "which is better, it is 10%"},
        {"down", R"(<tier at_most="1 hour" value="10%"/><tier value="window.days / 100"/>)", "accepted"},
        {"window.days", R"(<tier at_most="29" value="10%"/><tier value="5%"/>)", "accepted"},
        {"lost", R"(<tier at_most="29" value="10%"/><tier value="5%"/>)", "accepted"},
    });
}

TEST_CASE("where the formula does not tell which way is worse, the breach does") {
    check_ladders({
        {"balance", R"(<tier at_most="29" value="10%"/><tier value="5%"/>)", "accepted", "balance above 20 or down above 1 hour"},
        {"balance", R"(<tier at_most="29" value="10%"/>@<tier value="5%"/>)", "the value falls as service gets worse",
         "balance above 20"},
        {"(balance)", R"(<tier at_most="29" value="10%"/>@<tier value="5%"/>)", "the value falls as service gets worse",
         "balance at least 20"},
        {"balance", R"(<tier at_most="29" value="10%"/><tier value="5%"/>)", "accepted", "balance below 20"},
        {"balance", R"(<tier at_most="29" value="5%"/>@<tier value="10%"/>)", "which is better, it is 10%", "balance at most 20"},
        {"balance", R"(<tier at_most="29" value="5%"/><tier value="10%"/>)", "accepted", "balance above 20"},
        {"balance", R"(<tier at_most="29" value="1"/><tier value="@999999999999999999 * 999999999999999999"/>)",
         "the value is not a constant that fits 18 digits", "balance above 20"},
    });
}

TEST_CASE("monotone=\"no\" lets a value fall") {
    const std::string falls = with_tiers("down", R"(<tier at_most="1 hour" value="10%"/><tier value="5%"/>)");
    CHECK_NOTHROW(load_pack(replaced(falls, "<tiers name=\"rate\"", "<tiers monotone=\"no\" name=\"rate\""), "x.xml"));
}

}  // namespace redress::rules
