// `redress completion`: a script with which a shell completes commands, options and files.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "commands.h"

namespace redress::cli {
namespace {

std::string long_options(const CLI::App& command) {
    std::string out;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames()) out += (out.empty() ? "--" : " --") + name;
    }
    return out;
}

int bash_completion(const CLI::App& app) {
    std::string names;
    std::string cases;
    for (const CLI::App* command : app.get_subcommands({})) {
        names += (names.empty() ? "" : " ") + command->get_name();
        std::string words = long_options(*command);
        for (const CLI::App* part : command->get_subcommands({})) words += " " + part->get_name() + " " + long_options(*part);
        cases += fmt::format("        {}) words=\"{}\" ;;\n", command->get_name(), words);
    }
    fmt::print(stdout,
               "# bash completion of redress; load it with: source <(redress completion bash)\n"
               "_redress() {{\n"
               "    local current=${{COMP_WORDS[COMP_CWORD]}} words\n"
               "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
               "        COMPREPLY=($(compgen -W \"{} {}\" -- \"$current\"))\n"
               "        return\n"
               "    fi\n"
               "    case ${{COMP_WORDS[1]}} in\n{}"
               "    esac\n"
               "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\") $(compgen -f -- \"$current\"))\n"
               "}}\n"
               "complete -o filenames -F _redress redress\n",
               names, long_options(app), cases);
    return exit_success;
}

}  // namespace

void add_completion(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("completion", "print a script that completes commands in a shell");
    command->require_subcommand(1);
    command->add_subcommand("bash", "for bash")->callback([&app, &chosen] { chosen = [&app] { return bash_completion(app); }; });
}

}  // namespace redress::cli
