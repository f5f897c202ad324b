// The digest by which documents are named.
#pragma once

#include <string>
#include <string_view>

namespace redress::cli {

// In 64 lower-case hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace redress::cli
