#include "review/range.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace redress::review {
namespace {

using exact::Number;

// "[0, 5)", "(-inf, 3]": by the notation of mathematics.
std::string shown(const Range& range) {
    const formula::Type type = formula::number_type(formula::plain);
    if (range.empty()) return "empty";
    return (range.low ? (range.low->open ? "(" : "[") + spelled(range.low->value, type) : std::string("(-inf")) + ", " +
           (range.high ? spelled(range.high->value, type) + (range.high->open ? ")" : "]") : std::string("inf)"));
}

Range open(std::int64_t low, std::int64_t high) { return {Bound{Number(low), true}, Bound{Number(high), true}}; }
Range closed(std::int64_t low, std::int64_t high) { return Range::between(Number(low), Number(high)); }

TEST_CASE("what is computed of ranges holds every result") {
    const Range any;
    const Range from_two = Range::at_least(Number(2));
    const Range below_zero = Range::below(Number(0));
    const struct {
        Range found;
        const char* expected;
    } rows[] = {
        {closed(1, 2) + closed(3, 5), "[4, 7]"},
        {closed(1, 2) + open(3, 5), "(4, 7)"},
        {closed(1, 2) + from_two, "[3, inf)"},
        {closed(1, 2) - closed(3, 5), "[-4, -1]"},
        {-from_two, "(-inf, -2]"},
        {closed(2, 3) * closed(4, 5), "[8, 15]"},
        {closed(-2, 3) * closed(-4, 5), "[-12, 15]"},
        {from_two * closed(3, 4), "[6, inf)"},
        {from_two * closed(0, 4), "[0, inf)"},
        {from_two * below_zero, "(-inf, 0)"},
        {Range::at_most(Number(-1)) * closed(1, 2), "(-inf, -1]"},
        {any * closed(0, 0), "[0, 0]"},
        {any * closed(1, 2), "(-inf, inf)"},
        {closed(1, 2) / closed(4, 8), "[0.125, 0.5]"},
        {closed(1, 2) / from_two, "(0, 1]"},
        {closed(1, 2) / Range::above(Number(0)), "(0, inf)"},
        {closed(0, 2) / Range::above(Number(0)), "[0, inf)"},
        {closed(1, 2) / closed(-4, -2), "[-1, -0.25]"},
        {closed(1, 2) / closed(-1, 1), "(-inf, inf)"},
        {hull(closed(1, 2), open(2, 5)), "[1, 5)"},
        {hull(closed(1, 2), any), "(-inf, inf)"},
        {intersection(closed(1, 3), open(2, 5)), "(2, 3]"},
        {intersection(closed(1, 2), open(2, 5)), "empty"},
        {intersection(any, from_two), "[2, inf)"},
        {least(closed(1, 5), closed(2, 3)), "[1, 3]"},
        {least(any, closed(2, 3)), "(-inf, 3]"},
        {greatest(closed(1, 5), closed(2, 7)), "[2, 7]"},
        {absolute(closed(-3, 2)), "[0, 3]"},
        {absolute(closed(-3, -2)), "[2, 3]"},
        {absolute(any), "[0, inf)"},
        {of_signs(formula::Signs::of(facts::SignBound::positive)), "(0, inf)"},
        {of_signs(formula::Signs::of(facts::SignBound::not_negative)), "[0, inf)"},
        {of_signs(formula::Signs{true, true, true}), "(-inf, inf)"},
    };
    for (const auto& row : rows) CHECK(shown(row.found) == row.expected);
}

TEST_CASE("the ends of a range") {
    CHECK(closed(1, 2).holds(Number(1)));
    CHECK_FALSE(open(1, 2).holds(Number(1)));
    CHECK(open(1, 2).holds(Number::fraction(3, 2)));
    CHECK(closed(1, 1).is_point());
    CHECK_FALSE(closed(1, 2).is_point());
    CHECK(open(1, 1).empty());
    CHECK(closed(2, 1).empty());
    CHECK_FALSE(Range().empty());
}

TEST_CASE("ranges are spelled in the unit of their type") {
    const formula::Type ratio = formula::number_type(formula::plain, true);
    const formula::Type time = formula::number_type(formula::elapsed);
    CHECK(spelled(Range::between(Number(0), Number(1)), ratio) == "at least 0% and at most 100%");
    CHECK(spelled(Range::above(Number(14'400)), time) == "above 4 hours");
    CHECK(spelled(Range::point(Number(86'400)), time) == "1 day");
    CHECK(spelled(Range::at_most(Number(90)), time) == "at most 90 seconds");
    CHECK(spelled(Range(), time) == "any number");
}

}  // namespace
}  // namespace redress::review
