// Rows of texts with one head, for people or for other programs.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace redress::cli {

using Row = std::vector<std::string>;

// Characters of UTF-8, not bytes.
std::size_t width_of(std::string_view text);

// A row as RFC 4180 has it, with its line end.
std::string csv_row(const Row& row);

class Table {
public:
    explicit Table(Row head) : rows_{std::move(head)} {}

    void add(Row row) { rows_.push_back(std::move(row)); }
    bool empty() const { return rows_.size() == 1; }
    // Columns as wide as their widest cell; those of `right` stand at the right, by their heads.
    std::string aligned(const std::vector<std::string_view>& right) const;

private:
    std::vector<Row> rows_;
};

}  // namespace redress::cli
