#include "explain/wording.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace redress::cli::explain {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What a value is written with: an optional sign, digits, a point; empty where it does not begin so.
std::string_view leading_number(std::string_view text) {
    std::size_t size = !text.empty() && text.front() == '-' ? 1 : 0;
    const std::size_t digits = size;
    while (size < text.size() && (is_digit(text[size]) || (text[size] == '.' && size > digits))) ++size;
    return size > digits && is_digit(text[size - 1]) ? text.substr(0, size) : std::string_view{};
}

// The numbers and units of P1M, PT2H30M and P7D; minutes are 'm', so that months can be 'M'. Empty where it is none.
std::vector<std::pair<long long, char>> parse_span(std::string_view iso) {
    std::vector<std::pair<long long, char>> parts;
    if (iso.size() < 3 || iso.front() != 'P') return {};
    bool time = false;
    long long number = 0;
    bool digits = false;
    for (const char c : iso.substr(1)) {
        if (c == 'T' && !time) {
            time = true;
        } else if (is_digit(c) && number < 1'000'000'000'000) {
            number = 10 * number + (c - '0');
            digits = true;
        } else if (digits && std::string_view("YMWDHS").find(c) != std::string_view::npos) {
            parts.emplace_back(number, time && c == 'M' ? 'm' : c);
            number = 0;
            digits = false;
        } else {
            return {};
        }
    }
    return digits ? std::vector<std::pair<long long, char>>{} : parts;
}

bool at_midnight(const cctz::civil_second& civil) { return civil.hour() == 0 && civil.minute() == 0 && civil.second() == 0; }

}  // namespace

std::string readable(std::string_view name) {
    std::string out(name);
    if (name.find_first_of(" (+-*/") != name.npos) return out;
    if (const std::size_t dot = name.rfind('.'); dot != name.npos && dot + 1 < name.size()) out.erase(0, dot + 1);
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

Wording::Wording(const Language& language, LocalTime time, std::string currency, std::size_t decimals)
    : language_(&language), time_(std::move(time)), currency_(std::move(currency)), decimals_(decimals) {}

std::string Wording::day_and_month(const cctz::civil_day& day) const {
    return say("day_and_month", {{"day", fmt::format("{}", day.day())}, {"month", say(fmt::format("of_month_{}", day.month()))}});
}

std::string Wording::date(const cctz::civil_day& day) const {
    return say("date", {{"day", fmt::format("{}", day.day())},
                        {"month", say(fmt::format("of_month_{}", day.month()))},
                        {"year", fmt::format("{}", day.year())}});
}

std::string Wording::date(Instant at) const { return date(cctz::civil_day(time_.civil(at))); }

std::string Wording::month(const cctz::civil_month& month) const {
    return say("month_and_year",
               {{"month", say(fmt::format("month_{}", month.month()))}, {"year", fmt::format("{}", month.year())}});
}

std::string Wording::clock(Instant at) const {
    const cctz::civil_second civil = time_.civil(at);
    if (civil.second() != 0) return fmt::format("{:02}:{:02}:{:02}", civil.hour(), civil.minute(), civil.second());
    return fmt::format("{:02}:{:02}", civil.hour(), civil.minute());
}

std::string Wording::moment(Instant at) const { return say("moment", {{"date", date(at)}, {"time", clock(at)}}); }

std::string Wording::range(const Interval& interval) const {
    const bool same_day = cctz::civil_day(time_.civil(interval.start)) == cctz::civil_day(time_.civil(interval.end));
    return say("range", {{"from", moment(interval.start)}, {"until", same_day ? clock(interval.end) : moment(interval.end)}});
}

std::string Wording::window(std::string_view over, const Interval& interval) const {
    const cctz::civil_second start = time_.civil(interval.start);
    const cctz::civil_second end = time_.civil(interval.end);
    if (over == "calendar_month" && at_midnight(start)) return month(cctz::civil_month(start));
    if (over == "day" && at_midnight(start)) return date(cctz::civil_day(start));
    if (over == "quarter" && at_midnight(start)) {
        return say("quarter", {{"n", fmt::format("{}", (start.month() + 2) / 3)}, {"year", fmt::format("{}", start.year())}});
    }
    if (over == "calendar_year" && at_midnight(start)) return fmt::format("{}", start.year());
    if (at_midnight(start) && at_midnight(end)) {
        return say("days", {{"from", date(cctz::civil_day(start))}, {"until", date(cctz::civil_day(end) - 1)}});
    }
    return range(interval);
}

std::string Wording::duration(Instant seconds) const {
    if (seconds < 0) return "-" + duration(-seconds);
    std::string out;
    const auto add = [&](Instant number, std::string_view key) {
        if (number == 0) return;
        if (!out.empty()) out += ' ';
        out += say(key, {{"n", fmt::format("{}", number)}});
    };
    constexpr Instant minute = 60;
    constexpr Instant hour = 60 * minute;
    add(seconds / hour, "hours");
    add(seconds % hour / minute, "minutes");
    add(seconds % minute, "seconds");
    return out.empty() ? say("hours", {{"n", "0"}}) : out;
}

std::string Wording::span(std::string_view iso) const {
    const bool negative = !iso.empty() && iso.front() == '-';
    const auto parts = parse_span(negative ? iso.substr(1) : iso);
    if (parts.empty()) return std::string(iso);
    std::string out = negative ? "-" : "";
    bool first = true;
    for (const auto& [number, unit] : parts) {
        if (number == 0 && parts.size() == 1 && unit == 'S') return say("hours", {{"n", "0"}});
        if (!first) out += ' ';
        first = false;
        const std::string n = fmt::format("{}", number);
        switch (unit) {
            case 'Y': out += language_->count("years", number); break;
            case 'M': out += language_->count("months", number); break;
            case 'W': out += language_->count("weeks", number); break;
            case 'D': out += language_->count("calendar_days", number); break;
            case 'H': out += say("hours", {{"n", n}}); break;
            case 'm': out += say("minutes", {{"n", n}}); break;
            default: out += say("seconds", {{"n", n}}); break;
        }
    }
    return out;
}

std::string Wording::number(std::string_view number) const {
    std::string out(number);
    const std::size_t point = out.find('.');
    if (point != out.npos) out.replace(point, 1, say("decimal_point"));
    return out;
}

std::string Wording::amount(std::string_view text) const {
    std::string digits(text);
    const std::size_t point = digits.find('.');
    std::size_t given = point == digits.npos ? 0 : digits.size() - point - 1;
    if (given < decimals_ && point == digits.npos) digits += '.';
    for (; given < decimals_; ++given) digits += '0';
    return number(digits) + " " + currency_;
}

std::string Wording::value(std::string_view exact) const {
    if (exact == "yes" || exact == "no" || exact == "unknown") return say(fmt::format("value_{}", exact));
    if (const auto at = parse_instant(exact)) return moment(*at);
    if (const auto day = parse_date(exact)) return date(*day);
    const std::string spelled = span(exact);
    if (spelled != exact) return spelled;
    std::string_view shown = leading_number(exact);
    if (shown.empty()) return std::string(exact);
    std::string_view unit = exact.substr(shown.size());
    std::string_view prefix;
    // Of "3595/36 (about 99.861111)%" people read the decimal.
    const std::size_t about = unit.find("(about ");
    if (unit.starts_with("/") && about != unit.npos) {
        unit.remove_prefix(about + std::string_view("(about ").size());
        shown = leading_number(unit);
        unit.remove_prefix(std::min(shown.size() + 1, unit.size()));
        prefix = "≈ ";
    }
    if (unit.starts_with(" ")) unit.remove_prefix(1);
    if (unit == currency_) return fmt::format("{}{}", prefix, amount(shown));
    if (unit == "seconds") return fmt::format("{}{}", prefix, say("seconds", {{"n", number(shown)}}));
    if (unit == "%") return fmt::format("{}{}\u00A0%", prefix, number(shown));
    return fmt::format("{}{}{}{}", prefix, number(shown), unit.empty() ? "" : " ", unit);
}

std::string Wording::literal(std::string_view text) const {
    const std::string_view digits = leading_number(text);
    std::string_view unit = text.substr(digits.size());
    if (digits.empty() || !unit.starts_with(" ")) return value(text);
    unit.remove_prefix(1);
    if (unit.ends_with("s")) unit.remove_suffix(1);
    for (const std::string_view clock_unit : {"hour", "minute", "second"}) {
        if (unit == clock_unit) return say(fmt::format("{}s", unit), {{"n", number(digits)}});
    }
    if (digits.find('.') != digits.npos || digits.size() > 9) return value(text);
    const long long n = std::stoll(std::string(digits));
    if (unit == "day") return language_->count("calendar_days", n);
    for (const std::string_view calendar_unit : {"week", "month", "year"}) {
        if (unit == calendar_unit) return language_->count(fmt::format("{}s", unit), n);
    }
    return value(text);
}

std::string Wording::clause(std::string_view clause) const {
    return clause.empty() ? "" : " " + say("in_clause", {{"clause", std::string(clause)}});
}

}  // namespace redress::cli::explain
