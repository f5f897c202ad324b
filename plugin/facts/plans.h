// A subscription in time: from a moment on a plan says what it costs, at which level it is and how it is sold. Until its first
// plan its own facts hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "facts/case.h"
#include "time/interval.h"

namespace redress::facts {

// Which level holds for a window in which it changes.
enum class LevelAt : std::uint8_t {
    throughout,  // none: there must be one in the whole window
    start,
    end,
};

// The window of the decision that is being made: the facts of subscriptions are those at its start.
struct Seen {
    time::Interval window;
    LevelAt level_at = LevelAt::throughout;
};

// What is missing where a level changes in the window, in the words of a decision.
inline constexpr std::string_view level_throughout = "level throughout the window";

// The terms of a subscription at a moment, or at its start where it began later; null of one without plans.
const Case::Terms* terms_at(const Case&, std::uint32_t subscription, time::Instant);

// A fact of a subscription as it is seen from a window. Null of a level that is not one and the same there.
const Fact* fact_in(const Case&, std::uint32_t subscription, std::uint8_t slot, const Seen&);

// The terms that hold in a window, within the time of service: from the first to the last. Where the window does not touch the
// time of service, all of it counts.
struct TermsInWindow {
    std::span<const Case::Terms> terms;  // empty of a subscription without plans
    time::Interval time;                 // the stretch in which they hold

    // When the one at an index holds.
    time::Interval of(std::size_t index) const {
        const bool last = index + 1 == terms.size();
        return {index == 0 ? time.start : terms[index].from, last ? time.end : terms[index + 1].from};
    }
};
TermsInWindow terms_in(const Case&, std::uint32_t subscription, const time::Interval& window);

}  // namespace redress::facts
