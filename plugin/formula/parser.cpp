#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "exact/literal.h"
#include "formula/syntax.h"
#include "input_limits.h"

namespace redress::formula {

namespace {

constexpr std::array<std::string_view, 12> operator_words = {"if", "then",  "else",  "or", "and", "not",
                                                             "is", "below", "above", "at", "one", "of"};

bool is_operator_word(std::string_view name) {
    return std::find(operator_words.begin(), operator_words.end(), name) != operator_words.end();
}

class Parser {
public:
    Parser(std::vector<Lexeme> lexemes, Syntax& out) : lexemes_(std::move(lexemes)), out_(out) {}

    void run() {
        if (at(Word::end)) throw FormulaError{0, "the formula is empty"};
        const NodeIndex root = formula();
        if (!at(Word::end)) fail("expected the end of the formula or an operator");
        out_.root_index = root;
    }

private:
    const Lexeme& current() const { return lexemes_[position_]; }
    bool at(Word word) const { return current().word == word; }
    bool at_name(std::string_view name) const { return at(Word::name) && current().slice == name; }
    bool next_is_name(std::string_view name) const {
        const Lexeme& next = lexemes_[position_ + (at(Word::end) ? 0 : 1)];
        return next.word == Word::name && next.slice == name;
    }
    bool take(Word word) {
        if (!at(word)) return false;
        ++position_;
        return true;
    }
    bool take_name(std::string_view name) {
        if (!at_name(name)) return false;
        ++position_;
        return true;
    }
    [[noreturn]] void fail(std::string_view expected) const {
        const Lexeme& found = current();
        if (found.word == Word::end) throw FormulaError{found.offset, fmt::format("the formula ends here: {}", expected)};
        throw FormulaError{found.offset, fmt::format("found '{}': {}", found.slice, expected)};
    }
    void expect(Word word, std::string_view expected) {
        if (!take(word)) fail(expected);
    }
    void expect_name(std::string_view name, std::string_view expected) {
        if (!take_name(name)) fail(expected);
    }

    NodeIndex make(NodeKind kind, std::size_t offset, std::vector<NodeIndex> children = {}) {
        if (out_.nodes.size() >= limits::expression_nodes_max) {
            throw FormulaError{offset, fmt::format("the formula has more than {} parts", limits::expression_nodes_max)};
        }
        Node node;
        node.kind = kind;
        node.offset = offset;
        node.children = std::move(children);
        out_.nodes.push_back(std::move(node));
        return static_cast<NodeIndex>(out_.nodes.size() - 1);
    }

    struct Deeper {
        explicit Deeper(Parser& p) : parser(p) {
            if (++parser.depth_ > limits::expression_depth_max) {
                throw FormulaError{parser.current().offset,
                                   fmt::format("the formula is nested more than {} deep", limits::expression_depth_max)};
            }
        }
        ~Deeper() { --parser.depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        Parser& parser;
    };

    NodeIndex formula() {
        const Deeper deeper(*this);
        const std::size_t offset = current().offset;
        if (!take_name("if")) return either();
        const NodeIndex condition = formula();
        expect_name("then", "expected 'then' after the condition of 'if'");
        const NodeIndex yes = formula();
        expect_name("else", "expected 'else': every 'if' says what holds otherwise");
        const NodeIndex no = formula();
        return make(NodeKind::if_, offset, {condition, yes, no});
    }

    NodeIndex either() {
        NodeIndex left = all();
        while (at_name("or")) {
            const std::size_t offset = current().offset;
            ++position_;
            const NodeIndex right = all();
            left = make(NodeKind::or_, offset, {left, right});
        }
        return left;
    }

    NodeIndex all() {
        NodeIndex left = negation();
        while (at_name("and")) {
            const std::size_t offset = current().offset;
            ++position_;
            const NodeIndex right = negation();
            left = make(NodeKind::and_, offset, {left, right});
        }
        return left;
    }

    NodeIndex negation() {
        const Deeper deeper(*this);
        const std::size_t offset = current().offset;
        if (!take_name("not")) return comparison();
        const NodeIndex inner = negation();
        return make(NodeKind::not_, offset, {inner});
    }

    NodeIndex comparison() {
        const NodeIndex left = sum();
        const std::size_t offset = current().offset;
        if (take_name("is")) return after_is(left, offset);
        if (at_name("not") && next_is_name("one")) {
            ++position_;
            const NodeIndex inner = list_membership(left, offset);
            return make(NodeKind::not_, offset, {inner});
        }
        if (at_name("one")) return list_membership(left, offset);
        if (take_name("below")) return binary(NodeKind::below, offset, left);
        if (take_name("above")) return binary(NodeKind::above, offset, left);
        if (take_name("at")) {
            if (take_name("least")) return binary(NodeKind::at_least, offset, left);
            if (take_name("most")) return binary(NodeKind::at_most, offset, left);
            fail("expected 'least' or 'most' after 'at'");
        }
        return left;
    }

    NodeIndex after_is(NodeIndex left, std::size_t offset) {
        if (take_name("known")) return make(NodeKind::known, offset, {left});
        if (take_name("unknown")) {
            const NodeIndex known = make(NodeKind::known, offset, {left});
            return make(NodeKind::not_, offset, {known});
        }
        if (take_name("not")) return binary(NodeKind::is_not, offset, left);
        return binary(NodeKind::is, offset, left);
    }

    NodeIndex binary(NodeKind kind, std::size_t offset, NodeIndex left) {
        const NodeIndex right = sum();
        return make(kind, offset, {left, right});
    }

    NodeIndex list_membership(NodeIndex left, std::size_t offset) {
        expect_name("one", "expected 'one of'");
        expect_name("of", "expected 'of' after 'one'");
        expect(Word::open, "expected '(' before the list of 'one of'");
        std::vector<NodeIndex> children{left};
        do {
            children.push_back(sum());
        } while (take(Word::comma));
        expect(Word::close, "expected ',' or ')' in the list of 'one of'");
        return make(NodeKind::one_of, offset, std::move(children));
    }

    NodeIndex sum() {
        NodeIndex left = product();
        while (at(Word::plus) || at(Word::minus)) {
            const NodeKind kind = at(Word::plus) ? NodeKind::add : NodeKind::subtract;
            const std::size_t offset = current().offset;
            ++position_;
            const NodeIndex right = product();
            left = make(kind, offset, {left, right});
        }
        return left;
    }

    NodeIndex product() {
        NodeIndex left = unary();
        while (at(Word::star) || at(Word::slash)) {
            const NodeKind kind = at(Word::star) ? NodeKind::multiply : NodeKind::divide;
            const std::size_t offset = current().offset;
            ++position_;
            const NodeIndex right = unary();
            left = make(kind, offset, {left, right});
        }
        return left;
    }

    NodeIndex unary() {
        const Deeper deeper(*this);
        const std::size_t offset = current().offset;
        if (!take(Word::minus)) return primary();
        const NodeIndex inner = unary();
        return make(NodeKind::negate, offset, {inner});
    }

    NodeIndex primary() {
        const Lexeme lexeme = current();
        switch (lexeme.word) {
            case Word::number: return number();
            case Word::text: {
                ++position_;
                const NodeIndex index = make(NodeKind::text, lexeme.offset);
                out_.nodes[index].slice = lexeme.slice;
                return index;
            }
            case Word::name: return named();
            case Word::open: return parenthesised();
            default: fail("expected a number, a name, a text or '('");
        }
    }

    NodeIndex number() {
        const Lexeme lexeme = current();
        ++position_;
        const exact::Literal literal = exact::parse_decimal(lexeme.slice);
        if (literal.fault != exact::LiteralFault::none) {
            throw FormulaError{lexeme.offset,
                               fmt::format("'{}' is not a number: it {}", lexeme.slice, exact::describe(literal.fault))};
        }
        const NodeIndex index = make(NodeKind::number, lexeme.offset);
        out_.nodes[index].value = literal.value;
        if (at(Word::percent)) {
            out_.nodes[index].unit = current().slice;
            ++position_;
        } else if (at(Word::name) && !is_operator_word(current().slice)) {
            out_.nodes[index].unit = unit();
        }
        return index;
    }

    std::string_view unit() {
        const std::string_view first = current().slice;
        ++position_;
        if (first == "working") {
            if (!at_name("day") && !at_name("days")) fail("expected 'days' after 'working'");
        } else if (first == "opening") {
            if (!at_name("hour") && !at_name("hours") && !at_name("minute") && !at_name("minutes"))
                fail("expected 'hours' or 'minutes' after 'opening'");
        } else if (!at(Word::name) || is_operator_word(current().slice)) {
            return first;
        }
        // A name behind another one can only be a unit of two words, of which the first may be misspelt.
        const std::string_view second = current().slice;
        ++position_;
        return {first.data(), static_cast<std::size_t>(second.data() + second.size() - first.data())};
    }

    NodeIndex named() {
        const Lexeme lexeme = current();
        if (is_operator_word(lexeme.slice)) fail("expected a number, a name, a text or '('");
        ++position_;
        if (at(Word::open)) return call(lexeme);
        if (!take(Word::dot)) {
            const NodeIndex index = make(NodeKind::name, lexeme.offset);
            out_.nodes[index].slice = lexeme.slice;
            return index;
        }
        if (!at(Word::name)) fail("expected the name of a field after '.'");
        const NodeIndex index = make(NodeKind::field, lexeme.offset);
        out_.nodes[index].slice = lexeme.slice;
        out_.nodes[index].member = current().slice;
        ++position_;
        return index;
    }

    NodeIndex call(const Lexeme& name) {
        ++position_;
        std::vector<NodeIndex> arguments;
        if (!at(Word::close)) {
            do {
                arguments.push_back(formula());
            } while (take(Word::comma));
        }
        expect(Word::close, "expected ',' or ')' after an argument");
        const NodeIndex index = make(NodeKind::call, name.offset, std::move(arguments));
        out_.nodes[index].slice = name.slice;
        return index;
    }

    NodeIndex parenthesised() {
        ++position_;
        const NodeIndex inner = formula();
        if (at_name("else")) {
            if (out_.nodes[inner].kind != NodeKind::divide) {
                throw FormulaError{current().offset, "'else' belongs to 'if' or to a division: (a / b else c)"};
            }
            ++position_;
            const NodeIndex otherwise = formula();
            expect(Word::close, "expected ')'");
            const std::vector<NodeIndex> parts = out_.nodes[inner].children;
            return make(NodeKind::divide_or_else, out_.nodes[inner].offset, {parts[0], parts[1], otherwise});
        }
        expect(Word::close, "expected ')' or an operator");
        return inner;
    }

    std::vector<Lexeme> lexemes_;
    Syntax& out_;
    std::size_t position_ = 0;
    std::size_t depth_ = 0;
};

std::string_view operator_name(NodeKind kind) {
    switch (kind) {
        case NodeKind::negate: return "negate";
        case NodeKind::add: return "add";
        case NodeKind::subtract: return "subtract";
        case NodeKind::multiply: return "multiply";
        case NodeKind::divide: return "divide";
        case NodeKind::divide_or_else: return "divide_or_else";
        case NodeKind::is: return "is";
        case NodeKind::is_not: return "is_not";
        case NodeKind::below: return "below";
        case NodeKind::above: return "above";
        case NodeKind::at_least: return "at_least";
        case NodeKind::at_most: return "at_most";
        case NodeKind::one_of: return "one_of";
        case NodeKind::known: return "known";
        case NodeKind::not_: return "not";
        case NodeKind::and_: return "and";
        case NodeKind::or_: return "or";
        case NodeKind::if_: return "if";
        default: return "";
    }
}

void dump_node(const Syntax& syntax, const Node& node, std::string& out) {
    switch (node.kind) {
        case NodeKind::number:
            exact::append_decimal(out, node.value);
            if (!node.unit.empty() && node.unit != "%") out += ' ';
            out += node.unit;
            return;
        case NodeKind::text: out += fmt::format("'{}'", node.slice); return;
        case NodeKind::name: out += node.slice; return;
        case NodeKind::field: out += fmt::format("{}.{}", node.slice, node.member); return;
        default: break;
    }
    out += '(';
    out += node.kind == NodeKind::call ? node.slice : operator_name(node.kind);
    for (const NodeIndex child : node.children) {
        out += ' ';
        dump_node(syntax, syntax.node(child), out);
    }
    out += ')';
}

}  // namespace

bool chains(NodeKind kind) {
    switch (kind) {
        case NodeKind::add:
        case NodeKind::subtract:
        case NodeKind::multiply:
        case NodeKind::divide:
        case NodeKind::and_:
        case NodeKind::or_: return true;
        default: return false;
    }
}

Syntax parse(std::string_view source) {
    Syntax out;
    out.source = std::make_shared<const std::string>(source);
    Parser(lex(*out.source), out).run();
    return out;
}

std::string dump(const Syntax& syntax) {
    std::string out;
    dump_node(syntax, syntax.root(), out);
    return out;
}

std::optional<std::int64_t> whole_literal(const Syntax& syntax, NodeIndex index) {
    const Node& n = syntax.node(index);
    const bool negative = n.kind == NodeKind::negate;
    const Node& number = negative ? syntax.child(n, 0) : n;
    if (number.kind != NodeKind::number || !number.unit.empty() || !number.value.is_integer()) return std::nullopt;
    return negative ? -number.value.numerator() : number.value.numerator();
}

}  // namespace redress::formula
