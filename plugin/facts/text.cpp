#include "facts/text.h"

#include <algorithm>

#include "xml/character.h"

namespace redress::facts {
namespace {

// Controls of ASCII and Latin-1, and what XML forbids besides them.
bool is_control(char32_t code) noexcept { return code < 0x20 || (code >= 0x7f && code < 0xa0) || !xml::is_xml_character(code); }

// White_Space of the Unicode character database, less the controls.
bool is_white_space(char32_t code) noexcept {
    return code == ' ' || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
           code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

// `lowest` is the first code point that is plainly fine up to '~': most texts are ASCII and pass by one comparison
// each.
TextFault check(std::string_view text, char lowest) noexcept {
    if (text.empty()) return TextFault::empty;
    while (!text.empty()) {
        if (text.front() >= lowest && text.front() <= '~') {
            text.remove_prefix(1);
            continue;
        }
        const xml::Character character = xml::decode(text, 0);
        if (character.bytes == 0) return TextFault::not_utf8;
        if (is_control(character.value)) return TextFault::control_character;
        if (lowest > ' ' && is_white_space(character.value)) return TextFault::white_space;
        text.remove_prefix(character.bytes);
    }
    return TextFault::none;
}

}  // namespace

TextFault check_text(std::string_view text) noexcept { return check(text, ' '); }

TextFault check_id(std::string_view text) noexcept { return check(text, '!'); }

std::string_view describe(TextFault fault) noexcept {
    switch (fault) {
        case TextFault::none: break;
        case TextFault::empty: return "is empty";
        case TextFault::not_utf8: return "is not UTF-8";
        case TextFault::control_character: return "holds a control character";
        case TextFault::white_space: return "holds white space";
    }
    return "is fine";
}

std::string in_quotes(std::string_view text) { return "'" + xml::excerpt(text) + "'"; }

bool is_fact_name(std::string_view name) noexcept {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto is_rest = [is_letter](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; };
    return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), is_rest);
}

}  // namespace redress::facts
