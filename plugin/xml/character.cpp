#include "xml/character.h"

namespace redress::xml {

namespace {

constexpr std::size_t excerpt_bytes_max = 40;
constexpr std::string_view hex_digits = "0123456789ABCDEF";

// What a lead byte promises: the length of the sequence, and the smallest value that needs that length.
struct Lead {
    std::uint32_t bytes = 0;
    char32_t bits = 0;
    char32_t smallest = 0;
};

constexpr Lead lead_of(unsigned char byte) noexcept {
    if (byte < 0x80) return {1, byte, 0};
    if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1Fu, 0x80};
    if (byte >= 0xE0 && byte <= 0xEF) return {3, byte & 0x0Fu, 0x800};
    if (byte >= 0xF0 && byte <= 0xF4) return {4, byte & 0x07u, 0x10000};
    return {};
}

std::string hexadecimal_digits(char32_t value, std::size_t digits_min) {
    std::string digits;
    while (value != 0 || digits.size() < digits_min) {
        digits.insert(digits.begin(), hex_digits[value & 0xF]);
        value >>= 4;
    }
    return digits;
}

// Controls, line separators, and the marks that make a terminal show text in another order than it stands.
constexpr bool needs_escape(char32_t value) noexcept {
    return value < 0x20 || (value >= 0x7F && value <= 0x9F) || (value >= 0x200E && value <= 0x200F) ||
           (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) || value == 0xFEFF;
}

void append_visible(std::string& out, std::string_view bytes, char32_t value) {
    if (!needs_escape(value)) {
        out += bytes;
    } else if (value == '\t') {
        out += "\\t";
    } else if (value == '\n') {
        out += "\\n";
    } else if (value == '\r') {
        out += "\\r";
    } else {
        out += "\\u{" + hexadecimal_digits(value, 1) + "}";
    }
}

}  // namespace

Character decode(std::string_view text, std::size_t offset) noexcept {
    const Lead lead = lead_of(static_cast<unsigned char>(text[offset]));
    if (lead.bytes == 0 || text.size() - offset < lead.bytes) return {};
    char32_t value = lead.bits;
    for (std::size_t i = 1; i < lead.bytes; ++i) {
        const auto byte = static_cast<unsigned char>(text[offset + i]);
        if ((byte & 0xC0) != 0x80) return {};
        value = (value << 6) | (byte & 0x3Fu);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < lead.smallest || value > 0x10FFFF || surrogate) return {};
    return {value, lead.bytes};
}

bool is_xml_text(std::string_view value) noexcept {
    for (std::size_t offset = 0; offset < value.size();) {
        const Character character = decode(value, offset);
        if (character.bytes == 0 || !is_xml_character(character.value)) return false;
        offset += character.bytes;
    }
    return true;
}

std::string excerpt(std::string_view text) {
    std::string out;
    for (std::size_t offset = 0; offset < text.size();) {
        const Character character = decode(text, offset);
        if (character.bytes == 0 || offset + character.bytes > excerpt_bytes_max) return out + "...";
        append_visible(out, text.substr(offset, character.bytes), character.value);
        offset += character.bytes;
    }
    return out;
}

std::string code_point_name(char32_t value) { return "U+" + hexadecimal_digits(value, 4); }

std::string hexadecimal(unsigned char byte) { return hexadecimal_digits(byte, 2); }

}  // namespace redress::xml
