// From entitled to posted: combine, minimum, caps, what was credited before, and the one rounding.
#pragma once

#include "settle/frame.h"
#include "settle/settlement.h"

namespace redress::settle {

// Of guarantees that one event broke only the highest credit stands.
template <class Number>
void combine(Frame<Number>& frame, Settlement<Number>& settlement);

// Brings decision `index` from its entitled amount to the amount to post. Earlier decisions are final.
template <class Number>
void limit(Frame<Number>& frame, Settlement<Number>& settlement, std::uint32_t index);

extern template void combine(Frame<exact::Rational>&, Settlement<exact::Rational>&);
extern template void combine(Frame<exact::BigRational>&, Settlement<exact::BigRational>&);
extern template void limit(Frame<exact::Rational>&, Settlement<exact::Rational>&, std::uint32_t);
extern template void limit(Frame<exact::BigRational>&, Settlement<exact::BigRational>&, std::uint32_t);

}  // namespace redress::settle
