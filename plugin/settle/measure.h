// Measuring: from the records of a case to one number in a window. Time is clipped to the window and to the subscription's
// term, joined so that nothing counts twice, and freed of what is excluded.
#pragma once

#include "settle/frame.h"

namespace redress::settle {

// Evaluates a measure, a let or a ladder and stores its value, or what it misses, under its name in the frame.
void define(Frame& frame, const rules::Definition& definition);

}  // namespace redress::settle
