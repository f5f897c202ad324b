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
#include "settle/settlement.h"
#include "settle/trace.h"

namespace redress::settle {

// The stages of settling on one number type, with the memory that they need: using one again allocates nothing once it has
// grown. One thread at a time.
template <class Number>
class Settler {
public:
    // Throws Error; on Rational also Overflow, which asks for the exact path. The result stays until the next call.
    // `work` is what may be spent, and work_left() what is left of it, also after a throw.
    const Settlement<Number>& settle(const BoundCase& bound, Trace* trace, std::int64_t work = limits::work_max);
    std::int64_t work_left() const { return frame_.evaluator.work_left; }
    std::size_t kept_bytes() const;  // of the memory that it keeps for the next settlement, without what grows with the records

private:
    void decide_all(const BoundCase& bound);
    void decide_for(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim, bool claimed);
    void nothing_found(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim);

    Frame<Number> frame_;
    Found found_;
    std::vector<std::uint32_t> claims_;  // by the time of filing
    std::vector<std::uint32_t> latest_;  // claim of each subscription
    Settlement<Number> settlement_;
    Limiter<Number> limiter_;
    Applier<Number> applier_;
};

extern template class Settler<exact::Rational>;
extern template class Settler<exact::BigRational>;

// Settles on 64-bit rationals and, where a number leaves their range, once more as a whole on unbounded ones; then calls
// `use(settlement)` with whichever result stands.
template <class Use>
void settle_with(Settler<exact::Rational>& fast, const BoundCase& bound, Trace* trace, Use use) {
    try {
        return use(fast.settle(bound, trace, limits::work_max));
    } catch (const Overflow&) {
        if (trace != nullptr) trace->clear();
    }
    const auto exact_path = std::make_unique<Settler<exact::BigRational>>();
    use(exact_path->settle(bound, trace, fast.work_left()));
}

}  // namespace redress::settle
