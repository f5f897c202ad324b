#include "rules/canonical.h"

#include "rules/grammar.h"
#include "xml/writer.h"

namespace redress::rules {

namespace {

// A version that is ended decides the windows that began while it was in effect as before.
bool changes_what_is_decided(const AttributeRow& row) { return row.element != "sla" || row.name != "effective_to"; }

void write_element(xml::Writer& writer, const xml::Element& element) {
    writer.open(element.name());
    for (const AttributeRow& row : attributes(element.name())) {
        if (!changes_what_is_decided(row)) continue;
        for (std::size_t i = 0; i < element.attribute_count(); ++i) {
            const xml::Attribute attribute = element.attribute(i);
            if (attribute.name == row.name) writer.attribute(attribute.name, attribute.value);
        }
    }
    const std::string text = element.text();
    if (!text.empty()) writer.text(text);
    // Bounded by limits::xml_depth_max.
    for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) write_element(writer, child);
    writer.close();
}

}  // namespace

std::string canonical_rules(const xml::Element& root) {
    std::string out;
    xml::Writer writer(out);
    write_element(writer, root);
    return out;
}

}  // namespace redress::rules
