#include "exact/rounding.h"

#include <algorithm>
#include <array>
#include <compare>

namespace redress::exact {
namespace {

constexpr std::array<std::string_view, 7> names{"half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"};

// The quotient of value and step lies strictly between two integers. Says whether `mode` takes the upper one.
bool takes_upper(RoundingMode mode, std::strong_ordering against_half, bool negative, bool lower_is_odd) noexcept {
    switch (mode) {
        case RoundingMode::up:
            return !negative;
        case RoundingMode::down:
            return negative;
        case RoundingMode::ceiling:
            return true;
        case RoundingMode::floor:
            return false;
        default:
            break;
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

// count * step, where count may need more than 64 bits while the product does not: 2^70 steps of 1/1000.
Rational multiple(Wide count, const Rational& step) noexcept {
    if (fits(count)) return Rational(static_cast<std::int64_t>(count)) * step;
    const auto rest = static_cast<std::int64_t>(count % step.denominator());
    const auto common =
        static_cast<std::int64_t>(greatest_common_divisor(magnitude(rest), magnitude(step.denominator())));
    const Wide reduced = count / common;
    if (!fits(reduced)) return Rational::overflow();
    return Rational(static_cast<std::int64_t>(reduced)) * step * Rational(common);
}

}  // namespace

std::optional<RoundingMode> rounding_mode(std::string_view name) noexcept {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<RoundingMode>(found - names.begin());
}

std::string_view name_of(RoundingMode mode) noexcept {
    return names[static_cast<std::size_t>(mode)];
}

std::span<const std::string_view> rounding_mode_names() noexcept {
    return names;
}

Rational round(const Rational& value, const Rational& step, RoundingMode mode) noexcept {
    if (value.overflowed() || step.numerator() <= 0) return Rational::overflow();
    std::int64_t dividend = 0;
    std::int64_t divisor = 0;
    const bool narrow = !__builtin_mul_overflow(value.numerator(), step.denominator(), &dividend) &&
                        !__builtin_mul_overflow(value.denominator(), step.numerator(), &divisor);
    if (narrow) return multiple(rounded_quotient(dividend, divisor, mode), step);
    const Wide wide_dividend = Wide{value.numerator()} * step.denominator();
    const Wide wide_divisor = Wide{value.denominator()} * step.numerator();
    return multiple(rounded_quotient(wide_dividend, wide_divisor, mode), step);
}

BigRational round(const BigRational& value, const BigRational& step, RoundingMode mode) {
    const BigRational quotient = value / step;
    const BigInteger dividend = boost::multiprecision::numerator(quotient);
    const BigInteger divisor = boost::multiprecision::denominator(quotient);
    return BigRational(rounded_quotient(dividend, divisor, mode)) * step;
}

}  // namespace redress::exact
