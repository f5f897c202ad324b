#include "settle/readable.h"

#include <algorithm>
#include <array>
#include <span>

#include "exact/literal.h"
#include "exact/rounding.h"
#include "facts/token_set.h"

namespace redress::settle {

namespace {

constexpr std::uint64_t minute = 60;
constexpr std::uint64_t hour = 3600;

struct Part {
    std::uint64_t many;
    std::string_view unit;
};

// "1 month 10 days"; false where there is nothing of any.
bool append_parts(std::string& out, std::span<const Part> parts, std::string_view plural) {
    bool any = false;
    for (const Part& part : parts) {
        if (part.many == 0) continue;
        if (any) out += ' ';
        any = true;
        out += std::to_string(part.many);
        out += ' ';
        out += part.unit;
        if (part.many != 1) out += plural;
    }
    return any;
}

bool append_rounded(std::string& out, const Number& value) {
    const Number step = Number::fraction(1, 10'000);
    const exact::Rational rounded = exact::to_rational(exact::round(value, step, exact::RoundingMode::half_up));
    if (rounded.overflowed()) return false;
    exact::append_decimal(out, rounded);
    return true;
}

bool append_number_for_people(std::string& out, const formula::Type& type, const Number& value, const rules::Pack& pack,
                              const exact::Currency& currency) {
    if (type.is_number(formula::money)) {
        const std::optional<exact::MinorUnits> units = exact::post(value, currency, pack.rounding);
        if (!units) return false;
        append_money(out, *units, currency);
        return true;
    }
    if (type.is_number(formula::elapsed)) {
        const exact::Rational seconds = exact::to_rational(exact::round(value, Number(1), exact::RoundingMode::half_up));
        if (seconds.overflowed()) return false;
        append_length(out, time::Seconds(seconds.numerator()));
        return true;
    }
    if (!type.ratio) return append_rounded(out, value);
    if (!append_rounded(out, value * Number(100))) return false;
    out += '%';
    return true;
}

}  // namespace

bool append_for_people(std::string& out, const formula::Type& type, const formula::Cell& cell, const rules::Pack& pack,
                       const exact::Currency& currency) {
    using formula::Kind;
    switch (type.kind) {
        case Kind::number: return append_number_for_people(out, type, cell.number, pack, currency);
        case Kind::instant: append_moment(out, time::Instant(time::Seconds(cell.scalar)), pack.zone); return true;
        case Kind::span:
        case Kind::opening_span: append_span_in_words(out, cell.span); return true;
        case Kind::flag:
        case Kind::text:
        case Kind::token:
        case Kind::date: append_value(out, type, cell, currency); return true;
    }
    return false;
}

void append_money(std::string& out, exact::MinorUnits amount, const exact::Currency& currency) {
    exact::append_amount(out, amount, currency);
    out += ' ';
    out += currency.name();
}

void append_moment(std::string& out, time::Instant at, const time::Zone& zone) {
    const time::LocalTime local = zone.local(at);
    const time::Date day = std::chrono::floor<std::chrono::days>(local);
    const auto second = static_cast<std::uint64_t>((local - day).count());
    time::append_date(out, day);
    out += ' ';
    exact::append_padded(out, second / hour, 2);
    out += ':';
    exact::append_padded(out, second / minute % 60, 2);
    if (second % minute == 0) return;
    out += ':';
    exact::append_padded(out, second % minute, 2);
}

void append_deadline(std::string& out, const Deadline& deadline, const time::Zone& zone) {
    if (deadline.is_date) return time::append_date(out, time::Date(std::chrono::days(deadline.scalar)));
    append_moment(out, time::Instant(time::Seconds(deadline.scalar)), zone);
}

void append_length(std::string& out, time::Seconds length) {
    const std::int64_t seconds = length.count();
    const std::uint64_t many = seconds < 0 ? 0 - static_cast<std::uint64_t>(seconds) : static_cast<std::uint64_t>(seconds);
    if (seconds < 0) out += '-';
    const std::array<Part, 3> parts = {{{many / hour, "h"}, {many / minute % 60, "min"}, {many % minute, "s"}}};
    if (!append_parts(out, parts, "")) out += "0 min";
}

void append_span_in_words(std::string& out, const time::Span& span) {
    const auto whole = [](std::int32_t many) { return static_cast<std::uint64_t>(std::max(many, 0)); };
    const bool hours = whole(span.opening) % hour == 0;
    const std::array<Part, 4> parts = {
        {{whole(span.months), "month"},
         {whole(span.days), "day"},
         {whole(span.working_days), "working day"},
         {whole(span.opening) / (hours ? hour : minute), hours ? "opening hour" : "opening minute"}}};
    if (!append_parts(out, parts, "s")) out += "0 days";
}

void append_extension_for_people(std::string& out, const Decision& d) {
    if (d.extension_span)
        append_span_in_words(out, *d.extension_span);
    else
        append_length(out, d.extension);
}

void append_missing(std::string& out, const facts::Case& facts, const formula::Missing& missing) {
    if (missing.days) {
        out += missing.days->before ? "calendar: days before " : "calendar: days from ";
        return time::append_date(out, missing.days->bound);
    }
    out += facts::row(missing.record).name;
    if (missing.index != facts::no_record && missing.record != facts::Record::window) {
        if (const facts::Field* id = facts::find_field(missing.record, "id"); id != nullptr) {
            out += ' ';
            out += facts.fact(missing.record, missing.index, id->slot).text;
        }
    }
    if (!missing.field.empty()) {
        out += missing.record == facts::Record::window ? "." : ": ";
        out += missing.field;
    }
}

}  // namespace redress::settle
