// The leaves of a formula: what a literal, a text, a name or a field means where it stands. The checker puts them
// together; see checker.h. Each throws FormulaError at the leaf's offset where it means nothing.
#pragma once

#include "formula/checker.h"

namespace redress::formula {

// A number with its unit. Days and weeks are a calendar span, until `as_time` says otherwise.
Checked check_literal(const Node&, const Visible&);

// Days or weeks (`Checked::days`), of a literal or a parameter, as an exact length of time, 24 hours a day.
Checked as_time(const Node&, const Checked& days);

Checked check_text(std::string_view value);

// Refuses a bare word beside a text where something of that name is visible: it could be either.
[[noreturn]] void refuse_word_or_name(const Node&, const VisibleName&);

// A word of a listed set.
Checked check_token(const Node&, const Type&, std::string_view value);
bool is_token(const Type&, std::string_view value);
[[noreturn]] void refuse_token(const Node&, const Type&, std::string_view value);

Checked check_name(const Node&, const Visible&);

Checked check_field(const Node&, const Visible&);

}  // namespace redress::formula
