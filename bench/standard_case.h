// The standard case: one subscription, ten random outages and two maintenance windows in a month; downtime is the union of
// the outages less the maintenance; a ladder of five tiers gives a rate; the credit is that rate of the price plus the
// price of the time down, at most half the price, rounded half up to the cent. bench/standard_case.xml says the same in rules.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace redress::bench {

struct Stretch {
    std::int64_t start = 0;  // seconds since the epoch
    std::int64_t end = 0;
};

struct StandardCase {
    std::array<Stretch, 10> outages;
    std::array<Stretch, 2> maintenance;
    std::int64_t price_cents = 0;
    std::int64_t month_start = 0;  // of the window, in Europe/Berlin
    std::int64_t month_end = 0;
};

// The same cases in every run.
std::vector<StandardCase> standard_cases(std::size_t count);
std::string case_xml(const StandardCase&);

// (a) By hand on integers, as code for this one SLA would: the limit. The credit in cents.
std::int64_t settle_by_hand(const StandardCase&);

}  // namespace redress::bench
