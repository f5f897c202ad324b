// What a review warns of (review/review.h): by these codes rules allow it, and docs/warnings.md explains it.
#pragma once

#include <cstdint>
#include <string_view>

#include "facts/token_set.h"

namespace redress::rules {

// In the order of the codes.
enum class Warning : std::uint8_t {
    always_true,
    never_true,
    threshold_out_of_range,
    empty_breach,
    unreachable_tier,
    falling_credit,
    equal_branches,
    mixed_and_or,
    unknown_id,
    deadline_before_window,
    deadline_in_window,
    deadline_before_start,
    looks_ahead,
    version_gap,
    no_calendar,
    abbreviated_zone,
    long_hours,
    pays_nothing,
    rate_above_100,
    cap_window,
    cap_for_good,
    cap_per_subscription,
    conditional_remedy,
    no_claim,
    combine_of_one,
    excludes_everything,
    excluded_measure,
    duplicate_exclude,
    measure_without_where,
    unused_fact,
    unused_reading,
    unused_allow,
};

inline constexpr std::string_view warning_codes =
    "always-true never-true threshold-out-of-range empty-breach unreachable-tier falling-credit equal-branches mixed-and-or "
    "unknown-id deadline-before-window deadline-in-window deadline-before-start looks-ahead version-gap no-calendar "
    "abbreviated-zone long-hours pays-nothing rate-above-100 cap-window cap-for-good cap-per-subscription conditional-remedy "
    "no-claim combine-of-one excludes-everything excluded-measure duplicate-exclude measure-without-where unused-fact "
    "unused-reading unused-allow";

constexpr std::string_view code_of(Warning warning) noexcept {
    return facts::token_at(warning_codes, static_cast<std::size_t>(warning));
}
static_assert(code_of(Warning::unused_allow) == "unused-allow");
static_assert(code_of(Warning{static_cast<std::uint8_t>(Warning::unused_allow) + 1}).empty());

}  // namespace redress::rules
