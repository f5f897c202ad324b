#include "facts/derived.h"

#include <algorithm>
#include <initializer_list>

#include "time/calendar.h"

namespace redress::facts {

namespace {

using exact::Number;

const Fact& subscription_fact(const Case& facts, std::uint32_t subscription, std::uint8_t slot) {
    return facts.fact(Record::subscription, subscription, slot);
}

constexpr std::uint8_t price_slot = slot(Record::subscription, "price");
constexpr std::uint8_t price_period_slot = slot(Record::subscription, "price_period");
constexpr std::uint8_t billing_period_slot = slot(Record::subscription, "billing_period");

// What a subscription costs at one moment.
struct Price {
    Number amount;
    time::Span period;
};

// By its terms; null: of one without plans.
Price price_by(const Case& facts, std::uint32_t subscription, const Case::Terms* terms) {
    const auto fact = [&](std::uint8_t slot) -> const Fact& {
        return terms == nullptr ? subscription_fact(facts, subscription, slot) : facts.fact(*terms, *plan_change(slot));
    };
    return {Number(fact(price_slot).number), fact(price_period_slot).span};
}

// The price for a calendar span: by months, or by days where both spans have only days.
std::optional<Number> price_for(const Price& price, const time::Span& span) {
    if (price.period.days == 0 && span.days == 0 && price.period.months > 0) {
        return price.amount * Number(span.months) / Number(price.period.months);
    }
    if (price.period.months == 0 && span.months == 0 && price.period.days > 0) {
        return price.amount * Number(span.days) / Number(price.period.days);
    }
    return std::nullopt;
}

constexpr time::Span one_month{1, 0, 0};

// What a price says of the window, or of something in it.
constexpr std::int64_t work_of_a_price = 8;

// The mean of what the prices of a subscription in the window say, each by the time in which it holds.
template <class Says>
std::optional<Number> over_time(const Case& facts, const WindowContext& window, std::int64_t& work_left, Says says) {
    const TermsInWindow in = terms_in(facts, window.subscription, window.interval);
    if (in.terms.size() < 2) return says(price_by(facts, window.subscription, in.terms.data()));
    Number sum;
    for (std::size_t i = 0; i < in.terms.size(); ++i) {
        const std::optional<Number> one = says(price_by(facts, window.subscription, &in.terms[i]));
        if (!one) return std::nullopt;
        sum = sum + *one * Number(in.of(i).length().count());
        work_left -= work_of_a_price + exact::work_of(sum, sum);
        if (work_left < 0 || exact::out_of_range(sum)) return sum;  // which the caller refuses
    }
    return sum / Number(in.time.length().count());
}

// The span of a term: so many whole months, or days where the price is by days. Nothing where it ends at another time of day,
// or within a month, and so is not whole.
std::optional<time::Span> term_span(const WindowContext& window, bool by_days) {
    const time::Date first = window.zone->date(window.interval.start);
    const time::Date last = window.zone->date(window.interval.end);
    time::Span span;
    if (by_days) {
        span.days = static_cast<std::int32_t>((last - first).count());
    } else {
        const std::chrono::year_month_day from(first);
        const std::chrono::year_month_day until(last);
        span.months = static_cast<std::int32_t>((until.year() / until.month() - from.year() / from.month()).count());
    }
    if (span.days + span.months <= 0) return std::nullopt;
    const std::optional<time::Instant> end = time::add(window.interval.start, span, *window.zone, time::WorkCalendar{});
    return end == window.interval.end ? std::optional(span) : std::nullopt;
}

}  // namespace

std::optional<time::Interval> window_at(const Case& facts, std::uint32_t subscription, time::WindowKind kind, time::Instant at,
                                        const time::Zone& zone) {
    switch (kind) {
        case time::WindowKind::billing_period: {
            const time::Interval service = facts.extent(Record::subscription, subscription);
            if (service.start == time::Instant::min()) return std::nullopt;
            return time::billing_period(service.start, facts.get<"subscription.billing_period">(subscription), at, zone);
        }
        case time::WindowKind::term: {
            const time::Interval service = facts.extent(Record::subscription, subscription);
            const bool known = service.start != time::Instant::min() && service.end != time::Instant::max();
            return known && service.contains(at) ? std::optional(service) : std::nullopt;
        }
        case time::WindowKind::incident:
        case time::WindowKind::ticket: return std::nullopt;
        default: return time::civil_window(kind, at, zone);
    }
}

std::optional<time::Interval> window_beside(const Case& facts, const WindowContext& window, std::int32_t many) {
    if (window.span || window.kind == time::WindowKind::term) return std::nullopt;
    std::optional<time::Interval> at = window_at(facts, window.subscription, window.kind, window.interval.start, *window.zone);
    for (std::int32_t i = 0; at && i != many; i += many > 0 ? 1 : -1) {
        const time::Instant next = many > 0 ? at->end : at->start - time::Seconds(1);
        const std::optional<time::Interval> found = window_at(facts, window.subscription, window.kind, next, *window.zone);
        if (!found) return time::Interval{at->start, at->start};
        at = found;
    }
    return at;
}

namespace {

std::optional<Number> price_of_window(const Case& facts, const WindowContext& window, const Price& price) {
    if (window.span) return price_for(price, *window.span);
    time::Span span;
    switch (window.kind) {
        case time::WindowKind::calendar_month: span.months = 1; break;
        case time::WindowKind::quarter: span.months = 3; break;
        case time::WindowKind::calendar_year: span.months = 12; break;
        case time::WindowKind::billing_period:
            span = subscription_fact(facts, window.subscription, billing_period_slot).span;
            break;
        case time::WindowKind::term: {
            const std::optional<time::Span> term = term_span(window, price.period.months == 0);
            if (!term) return std::nullopt;
            span = *term;
            break;
        }
        case time::WindowKind::day:
        case time::WindowKind::incident:
        case time::WindowKind::ticket: {
            const std::optional<Number> monthly = price_for(price, one_month);
            if (!monthly) return std::nullopt;
            if (window.kind == time::WindowKind::day) {
                return *monthly / Number(time::days_in_month(window.interval.start, *window.zone));
            }
            const time::Interval month =
                time::civil_window(time::WindowKind::calendar_month, window.interval.start, *window.zone);
            return *monthly * Number(window.interval.length().count()) / Number(month.length().count());
        }
    }
    return price_for(price, span);
}

std::optional<Number> price_of_span(const Case& facts, const WindowContext& window, const time::Span& span, const Price& price) {
    Number out;
    if (span.months != 0) {
        const std::optional<Number> months = price_for(price, {span.months, 0, 0});
        if (!months) return std::nullopt;
        out = *months;
    }
    if (span.days == 0) return out;
    if (const std::optional<Number> days = price_for(price, {0, span.days, 0})) return out + *days;
    const bool of_subject = window.kind == time::WindowKind::incident || window.kind == time::WindowKind::ticket;
    const std::optional<Number> whole = of_subject ? price_for(price, one_month) : price_of_window(facts, window, price);
    if (!whole) return std::nullopt;
    const std::int64_t days = of_subject ? time::days_in_month(window.interval.start, *window.zone) : window_days(window);
    return out + *whole * Number(span.days) / Number(days);
}

}  // namespace

std::optional<Number> monthly_price(const Case& facts, std::uint32_t subscription, time::Instant at) {
    return price_for(price_by(facts, subscription, terms_at(facts, subscription, at)), one_month);
}

std::optional<Number> window_price(const Case& facts, const WindowContext& window, std::int64_t& work_left) {
    return over_time(facts, window, work_left, [&](const Price& price) { return price_of_window(facts, window, price); });
}

std::optional<Number> span_price(const Case& facts, const WindowContext& window, const time::Span& span,
                                 std::int64_t& work_left) {
    return over_time(facts, window, work_left, [&](const Price& price) { return price_of_span(facts, window, span, price); });
}

std::int64_t window_days(const WindowContext& window) {
    time::Interval days = window.interval;
    if (window.span) return std::max<std::int64_t>(1, time::civil_days(days, *window.zone));
    switch (window.kind) {
        case time::WindowKind::day:
        case time::WindowKind::calendar_month:
        case time::WindowKind::quarter:
        case time::WindowKind::calendar_year: days = time::civil_window(window.kind, days.start, *window.zone); break;
        default: break;
    }
    return std::max<std::int64_t>(1, time::civil_days(days, *window.zone));
}

std::optional<Number> derived_number(Derived derived, const Case& facts, std::uint32_t index, const time::Zone& zone,
                                     const Seen& seen, std::int64_t& work_left) {
    const auto elapsed = [](time::Instant from, time::Instant until) { return Number((until - from).count()); };
    switch (derived) {
        case Derived::subscription_monthly_price: return monthly_price(facts, index, seen.window.start);
        case Derived::subscription_term_price: {
            const time::Interval& term = facts.extent(Record::subscription, index);
            if (term.start == time::Instant::min() || term.end == time::Instant::max()) return std::nullopt;
            return window_price(facts, {term, time::WindowKind::term, &zone, index}, work_left);
        }
        case Derived::incident_duration: return Number(facts.extent(Record::incident, index).length().count());
        case Derived::maintenance_duration: return Number(facts.extent(Record::maintenance, index).length().count());
        case Derived::measurement_duration: return Number(facts.extent(Record::measurement, index).length().count());
        case Derived::maintenance_notice: {
            const Fact& announced = facts.fact(Record::maintenance, index, slot(Record::maintenance, "announced"));
            if (!announced.known()) return std::nullopt;
            const time::Instant at{time::Seconds(announced.scalar)};
            return elapsed(at, facts.extent(Record::maintenance, index).start);
        }
        case Derived::pause_duration: return Number(facts.extent(Record::pause, index).length().count());
        default: return std::nullopt;
    }
}

std::optional<std::string_view> lacking(Derived derived, const Case& facts, std::uint32_t index) {
    const auto first_absent = [&](Record record,
                                  std::initializer_list<std::string_view> names) -> std::optional<std::string_view> {
        for (const std::string_view name : names) {
            if (!facts.fact(record, index, find_field(record, name)->slot).known()) return name;
        }
        return std::nullopt;
    };
    switch (derived) {
        case Derived::subscription_term_price: return first_absent(Record::subscription, {"start", "end"});
        case Derived::maintenance_notice: return first_absent(Record::maintenance, {"announced"});
        case Derived::ticket_response_due: return first_absent(Record::ticket, {"response_limit"});
        case Derived::ticket_resolution_due: return first_absent(Record::ticket, {"resolution_limit"});
        default: return std::nullopt;
    }
}

}  // namespace redress::facts
