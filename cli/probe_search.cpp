#include "probe_search.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "explain/local_time.h"

namespace redress::cli {
namespace {

// Ends of the search. The packs of published SLAs stay far below them.
constexpr std::size_t trials_max = 150'000;
constexpr std::size_t seeds_more_max = 200;
constexpr std::size_t fruitless_max = 40;  // cases in a row that led across no bound
constexpr std::size_t trials_along_a_fact_max = 200;

bool is_exclusion(const Bound& bound) { return bound.inside.element.starts_with("exclude "); }

// Beyond the tiers of a bound are others.
bool is_ladder(const Bound& bound) { return bound.inside.element.starts_with("tiers "); }

// A time without length is no time.
bool is_empty_time(const CaseFacts& facts, const Fact& fact) {
    if (fact.field != "start" && fact.field != "end") return false;
    const auto start = explain::parse_instant(facts.get({fact.record, "start"}));
    return start && start == explain::parse_instant(facts.get({fact.record, "end"}));
}

}  // namespace

std::string describe(const CaseFacts& facts, const Fact& fact) {
    return fmt::format("{} of {}", fact.field, facts.describe(fact.record));
}

ProbeSearch::ProbeSearch(Trials& trials, const ChangeableFacts& changeable) : trials_(trials), changeable_(changeable) {
    const std::size_t bounds = trials.bounds().size();
    findings_.best.resize(bounds);
    findings_.stands.resize(bounds, {Nearness::none, Nearness::none});
    findings_.seen.resize(bounds);
    findings_.sampled.resize(trials.items().size());
    findings_.found.resize(trials.items().size());
    findings_.sampled_alone.resize(trials.requirements().size());
    findings_.found_alone.resize(trials.requirements().size());
}

void ProbeSearch::run(const std::vector<ProbeSeed>& seeds) {
    for (const ProbeSeed& seed : seeds) begin_with(seed);
    const std::size_t begun = findings_.cases.size();
    for (std::size_t i = 0; i < begun && !exhausted(); ++i) step_each_fact(ProbeSeed(findings_.cases[i]));
    // What was found on the way is looked at as well, so that a fact which needs another one first is found.
    std::size_t fruitless = 0;
    for (std::size_t i = 0; i < findings_.cases.size() && !exhausted(); ++i) {
        const ProbeSeed seed = findings_.cases[i];
        if (i >= begun) step_each_fact(seed);
        if (fruitless < fruitless_max && is_near_a_wanted_bound(seed)) fruitless = move_each_fact(seed) ? 0 : fruitless + 1;
    }
}

bool ProbeSearch::exhausted() const { return trials_.count() >= trials_max; }

std::optional<Crossing> ProbeSearch::crossing_from(const ProbeSeed& seed, std::size_t bound) {
    const Crossing before = std::exchange(findings_.best[bound], {});
    move_each_fact(seed);
    const Crossing found = std::exchange(findings_.best[bound], before);
    return found.nearness == Nearness::next_value ? std::optional(found) : std::nullopt;
}

bool ProbeSearch::is_near_a_wanted_bound(const ProbeSeed& seed) {
    const std::optional<Trial> trial = trials_.settled(seed.xml);
    return trial && std::any_of(trial->decisions.begin(), trial->decisions.end(), [&](const TrialDecision& decision) {
               for (std::size_t i = 0; i < trials_.bounds().size(); ++i) {
                   if (decision.sides[i] != Side::none && findings_.best[i].nearness != Nearness::next_value) return true;
               }
               return false;
           });
}

// What two cases that differ in one step of one fact show of bounds.
void ProbeSearch::compare(const Trial& a, const Trial& b, bool ordered, const ProbeSeed& seed, const std::string& fact,
                          const std::string& step, bool a_is_sample) {
    for (const TrialDecision& one : a.decisions) {
        const TrialDecision* two = decision_of(b, one.key);
        if (two == nullptr || !is_same_window(one, *two)) continue;
        for (std::size_t i = 0; i < trials_.bounds().size(); ++i) {
            if (one.sides[i] == Side::none || two->sides[i] != other(one.sides[i])) continue;
            const Nearness nearness = !ordered                                                      ? Nearness::other_word
                                      : !is_exclusion(trials_.bounds()[i]) && has_jumped(one, *two) ? Nearness::jump
                                                                                                    : Nearness::next_value;
            const bool is_inside = one.sides[i] == Side::inside;
            if (a_is_sample) {
                Nearness& stands = findings_.stands[i][is_inside ? 0 : 1];
                stands = std::min(stands, nearness);
            }
            if (nearness >= findings_.best[i].nearness) continue;
            ++crossings_found_;
            findings_.best[i] = {nearness, is_inside ? a.xml : b.xml, is_inside ? b.xml : a.xml, one.key, seed.name, fact, step};
        }
    }
}

void ProbeSearch::note(const Trial& trial, const ProbeSeed& seed, const std::string& change, const Trial& before) {
    bool is_new = false;
    for (const TrialDecision& decision : trial.decisions) {
        for (std::size_t i = 0; i < trials_.bounds().size(); ++i) {
            if (decision.sides[i] == Side::none) continue;
            bool& seen = findings_.seen[i][decision.sides[i] == Side::inside ? 0 : 1];
            is_new = is_new || !seen;
            seen = true;
        }
        const bool is_sample = change.empty() && seed.is_sample;
        for (std::size_t i = 0; i < trials_.items().size(); ++i) {
            if (!decision.reached[i] || findings_.sampled[i] || findings_.found[i]) continue;
            is_new = true;
            if (is_sample) {
                findings_.sampled[i] = true;
            } else {
                findings_.found[i] = Single{trial.xml, seed.name, change, "", decision.key};
            }
        }
        // What alone stands in the way of a credit is seen where the credit is given without it.
        const TrialDecision* otherwise = decision_of(before, decision.key);
        const bool would_pay = otherwise != nullptr && otherwise->granted && is_same_window(decision, *otherwise);
        for (std::size_t i = 0; i < trials_.requirements().size(); ++i) {
            if (!decision.alone[i]) continue;
            if (is_sample) {
                findings_.sampled_alone[i] = true;
            } else if (would_pay && !findings_.found_alone[i]) {
                is_new = true;
                findings_.found_alone[i] = Single{trial.xml, seed.name, change, before.xml, decision.key};
            }
        }
    }
    if (is_new && !change.empty() && more_seeds_++ < seeds_more_max)
        findings_.cases.push_back({fmt::format("{}, with {}", seed.name, change), trial.xml, false});
}

void ProbeSearch::begin_with(const ProbeSeed& seed) {
    const std::optional<Trial> base = trials_.settled(seed.xml);
    if (!base || base->decisions.empty()) return;
    if (seed.is_sample) findings_.samples.push_back(*base);
    note(*base, seed, "", *base);
    findings_.cases.push_back(seed);
}

std::optional<Trial> ProbeSearch::with(CaseFacts& facts, const Fact& fact, const std::string& value) {
    const std::string before = facts.get(fact);
    facts.set(fact, value);
    std::optional<Trial> trial;
    if (!is_empty_time(facts, fact)) trial = trials_.settled(facts.xml(""));
    facts.set(fact, before);
    return trial;
}

void ProbeSearch::step_each_fact(const ProbeSeed& seed) {
    CaseFacts facts(seed.xml);
    const std::optional<Trial> base = trials_.settled(facts.xml(""));
    if (!base || base->decisions.empty()) return;
    const auto look = [&](const std::optional<Trial>& trial, bool ordered, const std::string& fact, const std::string& step,
                          const std::string& change) {
        if (!trial) return;
        compare(*base, *trial, ordered, seed, fact, step, seed.is_sample);
        note(*trial, seed, change, *base);
    };
    for (const ChangeableFacts::Changeable& changeable : changeable_.of(facts)) {
        if (exhausted()) return;
        const Fact& fact = changeable.fact;
        const std::string name = describe(facts, fact);
        if (const std::optional<Scale> scale = Scale::of(changeable.field->type, facts.get(fact))) {
            for (const std::int64_t next : {scale->value() - 1, scale->value() + 1}) {
                if (scale->has(next))
                    look(with(facts, fact, scale->text(next)), true, name, scale->step(),
                         fmt::format("{}: {}", name, scale->text(next)));
            }
        }
        for (const std::string& word : changeable_.other_words(facts, changeable)) {
            const std::string change = fmt::format("{}: {}", name, word.empty() ? "not given" : word);
            look(with(facts, fact, word), false, name, change, change);
        }
    }
    for (std::size_t record = 1; record < facts.records() && !exhausted(); ++record) {
        if (facts.record_name(record) == "account" || facts.record_name(record) == "subscription") continue;
        CaseFacts fewer(facts);
        fewer.leave_out(record);
        const std::string change = fmt::format("{}: left out", facts.describe(record));
        look(trials_.settled(fewer.xml("")), false, facts.describe(record), change, change);
    }
}

bool ProbeSearch::is_promising(const std::optional<Trial>& a, const std::optional<Trial>& b) const {
    if (!a || !b) return false;
    for (const TrialDecision& one : a->decisions) {
        const TrialDecision* two = decision_of(*b, one.key);
        if (two == nullptr) continue;
        for (std::size_t i = 0; i < trials_.bounds().size(); ++i) {
            if (one.sides[i] == two->sides[i] || findings_.best[i].nearness == Nearness::next_value) continue;
            if (is_ladder(trials_.bounds()[i]) || (one.sides[i] != Side::none && two->sides[i] == other(one.sides[i])))
                return true;
        }
    }
    return false;
}

bool ProbeSearch::move_each_fact(const ProbeSeed& seed) {
    const std::size_t before = crossings_found_;
    CaseFacts facts(seed.xml);
    for (const auto& [fact, field] : changeable_.of(facts)) {
        if (const std::optional<Scale> scale = Scale::of(field->type, facts.get(fact))) move(seed, facts, fact, *scale);
    }
    return crossings_found_ > before;
}

void ProbeSearch::move(const ProbeSeed& seed, CaseFacts& facts, const Fact& fact, const Scale& scale) {
    const std::string name = describe(facts, fact);
    const std::optional<Trial> base = trials_.settled(seed.xml);
    if (!base) return;
    const auto at = [&](std::int64_t value) {
        std::optional<Trial> trial = with(facts, fact, scale.text(value));
        if (trial) note(*trial, seed, fmt::format("{}: {}", name, scale.text(value)), *base);
        return trial;
    };
    struct Range {
        std::int64_t low, high;
        std::optional<Trial> at_low, at_high;
    };
    const std::size_t trials_end = trials_.count() + trials_along_a_fact_max;
    std::vector<Range> ranges;
    std::optional<Trial> before;
    std::int64_t low = 0;
    for (const std::int64_t value : scale.positions()) {
        std::optional<Trial> here = at(value);
        if (is_promising(before, here)) ranges.push_back({low, value, before, here});
        before = std::move(here);
        low = value;
    }
    while (!ranges.empty() && trials_.count() < trials_end && !exhausted()) {
        const Range range = std::move(ranges.back());
        ranges.pop_back();
        if (!is_promising(range.at_low, range.at_high)) continue;
        if (range.high - range.low == 1) {
            compare(*range.at_low, *range.at_high, true, seed, name, scale.step(), false);
            continue;
        }
        const std::int64_t middle = range.low + (range.high - range.low) / 2;
        const std::optional<Trial> there = at(middle);
        ranges.push_back({range.low, middle, range.at_low, there});
        ranges.push_back({middle, range.high, there, range.at_high});
    }
}

}  // namespace redress::cli
