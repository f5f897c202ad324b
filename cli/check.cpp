#include <fmt/core.h>

#include <cstdint>
#include <cstdio>

#include "commands.h"
#include "findings.h"

namespace redress::cli {
namespace {

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

}  // namespace

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

}  // namespace redress::cli
