// What one kind of document is made of, as the library's vocabulary tells it: `case`, `statement` or `rules`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "library.h"

namespace redress::cli {

// The properties of redress_vocabulary_get, by their names.
struct DocumentField {
    std::string name;
    std::string type;
    std::string presence;
    std::string default_text;
    std::string values;
    std::string refers_to;
    std::string sign;
    std::string doc;
};

struct DocumentElement {
    std::string name;
    std::vector<std::string> parents;
    std::string occurs;
    std::vector<std::string> key;
    std::string text;
    std::string doc;
    std::vector<DocumentField> fields;

    bool stands_in(std::string_view parent) const;
    const DocumentField* field(std::string_view name) const;  // null where there is none
};

struct DocumentKind {
    std::string part;
    std::vector<DocumentElement> elements;  // the root first

    const DocumentElement& root() const { return elements.front(); }
    std::vector<const DocumentElement*> children_of(const DocumentElement& parent) const;
};

// Words separated by spaces.
std::vector<std::string> words(std::string_view text);

DocumentKind document_kind(std::string_view part);

// Adds the facts that the rules declare to the elements of a case.
void add_declared_facts(DocumentKind& kind, const redress_book& book);

}  // namespace redress::cli
