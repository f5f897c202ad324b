// Times as text, so that the tables of these tests read like a calendar and a failure prints what it found.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "time/interval.h"

namespace redress::time {

inline Instant at(std::string_view text) {
    const Parsed<Instant> parsed = parse_instant(text);
    if (parsed.fault != TimeFault::none) throw std::invalid_argument("a test's instant: " + std::string(text));
    return parsed.value;
}

inline Date day(std::string_view text) {
    const Parsed<Date> parsed = parse_date(text);
    if (parsed.fault != TimeFault::none) throw std::invalid_argument("a test's date: " + std::string(text));
    return parsed.value;
}

inline Span span_of(std::string_view text) {
    const Parsed<Span> parsed = parse_span(text);
    if (parsed.fault != TimeFault::none) throw std::invalid_argument("a test's span: " + std::string(text));
    return parsed.value;
}

// "2026-03-29T02:30:00" without an offset.
inline LocalTime reading(std::string_view text) { return LocalTime(at(std::string(text) + "Z").time_since_epoch()); }

inline std::string text(Instant instant) {
    std::string out;
    append_instant(out, instant);
    return out;
}

inline std::string text(Date date) {
    std::string out;
    append_date(out, date);
    return out;
}

inline std::string text(LocalTime local) {
    std::string out = text(Instant(local.time_since_epoch()));
    out.pop_back();
    return out;
}

inline std::string text(Seconds duration) {
    std::string out;
    append_duration(out, duration);
    return out;
}

inline std::string text(const Span& span) {
    std::string out;
    append_span(out, span);
    return out;
}

inline std::string text(const Interval& interval) { return text(interval.start) + " " + text(interval.end); }

inline std::string text(std::span<const Interval> set) {
    std::string out;
    for (const Interval& interval : set) out += (out.empty() ? "" : ", ") + text(interval);
    return out;
}

template <class T>
std::string text(const std::optional<T>& value) {
    return value ? text(*value) : "nothing";
}

}  // namespace redress::time
