// One rule file to one compiled SLA. The passes follow what a formula may name: first what stands by itself (sources,
// readings, calendar, levels, declared facts), then the shared definitions in the order of the document, then the rest.
#pragma once

#include <memory>
#include <string_view>

#include "rules/pack.h"
#include "time/zone_database.h"

namespace redress::rules {

// Throws Error with file, line, column, element and attribute. `file` is only named in messages.
// The zones that the rules name are read from `zones`.
std::unique_ptr<Pack> load_pack(std::string_view xml, std::string_view file, time::ZoneDatabase& zones);

}  // namespace redress::rules
