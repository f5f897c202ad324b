#include "settle/bind.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

namespace redress::settle {

using facts::Record;

void BoundCase::clear() {
    facts = nullptr;
    book = nullptr;
    subscriptions.clear();
    prior.clear();
    additional.clear();
}

namespace {

[[noreturn]] void fail(const facts::Case& facts, Record record, std::uint32_t index, std::string_view field, Position position,
                       std::string message) {
    if (position.line == 0) position = facts.position(record, index);
    throw Error(Status::invalid_case, Place{facts.file(), position, std::string(facts::row(record).name), std::string(field)},
                std::move(message));
}

// What each version has of one kind, in the order of the rules, for a refusal to list.
template <class Each>
std::vector<std::string_view> names_of(const rules::Sla& sla, Each each) {
    std::vector<std::string_view> out;
    std::unordered_set<std::string_view> seen;
    for (const std::unique_ptr<rules::Pack>& pack : sla.versions) {
        for (const auto& row : each(*pack)) {
            if (seen.insert(row.id).second) out.push_back(row.id);
        }
    }
    return out;
}

std::string list(std::span<const std::string_view> names) {
    return fmt::format("{}", fmt::join(names.begin(), names.end(), ", "));
}

void bind_subscription(const facts::Case& facts, const rules::Book& book, std::uint32_t index, BoundCase& out) {
    const std::string_view sla = facts.get<"subscription.sla">(index);
    const rules::Sla* const found = book.sla(sla);
    if (found == nullptr) {
        const std::vector<std::string_view> ids = book.ids();
        fail(facts, Record::subscription, index, "sla", facts.position_of<"subscription.sla">(index),
             fmt::format("the book has no SLA '{}': it has {}{}", sla, list(ids), did_you_mean(sla, ids)));
    }
    for (const exact::Currency& of_sla : found->currencies) {
        if (of_sla == facts.currency()) continue;
        fail(facts, Record::case_, 0, "currency", facts.position_of<"case.currency">(0),
             fmt::format("the case is in {}, but the SLA '{}' is in {}: amounts are never converted", facts.currency().name(),
                         found->id, of_sla.name()));
    }
    out.subscriptions.push_back({found, found->versions});
}

// Of a subscription, or of a plan of one.
template <facts::FieldName field>
void check_level(const facts::Case& facts, std::uint32_t index, const BoundSubscription& bound) {
    const std::optional<std::string_view> level = facts.get<field>(index);
    if (!level) return;
    const std::vector<std::string_view>& known = bound.sla->levels;
    if (known.empty() || std::binary_search(known.begin(), known.end(), *level)) return;
    const std::vector<std::string_view> names = names_of(
        *bound.sla, [](const rules::Pack& pack) -> const auto& { return pack.levels; });
    fail(facts, given_field(field).record, index, "level", facts.position_of<field>(index),
         fmt::format("the SLA has no level '{}': it has {}{}", *level, list(names), did_you_mean(*level, names)));
}

void check_claim(const facts::Case& facts, std::uint32_t index, const BoundCase& bound) {
    const std::optional<std::string_view> guarantee = facts.get<"claim.guarantee">(index);
    if (!guarantee) return;
    const std::uint32_t subscription = facts.link<"claim.subscription">(index);
    const rules::Sla& sla = *bound.subscriptions[subscription].sla;
    if (std::binary_search(sla.guarantees.begin(), sla.guarantees.end(), *guarantee)) return;
    const std::vector<std::string_view> names = names_of(
        sla, [](const rules::Pack& pack) -> const auto& { return pack.guarantees; });
    fail(facts, Record::claim, index, "guarantee", facts.position_of<"claim.guarantee">(index),
         fmt::format("the SLA has no guarantee '{}': it has {}{}", *guarantee, list(names), did_you_mean(*guarantee, names)));
}

// A word that none of the SLAs which a record concerns lists is misspelt, unless one of them lists none at all.
class WordCheck {
public:
    explicit WordCheck(const BoundCase& bound) : bound_(bound), facts_(*bound.facts) {}

    void run() {
        std::set<const facts::Field*> fields;
        for (const BoundSubscription& subscription : bound_.subscriptions) {
            for (const auto& [field, words] : subscription.sla->words) fields.insert(field);
        }
        for (const facts::Field* field : fields) check(*field);
    }

private:
    using Words = std::vector<std::string_view>;

    void check(const facts::Field& field) {
        lists_.clear();
        for (const BoundSubscription& subscription : bound_.subscriptions) {
            const auto found = subscription.sla->words.find(&field);
            lists_.push_back(found == subscription.sla->words.end() ? nullptr : &found->second);
        }
        of_all_ = lists_;
        std::sort(of_all_.begin(), of_all_.end());
        of_all_.erase(std::unique(of_all_.begin(), of_all_.end()), of_all_.end());
        for (std::uint32_t i = 0; i < facts_.count(field.record); ++i) {
            const facts::Fact& fact = facts_.fact(field.record, i, field.slot);
            if (!fact.known()) continue;
            of_record_.clear();
            for (const std::uint32_t owner : owners_of(field.record, i)) of_record_.push_back(lists_[owner]);
            const std::vector<const Words*>& concerned = of_record_.empty() ? of_all_ : of_record_;
            if (!is_listed(fact.text, concerned)) refuse(field, i, fact, concerned);
        }
    }

    std::span<const std::uint32_t> owners_of(Record record, std::uint32_t index) const {
        if (record == Record::pause) return facts_.owners(Record::ticket, facts_.link<"pause.ticket">(index));
        return facts_.owners(record, index);
    }

    static bool is_listed(std::string_view word, const std::vector<const Words*>& lists) {
        return std::any_of(lists.begin(), lists.end(), [&](const Words* words) {
            return words == nullptr || std::binary_search(words->begin(), words->end(), word);
        });
    }

    [[noreturn]] void refuse(const facts::Field& field, std::uint32_t index, const facts::Fact& fact,
                             const std::vector<const Words*>& lists) const {
        std::set<std::string_view> words;
        for (const Words* of_one : lists) words.insert(of_one->begin(), of_one->end());
        const Words known(words.begin(), words.end());
        fail(facts_, field.record, index, field.name, fact.position,
             fmt::format("'{}' is not one of the words that the rules list: {}{}", fact.text, list(known),
                         did_you_mean(fact.text, known)));
    }

    const BoundCase& bound_;
    const facts::Case& facts_;
    // Of the field that is checked; null where an SLA lists none, and every word is right.
    std::vector<const Words*> lists_;      // of each subscription
    std::vector<const Words*> of_all_;     // each list once: for records that concern all
    std::vector<const Words*> of_record_;  // of the subscriptions that a record names
};

[[noreturn]] void unknown_fact(const facts::Case& facts, const rules::Book& book, const facts::Case::Additional& fact) {
    std::vector<std::string_view> names;
    for (const facts::Field& f : facts::fields(fact.record)) {
        if (f.presence != facts::Presence::derived) names.push_back(f.name);
    }
    for (const formula::DeclaredFact& f : book.facts()) {
        if (f.record == fact.record) names.push_back(f.name);
    }
    fail(facts, fact.record, fact.index, fact.name, fact.name_position,
         fmt::format("{} has no field '{}', and no SLA of the book declares it{}", facts::row(fact.record).name, fact.name,
                     did_you_mean(fact.name, names)));
}

void bind_additional(const facts::Case& facts, const rules::Book& book, BoundCase& out) {
    const std::span<const formula::DeclaredFact> declared = book.facts();
    out.additional.reserve(declared.size());
    for (const formula::DeclaredFact& f : declared) out.additional.emplace_back(f.default_value);
    for (const facts::Case::Additional& fact : facts.additional()) {
        const std::optional<std::uint32_t> found = book.fact(fact.record, fact.name);
        if (!found) unknown_fact(facts, book, fact);
        try {
            facts::Fact value = formula::parse_declared(declared[*found], fact.text);
            value.position = fact.value_position;
            out.additional[*found].give(fact.index, value);
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
        check_level<"subscription.level">(facts, i, out.subscriptions.back());
    }
    for (std::uint32_t i = 0; i < facts.count(Record::plan); ++i)
        check_level<"plan.level">(facts, i, out.subscriptions[facts.link<"plan.subscription">(i)]);
    for (std::uint32_t i = 0; i < facts.count(Record::claim); ++i) check_claim(facts, i, out);
    WordCheck(out).run();
    bind_additional(facts, book, out);
    out.prior = read_prior_credits(facts, book);
}

const rules::Pack* version_at(const BoundSubscription& subscription, time::Instant at) {
    const auto found = std::find_if(subscription.versions.begin(), subscription.versions.end(),
                                    [&](const auto& version) { return version->effective.contains(at); });
    return found == subscription.versions.end() ? nullptr : found->get();
}

bool in_effect(const BoundSubscription& subscription, time::Instant at) { return in_effect_at(subscription, at) != nullptr; }

const time::Interval* in_effect_at(const BoundSubscription& subscription, time::Instant at) {
    const time::IntervalSet& times = subscription.sla->in_effect;
    const auto after =
        std::upper_bound(times.begin(), times.end(), at, [](time::Instant t, const time::Interval& i) { return t < i.start; });
    return after != times.begin() && std::prev(after)->contains(at) ? &*std::prev(after) : nullptr;
}

}  // namespace redress::settle
