#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "commands.h"
#include "library.h"
#include "rules_options.h"
#include "text_file.h"

namespace redress::cli {
namespace {

struct SettleOptions {
    RulesOptions rules;
    std::string case_file;
    bool no_steps = false;
};

// Prints the statement of one case.
int settle(const SettleOptions& options) {
    const Book book = load_rules(options.rules);
    const std::string xml = read_input(options.case_file);
    try {
        const Case facts = parse_case(xml);
        const Statement statement = settle(*book, *facts, options.no_steps ? Steps::without : Steps::with);
        fmt::print(stdout, "{}", statement_xml(*statement));
    } catch (const Refusal& refusal) {
        throw std::runtime_error(refusal.in_file(options.case_file));
    }
    return exit_success;
}

}  // namespace

void add_settle(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<SettleOptions>();
    CLI::App* command = app.add_subcommand("settle", "print the statement of a case");
    command->add_option("--rules", options->rules.rules, "folder or file of rules")->required();
    add_zones_option(*command, options->rules.zones);
    command->add_flag("--no-steps", options->no_steps, "leave the explanation out");
    command->add_option("CASE.xml", options->case_file, "the case; - reads standard input")->required();
    command->callback([options, &chosen] { chosen = [options] { return settle(*options); }; });
}

}  // namespace redress::cli
