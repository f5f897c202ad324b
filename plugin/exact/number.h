// The number that everything is computed with: an exact fraction of any size.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>

#include "exact/integer.h"
#include "exact/rational.h"

namespace redress::exact {

// A fraction on 64 bits, as nearly all are, or one on the heap where a value does not fit there. It changes between the two by
// itself, after each operation, so that a value that fits is always small:
//
//   Number(INT64_MAX) + 1 - 1 == INT64_MAX      is_big() in between
//
// A small fraction is reduced when it is read or would leave 64 bits, and not before: sums and products of a tariff seldom are.
// An operation can throw bad_alloc. Big values have no bound of their own; whoever computes asks out_of_range(), and work_of()
// beforehand. One thread at a time, as for an int.
class Number {
public:
    constexpr Number() noexcept : numerator_(0), denominator_(1) {}
    Number(std::int64_t integer)  // NOLINT: an integer is a number
        : numerator_(integer), denominator_(1) {
        if (integer == std::numeric_limits<std::int64_t>::min()) *this = least_integer();
    }
    constexpr Number(const Rational& value) noexcept  // NOLINT: so is what a text spells; not overflowed
        : numerator_(value.numerator()), denominator_(value.denominator()) {}
    template <std::floating_point Inexact>
    Number(Inexact) = delete;
    // numerator / denominator, neither INT64_MIN, denominator not 0.
    static Number fraction(std::int64_t numerator, std::int64_t denominator) noexcept {
        return denominator < 0 ? Number(-numerator, -denominator) : Number(numerator, denominator);
    }

    Number(const Number& other) : numerator_(other.numerator_), denominator_(other.denominator_) {
        if (other.is_big()) copy_big(other);
    }
    Number(Number&& other) noexcept : numerator_(other.numerator_), denominator_(other.denominator_) { other.forget(); }
    Number& operator=(const Number& other) {
        if (is_big() || other.is_big()) return *this = Number(other);
        numerator_ = other.numerator_;
        denominator_ = other.denominator_;
        return *this;
    }
    Number& operator=(Number&& other) noexcept {
        if (this == &other) return *this;
        if (is_big()) free_big();
        numerator_ = other.numerator_;
        denominator_ = other.denominator_;
        other.forget();
        return *this;
    }
    ~Number() {
        if (is_big()) free_big();
    }

    bool is_big() const noexcept { return denominator_ == 0; }
    // Of one that is not big, and not in lowest terms: to_rational() gives those.
    std::int64_t numerator() const noexcept { return numerator_; }
    std::int64_t denominator() const noexcept { return denominator_; }

    friend Number operator+(const Number&, const Number&);
    friend Number operator-(const Number&, const Number&);
    friend Number operator*(const Number&, const Number&);
    friend Number operator/(const Number&, const Number&);  // by zero: throws std::domain_error
    friend Number operator-(const Number&);
    Number& operator+=(const Number& other) { return *this = *this + other; }
    friend std::strong_ordering operator<=>(const Number& a, const Number& b) {
        if (a.is_big() || b.is_big()) return compare_big(a, b);
        if (a.denominator_ == b.denominator_) return a.numerator_ <=> b.numerator_;
        return Wide{a.numerator_} * b.denominator_ <=> Wide{b.numerator_} * a.denominator_;
    }
    friend bool operator==(const Number& a, const Number& b) { return (a <=> b) == 0; }

    friend int sign(const Number& value);              // -1, 0, 1
    friend Number floor(const Number& value);          // the greatest integer not above it
    friend Rational to_rational(const Number& value);  // the same value in lowest terms on 64 bits, or overflowed
    friend struct BigNumbers;                          // exact/big_rational.h

private:
    struct Big;  // exact/big_rational.h
    Number(std::int64_t numerator, std::int64_t denominator) noexcept : numerator_(numerator), denominator_(denominator) {}

    // Whether the result is a numerator or a denominator.
    static bool sum(std::int64_t a, std::int64_t b, std::int64_t& out) noexcept {
        return !__builtin_add_overflow(a, b, &out) && out != std::numeric_limits<std::int64_t>::min();
    }
    static bool product(std::int64_t a, std::int64_t b, std::int64_t& out) noexcept {
        return !__builtin_mul_overflow(a, b, &out) && out != std::numeric_limits<std::int64_t>::min();
    }

    // What does not fit at once: reduced first, and big where that is not enough.
    static Number add_wide(const Number&, const Number&);
    static Number multiply_wide(const Number&, const Number&);
    static Number divide_wide(const Number&, const Number&);
    static std::strong_ordering compare_big(const Number&, const Number&);
    static Number least_integer();
    Rational reduced() const noexcept {  // of a small one
        return denominator_ == 1 ? Rational(numerator_) : Rational::fraction(numerator_, denominator_);
    }
    Big* big() const noexcept { return reinterpret_cast<Big*>(static_cast<std::intptr_t>(numerator_)); }  // NOLINT
    void own_big(Big*) noexcept;
    void copy_big(const Number&);
    void free_big() noexcept;
    void forget() noexcept {
        numerator_ = 0;
        denominator_ = 1;
    }

    std::int64_t numerator_;    // of a big one: the address of its value
    std::int64_t denominator_;  // above 0; 0: big
};

int sign(const Number&);
Number floor(const Number&);
Number ceil(const Number&);  // the least integer not below it
Number absolute(const Number&);
Rational to_rational(const Number&);

// Whether a value has more than limits::big_bits_max bits in its numerator or denominator. Such a one is not computed with any
// further: it is an error of the rules or the case.
bool out_of_range(const Number&);

// What an operation on two numbers costs beyond a usual instruction, in instructions: nothing on 64 bits, else what multiplying
// their words does.
std::int64_t work_of_big(const Number&, const Number&);
inline std::int64_t work_of(const Number& a, const Number& b) { return a.is_big() || b.is_big() ? work_of_big(a, b) : 0; }

// ---- Inline, since nearly all operands fit.

inline Number operator+(const Number& a, const Number& b) {
    std::int64_t top = 0;
    if (a.denominator_ == b.denominator_) {
        if (!a.is_big() && Number::sum(a.numerator_, b.numerator_, top)) return Number(top, a.denominator_);
        return Number::add_wide(a, b);
    }
    std::int64_t left = 0;
    std::int64_t right = 0;
    std::int64_t bottom = 0;
    const bool fits = !a.is_big() && !b.is_big() && Number::product(a.numerator_, b.denominator_, left) &&
                      Number::product(b.numerator_, a.denominator_, right) && Number::sum(left, right, top) &&
                      Number::product(a.denominator_, b.denominator_, bottom);
    return fits ? Number(top, bottom) : Number::add_wide(a, b);
}

inline Number operator-(const Number& a, const Number& b) { return a + -b; }

inline Number operator*(const Number& a, const Number& b) {
    std::int64_t top = 0;
    std::int64_t bottom = 0;
    const bool fits = !a.is_big() && !b.is_big() && Number::product(a.numerator_, b.numerator_, top) &&
                      Number::product(a.denominator_, b.denominator_, bottom);
    return fits ? Number(top, bottom) : Number::multiply_wide(a, b);
}

inline Number operator/(const Number& a, const Number& b) {
    std::int64_t top = 0;
    std::int64_t bottom = 0;
    const bool fits = !a.is_big() && !b.is_big() && b.numerator_ != 0 && Number::product(a.numerator_, b.denominator_, top) &&
                      Number::product(a.denominator_, b.numerator_, bottom);
    return fits ? Number::fraction(top, bottom) : Number::divide_wide(a, b);
}

inline int sign(const Number& value) {
    if (value.is_big()) return value <=> Number() == 0 ? 0 : value < Number() ? -1 : 1;
    return (value.numerator_ > 0) - (value.numerator_ < 0);
}

inline Number absolute(const Number& value) { return sign(value) < 0 ? -value : value; }

inline Number ceil(const Number& value) { return -floor(-value); }

}  // namespace redress::exact
