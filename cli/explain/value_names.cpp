#include "explain/value_names.h"

#include <cstddef>

namespace redress::cli::explain {
namespace {

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool continues_name(char c) { return starts_name(c) || (c >= '0' && c <= '9') || c == '.'; }

}  // namespace

std::string with_values(std::string_view formula, const NamedValues& values) {
    std::string out;
    bool replaced = false;
    std::size_t at = 0;
    const auto while_true = [&](auto holds) {
        const std::size_t from = at;
        while (at < formula.size() && holds(formula[at])) ++at;
        return formula.substr(from, at - from);
    };
    while (at < formula.size()) {
        if (formula[at] == '\'') {
            const std::size_t close = formula.find('\'', at + 1);
            const std::size_t size = close == formula.npos ? formula.size() - at : close + 1 - at;
            out += formula.substr(at, size);
            at += size;
            continue;
        }
        if (!continues_name(formula[at])) {
            out += formula[at++];
            continue;
        }
        const bool is_name = starts_name(formula[at]);
        const std::string_view word = while_true(continues_name);
        const bool is_function = at < formula.size() && formula[at] == '(';
        const auto found = is_name && !is_function ? values.find(word) : values.end();
        if (found == values.end()) {
            out += word;
        } else {
            out += found->second;
            replaced = true;
        }
    }
    return replaced ? out : "";
}

}  // namespace redress::cli::explain
