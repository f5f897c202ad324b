// The canonical form of a rule file, for its digest: elements in their order, attributes in the order of the grammar,
// comments and white space gone, so that only a change of the rules changes the digest. Where a version ends (effective_to)
// is left out: ending it changes nothing for the windows that it decided, and their statements still replay.
#pragma once

#include <string>

#include "xml/document.h"

namespace redress::rules {

std::string canonical_rules(const xml::Element& root);

}  // namespace redress::rules
