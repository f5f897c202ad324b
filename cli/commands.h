// The commands, one file each. Each returns the exit status of the process and leaves failures to main as exceptions.
#pragma once

#include <string>
#include <vector>

#include "library.h"

namespace redress::cli {

inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_usage = 2;

struct ReplayOptions {
    std::string rules = "rules";
    std::string zones;  // here and below, of load_book
    std::vector<std::string> folders;
};
// Settles the sample cases below the folders and compares each statement with the expected one beside it.
int replay(const ReplayOptions& options);

struct SettleOptions {
    std::string rules;
    std::string zones;
    std::string case_file;
    Steps steps = Steps::with;
};
// Prints the statement of one case.
int settle(const SettleOptions& options);

struct CheckOptions {
    std::vector<std::string> rules;
    std::string zones;
    std::string warnings = "show";  // show, error or off
    std::string format = "plain";   // plain or json
};
// Reviews rule files or folders, prints all that is wrong or doubtful in them, and a line for each SLA that is right.
int check(const CheckOptions& options);

// Prints the case as the case digest is computed from it.
int canonical(const std::string& case_file);

// Prints the reference of the vocabulary as Markdown.
int vocabulary();

struct SchemaOptions {
    std::string part;   // rules, case or statement
    std::string rules;  // case: whose declared facts a case may carry as well; empty: none
    std::string zones;
};
// Prints an XML Schema of rules, cases or statements.
int schema(const SchemaOptions& options);

}  // namespace redress::cli
