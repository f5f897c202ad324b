// Small changes of rules, such as an author makes by mistake: a case that notices one tests what it changes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rule_files.h"

namespace redress::cli {

struct RuleChange {
    std::size_t line = 0;
    std::string what;  // "tier at_least: '99.0%' becomes '99.1%'"
    std::string text;  // of the whole changed file
};

// Each number of a formula one greater in its last place; each comparison with its bound on the other side, each condition the
// other way round, `and` and `or` exchanged; another word of a token, and another fact of the same record and type; and without
// each exclusion, requirement, cap, minimum, combination, approval and tier. Some of them are rules that do not load.
std::vector<RuleChange> rule_changes(const RuleFile& file);

}  // namespace redress::cli
