// All that settling a case finds out, before it is written down as a statement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error.h"
#include "input_limits.h"
#include "settle/decision.h"

namespace redress::settle {

// A credit that this settlement grants, or one granted before of which it takes some.
struct GrantedCredit {
    std::uint32_t decision = none;  // of a new one
    std::uint32_t prior = none;     // index in BoundCase::prior of an old one
    rules::Remedy remedy = rules::Remedy::balance;
    exact::MinorUnits amount = 0;
    exact::MinorUnits remaining = 0;  // what a discount could not take yet
    std::optional<time::Instant> available_from;
    std::optional<time::Instant> expires;
};

// What the host does: to the balance, to the subscription's end, or to a line of the invoice.
struct Adjustment {
    rules::Remedy kind = rules::Remedy::balance;
    std::uint32_t credit = 0;  // index in Settlement::credits
    std::uint32_t subscription = 0;
    exact::MinorUnits amount = 0;
    std::uint32_t line = none;
    exact::MinorUnits line_before = 0, line_after = 0;
    time::Instant end_before{}, end_after{};
    const rules::Forfeit* forfeit = nullptr;  // by which the rest of the credit ends, whatever its kind
};

// What the provider may charge to the account by a rule.
struct OrderedCharge {
    const rules::Pack* pack = nullptr;
    const rules::Charge* rule = nullptr;
    Slice said;  // in Settlement::sentences; of no size where its text is without values, or one of them is unknown
    std::optional<time::Date> on;
    exact::MinorUnits amount = 0;
    formula::Missing missing;  // where a fact is missing to say how much, or whether
    bool known = true;
};

struct Settlement {
    std::vector<Decision> decisions;
    std::vector<GrantedCredit> credits;
    std::vector<Adjustment> adjustments;
    std::vector<OrderedCharge> charges;
    std::string sentences;   // in the words of the rules, one after the other
    SubjectPeriods periods;  // that decisions are about

    void clear() {
        periods.clear();
        decisions.clear();
        credits.clear();
        adjustments.clear();
        charges.clear();
        sentences.clear();
    }
};

// The only way to add one: throws Error (limit_exceeded) beyond limits::adjustments_max, since each of many credits can take
// from each of many lines. `facts` is the case that is being settled.
inline void add_adjustment(const facts::Case& facts, Settlement& settlement, const Adjustment& adjustment) {
    if (settlement.adjustments.size() == limits::adjustments_max) {
        throw Error(Status::limit_exceeded, Place{facts.file(), {}, "case", {}},
                    "the case leads to more than " + std::to_string(limits::adjustments_max) + " adjustments");
    }
    settlement.adjustments.push_back(adjustment);
}

}  // namespace redress::settle
