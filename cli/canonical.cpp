#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "case_xml.h"
#include "commands.h"
#include "library.h"
#include "text_file.h"

namespace redress::cli {
namespace {

int canonical(const std::string& case_file) {
    try {
        fmt::print(stdout, "{}", with_case({case_file, read_input(case_file)}, canonical_xml));
    } catch (const CaseFault& fault) {
        throw std::runtime_error(fault.in(case_file));
    }
    return exit_success;
}

}  // namespace

void add_canonical(CLI::App& app, Chosen& chosen) {
    const auto case_file = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("canonical", "print a case as its digest is computed from it");
    command->add_option("CASE", *case_file, "the case; - reads standard input")->required();
    command->callback([case_file, &chosen] { chosen = [case_file] { return canonical(*case_file); }; });
}

}  // namespace redress::cli
