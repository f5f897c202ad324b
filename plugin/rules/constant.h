// Formulas whose value is known when rules are loaded.
#pragma once

#include "facts/case.h"
#include "rules/pack.h"

namespace redress::rules {

// Of a formula that is constant, or needs nothing but the level (null: none). Throws FormulaError where the value does not fit
// 64 bits.
facts::Fact constant_value(const Formula&, const Pack&, const formula::Level*);

}  // namespace redress::rules
