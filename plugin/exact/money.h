// Currencies and posted amounts. A posted amount is a whole number of the currency's minor units.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "exact/number.h"
#include "exact/rounding.h"

namespace redress::exact {

// ISO 4217 code and minor unit (0, 2, 3 or 4 digits; list one of the standard). Codes without a minor unit (gold, the
// test code, ...) are no currency that a credit can be posted in.
struct Currency {
    char code[4] = {};
    std::int8_t minor_digits = 2;

    constexpr std::string_view name() const noexcept { return {code, 3}; }
    std::int64_t minor_units_per_unit() const noexcept;  // 1, 100, 1000 or 10000
    friend bool operator==(const Currency& a, const Currency& b) noexcept { return a.name() == b.name(); }
};

std::optional<Currency> currency(std::string_view code) noexcept;  // upper case, as the standard writes it
std::span<const std::string_view> currency_codes() noexcept;       // sorted; for "did you mean"

// A whole number of minor units.
using MinorUnits = std::int64_t;

// `amount` in major units rounded once to the minor unit; nothing where it does not fit in 18 digits.
std::optional<MinorUnits> post(const Number& amount, const Currency&, RoundingMode);

Number to_units(MinorUnits, const Currency&) noexcept;  // back to major units

// "21.72"; "-0.05"; "100" for JPY.
void append_amount(std::string& out, MinorUnits, const Currency&);

}  // namespace redress::exact
