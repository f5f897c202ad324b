// Zone files: what is read has clocks that can be read both ways.
#pragma once

#include <string_view>

#include "error.h"
#include "promise.h"
#include "time/zone_file.h"

namespace redress::fuzz {

inline void try_zone(std::string_view input) {
    try {
        const time::Clock clock = time::read_zone_file(input);
        for (time::Instant at = time::instant_begin; at < time::instant_end; at += std::chrono::days{3} + time::Seconds{1'789}) {
            const time::LocalInstants found = clock.instants(clock.local(at));
            promise(found.kind != time::LocalKind::gap, "what a clock shows is no reading that it skips");
            promise(found.earlier == at || found.later == at, "a reading stands for the instant at which it is shown");
            promise(found.earlier <= found.transition && found.transition <= found.later, "clocks change between both instants");
        }
    } catch (const Error& error) {
        promise(error.status() == Status::not_readable, "a zone file is refused as not readable");
    }
}

}  // namespace redress::fuzz
