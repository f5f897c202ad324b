#include "exact/literal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "exact/big_rational.h"
#include "input_limits.h"

namespace redress::exact {
namespace {

constexpr int decimal_places_max = 18;

constexpr auto powers_of_ten = [] {
    std::array<std::int64_t, decimal_places_max + 1> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}();
static_assert(limits::literal_digits_max < powers_of_ten.size());

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return '0' <= c && c <= '9'; });
}

// At most 18 digits, so the value fits.
std::int64_t append_digits(std::int64_t value, std::string_view digits) noexcept {
    for (const char digit : digits) value = value * 10 + (digit - '0');
    return value;
}

// The places of the shortest decimal of a fraction in lowest terms over `denominator`, or nothing where it does not
// end or is too long. It ends after max(twos, fives) places for a denominator of 2^twos * 5^fives.
std::optional<int> decimal_places(std::int64_t denominator) noexcept {
    int twos = 0;
    int fives = 0;
    for (; denominator % 2 == 0; denominator /= 2) ++twos;
    for (; denominator % 5 == 0; denominator /= 5) ++fives;
    const int places = std::max(twos, fives);
    if (denominator != 1 || places > decimal_places_max) return std::nullopt;
    return places;
}

// The digits behind the point: `remainder` / `denominator`, which is below 1 and ends after `places`, followed by
// zeros up to `digits_min`.
void append_places(std::string& out, std::int64_t remainder, std::int64_t denominator, int places, int digits_min) {
    if (places == 0 && digits_min <= 0) return;
    out += '.';
    const Wide digits = Wide{remainder} * powers_of_ten[static_cast<std::size_t>(places)] / denominator;
    if (places > 0) append_padded(out, static_cast<std::uint64_t>(digits), places);
    if (places < digits_min) out.append(static_cast<std::size_t>(digits_min - places), '0');
}

}  // namespace

Literal parse_decimal(std::string_view text) noexcept {
    if (text.empty()) return {{}, LiteralFault::empty};
    const bool negative = text.front() == '-';
    if (negative) text.remove_prefix(1);

    const std::size_t point = text.find('.');
    const bool has_point = point != std::string_view::npos;
    const std::string_view whole = text.substr(0, point);
    const std::string_view places = has_point ? text.substr(point + 1) : std::string_view();
    if (!all_digits(whole) || (has_point && !all_digits(places))) return {{}, LiteralFault::not_a_number};
    if (whole.size() > 1 && whole.front() == '0') return {{}, LiteralFault::leading_zero};
    if (whole.size() + places.size() > limits::literal_digits_max) return {{}, LiteralFault::too_many_digits};

    const std::int64_t digits = append_digits(append_digits(0, whole), places);
    return {Rational::fraction(negative ? -digits : digits, powers_of_ten[places.size()]), LiteralFault::none};
}

std::string_view describe(LiteralFault fault) noexcept {
    static_assert(limits::literal_digits_max == 18, "the sentence below names the limit");
    switch (fault) {
        case LiteralFault::none: return "is a number";
        case LiteralFault::empty: return "is empty";
        case LiteralFault::not_a_number: return "is not a decimal number such as 12 or -0.5";
        case LiteralFault::leading_zero: return "starts with a needless zero";
        case LiteralFault::too_many_digits: return "has more than 18 digits";
    }
    return {};
}

void append_decimal(std::string& out, const Rational& value, int digits_min) {
    if (value.overflowed()) {
        out += "overflow";
        return;
    }
    const auto denominator = static_cast<std::uint64_t>(value.denominator());
    const std::uint64_t top = magnitude(value.numerator());
    if (value.numerator() < 0) out += '-';
    if (const std::optional<int> places = decimal_places(value.denominator())) {
        append_padded(out, top / denominator, 1);
        append_places(out, static_cast<std::int64_t>(top % denominator), value.denominator(), *places, digits_min);
        return;
    }
    append_padded(out, top, 1);
    out += '/';
    append_padded(out, denominator, 1);
}

// A denominator beyond 64 bits is no divisor of 10^18.
void append_decimal(std::string& out, const Number& number, int digits_min) {
    if (!number.is_big()) return append_decimal(out, to_rational(number), digits_min);
    const BigRational& value = BigNumbers::view(number);
    const BigInteger numerator = boost::multiprecision::numerator(value);
    const BigInteger denominator = boost::multiprecision::denominator(value);
    const Rational unit = to_rational(BigRational(BigInteger(1), denominator));
    if (unit.overflowed() || !decimal_places(unit.denominator())) {
        out += numerator.str() + '/' + denominator.str();
        return;
    }
    const BigInteger top = boost::multiprecision::abs(numerator);
    if (numerator < 0) out += '-';
    out += BigInteger(top / denominator).str();
    append_places(out, static_cast<std::int64_t>(BigInteger(top % denominator)), unit.denominator(),
                  *decimal_places(unit.denominator()), digits_min);
}

void append_padded(std::string& out, std::uint64_t value, int width) {
    char digits[20];
    const char* end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    const auto length = end - digits;
    if (length < width) out.append(static_cast<std::size_t>(width - length), '0');
    out.append(digits, static_cast<std::size_t>(length));
}

}  // namespace redress::exact
