// Which guarantees and windows a claim (or, where the SLA needs none, a subscription) is about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/pack.h"
#include "settle/frame.h"
#include "settle/subject_periods.h"
#include "time/window.h"

namespace redress::settle {

// One promise in one window: what a decision will be about.
struct Candidate {
    const rules::Pack* pack = nullptr;
    const rules::Guarantee* guarantee = nullptr;
    time::Interval window{};                   // empty where the subscription's start or end, and so the window, is unknown
    std::uint32_t subject = facts::no_record;  // incident or ticket, of a guarantee over such; the first of a period
    const SubjectPeriod* period = nullptr;     // of a guarantee over periods
};

struct Found {
    std::vector<Candidate> candidates;  // by version, guarantee, window
    bool not_in_effect = false;         // windows were touched in which no version was in effect
    // Scratch, kept for its capacity.
    std::vector<time::Interval> touched;
    // The last civil window and where it holds: cases of one billing run mostly ask for the same one.
    struct {
        std::string zone;
        time::WindowKind kind = time::WindowKind::day;
        time::Interval window{};
    } last;

    std::size_t kept_bytes() const {
        return candidates.capacity() * sizeof(Candidate) + touched.capacity() * sizeof(time::Interval);
    }
};

// `claim` may be facts::no_record. A window belongs to the version that is in effect at its start. Where the claim names an
// incident, a ticket or a date, only windows that it touches; else those that the records touch which the guarantee measures,
// as far as they began before the claim was filed. Where a measure sees the whole account, the records of all its subscriptions
// touch windows.
// Takes what it visits from the work that the frame may do, and throws Error (limit_exceeded) where that is used up.
void find_candidates(Frame& frame, SubjectPeriods& periods, std::uint32_t subscription, std::uint32_t claim, Found& out);

}  // namespace redress::settle
