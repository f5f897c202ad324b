// Reading <guarantee>, and <require> and <cap>, which may also stand at the top of a pack.
#pragma once

#include <optional>
#include <vector>

#include "rules/element_reader.h"
#include "rules/faults.h"
#include "rules/names.h"
#include "rules/pack.h"

namespace redress::rules {

Requirement load_requirement(const xml::Element&, const formula::Visible& visible, const Pack& pack);

// What every <cap> has: its id or else this one, the clause, `when` and `amount`.
Cap load_cap(const ElementReader&, const formula::Visible& visible, const Pack& pack, std::string_view id);

// `visible` has the shared names and no others. What the guarantee needs of them is added to `needs`.
// With `faults` all that is wrong within it is noted there, and nothing is returned where anything is.
std::optional<Guarantee> load_guarantee(const ElementReader&, const formula::Visible& visible, const Pack& pack,
                                        SharedNames& shared, time::ZoneDatabase& zones, std::vector<bool>& needs,
                                        const Faults* faults);

}  // namespace redress::rules
