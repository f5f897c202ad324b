#include "settle/ledger.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <boost/container_hash/hash.hpp>

namespace redress::settle {

using facts::Record;

namespace {

// Where a range lies wholly in the window, or wholly out of it.
bool inside(const time::Interval& window, const Promise& promise) {
    return window.contains(promise.place_first) && window.contains(promise.place_last);
}
bool outside(const time::Interval& window, const Promise& promise) {
    return promise.place_last < window.start || window.end <= promise.place_first;
}

template <class Value>
void add_to_tree(std::vector<Value>& tree, std::size_t at, Value change) {
    for (++at; at < tree.size(); at += at & (~at + 1)) tree[at] += change;
}
template <class Value>
Value sum_of_tree(const std::vector<Value>& tree, std::size_t end) {
    Value sum = 0;
    for (; end > 0; end -= end & (~end + 1)) sum += tree[end];
    return sum;
}

PromiseKey id_key(std::string_view sla, std::string_view guarantee, std::string_view subscription, time::Date day,
                  std::string_view subject) {
    PromiseKey key;
    key.sla = sla;
    key.guarantee = guarantee;
    key.ticket = subscription;
    key.incident = subject;
    key.window_start = time::Instant(day.time_since_epoch());
    return key;
}

}  // namespace

std::size_t PromiseHash::operator()(const PromiseKey& key) const noexcept {
    std::size_t seed = std::hash<std::string_view>()(key.guarantee);  // the SLA follows from the subscription, or nearly
    for (const std::string_view text : {key.incident, key.ticket}) {
        if (!text.empty()) boost::hash_combine(seed, std::hash<std::string_view>()(text));
    }
    boost::hash_combine(seed, key.window_start.time_since_epoch().count());
    boost::hash_combine(seed, std::uint64_t{key.subscription} << 32 | key.goodwill);
    return seed;
}

void Ledger::begin(const BoundCase& bound, const SubjectPeriods& periods) {
    bound_ = &bound;
    periods_ = &periods;
    promises_.clear();
    by_key_.clear();
    postings_.clear();
    takes_.clear();
    total_ = 0;
    expected_.clear();
    displaced_.clear();
    promise_of_prior_.clear();
    unclear_.clear();
    tallies_.clear();
    changes_.clear();
    numbers_.clear();
    enter_ids();
    for (std::uint32_t i = 0; i < bound.prior.size(); ++i) join_displaced(i);
    for (std::uint32_t i = 0; i < bound.prior.size(); ++i) enter_prior(i);
}

void Ledger::enter_prior(std::uint32_t prior) {
    const PriorCredit& credit = bound_->prior[prior];
    PromiseKey key;
    key.sla = credit.sla;
    key.guarantee = credit.guarantee;
    key.subscription = credit.subscription;
    const bool clear = credit.unclear.empty();
    if (!clear || credit.event_unknown || (credit.given != nullptr && credit.window.empty())) unclear_.push_back(prior);
    // Without a guarantee of the book there is no kind of window to compare; the credit stands for itself.
    bool displaced = credit.displaced;
    if (!clear || credit.displaced || credit.given == nullptr) {
        key.goodwill = prior;
    } else if (credit.given->over != time::WindowKind::incident && credit.given->over != time::WindowKind::ticket) {
        key.window_start = credit.window.start;
    } else if (!enter_subject(credit, key)) {
        key.goodwill = prior;
        displaced = true;
    }
    Posting posting;
    posting.promise = promise_of(key, credit.window, credit.began_first, credit.began_last);
    promise_of_prior_.push_back(posting.promise);
    posting.prior = prior;
    posting.amount = credit.amount;
    posting.claim = credit.claim;
    Promise& promise = promises_[posting.promise];
    promise.number = std::max(promise.number, ids_[prior].posting);
    if (credit.amount == 0) return;  // it is no credit that could be counted, taken or subtracted
    attach(posting);
    if (displaced)
        displaced_[{key.sla, key.guarantee, key.subscription}].push_back(static_cast<std::uint32_t>(postings_.size() - 1));
}

// The incident or ticket that the promise is about; of periods the first of the one that holds it today. False where none does:
// the credit then counts for those that overlap the window for which it was given.
bool Ledger::enter_subject(const PriorCredit& credit, PromiseKey& key) const {
    const bool of_incident = credit.given->over == time::WindowKind::incident;
    std::string_view id = of_incident ? credit.incident : credit.ticket;
    if (credit.given->periods) {
        const facts::Case& facts = *bound_->facts;
        const std::uint32_t record = facts.find(of_incident ? Record::incident : Record::ticket, id);
        const auto first = periods_->identity(*credit.pack, *credit.given, credit.subscription, record);
        if (first == facts::no_record) return false;
        if (first) id = of_incident ? facts.get<"incident.id">(*first) : facts.get<"ticket.id">(*first);
    }
    (of_incident ? key.incident : key.ticket) = id;
    return true;
}

// A displaced credit is one for the window of today that shares most with its own; the first of such and what is posted for that
// window are one credit.
void Ledger::join_displaced(std::uint32_t prior) {
    const PriorCredit& credit = bound_->prior[prior];
    if (credit.home.empty() || credit.amount == 0) return;
    PromiseKey key;
    key.sla = credit.sla;
    key.guarantee = credit.guarantee;
    key.subscription = credit.subscription;
    key.goodwill = prior;
    const std::uint32_t displaced = promise_of(key, credit.home, credit.home.start, credit.home.start);
    key.goodwill = none;
    key.window_start = credit.home.start;
    const std::uint32_t home = promise_of(key, credit.home, credit.home.start, credit.home.start);
    if (promises_[home].counted == home) promises_[home].counted = displaced;
}

bool Ledger::takes_place(std::uint32_t promise, std::uint32_t taken) const {
    const PriorCredit& credit = bound_->prior[postings_[taken].prior];
    if (!credit.displaced) return true;
    return !credit.home.empty() && credit.home.start == promises_[promise].key.window_start;
}

void Ledger::find_displaced(std::uint32_t promise, std::string_view guarantee, std::vector<std::uint32_t>& postings,
                            std::int64_t& visits) const {
    if (displaced_.empty()) return;
    const Promise& own = promises_[promise];
    const auto found = displaced_.find({own.key.sla, guarantee, own.key.subscription});
    if (found == displaced_.end()) return;
    const std::size_t before = postings.size();
    const auto shared = [&](std::uint32_t posting) {
        return time::intersection(bound_->prior[postings_[posting].prior].window, own.window).length();
    };
    for (const std::uint32_t posting : found->second) {
        ++visits;
        if (shared(posting) > time::Seconds(0) && postings_[posting].taken < postings_[posting].amount)
            postings.push_back(posting);
    }
    const auto own_first = postings.begin() + static_cast<std::ptrdiff_t>(before);
    std::stable_sort(own_first, postings.end(), [&](std::uint32_t a, std::uint32_t b) {
        ++visits;
        return shared(b) < shared(a);
    });
}

PromiseKey Ledger::key_of(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription,
                          std::uint32_t subject, const time::Interval& window) const {
    PromiseKey key;
    key.sla = pack.id;
    key.guarantee = guarantee.id;
    key.subscription = subscription;
    if (guarantee.over == time::WindowKind::incident)
        key.incident = bound_->facts->get<"incident.id">(subject);
    else if (guarantee.over == time::WindowKind::ticket)
        key.ticket = bound_->facts->get<"ticket.id">(subject);
    else
        key.window_start = window.start;
    return key;
}

void Ledger::set_window(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription,
                        std::uint32_t subject, const time::Interval& window) {
    const std::uint32_t found = find(pack, guarantee, subscription, subject, window);
    if (found == none) return;
    Promise& promise = promises_[found];
    promise.window = window;
    promise.place_first = promise.place_last = moved_into_service(window.start, window, promise.key);
}

std::uint32_t Ledger::find(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription,
                           std::uint32_t subject, const time::Interval& window) const {
    const auto found = by_key_.find(key_of(pack, guarantee, subscription, subject, window));
    return found == by_key_.end() ? none : found->second;
}

void Ledger::share_rest(std::uint32_t promise, exact::MinorUnits worth, std::int64_t& visits) {
    const PromiseKey own = promises_[promise].key;
    for (std::uint32_t i = promises_[promise].last_posting; i != none; i = postings_[i].previous) {
        const exact::MinorUnits rest = std::min(promises_[promise].credited - worth, postings_[i].amount);
        if (rest <= 0) continue;
        const PriorCredit& credit = bound_->prior[postings_[i].prior];
        const bool overlapped = std::any_of(expected_.begin(), expected_.end(), [&](const Expected& e) {
            ++visits;
            const Promise& other = promises_[e.promise];
            return e.promise != promise && other.key.sla == own.sla && other.key.guarantee == own.guarantee &&
                   other.key.subscription == own.subscription && !time::intersection(credit.window, other.window).empty();
        });
        if (!overlapped) continue;
        postings_[i].amount -= rest;
        promises_[promise].credited -= rest;
        total_ -= rest;
        PromiseKey key;
        key.sla = own.sla;
        key.guarantee = own.guarantee;
        key.subscription = own.subscription;
        key.goodwill = postings_[i].prior;
        Posting displaced;
        displaced.promise = promise_of(key, credit.window, credit.began_first, credit.began_last);
        displaced.prior = postings_[i].prior;
        displaced.amount = rest;
        displaced.claim = postings_[i].claim;
        // The two are one credit.
        promises_[postings_[i].amount > 0 ? displaced.promise : promise].superseded = true;
        attach(displaced);
        displaced_[{key.sla, key.guarantee, key.subscription}].push_back(static_cast<std::uint32_t>(postings_.size() - 1));
    }
}

std::uint32_t Ledger::enter(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription,
                            std::uint32_t subject, const time::Interval& window, std::string_view claim) {
    const PromiseKey key = key_of(pack, guarantee, subscription, subject, window);
    const std::uint32_t index = promise_of(key, window, window.start, window.start);
    Promise& promise = promises_[index];
    promise.window = window;  // of an incident or ticket as it is by the facts of today
    promise.place_first = promise.place_last = moved_into_service(window.start, window, promise.key);
    expected_.push_back({index, claim});
    return index;
}

std::uint32_t Ledger::promise_of(const PromiseKey& key, const time::Interval& window, time::Instant began_first,
                                 time::Instant began_last) {
    const auto [at, added] = by_key_.try_emplace(key, static_cast<std::uint32_t>(promises_.size()));
    if (!added) return at->second;
    Promise& promise = promises_.emplace_back();
    promise.key = key;
    promise.counted = at->second;
    promise.window = window;
    promise.place_first = moved_into_service(began_first, window, key);
    promise.place_last = moved_into_service(began_last, window, key);
    return at->second;
}

// A month in which the service began belongs to the billing period and to the term that began in it; what a guarantee begins for
// an incident or ticket when the service ends, or later, still belongs to its last second.
time::Instant Ledger::moved_into_service(time::Instant began, const time::Interval& window, const PromiseKey& key) const {
    const time::Interval& service = bound_->facts->extent(Record::subscription, key.subscription);
    if (window.empty()) return began;  // goodwill, or where only the id tells the day
    if (window.contains(service.start)) return service.start;
    const bool of_subject = !key.incident.empty() || !key.ticket.empty();
    return of_subject && began >= service.end ? service.end - time::Seconds(1) : began;
}

void Ledger::attach(const Posting& posting) {
    if (__builtin_add_overflow(total_, posting.amount, &total_)) {
        throw Error(Status::limit_exceeded, Place{bound_->facts->file(), {}, "credit", "amount"},
                    "the credits add up to more minor units than 64 bits hold");
    }
    Promise& promise = promises_[posting.promise];
    postings_.push_back(posting);
    postings_.back().previous = promise.last_posting;
    promise.last_posting = static_cast<std::uint32_t>(postings_.size() - 1);
    promise.credited += posting.amount;
    ++promise.postings;
    postings_.back().previous_counted = std::exchange(promises_[promise.counted].last_counted, promise.last_posting);
}

const PriorCredit* Ledger::unclear_of(const Promise& promise) const {
    if (promise.key.goodwill == none) return nullptr;
    const PriorCredit& credit = bound_->prior[promise.key.goodwill];
    return credit.unclear.empty() ? nullptr : &credit;
}

// Whether only the id tells of a credit for an incident or ticket, and no decision of this settlement says when its window began.
bool Ledger::window_unknown(std::uint32_t prior) const {
    const PriorCredit& credit = bound_->prior[prior];
    return credit.given != nullptr && credit.unclear.empty() && promises_[promise_of_prior_[prior]].window.empty();
}

std::optional<Ledger::Unclear> Ledger::unclear(std::uint32_t promise, const rules::Pack& pack, std::int64_t& visits) const {
    const Promise& own = promises_[promise];
    for (const std::uint32_t prior : unclear_) {
        ++visits;
        const PriorCredit& credit = bound_->prior[prior];
        if (credit.sla != own.key.sla || credit.subscription != own.key.subscription) continue;
        for (const rules::Combination& rule : pack.combinations)
            visits += 1 + static_cast<std::int64_t>(rule.guarantees.size()) / 8;
        const bool any = credit.guarantee.empty();
        const bool same = any || credit.guarantee == own.key.guarantee;
        const auto combined = [&](const rules::Combination& rule) {
            return rules::lists(rule.guarantees, own.key.guarantee) && (any || rules::lists(rule.guarantees, credit.guarantee));
        };
        const bool touches = !credit.unclear.empty() && !time::intersection(credit.extent, own.window).empty();
        const bool rival = std::any_of(pack.combinations.begin(), pack.combinations.end(), combined);
        if (touches && (same || rival)) return Unclear{credit.index, credit.unclear};
        const bool of_window =
            !same && credit.incident == own.key.incident && credit.ticket == own.key.ticket && window_unknown(prior);
        for (const rules::Combination& rule : pack.combinations) {
            if (of_window && rule.per == rules::CombinePer::window && combined(rule))
                return Unclear{credit.index, "window_start"};
        }
        if (!credit.event_unknown || same) continue;
        for (const rules::Combination& rule : pack.combinations) {
            if (!combined(rule)) continue;
            if (rule.per == rules::CombinePer::incident && credit.incident.empty()) return Unclear{credit.index, "incident"};
            if (rule.per == rules::CombinePer::ticket && credit.ticket.empty()) return Unclear{credit.index, "ticket"};
        }
    }
    return std::nullopt;
}

// --- tallies ---

Share Ledger::share_of(const TallyKind& kind, const PromiseKey& promise, std::string_view claim) {
    Share share;
    switch (kind.per) {
        case rules::CapPer::claim: share.name = claim; break;
        case rules::CapPer::guarantee:
            share.subscription = promise.subscription;
            share.name = promise.guarantee;
            break;
        case rules::CapPer::subscription: share.subscription = promise.subscription; break;
        case rules::CapPer::account: break;
    }
    if (kind.by_subject) {
        share.incident = promise.incident;
        share.ticket = promise.ticket;
        share.window_start = promise.window_start;
    }
    return share;
}

// Whether postings of the promise are of the kind, whatever their share.
Ledger::Match Ledger::match(const TallyKind& kind, const Promise& promise) const {
    if (!kind.sla.empty() && promise.key.sla != kind.sla) return Match::no;
    const PriorCredit* const unclear = unclear_of(promise);
    if (unclear != nullptr && (kind.by_subject || (promise.key.guarantee.empty() && !kind.guarantees->empty())))
        return Match::unclear;
    if (kind.by_subject && promise.key.goodwill != none) return Match::no;  // it is about no incident, ticket or window
    return rules::lists(*kind.guarantees, promise.key.guarantee) ? Match::yes : Match::no;
}

Ledger::Match Ledger::match(const TallyKind& kind, const Share& share, const Posting& posting) const {
    const Promise& promise = counted(posting);
    const Match of_kind = match(kind, promise);
    if (of_kind != Match::unclear)
        return of_kind == Match::yes && share_of(kind, promise.key, posting.claim) == share ? Match::yes : Match::no;
    if (share.subscription != none && share.subscription != promise.key.subscription) return Match::no;
    if (kind.per == rules::CapPer::claim && share.name != posting.claim) return Match::no;
    const bool any_guarantee = promise.key.guarantee.empty();
    if (kind.per == rules::CapPer::guarantee && !any_guarantee && share.name != promise.key.guarantee) return Match::no;
    return Match::unclear;
}

bool Ledger::vague(const TallyKind& kind, const Promise& promise) const {
    return promise.place_first != promise.place_last || match(kind, promise) == Match::unclear;
}

std::size_t Ledger::tally(const TallyKind& kind, std::int64_t& visits) {
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
        ++visits;
        const TallyKind& made = tallies_[i].kind;
        if (made.sla == kind.sla && made.per == kind.per && made.by_subject == kind.by_subject &&
            *made.guarantees == *kind.guarantees)
            return i;
    }
    // An entry costs as much memory as so many instructions cost time.
    constexpr std::int64_t visits_of_an_entry = 96;
    visits += visits_of_an_entry * static_cast<std::int64_t>(promises_.size() + postings_.size());
    make_tally(kind);
    return tallies_.size() - 1;
}

void Ledger::make_tally(const TallyKind& kind) {
    Tally tally;
    tally.kind = kind;
    const auto enter = [&](std::uint32_t promise, std::string_view claim) {
        const Promise& p = promises_[promise];
        if (match(kind, p) == Match::yes && !vague(kind, p))
            tally.entries.push_back({share_of(kind, p.key, claim), p.place_first, promise});
    };
    for (const Posting& posting : postings_) enter(promises_[posting.promise].counted, posting.claim);
    for (const Expected& e : expected_) enter(promises_[e.promise].counted, e.claim);
    std::sort(tally.entries.begin(), tally.entries.end());
    tally.entries.erase(std::unique(tally.entries.begin(), tally.entries.end()), tally.entries.end());
    tally.postings.assign(tally.entries.size(), 0);
    tally.amounts.assign(tally.entries.size() + 1, 0);
    tally.counted.assign(tally.entries.size() + 1, 0);
    for (std::uint32_t i = 0; i < postings_.size(); ++i) {
        const Promise& p = counted(postings_[i]);
        if (match(kind, p) == Match::no) continue;
        if (vague(kind, p))
            tally.vague.push_back(i);
        else
            change(tally, postings_[i], 1, postings_[i].amount);
    }
    tallies_.push_back(std::move(tally));
}

std::size_t Ledger::position(const Tally& tally, const Share& share, time::Instant place, std::uint32_t promise) const {
    const Entry wanted{share, place, promise};
    return static_cast<std::size_t>(std::lower_bound(tally.entries.begin(), tally.entries.end(), wanted) - tally.entries.begin());
}

void Ledger::change(Tally& tally, const Posting& posting, std::int32_t postings, exact::MinorUnits amount) {
    const Promise& promise = counted(posting);
    const std::size_t at =
        position(tally, share_of(tally.kind, promise.key, posting.claim), promise.place_first, promise.counted);
    const bool before = tally.postings[at] > 0;
    tally.postings[at] += static_cast<std::uint32_t>(postings);
    const bool after = tally.postings[at] > 0;
    add_to_tree(tally.amounts, at, amount);
    if (before != after && !promise.superseded) add_to_tree(tally.counted, at, std::int64_t{after ? 1 : -1});
}

void Ledger::change_all(const Posting& posting, std::int32_t postings, exact::MinorUnits amount) {
    for (Tally& tally : tallies_) {
        if (match(tally.kind, counted(posting)) == Match::yes) change(tally, posting, postings, amount);
    }
}

Ledger::Sum Ledger::sum(std::size_t tally, const Share& share, const time::Interval& window, std::int64_t& visits) const {
    const Tally& t = tallies_[tally];
    const std::size_t first = position(t, share, window.start, 0);
    const std::size_t last = position(t, share, window.end, 0);
    Sum out;
    visits += 16;
    out.amount = sum_of_tree(t.amounts, last) - sum_of_tree(t.amounts, first);
    out.promises = sum_of_tree(t.counted, last) - sum_of_tree(t.counted, first);
    std::vector<std::uint32_t> counted;
    for (const std::uint32_t v : t.vague) {
        ++visits;
        const Match matched = match(t.kind, share, postings_[v]);
        const Promise& promise = this->counted(postings_[v]);
        if (matched == Match::no || outside(window, promise)) continue;
        if (matched == Match::yes && inside(window, promise)) {
            out.amount += postings_[v].amount;
            if (!promise.superseded) counted.push_back(promise.counted);
            continue;
        }
        const PriorCredit& credit = bound_->prior[postings_[v].prior];
        out.unclear = Unclear{credit.index, credit.unclear.empty() ? std::string_view("window_start") : credit.unclear};
        break;
    }
    std::sort(counted.begin(), counted.end());
    out.promises += std::unique(counted.begin(), counted.end()) - counted.begin();
    return out;
}

bool Ledger::counts(std::size_t tally, const Share& share, const time::Interval& window, std::uint32_t posting) const {
    const Promise& promise = counted(postings_[posting]);
    return match(tallies_[tally].kind, share, postings_[posting]) == Match::yes && inside(window, promise);
}

// --- changes ---

void Ledger::post(std::uint32_t promise, exact::MinorUnits amount, std::string_view claim) {
    Posting posting;
    posting.promise = promise;
    posting.amount = amount;
    posting.claim = claim;
    attach(posting);
    changes_.push_back({Change::Kind::post, promise, 0});
    change_all(posting, 1, amount);
}

void Ledger::take(std::uint32_t promise, std::uint32_t posting, exact::MinorUnits amount) {
    postings_[posting].taken += amount;
    takes_.push_back({posting, amount, promises_[promise].last_take});
    promises_[promise].last_take = static_cast<std::uint32_t>(takes_.size() - 1);
    promises_[promise].credited += amount;
    changes_.push_back({Change::Kind::take, promise, amount});
}

void Ledger::set_stands(std::uint32_t promise) {
    if (promises_[promise].stands) return;
    promises_[promise].stands = true;
    changes_.push_back({Change::Kind::stand, promise, 0});
}

void Ledger::set_superseded(std::uint32_t promise, bool superseded) {
    if (promises_[promise].superseded == superseded) return;
    count_again(promise, superseded ? -1 : 1);
    promises_[promise].superseded = superseded;
    changes_.push_back({superseded ? Change::Kind::supersede : Change::Kind::count, promise, 0});
}

// Adds to what counts of a promise that has postings, in every tally.
void Ledger::count_again(std::uint32_t promise, std::int64_t change) {
    for (Tally& tally : tallies_) {
        const Promise& p = promises_[promise];
        if (match(tally.kind, p) != Match::yes || vague(tally.kind, p)) continue;
        std::vector<std::size_t> entries;
        for (std::uint32_t i = p.last_counted; i != none; i = postings_[i].previous_counted) {
            entries.push_back(position(tally, share_of(tally.kind, p.key, postings_[i].claim), p.place_first, promise));
        }
        std::sort(entries.begin(), entries.end());
        entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
        for (const std::size_t at : entries) add_to_tree(tally.counted, at, change);
    }
}

void Ledger::rewind(std::size_t mark) {
    while (changes_.size() > mark) {
        const Change change = changes_.back();
        changes_.pop_back();
        switch (change.kind) {
            case Change::Kind::post: {
                const Posting posting = postings_.back();
                change_all(posting, -1, -posting.amount);
                Promise& promise = promises_[change.index];
                promise.credited -= posting.amount;
                promise.last_posting = posting.previous;
                promises_[promise.counted].last_counted = posting.previous_counted;
                --promise.postings;
                total_ -= posting.amount;
                postings_.pop_back();
                break;
            }
            case Change::Kind::take: {
                const Take take = takes_.back();
                takes_.pop_back();
                postings_[take.posting].taken -= take.amount;
                promises_[change.index].last_take = take.previous;
                promises_[change.index].credited -= take.amount;
                break;
            }
            case Change::Kind::stand: promises_[change.index].stands = false; break;
            case Change::Kind::supersede:
            case Change::Kind::count:
                promises_[change.index].superseded = change.kind == Change::Kind::count;
                count_again(change.index, change.kind == Change::Kind::count ? -1 : 1);
                break;
        }
    }
}

// An id of another form can't be one that the library makes; it has no parts.
void Ledger::enter_ids() {
    ids_.clear();
    for (const PriorCredit& credit : bound_->prior) {
        std::optional<CreditId> id = read_credit_id(bound_->facts->get<"credit.id">(credit.index));
        ids_.push_back(id ? std::move(*id) : CreditId{});
    }
    for (std::size_t i = 0; i < ids_.size(); ++i) {
        if (ids_[i].sla.empty()) continue;
        std::uint32_t& last =
            numbers_[id_key(ids_[i].sla, ids_[i].guarantee, ids_[i].subscription, ids_[i].window_start, ids_[i].subject)];
        last = std::max(last, ids_[i].posting);
    }
}

std::uint32_t Ledger::next_number(std::uint32_t promise, time::Date window_start) {
    Promise& own = promises_[promise];
    own.number = std::max(own.number, own.postings);
    if (promises_.size() == 1) return ++own.number;  // nothing else could have its id
    const PromiseKey& key = own.key;
    const std::string_view subscription = bound_->facts->get<"subscription.id">(key.subscription);
    std::uint32_t& last =
        numbers_[id_key(key.sla, key.guarantee, subscription, window_start, key.incident.empty() ? key.ticket : key.incident)];
    last = std::max(last, own.number) + 1;
    own.number = last;
    return last;
}

}  // namespace redress::settle
