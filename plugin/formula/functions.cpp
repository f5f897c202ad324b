#include "formula/functions.h"

#include <algorithm>

namespace redress::formula {

std::optional<time::WindowKind> civil_kind(std::string_view name) {
    const std::optional<time::WindowKind> kind = time::window_kind(name);
    return kind && *kind <= time::WindowKind::calendar_year ? kind : std::nullopt;
}

const FunctionRow* find_function(std::string_view name) {
    const auto found = std::find_if(functions.begin(), functions.end(), [&](const FunctionRow& f) { return f.name == name; });
    return found == functions.end() ? nullptr : &*found;
}

}  // namespace redress::formula
