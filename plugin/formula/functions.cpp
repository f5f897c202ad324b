#include "formula/functions.h"

#include <algorithm>
#include <array>

namespace redress::formula {

namespace {

constexpr std::array<FunctionRow, 14> rows = {{
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
}};

}  // namespace

std::span<const FunctionRow> functions() { return rows; }

std::optional<time::WindowKind> civil_kind(std::string_view name) {
    const std::optional<time::WindowKind> kind = time::window_kind(name);
    return kind && *kind <= time::WindowKind::calendar_year ? kind : std::nullopt;
}

const FunctionRow* find_function(std::string_view name) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const FunctionRow& f) { return f.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace redress::formula
