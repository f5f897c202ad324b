// The syntax tree of a formula, and its parser.
//
//   formula    = "if" formula "then" formula "else" formula | or
//   or         = and { "or" and }
//   and        = not { "and" not }
//   not        = "not" not | comparison
//   comparison = sum [ relation sum | ["not"] "one" "of" "(" sum { "," sum } ")" | "is" ("known" | "unknown") ]
//   relation   = "is" ["not"] | "below" | "above" | "at" "least" | "at" "most"
//   sum        = product { ("+" | "-") product }
//   product    = unary { ("*" | "/") unary }
//   unary      = "-" unary | primary
//   primary    = number ["%" | unit] | text | name ["." name] | name "(" [formula {"," formula}] ")"
//              | "(" formula ["else" formula] ")"
//
// `(a / b else c)` is a division whose divisor may be zero: its value is then c.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exact/rational.h"
#include "formula/lexer.h"

namespace redress::formula {

enum class NodeKind : std::uint8_t {
    number,  // value, unit
    text,    // slice
    name,    // slice: a let, a measure, a ladder, or a bare token
    field,   // slice '.' member
    call,    // slice: the function; children: its arguments
    negate,
    add,
    subtract,
    multiply,
    divide,          // two children
    divide_or_else,  // three: dividend, divisor, value where the divisor is zero
    is,
    is_not,
    below,
    above,
    at_least,
    at_most,  // two children
    one_of,   // the value, then the list
    known,    // one child: a field
    not_,
    and_,
    or_,
    if_,  // condition, then, else
};

using NodeIndex = std::uint32_t;

struct Node {
    NodeKind kind = NodeKind::number;
    std::string_view slice;   // a name, a text, a function, a record
    std::string_view member;  // field: the field's name
    std::string_view unit;    // number: "", "%", "hours", "working days", "UAH", ... as written
    exact::Rational value;    // number, before its unit
    std::size_t offset = 0;   // of the first character, for errors
    std::vector<NodeIndex> children;
};

struct Syntax;
// A whole number that stands there as such, with or without a minus.
std::optional<std::int64_t> whole_literal(const Syntax&, NodeIndex);

// A parsed formula. Owns its source; slices point into it.
struct Syntax {
    std::shared_ptr<const std::string> source;
    std::deque<Node> nodes;  // grows while it is checked, where it names conditions; those that stand stay in place
    NodeIndex root_index = 0;

    const Node& root() const { return nodes[root_index]; }
    const Node& node(NodeIndex index) const { return nodes[index]; }
    const Node& child(const Node& node, std::size_t index) const { return nodes[node.children[index]]; }
};

// Whether a long chain of such operators leans to the left, each the first operand of the next: a + b - c. Its depth is
// that of its length, so whoever walks the tree takes it from its first operand on and not by recursion.
bool chains(NodeKind kind);

// Throws FormulaError. Bounded by expression_nodes_max and expression_depth_max.
Syntax parse(std::string_view source);

// For tests and for the curious: "(at_least (divide down window.length) 0.1%)".
std::string dump(const Syntax&);

}  // namespace redress::formula
