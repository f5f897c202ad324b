// A statement's XML as records of texts.
#pragma once

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

// Throws std::runtime_error where it is no statement.
StatementRecords statement_records(const std::string& xml);

}  // namespace redress::cli
