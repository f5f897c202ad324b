// The report of a replay on standard output: a line for each case, then the count.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "replayed_case.h"

namespace redress::cli {

class ReplayReport {
public:
    // The columns are made wide enough for these cases.
    // With `digests_matter` a statement of which only digests differ has failed.
    ReplayReport(const std::vector<std::filesystem::path>& files, bool digests_matter);

    void add(const ReplayedCase& replayed);
    void close() const;

    std::size_t passed() const { return passed_; }
    std::size_t failed() const { return failed_; }

private:
    std::size_t sla_width_ = 0;
    std::size_t name_width_ = 0;
    std::size_t passed_ = 0;
    std::size_t failed_ = 0;
    std::size_t other_digests_ = 0;
    bool other_provenance_ = false;
    bool digests_matter_;
};

}  // namespace redress::cli
