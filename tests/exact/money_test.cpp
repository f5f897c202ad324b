#include "exact/money.h"

#include <doctest/doctest.h>

#include "exact/big_rational.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

using redress::exact::append_amount;
using redress::exact::BigInteger;
using redress::exact::BigNumbers;
using redress::exact::BigRational;
using redress::exact::currency;
using redress::exact::currency_codes;
using redress::exact::MinorUnits;
using redress::exact::post;
using redress::exact::Rational;
using redress::exact::RoundingMode;
using redress::exact::to_units;

TEST_CASE("a currency has the minor unit of ISO 4217") {
    struct {
        std::string_view code;
        int digits;
        std::int64_t units_per_unit;
    } const rows[] = {
        {"UAH", 2, 100},  {"EUR", 2, 100},   {"USD", 2, 100},   {"GBP", 2, 100},  {"CHF", 2, 100},  {"BYN", 2, 100},
        {"HUF", 2, 100},  {"MRU", 2, 100},   {"AED", 2, 100},   {"ZWG", 2, 100},  {"XCD", 2, 100},  {"XCG", 2, 100},
        {"JPY", 0, 1},    {"ISK", 0, 1},     {"KRW", 0, 1},     {"CLP", 0, 1},    {"XAF", 0, 1},    {"UYI", 0, 1},
        {"VND", 0, 1},    {"KWD", 3, 1000},  {"BHD", 3, 1000},  {"TND", 3, 1000}, {"IQD", 3, 1000}, {"JOD", 3, 1000},
        {"OMR", 3, 1000}, {"CLF", 4, 10000}, {"UYW", 4, 10000},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.code));
        const auto found = currency(row.code);
        REQUIRE(found.has_value());
        CHECK(found->name() == row.code);
        CHECK(found->minor_digits == row.digits);
        CHECK(found->minor_units_per_unit() == row.units_per_unit);
    }
}

TEST_CASE("what is no currency with a minor unit is not found") {
    for (const std::string_view code : {"", "U", "UA", "uah", "UAHX", "UAH ", "AAA", "ZZZ", "XAU", "XDR", "XTS", "XXX", "BYR"}) {
        CAPTURE(std::string(code));
        CHECK_FALSE(currency(code).has_value());
    }
}

TEST_CASE("the listed codes are sorted, distinct and all found") {
    const auto codes = currency_codes();
    CHECK(codes.size() == 168);
    CHECK(std::adjacent_find(codes.begin(), codes.end(), std::greater_equal<>()) == codes.end());
    for (const std::string_view code : codes) {
        CAPTURE(std::string(code));
        CHECK(currency(code).has_value());
    }
}

TEST_CASE("an amount is rounded once to the minor unit of its currency") {
    struct {
        std::string_view code;
        Rational amount;
        RoundingMode mode;
        MinorUnits expected;
    } const rows[] = {
        {"UAH", Rational::fraction(1303, 60), RoundingMode::half_up, 2172},  // 21.7166...
        {"UAH", Rational::fraction(1303, 60), RoundingMode::down, 2171},
        {"EUR", Rational::fraction(1, 200), RoundingMode::half_up, 1},  // 0.005
        {"EUR", Rational::fraction(1, 200), RoundingMode::half_even, 0},
        {"EUR", Rational::fraction(-1, 200), RoundingMode::half_up, -1},
        {"EUR", Rational(12), RoundingMode::half_up, 1200},
        {"JPY", Rational::fraction(201, 2), RoundingMode::half_up, 101},  // 100.5
        {"JPY", Rational::fraction(201, 2), RoundingMode::half_down, 100},
        {"KWD", Rational::fraction(1, 3), RoundingMode::half_up, 333},
        {"KWD", Rational::fraction(2, 3), RoundingMode::half_up, 667},
        {"CLF", Rational::fraction(1, 7), RoundingMode::half_up, 1429},  // 0.142857...
        {"CLF", Rational(2), RoundingMode::up, 20'000},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.code));
        CAPTURE(row.amount.numerator());
        CAPTURE(row.amount.denominator());
        CHECK(post(row.amount, *currency(row.code), row.mode) == row.expected);
    }
}

TEST_CASE("an amount of more than 18 digits is not posted") {
    const auto eur = *currency("EUR");
    const Rational most = Rational::fraction(999'999'999'999'999'999, 100);
    CHECK(post(most, eur, RoundingMode::half_up) == 999'999'999'999'999'999);
    CHECK(post(-most, eur, RoundingMode::half_up) == -999'999'999'999'999'999);
    CHECK_FALSE(post(Rational(10'000'000'000'000'000), eur, RoundingMode::half_up).has_value());
    CHECK_FALSE(post(Rational(INT64_MAX), eur, RoundingMode::half_up).has_value());
    CHECK_FALSE(post(BigNumbers::number(BigRational(BigInteger(1) << 200)), eur, RoundingMode::half_up).has_value());
}

TEST_CASE("an amount with a denominator of 64 bits is still posted exactly") {
    const Rational nearly_one = Rational::fraction(INT64_MAX - 1, INT64_MAX);
    CHECK(post(nearly_one, *currency("EUR"), RoundingMode::half_up) == 100);
    CHECK(post(nearly_one, *currency("EUR"), RoundingMode::floor) == 99);
}

TEST_CASE("a posted amount reads as a decimal with the digits of its currency") {
    struct {
        std::string_view code;
        MinorUnits units;
        std::string_view text;
    } const rows[] = {
        {"UAH", 2172, "21.72"},
        {"UAH", -5, "-0.05"},
        {"UAH", 0, "0.00"},
        {"UAH", 100, "1.00"},
        {"JPY", 100, "100"},
        {"JPY", -7, "-7"},
        {"JPY", 0, "0"},
        {"KWD", 1005, "1.005"},
        {"KWD", 5, "0.005"},
        {"CLF", -12345, "-1.2345"},
        {"EUR", 999'999'999'999'999'999, "9999999999999999.99"},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.text));
        std::string text;
        append_amount(text, row.units, *currency(row.code));
        CHECK(text == row.text);
    }
}

TEST_CASE("minor units go back to major units and post as they were") {
    for (const std::string_view code : {"JPY", "EUR", "KWD", "CLF"}) {
        CAPTURE(std::string(code));
        for (const MinorUnits units : {MinorUnits{0}, MinorUnits{1}, MinorUnits{-12'345}, MinorUnits{999'999'999'999'999'999}})
            CHECK(post(to_units(units, *currency(code)), *currency(code), RoundingMode::half_even) == units);
    }
    CHECK(to_units(2172, *currency("UAH")) == Rational::fraction(543, 25));
}
