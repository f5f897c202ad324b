#include "exact/rational.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <type_traits>
#include <vector>

#include "edges.h"
#include "exact/big_rational.h"

using redress::exact::BigInteger;
using redress::exact::BigRational;
using redress::exact::edge;
using redress::exact::floor;
using redress::exact::Rational;
using redress::exact::sign;
using redress::exact::to_big;
using redress::exact::to_rational;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

bool canonical(const Rational& value) {
    if (value.overflowed()) return value.numerator() == 0 && value.denominator() == 0;
    if (value.denominator() < 1 || value.numerator() == smallest) return false;
    return std::gcd(value.numerator(), value.denominator()) == 1;
}

// The oracle: the same operation on unbounded numbers, and overflow exactly where its reduced result does not fit.
bool agree_with_big(const Rational& a, const Rational& b) {
    const BigRational x = to_big(a);
    const BigRational y = to_big(b);
    const Rational quotient = a / b;
    const bool division_agrees = b == Rational(0) ? quotient.overflowed() : quotient == to_rational(BigRational(x / y));
    return canonical(a + b) && a + b == to_rational(BigRational(x + y)) &&  //
           canonical(a - b) && a - b == to_rational(BigRational(x - y)) &&  //
           canonical(a * b) && a * b == to_rational(BigRational(x * y)) &&  //
           canonical(quotient) && division_agrees &&                        //
           (a < b) == (x < y) && (a > b) == (x > y) && (a == b) == (x == y) && (a <= b) == (x <= y);
}

bool one_operand_functions_agree(const Rational& a) {
    const BigRational x = to_big(a);
    const auto below = to_big(floor(a));
    return below <= x && x < below + 1 && floor(a).is_integer() && sign(a) == x.sign() && -a == to_rational(BigRational(-x)) &&
           to_rational(x) == a;
}

}  // namespace

TEST_CASE("a fraction is kept in lowest terms with a positive denominator") {
    struct {
        std::int64_t numerator, denominator, expected_numerator, expected_denominator;
    } const rows[] = {
        {1, 2, 1, 2},
        {2, 4, 1, 2},
        {-2, 4, -1, 2},
        {2, -4, -1, 2},
        {-2, -4, 1, 2},
        {0, 7, 0, 1},
        {0, -7, 0, 1},
        {15, 3, 5, 1},
        {86400, 2678400, 1, 31},
        {largest, largest, 1, 1},
        {-largest, largest, -1, 1},
        {smallest, 2, smallest / 2, 1},
        {smallest, smallest, 1, 1},
        {2, smallest, -1, std::int64_t{1} << 62},
        {smallest, 1, 0, 0},
        {1, smallest, 0, 0},
        {smallest, -1, 0, 0},
        {1, 0, 0, 0},
        {0, 0, 0, 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.numerator);
        CAPTURE(row.denominator);
        const Rational value = Rational::fraction(row.numerator, row.denominator);
        CHECK(value.numerator() == row.expected_numerator);
        CHECK(value.denominator() == row.expected_denominator);
    }
}

TEST_CASE("arithmetic on fractions is exact") {
    const auto third = Rational::fraction(1, 3);
    CHECK(Rational(15) / Rational(3) == Rational(5));
    CHECK(third * Rational(3) == Rational(1));
    CHECK(third + third + third == Rational(1));
    CHECK(Rational::fraction(1, 10) + Rational::fraction(2, 10) == Rational::fraction(3, 10));
    CHECK(Rational::fraction(1, 6) + Rational::fraction(1, 10) == Rational::fraction(4, 15));
    CHECK(Rational(1) - Rational::fraction(17, 744) == Rational::fraction(727, 744));
}

TEST_CASE("an operation overflows only when its reduced result does not fit") {
    const Rational max(largest);
    const Rational tiny = Rational::fraction(1, largest);
    struct {
        const char* name;
        Rational result, expected;
    } const rows[] = {
        {"max + 1", max + Rational(1), Rational::overflow()},
        {"max - 1 + 1", max - Rational(1) + Rational(1), max},
        {"-max - 1", -max - Rational(1), Rational::overflow()},
        {"max * max", max * max, Rational::overflow()},
        {"max / max", max / max, Rational(1)},
        {"max * (1/max)", max * tiny, Rational(1)},
        {"(1/max) / (1/max)", tiny / tiny, Rational(1)},
        {"(1/max) * (1/max)", tiny * tiny, Rational::overflow()},
        {"(1/max) + 1/2", tiny + Rational::fraction(1, 2), Rational::overflow()},
        {"max/2 + max/2", Rational::fraction(largest, 2) + Rational::fraction(largest, 2), max},
        {"max/2 + 1/2", Rational::fraction(largest, 2) + Rational::fraction(1, 2), Rational(std::int64_t{1} << 62)},
        {"-2^62 * 2", Rational(-(std::int64_t{1} << 62)) * Rational(2), Rational::overflow()},
        {"INT64_MIN", Rational(smallest), Rational::overflow()},
        {"1 / 0", Rational(1) / Rational(0), Rational::overflow()},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(row.result.numerator() == row.expected.numerator());
        CHECK(row.result.denominator() == row.expected.denominator());
    }
}

TEST_CASE("an overflow stays an overflow through every operation") {
    const Rational bad = Rational::overflow();
    for (const Rational& good : {Rational(0), Rational(1), Rational(-7), Rational::fraction(3, 4)}) {
        CAPTURE(good.numerator());
        for (const Rational& result : {bad + good, good + bad, bad - good, good - bad, bad * good, good * bad, bad / good,
                                       good / bad, -bad, floor(bad), bad + bad, bad * bad})
            CHECK(result == Rational::overflow());
    }
}

TEST_CASE("small fractions agree with unbounded numbers, all pairs of them") {
    std::vector<Rational> values;
    for (std::int64_t denominator = 1; denominator <= 12; ++denominator)
        for (std::int64_t numerator = -12; numerator <= 12; ++numerator)
            if (std::gcd(numerator, denominator) == 1) values.push_back(Rational::fraction(numerator, denominator));
    int disagreements = 0;
    for (const Rational& a : values) {
        disagreements += !one_operand_functions_agree(a);
        for (const Rational& b : values) disagreements += !agree_with_big(a, b);
    }
    CHECK(disagreements == 0);
}

TEST_CASE("fractions at the edges of 64 bits agree with unbounded numbers") {
    std::mt19937_64 random(20170525);
    for (int i = 0; i < 60'000; ++i) {
        const Rational a = Rational::fraction(edge(random), random() % 2 ? 1 : edge(random));
        const Rational b = Rational::fraction(edge(random), random() % 2 ? 1 : edge(random));
        if (a.overflowed() || b.overflowed()) continue;
        const bool agree = agree_with_big(a, b) && one_operand_functions_agree(a);
        if (agree) continue;
        CAPTURE(a.numerator());
        CAPTURE(a.denominator());
        CAPTURE(b.numerator());
        CAPTURE(b.denominator());
        CHECK(agree);
    }
}

TEST_CASE("an operand may also be the result") {
    for (const Rational& start : {Rational(3), Rational::fraction(-3, 4), Rational(0), Rational(largest)}) {
        CAPTURE(start.numerator());
        const Rational copy = start;
        Rational x = start;
        x = x + x;
        CHECK(x == start + copy);
        x = start;
        x = x - x;
        CHECK(x == Rational(0));
        x = start;
        x = x * x;
        CHECK(x == start * copy);
        x = start;
        x = x / x;
        CHECK(x == (start == Rational(0) ? Rational::overflow() : Rational(1)));
        x = start;
        x = -x;
        CHECK(x == Rational(0) - start);
    }
}

TEST_CASE("floor goes down, below zero too") {
    struct {
        Rational value;
        std::int64_t floor;
    } const rows[] = {
        {Rational::fraction(7, 2), 3},
        {Rational::fraction(-7, 2), -4},
        {Rational(5), 5},
        {Rational(-5), -5},
        {Rational::fraction(1, 3), 0},
        {Rational::fraction(-1, 3), -1},
        {Rational(0), 0},
        {Rational::fraction(-largest, 2), -(largest / 2) - 1},
    };
    for (const auto& row : rows) {
        CAPTURE(row.value.numerator());
        CAPTURE(row.value.denominator());
        CHECK(floor(row.value) == Rational(row.floor));
    }
}

TEST_CASE("a floating-point number is no rational") {
    CHECK_FALSE(std::is_constructible_v<Rational, double>);
    CHECK_FALSE(std::is_constructible_v<Rational, float>);
    CHECK(std::is_convertible_v<int, Rational>);
}

TEST_CASE("a big number beyond 64 bits overflows on the way back instead of saturating") {
    const BigRational two_to_63 = BigRational(BigInteger(1) << 63);
    CHECK(to_rational(two_to_63).overflowed());
    CHECK(to_rational(BigRational(-two_to_63)).overflowed());
    CHECK(to_rational(BigRational(two_to_63 - 1)) == Rational(largest));
    CHECK(to_rational(BigRational(1 - two_to_63)) == Rational(-largest));
    CHECK(to_rational(BigRational(1 / two_to_63)).overflowed());
}
