// Fractions on 64 bits: what a text spells, and what a Number (exact/number.h) is inside as long as it fits.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>

#include "exact/integer.h"

namespace redress::exact {

// A rational on int64. Invariant: lowest terms with a positive denominator, or *overflowed*, which is written as
// 0/0 and is sticky: an operation on an overflowed operand gives an overflowed result.
//
//   Rational(1) / Rational(3) * Rational(3) == Rational(1)
//   (Rational(INT64_MAX) + Rational(1)).overflowed()
//
// Products go through __int128, so an operation overflows only when its *reduced* result does not fit.
// INT64_MIN is never a numerator: negation can't overflow.
class Rational {
public:
    constexpr Rational() noexcept = default;
    constexpr Rational(std::int64_t integer) noexcept  // NOLINT: an integer is a rational
        : Rational(integer == std::numeric_limits<std::int64_t>::min() ? overflow() : Rational(integer, 1)) {}
    template <std::floating_point Inexact>
    Rational(Inexact) = delete;
    // numerator / denominator in lowest terms; denominator 0 gives an overflowed value.
    static constexpr Rational fraction(std::int64_t numerator, std::int64_t denominator) noexcept;
    static constexpr Rational overflow() noexcept { return Rational(0, 0); }

    constexpr std::int64_t numerator() const noexcept { return numerator_; }
    constexpr std::int64_t denominator() const noexcept { return denominator_; }
    constexpr bool overflowed() const noexcept { return denominator_ == 0; }
    constexpr bool is_integer() const noexcept { return denominator_ == 1; }

    friend constexpr Rational operator+(const Rational&, const Rational&) noexcept;
    friend constexpr Rational operator-(const Rational&, const Rational&) noexcept;
    friend constexpr Rational operator*(const Rational&, const Rational&) noexcept;
    friend constexpr Rational operator/(const Rational&, const Rational&) noexcept;  // by zero: overflowed
    friend constexpr Rational operator-(const Rational&) noexcept;
    // Neither operand may be overflowed.
    friend constexpr std::strong_ordering operator<=>(const Rational&, const Rational&) noexcept;
    friend constexpr bool operator==(const Rational& a, const Rational& b) noexcept {
        return a.numerator_ == b.numerator_ && a.denominator_ == b.denominator_;
    }

private:
    // The caller keeps the invariant.
    constexpr Rational(std::int64_t numerator, std::int64_t denominator) noexcept
        : numerator_(numerator), denominator_(denominator) {}
    static constexpr Rational from_lowest_terms(Wide numerator, Wide denominator) noexcept;
    static constexpr Rational sum_of_fractions(const Rational&, const Rational&) noexcept;
    static constexpr Rational product_of_fractions(const Rational&, const Rational&) noexcept;
    constexpr Rational reciprocal() const noexcept;

    std::int64_t numerator_ = 0;
    std::int64_t denominator_ = 1;
};

constexpr int sign(const Rational& value) noexcept { return (value.numerator() > 0) - (value.numerator() < 0); }
constexpr Rational floor(const Rational&) noexcept;  // the greatest integer not above it

// ---- Inline: many operands are integers, or share a denominator.

constexpr Rational Rational::fraction(std::int64_t numerator, std::int64_t denominator) noexcept {
    if (denominator == 0) return overflow();
    const std::uint64_t common = greatest_common_divisor(magnitude(numerator), magnitude(denominator));
    const Wide top = magnitude(numerator) / common;
    const Wide bottom = magnitude(denominator) / common;
    return from_lowest_terms((numerator < 0) == (denominator < 0) ? top : -top, bottom);
}

constexpr Rational Rational::from_lowest_terms(Wide numerator, Wide denominator) noexcept {
    if (!fits(numerator) || !fits(denominator)) return overflow();
    return Rational(static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator));
}

// Of the sum a * (d/g) + c * (b/g) over b * (d/g), with g = gcd(b, d), numerator and denominator can only share a
// divisor of g (Knuth, The Art of Computer Programming, 4.5.1), so no gcd of 128 bits is ever needed.
constexpr Rational Rational::sum_of_fractions(const Rational& a, const Rational& b) noexcept {
    if (a.overflowed() || b.overflowed()) return overflow();
    const auto shared = static_cast<std::int64_t>(greatest_common_divisor(magnitude(a.denominator_), magnitude(b.denominator_)));
    const std::int64_t a_reduced = a.denominator_ / shared;
    const std::int64_t b_reduced = b.denominator_ / shared;
    const Wide sum = Wide{a.numerator_} * b_reduced + Wide{b.numerator_} * a_reduced;
    if (shared == 1) return from_lowest_terms(sum, Wide{a.denominator_} * b.denominator_);

    const bool narrow = fits(sum);  // dividing 64 bits is several times faster
    const std::int64_t rest = narrow ? static_cast<std::int64_t>(sum) % shared : static_cast<std::int64_t>(sum % shared);
    const auto common = static_cast<std::int64_t>(greatest_common_divisor(magnitude(rest), magnitude(shared)));
    const Wide numerator = narrow ? Wide{static_cast<std::int64_t>(sum) / common} : sum / common;
    return from_lowest_terms(numerator, Wide{a_reduced} * (b.denominator_ / common));
}

// Dividing crosswise before multiplying leaves the product in lowest terms.
constexpr Rational Rational::product_of_fractions(const Rational& a, const Rational& b) noexcept {
    if (a.overflowed() || b.overflowed()) return overflow();
    const auto a_top_b_bottom =
        static_cast<std::int64_t>(greatest_common_divisor(magnitude(a.numerator_), magnitude(b.denominator_)));
    const auto b_top_a_bottom =
        static_cast<std::int64_t>(greatest_common_divisor(magnitude(b.numerator_), magnitude(a.denominator_)));
    return from_lowest_terms(Wide{a.numerator_ / a_top_b_bottom} * (b.numerator_ / b_top_a_bottom),
                             Wide{a.denominator_ / b_top_a_bottom} * (b.denominator_ / a_top_b_bottom));
}

// Of zero: overflowed. Of an overflowed value too, since its numerator is 0.
constexpr Rational Rational::reciprocal() const noexcept {
    if (numerator_ == 0) return overflow();
    return numerator_ < 0 ? Rational(-denominator_, -numerator_) : Rational(denominator_, numerator_);
}

constexpr Rational operator+(const Rational& a, const Rational& b) noexcept {
    if (!a.is_integer() || !b.is_integer()) return Rational::sum_of_fractions(a, b);
    std::int64_t sum = 0;
    return __builtin_add_overflow(a.numerator_, b.numerator_, &sum) ? Rational::overflow() : Rational(sum);
}

constexpr Rational operator-(const Rational& a, const Rational& b) noexcept { return a + -b; }

constexpr Rational operator*(const Rational& a, const Rational& b) noexcept {
    if (!a.is_integer() || !b.is_integer()) return Rational::product_of_fractions(a, b);
    std::int64_t product = 0;
    return __builtin_mul_overflow(a.numerator_, b.numerator_, &product) ? Rational::overflow() : Rational(product);
}

constexpr Rational operator/(const Rational& a, const Rational& b) noexcept {
    return Rational::product_of_fractions(a, b.reciprocal());
}

constexpr Rational operator-(const Rational& value) noexcept { return Rational(-value.numerator_, value.denominator_); }

constexpr std::strong_ordering operator<=>(const Rational& a, const Rational& b) noexcept {
    if (a.denominator_ == b.denominator_) return a.numerator_ <=> b.numerator_;
    const Wide left = Wide{a.numerator_} * b.denominator_;
    const Wide right = Wide{b.numerator_} * a.denominator_;
    return left < right ? std::strong_ordering::less : std::strong_ordering::greater;  // equal has one spelling
}

constexpr Rational floor(const Rational& value) noexcept {
    if (value.is_integer() || value.overflowed()) return value;
    return Rational(divide_down(value.numerator(), value.denominator()).quotient);
}

}  // namespace redress::exact
