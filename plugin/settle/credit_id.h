// The readable ids of credits: sla/guarantee/subscription/window_start, with the incident or ticket of a promise about one,
// and #2, #3, ... for later postings. '/', '#' and '%' within a part are written %2F, %23 and %25, so that no two promises
// have one id because of the characters of their names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "time/instant.h"

namespace redress::settle {

template <class Text>
struct CreditIdParts {
    Text sla;
    Text guarantee;
    Text subscription;
    time::Date window_start{};  // in the SLA's time zone
    Text subject;               // the incident or ticket; empty where the promise is about a window
    std::uint32_t posting = 1;
};
using CreditId = CreditIdParts<std::string>;
using CreditIdView = CreditIdParts<std::string_view>;

void append_id_part(std::string& out, std::string_view part);  // escaped

void append_credit_id(std::string& out, const CreditIdView&);

// What append_credit_id wrote; nothing for an id of another form. What stands behind '#' and is no number of up to nine digits
// above zero counts as the first posting.
std::optional<CreditId> read_credit_id(std::string_view id);

// The SLA whose id such an id would begin with: "t" of "t/anything", unescaped; nothing where there is no '/'.
std::optional<std::string> sla_of_credit_id(std::string_view id);

}  // namespace redress::settle
