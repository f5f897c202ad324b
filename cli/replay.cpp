#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "library.h"
#include "progress_bar.h"
#include "replay_report.h"
#include "replayed_case.h"
#include "rules_options.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

struct ReplayOptions {
    RulesOptions rules{"rules", ""};
    std::vector<std::string> folders;
};

std::vector<fs::path> cases_below(const std::string& folder) {
    std::vector<fs::path> cases;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(case_ending) && entry.is_regular_file()) cases.push_back(entry.path());
    }
    std::sort(cases.begin(), cases.end());
    return cases;
}

std::vector<fs::path> cases_below(const std::vector<std::string>& folders) {
    std::vector<fs::path> cases;
    for (const std::string& folder : folders) {
        const std::vector<fs::path> found = cases_below(folder);
        cases.insert(cases.end(), found.begin(), found.end());
    }
    return cases;
}

// Settles the sample cases below the folders and compares each statement with the expected one beside it.
int replay(const ReplayOptions& options) {
    Book book;
    try {
        book = load_rules(options.rules);
    } catch (const std::runtime_error& refusal) {
        fmt::print(stderr, "redress: {}\n", refusal.what());
        return exit_usage;
    }
    const std::vector<fs::path> files = cases_below(options.folders);
    ReplayReport report(files);
    ProgressBar bar(files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        bar.show(i, case_name(files[i]));
        const ReplayedCase replayed = replay_case(*book, files[i]);
        bar.clear();
        report.add(replayed);
    }
    report.close();
    return report.failed() == 0 && report.passed() > 0 ? exit_success : exit_failure;
}

}  // namespace

void add_replay(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<ReplayOptions>();
    CLI::App* command = app.add_subcommand("replay", "settle samples and compare with what is expected");
    command->add_option("--rules", options->rules.rules, "folder or file of rules")->capture_default_str();
    add_zones_option(*command, options->rules.zones);
    command->add_option("DIR", options->folders, "folders with NAME.case.xml and NAME.statement.xml")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->callback([options, &chosen] { chosen = [options] { return replay(*options); }; });
}

}  // namespace redress::cli
