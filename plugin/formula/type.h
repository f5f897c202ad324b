// The types of formulas. Every number has a dimension, money^m * time^t, so that price * price or price + downtime is
// refused when the rules are loaded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "facts/vocabulary.h"

namespace redress::formula {

enum class Kind : std::uint8_t {
    number,  // of some dimension: ratios, counts, money, lengths of time, money per time ...
    flag,    // yes or no
    text,
    token,  // one of a listed set
    instant,
    date,
    span,          // a calendar span: only added to dates and instants
    opening_span,  // of opening hours: only added to instants
};

struct Dimension {
    std::int8_t money = 0;
    std::int8_t time = 0;
    friend bool operator==(const Dimension&, const Dimension&) = default;
    friend Dimension operator+(Dimension a, Dimension b) {
        return {static_cast<std::int8_t>(a.money + b.money), static_cast<std::int8_t>(a.time + b.time)};
    }
    friend Dimension operator-(Dimension a, Dimension b) {
        return {static_cast<std::int8_t>(a.money - b.money), static_cast<std::int8_t>(a.time - b.time)};
    }
};

inline constexpr Dimension plain{0, 0};
inline constexpr Dimension money{1, 0};
inline constexpr Dimension elapsed{0, 1};

struct Type {
    Kind kind = Kind::number;
    Dimension dimension;  // where kind is number
    bool ratio = false;   // a plain number that people write in per cent; only for display
    std::string_view
        tokens;  // where kind is token: the set, separated by spaces; of a text: what it may hold, where rules say so
    bool working_days = false;  // where kind is span: it can be one of working days

    bool is_number(Dimension d) const { return kind == Kind::number && dimension == d; }
};

Type number_type(Dimension, bool ratio = false);
Type simple_type(Kind);  // of the kinds that have neither a dimension nor a set

// The same kind, and the same dimension or set: such values can be compared.
bool comparable(const Type&, const Type&);

// For messages: "money", "a length of time", "a plain number", "money per time", "money^2", "an instant", ...
std::string describe(const Type&);

// The type of a vocabulary field in formulas; ids and references are text.
Type type_of(facts::FieldType, std::string_view tokens);

// What is known of a number's sign: the set of signs it can have. Divisors must lack `zero`.
struct Signs {
    bool negative = true;
    bool zero = true;
    bool positive = true;

    static Signs of(facts::SignBound);
    static Signs of(int sign) { return {sign<0, sign == 0, sign> 0}; }
    bool may_be_zero() const { return zero; }
    friend Signs operator|(Signs a, Signs b) { return {a.negative || b.negative, a.zero || b.zero, a.positive || b.positive}; }
    friend Signs operator-(Signs a) { return {a.positive, a.zero, a.negative}; }
    friend Signs operator+(Signs a, Signs b);
    friend Signs operator*(Signs a, Signs b);
};

// How a number moves when service gets worse (more downtime, more failures); the ladder checks rest on it.
enum class Trend : std::uint8_t {
    constant,  // does not depend on how bad the service was
    rising,    // never falls when it gets worse
    falling,   // never rises when it gets worse
    unknown,
};
Trend operator-(Trend);
Trend both(Trend, Trend);           // of a sum, a minimum or a maximum
Trend scaled(Trend, Signs factor);  // of a product with a constant factor of these signs

}  // namespace redress::formula
