#include "settle/bind.h"

#include <algorithm>

#include <fmt/format.h>

namespace redress::settle {

using facts::Record;

void BoundCase::clear() {
    facts = nullptr;
    book = nullptr;
    subscriptions.clear();
    prior.clear();
    for (auto& values : additional) values.clear();
}

namespace {

[[noreturn]] void fail(const facts::Case& facts, Record record, std::uint32_t index, std::string_view field, Position position,
                       std::string message) {
    if (position.line == 0) position = facts.position(record, index);
    throw Error(Status::invalid_case, Place{facts.file(), position, std::string(facts::row(record).name), std::string(field)},
                std::move(message));
}

std::string list(std::span<const std::string_view> names) { return fmt::format("{}", fmt::join(names.begin(), names.end(), ", ")); }

void bind_subscription(const facts::Case& facts, const rules::Book& book, std::uint32_t index, BoundCase& out) {
    const facts::Fact& sla = facts.fact(Record::subscription, index, slot(Record::subscription, "sla"));
    const auto versions = book.versions(sla.text);
    if (versions.empty()) {
        const std::vector<std::string_view> ids = book.ids();
        fail(facts, Record::subscription, index, "sla", sla.position,
             fmt::format("the book has no SLA '{}': it has {}{}", sla.text, list(ids), did_you_mean(sla.text, ids)));
    }
    for (const std::unique_ptr<rules::Pack>& pack : versions) {
        if (pack->currency && !(*pack->currency == facts.currency())) {
            const facts::Fact& currency = facts.fact(Record::case_, 0, slot(Record::case_, "currency"));
            fail(facts, Record::case_, 0, "currency", currency.position,
                 fmt::format("the case is in {}, but the SLA '{}' is in {}: amounts are never converted", facts.currency().name(),
                             pack->id, pack->currency->name()));
        }
    }
    out.subscriptions.push_back({versions});
}

void check_level(const facts::Case& facts, std::uint32_t index, const BoundSubscription& bound) {
    const facts::Fact& level = facts.fact(Record::subscription, index, slot(Record::subscription, "level"));
    if (!level.known()) return;
    std::vector<std::string_view> names;
    bool any_levels = false;
    for (const std::unique_ptr<rules::Pack>& pack : bound.versions) {
        for (const rules::Level& l : pack->levels) {
            any_levels = true;
            if (l.id == level.text) return;
            if (std::find(names.begin(), names.end(), l.id) == names.end()) names.push_back(l.id);
        }
    }
    if (!any_levels) return;
    fail(facts, Record::subscription, index, "level", level.position,
         fmt::format("the SLA has no level '{}': it has {}{}", level.text, list(names), did_you_mean(level.text, names)));
}

void check_claim(const facts::Case& facts, std::uint32_t index, const BoundCase& bound) {
    const facts::Fact& guarantee = facts.fact(Record::claim, index, slot(Record::claim, "guarantee"));
    if (!guarantee.known()) return;
    const std::uint32_t subscription = facts.link(Record::claim, index, slot(Record::claim, "subscription"));
    std::vector<std::string_view> names;
    for (const std::unique_ptr<rules::Pack>& pack : bound.subscriptions[subscription].versions) {
        for (const rules::Guarantee& g : pack->guarantees) {
            if (g.id == guarantee.text) return;
            if (std::find(names.begin(), names.end(), g.id) == names.end()) names.push_back(g.id);
        }
    }
    fail(facts, Record::claim, index, "guarantee", guarantee.position,
         fmt::format("the SLA has no guarantee '{}': it has {}{}", guarantee.text, list(names), did_you_mean(guarantee.text, names)));
}

[[noreturn]] void unknown_fact(const facts::Case& facts, const rules::Book& book, const facts::Case::Additional& fact) {
    std::vector<std::string_view> names;
    for (const facts::Field& f : facts::fields(fact.record)) {
        if (f.presence != facts::Presence::derived) names.push_back(f.name);
    }
    for (const rules::DeclaredFact& f : book.facts()) {
        if (f.record == fact.record) names.push_back(f.name);
    }
    fail(facts, fact.record, fact.index, fact.name, fact.name_position,
         fmt::format("{} has no field '{}', and no SLA of the book declares it{}", facts::row(fact.record).name, fact.name,
                     did_you_mean(fact.name, names)));
}

void bind_additional(const facts::Case& facts, const rules::Book& book, BoundCase& out) {
    const std::span<const rules::DeclaredFact> declared = book.facts();
    out.additional.resize(declared.size());
    for (std::size_t i = 0; i < declared.size(); ++i) out.additional[i].assign(facts.count(declared[i].record), declared[i].default_value);
    for (const facts::Case::Additional& fact : facts.additional()) {
        const auto found = std::find_if(declared.begin(), declared.end(), [&](const rules::DeclaredFact& f) {
            return f.record == fact.record && f.name == fact.name;
        });
        if (found == declared.end()) unknown_fact(facts, book, fact);
        try {
            facts::Fact value = facts::parse_fact(found->type, found->tokens, fact.text);
            value.position = fact.value_position;
            out.additional[static_cast<std::size_t>(found - declared.begin())][fact.index] = value;
        } catch (const Error& error) {
            fail(facts, fact.record, fact.index, fact.name, fact.value_position, error.what());
        }
    }
}

}  // namespace

void bind(const facts::Case& facts, const rules::Book& book, BoundCase& out) {
    out.clear();
    out.facts = &facts;
    out.book = &book;
    for (std::uint32_t i = 0; i < facts.count(Record::subscription); ++i) {
        bind_subscription(facts, book, i, out);
        check_level(facts, i, out.subscriptions.back());
    }
    for (std::uint32_t i = 0; i < facts.count(Record::claim); ++i) check_claim(facts, i, out);
    bind_additional(facts, book, out);
    out.prior = read_prior_credits(facts, book);
}

bool in_effect(const BoundSubscription& subscription, time::Instant at) {
    return std::any_of(subscription.versions.begin(), subscription.versions.end(), [&](const auto& pack) { return pack->effective.contains(at); });
}

}  // namespace redress::settle
