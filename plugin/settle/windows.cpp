#include "settle/windows.h"

namespace redress::settle {

bool is_asked_for(const facts::Case& facts, time::Instant start) {
    const std::optional<time::Instant> from = facts.get<"case.windows_from">(0);
    const std::optional<time::Instant> until = facts.get<"case.windows_until">(0);
    return (!from || *from <= start) && (!until || start < *until);
}

namespace {

// Two zones begin one date at most so far apart.
constexpr std::chrono::days zones_apart_max{2};

// The boundary of windows in another zone that stands for the one at `boundary` in this zone: the same midnight, or of billing
// periods, which step from one moment and differ by the change of clocks, the nearest.
time::Instant elsewhere(const facts::Case& facts, std::uint32_t subscription, time::WindowKind kind, time::Instant boundary,
                        const time::Zone& here, const time::Zone& there) {
    if (kind != time::WindowKind::billing_period && kind != time::WindowKind::term)
        return there.start_of_day(here.date(boundary));
    const std::optional<time::Interval> window = window_at(facts, subscription, kind, boundary, there);
    if (!window) return boundary;
    return boundary - window->start <= window->end - boundary ? window->start : window->end;
}

// Where the window of a later version begins that stands for the one that begins at `boundary` by this version's zone; nothing
// where none of them is in effect there.
std::optional<time::Instant> taken_over(const facts::Case& facts, std::uint32_t subscription, time::WindowKind kind,
                                        time::Instant boundary, const rules::Pack& pack) {
    std::optional<time::Instant> out;
    for (const rules::Pack* later = pack.next; later != nullptr; later = later->next) {
        if (later->effective.start > boundary + zones_apart_max) break;
        const time::Instant there = elsewhere(facts, subscription, kind, boundary, pack.zone, later->zone);
        if (there >= later->effective.start) out = there;
    }
    return out;
}

}  // namespace

std::optional<time::Interval> window_of_version(const facts::Case& facts, std::uint32_t subscription, time::WindowKind kind,
                                                time::Instant at, const rules::Pack& pack) {
    std::optional<time::Interval> window = window_at(facts, subscription, kind, at, pack.zone);
    if (!pack.zone_changes || !window || window->end + zones_apart_max < pack.effective.end) return window;
    const auto later = [&](time::Instant boundary) { return taken_over(facts, subscription, kind, boundary, pack); };
    // The last window of this version can reach beyond its own midnight.
    if (later(window->start)) window = window_at(facts, subscription, kind, window->start - time::Seconds(1), pack.zone);
    if (!window || later(window->start)) return std::nullopt;
    if (const std::optional<time::Instant> end = later(window->end)) window->end = *end;
    return window->contains(at) ? window : std::nullopt;
}

}  // namespace redress::settle
