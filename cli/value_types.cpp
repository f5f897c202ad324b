#include "value_types.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace redress::cli {
namespace {

using Patterns = std::vector<std::string>;

// plugin/input_limits.h
constexpr int text_length_max = 4'096;
constexpr int id_length_max = 128;
constexpr int derived_id_length_max = 1'024;
constexpr int name_length_max = 64;
constexpr int number_length_max = 20;  // 18 digits, a minus and a point

constexpr const char* decimal = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?";
constexpr const char* not_negative = "(0|[1-9][0-9]*)(\\.[0-9]+)?";
constexpr const char* negative_zero = "-0(\\.0+)?";
constexpr const char* zone_part = "[A-Za-z0-9_+][A-Za-z0-9_+\\-]*";
constexpr const char* not_control = "[^\\t\\n\\r\u007F-\u009F]+";
constexpr const char* not_white_space = "[^ \\t\\n\\r\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+";

// The days from 1900 to 2999, each followed by `rest`.
Patterns days(const std::string& rest) {
    const std::string year = "(19|2[0-9])[0-9]{2}";
    return {year + "-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])" + rest, year + "-(0[469]|11)-(0[1-9]|[12][0-9]|30)" + rest,
            year + "-02-(0[1-9]|1[0-9]|2[0-8])" + rest, "(19|2[0-9])(0[48]|[2468][048]|[13579][26])-02-29" + rest,
            "2[048]00-02-29" + rest};
}

// The years are those of UTC, so an offset can carry a day over either end of them.
Patterns instants() {
    const std::string clock = "[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.0+)?([Zz]|[+\\-]([01][0-9]|2[0-3]):[0-5][0-9])";
    Patterns out = days(clock);
    out.push_back("(1899-12-31|3000-01-01)" + clock);
    return out;
}

Patterns durations() { return {"PT([0-9]+H([0-9]+M)?([0-9]+S)?|[0-9]+M([0-9]+S)?|[0-9]+S)", "0|[1-9][0-9]{0,9}"}; }

std::vector<ValueType> input_types() {
    return {
        {"date", "A day: 2026-02-28.", "xs:string", days("")},
        {"span",
         "A calendar span: P1M, P1Y6M, P10D.",
         "xs:string",
         {"P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"},
         {},
         {},
         ".*[1-9].*"},
        {"flag", "yes or no.", "xs:string", {"yes|no"}},
        {"currency", "An ISO 4217 code, such as UAH.", "xs:string", {"[A-Z]{3}"}},
    };
}

std::vector<ValueType> case_types() {
    return {
        {"text", "One or more characters, without control characters.", "xs:string", {not_control}, {}, text_length_max},
        {"id", "The name of a record, without white space.", "xs:string", {not_white_space}, {}, id_length_max},
        {"derived_id",
         "The name of a record, without white space; the library may have made it.",
         "xs:string",
         {not_white_space},
         {},
         derived_id_length_max},
        {"count", "A whole number, 0 or more.", "xs:string", {"0|[1-9][0-9]{0,17}"}},
        {"number", "A decimal.", "xs:string", {decimal}, {}, number_length_max},
        {"ratio",
         "A share: 25% or 0.25.",
         "xs:string",
         {std::string(not_negative) + "%?", std::string(negative_zero) + "%?"},
         {},
         number_length_max + 1},
        {"signed_ratio",
         "A share, which may be below zero: 25% or -0.25.",
         "xs:string",
         {std::string(decimal) + "%?"},
         {},
         number_length_max + 1},
        {"money",
         "A decimal in the case's currency, 0 or more.",
         "xs:string",
         {not_negative, negative_zero},
         {},
         number_length_max},
        {"signed_money",
         "A decimal in the case's currency, which may be below zero.",
         "xs:string",
         {decimal},
         {},
         number_length_max},
        {"instant", "RFC 3339 with an offset: 2026-03-29T02:30:00+02:00.", "xs:string", instants()},
        {"duration", "An exact length of time: PT17H, or seconds.", "xs:string", durations()},
    };
}

std::vector<ValueType> rules_types() {
    return {
        {"text", "One or more characters.", "xs:string", {}, 1},
        {"note", "Any characters, for people alone.", "xs:string", {}},
        {"id", "Letters, digits, '_', '-' and '.'.", "xs:string", {"[A-Za-z0-9_.\\-]+"}, {}, name_length_max},
        {"identifier",
         "A name for formulas: letters, digits and '_', no digit first, and no word of the language.",
         "xs:string",
         {"[A-Za-z_][A-Za-z0-9_]*"},
         {},
         name_length_max},
        {"fact_name",
         "A name for cases and formulas: lower-case letters, digits and '_', a letter first.",
         "xs:string",
         {"[a-z][a-z0-9_]*"},
         {},
         name_length_max},
        {"word_list", "One or more, separated by spaces.", "xs:string", {}, 1, {}, "(\\s|\\S)*[^ ](\\s|\\S)*"},
        {"daily_hours",
         "Hours of the day: 00:30-07:30; over midnight 21:00-07:00.",
         "xs:string",
         {"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"}},
        {"zone",
         "An IANA time zone: Europe/Kyiv.",
         "xs:string",
         {std::string(zone_part) + "(/" + zone_part + ")*"},
         {},
         name_length_max},
        {"zone_or_fact",
         "An IANA time zone, or a fact that says which: Europe/Kyiv, subscription.zone.",
         "xs:string",
         {std::string(zone_part) + "(/" + zone_part + ")*", "[a-z_]+\\.[a-z][a-z0-9_]*"},
         {},
         2 * name_length_max + 1},
        {"formula", "A formula.", "xs:token", {}, 1, text_length_max},
        {"condition_formula", "A formula that is yes or no.", "xs:token", {}, 1, text_length_max},
        {"constant", "A formula that names no fact.", "xs:token", {}, 1, text_length_max},
    };
}

// Statements are only written, in one spelling; computed numbers may have more digits than those that are read.
std::vector<ValueType> statement_types() {
    return {
        {"text", "One or more characters.", "xs:string", {}, 1},
        {"id", "One or more characters without white space.", "xs:string", {not_white_space}},
        {"flag", "yes or no.", "xs:string", {"yes|no"}},
        {"count", "A whole number, 1 or more.", "xs:string", {"[1-9][0-9]*"}},
        {"number", "A decimal or a fraction.", "xs:string", {"-?(0|[1-9][0-9]*)(\\.[0-9]+|/[1-9][0-9]*)?"}},
        {"money", "A decimal in the statement's currency.", "xs:string", {decimal}},
        {"instant",
         "A moment of UTC: 2026-03-29T00:30:00Z.",
         "xs:string",
         {"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"}},
        {"date", "A day: 2026-02-28.", "xs:string", days("")},
        {"duration", "An exact length of time: PT17H.", "xs:string", {durations().front()}},
        {"currency", "An ISO 4217 code, such as UAH.", "xs:string", {"[A-Z]{3}"}},
    };
}

std::vector<ValueType> content_types() {
    return {
        {"nothing", "White space only.", "xs:token", {}, {}, 0},
        {"prose", "One or more words.", "xs:token", {}, 1},
    };
}

std::vector<ValueType> types_of(std::string_view part) {
    std::vector<ValueType> types = content_types();
    const auto add = [&](std::vector<ValueType> more) {
        types.insert(types.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    if (part == "statement") {
        add(statement_types());
        return types;
    }
    add(part == "case" ? case_types() : rules_types());
    add(input_types());
    return types;
}

}  // namespace

std::optional<ValueType> value_type(std::string_view part, std::string_view type) {
    const std::vector<ValueType> types = types_of(part);
    const auto found = std::find_if(types.begin(), types.end(), [&](const ValueType& t) { return t.name == type; });
    return found == types.end() ? std::nullopt : std::optional(*found);
}

}  // namespace redress::cli
