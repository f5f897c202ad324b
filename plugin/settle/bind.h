// A case seen with a book: which pack each subscription is under, what its declared facts say, which credits were given
// before and for what. Everything that can be wrong between a case and a book is found here, with its place.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "facts/case.h"
#include "rules/book.h"
#include "rules/evaluator.h"

namespace redress::settle {

struct BoundSubscription {
    std::span<const std::unique_ptr<rules::Pack>> versions;  // of its SLA, by effective_from; never empty
};

// Whether any version was in effect then.
bool in_effect(const BoundSubscription& subscription, time::Instant at);

// A credit given before, by what its id says: sla/guarantee/subscription/window_start[/subject][#posting]. A credit
// with an id of another form (goodwill, say) has no pack and counts by its subscription and the day it was granted.
struct PriorCredit {
    std::uint32_t index = 0;  // in the case
    std::uint32_t subscription = 0;
    std::string_view base;  // the id without #posting
    std::string_view sla;
    std::string_view guarantee;
    std::string_view subject;
    std::optional<time::Date> window_start;
    exact::Rational amount;
    time::Instant granted;
    std::string_view claim;
    std::uint32_t posting = 1;  // the number after '#'
};

struct BoundCase {
    const facts::Case* facts = nullptr;
    const rules::Book* book = nullptr;
    std::vector<BoundSubscription> subscriptions;
    rules::AdditionalFacts additional;
    std::vector<PriorCredit> prior;  // by granted, then id

    void clear();
};

// `facts` is finished. Throws Error (invalid_case): an SLA that the book lacks, a level or guarantee that the SLA lacks, an
// additional fact that no SLA declares or that does not read as its type, a currency that is not the SLA's.
void bind(const facts::Case& facts, const rules::Book& book, BoundCase& out);

// One part of a credit id: '/', '#' and '%' are written %2F, %23 and %25.
void append_id_part(std::string& out, std::string_view part);

}  // namespace redress::settle
