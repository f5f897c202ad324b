// What `redress explain` prints, for the module of browsers and Node. JavaScript calls it; it is no part of the C ABI.
#include <exception>
#include <string>

#include "explain/explain_statement.h"
#include "explain/render.h"
#include "library.h"

namespace {

namespace explain = redress::cli::explain;

std::string text;  // the last explanation, or why there is none; the module has one thread

std::string explained(const std::string& rules, const std::string& zones, const std::string& case_xml,
                      const std::string& format, const std::string& audience, const explain::Language& language) {
    const redress::cli::Book book = redress::cli::load_book(rules, zones);
    const redress::cli::Case facts = redress::cli::parse_case(case_xml);
    const redress::cli::Statement statement = redress::cli::settle(*book, *facts, redress::cli::Steps::with);
    const explain::Documents documents(*book, case_xml, redress::cli::statement_xml(*statement));
    const explain::Wanted wanted{audience == "customer" ? explain::Audience::customer : explain::Audience::auditor, {}, {}};
    const explain::WhatIf what_if(rules, zones, *facts);
    return render(explain_statement(documents, language, what_if, wanted), language,
                  format == "html"       ? explain::Format::html
                  : format == "markdown" ? explain::Format::markdown
                                         : explain::Format::text);
}

}  // namespace

extern "C" {

// 0 where there is an explanation. `rules` and `zones` are folders, the other arguments what the command's options take.
int redress_explain(const char* rules, const char* zones, const char* case_xml, const char* format, const char* audience,
                    const char* language) {
    try {
        text = explained(rules, zones, case_xml, format, audience, explain::Language(language));
        return 0;
    } catch (const std::exception& failure) {
        text = failure.what();
        return 1;
    }
}

const char* redress_explanation() { return text.c_str(); }
}
