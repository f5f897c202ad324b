// A number on 64 bits, on the heap, and on its way from one to the other, against unbounded fractions.
#include "exact/number.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "edges.h"
#include "exact/big_rational.h"

namespace redress::exact {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

// The same value, and on the heap only where it must be.
bool is(const Number& number, const BigRational& value) {
    return to_big(number) == value && number.is_big() == to_rational(value).overflowed();
}

bool operations_agree(const Number& a, const Number& b) {
    const BigRational x = to_big(a);
    const BigRational y = to_big(b);
    return is(a + b, x + y) && is(a - b, x - y) && is(a * b, x * y) && (y == 0 || is(a / b, x / y)) &&  //
           (a < b) == (x < y) && (a > b) == (x > y) && (a == b) == (x == y) && (a <= b) == (x <= y);
}

bool functions_agree(const Number& a) {
    const BigRational x = to_big(a);
    BigInteger below = numerator(x) / denominator(x);
    if (BigRational(below) > x) --below;
    const BigInteger above = BigRational(below) == x ? below : BigInteger(below + 1);
    return is(floor(a), BigRational(below)) && is(ceil(a), BigRational(above)) && sign(a) == x.sign() && is(-a, -x) &&
           is(absolute(a), x < 0 ? BigRational(-x) : x) && to_rational(a) == to_rational(x);
}

Number number_of(std::mt19937_64& random) {
    const auto operand = [&] { return Number(edge(random)); };
    const Number divisor = operand();
    return sign(divisor) == 0 || random() % 2 == 0 ? operand() : operand() / divisor;
}

}  // namespace

TEST_CASE("numbers at the edges of 64 bits, and beyond, agree with unbounded fractions") {
    std::mt19937_64 random(20261127);
    int wrong = 0;
    int big = 0;
    for (int i = 0; i < 60'000; ++i) {
        const Number a = number_of(random);
        const Number b = number_of(random);
        wrong += !operations_agree(a, b) || !functions_agree(a);
        wrong += !operations_agree(a * b, b) || !operations_agree(a, a + b) || !functions_agree(a * b);
        big += (a * b).is_big();
    }
    CHECK(wrong == 0);
    CHECK(big > 10'000);
}

// Nothing is reduced until it must be: a long sum passes through many unreduced fractions, and through big ones and back.
TEST_CASE("long chains of operations agree with unbounded fractions") {
    std::mt19937_64 random(7);
    int wrong = 0;
    int returned = 0;
    for (int chain = 0; chain < 3'000; ++chain) {
        Number number = Number(static_cast<std::int64_t>(random() % 1'000));
        BigRational value = to_big(number);
        bool was_big = false;
        for (int i = 0; i < 20; ++i) {
            const Number operand = Number::fraction(static_cast<std::int64_t>(random() % 20'001) - 10'000,
                                                    1 + static_cast<std::int64_t>(random() % 2'678'400));
            const BigRational other = to_big(operand);
            switch (random() % 5) {
                case 0:
                    number += operand;
                    value += other;
                    break;
                case 1:
                    number = number - operand;
                    value -= other;
                    break;
                case 2:
                    number = number * operand;
                    value *= other;
                    break;
                case 3:
                    if (sign(operand) == 0) break;
                    number = number / operand;
                    value /= other;
                    break;
                default:
                    number = floor(number);
                    value = to_big(floor(BigNumbers::number(value)));
                    break;
            }
            wrong += !is(number, value);
            returned += was_big && !number.is_big();
            was_big = number.is_big();
        }
    }
    CHECK(wrong == 0);
    CHECK(returned > 500);
}

TEST_CASE("fractions that are written otherwise are equal") {
    CHECK(Number::fraction(2, 4) == Number::fraction(1, 2));
    CHECK(Number::fraction(-3, -6) == Number::fraction(1, 2));
    CHECK(Number::fraction(3, -6) == Number::fraction(-1, 2));
    CHECK(Number::fraction(0, -7) == 0);
    CHECK(to_rational(Number::fraction(86'400, 2'678'400)).denominator() == 31);
    CHECK(Number::fraction(1, 3) + Number::fraction(1, 6) == Number::fraction(1, 2));
    CHECK(Number::fraction(17, 744) < Number::fraction(23, 1'000));
}

TEST_CASE("what leaves 64 bits comes back") {
    CHECK((Number(largest) + 1).is_big());
    CHECK_FALSE((Number(largest) + 1 - 1).is_big());
    CHECK(Number(largest) + 1 - 1 == largest);
    CHECK(Number(largest) * largest / largest == largest);
    CHECK(Number(smallest).is_big());
    CHECK(Number(smallest) + 1 == -largest);
    CHECK(-(Number(largest) + 1) == Number(smallest));
    CHECK_FALSE((-(-Number(largest))).is_big());
    CHECK(Number::fraction(1, largest) * Number::fraction(1, largest) * largest == Number::fraction(1, largest));
}

TEST_CASE("numbers are copied, moved and assigned to") {
    const Number wide = Number(largest) * 3;
    const Number narrow = 5;
    for (const Number& first : {wide, narrow}) {
        for (const Number& second : {wide * 2, Number(7)}) {
            Number copy = first;
            CHECK(copy == first);
            copy = second;
            CHECK(copy == second);
            const Number& same = copy;
            copy = same;
            CHECK(copy == second);
            Number moved = std::move(copy);
            CHECK(moved == second);
            CHECK(copy == 0);  // NOLINT: what was moved from is zero
            moved = Number(first);
            CHECK(moved == first);
            std::swap(moved, copy);
            CHECK(copy == first);
            moved = copy + moved;
            moved = moved - moved;
            CHECK(moved == 0);
        }
    }
    CHECK(std::is_nothrow_move_constructible_v<Number>);
    CHECK(std::is_convertible_v<int, Number>);
    CHECK_FALSE(std::is_constructible_v<Number, double>);
}

TEST_CASE("division by zero is a mistake of the caller that is told") {
    CHECK_THROWS_AS(Number(1) / Number(0), std::domain_error);
    CHECK_THROWS_AS(Number(largest) * 2 / Number::fraction(0, 5), std::domain_error);
}

TEST_CASE("a number is out of range beyond 65536 bits above or below the line") {
    const BigRational widest = BigRational((BigInteger(1) << 65536) - 1);
    const auto out = [](const BigRational& value) { return out_of_range(BigNumbers::number(value)); };
    CHECK_FALSE(out(widest));
    CHECK_FALSE(out(-widest));
    CHECK_FALSE(out(1 / widest));
    CHECK_FALSE(out(0));
    CHECK(out(widest + 1));
    CHECK(out(-widest - 1));
    CHECK(out(1 / (widest + 1)));
}

TEST_CASE("an operation on big numbers costs what multiplying their words does") {
    CHECK(work_of(3, Number::fraction(1, 3)) == 0);
    const Number one_word_over_one = BigNumbers::number(BigRational(BigInteger(1) << 63));
    CHECK(work_of(one_word_over_one, 1) == 28 + 2 * 2);
    const Number ten_words_over_one = BigNumbers::number(BigRational(BigInteger(1) << (64 * 10 - 1)));
    CHECK(work_of(ten_words_over_one, ten_words_over_one) == 28 + 11 * 11);
}

}  // namespace redress::exact
