// Reading <guarantee>, and <require> and <cap>, which may also stand at the top of a pack.
#pragma once

#include "rules/element_reader.h"
#include "rules/names.h"
#include "rules/pack.h"

namespace redress::rules {

Requirement load_requirement(const xml::Element&, const formula::Visible& visible, const Pack& pack);

// What every <cap> has: its id or else this one, the clause, `when` and `amount`.
Cap load_cap(const ElementReader&, const formula::Visible& visible, const Pack& pack, std::string_view id);

// `visible` has the shared names and no others. What the guarantee needs of them is added to `needs`.
Guarantee load_guarantee(const xml::Element&, const formula::Visible& visible, const Pack& pack, SharedNames& shared,
                         time::ZoneDatabase& zones, std::vector<bool>& needs);

}  // namespace redress::rules
