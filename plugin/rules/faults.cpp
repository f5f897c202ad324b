#include "rules/faults.h"

#include <algorithm>

#include "input_limits.h"
#include "rules/element_reader.h"
#include "rules/grammar.h"

namespace redress::rules {

namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::pair<std::uint32_t, std::uint32_t> key(Position position) { return {position.line, position.column}; }

// Whether one of the words stands in the text: as a name of a formula, or between the spaces of a list of ids.
bool names_any(std::string_view text, const std::set<std::string, std::less<>>& words) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_word(text[end])) ++end;
        if (end > at && words.contains(text.substr(at, end - at))) return true;
        at = end + 1;
    }
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (words.contains(text.substr(at, end - at))) return true;
        at = end + 1;
    }
    return false;
}

}  // namespace

void Faults::check_grammar(const xml::Element& element, const std::string& file) { check_one(element, file); }

// Bounded by limits::xml_depth_max.
bool Faults::check_one(const xml::Element& element, const std::string& file) {
    if (find_element(element.name()) == nullptr) {  // told of the element that it stands in
        lack_names_of(element);
        return true;
    }
    bool wrong = false;
    ElementReader::check_grammar(element, file, [&](const Error& error) {
        wrong = true;
        add(error);
    });
    if (wrong) lack_names_of(element);
    for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) {
        if (check_one(child, file)) wrong = true;
    }
    if (wrong) malformed_.insert(key(element.position()));
    return wrong;
}

void Faults::note(const Error& error, const xml::Element& element, Reads reads) {
    const bool follow_up = follows(element, reads);
    if (element.name() != "sla") lack_names_of(element);
    any_ = true;
    if (!follow_up) add(error);
}

void Faults::lose(const xml::Element& element) {
    lack_names_of(element);
    any_ = true;
}

void Faults::add(const Error& error) {
    const bool told = std::any_of(all_.begin(), all_.end(), [&](const Error& e) {
        return e.place().file == error.place().file && e.place().position == error.place().position;
    });
    if (!told && all_.size() < limits::faults_max) all_.push_back(error);
}

bool Faults::found_in(const xml::Element& element) const { return any_ || malformed_.contains(key(element.position())); }

bool Faults::follows(const xml::Element& element, Reads reads) const {
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        const xml::Attribute attribute = element.attribute(i);
        if (attribute.name != "name" && attribute.name != "id" && names_any(attribute.value, lacking_)) return true;
    }
    if (reads == Reads::own_attributes) return false;
    for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) {
        if (follows(child, reads)) return true;
    }
    return false;
}

// A parameter is its level's, and what a guarantee names is seen within it alone.
void Faults::lack_names_of(const xml::Element& element) {
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        const xml::Attribute attribute = element.attribute(i);
        if (attribute.name == "name" || attribute.name == "id") lack(attribute.value);
    }
    if (element.name() == "calendar") {
        lack("opening");
        lack("opening_time");
    }
    if (element.name() != "level") return;
    for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) lack_names_of(child);
}

}  // namespace redress::rules
