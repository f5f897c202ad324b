#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.h"
#include "library.h"
#include "parallel.h"
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
    std::size_t jobs = 0;
    bool ignore_digests = false;
};

std::vector<fs::path> cases_below(const std::vector<std::string>& folders) {
    std::vector<fs::path> cases;
    for (const std::string& folder : folders) {
        const std::vector<fs::path> found = cases_below(folder, CaseFormats::xml);
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
    ReplayReport report(files, !options.ignore_digests);
    ProgressBar bar(files.size());
    std::size_t begun = 0;
    std::size_t done = 0;
    in_order(
        threads_of(options.jobs), [&] { return begun < files.size() ? std::optional(files[begun++]) : std::nullopt; },
        [&](const fs::path& file) { return replay_case(*book, file); },
        [&](const ReplayedCase& replayed) {
            bar.make_room();
            report.add(replayed);
            bar.show(++done, replayed.name);
        });
    bar.clear();
    report.close();
    return report.failed() == 0 && report.passed() > 0 ? exit_success : exit_failure;
}

}  // namespace

void add_replay(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<ReplayOptions>();
    CLI::App* command = app.add_subcommand("replay", "settle samples and compare with what is expected");
    command->add_option("--rules", options->rules.rules, "folder or file of rules")->capture_default_str();
    add_zones_option(*command, options->rules.zones);
    command->add_flag("--ignore-digests", options->ignore_digests, "a statement passes where it differs in digests alone");
    command->add_option("--jobs", options->jobs, "threads; all cores unless it is given");
    command->add_option("DIR", options->folders, "folders with NAME.case.xml and NAME.statement.xml")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->callback([options, &chosen] { chosen = [options] { return replay(*options); }; });
}

}  // namespace redress::cli
