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
Decided decide(Frame& frame, const Candidate& candidate, std::uint32_t subscription, std::uint32_t claim, Decision& out);

// Whether a claim is about a candidate that was found for it: where the window begins elsewhere than its record, only evaluating
// tells whether it touches the day that the claim names.
bool asked_for(Frame& frame, const Candidate& candidate, std::uint32_t subscription, std::uint32_t claim);

}  // namespace redress::settle
