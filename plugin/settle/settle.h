// Settling: from a finished case and a book to a statement.
#pragma once

#include <memory>

#include "facts/case.h"
#include "input_limits.h"
#include "rules/book.h"
#include "settle/apply.h"
#include "settle/candidates.h"
#include "settle/frame.h"
#include "settle/limit.h"
#include "settle/say.h"
#include "settle/settlement.h"
#include "settle/trace.h"

namespace redress::settle {

// The stages of settling, with the memory that they need: using one again allocates nothing once it has
// grown. One thread at a time.
class Settler {
public:
    // Throws Error. The result stays until the next call. At most `work` is spent.
    const Settlement& settle(const BoundCase& bound, Trace* trace, std::int64_t work = limits::work_max);
    bool met_big_numbers() const { return frame_.evaluator.met_big; }  // which take memory of their own
    std::size_t kept_bytes() const;  // of the memory that it keeps for the next settlement, without what grows with the records

private:
    void decide_all(const BoundCase& bound);
    void decide_for(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim, bool claimed);
    void nothing_found(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim);

    Frame frame_;
    Found found_;
    std::vector<std::uint32_t> claims_;  // by the time of filing
    std::vector<std::uint32_t> latest_;  // claim of each subscription
    Settlement settlement_;
    Limiter limiter_;
    Applier applier_;
    Sayer sayer_;
};

}  // namespace redress::settle
