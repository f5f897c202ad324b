// Sets of words written as one text with single spaces: the tokens of a field, the ids of a `references` fact.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace redress::facts {

// Takes the first word off the front of `rest`, skipping spaces; empty where there is none left.
constexpr std::string_view take_word(std::string_view& rest) noexcept {
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    return word;
}

inline std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) words.push_back(word);
    return words;
}

// The word at `index`; empty past the end.
//   token_at("good suspended violation", 1) == "suspended"
constexpr std::string_view token_at(std::string_view tokens, std::size_t index) noexcept {
    std::string_view word = take_word(tokens);
    while (index-- > 0) word = take_word(tokens);
    return word;
}

}  // namespace redress::facts
