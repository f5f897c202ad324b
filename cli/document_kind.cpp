#include "document_kind.h"

#include <algorithm>
#include <cstdint>

namespace redress::cli {
namespace {

// `property` reads one property of a row of the library's tables.
template <class Property>
DocumentField field_of(Property property) {
    return {property("field"),  property("type"),      property("presence"), property("default"),
            property("values"), property("refers_to"), property("sign"),     property("doc")};
}

template <class Property>
DocumentElement element_of(Property property) {
    return {property("record"),
            words(property("parents")),
            property("occurs"),
            words(property("key")),
            property("text"),
            property("record_doc"),
            {}};
}

DocumentElement* find(DocumentKind& kind, std::string_view name) {
    const auto found = std::find_if(kind.elements.begin(), kind.elements.end(), [&](const auto& e) { return e.name == name; });
    return found == kind.elements.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

bool DocumentElement::stands_in(std::string_view parent) const {
    return std::find(parents.begin(), parents.end(), parent) != parents.end();
}

const DocumentField* DocumentElement::field(std::string_view wanted) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == wanted; });
    return found == fields.end() ? nullptr : &*found;
}

std::vector<const DocumentElement*> DocumentKind::children_of(const DocumentElement& parent) const {
    std::vector<const DocumentElement*> out;
    for (const DocumentElement& element : elements) {
        if (element.stands_in(parent.name)) out.push_back(&element);
    }
    return out;
}

DocumentKind document_kind(std::string_view part) {
    DocumentKind kind{std::string(part), {}};
    for (std::int64_t i = 0; i < redress_vocabulary_count(); ++i) {
        if (vocabulary_field(i, "part") != part) continue;
        const auto property = [i](const char* name) { return std::string(vocabulary_field(i, name)); };
        DocumentElement* element = find(kind, property("record"));
        if (element == nullptr) element = &kind.elements.emplace_back(element_of(property));
        element->fields.push_back(field_of(property));
    }
    return kind;
}

void add_declared_facts(DocumentKind& kind, const redress_book& book) {
    for (std::int64_t i = 0; i < redress_book_fact_count(&book); ++i) {
        const auto property = [&](const char* name) { return std::string(declared_fact(book, i, name)); };
        DocumentElement* element = find(kind, property("record"));
        if (element != nullptr) element->fields.push_back(field_of(property));
    }
}

}  // namespace redress::cli
