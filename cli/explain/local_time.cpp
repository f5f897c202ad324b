#include "explain/local_time.h"

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

LocalTime::LocalTime(const std::string& zone) : name_(zone), zone_(cctz::utc_time_zone()) {
    if (!cctz::load_time_zone(zone, &zone_)) name_ = "UTC";
}

cctz::civil_second LocalTime::civil(Instant at) const { return cctz::convert(point(at), zone_); }

Instant LocalTime::first(const cctz::civil_second& reading) const {
    return cctz::convert(reading, zone_).time_since_epoch().count();
}

}  // namespace redress::cli::explain
