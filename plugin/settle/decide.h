// One decision, up to the entitled amount: eligibility, deadlines, measuring, breach, credit.
#pragma once

#include "settle/candidates.h"
#include "settle/frame.h"

namespace redress::settle {

// False where the promise is none of the claim's business: the claim did not name it and nothing was measured, or a fact is
// missing for a promise that pays nothing anyway.
template <class Number>
bool decide(Frame<Number>& frame, const Candidate& candidate, std::uint32_t subscription, std::uint32_t claim, Decision<Number>& out);

extern template bool decide(Frame<exact::Rational>&, const Candidate&, std::uint32_t, std::uint32_t, Decision<exact::Rational>&);
extern template bool decide(Frame<exact::BigRational>&, const Candidate&, std::uint32_t, std::uint32_t, Decision<exact::BigRational>&);

}  // namespace redress::settle
