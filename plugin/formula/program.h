// The flat form of formulas: instructions over registers. A register is a cell, which a run writes, or a constant, which is
// read where it lies. Formulas are total: no loops, no calls, no recursion; jumps go forward only, so a run ends after at most
// as many instructions as the formula has.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "exact/number.h"
#include "exact/rounding.h"
#include "facts/case.h"
#include "facts/vocabulary.h"
#include "formula/type.h"
#include "input_limits.h"
#include "time/instant.h"

namespace redress::formula {

using exact::Number;

// Whose facts an instruction reads. The same kind of record can play two parts: in a measure over incidents of a
// guarantee over incidents, `incident` is the one being measured and `subject` the guarantee's own. In an exclusion the record
// that excludes is measured, and `excluded` the incident that its time is taken off.
enum class Role : std::uint8_t { case_, account, subscription, claim, measured, subject, excluded };
inline constexpr std::size_t role_count = 7;

// Which member of facts::Fact, and so of a cell, holds a value.
enum class Storage : std::uint8_t { number, scalar, span, text };
Storage storage_of(const Type&);
Storage storage_of(facts::FieldType);

enum class Relation : std::uint8_t { is, is_not, below, above, at_least, at_most };

enum class Op : std::uint8_t {
    constant,          // target = the constant in `left`, where it is the value of a branch or of all   detail: Storage
    fact,              // target = field `left` of `role`                      detail: Storage
    additional,        // target = declared fact `left` of `role`              detail: Storage
    derived,           // target = Derived(left) of `role`                     detail: Storage
    level,             // target = parameter `left` of the subscription's level  detail: Storage
    name,              // target = name slot `left`                            detail: Storage
    known_fact,        // target = field `left` of `role` is known
    known_additional,  // target = declared fact `left` of `role` is known
    known_role,        // target = there is such a record at all (a claim)
    add,
    subtract,
    multiply,
    divide,  // target = left op right, numbers
    negate,
    absolute,  // target = op left
    minimum,
    maximum,  // target = of left and right, numbers
    scalar_minimum,
    scalar_maximum,  // the same for dates and instants
    floor,
    ceil,
    round,  // target = left to a multiple of right   detail: RoundingMode for round
    compare_numbers,
    compare_scalars,  // target = left `detail: Relation` right
    compare_texts,    // is and is_not only
    compare_fact,     // target = field `left` of `role` `detail: Relation` right, scalars: `incident.kind is outage`, which
                      // measures ask of every record
    not_,
    jump,          // to `left`
    jump_unless,   // to `left` where the flag in `right` is no
    jump_if,       // to `left` where it is yes
    jump_if_zero,  // to `left` where the number in `right` is zero
    instant_plus_seconds,
    instant_minus_seconds,  // right: a number of whole or fractional seconds, rounded down
    instant_plus_span,
    instant_minus_span,
    date_plus_span,
    date_minus_span,
    instants_difference,  // target = left - right, a length of time
    date_of,              // target = the date of the instant in `left`, in the SLA's zone
    start_of,             // target = where the stretch of the calendar that holds `left` starts, and ends; right: 1 where
    end_of,               // `left` is a date, 0 where it is an instant   detail: time::WindowKind
    window_beside,        // target = the start or, by detail, the end of the window `left` - windows_beside_max later
    days_between,
    working_days_between,  // of dates: a plain number
    opening_time_between,  // of instants: a length of time
};

struct Instruction {
    Op op = Op::constant;
    std::uint8_t detail = 0;
    Role role = Role::case_;
    facts::Record record = facts::Record::case_;  // of the role
    std::uint16_t target = 0;
    std::uint16_t left = 0;
    std::uint16_t right = 0;
};

// From this register on, `left` and `right` are constants of the formula.
inline constexpr std::uint16_t constant_register = 0x8000;

// What a register holds: the number, or the member of the union that its Storage names.
struct Cell {
    Number number{};
    union {
        std::int64_t scalar;
        time::Span span;
        std::string_view text;
    };
    Cell() noexcept : scalar(0) {}
};

// Copies the value of a fact or of another cell.
template <class Holder>
void put(Storage storage, const Holder& from, Cell& to) {
    switch (storage) {
        case Storage::number: to.number = from.number; break;
        case Storage::scalar: to.scalar = from.scalar; break;
        case Storage::span: to.span = from.span; break;
        case Storage::text: to.text = from.text; break;
    }
}

// From this slot on, names are of what was decided: texts alone name them, and no window forgets them.
inline constexpr std::uint16_t said_slot = limits::names_max;
inline constexpr std::size_t said_max = 16;

// A checked and compiled formula. Its value is left in cell 0.
struct Formula {
    std::vector<Instruction> code;
    std::vector<Cell> constants;  // by register; texts point into `text`
    std::uint16_t cells = 0;      // how many a run needs
    Type type;
    Signs signs;
    Trend trend = Trend::constant;
    bool constant = false;                    // names no fact, name or parameter: its value is known when the rules are loaded
    bool needs_level = false;                 // names a parameter of the level
    std::shared_ptr<const std::string> text;  // the source as written; shared, so that views survive copies and moves
    Position position;                        // of its first character

    bool exists() const { return !code.empty(); }
    std::string_view source() const { return text ? std::string_view(*text) : std::string_view(); }
};

// Whether the formula reads a derived field of the record in that role.
bool reads(const Formula&, Role, facts::Derived);
bool reads(const Formula&, Role);  // any field of it
// Whether its value is the same in every window and for every claim: it names neither those nor what is computed by names.
bool same_in_all_windows(const Formula&);

// For tests: one instruction a line, with constants as #0, #1.
std::string dump(const Formula&);

}  // namespace redress::formula
