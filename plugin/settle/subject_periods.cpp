#include "settle/subject_periods.h"

#include <algorithm>

#include "settle/measure.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

namespace {

// Sorting a record, finding the periods that a part of it lies in, and telling its period by it.
constexpr std::int64_t work_of_sorting = 4;

class Maker {
public:
    Maker(Frame& frame, const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription)
        : frame_(frame),
          pack_(pack),
          guarantee_(guarantee),
          definition_(pack.shared[*guarantee.periods]),
          of_(definition_.measure.of),
          subscription_(subscription) {}

    std::vector<SubjectPeriod> run() {
        const time::Instant now = frame_.facts().as_of();
        frame_.enter(pack_, &guarantee_, subscription_, facts::no_record, facts::no_record, guarantee_.over,
                     {now, now + time::Seconds(1)});
        Trace* const trace = std::exchange(frame_.trace, nullptr);
        find_records();
        // Where the length is unknown, so is each period.
        const time::Seconds join = constant_length(frame_, definition_.measure.join).value_or(time::Seconds(0));
        for (std::size_t first = 0; first < records_.size();) {
            std::size_t last = first;
            time::Interval range = clipped(records_[first]);
            for (++last; last < records_.size() && clipped(records_[last]).start - range.end <= join; ++last)
                range.end = std::max(range.end, clipped(records_[last]).end);
            make(std::span(records_).subspan(first, last - first), range);
            first = last;
        }
        frame_.trace = trace;
        return std::move(out_);
    }

private:
    const time::Interval& extent(std::uint32_t record) const { return frame_.facts().extent(of_, record); }

    time::Interval clipped(std::uint32_t record) const {
        if (definition_.measure.scope == rules::Scope::account) return extent(record);
        return time::intersection(extent(record), frame_.service);
    }

    // Those that began while the version was in effect, and fell into the time of service, at least in part.
    void find_records() {
        const auto take = [&](std::uint32_t i) {
            frame_.visit();
            const bool served = !time::intersection(at_least_a_moment(extent(i)), frame_.service).empty();
            if (served && pack_.effective.contains(extent(i).start)) records_.push_back(i);
            return true;
        };
        if (definition_.measure.scope == rules::Scope::account) {
            for (std::uint32_t i = 0; i < frame_.facts().count(of_); ++i) take(i);
        } else {
            frame_.facts().each_concerning(of_, subscription_, take);
        }
        frame_.spend(work_of_sorting * static_cast<std::int64_t>(records_.size()));
        std::sort(records_.begin(), records_.end(), [&](std::uint32_t a, std::uint32_t b) {
            return std::pair(extent(a).start, a) < std::pair(extent(b).start, b);
        });
    }

    // Records whose own times leave no gap that would be kept: what they make, no other record has a part in.
    void make(std::span<const std::uint32_t> records, const time::Interval& range) {
        periods_.clear();
        parts_.clear();
        formula::Missing missing;
        if (!make_periods(frame_, definition_, records, range, periods_, parts_, missing)) {
            SubjectPeriod& unknown = out_.emplace_back();
            unknown.period.whole = at_least_a_moment(range);
            unknown.range = range;
            unknown.records.assign(records.begin(), records.end());
            unknown.missing = missing;
            return;
        }
        frame_.spend(work_of_sorting * static_cast<std::int64_t>(parts_.size()));
        join_of_one_record();
        for (const formula::Period& period : periods_) {
            SubjectPeriod& made = out_.emplace_back();
            made.period = period;
            made.range = range;
        }
        const auto first_made = out_.end() - static_cast<std::ptrdiff_t>(periods_.size());
        for (const CountedPart& counted : parts_) {
            const auto at = std::partition_point(
                first_made, out_.end(), [&](const SubjectPeriod& p) { return p.period.whole.end <= counted.part.start; });
            if (at == out_.end() || time::intersection(at->period.whole, counted.part).empty()) continue;
            at->records.push_back(counted.record);
            if (of_ == Record::incident && !frame_.facts().get<"incident.end">(counted.record)) at->lasts = true;
        }
        if (of_ == Record::incident) find_others(records, std::span(out_).last(periods_.size()));
    }

    // Those that lie in a period, or begin in it, and have no part in any.
    void find_others(std::span<const std::uint32_t> records, std::span<SubjectPeriod> made) {
        std::vector<std::uint32_t> counted;
        for (const CountedPart& part : parts_) counted.push_back(part.record);
        frame_.spend(work_of_sorting * static_cast<std::int64_t>(counted.size() + records.size()));
        std::sort(counted.begin(), counted.end());
        for (const std::uint32_t record : records) {
            if (std::binary_search(counted.begin(), counted.end(), record)) continue;
            const time::Interval lies = extent(record);
            const auto at = std::partition_point(made.begin(), made.end(),
                                                 [&](const SubjectPeriod& p) { return p.period.whole.end <= lies.start; });
            if (at != made.end() && at->period.whole.start < lies.end) at->others.push_back(record);
        }
    }

    // Excluded time within a record parts its time in two, but it is one outage: the parts are one period.
    void join_of_one_record() {
        std::vector<bool> with_next(periods_.size(), false);
        for (const CountedPart& counted : parts_) {
            auto at = std::partition_point(periods_.begin(), periods_.end(),
                                           [&](const formula::Period& p) { return p.whole.end <= counted.part.start; });
            for (; at != periods_.end() && std::next(at) != periods_.end() && std::next(at)->whole.start < counted.part.end;
                 ++at) {
                frame_.visit();
                if (!time::intersection(at->whole, counted.part).empty())
                    with_next[static_cast<std::size_t>(at - periods_.begin())] = true;
            }
        }
        std::vector<formula::Period> joined;
        for (std::size_t i = 0; i < periods_.size(); ++i) {
            if (i == 0 || !with_next[i - 1]) {
                joined.push_back(periods_[i]);
                continue;
            }
            joined.back().whole.end = periods_[i].whole.end;
            joined.back().length += periods_[i].length;
        }
        periods_ = std::move(joined);
    }

    Frame& frame_;
    const rules::Pack& pack_;
    const rules::Guarantee& guarantee_;
    const rules::Definition& definition_;
    const Record of_;
    const std::uint32_t subscription_;
    std::vector<std::uint32_t> records_;
    std::vector<formula::Period> periods_;
    std::vector<CountedPart> parts_;
    std::vector<SubjectPeriod> out_;
};

}  // namespace

bool SubjectPeriod::holds(std::uint32_t record) const {
    return std::find(records.begin(), records.end(), record) != records.end();
}

std::span<const SubjectPeriod> SubjectPeriods::of(Frame& frame, const rules::Pack& pack, const rules::Guarantee& guarantee,
                                                  std::uint32_t subscription) {
    const Line line{pack.id, guarantee.id, subscription, guarantee.over};
    const auto [at, added] = made_.try_emplace(std::pair(line, pack.effective_from));
    if (!added) return at->second;
    at->second = Maker(frame, pack, guarantee, subscription).run();
    for (const SubjectPeriod& made : at->second) {
        for (const std::uint32_t record : made.records) first_of_[std::pair(line, record)] = made.records.front();
    }
    return at->second;
}

std::optional<std::uint32_t> SubjectPeriods::identity(const rules::Pack& pack, const rules::Guarantee& guarantee,
                                                      std::uint32_t subscription, std::uint32_t record) const {
    const Line line{pack.id, guarantee.id, subscription, guarantee.over};
    const auto of_line = made_.lower_bound(std::pair(line, time::Date::min()));
    if (of_line == made_.end() || of_line->first.first != line) return std::nullopt;
    const auto found = first_of_.find(std::pair(line, record));
    return found == first_of_.end() ? facts::no_record : found->second;
}

}  // namespace redress::settle
