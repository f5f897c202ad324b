// The ways to apply a credit: the one list of them, for rules, cases and statements. Never cash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "facts/token_set.h"

namespace redress::facts {

enum class Remedy : std::uint8_t { balance, extension, discount };

constexpr std::string_view name_of(Remedy remedy) {
    switch (remedy) {
        case Remedy::balance: return "balance";
        case Remedy::extension: return "extension";
        case Remedy::discount: return "discount";
    }
    return {};
}

// In the order of their enumerators.
inline constexpr std::string_view remedies = "balance extension discount";
// And what else can become of a credit: what is left of it ends.
inline constexpr std::string_view adjustment_kinds = "balance extension discount forfeit";

static_assert(
    [] {
        std::size_t i = 0;
        for (; !name_of(static_cast<Remedy>(i)).empty(); ++i) {
            if (token_at(remedies, i) != name_of(static_cast<Remedy>(i))) return false;
        }
        return token_at(remedies, i).empty() && adjustment_kinds.starts_with(remedies);
    }(),
    "the list of remedies lacks one, or has them in another order");

}  // namespace redress::facts
