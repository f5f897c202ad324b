// What a big Number holds. Only exact/ knows it, and the tests that compare small numbers with it.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>

#include "exact/number.h"

namespace redress::exact {

// Expression templates are off: an `auto` can never dangle.
using BigInteger = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;
using BigRational =
    boost::multiprecision::number<boost::multiprecision::rational_adaptor<boost::multiprecision::cpp_int_backend<>>,
                                  boost::multiprecision::et_off>;

struct Number::Big {
    BigRational value;
};

// There and back.
struct BigNumbers {
    static BigRational of(const Number&);
    static Number number(BigRational value);  // small where it fits
    // The value of one that is_big(); it stays as long as the number does and is not assigned to.
    static const BigRational& view(const Number& value) { return value.big()->value; }
};

BigRational to_big(const Rational&);  // not overflowed
inline BigRational to_big(const Number& value) { return BigNumbers::of(value); }
Rational to_rational(const BigRational&);  // the same value on 64 bits, or overflowed

}  // namespace redress::exact
