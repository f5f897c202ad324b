// How a statement differs from the expected one.
#pragma once

#include <string>
#include <string_view>

namespace redress::cli {

struct Comparison {
    std::string first_difference;   // one line of text; empty where the statements are the same
    bool other_provenance = false;  // they were computed by other versions of the library or of the zone data
};

// Byte for byte, except the line with <provenance .../>: it says by what a statement was computed, not what was
// decided.
Comparison compare_statements(std::string_view expected, std::string_view found);

// The statement without that line.
std::string without_provenance(std::string_view statement);

// Where two lines differ, at most some sixty characters of each, for example:
//   expected …amount="21.72"…, found …amount="21.71"…
std::string describe_difference(std::string_view expected, std::string_view found);

}  // namespace redress::cli
