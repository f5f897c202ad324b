// What of the rules the statements of cases have reached: both sides of breaches, requirements and deadlines, each rung of a
// ladder and its bound, exclusions, caps, minimums, remedies.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "statement_records.h"

namespace redress::cli {

// A decision with its steps.
struct ExplainedDecision {
    const StatementRecord* decision = nullptr;
    const std::vector<const StatementRecord*>* steps = nullptr;
};

// What a step of a ladder looked up: "97.7%" of "97.7% is at least 95.0%.", "PT7H" of "PT7H falls to the last tier."
std::string_view looked_up(std::string_view text);

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

// Where decisions fall to one side or the other. A tier and the next one share a bound.
struct Bound {
    std::string name;  // "uptime_tier_2"
    Reachable inside;
    Reachable outside;
    std::string last_inside;   // "last_at_least": the last case inside
    std::string last_outside;  // "last_below"
};

class Coverage {
public:
    // For rules that load.
    explicit Coverage(const std::filesystem::path& rules);

    const std::vector<Reachable>& items() const { return items_; }
    const std::vector<Bound>& bounds() const { return bounds_; }
    // For each requirement, that it is the only one that does not hold and nothing else is wrong with the claim.
    const std::vector<Reachable>& requirements() const { return requirements_; }

    void add(const StatementRecords& statement);

    // What no case reached, by SLA and clause, and how much was reached. SLAs without any decision are left out, but counted.
    std::string text() const;
    // All of it, as a page.
    std::string html() const;

private:
    std::vector<Reachable> items_;
    std::vector<Bound> bounds_;
    std::vector<Reachable> requirements_;
};

}  // namespace redress::cli
