// Facts from text and back: one spelling in, checked to the last character; the canonical spelling out.
#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "exact/literal.h"
#include "facts/case.h"
#include "facts/text.h"
#include "facts/token_set.h"
#include "input_limits.h"
#include "time/instant.h"

namespace redress::facts {
namespace {

using exact::LiteralFault;
using exact::Rational;
using time::TimeFault;

[[noreturn]] void refuse(std::string message) { throw Error(Status::invalid_case, {}, std::move(message)); }

// "'1e5' is not money: expected a decimal such as 21.72"; with the reason in between where that says more.
[[noreturn]] void refuse(std::string_view text, std::string_view what, std::string_view reason, std::string_view expected) {
    std::string message = in_quotes(text);
    message.append(" is not ").append(what).append(": ");
    if (!reason.empty()) message.append("it ").append(reason).append("; ");
    message.append("expected ").append(expected);
    refuse(std::move(message));
}

std::string_view reason(LiteralFault fault) {
    const bool plain = fault == LiteralFault::empty || fault == LiteralFault::not_a_number;
    return plain ? std::string_view() : describe(fault);
}

std::string_view reason(TimeFault fault) { return fault == TimeFault::malformed ? std::string_view() : describe(fault); }

Fact of_number(const Rational& number) {
    Fact fact;
    fact.number = number;
    fact.state = Fact::State::given;
    return fact;
}

Fact of_scalar(std::int64_t scalar) {
    Fact fact;
    fact.scalar = scalar;
    fact.state = Fact::State::given;
    return fact;
}

Fact of_text(std::string_view text) {
    Fact fact;
    fact.text = text;
    fact.state = Fact::State::given;
    return fact;
}

Fact parse_number(std::string_view text, std::string_view what, std::string_view expected) {
    const exact::Literal literal = exact::parse_decimal(text);
    if (literal.fault != LiteralFault::none) refuse(text, what, reason(literal.fault), expected);
    return of_number(literal.value);
}

Fact parse_count(std::string_view text) {
    constexpr std::string_view expected = "a whole number such as 3";
    const exact::Literal literal = exact::parse_decimal(text);
    if (literal.fault != LiteralFault::none) refuse(text, "a count", reason(literal.fault), expected);
    if (text.front() == '-') refuse(text, "a count", "is below zero", expected);
    if (text.find('.') != std::string_view::npos) refuse(text, "a count", "", expected);
    return of_number(literal.value);
}

Fact parse_ratio(std::string_view text) {
    constexpr std::string_view expected = "a share such as 25% or 0.25";
    const bool percent = text.ends_with('%');
    const exact::Literal literal = exact::parse_decimal(text.substr(0, text.size() - (percent ? 1 : 0)));
    if (literal.fault != LiteralFault::none) refuse(text, "a ratio", reason(literal.fault), expected);
    const Rational share = percent ? literal.value / Rational(100) : literal.value;
    if (share.overflowed()) refuse(text, "a ratio", "has too many digits", expected);
    return of_number(share);
}

Fact parse_id(std::string_view text, std::string_view expected, std::size_t bytes_max = limits::id_bytes_max) {
    const TextFault fault = check_id(text);
    if (fault != TextFault::none) refuse(text, "an id", describe(fault), expected);
    if (text.size() > bytes_max) refuse(text, "an id", "has more than " + std::to_string(bytes_max) + " bytes", expected);
    return of_text(text);
}

std::vector<std::string_view> sorted_words(std::string_view text) {
    std::vector<std::string_view> words = words_of(text);
    std::sort(words.begin(), words.end());
    return words;
}

Fact parse_references(std::string_view text) {
    const std::vector<std::string_view> ids = sorted_words(text);
    if (ids.empty()) refuse(text, "a list of ids", "is empty", "ids separated by spaces");
    for (const std::string_view id : ids) parse_id(id, "the id of another record");
    const auto twice = std::adjacent_find(ids.begin(), ids.end());
    if (twice != ids.end()) refuse(text, "a list of ids", "names " + in_quotes(*twice) + " twice", "each id once");
    return of_text(text);
}

Fact parse_token(std::string_view tokens, std::string_view text) {
    std::string_view rest = tokens;
    std::int64_t index = 0;
    for (std::string_view token = take_word(rest); !token.empty(); token = take_word(rest), ++index) {
        if (token == text) return of_scalar(index);
    }
    std::string message = in_quotes(text) + " is not one of ";
    std::vector<std::string_view> candidates;
    rest = tokens;
    for (std::string_view token = take_word(rest); !token.empty(); token = take_word(rest)) {
        message.append(candidates.empty() ? "" : ", ").append(token);
        candidates.push_back(token);
    }
    refuse(message + did_you_mean(text, candidates));
}

Fact parse_flag(std::string_view text) {
    if (text == "yes") return of_scalar(1);
    if (text == "no") return of_scalar(0);
    refuse(in_quotes(text) + " is not yes or no");
}

Fact parse_instant(std::string_view text) {
    const auto parsed = time::parse_instant(text);
    if (parsed.fault != TimeFault::none) {
        refuse(text, "an instant", reason(parsed.fault), "date, time and offset such as 2026-01-05T08:00:00+02:00");
    }
    return of_scalar(parsed.value.time_since_epoch().count());
}

Fact parse_date(std::string_view text) {
    const auto parsed = time::parse_date(text);
    if (parsed.fault != TimeFault::none) refuse(text, "a date", reason(parsed.fault), "a day such as 2026-02-28");
    return of_scalar(parsed.value.time_since_epoch().count());
}

Fact parse_duration(std::string_view text) {
    const auto parsed = time::parse_duration(text);
    if (parsed.fault != TimeFault::none) {
        refuse(text, "a duration", reason(parsed.fault), "a length of time such as PT17H, or seconds such as 3600");
    }
    return of_number(Rational(parsed.value.count()));
}

Fact parse_span(std::string_view text) {
    const auto parsed = time::parse_span(text);
    if (parsed.fault != TimeFault::none) refuse(text, "a span", reason(parsed.fault), "a calendar span such as P1M or P10D");
    Fact fact;
    fact.span = parsed.value;
    fact.state = Fact::State::given;
    return fact;
}

std::size_t digits_from(const std::string& out, std::size_t begin) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return static_cast<std::size_t>(std::count_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), is_digit));
}

// With the currency's digits, unless they would make the literal too long to be read back.
void append_money(std::string& out, const Rational& amount, const exact::Currency& currency) {
    const std::size_t begin = out.size();
    exact::append_decimal(out, amount, currency.minor_digits);
    if (out.size() - begin <= limits::literal_digits_max || digits_from(out, begin) <= limits::literal_digits_max) return;
    out.resize(begin);
    exact::append_decimal(out, amount);
}

// As a percentage, unless that would make the literal too long to be read back.
void append_ratio(std::string& out, const Rational& ratio) {
    const std::size_t begin = out.size();
    const Rational percentage = ratio * Rational(100);
    if (!percentage.overflowed()) {
        exact::append_decimal(out, percentage);
        out += '%';
        if (digits_from(out, begin) <= limits::literal_digits_max) return;
        out.resize(begin);
    }
    exact::append_decimal(out, ratio);
}

// The order in which the ids were given says nothing, so they are written in their own.
void append_references(std::string& out, std::string_view text) {
    std::string_view space;
    for (const std::string_view id : sorted_words(text)) {
        out.append(space).append(id);
        space = " ";
    }
}

// The defaults of the table, for all records one after the other, in the order of their slots.
struct UnsetFacts {
    std::array<Fact, table::field_rows.size()> facts;
    std::array<std::size_t, record_count> first{};

    UnsetFacts() {
        std::size_t next = 0;
        for (std::size_t r = 0; r < record_count; ++r) {
            first[r] = next;
            for (const Field& field : fields(static_cast<Record>(r))) {
                if (field.presence == Presence::derived) continue;
                if (field.presence == Presence::defaulted) {
                    facts[next] = parse_fact(field.type, field.tokens, field.default_text);
                    facts[next].state = Fact::State::defaulted;
                }
                ++next;
            }
        }
    }
};

}  // namespace

Fact parse_fact(FieldType type, std::string_view tokens, std::string_view text, std::size_t id_bytes_max) {
    if (text.size() > limits::text_bytes_max) {
        throw Error(Status::limit_exceeded, {},
                    in_quotes(text) + " has more than " + std::to_string(limits::text_bytes_max) + " bytes");
    }
    switch (type) {
        case FieldType::text: {
            const TextFault fault = check_text(text);
            if (fault != TextFault::none) refuse(text, "a text", describe(fault), "one or more characters");
            return of_text(text);
        }
        case FieldType::id: return parse_id(text, "a name without spaces such as i-17", id_bytes_max);
        case FieldType::reference: return parse_id(text, "the id of another record");
        case FieldType::references: return parse_references(text);
        case FieldType::token: return parse_token(tokens, text);
        case FieldType::count: return parse_count(text);
        case FieldType::number: return parse_number(text, "a number", "a decimal such as 0.75");
        case FieldType::ratio: return parse_ratio(text);
        case FieldType::money: return parse_number(text, "money", "a decimal such as 21.72");
        case FieldType::instant: return parse_instant(text);
        case FieldType::date: return parse_date(text);
        case FieldType::duration: return parse_duration(text);
        case FieldType::span: return parse_span(text);
        case FieldType::flag: return parse_flag(text);
    }
    throw Error(Status::internal, {}, "a fact of no known type");
}

void append_fact(std::string& out, FieldType type, std::string_view tokens, const Fact& fact, const exact::Currency& currency) {
    switch (type) {
        case FieldType::text:
        case FieldType::id:
        case FieldType::reference: out += fact.text; break;
        case FieldType::references: append_references(out, fact.text); break;
        case FieldType::token: out += token_at(tokens, static_cast<std::size_t>(fact.scalar)); break;
        case FieldType::count:
        case FieldType::number: exact::append_decimal(out, fact.number); break;
        case FieldType::ratio: append_ratio(out, fact.number); break;
        case FieldType::money: append_money(out, fact.number, currency); break;
        case FieldType::instant: time::append_instant(out, time::Instant(time::Seconds(fact.scalar))); break;
        case FieldType::date: time::append_date(out, time::Date(std::chrono::days(fact.scalar))); break;
        case FieldType::duration: time::append_duration(out, time::Seconds(fact.number.numerator())); break;
        case FieldType::span: time::append_span(out, fact.span); break;
        case FieldType::flag: out += fact.scalar != 0 ? "yes" : "no"; break;
    }
}

bool same_value(FieldType type, const Fact& a, const Fact& b) noexcept {
    switch (type) {
        case FieldType::text:
        case FieldType::id:
        case FieldType::reference:
        case FieldType::references: return a.text == b.text;
        case FieldType::token:
        case FieldType::instant:
        case FieldType::date:
        case FieldType::flag: return a.scalar == b.scalar;
        case FieldType::count:
        case FieldType::number:
        case FieldType::ratio:
        case FieldType::money:
        case FieldType::duration: return a.number == b.number;
        case FieldType::span: return a.span == b.span;
    }
    return false;
}

std::span<const Fact> unset_facts(Record record) noexcept {
    static const UnsetFacts unset;  // trivially destroyed; parsing a default allocates nothing
    return std::span<const Fact>(unset.facts).subspan(unset.first[static_cast<std::size_t>(record)], given_field_count(record));
}

}  // namespace redress::facts
