#include "rules/element_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exact/literal.h"
#include "input_limits.h"
#include "rules/constant.h"
#include "rules/grammar.h"

namespace redress::rules {

namespace {

// Words that a formula reads by themselves, so that nothing else can be called by them.
constexpr std::array<std::string_view, 36> reserved = {
    "if",   "then", "else",         "or",      "and",   "not",     "is",  "below", "above",  "at",    "least", "most",
    "one",  "of",   "known",        "unknown", "yes",   "no",      "min", "max",   "abs",    "floor", "ceil",  "round",
    "date", "days", "working_days", "working", "level", "subject", "day", "hours", "months", "years", "weeks", "minutes"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string joined(std::span<const std::string_view> words) {
    return fmt::format("{}", fmt::join(words.begin(), words.end(), ", "));
}

}  // namespace

ElementReader::ElementReader(const xml::Element& element, const std::string& file, Grammar grammar)
    : element_(element), file_(file) {
    if (grammar == Grammar::checked_before) return;
    const auto refuse = [](Error error) { throw error; };  // NOLINT: by value, since it is thrown on
    check_attributes(refuse);
    check_children(refuse);
}

void ElementReader::check_grammar(const xml::Element& element, const std::string& file, const std::function<void(Error)>& found) {
    const ElementReader reader(element, file, Grammar::checked_before);
    reader.check_attributes(found);
    reader.check_children(found);
}

Error ElementReader::error_at(Position position, std::string_view attribute, std::string message) const {
    return Error(Status::invalid_rules, Place{file_, position, std::string(name()), std::string(attribute)}, std::move(message));
}

void ElementReader::fail_at(Position position, std::string_view attribute, std::string message) const {
    throw error_at(position, attribute, std::move(message));
}

void ElementReader::fail(std::string_view attribute, std::string message) const {
    const std::optional<xml::Attribute> found = find(attribute);
    fail_at(found ? found->value_position : position(), attribute, std::move(message));
}

void ElementReader::check_attributes(const std::function<void(Error)>& found) const {
    const std::span<const AttributeRow> rows = attributes(name());
    std::vector<std::string_view> unknown;
    for (std::size_t i = 0; i < element_.attribute_count(); ++i) {
        const xml::Attribute attribute = element_.attribute(i);
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const AttributeRow& r) { return r.name == attribute.name; });
        if (row != rows.end()) continue;
        std::vector<std::string_view> names;
        for (const AttributeRow& r : rows) names.push_back(r.name);
        unknown.push_back(attribute.name);
        found(error_at(attribute.position, attribute.name,
                       fmt::format("<{}> has no attribute '{}'{}", name(), attribute.name, did_you_mean(attribute.name, names))));
    }
    for (const AttributeRow& row : rows) {
        if (!row.required || find(row.name) || !nearest_name(row.name, unknown).empty()) continue;
        found(error_at(position(), row.name, fmt::format("<{}> needs the attribute '{}': {}", name(), row.name, row.doc)));
    }
}

void ElementReader::check_children(const std::function<void(Error)>& found) const {
    const ElementRow* row = find_element(name());
    if (row != nullptr && row->text == Text::none && !element_.text().empty()) {
        found(error_at(element_.text_position(), {}, fmt::format("<{}> has no text content", name())));
    }
    const std::vector<std::string_view> names = children_of(name());
    for (xml::Element child = element_.first_child(); child.exists(); child = child.next_sibling()) {
        if (std::find(names.begin(), names.end(), child.name()) != names.end()) continue;
        const bool elsewhere = find_element(child.name()) != nullptr;
        found(error_at(child.position(), {},
                       fmt::format("{} <{}> in <{}>{}", elsewhere ? "there can be no" : "unknown element", child.name(), name(),
                                   elsewhere ? std::string() : did_you_mean(child.name(), names))));
    }
}

std::optional<xml::Attribute> ElementReader::find(std::string_view attribute) const {
    for (std::size_t i = 0; i < element_.attribute_count(); ++i) {
        const xml::Attribute found = element_.attribute(i);
        if (found.name == attribute) return found;
    }
    return std::nullopt;
}

std::string ElementReader::text(std::string_view attribute, std::string_view fallback) const {
    const std::optional<xml::Attribute> found = find(attribute);
    if (!found) return std::string(fallback);
    if (found->value.empty()) fail(attribute, fmt::format("'{}' is empty", attribute));
    return std::string(found->value);
}

std::string ElementReader::identifier(std::string_view attribute) const {
    std::string value = text(attribute);
    const bool formed = !value.empty() && is_letter(value[0]) &&
                        std::all_of(value.begin(), value.end(), [](char c) { return is_letter(c) || is_digit(c); });
    if (!formed || value.size() > limits::name_bytes_max) {
        fail(attribute, fmt::format("'{}' is not a name: expected letters, digits and underscores, at most {} of them, "
                                    "beginning with a letter",
                                    value, limits::name_bytes_max));
    }
    // Periods have the name that the rules give them, never this one; and what plans say is asked of their subscription.
    const std::optional<facts::Record> record = facts::find_record(value);
    const bool is_record = record && *record != facts::Record::period && *record != facts::Record::plan;
    if (std::find(reserved.begin(), reserved.end(), value) != reserved.end() || is_record) {
        fail(attribute, fmt::format("'{}' is a word of the rule language: choose another name", value));
    }
    return value;
}

std::string ElementReader::id(std::string_view attribute) const {
    std::string value = text(attribute);
    const bool formed = !value.empty() && std::all_of(value.begin(), value.end(),
                                                      [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; });
    if (!formed || value.size() > limits::name_bytes_max) {
        fail(attribute, fmt::format("'{}' is not an id: expected letters, digits, '_', '-' and '.', at most {} of them", value,
                                    limits::name_bytes_max));
    }
    return value;
}

std::bitset<7> ElementReader::week(std::string_view attribute, std::span<const std::string> names,
                                   std::span<const std::string_view> others) const {
    constexpr std::array<std::string_view, 7> days = {"sunday",   "monday", "tuesday", "wednesday",
                                                      "thursday", "friday", "saturday"};
    std::bitset<7> out;
    for (const std::string& name : names) {
        const auto day = std::find(days.begin(), days.end(), name);
        if (day == days.end()) {
            if (std::find(others.begin(), others.end(), name) != others.end())
                fail(attribute, fmt::format("'{}' stands alone, or days of the week without it", name));
            std::vector<std::string_view> known(others.begin(), others.end());
            known.insert(known.end(), days.begin(), days.end());
            fail(attribute, fmt::format("'{}' is not one of {}{}", name, joined(known), did_you_mean(name, known)));
        }
        const auto bit = static_cast<std::size_t>(day - days.begin());
        if (out[bit]) fail(attribute, fmt::format("'{}' stands twice", name));
        out.set(bit);
    }
    return out;
}

time::DayFilter ElementReader::days(std::string_view attribute) const {
    constexpr std::array<std::string_view, 3> filters = {"all", "working_days", "other_days"};  // by the enumerators of Days
    const std::vector<std::string> names = words(attribute);
    if (names.empty()) return time::Days::all;
    const auto filter = std::find(filters.begin(), filters.end(), names.front());
    if (names.size() == 1 && filter != filters.end()) return static_cast<time::Days>(filter - filters.begin());
    return time::DayFilter(week(attribute, names, filters));
}

std::vector<std::string> ElementReader::words(std::string_view attribute) const {
    std::vector<std::string> out;
    const std::string value = text(attribute);
    if (value.size() > limits::text_bytes_max) fail(attribute, fmt::format("more than {} bytes", limits::text_bytes_max));
    std::size_t at = 0;
    while (at < value.size()) {
        const std::size_t end = std::min(value.find(' ', at), value.size());
        if (end > at) out.push_back(value.substr(at, end - at));
        if (out.size() > limits::words_max) fail(attribute, fmt::format("more than {} words", limits::words_max));
        at = end + 1;
    }
    if (!value.empty() && out.empty()) fail(attribute, fmt::format("'{}' is empty", attribute));
    for (auto word = out.begin(); word != out.end(); ++word) {
        if (std::find(out.begin(), word, *word) != word) fail(attribute, fmt::format("'{}' stands twice", *word));
    }
    return out;
}

std::size_t ElementReader::one_of(std::string_view attribute, std::span<const std::string_view> names,
                                  std::size_t fallback) const {
    const std::optional<xml::Attribute> found = find(attribute);
    if (!found) return fallback;
    const auto row = std::find(names.begin(), names.end(), found->value);
    if (row == names.end()) {
        fail(attribute, fmt::format("'{}' is not one of {}{}", found->value, joined(names), did_you_mean(found->value, names)));
    }
    return static_cast<std::size_t>(row - names.begin());
}

bool ElementReader::yes(std::string_view attribute, bool fallback) const {
    constexpr std::array<std::string_view, 2> names = {"no", "yes"};
    return one_of(attribute, names, fallback ? 1 : 0) == 1;
}

std::optional<time::Date> ElementReader::date(std::string_view attribute) const {
    const std::optional<xml::Attribute> found = find(attribute);
    if (!found) return std::nullopt;
    const time::Parsed<time::Date> parsed = time::parse_date(found->value);
    if (parsed.fault != time::TimeFault::none) {
        fail(attribute,
             fmt::format("'{}' is not a date: it {}; expected YYYY-MM-DD", found->value, time::describe(parsed.fault)));
    }
    return parsed.value;
}

std::optional<time::Span> ElementReader::span(std::string_view attribute) const {
    const std::optional<xml::Attribute> found = find(attribute);
    if (!found) return std::nullopt;
    const time::Parsed<time::Span> parsed = time::parse_span(found->value);
    if (parsed.fault != time::TimeFault::none) {
        fail(attribute, fmt::format("'{}' is not a calendar span: it {}; expected one such as P12M or P30D", found->value,
                                    time::describe(parsed.fault)));
    }
    return parsed.value;
}

std::optional<time::DailyHours> ElementReader::hours(std::string_view attribute) const {
    const std::optional<xml::Attribute> found = find(attribute);
    if (!found) return std::nullopt;
    const std::optional<time::DailyHours> parsed = time::parse_daily_hours(found->value);
    if (!parsed) fail(attribute, fmt::format("'{}' is not hours of the day: expected them as 00:30-07:30", found->value));
    return parsed;
}

time::Zone ElementReader::zone(std::string_view attribute, time::ZoneDatabase& zones) const {
    return zone(attribute, text(attribute), zones);
}

time::Zone ElementReader::zone(std::string_view attribute, const std::string& name, time::ZoneDatabase& zones) const {
    try {
        return zones.load(name);
    } catch (const Error& error) {
        if (error.status() != Status::invalid_rules) throw;
        fail(attribute, error.what());
    }
}

exact::RoundingMode ElementReader::rounding(std::string_view attribute, exact::RoundingMode fallback) const {
    return static_cast<exact::RoundingMode>(one_of(attribute, exact::rounding_mode_names(), static_cast<std::size_t>(fallback)));
}

std::int64_t ElementReader::whole_number(std::string_view attribute, std::int64_t min, std::int64_t max,
                                         std::int64_t fallback) const {
    const std::optional<xml::Attribute> found = find(attribute);
    if (!found) return fallback;
    const exact::Literal literal = exact::parse_decimal(found->value);
    const bool whole = literal.fault == exact::LiteralFault::none && literal.value.is_integer();
    if (!whole || literal.value.numerator() < min || literal.value.numerator() > max) {
        fail(attribute, fmt::format("'{}' is not a whole number from {} to {}", found->value, min, max));
    }
    return literal.value.numerator();
}

std::optional<facts::Record> ElementReader::record(std::string_view attribute) const {
    const std::optional<xml::Attribute> found = find(attribute);
    if (!found) return std::nullopt;
    std::vector<std::string_view> names;
    for (const facts::RecordRow& row : facts::records()) {
        if (static_cast<std::size_t>(row.record) >= facts::given_record_count) continue;
        names.push_back(row.name);
        if (row.name == found->value) return row.record;
    }
    fail(attribute, fmt::format("there is no record '{}'{}", found->value, did_you_mean(found->value, names)));
}

template <class Make>
Formula ElementReader::formula_of(std::string_view attribute, Make make) const {
    const std::optional<xml::Attribute> found = find(attribute);
    if (!found) return {};
    try {
        return make(found->value, found->value_position);
    } catch (const formula::FormulaError& error) {
        fail_at(xml::position_in(*found, error.offset), attribute, error.message);
    }
}

Formula ElementReader::formula(std::string_view attribute, const formula::Visible& visible, bool number_wanted) const {
    return formula_of(attribute, [&](std::string_view source, Position position) {
        return formula::formula(source, position, visible, number_wanted);
    });
}

Formula ElementReader::condition(std::string_view attribute, const formula::Visible& visible) const {
    return as_condition(attribute, formula(attribute, visible));
}

Formula ElementReader::condition(std::string_view attribute, const formula::Visible& visible, formula::Syntax& parsed) const {
    return as_condition(attribute, formula_of(attribute, [&](std::string_view source, Position position) {
                            parsed = formula::parse(source);
                            return formula::formula(parsed, position, visible);
                        }));
}

Formula ElementReader::as_condition(std::string_view attribute, Formula out) const {
    if (out.exists() && out.type.kind != formula::Kind::flag) {
        fail(attribute, fmt::format("expected a condition, found {}", formula::describe(out.type)));
    }
    return out;
}

Formula ElementReader::number(std::string_view attribute, const formula::Visible& visible, formula::Dimension dimension) const {
    Formula out = formula(attribute, visible, true);
    if (out.exists() && !out.type.is_number(dimension)) {
        formula::Type wanted;
        wanted.dimension = dimension;
        fail(attribute, fmt::format("expected {}, found {}", formula::describe(wanted), formula::describe(out.type)));
    }
    return out;
}

Formula ElementReader::instant_or_date(std::string_view attribute, const formula::Visible& visible) const {
    Formula out = formula(attribute, visible);
    if (out.exists() && out.type.kind != formula::Kind::instant && out.type.kind != formula::Kind::date) {
        fail(attribute, fmt::format("expected an instant or a date, found {}", formula::describe(out.type)));
    }
    return out;
}

facts::Fact ElementReader::constant(std::string_view attribute, const Formula& formula, const Pack& pack) const {
    try {
        return constant_value(formula, pack, nullptr);
    } catch (const formula::FormulaError& error) {
        fail(attribute, error.message);
    }
}

}  // namespace redress::rules
