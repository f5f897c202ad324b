#include "formula/compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "formula/functions.h"

namespace redress::formula {

Storage storage_of(const Type& type) {
    switch (type.kind) {
        case Kind::number: return Storage::number;
        case Kind::text: return Storage::text;
        case Kind::span:
        case Kind::opening_span: return Storage::span;
        case Kind::flag:
        case Kind::token:
        case Kind::instant:
        case Kind::date: return Storage::scalar;
    }
    return Storage::scalar;
}

Storage storage_of(facts::FieldType type) { return storage_of(type_of(type, {})); }

namespace {

using Register = std::uint16_t;

class Compiler {
public:
    explicit Compiler(const CheckedFormula& formula) : checked_(formula), syntax_(*formula.syntax) {}

    Formula run(Position position) {
        const Checked& root = checked_.nodes[syntax_.root_index];
        out_.type = root.type;
        out_.signs = root.signs;
        out_.trend = root.trend;
        out_.constant = root.constant;
        out_.needs_level = checked_.needs_level;
        out_.text = syntax_.source;
        out_.position = position;
        emit_node(syntax_.root_index, 0);
        return std::move(out_);
    }

private:
    const Node& node(NodeIndex index) const { return syntax_.nodes[index]; }
    const Checked& checked(NodeIndex index) const { return checked_.nodes[index]; }

    std::size_t emit(Op op, Register target, std::uint16_t left = 0, std::uint16_t right = 0, std::uint8_t detail = 0) {
        Instruction instruction;
        instruction.op = op;
        instruction.target = target;
        instruction.left = left;
        instruction.right = right;
        instruction.detail = detail;
        out_.code.push_back(instruction);
        out_.cells = std::max({out_.cells, static_cast<Register>(target + 1)});
        return out_.code.size() - 1;
    }

    static Register next(Register target) { return static_cast<Register>(target + 1); }

    // Jumps always go forward: to the next instruction that will be emitted.
    void land(std::size_t jump) { out_.code[jump].left = static_cast<std::uint16_t>(out_.code.size()); }

    // The operands of a chain from the first on: each finds its left one in `target`.
    void emit_node(NodeIndex index, Register target) {
        if (index == in_target_) {
            in_target_ = nothing;
            return;
        }
        const std::size_t first = chain_.size();
        while (checked(index).meaning == Checked::Meaning::operation && chains(node(index).kind)) {
            chain_.push_back(index);
            index = node(index).children[0];
        }
        // A constant at the start of a chain is left to its operator, which reads it in place.
        if (chain_.size() == first || !is_constant(index)) emit_one(index, target);
        while (chain_.size() > first) {
            in_target_ = is_constant(index) ? nothing : index;
            index = chain_.back();
            chain_.pop_back();
            emit_one(index, target);
        }
    }

    bool is_constant(NodeIndex index) const { return checked(index).meaning == Checked::Meaning::value; }

    Register constant(const facts::Fact& value, Storage storage) {
        put(storage, value, out_.constants.emplace_back());
        return static_cast<Register>(constant_register + out_.constants.size() - 1);
    }

    // The register where an instruction finds the operand: `target`, unless it is a constant.
    Register operand(NodeIndex index, Register target) {
        const Checked& c = checked(index);
        if (is_constant(index)) return constant(c.constant_value, storage_of(c.type));
        emit_node(index, target);
        return target;
    }

    void emit_one(NodeIndex index, Register target) {
        const Checked& c = checked(index);
        if (c.meaning != Checked::Meaning::operation) return leaf(c, target);
        const Node& n = node(index);
        switch (n.kind) {
            case NodeKind::call: return call(index, target);
            case NodeKind::negate: return unary(Op::negate, n, target);
            case NodeKind::not_: return unary(Op::not_, n, target);
            case NodeKind::add:
            case NodeKind::subtract: return sum(n, target);
            case NodeKind::multiply: return binary(Op::multiply, n, target);
            case NodeKind::divide: return binary(Op::divide, n, target);
            case NodeKind::divide_or_else: return divide_or_else(n, target);
            case NodeKind::is: return comparison(n, Relation::is, target);
            case NodeKind::is_not: return comparison(n, Relation::is_not, target);
            case NodeKind::below: return comparison(n, Relation::below, target);
            case NodeKind::above: return comparison(n, Relation::above, target);
            case NodeKind::at_least: return comparison(n, Relation::at_least, target);
            case NodeKind::at_most: return comparison(n, Relation::at_most, target);
            case NodeKind::one_of: return one_of(n, target);
            case NodeKind::known: return known(n, target);
            case NodeKind::and_: return shortcut(Op::jump_unless, n, target);
            case NodeKind::or_: return shortcut(Op::jump_if, n, target);
            case NodeKind::if_: return choice(n, target);
            case NodeKind::number:
            case NodeKind::text:
            case NodeKind::name:
            case NodeKind::field: return;  // leaves have a meaning of their own
        }
    }

    void leaf(const Checked& c, Register target) {
        const auto storage = static_cast<std::uint8_t>(storage_of(c.type));
        std::uint16_t index = c.index;
        Op op = Op::constant;
        switch (c.meaning) {
            case Checked::Meaning::operation: return;
            case Checked::Meaning::value: index = constant(c.constant_value, storage_of(c.type)); break;
            case Checked::Meaning::field: op = Op::fact; break;
            case Checked::Meaning::additional: op = Op::additional; break;
            case Checked::Meaning::derived: op = Op::derived; break;
            case Checked::Meaning::parameter: op = Op::level; break;
            case Checked::Meaning::name: op = Op::name; break;
        }
        const std::size_t at = emit(op, target, index, 0, storage);
        out_.code[at].role = c.role;
        out_.code[at].record = c.record;
    }

    void unary(Op op, const Node& n, Register target) { emit(op, target, operand(n.children[0], target)); }

    void binary(Op op, const Node& n, Register target, std::uint8_t detail = 0) {
        const Register left = operand(n.children[0], target);
        emit(op, target, left, operand(n.children[1], next(target)), detail);
    }

    void sum(const Node& n, Register target) {
        const bool add = n.kind == NodeKind::add;
        const Type& a = checked(n.children[0]).type;
        const Type& b = checked(n.children[1]).type;
        Op op = add ? Op::add : Op::subtract;
        if (b.kind == Kind::span || b.kind == Kind::opening_span) {
            if (a.kind == Kind::instant)
                op = add ? Op::instant_plus_span : Op::instant_minus_span;
            else
                op = add ? Op::date_plus_span : Op::date_minus_span;
        } else if (a.kind == Kind::instant) {
            if (b.kind == Kind::instant)
                op = Op::instants_difference;
            else
                op = add ? Op::instant_plus_seconds : Op::instant_minus_seconds;
        }
        binary(op, n, target);
    }

    void divide_or_else(const Node& n, Register target) {
        const Register left = operand(n.children[0], target);
        const Register right = operand(n.children[1], next(target));
        const std::size_t to_otherwise = emit(Op::jump_if_zero, target, 0, right);
        emit(Op::divide, target, left, right);
        const std::size_t to_end = emit(Op::jump, target);
        land(to_otherwise);
        emit_node(n.children[2], target);
        land(to_end);
    }

    static Op comparison_op(const Type& type) {
        switch (storage_of(type)) {
            case Storage::number: return Op::compare_numbers;
            case Storage::text: return Op::compare_texts;
            default: return Op::compare_scalars;
        }
    }

    void comparison(const Node& n, Relation relation, Register target) {
        const Checked& left = checked(n.children[0]);
        const Checked& right = checked(n.children[1]);
        if (left.meaning == Checked::Meaning::field && right.meaning == Checked::Meaning::value &&
            storage_of(left.type) == Storage::scalar) {
            return fact_comparison(left, right, relation, target);
        }
        binary(comparison_op(checked(n.children[0]).type), n, target, static_cast<std::uint8_t>(relation));
    }

    void fact_comparison(const Checked& field, const Checked& value, Relation relation, Register target) {
        const std::size_t at = emit(Op::compare_fact, target, field.index, constant(value.constant_value, Storage::scalar),
                                    static_cast<std::uint8_t>(relation));
        out_.code[at].role = field.role;
        out_.code[at].record = field.record;
    }

    void one_of(const Node& n, Register target) {
        const Op op = comparison_op(checked(n.children[0]).type);
        const Register value = operand(n.children[0], next(target));
        std::vector<std::size_t> found;
        for (std::size_t i = 1; i < n.children.size(); ++i) {
            const Register candidate = operand(n.children[i], next(next(target)));
            emit(op, target, value, candidate, static_cast<std::uint8_t>(Relation::is));
            found.push_back(emit(Op::jump_if, target, 0, target));
        }
        for (const std::size_t jump : found) land(jump);
    }

    void known(const Node& n, Register target) {
        const Checked& c = checked(n.children[0]);
        Op op = Op::known_role;
        if (c.meaning == Checked::Meaning::field) op = Op::known_fact;
        if (c.meaning == Checked::Meaning::additional) op = Op::known_additional;
        const std::size_t at = emit(op, target, c.index);
        out_.code[at].role = c.role;
        out_.code[at].record = c.record;
    }

    // The right side is not evaluated where the left one decides: `x is known and x above 3`.
    void shortcut(Op jump, const Node& n, Register target) {
        emit_node(n.children[0], target);
        const std::size_t decided = emit(jump, target, 0, target);
        emit_node(n.children[1], target);
        land(decided);
    }

    void choice(const Node& n, Register target) {
        emit_node(n.children[0], target);
        const std::size_t to_else = emit(Op::jump_unless, target, 0, target);
        emit_node(n.children[1], target);
        const std::size_t to_end = emit(Op::jump, target);
        land(to_else);
        emit_node(n.children[2], target);
        land(to_end);
    }

    void call(NodeIndex index, Register target) {
        const Node& n = node(index);
        const Function function = find_function(n.slice)->function;  // the checker let it through
        switch (function) {
            case Function::min:
            case Function::max: return extreme(n, function == Function::max, target);
            case Function::abs: return unary(Op::absolute, n, target);
            case Function::floor: return to_step(n, Op::floor, 0, target);
            case Function::ceil: return to_step(n, Op::ceil, 0, target);
            case Function::round:
                return to_step(n, Op::round, static_cast<std::uint8_t>(*exact::rounding_mode(node(n.children[2]).slice)), target);
            case Function::date: return unary(Op::date_of, n, target);
            case Function::days: return day_count(n, Op::days_between, target);
            case Function::working_days: return day_count(n, Op::working_days_between, target);
            case Function::opening_time: return binary(Op::opening_time_between, n, target);
            case Function::start_of: return boundary(n, Op::start_of, target);
            case Function::end_of: return boundary(n, Op::end_of, target);
            case Function::window_start: return window_beside(n, 0, target);
            case Function::window_end: return window_beside(n, 1, target);
        }
    }

    // Without a step it is 1.
    void to_step(const Node& n, Op op, std::uint8_t mode, Register target) {
        if (n.children.size() >= 2) return binary(op, n, target, mode);
        const Register left = operand(n.children[0], target);
        facts::Fact one;
        one.number = exact::Rational(1);
        emit(op, target, left, constant(one, Storage::number), mode);
    }

    void extreme(const Node& n, bool maximum, Register target) {
        const bool numbers = checked(n.children[0]).type.kind == Kind::number;
        const Op op = numbers ? (maximum ? Op::maximum : Op::minimum) : (maximum ? Op::scalar_maximum : Op::scalar_minimum);
        Register left = operand(n.children[0], target);
        for (std::size_t i = 1; i < n.children.size(); ++i) {
            emit(op, target, left, operand(n.children[i], next(target)));
            left = target;
        }
    }

    void boundary(const Node& n, Op op, Register target) {
        const bool of_date = checked(n.children[0]).type.kind == Kind::date;
        emit(op, target, operand(n.children[0], target), of_date ? 1 : 0,
             static_cast<std::uint8_t>(*civil_kind(node(n.children[1]).slice)));
    }

    void window_beside(const Node& n, std::uint8_t end, Register target) {
        const std::int64_t many = *whole_literal(syntax_, n.children[0]);
        emit(Op::window_beside, target, static_cast<std::uint16_t>(many + windows_beside_max), 0, end);
    }

    void day_count(const Node& n, Op op, Register target) {
        const Register from = date_argument(n.children[0], target);
        emit(op, target, from, date_argument(n.children[1], next(target)));
    }

    Register date_argument(NodeIndex index, Register target) {
        const Register argument = operand(index, target);
        if (checked(index).type.kind != Kind::instant) return argument;
        emit(Op::date_of, target, argument);
        return target;
    }

    const CheckedFormula& checked_;
    static constexpr NodeIndex nothing = UINT32_MAX;

    const Syntax& syntax_;
    Formula out_;
    NodeIndex in_target_ = nothing;  // the left operand that the next operator finds computed
    std::vector<NodeIndex> chain_;   // operators whose left operand is being computed
};

constexpr std::string_view op_names[] = {"constant",
                                         "fact",
                                         "additional",
                                         "derived",
                                         "level",
                                         "name",
                                         "known_fact",
                                         "known_additional",
                                         "known_role",
                                         "add",
                                         "subtract",
                                         "multiply",
                                         "divide",
                                         "negate",
                                         "absolute",
                                         "minimum",
                                         "maximum",
                                         "scalar_minimum",
                                         "scalar_maximum",
                                         "floor",
                                         "ceil",
                                         "round",
                                         "compare_numbers",
                                         "compare_scalars",
                                         "compare_texts",
                                         "compare_fact",
                                         "not",
                                         "jump",
                                         "jump_unless",
                                         "jump_if",
                                         "jump_if_zero",
                                         "instant_plus_seconds",
                                         "instant_minus_seconds",
                                         "instant_plus_span",
                                         "instant_minus_span",
                                         "date_plus_span",
                                         "date_minus_span",
                                         "instants_difference",
                                         "date_of",
                                         "start_of",
                                         "end_of",
                                         "window_beside",
                                         "days_between",
                                         "working_days_between",
                                         "opening_time_between"};

}  // namespace

Formula compile(const CheckedFormula& checked, Position position) { return Compiler(checked).run(position); }

Formula formula(std::string_view source, Position position, const Visible& visible, bool number_wanted) {
    Syntax syntax = parse(source);
    return formula(syntax, position, visible, number_wanted);
}

Formula formula(Syntax& syntax, Position position, const Visible& visible, bool number_wanted) {
    return compile(check(syntax, visible, number_wanted), position);
}

std::string dump(const Formula& formula) {
    const auto shown = [](Register at) {
        return at < constant_register ? fmt::to_string(at) : fmt::format("#{}", at - constant_register);
    };
    std::string out;
    for (const Instruction& i : formula.code) {
        out += fmt::format("{} {} {} {} {}\n", op_names[static_cast<std::size_t>(i.op)], i.target, shown(i.left), shown(i.right),
                           i.detail);
    }
    return out;
}

}  // namespace redress::formula
