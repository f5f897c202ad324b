#include "settle/trace.h"

#include <array>

#include <fmt/format.h>

#include "error.h"
#include "exact/literal.h"
#include "exact/rounding.h"
#include "input_limits.h"

namespace redress::settle {

std::string_view name_of(StepKind kind) noexcept {
    constexpr std::array<std::string_view, 22> names = {
        "claim",  "window",  "plan",    "clock",   "require", "exclude",  "measure", "let",     "tier",   "estimate", "breach",
        "credit", "convert", "combine", "minimum", "cap",     "credited", "round",   "approve", "remedy", "apply",    "reading"};
    return names[static_cast<std::size_t>(kind)];
}

void Trace::begin(std::uint32_t decision, StepKind kind, std::string_view clause, std::string_view name,
                  std::string_view formula) {
    end();
    if (size() > limits::steps_bytes_max) {
        throw Error(Status::limit_exceeded, Place{{}, {}, "case", {}},
                    "the steps take more than " + std::to_string(limits::steps_bytes_max) + " bytes, reached at decision " +
                        std::to_string(decision + std::uint64_t{1}) + ": settle without steps");
    }
    quoted_ += sizeof(Step) + clause.size() + name.size() + formula.size();
    const auto at = static_cast<std::uint32_t>(text_.size());
    steps_.push_back({decision, kind, clause, name, formula, {at, 0}, {at, 0}});
    in_value_ = true;
}

std::string& Trace::text() {
    if (in_value_) {
        Step& step = steps_.back();
        step.value.size = static_cast<std::uint32_t>(text_.size()) - step.value.offset;
        step.text.offset = static_cast<std::uint32_t>(text_.size());
        in_value_ = false;
    }
    return text_;
}

void Trace::end() {
    if (steps_.empty()) return;
    text();
    Step& step = steps_.back();
    step.text.size = static_cast<std::uint32_t>(text_.size()) - step.text.offset;
}

void Trace::append_list(std::span<const time::Interval> list) {
    append_list(list.size(), [&](std::string& out, std::size_t i) { append_interval(out, list[i]); });
}

// Takes back the list of `count` that was appended from `start` on, where it stands in an earlier decision.
void Trace::name_if_listed(std::size_t start, std::size_t count, std::string_view items) {
    constexpr std::size_t long_list = 10;  // up to here the reader need not look elsewhere
    if (count <= long_list) return;
    const Step& step = steps_.back();
    const auto [found, added] = listed_.try_emplace(text_.substr(start), Listed{step.decision, step.name});
    if (added) {
        quoted_ += found->first.size();
        lists_.push_back(&*found);
        return;
    }
    if (found->second.decision == step.decision) return;
    text_.resize(start);
    text_ += fmt::format(" the {} {} that decision {} lists at '{}'", count, items, found->second.decision + std::uint64_t{1},
                         found->second.name);
}

void Trace::forget_lists(std::size_t keep) {
    if (keep == 0) listed_.clear();
    while (lists_.size() > keep) {
        if (keep != 0) listed_.erase(listed_.find(lists_.back()->first));
        lists_.pop_back();
    }
}

namespace {

// 17/744 says little to a reader: six digits after the point beside it.
void append_exact(std::string& out, const Number& value) {
    const std::size_t start = out.size();
    exact::append_decimal(out, value);
    if (out.find('/', start) == std::string::npos) return;
    const Number step = Number::fraction(1, 1'000'000);
    const Number rounded = exact::round(value, step, exact::RoundingMode::half_even);
    if (exact::out_of_range(rounded)) return;
    out += " (about ";
    exact::append_decimal(out, rounded);
    out += ')';
}

void append_elapsed(std::string& out, const Number& seconds) {
    const exact::Rational whole = exact::to_rational(seconds);
    if (!whole.overflowed() && whole.is_integer()) return time::append_duration(out, time::Seconds(whole.numerator()));
    append_exact(out, seconds);
    out += " seconds";
}

}  // namespace

void append_number(std::string& out, const formula::Type& type, const Number& value, const exact::Currency& currency) {
    if (type.is_number(formula::elapsed)) return append_elapsed(out, value);
    if (type.ratio && type.is_number(formula::plain)) {
        const Number percent = value * Number(100);
        if (!exact::out_of_range(percent)) {
            append_exact(out, percent);
            out += '%';
            return;
        }
    }
    append_exact(out, value);
    if (type.is_number(formula::money)) {
        out += ' ';
        out += currency.name();
    }
}

namespace {

void append_power(std::string& out, std::string_view unit, int power) {
    out += unit;
    if (power > 1) (out += '^') += std::to_string(power);
}

}  // namespace

void append_unit(std::string& out, const formula::Type& type, const exact::Currency& currency) {
    if (type.kind != formula::Kind::number || type.is_number(formula::money) || type.is_number(formula::elapsed)) return;
    const std::int8_t money = type.dimension.money;
    const std::int8_t time = type.dimension.time;
    if (money > 0) append_power(out += ' ', currency.name(), money);
    if (time > 0) append_power(out += ' ', "seconds", time);
    if (money < 0) append_power(out += " per ", currency.name(), -money);
    if (time < 0) append_power(out += " per ", "second", -time);
}

namespace {

void append_token(std::string& out, std::string_view tokens, std::int64_t index) {
    while (index > 0) {
        tokens.remove_prefix(tokens.find(' ') + 1);
        --index;
    }
    out += tokens.substr(0, tokens.find(' '));
}

}  // namespace

void append_value(std::string& out, const formula::Type& type, const formula::Cell& cell, const exact::Currency& currency) {
    using formula::Kind;
    switch (type.kind) {
        case Kind::number: return append_number(out, type, cell.number, currency);
        case Kind::flag: out += cell.scalar != 0 ? "yes" : "no"; return;
        case Kind::text: out += cell.text; return;
        case Kind::token: return append_token(out, type.tokens, cell.scalar);
        case Kind::instant: return time::append_instant(out, time::Instant(time::Seconds(cell.scalar)));
        case Kind::date: return time::append_date(out, time::Date(std::chrono::days(cell.scalar)));
        case Kind::span:
        case Kind::opening_span: return time::append_span(out, cell.span);
    }
}

void append_interval(std::string& out, const time::Interval& interval) {
    time::append_instant(out, interval.start);
    out += " to ";
    time::append_instant(out, interval.end);
}

}  // namespace redress::settle
