// IANA time zones on cctz, right across gaps and folds and after 2037. Zones are loaded with the rules; settling
// never touches the file system.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "time/instant.h"

namespace redress::time {

// What a wall clock reading stands for. Clocks that go forward skip readings (gap), clocks that go back repeat them
// (fold).
enum class LocalKind : std::uint8_t { unique, gap, fold };

struct LocalInstants {
    LocalKind kind = LocalKind::unique;
    Instant
        earlier;    // fold: the first of the two. gap: the reading by the offset after the change. unique: the instant.
    Instant later;  // fold: the second. gap: the reading by the offset before the change. unique: the same instant.
    Instant transition;  // gap and fold: when the clocks change. unique: the same instant.
};

// A loaded zone: a cheap copyable value; the data live as long as the process. Thread-safe.
class Zone {
public:
    // By IANA name ("Europe/Kyiv", "UTC", "Etc/GMT-2"), from the system's zone database, whatever TZ or TZDIR say.
    // Throws Error (invalid_rules, without a place) for an unknown or malformed name, with the nearest known one.
    static Zone load(std::string_view name);
    Zone();  // UTC

    const std::string& name() const noexcept;
    LocalTime local(Instant) const;
    Date date(Instant at) const { return std::chrono::floor<std::chrono::days>(local(at)); }
    LocalInstants instants(LocalTime) const;
    // The instant from which wall clocks show this reading or a later one: the earlier of a fold; for a gap, the change
    // itself.
    Instant first_instant(LocalTime) const;
    Instant start_of_day(Date day) const { return first_instant(LocalTime(day)); }

private:
    struct Data;
    explicit Zone(std::shared_ptr<const Data> data) noexcept : data_(std::move(data)) {}

    std::shared_ptr<const Data> data_;
};

// Version of the zone data in use ("2025b"), or "unknown". Read once with the first book.
std::string zone_data_version();

}  // namespace redress::time
