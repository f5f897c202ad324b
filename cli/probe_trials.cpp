#include "probe_trials.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "case_facts.h"

namespace redress::cli {
namespace {

using explain::Instant;

constexpr Instant jump_seconds = 60;

std::optional<Instant> seconds_of(const std::string& duration) {
    const std::optional<Scale> scale = Scale::of("duration", duration);
    return scale ? std::optional(scale->value()) : std::nullopt;
}

}  // namespace

const TrialDecision* decision_of(const Trial& trial, const std::string& key) {
    const auto found =
        std::find_if(trial.decisions.begin(), trial.decisions.end(), [&](const auto& each) { return each.key == key; });
    return found == trial.decisions.end() ? nullptr : &*found;
}

bool has_jumped(const TrialDecision& a, const TrialDecision& b) {
    return std::any_of(a.measured.begin(), a.measured.end(), [&](const auto& measure) {
        const auto there = b.measured.find(measure.first);
        return there != b.measured.end() && std::abs(there->second - measure.second) > jump_seconds;
    });
}

bool is_same_window(const TrialDecision& a, const TrialDecision& b) {
    return std::abs(a.window_start - b.window_start) <= jump_seconds;
}

Trials::Trials(const redress_book& book, const RuleFile& rules, const Coverage& coverage)
    : book_(book), sla_(attribute(rules.root(), "id")), from_(attribute(rules.root(), "effective_from")) {
    const auto is_ours = [&](const Reachable& item) { return item.sla == sla_ && item.effective_from == from_; };
    std::copy_if(coverage.items().begin(), coverage.items().end(), std::back_inserter(items_), is_ours);
    std::copy_if(coverage.requirements().begin(), coverage.requirements().end(), std::back_inserter(requirements_), is_ours);
    std::copy_if(coverage.bounds().begin(), coverage.bounds().end(), std::back_inserter(bounds_),
                 [&](const Bound& bound) { return is_ours(bound.inside); });
}

std::optional<Trial> Trials::settled(const std::string& xml) {
    ++count_;
    try {
        const Case facts = parse_case(xml);
        const StatementRecords statement = statement_records(statement_xml(*settle(book_, *facts, Steps::with)));
        return read(xml, statement);
    } catch (const Refusal&) {
        return std::nullopt;
    }
}

Trial Trials::read(const std::string& xml, const StatementRecords& statement) const {
    Trial trial{xml, {}, {}, {}};
    const DecisionSteps steps(statement);
    std::map<std::string, int> times;
    for (const StatementRecord* decision : statement.of("decision")) {
        trial.guarantees.emplace_back(decision->get("guarantee"));
        if (decision->get("sla") != sla_ || decision->get("effective_from") != from_) continue;
        std::string key;
        for (const char* field : {"guarantee", "subscription", "claim", "incident", "ticket"})
            key += fmt::format("{}\n", decision->get(field));
        key += std::to_string(++times[key]);
        trial.decisions.push_back(read(key, {decision, &steps.of(*decision)}));
    }
    for (const StatementRecord* credit : statement.of("credit")) trial.credits.push_back(*credit);
    return trial;
}

TrialDecision Trials::read(const std::string& key, const ExplainedDecision& explained) const {
    const StatementRecord& record = *explained.decision;
    TrialDecision decision;
    decision.key = key;
    decision.guarantee = record.get("guarantee");
    decision.reason = record.get("reason");
    decision.credit = record.get("credit");
    decision.granted = record.get("outcome") == "granted";
    decision.window_start = explain::parse_instant(record.get("window_start")).value_or(0);
    decision.window_end = explain::parse_instant(record.get("window_end")).value_or(0);
    for (const Bound& bound : bounds_) {
        decision.sides.push_back(bound.inside.reached_by(explained)    ? Side::inside
                                 : bound.outside.reached_by(explained) ? Side::outside
                                                                       : Side::none);
    }
    for (const Reachable& item : items_) decision.reached.push_back(item.reached_by(explained));
    for (const Reachable& requirement : requirements_) decision.alone.push_back(requirement.reached_by(explained));
    for (const StatementRecord* step : *explained.steps) {
        const std::string_view kind = step->get("kind");
        const std::string name(step->get("name"));
        const std::string value(step->get("value"));
        if (kind == "tier") decision.found += fmt::format(", {} looked up {}", name, looked_up(step->get("text")));
        if (kind != "measure" || value.empty()) continue;
        decision.found += fmt::format(", {} {}", name, value);
        if (const auto seconds = seconds_of(value)) decision.measured[name] = *seconds;
    }
    if (!decision.found.empty()) decision.found.erase(0, 2);
    return decision;
}

}  // namespace redress::cli
