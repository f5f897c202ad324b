// Cases out of the columns of an Arrow table: the column `case` with their XML, or a column for each record of the vocabulary,
// whose fields are those of the record. Values reach the case as text, through the same function as those of every other host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch/arrow.h"
#include "facts/case.h"

namespace redress::batch {

// The values of a column as the texts of facts. Of what types: text (utf8, binary, their large and view forms, and dictionaries
// of them), bool, integers, decimal128, date32, date64, timestamp with a time zone, duration, null, and lists of text for a field
// that names several records. Floating point is refused, since money is exact.
class Values {
public:
    // `path` names the column in errors. Throws Error (invalid_argument) for a type that no fact has.
    Values(const ArrowSchema& schema, std::string path);

    // The text of a row, or none where it is null. It may view the array or `scratch`.
    std::optional<std::string_view> at(const ArrowArray& array, std::int64_t row, std::string& scratch) const;
    // Throws Error (invalid_argument) for an array that is not of the column's type.
    void check(const ArrowArray& array) const;

private:
    enum class Kind : std::uint8_t {
        null,
        text,
        large_text,
        text_view,
        flag,
        signed_whole,
        unsigned_whole,
        decimal,
        instant,
        date,
        duration,
        list,
        large_list
    };
    void read_format(std::string_view format);
    void read_unit(std::string_view format, char unit);
    [[noreturn]] void refuse_type(std::string_view format, std::string_view why) const;
    std::int64_t whole_at(const ArrowArray& array, std::int64_t at) const;

    Kind kind_ = Kind::null;
    std::string path_;
    std::size_t bytes_ = 0;           // of a value of fixed width
    int scale_ = 0;                   // decimal
    std::int64_t units_ = 1;          // in a second: instant, duration; in a day: date
    std::vector<Values> dictionary_;  // none or one: values that the rows are indices of
    std::vector<Values> items_;       // none or one: of a list
};

// The columns that make a case, found once for a stream.
class CaseColumns {
public:
    // Throws Error (invalid_argument) for a schema that is no struct, a column that is no record, and a type that can't be.
    explicit CaseColumns(const ArrowSchema& schema);

    // Throws Error (invalid_argument) for an array that is not of the schema.
    void check(const ArrowArray& array) const;
    // The host's name of a row: column `case_id`. None where there is no such column, or no value.
    std::optional<std::string_view> id_at(const ArrowArray& array, std::int64_t row, std::string& scratch) const;
    // The case of a row. Throws Error for what is no case.
    facts::Case case_at(const ArrowArray& array, std::int64_t row) const;

private:
    enum class Shape : std::uint8_t { one, list, large_list };
    struct Records {
        std::string name;
        std::size_t column = 0;
        Shape shape = Shape::one;
        std::vector<std::string> names;  // of the fields
        std::vector<Values> fields;
    };
    Records records_of(const ArrowSchema& schema, std::size_t column) const;
    void add_records(const Records& records, const ArrowArray& column, std::int64_t row, facts::Case& out,
                     std::string& scratch) const;

    std::size_t columns_ = 0;
    std::optional<std::size_t> id_column_, xml_column_;
    std::vector<Values> id_, xml_;  // none or one each
    std::vector<Records> records_;
};

}  // namespace redress::batch
