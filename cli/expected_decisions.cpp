#include "expected_decisions.h"

#include <fmt/core.h>

#include <sstream>
#include <stdexcept>

#include "text_file.h"

namespace redress::cli {

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

}  // namespace redress::cli
