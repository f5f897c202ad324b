#include "settle/candidates.h"

#include <algorithm>

#include <fmt/format.h>

#include "input_limits.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

namespace {

class Finder {
public:
    Finder(Frame& frame, SubjectPeriods& periods, std::uint32_t subscription, std::uint32_t claim, Found& out)
        : frame_(frame),
          periods_(periods),
          bound_(*frame.bound),
          facts_(*bound_.facts),
          subscription_(subscription),
          claim_(claim),
          service_(facts_.extent(Record::subscription, subscription)),
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
        std::int64_t& left = frame_.evaluator.work_left;
        left -= work;
        if (left < 0) refuse_work(facts_, {frame_.decision, subscription_, claim_, current_, {}});
    }

    bool names_something() const { return incident_ != facts::no_record || ticket_ != facts::no_record || date_.has_value(); }

    void of_guarantee(const rules::Pack& pack, const rules::Guarantee& guarantee) {
        current_ = &guarantee;
        if (guarantee.periods) return of_periods(pack, guarantee);
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

    // --- guarantees over periods ---

    void of_periods(const rules::Pack& pack, const rules::Guarantee& guarantee) {
        const bool of_incidents = guarantee.over == time::WindowKind::incident;
        const Record record = of_incidents ? Record::incident : Record::ticket;
        const std::uint32_t named = of_incidents ? incident_ : ticket_;
        if (named == facts::no_record && names_record()) return;  // the claim is about something else
        if (named != facts::no_record && !facts_.concerns(record, named, subscription_) &&
            pack.shared[*guarantee.periods].measure.scope != rules::Scope::account)
            return add_subject(pack, guarantee, record, named);
        for (const SubjectPeriod& period : periods_.of(frame_, pack, guarantee, subscription_)) {
            spend(work_of_a_window + static_cast<std::int64_t>(period.records.size()));
            if (named != facts::no_record ? !period.holds(named) : !asked_about(period, record, pack)) continue;
            if (asked_for(period.period.whole.start))
                push({&pack, &guarantee, period.period.whole, period.records.front(), &period});
        }
        find_not_in_effect(record, named, pack);
    }

    bool names_record() const { return incident_ != facts::no_record || ticket_ != facts::no_record; }

    bool asked_about(const SubjectPeriod& period, Record record, const rules::Pack& pack) const {
        if (!before_filing(facts_.extent(record, period.records.front()).start)) return false;
        return !date_ || !time::intersection(period.period.whole, day_of(pack)).empty();
    }

    // Records that began under no version belong to no period.
    void find_not_in_effect(Record record, std::uint32_t named, const rules::Pack& pack) {
        if (claim_ == facts::no_record || out_.not_in_effect) return;
        const std::optional<time::Interval> day = date_ ? std::optional(day_of(pack)) : std::nullopt;
        const auto look_at = [&](std::uint32_t i) {
            spend(work_of_a_record);
            const time::Interval extent = at_least_a_moment(facts_.extent(record, i));
            const bool asked = named == i || (named == facts::no_record && before_filing(extent.start) &&
                                              (!day || !time::intersection(extent, *day).empty()));
            if (asked && !time::intersection(extent, service_).empty() &&
                !in_effect(bound_.subscriptions[subscription_], extent.start))
                out_.not_in_effect = true;
            return true;
        };
        facts_.each_concerning(record, subscription_, look_at);
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
        if (definition.kind != rules::DefinitionKind::measure) return;
        if (definition.measure.kind == rules::MeasureKind::windows) return touch_promise(pack, definition.measure.promise, done);
        // That a service was there is no event: a measure over subscriptions asks for no window.
        if (definition.measure.of == Record::subscription || definition.measure.of_range) return;
        if (definition.measure.periods) return;  // they are measured themselves
        const bool account = definition.measure.scope == rules::Scope::account;
        bool& seen = (account ? done.of_account : done.of_subscription)[static_cast<std::size_t>(definition.measure.of)];
        if (!seen) touch_all(definition.measure.of, account, account ? windows_of_service(pack, guarantee.over) : service_);
        seen = true;
    }

    void touch_promise(const rules::Pack& pack, std::string_view id, Touched& done) {
        touch_all_measured(pack, *pack.guarantee(id), done);
    }

    void touch_all_measured(const rules::Pack& pack, const rules::Guarantee& guarantee, Touched& done) {
        for (const std::uint16_t index : guarantee.shared) touch_measured(pack, guarantee, pack.shared[index], done);
        for (const rules::Definition& definition : guarantee.definitions) touch_measured(pack, guarantee, definition, done);
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
            touch_all_measured(pack, guarantee, done);
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
        push({&pack, &guarantee, window, subject, nullptr});
    }

    void push(const Candidate& candidate) {
        if (out_.candidates.size() >= limits::decisions_max) {
            throw Error(Status::limit_exceeded, Place{facts_.file(), {}, "case", {}},
                        fmt::format("the case touches more than {} windows", limits::decisions_max));
        }
        out_.candidates.push_back(candidate);
    }

    Frame& frame_;
    SubjectPeriods& periods_;
    const BoundCase& bound_;
    const facts::Case& facts_;
    std::uint32_t subscription_;
    std::uint32_t claim_;
    const rules::Guarantee* current_ = nullptr;  // whose windows are being found
    std::uint32_t incident_ = facts::no_record;
    std::uint32_t ticket_ = facts::no_record;
    std::optional<time::Date> date_;
    std::string_view guarantee_;
    time::Interval service_;
    Found& out_;
};

}  // namespace

void find_candidates(Frame& frame, SubjectPeriods& periods, std::uint32_t subscription, std::uint32_t claim, Found& out) {
    out.candidates.clear();
    out.not_in_effect = false;
    Finder(frame, periods, subscription, claim, out).run();
}

}  // namespace redress::settle
