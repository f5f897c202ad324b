// Splitting an amount so that the parts always add up.
#pragma once

#include <span>

#include "exact/money.h"

namespace redress::exact {

// Splits `total` (at least 0) over `weights` (none negative, sum above 0) in proportion, by largest remainders with
// exact remainders; of equal remainders the earlier part takes the unit. parts.size() == weights.size().
// Where total <= sum of weights, no part exceeds its weight.
//   allocate(100, {1, 1, 1}) -> {34, 33, 33}
void allocate(MinorUnits total, std::span<const MinorUnits> weights, std::span<MinorUnits> parts);

}  // namespace redress::exact
