#include "exact/allocate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <random>
#include <vector>

#include "error.h"

using redress::Error;
using redress::exact::allocate;
using redress::exact::MinorUnits;

namespace {

using Amounts = std::vector<MinorUnits>;

Amounts allocated(MinorUnits total, const Amounts& weights) {
    Amounts parts(weights.size(), -1);
    allocate(total, weights, parts);
    return parts;
}

}  // namespace

TEST_CASE("an amount is split in proportion, and units left go to the largest remainders") {
    struct {
        const char* name;
        MinorUnits total;
        Amounts weights, expected;
    } const rows[] = {
        {"nothing to split", 0, {3, 4}, {0, 0}},
        {"one part takes all", 7, {3}, {7}},
        {"exact shares", 10, {1, 4}, {2, 8}},
        {"of equal remainders the earlier takes the unit", 100, {1, 1, 1}, {34, 33, 33}},
        {"two units left go to the first two", 101, {1, 1, 1}, {34, 34, 33}},
        {"largest remainder first", 10, {1, 2, 4}, {1, 3, 6}},  // 1.43, 2.86, 5.71: two left, to .86 and .71
        {"a weight of zero gets nothing", 5, {0, 1, 0, 1}, {0, 3, 0, 2}},
        {"the whole of every weight", 60, {10, 20, 30}, {10, 20, 30}},
        {"more than the weights", 7, {1, 1}, {4, 3}},
        {"one unit", 1, {1'000, 1'001}, {0, 1}},
        {"near 10^17",
         100'000'000'000'000'000,
         {99'999'999'999'999'999, 99'999'999'999'999'999, 1},
         {50'000'000'000'000'000, 50'000'000'000'000'000, 0}},  // the shares end in .75, .75 and .5: two units left
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(allocated(row.total, row.weights) == row.expected);
    }
}

TEST_CASE("parts add up, none exceeds its weight, and each is its share rounded up or down") {
    std::mt19937_64 random(100);
    int failures = 0;
    for (int i = 0; i < 20'000; ++i) {
        const MinorUnits largest = random() % 2 ? 9 : 100'000'000'000'000'000;
        Amounts weights(1 + random() % 8);
        for (MinorUnits& weight : weights) weight = static_cast<MinorUnits>(random() % static_cast<std::uint64_t>(largest));
        weights[random() % weights.size()] = largest;
        const MinorUnits sum = std::accumulate(weights.begin(), weights.end(), MinorUnits{0});
        const auto total = static_cast<MinorUnits>(random() % (static_cast<std::uint64_t>(sum) + 1));

        const Amounts parts = allocated(total, weights);
        failures += std::accumulate(parts.begin(), parts.end(), MinorUnits{0}) != total;
        for (std::size_t k = 0; k < parts.size(); ++k) {
            failures += parts[k] < 0 || parts[k] > weights[k];
            // |part - total * weight / sum| < 1, without dividing
            const redress::exact::Wide off = redress::exact::Wide{parts[k]} * sum - redress::exact::Wide{total} * weights[k];
            failures += off <= -sum || off >= sum;
        }
    }
    CHECK(failures == 0);
}

TEST_CASE("weights whose sum needs more than 64 bits are split exactly") {
    const MinorUnits most = 999'999'999'999'999'999;
    const Amounts parts = allocated(most, Amounts(1'000, most));
    CHECK(parts.front() == 1'000'000'000'000'000);
    CHECK(parts[998] == 1'000'000'000'000'000);
    CHECK(parts.back() == 999'999'999'999'999);
}

TEST_CASE("a split that the contract forbids is refused") {
    Amounts two(2);
    const Amounts zeros{0, 0};
    const Amounts negative{2, -1};
    const Amounts one{1};
    const Amounts ones{1, 1};
    CHECK_THROWS_AS(allocate(1, zeros, two), Error);
    CHECK_THROWS_AS(allocate(1, negative, two), Error);
    CHECK_THROWS_AS(allocate(1, one, two), Error);
    CHECK_THROWS_AS(allocate(-1, ones, two), Error);
}
