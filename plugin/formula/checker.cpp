#include "formula/checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "exact/rounding.h"
#include "formula/functions.h"
#include "formula/leaves.h"
#include "input_limits.h"

namespace redress::formula {

const VisibleRecord* Visible::record(std::string_view name) const {
    const auto found = std::find_if(records.begin(), records.end(), [&](const auto& r) { return r.name == name; });
    return found == records.end() ? nullptr : &*found;
}

const VisibleName* Visible::name(std::string_view wanted) const {
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.name == wanted; });
    return found == names.end() ? nullptr : &*found;
}

Visible without_names(const Visible& visible) {
    Visible out = visible;
    std::erase_if(out.names, [](const VisibleName& name) { return name.condition == nullptr; });
    return out;
}

namespace {

class Checker {
public:
    Checker(Syntax& syntax, const Visible& visible) : syntax_(syntax), visible_(visible) {
        out_.syntax = &syntax;
        out_.nodes.resize(syntax.nodes.size());
        visited_.resize(syntax.nodes.size(), false);
    }

    CheckedFormula run(bool number_wanted) {
        visit(syntax_.root_index);
        if (number_wanted) as_number(syntax_.root_index);
        return std::move(out_);
    }

private:
    const Node& node(NodeIndex index) const { return syntax_.nodes[index]; }
    Checked& checked(NodeIndex index) { return out_.nodes[index]; }

    [[noreturn]] void fail(NodeIndex index, std::string message) const {
        throw FormulaError{node(index).offset, std::move(message)};
    }

    // The operands of a chain from the first on, so that each finds its left one visited.
    void visit(NodeIndex index) {
        if (visited_[index]) return;
        if (++depth_ > limits::expression_depth_max && syntax_.nodes.size() > parsed_) {
            fail(index, fmt::format("with the conditions that it names, the formula is nested more than {} deep",
                                    limits::expression_depth_max));
        }
        const std::size_t first = chain_.size();
        while (chains(node(index).kind)) {
            chain_.push_back(index);
            index = node(index).children[0];
        }
        if (chain_.size() == first || !visited_[index]) visit_one(index);
        while (chain_.size() > first) {
            const NodeIndex next = chain_.back();
            chain_.pop_back();
            visit_one(next);
        }
        --depth_;
    }

    void visit_one(NodeIndex index) {
        visited_[index] = true;
        const Node& n = node(index);
        switch (n.kind) {
            case NodeKind::number:
            case NodeKind::text:
            case NodeKind::name:
            case NodeKind::field: return visit_leaf(index);
            case NodeKind::call: return call(index);
            case NodeKind::negate: return negate(index);
            case NodeKind::add:
            case NodeKind::subtract: return sum(index);
            case NodeKind::multiply: return product(index);
            case NodeKind::divide:
            case NodeKind::divide_or_else: return quotient(index);
            case NodeKind::is:
            case NodeKind::is_not:
            case NodeKind::below:
            case NodeKind::above:
            case NodeKind::at_least:
            case NodeKind::at_most: return comparison(index);
            case NodeKind::one_of: return one_of(index);
            case NodeKind::known: return known(index);
            case NodeKind::not_:
            case NodeKind::and_:
            case NodeKind::or_: return logic(index);
            case NodeKind::if_: return choice(index);
        }
    }

    // What a leaf turns out to be is large. Functions that hold such a value are never inlined into those that stand on the
    // stack once for each level of a formula.
    [[gnu::noinline]] void visit_leaf(NodeIndex index) {
        const Node& n = node(index);
        switch (n.kind) {
            case NodeKind::number: return leaf(index, check_literal(n, visible_));
            case NodeKind::text: return leaf(index, check_text(n.slice));
            case NodeKind::name: {
                const VisibleName* const named = visible_.name(n.slice);
                if (named != nullptr && named->condition) return condition(index, *named);
                return leaf(index, check_name(n, visible_));
            }
            default: return leaf(index, check_field(n, visible_));
        }
    }

    // Puts the condition in the place of its name, about the record that it finds there.
    [[gnu::noinline]] void condition(NodeIndex index, const VisibleName& named) {
        *named.used = true;
        const std::size_t offset = node(index).offset;
        const Condition& condition = *named.condition;
        const VisibleRecord* of = visible_.record(condition.of);
        const VisibleRecord* const subject = visible_.record("subject");
        if (of == nullptr && subject != nullptr && facts::row(subject->record).name == condition.of) of = subject;
        if (of == nullptr)
            fail(index, fmt::format("'{}' is a condition of {}, and this formula is about none", named.name, condition.of));
        if (syntax_.nodes.size() + condition.syntax.nodes.size() > limits::expression_nodes_max) {
            fail(index, fmt::format("with the conditions that it names, the formula has more than {} parts",
                                    limits::expression_nodes_max));
        }
        if (visible_.condition_parts != nullptr) {
            *visible_.condition_parts += condition.syntax.nodes.size();
            if (*visible_.condition_parts > limits::condition_parts_max) {
                fail(index, fmt::format("the conditions put more than {} parts into the formulas of these rules",
                                        limits::condition_parts_max));
            }
        }
        put(index, condition, *of);
        visited_[index] = false;
        try {
            visit(index);
        } catch (FormulaError& error) {
            throw FormulaError{
                offset, fmt::format("in the condition '{}' of line {}: {}", named.name, named.position.line, error.message)};
        }
    }

    void put(NodeIndex index, const Condition& condition, const VisibleRecord& of) {
        const auto first = static_cast<NodeIndex>(syntax_.nodes.size());
        const std::size_t offset = node(index).offset;
        for (Node copy : condition.syntax.nodes) {
            for (NodeIndex& child : copy.children) child += first;
            if (copy.kind == NodeKind::field && copy.slice == condition.of) copy.slice = of.name;
            copy.offset = offset;
            syntax_.nodes.push_back(std::move(copy));
        }
        syntax_.nodes[index] = syntax_.nodes[first + condition.syntax.root_index];
        out_.nodes.resize(syntax_.nodes.size());
        visited_.resize(syntax_.nodes.size(), false);
    }

    void leaf(NodeIndex index, Checked c) {
        if (c.meaning == Checked::Meaning::parameter) out_.needs_level = true;
        checked(index) = c;
    }

    void set(NodeIndex index, Type type, Signs signs, Trend trend, bool constant) {
        Checked& c = checked(index);
        c.type = type;
        c.signs = signs;
        c.trend = trend;
        c.constant = constant;
    }

    // Days or weeks where a number is wanted: exact days of 24 hours.
    [[gnu::noinline]] void as_number(NodeIndex index) {
        if (!checked(index).days) return;
        const Node& n = node(index);
        if (n.kind != NodeKind::if_) {
            checked(index) = as_time(n, checked(index));
            return;
        }
        as_number(n.children[1]);
        as_number(n.children[2]);
        checked(index).type = number_type(elapsed);
        checked(index).signs = checked(n.children[1]).signs | checked(n.children[2]).signs;
        checked(index).days = false;
    }

    // --- arithmetic -----------------------------------------------------------------------------------------------

    void visit_number(NodeIndex index) {
        visit(index);
        as_number(index);
        if (checked(index).type.kind != Kind::number) {
            fail(index, fmt::format("expected a number, found {}", describe(checked(index).type)));
        }
    }

    void negate(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        visit_number(inner);
        const Checked& c = checked(inner);
        set(index, c.type, -c.signs, -c.trend, c.constant);
    }

    void sum(NodeIndex index) {
        const Node& n = node(index);
        const NodeIndex left = n.children[0];
        const NodeIndex right = n.children[1];
        visit(left);
        visit(right);
        const Kind kind = checked(left).type.kind;
        if (kind == Kind::instant || kind == Kind::date) return calendar_sum(index);
        as_number(left);
        as_number(right);
        const Checked& a = checked(left);
        const Checked& b = checked(right);
        if (a.type.kind != Kind::number || b.type.kind != Kind::number || a.type.dimension != b.type.dimension) {
            fail(index, fmt::format("{} and {} can't be {}", describe(a.type), describe(b.type),
                                    n.kind == NodeKind::add ? "added" : "subtracted"));
        }
        const bool add = n.kind == NodeKind::add;
        const Type type = number_type(a.type.dimension, a.type.ratio || b.type.ratio);
        set(index, type, a.signs + (add ? b.signs : -b.signs), both(a.trend, add ? b.trend : -b.trend), a.constant && b.constant);
    }

    void calendar_sum(NodeIndex index) {
        const Node& n = node(index);
        const Checked& a = checked(n.children[0]);
        const Checked& b = checked(n.children[1]);
        const bool constant = a.constant && b.constant;
        const bool instant = a.type.kind == Kind::instant;
        if (b.type.kind == Kind::opening_span && !instant)
            fail(index, "opening hours pass between instants, and a date has no time of day");
        if (b.type.kind == Kind::span || b.type.kind == Kind::opening_span || (instant && b.type.is_number(elapsed))) {
            return set(index, a.type, {}, both(a.trend, b.trend), constant);
        }
        if (instant && n.kind == NodeKind::subtract && b.type.kind == Kind::instant) {
            return set(index, number_type(elapsed), {}, both(a.trend, -b.trend), constant);
        }
        fail(index, fmt::format("{} can't be {} {}", describe(b.type), n.kind == NodeKind::add ? "added to" : "subtracted from",
                                describe(a.type)));
    }

    // The bounds also keep the powers of a long chain of factors within their eight bits.
    void check_dimension(NodeIndex index, const Type& a, std::string_view operation, const Type& b, Dimension dimension) const {
        if (dimension.money >= -1 && dimension.money <= 1 && dimension.time >= -2 && dimension.time <= 2) return;
        fail(index, fmt::format("{} {} {} is {}, which nothing can be", describe(a), operation, describe(b),
                                describe(number_type(dimension))));
    }

    void product(NodeIndex index) {
        const Node& n = node(index);
        visit_number(n.children[0]);
        visit_number(n.children[1]);
        const Checked& a = checked(n.children[0]);
        const Checked& b = checked(n.children[1]);
        const Dimension dimension = a.type.dimension + b.type.dimension;
        check_dimension(index, a.type, "times", b.type, dimension);
        Trend trend = Trend::unknown;
        if (a.trend == Trend::constant)
            trend = scaled(b.trend, a.signs);
        else if (b.trend == Trend::constant)
            trend = scaled(a.trend, b.signs);
        else if (a.trend == b.trend && !a.signs.negative && !b.signs.negative)
            trend = a.trend;
        set(index, number_type(dimension, a.type.ratio && b.type.ratio), a.signs * b.signs, trend, a.constant && b.constant);
    }

    void quotient(NodeIndex index) {
        const Node& n = node(index);
        visit_number(n.children[0]);
        visit_number(n.children[1]);
        const Checked a = checked(n.children[0]);
        const Checked b = checked(n.children[1]);
        if (n.kind == NodeKind::divide && b.signs.may_be_zero()) {
            fail(n.children[1], "this divisor can be zero: write (a / b else c), where c is the value when it is");
        }
        const Dimension dimension = a.type.dimension - b.type.dimension;
        check_dimension(index, a.type, "divided by", b.type, dimension);
        const bool ratio = dimension == plain && a.type.dimension != plain;
        Trend trend = Trend::unknown;
        if (b.trend == Trend::constant)
            trend = scaled(a.trend, b.signs);
        else if (a.trend == Trend::constant && !b.signs.negative)
            trend = -scaled(b.trend, a.signs);
        const bool constant = a.constant && b.constant;
        // It is computed only where the divisor is not zero.
        const Signs signs = a.signs * Signs{b.signs.negative, false, b.signs.positive};
        set(index, number_type(dimension, ratio), signs, trend, constant);
        if (n.kind == NodeKind::divide_or_else) quotient_otherwise(index);
    }

    void quotient_otherwise(NodeIndex index) {
        const NodeIndex otherwise = node(index).children[2];
        visit_number(otherwise);
        const Checked& c = checked(otherwise);
        Checked& whole = checked(index);
        if (!comparable(whole.type, c.type)) {
            fail(otherwise,
                 fmt::format("the quotient is {}, but the value after 'else' is {}", describe(whole.type), describe(c.type)));
        }
        whole.signs = whole.signs | c.signs;
        whole.trend = Trend::unknown;
        whole.constant = whole.constant && c.constant;
    }

    // --- functions ------------------------------------------------------------------------------------------------

    void call(NodeIndex index) {
        const Node& n = node(index);
        const FunctionRow* row = find_function(n.slice);
        if (row == nullptr) {
            std::vector<std::string_view> names;
            for (const FunctionRow& f : functions) names.push_back(f.name);
            fail(index, fmt::format("there is no function '{}'{}", n.slice, did_you_mean(n.slice, names)));
        }
        if (n.children.size() < row->arguments_min || n.children.size() > row->arguments_max) {
            fail(index, fmt::format("'{}' with {} arguments: expected {}", n.slice, n.children.size(), row->usage));
        }
        switch (row->function) {
            case Function::min:
            case Function::max: return extreme(index, row->function == Function::max);
            case Function::abs: return absolute(index);
            case Function::floor:
            case Function::ceil: return to_step(index, n.children.size() == 2);
            case Function::round: return rounding(index);
            case Function::date: return date_of(index);
            case Function::days:
            case Function::working_days: return day_count(index);
            case Function::opening_time: return opening_time(index);
            case Function::start_of:
            case Function::end_of: return boundary(index);
            case Function::window_start:
            case Function::window_end: return window_beside(index);
        }
    }

    void extreme(NodeIndex index, bool maximum) {
        const std::vector<NodeIndex>& arguments = node(index).children;
        for (const NodeIndex argument : arguments) {
            visit(argument);
            as_number(argument);
        }
        Checked whole = checked(arguments[0]);
        const Kind kind = whole.type.kind;
        if (kind != Kind::number && kind != Kind::date && kind != Kind::instant) {
            fail(arguments[0], fmt::format("expected a number, a date or an instant, found {}", describe(whole.type)));
        }
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            const Checked& c = checked(arguments[i]);
            if (!comparable(whole.type, c.type)) {
                fail(arguments[i], fmt::format("expected {}, found {}", describe(whole.type), describe(c.type)));
            }
            whole.type.ratio = whole.type.ratio || c.type.ratio;
            whole.signs = extreme_signs(whole.signs, c.signs, maximum);
            whole.trend = both(whole.trend, c.trend);
            whole.constant = whole.constant && c.constant;
        }
        set(index, whole.type, whole.signs, whole.trend, whole.constant);
    }

    static Signs extreme_signs(Signs a, Signs b, bool maximum) {
        if (!maximum) return -extreme_signs(-a, -b, true);
        Signs out = a | b;
        out.negative = a.negative && b.negative;
        const bool never_zero = (!a.zero && !a.negative) || (!b.zero && !b.negative);
        if (never_zero) out.zero = false;
        return out;
    }

    void absolute(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        visit_number(inner);
        const Checked& c = checked(inner);
        const Trend trend = !c.signs.negative ? c.trend : c.trend == Trend::constant ? c.trend : Trend::unknown;
        set(index, c.type, {false, c.signs.zero, c.signs.positive || c.signs.negative}, trend, c.constant);
    }

    void to_step(NodeIndex index, bool with_step) {
        const Node& n = node(index);
        visit_number(n.children[0]);
        const Checked value = checked(n.children[0]);
        bool constant = value.constant;
        if (with_step) {
            visit_number(n.children[1]);
            const Checked& step = checked(n.children[1]);
            if (!comparable(value.type, step.type)) {
                fail(n.children[1], fmt::format("{} is rounded to a step of its own kind, not to {}", describe(value.type),
                                                describe(step.type)));
            }
            if (step.signs.zero || step.signs.negative) fail(n.children[1], "the step must be above zero");
            if (step.trend != Trend::constant) fail(n.children[1], "the step must not depend on what is measured");
            constant = constant && step.constant;
        } else if (!value.type.is_number(plain)) {
            fail(n.children[0], fmt::format("{} needs a step: {}(x, step)", describe(value.type), n.slice));
        }
        Signs signs = value.signs;
        signs.zero = true;
        set(index, value.type, signs, value.trend, constant);
    }

    void rounding(NodeIndex index) {
        to_step(index, true);
        const NodeIndex mode = node(index).children[2];
        const Node& n = node(mode);
        if (n.kind != NodeKind::name || !exact::rounding_mode(n.slice)) {
            fail(mode, fmt::format("expected a rounding mode: {}{}", fmt::join(exact::rounding_mode_names(), ", "),
                                   n.kind == NodeKind::name ? did_you_mean(n.slice, exact::rounding_mode_names()) : ""));
        }
    }

    void date_of(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        visit(inner);
        const Checked& c = checked(inner);
        if (c.type.kind != Kind::instant) fail(inner, fmt::format("expected an instant, found {}", describe(c.type)));
        set(index, simple_type(Kind::date), {}, c.trend, c.constant);
    }

    // Of the stretch of the calendar that holds a date or an instant: a value of the same kind.
    void boundary(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        const NodeIndex stretch = node(index).children[1];
        visit(inner);
        const Checked& c = checked(inner);
        if (c.type.kind != Kind::date && c.type.kind != Kind::instant)
            fail(inner, fmt::format("expected a date or an instant, found {}", describe(c.type)));
        const Node& n = node(stretch);
        if (n.kind != NodeKind::name || !civil_kind(n.slice)) {
            constexpr std::array<std::string_view, 4> known = {"day", "calendar_month", "quarter", "calendar_year"};
            fail(stretch, fmt::format("expected a stretch of the calendar: {}{}", fmt::join(known, ", "),
                                      n.kind == NodeKind::name ? did_you_mean(n.slice, known) : ""));
        }
        set(index, c.type, {}, c.trend, c.constant);
    }

    void opening_time(NodeIndex index) {
        bool constant = true;
        Trend trend = Trend::constant;
        for (const NodeIndex argument : node(index).children) {
            visit(argument);
            const Checked& c = checked(argument);
            if (c.type.kind != Kind::instant) fail(argument, fmt::format("expected an instant, found {}", describe(c.type)));
            constant = constant && c.constant;
            trend = condition_trend(trend, c.trend);
        }
        if (!visible_.opening) fail(index, std::string(no_opening_hours));
        set(index, number_type(elapsed), {}, trend, constant);
    }

    void window_beside(NodeIndex index) {
        const Node& n = node(index);
        const std::optional<std::int64_t> many = whole_literal(syntax_, n.children[0]);
        if (!many || *many == 0 || *many > windows_beside_max || *many < -windows_beside_max) {
            fail(n.children[0],
                 fmt::format("expected how many windows later, or before where negative: a whole number from -{0} to "
                             "{0}, and not 0, as in {1}",
                             windows_beside_max, find_function(n.slice)->usage));
        }
        if (!visible_.window) fail(index, "there is no window here");
        if (!visible_.neighbours)
            fail(index,
                 "windows over incident, ticket, periods or term, and spans of caps, have no neighbours: add a span to "
                 "window.end");
        set(index, simple_type(Kind::instant), {}, Trend::constant, false);
    }

    void day_count(NodeIndex index) {
        bool constant = true;
        for (const NodeIndex argument : node(index).children) {
            visit(argument);
            const Kind kind = checked(argument).type.kind;
            if (kind != Kind::date && kind != Kind::instant) {
                fail(argument, fmt::format("expected a date or an instant, found {}", describe(checked(argument).type)));
            }
            constant = constant && checked(argument).constant;
        }
        set(index, number_type(plain), {}, Trend::unknown, constant);
    }

    // --- conditions -----------------------------------------------------------------------------------------------

    static Trend condition_trend(Trend a, Trend b) {
        return a == Trend::constant && b == Trend::constant ? Trend::constant : Trend::unknown;
    }

    // A bare word beside a text or a token is a value of it. Beside a text nothing of that name may be visible; of a
    // token's set it is one in any case.
    void visit_beside(NodeIndex index, const Type& other) {
        if (!is_word_of(index, other)) return visit(index);
        // A word stays one, also where a condition is put among names that came after it.
        syntax_.nodes[index].kind = NodeKind::text;
    }

    [[gnu::noinline]] bool is_word_of(NodeIndex index, const Type& other) {
        const Node& n = node(index);
        if (n.kind == NodeKind::name) {
            const VisibleName* named = visible_.name(n.slice);
            if (other.kind == Kind::token && (named == nullptr || is_token(other, n.slice))) {
                leaf(index, check_token(n, other, n.slice));
                return true;
            }
            if (other.kind == Kind::text && named != nullptr) refuse_word_or_name(n, *named);
            if (other.kind == Kind::text) {
                leaf(index, check_text(n.slice));
                return true;
            }
        }
        if (n.kind != NodeKind::text || other.kind != Kind::token) return false;
        leaf(index, check_token(n, other, n.slice));
        return true;
    }

    // A text beside one whose words the rules list is one of them.
    void check_listed(NodeIndex index, const Type& other) const {
        const Checked& c = out_.nodes[index];
        const bool listed = other.kind == Kind::text && !other.tokens.empty();
        if (!listed || c.type.kind != Kind::text || c.meaning != Checked::Meaning::value) return;
        if (!is_token(other, c.constant_value.text)) refuse_token(node(index), other, c.constant_value.text);
    }

    void comparison(NodeIndex index) {
        const Node& n = node(index);
        const NodeIndex left = n.children[0];
        const NodeIndex right = n.children[1];
        visit(left);
        visit_beside(right, checked(left).type);
        if (checked(left).type.kind == Kind::number || checked(right).type.kind == Kind::number) {
            as_number(left);
            as_number(right);
        }
        const Checked& a = checked(left);
        const Checked& b = checked(right);
        if (!comparable(a.type, b.type)) mismatch(index, a.type, b.type);
        check_listed(right, a.type);
        check_listed(left, b.type);
        const bool ordered = a.type.kind == Kind::number || a.type.kind == Kind::date || a.type.kind == Kind::instant;
        const bool equality = n.kind == NodeKind::is || n.kind == NodeKind::is_not;
        refuse_span(index, a.type);
        if (!ordered && !equality)
            fail(index, fmt::format("{} has no order: only is, is not and one of make sense", describe(a.type)));
        set(index, simple_type(Kind::flag), {}, condition_trend(a.trend, b.trend), a.constant && b.constant);
    }

    // Neither has an order, nor is it said which of two are equal.
    void refuse_span(NodeIndex index, const Type& type) const {
        if (type.kind == Kind::opening_span) fail(index, "spans of opening hours can't be compared: compare opening_time(...)");
        if (type.kind == Kind::span) fail(index, "calendar spans can't be compared: months differ in length");
    }

    [[noreturn]] void mismatch(NodeIndex index, const Type& a, const Type& b) const {
        if ((b.kind == Kind::span && a.is_number(elapsed)) || (a.kind == Kind::span && b.is_number(elapsed))) {
            fail(index, "a calendar span can't be compared with elapsed time: write it in hours, or add it to a date");
        }
        if ((a.kind == Kind::instant && b.kind == Kind::date) || (a.kind == Kind::date && b.kind == Kind::instant)) {
            fail(index, fmt::format("{} and {} can't be compared: use date(...)", describe(a), describe(b)));
        }
        fail(index, fmt::format("{} and {} can't be compared", describe(a), describe(b)));
    }

    void one_of(NodeIndex index) {
        const std::vector<NodeIndex>& children = node(index).children;
        visit(children[0]);
        const Checked first = checked(children[0]);
        refuse_span(children[0], first.type);
        bool constant = first.constant;
        for (std::size_t i = 1; i < children.size(); ++i) {
            visit_beside(children[i], first.type);
            as_number(children[i]);
            if (!comparable(first.type, checked(children[i]).type)) mismatch(children[i], first.type, checked(children[i]).type);
            check_listed(children[i], first.type);
            check_listed(children[0], checked(children[i]).type);
            constant = constant && checked(children[i]).constant;
        }
        set(index, simple_type(Kind::flag), {}, condition_trend(first.trend, Trend::constant), constant);
    }

    void known(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        const Node& n = node(inner);
        if (n.kind == NodeKind::name && n.slice == "claim" && visible_.record("claim") != nullptr) {
            checked(inner).role = Role::claim;
            checked(inner).record = facts::Record::claim;
            checked(inner).meaning = Checked::Meaning::operation;
            return set(index, simple_type(Kind::flag), {}, Trend::constant, false);
        }
        if (n.kind != NodeKind::field) fail(inner, "only of a field can be asked whether it is known");
        visit(inner);
        const Checked& c = checked(inner);
        if (c.meaning != Checked::Meaning::field && c.meaning != Checked::Meaning::additional) {
            fail(inner, fmt::format("{}.{} is not given by a case: only of a given fact can be asked whether it is known",
                                    n.slice, n.member));
        }
        set(index, simple_type(Kind::flag), {}, Trend::constant, false);
    }

    void visit_flag(NodeIndex index) {
        visit(index);
        if (checked(index).type.kind != Kind::flag) {
            fail(index, fmt::format("expected a condition, found {}", describe(checked(index).type)));
        }
    }

    void logic(NodeIndex index) {
        bool constant = true;
        Trend trend = Trend::constant;
        for (const NodeIndex child : node(index).children) {
            visit_flag(child);
            constant = constant && checked(child).constant;
            trend = condition_trend(trend, checked(child).trend);
        }
        set(index, simple_type(Kind::flag), {}, trend, constant);
    }

    void choice(NodeIndex index) {
        const std::vector<NodeIndex>& children = node(index).children;
        visit_flag(children[0]);
        visit(children[1]);
        visit_beside(children[2], checked(children[1]).type);
        if (checked(children[1]).type.kind == Kind::number || checked(children[2]).type.kind == Kind::number) {
            as_number(children[1]);
            as_number(children[2]);
        }
        const Checked& condition = checked(children[0]);
        const Checked& a = checked(children[1]);
        const Checked& b = checked(children[2]);
        if (!comparable(a.type, b.type)) {
            fail(children[2], fmt::format("'then' gives {}, but 'else' gives {}", describe(a.type), describe(b.type)));
        }
        Type type = a.type;
        type.ratio = a.type.ratio || b.type.ratio;
        if (type.kind == Kind::text && a.type.tokens != b.type.tokens) type.tokens = {};
        type.working_days = a.type.working_days || b.type.working_days;
        const Trend trend = condition.trend == Trend::constant ? both(a.trend, b.trend) : Trend::unknown;
        const bool days = a.days && b.days;
        set(index, type, a.signs | b.signs, trend, condition.constant && a.constant && b.constant);
        checked(index).days = days;
    }

    Syntax& syntax_;
    const Visible& visible_;
    CheckedFormula out_;
    std::vector<bool> visited_;
    std::vector<NodeIndex> chain_;  // operators whose left operand is being visited
    const std::size_t parsed_ = syntax_.nodes.size();
    std::size_t depth_ = 0;
};

}  // namespace

CheckedFormula check(Syntax& syntax, const Visible& visible, bool number_wanted) {
    return Checker(syntax, visible).run(number_wanted);
}

}  // namespace redress::formula
