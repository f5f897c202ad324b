// Characters as XML 1.0 sees them: strict UTF-8, the characters that a document may hold, and how a piece of a document
// is quoted in a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace redress::xml {

struct Character {
    char32_t value = 0;
    std::uint32_t bytes = 0;  // 0: the bytes are not UTF-8
};

// The character at `offset`, which must lie inside `text`. Overlong forms, surrogates, values above U+10FFFF and
// sequences cut short are not UTF-8.
Character decode(std::string_view text, std::size_t offset) noexcept;

// Whether XML 1.0 allows the character at all, written as itself or as a reference: no NUL, no other C0 control but
// tab, LF and CR, no surrogate, not U+FFFE or U+FFFF.
constexpr bool is_xml_character(char32_t value) noexcept {
    if (value < 0x20) return value == '\t' || value == '\n' || value == '\r';
    if (value >= 0xD800 && value <= 0xDFFF) return false;
    return value != 0xFFFE && value != 0xFFFF && value <= 0x10FFFF;
}

constexpr bool is_white_space(char32_t value) noexcept { return value == ' ' || value == '\t' || value == '\n' || value == '\r'; }

// Whether a value can be written as XML: UTF-8, and allowed characters only. What comes by calls instead of by a
// document has to pass this, or it could not be written and read again.
bool is_xml_text(std::string_view value) noexcept;

// `text` for a message: cut to 40 bytes at a character boundary with "..." after it, control characters and those that
// reorder or break lines shown as \t, \n, \r or \u{1F}. Ends early where the text is not UTF-8.
std::string excerpt(std::string_view text);

// "U+001F", as the Unicode standard writes it.
std::string code_point_name(char32_t value);

// Two digits, upper case: "0A".
std::string hexadecimal(unsigned char byte);

}  // namespace redress::xml
