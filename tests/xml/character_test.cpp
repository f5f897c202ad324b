// Strict UTF-8, character by character.
#include "xml/character.h"

#include <doctest/doctest.h>

#include <string>

#include "xml/scan.h"

namespace {

using redress::Position;
using redress::xml::decode;
using redress::xml::is_xml_text;
using redress::xml::position_at;

TEST_CASE("the first and the last character of each length are decoded") {
    const struct {
        std::string bytes;
        char32_t value;
    } rows[] = {
        {"\x01", 0x1},
        {"\x7F", 0x7F},
        {"\xC2\x80", 0x80},
        {"\xDF\xBF", 0x7FF},
        {"\xE0\xA0\x80", 0x800},
        {"\xED\x9F\xBF", 0xD7FF},
        {"\xEE\x80\x80", 0xE000},
        {"\xEF\xBF\xBF", 0xFFFF},
        {"\xF0\x90\x80\x80", 0x10000},
        {"\xF4\x8F\xBF\xBF", 0x10FFFF},
    };
    for (const auto& row : rows) {
        CHECK(decode(row.bytes, 0).value == row.value);
        CHECK(decode(row.bytes, 0).bytes == row.bytes.size());
        CHECK(decode("x" + row.bytes, 1).value == row.value);
    }
}

TEST_CASE("no pair of bytes outside the two-byte range is a character of two bytes") {
    for (int lead = 0x80; lead <= 0xFF; ++lead) {
        for (int second = 0; second <= 0xFF; ++second) {
            const std::string bytes{static_cast<char>(lead), static_cast<char>(second)};
            const bool valid = lead >= 0xC2 && lead <= 0xDF && second >= 0x80 && second <= 0xBF;
            CHECK(decode(bytes, 0).bytes == (valid ? 2u : 0u));
        }
    }
}

TEST_CASE("a value is XML text when a document could hold it") {
    using namespace std::string_literals;
    const struct {
        std::string value;
        bool is_text;
    } rows[] = {
        {"", true},      {"plain\t\r\n", true},   {"\xC3\xA9\xF0\x9F\x92\xB6", true},
        {"a\0"s, false}, {"\x1F", false},         {"\xEF\xBF\xBE", false},
        {"\xC3", false}, {"\xED\xA0\x80", false}, {"\xC0\x80", false},
    };
    for (const auto& row : rows) CHECK(is_xml_text(row.value) == row.is_text);
}

TEST_CASE("the position of a byte counts lines and characters") {
    const std::string text =
        "\xEF\xBB\xBF"
        "a\xC3\xA9"
        "b\r\nc\rd\n\ne";
    const struct {
        std::size_t offset;
        Position position;
    } rows[] = {
        {0, {1, 1}},  {3, {1, 1}},  {4, {1, 2}},  {6, {1, 3}},  {7, {1, 4}},  {9, {2, 1}},
        {10, {2, 2}}, {11, {3, 1}}, {13, {4, 1}}, {14, {5, 1}}, {15, {5, 2}}, {99, {5, 2}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.offset);
        CHECK(position_at(text, row.offset) == row.position);
    }
}

}  // namespace
