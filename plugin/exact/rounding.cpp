#include "exact/rounding.h"

#include <algorithm>
#include <array>
#include <compare>

#include "exact/big_rational.h"

namespace redress::exact {
namespace {

constexpr std::array<std::string_view, 7> names{"half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"};

// The quotient of value and step lies strictly between two integers. Says whether `mode` takes the upper one.
bool takes_upper(RoundingMode mode, std::strong_ordering against_half, bool negative, bool lower_is_odd) noexcept {
    switch (mode) {
        case RoundingMode::up: return !negative;
        case RoundingMode::down: return negative;
        case RoundingMode::ceiling: return true;
        case RoundingMode::floor: return false;
        default: break;
    }
    if (against_half != 0) return against_half > 0;
    if (mode == RoundingMode::half_even) return lower_is_odd;
    return mode == RoundingMode::half_up ? !negative : negative;
}

template <class Integer>
std::strong_ordering compare(const Integer& a, const Integer& b) {
    if (a < b) return std::strong_ordering::less;
    return a == b ? std::strong_ordering::equal : std::strong_ordering::greater;
}

// dividend / divisor as a whole number; divisor above zero.
template <class Integer>
Integer rounded_quotient(const Integer& dividend, const Integer& divisor, RoundingMode mode) {
    Division<Integer> division = divide_down(dividend, divisor);
    if (division.remainder == 0) return division.quotient;
    const auto against_half = compare(division.remainder, Integer(divisor - division.remainder));
    const bool lower_is_odd = division.quotient % 2 != 0;
    if (takes_upper(mode, against_half, dividend < 0, lower_is_odd)) ++division.quotient;
    return division.quotient;
}

}  // namespace

std::optional<RoundingMode> rounding_mode(std::string_view name) noexcept {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<RoundingMode>(found - names.begin());
}

std::string_view name_of(RoundingMode mode) noexcept { return names[static_cast<std::size_t>(mode)]; }

std::span<const std::string_view> rounding_mode_names() noexcept { return names; }

Number round(const Number& value, const Number& step, RoundingMode mode) {
    std::int64_t top = 0;
    std::int64_t bottom = 0;
    const bool narrow = !value.is_big() && !step.is_big() &&
                        !__builtin_mul_overflow(value.numerator(), step.denominator(), &top) &&
                        !__builtin_mul_overflow(value.denominator(), step.numerator(), &bottom);
    if (narrow) return Number(rounded_quotient(top, bottom, mode)) * step;
    const BigRational quotient = to_big(value / step);
    const BigInteger dividend = boost::multiprecision::numerator(quotient);
    const BigInteger divisor = boost::multiprecision::denominator(quotient);
    return BigNumbers::number(BigRational(rounded_quotient(dividend, divisor, mode))) * step;
}

}  // namespace redress::exact
