// What the clocks of one zone show: its offsets from UTC, and the changes between them. Right across gaps and folds.
#pragma once

#include <cstdint>
#include <vector>

#include "time/instant.h"

namespace redress::time {

// What a wall clock reading stands for. Clocks that go forward skip readings (gap), clocks that go back repeat them
// (fold).
enum class LocalKind : std::uint8_t { unique, gap, fold };

struct LocalInstants {
    LocalKind kind = LocalKind::unique;
    Instant earlier;     // fold: the first of the two. gap: the reading by the offset after the change. unique: the instant.
    Instant later;       // fold: the second. gap: the reading by the offset before the change. unique: the same instant.
    Instant transition;  // gap and fold: when the clocks change. unique: the same instant.
    friend bool operator==(const LocalInstants&, const LocalInstants&) = default;
};

// Invariant: changes ascend, each is one of the offset, and no reading is skipped or repeated by two of them.
class Clock {
public:
    // Years beyond those of instants, since windows that reach over the bounds are computed before they are refused.
    static constexpr Instant begin{std::chrono::sys_days{std::chrono::year{limits::year_min - 2} / 1 / 1}};
    static constexpr Instant end{std::chrono::sys_days{std::chrono::year{limits::year_max + 3} / 1 / 1}};

    explicit Clock(Seconds offset = Seconds{0}) : offsets_{offset} {}

    // From `at` on the clocks are `offset` ahead of UTC. Of changes at the same instant the last one counts; those before
    // `begin` only leave their offset, those from `end` on nothing. False where `at` is before the last change, or
    // readings would be skipped or repeated twice: then the clock is of no use any more.
    [[nodiscard]] bool change(Instant at, Seconds offset);

    LocalTime local(Instant at) const noexcept;
    LocalInstants instants(LocalTime reading) const noexcept;
    friend bool operator==(const Clock&, const Clock&) = default;

private:
    std::vector<Instant> changes_;
    std::vector<Seconds> offsets_;  // one more: each before the change of the same index, the last after all of them
};

}  // namespace redress::time
