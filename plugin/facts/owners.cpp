// Which records concern which subscription, so that who settles one looks at no other's.
#include <algorithm>

#include "facts/case.h"

namespace redress::facts {
namespace {

// The fields by which records name subscriptions. Of one that has two at most one is given.
constexpr Field owner_fields[] = {
    given_field(FieldName("incident.subscription")),    given_field(FieldName("incident.subscriptions")),
    given_field(FieldName("maintenance.subscription")), given_field(FieldName("maintenance.subscriptions")),
    given_field(FieldName("measurement.subscription")), given_field(FieldName("ticket.subscriptions")),
    given_field(FieldName("charge.subscription")),      given_field(FieldName("line.subscription")),
    given_field(FieldName("claim.subscription")),
};

constexpr bool names_subscriptions(Record record) {
    return std::any_of(std::begin(owner_fields), std::end(owner_fields), [&](const Field& f) { return f.record == record; });
}

}  // namespace

std::span<const std::uint32_t> Case::named_by(const Field& field, std::size_t index) const noexcept {
    if (field.type == FieldType::references) return links(field.record, index, field.slot);
    const std::uint32_t& one = links_[rows_[first_row(field.record) + index].first_cell + field.slot];
    return one == no_record ? std::span<const std::uint32_t>() : std::span(&one, 1);
}

std::span<const std::uint32_t> Case::owners(Record record, std::size_t index) const noexcept {
    for (const Field& field : owner_fields) {
        if (field.record != record) continue;
        if (const std::span<const std::uint32_t> named = named_by(field, index); !named.empty()) return named;
    }
    return {};
}

bool Case::concerns(Record record, std::uint32_t index, std::uint32_t subscription) const noexcept {
    const std::span<const std::uint32_t> named = owners(record, index);
    return named.empty() || std::binary_search(named.begin(), named.end(), subscription);
}

Case::Concerning Case::concerning(Record record, std::uint32_t subscription) const noexcept {
    const Owned& owned = owned_[static_cast<std::size_t>(record)];
    const std::size_t nobody = owned.first.size() - 2;
    const auto of = [&](std::size_t owner) {
        return std::span(owned.indices).subspan(owned.first[owner], owned.first[owner + 1] - owned.first[owner]);
    };
    return {of(subscription), of(nobody)};
}

// A counting sort by owner. Where there is one subscription, all records concern it.
void Case::index_owners() {
    const std::size_t nobody = count(Record::subscription);
    for (Owned& owned : owned_) owned.first.clear();
    if (nobody < 2) return;
    for (std::size_t r = 0; r < given_record_count; ++r) {
        const auto record = static_cast<Record>(r);
        if (!names_subscriptions(record) || count(record) == 0) continue;
        Owned& owned = owned_[r];
        const auto each_owner = [&](std::uint32_t index, auto take) {
            const std::span<const std::uint32_t> named = owners(record, index);
            for (const std::uint32_t owner : named) take(owner);
            if (named.empty()) take(nobody);
        };
        owned.first.assign(nobody + 2, 0);
        for (std::uint32_t i = 0; i < count(record); ++i) each_owner(i, [&](std::size_t owner) { ++owned.first[owner + 1]; });
        for (std::size_t owner = 0; owner <= nobody; ++owner) owned.first[owner + 1] += owned.first[owner];
        std::vector<std::uint32_t> next(owned.first.begin(), owned.first.end() - 1);
        owned.indices.resize(owned.first.back());
        for (std::uint32_t i = 0; i < count(record); ++i)
            each_owner(i, [&](std::size_t owner) { owned.indices[next[owner]++] = i; });
    }
}

}  // namespace redress::facts
