// A compiled SLA: everything that one rule file says, checked and ready to settle with. Immutable.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exact/money.h"
#include "facts/plans.h"
#include "facts/remedy.h"
#include "formula/declared.h"
#include "formula/program.h"
#include "formula/ticket_clock.h"
#include "time/window.h"
#include "time/zone.h"

namespace redress::rules {

using formula::Formula;

using facts::Remedy;

struct Reading {
    std::string clause;
    std::string text;
};

enum class Scope : std::uint8_t { subject, subscription, account };
enum class Membership : std::uint8_t { touching, starting, ending };
enum class MeasureKind : std::uint8_t { downtime, time, count, sum, max, min, average, periods, windows };

constexpr std::string_view name_of(MeasureKind kind) {
    switch (kind) {
        case MeasureKind::downtime: return "downtime";
        case MeasureKind::time: return "time";
        case MeasureKind::count: return "count";
        case MeasureKind::sum: return "sum";
        case MeasureKind::max: return "max";
        case MeasureKind::min: return "min";
        case MeasureKind::average: return "average";
        case MeasureKind::periods: return "periods";
        case MeasureKind::windows: return "windows";
    }
    return {};
}

// Of one whose values say nothing of it.
constexpr formula::Type type_of(MeasureKind kind) {
    formula::Type type;
    if (kind == MeasureKind::downtime || kind == MeasureKind::time) type.dimension = formula::elapsed;
    return type;
}

struct Measure {
    MeasureKind kind = MeasureKind::downtime;
    facts::Record of = facts::Record::incident;
    bool of_range = false;  // time: of the range itself, and of no records
    Formula where;          // optional: all
    Formula value;          // sum, max, min, average
    Formula weight;         // downtime, optional: at each moment the greatest of what is down then counts
    Formula otherwise;      // max, min, average: the value where no record is in the window; else its absence is missing
    Scope scope = Scope::subscription;
    Membership membership = Membership::touching;
    bool exclusions = true;                // whether excluded time is taken off
    bool prorate = false;                  // sum: value times the part of the record that lies in the window
    std::uint32_t concurrent = 1;          // downtime: so many distinct components at the same time
    std::int32_t shift = 0;                // windows later; before, where negative
    Formula from, until;                   // optional: another range than the window
    std::optional<std::uint16_t> periods;  // looks at those of this name slot, and not at records
    // Of periods, which makes stretches of time of records and gives how many there are:
    Formula start, end;      // optional instants: which part of a record's own time counts
    Formula join, at_least;  // optional lengths of time: gaps that are closed, and what is long enough
    bool gaps = false;       // whether closed gaps count
    // Of windows, which counts those that were broken:
    std::string promise;       // id of the guarantee
    std::int32_t last = 1;     // so many windows,
    bool before = false;       // without this one
    bool consecutive = false;  // only as far back as all were broken
};

struct Tier {
    std::optional<formula::Relation> bound;  // at_least, above, at_most, below; none for the last, which catches all
    Formula threshold;
    Formula value;
    std::string clause;
    Position position;
};

struct Ladder {
    Formula of;
    std::vector<Tier> tiers;
    std::vector<std::vector<exact::Rational>> thresholds;  // by level (one row where the SLA has none), then tier
    bool monotone_waived = false;                          // monotone="no"
};

enum class DefinitionKind : std::uint8_t { let, condition, measure, ladder };

// A named value: `let`, a measure, or `tiers`. Evaluated in the order of the document. A `condition` has no value by itself: it
// stands in the formulas that name it.
struct Definition {
    DefinitionKind kind = DefinitionKind::let;
    std::string name;
    std::string clause;
    std::uint16_t slot = 0;  // shared definitions come first, then those of the guarantee
    formula::Type type;
    Formula value;                               // let, condition
    facts::Record of = facts::Record::incident;  // condition
    Measure measure;
    Ladder ladder;
    Position position;
};

// The zone of hours: a fixed one, or the one that a declared fact of type zone says; where it is neither, that of the SLA.
struct HoursZone {
    std::optional<time::Zone> fixed;
    Formula fact;  // the fact alone
};

// Time that is not downtime.
struct Exclusion {
    std::string clause;
    std::optional<facts::Record> of;  // incident or maintenance; none: the hours themselves
    Formula where;
    bool of_each = false;   // `where` asks for the incident whose time is measured: it is taken off that one's alone
    Formula before, after;  // margins, constant lengths of time
    std::optional<time::DailyHours> daily;
    std::optional<time::DailyHours> except_daily;
    time::DayFilter days;  // the days whose hours are meant
    HoursZone zone;        // of the hours
    Position position;
};

// A text for people, with values in it: "Ask for it until {date(window.end) + 30 days}." It changes nothing of what is decided.
struct Wording {
    struct Value {
        std::size_t at = 0;  // before which of the words it stands, in bytes
        Formula formula;
    };
    std::string words;
    std::vector<Value> values;
    std::vector<std::uint16_t> shared;  // indices of the shared definitions that it names, and of all that those need, in order
    std::size_t definitions = 0;        // how many of the guarantee's own come before the last one that it names, and that one

    bool empty() const { return words.empty() && values.empty(); }
    bool names_any() const { return definitions > 0 || !shared.empty(); }
};

// In the order of the document. Those that are for single incidents are looked at for each incident, the others once.
struct Exclusions {
    std::vector<Exclusion> all;
    std::vector<std::size_t> of_each;  // indices of those

    void add(Exclusion exclusion) {
        if (exclusion.of_each) of_each.push_back(all.size());
        all.push_back(std::move(exclusion));
    }
};

enum class Otherwise : std::uint8_t { deny, review };

struct Requirement {
    std::string id;
    std::string clause;
    Formula that;
    Otherwise otherwise = Otherwise::deny;
    Wording says;  // the sentence for the customer; may be empty
    Position position;
};

// What decisions of an outcome, or for a reason, say to the customer.
struct Sentence {
    std::string of;
    Formula when;  // optional: only where this holds
    Wording says;  // with what `when` names
    Position position;
};

enum class CapPer : std::uint8_t { claim, guarantee, subscription, account };
enum class CapCounting : std::uint8_t { sla, all };

struct Cap {
    std::string id;
    std::string clause;
    Formula when;                          // optional: only where this holds
    Formula amount;                        // money; or
    std::optional<std::int64_t> count;     // number of credits
    std::optional<time::WindowKind> over;  // without it and without `rolling`: for good
    std::optional<time::Span> rolling;     // over the span of this length that ends with the decision's window
    CapPer per = CapPer::subscription;
    CapCounting counting = CapCounting::sla;  // which credits given before count: those of this SLA, or every one
    std::vector<std::string> guarantees;      // those it bounds, sorted; empty: all
    std::vector<std::uint16_t> shared;
    Wording says;  // for the customer, where it made the amount less or leaves nothing; may be empty
    Position position;
};

struct Guarantee {
    std::string id;
    std::string clause;
    std::string title;
    time::WindowKind over = time::WindowKind::calendar_month;
    std::optional<std::uint16_t> periods;  // over the periods of this shared name; `over` is then what they are made of
    Formula when;                          // optional: only where this holds there is such a promise
    facts::LevelAt level_at = facts::LevelAt::throughout;
    Formula from;          // optional instant: where the window of an incident or ticket begins
    Formula decided_from;  // optional instant or date; else the end of the window
    Exclusions exclusions;
    std::vector<Requirement> requirements;
    // Indices of the shared definitions that it, the requirements or the claim rule need, in order.
    std::vector<std::uint16_t> shared;
    std::vector<Definition> definitions;        // its own, in order
    std::size_t definitions_before_breach = 0;  // the rest is evaluated only where the promise is broken
    Formula breach;
    std::string breach_clause;
    Formula credit;  // optional: without one the breach is reported and pays nothing
    std::string credit_clause;
    std::vector<Cap> caps;  // what it is worth at most, before combining; they have `when` and `amount` alone
    std::vector<Sentence> sentences;
    Position position;

    bool pays() const { return credit.exists(); }
};

struct ClaimRule {
    bool required = false;
    std::string clause;
    std::vector<std::string> channels;  // empty: any
    Formula from, until, answer_by;     // optional; instants or dates
};

// Whether a rule that lists guarantees, in order, means this one; an empty list means all.
inline bool lists(const std::vector<std::string>& guarantees, std::string_view id) {
    return guarantees.empty() || std::binary_search(guarantees.begin(), guarantees.end(), id, std::less<std::string_view>());
}

enum class Below : std::uint8_t { drop, raise, hold };

struct Minimum {
    std::string clause;
    Formula when;  // optional: only where this holds
    Formula amount;
    Below below = Below::drop;
    Wording says;  // for the customer, where it decides or made the amount more; may be empty
};

enum class CombinePer : std::uint8_t { window, incident, ticket, claim };

// Of several guarantees broken by one event only the highest credit is due.
struct Combination {
    std::string clause;
    std::vector<std::string> guarantees;  // sorted; empty: all
    CombinePer per = CombinePer::window;
};

// What a person must approve before it is posted.
struct Approval {
    std::string clause;
    Formula when;  // its name slot 0 is `due`, the amount that would be posted
};

// Where what is left of earlier credits ends.
struct Forfeit {
    std::string clause;
    Formula when;
};

struct RemedyRule {
    Remedy kind = Remedy::balance;
    std::string clause;
    Formula when;                // optional
    time::Seconds step{1};       // extension: to a multiple of this, or
    std::int32_t step_days = 0;  // of so many calendar days
    exact::RoundingMode rounding = exact::RoundingMode::half_up;
    std::optional<time::Span> expires;  // balance, discount: how long after granting it can be used; or
    Formula expires_at;                 // until when: an instant, or the last day
    std::optional<Remedy> fallback;     // discount: where no line can take it
};

// What the rules let the provider charge to the account, such as a fine. It is reported, and never set off against a credit.
struct Charge {
    std::string id;
    std::string clause;
    Formula when;
    Formula on;  // optional: the date or the moment that it is charged for
    Formula amount;
    Wording says;  // the sentence for the customer; may be empty
    Position position;
};

struct Pack {
    std::string file;    // as the host named it
    std::string digest;  // SHA-256 of its canonical XML, 64 hexadecimal digits
    std::string id;
    std::string title;
    std::optional<exact::Currency> currency;
    time::Zone zone;
    time::Date effective_from{};
    std::optional<time::Date> effective_to;  // half-open
    time::Interval effective;                // the same in instants; ends where `next` begins, by the zone of that
    const Pack* next = nullptr;              // the version that begins where this one ends; set when the book is complete
    bool zone_changes = false;               // whether one of those that follow counts in another zone
    exact::RoundingMode rounding = exact::RoundingMode::half_up;
    bool explains_fully = false;  // explanation="full"
    std::vector<std::string> sources;
    std::vector<Reading> readings;
    time::WorkCalendar calendar;
    HoursZone opening_zone;
    std::vector<formula::TicketClock> clocks;  // in order of preference
    std::vector<formula::LevelParameter> parameters;
    std::vector<formula::Level> levels;
    std::vector<formula::DeclaredFact> facts;
    std::vector<formula::FieldWords> words;
    std::vector<Definition> shared;
    Exclusions exclusions;
    std::vector<Requirement> requirements;
    std::vector<Sentence> sentences;
    bool has_texts = false;  // any sentence, or any text with values or of a cap or the minimum
    std::vector<Guarantee> guarantees;
    ClaimRule claim;
    std::optional<Minimum> minimum;
    std::vector<Cap> caps;
    std::vector<Combination> combinations;
    std::vector<Charge> charges;
    std::vector<Approval> approvals;
    std::vector<Forfeit> forfeits;
    std::vector<RemedyRule> remedies;  // in order of preference; at least one where any guarantee pays
    Position position;
    std::size_t names = 0;               // the most name slots that one guarantee uses
    std::size_t cells = 0;               // the most cells that one formula uses
    mutable std::size_t thresholds = 0;  // of all ladders by level, while loading

    // By its id; null where there is none.
    const Guarantee* guarantee(std::string_view named) const {
        const auto found = std::find_if(guarantees.begin(), guarantees.end(), [&](const Guarantee& g) { return g.id == named; });
        return found == guarantees.end() ? nullptr : &*found;
    }
    // What a guarantee is over, as the rules call it: a kind of window, or the name of periods.
    std::string_view over_of(const Guarantee& g) const {
        return g.periods ? std::string_view(shared[*g.periods].name) : time::name_of(g.over);
    }
    // Whether any sentence speaks of what changed the amount.
    bool speaks_of_bounds() const { return has_texts || explains_fully; }
};

}  // namespace redress::rules
