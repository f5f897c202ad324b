// A customer's case: flat records of typed facts. Filled by the XML reader or by calls, through the same two functions,
// then finished: checked as a whole, linked, and put in canonical order. Settling reads a finished case only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "exact/money.h"
#include "exact/rational.h"
#include "facts/vocabulary.h"
#include "input_limits.h"
#include "time/interval.h"

namespace redress::facts {

// One fact. `state` says whether it is there; which member holds it follows from the field's type:
//   number: count, number, ratio, money (major units), duration (seconds)
//   scalar: instant (seconds since the epoch), date (days since the epoch), flag (0, 1), token (index in the set)
//   span:   span        text: text, id, reference, references
struct Fact {
    enum class State : std::uint8_t { absent, defaulted, given };
    union {
        exact::Rational number;
        std::int64_t scalar;
        time::Span span;
        std::string_view text;  // into the case's arena
    };
    State state = State::absent;
    Position position;  // of the value; line 0 where it was set by a call

    Fact() noexcept : number() {}
    bool known() const noexcept { return state != State::absent; }
};

// Reads `text` as `type`; throws Error (invalid_case, no place) that says what was found and what was expected, with
// the nearest token. Used by the case and by the rules (defaults of declared facts). `text` fields are not copied.
// `id_bytes_max` bounds a text of type `id`.
Fact parse_fact(FieldType type, std::string_view tokens, std::string_view text, std::size_t id_bytes_max = limits::id_bytes_max);
// Appends the canonical spelling: what parse_fact reads back to the same value. Money has at least the currency's
// digits.
void append_fact(std::string& out, FieldType type, std::string_view tokens, const Fact&, const exact::Currency&);
// Whether two facts of one type, both known, stand for the same value.
bool same_value(FieldType type, const Fact&, const Fact&) noexcept;
// What the given fields of a record are before any is set: its defaults, else absent. In the order of their slots.
std::span<const Fact> unset_facts(Record) noexcept;

inline constexpr std::uint32_t no_record = UINT32_MAX;

// A fact of a subscription that plans change: its slot, and that of the plan.
struct PlanChange {
    std::uint8_t of_subscription;
    std::uint8_t of_plan;
};
consteval PlanChange changed_by_plan(std::string_view field) {
    return {slot(Record::subscription, field), slot(Record::plan, field)};
}
inline constexpr auto plan_changes = std::to_array<PlanChange>(
    {changed_by_plan("price"), changed_by_plan("price_period"), changed_by_plan("level"), changed_by_plan("kind")});
// The index in plan_changes of a slot of subscription; nothing of one that plans don't change.
constexpr std::optional<std::size_t> plan_change(std::uint8_t of_subscription) {
    for (std::size_t i = 0; i < plan_changes.size(); ++i) {
        if (plan_changes[i].of_subscription == of_subscription) return i;
    }
    return std::nullopt;
}

// The value of a known fact, as its type has it: a view of text, Instant, Date, bool, the index of a token in its set, Span; of
// all others the number, of a duration in seconds.
template <FieldType type>
auto value_of(const Fact& fact) noexcept {
    if constexpr (type == FieldType::id || type == FieldType::text) {
        return fact.text;
    } else if constexpr (type == FieldType::instant) {
        return time::Instant(time::Seconds(fact.scalar));
    } else if constexpr (type == FieldType::date) {
        return time::Date(std::chrono::days(fact.scalar));
    } else if constexpr (type == FieldType::flag) {
        return fact.scalar != 0;
    } else if constexpr (type == FieldType::token) {
        return static_cast<std::size_t>(fact.scalar);
    } else if constexpr (type == FieldType::span) {
        return fact.span;
    } else {
        static_assert(type != FieldType::reference && type != FieldType::references, "ask for its link");
        return fact.number;
    }
}

// Movable; a case that was moved from can only be destroyed or assigned to.
class Case {
public:
    Case();

    // Opens a record; values set from here on belong to it. A new case has its `case` record open; opening `case` again
    // returns to it. Throws for an unknown record, a second one of a kind that may stand once, and over limits.
    void add(std::string_view record, Position = {});
    // Sets a field of the open record. Throws for a value that can't be, a field already set, a derived field, and over
    // limits; a field that the vocabulary lacks is kept as an additional fact, which settling refuses unless the rules
    // declare it. The case is unchanged where it throws. `text` is copied.
    void set(std::string_view field, std::string_view text, Position field_position = {}, Position value_position = {});

    // Checks the case as a whole, fills defaults, resolves references and sorts; idempotent until the next add or set.
    // Throws Error with the place and leaves the case as it was: required fields missing, duplicate ids, dangling
    // references (with the nearest id), ends before starts, facts later than as_of, an unknown currency.
    void finish();
    bool finished() const noexcept { return finished_; }

    // --- Of a finished case. Records are in canonical order: by id, or by their values where a kind has no id, so the
    // order in which they were given never matters.
    std::size_t records() const noexcept { return heads_.size(); }  // of all kinds together
    std::size_t count(Record record) const noexcept { return first_row(record, 1) - first_row(record); }
    // A field by its full name: its value, or an optional one where the field is optional.
    //   facts.get<"incident.end">(i)    std::optional<time::Instant>
    //   facts.get<"line.amount">(i)     exact::Rational
    template <FieldName name>
    auto get(std::size_t index) const noexcept {
        constexpr Field field = given_field(name);
        const Fact& fact = this->fact(field.record, index, field.slot);
        if constexpr (field.presence == Presence::optional) {
            return fact.known() ? std::optional(value_of<field.type>(fact)) : std::nullopt;
        } else {
            return value_of<field.type>(fact);
        }
    }
    // The index of the record that a field refers to, or no_record where the field is absent.
    //   facts.link<"claim.incident">(i)
    template <FieldName name>
    std::uint32_t link(std::size_t index) const noexcept {
        constexpr Field field = given_field(name);
        static_assert(field.type == FieldType::reference);
        return link(field.record, index, field.slot);
    }
    // Where the value of a given field stands; line 0 where it was set by a call.
    template <FieldName name>
    Position position_of(std::size_t index) const noexcept {
        constexpr Field field = given_field(name);
        return fact(field.record, index, field.slot).position;
    }
    // For formulas, which have looked the field up.
    const Fact& fact(Record record, std::size_t index, std::uint8_t slot) const noexcept {
        return cells_[rows_[first_row(record) + index].first_cell + slot];
    }
    Position position(Record record, std::size_t index) const noexcept {
        return heads_[rows_[first_row(record) + index].head].position;
    }
    // A reference resolved to an index of the referred kind, or no_record where it is absent.
    std::uint32_t link(Record record, std::size_t index, std::uint8_t slot) const noexcept {
        return links_[rows_[first_row(record) + index].first_cell + slot];
    }
    // The record of a kind that has ids, by its id; no_record where there is none.
    std::uint32_t find(Record record, std::string_view id) const noexcept;
    // A field of type references; empty where it is absent.
    std::span<const std::uint32_t> links(Record, std::size_t index, std::uint8_t slot) const noexcept;
    // What a record of a kind with an extent covers: from its start to its end, or to as_of where it has none. A
    // subscription's is without bound where its start or end is unknown.
    const time::Interval& extent(Record record, std::size_t index) const noexcept { return extents_[first_row(record) + index]; }
    // What plans change of a subscription, as it is from a moment on: the cells of the facts, and which run of one level it
    // belongs to.
    struct Terms {
        time::Instant from;
        std::array<std::uint32_t, plan_changes.size()> cells;
        std::uint32_t level_run = 0;
    };
    // By their start, the first since ever: the subscription's own facts. Empty of one without plans.
    std::span<const Terms> terms(std::uint32_t subscription) const noexcept {
        if (terms_.empty()) return {};
        return std::span(terms_).subspan(first_terms_[subscription], first_terms_[subscription + 1] - first_terms_[subscription]);
    }
    bool has_plans() const noexcept { return !terms_.empty(); }
    // A fact of a subscription by one of its terms; `change` is an index of plan_changes.
    const Fact& fact(const Terms& terms, std::size_t change) const noexcept { return cells_[terms.cells[change]]; }
    // The pauses of a ticket, joined: a set.
    std::span<const time::Interval> pauses(std::uint32_t ticket) const noexcept {
        if (pauses_.empty()) return {};
        return std::span(pauses_).subspan(first_pauses_[ticket], first_pauses_[ticket + 1] - first_pauses_[ticket]);
    }
    // The subscriptions that a record names; none where it concerns all.
    std::span<const std::uint32_t> owners(Record record, std::size_t index) const noexcept;
    // Whether a record concerns a subscription: it names it, or it names none.
    bool concerns(Record, std::uint32_t index, std::uint32_t subscription) const noexcept;
    // Calls take(index) for each record of a kind that concerns a subscription, in canonical order, until it gives false; gives
    // whether none did. It takes time for these records only.
    template <class Take>
    bool each_concerning(Record record, std::uint32_t subscription, Take take) const {
        if (every_record_concerns(record)) {
            for (std::uint32_t i = 0; i < count(record); ++i) {
                if (!take(i)) return false;
            }
            return true;
        }
        const Concerning found = concerning(record, subscription);
        auto own = found.own.begin();
        auto shared = found.shared.begin();
        while (own != found.own.end() || shared != found.shared.end()) {
            const bool is_own = shared == found.shared.end() || (own != found.own.end() && *own < *shared);
            if (!take(is_own ? *own++ : *shared++)) return false;
        }
        return true;
    }
    std::size_t count_concerning(Record record, std::uint32_t subscription) const noexcept {
        if (every_record_concerns(record)) return count(record);
        const Concerning found = concerning(record, subscription);
        return found.own.size() + found.shared.size();
    }
    time::Instant as_of() const noexcept { return as_of_; }
    const exact::Currency& currency() const noexcept { return currency_; }
    std::string_view id() const noexcept { return cells_[slot(Record::case_, "id")].text; }

    // The name of the file that the case came from, for the places of errors; not a fact, so never in canonical_xml().
    const std::string& file() const noexcept { return file_; }
    void set_file(std::string file) { file_ = std::move(file); }

    // Facts that the vocabulary lacks, in canonical order of their records.
    struct Additional {
        Record record;
        std::uint32_t index;
        std::string_view name;
        std::string_view text;
        Position name_position;
        Position value_position;
    };
    std::span<const Additional> additional() const noexcept { return additional_; }

    // The case as canonical XML (xml/writer.h): records in canonical order, fields in the order of the vocabulary, each
    // in its canonical spelling, values equal to the default left out. Parsing it gives the same canonical XML.
    const std::string& canonical_xml() const noexcept { return canonical_xml_; }
    // SHA-256 of canonical_xml(), 64 lower-case hexadecimal digits.
    std::string_view digest() const noexcept { return {digest_.data(), digest_.size() - 1}; }

private:
    // Texts never move, so that facts can view them. The buffer spares small cases every further allocation.
    struct Arena {
        alignas(std::max_align_t) std::array<std::byte, 2048> buffer;
        std::pmr::monotonic_buffer_resource resource{buffer.data(), buffer.size(), std::pmr::new_delete_resource()};
    };
    // A record as it was given. Its facts are cells_[first_cell + slot].
    struct Head {
        Record record;
        std::uint32_t first_cell;
        std::uint32_t additional_count = 0;
        Position position;
    };
    struct GivenAdditional {
        std::uint32_t head;
        std::string_view name;
        std::string_view text;
        Position name_position;
        Position value_position;
    };
    struct Row {
        std::uint32_t first_cell;
        std::uint32_t head;
    };

    std::size_t first_row(Record record, std::size_t after = 0) const noexcept {
        return first_rows_[static_cast<std::size_t>(record) + after];
    }
    std::span<Row> rows(Record record) noexcept { return std::span(rows_).subspan(first_row(record), count(record)); }
    std::span<const Row> rows(Record record) const noexcept { return std::span(rows_).subspan(first_row(record), count(record)); }
    const Fact& cell(const Row& row, std::uint8_t slot) const noexcept { return cells_[row.first_cell + slot]; }

    // case.cpp: filling
    std::string_view keep(std::string_view text, std::string_view more = {});
    void open_another(Record record, Position position);
    void set_additional(std::string_view name, std::string_view text, Position name_position, Position value_position);
    Place place_of_open(std::string_view field, Position position) const;

    // case_finish.cpp: the steps of finish()
    void group_records();
    void read_root();
    void sort_records();
    void link_records();
    void link_list(const Row& row, const Field& field);
    std::uint32_t resolve(const Row& row, const Field& field, std::string_view id) const;
    void measure_extents();
    void join_pauses();
    void order_plans();
    void list_terms();

    // case_checks.cpp: what finish() refuses
    void check_presence() const;
    void check_unique_ids() const;
    void check_values() const;
    void check_invoice() const;
    void check_owners(const Row& row, std::uint8_t one, std::uint8_t several) const;
    void check_purpose(const Row& row) const;
    void check_times() const;
    void check_whole_units(const Row& row, std::uint8_t slot) const;
    void check_order(const Row& row, std::uint8_t earlier, std::uint8_t later) const;
    void check_not_after_now(const Row& row, std::uint8_t slot) const;
    void check_duplicate_tickets() const;
    void check_pauses() const;
    void check_plans() const;
    [[noreturn]] void refuse(const Row& row, std::string_view field, Position position, std::string message) const;
    [[noreturn]] void refuse(const Row& row, std::uint8_t slot, std::string message) const;
    const Field& field(const Row& row, std::uint8_t slot) const noexcept;
    std::string misspelt(const Row& row, std::string_view field) const;
    std::string title(const Row& row) const;        // "incident 'i-1'", "charge no. 3"
    std::string whereabouts(const Row& row) const;  // "on line 4", "the record no. 3 of its kind"
    std::size_t number_among_kind(const Row& row) const noexcept;

    // owners.cpp
    struct Concerning {
        std::span<const std::uint32_t> own;     // name the subscription
        std::span<const std::uint32_t> shared;  // name none
    };
    // Of a kind that names subscriptions, in a case that has several: by subscription, then those that name none. Else empty, and
    // every record concerns every subscription.
    struct Owned {
        std::vector<std::uint32_t> first;    // of each subscription's in `indices`
        std::vector<std::uint32_t> indices;  // of the records, rising within one subscription
    };
    bool every_record_concerns(Record record) const noexcept { return owned_[static_cast<std::size_t>(record)].first.empty(); }
    Concerning concerning(Record record, std::uint32_t subscription) const noexcept;
    std::span<const std::uint32_t> named_by(const Field& field, std::size_t index) const noexcept;  // of one reference, or a list
    void index_owners();

    // canonical.cpp
    void list_additional();
    std::span<const std::uint32_t> additional_of(const Row& row) const noexcept;
    void sort_by_values(Record record);
    void append_sort_key(std::string& out, const Row& row) const;
    void write_canonical();
    void write_facts(const Row& row);

    // As given.
    std::unique_ptr<Arena> arena_;
    std::vector<Head> heads_;  // the first is the `case` record
    std::vector<Fact> cells_;
    std::vector<GivenAdditional> additional_given_;
    std::vector<std::uint32_t> additional_order_;  // additional_given_ by record as given, then by name
    std::array<std::uint32_t, given_record_count> given_counts_{};
    std::uint32_t open_ = 0;  // of heads_
    std::size_t kept_bytes_ = 0;
    std::string file_;

    // As finished. Meaningless while finished_ is false, so that finish() may fail half-way.
    bool finished_ = false;
    std::array<std::uint32_t, record_count + 1> first_rows_{};
    std::vector<Row> rows_;                  // canonical order
    std::vector<std::uint32_t> links_;       // of each cell: the index that a reference means, or where its list begins
    std::vector<std::uint32_t> link_lists_;  // a length and so many indices, for each field of type references
    std::vector<time::Interval> extents_;    // of each row
    std::array<Owned, given_record_count> owned_;
    std::vector<std::uint32_t> first_pauses_;  // of each ticket in pauses_; one more for the end
    time::IntervalSet pauses_;                 // by ticket
    std::vector<std::uint32_t> first_terms_;   // of each subscription in terms_; one more for the end
    std::vector<Terms> terms_;                 // by subscription; empty where the case has no plan
    std::vector<std::uint32_t> plan_order_;    // plans by subscription, then by start
    std::vector<Additional> additional_;
    time::Instant as_of_;
    exact::Currency currency_;
    std::string canonical_xml_;
    std::array<char, 65> digest_{};
};

}  // namespace redress::facts
