// Time that is not downtime: maintenance, incidents and hours of the day that the rules exclude.
#pragma once

#include "settle/frame.h"

namespace redress::settle {

// Fills frame.excluded with the excluded time of `range`; false where a fact is missing (frame.missing()).
template <class Number>
bool find_excluded(Frame<Number>& frame, const time::Interval& range);

extern template bool find_excluded(Frame<exact::Rational>&, const time::Interval&);
extern template bool find_excluded(Frame<exact::BigRational>&, const time::Interval&);

}  // namespace redress::settle
