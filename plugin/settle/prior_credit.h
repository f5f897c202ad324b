// Credits given before, and what each was given for: by the fields that its record carries, or, where it has none, by its id.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exact/money.h"
#include "facts/case.h"
#include "rules/book.h"

namespace redress::settle {

struct PriorCredit {
    std::uint32_t index = 0;  // in the case
    std::uint32_t subscription = 0;
    exact::MinorUnits amount = 0;
    time::Instant granted{};
    std::string_view claim;  // empty where it answered none

    // What it was given for. Without a guarantee it is for no promise (goodwill): it counts by its subscription and the
    // moment it was granted.
    std::string sla;
    std::string guarantee;
    std::string incident;  // the one that the promise is about, or that its claim named; empty for none
    std::string ticket;

    // The version by which it was given: by effective_from, else the one in effect when its window began. Null where the book
    // has none with that guarantee.
    const rules::Pack* pack = nullptr;
    const rules::Guarantee* given = nullptr;

    // Of an incident or ticket that the case has it is today's, unless the guarantee begins its windows elsewhere. Empty where
    // only the id tells of another one.
    time::Interval window{};
    // When the window began, between the two, both inclusive: an id tells no more than the day.
    time::Instant began_first{};
    time::Instant began_last{};

    // Whether the promise, by the facts and rules of today, has no such window: the subscription's start, its billing period, the
    // zone or the version was corrected since. It counts for the windows of today that overlap it.
    bool displaced = false;
    time::Interval
        home{};  // of a displaced one: the window of today that shares the most time with it; empty where there is none

    // Where only the id tells, and not for certain: the field of the record that would tell. Then it was given for a window
    // that touches `extent`, under `guarantee` or, where that is empty too, any.
    std::string_view unclear;
    time::Interval extent{};
    // Whether its claim, which the case no longer has, may have named an incident or ticket.
    bool event_unknown = false;
};

// All credits of a finished case, by granted, then id. Throws Error (invalid_case) for a credit that is of another subscription
// by its id.
std::vector<PriorCredit> read_prior_credits(const facts::Case& facts, const rules::Book& book);

}  // namespace redress::settle
