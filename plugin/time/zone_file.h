// Compiled time zone files (TZif, RFC 9636), as /usr/share/zoneinfo has them: bytes to clocks.
#pragma once

#include <string_view>

#include "time/clock.h"

namespace redress::time {

inline constexpr std::string_view zone_file_magic = "TZif";

// The clock that the bytes of a zone file describe: its list of changes, then its yearly rule for the time after them,
// "CET-1CEST,M3.5.0,M10.5.0/3", worked out to Clock::end. Before the first change the file's first offset holds.
// Throws Error (not_readable, without a place) for what is no zone file, is damaged or counts leap seconds.
Clock read_zone_file(std::string_view bytes);

}  // namespace redress::time
