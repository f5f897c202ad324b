// Values as people read them, in no language: money with its currency, lengths of time in hours and minutes, moments by the clock
// on the wall of the SLA's zone. Steps are exact (trace.h); this is rounded.
#pragma once

#include <string>

#include "exact/money.h"
#include "formula/evaluator.h"
#include "rules/pack.h"
#include "settle/decision.h"

namespace redress::settle {

// "21.72 UAH", "97.7%", "17 h 30 min", "2026-03-01 10:00", "2026-03-01", "5 working days", a text or a word as it stands. Money
// is rounded to the minor unit by the mode of the SLA, other numbers to four digits after the point, lengths of time to seconds.
// False, and appends nothing, for what has too many digits.
bool append_for_people(std::string& out, const formula::Type&, const formula::Cell&, const rules::Pack&, const exact::Currency&);

void append_money(std::string& out, exact::MinorUnits, const exact::Currency&);  // "21.72 UAH"
void append_moment(std::string& out, time::Instant, const time::Zone&);  // "2026-03-01 10:00", with seconds where there are any
void append_deadline(std::string& out, const Deadline&, const time::Zone&);
void append_length(std::string& out, time::Seconds);             // "17 h 30 min", "45 s", "0 min"
void append_span_in_words(std::string& out, const time::Span&);  // "1 month 10 days", as rules spell it
void append_extension_for_people(std::string& out, const Decision&);

// What is missing, as the statement says it: "incident i1: cause".
void append_missing(std::string& out, const facts::Case&, const formula::Missing&);

}  // namespace redress::settle
