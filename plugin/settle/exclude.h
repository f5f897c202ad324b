// Time that is not downtime: maintenance, incidents and hours of the day that the rules exclude.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "settle/frame.h"
#include "settle/named_records.h"

namespace redress::settle {

// Fills frame.excluded with the excluded time of `range`; false where a fact is missing (frame.missing()).
bool find_excluded(Frame& frame, const time::Interval& range);

// What one exclusion takes, of single incidents.
struct ExcludedByRule {
    const rules::Exclusion* rule = nullptr;
    time::IntervalSet time;
    std::vector<std::string_view> zones;  // by which facts said that its hours go
};

// Sets `out` to the time of `part` that exclusions take off this incident alone, since they ask for facts of it, and adds it to
// what each takes; false where a fact is missing.
bool find_excluded_of(Frame& frame, std::uint32_t incident, const time::Interval& part, time::IntervalSet& out,
                      std::vector<ExcludedByRule>& by_rule);

// The steps that say what each exclusion took off single incidents; joins the time of each.
void record_exclusions_of_each(Frame& frame, std::vector<ExcludedByRule>& by_rule);

}  // namespace redress::settle
