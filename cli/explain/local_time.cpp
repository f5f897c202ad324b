#include "explain/local_time.h"

#include <algorithm>

namespace redress::cli::explain {
namespace {

cctz::time_point<cctz::seconds> point(Instant at) { return cctz::time_point<cctz::seconds>(cctz::seconds(at)); }

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
    constexpr std::size_t shortest = 20;  // 2026-01-05T06:00:00Z
    if (text.size() < shortest) return std::nullopt;
    std::string spelled(text);
    if (spelled.back() == 'Z') spelled.replace(spelled.size() - 1, 1, "+00:00");
    cctz::time_point<cctz::seconds> at;
    if (!cctz::parse("%Y-%m-%dT%H:%M:%S%Ez", spelled, cctz::utc_time_zone(), &at)) return std::nullopt;
    return at.time_since_epoch().count();
}

std::optional<cctz::civil_day> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    int parts[3] = {};
    std::size_t part = 0;
    for (const char c : text) {
        if (c == '-') {
            ++part;
        } else if (c >= '0' && c <= '9' && part < 3) {
            parts[part] = 10 * parts[part] + (c - '0');
        } else {
            return std::nullopt;
        }
    }
    return cctz::civil_day(parts[0], parts[1], parts[2]);
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
    constexpr std::int64_t number_max = 1'000'000'000'000;
    if (!text.starts_with("PT")) return std::nullopt;
    std::int64_t seconds = 0;
    std::int64_t number = 0;
    for (const char c : text.substr(2)) {
        if (c >= '0' && c <= '9') {
            number = std::min(number * 10 + (c - '0'), number_max);
        } else if (c == 'H' || c == 'M' || c == 'S') {
            seconds += number * (c == 'H' ? 3600 : c == 'M' ? 60 : 1);
            number = 0;
        } else {
            return std::nullopt;
        }
    }
    return seconds;
}

LocalTime::LocalTime(const std::string& zone) : name_(zone), zone_(cctz::utc_time_zone()) {
    if (!cctz::load_time_zone(zone, &zone_)) name_ = "UTC";
}

cctz::civil_second LocalTime::civil(Instant at) const { return cctz::convert(point(at), zone_); }

Instant LocalTime::first(const cctz::civil_second& reading) const {
    return cctz::convert(reading, zone_).time_since_epoch().count();
}

}  // namespace redress::cli::explain
