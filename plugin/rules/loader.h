// One rule file to one compiled SLA. The passes follow what a formula may name: first what stands by itself (sources,
// readings, calendar, levels, declared facts), then the shared definitions in the order of the document, then the rest.
#pragma once

#include <memory>
#include <string_view>

#include "rules/calendars.h"
#include "rules/faults.h"
#include "rules/pack.h"
#include "time/zone_database.h"

namespace redress::rules {

// Throws Error with file, line, column, element and attribute. `file` is only named in messages.
// The zones that the rules name are read from `zones`; the calendars that they use are those of `calendars`, of the same
// folder, or null where there is no folder.
// With `faults` all that is wrong is noted there, and null is returned where anything is.
std::unique_ptr<Pack> load_pack(const xml::Document& document, time::ZoneDatabase& zones, const Calendars* calendars,
                                Faults* faults = nullptr);
std::unique_ptr<Pack> load_pack(std::string_view xml, std::string_view file, time::ZoneDatabase& zones);

}  // namespace redress::rules
