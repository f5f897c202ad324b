// What stands around one decision while it is made: whose facts, which window, the named values so far. Measuring and
// deciding both work on it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "formula/evaluator.h"
#include "settle/bind.h"
#include "settle/decision.h"
#include "settle/trace.h"

namespace redress::settle {

// What is being worked on, for a refusal to name.
struct WorkedOn {
    std::uint32_t decision = 0;  // index of the one being made
    std::uint32_t subscription = facts::no_record;
    std::uint32_t claim = facts::no_record;
    const rules::Guarantee* guarantee = nullptr;
    std::string_view rule;  // a definition or a formula of the pack; may be empty
};

// Refuses a case that needs more work than it may: throws Error (limit_exceeded).
//   the case needs more work than 200000000 steps of evaluation: reached at decision 7, subscription 'vps-1', claim 'k-1',
//   guarantee 'uptime', 'down'
[[noreturn]] void refuse_work(const facts::Case& facts, const WorkedOn& at);

// What a visited record costs, in instructions, and finding a guarantee in the list of a rule.
inline constexpr std::int64_t work_of_a_record = 2;
inline constexpr std::int64_t work_of_a_list = 16;

class Frame {
public:
    void begin(const BoundCase& bound, Trace* trace, std::int64_t work);

    // Sets up the surroundings of one window. Plans of subscriptions are seen from it, or where it is not known, from as_of.
    void enter(const rules::Pack& pack, const rules::Guarantee* guarantee, std::uint32_t subscription, std::uint32_t claim,
               std::uint32_t subject, time::WindowKind kind, const time::Interval& window);
    // The same of a decision, in the window that a rule of it looks at: plans are seen from the decision's own. Its period can be
    // named, where it is about one.
    void enter(const Decision& of, const RuleWindow& window);
    void enter(const Decision& of) { enter(of, {of.guarantee->over, of.window}); }

    // What the subscription costs for the window, and for a calendar span in it; nothing where that can't be said.
    std::optional<Number> window_price();
    std::optional<Number> span_price(const time::Span& span);

    // Evaluates; missing facts are told by the result, everything else throws Error.
    bool evaluate(const formula::Formula& formula);  // false: a fact is missing; see missing()
    const formula::Cell& value() const { return evaluator.result(); }
    bool flag() const { return evaluator.flag(); }
    const time::Zone* hours_zone(const rules::HoursZone&);  // null: a fact is missing
    const formula::Missing& missing() const { return evaluator.missing(); }
    void visit() { spend(work_of_a_record); }  // counts one visited record against the work limit
    void spend(std::int64_t work) {            // counts so many instructions
        evaluator.work_left -= work;
        if (evaluator.work_left < 0) out_of_work(rule);
    }

    // A number that was computed outside of a formula: the value itself, where it is within limits::big_bits_max; else throws
    // Error. `what` begins the sentence: "a measure".
    Number representable(Number value, const char* what) {
        take_note(value);
        if (exact::out_of_range(value)) {
            throw Error(Status::limit_exceeded, {}, std::string(what) + " leaves the range of exact numbers");
        }
        return value;
    }
    // Charges a result that is big for the memory that it takes, as formulas do.
    void take_note(const Number& value) {
        if (!value.is_big()) return;
        evaluator.met_big = true;
        spend(exact::work_of(value, Number()));
    }

    // Appends a number, or the value of a formula, to a step. Spelling a big number takes as long as multiplying it, and is
    // charged.
    void write(std::string& out, const formula::Type& type, const Number& number) {
        spend(exact::work_of(number, number));
        append_number(out, type, number, currency());
        if (pack->explains_fully) append_unit(out, type, currency());
    }
    void write(std::string& out, const formula::Type& type, const formula::Cell& value) {
        spend(exact::work_of(value.number, value.number));
        append_value(out, type, value, currency());
        if (pack->explains_fully) append_unit(out, type, currency());
    }

    const facts::Case& facts() const { return *bound->facts; }
    const exact::Currency& currency() const { return facts().currency(); }

    const BoundCase* bound = nullptr;
    Trace* trace = nullptr;      // null: no steps
    std::uint32_t decision = 0;  // index of the one being made, for the steps
    const rules::Pack* pack = nullptr;
    const rules::Guarantee* guarantee = nullptr;
    std::string_view rule;  // the definition being worked out
    formula::Evaluator evaluator;
    formula::Surroundings around;
    time::Interval service;  // the subscription's term, as far as it is known

    // Scratch, kept for its capacity.
    time::IntervalSet excluded;  // of `excluded_range`
    std::optional<time::Interval> excluded_range;
    time::IntervalSet gathered, scratch, hours;
    std::vector<time::IntervalSet> by_component;
    std::vector<std::vector<formula::Period>> periods;  // by name slot

    // Another one, for what is worked out of another window while this one is being worked on.
    Frame& beside() {
        if (!beside_) beside_ = std::make_unique<Frame>();
        return *beside_;
    }

    std::size_t kept_bytes() const;  // of the memory that it keeps for the next settlement

private:
    void enter(const rules::Pack& pack, const rules::Guarantee* guarantee, std::uint32_t subscription, std::uint32_t claim,
               std::uint32_t subject, const RuleWindow& window, const time::Interval& seen_from);
    void see_from(const time::Interval& window);
    [[noreturn]] void out_of_work(std::string_view the_rule) const;
    const time::WorkCalendar& calendar_of(const rules::Pack& pack);

    time::WorkCalendar calendar_;  // of a pack, with the days of the case
    const rules::Pack* calendar_of_ = nullptr;
    std::unique_ptr<Frame> beside_;
};

}  // namespace redress::settle
