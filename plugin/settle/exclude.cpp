#include "settle/exclude.h"

#include <algorithm>

#include <fmt/format.h>

namespace redress::settle {

namespace {

using facts::Record;

// Finding the hours of one day costs about as much as so many instructions, and an interval of memory.
constexpr std::int64_t work_of_a_day = 24;
// Looking at one exclusion, and sorting an interval that is excluded.
constexpr std::int64_t work_of_an_exclusion = 4;
constexpr std::int64_t work_of_sorting = 4;

// The step that says which time an exclusion takes; `time` is joined, `zones` are those by which facts said that its hours go,
// `names` its records, where they are told.
void record_exclusion(Frame& frame, const rules::Exclusion& rule, std::span<const time::Interval> time, std::string_view begins,
                      std::span<const std::string_view> zones, const NamedRecords* names) {
    Trace& trace = *frame.trace;
    const std::string_view name = rule.of ? facts::row(*rule.of).name : std::string_view("hours");
    trace.begin(frame.decision, StepKind::exclude, rule.clause, name, rule.where.source());
    time::append_duration(trace.value(), time::length(time));
    trace.text() += begins;
    trace.append_list(time);
    trace.text() += '.';
    if (!zones.empty()) trace.text() += fmt::format(" The hours are those of {}.", fmt::join(zones, ", "));
    if (names != nullptr && rule.of) names->append_to(trace.text(), frame.facts(), *rule.of, rule.where.source());
    trace.end();
}

class Excluder {
public:
    Excluder(Frame& frame, const time::Interval& range, time::IntervalSet& out) : frame_(frame), range_(range), out_(out) {}

    // What holds for all incidents.
    bool run() {
        frame_.excluded_range.reset();  // until all of it is known
        out_.clear();
        const bool known = each_list([&](const rules::Exclusions& rules) {
            return std::all_of(rules.all.begin(), rules.all.end(), [&](const rules::Exclusion& e) {
                if (e.of_each) return true;
                const std::size_t before = out_.size();
                if (!apply(e)) return false;
                if (frame_.trace != nullptr && out_.size() > before) record(e, before);
                return true;
            });
        });
        if (!known) return false;
        put_in_order();
        frame_.excluded_range = range_;
        return true;
    }

    // What is for this one.
    bool run_for(std::uint32_t incident, std::vector<ExcludedByRule>& by_rule) {
        frame_.around.records[static_cast<std::size_t>(formula::Role::excluded)] = incident;
        const bool known = each_list([&](const rules::Exclusions& rules) {
            return std::all_of(rules.of_each.begin(), rules.of_each.end(), [&](std::size_t index) {
                const std::size_t before = out_.size();
                if (!apply(rules.all[index])) return false;
                if (frame_.trace != nullptr && out_.size() > before) add_to(by_rule, rules.all[index], before);
                return true;
            });
        });
        frame_.around.records[static_cast<std::size_t>(formula::Role::measured)] = incident;
        if (known) put_in_order();
        return known;
    }

private:
    // Those of the SLA, then those of the guarantee.
    template <class Use>
    bool each_list(Use use) {
        return use(frame_.pack->exclusions) && (frame_.guarantee == nullptr || use(frame_.guarantee->exclusions));
    }

    void put_in_order() {
        frame_.spend(work_of_sorting * static_cast<std::int64_t>(out_.size()));
        time::normalize(out_);
    }

    bool apply(const rules::Exclusion& exclusion) {
        names_.clear();
        frame_.spend(work_of_an_exclusion);
        zones_.clear();
        if (exclusion.of) return records(exclusion);
        if (exclusion.where.exists() && !frame_.evaluate(exclusion.where)) return false;
        return (exclusion.where.exists() && !frame_.flag()) || add(exclusion, range_);
    }

    bool records(const rules::Exclusion& exclusion) {
        const facts::Case& facts = frame_.facts();
        const Record of = *exclusion.of;
        const time::Seconds before = margin(exclusion.before);
        const time::Seconds after = margin(exclusion.after);
        return facts.each_concerning(of, frame_.around.window.subscription, [&](std::uint32_t i) {
            frame_.visit();
            const time::Interval extent = facts.extent(of, i);
            const time::Interval reach = time::intersection({extent.start - before, extent.end + after}, range_);
            if (reach.empty()) return true;
            frame_.around.records[static_cast<std::size_t>(formula::Role::measured)] = i;
            if (exclusion.where.exists() && !frame_.evaluate(exclusion.where)) return false;
            const bool meant = !exclusion.where.exists() || frame_.flag();
            if (frame_.trace != nullptr && frame_.pack->explains_fully)
                names_.add(i, meant ? NamedRecords::Why::counted : NamedRecords::Why::condition);
            return !meant || add(exclusion, reach);
        });
    }

    time::Seconds margin(const formula::Formula& formula) {
        if (!formula.exists() || !frame_.evaluate(formula)) return time::Seconds(0);
        const exact::Rational seconds = exact::to_rational(exact::floor(frame_.value().number));
        const std::int64_t longest = 1'000'000'000;  // thirty years; beyond it nothing changes
        return time::Seconds(seconds.overflowed() ? longest : std::min(seconds.numerator(), longest));
    }

    // What of `reach` lies in the hours that the exclusion names; false where the calendar does not say which those are.
    bool add(const rules::Exclusion& exclusion, const time::Interval& reach) {
        if (!exclusion.daily && !exclusion.except_daily) {
            out_.push_back(reach);
            return true;
        }
        const time::Zone* const found = frame_.hours_zone(exclusion.zone);
        if (found == nullptr) return false;
        const time::Zone& zone = *found;
        if (exclusion.zone.fact.exists() && std::find(zones_.begin(), zones_.end(), zone.name()) == zones_.end())
            zones_.push_back(zone.name());
        const time::DailyHours& daily = exclusion.daily ? *exclusion.daily : *exclusion.except_daily;
        frame_.hours.clear();
        frame_.spend(work_of_a_day * (1 + std::chrono::duration_cast<std::chrono::days>(reach.length()).count()));
        if (const auto unknown = time::daily_hours(reach, daily, exclusion.days, zone, *frame_.around.calendar, frame_.hours)) {
            frame_.evaluator.give_up(*unknown);
            return false;
        }
        if (exclusion.except_daily) {
            const time::Interval whole[] = {reach};
            time::subtract(whole, frame_.hours, frame_.scratch);
            std::swap(frame_.hours, frame_.scratch);
        }
        out_.insert(out_.end(), frame_.hours.begin(), frame_.hours.end());
        return true;
    }

    // The time that this exclusion takes: where its records overlap, once.
    void record(const rules::Exclusion& exclusion, std::size_t first) {
        time::IntervalSet& joined = frame_.scratch;
        joined.assign(out_.begin() + static_cast<std::ptrdiff_t>(first), out_.end());
        time::normalize(joined);
        record_exclusion(frame_, exclusion, joined, "Not counted as downtime:", zones_, &names_);
    }

    void add_to(std::vector<ExcludedByRule>& by_rule, const rules::Exclusion& exclusion, std::size_t first) const {
        auto found =
            std::find_if(by_rule.begin(), by_rule.end(), [&](const ExcludedByRule& by) { return by.rule == &exclusion; });
        if (found == by_rule.end()) found = by_rule.insert(found, ExcludedByRule{&exclusion, {}, {}});
        found->time.insert(found->time.end(), out_.begin() + static_cast<std::ptrdiff_t>(first), out_.end());
        for (const std::string_view zone : zones_) {
            if (std::find(found->zones.begin(), found->zones.end(), zone) == found->zones.end()) found->zones.push_back(zone);
        }
    }

    Frame& frame_;
    time::Interval range_;
    time::IntervalSet& out_;
    NamedRecords names_;                   // of the exclusion
    std::vector<std::string_view> zones_;  // by which facts said that the hours of an exclusion go
};

}  // namespace

bool find_excluded(Frame& frame, const time::Interval& range) {
    if (frame.excluded_range && *frame.excluded_range == range) return true;
    return Excluder(frame, range, frame.excluded).run();
}

bool find_excluded_of(Frame& frame, std::uint32_t incident, const time::Interval& part, time::IntervalSet& out,
                      std::vector<ExcludedByRule>& by_rule) {
    out.clear();
    const bool any =
        !frame.pack->exclusions.of_each.empty() || (frame.guarantee != nullptr && !frame.guarantee->exclusions.of_each.empty());
    if (!any) return true;
    return Excluder(frame, part, out).run_for(incident, by_rule);
}

void record_exclusions_of_each(Frame& frame, std::vector<ExcludedByRule>& by_rule) {
    for (ExcludedByRule& by : by_rule) {
        time::normalize(by.time);
        record_exclusion(frame, *by.rule, by.time, "Not counted of the incidents that it is for:", by.zones, nullptr);
    }
}

}  // namespace redress::settle
