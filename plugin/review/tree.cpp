#include "review/tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "exact/literal.h"
#include "input_limits.h"

namespace redress::review {

namespace {

constexpr std::size_t key_bytes_max = 200;

std::string own_key(const formula::Node& node) {
    std::string number;
    if (node.kind == NodeKind::number) exact::append_decimal(number, node.value);
    return fmt::format("{}:{}{}{}{}{}", static_cast<int>(node.kind), number, node.unit, node.slice,
                       node.member.empty() ? "" : ".", node.member);
}

std::string key_of(const Tree& tree, const formula::Node& node) {
    if (node.kind == NodeKind::name || node.kind == NodeKind::text) return std::string(node.slice);
    if (node.kind == NodeKind::field) return fmt::format("{}.{}", node.slice, node.member);
    std::string out = own_key(node);
    for (const NodeIndex child : node.children) {
        if (tree.keys[child].empty() || out.size() + tree.keys[child].size() > key_bytes_max) return {};
        out += "(" + tree.keys[child] + ")";
    }
    return out;
}

std::size_t end_of(const Tree& tree, const formula::Node& node) {
    const std::string_view source = *tree.syntax.source;
    const auto after = [&](std::string_view slice) {
        return slice.empty() ? node.offset : static_cast<std::size_t>(slice.data() + slice.size() - source.data());
    };
    std::size_t end = std::max({after(node.slice), after(node.member), after(node.unit)});
    if (node.kind == NodeKind::text) ++end;  // its quote, where it has one
    if (node.kind == NodeKind::number && node.unit.empty()) {
        end = node.offset;
        while (end < source.size() && ((source[end] >= '0' && source[end] <= '9') || source[end] == '.')) ++end;
    }
    return std::min(end, source.size());
}

}  // namespace

Position Tree::position(NodeIndex index) const {
    Position out = formula->position;
    const std::string_view before = std::string_view(*syntax.source).substr(0, begins[index]);
    for (const char c : before) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++out.column;
    }
    return out;
}

std::string Tree::text(NodeIndex index) const {
    std::string out(syntax.source->substr(begins[index], ends[index] - begins[index]));
    const auto open = std::count(out.begin(), out.end(), '(') - std::count(out.begin(), out.end(), ')');
    if (open > 0) out.append(static_cast<std::size_t>(open), ')');
    return out;
}

// A node stands after its children in the list, so one pass is enough.
const Tree& Trees::of(const formula::Formula& formula) {
    const auto [found, added] = trees_.try_emplace(&formula);
    Tree& tree = found->second;
    if (!added) return tree;
    tree.formula = &formula;
    tree.syntax = formula::parse(formula.source());
    std::vector<std::size_t> depths;
    for (const formula::Node& node : tree.syntax.nodes) {
        std::size_t begin = node.offset;
        std::size_t end = end_of(tree, node);
        std::size_t depth = 0;
        for (const NodeIndex child : node.children) {
            begin = std::min(begin, tree.begins[child]);
            end = std::max(end, tree.ends[child]);
            depth = std::max(depth, depths[child] + 1);
        }
        tree.too_deep = tree.too_deep || depth > 2 * limits::expression_depth_max;
        tree.keys.push_back(key_of(tree, node));
        tree.begins.push_back(begin);
        tree.ends.push_back(end);
        depths.push_back(depth);
    }
    return tree;
}

}  // namespace redress::review
