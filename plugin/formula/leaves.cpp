#include "formula/leaves.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exact/money.h"
#include "facts/derived.h"
#include "facts/token_set.h"
#include "formula/functions.h"
#include "input_limits.h"

namespace redress::formula {

namespace {

using exact::Rational;

struct Unit {
    std::string_view name;
    enum class Of : std::uint8_t { seconds, days, working_days, months, opening } of;
    std::int64_t factor;
};

constexpr std::array<Unit, 20> units = {{{"second", Unit::Of::seconds, 1},
                                         {"seconds", Unit::Of::seconds, 1},
                                         {"minute", Unit::Of::seconds, 60},
                                         {"minutes", Unit::Of::seconds, 60},
                                         {"hour", Unit::Of::seconds, 3600},
                                         {"hours", Unit::Of::seconds, 3600},
                                         {"day", Unit::Of::days, 1},
                                         {"days", Unit::Of::days, 1},
                                         {"week", Unit::Of::days, 7},
                                         {"weeks", Unit::Of::days, 7},
                                         {"working day", Unit::Of::working_days, 1},
                                         {"working days", Unit::Of::working_days, 1},
                                         {"month", Unit::Of::months, 1},
                                         {"months", Unit::Of::months, 1},
                                         {"year", Unit::Of::months, 12},
                                         {"years", Unit::Of::months, 12},
                                         {"opening minute", Unit::Of::opening, 60},
                                         {"opening minutes", Unit::Of::opening, 60},
                                         {"opening hour", Unit::Of::opening, 3600},
                                         {"opening hours", Unit::Of::opening, 3600}}};

constexpr std::int64_t span_units_max = 40'000;

[[noreturn]] void fail(const Node& n, std::string message) { throw FormulaError{n.offset, std::move(message)}; }

Checked given_value(Type type, Signs signs = {}) {
    Checked out;
    out.type = type;
    out.signs = signs;
    out.meaning = Checked::Meaning::value;
    out.constant_value.state = facts::Fact::State::given;
    return out;
}

// --- literals ---

Checked number_value(const Node& n, Type type, const Rational& value) {
    if (value.overflowed()) fail(n, "the number is too large");
    Checked out = given_value(type, Signs::of(exact::sign(value)));
    out.constant_value.number = value;
    return out;
}

Checked money_literal(const Node& n, const std::optional<exact::Currency>& currency) {
    if (!exact::currency(n.unit)) {
        fail(n, fmt::format("'{}' is not a currency of ISO 4217{}", n.unit, did_you_mean(n.unit, exact::currency_codes())));
    }
    if (!currency) fail(n, "these rules are for any currency, so their formulas can't name one: give <sla> a currency");
    if (n.unit != currency->name()) {
        fail(n, fmt::format("{} in rules whose currency is {}: amounts are never converted", n.unit, currency->name()));
    }
    return number_value(n, number_type(money), n.value);
}

const Unit& unit_of(const Node& n) {
    // Of two words, more than one space may stand between them.
    const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& u) {
        const std::size_t space = u.name.find(' ');
        if (space == std::string_view::npos) return u.name == n.unit;
        return n.unit.starts_with(u.name.substr(0, space + 1)) && n.unit.ends_with(u.name.substr(space));
    });
    if (unit != units.end()) return *unit;
    std::vector<std::string_view> names;
    for (const Unit& u : units) names.push_back(u.name);
    fail(n, fmt::format("'{}' is not a unit: expected a percent sign, a currency, seconds, minutes, hours, days, weeks, "
                        "working days, opening hours, months or years{}",
                        n.unit, did_you_mean(n.unit, names)));
}

Checked opening_literal(const Node& n, std::int64_t seconds_each, bool opening_hours) {
    if (!opening_hours) fail(n, std::string(no_opening_hours));
    const Rational seconds = n.value * Rational(seconds_each);
    if (!seconds.is_integer() || n.value > Rational(span_units_max))
        fail(n, fmt::format("a span of opening hours is of whole seconds, up to {} hours or minutes", span_units_max));
    Checked out = given_value(simple_type(Kind::opening_span));
    out.constant_value.span = time::Span{};  // what it holds until now is a number, in the same place
    out.constant_value.span.opening = static_cast<std::int32_t>(seconds.numerator());
    return out;
}

Checked time_literal(const Node& n, bool opening_hours) {
    const Unit& unit = unit_of(n);
    if (unit.of == Unit::Of::opening) return opening_literal(n, unit.factor, opening_hours);
    if (unit.of == Unit::Of::seconds) return number_value(n, number_type(elapsed), n.value * Rational(unit.factor));
    if (!n.value.is_integer() || n.value.numerator() > span_units_max) {
        fail(n, fmt::format("a calendar span is a whole number of {} up to {}", n.unit, span_units_max));
    }
    const auto many = static_cast<std::int32_t>(n.value.numerator() * unit.factor);
    time::Span span;
    if (unit.of == Unit::Of::days) span.days = many;
    if (unit.of == Unit::Of::working_days) span.working_days = many;
    if (unit.of == Unit::Of::months) span.months = many;
    Checked out = given_value(simple_type(Kind::span));
    out.constant_value.span = span;
    out.days = unit.of == Unit::Of::days;
    out.type.working_days = unit.of == Unit::Of::working_days;
    return out;
}

// --- names ---

[[noreturn]] void unknown_name(const Node& n, const Visible& visible) {
    const std::string_view name = n.slice;
    if (visible.record(name) != nullptr || name == "window" || name == "level") {
        fail(n, fmt::format("'{}' is a record: name one of its fields, as in {}.{}", name, name,
                            name == "window"  ? "length"
                            : name == "level" ? "limit"
                                              : "id"));
    }
    if (const FunctionRow* function = find_function(name)) {
        fail(n, fmt::format("'{}' is a function: expected {}", name, function->usage));
    }
    std::vector<std::string_view> candidates;
    for (const VisibleName& v : visible.names) candidates.push_back(v.name);
    for (const FunctionRow& f : functions) candidates.push_back(f.name);
    fail(n, fmt::format("nothing is named '{}' here{}", name, did_you_mean(name, candidates)));
}

[[noreturn]] void unknown_record(const Node& n, const Visible& visible) {
    const std::string_view name = n.slice;
    std::vector<std::string_view> candidates;
    for (const VisibleRecord& r : visible.records) candidates.push_back(r.name);
    if (visible.window) candidates.emplace_back("window");
    if (candidates.empty()) fail(n, fmt::format("'{}' is not known here: this formula is a constant", name));
    if (facts::find_record(name) || name == "subject") {
        fail(n, fmt::format("'{}' is not known here: this formula can name {}", name, fmt::join(candidates, ", ")));
    }
    if (visible.parameters != nullptr) candidates.emplace_back("level");
    fail(n, fmt::format("there is no record '{}'{}", name, did_you_mean(name, candidates)));
}

[[noreturn]] void unknown_field(const Node& n, const Visible& visible, facts::Record record) {
    std::vector<std::string_view> names;
    for (const facts::Field& f : facts::fields(record)) names.push_back(f.name);
    if (visible.facts != nullptr) {
        for (const DeclaredFact& f : *visible.facts) {
            if (f.record == record) names.push_back(f.name);
        }
    }
    fail(n, fmt::format("{} has no field '{}'{}", facts::row(record).name, n.member, did_you_mean(n.member, names)));
}

Checked parameter(const Node& n, const std::vector<LevelParameter>& parameters) {
    if (parameters.empty()) fail(n, "the levels of these rules have no parameters");
    const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == n.member; });
    if (found == parameters.end()) {
        std::vector<std::string_view> names;
        for (const LevelParameter& p : parameters) names.push_back(p.name);
        fail(n, fmt::format("the levels have no parameter '{}'{}", n.member, did_you_mean(n.member, names)));
    }
    found->used = true;
    Checked out;
    out.type = found->type;
    out.signs = found->signs;
    out.days = found->days;
    out.meaning = Checked::Meaning::parameter;
    out.index = static_cast<std::uint16_t>(found - parameters.begin());
    return out;
}

// How long the subject's trouble lasted rises as service gets worse; nothing else that a case says does by itself.
Trend trend_of(const facts::Field& f) {
    if (f.presence != facts::Presence::derived) return Trend::constant;
    switch (facts::derived(f)) {
        case facts::Derived::incident_duration:
        case facts::Derived::ticket_response_time:
        case facts::Derived::period_length:
        case facts::Derived::ticket_resolution_time: return Trend::rising;
        default: return Trend::constant;
    }
}

// A field of the vocabulary into `out`; false where it has none of that name.
bool vocabulary_field(const Node& n, const Visible& visible, facts::Record record, Checked& out) {
    const facts::Field* found = facts::find_field(record, n.member);
    if (found == nullptr) return false;
    if (found->type == facts::FieldType::references) {
        fail(n, fmt::format("{}.{} is a list: formulas can't name it", n.slice, n.member));
    }
    const bool derived = found->presence == facts::Presence::derived;
    if (derived && !visible.ticket_times && facts::by_clock(facts::derived(*found)))
        fail(n, fmt::format("{}.{} goes by the clock of the ticket, which this condition chooses", n.slice, n.member));
    out.type = type_of(found->type, found->tokens);
    if (visible.words != nullptr) {
        for (const FieldWords& listed : *visible.words) {
            if (listed.field == found) out.type.tokens = listed.words;
        }
    }
    out.signs = Signs::of(found->sign);
    out.trend = trend_of(*found);
    out.meaning = derived ? Checked::Meaning::derived : Checked::Meaning::field;
    out.index = derived ? static_cast<std::uint16_t>(facts::derived(*found)) : found->slot;
    return true;
}

// A fact that the rules declare.
bool declared_fact(const Node& n, const Visible& visible, facts::Record record, Checked& out) {
    if (visible.facts == nullptr) return false;
    const auto& declared = *visible.facts;
    const auto found = std::find_if(declared.begin(), declared.end(),
                                    [&](const DeclaredFact& f) { return f.record == record && f.name == n.member; });
    if (found == declared.end()) return false;
    out.type = type_of(found->type, found->tokens);
    out.signs = signs_of(*found);
    out.meaning = Checked::Meaning::additional;
    out.index = static_cast<std::uint16_t>(found - declared.begin());
    return true;
}

}  // namespace

Checked check_literal(const Node& n, const Visible& visible) {
    if (n.unit.empty()) return number_value(n, number_type(plain), n.value);
    if (n.unit == "%") return number_value(n, number_type(plain, true), n.value / Rational(100));
    const bool code =
        n.unit.size() == 3 && std::all_of(n.unit.begin(), n.unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return code ? money_literal(n, visible.currency) : time_literal(n, visible.opening);
}

Checked as_time(const Node& n, const Checked& days) {
    if (days.meaning == Checked::Meaning::value) {
        return number_value(n, number_type(elapsed), Rational(days.constant_value.span.days) * Rational(time::seconds_per_day));
    }
    Checked out = days;
    out.type = number_type(elapsed);
    out.days = false;
    return out;
}

void refuse_word_or_name(const Node& n, const VisibleName& name) {
    fail(n, fmt::format(
                "'{}' is the name of the <{}> at line {}, column {}, and could be a word: write '{}' in quotes for the word, "
                "or the name on the left of the comparison",
                n.slice, name.element, name.position.line, name.position.column, n.slice));
}

Checked check_text(std::string_view value) {
    Checked out = given_value(simple_type(Kind::text));
    out.constant_value.text = value;
    return out;
}

bool is_token(const Type& type, std::string_view value) {
    const std::vector<std::string_view> tokens = facts::words_of(type.tokens);
    return std::find(tokens.begin(), tokens.end(), value) != tokens.end();
}

void refuse_token(const Node& n, const Type& type, std::string_view value) {
    const std::vector<std::string_view> tokens = facts::words_of(type.tokens);
    fail(n, fmt::format("'{}' is not one of {}{}", value, fmt::join(tokens, ", "), did_you_mean(value, tokens)));
}

Checked check_token(const Node& n, const Type& type, std::string_view value) {
    const std::vector<std::string_view> tokens = facts::words_of(type.tokens);
    const auto found = std::find(tokens.begin(), tokens.end(), value);
    if (found == tokens.end()) refuse_token(n, type, value);
    Checked out = given_value(type);
    out.constant_value.scalar = found - tokens.begin();
    return out;
}

Checked check_name(const Node& n, const Visible& visible) {
    if (n.slice == "yes" || n.slice == "no") {
        Checked flag = given_value(simple_type(Kind::flag));
        flag.constant_value.scalar = n.slice == "yes" ? 1 : 0;
        return flag;
    }
    const VisibleName* found = visible.name(n.slice);
    if (found == nullptr) unknown_name(n, visible);
    if (found->periods_of) {
        fail(n, fmt::format("'{0}' is a kind of record, of the <periods> at line {1}: measure it, as in <count of=\"{0}\">",
                            n.slice, found->position.line));
    }
    *found->used = true;
    Checked out;
    out.type = found->type;
    out.signs = found->signs;
    out.trend = found->trend;
    out.constant = false;
    out.meaning = Checked::Meaning::name;
    out.index = found->slot;
    return out;
}

Checked check_field(const Node& n, const Visible& visible) {
    if (n.slice == "level" && visible.parameters != nullptr) return parameter(n, *visible.parameters);
    VisibleRecord of{"window", Role::case_, facts::Record::window};
    if (n.slice != "window" || !visible.window) {
        const VisibleRecord* record = visible.record(n.slice);
        if (record == nullptr) unknown_record(n, visible);
        of = *record;
    }
    Checked out;
    out.role = of.role;
    out.record = of.record;
    out.constant = false;
    if (!vocabulary_field(n, visible, of.record, out) && !declared_fact(n, visible, of.record, out)) {
        unknown_field(n, visible, of.record);
    }
    return out;
}

}  // namespace redress::formula
