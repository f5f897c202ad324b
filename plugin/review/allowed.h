// What the rules allow: <allow warning="CODE" reason="..."/> silences the warnings of that code in the element that it stands in.
#pragma once

#include <vector>

#include "review/review.h"
#include "xml/document.h"

namespace redress::review {

// Gives the warnings of the document their element and attribute, takes out those that are allowed, and warns of each <allow>
// that silences none.
void leave_out_allowed(const xml::Document&, std::vector<Finding>&);

}  // namespace redress::review
