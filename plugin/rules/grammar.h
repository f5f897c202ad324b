// The elements and attributes of rule files as one table: the loader checks every file against it, the canonical form
// orders attributes by it, and the reference in docs/rules.md covers every row.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace redress::rules {

struct AttributeRow {
    std::string_view element;
    std::string_view name;
    bool required;
    std::string_view doc;
};

struct ElementRow {
    std::string_view name;
    std::string_view parents;  // where it may stand, separated by spaces
    bool text;                 // whether it has text content
    std::string_view doc;
};

std::span<const ElementRow> elements() noexcept;
std::span<const AttributeRow> attributes(std::string_view element) noexcept;
const ElementRow* find_element(std::string_view name) noexcept;
std::vector<std::string_view> children_of(std::string_view parent);  // names, for messages

inline constexpr std::string_view rules_namespace = "urn:redress:rules:1";

}  // namespace redress::rules
