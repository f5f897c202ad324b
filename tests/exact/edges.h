// Integers at which arithmetic on 64 bits can go wrong.
#pragma once

#include <cstdint>
#include <limits>
#include <random>

namespace redress::exact {

// Values next to which carries, signs and widths change.
inline std::int64_t edge(std::mt19937_64& random) {
    static constexpr std::int64_t offsets[] = {-1, 0, 1};
    const std::int64_t offset = offsets[random() % 3];
    const std::int64_t power = std::int64_t{1} << (random() % 63);
    switch (random() % 5) {
        case 0: return std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(random() % 4);
        case 1: return std::numeric_limits<std::int64_t>::min() + static_cast<std::int64_t>(random() % 4);
        case 2: return -power + offset;
        case 3: return power + offset;
        default: return static_cast<std::int64_t>(random() >> (random() % 64));
    }
}

}  // namespace redress::exact
