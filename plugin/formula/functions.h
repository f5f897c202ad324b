// The functions that formulas can call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "time/window.h"

namespace redress::formula {

enum class Function : std::uint8_t {
    min,
    max,
    abs,
    floor,
    ceil,
    round,
    date,
    days,
    working_days,
    opening_time,
    start_of,
    end_of,
    window_start,
    window_end
};

struct FunctionRow {
    std::string_view name;
    Function function;
    std::size_t arguments_min;
    std::size_t arguments_max;
    std::string_view usage;  // for messages: "floor(x) or floor(x, step)"
};

std::span<const FunctionRow> functions();
// How many windows later or before window_start and window_end can look.
inline constexpr std::int64_t windows_beside_max = 120;
// The stretches of the calendar of start_of and end_of: day, calendar_month, quarter, calendar_year.
std::optional<time::WindowKind> civil_kind(std::string_view name);
const FunctionRow* find_function(std::string_view name);  // null where there is none

}  // namespace redress::formula
