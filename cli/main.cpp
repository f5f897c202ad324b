// redress: settles cases, replays samples and checks rules from a command line, by the public ABI alone.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"

namespace redress::cli {
namespace {

constexpr int abi_version_min = 2;  // what this program was written for

struct Arguments {
    ReplayOptions replay;
    SettleOptions settle;
    SchemaOptions schema;
    bool no_steps = false;
    CheckOptions check;
    std::string case_file;
};

// For commands that load rules.
void add_zones_option(CLI::App& command, std::string& zones) {
    command.add_option("--zones", zones, "folder of compiled time zone files, instead of the system's")
        ->check(CLI::ExistingDirectory);
}

void add_commands(CLI::App& app, Arguments& given, std::function<int()>& chosen) {
    app.require_subcommand(1);
    app.set_version_flag("--version", fmt::format("redress {} (ABI {})", redress_version(), redress_abi_version()));

    CLI::App* replay_command = app.add_subcommand("replay", "settle samples and compare with what is expected");
    replay_command->add_option("--rules", given.replay.rules, "folder or file of rules")->capture_default_str();
    add_zones_option(*replay_command, given.replay.zones);
    replay_command->add_option("DIR", given.replay.folders, "folders with NAME.case.xml and NAME.statement.xml")
        ->required()
        ->check(CLI::ExistingDirectory);
    replay_command->callback([&] { chosen = [&] { return replay(given.replay); }; });

    CLI::App* settle_command = app.add_subcommand("settle", "print the statement of a case");
    settle_command->add_option("--rules", given.settle.rules, "folder or file of rules")->required();
    add_zones_option(*settle_command, given.settle.zones);
    settle_command->add_flag("--no-steps", given.no_steps, "leave the explanation out");
    settle_command->add_option("CASE.xml", given.settle.case_file, "the case; - reads standard input")->required();
    settle_command->callback([&] {
        given.settle.steps = given.no_steps ? Steps::without : Steps::with;
        chosen = [&] { return settle(given.settle); };
    });

    CLI::App* check_command = app.add_subcommand("check", "tell all that is wrong or doubtful in rules");
    add_zones_option(*check_command, given.check.zones);
    check_command->add_option("--warnings", given.check.warnings, "show them, count them as errors, or leave them out")
        ->check(CLI::IsMember({"show", "error", "off"}))
        ->capture_default_str();
    check_command->add_option("--format", given.check.format, "plain, or a JSON array for other programs")
        ->check(CLI::IsMember({"plain", "json"}))
        ->capture_default_str();
    check_command->add_option("RULES", given.check.rules, "files or folders of rules")->required();
    check_command->callback([&] { chosen = [&] { return check(given.check); }; });

    CLI::App* canonical_command = app.add_subcommand("canonical", "print a case as its digest is computed from it");
    canonical_command->add_option("CASE.xml", given.case_file, "the case; - reads standard input")->required();
    canonical_command->callback([&] { chosen = [&] { return canonical(given.case_file); }; });

    CLI::App* vocabulary_command = app.add_subcommand("vocabulary", "print the vocabulary as Markdown");
    vocabulary_command->callback([&] { chosen = [] { return vocabulary(); }; });

    CLI::App* schema_command = app.add_subcommand("schema", "print the XML Schema of rules, cases or statements");
    schema_command->require_subcommand(1);
    for (const char* part : {"rules", "case", "statement"}) {
        CLI::App* part_command = schema_command->add_subcommand(part, fmt::format("the schema of {}.xsd", part));
        if (part == std::string_view("case")) {
            part_command->add_option("--rules", given.schema.rules, "folder or file of rules whose facts cases may carry");
            add_zones_option(*part_command, given.schema.zones);
        }
        part_command->callback([&given, &chosen, part] {
            given.schema.part = part;
            chosen = [&given] { return schema(given.schema); };
        });
    }
}

// Output that got lost, as on a full disk, is a failure.
int flushed(int status) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
    fmt::print(stderr, "redress: standard output can't be written\n");
    return exit_failure;
}

int run(int argc, char** argv) {
    CLI::App app("Service credits by rules.", "redress");
    Arguments given;
    std::function<int()> chosen;
    add_commands(app, given, chosen);
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
