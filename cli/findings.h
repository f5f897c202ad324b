// What a review of rules found, as it is printed.
#pragma once

#include <cstdint>
#include <string>

#include "library.h"

namespace redress::cli {

// Whether a terminal reads standard output, and its user did not ask for no colours (NO_COLOR, https://no-color.org).
bool colours_wanted();

// One of them, with its line of the rules and a mark below the place, each line ended:
//   rules/uptime.xml:7:18: warning never-true: 'down below 2 hours' never holds, ...
//       7 |     <breach when="down above 4 hours and down below 2 hours"/>
//         |                                          ^
std::string plain_finding(const redress_review& review, std::int64_t index, bool colours);

// All of them as a JSON array of objects; "warnings" are left out unless they are wanted.
std::string json_findings(const std::string& path, const redress_review& review, bool warnings);

}  // namespace redress::cli
