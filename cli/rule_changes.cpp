#include "rule_changes.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <utility>

#include "document_kind.h"

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

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

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
    explicit Changer(const RuleFile& file) : file_(file), elements_(elements_of(file.document)) {}

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
                for (const std::string& after : changed_formulas(before)) {
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
    DocumentKind kind_ = document_kind("rules");
    std::vector<RuleChange> changes_;
};

}  // namespace

std::vector<RuleChange> rule_changes(const RuleFile& file) { return Changer(file).run(); }

}  // namespace redress::cli
