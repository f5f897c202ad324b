#include "exact/money.h"

#include <algorithm>
#include <array>

#include "exact/literal.h"

namespace redress::exact {
namespace {

// List one of ISO 4217 as published on 2024-06-25, without the codes that have no minor unit, and with XCG and XAD,
// which joined it in 2025. Codes that left it since then stay: a case may be about a month in which they were money.
// clang-format off
constexpr Currency currencies[] = {
    {"AED", 2}, {"AFN", 2}, {"ALL", 2}, {"AMD", 2}, {"ANG", 2}, {"AOA", 2}, {"ARS", 2}, {"AUD", 2}, {"AWG", 2},
    {"AZN", 2}, {"BAM", 2}, {"BBD", 2}, {"BDT", 2}, {"BGN", 2}, {"BHD", 3}, {"BIF", 0}, {"BMD", 2}, {"BND", 2},
    {"BOB", 2}, {"BOV", 2}, {"BRL", 2}, {"BSD", 2}, {"BTN", 2}, {"BWP", 2}, {"BYN", 2}, {"BZD", 2}, {"CAD", 2},
    {"CDF", 2}, {"CHE", 2}, {"CHF", 2}, {"CHW", 2}, {"CLF", 4}, {"CLP", 0}, {"CNY", 2}, {"COP", 2}, {"COU", 2},
    {"CRC", 2}, {"CUC", 2}, {"CUP", 2}, {"CVE", 2}, {"CZK", 2}, {"DJF", 0}, {"DKK", 2}, {"DOP", 2}, {"DZD", 2},
    {"EGP", 2}, {"ERN", 2}, {"ETB", 2}, {"EUR", 2}, {"FJD", 2}, {"FKP", 2}, {"GBP", 2}, {"GEL", 2}, {"GHS", 2},
    {"GIP", 2}, {"GMD", 2}, {"GNF", 0}, {"GTQ", 2}, {"GYD", 2}, {"HKD", 2}, {"HNL", 2}, {"HTG", 2}, {"HUF", 2},
    {"IDR", 2}, {"ILS", 2}, {"INR", 2}, {"IQD", 3}, {"IRR", 2}, {"ISK", 0}, {"JMD", 2}, {"JOD", 3}, {"JPY", 0},
    {"KES", 2}, {"KGS", 2}, {"KHR", 2}, {"KMF", 0}, {"KPW", 2}, {"KRW", 0}, {"KWD", 3}, {"KYD", 2}, {"KZT", 2},
    {"LAK", 2}, {"LBP", 2}, {"LKR", 2}, {"LRD", 2}, {"LSL", 2}, {"LYD", 3}, {"MAD", 2}, {"MDL", 2}, {"MGA", 2},
    {"MKD", 2}, {"MMK", 2}, {"MNT", 2}, {"MOP", 2}, {"MRU", 2}, {"MUR", 2}, {"MVR", 2}, {"MWK", 2}, {"MXN", 2},
    {"MXV", 2}, {"MYR", 2}, {"MZN", 2}, {"NAD", 2}, {"NGN", 2}, {"NIO", 2}, {"NOK", 2}, {"NPR", 2}, {"NZD", 2},
    {"OMR", 3}, {"PAB", 2}, {"PEN", 2}, {"PGK", 2}, {"PHP", 2}, {"PKR", 2}, {"PLN", 2}, {"PYG", 0}, {"QAR", 2},
    {"RON", 2}, {"RSD", 2}, {"RUB", 2}, {"RWF", 0}, {"SAR", 2}, {"SBD", 2}, {"SCR", 2}, {"SDG", 2}, {"SEK", 2},
    {"SGD", 2}, {"SHP", 2}, {"SLE", 2}, {"SOS", 2}, {"SRD", 2}, {"SSP", 2}, {"STN", 2}, {"SVC", 2}, {"SYP", 2},
    {"SZL", 2}, {"THB", 2}, {"TJS", 2}, {"TMT", 2}, {"TND", 3}, {"TOP", 2}, {"TRY", 2}, {"TTD", 2}, {"TWD", 2},
    {"TZS", 2}, {"UAH", 2}, {"UGX", 0}, {"USD", 2}, {"USN", 2}, {"UYI", 0}, {"UYU", 2}, {"UYW", 4}, {"UZS", 2},
    {"VED", 2}, {"VES", 2}, {"VND", 0}, {"VUV", 0}, {"WST", 2}, {"XAD", 2}, {"XAF", 0}, {"XCD", 2}, {"XCG", 2},
    {"XOF", 0}, {"XPF", 0}, {"YER", 2}, {"ZAR", 2}, {"ZMW", 2}, {"ZWG", 2}
};
// clang-format on

constexpr bool by_name(const Currency& a, const Currency& b) noexcept { return a.name() < b.name(); }
static_assert(std::is_sorted(std::begin(currencies), std::end(currencies), by_name));

constexpr auto codes = [] {
    std::array<std::string_view, std::size(currencies)> result{};
    std::transform(std::begin(currencies), std::end(currencies), result.begin(),
                   [](const Currency& each) { return std::string_view(each.code, 3); });
    return result;
}();

constexpr std::uint64_t posted_max = 999'999'999'999'999'999;  // 18 digits

}  // namespace

std::int64_t Currency::minor_units_per_unit() const noexcept {
    constexpr std::int64_t powers[] = {1, 10, 100, 1'000, 10'000};
    return powers[minor_digits];
}

std::optional<Currency> currency(std::string_view code) noexcept {
    const auto found = std::lower_bound(codes.begin(), codes.end(), code);
    if (found == codes.end() || *found != code) return std::nullopt;
    return currencies[found - codes.begin()];
}

std::span<const std::string_view> currency_codes() noexcept { return codes; }

std::optional<MinorUnits> post(const Number& amount, const Currency& currency, RoundingMode mode) {
    const Number units = round(amount * currency.minor_units_per_unit(), 1, mode);  // a whole number: its denominator is 1
    if (units.is_big() || magnitude(units.numerator()) > posted_max) return std::nullopt;
    return units.numerator();
}

Number to_units(MinorUnits units, const Currency& currency) noexcept {
    return Number::fraction(units, currency.minor_units_per_unit());
}

void append_amount(std::string& out, MinorUnits units, const Currency& currency) {
    const auto units_per_unit = static_cast<std::uint64_t>(currency.minor_units_per_unit());
    if (units < 0) out += '-';
    append_padded(out, magnitude(units) / units_per_unit, 1);
    if (currency.minor_digits == 0) return;
    out += '.';
    append_padded(out, magnitude(units) % units_per_unit, currency.minor_digits);
}

}  // namespace redress::exact
