#include "time/clock.h"

#include <algorithm>

namespace redress::time {
namespace {

// The readings that a change skips or repeats.
LocalTime first_reading(Instant at, Seconds before, Seconds after) noexcept {
    return LocalTime(at.time_since_epoch() + std::min(before, after));
}
LocalTime reading_after(Instant at, Seconds before, Seconds after) noexcept {
    return LocalTime(at.time_since_epoch() + std::max(before, after));
}

}  // namespace

bool Clock::change(Instant at, Seconds offset) {
    if (at >= end) return true;
    if (at < begin) {
        if (!changes_.empty()) return false;
        offsets_.back() = offset;
        return true;
    }
    if (!changes_.empty() && changes_.back() == at) {
        changes_.pop_back();
        offsets_.pop_back();
    }
    if (offsets_.back() == offset) return true;
    if (!changes_.empty()) {
        const LocalTime free = reading_after(changes_.back(), offsets_[offsets_.size() - 2], offsets_.back());
        if (at < changes_.back() || first_reading(at, offsets_.back(), offset) < free) return false;
    }
    changes_.push_back(at);
    offsets_.push_back(offset);
    return true;
}

LocalTime Clock::local(Instant at) const noexcept {
    const auto next = std::upper_bound(changes_.begin(), changes_.end(), at);
    return LocalTime(at.time_since_epoch() + offsets_[static_cast<std::size_t>(next - changes_.begin())]);
}

LocalInstants Clock::instants(LocalTime reading) const noexcept {
    const auto index = [&](const Instant& change) { return static_cast<std::size_t>(&change - changes_.data()); };
    const auto next = std::partition_point(changes_.begin(), changes_.end(), [&](const Instant& change) {
        return reading_after(change, offsets_[index(change)], offsets_[index(change) + 1]) <= reading;
    });
    const auto before = static_cast<std::size_t>(next - changes_.begin());
    const Instant by_before{reading.time_since_epoch() - offsets_[before]};
    if (next == changes_.end() || reading < first_reading(*next, offsets_[before], offsets_[before + 1])) {
        return {LocalKind::unique, by_before, by_before, by_before};
    }
    const Instant by_after{reading.time_since_epoch() - offsets_[before + 1]};
    if (offsets_[before] < offsets_[before + 1]) return {LocalKind::gap, by_after, by_before, *next};
    return {LocalKind::fold, by_before, by_after, *next};
}

}  // namespace redress::time
