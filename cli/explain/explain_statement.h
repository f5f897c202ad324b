// From a statement, its case and its rules to an explanation.
#pragma once

#include <string>

#include "explain/documents.h"
#include "explain/explanation.h"
#include "explain/language.h"
#include "explain/what_if.h"

namespace redress::cli::explain {

struct Wanted {
    Audience audience = Audience::auditor;
    std::string decision;   // its number; empty: all
    std::string guarantee;  // decisions about this promise; empty: all
};

// Throws std::runtime_error where no decision is as wanted.
Explanation explain_statement(const Documents& documents, const Language& language, const WhatIf& what_if, const Wanted& wanted);

}  // namespace redress::cli::explain
