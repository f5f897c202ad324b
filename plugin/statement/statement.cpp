#include "statement/statement.h"

#include "statement/statement_table.h"

namespace redress::statement {

using namespace table;

std::string_view name_of(StatementPresence presence) noexcept { return presence == P::always ? "always" : "optional"; }
std::span<const StatementRow> statement_records() noexcept { return record_rows; }
std::span<const StatementField> statement_fields() noexcept { return field_rows; }

std::span<const StatementField> statement_fields(StatementRecord record) noexcept {
    return std::span<const StatementField>(field_rows)
        .subspan(first_fields[static_cast<std::size_t>(record)], field_count(record));
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
    const Cell& cell = cells_[rows_[static_cast<std::size_t>(record)][index] + field];
    return cell.size == 0 ? "" : plain_.data() + cell.offset;
}

void make_statement(const rules::Book& book, settle::WorkspacePool& pool, facts::Case& facts, bool steps, Statement& out) {
    facts.finish();
    std::unique_ptr<settle::Workspace> workspace = pool.take();
    settle::bind(facts, book, workspace->bound);
    workspace->trace.clear();
    settle::Trace* const trace = steps ? &workspace->trace : nullptr;
    const settle::Settlement& settlement = workspace->settler.settle(workspace->bound, trace);
    write_statement(workspace->bound, settlement, trace, out);
    pool.give_back(std::move(workspace));
}

}  // namespace redress::statement
