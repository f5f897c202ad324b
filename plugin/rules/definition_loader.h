// Reading `let`, the measures and `tiers`, at the top of a pack or inside a guarantee.
#pragma once

#include <optional>

#include "formula/checker.h"
#include "rules/element_reader.h"
#include "rules/pack.h"

namespace redress::rules {

bool is_definition(std::string_view element);

// Whether there is a window before and after one of this kind, for `shift`.
bool has_neighbours(time::WindowKind over);

// Reads one definition that may name what is `visible`, and says how formulas see it. `over` is the window of its guarantee;
// a shared one has none.
struct LoadedDefinition {
    Definition definition;
    formula::VisibleName name;
};
LoadedDefinition load_definition(const xml::Element&, const formula::Visible& visible, const Pack& pack,
                                 std::optional<time::WindowKind> over, std::uint16_t slot);

// `timezone` of hours: a zone, or a fact of one of the visible records.
HoursZone load_hours_zone(const ElementReader&, const formula::Visible& visible, const Pack& pack, time::ZoneDatabase& zones);

Exclusion load_exclusion(const xml::Element&, const formula::Visible& visible, const Pack& pack, time::ZoneDatabase& zones);

}  // namespace redress::rules
