#include "statement/statement.h"

#include <algorithm>

#include "xml/writer.h"

namespace redress::settle {

namespace {

using R = StatementRecord;
using P = StatementPresence;

constexpr std::string_view remedies = "balance extension discount";

constexpr auto record_rows = std::to_array<StatementRow>({
    {R::statement, "statement", "what was settled"},
    {R::decision, "decision", "one promise in one window, for one claim or subscription"},
    {R::step, "step", "how a decision came about, in order"},
    {R::credit, "credit", "a credit granted, or one granted before of which a discount took; store it and give it in later cases"},
    {R::adjustment, "adjustment", "what to do: to the balance, the service period, or a line of the invoice"},
    {R::charge, "charge", "what the rules let the provider charge, such as a fine; the host decides whether it does"},
    {R::provenance, "provenance", "by what the statement was computed"},
});

constexpr auto field_rows = std::to_array<StatementField>({
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
    {R::decision, "incident", "reference", P::optional, "of a guarantee over incident"},
    {R::decision, "ticket", "reference", P::optional, "of a guarantee over ticket"},
    {R::decision, "outcome", "token", P::always, "what was decided", "granted denied review pending"},
    {R::decision, "reason", "token", P::always, "why, machine-readable: a reason of the library, or the id of a requirement or cap"},
    {R::decision, "sentence", "text", P::always, "why, for people"},
    {R::decision, "breached", "flag", P::optional, "whether the promise was broken; absent where that was not looked at"},
    {R::decision, "missing", "text", P::optional, "the fact that is missing, where that is the reason"},
    {R::decision, "entitled", "number", P::optional, "the exact credit before minimum and caps, in the currency: a decimal or a fraction"},
    {R::decision, "amount", "money", P::always, "what is posted now"},
    {R::decision, "remedy", "token", P::optional, "how the credit is applied", remedies},
    {R::decision, "extension", "duration", P::optional, "where the remedy is an extension"},
    {R::decision, "credit", "id", P::optional, "id of the credit"},
    {R::decision, "answer_by", "text", P::optional, "when the provider must have answered the claim: an instant or a date"},

    {R::step, "decision", "count", P::always, "number of the decision"},
    {R::step, "number", "count", P::always, "1, 2, 3, ... within the decision"},
    {R::step, "kind", "token", P::always, "what kind of step",
     "claim window require exclude measure let tier breach credit convert combine minimum cap credited round remedy apply "
     "reading"},
    {R::step, "clause", "text", P::optional, "the clause that it rests on"},
    {R::step, "name", "text", P::optional, "of the named value, the guarantee, the requirement, ..."},
    {R::step, "formula", "text", P::optional, "as the rules have it"},
    {R::step, "value", "text", P::optional, "what it gave, exactly"},
    {R::step, "text", "text", P::optional, "a sentence"},

    {R::credit, "id", "id", P::always, "sla/guarantee/subscription/window_start, with the incident or ticket, and #2, #3, ... for later postings"},
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
    {R::credit, "remedy", "token", P::always, "how it is applied", remedies},
    {R::credit, "remaining", "money", P::always, "what a discount has not taken yet"},
    {R::credit, "available_from", "instant", P::optional, "only periods that start then or later can take it"},
    {R::credit, "expires", "instant", P::optional, "when it can no longer be used"},

    {R::adjustment, "number", "count", P::always, "1, 2, 3, ..."},
    {R::adjustment, "kind", "token", P::always, "how the credit is applied", remedies},
    {R::adjustment, "credit", "id", P::always, "id of the credit that it applies"},
    {R::adjustment, "subscription", "reference", P::always, "whose"},
    {R::adjustment, "amount", "money", P::always, "by how much; of an extension its worth"},
    {R::adjustment, "line", "reference", P::optional, "discount: the line of the invoice"},
    {R::adjustment, "line_before", "money", P::optional, "discount: the line before"},
    {R::adjustment, "line_after", "money", P::optional, "discount: the line after"},
    {R::adjustment, "end_before", "instant", P::optional, "extension: the subscription's end before"},
    {R::adjustment, "end_after", "instant", P::optional, "extension: its new end"},

    {R::charge, "id", "id", P::always, "sla/charge/account, with the date that it is charged for; give it in later cases once it is billed"},
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

constexpr auto first_fields = [] {
    std::array<std::size_t, statement_record_count + 1> first{};
    for (std::size_t i = field_rows.size(); i > 0; --i) first[static_cast<std::size_t>(field_rows[i - 1].record)] = i - 1;
    first[statement_record_count] = field_rows.size();
    return first;
}();

std::size_t field_count(StatementRecord record) {
    const auto i = static_cast<std::size_t>(record);
    return first_fields[i + 1] - first_fields[i];
}

}  // namespace

std::string_view name_of(StatementPresence presence) noexcept { return presence == P::always ? "always" : "optional"; }
std::span<const StatementRow> statement_records() noexcept { return record_rows; }
std::span<const StatementField> statement_fields() noexcept { return field_rows; }

std::span<const StatementField> statement_fields(StatementRecord record) noexcept {
    return std::span<const StatementField>(field_rows).subspan(first_fields[static_cast<std::size_t>(record)], field_count(record));
}

std::optional<StatementRecord> find_statement_record(std::string_view name) noexcept {
    for (const StatementRow& row : record_rows) {
        if (row.name == name) return row.record;
    }
    return std::nullopt;
}

std::size_t Statement::count(StatementRecord record) const noexcept { return rows_[static_cast<std::size_t>(record)].size(); }

const char* Statement::get(StatementRecord record, std::size_t index, std::size_t field) const noexcept {
    if (index >= count(record) || field >= field_count(record)) return nullptr;
    return text_.data() + cells(record, index)[field].offset;
}

Statement::~Statement() { delete xml_.load(std::memory_order_acquire); }

// Two threads may write it at once; one of the two equal texts stays.
const std::string& Statement::xml() const {
    const std::string* present = xml_.load(std::memory_order_acquire);
    if (present != nullptr) return *present;
    auto written = std::make_unique<const std::string>(write_xml());
    if (xml_.compare_exchange_strong(present, written.get(), std::memory_order_acq_rel)) return *written.release();
    return *present;
}

std::string Statement::write_xml() const {
    std::string out;
    out.reserve(text_.size() * 2 + cells_.size() * 8);
    xml::Writer writer(out);
    const auto attributes = [&](StatementRecord record, std::size_t index) {
        const std::span<const StatementField> fields = statement_fields(record);
        for (std::size_t f = 0; f < fields.size(); ++f) {
            const Slice cell = cells(record, index)[f];
            if (cell.size > 0) writer.attribute(fields[f].name, {text_.data() + cell.offset, cell.size});
        }
    };
    const auto element = [&](StatementRecord record, std::size_t index) {
        writer.open(record_rows[static_cast<std::size_t>(record)].name);
        attributes(record, index);
        writer.close();
    };
    writer.open("statement");
    writer.attribute("xmlns", statement_namespace);
    attributes(R::statement, 0);
    std::size_t step = 0;
    for (std::size_t i = 0; i < count(R::decision); ++i) {
        element(R::decision, i);
        const std::string_view number = get(R::decision, i, 0);
        while (step < count(R::step) && get(R::step, step, 0) == number) element(R::step, step++);
    }
    for (const StatementRecord record : {R::credit, R::adjustment, R::charge, R::provenance}) {
        for (std::size_t i = 0; i < count(record); ++i) element(record, i);
    }
    writer.close();
    return out;
}

}  // namespace redress::settle
