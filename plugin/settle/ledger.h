// The ledger of a settlement: what was posted for each promise, before and now, in one form. "Credited before", combine,
// minimum and caps all ask it, so that a settlement and its replay are one computation.
//
//   promise  what credits are due for: SLA, guarantee, subscription, and the incident or ticket, or else the window
//   posting  a credit for a promise: one given before, or one of this settlement
//
// A promise about an incident or ticket is one promise whatever its window is today. A credit for no promise of the book
// (goodwill) is a promise of its own.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "settle/bind.h"
#include "settle/credit_id.h"
#include "settle/decision.h"

namespace redress::settle {

struct Posting {
    std::uint32_t promise = 0;
    std::uint32_t prior = none;  // index in BoundCase::prior of one given before
    exact::MinorUnits amount = 0;
    exact::MinorUnits taken = 0;            // by promises that stand instead of this one; see combine.h
    std::string_view claim;                 // empty where it answers none
    std::uint32_t previous = none;          // of the same promise
    std::uint32_t previous_counted = none;  // of those that count as one credit
};

// What a promise took of a posting for another one in this settlement.
struct Take {
    std::uint32_t posting = 0;
    exact::MinorUnits amount = 0;
    std::uint32_t previous = none;  // of the same promise
};

// What tells promises apart. Views are into the book, the case or BoundCase::prior.
struct PromiseKey {
    std::string_view sla;
    std::string_view guarantee;
    std::uint32_t subscription = none;
    std::string_view incident;      // of a guarantee over incident
    std::string_view ticket;        // of a guarantee over ticket
    time::Instant window_start{};   // of any other; of goodwill nothing
    std::uint32_t goodwill = none;  // index in BoundCase::prior
    auto operator<=>(const PromiseKey&) const = default;
};
struct PromiseHash {
    std::size_t operator()(const PromiseKey& key) const noexcept;
};

struct Promise {
    PromiseKey key;
    time::Interval window{};  // empty where it is not known
    // Where in time caps look for it, between the two, both inclusive: the start of its window, or of the service where that
    // began within the window.
    time::Instant place_first{};
    time::Instant place_last{};
    std::uint32_t last_posting = none;
    // The promise with which its postings count as one credit: itself; of a window of today that a displaced credit counts for,
    // that credit's.
    std::uint32_t counted = none;
    std::uint32_t last_counted = none;  // of the postings that count as one credit with this
    std::uint32_t last_take = none;
    exact::MinorUnits credited = 0;  // posted, and what it took of others
    std::uint32_t postings = 0;
    std::uint32_t number = 0;  // the greatest behind '#' in their ids; 1 without one
    bool stands = false;       // decided in this settlement, with something left of it
    bool superseded = false;   // a rival of it was posted for the same event later: it is no credit of its own any more
};

// Which postings a cap counts. Caps that count the same share one tally.
struct TallyKind {
    std::string_view sla;                                  // empty: all
    const std::vector<std::string>* guarantees = nullptr;  // those that count; empty: all
    rules::CapPer per = rules::CapPer::subscription;
    bool by_subject = false;  // a cap over incident or ticket: what is about the same one
};

// Whose postings a cap adds up.
struct Share {
    std::uint32_t subscription = none;
    std::string_view name;  // the guarantee or the claim
    std::string_view incident;
    std::string_view ticket;
    time::Instant window_start{};
    auto operator<=>(const Share&) const = default;
};

class Ledger {
public:
    // Enters what was given before. Both live longer.
    void begin(const BoundCase& bound, const SubjectPeriods& periods);

    // The promise that a decision is about, for the claim that it answers; entered where it is new. All decisions that may be
    // granted are entered before the first tally is asked for.
    std::uint32_t enter(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription,
                        std::uint32_t subject, const time::Interval& window, std::string_view claim);

    // The promise, where one is entered; else none.
    std::uint32_t find(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription,
                       std::uint32_t subject, const time::Interval& window) const;

    // A promise about a period is worth so much today: what was credited for it beyond that, for a window that others overlap
    // which are entered, is displaced. To be asked for when all are entered.
    //   of one outage two were made by a correction: what the first is not worth was credited for the second
    void share_rest(std::uint32_t promise, exact::MinorUnits worth, std::int64_t& visits);

    const Promise& promise(std::uint32_t index) const { return promises_[index]; }
    std::span<const Promise> promises() const { return promises_; }
    const Posting& posting(std::uint32_t index) const { return postings_[index]; }
    // With which it counts as one credit.
    const Promise& counted(const Posting& posting) const { return promises_[promises_[posting.promise].counted]; }
    const Take& take(std::uint32_t index) const { return takes_[index]; }

    // The credit that makes a decision about the promise unclear, and the field that is missing of it; nothing where none does.
    struct Unclear {
        std::uint32_t credit = 0;  // index in the case
        std::string_view field;
    };
    std::optional<Unclear> unclear(std::uint32_t promise, const rules::Pack& pack, std::int64_t& visits) const;

    // Credits given before under a guarantee for windows that it no longer has, and that overlap the window which a promise is
    // about: those first that share the most time with it.
    void find_displaced(std::uint32_t promise, std::string_view guarantee, std::vector<std::uint32_t>& postings,
                        std::int64_t& visits) const;

    bool any_displaced() const { return !displaced_.empty(); }

    // Whether a posting for the promise takes the place of one that it took of, so that the two are one credit: not where it took
    // only the rest of what another window of today stands for.
    bool takes_place(std::uint32_t promise, std::uint32_t taken) const;

    // The window of a promise about an incident or ticket is this one by the facts of today; nothing happens where none is
    // entered.
    void set_window(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription, std::uint32_t subject,
                    const time::Interval& window);

    // Where in time caps look for a promise whose window is this one and began then.
    time::Instant moved_into_service(time::Instant began, const time::Interval& window, const PromiseKey& key) const;

    // What caps count of one kind, for one share, in a window. What is unclear of it is where a credit may lie in the window
    // or not.
    struct Sum {
        exact::MinorUnits amount = 0;
        std::int64_t promises = 0;  // that have postings and are not superseded; those that count as one are one
        std::optional<Unclear> unclear;
    };
    bool empty() const { return postings_.empty(); }                 // nothing counts yet
    std::size_t tally(const TallyKind& kind, std::int64_t& visits);  // its number; made when first asked for
    Sum sum(std::size_t tally, const Share& share, const time::Interval& window, std::int64_t& visits) const;
    // Whether the tally counts postings of a promise (for the claim) under the share, in the window.
    bool counts(std::size_t tally, const Share& share, const time::Interval& window, std::uint32_t posting) const;
    static Share share_of(const TallyKind& kind, const PromiseKey& promise, std::string_view claim);

    // --- changes; rewind() takes back those since a mark ---

    void post(std::uint32_t promise, exact::MinorUnits amount, std::string_view claim);
    void take(std::uint32_t promise, std::uint32_t posting, exact::MinorUnits amount);
    void set_stands(std::uint32_t promise);
    void set_superseded(std::uint32_t promise, bool superseded);
    std::size_t mark() const { return changes_.size(); }
    void rewind(std::size_t mark);

    // The number for the next posting of a promise whose window starts on a day: with it, its id is one that no credit has.
    // Numbers go on behind those that were given, also over a hole. It is not taken back.
    std::uint32_t next_number(std::uint32_t promise, time::Date window_start);

private:
    struct Entry {
        Share share;
        time::Instant place{};
        std::uint32_t promise = 0;
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };
    // Entries by share, then place, under two Fenwick trees: sums of any range in log n, and additions as well.
    struct Tally {
        TallyKind kind;
        std::vector<Entry> entries;
        std::vector<std::uint32_t> postings;     // of each entry
        std::vector<exact::MinorUnits> amounts;  // tree
        std::vector<std::int64_t> counted;       // tree
        std::vector<std::uint32_t> vague;        // postings whose place or guarantee is not certain
    };
    struct Change {
        enum class Kind : std::uint8_t { post, take, stand, supersede, count } kind;
        std::uint32_t index = 0;
        exact::MinorUnits amount = 0;
    };
    struct Expected {
        std::uint32_t promise = 0;
        std::string_view claim;
    };
    enum class Match : std::uint8_t { no, yes, unclear };

    void enter_prior(std::uint32_t prior);
    bool enter_subject(const PriorCredit& credit, PromiseKey& key) const;
    void enter_ids();
    bool window_unknown(std::uint32_t prior) const;
    void join_displaced(std::uint32_t prior);
    PromiseKey key_of(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription,
                      std::uint32_t subject, const time::Interval& window) const;
    std::uint32_t promise_of(const PromiseKey& key, const time::Interval& window, time::Instant began_first,
                             time::Instant began_last);
    void attach(const Posting& posting);
    const PriorCredit* unclear_of(const Promise& promise) const;
    bool vague(const TallyKind& kind, const Promise& promise) const;
    Match match(const TallyKind& kind, const Promise& promise) const;
    Match match(const TallyKind& kind, const Share& share, const Posting& posting) const;
    void make_tally(const TallyKind& kind);
    std::size_t position(const Tally& tally, const Share& share, time::Instant place, std::uint32_t promise) const;
    void change(Tally& tally, const Posting& posting, std::int32_t postings, exact::MinorUnits amount);
    void change_all(const Posting& posting, std::int32_t postings, exact::MinorUnits amount);
    void count_again(std::uint32_t promise, std::int64_t change);

    const BoundCase* bound_ = nullptr;
    const SubjectPeriods* periods_ = nullptr;
    std::vector<Promise> promises_;
    boost::unordered_flat_map<PromiseKey, std::uint32_t, PromiseHash> by_key_;
    std::vector<Posting> postings_;
    std::vector<Take> takes_;
    exact::MinorUnits total_ = 0;
    std::vector<Expected> expected_;  // what decisions may post
    struct Line {                     // of promises that differ in the window alone
        std::string_view sla;
        std::string_view guarantee;
        std::uint32_t subscription = 0;
        auto operator<=>(const Line&) const = default;
    };
    std::map<Line, std::vector<std::uint32_t>> displaced_;  // postings
    std::vector<std::uint32_t> promise_of_prior_;
    std::vector<std::uint32_t> unclear_;  // credits given before of which it is not certain what they were given for
    std::vector<Tally> tallies_;
    std::vector<Change> changes_;
    // The last number of an id, by its parts: the start of the window is that of its day in UTC, the incident stands for a ticket
    // as well, and the ticket for the id of the subscription.
    boost::unordered_flat_map<PromiseKey, std::uint32_t, PromiseHash> numbers_;
    std::vector<CreditId> ids_;  // of credits given before, which the keys of numbers_ view
};

}  // namespace redress::settle
