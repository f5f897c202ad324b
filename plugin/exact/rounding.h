// Rounding to a multiple of a step. It happens only where a rule names it, and once at posting.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "exact/number.h"

namespace redress::exact {

enum class RoundingMode : std::uint8_t {
    half_up,    // to nearest; a tie goes away from zero:   2.5 -> 3, -2.5 -> -3
    half_even,  // to nearest; a tie goes to the even one:  2.5 -> 2,  3.5 -> 4
    half_down,  // to nearest; a tie goes towards zero:     2.5 -> 2, -2.5 -> -2
    up,         // away from zero
    down,       // towards zero
    ceiling,    // towards plus infinity
    floor,      // towards minus infinity
};

std::optional<RoundingMode> rounding_mode(std::string_view name) noexcept;  // by the exact names above
std::string_view name_of(RoundingMode) noexcept;
std::span<const std::string_view> rounding_mode_names() noexcept;

// The multiple of `step` (above zero) that `mode` chooses for `value`.
//   round(Number::fraction(17, 744), Number::fraction(1, 1000), half_up) == 23/1000
Number round(const Number& value, const Number& step, RoundingMode mode);

}  // namespace redress::exact
