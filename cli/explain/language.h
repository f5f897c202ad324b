// The texts of an explanation in one language. A file of texts has a line `key = text` for each; a text names what stands
// in it as {placeholder} and what is important as **words**. Lines that begin with # are comments.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace redress::cli::explain {

// What a text emphasises stands between these two; each format has its own way to show it.
inline constexpr char emphasis_begin = '\x01';
inline constexpr char emphasis_end = '\x02';

using Values = std::initializer_list<std::pair<std::string_view, std::string>>;

class Language {
public:
    // `name` is en, de or uk, or the path of a file of texts. What a file leaves out is said in English. Throws
    // std::runtime_error for a file that can't be read, a line that is none, an unknown key or an unknown placeholder.
    explicit Language(const std::string& name);

    // Precondition: English has the key.
    std::string say(std::string_view key, Values values = {}) const;
    // The same, or `otherwise` where there is no such text: of what a newer statement names.
    std::string say_or(std::string_view key, Values values, std::string_view otherwise) const;
    // `key` with the ending _one, _few or _many that the number asks for in this language.
    std::string count(std::string_view key, long long number) const;
    // Calls `take` with the key and the text of each whose key begins with `prefix`.
    template <class Take>
    void each(std::string_view prefix, Take take) const {
        for (const auto& [key, text] : texts_) {
            if (std::string_view(key).starts_with(prefix)) take(key, text);
        }
    }
    bool knows(std::string_view key) const { return texts_.find(key) != texts_.end(); }

private:
    void read(std::string_view text, const std::string& file);

    std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace redress::cli::explain
