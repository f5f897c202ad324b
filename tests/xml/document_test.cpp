// What the reader accepts, what it makes of it, and where it says that each part stands.
#include "xml/document.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input_limits.h"

namespace {

using redress::Position;
using redress::xml::Attribute;
using redress::xml::Document;
using redress::xml::Element;
using redress::xml::position_in;

std::string at(Position position) { return std::to_string(position.line) + ":" + std::to_string(position.column); }

void outline(Element element, std::string& out) {
    out += std::string(element.name());
    if (!element.first_child().exists()) return;
    out += '(';
    for (Element child = element.first_child(); child.exists(); child = child.next_sibling()) {
        if (out.back() != '(') out += ' ';
        outline(child, out);
    }
    out += ')';
}

std::string outline(std::string_view text) {
    const Document document = Document::parse(text, "");
    std::string out;
    outline(document.root(), out);
    return out;
}

TEST_CASE("the tree has the elements of the document in order") {
    const struct {
        std::string document;
        std::string elements;
    } rows[] = {
        {"<a/>", "a"},
        {"<a />", "a"},
        {"<a></a>", "a"},
        {"<a></a \r\n>", "a"},
        {" \r\n\t<a/>\n\n", "a"},
        {"\xEF\xBB\xBF<a/>", "a"},
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>", "a"},
        {"\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8' standalone='yes' ?><a/>", "a"},
        {"<?xml\n version = \"1.0\" ?><a/>", "a"},
        {"<!-- b --><a/><!----><!-- - > & < \xE2\x82\xAC -->", "a"},
        {"<a><b/><c/></a>", "a(b c)"},
        {"<a>\n <b>\n  <c/>\n </b>\n <d>x<e/>y<f/></d>\n</a>", "a(b(c) d(e f))"},
        {"<a><b><c><d/></c></b><e/></a>", "a(b(c(d)) e)"},
        {"<a><!-- <b/> --><c/></a>", "a(c)"},
        {"<_a-1.B><xml/></_a-1.B>", "_a-1.B(xml)"},
        {"<a>> ] ]] ]]&gt; --></a>", "a"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.document);
        CHECK(outline(row.document) == row.elements);
    }
}

TEST_CASE("values have entities resolved and white space made spaces") {
    const struct {
        std::string written;
        std::string value;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"&lt;&gt;&amp;&quot;&apos;", "<>&\"'"},
        {"&amp;lt;", "&lt;"},
        {"&#65;&#x42;&#x4a;&#x4A;&#000000000000000000000000000067;", "ABJJC"},
        {"&#x20AC;&#8364;\xE2\x82\xAC", "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"},
        {"&#x10FFFF;&#xE000;&#xD7FF;&#xFFFD;", "\xF4\x8F\xBF\xBF\xEE\x80\x80\xED\x9F\xBF\xEF\xBF\xBD"},
        {" a\tb\nc\rd\r\ne ", " a b c d e "},
        {"&#9;&#10;&#13;", "\t\n\r"},
        {"it's ]]> -- >", "it's ]]> -- >"},
        {"\x7F\xC2\x85", "\x7F\xC2\x85"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.written);
        const Document document = Document::parse("<a b=\"" + row.written + "\"/>", "");
        const Attribute attribute = document.root().attribute(0);
        CHECK(attribute.value == row.value);
        CHECK(attribute.value.data()[attribute.value.size()] == '\0');
    }
}

TEST_CASE("a value may stand in either quote") {
    const Document document = Document::parse("<a b='say \"x\"' c = \"it's\"/>", "");
    CHECK(document.root().attribute(0).value == "say \"x\"");
    CHECK(document.root().attribute(1).value == "it's");
}

TEST_CASE("a namespace is an ordinary attribute") {
    const Document document = Document::parse("<case xmlns=\"urn:redress:case:1\"/>", "");
    CHECK(document.root().attribute(0).name == "xmlns");
    CHECK(document.root().attribute(0).value == "urn:redress:case:1");
}

TEST_CASE("text is what stands directly inside, folded and trimmed") {
    const struct {
        std::string document;
        std::string text;
        std::string position;
    } rows[] = {
        {"<a/>", "", "1:1"},
        {"<a> \n </a>", "", "1:1"},
        {"<a>x</a>", "x", "1:4"},
        {"<a>\r\n  two\t\r\n words  </a>", "two words", "2:3"},
        {"<a>one<!-- c -->two</a>", "onetwo", "1:4"},
        {"<a>one<!-- c --> <!-- c -->two</a>", "one two", "1:4"},
        {"<a> <b>inner</b>\n <c/> \xE2\x82\xAC &amp; more</a>", "\xE2\x82\xAC & more", "2:7"},
        {"<a>one <b>inner</b> two</a>", "one two", "1:4"},
        {"<a>&#32;&#10; &lt;</a>", "<", "1:15"},
        {"<a>]x</a>", "]x", "1:4"},
        {"<a>&#xA0;</a>", "\xC2\xA0", "1:4"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.document);
        const Document document = Document::parse(row.document, "");
        CHECK(document.root().text() == row.text);
        CHECK(at(document.root().text_position()) == row.position);
    }
}

TEST_CASE("every element, attribute and value has its line and column, counted in characters") {
    const Document document = Document::parse(
        "\xEF\xBB\xBF<!-- \xF0\x9F\x92\xB6 --><case id=\"1\">\r\n"
        "\t<note who='\xD0\x9E\xD0\xBB\xD1\x8F' n = \"\"/><b/>\r"
        "  <incident\r\n"
        "    id=\"\xE2\x82\xAC\xE2\x82\xAC\" end=\"x\r\ny\" last=\"z\">\n\r"
        "\xC3\xA4 <c/>\xC3\xA4<d e=\"&#x20AC;\" f=\"\"/></incident>\n"
        "</case>",
        "");
    const struct {
        std::string name;
        std::string position;
        std::vector<std::string> attributes;  // name, position, position of the value
    } rows[] = {
        {"case", "1:11", {"id 1:17 1:21"}},
        {"note", "2:2", {"who 2:8 2:13", "n 2:18 2:23"}},
        {"b", "2:26", {}},
        {"incident", "3:3", {"id 4:5 4:9", "end 4:13 4:18", "last 5:4 5:10"}},
        {"c", "7:3", {}},
        {"d", "7:8", {"e 7:11 7:14", "f 7:24 7:27"}},
    };
    std::vector<Element> elements{document.root()};
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Element element = elements[i];
        for (Element c = element.first_child(); c.exists(); c = c.next_sibling()) elements.push_back(c);
    }
    REQUIRE(elements.size() == std::size(rows));
    for (std::size_t i = 0; i < elements.size(); ++i) {
        CAPTURE(rows[i].name);
        CHECK(elements[i].name() == rows[i].name);
        CHECK(at(elements[i].position()) == rows[i].position);
        REQUIRE(elements[i].attribute_count() == rows[i].attributes.size());
        for (std::size_t j = 0; j < rows[i].attributes.size(); ++j) {
            const Attribute a = elements[i].attribute(j);
            CHECK(std::string(a.name) + " " + at(a.position) + " " + at(a.value_position) == rows[i].attributes[j]);
        }
    }
    CHECK(at(elements[3].text_position()) == "7:1");
}

TEST_CASE("a place inside a value counts characters") {
    const Document document = Document::parse("<a>\n<b when=\"\xE2\x82\xAC + x\"/></a>", "");
    const Attribute when = document.root().first_child().attribute(0);
    CHECK(at(position_in(when, 0)) == "2:10");
    CHECK(at(position_in(when, 3)) == "2:11");   // behind the euro sign of three bytes
    CHECK(at(position_in(when, 6)) == "2:14");   // the x
    CHECK(at(position_in(when, 7)) == "2:15");   // the end
    CHECK(at(position_in(when, 99)) == "2:15");  // never past it
}

TEST_CASE("past the last element there is nothing") {
    const Document document = Document::parse("<a b=\"\"/>", "");
    const Element nothing = document.root().next_sibling();
    CHECK_FALSE(nothing.exists());
    CHECK(nothing.name().empty());
    CHECK(nothing.text().empty());
    CHECK(nothing.attribute_count() == 0);
    CHECK(nothing.position() == Position{});
    CHECK_FALSE(nothing.first_child().exists());
    CHECK_FALSE(nothing.next_sibling().exists());
    CHECK_FALSE(document.root().first_child().exists());
    CHECK(document.root().attribute(1).name.empty());
}

TEST_CASE("a moved document keeps its elements") {
    Document first = Document::parse("<a b=\"1\"><c>text</c></a>", "rules.xml");
    const Element child = first.root().first_child();
    const Document second = std::move(first);
    CHECK(second.file() == "rules.xml");
    CHECK(child.text() == "text");
    CHECK(second.root().attribute(0).value == "1");
}

TEST_CASE("a document at every limit is read") {
    using namespace redress::limits;
    std::string attributes;
    for (std::size_t i = 0; i < xml_attributes_max; ++i) attributes += " a" + std::to_string(i) + "=\"\"";
    std::string siblings = "<a>";
    for (std::size_t i = 1; i < xml_elements_max; ++i) siblings += "<b/>";
    std::string nested;
    for (std::size_t i = 0; i < xml_depth_max; ++i) nested.insert(i * 3, "<a></a>");

    CHECK(Document::parse("<a" + attributes + "/>", "").root().attribute_count() == xml_attributes_max);
    CHECK(outline(nested).size() == 3 * xml_depth_max - 2);  // a(a(a...)))
    CHECK_NOTHROW(Document::parse(siblings + "</a>", ""));
    CHECK_NOTHROW(Document::parse("<" + std::string(name_bytes_max, 'n') + "/>", ""));
    CHECK_NOTHROW(Document::parse("<a>" + std::string(xml_bytes_max - 7, ' ') + "</a>", ""));
}

// Whether pugixml resolves a document or nothing has to be resolved: the same elements and values, at the same places.
void spell(Element element, std::string& out) {
    out += at(element.position()) + ' ' + std::string(element.name()) + ' ' + element.text();
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        const Attribute a = element.attribute(i);
        out += '\n' + at(a.position) + ' ' + std::string(a.name) + '=' + std::string(a.value) + ' ' + at(a.value_position);
    }
    out += '\n';
    for (Element child = element.first_child(); child.exists(); child = child.next_sibling()) spell(child, out);
}

TEST_CASE("a document that has nothing to resolve reads like one that has") {
    for (const char* inside : {"", "<b/>", "<b c='' d=\"\"/>", "<b c='1' d=\"it's\"><e f='  two  words '/> <!-- & --> </b><b/>",
                               "<b c='\xE2\x82\xAC' d='\xF0\x9F\x98\x80'/>\r\n<b\n\tc = 'x'\t/>", "<b c='>' d='\"]]>'/>"}) {
        CAPTURE(inside);
        const auto with = [&](std::string_view last) {
            std::string out;
            spell(Document::parse("<a x='y'>" + std::string(inside) + std::string(last) + "</a>", "").root(), out);
            return out;
        };
        const std::string literal = with("<z v=' '/>");
        CHECK(literal.find("text") == std::string::npos);
        CHECK(with("<z v='&#32;'/>") == literal);
        CHECK(with("<z v='\t'/>") == literal);
        std::string texts = with("<z v=' '>text</z>");
        const std::size_t text = texts.find("z text");
        REQUIRE(text != std::string::npos);
        CHECK(texts.erase(text + 2, 4) == literal);
    }
}

}  // namespace
