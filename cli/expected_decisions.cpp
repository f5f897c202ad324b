#include "expected_decisions.h"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "text_file.h"

namespace redress::cli {
namespace {

constexpr const char* open_part = "?";

std::vector<std::string> parts_of(const std::string& decision) {
    std::vector<std::string> parts(1);
    for (const char c : decision) {
        if (c == '/') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

}  // namespace

ExpectedDecisions expected_decisions(const std::filesystem::path& file) {
    ExpectedDecisions expected;
    std::istringstream lines(read_file(file));
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty() || line.front() == '#') continue;
        std::istringstream cells(line);
        std::string name;
        std::getline(cells, name, '\t');
        std::vector<std::string> decisions;
        for (std::string decision; std::getline(cells, decision, '\t');) {
            if (!decision.empty()) decisions.push_back(decision);
        }
        if (!expected.emplace(name, decisions).second)
            throw std::runtime_error(fmt::format("{}:{}: the case '{}' stands here a second time", file.string(), number, name));
    }
    return expected;
}

bool is_open(const std::vector<std::string>& decisions) {
    return std::any_of(decisions.begin(), decisions.end(), [](const std::string& decision) {
        const std::vector<std::string> parts = parts_of(decision);
        return std::find(parts.begin(), parts.end(), open_part) != parts.end();
    });
}

bool agree(const std::vector<std::string>& by_hand, const std::vector<std::string>& settled) {
    return std::equal(by_hand.begin(), by_hand.end(), settled.begin(), settled.end(),
                      [](const std::string& expected, const std::string& found) {
                          const std::vector<std::string> a = parts_of(expected);
                          const std::vector<std::string> b = parts_of(found);
                          return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                                            [](const std::string& x, const std::string& y) { return x == y || x == open_part; });
                      });
}

}  // namespace redress::cli
