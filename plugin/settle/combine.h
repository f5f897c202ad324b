// Combining: of several guarantees that one event broke only the highest credit is due.
//
// Each decision is judged by the rules of its own version. The credits of one guarantee for one event stand together: a
// claim can touch several of its windows. The highest are brought to their amounts first, and a decision is denied only
// against one that stands then; what a cap or a minimum leaves nothing of stands in nobody's way, unless it was credited before
// and a cap leaves no more.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "settle/frame.h"
#include "settle/ledger.h"
#include "settle/settlement.h"

namespace redress::settle {

class Combiner {
public:
    // Finds what is about one event, among the granted decisions (each with its promise) and what was posted before.
    void begin(Frame& frame, const Settlement& settlement, Ledger& ledger);

    // The order in which decisions are brought to their amounts: as they are, and those that may stand against each other
    // together, the highest first; of equal ones that whose guarantee comes first in the rules, whichever claim asked for it.
    const std::vector<std::uint32_t>& order() const { return order_; }

    // The decision that stands instead of this one, and the rule that says so; nothing where none does.
    struct Denial {
        std::uint32_t winner = 0;
        const rules::Combination* rule = nullptr;
    };
    std::optional<Denial> denial(std::uint32_t decision);

    // What was posted before and is subtracted from this decision, besides what was posted for its promise: for rivals that don't
    // stand, and for windows that overlap this one and that the promise no longer has.
    struct Taken {
        std::uint32_t posting = 0;
        exact::MinorUnits amount = 0;
    };
    void find_taken(std::uint32_t decision, std::vector<Taken>& out);

    // Something is left of the decision: it stands against its rivals. What was taken of them for it is theirs no more.
    void stand(std::uint32_t decision, const std::vector<Taken>& taken);

    std::size_t mark() const { return stood_.size(); }
    void rewind(std::size_t mark);

private:
    static constexpr std::size_t per_count = 4;           // of rules::CombinePer
    using Events = std::array<std::uint32_t, per_count>;  // of each kind, the event or none

    // What a decision or a credit is about; empty for nothing.
    struct About {
        std::string_view sla;
        std::string_view guarantee;
        std::uint32_t subscription = 0;
        time::Interval window{};
        std::string_view incident;
        std::string_view ticket;
        std::string_view claim;
    };
    struct EventKey {
        std::string_view sla;
        std::uint32_t subscription = 0;
        rules::CombinePer per{};
        std::string_view name;    // incident, ticket, claim
        time::Interval window{};  // window
        bool operator<(const EventKey& other) const {
            return std::tie(sla, subscription, per, name, window.start, window.end) <
                   std::tie(other.sla, other.subscription, other.per, other.name, other.window.start, other.window.end);
        }
    };
    struct OfGuarantee {
        std::string_view guarantee;
        Number entitled{};  // of its granted decisions
        std::uint32_t first_decision = none;
        bool combined = false;                // by a rule of some decision
        std::uint32_t standing = none;        // the first of its decisions that stands
        std::vector<std::uint32_t> promises;  // of it that were posted before
        // The last posting of these whose own version combines it: credits come by the time of granting.
        std::uint32_t latest = 0;
    };
    struct Event {
        std::vector<OfGuarantee> guarantees;
    };

    std::vector<std::uint32_t> find_displaced(const Decision& decision);
    std::uint32_t event(const EventKey& key);
    OfGuarantee& of(std::uint32_t event, std::string_view guarantee);
    Events events_of(const Decision& decision);
    Events events_of(const PriorCredit& credit, const time::Interval& window);
    Events events(const About& about);
    bool combines(std::span<const std::unique_ptr<rules::Pack>> versions, rules::CombinePer per, std::string_view guarantee);
    void enter_decisions(const Settlement& settlement);
    void enter_prior();
    void enter_prior(const PriorCredit& credit, std::uint32_t promise, std::uint32_t posting, const time::Interval& window);
    void mark_superseded();
    void make_order(std::uint32_t count);
    std::uint32_t root(std::uint32_t decision);
    Number rank(std::uint32_t decision);

    // Calls `use(event, rule)` for each rule of the version that may combine the guarantee with others of an event.
    template <class Use>
    void each_rule(const rules::Pack& pack, std::string_view guarantee, const Events& events, Use use);

    Frame* frame_ = nullptr;
    const Settlement* settlement_ = nullptr;
    Ledger* ledger_ = nullptr;
    std::map<EventKey, std::uint32_t> by_key_;
    std::map<std::tuple<const void*, rules::CombinePer, std::string_view>, bool> combines_;  // by the versions of an SLA
    std::vector<Event> events_;
    std::vector<Events> of_decision_;
    std::vector<std::uint32_t> group_;  // union-find over decisions: which may stand against each other
    std::vector<std::uint32_t> order_;
    struct Stood {
        std::uint32_t event = 0;
        std::size_t guarantee = 0;  // whose first standing decision it was
    };
    std::vector<Stood> stood_;
};

}  // namespace redress::settle
