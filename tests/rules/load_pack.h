// Packs by the zone database of the system, for tests that are about something else.
#pragma once

#include "rules/loader.h"

namespace redress::rules {

inline std::unique_ptr<Pack> load_pack(std::string_view xml, std::string_view file) {
    time::ZoneDatabase zones;
    return load_pack(xml, file, zones);
}

}  // namespace redress::rules
