#include "settle/exclude.h"

#include "settle/named_records.h"

namespace redress::settle {

namespace {

using facts::Record;

// Finding the hours of one day costs about as much as so many instructions, and an interval of memory.
constexpr std::int64_t work_of_a_day = 24;
// Looking at one exclusion, and sorting an interval that is excluded.
constexpr std::int64_t work_of_an_exclusion = 4;
constexpr std::int64_t work_of_sorting = 4;

class Excluder {
public:
    Excluder(Frame& frame, const time::Interval& range) : frame_(frame), range_(range) {}

    bool run() {
        frame_.excluded.clear();
        frame_.excluded_range.reset();  // until all of it is known
        for (const rules::Exclusion& e : frame_.pack->exclusions) {
            if (!apply(e)) return false;
        }
        if (frame_.guarantee != nullptr) {
            for (const rules::Exclusion& e : frame_.guarantee->exclusions) {
                if (!apply(e)) return false;
            }
        }
        frame_.spend(work_of_sorting * static_cast<std::int64_t>(frame_.excluded.size()));
        time::normalize(frame_.excluded);
        frame_.excluded_range = range_;
        return true;
    }

private:
    bool apply(const rules::Exclusion& exclusion) {
        const std::size_t before = frame_.excluded.size();
        names_.clear();
        frame_.spend(work_of_an_exclusion);
        if (!(exclusion.of ? records(exclusion) : add(exclusion, range_))) return false;
        if (frame_.trace != nullptr && frame_.excluded.size() > before) record(exclusion, before);
        return true;
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
            frame_.excluded.push_back(reach);
            return true;
        }
        const rules::Pack& pack = *frame_.pack;
        const time::Zone& zone = exclusion.zone ? *exclusion.zone : pack.zone;
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
        frame_.excluded.insert(frame_.excluded.end(), frame_.hours.begin(), frame_.hours.end());
        return true;
    }

    // The time that this exclusion takes: where its records overlap, once.
    void record(const rules::Exclusion& exclusion, std::size_t first) {
        time::IntervalSet& joined = frame_.scratch;
        joined.assign(frame_.excluded.begin() + static_cast<std::ptrdiff_t>(first), frame_.excluded.end());
        time::normalize(joined);
        Trace& trace = *frame_.trace;
        const std::string_view name = exclusion.of ? facts::row(*exclusion.of).name : std::string_view("hours");
        trace.begin(frame_.decision, StepKind::exclude, exclusion.clause, name, exclusion.where.source());
        time::append_duration(trace.value(), time::length(joined));
        trace.text() += "Not counted as downtime:";
        trace.append_list(joined);
        trace.text() += '.';
        if (exclusion.of) names_.append_to(trace.text(), frame_.facts(), *exclusion.of, exclusion.where.source());
        trace.end();
    }

    Frame& frame_;
    time::Interval range_;
    NamedRecords names_;  // of the exclusion
};

}  // namespace

bool find_excluded(Frame& frame, const time::Interval& range) {
    if (frame.excluded_range && *frame.excluded_range == range) return true;
    return Excluder(frame, range).run();
}

}  // namespace redress::settle
