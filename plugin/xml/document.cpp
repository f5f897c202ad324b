#include "xml/document.h"

#include <algorithm>
#include <new>
#include <pugixml.hpp>
#include <utility>
#include <vector>

#include "xml/character.h"
#include "xml/scan.h"

namespace redress::xml {

// pugixml parses in place: it ends names and values with NULs inside `buffer`, resolves entities there and points into
// it, at the very offsets that the scan recorded. `nodes` runs parallel to `scan.elements`. The tree stays where it is
// for its whole life, because pugixml and the handles hold pointers into it. Of a literal document `buffer` is the text with
// its values ended by NULs, and there are no nodes.
struct Tree {
    std::string file;
    std::string buffer;
    Scan scan;
    pugi::xml_document document;
    std::vector<pugi::xml_node> nodes;
};

namespace {

// Text of white space only is kept, since it separates words around a comment: "one<!-- --> <!-- -->two".
constexpr unsigned int parse_options =
    pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol | pugi::parse_ws_pcdata;

[[noreturn]] void fail(Status status, const Tree& tree, Position position, std::string message) {
    throw Error(status, Place{tree.file, position, {}, {}}, std::move(message));
}

void build(Tree& tree, std::string_view text) {
    const pugi::xml_parse_result result =
        tree.document.load_buffer_inplace(tree.buffer.data(), tree.buffer.size(), parse_options, pugi::encoding_utf8);
    if (result.status == pugi::status_ok) return;
    if (result.status == pugi::status_out_of_memory) throw std::bad_alloc();
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0));
    fail(Status::invalid_xml, tree, position_at(text, offset), result.description());
}

pugi::xml_node element_from(pugi::xml_node node) noexcept {
    while (node && node.type() != pugi::node_element) node = node.next_sibling();
    return node;
}

// The element after `node` in document order.
pugi::xml_node following(pugi::xml_node node) noexcept {
    if (const pugi::xml_node child = element_from(node.first_child())) return child;
    for (; node; node = node.parent()) {
        if (const pugi::xml_node sibling = element_from(node.next_sibling())) return sibling;
    }
    return {};
}

bool is_at(const char* found, const Tree& tree, std::size_t offset, std::size_t bytes) noexcept {
    return found == tree.buffer.data() + offset && found[bytes] == '\0';
}

bool same_attributes(const Tree& tree, const ElementPlace& place, pugi::xml_node node) noexcept {
    pugi::xml_attribute attribute = node.first_attribute();
    for (std::uint32_t i = 0; i < place.attribute_count; ++i, attribute = attribute.next_attribute()) {
        const AttributePlace& expected = tree.scan.attributes[place.first_attribute + i];
        if (!is_at(attribute.name(), tree, expected.name_offset, expected.name_bytes)) return false;
        if (attribute.value() != tree.buffer.data() + expected.value_offset) return false;
    }
    return !attribute;
}

// Pairs the elements of pugixml with those of the scan. Positions that belong to something else would mislead everyone
// who corrects a document, so any difference between the two readings is an error.
void pair(Tree& tree) {
    constexpr const char* disagreement = "the two readings of the document differ from here on";
    tree.nodes.reserve(tree.scan.elements.size());
    pugi::xml_node node = tree.document.document_element();
    for (const ElementPlace& place : tree.scan.elements) {
        if (!is_at(node.name(), tree, place.name_offset, place.name_bytes) || !same_attributes(tree, place, node)) {
            fail(Status::internal, tree, place.position, disagreement);
        }
        tree.nodes.push_back(node);
        node = following(node);
    }
    if (node) fail(Status::internal, tree, tree.scan.elements.back().position, disagreement);
}

// What pugixml would leave in the buffer of a document that it has nothing to resolve in.
void end_values(Tree& tree) noexcept {
    for (const AttributePlace& place : tree.scan.attributes) tree.buffer[place.value_offset + place.value_bytes] = '\0';
}

const ElementPlace& place_of(const Tree& tree, std::uint32_t index) noexcept { return tree.scan.elements[index]; }

// Appends `text` with its white space folded. `pending` says that white space came since the last character.
void append_folded(std::string& out, std::string_view text, bool& pending) {
    for (const char c : text) {
        if (is_white_space(static_cast<unsigned char>(c))) {
            pending = true;
            continue;
        }
        if (pending && !out.empty()) out += ' ';
        pending = false;
        out += c;
    }
}

}  // namespace

std::string_view Element::name() const noexcept {
    if (!exists()) return {};
    const ElementPlace& place = place_of(*tree_, index_);
    return {tree_->buffer.data() + place.name_offset, place.name_bytes};
}

Position Element::position() const noexcept { return exists() ? place_of(*tree_, index_).position : Position{}; }

std::size_t Element::attribute_count() const noexcept { return exists() ? place_of(*tree_, index_).attribute_count : 0; }

Attribute Element::attribute(std::size_t index) const noexcept {
    if (index >= attribute_count()) return {};
    const AttributePlace& place = tree_->scan.attributes[place_of(*tree_, index_).first_attribute + index];
    const char* const text = tree_->buffer.data();
    return {{text + place.name_offset, place.name_bytes},
            std::string_view(text + place.value_offset),  // up to the NUL at its end
            place.position,
            place.value_position};
}

std::string Element::text() const {
    std::string out;
    if (!exists() || tree_->scan.literal) return out;
    bool pending = false;
    for (const pugi::xml_node child : tree_->nodes[index_].children()) {
        if (child.type() == pugi::node_pcdata) append_folded(out, child.value(), pending);
    }
    return out;
}

Position Element::text_position() const noexcept {
    if (!exists()) return {};
    const ElementPlace& place = place_of(*tree_, index_);
    return place.text_position.line != 0 ? place.text_position : place.position;
}

Element Element::first_child() const noexcept { return exists() ? related(place_of(*tree_, index_).first_child) : Element(); }

Element Element::next_sibling() const noexcept { return exists() ? related(place_of(*tree_, index_).next_sibling) : Element(); }

Element Element::related(std::uint32_t index) const noexcept { return index != 0 ? Element(tree_, index) : Element(); }

Document Document::parse(std::string_view text, std::string_view file) {
    auto tree = std::make_unique<Tree>();
    tree->file = file;
    tree->scan = scan(text, file);
    tree->buffer = text;
    if (tree->scan.literal) {
        end_values(*tree);
    } else {
        build(*tree, text);
        pair(*tree);
    }
    return Document(std::move(tree));
}

Element Document::root() const noexcept { return {tree_.get(), 0}; }

const std::string& Document::file() const noexcept { return tree_->file; }

Document::Document(std::unique_ptr<const Tree> tree) noexcept : tree_(std::move(tree)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Position position_in(const Attribute& attribute, std::size_t offset) noexcept {
    Position position = attribute.value_position;
    for (const char c : attribute.value.substr(0, offset)) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++position.column;
    }
    return position;
}

}  // namespace redress::xml
