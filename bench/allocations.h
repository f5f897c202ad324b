// Counts heap allocations of this program.
#pragma once

#include <cstdint>

namespace redress::bench {

std::uint64_t allocations() noexcept;  // since the program began

}  // namespace redress::bench
