#include "facts/vocabulary.h"

namespace redress::facts {
namespace {

using table::field_rows;
using table::record_rows;

constexpr std::size_t index_of(Record record) { return static_cast<std::size_t>(record); }

constexpr std::uint8_t no_row = 0xff;
static_assert(field_rows.size() < no_row);

// What tells the names of the vocabulary apart: their record, length and three letters. Precondition: `name` is not
// empty.
constexpr std::uint64_t key(std::size_t record, std::string_view name) {
    const auto letter = [name](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(name[i])}; };
    const std::uint64_t letters = letter(0) << 32 | letter(name.size() / 2) << 24 | letter(name.size() - 1) << 16;
    return letters | (name.size() & 0xff) << 8 | record;
}

// Row numbers by a hash without collisions, so that a look-up compares one name. A multiplier that has none is looked
// for at compile time; where none is found, the names need another letter in their key or the table more bits.
template <int Bits>
struct PerfectIndex {
    std::uint64_t multiplier = 0x9e3779b97f4a7c15;
    std::array<std::uint8_t, std::size_t{1} << Bits> rows{};

    constexpr std::size_t place(std::uint64_t hashed) const {
        return static_cast<std::size_t>((hashed * multiplier) >> (64 - Bits));
    }
    constexpr bool fill(std::span<const std::uint64_t> keys) {
        rows.fill(no_row);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            std::uint8_t& row = rows[place(keys[i])];
            if (row != no_row) return false;
            row = static_cast<std::uint8_t>(i);
        }
        return true;
    }
    explicit consteval PerfectIndex(std::span<const std::uint64_t> keys) {
        for (int tries = 0; !fill(keys); ++tries) {
            if (tries == 5'000) throw "no multiplier without collisions";
            multiplier = multiplier * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'406;  // stays odd
        }
    }
};

constexpr auto record_keys = [] {
    std::array<std::uint64_t, record_rows.size()> keys{};
    for (std::size_t r = 0; r < keys.size(); ++r) keys[r] = key(0, record_rows[r].name);
    return keys;
}();
constexpr auto field_keys = [] {
    std::array<std::uint64_t, field_rows.size()> keys{};
    for (std::size_t f = 0; f < keys.size(); ++f) keys[f] = key(index_of(field_rows[f].record), field_rows[f].name);
    return keys;
}();
constexpr PerfectIndex<6> record_index(record_keys);
constexpr PerfectIndex<11> field_index(field_keys);

// Where each record's derived fields begin in the enum Derived, which lists them in the order of the table.
constexpr auto first_derived = [] {
    std::array<std::uint8_t, record_count> first{};
    std::uint8_t next = 0;
    for (std::size_t r = 0; r < record_count; ++r) {
        first[r] = next;
        for (const Field& field : field_rows) {
            if (index_of(field.record) == r && field.presence == Presence::derived) ++next;
        }
    }
    return first;
}();

}  // namespace

std::span<const RecordRow> records() noexcept { return record_rows; }

std::span<const Field> fields() noexcept { return field_rows; }

std::span<const Field> fields(Record record) noexcept {
    const std::size_t first = table::first_fields[index_of(record)];
    return std::span<const Field>(field_rows).subspan(first, table::first_fields[index_of(record) + 1] - first);
}

const RecordRow& row(Record record) noexcept { return record_rows[index_of(record)]; }

std::optional<Record> find_record(std::string_view name) noexcept {
    if (name.empty()) return std::nullopt;
    const std::uint8_t found = record_index.rows[record_index.place(key(0, name))];
    if (found == no_row || record_rows[found].name != name) return std::nullopt;
    return record_rows[found].record;
}

const Field* find_field(Record record, std::string_view name) noexcept {
    if (name.empty()) return nullptr;
    const std::uint8_t found = field_index.rows[field_index.place(key(index_of(record), name))];
    if (found == no_row) return nullptr;
    const Field& field = field_rows[found];
    return field.record == record && field.name == name ? &field : nullptr;
}

std::size_t given_field_count(Record record) noexcept { return table::given_counts[index_of(record)]; }

std::string_view name_of(FieldType type) noexcept {
    constexpr std::array<std::string_view, 14> names = {"text",  "id",       "reference", "references", "token",
                                                        "count", "number",   "ratio",     "money",      "instant",
                                                        "date",  "duration", "span",      "flag"};
    return names[static_cast<std::size_t>(type)];
}

std::string_view name_of(Presence presence) noexcept {
    constexpr std::array<std::string_view, 4> names = {"required", "optional", "defaulted", "derived"};
    return names[static_cast<std::size_t>(presence)];
}

Derived derived(const Field& field) noexcept { return static_cast<Derived>(first_derived[index_of(field.record)] + field.slot); }

std::optional<Extent> extent(Record record) noexcept {
    switch (record) {
        case Record::subscription:
        case Record::incident:
        case Record::maintenance:
        case Record::measurement: return Extent{"start", "end"};
        case Record::ticket: return Extent{"opened", "resolved"};
        case Record::charge:
        case Record::line: return Extent{"period_start", "period_end"};
        default: return std::nullopt;
    }
}

}  // namespace redress::facts
