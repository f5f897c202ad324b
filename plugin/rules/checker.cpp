#include "rules/checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exact/money.h"
#include "exact/rounding.h"
#include "input_limits.h"

namespace redress::rules {

const VisibleRecord* Visible::record(std::string_view name) const {
    const auto found = std::find_if(records.begin(), records.end(), [&](const auto& r) { return r.name == name; });
    return found == records.end() ? nullptr : &*found;
}

const VisibleName* Visible::name(std::string_view wanted) const {
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.name == wanted; });
    return found == names.end() ? nullptr : &*found;
}

namespace {

using exact::Rational;

struct Unit {
    std::string_view name;
    enum class Of : std::uint8_t { seconds, days, working_days, months } of;
    std::int64_t factor;
};

constexpr std::array<Unit, 16> units = {{{"second", Unit::Of::seconds, 1},
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
                                         {"years", Unit::Of::months, 12}}};

constexpr std::int64_t seconds_per_day = 86'400;

enum class Function : std::uint8_t { min, max, abs, floor, ceil, round, date, days, working_days };

struct FunctionRow {
    std::string_view name;
    Function function;
    std::size_t arguments_min;
    std::size_t arguments_max;
    std::string_view usage;
};

constexpr std::array<FunctionRow, 9> functions = {{
    {"min", Function::min, 2, 64, "min(a, b, ...)"},
    {"max", Function::max, 2, 64, "max(a, b, ...)"},
    {"abs", Function::abs, 1, 1, "abs(x)"},
    {"floor", Function::floor, 1, 2, "floor(x) or floor(x, step)"},
    {"ceil", Function::ceil, 1, 2, "ceil(x) or ceil(x, step)"},
    {"round", Function::round, 3, 3, "round(x, step, mode)"},
    {"date", Function::date, 1, 1, "date(instant)"},
    {"days", Function::days, 2, 2, "days(from, until)"},
    {"working_days", Function::working_days, 2, 2, "working_days(from, until)"},
}};

Type number_type(Dimension dimension, bool ratio = false) {
    return {.kind = Kind::number, .dimension = dimension, .ratio = ratio, .tokens = {}};
}
Type simple_type(Kind kind) {
    return {.kind = kind, .dimension = {}, .ratio = false, .tokens = {}};
}

std::vector<std::string_view> split_words(std::string_view words) {
    std::vector<std::string_view> out;
    while (!words.empty()) {
        const std::size_t space = words.find(' ');
        if (space != 0) out.push_back(words.substr(0, space));
        if (space == std::string_view::npos) break;
        words.remove_prefix(space + 1);
    }
    return out;
}

std::string joined(std::span<const std::string_view> words) {
    return fmt::format("{}", fmt::join(words.begin(), words.end(), ", "));
}

class Checker {
public:
    Checker(const Syntax& syntax, const Visible& visible) : syntax_(syntax), visible_(visible) {
        out_.syntax = &syntax;
        out_.nodes.resize(syntax.nodes.size());
    }

    CheckedFormula run(bool number_wanted) {
        visit(syntax_.root_index);
        if (number_wanted) as_number(syntax_.root_index);
        return std::move(out_);
    }

private:
    const Node& node(NodeIndex index) const { return syntax_.nodes[index]; }
    Checked& checked(NodeIndex index) { return out_.nodes[index]; }

    [[noreturn]] void fail(NodeIndex index, std::string message) const {
        throw FormulaError{node(index).offset, std::move(message)};
    }

    void visit(NodeIndex index) {
        const Node& n = node(index);
        switch (n.kind) {
            case NodeKind::number:
                return literal(index);
            case NodeKind::text:
                return text(index, n.slice);
            case NodeKind::name:
                return name(index);
            case NodeKind::field:
                return field(index);
            case NodeKind::call:
                return call(index);
            case NodeKind::negate:
                return negate(index);
            case NodeKind::add:
            case NodeKind::subtract:
                return sum(index);
            case NodeKind::multiply:
                return product(index);
            case NodeKind::divide:
            case NodeKind::divide_or_else:
                return quotient(index);
            case NodeKind::is:
            case NodeKind::is_not:
            case NodeKind::below:
            case NodeKind::above:
            case NodeKind::at_least:
            case NodeKind::at_most:
                return comparison(index);
            case NodeKind::one_of:
                return one_of(index);
            case NodeKind::known:
                return known(index);
            case NodeKind::not_:
            case NodeKind::and_:
            case NodeKind::or_:
                return logic(index);
            case NodeKind::if_:
                return choice(index);
        }
    }

    void set(NodeIndex index, Type type, Signs signs, Trend trend, bool constant) {
        Checked& c = checked(index);
        c.type = type;
        c.signs = signs;
        c.trend = trend;
        c.constant = constant;
    }

    // --- leaves ---------------------------------------------------------------------------------------------------

    void literal(NodeIndex index) {
        const Node& n = node(index);
        Checked& c = checked(index);
        c.meaning = Checked::Meaning::value;
        c.constant_value.state = facts::Fact::State::given;
        if (n.unit.empty() || n.unit == "%") return plain_literal(index);
        if (n.unit.size() == 3 &&
            std::all_of(n.unit.begin(), n.unit.end(), [](char ch) { return ch >= 'A' && ch <= 'Z'; })) {
            return money_literal(index);
        }
        unit_literal(index);
    }

    void number_value(NodeIndex index, Type type, const Rational& value) {
        if (value.overflowed()) fail(index, "the number is too large");
        set(index, type, Signs::of(exact::sign(value)), Trend::constant, true);
        checked(index).constant_value.number = value;
    }

    void plain_literal(NodeIndex index) {
        const Node& n = node(index);
        if (n.unit == "%") return number_value(index, number_type(plain, true), n.value / Rational(100));
        number_value(index, number_type(plain), n.value);
    }

    void money_literal(NodeIndex index) {
        const Node& n = node(index);
        if (!exact::currency(n.unit)) {
            fail(index, fmt::format("'{}' is not a currency of ISO 4217{}", n.unit,
                                    did_you_mean(n.unit, exact::currency_codes())));
        }
        if (!visible_.currency) {
            fail(index, "these rules are for any currency, so their formulas can't name one: give <sla> a currency");
        }
        if (n.unit != visible_.currency->name()) {
            fail(index, fmt::format("{} in rules whose currency is {}: amounts are never converted", n.unit,
                                    visible_.currency->name()));
        }
        number_value(index, number_type(money), n.value);
    }

    void unit_literal(NodeIndex index) {
        const Node& n = node(index);
        const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& u) {
            return u.name == n.unit || (u.of == Unit::Of::working_days && n.unit.starts_with("working") &&
                                        n.unit.ends_with(u.name.substr(8)));
        });
        if (unit == units.end()) {
            std::vector<std::string_view> names;
            for (const Unit& u : units) names.push_back(u.name);
            fail(index,
                 fmt::format("'{}' is not a unit: expected a percent sign, a currency, seconds, minutes, hours, days, "
                             "weeks, working days, months or years{}",
                             n.unit, did_you_mean(n.unit, names)));
        }
        if (unit->of == Unit::Of::seconds) {
            return number_value(index, number_type(elapsed), n.value * Rational(unit->factor));
        }
        if (!n.value.is_integer() || n.value.numerator() > 40'000) {
            fail(index, fmt::format("a calendar span is a whole number of {} up to 40000", n.unit));
        }
        const auto many = static_cast<std::int32_t>(n.value.numerator() * unit->factor);
        time::Span span;
        if (unit->of == Unit::Of::days) span.days = many;
        if (unit->of == Unit::Of::working_days) span.working_days = many;
        if (unit->of == Unit::Of::months) span.months = many;
        set(index, simple_type(Kind::span), {}, Trend::constant, true);
        checked(index).constant_value.span = span;
    }

    // A literal of days or weeks where a number is wanted: exact days of 24 hours.
    void as_number(NodeIndex index) {
        Checked& c = checked(index);
        if (c.type.kind != Kind::span || c.meaning != Checked::Meaning::value) return;
        const time::Span span = c.constant_value.span;
        const std::string_view unit = node(index).unit;
        if (unit.starts_with("working") || unit.starts_with("month") || unit.starts_with("year")) return;  // also none of them
        number_value(index, number_type(elapsed), Rational(span.days) * Rational(seconds_per_day));
    }

    void text(NodeIndex index, std::string_view value) {
        Checked& c = checked(index);
        c.meaning = Checked::Meaning::value;
        c.constant_value.state = facts::Fact::State::given;
        c.constant_value.text = value;
        set(index, simple_type(Kind::text), {}, Trend::constant, true);
    }

    static bool is_token(const Type& type, std::string_view value) {
        const std::vector<std::string_view> tokens = split_words(type.tokens);
        return std::find(tokens.begin(), tokens.end(), value) != tokens.end();
    }

    void token(NodeIndex index, const Type& type, std::string_view value) {
        const std::vector<std::string_view> tokens = split_words(type.tokens);
        const auto found = std::find(tokens.begin(), tokens.end(), value);
        if (found == tokens.end()) {
            fail(index, fmt::format("'{}' is not one of {}{}", value, joined(tokens), did_you_mean(value, tokens)));
        }
        Checked& c = checked(index);
        c.meaning = Checked::Meaning::value;
        c.constant_value.state = facts::Fact::State::given;
        c.constant_value.scalar = found - tokens.begin();
        set(index, type, {}, Trend::constant, true);
    }

    void flag(NodeIndex index, bool value) {
        Checked& c = checked(index);
        c.meaning = Checked::Meaning::value;
        c.constant_value.state = facts::Fact::State::given;
        c.constant_value.scalar = value ? 1 : 0;
        set(index, simple_type(Kind::flag), {}, Trend::constant, true);
    }

    void name(NodeIndex index) {
        const Node& n = node(index);
        if (n.slice == "yes" || n.slice == "no") return flag(index, n.slice == "yes");
        const VisibleName* found = visible_.name(n.slice);
        if (found == nullptr) unknown_name(index);
        found->used = true;
        set(index, found->type, found->signs, found->trend, false);
        checked(index).meaning = Checked::Meaning::name;
        checked(index).index = found->slot;
    }

    [[noreturn]] void unknown_name(NodeIndex index) const {
        const std::string_view name = node(index).slice;
        if (visible_.record(name) != nullptr || name == "window" || name == "level") {
            fail(index, fmt::format("'{}' is a record: name one of its fields, as in {}.{}", name, name,
                                    name == "window"  ? "length"
                                    : name == "level" ? "limit"
                                                      : "id"));
        }
        const auto function =
            std::find_if(functions.begin(), functions.end(), [&](const FunctionRow& f) { return f.name == name; });
        if (function != functions.end())
            fail(index, fmt::format("'{}' is a function: expected {}", name, function->usage));
        std::vector<std::string_view> candidates;
        for (const VisibleName& n : visible_.names) candidates.push_back(n.name);
        for (const FunctionRow& f : functions) candidates.push_back(f.name);
        fail(index, fmt::format("nothing is named '{}' here{}", name, did_you_mean(name, candidates)));
    }

    void field(NodeIndex index) {
        const Node& n = node(index);
        if (n.slice == "level" && visible_.parameters != nullptr) return parameter(index);
        if (n.slice == "window" && visible_.window) return vocabulary_field(index, Role::case_, facts::Record::window);
        const VisibleRecord* record = visible_.record(n.slice);
        if (record == nullptr) unknown_record(index);
        vocabulary_field(index, record->role, record->record);
    }

    [[noreturn]] void unknown_record(NodeIndex index) const {
        const std::string_view name = node(index).slice;
        std::vector<std::string_view> candidates;
        for (const VisibleRecord& r : visible_.records) candidates.push_back(r.name);
        if (visible_.window) candidates.push_back("window");
        if (candidates.empty()) fail(index, fmt::format("'{}' is not known here: this formula is a constant", name));
        if (facts::find_record(name) || name == "subject") {
            fail(index, fmt::format("'{}' is not known here: this formula can name {}", name, joined(candidates)));
        }
        if (visible_.parameters != nullptr) candidates.push_back("level");
        fail(index, fmt::format("there is no record '{}'{}", name, did_you_mean(name, candidates)));
    }

    void parameter(NodeIndex index) {
        const Node& n = node(index);
        if (visible_.parameters->empty()) fail(index, "the levels of these rules have no parameters");
        const auto& parameters = *visible_.parameters;
        const auto found =
            std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == n.member; });
        if (found == parameters.end()) {
            std::vector<std::string_view> names;
            for (const LevelParameter& p : parameters) names.push_back(p.name);
            fail(index, fmt::format("the levels have no parameter '{}'{}", n.member, did_you_mean(n.member, names)));
        }
        found->used = true;
        set(index, found->type, found->signs, Trend::constant, true);
        out_.needs_level = true;
        checked(index).meaning = Checked::Meaning::parameter;
        checked(index).index = static_cast<std::uint16_t>(found - parameters.begin());
    }

    void vocabulary_field(NodeIndex index, Role role, facts::Record record) {
        const Node& n = node(index);
        Checked& c = checked(index);
        c.role = role;
        c.record = record;
        if (const facts::Field* found = facts::find_field(record, n.member)) {
            if (found->type == facts::FieldType::references) {
                fail(index, fmt::format("{}.{} is a list: formulas can't name it", n.slice, n.member));
            }
            const bool derived = found->presence == facts::Presence::derived;
            c.meaning = derived ? Checked::Meaning::derived : Checked::Meaning::field;
            c.index = derived ? static_cast<std::uint16_t>(facts::derived(*found)) : found->slot;
            set(index, type_of(found->type, found->tokens), Signs::of(found->sign), trend_of(*found), false);
            return;
        }
        if (declared_fact(index, record)) return;
        std::vector<std::string_view> names;
        for (const facts::Field& f : facts::fields(record)) names.push_back(f.name);
        if (visible_.facts != nullptr) {
            for (const DeclaredFact& f : *visible_.facts) {
                if (f.record == record) names.push_back(f.name);
            }
        }
        fail(index,
             fmt::format("{} has no field '{}'{}", facts::row(record).name, n.member, did_you_mean(n.member, names)));
    }

    // How long the subject's trouble lasted rises as service gets worse; nothing else that a case says does by itself.
    static Trend trend_of(const facts::Field& f) {
        if (f.presence != facts::Presence::derived) return Trend::constant;
        switch (facts::derived(f)) {
            case facts::Derived::incident_duration:
            case facts::Derived::ticket_response_time:
            case facts::Derived::ticket_resolution_time:
                return Trend::rising;
            default:
                return Trend::constant;
        }
    }

    bool declared_fact(NodeIndex index, facts::Record record) {
        if (visible_.facts == nullptr) return false;
        const auto& declared = *visible_.facts;
        const auto found = std::find_if(declared.begin(), declared.end(), [&](const DeclaredFact& f) {
            return f.record == record && f.name == node(index).member;
        });
        if (found == declared.end()) return false;
        const bool quantity = found->type == facts::FieldType::count || found->type == facts::FieldType::money ||
                              found->type == facts::FieldType::duration;
        set(index, type_of(found->type, found->tokens), quantity ? Signs{false, true, true} : Signs{}, Trend::constant,
            false);
        checked(index).meaning = Checked::Meaning::additional;
        checked(index).index = static_cast<std::uint16_t>(found - declared.begin());
        return true;
    }

    // --- arithmetic -----------------------------------------------------------------------------------------------

    void visit_number(NodeIndex index) {
        visit(index);
        as_number(index);
        if (checked(index).type.kind != Kind::number) {
            fail(index, fmt::format("expected a number, found {}", describe(checked(index).type)));
        }
    }

    void negate(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        visit_number(inner);
        const Checked& c = checked(inner);
        set(index, c.type, -c.signs, -c.trend, c.constant);
    }

    void sum(NodeIndex index) {
        const Node& n = node(index);
        const NodeIndex left = n.children[0];
        const NodeIndex right = n.children[1];
        visit(left);
        visit(right);
        const Kind kind = checked(left).type.kind;
        if (kind == Kind::instant || kind == Kind::date) return calendar_sum(index);
        as_number(left);
        as_number(right);
        const Checked& a = checked(left);
        const Checked& b = checked(right);
        if (a.type.kind != Kind::number || b.type.kind != Kind::number || a.type.dimension != b.type.dimension) {
            fail(index, fmt::format("{} and {} can't be {}", describe(a.type), describe(b.type),
                                    n.kind == NodeKind::add ? "added" : "subtracted"));
        }
        const bool add = n.kind == NodeKind::add;
        const Type type = number_type(a.type.dimension, a.type.ratio || b.type.ratio);
        set(index, type, a.signs + (add ? b.signs : -b.signs), both(a.trend, add ? b.trend : -b.trend),
            a.constant && b.constant);
    }

    void calendar_sum(NodeIndex index) {
        const Node& n = node(index);
        const Checked& a = checked(n.children[0]);
        const Checked& b = checked(n.children[1]);
        const bool constant = a.constant && b.constant;
        const bool instant = a.type.kind == Kind::instant;
        if (b.type.kind == Kind::span || (instant && b.type.is_number(elapsed))) {
            return set(index, a.type, {}, both(a.trend, b.trend), constant);
        }
        if (instant && n.kind == NodeKind::subtract && b.type.kind == Kind::instant) {
            return set(index, number_type(elapsed), {}, both(a.trend, -b.trend), constant);
        }
        fail(index, fmt::format("{} can't be {} {}", describe(b.type),
                                n.kind == NodeKind::add ? "added to" : "subtracted from", describe(a.type)));
    }

    // The bounds also keep the powers of a long chain of factors within their eight bits.
    void check_dimension(NodeIndex index, const Type& a, std::string_view operation, const Type& b,
                         Dimension dimension) const {
        if (dimension.money >= -1 && dimension.money <= 1 && dimension.time >= -2 && dimension.time <= 2) return;
        fail(index, fmt::format("{} {} {} is {}, which nothing can be", describe(a), operation, describe(b),
                                describe(number_type(dimension))));
    }

    void product(NodeIndex index) {
        const Node& n = node(index);
        visit_number(n.children[0]);
        visit_number(n.children[1]);
        const Checked& a = checked(n.children[0]);
        const Checked& b = checked(n.children[1]);
        const Dimension dimension = a.type.dimension + b.type.dimension;
        check_dimension(index, a.type, "times", b.type, dimension);
        Trend trend = Trend::unknown;
        if (a.trend == Trend::constant)
            trend = scaled(b.trend, a.signs);
        else if (b.trend == Trend::constant)
            trend = scaled(a.trend, b.signs);
        else if (a.trend == b.trend && !a.signs.negative && !b.signs.negative)
            trend = a.trend;
        set(index, number_type(dimension, a.type.ratio && b.type.ratio), a.signs * b.signs, trend,
            a.constant && b.constant);
    }

    void quotient(NodeIndex index) {
        const Node& n = node(index);
        visit_number(n.children[0]);
        visit_number(n.children[1]);
        const Checked a = checked(n.children[0]);
        const Checked b = checked(n.children[1]);
        if (n.kind == NodeKind::divide && b.signs.may_be_zero()) {
            fail(n.children[1], "this divisor can be zero: write (a / b else c), where c is the value when it is");
        }
        const Dimension dimension = a.type.dimension - b.type.dimension;
        check_dimension(index, a.type, "divided by", b.type, dimension);
        const bool ratio = dimension == plain && a.type.dimension != plain;
        Trend trend = Trend::unknown;
        if (b.trend == Trend::constant)
            trend = scaled(a.trend, b.signs);
        else if (a.trend == Trend::constant && !b.signs.negative)
            trend = -scaled(b.trend, a.signs);
        const bool constant = a.constant && b.constant;
        // It is computed only where the divisor is not zero.
        const Signs signs = a.signs * Signs{b.signs.negative, false, b.signs.positive};
        set(index, number_type(dimension, ratio), signs, trend, constant);
        if (n.kind == NodeKind::divide_or_else) quotient_otherwise(index);
    }

    void quotient_otherwise(NodeIndex index) {
        const NodeIndex otherwise = node(index).children[2];
        visit_number(otherwise);
        const Checked& c = checked(otherwise);
        Checked& whole = checked(index);
        if (!comparable(whole.type, c.type)) {
            fail(otherwise, fmt::format("the quotient is {}, but the value after 'else' is {}", describe(whole.type),
                                        describe(c.type)));
        }
        whole.signs = whole.signs | c.signs;
        whole.trend = Trend::unknown;
        whole.constant = whole.constant && c.constant;
    }

    // --- functions ------------------------------------------------------------------------------------------------

    void call(NodeIndex index) {
        const Node& n = node(index);
        const auto row =
            std::find_if(functions.begin(), functions.end(), [&](const FunctionRow& f) { return f.name == n.slice; });
        if (row == functions.end()) {
            std::vector<std::string_view> names;
            for (const FunctionRow& f : functions) names.push_back(f.name);
            fail(index, fmt::format("there is no function '{}'{}", n.slice, did_you_mean(n.slice, names)));
        }
        if (n.children.size() < row->arguments_min || n.children.size() > row->arguments_max) {
            fail(index, fmt::format("'{}' with {} arguments: expected {}", n.slice, n.children.size(), row->usage));
        }
        switch (row->function) {
            case Function::min:
            case Function::max:
                return extreme(index, row->function == Function::max);
            case Function::abs:
                return absolute(index);
            case Function::floor:
            case Function::ceil:
                return to_step(index, n.children.size() == 2);
            case Function::round:
                return rounding(index);
            case Function::date:
                return date_of(index);
            case Function::days:
            case Function::working_days:
                return day_count(index);
        }
    }

    void extreme(NodeIndex index, bool maximum) {
        const std::vector<NodeIndex>& arguments = node(index).children;
        for (const NodeIndex argument : arguments) {
            visit(argument);
            as_number(argument);
        }
        Checked whole = checked(arguments[0]);
        const Kind kind = whole.type.kind;
        if (kind != Kind::number && kind != Kind::date && kind != Kind::instant) {
            fail(arguments[0], fmt::format("expected a number, a date or an instant, found {}", describe(whole.type)));
        }
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            const Checked& c = checked(arguments[i]);
            if (!comparable(whole.type, c.type)) {
                fail(arguments[i], fmt::format("expected {}, found {}", describe(whole.type), describe(c.type)));
            }
            whole.type.ratio = whole.type.ratio || c.type.ratio;
            whole.signs = extreme_signs(whole.signs, c.signs, maximum);
            whole.trend = both(whole.trend, c.trend);
            whole.constant = whole.constant && c.constant;
        }
        set(index, whole.type, whole.signs, whole.trend, whole.constant);
    }

    static Signs extreme_signs(Signs a, Signs b, bool maximum) {
        if (!maximum) return -extreme_signs(-a, -b, true);
        Signs out = a | b;
        out.negative = a.negative && b.negative;
        const bool never_zero = (!a.zero && !a.negative) || (!b.zero && !b.negative);
        if (never_zero) out.zero = false;
        return out;
    }

    void absolute(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        visit_number(inner);
        const Checked& c = checked(inner);
        const Trend trend = !c.signs.negative ? c.trend : c.trend == Trend::constant ? c.trend : Trend::unknown;
        set(index, c.type, {false, c.signs.zero, c.signs.positive || c.signs.negative}, trend, c.constant);
    }

    void to_step(NodeIndex index, bool with_step) {
        const Node& n = node(index);
        visit_number(n.children[0]);
        const Checked value = checked(n.children[0]);
        bool constant = value.constant;
        if (with_step) {
            visit_number(n.children[1]);
            const Checked& step = checked(n.children[1]);
            if (!comparable(value.type, step.type)) {
                fail(n.children[1], fmt::format("{} is rounded to a step of its own kind, not to {}",
                                                describe(value.type), describe(step.type)));
            }
            if (step.signs.zero || step.signs.negative) fail(n.children[1], "the step must be above zero");
            if (step.trend != Trend::constant) fail(n.children[1], "the step must not depend on what is measured");
            constant = constant && step.constant;
        } else if (!value.type.is_number(plain)) {
            fail(n.children[0], fmt::format("{} needs a step: {}(x, step)", describe(value.type), n.slice));
        }
        Signs signs = value.signs;
        signs.zero = true;
        set(index, value.type, signs, value.trend, constant);
    }

    void rounding(NodeIndex index) {
        to_step(index, true);
        const NodeIndex mode = node(index).children[2];
        const Node& n = node(mode);
        if (n.kind != NodeKind::name || !exact::rounding_mode(n.slice)) {
            fail(mode,
                 fmt::format("expected a rounding mode: {}{}", joined(exact::rounding_mode_names()),
                             n.kind == NodeKind::name ? did_you_mean(n.slice, exact::rounding_mode_names()) : ""));
        }
    }

    void date_of(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        visit(inner);
        const Checked& c = checked(inner);
        if (c.type.kind != Kind::instant) fail(inner, fmt::format("expected an instant, found {}", describe(c.type)));
        set(index, simple_type(Kind::date), {}, c.trend, c.constant);
    }

    void day_count(NodeIndex index) {
        bool constant = true;
        for (const NodeIndex argument : node(index).children) {
            visit(argument);
            const Kind kind = checked(argument).type.kind;
            if (kind != Kind::date && kind != Kind::instant) {
                fail(argument,
                     fmt::format("expected a date or an instant, found {}", describe(checked(argument).type)));
            }
            constant = constant && checked(argument).constant;
        }
        set(index, number_type(plain), {}, Trend::unknown, constant);
    }

    // --- conditions -----------------------------------------------------------------------------------------------

    static Trend condition_trend(Trend a, Trend b) {
        return a == Trend::constant && b == Trend::constant ? Trend::constant : Trend::unknown;
    }

    // A bare word beside a text or a token is a value of it, unless something of that name is visible; of a token's set
    // it is one in any case.
    void visit_beside(NodeIndex index, const Type& other) {
        const Node& n = node(index);
        if (n.kind == NodeKind::name) {
            const bool named = visible_.name(n.slice) != nullptr;
            if (other.kind == Kind::token && (!named || is_token(other, n.slice))) return token(index, other, n.slice);
            if (other.kind == Kind::text && !named) return text(index, n.slice);
        }
        if (n.kind == NodeKind::text && other.kind == Kind::token) return token(index, other, n.slice);
        visit(index);
    }

    void comparison(NodeIndex index) {
        const Node& n = node(index);
        const NodeIndex left = n.children[0];
        const NodeIndex right = n.children[1];
        visit(left);
        visit_beside(right, checked(left).type);
        if (checked(left).type.kind == Kind::number || checked(right).type.kind == Kind::number) {
            as_number(left);
            as_number(right);
        }
        const Checked& a = checked(left);
        const Checked& b = checked(right);
        if (!comparable(a.type, b.type)) mismatch(index, a.type, b.type);
        const bool ordered = a.type.kind == Kind::number || a.type.kind == Kind::date || a.type.kind == Kind::instant;
        const bool equality = n.kind == NodeKind::is || n.kind == NodeKind::is_not;
        if (a.type.kind == Kind::span) fail(index, "calendar spans can't be compared: months differ in length");
        if (!ordered && !equality)
            fail(index, fmt::format("{} has no order: only is, is not and one of make sense", describe(a.type)));
        set(index, simple_type(Kind::flag), {}, condition_trend(a.trend, b.trend), a.constant && b.constant);
    }

    [[noreturn]] void mismatch(NodeIndex index, const Type& a, const Type& b) const {
        if ((b.kind == Kind::span && a.is_number(elapsed)) || (a.kind == Kind::span && b.is_number(elapsed))) {
            fail(index, "a calendar span can't be compared with elapsed time: write it in hours, or add it to a date");
        }
        if ((a.kind == Kind::instant && b.kind == Kind::date) || (a.kind == Kind::date && b.kind == Kind::instant)) {
            fail(index, fmt::format("{} and {} can't be compared: use date(...)", describe(a), describe(b)));
        }
        fail(index, fmt::format("{} and {} can't be compared", describe(a), describe(b)));
    }

    void one_of(NodeIndex index) {
        const std::vector<NodeIndex>& children = node(index).children;
        visit(children[0]);
        const Checked first = checked(children[0]);
        if (first.type.kind == Kind::span)
            fail(children[0], "calendar spans can't be compared: months differ in length");
        bool constant = first.constant;
        for (std::size_t i = 1; i < children.size(); ++i) {
            visit_beside(children[i], first.type);
            as_number(children[i]);
            if (!comparable(first.type, checked(children[i]).type))
                mismatch(children[i], first.type, checked(children[i]).type);
            constant = constant && checked(children[i]).constant;
        }
        set(index, simple_type(Kind::flag), {}, condition_trend(first.trend, Trend::constant), constant);
    }

    void known(NodeIndex index) {
        const NodeIndex inner = node(index).children[0];
        const Node& n = node(inner);
        if (n.kind == NodeKind::name && n.slice == "claim" && visible_.record("claim") != nullptr) {
            checked(inner).role = Role::claim;
            checked(inner).record = facts::Record::claim;
            checked(inner).meaning = Checked::Meaning::operation;
            return set(index, simple_type(Kind::flag), {}, Trend::constant, false);
        }
        if (n.kind != NodeKind::field) fail(inner, "only of a field can be asked whether it is known");
        visit(inner);
        const Checked& c = checked(inner);
        if (c.meaning != Checked::Meaning::field && c.meaning != Checked::Meaning::additional) {
            fail(inner,
                 fmt::format("{}.{} is not given by a case: only of a given fact can be asked whether it is known",
                             n.slice, n.member));
        }
        set(index, simple_type(Kind::flag), {}, Trend::constant, false);
    }

    void visit_flag(NodeIndex index) {
        visit(index);
        if (checked(index).type.kind != Kind::flag) {
            fail(index, fmt::format("expected a condition, found {}", describe(checked(index).type)));
        }
    }

    void logic(NodeIndex index) {
        bool constant = true;
        Trend trend = Trend::constant;
        for (const NodeIndex child : node(index).children) {
            visit_flag(child);
            constant = constant && checked(child).constant;
            trend = condition_trend(trend, checked(child).trend);
        }
        set(index, simple_type(Kind::flag), {}, trend, constant);
    }

    void choice(NodeIndex index) {
        const std::vector<NodeIndex>& children = node(index).children;
        visit_flag(children[0]);
        visit(children[1]);
        visit_beside(children[2], checked(children[1]).type);
        if (checked(children[1]).type.kind == Kind::number || checked(children[2]).type.kind == Kind::number) {
            as_number(children[1]);
            as_number(children[2]);
        }
        const Checked& condition = checked(children[0]);
        const Checked& a = checked(children[1]);
        const Checked& b = checked(children[2]);
        if (!comparable(a.type, b.type)) {
            fail(children[2], fmt::format("'then' gives {}, but 'else' gives {}", describe(a.type), describe(b.type)));
        }
        Type type = a.type;
        type.ratio = a.type.ratio || b.type.ratio;
        const Trend trend = condition.trend == Trend::constant ? both(a.trend, b.trend) : Trend::unknown;
        set(index, type, a.signs | b.signs, trend, condition.constant && a.constant && b.constant);
    }

    const Syntax& syntax_;
    const Visible& visible_;
    CheckedFormula out_;
};

}  // namespace

CheckedFormula check(const Syntax& syntax, const Visible& visible, bool number_wanted) {
    return Checker(syntax, visible).run(number_wanted);
}

}  // namespace redress::rules
