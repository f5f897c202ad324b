#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

std::optional<time::Interval> window_at(const facts::Case& facts, std::uint32_t subscription, time::WindowKind kind, time::Instant at,
                                        const time::Zone& zone) {
    switch (kind) {
        case time::WindowKind::billing_period: {
            const time::Interval service = facts.extent(Record::subscription, subscription);
            if (service.start == time::Instant::min()) return std::nullopt;
            const facts::Fact& every = facts.fact(Record::subscription, subscription, slot(Record::subscription, "billing_period"));
            return time::billing_period(service.start, every.span, at, zone);
        }
        case time::WindowKind::term: {
            const time::Interval service = facts.extent(Record::subscription, subscription);
            const bool known = service.start != time::Instant::min() && service.end != time::Instant::max();
            return known && service.contains(at) ? std::optional(service) : std::nullopt;
        }
        case time::WindowKind::incident:
        case time::WindowKind::ticket: return std::nullopt;
        default: return time::civil_window(kind, at, zone);
    }
}

}  // namespace redress::settle
