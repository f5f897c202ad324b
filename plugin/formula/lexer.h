// The words of a formula.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "error.h"

namespace redress::formula {

// An error inside a formula: where, as an offset into its text, and what. The loader adds file, line and column.
struct FormulaError {
    std::size_t offset = 0;
    std::string message;
};

enum class Word : std::uint8_t {
    number,   // 21.72
    name,     // letters, digits and underscores; keywords are names too: the parser knows them by position
    text,     // 'anything but a quote'
    percent,  // %
    dot,
    comma,
    open,
    close,
    plus,
    minus,
    star,
    slash,
    end,
};

struct Lexeme {
    Word word = Word::end;
    std::string_view slice;  // of the source; of a text without its quotes
    std::size_t offset = 0;
};

// Throws FormulaError. The last lexeme is `end`. The slices point into `source`.
std::vector<Lexeme> lex(std::string_view source);

}  // namespace redress::formula
