// What a fact's text may be made of: well-formed UTF-8 without control characters, so that every text can be written to
// XML and read back unchanged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redress::facts {

enum class TextFault : std::uint8_t { none, empty, not_utf8, control_character, white_space };

// Text, references and additional facts: spaces are welcome.
TextFault check_text(std::string_view) noexcept;
// An id: no white space of any script.
TextFault check_id(std::string_view) noexcept;
// The second half of a sentence: "holds a control character".
std::string_view describe(TextFault) noexcept;

// For a message: an excerpt between single quotes.
std::string in_quotes(std::string_view);

// lower_snake_case, as fields are named: a letter, then letters, digits and underscores.
bool is_fact_name(std::string_view) noexcept;

}  // namespace redress::facts
