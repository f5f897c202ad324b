// Decisions that people worked out by hand: the file expected.tsv beside the cases of a folder. A line is the name of a case
// and, separated by tabs, its decisions as guarantee/outcome/reason/amount/remedy. Lines that begin with # are remarks.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace redress::cli {

inline constexpr const char* expected_file = "expected.tsv";

using ExpectedDecisions = std::map<std::string, std::vector<std::string>>;  // by the name of the case

// Throws std::runtime_error where it can't be read, or names a case twice.
ExpectedDecisions expected_decisions(const std::filesystem::path& file);

}  // namespace redress::cli
