// The integers below the rationals: 128 bits for what lies between two 64-bit results, and division that rounds down.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <utility>

namespace redress::exact {

// Wide enough for a sum of two products of 64-bit numerators or denominators: 2 * (2^63 - 1)^2 < 2^127.
__extension__ typedef __int128 Wide;

// |value|, which for INT64_MIN fits only without a sign.
constexpr std::uint64_t magnitude(std::int64_t value) noexcept {
    return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

// Whether the value may be a numerator or denominator: INT64_MIN may not.
constexpr bool fits(Wide value) noexcept {
    constexpr Wide largest = std::numeric_limits<std::int64_t>::max();
    return -largest <= value && value <= largest;
}

// The divisor of 0 and n is n. One division first, because the operands of a tariff are often multiples of each other
// (10000 and 100) or far apart (17 and 2678400). What remains is near enough for shifts and subtractions, whose steps
// have no branch to mispredict.
constexpr std::uint64_t greatest_common_divisor(std::uint64_t a, std::uint64_t b) noexcept {
    if (a > b) std::swap(a, b);
    if (a <= 1) return a == 0 ? b : 1;
    b %= a;
    if (b == 0) return a;
    const int shared_twos = std::countr_zero(a | b);
    a >>= std::countr_zero(a);
    b >>= std::countr_zero(b);
    while (a != b) {
        const std::uint64_t difference = a > b ? a - b : b - a;
        a = std::min(a, b);
        b = difference >> std::countr_zero(difference);
    }
    return a << shared_twos;
}

// dividend == quotient * divisor + remainder with 0 <= remainder < divisor, for a divisor above zero.
//   -7 / 2 is -4 and a remainder of 1
template <class Integer>
struct Division {
    Integer quotient;
    Integer remainder;
};

template <class Integer>
constexpr Division<Integer> divide_down(Integer dividend, Integer divisor) noexcept {
    Division<Integer> result{dividend / divisor, dividend % divisor};
    if (result.remainder < 0) {
        result.remainder += divisor;
        --result.quotient;
    }
    return result;
}

}  // namespace redress::exact
