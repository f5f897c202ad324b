#include "review/analysis.h"

#include <algorithm>
#include <array>

#include "exact/rounding.h"
#include "facts/token_set.h"
#include "formula/functions.h"
#include "formula/leaves.h"

namespace redress::review {

namespace {

using exact::Number;
using time::WindowKind;

constexpr std::int64_t hour = 3'600;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t clock_change = 2 * hour;  // more than clocks change by

Value of_flag(bool can_hold, bool can_fail) {
    Value out;
    out.can_hold = can_hold;
    out.can_fail = can_fail;
    return out;
}

Value of_range(Range range) {
    Value out;
    out.number = std::move(range);
    return out;
}

Value of_word(std::string_view word) {
    Value out;
    out.words = Words{false, {std::string(word)}};
    return out;
}

Value at(std::string base, Range offset) {
    Value out;
    out.moment = Moment{std::move(base), std::move(offset)};
    return out;
}

Value tokens_of(std::string_view tokens) {
    Value out;
    out.words.emplace();
    for (const std::string_view word : facts::words_of(tokens)) out.words->set.emplace(word);
    return out;
}

std::optional<Words> in_both(const std::optional<Words>& a, const std::optional<Words>& b) {
    if (!a) return b;
    if (!b) return a;
    Words out;
    if (a->all_but && b->all_but) {
        out = *a;
        out.set.insert(b->set.begin(), b->set.end());
        return out;
    }
    const Words& listed = a->all_but ? *b : *a;
    const Words& other = a->all_but ? *a : *b;
    for (const std::string& word : listed.set) {
        if (other.set.contains(word) != other.all_but) out.set.insert(word);
    }
    return out;
}

std::optional<Words> in_either(const std::optional<Words>& a, const std::optional<Words>& b) {
    if (!a || !b || a->all_but || b->all_but) return std::nullopt;
    Words out = *a;
    out.set.insert(b->set.begin(), b->set.end());
    return out;
}

Range days_long(std::int64_t from, std::int64_t until) {
    return Range::between(Number(from * day - clock_change), Number(until * day + clock_change));
}

// How long a calendar span can be.
std::optional<Range> length_of(const time::Span& span) {
    if (span.opening != 0) return Range::at_least(Number(0));
    if (span.working_days > 0) return Range::at_least(Number(span.working_days * day - clock_change));
    if (span.working_days < 0) return std::nullopt;
    const std::int64_t months = span.months;
    return days_long(months * 28 + span.days, months * 31 + span.days);
}

std::optional<Moment> later(const Value& moment, const Range& by) {
    if (!moment.moment) return std::nullopt;
    return Moment{moment.moment->base, moment.moment->offset + by};
}

// a - b, for a comparison: below zero, above it, or perhaps either.
Range difference(const Value& a, const Value& b) {
    Range out = a.number - b.number;
    if (a.windows && b.windows) {  // of one sign with it, since a window has a length
        const Range by_windows = *a.windows - *b.windows;
        if (by_windows.low && sign(by_windows.low->value) >= 0)
            out = intersection(out, {Bound{Number(0), by_windows.low->open || sign(by_windows.low->value) > 0}, {}});
        if (by_windows.high && sign(by_windows.high->value) <= 0)
            out = intersection(out, {{}, Bound{Number(0), by_windows.high->open || sign(by_windows.high->value) < 0}});
    }
    if (a.moment && b.moment && a.moment->base == b.moment->base) out = intersection(out, a.moment->offset - b.moment->offset);
    return out;
}

NodeKind opposite(NodeKind kind) {
    switch (kind) {
        case NodeKind::is: return NodeKind::is_not;
        case NodeKind::is_not: return NodeKind::is;
        case NodeKind::below: return NodeKind::at_least;
        case NodeKind::at_least: return NodeKind::below;
        case NodeKind::above: return NodeKind::at_most;
        default: return NodeKind::above;
    }
}

// Whether a number of the range is below, above, ... zero.
Value holds_for(NodeKind kind, const Range& d) {
    const bool can_be_below = !intersection(d, Range::below(Number(0))).empty();
    const bool can_be_zero = d.holds(Number(0));
    const bool can_be_above = !intersection(d, Range::above(Number(0))).empty();
    switch (kind) {
        case NodeKind::below: return of_flag(can_be_below, can_be_zero || can_be_above);
        case NodeKind::above: return of_flag(can_be_above, can_be_zero || can_be_below);
        case NodeKind::at_least: return of_flag(can_be_zero || can_be_above, can_be_below);
        case NodeKind::at_most: return of_flag(can_be_zero || can_be_below, can_be_above);
        case NodeKind::is: return of_flag(can_be_zero, can_be_below || can_be_above);
        default: return of_flag(can_be_below || can_be_above, can_be_zero);
    }
}

// Where a number must be for such a relation to one of the range.
Range where_related(NodeKind kind, const Range& other) {
    switch (kind) {
        case NodeKind::is: return other;
        case NodeKind::below: return {std::nullopt, other.high ? std::optional(Bound{other.high->value, true}) : std::nullopt};
        case NodeKind::at_most: return {std::nullopt, other.high};
        case NodeKind::above: return {other.low ? std::optional(Bound{other.low->value, true}) : std::nullopt, std::nullopt};
        case NodeKind::at_least: return {other.low, std::nullopt};
        default: return {};
    }
}

NodeKind mirrored(NodeKind kind) {
    switch (kind) {
        case NodeKind::below: return NodeKind::above;
        case NodeKind::above: return NodeKind::below;
        case NodeKind::at_least: return NodeKind::at_most;
        case NodeKind::at_most: return NodeKind::at_least;
        default: return kind;
    }
}

}  // namespace

Value hull(const Value& a, const Value& b) {
    Value out;
    out.number = hull(a.number, b.number);
    if (a.windows && b.windows) out.windows = hull(*a.windows, *b.windows);
    out.can_hold = a.can_hold || b.can_hold;
    out.can_fail = a.can_fail || b.can_fail;
    out.words = in_either(a.words, b.words);
    if (a.moment && b.moment && a.moment->base == b.moment->base)
        out.moment = Moment{a.moment->base, hull(a.moment->offset, b.moment->offset)};
    if (a.span && b.span) out.span = hull(*a.span, *b.span);
    return out;
}

Value both(const Value& a, const Value& b) {
    Value out = a;
    out.number = intersection(a.number, b.number);
    if (b.windows) out.windows = a.windows ? intersection(*a.windows, *b.windows) : *b.windows;
    out.can_hold = a.can_hold && b.can_hold;
    out.can_fail = a.can_fail && b.can_fail;
    out.words = in_both(a.words, b.words);
    if (!out.moment) out.moment = b.moment;
    return out;
}

Analysis::Analysis(Trees& trees, std::int64_t& work, const rules::Pack& pack, const rules::Guarantee* guarantee,
                   Supposition supposition)
    : trees_(trees), work_(work), pack_(pack), guarantee_(guarantee), supposition_(std::move(supposition)) {}

class Analysis::Step {
public:
    explicit Step(Analysis& analysis) : analysis_(analysis) { ++analysis_.depth_; }
    ~Step() { --analysis_.depth_; }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    bool allowed() const { return analysis_.depth_ <= depth_max && analysis_.work_-- > 0; }

private:
    static constexpr int depth_max = 500;
    Analysis& analysis_;
};

const rules::Definition* Analysis::find(std::string_view name) const {
    const auto named = [&](const rules::Definition& d) { return d.name == name; };
    if (guarantee_ != nullptr) {
        const auto own = std::find_if(guarantee_->definitions.begin(), guarantee_->definitions.end(), named);
        if (own != guarantee_->definitions.end()) return &*own;
    }
    const auto shared = std::find_if(pack_.shared.begin(), pack_.shared.end(), named);
    return shared == pack_.shared.end() ? nullptr : &*shared;
}

Value Analysis::value(const formula::Formula& formula) {
    const Tree& tree = trees_.of(formula);
    return value(tree, tree.root());
}

Value Analysis::value(const Tree& tree, NodeIndex index) {
    const Step step(*this);
    if (tree.too_deep || !step.allowed()) return {};
    Value out = raw(tree, index);
    const auto known = known_.find(tree.keys[index]);
    return tree.keys[index].empty() || known == known_.end() ? out : both(out, known->second);
}

Value Analysis::raw(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    switch (n.kind) {
        case NodeKind::number: return literal(n);
        case NodeKind::text: return of_word(n.slice);
        case NodeKind::name: return name(n);
        case NodeKind::field: return field(n);
        case NodeKind::call: return call(tree, index);
        case NodeKind::negate: return of_range(-value(tree, n.children[0]).number);
        case NodeKind::add:
        case NodeKind::subtract: return sum(tree, index);
        case NodeKind::multiply: {
            const Value a = value(tree, n.children[0]);
            const Value b = value(tree, n.children[1]);
            Value out = of_range(a.number * b.number);
            if (a.windows && !b.windows) out.windows = *a.windows * b.number;
            if (b.windows && !a.windows) out.windows = *b.windows * a.number;
            return out;
        }
        case NodeKind::divide:
        case NodeKind::divide_or_else: return quotient(tree, index);
        case NodeKind::is:
        case NodeKind::is_not:
        case NodeKind::below:
        case NodeKind::above:
        case NodeKind::at_least:
        case NodeKind::at_most: return compared(tree, index);
        case NodeKind::one_of: return one_of(tree, index);
        case NodeKind::known: return {};
        case NodeKind::not_: {
            const Value inner = value(tree, n.children[0]);
            return of_flag(inner.can_fail, inner.can_hold);
        }
        case NodeKind::and_:
        case NodeKind::or_: return logic(tree, index);
        case NodeKind::if_: return choice(tree, index);
    }
    return {};
}

// --- leaves ---

Value Analysis::literal(const formula::Node& node) const {
    formula::Visible visible;
    visible.currency = pack_.currency;
    visible.opening = true;
    const formula::Checked checked = formula::check_literal(node, visible);
    Value out;
    if (checked.type.kind == formula::Kind::number) out.number = Range::point(checked.constant_value.number);
    if (checked.type.kind == formula::Kind::span || checked.type.kind == formula::Kind::opening_span)
        out.span = length_of(checked.constant_value.span);
    if (checked.days) out.number = Range::point(formula::as_time(node, checked).constant_value.number);
    return out;
}

Value Analysis::name(const formula::Node& node) {
    if (node.slice == "yes" || node.slice == "no") return of_flag(node.slice == "yes", node.slice == "no");
    const auto supposed = supposition_.numbers.find(std::string(node.slice));
    if (supposed != supposition_.numbers.end()) return of_range(Range::point(supposed->second));
    if (const rules::Definition* found = find(node.slice)) return definition(*found);
    return of_word(node.slice);
}

Value Analysis::field(const formula::Node& node) {
    const auto supposed = supposition_.numbers.find(std::string(node.slice) + "." + std::string(node.member));
    if (supposed != supposition_.numbers.end()) return of_range(Range::point(supposed->second));
    if (node.slice == "level") return parameter(node.member);
    if (node.slice == "window") return window_field(node.member);
    if (node.slice == "subject") {
        const bool of_ticket = guarantee_ != nullptr
                                   ? guarantee_->over == WindowKind::ticket
                                   : !pack_.guarantees.empty() && pack_.guarantees[0].over == WindowKind::ticket;
        return vocabulary_field(node, of_ticket ? facts::Record::ticket : facts::Record::incident);
    }
    if (const std::optional<facts::Record> record = facts::find_record(node.slice); record && find(node.slice) == nullptr)
        return vocabulary_field(node, *record);
    if (node.member != "length") return {};
    Value length = of_range(Range{Bound{Number(0), true}, window_length(true).high});
    length.windows = Range{Bound{Number(0), true}, Bound{Number(1), false}};
    return length;
}

Value Analysis::parameter(std::string_view name) const {
    const auto found =
        std::find_if(pack_.parameters.begin(), pack_.parameters.end(), [&](const auto& p) { return p.name == name; });
    if (found == pack_.parameters.end()) return {};
    const auto index = static_cast<std::size_t>(found - pack_.parameters.begin());
    std::optional<Value> out;
    for (std::size_t i = 0; i < pack_.levels.size(); ++i) {
        if (supposition_.level && *supposition_.level != i) continue;
        const facts::Fact& fact = pack_.levels[i].values[index];
        Value v;
        switch (formula::storage_of(found->type)) {
            case formula::Storage::number: v = of_range(Range::point(fact.number)); break;
            case formula::Storage::scalar:
                v = found->type.kind == formula::Kind::flag ? of_flag(fact.scalar != 0, fact.scalar == 0) : Value();
                break;
            case formula::Storage::text: v = of_word(fact.text); break;
            case formula::Storage::span:
                v.span = length_of(fact.span);
                if (found->days) v.number = Range::point(Number(fact.span.days * day));
                break;
        }
        out = out ? hull(*out, v) : v;
    }
    return out.value_or(Value());
}

Range Analysis::window_length(bool cut) const {
    Range length = [&]() -> Range {
        if (guarantee_ == nullptr) return Range::above(Number(0));
        switch (guarantee_->over) {
            case WindowKind::day: return days_long(1, 1);
            case WindowKind::calendar_month: return days_long(28, 31);
            case WindowKind::quarter: return days_long(90, 92);
            case WindowKind::calendar_year: return days_long(365, 366);
            case WindowKind::billing_period:
            case WindowKind::term:
            case WindowKind::incident:
            case WindowKind::ticket: break;
        }
        return Range::above(Number(0));
    }();
    if (!cut) return length;
    // A day that a zone skips or has twice: what is said of lengths holds for those as well.
    Range out = Range::above(Number(0));
    if (length.high) out.high = Bound{length.high->value + Number(day), false};
    return out;
}

Value Analysis::window_field(std::string_view member) const {
    if (supposition_.usual_facts) {
        if (member == "length") return of_range(Range::point(Number(30 * day)));
        if (member == "days" || member == "month_days") return of_range(Range::point(Number(30)));
    }
    if (member == "length") {
        Value out = of_range(window_length(true));
        out.windows = Range::point(Number(1));
        return out;
    }
    if (member == "days") {
        Range days = Range::at_least(Number(1));
        if (const Range length = window_length(false); length.high)
            days.high = Bound{exact::floor(length.high->value / Number(day)), false};
        return of_range(days);
    }
    if (member == "month_days") return of_range(Range::between(Number(28), Number(31)));
    if (member == "price") return of_range(supposition_.usual_facts ? Range::point(Number(100)) : Range::at_least(Number(0)));
    // The end is told from the start, so that both can be compared.
    if (member == "start") return at("window.start", Range::point(Number(0)));
    if (member == "end") return at("window.end", Range::point(Number(0)));
    return {};
}

Value Analysis::vocabulary_field(const formula::Node& node, facts::Record record) {
    const std::string base = std::string(node.slice) + "." + std::string(node.member);
    const auto typed = [&](facts::FieldType type, std::string_view tokens, const Range& range) {
        using facts::FieldType;
        switch (type) {
            case FieldType::token: return tokens_of(tokens);
            case FieldType::count:
            case FieldType::number:
            case FieldType::ratio: return of_range(supposition_.usual_facts ? Range::point(Number(1)) : range);
            case FieldType::money: return of_range(supposition_.usual_facts ? Range::point(Number(100)) : range);
            case FieldType::duration: return of_range(supposition_.usual_facts ? Range::point(Number(hour)) : range);
            case FieldType::instant:
            case FieldType::date: return at(base, Range::point(Number(0)));
            default: return Value();
        }
    };
    if (const facts::Field* found = facts::find_field(record, node.member)) {
        Range range = of_signs(formula::Signs::of(found->sign));
        if (record == facts::Record::incident && found->name == "affected") range.high = Bound{Number(1), false};
        const bool starts_the_window = node.slice == "subject" && guarantee_ != nullptr && !guarantee_->from.exists() &&
                                       (found->name == "start" || found->name == "opened");
        if (starts_the_window) return at("window.start", Range::point(Number(0)));
        return typed(found->type, found->tokens, range);
    }
    for (const formula::DeclaredFact& fact : pack_.facts) {
        if (fact.record != record || fact.name != node.member) continue;
        Range range = of_signs(formula::signs_of(fact));
        if (formula::storage_of(fact.type) == formula::Storage::number) {
            if (!fact.at_least_text.empty()) range = intersection(range, Range::at_least(fact.at_least.number));
            if (!fact.at_most_text.empty()) range = intersection(range, Range::at_most(fact.at_most.number));
        }
        return typed(fact.type, fact.tokens, range);
    }
    return {};
}

// --- functions ---

Value Analysis::call(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    const formula::FunctionRow* row = formula::find_function(n.slice);
    if (row == nullptr) return {};
    using formula::Function;
    switch (row->function) {
        case Function::min:
        case Function::max: {
            Value out = value(tree, n.children[0]);
            out.windows.reset();
            for (std::size_t i = 1; i < n.children.size(); ++i) {
                const Value next = value(tree, n.children[i]);
                const auto of = [&](const Range& a, const Range& b) {
                    return row->function == Function::min ? least(a, b) : greatest(a, b);
                };
                out.number = of(out.number, next.number);
                if (out.moment && next.moment && out.moment->base == next.moment->base)
                    out.moment->offset = of(out.moment->offset, next.moment->offset);
                else
                    out.moment.reset();
            }
            return out;
        }
        case Function::abs: return of_range(absolute(value(tree, n.children[0]).number));
        case Function::floor:
        case Function::ceil:
        case Function::round: return rounded(tree, index);
        case Function::date:
        case Function::start_of:
        case Function::end_of: {
            const Value inner = value(tree, n.children[0]);
            std::int64_t days = 1;
            if (row->function != Function::date) {
                const std::string_view kind = tree.node(n.children[1]).slice;
                days = kind == "day" ? 1 : kind == "calendar_month" ? 31 : kind == "quarter" ? 92 : 366;
            }
            const Number most(days * day + clock_change);
            Value out;
            out.moment = later(inner, row->function == Function::end_of ? Range::between(Number(-clock_change), most)
                                                                        : Range::between(-most, Number(0)));
            return out;
        }
        default: return {};  // of the others nothing is known but their type
    }
}

Value Analysis::rounded(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    const Range x = value(tree, n.children[0]).number;
    const Range step = n.children.size() > 1 ? value(tree, n.children[1]).number : Range::point(Number(1));
    if (!step.is_point() || sign(step.low->value) <= 0) return {};
    exact::RoundingMode mode = n.slice == "ceil" ? exact::RoundingMode::ceiling : exact::RoundingMode::floor;
    if (n.children.size() > 2) mode = exact::rounding_mode(tree.node(n.children[2]).slice).value_or(mode);
    return of_range(mapped(x, [&](const Number& number) { return exact::round(number, step.low->value, mode); }));
}

// --- arithmetic ---

Value Analysis::sum(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    const Value a = value(tree, n.children[0]);
    const Value b = value(tree, n.children[1]);
    const bool add = n.kind == NodeKind::add;
    Value out;
    if (a.moment && b.moment) {
        if (a.moment->base == b.moment->base) out.number = a.moment->offset - b.moment->offset;
        if (!add && a.moment->base == "window.end" && b.moment->base == "window.start") {
            const bool whole = a.moment->offset == Range::point(Number(0)) && b.moment->offset == Range::point(Number(0));
            out.number = window_length(true) + (a.moment->offset - b.moment->offset);
            if (whole) out.windows = Range::point(Number(1));
        }
        return out;
    }
    if (a.moment) {
        const Range by = b.span ? *b.span : b.number;
        out.moment = later(a, add ? by : -by);
        return out;
    }
    out.number = add ? a.number + b.number : a.number - b.number;
    if (a.windows && b.windows) out.windows = add ? *a.windows + *b.windows : *a.windows - *b.windows;
    return out;
}

Value Analysis::quotient(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    const Value a = value(tree, n.children[0]);
    Value b = value(tree, n.children[1]);
    const bool zero = b.number.holds(Number(0));
    if (zero && b.number.low && sign(b.number.low->value) == 0) b.number.low->open = true;
    Value out;
    if (!b.number.empty()) out.number = a.number / b.number;
    if (a.windows && b.windows) out.number = intersection(out.number, *a.windows / *b.windows);
    if (n.kind == NodeKind::divide_or_else && zero) out.number = hull(out.number, value(tree, n.children[2]).number);
    return out;
}

// --- conditions ---

Value Analysis::compared(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    const Value a = value(tree, n.children[0]);
    const Value b = value(tree, n.children[1]);
    const bool equality = n.kind == NodeKind::is || n.kind == NodeKind::is_not;
    if (a.words && b.words) {
        const std::optional<Words> common = in_both(a.words, b.words);
        const bool can_be_equal = common->all_but || !common->set.empty();
        const bool one_each = !a.words->all_but && !b.words->all_but && a.words->set.size() == 1 && b.words->set.size() == 1;
        const bool can_differ = !(one_each && can_be_equal);
        if (a.words->set.empty() && !a.words->all_but) return {};  // it can't come to this
        return n.kind == NodeKind::is ? of_flag(can_be_equal, can_differ) : of_flag(can_differ, can_be_equal);
    }
    if (equality && (!(a.can_hold && a.can_fail) || !(b.can_hold && b.can_fail))) {
        const bool can_be_equal = (a.can_hold && b.can_hold) || (a.can_fail && b.can_fail);
        const bool can_differ = (a.can_hold && b.can_fail) || (a.can_fail && b.can_hold);
        return n.kind == NodeKind::is ? of_flag(can_be_equal, can_differ) : of_flag(can_differ, can_be_equal);
    }
    if (a.number.empty() || b.number.empty()) return {};
    const Range d = difference(a, b);
    return d.empty() ? Value() : holds_for(n.kind, d);
}

Value Analysis::one_of(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    const Value a = value(tree, n.children[0]);
    if (!a.words) return {};
    bool can_hold = false;
    Words left = *a.words;
    if (left.set.empty() && !left.all_but) return {};
    for (std::size_t i = 1; i < n.children.size(); ++i) {
        const Value b = value(tree, n.children[i]);
        if (!b.words || b.words->all_but || b.words->set.size() != 1) return {};
        const std::string& word = *b.words->set.begin();
        if (a.words->set.contains(word) != a.words->all_but) can_hold = true;
        if (left.all_but)
            left.set.insert(word);
        else
            left.set.erase(word);
    }
    return of_flag(can_hold, left.all_but || !left.set.empty());
}

// The second part is looked at only where the first does not decide.
Value Analysis::logic(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    const bool all = n.kind == NodeKind::and_;
    Value a = value(tree, n.children[0]);
    if (all ? a.never() : a.always()) return a;
    Analysis inner(*this);
    inner.suppose(tree, n.children[0], all);
    const Value b = inner.value(tree, n.children[1]);
    return all ? of_flag(a.can_hold && b.can_hold, a.can_fail || b.can_fail)
               : of_flag(a.can_hold || b.can_hold, a.can_fail && b.can_fail);
}

Value Analysis::choice(const Tree& tree, NodeIndex index) {
    const formula::Node& n = tree.node(index);
    const Value condition = value(tree, n.children[0]);
    std::optional<Value> out;
    for (const bool holds : {true, false}) {
        if (holds ? !condition.can_hold : !condition.can_fail) continue;
        Analysis inner(*this);
        inner.suppose(tree, n.children[0], holds);
        const Value branch = inner.value(tree, n.children[holds ? 1 : 2]);
        out = out ? hull(*out, branch) : branch;
    }
    return out.value_or(Value());
}

// --- definitions ---

Value Analysis::definition(const rules::Definition& d) {
    const auto found = definitions_.find(&d);
    if (found != definitions_.end()) return found->second;
    Value out;
    switch (d.kind) {
        case rules::DefinitionKind::let: out = value(d.value); break;
        case rules::DefinitionKind::condition: out = of_flag(true, true); break;  // it depends on which record is meant
        case rules::DefinitionKind::measure: out = measure(d); break;
        case rules::DefinitionKind::ladder: out = ladder(d); break;
    }
    definitions_.emplace(&d, out);
    return out;
}

// At most the whole window, where it looks at that.
Value Analysis::time_measured(const rules::Measure& m) {
    Value out = of_range(Range::at_least(Number(0)));
    if (m.from.exists() || m.until.exists() || m.shift != 0) return out;
    Range share = Range::between(Number(0), Number(1));
    if (m.weight.exists()) share = intersection(greatest(share, value(m.weight).number * share), Range::at_least(Number(0)));
    out.windows = share;
    if (share.high && window_length(true).high)
        out.number.high = Bound{window_length(true).high->value * share.high->value, false};
    return out;
}

Value Analysis::measure(const rules::Definition& d) {
    using rules::MeasureKind;
    const rules::Measure& m = d.measure;
    const bool lasting = m.kind == MeasureKind::downtime || m.kind == MeasureKind::time;
    const bool counted = m.kind == MeasureKind::count || m.kind == MeasureKind::periods || m.kind == MeasureKind::windows;
    if ((lasting || counted || m.kind == MeasureKind::sum) && !m.of_range && supposition_.nothing_happened)
        return of_range(Range::point(Number(0)));
    if (lasting) return time_measured(m);
    if (m.kind == MeasureKind::windows) return of_range(Range::between(Number(0), Number(m.last)));
    if (counted) return of_range(Range::at_least(Number(0)));
    Analysis inner(*this);
    if (m.where.exists()) inner.suppose(m.where);
    const Range each = inner.value(m.value).number;
    if (m.kind == MeasureKind::sum) {
        Range total;
        if (each.low && sign(each.low->value) >= 0) total.low = Bound{Number(0), false};
        if (each.high && sign(each.high->value) <= 0) total.high = Bound{Number(0), false};
        return of_range(total);
    }
    if (supposition_.nothing_happened) return m.otherwise.exists() ? value(m.otherwise) : Value();
    return m.otherwise.exists() ? of_range(hull(each, value(m.otherwise).number)) : of_range(each);
}

Value Analysis::ladder(const rules::Definition& d) {
    const rules::Ladder& l = d.ladder;
    const Range of = value(l.of).number;
    std::optional<Value> out;
    for (std::size_t level = 0; level < l.thresholds.size(); ++level) {
        if (supposition_.level && *supposition_.level != level) continue;
        const std::vector<Range> taken = taken_by_tiers(l, level, of);
        for (std::size_t i = 0; i < taken.size(); ++i) {
            if (taken[i].empty()) continue;
            const Value v = value(l.tiers[i].value);
            out = out ? hull(*out, v) : v;
        }
    }
    return out.value_or(Value());
}

std::vector<Range> taken_by_tiers(const rules::Ladder& ladder, std::size_t level, const Range& of) {
    std::vector<Range> out;
    Range left = of;
    for (std::size_t i = 0; i < ladder.tiers.size(); ++i) {
        if (!ladder.tiers[i].bound) {
            out.push_back(left);
            continue;
        }
        const Number threshold = ladder.thresholds[level][i];
        const auto take = [&](const Range& taken, const Range& rest) {
            out.push_back(intersection(left, taken));
            left = intersection(left, rest);
        };
        switch (*ladder.tiers[i].bound) {
            case formula::Relation::at_least: take(Range::at_least(threshold), Range::below(threshold)); break;
            case formula::Relation::above: take(Range::above(threshold), Range::at_most(threshold)); break;
            case formula::Relation::at_most: take(Range::at_most(threshold), Range::above(threshold)); break;
            default: take(Range::below(threshold), Range::at_least(threshold)); break;
        }
    }
    return out;
}

// --- what is supposed ---

void Analysis::suppose(const formula::Formula& formula, bool holds) {
    if (!formula.exists()) return;
    const Tree& tree = trees_.of(formula);
    suppose(tree, tree.root(), holds);
}

void Analysis::suppose(const Tree& tree, NodeIndex index, bool holds) {
    const Step step(*this);
    if (tree.too_deep || !step.allowed()) return;
    const formula::Node& n = tree.node(index);
    switch (n.kind) {
        case NodeKind::not_: return suppose(tree, n.children[0], !holds);
        case NodeKind::and_:
        case NodeKind::or_:
            if (holds != (n.kind == NodeKind::and_)) return;
            suppose(tree, n.children[0], holds);
            return suppose(tree, n.children[1], holds);
        case NodeKind::is:
        case NodeKind::is_not:
        case NodeKind::below:
        case NodeKind::above:
        case NodeKind::at_least:
        case NodeKind::at_most: return suppose_compared(tree, index, holds);
        case NodeKind::one_of: {
            Value words;
            words.words.emplace();
            words.words->all_but = !holds;
            for (std::size_t i = 1; i < n.children.size(); ++i) {
                const Value b = value(tree, n.children[i]);
                if (!b.words || b.words->all_but || b.words->set.size() != 1) return;
                words.words->set.insert(*b.words->set.begin());
            }
            return narrow(tree, n.children[0], words);
        }
        case NodeKind::name:
            if (const rules::Definition* let = find(n.slice); let != nullptr && let->kind == rules::DefinitionKind::let)
                suppose(let->value, holds);
            return narrow(tree, index, of_flag(holds, !holds));
        case NodeKind::field:
        case NodeKind::known: return narrow(tree, index, of_flag(holds, !holds));
        default: return;
    }
}

void Analysis::suppose_compared(const Tree& tree, NodeIndex index, bool holds) {
    const formula::Node& n = tree.node(index);
    const NodeKind kind = holds ? n.kind : opposite(n.kind);
    const Value a = value(tree, n.children[0]);
    const Value b = value(tree, n.children[1]);
    if (a.words || b.words) {
        for (const bool left : {true, false}) {
            const Value& other = left ? b : a;
            if (!other.words || other.words->all_but || other.words->set.size() != 1) continue;
            Value words;
            words.words = Words{kind == NodeKind::is_not, other.words->set};
            narrow(tree, n.children[left ? 0 : 1], words);
        }
        return;
    }
    if (a.number.empty() || b.number.empty() || a.moment || b.moment) return;
    narrow(tree, n.children[0], of_range(where_related(kind, b.number)));
    narrow(tree, n.children[1], of_range(where_related(mirrored(kind), a.number)));
}

void Analysis::narrow(const Tree& tree, NodeIndex index, const Value& to) {
    const Step step(*this);
    if (!step.allowed()) return;
    if (!tree.keys[index].empty()) {
        const auto [known, added] = known_.try_emplace(tree.keys[index], to);
        if (!added) known->second = both(known->second, to);
        definitions_.clear();
    }
    if (to.words) {
        const rules::Definition* let = tree.node(index).kind == NodeKind::name ? find(tree.node(index).slice) : nullptr;
        if (let == nullptr || let->kind != rules::DefinitionKind::let) return;
        const Tree& inner = trees_.of(let->value);
        return narrow(inner, inner.root(), to);
    }
    narrow_inner(tree, index, to.number);
}

// What a number is computed of, where one part alone is not fixed.
void Analysis::narrow_inner(const Tree& tree, NodeIndex index, const Range& to) {
    const formula::Node& n = tree.node(index);
    const auto fixed = [&](std::size_t child) -> std::optional<Number> {
        const Range range = value(tree, n.children[child]).number;
        return range.is_point() ? std::optional(range.low->value) : std::nullopt;
    };
    switch (n.kind) {
        case NodeKind::name: {
            const rules::Definition* let = find(n.slice);
            if (let == nullptr || let->kind != rules::DefinitionKind::let) return;
            const Tree& inner = trees_.of(let->value);
            return narrow(inner, inner.root(), of_range(to));
        }
        case NodeKind::negate: return narrow(tree, n.children[0], of_range(-to));
        case NodeKind::add:
            if (const std::optional<Number> b = fixed(1)) return narrow(tree, n.children[0], of_range(to - Range::point(*b)));
            if (const std::optional<Number> a = fixed(0)) return narrow(tree, n.children[1], of_range(to - Range::point(*a)));
            return;
        case NodeKind::subtract:
            if (const std::optional<Number> b = fixed(1)) return narrow(tree, n.children[0], of_range(to + Range::point(*b)));
            if (const std::optional<Number> a = fixed(0)) return narrow(tree, n.children[1], of_range(Range::point(*a) - to));
            return;
        case NodeKind::multiply:
            for (const std::size_t child : {std::size_t{0}, std::size_t{1}}) {
                const std::optional<Number> factor = fixed(1 - child);
                if (factor && sign(*factor) != 0) return narrow(tree, n.children[child], of_range(to / Range::point(*factor)));
            }
            return;
        case NodeKind::divide:
            if (const std::optional<Number> b = fixed(1)) narrow(tree, n.children[0], of_range(to * Range::point(*b)));
            return;
        default: return;
    }
}

}  // namespace redress::review
