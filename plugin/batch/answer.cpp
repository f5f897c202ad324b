#include "batch/answer.h"

#include <array>
#include <string>
#include <utility>

namespace redress::batch {
namespace {

using statement::StatementField;
using statement::StatementRecord;

// One for each record of a statement, in their order: the two that stand once are columns themselves.
constexpr bool stands_once(StatementRecord record) noexcept {
    return record == StatementRecord::statement || record == StatementRecord::provenance;
}

ColumnType type_of(std::string_view type) noexcept {
    struct Row {
        std::string_view type;
        ColumnType column;
    };
    static constexpr std::array<Row, 6> rows{{{"count", ColumnType::count},
                                              {"money", ColumnType::money},
                                              {"instant", ColumnType::instant},
                                              {"date", ColumnType::date},
                                              {"duration", ColumnType::duration},
                                              {"flag", ColumnType::flag}}};
    for (const Row& row : rows) {
        if (row.type == type) return row.column;
    }
    return ColumnType::text;
}

bool is_exact(const StatementField& field) noexcept { return field.type == "number"; }

void add_columns(std::vector<Column>& columns, StatementRecord record) {
    for (const StatementField& field : statement::statement_fields(record)) {
        columns.emplace_back(std::string(field.name), type_of(field.type));
        if (!is_exact(field)) continue;
        columns.emplace_back(std::string(field.name) + "_numerator", ColumnType::whole);
        columns.emplace_back(std::string(field.name) + "_denominator", ColumnType::whole);
    }
}

// "1303/6" and "21.72", which is 2172/100: as it is spelled, not in lowest terms.
void append_fraction(std::string_view text, Column& numerator, Column& denominator) {
    std::string above(text), below = "1";
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        above = text.substr(0, slash);
        below = text.substr(slash + 1);
    } else if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
        above.erase(point, 1);
        below.append(text.size() - point - 1, '0');
        const bool negative = above.starts_with('-');
        const std::size_t first = above.find_first_not_of('0', negative ? 1 : 0);
        if (first != std::string::npos) above.erase(negative ? 1 : 0, first - (negative ? 1 : 0));
    }
    numerator.append(above);
    denominator.append(below);
}

// Appends the fields of a record to the columns from `column` on, and gives the one after them.
Column* append_fields(Column* column, const statement::Statement& statement, StatementRecord record, std::size_t index) {
    const auto fields = statement::statement_fields(record);
    for (std::size_t f = 0; f < fields.size(); ++f) {
        const std::string_view text = statement.get(record, index, f);
        const bool known = !text.empty();
        known ? column->append(text) : column->append_null();
        ++column;
        if (!is_exact(fields[f])) continue;
        if (known) {
            append_fraction(text, column[0], column[1]);
        } else {
            column[0].append_null();
            column[1].append_null();
        }
        column += 2;
    }
    return column;
}

constexpr std::size_t result_columns = 7;

}  // namespace

Answer::Answer(Extras extras) {
    columns_.emplace_back("case_id", ColumnType::text);
    columns_.emplace_back("status", ColumnType::text);
    columns_.emplace_back("message", ColumnType::text);
    columns_.emplace_back("line", ColumnType::count);
    columns_.emplace_back("column", ColumnType::count);
    columns_.emplace_back("record", ColumnType::text);
    columns_.emplace_back("field", ColumnType::text);
    for (const statement::StatementRow& row : statement::statement_records()) {
        if (stands_once(row.record)) add_columns(columns_, row.record);
    }
    for (const statement::StatementRow& row : statement::statement_records()) {
        if (stands_once(row.record) || (row.record == StatementRecord::step && !extras.steps)) continue;
        std::vector<Column> fields;
        add_columns(fields, row.record);
        columns_.emplace_back(std::string(row.name), std::move(fields));
    }
    if (extras.xml) columns_.emplace_back("xml", ColumnType::text);
}

void Answer::add_result(std::optional<std::string_view> case_id, const Failure& failure) {
    const auto text = [](Column& column, std::string_view value) { value.empty() ? column.append_null() : column.append(value); };
    text(columns_[0], case_id.value_or(std::string_view()));
    columns_[1].append(name_of(failure.status));
    text(columns_[2], failure.message.data());
    failure.line == 0 ? columns_[3].append_null() : columns_[3].append(failure.line);
    failure.line == 0 ? columns_[4].append_null() : columns_[4].append(failure.column);
    text(columns_[5], failure.record.data());
    text(columns_[6], failure.field.data());
}

void Answer::add(std::optional<std::string_view> case_id, const Failure& failure) {
    add_result(case_id, failure);
    for (std::size_t i = result_columns; i < columns_.size(); ++i) columns_[i].append_null();
}

void Answer::add(std::optional<std::string_view> case_id, const statement::Statement& statement) {
    add_result(case_id, Failure{});
    Column* column = columns_.data() + result_columns;
    for (const statement::StatementRow& row : statement::statement_records()) {
        if (stands_once(row.record)) column = append_fields(column, statement, row.record, 0);
    }
    for (const statement::StatementRow& row : statement::statement_records()) {
        if (stands_once(row.record) || column->name() != row.name) continue;  // steps that are not wanted have no column
        for (std::size_t i = 0; i < statement.count(row.record); ++i) {
            append_fields(column->fields().data(), statement, row.record, i);
        }
        column->close_row();
        ++column;
    }
    if (column != columns_.data() + columns_.size()) column->append(statement.xml());
}

void Answer::append_rows(const Answer& more) {
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].append_rows(more.columns_[i]);
}

}  // namespace redress::batch
