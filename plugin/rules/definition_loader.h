// Reading `let`, the measures and `tiers`, at the top of a pack or inside a guarantee.
#pragma once

#include <optional>

#include "rules/checker.h"
#include "rules/element_reader.h"
#include "rules/pack.h"

namespace redress::rules {

bool is_definition(std::string_view element);

// Reads one definition that may name what is `visible`, and says how formulas see it. `subject` tells whether the
// guarantee has one (over incident or ticket).
struct LoadedDefinition {
    Definition definition;
    VisibleName name;
};
LoadedDefinition load_definition(const xml::Element&, const Visible& visible, const Pack& pack, bool subject,
                                 std::uint16_t slot);

Exclusion load_exclusion(const xml::Element&, const Visible& visible, const Pack& pack);

}  // namespace redress::rules
