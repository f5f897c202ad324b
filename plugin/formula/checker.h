// Names and types of a formula: what every part means, and that it makes sense. The checked tree is what the compiler
// reads.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exact/money.h"
#include "formula/declared.h"
#include "formula/program.h"
#include "formula/syntax.h"

namespace redress::formula {

// What a formula may name where it stands.
struct VisibleRecord {
    std::string_view name;  // "incident", "subject", "subscription"
    Role role = Role::case_;
    facts::Record record = facts::Record::case_;
};

// A named condition of a record. In formulas its name stands for the condition itself, so it can be named wherever all that it
// names can be: of the record that a measure looks at, or of the subject.
struct Condition {
    std::string of;  // the record as the condition calls it: "incident", or the name of periods
    Syntax syntax;   // checked, with the conditions that it names itself in their places
};

struct VisibleName {
    std::string name;
    Type type;
    Signs signs;
    Trend trend = Trend::constant;
    std::uint16_t slot = 0;
    Position position;
    std::string_view element;                    // "let", "downtime", "tiers": for messages
    std::optional<facts::Record> periods_of;     // of <periods>, which is a kind of record and no value: what it joins
    std::shared_ptr<const Condition> condition;  // of <condition>, which is no value by itself
    std::shared_ptr<bool> used = std::make_shared<bool>(false);  // one for all copies
};

struct Visible {
    std::vector<VisibleRecord> records;
    std::vector<VisibleName> names;
    const std::vector<LevelParameter>* parameters = nullptr;  // `level.x`; null where it can't be named
    const std::vector<DeclaredFact>* facts = nullptr;
    const std::vector<FieldWords>* words = nullptr;
    std::optional<exact::Currency> currency;
    bool window = false;                     // `window.x` can be named
    bool opening = false;                    // there are opening hours
    bool ticket_times = true;                // what goes by the clock of a ticket can be named
    bool neighbours = true;                  // every window that is meant has some beside it
    std::size_t* condition_parts = nullptr;  // how many the conditions of these rules have put into formulas until now

    const VisibleRecord* record(std::string_view name) const;
    const VisibleName* name(std::string_view name) const;
};

// What is wrong where opening hours are asked for.
inline constexpr std::string_view no_opening_hours =
    "the calendar of these rules has no opening hours: give <calendar> its <hours>";

// All but the names that have a value; conditions have none.
Visible without_names(const Visible&);

// What one node turned out to be.
struct Checked {
    Type type;
    Signs signs;
    Trend trend = Trend::constant;
    bool constant = true;
    bool days = false;  // a calendar span of days, which is an exact length of time where a number is wanted
    enum class Meaning : std::uint8_t {
        operation,   // an operator or a function
        value,       // `constant_value`
        field,       // a given field
        additional,  // a declared fact
        derived,
        parameter,
        name,
    } meaning = Meaning::operation;
    facts::Fact constant_value;
    Role role = Role::case_;
    facts::Record record = facts::Record::case_;
    std::uint16_t index = 0;  // slot of the field, index of the fact or parameter, derived, name slot
};

struct CheckedFormula {
    const Syntax* syntax = nullptr;
    std::vector<Checked> nodes;  // by node index
    bool needs_level = false;
};

// Throws FormulaError. A literal of days or weeks, a parameter that is one at every level, and a choice between such are calendar
// spans, but exact lengths of time (24 hours a day) wherever only a number makes sense; `number_wanted` says that of the formula
// as a whole.
// Conditions that it names are put in their places.
CheckedFormula check(Syntax&, const Visible&, bool number_wanted = false);

}  // namespace redress::formula
