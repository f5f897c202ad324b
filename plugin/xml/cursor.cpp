#include "xml/cursor.h"

#include <algorithm>
#include <utility>

#include "xml/character.h"

namespace redress::xml {

namespace {

// The word at the start of `text`, at least one character: what a message quotes as found.
std::string_view first_word(std::string_view text) noexcept {
    const std::size_t first = decode(text, 0).bytes;
    if (is_white_space(static_cast<unsigned char>(text[0]))) return text.substr(0, first);
    return text.substr(0, std::min(text.find_first_of(" \t\r\n<>/=\"'&", first), text.size()));
}

}  // namespace

bool Cursor::skip_white_space() noexcept {
    const std::size_t start = offset_;
    while (!at_end()) {
        const char c = text_[offset_];
        if (c == ' ' || c == '\t') {
            ++offset_;
        } else if (c == '\n' || c == '\r') {
            end_line(at("\r\n") ? 2 : 1);
        } else {
            break;
        }
    }
    return offset_ != start;
}

void Cursor::next() {
    const auto byte = static_cast<unsigned char>(text_[offset_]);
    if (byte == '\n' || byte == '\r') {
        end_line(at("\r\n") ? 2 : 1);
    } else if (byte >= ' ' && byte < 0x80) {
        ++offset_;
    } else {
        check_character();
        const std::size_t bytes = decode(text_, offset_).bytes;
        offset_ += bytes;
        trailing_bytes_ += bytes - 1;
    }
}

void Cursor::end_line(std::size_t bytes) noexcept {
    offset_ += bytes;
    line_start_ = offset_;
    trailing_bytes_ = 0;
    ++line_;
}

void Cursor::check_character() const {
    const Character character = decode(text_, offset_);
    if (character.bytes == 0) {
        const auto byte = static_cast<unsigned char>(text_[offset_]);
        fail(position(), "byte 0x" + hexadecimal(byte) + " does not begin a character in UTF-8; expected UTF-8");
    }
    if (!is_xml_character(character.value)) {
        fail(position(), "the character " + code_point_name(character.value) + " is not allowed in XML");
    }
}

void Cursor::fail(Status status, Position position, std::string message) const {
    throw Error(status, Place{std::string(file_), position, {}, {}}, std::move(message));
}

void Cursor::fail(Position position, std::string message) const { fail(Status::invalid_xml, position, std::move(message)); }

void Cursor::fail_expected(std::string_view expected) const {
    std::string found = "the end of the document";
    if (!at_end()) {
        check_character();
        found = "'" + excerpt(first_word(rest())) + "'";
    }
    fail(position(), "found " + found + ", expected " + std::string(expected));
}

std::string to_string(Position position) { return std::to_string(position.line) + ":" + std::to_string(position.column); }

}  // namespace redress::xml
