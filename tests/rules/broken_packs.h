// Good packs broken in one place, and where and how that is refused.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "load_pack.h"
#include "rules/book.h"

namespace redress::rules {

// One snippet of a good pack replaced. An '@' in the replacement stands where the error is expected and is taken out.
struct Broken {
    const char* snippet;
    const char* replacement;
    const char* fragment;
    const char* place = nullptr;  // where there is no '@': the error is expected where this text stands
};

inline Position position_of(const std::string& text, std::size_t offset) {
    Position out{1, 1};
    for (std::size_t i = 0; i < offset; ++i) {
        if (text[i] == '\n')
            out = {out.line + 1, 1};
        else
            ++out.column;
    }
    return out;
}

inline std::string replaced(std::string_view pack, const std::string& snippet, const std::string& replacement) {
    std::string text(pack);
    const std::size_t at = text.find(snippet);
    REQUIRE(at != std::string::npos);
    return text.replace(at, snippet.size(), replacement);
}

inline bool is_told(const Error& error, const std::vector<Error>& faults) {
    return std::any_of(faults.begin(), faults.end(), [&](const Error& fault) {
        return fault.place().position == error.place().position && std::string_view(fault.what()) == error.what();
    });
}

inline void check_refusals(std::string_view pack, const std::vector<Broken>& table) {
    for (const Broken& row : table) {
        INFO("replaced: " << std::string(row.snippet));
        INFO("by: " << std::string(row.replacement));
        std::string text = replaced(pack, row.snippet, row.replacement);
        const std::size_t marker = row.place == nullptr ? text.find('@') : text.find(row.place);
        REQUIRE(marker != std::string::npos);
        if (row.place == nullptr) text.erase(marker, 1);
        const Position expected = position_of(text, marker);
        try {
            load_pack(text, "rules/broken.xml");
            FAIL_CHECK("accepted");
        } catch (const Error& error) {
            const std::string message = error.what();
            INFO("message: " << message);
            CHECK(error.status() == Status::invalid_rules);
            CHECK(error.place().file == "rules/broken.xml");
            CHECK(error.place().position.line == expected.line);
            CHECK(error.place().position.column == expected.column);
            CHECK(message.find(row.fragment) != std::string::npos);
            CHECK(is_told(error, Book::examine_text(text).faults));  // by a review as well
        }
    }
}

}  // namespace redress::rules
