#include "markup.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace redress::cli {
namespace {

// The code point at the start of `text`, which is UTF-8, and its bytes.
std::pair<std::uint32_t, std::size_t> decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t lead = byte(0);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t value = bytes == 1 ? lead : lead & (0x7Fu >> bytes);
    for (std::size_t i = 1; i < bytes && i < text.size(); ++i) value = (value << 6) | (byte(i) & 0x3Fu);
    return {value, bytes};
}

// Most white space and every control character look like nothing, so only ASCII stands for itself.
std::string escaped(std::string_view text, bool in_quotes) {
    std::string out;
    while (!text.empty()) {
        const auto [value, bytes] = decode(text);
        const bool special = value == '<' || value == '>' || value == '&' || (value == '"' && in_quotes);
        if (special || value < ' ' || value > '~') {
            out += value == '<' ? "&lt;" : value == '>' ? "&gt;" : value == '&' ? "&amp;" : fmt::format("&#x{:X};", value);
        } else {
            out += static_cast<char>(value);
        }
        text.remove_prefix(std::min(bytes, text.size()));
    }
    return out;
}

}  // namespace

void Markup::open(std::string_view name, Attributes attributes) {
    begin_line(name, attributes);
    out_ += ">\n";
    open_.emplace_back(name);
}

void Markup::close() {
    const std::string name = open_.back();
    open_.pop_back();
    out_ += fmt::format("{:{}}</{}>\n", "", 2 * open_.size(), name);
}

void Markup::empty(std::string_view name, Attributes attributes) {
    begin_line(name, attributes);
    out_ += "/>\n";
}

void Markup::text(std::string_view outer, std::string_view inner, std::string_view text) {
    begin_line(outer, {});
    out_ += fmt::format("><{}>{}</{}></{}>\n", inner, escaped(text, false), inner, outer);
}

void Markup::begin_line(std::string_view name, Attributes attributes) {
    out_ += fmt::format("{:{}}<{}", "", 2 * open_.size(), name);
    for (const auto& [attribute, value] : attributes) {
        if (!value.empty()) out_ += fmt::format(" {}=\"{}\"", attribute, escaped(value, true));
    }
}

}  // namespace redress::cli
