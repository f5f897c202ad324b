#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "library.h"
#include "rules_options.h"

namespace redress::cli {
namespace {

struct CheckOptions {
    std::vector<std::string> rules;
    std::string zones;
};

void print_slas(const redress_book& book) {
    for (std::int64_t i = 0; i < redress_book_count(&book); ++i) {
        fmt::print(stdout, "{}, {}, {}: ok\n", field(book, i, "sla"), field(book, i, "effective_from"), field(book, i, "title"));
    }
}

// Loads rule files or folders and prints a line for each SLA.
int check(const CheckOptions& options) {
    int status = exit_success;
    for (const std::string& path : options.rules) {
        try {
            print_slas(*load_book(path, options.zones));
        } catch (const Refusal& refusal) {
            fmt::print(stderr, "redress: {}\n", refusal.in_file(path));
            status = exit_failure;
        }
    }
    return status;
}

}  // namespace

void add_check(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<CheckOptions>();
    CLI::App* command = app.add_subcommand("check", "load rules and name their SLAs");
    add_zones_option(*command, options->zones);
    command->add_option("RULES", options->rules, "files or folders of rules")->required();
    command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

}  // namespace redress::cli
