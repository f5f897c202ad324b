// The canonical form of a rule file, for its digest: elements in their order, attributes in the order of the grammar,
// comments and white space gone, so that only a change of the rules changes the digest. Where a version ends (effective_to)
// is left out: ending it changes nothing for the windows that it decided, and their statements still replay. So is which days
// the calendar covers, since no decision rests on others. A calendar that uses those of the book has the form of one that lists
// their days itself, by date: moving a list to a file of its own changes nothing.
#pragma once

#include <string>

#include "rules/calendars.h"
#include "xml/document.h"

namespace redress::rules {

// `calendar` is what the <calendar> of the rules says; null where there is none.
std::string canonical_rules(const xml::Element& root, const CalendarSays* calendar = nullptr);

}  // namespace redress::rules
