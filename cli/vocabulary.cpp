// The reference of the vocabulary. docs/vocabulary.md is this output, so it cannot fall behind the library.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "library.h"

namespace redress::cli {
namespace {

struct Part {
    std::string_view name;
    std::string_view title;
    std::string_view intro;
};
constexpr std::array parts = {
    Part{"case", "The case", "What a host tells the library: records and fields of the case XML and of `redress_case_set`."},
    Part{"formula", "Formulas", "What formulas of the rules may name besides the fields of the case; never given."},
    Part{"statement", "The statement",
         "What the library answers: records and fields of the statement XML and of `redress_statement_get`."},
};

// Rows of one record within one part, as indexes of the library's table.
struct RecordRows {
    std::string_view record;
    std::vector<std::int64_t> rows;
};

// In the order of the table. A record can come back later: its derived fields belong to another part.
std::vector<RecordRows> records_of(std::string_view part) {
    std::vector<RecordRows> records;
    for (std::int64_t i = 0; i < redress_vocabulary_count(); ++i) {
        if (vocabulary_field(i, "part") != part) continue;
        const std::string_view name = vocabulary_field(i, "record");
        auto found = std::find_if(records.begin(), records.end(), [&](const RecordRows& r) { return r.record == name; });
        if (found == records.end()) found = records.insert(records.end(), {name, {}});
        found->rows.push_back(i);
    }
    return records;
}

// Text that stands inside a table's cell.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

std::string code_cell(std::string_view text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

// Nothing of a derived field: its part says that of all its fields.
std::string presence(std::int64_t row) {
    const std::string_view presence = vocabulary_field(row, "presence");
    if (presence == "defaulted") return "default " + code_cell(vocabulary_field(row, "default"));
    return presence == "derived" ? "" : cell(presence);
}

// The set of a token, or the record that a reference names.
std::string values(std::int64_t row) {
    const std::string_view refers_to = vocabulary_field(row, "refers_to");
    if (!refers_to.empty()) return "id of " + code_cell(refers_to);
    std::string_view set = vocabulary_field(row, "values");
    std::string out;
    while (!set.empty()) {
        const std::size_t end = std::min(set.find(' '), set.size());
        if (end > 0) out += (out.empty() ? "" : ", ") + code_cell(set.substr(0, end));
        set.remove_prefix(std::min(end + 1, set.size()));
    }
    return out;
}

struct Column {
    std::string_view title;
    std::string (*of)(std::int64_t row);
};
constexpr std::array columns = {
    Column{"field", [](std::int64_t row) { return code_cell(vocabulary_field(row, "field")); }},
    Column{"type", [](std::int64_t row) { return cell(vocabulary_field(row, "type")); }},
    Column{"presence", presence},
    Column{"values", values},
    Column{"meaning", [](std::int64_t row) { return cell(vocabulary_field(row, "doc")); }},
};

// A column that says nothing of any row is left out.
void print_table(const std::vector<std::int64_t>& rows) {
    std::vector<Column> shown;
    for (const Column& column : columns) {
        const auto says = [&](std::int64_t row) { return !column.of(row).empty(); };
        if (std::any_of(rows.begin(), rows.end(), says)) shown.push_back(column);
    }
    for (const Column& column : shown) fmt::print(stdout, "| {} ", column.title);
    fmt::print(stdout, "|\n");
    for (std::size_t i = 0; i < shown.size(); ++i) fmt::print(stdout, "| --- ");
    fmt::print(stdout, "|\n");
    for (const std::int64_t row : rows) {
        for (const Column& column : shown) fmt::print(stdout, "| {} ", column.of(row));
        fmt::print(stdout, "|\n");
    }
}

void print_record(const RecordRows& record) {
    fmt::print(stdout, "\n### `{}`\n\n{}\n\n", record.record, vocabulary_field(record.rows.front(), "record_doc"));
    print_table(record.rows);
}

int vocabulary() {
    fmt::print(stdout, "# The vocabulary\n\n");
    fmt::print(stdout,
               "Every fact and every result has one name, spelled the same in XML, in calls and in formulas. "
               "`redress vocabulary` prints this page.\n");
    for (const Part& part : parts) {
        fmt::print(stdout, "\n## {}\n\n{}\n", part.title, part.intro);
        for (const RecordRows& record : records_of(part.name)) print_record(record);
    }
    return exit_success;
}

}  // namespace

void add_vocabulary(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("vocabulary", "print the vocabulary as Markdown");
    command->callback([&chosen] { chosen = [] { return vocabulary(); }; });
}

}  // namespace redress::cli
