// redress: settles cases, replays samples and checks rules from a command line, by the public ABI alone.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "nearest_name.h"
#include "redress.h"

namespace redress::cli {
namespace {

constexpr int abi_version_min = 2;  // what this program was written for

void add_commands(CLI::App& app, Chosen& chosen) {
    app.require_subcommand(1);
    app.set_version_flag("--version", fmt::format("redress {} (ABI {})", redress_version(), redress_abi_version()));
    add_replay(app, chosen);
    add_settle(app, chosen);
    add_explain(app, chosen);
    add_test(app, chosen);
    add_diff(app, chosen);
    add_check(app, chosen);
    add_mutate(app, chosen);
    add_probe(app, chosen);
    add_new(app, chosen);
    add_facts(app, chosen);
    add_digest(app, chosen);
    add_canonical(app, chosen);
    add_vocabulary(app, chosen);
    add_schema(app, chosen);
    add_completion(app, chosen);
}

// Output that got lost, as on a full disk, is a failure.
int flushed(int status) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
    fmt::print(stderr, "redress: standard output can't be written\n");
    return exit_failure;
}

// A word in the place of a command that is none gets the nearest one.
bool is_misspelt(const CLI::App& app, std::string_view word) {
    if (word.starts_with('-')) return false;
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    if (std::find(names.begin(), names.end(), word) != names.end()) return false;
    const std::string nearest = nearest_name(word, names);
    fmt::print(stderr, "redress: there is no command '{}'{}\n", word,
               nearest.empty() ? "; redress --help lists them" : fmt::format("; did you mean '{}'?", nearest));
    return true;
}

int run(int argc, char** argv) {
    CLI::App app("Service credits by rules.", "redress");
    Chosen chosen;
    add_commands(app, chosen);
    if (argc > 1 && is_misspelt(app, argv[1])) return exit_usage;
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_success : exit_usage;
    }
    return flushed(chosen());
}

}  // namespace
}  // namespace redress::cli

int main(int argc, char** argv) {
    using namespace redress::cli;
    try {
        if (redress_abi_version() >= abi_version_min) return run(argc, argv);
        fmt::print(stderr, "redress: the library is older than this program\n");
    } catch (const std::exception& error) {
        fmt::print(stderr, "redress: {}\n", error.what());
    }
    return exit_failure;
}
