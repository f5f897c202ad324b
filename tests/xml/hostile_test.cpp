// Input made to hurt: whatever the bytes are, the reader answers with a document or with an Error, and soon.
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "input_limits.h"
#include "xml/document.h"

namespace {

using redress::Error;
using redress::Position;
using redress::Status;
using redress::xml::Document;
using redress::xml::Element;

constexpr std::string_view good_document =
    "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
    "<!-- caf\xC3\xA9 - x -->\n"
    "<case xmlns=\"urn:redress:case:1\" id='c-1'>\n"
    "  <account id=\"a&amp;&#x20AC;\" standing = \"good\"/>\r"
    "  <note>one &lt; ]] two<b/>three \xF0\x9F\x92\xB6</note>\n"
    "</case>\n<!-- end -->";

// Reads everything that a document offers.
std::size_t read_all(const Document& document) {
    std::size_t bytes = 0;
    std::vector<Element> elements{document.root()};
    while (!elements.empty()) {
        const Element element = elements.back();
        elements.pop_back();
        bytes += element.name().size() + element.text().size() + element.text_position().column;
        for (std::size_t i = 0; i < element.attribute_count(); ++i) bytes += element.attribute(i).value.size();
        for (Element c = element.first_child(); c.exists(); c = c.next_sibling()) elements.push_back(c);
    }
    return bytes;
}

enum class Answer { document, error, defect };

// A defect is an answer that no input may get: another status than the reader's two, no place, or no message.
Answer answer_to(std::string_view text) {
    try {
        read_all(Document::parse(text, "f"));
        return Answer::document;
    } catch (const Error& error) {
        const bool known = error.status() == Status::invalid_xml || error.status() == Status::limit_exceeded;
        const Position position = error.place().position;
        const bool placed =
            position.line >= 1 && position.column >= 1 && position.line <= text.size() + 1 && position.column <= text.size() + 1;
        return known && placed && !std::string_view(error.what()).empty() ? Answer::error : Answer::defect;
    }
}

// The bytes that mean something to XML, and some that mean nothing anywhere.
std::string interesting_bytes() {
    std::string bytes = "<>/!?-=&;#x\"' \t\r\n[]:a0_";
    for (const int byte : {0x00, 0x01, 0x1F, 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xE2, 0xED, 0xEF, 0xF0, 0xF4, 0xFE, 0xFF}) {
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

std::string repeated(std::string_view piece, std::size_t times) {
    std::string out;
    out.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += piece;
    return out;
}

Status refusal_of(const std::string& text) {
    try {
        Document::parse(text, "f");
        return Status::ok;
    } catch (const Error& error) {
        return error.status();
    }
}

TEST_CASE("a document with any single byte deleted is read or refused") {
    for (std::size_t i = 0; i < good_document.size(); ++i) {
        CAPTURE(i);
        std::string text(good_document);
        text.erase(i, 1);
        CHECK(answer_to(text) != Answer::defect);
    }
}

TEST_CASE("a document cut anywhere is refused, unless only the comment at its end is gone") {
    const std::size_t root_end = good_document.find("</case>") + 7;
    const std::size_t comment_begin = good_document.find("<!-- end");
    for (std::size_t i = 0; i < good_document.size(); ++i) {
        CAPTURE(i);
        const bool whole = i >= root_end && i <= comment_begin;
        CHECK(answer_to(good_document.substr(0, i)) == (whole ? Answer::document : Answer::error));
    }
}

TEST_CASE("a document with any single byte inserted or replaced is read or refused") {
    const std::string bytes = interesting_bytes();
    for (std::size_t i = 0; i < good_document.size(); ++i) {
        for (const char byte : bytes) {
            CAPTURE(i);
            CAPTURE(static_cast<int>(byte));
            std::string text(good_document);
            text[i] = byte;
            CHECK(answer_to(text) != Answer::defect);
            text = good_document;
            text.insert(i, 1, byte);
            CHECK(answer_to(text) != Answer::defect);
        }
    }
}

TEST_CASE("a document of random pieces of markup is read or refused") {
    constexpr std::string_view pieces[] = {
        "<",   ">",     "/>", "</a>", "<a>",  "<a",   " b=\"", "\"",   "'",     "&amp;", "&#", ";", "x", "<!--",
        "-->", "<?xml", "?>", "]]>",  "\r\n", "\xC3", "\xA9",  "<b/>", " c=''", "=",     " ",  "-", "&", "\xEF\xBB\xBF"};
    std::mt19937_64 random(20260201);
    std::size_t documents = 0;
    for (int i = 0; i < 100'000; ++i) {
        std::string text = i % 2 == 0 ? "<a>" : "";
        for (std::uint64_t n = random() % 12; n > 0; --n) text += pieces[random() % std::size(pieces)];
        if (i % 2 == 0) text += "</a>";
        const Answer answer = answer_to(text);
        if (answer == Answer::defect) FAIL_CHECK(text);
        if (answer == Answer::document) ++documents;
    }
    CHECK(documents > 1'000);  // or the pieces would only test refusals
}

TEST_CASE("hostile documents are refused within a limit") {
    const struct {
        std::string name;
        std::string document;
        Status status;
    } rows[] = {
        {"10,000 levels", repeated("<a>", 10'000) + repeated("</a>", 10'000), Status::limit_exceeded},
        {"a million elements", "<a>" + repeated("<b/>", 1'000'000) + "</a>", Status::limit_exceeded},
        {"a name of 10 MB", "<" + std::string(10'000'000, 'n') + "/>", Status::limit_exceeded},
        {"an unfinished entity of 10 MB", "<a>&" + std::string(10'000'000, 'n'), Status::invalid_xml},
        {"a character reference of 10 MB", "<a>&#" + std::string(10'000'000, '9') + ";</a>", Status::invalid_xml},
        {"a comment of 10 MB without an end", "<a><!--" + std::string(10'000'000, ' '), Status::invalid_xml},
        {"a word of 10 MB outside the root", "<a/>" + std::string(10'000'000, 'w'), Status::invalid_xml},
        {"billion laughs",
         "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY c "
         "\"&b;&b;\">]><l>&c;</l>",
         Status::invalid_xml},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(refusal_of(row.document) == row.status);
    }
}

TEST_CASE("100 MB are refused by their size alone") {
    const std::string text(100'000'000, '<');
    CHECK(refusal_of(text) == Status::limit_exceeded);  // the scan would have found the second '<' to be invalid
}

TEST_CASE("an attribute of 10 MB is read whole") {
    const std::string value(10'000'000, 'v');
    const Document document = Document::parse("<a b=\"" + value + "\"/>", "");
    CHECK(document.root().attribute(0).value.size() == value.size());
}

}  // namespace
