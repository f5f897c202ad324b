// The table of the grammar and the loaders agree on what an attribute may say.
#include "rules/grammar.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "facts/token_set.h"
#include "facts/vocabulary.h"
#include "load_pack.h"
#include "packs.h"
#include "rules/loader.h"

namespace redress::rules {
namespace {

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (std::string_view word = facts::take_word(text); !word.empty(); word = facts::take_word(text)) out.emplace_back(word);
    return out;
}

bool one_of(const std::string& word, std::string_view set) {
    const std::vector<std::string> all = words(set);
    return std::find(all.begin(), all.end(), word) != all.end();
}

std::string comma_separated(std::string_view text) {
    std::string out;
    for (const std::string& word : words(text)) out += (out.empty() ? "" : ", ") + word;
    return out;
}

// What the loader says of the fullest pack with another value for the first attribute of this name; "" where it loads.
std::string refusal(const AttributeRow& row, const std::string& value) {
    std::string pack(fullest_pack);
    const std::string attribute = " " + std::string(row.name) + "=\"";
    std::size_t at = pack.find("<" + std::string(row.element) + " ");
    for (; at != std::string::npos; at = pack.find("<" + std::string(row.element) + " ", at + 1)) {
        const std::size_t found = pack.find(attribute, at);
        if (found == std::string::npos || found > pack.find('>', at)) continue;
        const std::size_t begin = found + attribute.size();
        pack.replace(begin, pack.find('"', begin) - begin, value);
        try {
            load_pack(pack, "full.xml");
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
    return "the fullest pack does not show " + std::string(row.element) + attribute;
}

bool says(const std::string& message, std::string_view part) { return message.find(part) != std::string::npos; }

bool names_a_record(const AttributeRow& row) { return row.name == "record" || (row.name == "of" && row.element != "sentence"); }

}  // namespace

TEST_CASE("a token of the rules is one of the set that its loader knows") {
    for (const AttributeRow& row : attributes()) {
        const bool token = row.type == AttributeType::token || row.type == AttributeType::token_or_span ||
                           row.type == AttributeType::token_or_name;
        if (!token || names_a_record(row)) continue;
        CAPTURE(row.element);
        CAPTURE(row.name);
        const std::string message = refusal(row, "nonsense");
        CAPTURE(message);
        CHECK(says(message, "'nonsense' is not one of " + comma_separated(row.values)));
        const std::string last(words(row.values).back());
        const bool names = row.type == AttributeType::token_or_name;  // those of the pack follow
        const bool span = row.type == AttributeType::token_or_span;
        CHECK((message.ends_with(last) || (names && says(message, last + ", ")) ||
               (span && message.ends_with(last + ", or a span such as P12M"))));
    }
}

TEST_CASE("a record that the rules name is one of those that its loader accepts") {
    for (const AttributeRow& row : attributes()) {
        if (row.type != AttributeType::token || !names_a_record(row)) continue;
        CAPTURE(row.element);
        CHECK(says(refusal(row, "nonsense"), "there is no record 'nonsense'"));
        for (const facts::RecordRow& record : facts::records()) {
            CAPTURE(record.name);
            const std::string message = refusal(row, std::string(record.name));
            CAPTURE(message);
            const bool refused = says(message, "covers no time") || says(message, "expected maintenance or incident") ||
                                 says(message, "not to the case") || says(message, "there is no record");
            CHECK(refused != one_of(std::string(record.name), row.values));
        }
    }
}

TEST_CASE("days of the week, flags and ranges are those of their loaders") {
    for (const AttributeRow& row : attributes()) {
        CAPTURE(row.element);
        CAPTURE(row.name);
        const std::string message = refusal(row, "nonsense");
        CAPTURE(message);
        if (row.type == AttributeType::flag) CHECK(says(message, "'nonsense' is not one of no, yes"));
        if (row.type == AttributeType::whole_number) {
            const std::size_t dots = row.values.find("..");
            const std::string from(row.values.substr(0, dots));
            const std::string to(row.values.substr(dots + 2));
            CHECK(says(message, "'nonsense' is not a whole number from " + from + " to " + to));
        }
        if (row.type == AttributeType::tokens) {
            std::string list(row.values);
            for (std::size_t space = 0; (space = list.find(' ', space)) != std::string::npos; space += 2)
                list.replace(space, 1, ", ");
            CHECK(says(message, "'nonsense' is not one of " + list));
            for (const std::string& value : words(row.values)) CHECK(refusal(row, value) == "");
        }
    }
}

TEST_CASE("only sets and ranges have values") {
    for (const AttributeRow& row : attributes()) {
        CAPTURE(row.element);
        CAPTURE(row.name);
        const bool has_values = row.type == AttributeType::token || row.type == AttributeType::token_or_span ||
                                row.type == AttributeType::token_or_name || row.type == AttributeType::tokens ||
                                row.type == AttributeType::whole_number;
        CHECK(has_values == !row.values.empty());
    }
}

TEST_CASE("an element's parents and key are elements and attributes") {
    for (const ElementRow& element : elements()) {
        CAPTURE(element.name);
        for (const std::string& parent : words(element.parents)) CHECK(find_element(parent) != nullptr);
        for (const std::string& key : words(element.key)) {
            const auto rows = attributes(element.name);
            CHECK(std::any_of(rows.begin(), rows.end(), [&](const AttributeRow& row) { return row.name == key; }));
        }
    }
    CHECK(name_of(AttributeType::namespace_name) == "namespace");
    CHECK(name_of(AttributeType::constant) == "constant");
}

}  // namespace redress::rules
