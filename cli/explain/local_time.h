// Instants as clocks in the SLA's time zone show them.
#pragma once

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redress::cli::explain {

using Instant = std::int64_t;  // seconds since 1970 in UTC

struct Interval {
    Instant start = 0;
    Instant end = 0;  // exclusive

    Instant length() const { return end - start; }
    bool touches(const Interval& other) const { return start < other.end && other.start < end; }
};

// RFC 3339, as the documents have it.
std::optional<Instant> parse_instant(std::string_view text);

// 2026-02-28, as the documents have it.
std::optional<cctz::civil_day> parse_date(std::string_view text);

// The seconds of PT1H30M, of hours, minutes and seconds alone; a number beyond 10^12 counts as that.
std::optional<std::int64_t> parse_duration(std::string_view text);

class LocalTime {
public:
    // By IANA name; UTC where the system has no such zone.
    explicit LocalTime(const std::string& zone);

    const std::string& zone() const { return name_; }
    cctz::civil_second civil(Instant at) const;
    Instant first(const cctz::civil_second& reading) const;  // the first instant at which clocks show it or a later one

private:
    std::string name_;
    cctz::time_zone zone_;
};

}  // namespace redress::cli::explain
