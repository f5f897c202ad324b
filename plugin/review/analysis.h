// What formulas can give, whatever a case says: ranges of numbers, sets of words, and whether conditions can hold, found by
// walking the formulas with such sets in place of values. What holds beside a formula narrows it: in
//   down above 4 hours and down below 2 hours
// the second can't hold where the first does.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "review/range.h"
#include "review/tree.h"
#include "rules/pack.h"

namespace redress::review {

// Those of the set, or all but those.
struct Words {
    bool all_but = false;
    std::set<std::string, std::less<>> set;
};

// An instant or a date: so many seconds after one that the case gives, as `window.end`.
struct Moment {
    std::string base;
    Range offset;
};

// Where nothing is said of it, everything is possible.
struct Value {
    Range number;
    std::optional<Range> windows;  // the same number by the length of the window, where that is known
    bool can_hold = true;          // of a condition
    bool can_fail = true;
    std::optional<Words> words;
    std::optional<Moment> moment;
    std::optional<Range> span;  // of a calendar span, in seconds

    bool always() const { return can_hold && !can_fail; }
    bool never() const { return can_fail && !can_hold; }
};

// What is supposed beside what the rules say.
struct Supposition {
    std::optional<std::size_t> level;                // that of the subscription
    bool nothing_happened = false;                   // no record touches a measure
    std::map<std::string, exact::Number> numbers{};  // of names and facts
    bool usual_facts = false;                        // numbers that nothing else says are usual ones, such as a price of 100
};

class Analysis {
public:
    // Of a guarantee, or of what stands directly below the <sla> where it is null.
    Analysis(Trees& trees, std::int64_t& work, const rules::Pack& pack, const rules::Guarantee* guarantee, Supposition = {});

    Value value(const formula::Formula&);
    Value value(const Tree&, NodeIndex);
    Value definition(const rules::Definition&);
    // From here on a condition holds, or fails.
    void suppose(const formula::Formula&, bool holds = true);
    void suppose(const Tree&, NodeIndex, bool holds);

    const rules::Definition* find(std::string_view name) const;
    const rules::Guarantee* guarantee() const { return guarantee_; }
    // How long the window is; for `cut` also one that another version of the rules cuts off.
    Range window_length(bool cut) const;

private:
    Value raw(const Tree&, NodeIndex);
    Value literal(const formula::Node&) const;
    Value name(const formula::Node&);
    Value field(const formula::Node&);
    Value parameter(std::string_view name) const;
    Value window_field(std::string_view member) const;
    Value vocabulary_field(const formula::Node&, facts::Record);
    Value call(const Tree&, NodeIndex);
    Value rounded(const Tree&, NodeIndex);
    Value sum(const Tree&, NodeIndex);
    Value quotient(const Tree&, NodeIndex);
    Value compared(const Tree&, NodeIndex);
    Value one_of(const Tree&, NodeIndex);
    Value logic(const Tree&, NodeIndex);
    Value choice(const Tree&, NodeIndex);
    Value measure(const rules::Definition&);
    Value time_measured(const rules::Measure&);
    Value ladder(const rules::Definition&);
    void narrow(const Tree&, NodeIndex, const Value&);
    void narrow_inner(const Tree&, NodeIndex, const Range&);
    void suppose_compared(const Tree&, NodeIndex, bool holds);
    // Whether there is work left for one more node, and room on the stack.
    class Step;

    Trees& trees_;
    std::int64_t& work_;  // what is left of limits::review_work_max
    const rules::Pack& pack_;
    const rules::Guarantee* guarantee_;
    Supposition supposition_;
    std::map<std::string, Value, std::less<>> known_;        // by the key of an expression
    int depth_ = 0;                                          // of functions that walk a formula, also through definitions
    std::map<const rules::Definition*, Value> definitions_;  // as far as found since `known_` changed
};

// Of the numbers that are looked up those that each tier takes, at a level (0 where the SLA has none).
std::vector<Range> taken_by_tiers(const rules::Ladder&, std::size_t level, const Range& of);

Value hull(const Value&, const Value&);
Value both(const Value&, const Value&);  // what is in the one and in the other

}  // namespace redress::review
