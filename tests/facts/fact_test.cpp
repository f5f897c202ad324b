#include <doctest/doctest.h>

#include <string>

#include "facts/case.h"

namespace redress::facts {
namespace {

constexpr std::string_view kinds = "outage degradation hardware_failure data_loss";

std::string canonical(FieldType type, std::string_view text, std::string_view currency = "UAH") {
    std::string out;
    append_fact(out, type, kinds, parse_fact(type, kinds, text), *exact::currency(currency));
    return out;
}

std::string refusal(FieldType type, const std::string& text) {
    try {
        parse_fact(type, kinds, text);
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("a fact has one canonical spelling, which reads back to itself") {
    struct Spelling {
        FieldType type;
        std::string given;
        std::string canonical;
    };
    const Spelling table[] = {
        {FieldType::text, "Power feed A", "Power feed A"},
        {FieldType::text, "\xd0\x9a\xd0\xb8\xd1\x97\xd0\xb2", "\xd0\x9a\xd0\xb8\xd1\x97\xd0\xb2"},
        {FieldType::text, " < & > ", " < & > "},
        {FieldType::id, "i-17", "i-17"},
        {FieldType::id, std::string(128, 'x'), std::string(128, 'x')},
        {FieldType::reference, "s-1", "s-1"},
        {FieldType::references, "s-1", "s-1"},
        {FieldType::references, " s-2  s-10 s-1 ", "s-1 s-10 s-2"},
        {FieldType::token, "outage", "outage"},
        {FieldType::token, "data_loss", "data_loss"},
        {FieldType::count, "0", "0"},
        {FieldType::count, "999999999999999999", "999999999999999999"},
        {FieldType::number, "-0.750", "-0.75"},
        {FieldType::number, "-0", "0"},
        {FieldType::number, "3.00", "3"},
        {FieldType::ratio, "25%", "25%"},
        {FieldType::ratio, "0.25", "25%"},
        {FieldType::ratio, "99.90%", "99.9%"},
        {FieldType::ratio, "0", "0%"},
        {FieldType::ratio, "1", "100%"},
        // As percentages these would have more digits than a literal may have.
        {FieldType::ratio, "123456789012345678", "123456789012345678"},
        {FieldType::ratio, "99999999999999999.5", "99999999999999999.5"},
        {FieldType::ratio, "12345678901234567.8", "12345678901234567.8"},
        {FieldType::ratio, "0.12345678901234567", "12.345678901234567%"},
        {FieldType::money, "1303", "1303.00"},
        {FieldType::money, "21.7", "21.70"},
        {FieldType::money, "21.7250", "21.725"},
        {FieldType::money, "-5", "-5.00"},
        {FieldType::money, "123456789012345678", "123456789012345678"},
        {FieldType::money, "1234567890123456", "1234567890123456.00"},
        {FieldType::instant, "2026-01-05T08:00:00+02:00", "2026-01-05T06:00:00Z"},
        {FieldType::instant, "2026-01-05T00:00:00.000Z", "2026-01-05T00:00:00Z"},
        {FieldType::instant, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
        {FieldType::date, "2028-02-29", "2028-02-29"},
        {FieldType::duration, "PT17H", "PT17H"},
        {FieldType::duration, "5400", "PT1H30M"},
        {FieldType::duration, "0", "PT0S"},
        {FieldType::span, "P1Y6M", "P18M"},
        {FieldType::span, "P2W", "P14D"},
        {FieldType::flag, "yes", "yes"},
        {FieldType::flag, "no", "no"},
    };
    for (const Spelling& row : table) {
        CAPTURE(row.given);
        CHECK(canonical(row.type, row.given) == row.canonical);
        CHECK(canonical(row.type, row.canonical) == row.canonical);
    }
}

TEST_CASE("money is written with the digits of its currency") {
    CHECK(canonical(FieldType::money, "1303", "JPY") == "1303");
    CHECK(canonical(FieldType::money, "1303", "KWD") == "1303.000");
    CHECK(canonical(FieldType::money, "0.5", "JPY") == "0.5");
}

TEST_CASE("a text that is no fact of its type is refused with what was expected") {
    struct Refusal {
        FieldType type;
        std::string text;
        const char* message;  // a part of it
    };
    const Refusal table[] = {
        {FieldType::text, "", "is empty"},
        {FieldType::text, "a\tb", "holds a control character"},
        {FieldType::text, "a\x7f", "holds a control character"},
        {FieldType::text, "a\xc2\x85", "holds a control character"},
        {FieldType::text, "\xef\xbf\xbe", "holds a control character"},
        {FieldType::text, std::string("a\0b", 3), "holds a control character"},
        {FieldType::text, "\xc0\xaf", "is not UTF-8"},
        {FieldType::text, "\xed\xa0\x80", "is not UTF-8"},
        {FieldType::text, "abc\xd0", "is not UTF-8"},
        {FieldType::id, "", "is empty"},
        {FieldType::id, "i 1", "holds white space"},
        {FieldType::id,
         "i\xc2\xa0"
         "1",
         "holds white space"},
        {FieldType::id, "i\n1", "holds a control character"},
        {FieldType::id, std::string(129, 'x'), "has more than 128 bytes"},
        {FieldType::reference, "s-1 s-2", "expected the id of another record"},
        {FieldType::references, "", "expected ids separated by spaces"},
        {FieldType::references, "  ", "expected ids separated by spaces"},
        {FieldType::references, "s-1 s-2 s-1", "names 's-1' twice"},
        {FieldType::references, "s-1\ts-2", "holds a control character"},
        {FieldType::token, "outtage",
         "'outtage' is not one of outage, degradation, hardware_failure, data_loss; did you mean 'outage'?"},
        {FieldType::token, "", "'' is not one of outage, degradation"},
        {FieldType::token, "Outage", "did you mean 'outage'?"},
        {FieldType::count, "-1", "'-1' is not a count: it is below zero"},
        {FieldType::count, "1.0", "'1.0' is not a count: expected a whole number such as 3"},
        {FieldType::count, "", "expected a whole number"},
        {FieldType::count, "1000000000000000000", "has more than 18 digits"},
        {FieldType::number, "1,5", "'1,5' is not a number: expected a decimal such as 0.75"},
        {FieldType::number, "0x10", "is not a number"},
        {FieldType::number, "1/3", "is not a number"},
        {FieldType::ratio, "25 %", "expected a share such as 25% or 0.25"},
        {FieldType::ratio, "%", "is not a ratio"},
        {FieldType::ratio, "25%%", "is not a ratio"},
        {FieldType::ratio, "0.00000000000000001%", "has too many digits"},
        {FieldType::money, "1e5", "'1e5' is not money: expected a decimal such as 21.72"},
        {FieldType::money, "21.72 UAH", "is not money"},
        {FieldType::money, "+1", "is not money"},
        {FieldType::money, ".5", "is not money"},
        {FieldType::money, "007", "'007' is not money: it "},
        {FieldType::instant, "2026-01-05T08:00:00", "is not an instant: it "},
        {FieldType::instant, "2026-01-05", "is not an instant"},
        {FieldType::instant, "2026-02-30T00:00:00Z", "is not an instant: it "},
        {FieldType::date, "2026-02-29", "is not a date: it "},
        {FieldType::date, "5.1.2026", "expected a day such as 2026-02-28"},
        {FieldType::duration, "-5", "is not a duration"},
        {FieldType::duration, "P1D", "is not a duration: it "},
        {FieldType::duration, "17h", "expected a length of time such as PT17H, or seconds such as 3600"},
        {FieldType::span, "PT1H", "is not a span"},
        {FieldType::span, "1 month", "expected a calendar span such as P1M or P10D"},
        {FieldType::flag, "true", "'true' is not yes or no"},
        {FieldType::flag, "", "'' is not yes or no"},
    };
    for (const Refusal& row : table) {
        CAPTURE(row.text);
        const std::string message = refusal(row.type, row.text);
        CAPTURE(message);
        CHECK(message.find(row.message) != std::string::npos);
    }
}

TEST_CASE("facts are the same where their values are, however they are spelled") {
    struct Pair {
        FieldType type;
        const char* one;
        const char* same;
        const char* other;
    };
    const Pair table[] = {
        {FieldType::text, "Feed A", "Feed A", "Feed a"},
        {FieldType::id, "i-1", "i-1", "i-10"},
        {FieldType::reference, "s-1", "s-1", "s-2"},
        {FieldType::references, "s-1 s-2", "s-1 s-2", "s-1"},
        {FieldType::token, "outage", "outage", "data_loss"},
        {FieldType::count, "3", "3", "4"},
        {FieldType::number, "0.750", "0.75", "-0.75"},
        {FieldType::ratio, "25%", "0.25", "25"},
        {FieldType::money, "5", "5.00", "5.01"},
        {FieldType::instant, "2026-01-05T08:00:00+02:00", "2026-01-05T06:00:00Z", "2026-01-05T08:00:00Z"},
        {FieldType::date, "2028-02-29", "2028-02-29", "2028-02-28"},
        {FieldType::duration, "5400", "PT1H30M", "PT1H"},
        {FieldType::span, "P1Y", "P12M", "P12D"},
        {FieldType::flag, "yes", "yes", "no"},
    };
    for (const Pair& row : table) {
        CAPTURE(std::string(row.one));
        const Fact one = parse_fact(row.type, kinds, row.one);
        CHECK(same_value(row.type, one, parse_fact(row.type, kinds, row.same)));
        CHECK_FALSE(same_value(row.type, one, parse_fact(row.type, kinds, row.other)));
    }
}

TEST_CASE("a text may be as long as its limit and no longer") {
    CHECK(refusal(FieldType::text, std::string(4096, 'x')) == "accepted");
    try {
        parse_fact(FieldType::text, {}, std::string(4097, 'x'));
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.status() == Status::limit_exceeded);
    }
}

}  // namespace redress::facts
