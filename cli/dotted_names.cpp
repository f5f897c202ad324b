#include "dotted_names.h"

#include <algorithm>
#include <cstddef>

namespace redress::cli {

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::vector<std::pair<Name, std::string_view>> dotted_names(std::string_view formula) {
    std::vector<std::pair<Name, std::string_view>> out;
    for (std::size_t at = 0; at < formula.size();) {
        if (formula[at] == '\'') {
            at = std::min(formula.find('\'', at + 1), formula.size() - 1) + 1;
            continue;
        }
        std::size_t end = at;
        while (end < formula.size() && is_name_character(formula[end])) ++end;
        if (end > at && end + 1 < formula.size() && formula[end] == '.' && is_name_character(formula[end + 1])) {
            std::size_t last = end + 1;
            while (last < formula.size() && is_name_character(formula[last])) ++last;
            out.push_back({{std::string(formula.substr(at, end - at)), std::string(formula.substr(end + 1, last - end - 1))},
                           formula.substr(last)});
            at = last;
        } else {
            at = std::max(end, at + 1);
        }
    }
    return out;
}

}  // namespace redress::cli
