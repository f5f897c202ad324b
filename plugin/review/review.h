// What is wrong and what is doubtful in rules, for those who write them. Nothing that is decided depends on it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "error.h"
#include "rules/book.h"
#include "rules/warning.h"

namespace redress::review {

struct Finding {
    std::optional<rules::Warning> warning;  // none: a fault
    Status status = Status::ok;             // of a fault
    Place place;
    std::string message;
    std::string source;  // the line that the place is in, as written; empty where there is none
};

// The faults, and the warnings of each SLA without any, in the order of files and lines; what an <allow> names is left out.
// At most limits::faults_max and limits::warnings_max.
std::vector<Finding> review(const rules::Examined&);

}  // namespace redress::review
