// The statement: what is due and why, as flat records of text, readable one by one and as canonical XML.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "settle/bind.h"
#include "settle/settlement.h"
#include "settle/trace.h"
#include "settle/workspace.h"

namespace redress::statement {

enum class StatementRecord : std::uint8_t { statement, decision, step, credit, adjustment, charge, provenance };
inline constexpr std::size_t statement_record_count = 7;

// Whether every record has a value for the field.
enum class StatementPresence : std::uint8_t { always, optional };
std::string_view name_of(StatementPresence) noexcept;

// The statement's part of the vocabulary.
struct StatementField {
    StatementRecord record;
    std::string_view name;
    std::string_view type;  // by the names of facts::FieldType
    StatementPresence presence;
    std::string_view doc;
    std::string_view values = {};  // type token: the set, separated by spaces; empty where ids of the rules are among it
};
struct StatementRow {
    StatementRecord record;
    std::string_view name;
    std::string_view doc;
};
std::span<const StatementRow> statement_records() noexcept;
std::span<const StatementField> statement_fields() noexcept;  // grouped by record, in the order of the enum
std::span<const StatementField> statement_fields(StatementRecord) noexcept;
std::optional<StatementRecord> find_statement_record(std::string_view name) noexcept;

inline constexpr std::string_view statement_namespace = "urn:redress:statement:1";

// Immutable once built. Strings live as long as it.
class Statement {
public:
    std::size_t count(StatementRecord) const noexcept;
    // NUL-terminated; "" where the field has no value. Null where the index is out of range.
    const char* get(StatementRecord, std::size_t index, std::size_t field) const noexcept;

    // Canonical XML: the root with the fields of `statement`; every decision followed by its steps; credits; adjustments;
    // charges; provenance. Fields without a value are left out.
    const std::string& xml() const noexcept { return xml_; }

private:
    friend class StatementBuilder;
    // A value in xml_, as it stands there; both fit, by limits::statement_bytes_max and steps_bytes_max. Size 0: none.
    struct Cell {
        std::uint32_t offset = 0;
        std::uint32_t size = 0;
    };
    std::string xml_;
    std::string plain_;        // the same with each value unescaped in its place and ended by NUL
    std::vector<Cell> cells_;  // a row after the other
    std::array<std::vector<std::uint32_t>, statement_record_count> rows_;  // first cell of each record
};

// Finishes the case, settles it by the book, in a workspace of the pool, and writes the statement, with its steps or without.
// Throws Error for what the case or the statement can't be; then `out` is of no use.
void make_statement(const rules::Book& book, settle::WorkspacePool& pool, facts::Case& facts, bool steps, Statement& out);

// Writes down what was settled. `trace` may be null. Throws Error (limit_exceeded) where the statement would be too long.
void write_statement(const settle::BoundCase& bound, const settle::Settlement& settlement, const settle::Trace* trace,
                     Statement& out);

}  // namespace redress::statement
