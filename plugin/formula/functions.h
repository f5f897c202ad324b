// The functions that formulas can call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
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

inline constexpr auto functions = std::to_array<FunctionRow>({
    {"min", Function::min, 2, 64, "min(a, b, ...)"},
    {"max", Function::max, 2, 64, "max(a, b, ...)"},
    {"abs", Function::abs, 1, 1, "abs(x)"},
    {"floor", Function::floor, 1, 2, "floor(x) or floor(x, step)"},
    {"ceil", Function::ceil, 1, 2, "ceil(x) or ceil(x, step)"},
    {"round", Function::round, 3, 3, "round(x, step, mode)"},
    {"date", Function::date, 1, 1, "date(instant)"},
    {"days", Function::days, 2, 2, "days(from, until)"},
    {"working_days", Function::working_days, 2, 2, "working_days(from, until)"},
    {"opening_time", Function::opening_time, 2, 2, "opening_time(from, until)"},
    {"start_of", Function::start_of, 2, 2, "start_of(x, calendar_month)"},
    {"end_of", Function::end_of, 2, 2, "end_of(x, calendar_month)"},
    {"window_start", Function::window_start, 1, 1, "window_start(-1)"},
    {"window_end", Function::window_end, 1, 1, "window_end(1)"},
});

// How many windows later or before window_start and window_end can look.
inline constexpr std::int64_t windows_beside_max = 120;
// The stretches of the calendar of start_of and end_of: day, calendar_month, quarter, calendar_year.
std::optional<time::WindowKind> civil_kind(std::string_view name);
const FunctionRow* find_function(std::string_view name);  // null where there is none

}  // namespace redress::formula
