// Measuring: from the records of a case to one number in a window. Time is clipped to the window and to the subscription's
// term, joined so that nothing counts twice, and freed of what is excluded.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "settle/frame.h"

namespace redress::settle {

// The part of a record's own time that counts.
struct CountedPart {
    std::uint32_t record = 0;
    time::Interval part{};
};

// The periods that <periods> makes of these records in a range, wherever the window is, and of which parts of them. False where a
// fact is missing.
bool make_periods(Frame& frame, const rules::Definition& definition, std::span<const std::uint32_t> records,
                  const time::Interval& range, std::vector<formula::Period>& periods, std::vector<CountedPart>& parts,
                  formula::Missing& missing);

// A constant length of time of the rules; 0 where there is none. Nothing where the level that it needs is missing.
std::optional<time::Seconds> constant_length(Frame& frame, const formula::Formula& formula);

// Evaluates a measure, a let or a ladder and stores its value, or what it misses, under its name in the frame.
void define(Frame& frame, const rules::Definition& definition);

}  // namespace redress::settle
