// The vocabulary: every record and field that a case may carry or a formula may name, as one table. The XML reader,
// the setters, the type checker, the schemas and docs/vocabulary.md all come from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace redress::facts {

enum class Record : std::uint8_t {
    case_,
    account,
    subscription,
    plan,
    incident,
    maintenance,
    ticket,
    pause,
    charge,
    measurement,
    claim,
    credit,
    invoice,
    line,
    holiday,
    working_day,
    window,  // not given: the window being settled; all its fields are derived
    period,  // not given: what <periods> joins of records, under the name that the rules give it
};
inline constexpr std::size_t record_count = 18;
inline constexpr std::size_t given_record_count = 16;  // those that a case carries; they come first

enum class FieldType : std::uint8_t {
    text,        // any characters but control characters; compared whole and case-sensitively
    id,          // text that names this record; unique among its kind; no white space
    reference,   // the id of another record
    references,  // several, separated by spaces
    token,       // one of a listed set
    count,       // a whole number, 0 or more
    number,      // a decimal
    ratio,       // "25%" or "0.25"
    money,       // a decimal in the case's currency
    instant,     // RFC 3339 with an offset
    date,        // YYYY-MM-DD
    duration,    // an exact length of time: PT17H, or seconds
    span,        // a calendar span: P1M, P10D
    flag,        // yes or no
};

enum class Presence : std::uint8_t {
    required,
    optional,   // absent means unknown: a formula that needs it sends the decision to review
    defaulted,  // absent means `default_text`
    derived,    // read-only in formulas; never in a case
};

// What is known of a number's sign; the checker proves divisors non-zero with it.
enum class SignBound : std::uint8_t { any, not_negative, positive };

struct Field {
    Record record;
    std::string_view name;
    FieldType type;
    Presence presence;
    std::string_view default_text;  // where defaulted
    std::string_view tokens;        // type token: the set, separated by spaces
    std::optional<Record> refers;   // types reference and references
    SignBound sign;
    std::string_view doc;  // one line
    std::uint8_t slot;     // dense among the given fields of its record; of derived fields, among the derived
};

struct RecordRow {
    Record record;
    std::string_view name;
    enum class Many : std::uint8_t { one, at_most_one, any } many;  // how many of them a case has
    std::string_view doc;
};

std::span<const RecordRow> records() noexcept;  // in the order of the enum
std::span<const Field> fields() noexcept;       // grouped by record, in the order of the enum, as a form would show them
std::span<const Field> fields(Record) noexcept;
const RecordRow& row(Record) noexcept;
std::optional<Record> find_record(std::string_view name) noexcept;  // given records and `window`
const Field* find_field(Record, std::string_view name) noexcept;    // given and derived; null where there is none
std::size_t given_field_count(Record) noexcept;
std::string_view name_of(FieldType) noexcept;
std::string_view name_of(Presence) noexcept;

// Derived fields, by name, for the code that computes them (facts/derived.h).
enum class Derived : std::uint8_t {
    subscription_monthly_price,
    subscription_term_price,
    incident_duration,
    maintenance_duration,
    maintenance_notice,
    ticket_response_time,
    ticket_resolution_time,
    ticket_response_due,
    ticket_resolution_due,
    pause_duration,
    measurement_duration,
    window_start,
    window_end,
    window_length,
    window_days,
    window_month_days,
    window_price,
    period_start,
    period_end,
    period_length,
};
// Of a derived field. Precondition: presence is derived.
Derived derived(const Field&) noexcept;

// Slots of the given fields that the engine itself reads, at compile time: slot(Record::incident, "start").
// Defined by the table, so a renamed field fails to compile.
consteval std::uint8_t slot(Record, std::string_view field);

// The start and end fields of records that cover time (subscription, incident, maintenance, measurement, ticket,
// charge, line), for measures; null where there is none. A ticket runs from `opened` to `resolved`.
struct Extent {
    std::string_view start;
    std::string_view end;
};
std::optional<Extent> extent(Record) noexcept;

}  // namespace redress::facts

#include "facts/vocabulary_table.h"  // IWYU pragma: export
