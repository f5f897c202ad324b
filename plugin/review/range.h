// A range of numbers, from a least to a greatest value that may be missing or just not reached:
//   down / window.length    [0, 1]
//   down above 4 hours      (14400, ...)
// What is computed of ranges holds every result, and perhaps more.
#pragma once

#include <optional>
#include <string>

#include "exact/number.h"
#include "formula/type.h"

namespace redress::review {

struct Bound {
    exact::Number value;
    bool open = false;  // it is not reached
    friend bool operator==(const Bound&, const Bound&) = default;
};

struct Range {
    std::optional<Bound> low, high;  // none: no bound

    static Range point(const exact::Number& value) { return {Bound{value, false}, Bound{value, false}}; }
    static Range between(const exact::Number& low, const exact::Number& high) { return {Bound{low, false}, Bound{high, false}}; }
    static Range at_least(const exact::Number& low) { return {Bound{low, false}, std::nullopt}; }
    static Range above(const exact::Number& low) { return {Bound{low, true}, std::nullopt}; }
    static Range at_most(const exact::Number& high) { return {std::nullopt, Bound{high, false}}; }
    static Range below(const exact::Number& high) { return {std::nullopt, Bound{high, true}}; }

    bool empty() const;
    bool is_point() const;
    bool holds(const exact::Number&) const;
    friend bool operator==(const Range&, const Range&) = default;
};

Range operator-(const Range&);
Range operator+(const Range&, const Range&);
Range operator-(const Range&, const Range&);
Range operator*(const Range&, const Range&);
Range operator/(const Range&, const Range&);  // the divisor is never zero
Range hull(const Range&, const Range&);
Range intersection(const Range&, const Range&);
Range least(const Range&, const Range&);
Range greatest(const Range&, const Range&);
Range absolute(const Range&);
// What a function that never falls makes of it; bounds of the result are reached.
template <class Function>
Range mapped(const Range& range, Function function) {
    Range out;
    if (range.low) out.low = Bound{function(range.low->value), false};
    if (range.high) out.high = Bound{function(range.high->value), false};
    return out;
}
Range of_signs(formula::Signs);

// "from 0 to 100%", "above 4 hours", for people.
std::string spelled(const exact::Number&, const formula::Type&);
std::string spelled(const Range&, const formula::Type&);

}  // namespace redress::review
