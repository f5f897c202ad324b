// The facts of a case as things to be changed one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "document_kind.h"

namespace redress::cli {

// Where a field of a record of a case is. It is of one CaseFacts, as long as no record is left out.
struct Fact {
    std::size_t record = 0;  // its number within the case; 0 is the case itself
    std::string field;
};

class CaseFacts {
public:
    // Throws std::runtime_error where it is no XML.
    explicit CaseFacts(const std::string& xml);
    CaseFacts(const CaseFacts& other) : CaseFacts(other.xml("")) {}
    CaseFacts& operator=(const CaseFacts&) = delete;

    std::size_t records() const { return nodes_.size(); }
    std::string record_name(std::size_t record) const { return nodes_[record].name(); }

    std::string get(const Fact& fact) const;  // "" where it is not given
    void set(const Fact& fact, const std::string& value);
    // With a record more, after all others; its facts are yet to be set.
    std::size_t add(const std::string& name);
    // Without a record: those after it have the numbers before theirs.
    void leave_out(std::size_t record);

    // As a document, a record a line, with a remark before it unless that is empty.
    std::string xml(const std::string& remark) const;
    // "incident outage-1"; by its place where it has no id.
    std::string describe(std::size_t record) const;

private:
    void number_records();

    pugi::xml_document document_;
    std::vector<pugi::xml_node> nodes_;
};

// The values of a fact in their order, as whole numbers of the smallest step of its type.
class Scale {
public:
    // Nothing for what has no order, or is spelled in a way that the scale has no numbers for.
    static std::optional<Scale> of(const std::string& type, const std::string& text);

    std::int64_t value() const { return value_; }
    bool has(std::int64_t value) const { return value >= least_ && value <= most_; }
    std::string text(std::int64_t value) const;
    // Values to look at from here, in order: near ones close together, far ones far apart.
    std::vector<std::int64_t> positions() const;
    // "a second", "0.01%"
    const std::string& step() const { return step_; }

private:
    std::int64_t value_ = 0;
    std::int64_t least_ = 0;
    std::int64_t most_ = 0;
    std::vector<std::int64_t> distances_;
    std::string step_;
    std::function<std::string(std::int64_t)> spell_;
};

}  // namespace redress::cli
