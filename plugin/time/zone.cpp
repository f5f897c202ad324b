#include "time/zone.h"

namespace redress::time {

Zone::Zone() : Zone("UTC", Clock()) {}

Instant Zone::first_instant(LocalTime reading) const noexcept {
    const LocalInstants found = instants(reading);
    return found.kind == LocalKind::gap ? found.transition : found.earlier;
}

}  // namespace redress::time
