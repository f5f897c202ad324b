#include <fmt/core.h>

#include <cstdio>
#include <stdexcept>

#include "commands.h"
#include "text_file.h"

namespace redress::cli {

int canonical(const std::string& case_file) {
    const std::string xml = read_input(case_file);
    try {
        const Case facts = parse_case(xml);
        fmt::print(stdout, "{}", canonical_xml(*facts));
    } catch (const Refusal& refusal) {
        throw std::runtime_error(refusal.in_file(case_file));
    }
    return exit_success;
}

}  // namespace redress::cli
