// Writes the XML of a statement, and notes where each value stands in it.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "statement/statement.h"
#include "statement/statement_table.h"
#include "xml/writer.h"

namespace redress::statement {

// A field of a record by its name. One that the record does not have does not compile.
template <StatementRecord record>
struct FieldOf {
    std::size_t row;
    consteval FieldOf(const char* name) : row(table::row_of(record, name)) {}  // NOLINT: a name stands for its field
};

class StatementBuilder {
public:
    // `bytes_expected` is a guess that spares the text its growing; `bytes_max` bounds text and cells together.
    StatementBuilder(Statement& out, std::size_t bytes_expected, std::size_t bytes_max);

    // The record that is being written: its fields, in the order of the table, without those that have no value.
    template <StatementRecord record>
    class Row {
    public:
        void field(FieldOf<record> field, std::string_view value) {
            if (value.empty()) return;
            builder_.begin(field.row);
            xml::append_escaped(builder_.xml(), value);
            builder_.end();
        }
        void field(FieldOf<record> field, std::uint64_t value) {
            char digits[20];
            const std::to_chars_result result = std::to_chars(digits, digits + sizeof digits, value);
            this->field(field, std::string_view(digits, static_cast<std::size_t>(result.ptr - digits)));
        }
        // What `append(std::string&)` appends, which XML need not escape: times, amounts. Nothing: no value.
        template <class Append>
        void plain(FieldOf<record> field, Append append) {
            builder_.begin(field.row);
            append(builder_.xml());
            builder_.end();
        }
        // The same for texts of any kind.
        template <class Append>
        void text(FieldOf<record> field, Append append) {
            builder_.scratch_.clear();
            append(builder_.scratch_);
            this->field(field, builder_.scratch_);
        }

    private:
        friend class StatementBuilder;
        explicit Row(StatementBuilder& builder) : builder_(builder) {}
        StatementBuilder& builder_;
    };

    // Closes the record before. Throws Error (limit_exceeded) where what was written is too much. One record more than that is
    // far from what 32 bits count, since all that it quotes is bounded.
    template <StatementRecord record>
    Row<record> open() {
        open(record);
        return Row<record>(*this);
    }
    // After the last record.
    void finish();

private:
    void open(StatementRecord record);
    void begin(std::size_t row);
    void end();
    std::string& xml() { return out_.xml_; }

    Statement& out_;
    std::size_t bytes_max_;
    std::size_t first_cell_ = 0;    // of the record
    std::size_t first_row_ = 0;     // of its fields in the table
    std::size_t row_ = 0;           // of the field that is being written
    std::size_t before_field_ = 0;  // where its attribute begins
    std::size_t value_ = 0;         // and its value
    std::string scratch_;
};

}  // namespace redress::statement
