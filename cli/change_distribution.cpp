#include "change_distribution.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "html_page.h"

namespace redress::cli {
namespace {

// From the greatest fall to the greatest rise; the middle one has no change of the amount.
constexpr std::array<std::string_view, 11> band_names = {
    "-1000 and more", "-100 to -1000", "-10 to -100", "-1 to -10",     "less than -1",  "0",
    "less than +1",   "+1 to +10",     "+10 to +100", "+100 to +1000", "+1000 and more"};
constexpr std::size_t bar_width_max = 400;  // pixels

}  // namespace

// By the digits before the point: "+5.00" has one, "+0.30" none that counts.
std::size_t ChangeDistribution::band_of(const std::string& change) {
    constexpr std::size_t middle = bands / 2;
    if (change.empty() || (change.front() != '+' && change.front() != '-')) return middle;
    const std::string whole = change.substr(1, std::min(change.find('.'), change.size()) - 1);
    const std::size_t digits = whole == "0" ? 0 : std::min<std::size_t>(whole.size(), 4);
    return change.front() == '+' ? middle + 1 + digits : middle - 1 - digits;
}

void ChangeDistribution::add(const std::string& guarantee, const std::string& currency, const std::string& change) {
    ++counts_[{guarantee, currency}][band_of(change)];
}

std::string ChangeDistribution::html(const Row& head, const std::vector<Row>& totals) const {
    std::string out =
        html_page_head("What other rules change", ".bar { background: #4a78b5; height: 1em; display: inline-block; }\n") +
        "<table>\n<tr>";
    for (const std::string& name : head) out += "<th>" + html_escaped(name);
    for (const Row& row : totals) {
        out += "\n<tr>";
        for (const std::string& cell : row) out += "<td>" + html_escaped(cell);
    }
    out += "\n</table>\n";
    for (const auto& [key, counts] : counts_) {
        const std::size_t most = std::max<std::size_t>(1, *std::max_element(counts.begin(), counts.end()));
        out += fmt::format("<h2>{}, in {}</h2>\n<table>\n<tr><th>change of the amount<th>decisions\n", html_escaped(key.first),
                           html_escaped(key.second));
        for (std::size_t i = 0; i < counts.size(); ++i) {
            out += fmt::format("<tr><td>{}<td><span class=\"bar\" style=\"width: {}px\"></span> {}\n", band_names[i],
                               counts[i] * bar_width_max / most, counts[i]);
        }
        out += "</table>\n";
    }
    return out + "</html>\n";
}

}  // namespace redress::cli
