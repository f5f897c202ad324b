// Cases for tests, written as records of name-value pairs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "facts/case.h"

namespace redress::facts {

struct GivenRecord {
    std::string name;
    std::vector<std::pair<std::string, std::string>> facts;
};

inline GivenRecord root() { return {"case", {{"id", "c-1"}, {"as_of", "2026-02-01T00:00:00Z"}, {"currency", "UAH"}}}; }
inline GivenRecord account() { return {"account", {{"id", "a-1"}}}; }
inline GivenRecord subscription(std::string id) {
    return {"subscription", {{"id", std::move(id)}, {"sla", "ua_hosting"}, {"price", "100.00"}}};
}
inline GivenRecord incident(std::string id, std::string start, std::string end) {
    return {"incident", {{"id", std::move(id)}, {"start", std::move(start)}, {"end", std::move(end)}}};
}

inline void fill(Case& facts, const std::vector<GivenRecord>& records) {
    for (const GivenRecord& record : records) {
        facts.add(record.name);
        for (const auto& [name, value] : record.facts) facts.set(name, value);
    }
}

// Filled and finished.
inline Case built(const std::vector<GivenRecord>& records) {
    Case facts;
    fill(facts, records);
    facts.finish();
    return facts;
}

// A root, an account and the subscription s-1, then `records`.
inline std::vector<GivenRecord> with_basics(std::vector<GivenRecord> records) {
    std::vector<GivenRecord> all = {root(), account(), subscription("s-1")};
    all.insert(all.end(), std::make_move_iterator(records.begin()), std::make_move_iterator(records.end()));
    return all;
}

// One record of every kind with every field given, all different from the defaults.
inline std::vector<GivenRecord> full_case() {
    return {
        {"case", {{"id", "c-1"}, {"as_of", "2026-02-01T00:00:00Z"}, {"currency", "UAH"}}},
        {"account", {{"id", "a-1"}, {"standing", "suspended"}, {"overdue_invoices", "2"}, {"units", "12"}}},
        {"subscription",
         {{"id", "s-1"},
          {"sla", "ua_hosting"},
          {"price", "1303"},
          {"level", "gold"},
          {"kind", "hourly"},
          {"price_period", "P6M"},
          {"start", "2025-11-30T22:00:00Z"},
          {"end", "2026-06-01T00:00:00+03:00"},
          {"billing_period", "P1Y"}}},
        {"subscription", {{"id", "s-2"}, {"sla", "ua_hosting"}, {"price", "0"}}},
        {"incident",
         {{"id", "i-1"},
          {"start", "2026-01-05T08:00:00+02:00"},
          {"end", "2026-01-06T01:00:00+02:00"},
          {"subscription", "s-1"},
          {"component", "feed <a> & \"b\""},
          {"kind", "degradation"},
          {"cause", "ddos"},
          {"severity", "1"},
          {"affected", "0.5"},
          {"reported", "2026-01-05T08:30:00+02:00"},
          {"confirmed", "yes"},
          {"recovered", "yes"}}},
        {"incident", {{"id", "i-0"}, {"start", "2026-01-31T00:00:00Z"}}},
        {"maintenance",
         {{"id", "m-1"},
          {"start", "2026-01-10T00:00:00Z"},
          {"end", "2026-01-10T02:00:00Z"},
          {"subscription", "s-2"},
          {"announced", "2026-01-03T00:00:00Z"},
          {"emergency", "yes"}}},
        {"ticket",
         {{"id", "t-2"},
          {"opened", "2026-01-05T09:00:00Z"},
          {"subscriptions", "s-2  s-1"},
          {"channel", "email"},
          {"priority", "high"},
          {"first_response", "2026-01-05T09:10:00Z"},
          {"resolved", "2026-01-05T10:00:00Z"},
          {"response_limit", "900"},
          {"resolution_limit", "PT4H"},
          {"duplicate_of", "t-1"},
          {"escalated", "yes"},
          {"priority_accepted", "no"}}},
        {"ticket", {{"id", "t-1"}, {"opened", "2026-01-05T08:59:00Z"}}},
        {"charge",
         {{"subscription", "s-1"},
          {"amount", "1303.5"},
          {"period_start", "2026-01-01T00:00:00Z"},
          {"period_end", "2026-02-01T00:00:00Z"},
          {"kind", "usage"}}},
        {"measurement",
         {{"metric", "packet_loss"},
          {"start", "2026-01-01T00:00:00Z"},
          {"end", "2026-02-01T00:00:00Z"},
          {"value", "-0.750"},
          {"subscription", "s-1"}}},
        {"claim",
         {{"id", "k-1"},
          {"filed", "2026-01-07T00:00:00Z"},
          {"subscription", "s-1"},
          {"channel", "ticket"},
          {"guarantee", "availability"},
          {"incident", "i-1"},
          {"ticket", "t-2"},
          {"window", "2026-01-05"},
          {"remedy", "discount"},
          {"leaving", "yes"}}},
        {"credit",
         {{"id", "x-1"},
          {"subscription", "s-1"},
          {"amount", "21.72"},
          {"granted", "2026-01-20T00:00:00Z"},
          {"claim", "k-0"},
          {"remedy", "balance"},
          {"remaining", "1.7"},
          {"available_from", "2026-01-21T00:00:00Z"},
          {"expires", "2027-01-21T00:00:00Z"}}},
        {"invoice", {{"id", "v-1"}, {"issued", "2026-02-01T00:00:00Z"}}},
        {"line",
         {{"id", "l-1"},
          {"amount", "-5.12"},
          {"period_start", "2026-02-01T00:00:00Z"},
          {"period_end", "2026-03-01T00:00:00Z"},
          {"subscription", "s-1"}}},
        {"holiday", {{"date", "2026-01-07"}}},
        {"working_day", {{"date", "2026-01-10"}}},
    };
}

}  // namespace redress::facts
