#include "statement_difference.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <map>

namespace redress::cli {
namespace {

// `key` tells which records are about the same; of several, the first belongs to the first.
template <class Key>
std::vector<RecordPair> paired(std::vector<const StatementRecord*> before, const std::vector<const StatementRecord*>& after,
                               Key key) {
    std::map<std::string, std::deque<const StatementRecord*>> left;
    for (const StatementRecord* record : after) left[key(*record)].push_back(record);
    std::vector<RecordPair> pairs;
    for (const StatementRecord* record : before) {
        std::deque<const StatementRecord*>& same = left[key(*record)];
        pairs.emplace_back(record, same.empty() ? nullptr : same.front());
        if (!same.empty()) same.pop_front();
    }
    for (const StatementRecord* record : after) {
        std::deque<const StatementRecord*>& same = left[key(*record)];
        if (same.empty() || same.front() != record) continue;
        pairs.emplace_back(nullptr, record);
        same.pop_front();
    }
    return pairs;
}

std::string joined(const StatementRecord& record, std::initializer_list<const char*> fields) {
    std::string out;
    for (const char* field : fields) out += std::string(record.get(field)) + '\n';
    return out;
}

std::string promise(const StatementRecord& decision) {
    return joined(decision, {"claim", "subscription", "sla", "guarantee", "incident", "ticket"});
}

std::string promise_in_window(const StatementRecord& decision) {
    const bool of_record = !decision.get("incident").empty() || !decision.get("ticket").empty();
    return promise(decision) + (of_record ? "" : std::string(decision.get("window_start")));
}

bool is_digest(std::string_view field) { return field == "case_digest" || field == "rules_digest"; }

// How a record is called in a report.
std::string name_of(const StatementRecord& record) {
    if (record.kind == "step")
        return fmt::format("decision {}, {} {}", record.get("decision"), record.get("kind"), record.get("name"));
    if (record.kind == "decision" || record.kind == "adjustment") return fmt::format("{} {}", record.kind, record.get("number"));
    return fmt::format("{} {}", record.kind, record.get("id"));
}

class Differences {
public:
    void compare(const StatementRecord* expected, const StatementRecord* found, const std::string& name) {
        if (expected == nullptr || found == nullptr) {
            out_.lines.push_back(fmt::format("{}: {}", name, found == nullptr ? "expected, not found" : "not expected"));
            other_ = true;
            return;
        }
        for (const FieldChange& change : changed_fields(*expected, *found)) {
            out_.lines.push_back(fmt::format("{}: {}: expected {}, found {}", name, change.field, or_nothing(change.before),
                                             or_nothing(change.after)));
            other_ = other_ || !is_digest(change.field);
        }
    }

    void compare(const std::vector<RecordPair>& pairs) {
        for (const auto& [expected, found] : pairs) compare(expected, found, name_of(expected != nullptr ? *expected : *found));
    }

    StatementDifference take() {
        out_.only_digests = !other_ && !out_.lines.empty();
        return std::move(out_);
    }

private:
    StatementDifference out_;
    bool other_ = false;
};

// Nothing of a decision that is not there. How a clause was read is no part of what was computed.
std::vector<const StatementRecord*> computed(const DecisionSteps& steps, const StatementRecord* decision) {
    if (decision == nullptr) return {};
    std::vector<const StatementRecord*> out = steps.of(*decision);
    std::erase_if(out, [](const StatementRecord* step) { return step->get("kind") == "reading"; });
    return out;
}

std::string titled(const StatementRecord& step) {
    const std::string_view clause = step.get("clause");
    return fmt::format("{} {}{}", step.get("kind"), step.get("name"), clause.empty() ? "" : fmt::format(" (clause {})", clause));
}

}  // namespace

std::string or_nothing(const std::string& text) { return text.empty() ? "nothing" : text; }

std::vector<FieldChange> changed_fields(const StatementRecord& before, const StatementRecord& after) {
    std::vector<FieldChange> changes;
    for (const auto& [field, value] : before.fields) {
        if (after.get(field) != value) changes.push_back({field, value, std::string(after.get(field))});
    }
    for (const auto& [field, value] : after.fields) {
        if (before.get(field).empty() && !value.empty()) changes.push_back({field, "", value});
    }
    return changes;
}

std::vector<RecordPair> paired_decisions(const StatementRecords& before, const StatementRecords& after) {
    std::vector<RecordPair> pairs = paired(before.of("decision"), after.of("decision"), promise_in_window);
    std::map<std::string, std::deque<RecordPair*>> moved;
    for (RecordPair& pair : pairs) {
        if (pair.first == nullptr) moved[promise(*pair.second)].push_back(&pair);
    }
    for (RecordPair& gone : pairs) {
        if (gone.first == nullptr || gone.second != nullptr || gone.first->get("guarantee").empty()) continue;
        const auto found = moved.find(promise(*gone.first));
        if (found == moved.end() || found->second.empty()) continue;
        gone.second = std::exchange(found->second.front()->second, nullptr);
        found->second.pop_front();
    }
    std::erase(pairs, RecordPair{nullptr, nullptr});
    return pairs;
}

StatementDifference statement_difference(const StatementRecords& expected, const StatementRecords& found) {
    Differences differences;
    differences.compare(&expected.head, &found.head, "statement");
    const auto number_in_decision = [](const StatementRecord& step) { return joined(step, {"decision", "number"}); };
    const auto number = [](const StatementRecord& record) { return joined(record, {"number"}); };
    const auto id = [](const StatementRecord& record) { return joined(record, {"id"}); };
    differences.compare(paired_decisions(expected, found));
    differences.compare(paired(expected.of("step"), found.of("step"), number_in_decision));
    differences.compare(paired(expected.of("credit"), found.of("credit"), id));
    differences.compare(paired(expected.of("adjustment"), found.of("adjustment"), number));
    differences.compare(paired(expected.of("charge"), found.of("charge"), id));
    return differences.take();
}

std::string parting_step(const DecisionSteps& before, const StatementRecord* old_decision, const DecisionSteps& after,
                         const StatementRecord* new_decision) {
    const auto what = [](const StatementRecord& step) { return joined(step, {"kind", "name"}); };
    const std::vector<RecordPair> pairs = paired(computed(before, old_decision), computed(after, new_decision), what);
    const auto parts_by = [&](auto parts) -> const RecordPair* {
        const auto found = std::find_if(pairs.begin(), pairs.end(), parts);
        return found == pairs.end() ? nullptr : &*found;
    };
    const auto differ = [](const char* field) {
        return [field](const RecordPair& p) {
            return p.first != nullptr && p.second != nullptr && p.first->get(field) != p.second->get(field);
        };
    };
    // What gave another value is the cause; else another formula, which may have been compared with; else what one side lacks.
    for (const char* field : {"value", "formula"}) {
        if (const RecordPair* found = parts_by(differ(field)))
            return fmt::format("{}: {} -> {}", titled(*found->second), found->first->get(field), found->second->get(field));
    }
    if (const RecordPair* found = parts_by([](const RecordPair& p) { return p.first == nullptr; }))
        return fmt::format("{}: only after", titled(*found->second));
    if (const RecordPair* found = parts_by([](const RecordPair& p) { return p.second == nullptr; }))
        return fmt::format("{}: only before", titled(*found->first));
    return "";
}

}  // namespace redress::cli
