#include "settle/statement.h"

#include <algorithm>

#include "xml/writer.h"

namespace redress::settle {

namespace {

using R = StatementRecord;

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
    {R::statement, "case", "id", "id of the case"},
    {R::statement, "as_of", "instant", "the moment of settling"},
    {R::statement, "currency", "text", "of all amounts; ISO 4217"},
    {R::statement, "case_digest", "text", "SHA-256 of the case in canonical XML"},

    {R::decision, "number", "count", "1, 2, 3, ..."},
    {R::decision, "claim", "reference", "the claim it answers"},
    {R::decision, "subscription", "reference", "whose service it is about"},
    {R::decision, "sla", "text", "id of the SLA"},
    {R::decision, "effective_from", "date", "the version of the SLA that was in effect"},
    {R::decision, "rules_digest", "text", "SHA-256 of that version in canonical XML"},
    {R::decision, "guarantee", "text", "id of the promise"},
    {R::decision, "clause", "text", "its clause"},
    {R::decision, "window_start", "instant", "start of the window"},
    {R::decision, "window_end", "instant", "its end, exclusive"},
    {R::decision, "incident", "reference", "of a guarantee over incident"},
    {R::decision, "ticket", "reference", "of a guarantee over ticket"},
    {R::decision, "outcome", "token", "granted, denied, review or pending"},
    {R::decision, "reason", "token", "why, machine-readable: a reason of the library, or the id of a requirement or cap"},
    {R::decision, "sentence", "text", "why, for people"},
    {R::decision, "breached", "flag", "whether the promise was broken; absent where that was not looked at"},
    {R::decision, "missing", "text", "the fact that is missing, where that is the reason"},
    {R::decision, "entitled", "number", "the exact credit before minimum and caps, in the currency: a decimal or a fraction"},
    {R::decision, "amount", "money", "what is posted now"},
    {R::decision, "remedy", "token", "balance, extension or discount"},
    {R::decision, "extension", "duration", "where the remedy is an extension"},
    {R::decision, "credit", "id", "id of the credit"},
    {R::decision, "answer_by", "text", "when the provider must have answered the claim: an instant or a date"},

    {R::step, "decision", "count", "number of the decision"},
    {R::step, "number", "count", "1, 2, 3, ... within the decision"},
    {R::step, "kind", "token", "what kind of step"},
    {R::step, "clause", "text", "the clause that it rests on"},
    {R::step, "name", "text", "of the named value, the guarantee, the requirement, ..."},
    {R::step, "formula", "text", "as the rules have it"},
    {R::step, "value", "text", "what it gave, exactly"},
    {R::step, "text", "text", "a sentence"},

    {R::credit, "id", "id", "sla/guarantee/subscription/window_start, with the incident or ticket, and #2, #3, ... for later postings"},
    {R::credit, "decision", "count", "number of the decision that grants it; absent for one granted before"},
    {R::credit, "subscription", "reference", "whose credit"},
    {R::credit, "amount", "money", "the credit"},
    {R::credit, "granted", "instant", "when"},
    {R::credit, "claim", "text", "the claim it answers"},
    {R::credit, "remedy", "token", "balance, extension or discount"},
    {R::credit, "remaining", "money", "what a discount has not taken yet"},
    {R::credit, "available_from", "instant", "only periods that start then or later can take it"},
    {R::credit, "expires", "instant", "when it can no longer be used"},

    {R::adjustment, "number", "count", "1, 2, 3, ..."},
    {R::adjustment, "kind", "token", "balance, extension or discount"},
    {R::adjustment, "credit", "id", "id of the credit that it applies"},
    {R::adjustment, "subscription", "reference", "whose"},
    {R::adjustment, "amount", "money", "by how much; of an extension its worth"},
    {R::adjustment, "line", "reference", "discount: the line of the invoice"},
    {R::adjustment, "line_before", "money", "discount: the line before"},
    {R::adjustment, "line_after", "money", "discount: the line after"},
    {R::adjustment, "end_before", "instant", "extension: the subscription's end before"},
    {R::adjustment, "end_after", "instant", "extension: its new end"},

    {R::charge, "id", "id", "sla/charge/account, with the date that it is charged for; give it in later cases once it is billed"},
    {R::charge, "sla", "text", "id of the SLA"},
    {R::charge, "effective_from", "date", "the version of the SLA that was in effect"},
    {R::charge, "rules_digest", "text", "SHA-256 of that version in canonical XML"},
    {R::charge, "clause", "text", "its clause"},
    {R::charge, "amount", "money", "how much; absent where a fact is missing"},
    {R::charge, "missing", "text", "the fact that is missing"},
    {R::charge, "sentence", "text", "why, for people"},

    {R::provenance, "library_version", "text", "version of the library"},
    {R::provenance, "zone_data_version", "text", "version of the time zone data"},
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
