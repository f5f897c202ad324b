#include "formula/declared.h"

#include <fmt/format.h>

#include "facts/text.h"
#include "formula/program.h"

namespace redress::formula {

namespace {

// Of two values of an ordered type.
bool less(const DeclaredFact& fact, const facts::Fact& a, const facts::Fact& b) {
    return storage_of(fact.type) == Storage::number ? a.number < b.number : a.scalar < b.scalar;
}

}  // namespace

bool is_ordered(facts::FieldType type) {
    using facts::FieldType;
    return type == FieldType::count || type == FieldType::number || type == FieldType::ratio || type == FieldType::money ||
           type == FieldType::instant || type == FieldType::date || type == FieldType::duration;
}

facts::Fact parse_declared(const DeclaredFact& fact, std::string_view text) {
    facts::Fact value = facts::parse_fact(fact.type, fact.tokens, text);
    const auto refuse = [&](std::string_view relation, std::string_view bound) {
        throw Error(Status::invalid_case, {},
                    fmt::format("{} is {} {}, the bound that the rules declare", facts::in_quotes(text), relation, bound));
    };
    if (fact.at_least.known() && less(fact, value, fact.at_least)) refuse("below", fact.at_least_text);
    if (fact.at_most.known() && less(fact, fact.at_most, value)) refuse("above", fact.at_most_text);
    return value;
}

Signs signs_of(const DeclaredFact& fact) {
    using facts::FieldType;
    const bool quantity = fact.type == FieldType::count || fact.type == FieldType::money || fact.type == FieldType::duration;
    Signs out = quantity ? Signs{false, true, true} : Signs{};
    if (!is_ordered(fact.type) || storage_of(fact.type) != Storage::number) return out;
    const exact::Rational nothing(0);
    if (fact.at_least.known()) {
        out.negative = out.negative && fact.at_least.number < nothing;
        out.zero = out.zero && fact.at_least.number <= nothing;
    }
    if (fact.at_most.known()) {
        out.positive = out.positive && nothing < fact.at_most.number;
        out.zero = out.zero && nothing <= fact.at_most.number;
    }
    return out;
}

}  // namespace redress::formula
