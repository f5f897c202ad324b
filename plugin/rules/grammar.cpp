#include "rules/grammar.h"

#include <algorithm>
#include <array>

namespace redress::rules {

namespace {

constexpr auto element_rows = std::to_array<ElementRow>({
    {"sla", "", false, "one SLA, or one version of it"},
    {"source", "sla", false, "the document that the rules encode"},
    {"reading", "sla", true, "how an ambiguous clause was read, and why"},
    {"calendar", "sla", false, "which days are worked, and the opening hours"},
    {"holiday", "calendar", false, "a day that is not worked"},
    {"working_day", "calendar", false, "a day that is worked although it is of the weekend or a holiday"},
    {"level", "sla", false, "a service level, chosen by subscription.level"},
    {"parameter", "level", false, "a named constant of a level: level.NAME"},
    {"fact", "sla", false, "an additional fact that a case may carry"},
    {"let", "sla guarantee", false, "a named formula"},
    {"exclude", "sla guarantee", false, "time that is not downtime"},
    {"require", "sla guarantee", true, "a condition of eligibility; its text is the sentence for the customer"},
    {"guarantee", "sla", false, "one promise, over one kind of window"},
    {"downtime", "sla guarantee", false, "a measure: the time in the window in which service was down"},
    {"count", "sla guarantee", false, "a measure: how many records are in the window"},
    {"sum", "sla guarantee", false, "a measure: the sum of a formula over records"},
    {"max", "sla guarantee", false, "a measure: the greatest value of a formula over records"},
    {"min", "sla guarantee", false, "a measure: the least value of a formula over records"},
    {"average", "sla guarantee", false, "a measure: the mean value of a formula over records"},
    {"breach", "guarantee", false, "the condition under which the promise is broken"},
    {"tiers", "sla guarantee", false, "a ladder: the value of the first tier whose bound holds"},
    {"tier", "tiers", false, "one rung; the last has no bound and catches all"},
    {"credit", "guarantee", false, "what is due: money, or service time"},
    {"claim", "sla", false, "whether a claim is needed, how, from when and until when"},
    {"minimum", "sla", false, "what becomes of small amounts"},
    {"combine", "sla", false, "of several guarantees for one event only the highest is due"},
    {"cap", "sla", false, "an upper bound in money or in number of credits"},
    {"remedy", "sla", false, "how a credit is applied; in order of preference"},
    {"charge", "sla", true, "what the customer may be charged, such as a fine; its text is the sentence for the customer"},
});

constexpr auto attribute_rows = std::to_array<AttributeRow>({
    {"sla", "xmlns", true, "urn:redress:rules:1"},
    {"sla", "id", true, "its name in cases and in credit ids"},
    {"sla", "title", true, "for people"},
    {"sla", "currency", false, "ISO 4217; absent: that of the case"},
    {"sla", "timezone", true, "IANA name; days, months and deadlines are its"},
    {"sla", "effective_from", true, "the first day on which it is in effect"},
    {"sla", "effective_to", false, "the first day on which it is not; absent: for good"},
    {"sla", "rounding", false, "mode of posting [half_up]"},
    {"source", "file", false, "file name of the document"},
    {"source", "title", false, "its title"},
    {"source", "published", false, "its date"},
    {"reading", "clause", true, "the clause"},
    {"calendar", "weekend", false, "days of the week that are not worked [saturday sunday]; none"},
    {"calendar", "clause", false, "the clause"},
    {"holiday", "date", true, "the day"},
    {"holiday", "name", false, "for people"},
    {"working_day", "date", true, "the day"},
    {"working_day", "name", false, "for people"},
    {"level", "id", true, "as in subscription.level"},
    {"level", "title", false, "for people"},
    {"parameter", "name", true, "the same in every level"},
    {"parameter", "value", true, "a constant"},
    {"fact", "record", true, "the record that carries it"},
    {"fact", "name", true, "its name"},
    {"fact", "type", true, "a type of the vocabulary"},
    {"fact", "values", false, "the set of a token, separated by spaces"},
    {"fact", "default", false, "absent: unknown where a case does not give it"},
    {"fact", "doc", false, "one line"},
    {"let", "name", true, "what formulas call it"},
    {"let", "value", true, "the formula"},
    {"let", "clause", false, "the clause"},
    {"exclude", "clause", false, "the clause"},
    {"exclude", "of", false, "maintenance or incident; absent: the hours themselves"},
    {"exclude", "where", false, "only records for which this holds"},
    {"exclude", "before", false, "margin before each record"},
    {"exclude", "after", false, "margin after each record"},
    {"exclude", "daily", false, "only inside these hours of the day, as 00:30-07:30"},
    {"exclude", "except_daily", false, "only outside these hours of the day"},
    {"exclude", "days", false, "the days whose hours are meant: all, working_days or other_days [all]"},
    {"exclude", "timezone", false, "zone of the hours [that of the SLA]"},
    {"require", "id", true, "the reason in the decision"},
    {"require", "clause", false, "the clause"},
    {"require", "that", true, "the condition"},
    {"require", "otherwise", false, "deny or review [deny]"},
    {"guarantee", "id", true, "its name in claims and in credit ids"},
    {"guarantee", "clause", false, "the clause"},
    {"guarantee", "title", false, "for people"},
    {"guarantee", "over", true, "the window"},
    {"guarantee", "from", false, "over incident or ticket: where the window begins [where the record does]"},
    {"guarantee", "decided_from", false, "from when it can be computed [the end of the window]"},
    {"downtime", "name", true, "what formulas call it"},
    {"downtime", "clause", false, "the clause"},
    {"downtime", "where", false, "only incidents for which this holds"},
    {"downtime", "scope", false, "whose: subject, subscription or account [subscription]"},
    {"downtime", "concurrent", false, "only time in which so many distinct components are down [1]"},
    {"downtime", "shift", false, "so many windows later, or before where negative [0]"},
    {"downtime", "from", false, "another range than the window: its start"},
    {"downtime", "until", false, "and its end"},
    {"count", "name", true, "what formulas call it"},
    {"count", "clause", false, "the clause"},
    {"count", "of", true, "the records"},
    {"count", "where", false, "only those for which this holds"},
    {"count", "scope", false, "whose: subject, subscription or account [subscription]"},
    {"count", "records", false, "those touching, starting or ending in the window [touching]"},
    {"count", "shift", false, "so many windows later, or before where negative [0]"},
    {"count", "from", false, "another range than the window: its start"},
    {"count", "until", false, "and its end"},
    {"sum", "name", true, "what formulas call it"},
    {"sum", "clause", false, "the clause"},
    {"sum", "of", true, "the records"},
    {"sum", "where", false, "only those for which this holds"},
    {"sum", "value", true, "the formula that is summed"},
    {"sum", "prorate", false, "yes: each value by the part of its record that lies in the window [no]"},
    {"sum", "scope", false, "whose: subject, subscription or account [subscription]"},
    {"sum", "records", false, "those touching, starting or ending in the window [touching]"},
    {"sum", "shift", false, "so many windows later, or before where negative [0]"},
    {"sum", "from", false, "another range than the window: its start"},
    {"sum", "until", false, "and its end"},
    {"max", "name", true, "what formulas call it"},
    {"max", "clause", false, "the clause"},
    {"max", "of", true, "the records"},
    {"max", "where", false, "only those for which this holds"},
    {"max", "value", true, "the formula"},
    {"max", "else", false, "the value where there is no record; absent: unknown"},
    {"max", "scope", false, "whose: subject, subscription or account [subscription]"},
    {"max", "records", false, "those touching, starting or ending in the window [touching]"},
    {"max", "shift", false, "so many windows later, or before where negative [0]"},
    {"max", "from", false, "another range than the window: its start"},
    {"max", "until", false, "and its end"},
    {"min", "name", true, "what formulas call it"},
    {"min", "clause", false, "the clause"},
    {"min", "of", true, "the records"},
    {"min", "where", false, "only those for which this holds"},
    {"min", "value", true, "the formula"},
    {"min", "else", false, "the value where there is no record; absent: unknown"},
    {"min", "scope", false, "whose: subject, subscription or account [subscription]"},
    {"min", "records", false, "those touching, starting or ending in the window [touching]"},
    {"min", "shift", false, "so many windows later, or before where negative [0]"},
    {"min", "from", false, "another range than the window: its start"},
    {"min", "until", false, "and its end"},
    {"average", "name", true, "what formulas call it"},
    {"average", "clause", false, "the clause"},
    {"average", "of", true, "the records"},
    {"average", "where", false, "only those for which this holds"},
    {"average", "value", true, "the formula"},
    {"average", "else", false, "the value where there is no record; absent: unknown"},
    {"average", "scope", false, "whose: subject, subscription or account [subscription]"},
    {"average", "records", false, "those touching, starting or ending in the window [touching]"},
    {"average", "shift", false, "so many windows later, or before where negative [0]"},
    {"average", "from", false, "another range than the window: its start"},
    {"average", "until", false, "and its end"},
    {"breach", "when", true, "the condition"},
    {"breach", "clause", false, "the clause"},
    {"tiers", "name", true, "what formulas call the value"},
    {"tiers", "clause", false, "the clause"},
    {"tiers", "of", true, "the formula that is looked up"},
    {"tiers", "monotone", false, "no: the value may fall as service gets worse [yes]"},
    {"tier", "at_least", false, "bound, inclusive"},
    {"tier", "above", false, "bound, exclusive"},
    {"tier", "at_most", false, "bound, inclusive"},
    {"tier", "below", false, "bound, exclusive"},
    {"tier", "value", true, "the formula"},
    {"tier", "clause", false, "the clause"},
    {"credit", "value", true, "the formula: money or a length of time"},
    {"credit", "clause", false, "the clause"},
    {"claim", "required", true, "yes or no"},
    {"claim", "clause", false, "the clause"},
    {"claim", "channel", false, "the channels, separated by spaces; absent: any"},
    {"claim", "from", false, "the first instant or day to file it"},
    {"claim", "until", false, "the last instant or day to file it"},
    {"claim", "answer_by", false, "when the provider must have answered"},
    {"minimum", "amount", true, "money"},
    {"minimum", "below", true, "drop, raise or hold"},
    {"minimum", "clause", false, "the clause"},
    {"combine", "guarantees", false, "their ids, separated by spaces; absent: all"},
    {"combine", "per", false, "what makes it one event: window, incident, ticket or claim [window]"},
    {"combine", "clause", false, "the clause"},
    {"cap", "id", false, "the reason in the decision [cap_1, cap_2, ...]"},
    {"cap", "clause", false, "the clause"},
    {"cap", "when", false, "only where this holds"},
    {"cap", "amount", false, "money; or"},
    {"cap", "count", false, "a number of credits"},
    {"cap", "over", false, "the window; absent: for good"},
    {"cap", "per", false, "claim, guarantee, subscription or account [subscription]"},
    {"cap", "counting", false, "which credits given before count: sla (those under this SLA) or all [sla]"},
    {"cap", "guarantees", false, "ids of those that it bounds; absent: all"},
    {"remedy", "kind", true, "balance, extension or discount"},
    {"remedy", "clause", false, "the clause"},
    {"remedy", "when", false, "only where this holds"},
    {"remedy", "step", false, "extension: to a multiple of this length of time [1 second]"},
    {"remedy", "rounding", false, "extension: mode [that of the SLA]"},
    {"remedy", "expires", false, "balance, discount: how long it can be used, as P12M"},
    {"remedy", "fallback", false, "discount: the remedy where no line of the invoice can take it"},
    {"charge", "id", true, "its name, part of the id of what is charged"},
    {"charge", "clause", false, "the clause"},
    {"charge", "when", true, "only where this holds"},
    {"charge", "on", false, "the date or moment that it is charged for, part of the id"},
    {"charge", "amount", true, "the formula of money"},
});

bool names(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const std::size_t space = words.find(' ');
        if (words.substr(0, space) == word) return true;
        if (space == std::string_view::npos) return false;
        words.remove_prefix(space + 1);
    }
    return false;
}

}  // namespace

std::span<const ElementRow> elements() noexcept {
    return element_rows;
}

std::span<const AttributeRow> attributes(std::string_view element) noexcept {
    const auto of_element = [&](const AttributeRow& row) { return row.element == element; };
    const auto first = std::find_if(attribute_rows.begin(), attribute_rows.end(), of_element);
    const auto last = std::find_if_not(first, attribute_rows.end(), of_element);
    return {first, last};
}

const ElementRow* find_element(std::string_view name) noexcept {
    const auto found =
        std::find_if(element_rows.begin(), element_rows.end(), [&](const auto& row) { return row.name == name; });
    return found == element_rows.end() ? nullptr : &*found;
}

std::vector<std::string_view> children_of(std::string_view parent) {
    std::vector<std::string_view> out;
    for (const ElementRow& row : element_rows) {
        if (names(row.parents, parent)) out.push_back(row.name);
    }
    return out;
}

}  // namespace redress::rules
