// What is paid: amounts of nothing, rates above the price, caps and remedies that leave something out, and claims.
#include <fmt/format.h>

#include <algorithm>

#include "review/checks.h"

namespace redress::review {

namespace {

using exact::Number;
using rules::Warning;
using time::WindowKind;

bool at_most_zero(const Range& range) { return range.high && sign(range.high->value) <= 0; }

bool is_price(const formula::Node& node) {
    const bool of_subscription =
        node.slice == "subscription" && (node.member == "price" || node.member == "monthly_price" || node.member == "term_price");
    return node.kind == NodeKind::field && (of_subscription || (node.slice == "window" && node.member == "price"));
}

class Amounts {
public:
    explicit Amounts(Reviewed& reviewed) : reviewed_(reviewed), pack_(reviewed.pack()) {}

    void run() {
        check_credits();
        for (const rules::Cap& cap : pack_.caps) check_cap(cap);
        check_minimum();
        check_remedies();
        if (reviewed_.elements("claim").empty() && pays()) {
            reviewed_.warn(Warning::no_claim, pack_.position,
                           "nothing says whether a claim is needed: without a <claim> every credit is given unasked");
        }
        check_combinations();
    }

private:
    bool pays() const {
        return std::any_of(pack_.guarantees.begin(), pack_.guarantees.end(), [](const rules::Guarantee& g) { return g.pays(); });
    }

    void check_credits() {
        if (!pays()) {
            reviewed_.warn(Warning::pays_nothing, pack_.position,
                           "no guarantee has a <credit>: breaches are reported, and nothing is ever paid");
        }
        for (const rules::Guarantee& g : pack_.guarantees) {
            if (g.pays()) check_credit(g);
            for (const rules::Cap& cap : g.caps) check_cap_amount(cap, &g);
        }
    }

    void check_credit(const rules::Guarantee& g) {
        Analysis broken = reviewed_.broken(g);
        if (g.credit.type.kind == formula::Kind::number && at_most_zero(broken.value(g.credit).number)) {
            reviewed_.warn(Warning::pays_nothing, g.credit.position,
                           fmt::format("the credit is zero whatever happens: '{}'", g.credit.source()));
        }
        check_rates(g, broken);
    }

    // Shares of a price, in what is added up and chosen from: not where the product is divided again, as days by those of a
    // month.
    void check_rates(const rules::Guarantee& g, Analysis& broken) {
        const Tree& tree = reviewed_.trees().of(g.credit);
        if (!tree.too_deep) look_for_rates(tree, tree.root(), broken);
    }

    void look_for_rates(const Tree& tree, NodeIndex index, Analysis& broken) {
        const formula::Node& n = tree.node(index);
        const bool summed = n.kind == NodeKind::add || n.kind == NodeKind::if_ || n.kind == NodeKind::call;
        if (!summed && n.kind != NodeKind::multiply) return;
        for (const NodeIndex child : n.children) look_for_rates(tree, child, broken);
        if (n.kind != NodeKind::multiply) return;
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            if (is_price(tree.node(n.children[1 - side]))) check_rate(tree, n.children[side], broken);
        }
    }

    void check_rate(const Tree& tree, NodeIndex index, Analysis& analysis) {
        const formula::Node& n = tree.node(index);
        const rules::Definition* d = n.kind == NodeKind::name ? analysis.find(n.slice) : nullptr;
        if (d != nullptr && d->kind == rules::DefinitionKind::ladder) {
            for (const rules::Tier& t : d->ladder.tiers)
                tell_rate(analysis.value(t.value).number, t.value.position, t.value.source());
            return;
        }
        const bool parameter = n.kind == NodeKind::field && n.slice == "level";
        if (n.kind == NodeKind::number || d != nullptr || parameter)
            tell_rate(analysis.value(tree, index).number, tree.position(index), tree.text(index));
    }

    void tell_rate(const Range& rate, Position position, std::string_view source) {
        if (!rate.low || !(rate.low->value > Number(1))) return;
        reviewed_.warn(Warning::rate_above_100, position,
                       fmt::format("'{}' of a price is more than all of it: {}", source,
                                   spelled(rate.low->value, formula::number_type(formula::plain, true))));
    }

    void check_cap_amount(const rules::Cap& cap, const rules::Guarantee* g) {
        if (!cap.amount.exists()) return;
        if (at_most_zero(reviewed_.anywhere(g).value(cap.amount).number))
            reviewed_.warn(Warning::pays_nothing, cap.amount.position, fmt::format("the cap is zero: '{}'", cap.amount.source()));
    }

    void check_cap(const rules::Cap& cap) {
        check_cap_amount(cap, nullptr);
        if (cap.count && *cap.count == 0) reviewed_.warn(Warning::pays_nothing, cap.position, "a cap of no credit at all");
        if (!cap.over && !cap.rolling && cap.per != rules::CapPer::claim) {
            reviewed_.warn(Warning::cap_for_good, cap.position,
                           fmt::format("the cap '{}' has no 'over': what is used of it never comes back", cap.id));
        }
        if (cap.over) check_window(cap);
        if (cap.amount.exists() && cap.per == rules::CapPer::subscription) check_scope(cap);
    }

    void check_window(const rules::Cap& cap) {
        for (const rules::Guarantee& g : pack_.guarantees) {
            if (!rules::lists(cap.guarantees, g.id) || !g.pays() || !differ(*cap.over, g.over)) continue;
            reviewed_.warn(
                Warning::cap_window, cap.position,
                fmt::format(
                    "the cap '{}' is over {}, but '{}', which it bounds, is over {}: a window of the one lies in several of "
                    "the other",
                    cap.id, time::name_of(*cap.over), g.id, pack_.over_of(g)));
            return;
        }
    }

    // A cap over a longer window of the calendar adds up whole windows of the guarantee.
    static bool differ(WindowKind cap, WindowKind guarantee) {
        const bool civil = guarantee <= WindowKind::calendar_year;
        if (cap <= WindowKind::calendar_year)
            return civil ? cap < guarantee : guarantee == WindowKind::billing_period && cap < WindowKind::calendar_year;
        return cap == WindowKind::billing_period && civil && guarantee != WindowKind::day;
    }

    void check_scope(const rules::Cap& cap) {
        const Tree& tree = reviewed_.trees().of(cap.amount);
        Analysis plain = reviewed_.anywhere(nullptr);
        for (NodeIndex i = 0; i < tree.syntax.nodes.size(); ++i) {
            const formula::Node& n = tree.node(i);
            const rules::Definition* d = n.kind == NodeKind::name ? plain.find(n.slice) : nullptr;
            const bool account_wide =
                (d != nullptr && d->kind == rules::DefinitionKind::measure && d->measure.scope == rules::Scope::account) ||
                (n.kind == NodeKind::field && n.slice == "account");
            if (!account_wide) continue;
            reviewed_.warn(
                Warning::cap_per_subscription, tree.position(i),
                fmt::format("'{}' is of the whole account, but the cap '{}' is for each subscription: per=\"account\" is for all "
                            "together",
                            tree.text(i), cap.id));
            return;
        }
    }

    void check_minimum() {
        if (!pack_.minimum) return;
        const Range least = reviewed_.anywhere(nullptr).value(pack_.minimum->amount).number;
        if (at_most_zero(least)) {
            reviewed_.warn(Warning::pays_nothing, pack_.minimum->amount.position, "a minimum of nothing holds nothing back");
            return;
        }
        if (pack_.minimum->when.exists() || pack_.minimum->below == rules::Below::raise || !least.low) return;
        for (const rules::Cap& cap : pack_.caps) {
            if (!cap.amount.exists() || cap.when.exists() || !cap.guarantees.empty()) continue;
            const Range most = reviewed_.anywhere(nullptr).value(cap.amount).number;
            if (!most.high || !(most.high->value < least.low->value)) continue;
            reviewed_.warn(Warning::pays_nothing, pack_.minimum->amount.position,
                           fmt::format("no amount is paid: the cap '{}' leaves less than the minimum", cap.id));
        }
    }

    void check_remedies() {
        if (pack_.remedies.empty()) return;
        Analysis left = reviewed_.anywhere(nullptr);
        for (const rules::RemedyRule& r : pack_.remedies) {
            if (!r.when.exists() || left.value(r.when).always()) return;
            left.suppose(r.when, false);
        }
        reviewed_.warn(Warning::conditional_remedy, pack_.remedies.back().when.position,
                       "every remedy has a condition: where none holds a credit can't be given");
    }

    void check_combinations() {
        const std::vector<xml::Element> elements = reviewed_.elements("combine");
        for (std::size_t i = 0; i < pack_.combinations.size() && i < elements.size(); ++i) {
            const auto paying = std::count_if(pack_.guarantees.begin(), pack_.guarantees.end(), [&](const rules::Guarantee& g) {
                return g.pays() && rules::lists(pack_.combinations[i].guarantees, g.id);
            });
            if (paying >= 2 || pack_.combinations[i].per != rules::CombinePer::window) continue;
            reviewed_.warn(Warning::combine_of_one, elements[i].position(),
                           fmt::format("{} of what this combines pays: there is nothing to choose from",
                                       paying == 0 ? "none" : "one alone"));
        }
    }

    Reviewed& reviewed_;
    const rules::Pack& pack_;
};

}  // namespace

void check_amounts(Reviewed& reviewed) { Amounts(reviewed).run(); }

}  // namespace redress::review
