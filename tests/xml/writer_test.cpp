// The spelling of canonical XML, and that a parse gives back what was written.
#include "xml/writer.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>

#include "xml/document.h"

namespace {

using namespace std::string_literals;
using redress::xml::append_escaped;
using redress::xml::Document;
using redress::xml::Element;
using redress::xml::Writer;

std::string escaped(std::string_view value) {
    std::string out;
    append_escaped(out, value);
    return out;
}

TEST_CASE("elements are indented, one a line, and empty ones closed at once") {
    std::string out = "before\n";
    Writer writer(out);
    writer.open("statement");
    writer.attribute("case", "c-1");
    writer.attribute("currency", "UAH");
    writer.open("decision");
    writer.open("step");
    writer.attribute("clause", "6.2");
    writer.text("5% < 10% & rising");
    writer.close();
    writer.open("step");
    writer.text("");
    writer.close();
    writer.close();
    writer.open("credit");
    writer.close();
    writer.close();
    CHECK(out ==
          "before\n"
          "<statement case=\"c-1\" currency=\"UAH\">\n"
          "  <decision>\n"
          "    <step clause=\"6.2\">5% &lt; 10% &amp; rising</step>\n"
          "    <step/>\n"
          "  </decision>\n"
          "  <credit/>\n"
          "</statement>\n");
}

TEST_CASE("values have one spelling") {
    const struct {
        std::string value;
        std::string written;
    } rows[] = {
        {"", ""},
        {"plain 'text' ~", "plain 'text' ~"},
        {"<a b=\"c\"> & d", "&lt;a b=&quot;c&quot;&gt; &amp; d"},
        {"\t\n\r", "&#9;&#10;&#13;"},
        {"\x7F\xC2\x80\xC2\x9F", "&#127;&#128;&#159;"},
        {"\xC2\xA0\xE2\x82\xAC\xF0\x9F\x92\xB6", "\xC2\xA0\xE2\x82\xAC\xF0\x9F\x92\xB6"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.value);
        CHECK(escaped(row.value) == row.written);
    }
}

TEST_CASE("what XML cannot carry becomes the replacement character") {
    const struct {
        std::string value;
        std::string written;
    } rows[] = {
        {"a\0b"s,
         "a\xEF\xBF\xBD"
         "b"},
        {"\x01\x1F", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xFF", "\xEF\xBF\xBD"},
        {"\xC3", "\xEF\xBF\xBD"},
        {"\xEF\xBF\xBE", "\xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (const auto& row : rows) {
        CHECK(escaped(row.value) == row.written);
    }
}

std::string with_value(std::string_view value) {
    std::string out;
    Writer writer(out);
    writer.open("a");
    writer.attribute("b", value);
    writer.text(value);
    writer.close();
    return out;
}

TEST_CASE("a value that was written is read back the same") {
    constexpr std::string_view pieces[] = {"a",
                                           " ",
                                           "  ",
                                           "\t",
                                           "\n",
                                           "\r",
                                           "\r\n",
                                           "<",
                                           ">",
                                           "&",
                                           "\"",
                                           "'",
                                           "]]>",
                                           "&amp;",
                                           "&#10;",
                                           "--",
                                           "\x7F",
                                           "\xC2\x85",
                                           "/>",
                                           "=",
                                           ";",
                                           "\xC3\xA9",
                                           "\xE2\x82\xAC",
                                           "\xF0\x9F\x92\xB6",
                                           "\xEF\xBB\xBF",
                                           "\xEF\xBF\xBD"};
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::string value;
        for (std::uint64_t n = random() % 10; n > 0; --n) value += pieces[random() % std::size(pieces)];
        const std::string written = with_value(value);
        CAPTURE(written);
        const Document document = Document::parse(written, "");
        CHECK(document.root().attribute(0).value == value);
        CHECK(with_value(document.root().attribute(0).value) == written);
    }
}

TEST_CASE("every character that XML allows is read back the same") {
    for (char32_t value = 1; value <= 0x10FFFF; value += value < 0x3000 || value > 0xD000 ? 1 : 37) {
        const bool allowed = value >= 0x20 ? !(value >= 0xD800 && value <= 0xDFFF) && value != 0xFFFE && value != 0xFFFF
                                           : value == '\t' || value == '\n' || value == '\r';
        if (!allowed) continue;
        if (value > 0x11000 && value % 101 != 0 && value < 0x10FF00) continue;
        const std::string reference = "<a b=\"&#" + std::to_string(static_cast<unsigned long>(value)) + ";\"/>";
        const Document document = Document::parse(reference, "");
        const std::string character(document.root().attribute(0).value);
        const std::string written = with_value(character);
        CAPTURE(written);
        CHECK(Document::parse(written, "").root().attribute(0).value == character);
    }
}

TEST_CASE("whatever bytes are written, the result is well-formed") {
    std::mt19937_64 random(11);
    for (int i = 0; i < 20'000; ++i) {
        std::string value;
        for (std::uint64_t n = random() % 12; n > 0; --n) value += static_cast<char>(random() % 256);
        const std::string written = with_value(value);
        CAPTURE(written);
        CHECK_NOTHROW(Document::parse(written, ""));
    }
}

}  // namespace
