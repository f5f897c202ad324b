#include "replay_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace redress::cli {
namespace {

// Enough for what most cases print; lines come out as cases are settled, so a longer value only shifts its own line.
constexpr std::size_t outcomes_width = 15;
constexpr std::size_t amount_width = 14;
constexpr std::size_t remedies_width = 9;
constexpr std::size_t differences_shown_max = 100;

std::string_view or_dash(std::string_view text) { return text.empty() ? "-" : text; }

}  // namespace

ReplayReport::ReplayReport(const std::vector<std::filesystem::path>& files, bool digests_matter)
    : digests_matter_(digests_matter) {
    for (const std::filesystem::path& file : files) {
        sla_width_ = std::max(sla_width_, file.parent_path().filename().string().size());
        name_width_ = std::max(name_width_, case_name(file).size());
    }
}

void ReplayReport::add(const ReplayedCase& replayed) {
    fmt::print(stdout, "{:{}}  {:{}}  {:{}}  {:>{}}  {:{}}  {}\n", replayed.sla, sla_width_, replayed.name, name_width_,
               or_dash(replayed.outcomes), outcomes_width, or_dash(replayed.amount), amount_width, or_dash(replayed.remedies),
               remedies_width, replayed.failure.empty() ? "ok" : replayed.failure);
    for (std::size_t i = 0; i < replayed.differences.size() && i < differences_shown_max; ++i)
        fmt::print(stdout, "    {}\n", replayed.differences[i]);
    if (replayed.differences.size() > differences_shown_max)
        fmt::print(stdout, "    and {} more\n", replayed.differences.size() - differences_shown_max);
    other_digests_ += replayed.only_digests ? 1 : 0;
    const bool passes = replayed.failure.empty() || (replayed.only_digests && !digests_matter_);
    ++(passes ? passed_ : failed_);
    other_provenance_ = other_provenance_ || replayed.other_provenance;
}

void ReplayReport::close() const {
    if (other_provenance_) {
        fmt::print(stderr,
                   "redress: note: some expected statements were computed by another version of the library or of the "
                   "time zone data\n");
    }
    if (other_digests_ > 0) {
        fmt::print(stderr,
                   "redress: note: {} statements differ in digests alone: other texts of rules or cases, the same decisions\n",
                   other_digests_);
    }
    fmt::print(stdout, "{} passed, {} failed\n", passed_, failed_);
}

}  // namespace redress::cli
