#include "explain/language.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "explain/embedded.h"
#include "text_file.h"

namespace redress::cli::explain {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// Calls `literal` and `placeholder` with the parts of a text in their order.
template <class Literal, class Placeholder>
void each_part(std::string_view text, Literal literal, Placeholder placeholder) {
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        const std::size_t close = open == text.npos ? text.npos : text.find('}', open);
        literal(text.substr(0, close == text.npos ? text.npos : open));
        if (close == text.npos) return;
        placeholder(text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
}

std::set<std::string_view> placeholders_of(std::string_view text) {
    std::set<std::string_view> names;
    each_part(
        text, [](std::string_view) {}, [&](std::string_view name) { names.insert(name); });
    return names;
}

// Stars in pairs become the marks of emphasis.
std::string with_emphasis(std::string_view text) {
    std::string out;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) != "**") {
            out += text[i];
            continue;
        }
        out += inside ? emphasis_end : emphasis_begin;
        inside = !inside;
        ++i;
    }
    if (inside) out += emphasis_end;
    return out;
}

}  // namespace

Language::Language(const std::string& name) {
    read(embedded("en.ini"), "en.ini");
    if (name == "en") return;
    const std::string_view shipped = name.find_first_of("./") == name.npos ? embedded(name + ".ini") : std::string_view{};
    if (shipped.empty()) {
        read(read_file(name), name);
    } else {
        read(shipped, name + ".ini");
    }
}

void Language::read(std::string_view text, const std::string& file) {
    const bool first = texts_.empty();
    std::size_t line_number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line_number;
        if (line.empty() || line.front() == '#') continue;
        const std::size_t equals = line.find('=');
        if (equals == line.npos) throw std::runtime_error(fmt::format("{}:{}: expected key = text", file, line_number));
        const std::string key(trimmed(line.substr(0, equals)));
        const std::string value = with_emphasis(trimmed(line.substr(equals + 1)));
        const auto english = texts_.find(key);
        if (!first && english == texts_.end())
            throw std::runtime_error(fmt::format("{}:{}: no text is called '{}'", file, line_number, key));
        if (!first) {
            const std::set<std::string_view> known = placeholders_of(english->second);
            for (const std::string_view placeholder : placeholders_of(value)) {
                if (known.count(placeholder) == 0)
                    throw std::runtime_error(
                        fmt::format("{}:{}: '{}' has no placeholder {{{}}}", file, line_number, key, placeholder));
            }
        }
        texts_[key] = value;
    }
}

std::string Language::say(std::string_view key, Values values) const {
    const auto found = texts_.find(key);
    if (found == texts_.end()) throw std::logic_error(fmt::format("no text is called '{}'", key));
    std::string out;
    each_part(
        found->second, [&](std::string_view literal) { out += literal; },
        [&](std::string_view name) {
            const auto value = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
            if (value == values.end()) throw std::logic_error(fmt::format("the text '{}' is not given {{{}}}", key, name));
            out += value->second;
        });
    return out;
}

std::string Language::say_or(std::string_view key, Values values, std::string_view otherwise) const {
    return knows(key) ? say(key, values) : std::string(otherwise);
}

// The two rules of number that the shipped languages have: one and other, or one, few and many as Slavic languages.
std::string Language::count(std::string_view key, long long number) const {
    const long long n = number < 0 ? -number : number;
    std::string_view form = n == 1 ? "one" : "many";
    if (say("plural") == "slavic") {
        const long long tens = n % 100;
        const long long ones = n % 10;
        const bool teens = tens >= 11 && tens <= 14;
        form = !teens && ones == 1 ? "one" : !teens && ones >= 2 && ones <= 4 ? "few" : "many";
    }
    return say(fmt::format("{}_{}", key, form), {{"n", fmt::format("{}", number)}});
}

}  // namespace redress::cli::explain
