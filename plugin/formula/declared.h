// What rules declare, so that formulas can name it beside the vocabulary: facts, and parameters of service levels.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "error.h"
#include "facts/case.h"
#include "formula/type.h"
#include "time/zone.h"

namespace redress::formula {

// A fact that the rules declare beyond the vocabulary. In a case it is given like any other.
struct DeclaredFact {
    facts::Record record = facts::Record::account;
    std::string name;
    facts::FieldType type = facts::FieldType::text;
    std::string tokens;             // where type is token
    std::vector<time::Zone> zones;  // of each token, where they are zones that rules can name
    std::string default_text;       // empty: absent means unknown
    std::string doc;                // one line, for people; may be empty
    facts::Fact default_value;
    std::string at_least_text, at_most_text;  // empty: no bound
    facts::Fact at_least, at_most;
    Position position;
    std::uint32_t book_index = 0;  // among the declared facts of the whole book; set when the book is complete
};

// Whether facts of the type have bounds: numbers, times and lengths of time.
bool is_ordered(facts::FieldType);
// A value as a case or a default gives it. Throws Error (invalid_case) without a place where it is not of the fact's type, or is
// beyond its bounds. A text points into `text`.
facts::Fact parse_declared(const DeclaredFact&, std::string_view text);
// What a number can be, by its type and its bounds.
Signs signs_of(const DeclaredFact&);

// What a text field of the vocabulary may hold by the rules.
struct FieldWords {
    const facts::Field* field = nullptr;
    std::string words;  // separated by spaces
    Position position;
};

struct Level {
    std::string id;
    Position position;
    std::vector<facts::Fact> values;                        // by parameter
    std::vector<std::shared_ptr<const std::string>> texts;  // what text values point into
};

struct LevelParameter {
    std::string name;
    Type type;
    Signs signs;
    Position position;          // in the first level
    bool days = false;          // a calendar span of days, which is an exact length of time where a number is wanted
    mutable bool used = false;  // while loading
};

}  // namespace redress::formula
