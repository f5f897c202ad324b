#include "review/range.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exact/literal.h"

namespace redress::review {

namespace {

using exact::Number;

// Of two bounds from below the wider, or of two from above where `upper`.
std::optional<Bound> wider(const std::optional<Bound>& a, const std::optional<Bound>& b, bool upper) {
    if (!a || !b) return std::nullopt;
    if (a->value == b->value) return Bound{a->value, a->open && b->open};
    return (a->value < b->value) == upper ? b : a;
}

std::optional<Bound> narrower(const std::optional<Bound>& a, const std::optional<Bound>& b, bool upper) {
    if (!a) return b;
    if (!b) return a;
    if (a->value == b->value) return Bound{a->value, a->open || b->open};
    return (a->value < b->value) == upper ? a : b;
}

std::optional<Bound> sum(const std::optional<Bound>& a, const std::optional<Bound>& b) {
    if (!a || !b) return std::nullopt;
    return Bound{a->value + b->value, a->open || b->open};
}

std::optional<Bound> negated(const std::optional<Bound>& a) {
    if (!a) return std::nullopt;
    return Bound{-a->value, a->open};
}

// A bound that may be infinite, for products: sign and, where it is finite, the bound.
struct End {
    int infinite = 0;
    Bound bound;
};

End low_end(const Range& r) { return r.low ? End{0, *r.low} : End{-1, {}}; }
End high_end(const Range& r) { return r.high ? End{0, *r.high} : End{1, {}}; }
int sign_of(const End& e) { return e.infinite != 0 ? e.infinite : sign(e.bound.value); }

// Zero where one of them is, but for one that only comes near to it.
End product(const End& a, const End& b) {
    const int sign = sign_of(a) * sign_of(b);
    if (sign == 0) return {0, Bound{Number(0), (sign_of(a) != 0 || a.bound.open) && (sign_of(b) != 0 || b.bound.open)}};
    if (a.infinite != 0 || b.infinite != 0) return {sign, {}};
    return {0, Bound{a.bound.value * b.bound.value, a.bound.open || b.bound.open}};
}

// What becomes too long to go on with has no bound.
std::optional<Bound> kept(std::optional<Bound> bound) {
    if (bound && exact::out_of_range(bound->value)) return std::nullopt;
    return bound;
}

Range kept(Range range) { return {kept(std::move(range.low)), kept(std::move(range.high))}; }

std::optional<Bound> reciprocal(const std::optional<Bound>& bound) {
    if (!bound) return Bound{Number(0), true};
    if (sign(bound->value) == 0) return std::nullopt;
    return Bound{Number(1) / bound->value, bound->open};
}

}  // namespace

bool Range::empty() const {
    if (!low || !high) return false;
    return high->value < low->value || (low->value == high->value && (low->open || high->open));
}

bool Range::is_point() const { return low && high && low->value == high->value && !low->open && !high->open; }

bool Range::holds(const Number& value) const { return !intersection(*this, point(value)).empty(); }

Range operator-(const Range& a) { return {negated(a.high), negated(a.low)}; }
Range operator+(const Range& a, const Range& b) { return kept({sum(a.low, b.low), sum(a.high, b.high)}); }
Range operator-(const Range& a, const Range& b) { return a + -b; }

Range operator*(const Range& a, const Range& b) {
    bool no_low = false;
    bool no_high = false;
    std::optional<Range> finite;
    for (const End& x : {low_end(a), high_end(a)}) {
        for (const End& y : {low_end(b), high_end(b)}) {
            const End end = product(x, y);
            no_low = no_low || end.infinite < 0;
            no_high = no_high || end.infinite > 0;
            if (end.infinite != 0) continue;
            const Range one{end.bound, end.bound};
            finite = finite ? Range{wider(finite->low, one.low, false), wider(finite->high, one.high, true)} : one;
        }
    }
    Range out = finite.value_or(Range());
    if (no_low) out.low.reset();
    if (no_high) out.high.reset();
    return kept(out);
}

Range operator/(const Range& a, const Range& b) {
    const bool positive = b.low && sign(b.low->value) >= 0;
    const bool negative = b.high && sign(b.high->value) <= 0;
    if (!positive && !negative) return {};
    const Range inverse{reciprocal(b.high), reciprocal(b.low)};
    Range one_side = inverse;
    if (positive && (!inverse.low || sign(inverse.low->value) < 0)) one_side.low = Bound{Number(0), true};
    if (negative && (!inverse.high || sign(inverse.high->value) > 0)) one_side.high = Bound{Number(0), true};
    return a * one_side;
}

Range hull(const Range& a, const Range& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    return {wider(a.low, b.low, false), wider(a.high, b.high, true)};
}

Range intersection(const Range& a, const Range& b) { return {narrower(a.low, b.low, false), narrower(a.high, b.high, true)}; }

Range least(const Range& a, const Range& b) { return {wider(a.low, b.low, false), narrower(a.high, b.high, true)}; }
Range greatest(const Range& a, const Range& b) { return {narrower(a.low, b.low, false), wider(a.high, b.high, true)}; }

Range absolute(const Range& a) {
    if (a.low && sign(a.low->value) >= 0) return a;
    if (a.high && sign(a.high->value) <= 0) return -a;
    Range out = hull(a, -a);
    out.low = Bound{Number(0), false};
    return out;
}

Range of_signs(formula::Signs signs) {
    Range out;
    if (!signs.negative) out.low = Bound{Number(0), !signs.zero};
    if (!signs.positive) out.high = Bound{Number(0), !signs.zero};
    return out;
}

std::string spelled(const Number& value, const formula::Type& type) {
    const exact::Rational rational = to_rational(type.ratio ? value * Number(100) : value);
    if (rational.overflowed()) return "a long number";
    constexpr std::array<std::pair<std::int64_t, const char*>, 3> units = {{{86'400, "day"}, {3'600, "hour"}, {60, "minute"}}};
    std::string out;
    if (type.is_number(formula::elapsed)) {
        for (const auto& [seconds, name] : units) {
            const Number many = value / Number(seconds);
            if (sign(value) == 0 || !(floor(many) == many)) continue;
            exact::append_decimal(out, to_rational(many));
            return fmt::format("{} {}{}", out, name, many == Number(1) ? "" : "s");
        }
    }
    exact::append_decimal(out, rational);
    if (type.ratio) out += '%';
    if (type.is_number(formula::elapsed)) out += " seconds";
    return out;
}

std::string spelled(const Range& range, const formula::Type& type) {
    if (range.is_point()) return spelled(range.low->value, type);
    std::string out;
    if (range.low) out = fmt::format("{} {}", range.low->open ? "above" : "at least", spelled(range.low->value, type));
    if (range.low && range.high) out += " and ";
    if (range.high) out += fmt::format("{} {}", range.high->open ? "below" : "at most", spelled(range.high->value, type));
    return out.empty() ? "any number" : out;
}

}  // namespace redress::review
