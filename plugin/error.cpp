#include "error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <new>
#include <system_error>

#include "input_limits.h"

namespace redress {
namespace {

constexpr char folded(char c) noexcept { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::size_t letters_may_differ(std::string_view name) noexcept { return (name.size() + 2) / 3; }

// How many insertions, deletions, substitutions and swaps of neighbours turn a into b, where no letter is edited twice
// (optimal string alignment). Three rows of the usual table are enough, since a swap looks two rows back.
std::size_t edits_between(std::string_view a, std::string_view b) noexcept {
    using Row = std::array<std::size_t, limits::name_bytes_max + 1>;
    Row before_last{};
    Row last{};
    Row row{};
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last = last;
        last = row;
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = folded(a[i - 1]) == folded(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

}  // namespace

std::string_view name_of(Status status) noexcept {
    static constexpr std::array<std::string_view, 9> names = {"ok",           "invalid_argument", "invalid_xml",  "invalid_rules",
                                                              "invalid_case", "limit_exceeded",   "not_readable", "out_of_memory",
                                                              "internal"};
    return names[static_cast<std::size_t>(status)];
}

// A single letter is as near to every other one: it says nothing about what was meant.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates) {
    if (name.size() < 2 || name.size() > limits::name_bytes_max) return {};
    std::string_view nearest;
    std::size_t edits_max = letters_may_differ(name);
    for (const std::string_view candidate : candidates) {
        if (candidate.empty() || candidate.size() > limits::name_bytes_max) continue;
        if (candidate.size() > name.size() + edits_max || name.size() > candidate.size() + edits_max) continue;
        const std::size_t edits = edits_between(name, candidate);
        if (edits > edits_max) continue;
        nearest = candidate;
        if (edits == 0) break;
        edits_max = edits - 1;  // from here on only a nearer one: the first of equals wins
    }
    return nearest;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates) {
    const std::string_view nearest = nearest_name(name, candidates);
    if (nearest.empty()) return {};
    return "; did you mean '" + std::string(nearest) + "'?";
}

void refuse_unreadable(const std::string& path, std::string_view what, int error) {
    if (error == ENOMEM) throw std::bad_alloc();
    throw Error(Status::not_readable, Place{path, {}, {}, {}}, std::string(what) + ": " + std::generic_category().message(error));
}

}  // namespace redress
