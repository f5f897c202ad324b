#include "settle/candidates.h"

#include <algorithm>

#include <fmt/format.h>

#include "input_limits.h"
#include "settle/frame.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

namespace {

class Finder {
public:
    Finder(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim, std::uint32_t decision,
           std::int64_t& work_left, Found& out)
        : bound_(bound),
          facts_(*bound.facts),
          subscription_(subscription),
          claim_(claim),
          decision_(decision),
          service_(facts_.extent(Record::subscription, subscription)),
          work_left_(work_left),
          out_(out) {
        if (claim_ == facts::no_record) return;
        incident_ = facts_.link<"claim.incident">(claim_);
        ticket_ = facts_.link<"claim.ticket">(claim_);
        date_ = facts_.get<"claim.window">(claim_);
        guarantee_ = facts_.get<"claim.guarantee">(claim_).value_or("");
    }

    void run() {
        for (const std::unique_ptr<rules::Pack>& pack : bound_.subscriptions[subscription_].versions) {
            spend(1 + static_cast<std::int64_t>(pack->guarantees.size()));
            for (const rules::Guarantee& guarantee : pack->guarantees) {
                if (!guarantee_.empty() && guarantee.id != guarantee_) continue;
                of_guarantee(*pack, guarantee);
            }
        }
    }

private:
    void spend(std::int64_t work) {
        work_left_ -= work;
        if (work_left_ < 0) refuse_work(facts_, {decision_, subscription_, claim_, current_, {}});
    }

    bool names_something() const { return incident_ != facts::no_record || ticket_ != facts::no_record || date_.has_value(); }

    void of_guarantee(const rules::Pack& pack, const rules::Guarantee& guarantee) {
        current_ = &guarantee;
        if (guarantee.over == time::WindowKind::incident)
            return of_subjects(pack, guarantee, Record::incident, incident_, ticket_);
        if (guarantee.over == time::WindowKind::ticket) return of_subjects(pack, guarantee, Record::ticket, ticket_, incident_);
        find_touched(pack, guarantee);
        walk_windows(pack, guarantee);
    }

    // --- guarantees over incident or ticket ---

    void of_subjects(const rules::Pack& pack, const rules::Guarantee& guarantee, Record record, std::uint32_t named,
                     std::uint32_t other) {
        if (named != facts::no_record) return add_subject(pack, guarantee, record, named);
        if (other != facts::no_record) return;  // the claim is about something else
        facts_.each_concerning(record, subscription_, [&](std::uint32_t i) {
            spend(date_ ? work_of_a_window : work_of_a_record);
            if (!before_filing(facts_.extent(record, i).start)) return true;
            const bool asked = !date_ || !time::intersection(at_least_a_moment(facts_.extent(record, i)), day_of(pack)).empty();
            // Where the window begins elsewhere, deciding tells.
            if (asked || guarantee.from.exists()) add_subject(pack, guarantee, record, i);
            return true;
        });
    }

    // Only what fell into the subscription's term, at least in part.
    void add_subject(const rules::Pack& pack, const rules::Guarantee& guarantee, Record record, std::uint32_t index) {
        const time::Interval window = at_least_a_moment(facts_.extent(record, index));
        if (time::intersection(window, service_).empty()) return;
        add(pack, guarantee, window, index);
    }

    // --- guarantees over stretches of the calendar ---

    time::Interval day_of(const rules::Pack& pack) const { return time::civil_day(*date_, pack.zone); }

    // A claim that names nothing is about what had begun when it was filed.
    bool before_filing(time::Instant at) const { return claim_ == facts::no_record || at < facts_.get<"claim.filed">(claim_); }

    void touch(const time::Interval& extent) {
        const time::Interval served = time::intersection(at_least_a_moment(extent), service_);
        if (!served.empty()) out_.touched.push_back(served);
    }

    // The first of a month means that month, also where the service began later in it.
    void touch_day(const time::Interval& day) {
        const time::Interval served = time::intersection(day, service_);
        out_.touched.push_back(served.empty() ? day : served);
    }

    // Which kinds of record touched windows already: those of the subscription, and those of the whole account.
    struct Touched {
        std::array<bool, facts::record_count> of_subscription{};
        std::array<bool, facts::record_count> of_account{};
    };

    // What befell the account counts wherever it lies in a window of the service, also before the service began in it.
    void touch_account(const time::Interval& extent, const time::Interval& windows) {
        const time::Interval inside = time::intersection(at_least_a_moment(extent), windows);
        if (!inside.empty()) out_.touched.push_back(inside);
    }

    void touch_all(Record record, bool account, const time::Interval& windows) {
        const auto begun = [&](const time::Interval& extent) {
            return extent.start <= facts_.as_of() && before_filing(extent.start);
        };
        spend(work_of_a_record *
              static_cast<std::int64_t>(account ? facts_.count(record) : facts_.count_concerning(record, subscription_)));
        if (account) {
            for (std::uint32_t i = 0; i < facts_.count(record); ++i) {
                if (begun(facts_.extent(record, i))) touch_account(facts_.extent(record, i), windows);
            }
            return;
        }
        facts_.each_concerning(record, subscription_, [&](std::uint32_t i) {
            if (begun(facts_.extent(record, i))) touch(facts_.extent(record, i));
            return true;
        });
    }

    void touch_measured(const rules::Pack& pack, const rules::Guarantee& guarantee, const rules::Definition& definition,
                        Touched& done) {
        // That a service was there is no event: a measure over subscriptions asks for no window.
        if (definition.kind != rules::DefinitionKind::measure || definition.measure.of == Record::subscription) return;
        if (definition.measure.periods) return;  // they are measured themselves
        const bool account = definition.measure.scope == rules::Scope::account;
        bool& seen = (account ? done.of_account : done.of_subscription)[static_cast<std::size_t>(definition.measure.of)];
        if (!seen) touch_all(definition.measure.of, account, account ? windows_of_service(pack, guarantee.over) : service_);
        seen = true;
    }

    // The service with the whole of the windows in which it begins and ends.
    time::Interval windows_of_service(const rules::Pack& pack, time::WindowKind kind) {
        time::Interval out = service_;
        if (service_.empty()) return out;
        if (service_.start != time::Instant::min()) {
            if (const auto first = window_holding(pack, kind, service_.start)) out.start = first->start;
        }
        if (service_.end != time::Instant::max()) {
            if (const auto last = window_holding(pack, kind, service_.end - time::Seconds(1))) out.end = last->end;
        }
        return out;
    }

    void find_touched(const rules::Pack& pack, const rules::Guarantee& guarantee) {
        out_.touched.clear();
        if (incident_ != facts::no_record) touch(facts_.extent(Record::incident, incident_));
        if (ticket_ != facts::no_record) touch(facts_.extent(Record::ticket, ticket_));
        if (date_) touch_day(day_of(pack));
        if (!names_something()) {
            Touched done;
            for (const std::uint16_t index : guarantee.shared) touch_measured(pack, guarantee, pack.shared[index], done);
            for (const rules::Definition& definition : guarantee.definitions) touch_measured(pack, guarantee, definition, done);
        }
        spend(work_of_a_record *
              static_cast<std::int64_t>(out_.touched.size()));  // sorting one costs about as much as finding it
        std::sort(out_.touched.begin(), out_.touched.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
    }

    // The subscription lacks the start or the end without which it has no such windows: there is one candidate, of the version in
    // effect when a record touched it.
    void add_unknown(const rules::Pack& pack, const rules::Guarantee& guarantee) {
        for (const time::Interval& extent : out_.touched) {
            if (time::intersection(extent, service_).empty() || !asked_for(extent.start)) continue;
            if (pack.effective.contains(extent.start))
                return add(pack, guarantee, {extent.start, extent.start}, facts::no_record);
            if (!in_effect(bound_.subscriptions[subscription_], extent.start)) out_.not_in_effect = true;
        }
    }

    void walk_windows(const rules::Pack& pack, const rules::Guarantee& guarantee) {
        if (unknown_window(guarantee.over)) return add_unknown(pack, guarantee);
        time::Instant done = time::Instant::min();
        for (const time::Interval& extent : out_.touched) {
            time::Instant at = std::max(extent.start, done);
            while (at < extent.end) {
                spend(work_of_a_window);
                const std::optional<time::Interval> window = window_holding(pack, guarantee.over, at);
                if (!window || window->end <= at) break;
                if (!time::intersection(*window, service_).empty()) add(pack, guarantee, *window, facts::no_record);
                const std::optional<time::Instant> next = next_start(pack, window->start);
                if (!next) return;
                done = at = std::max(window->end, *next);
            }
        }
    }

    // Of the windows after one that starts at `start`, only those matter that start at this instant or later: while the
    // version is in effect, or while none is and that is not known yet. Nothing where there are no such windows.
    std::optional<time::Instant> next_start(const rules::Pack& pack, time::Instant start) const {
        if (pack.effective.contains(start)) return start;
        const bool ahead = start < pack.effective.start;
        if (out_.not_in_effect) return ahead ? std::optional(pack.effective.start) : std::nullopt;
        const time::Interval* const covered = in_effect_at(bound_.subscriptions[subscription_], start);
        if (covered == nullptr) return start;
        return ahead ? std::min(pack.effective.start, covered->end) : covered->end;
    }

    std::optional<time::Interval> window_holding(const rules::Pack& pack, time::WindowKind kind, time::Instant at) {
        const bool civil = kind != time::WindowKind::billing_period && kind != time::WindowKind::term;
        auto& last = out_.last;
        if (civil && !pack.zone_changes && last.kind == kind && last.window.contains(at) && last.zone == pack.zone.name())
            return last.window;
        // Each later version may have taken the window over.
        if (pack.zone_changes)
            spend(work_of_a_record * static_cast<std::int64_t>(bound_.subscriptions[subscription_].versions.size()));
        const std::optional<time::Interval> window = window_of_version(facts_, subscription_, kind, at, pack);
        if (civil && window && !pack.zone_changes) last = {pack.zone.name(), kind, *window};
        return window;
    }

    // Whether the subscription lacks the start or the end without which it has no such windows.
    bool unknown_window(time::WindowKind kind) const {
        const bool starts = service_.start != time::Instant::min();
        if (kind == time::WindowKind::billing_period) return !starts;
        return kind == time::WindowKind::term && (!starts || service_.end == time::Instant::max());
    }

    // Windows of a version whose successor counts in another zone are its own already: see window_of_version.
    static bool begins_in(const rules::Pack& pack, const time::Interval& window, std::uint32_t subject) {
        const bool of_version = pack.zone_changes && subject == facts::no_record && !window.empty();
        return of_version ? pack.effective.start <= window.start : pack.effective.contains(window.start);
    }

    bool asked_for(time::Instant start) const { return claim_ != facts::no_record || is_asked_for(facts_, start); }

    void add(const rules::Pack& pack, const rules::Guarantee& guarantee, const time::Interval& window, std::uint32_t subject) {
        // Where the window begins elsewhere, only deciding tells where, and so by which version.
        if (!guarantee.from.exists() && !asked_for(window.start)) return;
        if (!guarantee.from.exists() && !begins_in(pack, window, subject)) {
            if (!in_effect(bound_.subscriptions[subscription_], window.start)) out_.not_in_effect = true;
            return;
        }
        if (out_.candidates.size() >= limits::decisions_max) {
            throw Error(Status::limit_exceeded, Place{facts_.file(), {}, "case", {}},
                        fmt::format("the case touches more than {} windows", limits::decisions_max));
        }
        out_.candidates.push_back({&pack, &guarantee, window, subject});
    }

    const BoundCase& bound_;
    const facts::Case& facts_;
    std::uint32_t subscription_;
    std::uint32_t claim_;
    std::uint32_t decision_;
    const rules::Guarantee* current_ = nullptr;  // whose windows are being found
    std::uint32_t incident_ = facts::no_record;
    std::uint32_t ticket_ = facts::no_record;
    std::optional<time::Date> date_;
    std::string_view guarantee_;
    time::Interval service_;
    std::int64_t& work_left_;
    Found& out_;
};

}  // namespace

void find_candidates(const BoundCase& bound, std::uint32_t subscription, std::uint32_t claim, std::uint32_t decision,
                     std::int64_t& work_left, Found& out) {
    out.candidates.clear();
    out.not_in_effect = false;
    Finder(bound, subscription, claim, decision, work_left, out).run();
}

}  // namespace redress::settle
