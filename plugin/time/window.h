// The windows over which guarantees are measured.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "time/interval.h"

namespace redress::time {

enum class WindowKind : std::uint8_t { day, calendar_month, quarter, calendar_year, billing_period, term, incident, ticket };
std::optional<WindowKind> window_kind(std::string_view name) noexcept;
std::string_view name_of(WindowKind) noexcept;
std::span<const std::string_view> window_kind_names() noexcept;

// The civil windows, [first day, first day of the next), by the zone's midnights: the `day`, `calendar_month`,
// `quarter` or `calendar_year` that holds `at`. Windows of one kind partition time. Where clocks go back over midnight,
// the day begins when they first reach it: the evening that they show again belongs to the new day.
Interval civil_window(WindowKind, Instant at, const Zone&);

Interval civil_day(Date, const Zone&);  // from its first moment to that of the next

// Billing periods step from their anchor, not from each other: period k is [anchor + k * every, anchor + (k+1) * every)
// on the wall clock, so an anchor on 31 January gives 28 February, 31 March, ... The period that holds `at`;
// nothing before the anchor or outside the years of input_limits.h. `every` has months or days, never working days.
//   "2026-01-31", P1M: [01-31, 02-28), [02-28, 03-31), [03-31, 04-30)
std::optional<Interval> billing_period(Instant anchor, const Span& every, Instant at, const Zone&);

// Civil days in a window, from the date of its start to the date of its end; 31 for January.
std::int64_t civil_days(const Interval&, const Zone&);
// Days in the calendar month of an instant's date: 28 to 31.
std::int64_t days_in_month(Instant, const Zone&);

}  // namespace redress::time
