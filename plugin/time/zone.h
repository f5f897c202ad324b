// A time zone by its IANA name. Zones are read with the rules (zone_database.h); settling never touches the file system.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "time/clock.h"

namespace redress::time {

// A cheap copyable value that never changes: copies share the clock. Thread-safe.
class Zone {
public:
    Zone();  // UTC
    Zone(std::string name, Clock clock) : data_(std::make_shared<const Data>(Data{std::move(name), std::move(clock)})) {}

    const std::string& name() const noexcept { return data_->name; }
    LocalTime local(Instant at) const noexcept { return data_->clock.local(at); }
    Date date(Instant at) const noexcept { return std::chrono::floor<std::chrono::days>(local(at)); }
    LocalInstants instants(LocalTime reading) const noexcept { return data_->clock.instants(reading); }
    // The instant from which wall clocks show this reading or a later one: the earlier of a fold; for a gap, the change
    // itself.
    Instant first_instant(LocalTime) const noexcept;
    Instant start_of_day(Date day) const noexcept { return first_instant(LocalTime(day)); }

private:
    struct Data {
        std::string name;
        Clock clock;
    };
    std::shared_ptr<const Data> data_;
};

}  // namespace redress::time
