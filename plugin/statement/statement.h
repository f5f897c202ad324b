// The statement: what is due and why, as flat records of text, readable one by one and as canonical XML.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "settle/bind.h"
#include "settle/settlement.h"
#include "settle/trace.h"

namespace redress::settle {

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
    // charges; provenance. Fields without a value are left out. Written when first asked for, from any thread; throws bad_alloc.
    const std::string& xml() const;

    Statement() = default;
    Statement(Statement&&) = delete;
    ~Statement();

private:
    friend class StatementBuilder;
    std::string write_xml() const;
    const Slice* cells(StatementRecord record, std::size_t index) const noexcept {
        return cells_.data() + rows_[static_cast<std::size_t>(record)][index];
    }

    std::string text_;          // of all fields, each ended by NUL; offset 0 is ""
    std::vector<Slice> cells_;  // a row after the other
    std::array<std::vector<std::uint32_t>, statement_record_count> rows_;  // first cell of each record
    mutable std::atomic<const std::string*> xml_{nullptr};
};

// `trace` may be null.
void write_statement(const BoundCase& bound, const Settlement& settlement, const Trace* trace, Statement& out);


}  // namespace redress::settle
