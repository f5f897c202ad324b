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

struct CreditId {
    std::string sla;
    std::string guarantee;
    std::string subscription;
    time::Date window_start{};  // in the SLA's time zone
    std::string subject;        // the incident or ticket; empty where the promise is about a window
};

void append_id_part(std::string& out, std::string_view part);  // escaped

void append_credit_id(std::string& out, const CreditId&);

// What append_credit_id wrote, with or without "#posting"; nothing for an id of another form.
std::optional<CreditId> read_credit_id(std::string_view id);

// The SLA whose id such an id would begin with: "t" of "t/anything", unescaped; nothing where there is no '/'.
std::optional<std::string> sla_of_credit_id(std::string_view id);

// The number behind '#': 1 where there is none, or no number of up to nine digits above zero.
std::uint32_t posting_of_credit_id(std::string_view id);

}  // namespace redress::settle
