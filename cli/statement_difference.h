// What two statements of one case say differently, record by record and field by field.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "statement_records.h"

namespace redress::cli {

struct FieldChange {
    std::string field;
    std::string before;
    std::string after;
};

// A value for people, "nothing" where there is none.
std::string or_nothing(const std::string& text);

// Fields that differ, in the order of the first record, then of the second.
std::vector<FieldChange> changed_fields(const StatementRecord& before, const StatementRecord& after);

// Records of one kind that are about the same, in order; null where one statement lacks it.
using RecordPair = std::pair<const StatementRecord*, const StatementRecord*>;

// Decisions are about the same promise in the same window, or about the same incident or ticket; where a window begins
// elsewhere, those that are left are paired in order.
std::vector<RecordPair> paired_decisions(const StatementRecords& before, const StatementRecords& after);

struct StatementDifference {
    std::vector<std::string> lines;  // "decision 1: amount: expected 21.71, found 21.72"
    bool only_digests = false;       // they differ in digests, and in nothing else
};

// Of everything but provenance.
StatementDifference statement_difference(const StatementRecords& expected, const StatementRecords& found);

// The step at which two explanations of one decision part: "tier rate (clause 6): 10% -> 5%". "" where none does.
std::string parting_step(const DecisionSteps& before, const StatementRecord* old_decision, const DecisionSteps& after,
                         const StatementRecord* new_decision);

}  // namespace redress::cli
