// Which plans of a subscription hold in the window that is decided, for the explanation.
#pragma once

#include "settle/frame.h"

namespace redress::settle {

// A step that lists them, where the subscription has any; none without steps.
void record_plans(Frame& frame);

}  // namespace redress::settle
