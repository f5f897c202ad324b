// `redress new`: a pack to start from, with samples.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "commands.h"
#include "expected_decisions.h"
#include "library.h"
#include "rules_options.h"
#include "templates.h"
#include "text_file.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

struct NewOptions {
    std::string name;
    std::string folder;
    std::string zones;
};

std::string rules_of(const Template& chosen) {
    return fmt::format(
        "<sla xmlns=\"urn:redress:rules:1\" id=\"{}\" title=\"{}\"\n     currency=\"EUR\" timezone=\"Europe/Berlin\" "
        "effective_from=\"2026-01-01\">{}</sla>\n",
        chosen.name, chosen.title, chosen.rules);
}

std::string case_of(const TemplateSample& sample) {
    return fmt::format("<case xmlns=\"urn:redress:case:1\" id=\"{}\" as_of=\"{}\" currency=\"EUR\">{}</case>\n", sample.name,
                       sample.as_of, sample.records);
}

int make(const NewOptions& options) {
    const auto found =
        std::find_if(templates().begin(), templates().end(), [&](const Template& t) { return t.name == options.name; });
    const fs::path rules = fs::path(options.folder) / "rules" / fmt::format("{}.xml", options.name);
    const fs::path samples = fs::path(options.folder) / "samples" / options.name;
    std::vector<std::pair<fs::path, std::string>> files{{rules, rules_of(*found)}};
    std::string expected = "# case, then for each decision: guarantee/outcome/reason/amount/remedy\n";
    for (const TemplateSample& sample : found->samples) {
        files.emplace_back(samples / fmt::format("{}.case.xml", sample.name), case_of(sample));
        expected += fmt::format("{}\t{}\n", sample.name, sample.decisions);
    }
    files.emplace_back(samples / expected_file, expected);
    for (const auto& [path, text] : files) {
        if (fs::exists(path)) throw std::runtime_error(path.string() + " is there already");
    }
    fs::create_directories(rules.parent_path());
    fs::create_directories(samples);
    for (const auto& [path, text] : files) write_file(path, text);

    const Book book = load_rules({rules.string(), options.zones});
    for (const TemplateSample& sample : found->samples) {
        const Case facts = parse_case(case_of(sample));
        const fs::path statement = samples / fmt::format("{}.statement.xml", sample.name);
        write_file(statement, statement_xml(*settle(*book, *facts, Steps::with)));
        files.emplace_back(statement, "");
    }
    for (const auto& [path, text] : files) fmt::print(stdout, "{}\n", path.string());
    return exit_success;
}

}  // namespace

void add_new(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<NewOptions>();
    CLI::App* command = app.add_subcommand("new", "write a pack to start from, with samples");
    std::vector<std::string> names;
    for (const Template& each : templates()) names.emplace_back(each.name);
    add_zones_option(*command, options->zones);
    command->add_option("TEMPLATE", options->name, "what kind of promise it is about")->required()->check(CLI::IsMember(names));
    command->add_option("DIR", options->folder, "the folder to write rules/ and samples/ into")->required();
    command->callback([options, &chosen] { chosen = [options] { return make(*options); }; });
}

}  // namespace redress::cli
