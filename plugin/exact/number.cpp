#include "exact/number.h"

#include <bit>
#include <stdexcept>

#include "exact/big_rational.h"
#include "input_limits.h"

namespace redress::exact {
namespace {

namespace mp = boost::multiprecision;

using Words = mp::cpp_int_backend<>;

std::size_t bits(const Words& value) {
    constexpr std::size_t bits_per_word = std::numeric_limits<mp::limb_type>::digits;
    const std::size_t last = value.size() - 1;
    return last * bits_per_word + static_cast<std::size_t>(std::bit_width(value.limbs()[last]));
}

// A small number has one word in each.
std::int64_t words(const Number& number) {
    if (!number.is_big()) return 2;
    const BigRational& value = BigNumbers::view(number);
    return static_cast<std::int64_t>(value.backend().num().size() + value.backend().denom().size());
}

}  // namespace

BigRational to_big(const Rational& value) { return BigRational(BigInteger(value.numerator()), BigInteger(value.denominator())); }

// The width is tested first: converting a big integer that does not fit would saturate without a word.
Rational to_rational(const BigRational& value) {
    constexpr std::size_t bits_max = 63;
    const Words& numerator = value.backend().num();
    const Words& denominator = value.backend().denom();
    if (bits(numerator) > bits_max || bits(denominator) > bits_max) return Rational::overflow();
    return Rational::fraction(static_cast<std::int64_t>(BigInteger(numerator)),
                              static_cast<std::int64_t>(BigInteger(denominator)));
}

BigRational BigNumbers::of(const Number& number) {
    return number.is_big() ? view(number) : BigRational(BigInteger(number.numerator_), BigInteger(number.denominator_));
}

Number BigNumbers::number(BigRational value) {
    const Rational small = to_rational(value);
    if (!small.overflowed()) return small;
    Number result;
    result.own_big(new Number::Big{std::move(value)});
    return result;
}

Number Number::add_wide(const Number& a, const Number& b) {
    if (!a.is_big() && !b.is_big()) {
        const Rational sum = a.reduced() + b.reduced();
        if (!sum.overflowed()) return sum;
    }
    return BigNumbers::number(to_big(a) + to_big(b));
}

Number Number::multiply_wide(const Number& a, const Number& b) {
    if (!a.is_big() && !b.is_big()) {
        const Rational product = a.reduced() * b.reduced();
        if (!product.overflowed()) return product;
    }
    return BigNumbers::number(to_big(a) * to_big(b));
}

Number Number::divide_wide(const Number& a, const Number& b) {
    if (sign(b) == 0) throw std::domain_error("a number is divided by zero");
    if (!a.is_big() && !b.is_big()) {
        const Rational quotient = a.reduced() / b.reduced();
        if (!quotient.overflowed()) return quotient;
    }
    return BigNumbers::number(to_big(a) / to_big(b));
}

std::strong_ordering Number::compare_big(const Number& a, const Number& b) {
    const int order = to_big(a).compare(to_big(b));
    return order <=> 0;
}

Number Number::least_integer() { return BigNumbers::number(BigRational(BigInteger(std::numeric_limits<std::int64_t>::min()))); }

void Number::copy_big(const Number& other) {
    forget();  // so that there is nothing to free if copying throws
    own_big(new Big{other.big()->value});
}

void Number::own_big(Big* big) noexcept {
    numerator_ = static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(big));
    denominator_ = 0;
}

void Number::free_big() noexcept {
    delete big();
    forget();
}

Number operator-(const Number& value) {
    if (value.is_big()) return BigNumbers::number(-BigNumbers::view(value));
    return Number(-value.numerator_, value.denominator_);
}

Number floor(const Number& value) {
    if (!value.is_big()) return divide_down(value.numerator_, value.denominator_).quotient;
    const BigRational& big = BigNumbers::view(value);
    return BigNumbers::number(
        BigRational(divide_down(BigInteger(mp::numerator(big)), BigInteger(mp::denominator(big))).quotient));
}

Rational to_rational(const Number& value) { return value.is_big() ? Rational::overflow() : value.reduced(); }

bool out_of_range(const Number& number) {
    if (!number.is_big()) return false;
    const BigRational& value = BigNumbers::view(number);
    return bits(value.backend().num()) > limits::big_bits_max || bits(value.backend().denom()) > limits::big_bits_max;
}

// Each step on big numbers allocates and reduces, which takes as long as so many instructions on 64 bits.
std::int64_t work_of_big(const Number& a, const Number& b) {
    constexpr std::int64_t work_at_least = 28;
    return work_at_least + words(a) * words(b);
}

}  // namespace redress::exact
