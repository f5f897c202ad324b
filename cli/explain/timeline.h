// The charts of a decision: what was recorded, what does not count, what counts, and when what was due.
#pragma once

#include <string>
#include <vector>

#include "explain/explanation.h"
#include "explain/wording.h"

namespace redress::cli::explain {

// What charts are drawn from.
struct Times {
    Interval window;
    std::string window_label;
    std::vector<Lane> lanes;  // recorded, excluded, counted: as long as they are
    std::vector<Mark> marks;  // the claim, deadlines, as_of
};

struct Charts {
    std::vector<Chart> charts;  // the overview first, then each stretch in which something happened
    std::size_t left_out = 0;   // of those stretches
};
Charts charts_of(const Times& times, const Wording& wording);

// A chart as an <svg> element. All text in it is escaped.
std::string svg(const Chart& chart, const std::string& id);

}  // namespace redress::cli::explain
