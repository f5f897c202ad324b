// From the checked tree to the flat program.
#pragma once

#include "formula/checker.h"
#include "formula/program.h"

namespace redress::formula {

// `position` is the place of the formula's first character; it is kept for messages.
Formula compile(const CheckedFormula&, Position position);

// Parse, check, compile. Throws FormulaError.
Formula formula(std::string_view source, Position position, const Visible&, bool number_wanted = false);

// The same of a parsed one, which stays for others to name.
Formula formula(Syntax&, Position position, const Visible&, bool number_wanted = false);

}  // namespace redress::formula
