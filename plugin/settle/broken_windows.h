// How often a promise was broken before: its breach in the last windows, by the facts of the case.
#pragma once

#include "settle/frame.h"

namespace redress::settle {

// The windows that a <windows> finds broken, the latest first, and at how many it looked: not where there was no service, nor at
// those before one that was kept, where they must follow each other. Each is judged by the version of the SLA that was in effect
// when it began. False where a fact is missing.
bool find_broken(Frame& frame, const rules::Measure& measure, std::int32_t& looked_at, time::IntervalSet& broken,
                 formula::Missing& missing);

}  // namespace redress::settle
