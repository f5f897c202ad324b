#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "commands.h"
#include "progress_bar.h"
#include "replay_report.h"
#include "replayed_case.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

int replay(const ReplayOptions& options) {
    Book book;
    try {
        book = load_book(options.rules, options.zones);
    } catch (const Refusal& refusal) {
        fmt::print(stderr, "redress: {}\n", refusal.in_file(options.rules));
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

}  // namespace redress::cli
