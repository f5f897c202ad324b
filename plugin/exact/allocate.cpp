#include "exact/allocate.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "error.h"

namespace redress::exact {
namespace {

// All over the same divisor (the sum of the weights), so the numerators compare as the remainders do.
struct Remainder {
    Wide numerator;
    std::size_t part;

    // The larger first; of equal ones the earlier part.
    friend bool operator<(const Remainder& a, const Remainder& b) noexcept {
        return a.numerator != b.numerator ? a.numerator > b.numerator : a.part < b.part;
    }
};

// A caller that breaks the contract would otherwise divide by zero inside the host.
Wide sum_of(MinorUnits total, std::span<const MinorUnits> weights, std::span<MinorUnits> parts) {
    const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
    const bool negative = std::any_of(weights.begin(), weights.end(), [](MinorUnits weight) { return weight < 0; });
    if (total < 0 || negative || sum == 0 || parts.size() != weights.size())
        throw Error(Status::internal, {}, "an amount can only be split over weights of which one is above zero");
    return sum;
}

}  // namespace

// Each remainder is below 1 and their sum is what is left, so fewer units are left than parts have a remainder: a part
// takes at most one, and one with an exact share takes none.
void allocate(MinorUnits total, std::span<const MinorUnits> weights, std::span<MinorUnits> parts) {
    const Wide sum = sum_of(total, weights, parts);
    std::vector<Remainder> remainders(weights.size());
    MinorUnits left = total;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto [share, remainder] = divide_down(Wide{total} * weights[i], sum);
        parts[i] = static_cast<MinorUnits>(share);
        remainders[i] = {remainder, i};
        left -= parts[i];
    }
    std::partial_sort(remainders.begin(), remainders.begin() + left, remainders.end());
    for (MinorUnits i = 0; i < left; ++i) ++parts[remainders[static_cast<std::size_t>(i)].part];
}

}  // namespace redress::exact
