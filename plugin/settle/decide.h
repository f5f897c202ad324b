// One decision, up to the entitled amount: eligibility, deadlines, measuring, breach, credit.
#pragma once

#include "settle/candidates.h"
#include "settle/frame.h"

namespace redress::settle {

enum class Decided : std::uint8_t {
    decided,
    silent,         // none of the claim's business: it did not name the promise and nothing was measured; or another version
                    // of the SLA has the window
    not_in_effect,  // no version of the SLA was in effect when the window began
};

// `out` stands where it was decided.
template <class Number>
Decided decide(Frame<Number>& frame, const Candidate& candidate, std::uint32_t subscription, std::uint32_t claim, Decision<Number>& out);

extern template Decided decide(Frame<exact::Rational>&, const Candidate&, std::uint32_t, std::uint32_t, Decision<exact::Rational>&);
extern template Decided decide(Frame<exact::BigRational>&, const Candidate&, std::uint32_t, std::uint32_t, Decision<exact::BigRational>&);

}  // namespace redress::settle
