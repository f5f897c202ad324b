// Every bound that the library puts on its input, in one place. docs/limits.md explains them to users.
// Exceeding one is an error with a place (Status::limit_exceeded), never a crash, a hang or a guess.
#pragma once

#include <cstddef>
#include <cstdint>

namespace redress::limits {

inline constexpr std::size_t xml_bytes_max = 16u << 20;        // of one XML document
inline constexpr std::size_t xml_depth_max = 32;               // nested elements
inline constexpr std::size_t xml_elements_max = 200'000;       // of one XML document
inline constexpr std::size_t xml_attributes_max = 256;         // of one element
inline constexpr std::size_t name_bytes_max = 64;              // an identifier in rules; an element or attribute name
inline constexpr std::size_t text_bytes_max = 4'096;           // one value of a fact
inline constexpr std::size_t id_bytes_max = 128;               // an id of a record that the host names
inline constexpr std::size_t derived_id_bytes_max = 1'024;     // of a credit or a line: names of rules, ids with escapes, a date
inline constexpr std::size_t records_max = 20'000;             // of one case, all kinds together
inline constexpr std::size_t literal_digits_max = 18;          // so that every literal fits a 64-bit numerator
inline constexpr std::size_t book_files_max = 4'096;           // rule files below one folder
inline constexpr std::size_t zone_file_bytes_max = 64u << 10;  // compiled; the largest of IANA has 4 kB
inline constexpr std::size_t expression_bytes_max = 4'096;     // source of one formula
inline constexpr std::size_t expression_nodes_max = 1'024;     // of one formula
inline constexpr std::size_t expression_depth_max = 64;        // nesting of one formula
inline constexpr std::size_t condition_parts_max = 1'000'000;  // of one SLA: what its conditions put into formulas
inline constexpr std::size_t names_max = 256;                  // measures, lets and ladders visible in one guarantee
inline constexpr std::size_t guarantees_max = 256;             // of one SLA
inline constexpr std::size_t book_bytes_max = 64u << 20;       // of all rule files of one book
inline constexpr std::size_t facts_max = 256;                  // that one SLA declares
inline constexpr std::size_t levels_max = 1'024;               // of one SLA
inline constexpr std::size_t parameters_max = 256;             // of one level
inline constexpr std::size_t opening_hours_max = 64;           // of one calendar
inline constexpr std::size_t clocks_max = 64;                  // of one SLA
inline constexpr std::size_t sentences_max = 256;              // of one SLA, and of one guarantee
inline constexpr std::size_t text_values_max = 32;             // in one text for people
inline constexpr std::size_t words_max = 256;                  // of a list in rules: channels, values, guarantees
inline constexpr std::size_t thresholds_max = 1'000'000;       // of one SLA: tiers of its ladders, by level
inline constexpr std::size_t decisions_max = 20'000;           // of one statement
inline constexpr std::size_t adjustments_max = 100'000;        // of one statement
inline constexpr std::size_t statement_bytes_max = 64u << 20;  // of one statement in memory, without its steps
inline constexpr std::int64_t work_max = 200'000'000;          // evaluated instructions and visited records of one settlement
inline constexpr std::size_t steps_bytes_max = 64u << 20;      // of the steps of one statement, with all that they quote
inline constexpr std::int64_t batch_rows_max = 8'192;          // of one answer of a batch, however many rows a batch of cases has
inline constexpr std::int32_t batch_threads_max = 256;         // of one batch
inline constexpr std::size_t named_records_max = 100;          // that one step names
inline constexpr std::size_t kept_bytes_max = 1u << 20;        // of one workspace that a book keeps for the next settlement
inline constexpr std::size_t faults_max = 100;                 // that a review of rules tells
inline constexpr std::size_t warnings_max = 1'000;             // that a review of rules gives
inline constexpr std::size_t source_line_bytes_max = 1'000;    // that a review shows beside a place
inline constexpr std::int64_t review_work_max = 4'000'000;     // nodes of formulas that a review of one SLA looks at
inline constexpr std::size_t big_bits_max = 65'536;            // numerator or denominator of a number
inline constexpr int year_min = 1900;                          // of an instant or a date
inline constexpr int year_max = 2999;

}  // namespace redress::limits
