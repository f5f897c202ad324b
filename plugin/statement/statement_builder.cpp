#include "statement/statement_builder.h"

#include <algorithm>

#include <fmt/format.h>

#include "error.h"

namespace redress::statement {
namespace {

// What stands before the value of each field, ` name="`, one after the other; and where each begins.
struct Openings {
    std::array<char, 32 * table::field_rows.size()> text{};
    std::array<std::size_t, table::field_rows.size() + 1> begin{};

    std::string_view operator[](std::size_t row) const { return {text.data() + begin[row], begin[row + 1] - begin[row]}; }
};

constexpr Openings openings = [] {
    Openings out;
    std::size_t size = 0;
    for (std::size_t row = 0; row < table::field_rows.size(); ++row) {
        for (const std::string_view part : {std::string_view(" "), table::field_rows[row].name, std::string_view("=\"")}) {
            for (const char c : part) out.text[size++] = c;
        }
        out.begin[row + 1] = size;
    }
    return out;
}();

// What xml::append_escaped wrote, read back in place: `size` bytes at `text`. Returns how many are left.
std::size_t unescape(char* text, std::size_t size) {
    const char* const end = text + size;
    char* out = text;
    const char* at = text;
    while (at != end) {
        if (*at != '&') {
            *out++ = *at++;
            continue;
        }
        const char* const semicolon = std::find(at, end, ';');
        const std::string_view name(at + 1, static_cast<std::size_t>(semicolon - at - 1));
        unsigned code = name == "amp" ? '&' : name == "lt" ? '<' : name == "gt" ? '>' : name == "quot" ? '"' : 0u;
        if (name.starts_with('#')) std::from_chars(name.data() + 1, name.data() + name.size(), code);
        if (code >= 0x80) *out++ = static_cast<char>(0xC0u | code >> 6);  // controls end at U+009F
        *out++ = static_cast<char>(code < 0x80 ? code : 0x80u | (code & 0x3Fu));
        at = semicolon + 1;
    }
    return static_cast<std::size_t>(out - text);
}

}  // namespace

StatementBuilder::StatementBuilder(Statement& out, std::size_t bytes_expected, std::size_t bytes_max)
    : out_(out), bytes_max_(bytes_max) {
    out_.xml_.reserve(bytes_expected);
    out_.cells_.reserve(bytes_expected / 32);
}

void StatementBuilder::open(StatementRecord record) {
    const auto index = static_cast<std::size_t>(record);
    const std::string_view name = table::record_rows[index].name;
    // finish() makes the texts of the fields, which take as much as the XML.
    if (2 * out_.xml_.size() + out_.cells_.size() * sizeof(Statement::Cell) > bytes_max_) {
        throw Error(
            Status::limit_exceeded, Place{{}, {}, "case", {}},
            fmt::format("the statement takes more than {} bytes, reached at {} {}", bytes_max_, name, out_.count(record) + 1));
    }
    if (record == StatementRecord::statement) {
        out_.xml_.append("<").append(name).append(" xmlns=\"").append(statement_namespace).append("\"");
    } else {
        const bool first = out_.cells_.size() == table::field_count(StatementRecord::statement);
        out_.xml_.append(first ? ">\n  <" : "/>\n  <").append(name);
    }
    first_cell_ = out_.cells_.size();
    first_row_ = table::first_fields[index];
    out_.rows_[index].push_back(static_cast<std::uint32_t>(first_cell_));
    out_.cells_.resize(first_cell_ + table::field_count(record));
}

void StatementBuilder::finish() {
    out_.xml_.append("/>\n</").append(table::record_rows[0].name).append(">\n");
    out_.plain_ = out_.xml_;
    const bool escaped = out_.xml_.find('&') != std::string::npos;  // hardly ever
    for (const Statement::Cell& cell : out_.cells_) {
        if (cell.size == 0) continue;
        char* const value = out_.plain_.data() + cell.offset;
        value[escaped ? unescape(value, cell.size) : cell.size] = '\0';
    }
}

void StatementBuilder::begin(std::size_t row) {
    row_ = row;
    before_field_ = out_.xml_.size();
    out_.xml_ += openings[row];
    value_ = out_.xml_.size();
}

void StatementBuilder::end() {
    const std::size_t size = out_.xml_.size() - value_;
    if (size == 0) return out_.xml_.resize(before_field_);
    out_.xml_ += '"';
    out_.cells_[first_cell_ + row_ - first_row_] = {static_cast<std::uint32_t>(value_), static_cast<std::uint32_t>(size)};
}

}  // namespace redress::statement
