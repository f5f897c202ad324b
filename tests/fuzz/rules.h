// Rules as XML. What loads is settled with a case that has a record of every kind.
#pragma once

#include "calls.h"

namespace redress::fuzz {

inline constexpr host::Set case_of_every_kind[] = {
    {"case", "id", "c"},
    {nullptr, "as_of", "2026-04-10T00:00:00Z"},
    {"account", "id", "a"},
    {"incident", "id", "i1"},
    {nullptr, "start", "2026-03-05T06:00:00Z"},
    {nullptr, "end", "2026-03-06T09:30:00Z"},
    {nullptr, "component", "power"},
    {nullptr, "cause", "network"},
    {nullptr, "severity", "critical"},
    {nullptr, "reported", "2026-03-05T07:00:00Z"},
    {nullptr, "confirmed", "yes"},
    {"incident", "id", "i2"},
    {nullptr, "start", "2026-03-29T00:30:00Z"},
    {nullptr, "kind", "degradation"},
    {nullptr, "affected", "40%"},
    {"maintenance", "id", "m"},
    {nullptr, "start", "2026-03-06T08:00:00Z"},
    {nullptr, "end", "2026-03-06T10:00:00Z"},
    {nullptr, "announced", "2026-03-01T00:00:00Z"},
    {"ticket", "id", "t"},
    {nullptr, "opened", "2026-03-05T06:10:00Z"},
    {nullptr, "priority", "high"},
    {nullptr, "first_response", "2026-03-05T09:00:00Z"},
    {nullptr, "resolved", "2026-03-06T12:00:00Z"},
    {"charge", "subscription", "s"},
    {nullptr, "amount", "310"},
    {nullptr, "period_start", "2026-03-01T00:00:00Z"},
    {nullptr, "period_end", "2026-04-01T00:00:00Z"},
    {"measurement", "metric", "availability"},
    {nullptr, "start", "2026-03-01T00:00:00Z"},
    {nullptr, "end", "2026-04-01T00:00:00Z"},
    {nullptr, "value", "0.991"},
    {"claim", "id", "k"},
    {nullptr, "filed", "2026-04-02T00:00:00Z"},
    {nullptr, "subscription", "s"},
    {"credit", "id", "goodwill"},
    {nullptr, "subscription", "s"},
    {nullptr, "amount", "5"},
    {nullptr, "granted", "2026-03-20T00:00:00Z"},
    {"invoice", "id", "n"},
    {nullptr, "issued", "2026-04-10T00:00:00Z"},
    {"line", "id", "l"},
    {nullptr, "subscription", "s"},
    {nullptr, "amount", "310"},
    {nullptr, "period_start", "2026-04-01T00:00:00Z"},
    {nullptr, "period_end", "2026-05-01T00:00:00Z"},
};

inline void try_rules(std::string_view input) {
    const host::Owned<redress_book> book = parse_book(input);
    if (book == nullptr) return;
    promise(redress_book_count(book.get()) == 1, "a parsed book has one SLA");
    const host::Owned<redress_case> c = host::empty_case();
    const auto set = [&](const char* record, const char* field, const char* value) {
        if (record != nullptr) redress_case_add(c.get(), record, nullptr);
        promise(redress_case_set(c.get(), field, value, -1, nullptr) == REDRESS_OK,
                std::string(field) + " of the fixed case can be set");
    };
    for (const host::Set& one : case_of_every_kind) set(one.record, one.field, one.value);
    const std::string currency = redress_book_get(book.get(), 0, "currency");
    set("case", "currency", currency.empty() ? "EUR" : currency.c_str());
    set("subscription", "id", "s");
    set(nullptr, "sla", redress_book_get(book.get(), 0, "sla"));
    set(nullptr, "price", "310");
    set(nullptr, "start", "2025-01-31T00:00:00Z");
    set(nullptr, "end", "2026-12-31T00:00:00Z");
    settle_and_read(book.get(), c.get());
}

}  // namespace redress::fuzz
