// The values behind a formula: the formula with what its names stand for.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace redress::cli::explain {

using NamedValues = std::map<std::string, std::string, std::less<>>;

// `formula` with each name of `values` replaced by its value; "" where it has none of them.
std::string with_values(std::string_view formula, const NamedValues& values);

}  // namespace redress::cli::explain
