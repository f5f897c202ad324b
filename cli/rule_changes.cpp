#include "rule_changes.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <sstream>
#include <string_view>
#include <utility>

#include "document_kind.h"
#include "dotted_names.h"
#include "library.h"

namespace redress::cli {
namespace {

constexpr std::array dropped = {"exclude", "require", "cap", "minimum", "combine", "approve", "tier", "holiday", "forfeit"};

// Of the words of conditions, those that mean the nearest other thing; longer ones first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> exchanged = {{{"is unknown", "is known"},
                                                                                      {"is known", "is unknown"},
                                                                                      {"is not", "is"},
                                                                                      {"is", "is not"},
                                                                                      {"not one of", "one of"},
                                                                                      {"one of", "not one of"},
                                                                                      {"at least", "above"},
                                                                                      {"above", "at least"},
                                                                                      {"at most", "below"},
                                                                                      {"below", "at most"},
                                                                                      {"and", "or"},
                                                                                      {"or", "and"}}};

constexpr std::array<std::pair<const char*, const char*>, 4> exchanged_bounds = {
    {{"at_least", "above"}, {"above", "at_least"}, {"at_most", "below"}, {"below", "at_most"}}};

bool is_word(char c) { return is_name_character(c) || c == '.'; }

// The number with one more in its last place: "99.9" becomes "100.0".
std::string next_number(std::string number) {
    for (std::size_t i = number.size(); i-- > 0;) {
        if (number[i] == '.') continue;
        if (number[i] != '9') {
            ++number[i];
            return number;
        }
        number[i] = '0';
    }
    return "1" + number;
}

bool is_number(std::string_view word) {
    return !word.empty() && word.find_first_not_of("0123456789.") == word.npos && word.back() != '.';
}

bool stands_at(std::string_view formula, std::size_t at, std::string_view words) {
    const std::size_t end = at + words.size();
    return formula.substr(at).starts_with(words) && (end == formula.size() || !is_word(formula[end]));
}

// All formulas that differ from this one by one word. Texts in quotes stay.
std::vector<std::string> changed_formulas(const std::string& formula) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < formula.size();) {
        if (formula[at] == '\'') {
            at = std::min(formula.find('\'', at + 1), formula.size() - 1) + 1;
            continue;
        }
        std::size_t end = at;
        while (end < formula.size() && is_word(formula[end])) ++end;
        const std::string word = formula.substr(at, end - at);
        const auto changed_to = [&](std::size_t size, std::string_view text) {
            out.push_back(formula.substr(0, at) + std::string(text) + formula.substr(at + size));
        };
        if (is_number(word)) changed_to(word.size(), next_number(word));
        const auto found = std::find_if(exchanged.begin(), exchanged.end(),
                                        [&](const auto& pair) { return !word.empty() && stands_at(formula, at, pair.first); });
        if (found != exchanged.end()) {
            changed_to(found->first.size(), found->second);
            end = at + found->first.size();
        }
        at = std::max(end, at + 1);
    }
    return out;
}

// The facts that formulas of a file can name, each with its type.
class NamedFacts {
public:
    explicit NamedFacts(const pugi::xml_node& rules) {
        for (std::int64_t i = 0; i < redress_vocabulary_count(); ++i) {
            const auto property = [i](const char* name) { return std::string(vocabulary_field(i, name)); };
            if (property("part") != "case" && property("part") != "formula") continue;
            facts_[property("record")].push_back({property("field"), property("type"), words(property("values"))});
        }
        for (const pugi::xml_node& fact : rules.children("fact"))
            facts_[attribute(fact, "record")].push_back(
                {attribute(fact, "name"), attribute(fact, "type"), words(attribute(fact, "values"))});
    }

    // All formulas that name another fact of the same record and type, the next one, or compare with another word.
    std::vector<std::string> changed_formulas(const std::string& formula) const {
        std::vector<std::string> out;
        for (const auto& [name, rest] : dotted_names(formula)) {
            const auto record = facts_.find(name.first);
            if (record == facts_.end()) continue;
            const auto fact = std::find_if(record->second.begin(), record->second.end(),
                                           [field = name.second](const NamedFact& each) { return each.name == field; });
            if (fact == record->second.end()) continue;
            const std::size_t end = formula.size() - rest.size();
            const std::string next = next_alike(record->second, *fact);
            if (!next.empty()) out.push_back(formula.substr(0, end - name.second.size()) + next + std::string(rest));
            add_other_words(formula, end, *fact, out);
        }
        return out;
    }

private:
    struct NamedFact {
        std::string name;
        std::string type;
        std::vector<std::string> values;
    };

    static std::string next_alike(const std::vector<NamedFact>& facts, const NamedFact& fact) {
        constexpr std::array alike = {"instant", "duration", "money", "count", "ratio", "number", "flag", "date"};
        if (std::find(alike.begin(), alike.end(), fact.type) == alike.end()) return "";
        const auto at = static_cast<std::size_t>(&fact - facts.data());
        for (std::size_t i = 1; i < facts.size(); ++i) {
            const NamedFact& other = facts[(at + i) % facts.size()];
            if (other.type == fact.type) return other.name;
        }
        return "";
    }

    // Of a token, up to the next condition: each of its words becomes the next one.
    static void add_other_words(const std::string& formula, std::size_t from, const NamedFact& fact,
                                std::vector<std::string>& out) {
        const std::size_t until = std::min({formula.find(" and ", from), formula.find(" or ", from), formula.size()});
        for (std::size_t at = from; at < until;) {
            std::size_t end = at;
            while (end < until && is_name_character(formula[end])) ++end;
            const auto value = std::find(fact.values.begin(), fact.values.end(), formula.substr(at, end - at));
            if (end > at && value != fact.values.end() && fact.values.size() > 1) {
                const std::string& other = value + 1 == fact.values.end() ? fact.values.front() : *(value + 1);
                out.push_back(formula.substr(0, at) + other + formula.substr(end));
            }
            at = std::max(end, at + 1);
        }
    }

    std::map<std::string, std::vector<NamedFact>> facts_;
};

void collect(const pugi::xml_node& node, std::vector<pugi::xml_node>& out) {
    out.push_back(node);
    for (const pugi::xml_node& child : node.children()) {
        if (child.type() == pugi::node_element) collect(child, out);
    }
}

std::vector<pugi::xml_node> elements_of(const pugi::xml_document& document) {
    std::vector<pugi::xml_node> out;
    collect(document.document_element(), out);
    return out;
}

std::string saved(const pugi::xml_document& document) {
    std::ostringstream out;
    document.save(out, "", pugi::format_raw | pugi::format_no_declaration);
    return out.str();
}

// Changes of one file, each on a copy of it.
class Changer {
public:
    explicit Changer(const RuleFile& file) : file_(file), elements_(elements_of(file.document)), facts_(file.root()) {}

    std::vector<RuleChange> run() {
        for (std::size_t i = 0; i < elements_.size(); ++i) {
            const pugi::xml_node& node = elements_[i];
            const DocumentElement* element = of(node.name());
            for (const pugi::xml_attribute& each : node.attributes()) {
                const DocumentField* field = element == nullptr ? nullptr : element->field(each.name());
                if (field == nullptr ||
                    (field->type != "formula" && field->type != "condition_formula" && field->type != "constant"))
                    continue;
                const std::string before = attribute(node, each.name());
                std::vector<std::string> formulas = changed_formulas(before);
                const std::vector<std::string> renamed = facts_.changed_formulas(before);
                formulas.insert(formulas.end(), renamed.begin(), renamed.end());
                for (const std::string& after : formulas) {
                    add(i, fmt::format("{}: '{}' becomes '{}'", each.name(), before, after),
                        [&](pugi::xml_node copy) { copy.attribute(each.name()).set_value(after.c_str()); });
                }
                for (const auto& [from, to] : exchanged_bounds) {
                    if (std::string_view(node.name()) != "tier" || std::string_view(each.name()) != from) continue;
                    const char* const other = to;
                    add(i, fmt::format("{} {} becomes {}", each.name(), before, other),
                        [&](pugi::xml_node copy) { copy.attribute(each.name()).set_name(other); });
                }
            }
            if (std::find(dropped.begin(), dropped.end(), std::string_view(node.name())) != dropped.end())
                add(i, "is left out", [](pugi::xml_node copy) { copy.parent().remove_child(copy); });
        }
        return std::move(changes_);
    }

private:
    const DocumentElement* of(std::string_view name) const {
        const auto found =
            std::find_if(kind_.elements.begin(), kind_.elements.end(), [&](const auto& e) { return e.name == name; });
        return found == kind_.elements.end() ? nullptr : &*found;
    }

    template <class Change>
    void add(std::size_t index, const std::string& what, Change change) {
        pugi::xml_document copy;
        copy.reset(file_.document);
        change(elements_of(copy)[index]);
        changes_.push_back({file_.line_of(elements_[index]), fmt::format("{} {}", elements_[index].name(), what), saved(copy)});
    }

    const RuleFile& file_;
    std::vector<pugi::xml_node> elements_;
    NamedFacts facts_;
    DocumentKind kind_ = document_kind("rules");
    std::vector<RuleChange> changes_;
};

}  // namespace

std::vector<RuleChange> rule_changes(const RuleFile& file) { return Changer(file).run(); }

}  // namespace redress::cli
