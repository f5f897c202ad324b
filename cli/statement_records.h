// A statement's XML as records of texts.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redress::cli {

struct StatementRecord {
    std::string kind;  // decision, step, ...
    std::vector<std::pair<std::string, std::string>> fields;

    std::string_view get(std::string_view field) const;  // "" where it has none
};

struct StatementRecords {
    StatementRecord head;  // of the statement itself
    std::vector<StatementRecord> records;

    std::vector<const StatementRecord*> of(std::string_view kind) const;
};

// The steps of each decision of a statement, which outlives them.
class DecisionSteps {
public:
    explicit DecisionSteps(const StatementRecords& statement);

    const std::vector<const StatementRecord*>& of(const StatementRecord& decision) const;

private:
    std::map<std::string, std::vector<const StatementRecord*>, std::less<>> steps_;  // by the number of the decision
};

// Throws std::runtime_error where it is no statement.
StatementRecords statement_records(const std::string& xml);

}  // namespace redress::cli
