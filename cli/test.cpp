// `redress test`: cases against decisions worked out by hand and against the statements beside them.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "case_text.h"
#include "commands.h"
#include "coverage.h"
#include "expected_decisions.h"
#include "library.h"
#include "parallel.h"
#include "progress_bar.h"
#include "replayed_case.h"
#include "rules_options.h"
#include "statement_records.h"
#include "test_report.h"
#include "text_file.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

struct TestOptions {
    RulesOptions rules{"rules", ""};
    std::vector<std::string> folders;
    bool accept = false;
    std::string junit;
    bool coverage = false;
    std::string html;
    std::size_t jobs = 0;
};

// By folder, where a folder has expected.tsv.
using Expected = std::map<fs::path, ExpectedDecisions>;

Expected read_expected(const std::vector<fs::path>& files) {
    Expected expected;
    for (const fs::path& file : files) {
        const fs::path folder = file.parent_path();
        if (expected.count(folder) == 0 && fs::exists(folder / expected_file))
            expected[folder] = expected_decisions(folder / expected_file);
    }
    return expected;
}

std::string line_of(const std::vector<std::string>& decisions) {
    std::string out;
    for (const std::string& decision : decisions) out += (out.empty() ? "" : "  ") + decision;
    return out.empty() ? "no decision" : out;
}

// What was worked out by hand and what was settled, where they differ.
std::vector<std::string> against_hand(const ReplayedCase& replayed, const ExpectedDecisions* expected) {
    if (expected == nullptr) return {};
    const auto by_hand = expected->find(replayed.name);
    const bool refused = !replayed.refusal.empty();
    if (by_hand == expected->end()) {
        if (refused) return {};
        return {fmt::format("{} has no line for it; settled: {}", expected_file, line_of(replayed.decisions))};
    }
    if (refused) return {"by hand: " + line_of(by_hand->second), "settled: refused: " + replayed.refusal};
    if (agree(by_hand->second, replayed.decisions)) return {};
    return {"by hand: " + line_of(by_hand->second), "settled: " + line_of(replayed.decisions)};
}

// What is not worked out yet proves nothing, whatever stands in files.
bool is_open_in(const ExpectedDecisions* expected, const std::string& name) {
    if (expected == nullptr) return false;
    const auto by_hand = expected->find(name);
    return by_hand != expected->end() && is_open(by_hand->second);
}

std::vector<std::string> against_file(const ReplayedCase& replayed) {
    if (!replayed.differences.empty()) return replayed.differences;
    if (!replayed.failure.empty()) return {replayed.failure};
    return {};
}

// Only what agrees with the decisions by hand is ever accepted, and no refusal in place of a statement or the other way round.
bool acceptable(const ReplayedCase& replayed, const fs::path& file) {
    const bool refused = !replayed.refusal.empty();
    if (!refused && replayed.statement.empty()) return false;  // the case could not be read
    return !fs::exists(refused ? statement_beside(file) : refusal_beside(file));
}

TestResult result_of(const ReplayedCase& replayed, const fs::path& file, const ExpectedDecisions* expected, bool accept) {
    TestResult result{file.parent_path().string(), replayed.name, against_hand(replayed, expected), false, false};
    const bool agrees_with_hand = result.failures.empty();
    if (agrees_with_hand && is_open_in(expected, replayed.name)) {
        result.open = true;
        return result;
    }
    for (std::string& line : against_file(replayed)) result.failures.push_back(std::move(line));
    if (result.failures.empty() || !accept || !agrees_with_hand || !acceptable(replayed, file)) return result;
    if (replayed.refusal.empty()) {
        write_file(statement_beside(file), replayed.statement);
    } else {
        write_file(refusal_beside(file), replayed.refusal + "\n");
    }
    result.accepted = true;
    return result;
}

// Lines of expected.tsv whose case is not there.
void report_missing_cases(TestReport& report, const Expected& expected, const std::vector<fs::path>& files) {
    std::set<fs::path> there(files.begin(), files.end());
    for (const auto& [folder, decisions] : expected) {
        for (const auto& [name, ignored] : decisions) {
            if (there.count(folder / (name + std::string(case_ending))) == 0)
                report.add({folder.string(),
                            name,
                            {fmt::format("stands in {}, but there is no such case", expected_file)},
                            false,
                            false});
        }
    }
}

int test_all(const TestOptions& options) {
    const Book book = load_rules(options.rules);
    std::vector<fs::path> files;
    for (const std::string& folder : options.folders) {
        const std::vector<fs::path> found = cases_below(folder, CaseFormats::xml);
        files.insert(files.end(), found.begin(), found.end());
    }
    const Expected expected = read_expected(files);
    TestReport report;
    std::optional<Coverage> coverage;
    if (options.coverage || !options.html.empty()) coverage.emplace(options.rules.rules);
    ProgressBar bar(files.size());
    std::size_t begun = 0;
    std::size_t done = 0;
    in_order(
        threads_of(options.jobs), [&] { return begun < files.size() ? std::optional(files[begun++]) : std::nullopt; },
        [&](const fs::path& file) { return replay_case(*book, file); },
        [&](const ReplayedCase& replayed) {
            const fs::path& file = files[done++];
            const auto by_hand = expected.find(file.parent_path());
            bar.make_room();
            report.add(result_of(replayed, file, by_hand == expected.end() ? nullptr : &by_hand->second, options.accept));
            if (coverage && !replayed.statement.empty()) coverage->add(statement_records(replayed.statement));
            bar.show(done, replayed.name);
        });
    bar.clear();
    report_missing_cases(report, expected, files);
    report.close();
    if (options.coverage) fmt::print(stdout, "\n{}", coverage->text());
    if (!options.html.empty()) write_file(options.html, coverage->html());
    if (!options.junit.empty()) write_file(options.junit, report.junit());
    return report.failed() == 0 && report.open() == 0 && report.passed() > 0 ? exit_success : exit_failure;
}

}  // namespace

void add_test(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<TestOptions>();
    CLI::App* command = app.add_subcommand("test", "compare cases with decisions by hand and with their statements");
    command->add_option("--rules", options->rules.rules, "folder or file of rules")->capture_default_str();
    add_zones_option(*command, options->rules.zones);
    command->add_flag("--accept", options->accept, "write statements anew, where nothing worked out by hand says otherwise");
    command->add_option("--junit", options->junit, "a file for the results, in the form of JUnit's");
    command->add_flag("--coverage", options->coverage, "what of the rules no case reached");
    command->add_option("--html", options->html, "a file for a page of what was reached");
    command->add_option("--jobs", options->jobs, "threads; all cores unless it is given");
    command->add_option("DIR", options->folders, "folders with NAME.case.xml, NAME.statement.xml and expected.tsv")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->callback([options, &chosen] { chosen = [options] { return test_all(*options); }; });
}

}  // namespace redress::cli
