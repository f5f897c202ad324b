// Columns of an answer, in the layout of Arrow: filled value by value from the texts of statements, put together, and given away
// through the C data interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "batch/arrow.h"

namespace redress::batch {

// What a column holds, and its Arrow type.
enum class ColumnType : std::uint8_t {
    text,      // utf8
    count,     // int64
    money,     // decimal128(38, 4): every currency of ISO 4217 has at most four digits
    whole,     // decimal128(38, 0)
    instant,   // timestamp[s, UTC]
    date,      // date32
    duration,  // duration[s]
    flag,      // bool
    records,   // list<struct>, whose fields are the children
};

// A column with its values. Values are appended row by row; of a column of records, a row is closed by close_row().
class Column {
public:
    Column(std::string name, ColumnType type) : name_(std::move(name)), type_(type) {}
    Column(std::string name, std::vector<Column> fields)
        : name_(std::move(name)), type_(ColumnType::records), fields_(std::move(fields)) {}

    const std::string& name() const noexcept { return name_; }
    ColumnType type() const noexcept { return type_; }
    std::vector<Column>& fields() noexcept { return fields_; }
    std::int64_t length() const noexcept { return length_; }

    void append_null();
    // A value as a statement spells it. One of another type, or too large for it, becomes null.
    void append(std::string_view text);
    void append(std::int64_t number);
    // Ends a row of records: those appended to the fields since the row before.
    void close_row();
    // Adds the rows of `more`, a column of the same type and fields. Throws Error (limit_exceeded) where texts or records pass
    // 2^31.
    void append_rows(const Column& more);

    // The type, as the interface describes it. The schema owns what it points to.
    ArrowSchema schema() const;
    // Moves the values out; the column is then without rows. The array owns them.
    ArrowArray array();

private:
    void append_fixed(const void* value, std::size_t bytes);
    void append_decimal(std::string_view text, int scale);
    void count_row(bool valid);
    std::int32_t offset_of(std::size_t size) const;

    std::string name_;
    ColumnType type_;
    std::int64_t length_ = 0;
    std::int64_t null_count_ = 0;
    std::vector<std::uint8_t> validity_;    // a bit for each row
    std::vector<std::uint8_t> bits_;        // flag: a bit for each row
    std::vector<std::int32_t> offsets_{0};  // text, records
    std::vector<std::uint8_t> values_;      // of text, and of all other types with a width
    std::vector<Column> fields_;            // records
};

// A struct of columns of equal length, as a stream gives them: the schema, and the rows.
ArrowSchema struct_schema(const std::vector<Column>& columns);
ArrowArray struct_array(std::vector<Column>& columns);

}  // namespace redress::batch
