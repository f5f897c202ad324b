#include <fmt/core.h>

#include <cstdio>
#include <stdexcept>

#include "commands.h"
#include "text_file.h"

namespace redress::cli {

int settle(const SettleOptions& options) {
    const Book book = load_book(options.rules, options.zones);
    const std::string xml = read_input(options.case_file);
    try {
        const Case facts = parse_case(xml);
        const Statement statement = settle(*book, *facts, options.steps);
        fmt::print(stdout, "{}", statement_xml(*statement));
    } catch (const Refusal& refusal) {
        throw std::runtime_error(refusal.in_file(options.case_file));
    }
    return exit_success;
}

}  // namespace redress::cli
