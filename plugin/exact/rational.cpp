#include "exact/rational.h"

#include "input_limits.h"

namespace redress::exact {
namespace {

namespace mp = boost::multiprecision;

std::size_t bits(const BigInteger& value) {
    return value.is_zero() ? 0 : mp::msb(mp::abs(value)) + 1;
}

}  // namespace

int sign(const BigRational& value) {
    return value.sign();
}

BigRational floor(const BigRational& value) {
    return BigRational(divide_down(BigInteger(mp::numerator(value)), BigInteger(mp::denominator(value))).quotient);
}

BigRational ceil(const BigRational& value) {
    return -floor(-value);
}

BigRational absolute(const BigRational& value) {
    return value.sign() < 0 ? -value : value;
}

bool out_of_range(const BigRational& value) {
    return bits(mp::numerator(value)) > limits::big_bits_max || bits(mp::denominator(value)) > limits::big_bits_max;
}

template <>
BigRational from_rational<BigRational>(const Rational& value) {
    return BigRational(BigInteger(value.numerator()), BigInteger(value.denominator()));
}

// The width is tested first: converting a big integer that does not fit would saturate without a word.
Rational to_rational(const BigRational& value) {
    constexpr std::size_t bits_max = 63;
    const BigInteger numerator = mp::numerator(value);
    const BigInteger denominator = mp::denominator(value);
    if (bits(numerator) > bits_max || bits(denominator) > bits_max) return Rational::overflow();
    return Rational::fraction(static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator));
}

}  // namespace redress::exact
