// What stands around one decision while it is made: whose facts, which window, the named values so far. Measuring and
// deciding both work on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "error.h"
#include "rules/evaluator.h"
#include "settle/bind.h"
#include "settle/decision.h"
#include "settle/trace.h"

namespace redress::settle {

// Ends a settlement early; never crosses the stage. `overflow` asks for the exact path.
struct Overflow {};

// The value itself, where its number type can hold it; else throws Overflow, or Error where the type is the exact one.
// `what` begins the sentence: "a measure".
template <class Number>
Number representable(Number value, const char* what) {
    if (exact::out_of_range(value)) {
        if constexpr (std::is_same_v<Number, exact::Rational>) throw Overflow{};
        throw Error(Status::limit_exceeded, {}, std::string(what) + " leaves the range of exact numbers");
    }
    return value;
}

template <class Number>
class Frame {
public:
    void begin(const BoundCase& bound, Trace* trace, std::int64_t work);

    // Sets up the surroundings of one window.
    void enter(const rules::Pack& pack, const rules::Guarantee* guarantee, std::uint32_t subscription, std::uint32_t claim,
               std::uint32_t subject, time::WindowKind kind, const time::Interval& window);

    // Evaluates; missing facts are told by the result, everything else throws: Overflow, or Error for what no number
    // type can do.
    bool evaluate(const rules::Formula& formula);  // false: a fact is missing; see missing()
    const rules::Cell<Number>& value() const { return evaluator.result(); }
    bool flag() const { return evaluator.flag(); }
    const rules::Missing& missing() const { return evaluator.missing(); }
    void visit();  // counts one visited record against the work limit
    void spend(std::int64_t work);  // counts so many

    const facts::Case& facts() const { return *bound->facts; }
    const exact::Currency& currency() const { return facts().currency(); }

    const BoundCase* bound = nullptr;
    Trace* trace = nullptr;         // null: no steps
    std::uint32_t decision = 0;     // index of the one being made, for the steps
    const rules::Guarantee* guarantee = nullptr;
    rules::Evaluator<Number> evaluator;
    rules::Surroundings around;
    time::Interval service;         // the subscription's term, as far as it is known

    // Scratch, kept for its capacity.
    time::IntervalSet excluded;     // of `excluded_range`
    std::optional<time::Interval> excluded_range;
    time::IntervalSet gathered, scratch, hours;
    std::vector<time::IntervalSet> by_component;

private:
    const time::WorkCalendar& calendar_of(const rules::Pack& pack);

    time::WorkCalendar calendar_;  // of a pack, with the days of the case
    const rules::Pack* calendar_of_ = nullptr;
};

extern template class Frame<exact::Rational>;
extern template class Frame<exact::BigRational>;

}  // namespace redress::settle
