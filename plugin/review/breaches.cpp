// What a breach implies: that something happened, that a tier can be reached, and that worse service is not paid less for.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "review/checks.h"

namespace redress::review {

namespace {

using exact::Number;
using rules::Warning;
using time::WindowKind;

constexpr std::int64_t day = 86'400;
constexpr std::size_t samples_max = 400;
constexpr std::size_t sampled_levels_max = 16;

std::size_t level_rows(const rules::Pack& pack) { return std::max<std::size_t>(1, pack.levels.size()); }

Supposition at_level(const rules::Pack& pack, std::size_t row) {
    Supposition out;
    if (!pack.levels.empty()) out.level = row;
    return out;
}

class Breaches {
public:
    Breaches(Reviewed& reviewed, const rules::Guarantee& guarantee)
        : reviewed_(reviewed), pack_(reviewed.pack()), guarantee_(guarantee) {
        gather(guarantee.breach, named_by_breach_);
        gather(guarantee.credit, named_by_credit_);
    }

    void run() {
        check_empty();
        check_ladders();
        check_credit();
    }

private:
    // The names of definitions and the facts that a formula depends on, also through others. Each is gathered once.
    void gather(const formula::Formula& f, std::set<std::string>& names) {
        if (!f.exists()) return;
        const Tree& tree = reviewed_.trees().of(f);
        for (const formula::Node& n : tree.syntax.nodes) {
            if (n.kind == NodeKind::field) names.insert(fmt::format("{}.{}", n.slice, n.member));
            if (n.kind != NodeKind::name || !names.insert(std::string(n.slice)).second) continue;
            Analysis plain = reviewed_.anywhere(&guarantee_);
            const rules::Definition* d = plain.find(n.slice);
            if (d == nullptr) continue;
            gather(d->value, names);
            gather(d->ladder.of, names);
            for (const rules::Tier& t : d->ladder.tiers) gather(t.value, names);
        }
    }

    // Where no record is about the subscription there is no incident or ticket whose promise could be broken.
    void check_empty() {
        if (guarantee_.over == WindowKind::incident || guarantee_.over == WindowKind::ticket) return;
        if (reviewed_.promised(guarantee_).value(guarantee_.breach).always()) return;  // told as a condition
        for (std::size_t row = 0; row < level_rows(pack_); ++row) {
            Supposition nothing = at_level(pack_, row);
            nothing.nothing_happened = true;
            if (!reviewed_.promised(guarantee_, nothing).value(guarantee_.breach).always()) continue;
            reviewed_.warn(Warning::empty_breach, guarantee_.breach.position,
                           fmt::format("the promise is broken where nothing happened{}",
                                       pack_.levels.empty() ? "" : fmt::format(", at level '{}'", pack_.levels[row].id)));
            return;
        }
    }

    void check_ladders() {
        for (const rules::Definition& d : guarantee_.definitions) {
            if (d.kind == rules::DefinitionKind::ladder) check_ladder(d);
        }
        for (const std::uint16_t index : guarantee_.shared) {
            if (pack_.shared[index].kind == rules::DefinitionKind::ladder) check_ladder(pack_.shared[index]);
        }
    }

    void check_ladder(const rules::Definition& d) {
        const rules::Ladder& l = d.ladder;
        const bool own =
            !guarantee_.definitions.empty() && &d >= &guarantee_.definitions.front() && &d <= &guarantee_.definitions.back();
        const bool after = own && !named_by_breach_.contains(d.name);
        std::vector<bool> possible(l.tiers.size(), false);
        std::vector<bool> reached(l.tiers.size(), false);
        for (std::size_t row = 0; row < l.thresholds.size(); ++row) {
            const auto add = [&](Analysis analysis, std::vector<bool>& to) {
                const Range of = analysis.value(l.of).number;
                const std::vector<Range> taken = taken_by_tiers(l, row, of);
                for (std::size_t i = 0; i < taken.size(); ++i) to[i] = to[i] || of.empty() || !taken[i].empty();
            };
            add(reviewed_.anywhere(&guarantee_, at_level(pack_, row)), possible);
            add(after ? reviewed_.broken(guarantee_, at_level(pack_, row))
                      : reviewed_.anywhere(&guarantee_, at_level(pack_, row)),
                reached);
        }
        const Range of = reviewed_.anywhere(&guarantee_).value(l.of).number;
        for (std::size_t i = 0; i < l.tiers.size(); ++i) {
            if (!possible[i]) {
                reviewed_.warn(Warning::threshold_out_of_range, l.tiers[i].position,
                               fmt::format("this tier can never apply: '{}' is {}", l.of.source(), spelled(of, l.of.type)));
            } else if (!reached[i]) {
                reviewed_.warn(Warning::unreachable_tier, l.tiers[i].position,
                               fmt::format("this tier can never apply where the promise is broken: the breach says '{}'",
                                           guarantee_.breach.source()));
            }
        }
    }

    // --- credits that fall as service gets worse: found by trying values of what is measured ---

    void check_credit() {
        if (!guarantee_.pays() || guarantee_.credit.type.kind != formula::Kind::number) return;
        for (const std::string& name : named_by_credit_) {
            if (waived(name)) return;
        }
        for (const std::string& driver : named_by_credit_) {
            if (!named_by_breach_.contains(driver)) continue;
            const std::optional<formula::Type> type = measured_type(driver);
            if (type && falls_with(driver, *type)) return;
        }
    }

    bool waived(const std::string& name) {
        const rules::Definition* d = reviewed_.anywhere(&guarantee_).find(name);
        return d != nullptr && d->kind == rules::DefinitionKind::ladder && d->ladder.monotone_waived;
    }

    std::optional<formula::Type> measured_type(const std::string& name) {
        for (const std::string_view lasting : {"subject.duration", "subject.response_time", "subject.resolution_time"}) {
            if (name == lasting) return formula::number_type(formula::elapsed);
        }
        const rules::Definition* d = reviewed_.anywhere(&guarantee_).find(name);
        if (d == nullptr || d->kind != rules::DefinitionKind::measure) return std::nullopt;
        return d->type;
    }

    bool falls_with(const std::string& driver, const formula::Type& type) {
        const std::vector<Number> samples = samples_of(driver, type);
        for (std::size_t row = 0; row < std::min(level_rows(pack_), sampled_levels_max); ++row) {
            Supposition usual = at_level(pack_, row);
            usual.usual_facts = true;
            std::vector<std::pair<bool, std::optional<Number>>> outcomes;  // by sample: broken, and then the credit
            for (const Number& sample : samples) {
                usual.numbers[driver] = sample;
                Analysis analysis = reviewed_.anywhere(&guarantee_, usual);
                const Value breach = analysis.value(guarantee_.breach);
                if (breach.can_hold && breach.can_fail) return false;
                std::optional<Number> credit;
                if (breach.always()) {
                    const Range range = analysis.value(guarantee_.credit).number;
                    if (range.is_point()) credit = range.low->value;
                }
                outcomes.emplace_back(breach.always(), credit);
            }
            if (tell_fall(driver, type, samples, outcomes)) return true;
        }
        return false;
    }

    bool tell_fall(const std::string& driver, const formula::Type& type, const std::vector<Number>& samples,
                   const std::vector<std::pair<bool, std::optional<Number>>>& outcomes) {
        bool more_is_worse = false;
        bool less_is_worse = false;
        for (std::size_t i = 1; i < outcomes.size(); ++i) {
            if (outcomes[i].first && !outcomes[i - 1].first) more_is_worse = true;
            if (!outcomes[i].first && outcomes[i - 1].first) less_is_worse = true;
        }
        if (more_is_worse == less_is_worse) return false;
        for (std::size_t i = 1; i < outcomes.size(); ++i) {
            const std::size_t worse = more_is_worse ? i : i - 1;
            const std::size_t better = more_is_worse ? i - 1 : i;
            if (!outcomes[worse].second || !outcomes[better].second || !(*outcomes[worse].second < *outcomes[better].second))
                continue;
            const formula::Type& credit = guarantee_.credit.type;
            reviewed_.warn(Warning::falling_credit, guarantee_.credit.position,
                           fmt::format("the credit falls as service gets worse: with '{}' of {} it is {}, and with {} it is {}{}",
                                       driver, spelled(samples[better], type), spelled(*outcomes[better].second, credit),
                                       spelled(samples[worse], type), spelled(*outcomes[worse].second, credit),
                                       credit.is_number(formula::money) ? " (of a monthly price of 100)" : ""));
            return true;
        }
        return false;
    }

    // Where something can change: around each constant of the rules, also as a share of the window, and in between.
    std::vector<Number> samples_of(const std::string& driver, const formula::Type& type) {
        const bool time = type.is_number(formula::elapsed);
        const Number window(30 * day);
        std::vector<Number> at;
        for (const std::int64_t n : {0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100}) {
            at.emplace_back(n);
            if (time) at.push_back(window * Number(n) / Number(100));
            if (time) at.emplace_back(n * 3'600);
        }
        for (const Number& constant : constants()) {
            const Number small = time ? Number(1) : Number::fraction(1, 1'000);
            for (const Number& edge : {constant, constant * window, (Number(1) - constant) * window}) {
                if (!time && !(edge == constant)) continue;
                for (const Number& near : {edge - small, edge, edge + small}) at.push_back(near);
            }
        }
        const Range possible =
            time && driver.find('.') == std::string::npos ? Range::between(Number(0), window) : Range::at_least(Number(0));
        std::erase_if(at, [&](const Number& n) { return !possible.holds(n); });
        std::sort(at.begin(), at.end());
        at.erase(std::unique(at.begin(), at.end()), at.end());
        if (at.size() > samples_max) at.resize(samples_max);
        return at;
    }

    std::vector<Number> constants() {
        std::vector<Number> out;
        const auto add = [&](const formula::Formula& f) {
            if (!f.exists()) return;
            const Tree& tree = reviewed_.trees().of(f);
            Analysis plain = reviewed_.anywhere(&guarantee_);
            for (NodeIndex i = 0; i < tree.syntax.nodes.size(); ++i) {
                if (tree.node(i).kind != NodeKind::number) continue;
                const Range range = plain.value(tree, i).number;
                if (range.is_point()) out.push_back(range.low->value);
            }
        };
        const auto add_definition = [&](const rules::Definition& d) {
            if (!named_by_credit_.contains(d.name)) return;
            add(d.value);
            add(d.ladder.of);
            for (const std::vector<exact::Rational>& row : d.ladder.thresholds) out.insert(out.end(), row.begin(), row.end());
        };
        add(guarantee_.breach);
        add(guarantee_.credit);
        for (const rules::Definition& d : guarantee_.definitions) add_definition(d);
        for (const std::uint16_t index : guarantee_.shared) add_definition(pack_.shared[index]);
        return out;
    }

    Reviewed& reviewed_;
    const rules::Pack& pack_;
    const rules::Guarantee& guarantee_;
    std::set<std::string> named_by_breach_, named_by_credit_;
};

}  // namespace

void check_breaches(Reviewed& reviewed) {
    for (const rules::Guarantee& g : reviewed.pack().guarantees) Breaches(reviewed, g).run();
}

}  // namespace redress::review
