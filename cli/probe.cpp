// `redress probe`: the cases that the samples of a pack lack.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "case_text.h"
#include "commands.h"
#include "coverage.h"
#include "document_kind.h"
#include "expected_decisions.h"
#include "library.h"
#include "parallel.h"
#include "probes.h"
#include "progress_bar.h"
#include "replayed_case.h"
#include "rule_files.h"
#include "rules_options.h"
#include "text_file.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

struct ProbeOptions {
    RulesOptions rules{"rules", ""};
    std::vector<std::string> folders;
    std::string into;
    std::size_t jobs = 0;
};

// A version of an SLA with the samples that may be about it.
struct ProbedVersion {
    const RuleFile* file = nullptr;
    std::vector<ProbeSeed> seeds;
};

// Where the cases for a file of rules go: rules/hosting/vps.xml has hosting/vps. By its name alone, so that no link of a rules
// folder leads out of the folder to write into.
fs::path folder_for(const ProbeOptions& options, const RuleFile& file) {
    const bool one_of_many = fs::is_directory(options.rules.rules);
    fs::path below = one_of_many ? file.path.lexically_relative(options.rules.rules) : file.path.filename();
    return fs::path(options.into) / below.replace_extension();
}

std::string expected_of(const std::vector<Probe>& probes) {
    std::string out =
        "# case, then for each decision: guarantee/outcome/reason/amount/remedy\n"
        "# A question mark is yet to be worked out by hand, from the contract's text.\n";
    for (const Probe& probe : probes) {
        out += probe.name;
        for (const std::string& guarantee : probe.guarantees)
            out += fmt::format("\t{}/{}", guarantee.empty() ? "-" : guarantee, open_decision);
        out += '\n';
    }
    return out;
}

std::vector<std::pair<fs::path, std::string>> files_of(const fs::path& folder, const std::vector<Probe>& probes) {
    std::vector<std::pair<fs::path, std::string>> files;
    for (const Probe& probe : probes) files.emplace_back(folder / (probe.name + std::string(case_ending)), probe.xml);
    if (!probes.empty()) files.emplace_back(folder / expected_file, expected_of(probes));
    return files;
}

std::string counted(const char* what, const ProbeCount& count) {
    return count.all == 0
               ? ""
               : fmt::format("    {}: {} of {} by the samples, {} with the probes\n", what, count.before, count.all, count.after);
}

void report(const RuleFile& file, const ProbeResult& result, const fs::path& folder) {
    const std::size_t written = result.probes.size();
    fmt::print(stdout, "{}, {}: {} {} written\n", attribute(file.root(), "id"), attribute(file.root(), "effective_from"), written,
               written == 1 ? "case" : "cases");
    fmt::print(stdout, "{}{}{}{}{}", counted("sides of bounds", result.bounds),
               counted("requirements alone", result.requirements), counted("lengths of windows", result.windows),
               counted("replays and late evidence", result.replays), counted("coverage", result.rest));
    for (const Probe& probe : result.probes)
        fmt::print(stdout, "    {}\n", (folder / (probe.name + std::string(case_ending))).string());
    for (const std::string& line : result.missing) fmt::print(stdout, "    {}\n", line);
}

int probe(const ProbeOptions& options) {
    const Book book = load_rules(options.rules);
    const std::vector<std::unique_ptr<RuleFile>> files = sla_files(options.rules.rules);
    const Coverage coverage(options.rules.rules);
    DocumentKind kind = document_kind("case");
    add_declared_facts(kind, *book);

    std::vector<ProbedVersion> versions;
    for (const auto& file : files) versions.push_back({file.get(), {}});
    for (const std::string& folder : options.folders) {
        for (const fs::path& path : cases_below(folder, CaseFormats::xml)) {
            const std::string text = read_file(path);
            for (ProbedVersion& version : versions) {
                if (text.find(fmt::format("\"{}\"", attribute(version.file->root(), "id"))) != std::string::npos)
                    version.seeds.push_back({case_name(path), text, true});
            }
        }
    }
    versions.erase(std::remove_if(versions.begin(), versions.end(),
                                  [&](const ProbedVersion& each) { return each.seeds.empty() && !options.folders.empty(); }),
                   versions.end());
    for (ProbedVersion& version : versions) {
        if (version.seeds.empty()) version.seeds = first_cases(*version.file);
    }

    std::size_t begun = 0;
    std::size_t done = 0;
    ProgressBar bar(versions.size());
    in_order(
        threads_of(options.jobs), [&] { return begun < versions.size() ? std::optional(&versions[begun++]) : std::nullopt; },
        [&](const ProbedVersion* version) { return probe_version(*book, *version->file, kind, coverage, version->seeds); },
        [&](const ProbeResult& result) {
            const RuleFile& file = *versions[done++].file;
            const fs::path folder = folder_for(options, file);
            const auto written = files_of(folder, result.probes);
            for (const auto& [path, text] : written) {
                if (fs::exists(path)) throw std::runtime_error(path.string() + " is there already");
            }
            if (!written.empty()) fs::create_directories(folder);
            for (const auto& [path, text] : written) write_file(path, text);
            bar.make_room();
            report(file, result, folder);
            bar.show(done, file.path.filename().string());
        },
        1);
    bar.clear();
    return exit_success;
}

}  // namespace

void add_probe(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<ProbeOptions>();
    CLI::App* command = app.add_subcommand("probe", "write the cases that samples lack, for a person to work out");
    command->add_option("--rules", options->rules.rules, "folder or file of rules")->capture_default_str();
    add_zones_option(*command, options->rules.zones);
    command->add_option("--into", options->into, "the folder to write cases into")->required();
    command->add_option("--jobs", options->jobs, "threads; all cores unless it is given");
    command->add_option("DIR", options->folders, "folders with samples; without one, cases to begin with")
        ->check(CLI::ExistingDirectory);
    command->callback([options, &chosen] { chosen = [options] { return probe(*options); }; });
}

}  // namespace redress::cli
