// Cases that are tried, and what the library decides of them, as far as it is by one version of an SLA.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "coverage.h"
#include "explain/local_time.h"
#include "library.h"
#include "rule_files.h"
#include "statement_records.h"

namespace redress::cli {

enum class Side : char { none, inside, outside };

inline Side other(Side side) { return side == Side::inside ? Side::outside : Side::inside; }

struct TrialDecision {
    std::string key;  // the same for the same promise, subscription and claim of another trial
    std::string guarantee;
    std::string reason;
    std::string credit;
    bool granted = false;
    explain::Instant window_start = 0;
    explain::Instant window_end = 0;
    std::vector<Side> sides;                           // by bound
    std::vector<bool> reached;                         // by item
    std::vector<bool> alone;                           // by requirement
    std::map<std::string, explain::Instant> measured;  // times, in seconds
    std::string found;                                 // values, for people
};

struct Trial {
    std::string xml;
    std::vector<TrialDecision> decisions;  // by this version
    std::vector<std::string> guarantees;   // of all decisions
    std::vector<StatementRecord> credits;
};

// Null where there is none.
const TrialDecision* decision_of(const Trial& trial, const std::string& key);

// Whether a measured time is another one by more than a minute, where a fact was changed by one step.
bool has_jumped(const TrialDecision& a, const TrialDecision& b);
bool is_same_window(const TrialDecision& a, const TrialDecision& b);

class Trials {
public:
    Trials(const redress_book& book, const RuleFile& rules, const Coverage& coverage);

    // Nothing where the library refuses the case.
    std::optional<Trial> settled(const std::string& xml);

    const std::vector<Bound>& bounds() const { return bounds_; }
    const std::vector<Reachable>& items() const { return items_; }
    const std::vector<Reachable>& requirements() const { return requirements_; }
    std::size_t count() const { return count_; }

private:
    Trial read(const std::string& xml, const StatementRecords& statement) const;
    TrialDecision read(const std::string& key, const ExplainedDecision& explained) const;

    const redress_book& book_;
    const std::string sla_;
    const std::string from_;
    std::vector<Bound> bounds_;
    std::vector<Reachable> items_;
    std::vector<Reachable> requirements_;
    std::size_t count_ = 0;
};

}  // namespace redress::cli
