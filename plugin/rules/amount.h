// Amounts that can't be right, whatever a case says.
#pragma once

#include <string_view>

#include "rules/element_reader.h"

namespace redress::rules {

// Refuses a formula, read from the attribute, that is below zero at a level or for good, or that is never above zero and can be
// below: `-5 EUR`, `-1 EUR * failures`. What depends on the case is left alone: `10 EUR - 1 EUR * failures`.
void check_not_below_zero(const ElementReader&, std::string_view attribute, const Formula&, const Pack&);

}  // namespace redress::rules
