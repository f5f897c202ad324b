// Which records concern which subscription, so that who settles one looks at no other's.
#include <algorithm>

#include "facts/case.h"

namespace redress::facts {
namespace {

// The field by which records of a kind name subscriptions.
struct OwnerField {
    Record record;
    std::uint8_t slot;
    bool many;  // of type references
};

constexpr OwnerField owner_fields[] = {
    {Record::incident, slot(Record::incident, "subscription"), false},
    {Record::maintenance, slot(Record::maintenance, "subscription"), false},
    {Record::measurement, slot(Record::measurement, "subscription"), false},
    {Record::ticket, slot(Record::ticket, "subscriptions"), true},
    {Record::charge, slot(Record::charge, "subscription"), false},
    {Record::line, slot(Record::line, "subscription"), false},
};

}  // namespace

bool Case::concerns(Record record, std::uint32_t index, std::uint32_t subscription) const noexcept {
    const auto field =
        std::find_if(std::begin(owner_fields), std::end(owner_fields), [&](const OwnerField& f) { return f.record == record; });
    if (field == std::end(owner_fields)) return true;
    if (field->many) {
        const std::span<const std::uint32_t> named = links(record, index, field->slot);
        return named.empty() || std::binary_search(named.begin(), named.end(), subscription);
    }
    const std::uint32_t named = link(record, index, field->slot);
    return named == no_record || named == subscription;
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
    for (const OwnerField& field : owner_fields) {
        if (count(field.record) == 0) continue;
        Owned& owned = owned_[static_cast<std::size_t>(field.record)];
        const auto each_owner = [&](std::uint32_t index, auto take) {
            if (field.many) {
                const std::span<const std::uint32_t> named = links(field.record, index, field.slot);
                for (const std::uint32_t owner : named) take(owner);
                if (named.empty()) take(nobody);
            } else {
                const std::uint32_t named = link(field.record, index, field.slot);
                take(named == no_record ? nobody : named);
            }
        };
        owned.first.assign(nobody + 2, 0);
        for (std::uint32_t i = 0; i < count(field.record); ++i)
            each_owner(i, [&](std::size_t owner) { ++owned.first[owner + 1]; });
        for (std::size_t owner = 0; owner <= nobody; ++owner) owned.first[owner + 1] += owned.first[owner];
        std::vector<std::uint32_t> next(owned.first.begin(), owned.first.end() - 1);
        owned.indices.resize(owned.first.back());
        for (std::uint32_t i = 0; i < count(field.record); ++i)
            each_owner(i, [&](std::size_t owner) { owned.indices[next[owner]++] = i; });
    }
}

}  // namespace redress::facts
