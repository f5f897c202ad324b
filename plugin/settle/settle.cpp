#include "settle/settle.h"

#include <algorithm>

#include <fmt/format.h>

#include "input_limits.h"
#include "settle/charges.h"
#include "settle/decide.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

const Settlement& Settler::settle(const BoundCase& bound, Trace* trace, std::int64_t work) {
    settlement_.clear();
    frame_.begin(bound, trace, work);
    decide_all(bound);
    applier_.begin(frame_, settlement_);
    limiter_.run(frame_, settlement_, applier_);
    sayer_.run(frame_, settlement_);
    order_charges(frame_, settlement_);
    // Nothing that is written down asks for the periods, and they grow with the records.
    for (Decision& decision : settlement_.decisions) decision.period = nullptr;
    settlement_.periods.clear();
    return settlement_;
}

std::size_t Settler::kept_bytes() const {
    std::size_t bounded = 0;
    for (const Decision& decision : settlement_.decisions) bounded += decision.bounded.capacity() * sizeof(Bounded);
    return bounded + frame_.kept_bytes() + found_.kept_bytes() + settlement_.decisions.capacity() * sizeof(Decision) +
           settlement_.credits.capacity() * sizeof(GrantedCredit) + settlement_.adjustments.capacity() * sizeof(Adjustment) +
           settlement_.charges.capacity() * sizeof(OrderedCharge) + settlement_.sentences.capacity();
}

// Claims by the time of filing, then by id: finished cases hold them by id, so the index breaks ties. After them
// the subscriptions, for what their SLA promises without one. Some version may need a claim and another not: the one in
// effect decides.
void Settler::decide_all(const BoundCase& bound) {
    const facts::Case& facts = *bound.facts;
    claims_.clear();
    for (std::uint32_t i = 0; i < facts.count(Record::claim); ++i) claims_.push_back(i);
    const auto filed = [&](std::uint32_t claim) { return facts.get<"claim.filed">(claim); };
    std::sort(claims_.begin(), claims_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return std::pair(filed(a), a) < std::pair(filed(b), b); });
    // Without a need for claims, one that was filed still says which remedy the customer wants: the latest does.
    latest_.assign(bound.subscriptions.size(), facts::no_record);
    for (const std::uint32_t claim : claims_) {
        const std::uint32_t subscription = facts.link<"claim.subscription">(claim);
        latest_[subscription] = claim;
        if (bound.subscriptions[subscription].sla->any_needs_claim) decide_for(bound, subscription, claim, true);
    }
    for (std::uint32_t i = 0; i < bound.subscriptions.size(); ++i) {
        if (bound.subscriptions[i].sla->any_needs_none) decide_for(bound, i, latest_[i], false);
    }
}

void Settler::decide_for(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim, bool claimed) {
    const std::size_t before = settlement_.decisions.size();
    frame_.decision = static_cast<std::uint32_t>(before);
    find_candidates(frame_, settlement_.periods, subscription, claimed ? claim : facts::no_record, found_);
    bool answered = !claimed;
    for (const Candidate& candidate : found_.candidates) {
        const bool here = candidate.pack->claim.required == claimed;
        if (!here && (answered || !asked_for(frame_, candidate, subscription, claim))) continue;
        if (settlement_.decisions.size() >= limits::decisions_max) {
            throw Error(Status::limit_exceeded, Place{bound.facts->file(), {}, "case", {}},
                        fmt::format("the case leads to more than {} decisions", limits::decisions_max));
        }
        frame_.decision = static_cast<std::uint32_t>(settlement_.decisions.size());
        const Trace::Mark mark = frame_.trace != nullptr ? frame_.trace->mark() : Trace::Mark{};
        settlement_.decisions.emplace_back();
        const Decided decided = decide(frame_, candidate, subscription, claim, settlement_.decisions.back());
        if (decided == Decided::not_in_effect) found_.not_in_effect = true;
        // What needs no claim is decided with the subscription: here it only tells that the claim has its answer.
        if (!here && decided == Decided::decided) answered = true;
        const bool asked = claimed || is_asked_for(*bound.facts, settlement_.decisions.back().window.start);
        if (here && asked && decided == Decided::decided) continue;
        settlement_.decisions.pop_back();
        if (frame_.trace != nullptr) frame_.trace->rewind(mark);
    }
    if (settlement_.decisions.size() == before && !answered) nothing_found(bound, subscription, claim);
}

namespace {

// The version that was in effect when the claim was filed, or the last before; else the first. A version that begins later
// changes no answer that was given.
const rules::Pack& version_at_filing(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim) {
    const auto& versions = bound.subscriptions[subscription].versions;
    const time::Instant filed = bound.facts->get<"claim.filed">(claim);
    const auto later = std::find_if(versions.begin(), versions.end(), [&](const auto& v) { return filed < v->effective.start; });
    return later == versions.begin() ? *versions.front() : **std::prev(later);
}

}  // namespace

// Every claim gets an answer, and this one only where there is no other.
void Settler::nothing_found(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim) {
    Decision decision;
    decision.claim = claim;
    decision.subscription = subscription;
    decision.pack = &version_at_filing(bound, subscription, claim);
    decision.outcome = Outcome::denied;
    decision.reason = found_.not_in_effect ? Reason::not_in_effect : Reason::nothing_to_settle;
    settlement_.decisions.push_back(std::move(decision));
}

}  // namespace redress::settle
