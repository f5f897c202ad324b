// What of the rules the statements of cases have reached: both sides of breaches, requirements and deadlines, each rung of a
// ladder and its bound, exclusions, caps, minimums, remedies.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "statement_records.h"

namespace redress::cli {

// A decision with its steps.
struct ExplainedDecision {
    const StatementRecord* decision = nullptr;
    const std::vector<const StatementRecord*>* steps = nullptr;
};

// Something that a case can reach, such as "breach of availability: kept".
struct Reachable {
    std::string sla;
    std::string effective_from;
    std::string file;
    std::size_t line = 0;
    std::string clause;
    std::string element;  // "breach availability"
    std::string what;     // "the promise is kept"
    std::function<bool(const ExplainedDecision&)> reached_by;
    std::size_t times = 0;  // decisions that reached it
};

class Coverage {
public:
    // For rules that load.
    explicit Coverage(const std::filesystem::path& rules);

    void add(const StatementRecords& statement);

    // What no case reached, by SLA and clause, and how much was reached. SLAs without any decision are left out, but counted.
    std::string text() const;
    // All of it, as a page.
    std::string html() const;

private:
    std::vector<Reachable> items_;
};

}  // namespace redress::cli
