#include "nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace redress::cli {
namespace {

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({exchanged, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string nearest_name(std::string_view found, const std::vector<std::string>& names) {
    constexpr std::size_t length_max = 64;  // nobody means a name by a text that is longer
    if (found.size() > length_max) return "";
    std::string nearest;
    std::size_t least = std::max<std::size_t>(1, found.size() / 3) + 1;
    for (const std::string& name : names) {
        const std::size_t apart = distance(found, name);
        if (apart < least) {
            least = apart;
            nearest = name;
        }
    }
    return nearest;
}

}  // namespace redress::cli
