#include "settle/bind.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "exact/literal.h"

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

std::uint32_t posting_number(std::string_view text) {
    const exact::Literal number = exact::parse_decimal(text);
    const bool whole = number.fault == exact::LiteralFault::none && number.value.is_integer();
    const bool counts = whole && number.value.numerator() > 0 && number.value.numerator() < UINT32_MAX;
    return counts ? static_cast<std::uint32_t>(number.value.numerator()) : 1;
}

// Splits "a/b/c/2026-01-01/i-1#2"; parts stay escaped, as they are when ids are compared.
void read_credit_id(std::string_view id, PriorCredit& out) {
    out.base = id;  // in an id of another form '#' means nothing
    const std::string_view base = id.substr(0, id.find('#'));
    std::string_view rest = base;
    std::array<std::string_view, 5> parts{};
    std::size_t count = 0;
    while (count < parts.size()) {
        const std::size_t slash = rest.find('/');
        parts[count++] = rest.substr(0, slash);
        if (slash == std::string_view::npos) break;
        rest.remove_prefix(slash + 1);
        if (count == parts.size()) return;
    }
    if (count < 4) return;
    const time::Parsed<time::Date> date = time::parse_date(parts[3]);
    if (date.fault != time::TimeFault::none) return;
    if (base.size() < id.size()) out.posting = posting_number(id.substr(base.size() + 1));
    out.base = base;
    out.sla = parts[0];
    out.guarantee = parts[1];
    out.window_start = date.value;
    out.subject = count == 5 ? parts[4] : std::string_view();
}

// A credit that names one subscription in its id and is told to be another's would be missed for the one, or taken from the
// other.
void check_subscription_of(const facts::Case& facts, const PriorCredit& credit, const rules::Book& book) {
    if (!credit.window_start || book.versions(credit.sla).empty()) return;
    const std::string_view id = facts.fact(Record::credit, credit.index, slot(Record::credit, "id")).text;
    std::string expected(credit.sla);
    expected.append("/").append(credit.guarantee).append("/");
    const facts::Fact& subscription = facts.fact(Record::credit, credit.index, slot(Record::credit, "subscription"));
    append_id_part(expected, subscription.text);
    expected += '/';
    if (id.substr(0, expected.size()) == expected) return;
    fail(facts, Record::credit, credit.index, "subscription", subscription.position,
         fmt::format("credit '{}' was given to another subscription than '{}', by its id", id, subscription.text));
}

void bind_prior(const facts::Case& facts, const rules::Book& book, BoundCase& out) {
    for (std::uint32_t i = 0; i < facts.count(Record::credit); ++i) {
        PriorCredit credit;
        credit.index = i;
        credit.subscription = facts.link(Record::credit, i, slot(Record::credit, "subscription"));
        credit.amount = facts.fact(Record::credit, i, slot(Record::credit, "amount")).number;
        credit.granted = time::Instant(time::Seconds(facts.fact(Record::credit, i, slot(Record::credit, "granted")).scalar));
        const facts::Fact& claim = facts.fact(Record::credit, i, slot(Record::credit, "claim"));
        if (claim.known()) credit.claim = claim.text;
        read_credit_id(facts.fact(Record::credit, i, slot(Record::credit, "id")).text, credit);
        check_subscription_of(facts, credit, book);
        out.prior.push_back(credit);
    }
    std::stable_sort(out.prior.begin(), out.prior.end(), [](const PriorCredit& a, const PriorCredit& b) { return a.granted < b.granted; });
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
    bind_prior(facts, book, out);
}

bool in_effect(const BoundSubscription& subscription, time::Instant at) {
    return std::any_of(subscription.versions.begin(), subscription.versions.end(), [&](const auto& pack) { return pack->effective.contains(at); });
}

void append_id_part(std::string& out, std::string_view part) {
    for (const char c : part) {
        if (c == '/') out += "%2F";
        else if (c == '#') out += "%23";
        else if (c == '%') out += "%25";
        else out += c;
    }
}

}  // namespace redress::settle
