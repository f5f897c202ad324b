// One sample case, settled and compared with what is expected of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "case_text.h"
#include "library.h"

namespace redress::cli {

struct ReplayedCase {
    std::string sla;
    std::string name;
    std::string outcomes;                  // of every decision, joined by '+'; "refused" where the library refuses the case
    std::string amount;                    // granted in all, as "21.72 UAH"; empty where nothing is decided
    std::string remedies;                  // of the decisions that grant something, each once, joined by '+'
    std::string failure;                   // why the case fails; empty where it passes
    std::vector<std::string> differences;  // all of them, of statement_difference()
    bool only_digests = false;             // the statement differs in digests and in nothing else
    std::vector<std::string> decisions;    // "availability/granted/granted/21.72/balance", as people work them out
    std::string statement;                 // XML; empty where the library refuses the case
    std::string refusal;                   // its message then
    bool other_provenance = false;
};

std::string case_name(const std::filesystem::path& file);  // without the ending

// As people work it out and expected.tsv has it: guarantee/outcome/reason/amount/remedy, with "-" for none.
std::string decision_by_hand(const redress_statement& statement, std::int64_t index);

std::filesystem::path statement_beside(const std::filesystem::path& case_file);  // NAME.statement.xml
std::filesystem::path refusal_beside(const std::filesystem::path& case_file);    // NAME.error.txt

// `file` is NAME.case.xml. Beside it stands NAME.statement.xml, or NAME.error.txt with the message of the refusal.
ReplayedCase replay_case(const redress_book& book, const std::filesystem::path& file);

}  // namespace redress::cli
