#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "commands.h"
#include "explain/explain_statement.h"
#include "explain/render.h"
#include "text_file.h"

namespace redress::cli {
namespace {

explain::Format format_named(const std::string& name) {
    return name == "html" ? explain::Format::html : name == "markdown" ? explain::Format::markdown : explain::Format::text;
}

// A statement that was kept must be of the facts that are explained with it. The rules may have changed since.
void check_digest(const redress_book& book, redress_case& facts, const explain::Documents& documents) {
    std::string digest;
    try {
        digest = field(*settle(book, facts, Steps::without), "statement", 0, "case_digest");
    } catch (const Refusal&) {
        return;  // today's rules refuse the case; its id was compared
    }
    if (digest != explain::attribute(documents.statement(), "case_digest"))
        throw std::runtime_error("the statement is of other facts than the case: their digests differ");
}

std::string statement_of(const redress_book& book, redress_case& facts, const ExplainOptions& options) {
    if (!options.statement_file.empty()) return read_file(options.statement_file);
    return statement_xml(*settle(book, facts, Steps::with));
}

}  // namespace

int explain_case(const ExplainOptions& options) {
    // People's times come from the same zones as the decision's.
    if (!options.zones.empty()) setenv("TZDIR", options.zones.c_str(), 1);
    const explain::Language language(options.language);
    const Book book = load_book(options.rules, options.zones);
    const std::string xml = read_input(options.case_file);
    try {
        const Case facts = parse_case(xml);
        const explain::Documents documents(*book, xml, statement_of(*book, *facts, options));
        if (!options.statement_file.empty()) check_digest(*book, *facts, documents);
        const explain::Wanted wanted{options.reader == "customer" ? explain::Audience::customer : explain::Audience::auditor,
                                     options.decision, options.guarantee};
        const explain::Explanation explanation = explain_statement(documents, language, wanted);
        fmt::print(stdout, "{}", render(explanation, language, format_named(options.format)));
    } catch (const Refusal& refusal) {
        throw std::runtime_error(refusal.in_file(options.case_file));
    }
    return exit_success;
}

}  // namespace redress::cli
