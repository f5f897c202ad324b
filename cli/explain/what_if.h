// What would have been due, had a claim been filed as the contract asks and its conditions been met. Nothing is computed
// here: the library settles the same case by the same rules without the conditions that failed.
#pragma once

#include <string>

#include "explain/decision_context.h"
#include "library.h"

namespace redress::cli::explain {

class WhatIf {
public:
    // `rules` and `zones` as of load_book.
    WhatIf(std::string rules, std::string zones, redress_case& facts);

    // What the decision would grant, as "15.00"; "" where it was not denied for its claim or a condition, where it would grant
    // nothing either way, and where that can't be said.
    std::string amount(const DecisionContext& context) const;

private:
    std::string rules_;
    std::string zones_;
    redress_case* facts_;
};

}  // namespace redress::cli::explain
