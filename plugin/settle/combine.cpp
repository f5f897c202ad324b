#include "settle/combine.h"

#include <algorithm>
#include <numeric>

namespace redress::settle {

using facts::Record;

namespace {

std::size_t index_of(rules::CombinePer per) { return static_cast<std::size_t>(per); }

}  // namespace

void Combiner::begin(Frame& frame, const Settlement& settlement, Ledger& ledger) {
    frame_ = &frame;
    settlement_ = &settlement;
    ledger_ = &ledger;
    by_key_.clear();
    combines_.clear();
    events_.clear();
    of_decision_.clear();
    order_.clear();
    stood_.clear();
    const auto combines = [](const auto& pack) { return !pack->combinations.empty(); };
    const bool any = std::any_of(frame.bound->book->packs().begin(), frame.bound->book->packs().end(), combines);
    const auto count = static_cast<std::uint32_t>(settlement.decisions.size());
    if (any) {
        enter_decisions(settlement);
        enter_prior();
        mark_superseded();
    }
    make_order(count);
}

std::uint32_t Combiner::event(const EventKey& key) {
    const auto [at, added] = by_key_.try_emplace(key, static_cast<std::uint32_t>(events_.size()));
    if (added) events_.emplace_back();
    return at->second;
}

Combiner::OfGuarantee& Combiner::of(std::uint32_t event, std::string_view guarantee) {
    std::vector<OfGuarantee>& all = events_[event].guarantees;
    frame_->spend(static_cast<std::int64_t>(all.size()));
    const auto found = std::find_if(all.begin(), all.end(), [&](const OfGuarantee& g) { return g.guarantee == guarantee; });
    if (found != all.end()) return *found;
    OfGuarantee& added = all.emplace_back();
    added.guarantee = guarantee;
    return added;
}

Combiner::Events Combiner::events_of(const Decision& d) {
    const facts::Case& facts = frame_->facts();
    const std::uint32_t claim = d.pack->claim.required ? d.claim : facts::no_record;
    const auto id = [&](Record record, std::uint32_t index) {
        return index == facts::no_record ? std::string_view() : facts.fact(record, index, 0).text;
    };
    return events({d.pack->id, d.guarantee->id, d.subscription, d.window,
                   id(Record::incident, event_of(facts, d, time::WindowKind::incident)),
                   id(Record::ticket, event_of(facts, d, time::WindowKind::ticket)), id(Record::claim, claim)});
}

Combiner::Events Combiner::events_of(const PriorCredit& credit, const time::Interval& window) {
    const bool claimed = credit.pack->claim.required;
    return events({credit.sla, credit.guarantee, credit.subscription, window, credit.incident, credit.ticket,
                   claimed ? credit.claim : std::string_view()});
}

// The events that something is about, entered where they are new; only of the kinds that a version of the SLA combines by.
Combiner::Events Combiner::events(const About& about) {
    Events out;
    out.fill(none);
    const std::span<const std::unique_ptr<rules::Pack>> versions = frame_->bound->book->versions(about.sla);
    const auto enter = [&](rules::CombinePer per, std::string_view name, const time::Interval& window) {
        if (name.empty() && window.empty()) return;
        if (combines(versions, per, about.guarantee))
            out[index_of(per)] = event({about.sla, about.subscription, per, name, window});
    };
    enter(rules::CombinePer::window, {}, about.window);
    enter(rules::CombinePer::incident, about.incident, {});
    enter(rules::CombinePer::ticket, about.ticket, {});
    enter(rules::CombinePer::claim, about.claim, {});
    return out;
}

// Whether any version of an SLA combines the guarantee with others, by events of a kind.
bool Combiner::combines(std::span<const std::unique_ptr<rules::Pack>> versions, rules::CombinePer per,
                        std::string_view guarantee) {
    const auto [at, added] = combines_.try_emplace({versions.data(), per, guarantee}, false);
    if (!added) return at->second;
    for (const std::unique_ptr<rules::Pack>& pack : versions) {
        for (const rules::Combination& rule : pack->combinations) {
            frame_->visit();
            if (rule.per == per && rules::lists(rule.guarantees, guarantee)) at->second = true;
        }
    }
    return at->second;
}

void Combiner::enter_decisions(const Settlement& settlement) {
    struct Due {
        std::uint32_t event;
        std::uint32_t promise;
        std::uint32_t decision;
    };
    std::vector<Due> due;
    of_decision_.resize(settlement.decisions.size());
    for (std::uint32_t i = 0; i < settlement.decisions.size(); ++i) {
        const Decision& d = settlement.decisions[i];
        of_decision_[i].fill(none);
        if (d.outcome != Outcome::granted) continue;
        of_decision_[i] = events_of(d);
        for (const std::uint32_t e : of_decision_[i]) {
            if (e == none) continue;
            OfGuarantee& mine = of(e, d.guarantee->id);
            mine.first_decision = std::min(mine.first_decision, i);
            due.push_back({e, d.promise, i});
        }
    }
    // However many claims ask for a promise, it is due once: the highest of them.
    const auto entitled = [&](const Due& a) -> const Number& { return settlement.decisions[a.decision].entitled; };
    std::sort(due.begin(), due.end(), [&](const Due& a, const Due& b) {
        if (a.event != b.event || a.promise != b.promise) return std::pair(a.event, a.promise) < std::pair(b.event, b.promise);
        return entitled(b) < entitled(a);
    });
    for (std::size_t i = 0; i < due.size(); ++i) {
        if (i > 0 && due[i].event == due[i - 1].event && due[i].promise == due[i - 1].promise) continue;
        OfGuarantee& mine = of(due[i].event, settlement.decisions[due[i].decision].guarantee->id);
        mine.entitled = frame_->representable(mine.entitled + entitled(due[i]), "an amount");
    }
}

void Combiner::enter_prior() {
    const std::span<const Promise> promises = ledger_->promises();
    for (std::uint32_t p = 0; p < promises.size(); ++p) {
        for (std::uint32_t i = promises[p].last_posting; i != none; i = ledger_->posting(i).previous) {
            frame_->visit();
            const PriorCredit& credit = frame_->bound->prior[ledger_->posting(i).prior];
            if (credit.given == nullptr || !credit.unclear.empty()) continue;
            enter_prior(credit, p, i, promises[p].window);
            // A displaced one is about the window for which it was given as well as that of today.
            if (!credit.home.empty()) enter_prior(credit, p, i, credit.window);
        }
    }
}

void Combiner::enter_prior(const PriorCredit& credit, std::uint32_t promise, std::uint32_t posting,
                           const time::Interval& window) {
    const Events events = events_of(credit, window);
    for (const std::uint32_t e : events) {
        if (e == none) continue;
        OfGuarantee& given = of(e, credit.guarantee);
        if (given.promises.empty() || given.promises.back() != promise) given.promises.push_back(promise);
    }
    each_rule(*credit.pack, credit.guarantee, events, [&](std::uint32_t e, const rules::Combination&) {
        OfGuarantee& given = of(e, credit.guarantee);
        given.latest = std::max(given.latest, posting);
    });
}

// Of what was posted for one event under guarantees that are combined, only the latest is a credit of its own: it was
// granted in the place of the others, by the rules of its own version.
void Combiner::mark_superseded() {
    for (const auto& entry : by_key_) {
        const rules::CombinePer per = entry.first.per;
        const std::uint32_t e = entry.second;
        for (const OfGuarantee& earlier : events_[e].guarantees) {
            for (const std::uint32_t p : earlier.promises) {
                const Promise& counted = ledger_->promise(ledger_->promise(p).counted);
                const auto later = [&](const OfGuarantee& other) {
                    frame_->visit();
                    const bool since =
                        other.guarantee != earlier.guarantee && counted.last_counted < other.latest && !other.promises.empty();
                    if (!since) return false;
                    const rules::Pack& pack = *frame_->bound->prior[ledger_->posting(other.latest).prior].pack;
                    frame_->spend(static_cast<std::int64_t>(pack.combinations.size()) * work_of_a_list);
                    const auto combines = [&](const rules::Combination& rule) {
                        return rule.per == per && rules::lists(rule.guarantees, earlier.guarantee) &&
                               rules::lists(rule.guarantees, other.guarantee);
                    };
                    return std::any_of(pack.combinations.begin(), pack.combinations.end(), combines);
                };
                const std::vector<OfGuarantee>& all = events_[e].guarantees;
                if (std::any_of(all.begin(), all.end(), later)) ledger_->set_superseded(counted.counted, true);
            }
        }
    }
}

template <class Use>
void Combiner::each_rule(const rules::Pack& pack, std::string_view guarantee, const Events& events, Use use) {
    for (const rules::Combination& rule : pack.combinations) {
        frame_->spend(rule.guarantees.empty() ? work_of_a_record : work_of_a_list);
        const std::uint32_t e = events[index_of(rule.per)];
        if (e != none && rules::lists(rule.guarantees, guarantee)) use(e, rule);
    }
}

// --- the order ---

std::uint32_t Combiner::root(std::uint32_t decision) {
    while (group_[decision] != decision) {
        group_[decision] = group_[group_[decision]];
        decision = group_[decision];
    }
    return decision;
}

Number Combiner::rank(std::uint32_t decision) {
    const Decision& d = settlement_->decisions[decision];
    Number highest = d.entitled;
    each_rule(*d.pack, d.guarantee->id, of_decision_[decision], [&](std::uint32_t e, const rules::Combination&) {
        const Number& together = of(e, d.guarantee->id).entitled;
        if (highest < together) highest = together;
    });
    return highest;
}

void Combiner::make_order(std::uint32_t count) {
    const auto granted = [&](std::uint32_t i) { return settlement_->decisions[i].outcome == Outcome::granted; };
    if (events_.empty()) {
        for (std::uint32_t i = 0; i < count; ++i) {
            if (granted(i)) order_.push_back(i);
        }
        return;
    }
    group_.resize(count);
    std::iota(group_.begin(), group_.end(), 0u);
    for (std::uint32_t i = 0; i < count; ++i) {
        if (!granted(i)) continue;
        const Decision& d = settlement_->decisions[i];
        each_rule(*d.pack, d.guarantee->id, of_decision_[i], [&](std::uint32_t e, const rules::Combination& rule) {
            for (OfGuarantee& other : events_[e].guarantees) {
                frame_->visit();
                if (other.first_decision == none || !rules::lists(rule.guarantees, other.guarantee)) continue;
                other.combined = true;
                group_[root(i)] = root(other.first_decision);
            }
        });
    }
    // With the first of a guarantee all of it, also what a version decides that has no such rule.
    for (std::uint32_t i = 0; i < count; ++i) {
        for (const std::uint32_t e : of_decision_[i]) {
            if (e == none) continue;
            const OfGuarantee& mine = of(e, settlement_->decisions[i].guarantee->id);
            if (mine.combined) group_[root(i)] = root(mine.first_decision);
        }
    }
    // The members of a group follow its first.
    std::vector<std::uint32_t> first_of(count, none);
    struct Member {
        std::uint32_t first;
        Number rank;
        std::size_t guarantee;  // its place in the rules
        std::uint32_t decision;
    };
    std::vector<Member> members;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (!granted(i)) continue;
        std::uint32_t& first = first_of[root(i)];
        if (first == none) first = i;
        const Decision& d = settlement_->decisions[i];
        members.push_back({first, rank(i), static_cast<std::size_t>(d.guarantee - d.pack->guarantees.data()), i});
    }
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        if (a.first != b.first) return a.first < b.first;
        if (a.rank < b.rank || b.rank < a.rank) return b.rank < a.rank;
        return std::pair(a.guarantee, a.decision) < std::pair(b.guarantee, b.decision);
    });
    for (const Member& m : members) order_.push_back(m.decision);
}

// --- standing, and what is taken of rivals ---

std::optional<Combiner::Denial> Combiner::denial(std::uint32_t decision) {
    if (events_.empty()) return std::nullopt;
    const Decision& d = settlement_->decisions[decision];
    std::optional<Denial> found;
    each_rule(*d.pack, d.guarantee->id, of_decision_[decision], [&](std::uint32_t e, const rules::Combination& rule) {
        for (const OfGuarantee& other : events_[e].guarantees) {
            frame_->visit();
            const bool stands =
                other.standing != none && other.guarantee != d.guarantee->id && rules::lists(rule.guarantees, other.guarantee);
            if (stands && !found) found = Denial{other.standing, &rule};
        }
    });
    return found;
}

void Combiner::find_taken(std::uint32_t decision, std::vector<Taken>& out) {
    out.clear();
    const auto take = [&](std::uint32_t i) {
        frame_->visit();
        const Posting& posting = ledger_->posting(i);
        if (posting.taken < posting.amount) out.push_back({i, posting.amount - posting.taken});
    };
    const Decision& d = settlement_->decisions[decision];
    std::vector<std::uint32_t> displaced = find_displaced(d);
    for (const std::uint32_t i : displaced) take(i);
    if (events_.empty()) return;
    std::vector<std::uint32_t> rivals;  // promises; one may be a rival by several rules
    each_rule(*d.pack, d.guarantee->id, of_decision_[decision], [&](std::uint32_t e, const rules::Combination& rule) {
        for (const OfGuarantee& rival : events_[e].guarantees) {
            frame_->spend(static_cast<std::int64_t>(1 + (rule.guarantees.size() + d.pack->guarantees.size()) / 8));
            if (rival.promises.empty() || rival.guarantee == d.guarantee->id || !rules::lists(rule.guarantees, rival.guarantee) ||
                d.pack->guarantee(rival.guarantee) == nullptr) {
                continue;
            }
            frame_->spend(static_cast<std::int64_t>(rival.promises.size()));
            rivals.insert(rivals.end(), rival.promises.begin(), rival.promises.end());
        }
    });
    std::sort(rivals.begin(), rivals.end());
    rivals.erase(std::unique(rivals.begin(), rivals.end()), rivals.end());
    std::sort(displaced.begin(), displaced.end());
    for (const std::uint32_t p : rivals) {
        if (ledger_->promise(p).stands) continue;
        for (std::uint32_t i = ledger_->promise(p).last_posting; i != none; i = ledger_->posting(i).previous) {
            if (!std::binary_search(displaced.begin(), displaced.end(), i)) take(i);
        }
    }
}

// Credits for windows that overlap the decision's and that their promises no longer have: of its own guarantee, and of those
// that one window combines with it.
std::vector<std::uint32_t> Combiner::find_displaced(const Decision& d) {
    std::vector<std::uint32_t> out;
    std::int64_t visits = 0;
    ledger_->find_displaced(d.promise, d.guarantee->id, out, visits);
    if (!ledger_->any_displaced()) return out;
    std::vector<const rules::Combination*> by_window;
    for (const rules::Combination& rule : d.pack->combinations) {
        visits += work_of_a_list;
        if (rule.per == rules::CombinePer::window && rules::lists(rule.guarantees, d.guarantee->id)) by_window.push_back(&rule);
    }
    for (const rules::Guarantee& other : d.pack->guarantees) {
        const auto combines = [&](const rules::Combination* rule) {
            visits += static_cast<std::int64_t>(1 + rule->guarantees.size() / 8);
            return rules::lists(rule->guarantees, other.id);
        };
        // Windows of different kinds were never one and the same.
        const bool rival = other.id != d.guarantee->id && other.over == d.guarantee->over;
        if (rival && std::any_of(by_window.begin(), by_window.end(), combines))
            ledger_->find_displaced(d.promise, other.id, out, visits);
    }
    frame_->spend(visits);
    return out;
}

void Combiner::stand(std::uint32_t decision, const std::vector<Taken>& taken) {
    const Decision& d = settlement_->decisions[decision];
    ledger_->set_stands(d.promise);
    if (d.outcome == Outcome::granted) ledger_->set_superseded(ledger_->promise(d.promise).counted, false);
    for (const Taken& t : taken) {
        ledger_->take(d.promise, t.posting, t.amount);
        const Promise& counted = ledger_->counted(ledger_->posting(t.posting));
        const bool rival = counted.key.guarantee != d.guarantee->id;
        if (d.outcome == Outcome::granted && rival && ledger_->takes_place(d.promise, t.posting))
            ledger_->set_superseded(counted.counted, true);
    }
    if (events_.empty()) return;
    for (const std::uint32_t e : of_decision_[decision]) {
        if (e == none) continue;
        OfGuarantee& mine = of(e, d.guarantee->id);
        if (mine.standing != none) continue;
        mine.standing = decision;
        stood_.push_back({e, static_cast<std::size_t>(&mine - events_[e].guarantees.data())});
    }
}

void Combiner::rewind(std::size_t mark) {
    while (stood_.size() > mark) {
        events_[stood_.back().event].guarantees[stood_.back().guarantee].standing = none;
        stood_.pop_back();
    }
}

}  // namespace redress::settle
