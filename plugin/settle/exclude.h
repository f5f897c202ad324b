// Time that is not downtime: maintenance, incidents and hours of the day that the rules exclude.
#pragma once

#include "settle/frame.h"

namespace redress::settle {

// Fills frame.excluded with the excluded time of `range`; false where a fact is missing (frame.missing()).
bool find_excluded(Frame& frame, const time::Interval& range);

}  // namespace redress::settle
