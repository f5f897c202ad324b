#include "compared_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "dotted_names.h"
#include "rule_files.h"

namespace redress::cli {
namespace {

constexpr std::array<std::string_view, 11> keywords = {"is",   "not",  "one", "of",  "known", "unknown",
                                                       "then", "else", "if",  "yes", "no"};

bool is_word(std::string_view name) {
    const bool is_number = name.empty() || (name[0] >= '0' && name[0] <= '9');
    return !is_number && std::find(keywords.begin(), keywords.end(), name) == keywords.end();
}

// Of what follows the name of a fact, such as " is not one of (customer, 'force majeure') and ...".
void add_words(std::string_view rest, std::set<std::string>& words) {
    rest = rest.substr(0, std::min({rest.find(" and "), rest.find(" or "), rest.size()}));
    if (!rest.starts_with(" is ") && !rest.starts_with(" one of") && !rest.starts_with(" not one of")) return;
    for (std::size_t at = 0; at < rest.size();) {
        if (rest[at] == '\'') {
            const std::size_t end = std::min(rest.find('\'', at + 1), rest.size());
            words.emplace(rest.substr(at + 1, end - at - 1));
            at = end + 1;
            continue;
        }
        std::size_t end = at;
        while (end < rest.size() && is_name_character(rest[end])) ++end;
        if (is_word(rest.substr(at, end - at))) words.emplace(rest.substr(at, end - at));
        at = std::max(end, at + 1);
    }
}

}  // namespace

ComparedWords::ComparedWords(const pugi::xml_node& rules) {
    read(rules);
    for (const pugi::xml_node& level : rules.children("level")) words_["level"].insert(attribute(level, "id"));
    for (const pugi::xml_node& claim : rules.children("claim")) {
        if (!attribute(claim, "channel").empty()) words_["channel"].insert(attribute(claim, "channel"));
    }
}

const std::set<std::string>& ComparedWords::of(const std::string& field) const {
    static const std::set<std::string> none;
    const auto found = words_.find(field);
    return found == words_.end() ? none : found->second;
}

void ComparedWords::read(const pugi::xml_node& node) {
    for (const pugi::xml_attribute& each : node.attributes()) {
        const std::string formula = attribute(node, each.name());
        for (const auto& [name, rest] : dotted_names(formula)) add_words(rest, words_[name.second]);
    }
    for (const pugi::xml_node& child : node.children()) {
        if (child.type() == pugi::node_element) read(child);
    }
}

}  // namespace redress::cli
