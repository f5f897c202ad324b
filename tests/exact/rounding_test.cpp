#include "exact/rounding.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include "exact/big_rational.h"

using redress::exact::BigInteger;
using redress::exact::BigRational;
using redress::exact::Number;
using redress::exact::Rational;
using redress::exact::round;
using redress::exact::rounding_mode;
using redress::exact::rounding_mode_names;
using redress::exact::RoundingMode;
using redress::exact::to_big;
using redress::exact::to_rational;

namespace {

constexpr RoundingMode modes[] = {RoundingMode::half_up, RoundingMode::half_even, RoundingMode::half_down, RoundingMode::up,
                                  RoundingMode::down,    RoundingMode::ceiling,   RoundingMode::floor};
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

bool nearest_is_wanted(RoundingMode mode) {
    return mode == RoundingMode::half_up || mode == RoundingMode::half_even || mode == RoundingMode::half_down;
}

// Of the two multiples around a value, the one that the words of the mode describe.
BigRational chosen(const BigRational& below, const BigRational& above, const BigRational& value, RoundingMode mode,
                   bool below_is_even) {
    const BigRational towards_zero = value < 0 ? above : below;
    const BigRational away_from_zero = value < 0 ? below : above;
    if (nearest_is_wanted(mode) && value - below != above - value) return value - below < above - value ? below : above;
    switch (mode) {
        case RoundingMode::half_up:
        case RoundingMode::up: return away_from_zero;
        case RoundingMode::half_down:
        case RoundingMode::down: return towards_zero;
        case RoundingMode::half_even: return below_is_even ? below : above;
        case RoundingMode::ceiling: return above;
        case RoundingMode::floor: return below;
    }
    return value;
}

// By definition and without division of integers: walks from zero, one step after the other.
BigRational by_definition(const BigRational& value, const BigRational& step, RoundingMode mode) {
    BigRational below = 0;
    bool below_is_even = true;
    while (below > value) {
        below = below - step;
        below_is_even = !below_is_even;
    }
    while (below + step <= value) {
        below = below + step;
        below_is_even = !below_is_even;
    }
    if (below == value) return value;
    return chosen(below, below + step, value, mode, below_is_even);
}

}  // namespace

TEST_CASE("each mode rounds ties and others as its name says") {
    struct {
        Rational value;
        std::int64_t half_up, half_even, half_down, up, down, ceiling, floor;
    } const rows[] = {
        {Rational::fraction(5, 2), 3, 2, 2, 3, 2, 3, 2},
        {Rational::fraction(-5, 2), -3, -2, -2, -3, -2, -2, -3},
        {Rational::fraction(7, 2), 4, 4, 3, 4, 3, 4, 3},
        {Rational::fraction(-7, 2), -4, -4, -3, -4, -3, -3, -4},
        {Rational::fraction(1, 2), 1, 0, 0, 1, 0, 1, 0},
        {Rational::fraction(-1, 2), -1, 0, 0, -1, 0, 0, -1},
        {Rational::fraction(12, 5), 2, 2, 2, 3, 2, 3, 2},
        {Rational::fraction(-12, 5), -2, -2, -2, -3, -2, -2, -3},
        {Rational::fraction(13, 5), 3, 3, 3, 3, 2, 3, 2},
        {Rational::fraction(-13, 5), -3, -3, -3, -3, -2, -2, -3},
        {Rational(4), 4, 4, 4, 4, 4, 4, 4},
        {Rational(-4), -4, -4, -4, -4, -4, -4, -4},
        {Rational(0), 0, 0, 0, 0, 0, 0, 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.value.numerator());
        CAPTURE(row.value.denominator());
        CHECK(round(row.value, 1, RoundingMode::half_up) == Rational(row.half_up));
        CHECK(round(row.value, 1, RoundingMode::half_even) == Rational(row.half_even));
        CHECK(round(row.value, 1, RoundingMode::half_down) == Rational(row.half_down));
        CHECK(round(row.value, 1, RoundingMode::up) == Rational(row.up));
        CHECK(round(row.value, 1, RoundingMode::down) == Rational(row.down));
        CHECK(round(row.value, 1, RoundingMode::ceiling) == Rational(row.ceiling));
        CHECK(round(row.value, 1, RoundingMode::floor) == Rational(row.floor));
    }
}

TEST_CASE("rounding goes to multiples of the step") {
    struct {
        Rational value, step;
        RoundingMode mode;
        Rational expected;
    } const rows[] = {
        // 17/744 = 0.02284...
        {Rational::fraction(17, 744), Rational::fraction(1, 1000), RoundingMode::half_up, Rational::fraction(23, 1000)},
        {Rational::fraction(17, 744), Rational::fraction(1, 1000), RoundingMode::down, Rational::fraction(11, 500)},
        {Rational::fraction(1005, 1000), Rational::fraction(1, 100), RoundingMode::half_up, Rational::fraction(101, 100)},
        {Rational::fraction(1005, 1000), Rational::fraction(1, 100), RoundingMode::half_even, Rational(1)},
        {Rational(12), Rational(5), RoundingMode::half_up, Rational(10)},
        {Rational(13), Rational(5), RoundingMode::half_up, Rational(15)},
        {Rational(-13), Rational(5), RoundingMode::ceiling, Rational(-10)},
        {Rational::fraction(1, 2), Rational::fraction(1, 3), RoundingMode::half_up, Rational::fraction(2, 3)},
        {Rational::fraction(1, 2), Rational::fraction(1, 3), RoundingMode::half_down, Rational::fraction(1, 3)},
        {Rational(3601), Rational(3600), RoundingMode::up, Rational(7200)},
    };
    for (const auto& row : rows) {
        CAPTURE(row.value.numerator());
        CAPTURE(row.value.denominator());
        CHECK(round(row.value, row.step, row.mode) == row.expected);
    }
}

TEST_CASE("all seven modes agree with their definition") {
    int disagreements = 0;
    for (const Rational& step : {Rational(1), Rational(5), Rational::fraction(1, 3), Rational::fraction(1, 10),
                                 Rational::fraction(5, 2), Rational::fraction(1, 1000)}) {
        const std::int64_t scale = step == Rational::fraction(1, 1000) ? 8'000 : 12;
        for (std::int64_t numerator = -60; numerator <= 60; ++numerator) {
            const Rational value = Rational::fraction(numerator, scale);
            for (const RoundingMode mode : modes) {
                const BigRational expected = by_definition(to_big(value), to_big(step), mode);
                disagreements += to_big(round(Number(value), Number(step), mode)) != expected;
            }
        }
    }
    CHECK(disagreements == 0);
}

TEST_CASE("rounding of large values agrees with the definition") {
    std::mt19937_64 random(744);
    const auto any = [&random] { return static_cast<std::int64_t>((random() >> 1) >> (random() % 63)); };
    int disagreements = 0;
    int big = 0;
    for (int i = 0; i < 60'000; ++i) {
        const Rational value = Rational::fraction(random() % 2 ? any() : -any(), any() + 1 > 0 ? any() / 2 + 1 : 1);
        const Rational step = Rational::fraction(any() / 2 + 1, any() / 2 + 1);
        const RoundingMode mode = modes[random() % 7];
        const BigRational steps = to_big(value) / to_big(step);
        BigInteger count = numerator(steps) / denominator(steps);
        if (BigRational(count) > steps) --count;
        const BigRational below = BigRational(count) * to_big(step);
        const BigRational expected =
            below == to_big(value) ? below : chosen(below, below + to_big(step), to_big(value), mode, count % 2 == 0);
        disagreements += to_big(round(Number(value), Number(step), mode)) != expected;
        big += to_rational(expected).overflowed();
    }
    CHECK(disagreements == 0);
    CHECK(big > 0);
}

TEST_CASE("rounding goes through wide products, and to where 64 bits end") {
    const Number max(largest);
    struct {
        const char* name;
        Number result, expected;
    } const rows[] = {
        {"max to thousandths", round(max, Number::fraction(1, 1000), RoundingMode::half_up), max},
        {"-max to 1/max", round(-max, Number::fraction(1, largest), RoundingMode::floor), -max},
        {"1/max up to max", round(Number::fraction(1, largest), max, RoundingMode::up), max},
        {"1/max down to max", round(Number::fraction(1, largest), max, RoundingMode::down), 0},
        {"max up to tens", round(max, 10, RoundingMode::up), max + 3},
        {"max down to tens", round(max, 10, RoundingMode::down), largest - 7},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(row.result == row.expected);
    }
}

TEST_CASE("a mode is known by its exact name only") {
    for (std::size_t i = 0; i < std::size(modes); ++i) {
        const std::string_view name = rounding_mode_names()[i];
        CAPTURE(std::string(name));
        CHECK(rounding_mode(name) == modes[i]);
        CHECK(name_of(modes[i]) == name);
    }
    CHECK(rounding_mode_names().size() == std::size(modes));
    CHECK(name_of(RoundingMode::half_even) == "half_even");
    for (const std::string_view unknown : {"", "HALF_UP", "half-up", "half_up ", "half", "nearest"}) {
        CAPTURE(std::string(unknown));
        CHECK_FALSE(rounding_mode(unknown).has_value());
    }
}
