// Reading <guarantee>, and <require>, <cap> and <sentence>, which may also stand at the top of a pack.
#pragma once

#include <optional>
#include <vector>

#include "rules/element_reader.h"
#include "rules/faults.h"
#include "rules/names.h"
#include "rules/pack.h"

namespace redress::rules {

// `visible` is left as it was.
Requirement load_requirement(const xml::Element&, formula::Visible& visible, const Pack& pack, const SharedNames& shared);

// What every <cap> has: its id or else this one, the clause, `when`, `amount` and its text.
Cap load_cap(const ElementReader&, formula::Visible& visible, const Pack& pack, const SharedNames& shared, std::string_view id);

// Adds it to those of its parent, where it can ever stand.
void add_sentence(Sentence sentence, std::vector<Sentence>& sentences, const ElementReader& reader);

// `visible` has the shared names and no others. What the guarantee needs of them is added to `needs`.
// With `faults` all that is wrong within it is noted there, and nothing is returned where anything is.
std::optional<Guarantee> load_guarantee(const ElementReader&, const formula::Visible& visible, const Pack& pack,
                                        SharedNames& shared, time::ZoneDatabase& zones, std::vector<bool>& needs,
                                        const Faults* faults);

}  // namespace redress::rules
