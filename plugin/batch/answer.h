// The rows of an answer: what became of each case, its statement's fields, and its records as lists.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "batch/column.h"
#include "failure.h"
#include "statement/statement.h"

namespace redress::batch {

// What an answer has besides the decisions, credits, adjustments and charges.
struct Extras {
    bool steps = false;
    bool xml = false;  // the statement whole
};

// Columns, a row for each case:
//   case_id                                   the host's name of the case, as it was given
//   status, message, line, column, record, field   ok, or what was wrong, as redress_error has it
//   the fields of the records `statement` and `provenance`, null where the status is not ok
//   decision, credit, adjustment, charge      lists of structs, whose fields are those of the statement's record
//   step, xml                                 where they are wanted
// A field of the type number is its text, and beside it are FIELD_numerator and FIELD_denominator, null beyond 38 digits.
class Answer {
public:
    explicit Answer(Extras extras);

    void add(std::optional<std::string_view> case_id, const Failure& failure);
    void add(std::optional<std::string_view> case_id, const statement::Statement& statement);
    void append_rows(const Answer& more);

    ArrowSchema schema() const { return struct_schema(columns_); }
    // Moves the rows out.
    ArrowArray array() { return struct_array(columns_); }

private:
    void add_result(std::optional<std::string_view> case_id, const Failure& failure);

    std::vector<Column> columns_;
};

}  // namespace redress::batch
