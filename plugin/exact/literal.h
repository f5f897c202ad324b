// Decimal text to exact numbers and back. The only way in: never through strtod, a stream or a Boost constructor.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "exact/number.h"

namespace redress::exact {

enum class LiteralFault : std::uint8_t { none, empty, not_a_number, leading_zero, too_many_digits };

struct Literal {
    Rational value;
    LiteralFault fault = LiteralFault::none;
};

// -?(0|[1-9][0-9]*)(\.[0-9]+)?  with at most limits::literal_digits_max digits in all, so it never overflows.
// Refused, each with its own fault: "", "1e5", "0x10", "1,5", "+1", "007", ".5", "5.", 40 digits.
Literal parse_decimal(std::string_view text) noexcept;

// What was wrong, as the second half of a sentence: "has more than 18 digits".
std::string_view describe(LiteralFault) noexcept;

// Appends the value exactly: as a decimal where one with at most 18 digits after the point exists, else as a
// fraction in lowest terms. Trailing zeros are dropped, but at least `digits_min` digits follow the point.
//   "21.72", "-3", "1303/6"
void append_decimal(std::string& out, const Rational& value, int digits_min = 0);  // not overflowed
void append_decimal(std::string& out, const Number& value, int digits_min = 0);

// Appends a whole number with zeros in front of it up to `width` digits: "05".
void append_padded(std::string& out, std::uint64_t value, int width);

}  // namespace redress::exact
