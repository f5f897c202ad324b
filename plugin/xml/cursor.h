// A place in a document that moves forward only and always knows its line and column. Every byte of the document passes
// through it once, so that each character is checked and no column is ever counted twice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "error.h"

namespace redress::xml {

// Sets of ASCII characters that a part of the document can run over without looking at each: all of them stay on the
// line and are one column wide.
enum class Run : std::uint8_t {
    name_start = 1,  // letters and '_'
    name = 2,        // name_start, digits, '-' and '.'
    text = 4,        // printable, space and tab, but not < & ]
    value = 8,       // printable, space and tab, but not < & " '
    comment = 16,    // printable, space and tab, but not -
};

constexpr std::array<std::uint8_t, 256> classify_bytes() noexcept {
    std::array<std::uint8_t, 256> classes{};
    const auto set = [&classes](unsigned char byte, Run run, bool member) {
        if (member) classes[byte] = static_cast<std::uint8_t>(classes[byte] | static_cast<std::uint8_t>(run));
    };
    for (unsigned char c = 0; c < 0x80; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        const bool visible = (c >= ' ' && c <= 0x7F) || c == '\t';
        set(c, Run::name_start, letter);
        set(c, Run::name, letter || (c >= '0' && c <= '9') || c == '-' || c == '.');
        set(c, Run::text, visible && c != '<' && c != '&' && c != ']');
        set(c, Run::value, visible && c != '<' && c != '&' && c != '"' && c != '\'');
        set(c, Run::comment, visible && c != '-');
    }
    return classes;
}

inline constexpr std::array<std::uint8_t, 256> byte_classes = classify_bytes();

class Cursor {
public:
    // `text` must outlive the cursor.
    Cursor(std::string_view text, std::string_view file) noexcept : text_(text), file_(file) {}

    bool at_end() const noexcept { return offset_ == text_.size(); }
    std::size_t offset() const noexcept { return offset_; }
    std::string_view text() const noexcept { return text_; }
    std::string_view rest() const noexcept { return text_.substr(offset_); }
    bool at(std::string_view token) const noexcept { return rest().substr(0, token.size()) == token; }
    bool at(char token) const noexcept { return !at_end() && text_[offset_] == token; }
    bool at(Run run) const noexcept {
        return !at_end() && (byte_classes[static_cast<unsigned char>(text_[offset_])] & static_cast<unsigned>(run)) != 0;
    }

    Position position() const noexcept {
        return {line_, static_cast<std::uint32_t>(offset_ - line_start_ - trailing_bytes_ + 1)};
    }

    // Passes `bytes` ASCII characters that the caller has looked at; no line break among them.
    void skip(std::size_t bytes) noexcept { offset_ += bytes; }
    void skip(Run run) noexcept {
        const auto member = static_cast<unsigned>(run);
        std::size_t i = offset_;
        while (i < text_.size() && (byte_classes[static_cast<unsigned char>(text_[i])] & member) != 0) ++i;
        offset_ = i;
    }
    // Whether there was any.
    bool skip_white_space() noexcept;
    // Passes one character of any kind. Throws where it is not UTF-8 or XML forbids it.
    void next();
    // A byte order mark takes no column.
    void skip_byte_order_mark(std::size_t bytes) noexcept { offset_ = line_start_ = bytes; }

    [[noreturn]] void fail(Status status, Position position, std::string message) const;
    [[noreturn]] void fail(Position position, std::string message) const;
    // "found 'x', expected ..." at the current place. A character that no document may hold is reported as such.
    [[noreturn]] void fail_expected(std::string_view expected) const;

private:
    void end_line(std::size_t bytes) noexcept;
    void check_character() const;

    std::string_view text_;
    std::string_view file_;
    std::size_t offset_ = 0;
    std::size_t line_start_ = 0;
    std::size_t trailing_bytes_ = 0;  // on this line so far: the bytes that continue a character and take no column
    std::uint32_t line_ = 1;
};

// "3:12".
std::string to_string(Position position);

}  // namespace redress::xml
