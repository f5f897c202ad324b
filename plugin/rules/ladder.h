// Load-time checks of ladders: a ladder that loads has a value for every number, every tier of it can apply, and the
// value never falls as service gets worse.
#pragma once

#include <optional>
#include <string>

#include "error.h"
#include "rules/pack.h"

namespace redress::rules {

// What is wrong, at the tier where it shows; the message names the other tier's place and a witness value.
struct LadderFault {
    Position position;
    std::string message;
};

[[noreturn]] void refuse(const LadderFault&, const Pack&);

// Which way the looked-up number goes as service gets worse.
enum class Worse : std::uint8_t { unknown, lower, higher };

// `pack` gives the levels, one row of thresholds each. Fills ladder.thresholds.
std::optional<LadderFault> check_bounds(Ladder& ladder, const Pack& pack);

// Only tiers whose values are constants are compared. Call after check_bounds.
std::optional<LadderFault> check_monotone(const Ladder& ladder, const Pack& pack, Worse worse);

}  // namespace redress::rules
