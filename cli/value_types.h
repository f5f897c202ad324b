// How values are spelled, as simple types of XML Schema: what the library's own readers accept, as far as a schema can
// say it, and never less.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redress::cli {

struct ValueType {
    std::string name;
    std::string doc;
    std::string base;                        // a type of XML Schema
    std::vector<std::string> patterns = {};  // one of them must match
    std::optional<int> length_min = {};
    std::optional<int> length_max = {};
    std::string also = {};  // a pattern that must match besides
};

// The type of this name in documents of one part; `type` as in the vocabulary. Nothing for types that depend on their
// field (token, tokens, whole_number). The content of elements has the types `nothing` and `prose`.
std::optional<ValueType> value_type(std::string_view part, std::string_view type);

}  // namespace redress::cli
