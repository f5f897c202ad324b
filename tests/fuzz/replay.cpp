// Runs every target on its committed inputs, without libFuzzer: the corpus, and what was found once.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "case.h"
#include "expression.h"
#include "handles.h"
#include "rules.h"
#include "setters.h"
#include "zone.h"

namespace redress::fuzz {
namespace {

std::vector<std::string> inputs(const std::string& kind, const std::string& target) {
    std::vector<std::string> paths;
    const std::filesystem::path folder = std::string(REDRESS_ROOT) + "/tests/fuzz/" + kind + "/" + target;
    if (std::filesystem::exists(folder)) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

template <class Try>
void replay(const std::string& target, Try try_input) {
    std::vector<std::string> paths = inputs("corpus", target);
    REQUIRE(paths.size() >= 5);
    for (std::string& found : inputs("found", target)) paths.push_back(std::move(found));
    for (const std::string& path : paths) {
        INFO("input: " << path);
        CHECK_NOTHROW(try_input(host::text_of(path)));
    }
    MESSAGE(target << ": " << paths.size() << " inputs");
}

}  // namespace

TEST_CASE("rules XML of the corpus") { replay("rules", try_rules); }
TEST_CASE("case XML of the corpus") { replay("case", try_case); }
TEST_CASE("formulas of the corpus") { replay("expression", try_expression); }
TEST_CASE("sequences of setters of the corpus") { replay("setters", try_setters); }
TEST_CASE("sequences of handle calls of the corpus") { replay("handles", try_handles); }

TEST_CASE("zone files of the corpus") { replay("zone", try_zone); }

TEST_CASE("a broken promise is seen") { CHECK_THROWS_AS(promise(false, "planted"), std::logic_error); }

}  // namespace redress::fuzz
