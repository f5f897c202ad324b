#include "findings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace redress::cli {
namespace {

constexpr const char* bold = "\x1b[1m";
constexpr const char* red = "\x1b[1;31m";
constexpr const char* yellow = "\x1b[1;33m";
constexpr const char* plain = "\x1b[0m";

std::int64_t number(std::string_view text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

// As many characters, so that what follows stands below the column: a tab takes the room of a tab.
std::string room_of(std::string_view source, std::int64_t column) {
    std::string out;
    for (const char c : source) {
        if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;  // not the first byte of a character
        if (--column <= 0) break;
        out += c == '\t' ? '\t' : ' ';
    }
    return out;
}

}  // namespace

bool colours_wanted() {
    const char* const no = std::getenv("NO_COLOR");
    return (no == nullptr || *no == '\0') && isatty(STDOUT_FILENO) == 1;
}

std::string plain_finding(const redress_review& review, std::int64_t index, bool colours) {
    const auto of = [&](const char* name) { return field(review, index, name); };
    const bool error = of("severity") == "error";
    std::string place(of("file"));
    const bool has_line = !of("line").empty();
    if (has_line) place += fmt::format(":{}:{}", of("line"), of("column"));
    const std::string kind = error ? "error" : fmt::format("warning {}", of("code"));
    std::string out =
        colours ? fmt::format("{}{}:{} {}{}:{} {}\n", bold, place, plain, error ? red : yellow, kind, plain, of("message"))
                : fmt::format("{}: {}: {}\n", place, kind, of("message"));
    const std::string_view source = of("source");
    if (!has_line || source.empty()) return out;
    out += fmt::format("{:>6} | {}\n", of("line"), source);
    out += fmt::format("{:>6} | {}{}^{}\n", "", room_of(source, number(of("column"))), colours ? bold : "", colours ? plain : "");
    return out;
}

std::string json_findings(const std::string& path, const redress_review& review, bool warnings) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (std::int64_t i = 0; i < redress_review_count(&review); ++i) {
        if (!warnings && field(review, i, "severity") == "warning") continue;
        nlohmann::ordered_json& row = out.emplace_back();
        for (const char* const name : {"severity", "code", "file", "line", "column", "record", "field", "message"}) {
            const std::string_view value = field(review, i, name);
            const bool is_number = name == std::string_view("line") || name == std::string_view("column");
            if (is_number)
                row[name] = number(value);
            else
                row[name] = value;
        }
        if (row["file"] == "") row["file"] = path;
    }
    return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace redress::cli
