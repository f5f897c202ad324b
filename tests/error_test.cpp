#include "error.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using redress::did_you_mean;
using redress::nearest_name;

TEST_CASE("a misspelt name is taken for the nearest one when at most a third of its letters differ") {
    struct {
        std::string name;
        std::vector<std::string_view> candidates;
        std::string_view expected;
    } const rows[] = {
        {"incidnt", {"incident", "invoice"}, "incident"},     // a letter is missing
        {"incidennt", {"incident", "invoice"}, "incident"},   // one too many
        {"incidemt", {"incident", "invoice"}, "incident"},    // a wrong one
        {"icnident", {"incident", "invoice"}, "incident"},    // two swapped
        {"INCIDENT", {"incident", "invoice"}, "incident"},    // the case is no difference
        {"incident", {"incident", "incidents"}, "incident"},  // equal before near
        {"window", {"invoice", "incident"}, ""},              // nothing near
        {"tikcet", {"ticket"}, "ticket"},
        {"ne", {"end"}, ""},                     // 2 letters, 2 edits
        {"edn", {"end"}, "end"},                 // a swap counts once
        {"nde", {"end"}, ""},                    // 3 letters, 2 edits
        {"strat", {"start", "state"}, "start"},  // 1 edit against 2
        {"cats", {"bats", "hats"}, "bats"},      // the first of equals
        {"i", {"id"}, ""},                       // one letter says nothing
        {"", {"id"}, ""},
        {"id", {}, ""},
        {"id", {""}, ""},
        {"abcdef", {"abcxyf"}, "abcxyf"},                        // 2 of 6
        {"abcdef", {"abxyzf"}, ""},                              // 3 of 6
        {"abcdefg", {"abxyzfg"}, "abxyzfg"},                     // 3 of 7, a third rounded up
        {std::string(65, 'a'), {std::string_view("aaaa")}, ""},  // longer than any name
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(nearest_name(row.name, row.candidates) == row.expected);
    }
}

TEST_CASE("a name of the greatest length is compared in full") {
    const std::string name(64, 'a');
    const std::string other = std::string(63, 'a') + "b";
    const std::vector<std::string_view> candidates{other};
    CHECK(nearest_name(name, candidates) == other);
}

TEST_CASE("the suggestion is the end of a sentence, or nothing") {
    const std::vector<std::string_view> candidates{"incident", "invoice"};
    CHECK(did_you_mean("incidnt", candidates) == "; did you mean 'incident'?");
    CHECK(did_you_mean("maintenance", candidates).empty());
}
