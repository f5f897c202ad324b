// Decisions that people worked out by hand: the file expected.tsv beside the cases of a folder. A line is the name of a case
// and, separated by tabs, its decisions as guarantee/outcome/reason/amount/remedy. Lines that begin with # are remarks. A
// question mark in the place of a part is one that nobody has worked out yet.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace redress::cli {

inline constexpr const char* expected_file = "expected.tsv";

// After the guarantee, where nothing is worked out yet.
inline constexpr const char* open_decision = "?/?/?/?";

using ExpectedDecisions = std::map<std::string, std::vector<std::string>>;  // by the name of the case

// Throws std::runtime_error where it can't be read, or names a case twice.
ExpectedDecisions expected_decisions(const std::filesystem::path& file);

// Whether a part of them is yet to be worked out.
bool is_open(const std::vector<std::string>& decisions);

// Whether decisions are those that were worked out, whatever the open parts are.
bool agree(const std::vector<std::string>& by_hand, const std::vector<std::string>& settled);

}  // namespace redress::cli
