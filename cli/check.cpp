#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "findings.h"
#include "library.h"
#include "rules_options.h"

namespace redress::cli {
namespace {

struct CheckOptions {
    std::vector<std::string> rules;
    std::string zones;
    std::string warnings = "show";  // show, error or off
    std::string format = "plain";   // plain or json
};

void print_slas(const redress_book& book) {
    for (std::int64_t i = 0; i < redress_book_count(&book); ++i) {
        fmt::print(stdout, "{}, {}, {}: ok\n", field(book, i, "sla"), field(book, i, "effective_from"), field(book, i, "title"));
    }
}

bool has(const redress_review& review, std::string_view severity) {
    for (std::int64_t i = 0; i < redress_review_count(&review); ++i) {
        if (field(review, i, "severity") == severity) return true;
    }
    return false;
}

void print_findings(const redress_review& review, bool warnings) {
    const bool colours = colours_wanted();
    for (std::int64_t i = 0; i < redress_review_count(&review); ++i) {
        if (warnings || field(review, i, "severity") == "error") fmt::print(stdout, "{}", plain_finding(review, i, colours));
    }
}

// Whether the rules pass.
bool check_one(const std::string& path, const CheckOptions& options) {
    const bool warnings = options.warnings != "off";
    const Review review = review_rules(path, options.zones);
    const bool wrong = has(*review, "error");
    if (options.format == "json") {
        fmt::print(stdout, "{}", json_findings(path, *review, warnings));
    } else {
        print_findings(*review, warnings);
        if (!wrong) print_slas(*load_book(path, options.zones));
    }
    return !wrong && !(options.warnings == "error" && has(*review, "warning"));
}

// Reviews rule files or folders, prints all that is wrong or doubtful in them, and a line for each SLA that is right.
int check(const CheckOptions& options) {
    int status = exit_success;
    for (const std::string& path : options.rules) {
        try {
            if (!check_one(path, options)) status = exit_failure;
        } catch (const Refusal& refusal) {
            fmt::print(stderr, "redress: {}\n", refusal.in_file(path));
            status = exit_failure;
        }
    }
    return status;
}

}  // namespace

void add_check(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<CheckOptions>();
    CLI::App* command = app.add_subcommand("check", "tell all that is wrong or doubtful in rules");
    add_zones_option(*command, options->zones);
    command->add_option("--warnings", options->warnings, "show them, count them as errors, or leave them out")
        ->check(CLI::IsMember({"show", "error", "off"}))
        ->capture_default_str();
    command->add_option("--format", options->format, "plain, or a JSON array for other programs")
        ->check(CLI::IsMember({"plain", "json"}))
        ->capture_default_str();
    command->add_option("RULES", options->rules, "files or folders of rules")->required();
    command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

}  // namespace redress::cli
