#include "xml/writer.h"

#include <algorithm>
#include <cstdint>

#include "xml/character.h"

namespace redress::xml {

namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

// In arithmetic on bytes and without an early exit, so that the compiler looks at many bytes at once.
constexpr std::uint8_t is_special(char c) noexcept {
    const auto byte = static_cast<std::uint8_t>(c);
    const bool outside = static_cast<std::uint8_t>(byte - ' ') > '~' - ' ';
    return static_cast<std::uint8_t>(outside | (byte == '&') | (byte == '<') | (byte == '>') | (byte == '"'));
}

bool is_plain(std::string_view value) noexcept {
    std::uint8_t special = 0;
    for (const char c : value) special |= is_special(c);
    return special == 0;
}

// DEL and the C1 controls are allowed in XML, but nobody can see them in a file.
constexpr bool is_control(char32_t value) noexcept { return value < 0x20 || (value >= 0x7F && value <= 0x9F); }

void append_reference(std::string& out, char32_t value) {
    out += "&#";
    out += std::to_string(static_cast<std::uint32_t>(value));
    out += ';';
}

// Appends the character at the start of `text`, which does not stand for itself, and returns how many bytes it took.
std::size_t append_character(std::string& out, std::string_view text) {
    const Character character = decode(text, 0);
    if (character.bytes == 0) {
        out += replacement_character;
        return 1;
    }
    switch (character.value) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default:
            if (!is_xml_character(character.value)) {
                out += replacement_character;
            } else if (is_control(character.value)) {
                append_reference(out, character.value);
            } else {
                out += text.substr(0, character.bytes);
            }
    }
    return character.bytes;
}

}  // namespace

void append_escaped(std::string& out, std::string_view value) {
    if (is_plain(value)) {
        out += value;
        return;
    }
    while (!value.empty()) {
        const auto plain = static_cast<std::size_t>(std::find_if(value.begin(), value.end(), is_special) - value.begin());
        out += value.substr(0, plain);
        value.remove_prefix(plain);
        if (!value.empty()) value.remove_prefix(append_character(out, value));
    }
}

void Writer::open(std::string_view name) {
    if (in_tag_) out_ += ">\n";
    indent();
    out_ += '<';
    out_ += name;
    names_.push_back(name);
    in_tag_ = true;
}

void Writer::attribute(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    append_escaped(out_, value);
    out_ += '"';
}

void Writer::text(std::string_view value) {
    if (value.empty()) return;
    if (in_tag_) out_ += '>';
    append_escaped(out_, value);
    in_tag_ = false;
    in_text_ = true;
}

void Writer::close() {
    const std::string_view name = names_.back();
    names_.pop_back();
    if (in_tag_) {
        out_ += "/>\n";
    } else {
        if (!in_text_) indent();
        out_ += "</";
        out_ += name;
        out_ += ">\n";
    }
    in_tag_ = false;
    in_text_ = false;
}

void Writer::indent() { out_.append(2 * names_.size(), ' '); }

}  // namespace redress::xml
