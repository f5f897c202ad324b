// Points in time, exact durations and calendar spans, and their text. Seconds are the finest grain.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "input_limits.h"

namespace redress::time {

using Instant = std::chrono::sys_seconds;                         // UTC, without leap seconds (POSIX)
using LocalTime = std::chrono::local_time<std::chrono::seconds>;  // a clock on a wall, in a zone known from elsewhere
using Date = std::chrono::local_days;                             // a civil day, in a zone known from elsewhere
using Seconds = std::chrono::seconds;

inline constexpr std::int64_t seconds_per_day = 86'400;  // of a day as an exact length of time

// The years of input_limits.h as half-open bounds of every instant and date that is read or computed.
inline constexpr Date date_begin{std::chrono::local_days{std::chrono::year{limits::year_min} / 1 / 1}};
inline constexpr Date date_end{std::chrono::local_days{std::chrono::year{limits::year_max + 1} / 1 / 1}};
inline constexpr Instant instant_begin{date_begin.time_since_epoch()};
inline constexpr Instant instant_end{date_end.time_since_epoch()};

constexpr bool in_years(Date day) noexcept { return date_begin <= day && day < date_end; }
constexpr bool in_years(Instant at) noexcept { return instant_begin <= at && at < instant_end; }

// A calendar span: added to dates, never compared with elapsed time. Invariant: `working_days` and `opening` stand alone.
struct Span {
    std::int32_t months = 0;
    std::int32_t days = 0;
    std::int32_t working_days = 0;
    std::int32_t opening = 0;  // seconds of opening hours; added to instants only
    friend bool operator==(const Span&, const Span&) = default;
};

// Why a text was refused; `describe` gives the second half of a sentence: "'P0M' " + "is empty".
enum class TimeFault : std::uint8_t {
    none,
    malformed,
    no_such_date,       // 30 February
    no_such_time,       // 24:00:00
    no_offset,          // "2026-03-29T00:30:00"
    fraction,           // of a second, or of any unit of a duration
    leap_second,        // 23:59:60
    year_out_of_range,  // the bounds above; of an instant, in UTC
    too_long,
    negative,
    calendar_unit,  // days, weeks, months or years in an exact duration
    empty_span,
    // An instant as other programs write it:
    no_time,               // "2026-03-29"
    no_seconds,            // "2026-03-29T00:30Z"
    space_for_t,           // "2026-03-29 00:30:00Z"
    offset_without_colon,  // "2026-03-29T00:30:00+0200", "2026-03-29T00:30:00+02"
    since_1970,            // "1774744200", of seconds or of milliseconds
};
std::string_view describe(TimeFault) noexcept;

template <class T>
struct Parsed {
    T value{};
    TimeFault fault = TimeFault::none;
};

// RFC 3339 with an offset: "2026-03-29T00:30:00Z", "2026-03-29t02:30:00+02:00". Fractions of a second are accepted
// only when they are zero. A space for the T, a missing offset or second 60 is refused.
Parsed<Instant> parse_instant(std::string_view) noexcept;
Parsed<Date> parse_date(std::string_view) noexcept;  // "2026-02-28"
// An exact, non-negative length of time, at most 36600 days of 24 hours: "PT17H", "PT1H30M5S", or whole seconds "3600".
// "P1DT2H" is refused: a day is a calendar unit.
Parsed<Seconds> parse_duration(std::string_view) noexcept;
// "P1M", "P1Y6M", "P10D", "P2W"; positive; at most 1200 months and 36600 days.
Parsed<Span> parse_span(std::string_view) noexcept;

void append_instant(std::string& out, Instant);   // "2026-03-29T00:30:00Z"
void append_date(std::string& out, Date);         // "2026-03-29"
void append_duration(std::string& out, Seconds);  // "PT17H", "PT0S", "PT1H30M"; negative: "-PT5M"
void append_span(std::string& out,
                 const Span&);  // "P1M", "P1Y6M" as "P18M"; "P5WD" for five working days, "PT4H of opening hours" (output only)

}  // namespace redress::time
