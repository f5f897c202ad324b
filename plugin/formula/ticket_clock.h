// How the time of tickets runs: the clocks of the rules.
#pragma once

#include <string>

#include "formula/program.h"
#include "time/opening.h"

namespace redress::formula {

// One that rules give to tickets: the first whose `when` holds is a ticket's clock, and where none does all time counts.
struct TicketClock {
    std::string clause;
    Formula when;          // optional: all tickets; `ticket` in it is that ticket
    bool opening = false;  // counts the opening hours of the calendar only
    bool pauses = true;    // stands in the pauses of the ticket
    Position position;
};

struct Surroundings;

// What the clock counts for a ticket; null: all time.
time::RunningTime running_clock(const TicketClock*, const Surroundings&, std::uint32_t ticket);

}  // namespace redress::formula
