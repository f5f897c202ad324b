#include "facts/plans.h"

#include <algorithm>

namespace redress::facts {

namespace {

constexpr std::size_t level_change = *plan_change(slot(Record::subscription, "level"));

// The last that has begun; the first has always.
const Case::Terms* last_begun(std::span<const Case::Terms> terms, time::Instant at) {
    const auto after =
        std::upper_bound(terms.begin(), terms.end(), at, [](time::Instant t, const Case::Terms& of) { return t < of.from; });
    return &*std::prev(after);
}

}  // namespace

const Case::Terms* terms_at(const Case& facts, std::uint32_t subscription, time::Instant at) {
    const std::span<const Case::Terms> terms = facts.terms(subscription);
    if (terms.empty()) return nullptr;
    return last_begun(terms, std::max(at, facts.extent(Record::subscription, subscription).start));
}

const Fact* fact_in(const Case& facts, std::uint32_t subscription, std::uint8_t slot, const Seen& seen) {
    const std::optional<std::size_t> change = plan_change(slot);
    const Case::Terms* terms = change ? terms_at(facts, subscription, seen.window.start) : nullptr;
    if (terms == nullptr) return &facts.fact(Record::subscription, subscription, slot);
    if (change == level_change && seen.level_at != LevelAt::start) {
        const Case::Terms* const last = &terms_in(facts, subscription, seen.window).terms.back();
        if (seen.level_at == LevelAt::throughout && last->level_run != terms->level_run) return nullptr;
        terms = last;
    }
    return &facts.fact(*terms, *change);
}

TermsInWindow terms_in(const Case& facts, std::uint32_t subscription, const time::Interval& window) {
    const std::span<const Case::Terms> terms = facts.terms(subscription);
    TermsInWindow out{{}, time::intersection(window, facts.extent(Record::subscription, subscription))};
    if (out.time.empty()) out.time = window;
    if (terms.empty()) return out;
    const Case::Terms* const first = terms_at(facts, subscription, out.time.start);
    const Case::Terms* const last = std::max(first, last_begun(terms, out.time.end - time::Seconds(1)));
    out.terms = {first, static_cast<std::size_t>(last - first) + 1};
    return out;
}

}  // namespace redress::facts
