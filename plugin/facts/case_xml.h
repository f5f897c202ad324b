// The case from XML:
//
//   <case xmlns="urn:redress:case:1" id="c-1" as_of="2026-02-01T00:00:00Z" currency="UAH">
//     <account id="a-1"/>
//     <subscription id="s-1" sla="ua_hosting" price="1303.00" price_period="P6M"/>
//     <incident id="i-1" start="2026-01-05T08:00:00+02:00" end="2026-01-06T01:00:00+02:00"/>
//   </case>
#pragma once

#include <string_view>

#include "facts/case.h"

namespace redress::facts {

inline constexpr std::string_view case_namespace = "urn:redress:case:1";

// Throws Error with file, line, column, record and field. The case is finished.
Case parse_case(std::string_view xml, std::string_view file);

}  // namespace redress::facts
