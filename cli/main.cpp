// redress: settles cases, replays samples and checks rules from a command line, by the public ABI alone.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "commands.h"
#include "redress.h"

namespace redress::cli {
namespace {

constexpr int abi_version_min = 2;  // what this program was written for

void add_commands(CLI::App& app, Chosen& chosen) {
    app.require_subcommand(1);
    app.set_version_flag("--version", fmt::format("redress {} (ABI {})", redress_version(), redress_abi_version()));
    add_replay(app, chosen);
    add_settle(app, chosen);
    add_check(app, chosen);
    add_canonical(app, chosen);
    add_vocabulary(app, chosen);
    add_schema(app, chosen);
}

// Output that got lost, as on a full disk, is a failure.
int flushed(int status) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
    fmt::print(stderr, "redress: standard output can't be written\n");
    return exit_failure;
}

int run(int argc, char** argv) {
    CLI::App app("Service credits by rules.", "redress");
    Chosen chosen;
    add_commands(app, chosen);
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
