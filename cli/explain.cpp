#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include "case_xml.h"
#include "commands.h"
#include "explain/explain_statement.h"
#include "explain/render.h"
#include "library.h"
#include "rules_options.h"
#include "sha256.h"
#include "text_file.h"

namespace redress::cli {
namespace {

struct ExplainOptions {
    RulesOptions rules;
    std::string case_file;
    std::string statement_file;  // empty: the case is settled
    std::string decision;        // its number; empty: all
    std::string guarantee;       // its id; empty: all
    std::string format = "text";
    std::string reader = "auditor";
    std::string language = "en";
};

explain::Format format_named(const std::string& name) {
    return name == "html" ? explain::Format::html : name == "markdown" ? explain::Format::markdown : explain::Format::text;
}

// A statement that was kept must be of the facts that are explained with it. The rules may have changed since.
void check_digest(const std::string& canonical, const explain::Documents& documents) {
    if (sha256(canonical) != explain::attribute(documents.statement(), "case_digest"))
        throw std::runtime_error("the statement is of other facts than the case: their digests differ");
}

std::string statement_of(const redress_book& book, redress_case& facts, const ExplainOptions& options) {
    if (!options.statement_file.empty()) return read_file(options.statement_file);
    return statement_xml(*settle(book, facts, Steps::with));
}

// Prints what was decided of one case and why, for people.
int explain_case(const ExplainOptions& options) {
    // People's times come from the same zones as the decision's.
    if (!options.rules.zones.empty()) setenv("TZDIR", options.rules.zones.c_str(), 1);
    const explain::Language language(options.language);
    const Book book = load_rules(options.rules);
    const explain::Wanted wanted{options.reader == "customer" ? explain::Audience::customer : explain::Audience::auditor,
                                 options.decision, options.guarantee};
    try {
        const CaseText text{options.case_file, read_input(options.case_file)};
        const std::string xml = CaseXml(text).xml();
        fmt::print(stdout, "{}", with_case(text, [&](redress_case& facts) {
                       const explain::Documents documents(*book, xml, statement_of(*book, facts, options));
                       if (!options.statement_file.empty()) check_digest(canonical_xml(facts), documents);
                       const explain::WhatIf what_if(options.rules.rules, options.rules.zones, facts);
                       const explain::Explanation explanation = explain_statement(documents, language, what_if, wanted);
                       return render(explanation, language, format_named(options.format));
                   }));
    } catch (const CaseFault& fault) {
        throw std::runtime_error(fault.in(options.case_file));
    }
    return exit_success;
}

}  // namespace

void add_explain(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<ExplainOptions>();
    CLI::App* command = app.add_subcommand("explain", "say what was decided of a case and why, for people");
    command->add_option("--rules", options->rules.rules, "folder or file of rules")->required();
    add_zones_option(*command, options->rules.zones);
    command->add_option("--statement", options->statement_file, "a kept statement of the case, instead of settling it")
        ->check(CLI::ExistingFile);
    CLI::Option* decision = command->add_option("--decision", options->decision, "the decision with this number alone");
    command->add_option("--guarantee", options->guarantee, "decisions about this promise alone")->excludes(decision);
    command->add_option("--format", options->format, "text, markdown or html")
        ->check(CLI::IsMember({"text", "markdown", "html"}))
        ->capture_default_str();
    command->add_option("--for", options->reader, "the reader: customer or auditor")
        ->check(CLI::IsMember({"customer", "auditor"}))
        ->capture_default_str();
    command->add_option("--language", options->language, "en, de, uk or a file of texts")->capture_default_str();
    command->add_option("CASE", options->case_file, "the case; - reads standard input")->required();
    command->callback([options, &chosen] { chosen = [options] { return explain_case(*options); }; });
}

}  // namespace redress::cli
