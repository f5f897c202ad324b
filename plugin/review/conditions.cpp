// Conditions that can't hold or can't fail, thresholds that nothing reaches, and ids that the SLA does not have.
#include <fmt/format.h>

#include <algorithm>

#include "review/checks.h"

namespace redress::review {

namespace {

using rules::Warning;

bool is_comparison(NodeKind kind) {
    return kind == NodeKind::is || kind == NodeKind::is_not || kind == NodeKind::below || kind == NodeKind::above ||
           kind == NodeKind::at_least || kind == NodeKind::at_most;
}

formula::Type type_by(const formula::Node& literal) {
    if (literal.unit == "%") return formula::number_type(formula::plain, true);
    if (literal.unit.empty() || literal.unit.size() == 3) return formula::number_type(formula::plain);
    return formula::number_type(formula::elapsed);
}

class Conditions {
public:
    explicit Conditions(Reviewed& reviewed) : reviewed_(reviewed) {}

    // `condition`: whether the node is asked for yes or no, and not a part of what is compared.
    void walk(const Tree& tree, NodeIndex index, Analysis& analysis, bool condition) {
        const formula::Node& n = tree.node(index);
        switch (n.kind) {
            case NodeKind::and_:
            case NodeKind::or_: {
                walk(tree, n.children[0], analysis, true);
                Analysis inner(analysis);
                inner.suppose(tree, n.children[0], n.kind == NodeKind::and_);
                return walk(tree, n.children[1], inner, true);
            }
            case NodeKind::not_: return walk(tree, n.children[0], analysis, true);
            case NodeKind::if_: {
                walk(tree, n.children[0], analysis, true);
                for (const bool holds : {true, false}) {
                    Analysis inner(analysis);
                    inner.suppose(tree, n.children[0], holds);
                    walk(tree, n.children[holds ? 1 : 2], inner, condition);
                }
                return;
            }
            case NodeKind::known: return judge(tree, index, analysis);
            case NodeKind::name:
            case NodeKind::field:
                if (condition) judge(tree, index, analysis);
                return;
            default: break;
        }
        if (is_comparison(n.kind) || n.kind == NodeKind::one_of) {
            judge(tree, index, analysis);
            check_ids(tree, index);
        }
        for (const NodeIndex child : n.children) walk(tree, child, analysis, false);
    }

private:
    void judge(const Tree& tree, NodeIndex index, Analysis& analysis) {
        const Value found = analysis.value(tree, index);
        if (!found.always() && !found.never()) return;
        Analysis plain = reviewed_.anywhere(analysis.guarantee());
        const Value alone = plain.value(tree, index);
        const bool by_itself = alone.always() || alone.never();
        const formula::Node& n = tree.node(index);
        const bool defined = n.kind == NodeKind::name && analysis.find(n.slice) != nullptr;
        if (by_itself && defined) return;  // what it is called for is told where it is defined
        if (by_itself && is_comparison(n.kind) && check_threshold(tree, index, plain)) return;
        const bool always = found.always();
        reviewed_.warn(always ? Warning::always_true : Warning::never_true, tree.position(index),
                       fmt::format("'{}' {} holds{}", tree.text(index), always ? "always" : "never",
                                   by_itself ? "" : ", given what is known where it is looked at"));
    }

    // A number beyond all that it is compared with can be.
    bool check_threshold(const Tree& tree, NodeIndex index, Analysis& analysis) {
        const formula::Node& n = tree.node(index);
        for (const std::size_t side : {std::size_t{1}, std::size_t{0}}) {
            const formula::Node& literal = tree.node(n.children[side]);
            if (literal.kind != NodeKind::number) continue;
            const Range range = analysis.value(tree, n.children[1 - side]).number;
            const Range threshold = analysis.value(tree, n.children[side]).number;
            if (!threshold.is_point() || range.is_point()) continue;
            Range closed = range;
            if (closed.low) closed.low->open = false;
            if (closed.high) closed.high->open = false;
            if (closed.empty() || closed.holds(threshold.low->value)) continue;
            formula::Type type = type_by(literal);
            std::string hint;
            const Range per_cent = closed * Range::point(exact::Number(100));
            if (literal.unit.empty() && per_cent.holds(threshold.low->value))
                hint = fmt::format("; {}% has a percent sign", tree.text(n.children[side]));
            reviewed_.warn(Warning::threshold_out_of_range, tree.position(n.children[side]),
                           fmt::format("'{}' is {}, and never reaches {}{}", tree.text(n.children[1 - side]),
                                       spelled(range, type), tree.text(n.children[side]), hint));
            return true;
        }
        return false;
    }

    void check_ids(const Tree& tree, NodeIndex index) {
        const formula::Node& n = tree.node(index);
        for (std::size_t i = 0; i < n.children.size(); ++i) {
            const formula::Node& asked = tree.node(n.children[i]);
            if (asked.kind != NodeKind::field || (n.kind == NodeKind::one_of && i > 0)) continue;
            for (std::size_t j = 0; j < n.children.size(); ++j) {
                if (j != i) check_id(tree, n.children[j], asked);
            }
        }
    }

    void check_id(const Tree& tree, NodeIndex index, const formula::Node& asked) {
        const rules::Pack& pack = reviewed_.pack();
        const formula::Node& word = tree.node(index);
        if (word.kind != NodeKind::text && word.kind != NodeKind::name) return;
        if (word.kind == NodeKind::name && reviewed_.anywhere(nullptr).find(word.slice) != nullptr) return;
        std::vector<std::string_view> ids;
        const bool level = asked.slice == "subscription" && asked.member == "level";
        const bool guarantee = (asked.slice == "claim" || asked.slice == "credit") && asked.member == "guarantee";
        if (level) {
            for (const formula::Level& l : pack.levels) ids.push_back(l.id);
        } else if (guarantee) {
            for (const rules::Guarantee& g : pack.guarantees) ids.push_back(g.id);
        } else if (asked.slice == "subscription" && asked.member == "sla") {
            ids.push_back(pack.id);
        } else {
            return;
        }
        if (std::find(ids.begin(), ids.end(), word.slice) != ids.end()) return;
        reviewed_.warn(Warning::unknown_id, tree.position(index),
                       fmt::format("these rules have no {} '{}'{}",
                                   level       ? "level"
                                   : guarantee ? "guarantee"
                                               : "SLA",
                                   word.slice, did_you_mean(word.slice, ids)));
    }

    Reviewed& reviewed_;
};

}  // namespace

void check_conditions(Reviewed& reviewed) {
    Conditions conditions(reviewed);
    reviewed.each_formula([&](const formula::Formula& f, Analysis& analysis) {
        const Tree& tree = reviewed.trees().of(f);
        if (!tree.too_deep) conditions.walk(tree, tree.root(), analysis, f.type.kind == formula::Kind::flag);
    });
}

}  // namespace redress::review
