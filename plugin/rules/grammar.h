// The elements and attributes of rule files as one table: the loader checks every file against it, the canonical form
// orders attributes by it, abi/rules.xsd is written from it, and the reference in docs/rules.md covers every row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace redress::rules {

// How the text of an attribute is read.
enum class AttributeType : std::uint8_t {
    namespace_name,
    id,             // letters, digits, '_', '-' and '.'
    ids,            // several, separated by spaces
    identifier,     // a name for formulas: letters, digits and '_', not a digit first
    fact_name,      // the same without capital letters, as cases spell it
    text,           // one or more characters
    note,           // any characters, for people alone
    words,          // one or more, separated by spaces
    token,          // one of `values`
    token_or_span,  // one of `values`, or a calendar span
    token_or_name,  // one of `values`, or an identifier of the rules
    tokens,         // several of them, separated by spaces
    flag,           // yes or no
    whole_number,   // within `values`, as in "1..1000"
    date,           // YYYY-MM-DD
    span,           // a calendar span: P12M
    hours,          // of the day: 00:30-07:30
    zone,           // an IANA name
    zone_or_fact,   // an IANA name, or a declared fact: subscription.zone
    currency,       // an ISO 4217 code
    formula,
    condition,  // a formula of a condition
    constant,   // a formula that names nothing of the case
};

enum class Occurs : std::uint8_t { any, at_most_one, one, at_least_one };  // under one parent
enum class Text : std::uint8_t { none, optional, required };

struct AttributeRow {
    std::string_view element;
    std::string_view name;
    bool required;
    std::string_view doc;
    AttributeType type;
    std::string_view values = {};  // a set, separated by spaces, or a range
};

struct ElementRow {
    std::string_view name;
    std::string_view parents;  // where it may stand, separated by spaces
    Occurs occurs;
    Text text;
    // The attributes, separated by spaces, that tell it from others: ids in the whole file, identifiers among all that
    // stand under the same parent, anything else among its like there. Empty where there may be equals.
    std::string_view key;
    std::string_view doc;
};

std::span<const ElementRow> elements() noexcept;
std::span<const AttributeRow> attributes() noexcept;  // grouped by element
std::span<const AttributeRow> attributes(std::string_view element) noexcept;
const ElementRow* find_element(std::string_view name) noexcept;
std::vector<std::string_view> children_of(std::string_view parent);  // names, for messages
std::string_view name_of(AttributeType) noexcept;
std::string_view name_of(Occurs) noexcept;
std::string_view name_of(Text) noexcept;

inline constexpr std::string_view rules_namespace = "urn:redress:rules:1";

}  // namespace redress::rules
