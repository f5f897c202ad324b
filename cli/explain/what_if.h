// What would have been due, had a claim been filed as the contract asks and its conditions been met. Nothing is computed
// here: the library settles the same case by the same rules without the conditions that failed.
#pragma once

#include <map>
#include <pugixml.hpp>
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
    const redress_statement* settled(const Rules& rules, const pugi::xml_document& changed) const;

    std::string rules_;
    std::string zones_;
    redress_case* facts_;
    // What was settled by changed rules, by their text: many decisions fail for the same condition. Null where they make no
    // sense.
    mutable std::map<std::string, Statement> settled_;
};

}  // namespace redress::cli::explain
