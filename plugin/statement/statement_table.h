// The statement's part of the vocabulary, as a table that code can look names up in while it is compiled.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "facts/remedy.h"
#include "statement/statement.h"

namespace redress::statement::table {

using R = StatementRecord;
using P = StatementPresence;

inline constexpr auto record_rows = std::to_array<StatementRow>({
    {R::statement, "statement", "what was settled"},
    {R::decision, "decision", "one promise in one window, for one claim or subscription"},
    {R::step, "step", "how a decision came about, in order"},
    {R::credit, "credit",
     "a credit granted, or one granted before of which a discount took; store it and give it in later cases"},
    {R::adjustment, "adjustment", "what to do: to the balance, the service period, or a line of the invoice"},
    {R::charge, "charge", "what the rules let the provider charge, such as a fine; the host decides whether it does"},
    {R::provenance, "provenance", "by what the statement was computed"},
});

inline constexpr auto field_rows = std::to_array<StatementField>({
    {R::statement, "case", "id", P::always, "id of the case"},
    {R::statement, "as_of", "instant", P::always, "the moment of settling"},
    {R::statement, "currency", "text", P::always, "of all amounts; ISO 4217"},
    {R::statement, "case_digest", "text", P::always, "SHA-256 of the case in canonical XML"},

    {R::decision, "number", "count", P::always, "1, 2, 3, ..."},
    {R::decision, "claim", "reference", P::optional, "the claim it answers"},
    {R::decision, "subscription", "reference", P::always, "whose service it is about"},
    {R::decision, "sla", "text", P::always, "id of the SLA"},
    {R::decision, "effective_from", "date", P::always, "the version of the SLA that was in effect"},
    {R::decision, "rules_digest", "text", P::always, "SHA-256 of that version in canonical XML"},
    {R::decision, "guarantee", "text", P::optional, "id of the promise"},
    {R::decision, "clause", "text", P::optional, "its clause"},
    {R::decision, "window_start", "instant", P::optional, "start of the window"},
    {R::decision, "window_end", "instant", P::optional, "its end, exclusive"},
    {R::decision, "incident", "reference", P::optional,
     "of a guarantee over incident, or over periods of incidents: the first of them"},
    {R::decision, "ticket", "reference", P::optional,
     "of a guarantee over ticket, or over periods of tickets: the first of them"},
    {R::decision, "outcome", "token", P::always, "what was decided", "granted denied review pending"},
    {R::decision, "reason", "token", P::always,
     "why, machine-readable: a reason of the library, or the id of a requirement or cap"},
    {R::decision, "sentence", "text", P::always, "why, for people"},
    {R::decision, "breached", "flag", P::optional, "whether the promise was broken; absent where that was not looked at"},
    {R::decision, "missing", "text", P::optional, "the fact that is missing, where that is the reason"},
    {R::decision, "entitled", "number", P::optional,
     "the exact credit, within the caps of its guarantee, before minimum and caps of the SLA, in the currency: a decimal or a "
     "fraction"},
    {R::decision, "estimate", "number", P::optional,
     "of one that is pending while its window is open, where the case asks for estimates: the same by what has happened until "
     "as_of"},
    {R::decision, "amount", "money", P::always, "what is posted now"},
    {R::decision, "due", "money", P::optional,
     "what would be posted, where a person must approve it: give it back as claim.approved"},
    {R::decision, "remedy", "token", P::optional, "how the credit is applied", facts::remedies},
    {R::decision, "extension", "duration", P::optional, "where the remedy is an extension"},
    {R::decision, "credit", "id", P::optional, "id of the credit"},
    {R::decision, "answer_by", "text", P::optional, "when the provider must have answered the claim: an instant or a date"},

    {R::step, "decision", "count", P::always, "number of the decision"},
    {R::step, "number", "count", P::always, "1, 2, 3, ... within the decision"},
    {R::step, "kind", "token", P::always, "what kind of step",
     "claim window plan clock require exclude measure let tier estimate breach credit convert combine minimum cap credited round "
     "approve "
     "remedy "
     "apply reading"},
    {R::step, "clause", "text", P::optional, "the clause that it rests on"},
    {R::step, "name", "text", P::optional, "of the named value, the guarantee, the requirement, ..."},
    {R::step, "formula", "text", P::optional, "as the rules have it"},
    {R::step, "value", "text", P::optional, "what it gave, exactly"},
    {R::step, "text", "text", P::optional, "a sentence"},

    {R::credit, "id", "id", P::always,
     "sla/guarantee/subscription/window_start, with the incident or ticket, and #2, #3, ... for later postings"},
    {R::credit, "decision", "count", P::optional, "number of the decision that grants it; absent for one granted before"},
    {R::credit, "subscription", "reference", P::always, "whose credit"},
    {R::credit, "sla", "text", P::optional, "the SLA that promised it; absent where a credit given before did not tell"},
    {R::credit, "effective_from", "date", P::optional, "the version of that SLA"},
    {R::credit, "guarantee", "text", P::optional, "the promise that it is for"},
    {R::credit, "window_start", "instant", P::optional, "start of the window that it is for"},
    {R::credit, "window_end", "instant", P::optional, "its end, exclusive"},
    {R::credit, "incident", "text", P::optional, "the incident that it is about: of the guarantee, or named by the claim"},
    {R::credit, "ticket", "text", P::optional, "the ticket that it is about: of the guarantee, or named by the claim"},
    {R::credit, "amount", "money", P::always, "the credit"},
    {R::credit, "granted", "instant", P::always, "when"},
    {R::credit, "claim", "text", P::optional, "the claim it answers"},
    {R::credit, "remedy", "token", P::always, "how it is applied", facts::remedies},
    {R::credit, "remaining", "money", P::always, "what a discount has not taken yet"},
    {R::credit, "available_from", "instant", P::optional, "only periods that start then or later can take it"},
    {R::credit, "expires", "instant", P::optional, "when it can no longer be used"},

    {R::adjustment, "number", "count", P::always, "1, 2, 3, ..."},
    {R::adjustment, "kind", "token", P::always, "how the credit is applied; forfeit: what is left of it ends",
     facts::adjustment_kinds},
    {R::adjustment, "credit", "id", P::always, "id of the credit that it applies"},
    {R::adjustment, "subscription", "reference", P::always, "whose"},
    {R::adjustment, "amount", "money", P::always, "by how much; of an extension its worth"},
    {R::adjustment, "clause", "text", P::optional, "forfeit: the clause of the rule"},
    {R::adjustment, "line", "reference", P::optional, "discount: the line of the invoice"},
    {R::adjustment, "line_before", "money", P::optional, "discount: the line before"},
    {R::adjustment, "line_after", "money", P::optional, "discount: the line after"},
    {R::adjustment, "end_before", "instant", P::optional, "extension: the subscription's end before"},
    {R::adjustment, "end_after", "instant", P::optional, "extension: its new end"},

    {R::charge, "id", "id", P::always,
     "sla/charge/account, with the date that it is charged for; give it in later cases once it is billed"},
    {R::charge, "sla", "text", P::always, "id of the SLA"},
    {R::charge, "effective_from", "date", P::always, "the version of the SLA that was in effect"},
    {R::charge, "rules_digest", "text", P::always, "SHA-256 of that version in canonical XML"},
    {R::charge, "clause", "text", P::optional, "its clause"},
    {R::charge, "amount", "money", P::optional, "how much; absent where a fact is missing"},
    {R::charge, "missing", "text", P::optional, "the fact that is missing"},
    {R::charge, "sentence", "text", P::optional, "why, for people"},

    {R::provenance, "library_version", "text", P::always, "version of the library"},
    {R::provenance, "zone_data_version", "text", P::optional, "version of the time zone data"},
});

// Where the fields of each record begin in field_rows.
inline constexpr auto first_fields = [] {
    std::array<std::size_t, statement_record_count + 1> first{};
    for (std::size_t i = field_rows.size(); i > 0; --i) first[static_cast<std::size_t>(field_rows[i - 1].record)] = i - 1;
    first[statement_record_count] = field_rows.size();
    return first;
}();

constexpr std::size_t field_count(StatementRecord record) {
    const auto i = static_cast<std::size_t>(record);
    return first_fields[i + 1] - first_fields[i];
}

// The row of a field. A name that the record does not have does not compile.
consteval std::size_t row_of(StatementRecord record, std::string_view name) {
    for (std::size_t i = first_fields[static_cast<std::size_t>(record)]; i < first_fields[static_cast<std::size_t>(record) + 1];
         ++i) {
        if (field_rows[i].name == name) return i;
    }
    throw "the record has no such field";
}

}  // namespace redress::statement::table
