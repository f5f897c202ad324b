#include "facts/case_xml.h"

#include "facts/text.h"
#include "xml/document.h"

namespace redress::facts {
namespace {

[[noreturn]] void refuse(const xml::Document& document, const xml::Element& element, Position position, std::string_view field,
                         std::string message) {
    throw Error(Status::invalid_case, {document.file(), position, std::string(element.name()), std::string(field)},
                std::move(message));
}

void check_no_text(const xml::Document& document, const xml::Element& element) {
    const std::string text = element.text();
    if (text.empty()) return;
    refuse(document, element, element.text_position(), "",
           in_quotes(text) + " stands where a case has no text: facts are attributes");
}

// First of all, so that a file of another kind or version is called just that.
void check_namespace(const xml::Document& document) {
    const xml::Element root = document.root();
    if (root.name() != "case") {
        refuse(document, root, root.position(), "", in_quotes(root.name()) + " is not the root of a case: expected 'case'");
    }
    const std::string expected = "xmlns=\"" + std::string(case_namespace) + "\"";
    for (std::size_t i = 0; i < root.attribute_count(); ++i) {
        const xml::Attribute attribute = root.attribute(i);
        if (attribute.name != "xmlns") continue;
        if (attribute.value == case_namespace) return;
        refuse(document, root, attribute.value_position, "xmlns",
               in_quotes(attribute.value) + " is not the namespace of a case: expected " + expected);
    }
    refuse(document, root, root.position(), "xmlns", "the root lacks its namespace: expected " + expected);
}

// The root's other attributes are the facts of the record `case`.
void read_root(const xml::Document& document, Case& facts) {
    const xml::Element root = document.root();
    facts.add("case", root.position());
    for (std::size_t i = 0; i < root.attribute_count(); ++i) {
        const xml::Attribute attribute = root.attribute(i);
        if (attribute.name == "xmlns") continue;
        facts.set(attribute.name, attribute.value, attribute.position, attribute.value_position);
    }
    check_no_text(document, root);
}

void read_record(const xml::Document& document, const xml::Element& element, Case& facts) {
    if (element.name() == "case") refuse(document, element, element.position(), "", "a case stands inside a case");
    facts.add(element.name(), element.position());
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        const xml::Attribute attribute = element.attribute(i);
        facts.set(attribute.name, attribute.value, attribute.position, attribute.value_position);
    }
    check_no_text(document, element);
    const xml::Element child = element.first_child();
    if (child.exists()) {
        refuse(document, child, child.position(), "",
               in_quotes(child.name()) + " stands inside " + in_quotes(element.name()) + ": records do not nest");
    }
}

}  // namespace

Case parse_case(std::string_view xml, std::string_view file) {
    const xml::Document document = xml::Document::parse(xml, file);
    Case facts;
    facts.set_file(std::string(file));
    check_namespace(document);
    read_root(document, facts);
    for (xml::Element element = document.root().first_child(); element.exists(); element = element.next_sibling()) {
        read_record(document, element, facts);
    }
    facts.finish();
    return facts;
}

}  // namespace redress::facts
