#include "comparison.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace redress::cli {
namespace {

constexpr std::size_t shown_before = 16;  // bytes of a long line around its first difference
constexpr std::size_t shown_after = 40;

// The lines of a text one after the other, without its provenance.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    // With the line's end, so that a missing one at the end of the text is a difference. Nothing at the end.
    std::optional<std::string_view> next() {
        while (!rest_.empty()) {
            const std::size_t newline = rest_.find('\n');
            const std::string_view line = rest_.substr(0, newline == rest_.npos ? newline : newline + 1);
            rest_.remove_prefix(line.size());
            ++number_;
            if (!provenance_.empty() || !is_provenance(line)) return line;
            provenance_ = line;
        }
        ++number_;
        return std::nullopt;
    }
    std::size_t number() const { return number_; }
    std::string_view provenance() const { return provenance_; }

private:
    static bool is_provenance(std::string_view line) {
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        return line.starts_with("<provenance ") && line.ends_with("/>\n");
    }

    std::string_view rest_;
    std::size_t number_ = 0;
    std::string_view provenance_;
};

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// What stands around `at`, whole characters only, with dots where something is left out.
std::string excerpt(std::string_view line, std::size_t at) {
    std::size_t begin = at > shown_before ? at - shown_before : 0;
    std::size_t end = std::min(line.size(), at + shown_after);
    while (begin > 0 && continues_character(line[begin])) --begin;
    while (end < line.size() && continues_character(line[end])) ++end;
    return fmt::format("{}{}{}", begin > 0 ? "…" : "", line.substr(begin, end - begin), end < line.size() ? "…" : "");
}

std::string without_line_end(std::optional<std::string_view> line, std::size_t at) {
    if (!line) return "the end";
    if (!line->ends_with('\n')) return excerpt(*line, at) + " without a line end";
    const std::string_view text = line->substr(0, line->size() - 1);
    return text.empty() ? "an empty line" : excerpt(text, std::min(at, text.size()));
}

std::string describe_lines(std::optional<std::string_view> expected, std::optional<std::string_view> found) {
    std::size_t at = 0;
    if (expected && found) {
        const auto differs = std::mismatch(expected->begin(), expected->end(), found->begin(), found->end());
        at = static_cast<std::size_t>(differs.first - expected->begin());
    } else {
        const std::string_view present = expected ? *expected : *found;
        at = std::min(present.find_first_not_of(' '), present.size());
    }
    return fmt::format("expected {}, found {}", without_line_end(expected, at), without_line_end(found, at));
}

}  // namespace

std::string describe_difference(std::string_view expected, std::string_view found) {
    const auto differs = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
    const auto at = static_cast<std::size_t>(differs.first - expected.begin());
    return fmt::format("expected {}, found {}", excerpt(expected, at), excerpt(found, at));
}

std::string without_provenance(std::string_view statement) {
    Lines lines(statement);
    std::string out;
    while (const std::optional<std::string_view> line = lines.next()) out += *line;
    return out;
}

Comparison compare_statements(std::string_view expected, std::string_view found) {
    Lines expected_lines(expected);
    Lines found_lines(found);
    Comparison comparison;
    for (;;) {
        const std::optional<std::string_view> a = expected_lines.next();
        const std::optional<std::string_view> b = found_lines.next();
        if (!a && !b) break;
        if (a == b) continue;
        comparison.first_difference = fmt::format("line {}: {}", expected_lines.number(), describe_lines(a, b));
        break;
    }
    comparison.other_provenance = expected_lines.provenance() != found_lines.provenance();
    return comparison;
}

}  // namespace redress::cli
