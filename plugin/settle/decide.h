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

// Whether a claim is about a candidate that was found for it: where the window begins elsewhere than its record, only evaluating
// tells whether it touches the day that the claim names.
template <class Number>
bool asked_for(Frame<Number>& frame, const Candidate& candidate, std::uint32_t subscription, std::uint32_t claim);

extern template bool asked_for(Frame<exact::Rational>&, const Candidate&, std::uint32_t, std::uint32_t);
extern template bool asked_for(Frame<exact::BigRational>&, const Candidate&, std::uint32_t, std::uint32_t);
extern template Decided decide(Frame<exact::Rational>&, const Candidate&, std::uint32_t, std::uint32_t, Decision<exact::Rational>&);
extern template Decided decide(Frame<exact::BigRational>&, const Candidate&, std::uint32_t, std::uint32_t, Decision<exact::BigRational>&);

}  // namespace redress::settle
