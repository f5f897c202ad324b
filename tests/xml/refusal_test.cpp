// What the reader refuses: each document with the line and column of the fault and a part of the message.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "input_limits.h"
#include "xml/document.h"

namespace {

using namespace std::string_literals;
using redress::Error;
using redress::Status;
using redress::xml::Document;

struct Refused {
    std::string document;
    std::uint32_t line;
    std::uint32_t column;
    std::string fragment;
    Status status = Status::invalid_xml;
};

void check_refused(const Refused& row) {
    const std::string shown = row.document.substr(0, 80);
    CAPTURE(shown);
    try {
        Document::parse(row.document, "case.xml");
        FAIL_CHECK("the document was accepted");
    } catch (const Error& error) {
        const std::string message = error.what();
        CAPTURE(message);
        CHECK(error.status() == row.status);
        CHECK(error.place().file == "case.xml");
        CHECK(error.place().position.line == row.line);
        CHECK(error.place().position.column == row.column);
        CHECK(message.find(row.fragment) != std::string::npos);
    }
}

template <std::size_t size>
void check_all(const Refused (&rows)[size]) {
    for (const Refused& row : rows) check_refused(row);
}

std::string repeated(std::string_view piece, std::size_t times) {
    std::string out;
    out.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += piece;
    return out;
}

std::string numbered_attributes(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += " a" + std::to_string(i) + "=\"\"";
    return out;
}

TEST_CASE("a document without a root element is refused") {
    const Refused rows[] = {
        {"", 1, 1, "the document is empty"},
        {" \t", 1, 3, "without an element"},
        {"\r\n\n\r ", 4, 2, "without an element"},
        {"<!-- only -->", 1, 14, "without an element"},
        {"<?xml version=\"1.0\"?>", 1, 22, "without an element"},
        {"\xEF\xBB\xBF", 1, 1, "without an element"},
    };
    check_all(rows);
}

TEST_CASE("another encoding than UTF-8 is named and refused") {
    const Refused rows[] = {
        {"\xFF\xFE<\0a\0/\0>\0"s, 1, 1, "UTF-16 (little endian), expected UTF-8"},
        {"\xFE\xFF\0<\0a\0/\0>"s, 1, 1, "UTF-16 (big endian)"},
        {"\xFF\xFE\0\0<\0\0\0a\0\0\0/\0\0\0>\0\0\0"s, 1, 1, "UTF-32 (little endian)"},
        {"\0\0\xFE\xFF\0\0\0<\0\0\0a\0\0\0/\0\0\0>"s, 1, 1, "UTF-32 (big endian)"},
        {"<\0a\0/\0>\0"s, 1, 1, "UTF-16 (little endian)"},
        {"\0<\0a\0/\0>"s, 1, 1, "UTF-16 (big endian)"},
        {"<\0\0\0a\0\0\0/\0\0\0>\0\0\0"s, 1, 1, "UTF-32 (little endian)"},
        {"\0\0\0<\0\0\0a\0\0\0/\0\0\0>"s, 1, 1, "UTF-32 (big endian)"},
        {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", 1, 21, "'ISO-8859-1', expected 'UTF-8'"},
        {"<?xml version='1.0'\nencoding='utf-16'?><a/>", 2, 1, "'utf-16', expected 'UTF-8'"},
    };
    check_all(rows);
}

TEST_CASE("an XML declaration other than version 1.0 at the very start is refused") {
    const Refused rows[] = {
        {"<?xml version=\"1.1\"?><a/>", 1, 7, "XML version '1.1', expected '1.0'"},
        {"<?xml version=\"&#49;.0\"?><a/>", 1, 7, "XML version '&#49;.0'"},
        {"<?xml?><a/>", 1, 6, "found '?', expected version"},
        {"<?xml encoding=\"UTF-8\"?><a/>", 1, 7, "found 'encoding', expected version"},
        {"<?xml version?><a/>", 1, 14, "expected '=' after 'version'"},
        {"<?xml version=1.0?><a/>", 1, 15, "found '1.0?', expected a quoted value"},
        {"<?xml version=\"1.0\"encoding=\"UTF-8\"?><a/>", 1, 20, "found 'encoding', expected '?>'"},
        {"<?xml version=\"1.0\" standalone=\"maybe\"?><a/>", 1, 21, "'maybe', expected 'yes' or 'no'"},
        {"<?xml version=\"1.0\" author=\"me\"?><a/>", 1, 21, "found 'author', expected '?>'"},
        {"<?xml version=\"1.0\"", 1, 20, "found the end of the document, expected '?>'"},
        {"\n<?xml version=\"1.0\"?><a/>", 2, 1, "must be the very first thing"},
        {"<!-- c --><?xml version=\"1.0\"?><a/>", 1, 11, "must be the very first thing"},
        {"<a><?xml version=\"1.0\"?></a>", 1, 4, "must be the very first thing"},
        {"<a/><?xml version=\"1.0\"?>", 1, 5, "must be the very first thing"},
    };
    check_all(rows);
}

TEST_CASE("markup outside the subset is refused by name") {
    const Refused rows[] = {
        {"<!DOCTYPE a><a/>", 1, 1, "'<!DOCTYPE'"},
        {"<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]>\n<lolz>&lol2;</lolz>", 1, 1, "'<!DOCTYPE'"},
        {"<?xml version=\"1.0\"?>\n  <!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", 2, 3, "'<!DOCTYPE'"},
        {"<a>\n<![CDATA[x]]></a>", 2, 1, "CDATA is not read"},
        {"<a><!ELEMENT b></a>", 1, 4, "expected an element, an end tag or a comment"},
        {"<?php echo 1 ?><a/>", 1, 1, "found '<?php'"},
        {"<?xml-stylesheet href=\"x\"?><a/>", 1, 1, "found '<?xml-stylesheet'"},
        {"<a><?pi?></a>", 1, 4, "found '<?pi'"},
        {"<x:a/>", 1, 2, "prefixed name 'x:a'"},
        {"<:a/>", 1, 2, "prefixed name ':a'"},
        {"<a xmlns:foo=\"urn:x\"/>", 1, 4, "prefixed name 'xmlns:foo'"},
        {"<a></x:a>", 1, 6, "prefixed name 'x:a'"},
    };
    check_all(rows);
}

TEST_CASE("anything but one root is refused") {
    const Refused rows[] = {
        {"words<a/>", 1, 1, "found 'words', expected the root element"},
        {"\n \xC3\xA4<a/>", 2, 2, "found '\xC3\xA4', expected the root element"},
        {"&#32;<a/>", 1, 1, "found '&#32;', expected the root element"},
        {"<a/> words", 1, 6, "found 'words', expected the end of the document"},
        {"<a/>\xEF\xBB\xBF", 1, 5, "found '\\u{FEFF}', expected the end of the document"},
        {"<a/>\r\n<b/>", 2, 1, "a second root element, expected the end of the document; the root is <a> at 1:1"},
        {"</a>", 1, 1, "found the end tag </a>, expected no end tag"},
        {"<a></a></a>", 1, 8, "found the end tag </a>, expected no end tag"},
    };
    check_all(rows);
}

TEST_CASE("tags that do not match are refused") {
    const Refused rows[] = {
        {"<a>\n <b>\n </a>", 3, 2, "found the end tag </a>, expected </b> for the element that begins at 2:2"},
        {"<a></A>", 1, 4, "found the end tag </A>, expected </a>"},
        {"<a></ab>", 1, 4, "found the end tag </ab>, expected </a>"},
        {"<a>\n  <b>", 2, 6, "the document ends inside <b>, which begins at 2:3; expected </b>"},
        {"<a>text", 1, 8, "the document ends inside <a>, which begins at 1:1"},
        {"<a></a x>", 1, 8, "found 'x', expected '>' at the end of </a"},
        {"<a></a", 1, 7, "found the end of the document, expected '>'"},
        {"<a></ a>", 1, 6, "found ' ', expected an element name after '</'"},
        {"<a></>", 1, 6, "found '>', expected an element name after '</'"},
        {"<", 1, 2, "found the end of the document, expected an element name"},
        {"< a/>", 1, 2, "found ' ', expected an element name"},
        {"<a><<b/></a>", 1, 5, "found '<b', expected an element name"},
        {"<1a/>", 1, 2, "found '1a', expected an element name"},
        {"<-a/>", 1, 2, "found '-a', expected an element name"},
        {"<\xC3\xA4/>", 1, 2, "found '\xC3\xA4', expected an element name"},
        {"<caf\xC3\xA9/>", 1, 5, "found '\xC3\xA9', expected the end of the name 'caf'"},
        {"<a$b/>", 1, 3, "found '$b', expected white space, '>' or '/>' in <a>"},
        {"<a", 1, 3, "found the end of the document, expected white space"},
        {"<a / >", 1, 4, "found '/', expected '/>' at the end of <a>"},
    };
    check_all(rows);
}

TEST_CASE("faults of attributes are refused") {
    const Refused rows[] = {
        {"<a>\n <incident id=\"1\"\n  end=\"\"  id=\"2\"/></a>", 3, 11,
         "attribute 'id' stands twice on <incident>; the first is at 2:12"},
        {"<a b=\"\" c=\"\" b=\"\"/>", 1, 14, "attribute 'b' stands twice on <a>; the first is at 1:4"},
        {"<a b/>", 1, 5, "found '/', expected '=' and a value after the attribute 'b'"},
        {"<a b c=\"\"/>", 1, 6, "found 'c', expected '=' and a value"},
        {"<a b=/>", 1, 6, "found '/', expected a quoted value for 'b'"},
        {"<a b=c/>", 1, 6, "found 'c', expected a quoted value for 'b'"},
        {"<a b=\"1\"c=\"2\"/>", 1, 9, "found 'c', expected white space"},
        {"<a =\"1\"/>", 1, 4, "found '=', expected an attribute name"},
        {"<a \"1\"/>", 1, 4, "found '\"1', expected an attribute name"},
        {"<a \xC3\xA4=\"1\"/>", 1, 4, "found '\xC3\xA4', expected an attribute name"},
        {"<a 2b=\"1\"/>", 1, 4, "found '2b', expected an attribute name"},
        {"<a b=\"\xE2\x82\xAC<\"/>", 1, 8, "'<' is not allowed in the value of 'b', which begins at 1:7"},
        {"<a b=\"x", 1, 8, "the document ends inside the value of 'b', which begins at 1:7; expected \""},
        {"<a b='x\"/>", 1, 11, "the document ends inside the value of 'b', which begins at 1:7; expected '"},
        {"<a b=\"", 1, 7, "the document ends inside the value of 'b'"},
        {"<a b", 1, 5, "found the end of the document, expected '='"},
        {"<a b=", 1, 6, "found the end of the document, expected a quoted value"},
        {"<a b=\"\x01\"/>", 1, 7, "U+0001 is not allowed"},
    };
    check_all(rows);
}

TEST_CASE("unknown or malformed references are refused") {
    const Refused rows[] = {
        {"<a>&nbsp;</a>", 1, 4, "unknown entity '&nbsp;', expected '&lt;'"},
        {"<a b=\"x &LT; y\"/>", 1, 9, "unknown entity '&LT;'"},
        {"<a>A & B</a>", 1, 6, "found '&' without ';'"},
        {"<a>AT&T</a>", 1, 6, "found '&T' without ';'"},
        {"<a>&amp</a>", 1, 4, "found '&amp' without ';'"},
        {"<a>&;</a>", 1, 4, "found '&' without ';'"},
        {"<a>&", 1, 4, "found '&' without ';'"},
        {"<a>&#;</a>", 1, 4, "malformed character reference '&#;'"},
        {"<a>&#x;</a>", 1, 4, "malformed character reference '&#x;'"},
        {"<a>&#X41;</a>", 1, 4, "malformed character reference '&#X41;'"},
        {"<a>&#4A;</a>", 1, 4, "malformed character reference '&#4A;'"},
        {"<a>&#x4G;</a>", 1, 4, "malformed character reference '&#x4G;'"},
        {"<a>&#-1;</a>", 1, 4, "malformed character reference '&#-1;'"},
        {"<a>&#0;</a>", 1, 4, "'&#0;' stands for a character that is not allowed"},
        {"<a>&#x1F;</a>", 1, 4, "'&#x1F;' stands for"},
        {"<a b=\"&#xD800;\"/>", 1, 7, "'&#xD800;' stands for"},
        {"<a b=\"&#xDFFF;\"/>", 1, 7, "'&#xDFFF;' stands for"},
        {"<a>&#xFFFE;</a>", 1, 4, "'&#xFFFE;' stands for"},
        {"<a>&#65535;</a>", 1, 4, "'&#65535;' stands for"},
        {"<a>&#x110000;</a>", 1, 4, "'&#x110000;' stands for"},
        {"<a>&#4294967361;</a>", 1, 4, "'&#4294967361;' stands for"},           // 2^32 + 'A'
        {"<a>&#18446744073709551681;</a>", 1, 4, "'&#18446744073709551681;'"},  // 2^64 + 'A'
    };
    check_all(rows);
}

TEST_CASE("bytes that are not UTF-8 are refused") {
    const Refused rows[] = {
        {"<a>\x80</a>", 1, 4, "byte 0x80"},                        // a continuation without a lead
        {"<a>\xC0\x80</a>", 1, 4, "byte 0xC0"},                    // overlong NUL
        {"<a>\xC1\xBF</a>", 1, 4, "byte 0xC1"},                    // overlong DEL
        {"<a>\xE0\x9F\xBF</a>", 1, 4, "byte 0xE0"},                // overlong U+07FF
        {"<a>\xF0\x8F\xBF\xBF</a>", 1, 4, "byte 0xF0"},            // overlong U+FFFF
        {"<a>\xED\xA0\x80</a>", 1, 4, "byte 0xED"},                // U+D800
        {"<a>\xED\xBF\xBF</a>", 1, 4, "byte 0xED"},                // U+DFFF
        {"<a>\xF4\x90\x80\x80</a>", 1, 4, "byte 0xF4"},            // U+110000
        {"<a>\xF5\x80\x80\x80</a>", 1, 4, "byte 0xF5"},            // beyond
        {"<a>\xFF</a>", 1, 4, "byte 0xFF"},                        //
        {"<a>\xC3\xA9\xC3</a>", 1, 5, "byte 0xC3"},                // cut short by '<'
        {"<a>\xE2\x82", 1, 4, "byte 0xE2"},                        // cut short by the end
        {"<a b=\"\xC3\xA9\n\xC3\xA9\xE9\"/>", 2, 2, "byte 0xE9"},  // Latin-1
        {"<!-- \xE4 --><a/>", 1, 6, "byte 0xE4"},
        {"<a \xE4=\"\"/>", 1, 4, "byte 0xE4"},
        {"\xE4<a/>", 1, 1, "byte 0xE4"},
        {"<a/>\xE4", 1, 5, "byte 0xE4"},
    };
    check_all(rows);
}

TEST_CASE("characters that XML forbids are refused") {
    const Refused rows[] = {
        {"<a>x\0</a>"s, 1, 5, "U+0000 is not allowed in XML"},
        {"<a>\x1F</a>", 1, 4, "U+001F"},
        {"<a>\x0B</a>", 1, 4, "U+000B"},
        {"<a>\xEF\xBF\xBE</a>", 1, 4, "U+FFFE"},
        {"<a>\xEF\xBF\xBF</a>", 1, 4, "U+FFFF"},
        {"<!-- \x08 --><a/>", 1, 6, "U+0008"},
        {"<a\x0C/>", 1, 3, "U+000C"},
        {"<a/>\n\0"s, 2, 1, "U+0000"},
        {"<a>]]></a>", 1, 4, "']]>' is not allowed in text"},
        {"<a>x]]]></a>", 1, 6, "']]>' is not allowed in text"},
    };
    check_all(rows);
}

TEST_CASE("malformed comments are refused") {
    const Refused rows[] = {
        {"<!-- a -- b --><a/>", 1, 8, "'--' is not allowed inside a comment"},
        {"<!-- a ---><a/>", 1, 8, "'--' is not allowed inside a comment"},
        {"<a>\n<!-- a\n", 3, 1, "the document ends inside the comment that begins at 2:1"},
        {"<!--", 1, 5, "the document ends inside the comment that begins at 1:1"},
        {"<!--->", 1, 7, "the document ends inside the comment"},
        {"<!- a --><a/>", 1, 1, "expected an element, an end tag or a comment"},
    };
    check_all(rows);
}

TEST_CASE("every limit is refused one past its bound") {
    using namespace redress::limits;
    const std::string long_name(name_bytes_max + 1, 'n');
    const Refused rows[] = {
        {repeated("<a>", xml_depth_max) + "<b/>", 1, 3 * xml_depth_max + 1, "nested more than 32 deep", Status::limit_exceeded},
        {"<a>\n" + repeated("<b/>", xml_elements_max), 2, 4 * (xml_elements_max - 1) + 1, "more than 200000 elements",
         Status::limit_exceeded},
        {"<a" + numbered_attributes(xml_attributes_max) + "\n  last=\"\"/>", 2, 3, "<a> has more than 256 attributes",
         Status::limit_exceeded},
        {"<" + long_name + "/>", 1, 2, "has more than 64 bytes", Status::limit_exceeded},
        {"<a " + long_name + "=\"\"/>", 1, 4, "has more than 64 bytes", Status::limit_exceeded},
        {"<a>" + std::string(xml_bytes_max - 6, ' ') + "</a>", 1, 1, "the document has 16777217 bytes", Status::limit_exceeded},
    };
    check_all(rows);
}

TEST_CASE("what a message quotes is cut and made visible") {
    const Refused rows[] = {
        {"<a/>" + std::string(1000, 'x'), 1, 5, "found '" + std::string(40, 'x') + "...', expected"},
        // 13 characters of 3 bytes are 39 bytes; a 14th would end behind the 40th byte.
        {"<a/>" + repeated("\xE2\x82\xAC", 100), 1, 5, "found '" + repeated("\xE2\x82\xAC", 13) + "...', expected"},
        {"<a/>x\xC2\x85\xE2\x80\xAEy", 1, 5, "found 'x\\u{85}\\u{202E}y', expected"},
        {"<a/>x\xFFy", 1, 5, "found 'x...', expected"},
        {"<\n", 1, 2, "found '\\n', expected an element name"},
        {"<a>&" + std::string(1000, 'e') + ";</a>", 1, 4, "unknown entity '&" + std::string(39, 'e') + "...'"},
        {"<a " + std::string(1000, 'n') + "=\"\"/>", 1, 4, "'" + std::string(40, 'n') + "...'", Status::limit_exceeded},
    };
    check_all(rows);
}

}  // namespace
