#include <algorithm>

#include "standard_case.h"

namespace redress::bench {

namespace {

__extension__ using Wide = __int128;

// Downtime: the union of the outages, clipped to the month, less the union of the maintenance windows.
std::int64_t seconds_down(const StandardCase& c) {
    std::array<Stretch, 10> outages = c.outages;
    std::array<Stretch, 2> maintenance = c.maintenance;
    const auto earlier = [](const Stretch& a, const Stretch& b) { return a.start < b.start; };
    std::sort(outages.begin(), outages.end(), earlier);
    if (maintenance[1].start < maintenance[0].start) std::swap(maintenance[0], maintenance[1]);
    if (maintenance[1].start < maintenance[0].end) {
        maintenance[0].end = std::max(maintenance[0].end, maintenance[1].end);
        maintenance[1] = {maintenance[0].end, maintenance[0].end};
    }
    const auto counted = [&](std::int64_t start, std::int64_t end) {
        std::int64_t seconds = end - start;
        for (const Stretch& m : maintenance)
            seconds -= std::max<std::int64_t>(0, std::min(end, m.end) - std::max(start, m.start));
        return seconds;
    };
    std::int64_t total = 0;
    std::int64_t start = 0;
    std::int64_t end = 0;
    bool open = false;
    for (const Stretch& o : outages) {
        const std::int64_t from = std::max(o.start, c.month_start);
        const std::int64_t until = std::min(o.end, c.month_end);
        if (until <= from) continue;
        if (open && from <= end) {
            end = std::max(end, until);
            continue;
        }
        if (open) total += counted(start, end);
        start = from;
        end = until;
        open = true;
    }
    if (open) total += counted(start, end);
    return total;
}

}  // namespace

std::int64_t settle_by_hand(const StandardCase& c) {
    const std::int64_t length = c.month_end - c.month_start;
    const std::int64_t down = seconds_down(c);
    const std::int64_t up = length - down;
    // availability >= x / 10000, without a division
    const auto at_least = [&](std::int64_t x) { return up * 10'000 >= x * length; };
    if (at_least(9'995)) return 0;
    const std::int64_t rate = at_least(9'990) ? 2 : at_least(9'950) ? 5 : at_least(9'900) ? 10 : at_least(9'500) ? 25 : 40;
    // credit = price * (rate / 100 + down / length), over the common denominator 100 * length
    const Wide denominator = static_cast<Wide>(100) * length;
    Wide credit = static_cast<Wide>(c.price_cents) * (rate * length + 100 * down);
    const Wide cap = static_cast<Wide>(c.price_cents) * 50 * length;
    const bool capped = credit > cap;
    if (capped) credit = cap;
    std::int64_t cents = static_cast<std::int64_t>((2 * credit + denominator) / (2 * denominator));
    if (static_cast<Wide>(cents) * denominator > cap) --cents;  // never above the cap
    return cents;
}

}  // namespace redress::bench
