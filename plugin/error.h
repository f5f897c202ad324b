// What every stage reports when its input is wrong: a status, the place, and a sentence that says what was found
// and what was expected. Thrown inside the library; the ABI turns it into a redress_error and nothing crosses.
#pragma once

#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace redress {

// The values are those of `enum redress_status` and never change.
enum class Status : std::int32_t {
    ok = 0,
    invalid_argument = 1,  // a call that the contract forbids: NULL, a negative size, a record index out of range
    invalid_xml = 2,       // not well-formed, or outside the subset that the library reads
    invalid_rules = 3,     // a rule file that says something that can't be
    invalid_case = 4,      // a fact that can't be
    limit_exceeded = 5,    // a bound of input_limits.h
    not_readable = 6,      // a file or folder
    out_of_memory = 7,
    internal = 8,  // a defect of the library
};

// "invalid_rules"; a view of a whole string literal.
std::string_view name_of(Status) noexcept;

// 1-based; columns count Unicode characters. Line 0 means that the input has no lines (a value set by a call).
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    friend bool operator==(const Position&, const Position&) = default;
};

struct Place {
    std::string file;  // as the host named it; empty for input from memory
    Position position;
    std::string record;  // a record of the vocabulary, or an element of the rules
    std::string field;   // a field of it, or an attribute
};

class Error : public std::exception {
public:
    Error(Status status, Place place, std::string message)
        : status_(status), place_(std::move(place)), message_(std::move(message)) {}

    Status status() const noexcept { return status_; }
    const Place& place() const noexcept { return place_; }
    Place& place() noexcept { return place_; }                               // a caller who knows the file or the record adds it
    const char* what() const noexcept override { return message_.c_str(); }  // without the place

private:
    Status status_;
    Place place_;
    std::string message_;
};

// The candidate that a misspelt `name` most likely means, or an empty view: at most a third of its letters may
// differ (Damerau-Levenshtein distance, case folded).
//   nearest_name("incidnt", {"incident", "invoice"}) == "incident"
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

// "; did you mean 'incident'?" or nothing.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

// For what the system refused, with its reason from errno: throws not_readable, or bad_alloc where it lacks memory.
//   refuse_unreadable("rules", "the folder can't be read", EACCES): "the folder can't be read: Permission denied"
[[noreturn]] void refuse_unreadable(const std::string& path, std::string_view what, int error);

}  // namespace redress
