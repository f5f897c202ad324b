#include "formula/lexer.h"

#include <fmt/format.h>

#include "input_limits.h"

namespace redress::formula {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::size_t number_end(std::string_view source, std::size_t at) {
    while (at < source.size() && is_digit(source[at])) ++at;
    if (at + 1 < source.size() && source[at] == '.' && is_digit(source[at + 1])) {
        ++at;
        while (at < source.size() && is_digit(source[at])) ++at;
    }
    return at;
}

std::size_t name_end(std::string_view source, std::size_t at) {
    while (at < source.size() && (is_letter(source[at]) || is_digit(source[at]))) ++at;
    return at;
}

Word punctuation(char c) {
    switch (c) {
        case '%': return Word::percent;
        case '.': return Word::dot;
        case ',': return Word::comma;
        case '(': return Word::open;
        case ')': return Word::close;
        case '+': return Word::plus;
        case '-': return Word::minus;
        case '*': return Word::star;
        case '/': return Word::slash;
        default: return Word::end;
    }
}

[[noreturn]] void unexpected(std::string_view source, std::size_t at) {
    const char c = source[at];
    if (c == '<' || c == '>' || c == '=' || c == '!') {
        throw FormulaError{at, fmt::format("'{}' is not an operator: comparisons are the words is, is not, below, "
                                           "above, at least, at most, one of",
                                           c)};
    }
    std::size_t length = 1;  // keep a multi-byte character whole
    while (at + length < source.size() && (static_cast<unsigned char>(source[at + length]) & 0xC0) == 0x80) ++length;
    throw FormulaError{at, fmt::format("'{}' has no meaning in a formula", source.substr(at, length))};
}

}  // namespace

std::vector<Lexeme> lex(std::string_view source) {
    if (source.size() > limits::expression_bytes_max) {
        throw FormulaError{
            0, fmt::format("the formula has {} bytes; at most {} are read", source.size(), limits::expression_bytes_max)};
    }
    std::vector<Lexeme> lexemes;
    std::size_t at = 0;
    while (at < source.size()) {
        const char c = source[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++at;
            continue;
        }
        const std::size_t start = at;
        if (is_digit(c)) {
            at = number_end(source, at);
            if (at < source.size() && is_letter(source[at])) {
                throw FormulaError{start, fmt::format("'{}' is not a number: expected a decimal such as 21.72, and a "
                                                      "space before a unit",
                                                      source.substr(start, name_end(source, at) - start))};
            }
            lexemes.push_back({Word::number, source.substr(start, at - start), start});
        } else if (is_letter(c)) {
            at = name_end(source, at);
            lexemes.push_back({Word::name, source.substr(start, at - start), start});
        } else if (c == '\'') {
            const std::size_t close = source.find('\'', at + 1);
            if (close == std::string_view::npos) throw FormulaError{start, "the text is not closed by a quote"};
            lexemes.push_back({Word::text, source.substr(start + 1, close - start - 1), start});
            at = close + 1;
        } else if (const Word word = punctuation(c); word != Word::end) {
            lexemes.push_back({word, source.substr(at, 1), at});
            ++at;
        } else {
            unexpected(source, at);
        }
    }
    lexemes.push_back({Word::end, source.substr(source.size()), source.size()});
    return lexemes;
}

}  // namespace redress::formula
