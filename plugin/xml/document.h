// Reading XML: a strict scan of our own in front of pugixml. The scan accepts a subset of XML 1.0 and records the line
// and column of every element and attribute; pugixml then resolves references, white space and texts, where a document has any.
//
// Accepted: UTF-8 (with or without a byte order mark, with or without <?xml version="1.0" encoding="UTF-8"?>), one
// root, elements, attributes, comments, the five predefined entities and character references, white space.
// Refused with line and column, though pugixml would let most of them pass: other encodings, bad UTF-8 and characters
// that XML forbids, DOCTYPE, processing instructions, CDATA, text outside the root, unknown entities, duplicate
// attributes, a second root, mismatched or missing end tags, unquoted or missing attribute values, `<` in a value, `--`
// in a comment, prefixed names, anything over the limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "error.h"

namespace redress::xml {

struct Tree;  // what a Document owns: the text, pugixml's tree and the scan

struct Attribute {
    std::string_view name;
    std::string_view value;   // entities resolved, white space normalised to spaces; NUL-terminated
    Position position;        // of the name
    Position value_position;  // of the first character of the value
};

// A cheap handle; valid as long as its Document. Children and attributes come in document order.
class Element {
public:
    Element() = default;  // does not exist: no name, attributes, text or children
    std::string_view name() const noexcept;
    Position position() const noexcept;  // of the '<'
    std::size_t attribute_count() const noexcept;
    Attribute attribute(std::size_t index) const noexcept;
    // All text directly inside the element, entities resolved, white space folded to single spaces and trimmed; empty
    // where there is none. `text_position` is that of the first character that is not white space, or the element's
    // own.
    std::string text() const;
    Position text_position() const noexcept;
    // The element after this one among its siblings, and its first child; `exists` is false past the last.
    Element first_child() const noexcept;
    Element next_sibling() const noexcept;
    bool exists() const noexcept { return tree_ != nullptr; }

private:
    friend class Document;
    Element(const Tree* tree, std::uint32_t index) noexcept : tree_(tree), index_(index) {}
    Element related(std::uint32_t index) const noexcept;

    const Tree* tree_ = nullptr;
    std::uint32_t index_ = 0;  // in document order
};

class Document {
public:
    // Throws Error (invalid_xml or limit_exceeded) whose place has `file`, line and column. Copies what it needs of
    // `text`.
    static Document parse(std::string_view text, std::string_view file);
    Element root() const noexcept;
    const std::string& file() const noexcept;

    // Elements of a document that is moved stay valid.
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

private:
    explicit Document(std::unique_ptr<const Tree> tree) noexcept;
    std::unique_ptr<const Tree> tree_;
};

// The place of character `offset` (in bytes) of an attribute's value, for errors inside a formula. Exact as long as the
// value has no entities or line breaks before it.
Position position_in(const Attribute&, std::size_t offset) noexcept;

}  // namespace redress::xml
