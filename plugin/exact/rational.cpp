#include "exact/rational.h"

#include <bit>

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

std::int64_t words(const BigRational& value) {
    return static_cast<std::int64_t>(value.backend().num().size() + value.backend().denom().size());
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
    return bits(value.backend().num()) > limits::big_bits_max || bits(value.backend().denom()) > limits::big_bits_max;
}

std::int64_t work_of(const BigRational& a, const BigRational& b) {
    return words(a) * words(b);
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
    if (bits(numerator.backend()) > bits_max || bits(denominator.backend()) > bits_max) return Rational::overflow();
    return Rational::fraction(static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator));
}

}  // namespace redress::exact
