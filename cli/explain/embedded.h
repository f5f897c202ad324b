// The files that the command carries in itself: templates, the style sheet and the texts of its languages.
#pragma once

#include <string_view>

namespace redress::cli::explain {

// The bytes of a file by its name without a folder, such as "en.ini"; empty where there is none.
std::string_view embedded(std::string_view name);

}  // namespace redress::cli::explain
