// The words that rules compare facts with.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>

namespace redress::cli {

// By the name of the field: whatever stands in quotes or as a bare word after it, up to the next condition.
class ComparedWords {
public:
    explicit ComparedWords(const pugi::xml_node& rules);

    // Whether a formula names the field, of any record.
    bool names(const std::string& field) const { return words_.count(field) > 0; }
    const std::set<std::string>& of(const std::string& field) const;

private:
    void read(const pugi::xml_node& node);

    std::map<std::string, std::set<std::string>> words_;
};

}  // namespace redress::cli
