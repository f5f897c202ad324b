// The formulas of a pack as trees again, each parsed once.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "formula/program.h"
#include "formula/syntax.h"

namespace redress::review {

using formula::NodeIndex;
using formula::NodeKind;

struct Tree {
    const formula::Formula* formula = nullptr;
    formula::Syntax syntax;
    // Of each node: equal for expressions that are written alike, and empty for long ones.
    std::vector<std::string> keys;
    // Of each node: where it begins and ends in the source.
    std::vector<std::size_t> begins, ends;
    bool too_deep = false;  // for the functions that walk it by recursion

    NodeIndex root() const { return syntax.root_index; }
    const formula::Node& node(NodeIndex index) const { return syntax.node(index); }

    Position position(NodeIndex index) const;  // of its first character
    std::string text(NodeIndex index) const;   // as written, white space folded
};

class Trees {
public:
    const Tree& of(const formula::Formula&);

private:
    std::map<const formula::Formula*, Tree> trees_;
};

}  // namespace redress::review
