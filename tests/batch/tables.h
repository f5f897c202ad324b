// Tables of the Arrow C interface, made and read by tests.
#pragma once

#include <doctest/doctest.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/arrow.h"
#include "batch/column.h"

namespace redress::batch {

// A stream that gives the rows of `columns` again and again, so many times; then it ends, or fails with `error`.
class Table {
public:
    explicit Table(std::vector<Column> columns, int times = 1) : columns_(std::move(columns)), times_(times) {}

    int error = 0;
    int schema_error = 0;
    int given = 0;                                         // batches that were asked for
    std::function<void(ArrowSchema&)> change_schema = {};  // before it is given
    std::function<void(ArrowArray&)> change_array = {};

    // The table must live as long as the stream.
    ArrowArrayStream stream() {
        return {.get_schema = [](ArrowArrayStream* s, ArrowSchema* out) { return of(s).schema(out); },
                .get_next = [](ArrowArrayStream* s, ArrowArray* out) { return of(s).next(out); },
                .get_last_error = [](ArrowArrayStream*) -> const char* { return "the table is broken"; },
                .release = [](ArrowArrayStream* s) { s->release = nullptr; },
                .private_data = this};
    }

private:
    static Table& of(ArrowArrayStream* stream) { return *static_cast<Table*>(stream->private_data); }
    int schema(ArrowSchema* out) {
        if (schema_error != 0) return schema_error;
        *out = struct_schema(columns_);
        if (change_schema) change_schema(*out);
        return 0;
    }
    int next(ArrowArray* out) {
        ++given;
        if (given > times_) {
            out->release = nullptr;
            return error;
        }
        std::vector<Column> copy = columns_;
        *out = struct_array(copy);
        if (change_array) change_array(*out);
        return 0;
    }

    std::vector<Column> columns_;
    int times_;
};

inline Column texts(std::string name, const std::vector<std::string>& values) {
    Column column(std::move(name), ColumnType::text);
    for (const std::string& value : values) value == "null" ? column.append_null() : column.append(value);
    return column;
}

// The column of an array by its name.
struct Found {
    const ArrowSchema* schema;
    const ArrowArray* array;
};
inline Found column(const ArrowSchema& schema, const ArrowArray& array, std::string_view name) {
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
        if (schema.children[i]->name == name) return {schema.children[i], array.children[i]};
    }
    FAIL("no column ", name);
    return {};
}

inline bool is_null(const ArrowArray& array, std::int64_t row) {
    const auto* const bits = static_cast<const std::uint8_t*>(array.buffers[0]);
    return bits != nullptr && (bits[row / 8] >> (row % 8) & 1) == 0;
}
template <class Value>
Value value(const ArrowArray& array, std::int64_t row) {
    Value out;
    std::memcpy(&out, static_cast<const char*>(array.buffers[1]) + sizeof(Value) * static_cast<std::size_t>(row), sizeof(Value));
    return out;
}
inline std::string text(const ArrowArray& array, std::int64_t row) {
    if (is_null(array, row)) return "null";
    const auto begin = value<std::int32_t>(array, row), end = value<std::int32_t>(array, row + 1);
    return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}
// Decimals whose digits fit 64 bits.
inline std::int64_t decimal(const ArrowArray& array, std::int64_t row) { return value<std::int64_t>(array, 2 * row); }

}  // namespace redress::batch
