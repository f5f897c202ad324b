#include "exact/literal.h"

#include <doctest/doctest.h>

#include "exact/big_rational.h"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

using redress::exact::append_decimal;
using redress::exact::append_padded;
using redress::exact::BigInteger;
using redress::exact::BigNumbers;
using redress::exact::BigRational;
using redress::exact::describe;
using redress::exact::Literal;
using redress::exact::LiteralFault;
using redress::exact::Number;
using redress::exact::parse_decimal;
using redress::exact::Rational;

namespace {

template <class Exact>
std::string decimal(const Exact& value, int digits_min = 0) {
    std::string text;
    append_decimal(text, value, digits_min);
    return text;
}

}  // namespace

TEST_CASE("a decimal literal is read exactly") {
    struct {
        std::string_view text;
        std::int64_t numerator, denominator;
    } const rows[] = {
        {"0", 0, 1},
        {"-0", 0, 1},
        {"0.0", 0, 1},
        {"7", 7, 1},
        {"-7", -7, 1},
        {"10", 10, 1},
        {"0.1", 1, 10},
        {"-0.25", -1, 4},
        {"21.72", 543, 25},
        {"5.00", 5, 1},
        {"1.05", 21, 20},
        {"0.007", 7, 1000},
        {"999999999999999999", 999'999'999'999'999'999, 1},
        {"-999999999999999999", -999'999'999'999'999'999, 1},
        {"0.00000000000000001", 1, 100'000'000'000'000'000},
        {"9.99999999999999999", 999'999'999'999'999'999, 100'000'000'000'000'000},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.text));
        const Literal literal = parse_decimal(row.text);
        CHECK(literal.fault == LiteralFault::none);
        CHECK(literal.value.numerator() == row.numerator);
        CHECK(literal.value.denominator() == row.denominator);
    }
}

TEST_CASE("what is no decimal literal is refused with its own fault") {
    const std::string forty_digits(40, '9');
    const std::string forty_places = "0." + forty_digits;
    const std::string forty_zeros(40, '0');
    struct {
        std::string_view text;
        LiteralFault fault;
    } const rows[] = {
        {"", LiteralFault::empty},
        {"0144", LiteralFault::leading_zero},  // not octal 100
        {"007", LiteralFault::leading_zero},
        {"00", LiteralFault::leading_zero},
        {"-01", LiteralFault::leading_zero},
        {"00.5", LiteralFault::leading_zero},
        {forty_zeros, LiteralFault::leading_zero},
        {forty_digits, LiteralFault::too_many_digits},
        {forty_places, LiteralFault::too_many_digits},
        {"1000000000000000000", LiteralFault::too_many_digits},
        {"0.000000000000000001", LiteralFault::too_many_digits},
        {"1/0", LiteralFault::not_a_number},
        {"1/2", LiteralFault::not_a_number},
        {"-1/-2", LiteralFault::not_a_number},
        {"1e5", LiteralFault::not_a_number},
        {"1E5", LiteralFault::not_a_number},
        {"0x10", LiteralFault::not_a_number},
        {"1,5", LiteralFault::not_a_number},
        {"1,000.00", LiteralFault::not_a_number},
        {",", LiteralFault::not_a_number},
        {".", LiteralFault::not_a_number},
        {".5", LiteralFault::not_a_number},
        {"5.", LiteralFault::not_a_number},
        {"1.2.3", LiteralFault::not_a_number},
        {"1.-2", LiteralFault::not_a_number},
        {"-", LiteralFault::not_a_number},
        {"--1", LiteralFault::not_a_number},
        {"-.5", LiteralFault::not_a_number},
        {"+1", LiteralFault::not_a_number},
        {" 1", LiteralFault::not_a_number},
        {"1 ", LiteralFault::not_a_number},
        {"1\n", LiteralFault::not_a_number},
        {"- 1", LiteralFault::not_a_number},
        {"1_000", LiteralFault::not_a_number},
        {"12abc", LiteralFault::not_a_number},
        {"nan", LiteralFault::not_a_number},
        {"inf", LiteralFault::not_a_number},
        {"25%", LiteralFault::not_a_number},
        {"\xd9\xa1\xd9\xa2", LiteralFault::not_a_number},  // Arabic-Indic 12
        {"\xef\xbc\x91", LiteralFault::not_a_number},      // full-width 1
        {"\xe2\x88\x92\x31", LiteralFault::not_a_number},  // 1 after a minus sign (U+2212)
        {std::string_view("1\0", 2), LiteralFault::not_a_number},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.text));
        const Literal literal = parse_decimal(row.text);
        CHECK(literal.fault == row.fault);
        CHECK_FALSE(describe(literal.fault).empty());
    }
}

TEST_CASE("a number is written as the shortest exact decimal, or as a fraction where there is none") {
    struct {
        std::int64_t numerator, denominator;
        std::string_view text;
    } const rows[] = {
        {0, 1, "0"},
        {-3, 1, "-3"},
        {543, 25, "21.72"},
        {1, 2, "0.5"},
        {-1, 20, "-0.05"},
        {-5, 4, "-1.25"},
        {1, 8, "0.125"},
        {1, 1000, "0.001"},
        {100, 1, "100"},
        {1303, 6, "1303/6"},
        {-1, 3, "-1/3"},
        {1, 1'000'000'000'000'000'000, "0.000000000000000001"},
        {1, 262'144, "0.000003814697265625"},            // 2^18
        {1, 524'288, "1/524288"},                        // 2^19 takes 19 digits
        {1, 3'814'697'265'625, "0.000000000000262144"},  // 5^18
        {9'223'372'036'854'775'807, 1, "9223372036854775807"},
        {-9'223'372'036'854'775'807, 2, "-4611686018427387903.5"},
        {1, 9'223'372'036'854'775'807, "1/9223372036854775807"},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.text));
        const Rational value = Rational::fraction(row.numerator, row.denominator);
        CHECK(decimal(value) == row.text);
        CHECK(decimal(Number(value)) == row.text);
    }
}

TEST_CASE("numbers beyond 64 bits are written whole") {
    const BigRational two_to_70 = BigRational(BigInteger(1) << 70);
    const auto decimal_of = [](const BigRational& value) { return decimal(BigNumbers::number(value)); };
    CHECK(decimal_of(two_to_70) == "1180591620717411303424");
    CHECK(decimal_of(BigRational(-two_to_70)) == "-1180591620717411303424");
    CHECK(decimal_of(BigRational(two_to_70 + BigRational(1) / 4)) == "1180591620717411303424.25");
    CHECK(decimal_of(BigRational(1 / two_to_70)) == "1/1180591620717411303424");
    CHECK(decimal_of(BigRational(-two_to_70 / 3)) == "-1180591620717411303424/3");
}

TEST_CASE("at least the wanted digits follow the point") {
    struct {
        Rational value;
        int digits_min;
        std::string_view text;
    } const rows[] = {
        {Rational(5), 0, "5"},
        {Rational(5), 2, "5.00"},
        {Rational(0), 2, "0.00"},
        {Rational::fraction(-1, 2), 2, "-0.50"},
        {Rational::fraction(1, 8), 2, "0.125"},
        {Rational::fraction(1, 3), 2, "1/3"},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.text));
        CHECK(decimal(row.value, row.digits_min) == row.text);
        CHECK(decimal(Number(row.value), row.digits_min) == row.text);
    }
}

TEST_CASE("a written decimal reads back as the same number") {
    std::mt19937_64 random(21'72);
    constexpr std::int64_t seventeen_nines = 99'999'999'999'999'999;
    constexpr std::int64_t powers[] = {1, 10, 100, 1'000, 1'000'000, 1'000'000'000, 100'000'000'000'000'000};
    for (int i = 0; i < 20'000; ++i) {
        const auto digits = static_cast<std::int64_t>(random() % seventeen_nines);
        const Rational value = Rational::fraction(random() % 2 ? digits : -digits, powers[random() % 7]);
        const Literal read = parse_decimal(decimal(value));
        if (read.fault == LiteralFault::none && read.value == value) continue;
        CAPTURE(decimal(value));
        CHECK(read.value == value);
        CHECK(read.fault == LiteralFault::none);
    }
}

TEST_CASE("a padded number has zeros in front") {
    struct {
        std::uint64_t value;
        int width;
        std::string_view text;
    } const rows[] = {
        {5, 2, "05"},  {0, 3, "000"},   {0, 0, "0"},
        {12, 2, "12"}, {123, 2, "123"}, {std::numeric_limits<std::uint64_t>::max(), 0, "18446744073709551615"},
    };
    for (const auto& row : rows) {
        std::string text;
        append_padded(text, row.value, row.width);
        CHECK(text == row.text);
    }
}
