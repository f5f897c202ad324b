// What settling finds out: decisions, and how each came about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exact/money.h"
#include "formula/evaluator.h"
#include "rules/pack.h"
#include "settle/subject_periods.h"
#include "settle/trace.h"

namespace redress::settle {

inline constexpr std::uint32_t none = UINT32_MAX;  // an index of nothing

enum class Outcome : std::uint8_t { granted, denied, review, pending };
std::string_view name_of(Outcome) noexcept;

// Why. Where the reason is a rule, its id stands in Decision::rule and is the reason that the statement shows.
enum class Reason : std::uint8_t {
    granted,
    not_breached,        // the promise was kept
    no_credit_promised,  // it was broken, but the SLA pays nothing for it
    zero_credit,         // it was broken, and the credit computes to nothing
    not_covered,         // there is no such promise for this subscription
    requirement,         // a condition of eligibility fails
    claim_channel,       // filed by another channel
    claim_too_early,
    claim_too_late,
    incident_of_other_subscription,  // the claim names an incident or ticket that does not concern its subscription
    missing_fact,
    window_open,  // the window has not ended yet
    combined,     // another guarantee pays for the same event
    below_minimum,
    held_below_minimum,
    cap,  // a cap leaves nothing
    already_credited,
    approval,           // a person must approve the amount
    no_remedy,          // none of the remedies is open to this subscription
    nothing_to_settle,  // the claim touches no window of any guarantee
    not_in_effect,      // no version of the SLA was in effect
};
std::string_view name_of(Reason) noexcept;

// An instant or a date, as deadlines are.
struct Deadline {
    bool is_date = false;
    std::int64_t scalar = 0;  // days or seconds since the epoch
};

// The window that a rule looks at: that of the decision, or one of its own, as of a cap.
struct RuleWindow {
    time::WindowKind kind{};
    time::Interval interval{};                      // empty where it is not known
    std::optional<time::Span> span = std::nullopt;  // that it is, of a rolling cap
};

// A cap or a minimum that made what is due another, or decided. It is kept where the sentence speaks of it.
struct Bounded {
    const rules::Cap* cap = nullptr;          // or
    const rules::Minimum* minimum = nullptr;  //
    RuleWindow window;                        // in which it was looked at
    Number bound{};                           // the amount of it, or the number of credits
    std::optional<Number> left;               // of an amount, what the cap leaves
    Slice said;                               // in Settlement::sentences, after that of the decision

    const rules::Wording& says() const { return cap != nullptr ? cap->says : minimum->says; }
    const std::string& clause() const { return cap != nullptr ? cap->clause : minimum->clause; }
};

struct Decision {
    std::uint32_t claim = facts::no_record;
    std::uint32_t subscription = facts::no_record;
    const rules::Pack* pack = nullptr;            // null: no version was in effect
    const rules::Guarantee* guarantee = nullptr;  // null: nothing to settle
    time::Interval window{};
    std::uint32_t subject = facts::no_record;  // of a guarantee over incident or ticket; over periods, the first record of it
    const SubjectPeriod* period = nullptr;     // of a guarantee over periods

    Outcome outcome = Outcome::denied;
    Reason reason = Reason::nothing_to_settle;
    std::string_view rule;  // id of the requirement or cap that decided
    bool breached = false;
    formula::Missing missing;
    std::optional<Deadline> answer_by;
    std::optional<Deadline> deadline;  // of a claim that was too late or too early; or from when the window can be decided
    std::vector<Bounded> bounded;      // in the order in which they did
    Slice said;                        // in Settlement::sentences; of no size where the rules have no words for it

    Number entitled{};                        // money, exact, after the caps of the guarantee, before minimum and caps
    std::optional<Number> most;               // what the caps of the guarantee leave; none: without bound
    std::optional<Number> entitled_seconds;   // where the credit is service time
    std::optional<time::Span> entitled_span;  // or a calendar span of it
    std::optional<Number> estimate;           // of a pending one: the same by what has happened so far
    Number allowed{};                         // after minimum and caps, all postings for the promise together
    Number due{};                             // what is still to be posted of it, exact
    std::optional<Number> room;               // what caps in money leave for it; none: without bound
    exact::MinorUnits amount = 0;             // posted now
    exact::MinorUnits waiting = 0;            // what would be, of one that a person must approve
    exact::MinorUnits credited = 0;           // before
    std::uint32_t promise = none;             // in the ledger, of one that may be granted
    std::uint32_t posting = 0;                // of a granted one: 1, or 2, 3, ... where its id has others before
    rules::Remedy remedy = rules::Remedy::balance;
    time::Seconds extension{0};
    std::optional<time::Span> extension_span;  // where it goes by the calendar
};

// The requirement that it fails by.
const rules::Requirement* requirement_of(const Decision&);

// By how much service is extended: "PT48H", or by the calendar "P2D".
void append_extension(std::string& out, const Decision&);

// The incident or ticket (`kind`) that a decision is about: its guarantee's own, or else the one that its claim names, where the
// SLA requires claims; no_record for none. Its credit says so, and combine goes by it.
inline std::uint32_t event_of(const facts::Case& facts, const Decision& d, time::WindowKind kind) {
    if (d.guarantee->over == kind) return d.subject;
    if (!d.pack->claim.required || d.claim == facts::no_record) return facts::no_record;
    return kind == time::WindowKind::incident ? facts.link<"claim.incident">(d.claim) : facts.link<"claim.ticket">(d.claim);
}

}  // namespace redress::settle
