// The windows of one subscription.
#pragma once

#include <cstdint>
#include <optional>

#include "facts/case.h"
#include "time/window.h"

namespace redress::settle {

// The window of a kind that holds `at`; nothing where there is none: a billing period before the anchor or of a
// subscription without a start, a term that is not fully known, a kind that needs a subject.
std::optional<time::Interval> window_at(const facts::Case& facts, std::uint32_t subscription, time::WindowKind kind, time::Instant at,
                                        const time::Zone& zone);

}  // namespace redress::settle
