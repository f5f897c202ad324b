// The name that somebody may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redress::cli {

// The nearest of the names by letters exchanged, left out or added; "" where none is near.
std::string nearest_name(std::string_view found, const std::vector<std::string>& names);

}  // namespace redress::cli
