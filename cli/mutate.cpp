// `redress mutate`: which small changes of rules no case notices.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "case_text.h"
#include "commands.h"
#include "library.h"
#include "parallel.h"
#include "progress_bar.h"
#include "replayed_case.h"
#include "rule_changes.h"
#include "rule_files.h"
#include "rules_options.h"
#include "temporary_folder.h"
#include "text_file.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

struct MutateOptions {
    RulesOptions rules{"rules", ""};
    std::vector<std::string> folders;
    std::size_t jobs = 0;
};

struct SampleText {
    std::string text;
    std::vector<std::string> decisions;  // as people work them out; a refusal's message where there are none
};

// All that one SLA needs to be loaded: its versions, and the calendars of the book.
struct Pack {
    std::vector<const RuleFile*> versions;
    std::vector<SampleText> samples;
};

std::vector<std::string> decisions_of(const redress_book& book, const std::string& text) {
    try {
        const Case facts = parse_case(text);
        const Statement statement = settle(book, *facts, Steps::without);
        std::vector<std::string> out;
        for (std::int64_t i = 0; i < redress_statement_count(statement.get(), "decision"); ++i)
            out.push_back(decision_by_hand(*statement, i));
        return out;
    } catch (const Refusal& refusal) {
        return {std::string("refused: ") + refusal.what()};
    }
}

// The rules of a pack in a folder of their own, one version of them changed. Null where they do not load.
Book changed_book(const Pack& pack, const RuleFile* changed, const std::string& text, const std::vector<fs::path>& calendars,
                  const std::string& zones) {
    const TemporaryFolder folder;
    int number = 0;
    for (const RuleFile* file : pack.versions)
        write_file(folder.path() / fmt::format("{}.xml", ++number), file == changed ? text : file->text);
    for (const fs::path& calendar : calendars)
        fs::create_symlink(fs::absolute(calendar), folder.path() / fmt::format("{}.xml", ++number));
    try {
        return load_book(folder.path().string(), zones);
    } catch (const Refusal&) {
        return nullptr;
    }
}

enum class Noticed { no, yes, not_loaded };

Noticed noticed(const Pack& pack, const Book& book) {
    if (!book) return Noticed::not_loaded;
    for (const SampleText& sample : pack.samples) {
        if (decisions_of(*book, sample.text) != sample.decisions) return Noticed::yes;
    }
    return Noticed::no;
}

struct Task {
    const Pack* pack;
    const RuleFile* file;
    RuleChange change;
};

class Mutations {
public:
    explicit Mutations(const MutateOptions& options)
        : options_(options), book_(load_rules(options.rules)), files_(sla_files(options.rules.rules)) {
        for (const auto& file : files_) packs_[attribute(file->root(), "id")].versions.push_back(file.get());
        for (const fs::path& path : rule_paths(options.rules.rules)) {
            const bool is_sla = std::any_of(files_.begin(), files_.end(), [&](const auto& file) { return file->path == path; });
            if (!is_sla) calendars_.push_back(path);
        }
    }

    void read_samples() {
        for (const std::string& folder : options_.folders) {
            for (const fs::path& file : cases_below(folder, CaseFormats::xml)) {
                const std::string text = read_file(file);
                for (const std::string& sla : slas_of(text)) packs_[sla].samples.push_back({text, {}});
            }
        }
        for (auto& [sla, pack] : packs_) {
            if (pack.samples.empty()) continue;
            const Book book = changed_book(pack, nullptr, "", calendars_, options_.rules.zones);
            for (SampleText& sample : pack.samples) sample.decisions = decisions_of(*book, sample.text);
        }
    }

    int run() {
        std::vector<Task> tasks;
        for (const auto& [sla, pack] : packs_) {
            if (pack.samples.empty()) continue;
            for (const RuleFile* file : pack.versions) {
                for (RuleChange& change : rule_changes(*file)) tasks.push_back({&pack, file, std::move(change)});
            }
        }
        std::size_t begun = 0;
        std::size_t done = 0;
        std::map<Noticed, std::size_t> counts;
        ProgressBar bar(tasks.size());
        in_order(
            threads_of(options_.jobs), [&] { return begun < tasks.size() ? std::optional(&tasks[begun++]) : std::nullopt; },
            [&](Task* task) {
                return noticed(*task->pack,
                               changed_book(*task->pack, task->file, task->change.text, calendars_, options_.rules.zones));
            },
            [&](Noticed result) {
                const Task& task = tasks[done++];
                ++counts[result];
                bar.make_room();
                if (result == Noticed::no)
                    fmt::print(stdout, "{}:{}: {}: no case notices\n", task.file->path.string(), task.change.line,
                               task.change.what);
                bar.show(done, task.file->path.filename().string());
            });
        bar.clear();
        fmt::print(stdout, "{} changes: {} noticed, {} not, {} do not load\n", tasks.size(), counts[Noticed::yes],
                   counts[Noticed::no], counts[Noticed::not_loaded]);
        return counts[Noticed::no] == 0 && counts[Noticed::yes] > 0 ? exit_success : exit_failure;
    }

private:
    // Those that decided something in a case. A case that is refused tests no rule by its decisions.
    std::vector<std::string> slas_of(const std::string& text) const {
        std::vector<std::string> out;
        try {
            const Case facts = parse_case(text);
            const Statement statement = settle(*book_, *facts, Steps::without);
            for (std::int64_t i = 0; i < redress_statement_count(statement.get(), "decision"); ++i) {
                const std::string sla(field(*statement, "decision", i, "sla"));
                if (std::find(out.begin(), out.end(), sla) == out.end()) out.push_back(sla);
            }
        } catch (const Refusal&) {
        }
        return out;
    }

    const MutateOptions& options_;
    Book book_;
    std::vector<std::unique_ptr<RuleFile>> files_;
    std::vector<fs::path> calendars_;
    std::map<std::string, Pack> packs_;
};

int mutate(const MutateOptions& options) {
    Mutations mutations(options);
    mutations.read_samples();
    return mutations.run();
}

}  // namespace

void add_mutate(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<MutateOptions>();
    CLI::App* command = app.add_subcommand("mutate", "change rules a little, and list what no case notices");
    command->add_option("--rules", options->rules.rules, "folder or file of rules")->capture_default_str();
    add_zones_option(*command, options->rules.zones);
    command->add_option("--jobs", options->jobs, "threads; all cores unless it is given");
    command->add_option("DIR", options->folders, "folders with cases")->required()->check(CLI::ExistingDirectory);
    command->callback([options, &chosen] { chosen = [options] { return mutate(*options); }; });
}

}  // namespace redress::cli
