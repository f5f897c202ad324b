// How the time of a ticket was counted, for the explanation.
#pragma once

#include <cstdint>

#include "settle/frame.h"

namespace redress::settle {

// A step for each of the ticket's times that the frame's guarantee asks for, where the rules give the ticket a clock; none
// without steps, or where the guarantee is over no ticket.
void record_clocks(Frame& frame, std::uint32_t ticket);

}  // namespace redress::settle
