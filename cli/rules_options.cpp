#include "rules_options.h"

#include <CLI/CLI.hpp>
#include <stdexcept>

namespace redress::cli {

void add_zones_option(CLI::App& command, std::string& zones) {
    command.add_option("--zones", zones, "folder of compiled time zone files, instead of the system's")
        ->check(CLI::ExistingDirectory);
}

Book load_rules(const RulesOptions& options) {
    try {
        return load_book(options.rules, options.zones);
    } catch (const Refusal& refusal) {
        throw std::runtime_error(refusal.in_file(options.rules));
    }
}

}  // namespace redress::cli
