#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "case_text.h"
#include "commands.h"
#include "library.h"
#include "parallel.h"
#include "progress_bar.h"
#include "rules_options.h"
#include "settle_output.h"
#include "settled_case.h"

namespace redress::cli {
namespace {

struct SettleOptions {
    RulesOptions rules;
    std::vector<std::string> cases;
    SettleRange range;
    std::string format = "xml";
    bool totals = false;
    bool no_steps = false;
    std::size_t jobs = 0;
};

// Prints the statements of cases, or rows of them.
int settle_all(const SettleOptions& options) {
    const Book book = load_rules(options.rules);
    const bool shows_steps = options.format == "xml" || options.format == "json";
    const Steps steps = shows_steps && !options.no_steps && !options.totals ? Steps::with : Steps::without;
    CaseTexts texts(options.cases);
    const std::unique_ptr<SettleOutput> output = settle_output(options.format, options.totals);
    ProgressBar bar(0);
    std::size_t done = 0;
    std::size_t refused = 0;
    in_order(
        threads_of(options.jobs), [&] { return texts.next(); },
        [&](CaseText&& text) { return settle_text(*book, std::move(text), options.range, steps); },
        [&](const SettledCase& settled) {
            bar.make_room();
            output->add(settled);
            refused += settled.refused() ? 1 : 0;
            bar.show(++done, settled.source);
        });
    bar.clear();
    output->close();
    return refused == 0 ? exit_success : exit_failure;
}

}  // namespace

void add_settle(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<SettleOptions>();
    CLI::App* command = app.add_subcommand("settle", "print the statements of cases");
    command->add_option("--rules", options->rules.rules, "folder or file of rules")->required();
    add_zones_option(*command, options->rules.zones);
    command->add_option("--from", options->range.from, "only windows that start then or later, where no claim is required");
    command->add_option("--until", options->range.until, "and only those that start before");
    command->add_option("--format", options->format, "xml, json, csv or table")
        ->check(CLI::IsMember({"xml", "json", "csv", "table"}))
        ->capture_default_str();
    CLI::Option* totals = command->add_flag("--totals", options->totals, "totals alone, as json, csv or table");
    command->add_flag("--no-steps", options->no_steps, "leave the explanation out");
    command->add_option("--jobs", options->jobs, "threads; all cores unless it is given");
    command->add_option("CASE", options->cases, "files, folders of *.case.xml and *.case.json, or - for standard input")
        ->required();
    command->callback([options, &chosen, totals] {
        if (options->format == "xml" && totals->count() > 0) throw CLI::ValidationError("--totals", "has no form in xml");
        chosen = [options] { return settle_all(*options); };
    });
}

}  // namespace redress::cli
