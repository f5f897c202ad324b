// A case seen with a book: which pack each subscription is under, what its declared facts say, which credits were given
// before and for what. Everything that can be wrong between a case and a book is found here, with its place.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "facts/case.h"
#include "formula/evaluator.h"
#include "rules/book.h"
#include "settle/prior_credit.h"

namespace redress::settle {

struct BoundSubscription {
    const rules::Sla* sla = nullptr;
    std::span<const std::unique_ptr<rules::Pack>> versions;  // of it, by effective_from; never empty
};

// The version that was in effect then; null where none was.
const rules::Pack* version_at(const BoundSubscription& subscription, time::Instant at);
// Whether any version was in effect then; and the time around it in which some version always was, null where none was.
bool in_effect(const BoundSubscription& subscription, time::Instant at);
const time::Interval* in_effect_at(const BoundSubscription& subscription, time::Instant at);

struct BoundCase {
    const facts::Case* facts = nullptr;
    const rules::Book* book = nullptr;
    std::vector<BoundSubscription> subscriptions;
    formula::AdditionalFacts additional;
    std::vector<PriorCredit> prior;  // by granted, then id

    void clear();
};

// `facts` is finished. Throws Error (invalid_case): an SLA that the book lacks, a level or guarantee that the SLA lacks, an
// additional fact that no SLA declares or that does not read as its type, a currency that is not the SLA's.
void bind(const facts::Case& facts, const rules::Book& book, BoundCase& out);

}  // namespace redress::settle
