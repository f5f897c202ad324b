// Rules as if their newest version had been in effect from a given day.
#pragma once

#include <string>

#include "library.h"
#include "rules_options.h"

namespace redress::cli {

// Of each SLA the version that begins last begins on `date`, and those before it end then. Throws std::runtime_error.
Book load_as_if_from(const RulesOptions& options, const std::string& date);

}  // namespace redress::cli
