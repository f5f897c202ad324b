// The derived fields of the vocabulary: what follows from the facts without any rule.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "exact/number.h"
#include "facts/case.h"
#include "facts/plans.h"
#include "facts/vocabulary.h"
#include "time/window.h"
#include "time/zone.h"

namespace redress::facts {

// The window that is being settled, and whose.
struct WindowContext {
    time::Interval interval;  // empty where it is not known
    time::WindowKind kind = time::WindowKind::calendar_month;
    const time::Zone* zone = nullptr;
    std::uint32_t subscription = no_record;
    std::optional<time::Span> span = std::nullopt;  // of a cap: the window is so many months or days, whatever its kind
};

// What finding one window costs, in instructions.
inline constexpr std::int64_t work_of_a_window = 32;

// The window of a kind that holds `at`; nothing where there is none: a billing period before the anchor or of a
// subscription without a start, a term that is not fully known, a kind that needs a subject.
std::optional<time::Interval> window_at(const Case& facts, std::uint32_t subscription, time::WindowKind kind, time::Instant at,
                                        const time::Zone& zone);

// The window so many later, or before where negative: by stepping, since windows differ in length. By the zone of the context
// alone, whatever the rules of another cut off. Before the first billing period it has no length, and lies where that begins;
// nothing where windows have no neighbours.
std::optional<time::Interval> window_beside(const Case& facts, const WindowContext& window, std::int32_t many);

// price / months of its price period, as they are at a moment. Nothing where the period is not a whole number of months: what ten
// days' price is for a month is for the contract to say.
//   1303.00 for P6M: 1303/6
std::optional<exact::Number> monthly_price(const Case&, std::uint32_t subscription, time::Instant at);

// The subscription's price for the window: of calendar_month the monthly price; of quarter and calendar_year 3 and 12
// of them; of billing_period and term as many as they have months (or the price by days where both count in days; a term
// counts as the price does, and ends at the time of day at which it starts); of a
// day the monthly price over the days of its month; of an incident or a ticket the monthly price by the part that it
// takes of the month in which it starts. Nothing where that can't be said.
// Where plans change the price within the window, what each of them says of all of it counts by the time in which it holds there,
// within the time of service. What that costs is taken from `work_left`; where it is used up, or the number is out of range, the
// result is not to be used.
//   26 a month, and from 16 June 80: 26 * 15/30 + 80 * 15/30 = 53 for June
std::optional<exact::Number> window_price(const Case&, const WindowContext&, std::int64_t& work_left);

// What a calendar span of service costs: its months at the monthly price, its days at the price by days, or where that is by
// months the price of a day of the window: of an incident or a ticket that of a day of the month in which it starts. Nothing
// where that can't be said.
//   1 day in March at 31 EUR a month: 1 EUR
std::optional<exact::Number> span_price(const Case&, const WindowContext&, const time::Span&, std::int64_t& work_left);

// The civil days in it, at least 1. Those of a calendar month are its days, also where the rules of another zone follow and cut
// it (settle/windows.h).
std::int64_t window_days(const WindowContext&);

// A derived field that is a number and belongs to a record of the case (not to the window), and that goes by no clock of the
// rules, as times of tickets do (formula/ticket_clock.h). The zone tells the months of a term.
std::optional<exact::Number> derived_number(Derived, const Case&, std::uint32_t index, const time::Zone&, const Seen&,
                                            std::int64_t& work_left);

// Whether it is a time of a ticket, which runs by the clock that the rules give the ticket.
constexpr bool by_clock(Derived derived) {
    return derived >= Derived::ticket_response_time && derived <= Derived::ticket_resolution_due;
}

// The given field of the same record that a derived one lacks: `end` of a term price, say. Nothing where the case gives all that
// it is computed from, and what it would be can't be said.
std::optional<std::string_view> lacking(Derived, const Case&, std::uint32_t index);

}  // namespace redress::facts
