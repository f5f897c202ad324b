// The facts that formulas name.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redress::cli {

using Name = std::pair<std::string, std::string>;  // record and field

bool is_name_character(char c);

// The names with a dot in a formula, each with what follows it, which is a part of the formula. Texts in quotes hold none.
std::vector<std::pair<Name, std::string_view>> dotted_names(std::string_view formula);

}  // namespace redress::cli
