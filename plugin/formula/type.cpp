#include "formula/type.h"

#include <cstdlib>

namespace redress::formula {

Type number_type(Dimension dimension, bool ratio) {
    return {.kind = Kind::number, .dimension = dimension, .ratio = ratio, .tokens = {}, .working_days = false};
}

Type simple_type(Kind kind) { return {.kind = kind, .dimension = {}, .ratio = false, .tokens = {}, .working_days = false}; }

bool comparable(const Type& a, const Type& b) {
    if (a.kind != b.kind) return false;
    if (a.kind == Kind::number) return a.dimension == b.dimension;
    if (a.kind == Kind::token) return a.tokens == b.tokens;
    return true;
}

namespace {

void append_power(std::string& out, std::string_view unit, int power) {
    out += unit;
    if (power > 1) {
        out += '^';
        out += std::to_string(power);
    }
}

std::string describe_number(Dimension d) {
    if (d == plain) return "a plain number";
    if (d == money) return "money";
    if (d == elapsed) return "a length of time";
    std::string above;
    if (d.money > 0) append_power(above, "money", d.money);
    if (d.time > 0) {
        if (!above.empty()) above += " * ";
        append_power(above, "time", d.time);
    }
    std::string out = above.empty() ? "one" : above;
    if (d.money < 0) append_power(out += " per ", "money", -d.money);
    if (d.time < 0) append_power(out += " per ", "time", -d.time);
    return out;
}

}  // namespace

std::string describe(const Type& type) {
    switch (type.kind) {
        case Kind::number: return describe_number(type.dimension);
        case Kind::flag: return "a condition";
        case Kind::text: return "text";
        case Kind::token: return "one of " + std::string(type.tokens);
        case Kind::instant: return "an instant";
        case Kind::date: return "a date";
        case Kind::span: return "a calendar span";
        case Kind::opening_span: return "a span of opening hours";
    }
    return "a value";
}

Type type_of(facts::FieldType type, std::string_view tokens) {
    using facts::FieldType;
    switch (type) {
        case FieldType::text:
        case FieldType::id:
        case FieldType::reference:
        case FieldType::references: return {.kind = Kind::text, .dimension = {}, .ratio = false, .tokens = {}};
        case FieldType::token: return {.kind = Kind::token, .dimension = {}, .ratio = false, .tokens = tokens};
        case FieldType::count:
        case FieldType::number: return {.kind = Kind::number, .dimension = plain, .ratio = false, .tokens = {}};
        case FieldType::ratio: return {.kind = Kind::number, .dimension = plain, .ratio = true, .tokens = {}};
        case FieldType::money: return {.kind = Kind::number, .dimension = money, .ratio = false, .tokens = {}};
        case FieldType::duration: return {.kind = Kind::number, .dimension = elapsed, .ratio = false, .tokens = {}};
        case FieldType::instant: return {.kind = Kind::instant, .dimension = {}, .ratio = false, .tokens = {}};
        case FieldType::date: return {.kind = Kind::date, .dimension = {}, .ratio = false, .tokens = {}};
        case FieldType::span: return {.kind = Kind::span, .dimension = {}, .ratio = false, .tokens = {}};
        case FieldType::flag: return {.kind = Kind::flag, .dimension = {}, .ratio = false, .tokens = {}};
    }
    return {};
}

Signs Signs::of(facts::SignBound bound) {
    switch (bound) {
        case facts::SignBound::any: return {};
        case facts::SignBound::not_negative: return {false, true, true};
        case facts::SignBound::positive: return {false, false, true};
    }
    return {};
}

Signs operator+(Signs a, Signs b) {
    Signs sum{false, false, false};
    sum.negative = a.negative || b.negative;
    sum.positive = a.positive || b.positive;
    sum.zero = (a.zero && b.zero) || (a.negative && b.positive) || (a.positive && b.negative);
    return sum;
}

Signs operator*(Signs a, Signs b) {
    Signs product{false, false, false};
    product.negative = (a.negative && b.positive) || (a.positive && b.negative);
    product.positive = (a.negative && b.negative) || (a.positive && b.positive);
    product.zero = a.zero || b.zero;
    return product;
}

Trend operator-(Trend trend) {
    if (trend == Trend::rising) return Trend::falling;
    if (trend == Trend::falling) return Trend::rising;
    return trend;
}

Trend both(Trend a, Trend b) {
    if (a == Trend::constant) return b;
    if (b == Trend::constant || a == b) return a;
    return Trend::unknown;
}

Trend scaled(Trend trend, Signs factor) {
    if (trend == Trend::constant) return trend;
    if (!factor.negative) return trend;
    if (!factor.positive) return -trend;
    return Trend::unknown;
}

}  // namespace redress::formula
