// The windows of one subscription.
#pragma once

#include <cstdint>
#include <optional>

#include "facts/case.h"
#include "facts/derived.h"
#include "rules/pack.h"
#include "time/window.h"

namespace redress::settle {

using facts::window_at;
using facts::work_of_a_window;

// What has no length still happened: it lies in a window, and is one of a second.
inline time::Interval at_least_a_moment(const time::Interval& extent) {
    return extent.empty() ? time::Interval{extent.start, extent.start + time::Seconds(1)} : extent;
}

// Whether a window that starts then is to be decided where no claim asks for it.
bool is_asked_for(const facts::Case& facts, time::Instant start);

// The window of a version of the rules that holds `at`. Where a later version counts in another zone, its midnights are not
// those of this one: the last window of this version then ends where the first of that one begins, so that no hour lies in two
// windows and none in no window. Nothing where `at` lies in a window of a later version.
//   Los Angeles until 1 April, then Auckland: March ends at 2026-03-31T11:00:00Z, which is midnight in Auckland
std::optional<time::Interval> window_of_version(const facts::Case& facts, std::uint32_t subscription, time::WindowKind kind,
                                                time::Instant at, const rules::Pack& pack);

}  // namespace redress::settle
