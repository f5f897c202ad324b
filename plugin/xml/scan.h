// The strict scan: decides whether a document is in the subset that the library reads (document.h lists it), and
// records where its elements and attributes stand. A value or text that says more than its own characters is resolved by
// pugixml; of a document that has none, as nearly every case, all is said here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "error.h"

namespace redress::xml {

// Offsets are bytes from the start of the text, which xml_bytes_max keeps within 32 bits.
struct AttributePlace {
    Position position;        // of the name
    Position value_position;  // of the first character of the value
    std::uint32_t name_offset = 0;
    std::uint32_t name_bytes = 0;
    std::uint32_t value_offset = 0;
    std::uint32_t value_bytes = 0;  // as written
};

// Elements refer to each other by their index in document order. Index 0 is the root, which is nobody's child or
// sibling, so 0 also says "none".
struct ElementPlace {
    Position position;       // of the '<'
    Position text_position;  // of the first character directly inside that is not white space; line 0 where there is none
    std::uint32_t name_offset = 0;
    std::uint32_t name_bytes = 0;
    std::uint32_t first_child = 0;
    std::uint32_t next_sibling = 0;
    std::uint32_t first_attribute = 0;  // index into Scan::attributes
    std::uint32_t attribute_count = 0;
};

struct Scan {
    std::vector<ElementPlace> elements;  // in document order; never empty
    std::vector<AttributePlace> attributes;
    bool literal = true;  // no element has text, and every value is what is written: no references, no tabs or line breaks
};

// Throws Error (invalid_xml or limit_exceeded) with `file`, line and column. Takes time linear in the size of `text`.
Scan scan(std::string_view text, std::string_view file);

// The line and column of a byte of a text that `scan` accepts, counted from the start.
Position position_at(std::string_view text, std::size_t offset) noexcept;

}  // namespace redress::xml
