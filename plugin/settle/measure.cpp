#include "settle/measure.h"

#include <algorithm>
#include <cstdlib>
#include <queue>
#include <span>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "input_limits.h"
#include "settle/broken_windows.h"
#include "settle/exclude.h"
#include "settle/named_records.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

namespace {

// What these cost, in instructions: sorting one interval into a set, and finding the set that it belongs to.
constexpr std::int64_t work_of_sorting = 4;
constexpr std::int64_t work_of_a_set = 48;
// Comparing with the threshold of one tier.
constexpr std::int64_t work_of_a_tier = 2;
// Beginning with a definition.
constexpr std::int64_t work_of_a_definition = 8;

using rules::MeasureKind;
using State = formula::Named::State;

class Measurer {
public:
    Measurer(Frame& frame, const rules::Definition& definition)
        : frame_(frame), definition_(definition), measure_(definition.measure) {}

    void run() {
        formula::Named& named = frame_.evaluator.name(definition_.slot);
        named.state = State::unset;
        const bool known = measure_.periods                        ? periods_known() && find_result()
                           : measure_.kind == MeasureKind::windows ? count_broken()
                                                                   : find_range() && excluded_known() && find_result();
        if (!known) {
            named.state = State::missing;
            named.missing = missing_;
            return;
        }
        named.cell.number = result_;
        named.state = State::known;
        if (frame_.trace != nullptr) record();
    }

    // Of these records alone, in this range.
    bool make_periods_of(std::span<const std::uint32_t> records, const time::Interval& range,
                         std::vector<formula::Period>& periods, std::vector<CountedPart>& parts) {
        only_ = records;
        range_ = range;
        parts_ = &parts;
        return excluded_known() && make_periods(periods);
    }
    const formula::Missing& missing() const { return missing_; }

private:
    bool fact_missing() {
        missing_ = frame_.missing();
        return false;
    }

    // --- the range ---

    bool find_range() {
        range_ = frame_.around.window.interval;
        if (range_.empty()) {
            missing_ = formula::unknown_window(frame_.facts(), frame_.around.window.subscription);
            return false;
        }
        if (measure_.shift != 0) shift_range();
        if (measure_.from.exists() && !boundary(measure_.from, range_.start)) return fact_missing();
        if (measure_.until.exists() && !boundary(measure_.until, range_.end)) return fact_missing();
        if (measure_.scope != rules::Scope::account) {
            range_.start = std::max(range_.start, frame_.service.start);
            range_.end = std::min(range_.end, frame_.service.end);
        }
        // A range turned round holds no time, like one of a subscription that was not there yet.
        if (range_.end < range_.start) range_.end = range_.start;
        return true;
    }

    bool boundary(const formula::Formula& formula, time::Instant& out) {
        if (!frame_.evaluate(formula)) return false;
        const std::int64_t scalar = frame_.value().scalar;
        out = formula.type.kind == formula::Kind::date ? frame_.pack->zone.start_of_day(time::Date(std::chrono::days(scalar)))
                                                       : time::Instant(time::Seconds(scalar));
        return true;
    }

    void shift_range() {
        frame_.spend(std::abs(measure_.shift) * work_of_a_window);
        if (const auto beside = facts::window_beside(frame_.facts(), frame_.around.window, measure_.shift)) range_ = *beside;
    }

    // --- which records ---

    // Calls `visit` for each record that the measure's scope holds, until it gives false; gives whether none did.
    template <class Visit>
    bool each_in_scope(Visit visit) const {
        const facts::Case& facts = frame_.facts();
        const std::uint32_t subscription = frame_.around.window.subscription;
        const auto all = [&](auto holds) {
            for (std::uint32_t i = 0; i < facts.count(measure_.of); ++i) {
                frame_.visit();
                if (holds(i) && !visit(i)) return false;
            }
            return true;
        };
        if (only_) {
            return std::all_of(only_->begin(), only_->end(), [&](std::uint32_t i) {
                frame_.visit();
                return visit(i);
            });
        }
        switch (measure_.scope) {
            case rules::Scope::account: return all([](std::uint32_t) { return true; });
            case rules::Scope::subject: {
                const std::uint32_t subject = frame_.around.records[static_cast<std::size_t>(formula::Role::subject)];
                const Record kind = frame_.guarantee->over == time::WindowKind::ticket ? Record::ticket : Record::incident;
                if (measure_.of == Record::subscription)
                    return all([&](std::uint32_t i) { return facts.concerns(kind, subject, i); });
                if (measure_.of != kind) return true;
                frame_.visit();
                return visit(subject);
            }
            case rules::Scope::subscription: break;
        }
        if (measure_.of == Record::subscription) return visit(subscription);
        return facts.each_concerning(measure_.of, subscription, [&](std::uint32_t i) {
            frame_.visit();
            return visit(i);
        });
    }

    // Of a range that is not empty.
    bool in_range(const time::Interval& extent) const {
        switch (measure_.membership) {
            case rules::Membership::touching: break;
            case rules::Membership::starting: return range_.contains(extent.start);
            case rules::Membership::ending: return range_.start < extent.end && extent.end <= range_.end;
        }
        if (extent.empty()) return range_.contains(extent.start);
        return extent.start < range_.end && range_.start < extent.end;
    }

    // Calls `take` for each record that counts; false where a fact is missing. No record belongs to a range without time,
    // not even one that lies over its moment.
    template <class Take>
    bool each_record(Take take) {
        if (range_.empty()) return true;
        const facts::Case& facts = frame_.facts();
        return each_in_scope([&](std::uint32_t i) {
            if (!in_range(facts.extent(measure_.of, i))) return left_out(i);
            frame_.around.records[static_cast<std::size_t>(formula::Role::measured)] = i;
            own_.clear();
            if (measure_.where.exists()) {
                if (!frame_.evaluate(measure_.where)) {
                    fact_missing();
                    const formula::Missing of_where = missing_;
                    if (wholly_excluded(i) || (own_known(i) && wholly_excluded(i))) return named(i, Why::excluded);
                    missing_ = of_where;
                    return false;
                }
                if (!frame_.flag()) return named(i, Why::condition);
            }
            if (!own_known(i)) return wholly_excluded(i) ? named(i, Why::excluded) : fact_missing();
            if (!take(i)) return false;
            return !names_records() || named(i, wholly_excluded(i) ? Why::excluded : Why::counted);
        });
    }

    // Notes for the step what became of a record; true.
    using Why = NamedRecords::Why;
    bool names_records() const { return frame_.trace != nullptr && frame_.pack->explains_fully; }
    bool named(std::uint32_t index, Why why) {
        if (!names_records()) return true;
        frame_.visit();
        names_.add(index, why);
        return true;
    }
    // The same of one that is not in the range; what does not even touch it is nothing to speak of.
    bool left_out(std::uint32_t index) {
        const time::Interval& extent = frame_.facts().extent(measure_.of, index);
        const bool touches = extent.start < range_.end && range_.start < extent.end;
        if (!touches || measure_.membership == rules::Membership::touching) return true;
        return named(index, measure_.membership == rules::Membership::starting ? Why::not_starting : Why::not_ending);
    }

    // Sets what is excluded in the range, where this measure asks for it; false where a fact is missing.
    bool excluded_known() { return !takes_off() || find_excluded(frame_, range_) || fact_missing(); }
    bool takes_off() const {
        return measure_.exclusions && (measure_.of == Record::incident || measure_.kind == MeasureKind::time) && !range_.empty();
    }
    bool any_excluded() const { return takes_off() && !frame_.excluded.empty(); }

    // Sets what is excluded of this incident alone; false where a fact is missing.
    bool own_known(std::uint32_t index) {
        if (!takes_off() || measure_.of != Record::incident) return true;
        const time::Interval part = time::intersection(at_least_a_moment(frame_.facts().extent(Record::incident, index)), range_);
        return find_excluded_of(frame_, index, part, own_, own_by_rule_);
    }

    // An incident that lies in excluded time from end to end did not happen, as far as the promise goes: that a fact
    // of it is missing does not matter.
    bool wholly_excluded(std::uint32_t index) const {
        if (!any_excluded() && own_.empty()) return false;
        const time::Interval& extent = frame_.facts().extent(measure_.of, index);
        const time::Interval part = extent.empty() ? extent : time::intersection(extent, range_);
        if (own_.empty()) return lies_in(part, frame_.excluded);
        time::IntervalSet all = own_;
        if (any_excluded()) all.insert(all.end(), frame_.excluded.begin(), frame_.excluded.end());
        frame_.spend(work_of_sorting * static_cast<std::int64_t>(all.size()));
        time::normalize(all);
        return lies_in(part, all);
    }

    static bool lies_in(const time::Interval& part, std::span<const time::Interval> set) {
        const auto after = std::upper_bound(set.begin(), set.end(), part.start,
                                            [](time::Instant at, const time::Interval& e) { return at < e.start; });
        if (after == set.begin()) return false;
        const time::Interval& last = *std::prev(after);
        return last.contains(part.start) && part.end <= last.end;
    }

    // Calls `take` for what is left of an incident's part without what is excluded of it alone.
    template <class Take>
    void each_left(const time::Interval& part, Take take) {
        if (own_.empty()) {
            if (!part.empty()) take(part);
            return;
        }
        const time::Interval whole[] = {part};
        time::subtract(whole, own_, left_);
        for (const time::Interval& left : left_) take(left);
    }

    // --- downtime ---

    bool downtime() {
        frame_.gathered.clear();
        if (measure_.periods) return downtime_of_periods();
        if (measure_.weight.exists()) return weighted_downtime();
        if (measure_.of_range) {
            if (!range_.empty()) frame_.gathered.push_back(range_);
        } else if (!(measure_.concurrent > 1 ? gather_concurrent() : gather())) {
            return false;
        }
        exclude_gathered();
        result_ = Number(time::length(frame_.gathered).count());
        return true;
    }

    void exclude_gathered() {
        if (!any_excluded()) return;
        time::subtract(frame_.gathered, frame_.excluded, frame_.scratch);
        std::swap(frame_.gathered, frame_.scratch);
    }

    bool gather() {
        const bool known = each_record([&](std::uint32_t i) {
            const std::optional<time::Interval> part = counted_part(i);
            if (!part) return wholly_excluded(i) || fact_missing();
            const std::size_t before = frame_.gathered.size();
            each_left(*part, [&](const time::Interval& left) { frame_.gathered.push_back(left); });
            // From the first to the last that exclusions of its own leave of it; one that is excluded as a whole has no part.
            if (parts_ != nullptr && frame_.gathered.size() > before && !wholly_excluded(i))
                parts_->push_back({i, {frame_.gathered[before].start, frame_.gathered.back().end}});
            if (measure_.gaps) not_in_gaps_.insert(not_in_gaps_.end(), own_.begin(), own_.end());
            ++records_;
            return true;
        });
        frame_.spend(work_of_sorting * static_cast<std::int64_t>(frame_.gathered.size()));
        time::normalize(frame_.gathered);
        return known;
    }

    // Only the time in which so many distinct components are down at once.
    bool gather_concurrent() {
        constexpr std::int64_t bytes_at_a_time = 16;  // a component is found as fast as so many bytes make an instruction
        std::unordered_map<std::string_view, std::size_t> components;
        std::vector<time::IntervalSet>& sets = frame_.by_component;
        sets.clear();
        const bool known = each_record([&](std::uint32_t i) {
            const std::optional<std::string_view> component = frame_.facts().get<"incident.component">(i);
            if (!component) {
                if (wholly_excluded(i)) return true;
                missing_ = {Record::incident, i, "component", false};
                return false;
            }
            frame_.spend(work_of_a_set + static_cast<std::int64_t>(component->size()) / bytes_at_a_time);
            const auto [at, added] = components.try_emplace(*component, sets.size());
            if (added) sets.emplace_back();
            time::IntervalSet& set = sets[at->second];
            each_left(time::intersection(frame_.facts().extent(Record::incident, i), range_),
                      [&](const time::Interval& left) { set.push_back(left); });
            ++records_;
            return true;
        });
        if (!known) return false;
        for (time::IntervalSet& set : sets) time::normalize(set);
        time::at_least(measure_.concurrent, sets, frame_.gathered);
        return true;
    }

    // --- periods ---

    bool periods_known() {
        const formula::Named& named = frame_.evaluator.name(*measure_.periods);
        missing_ = named.missing;
        return named.state == State::known;
    }

    // Calls `take` for each period that counts; false where a fact is missing.
    template <class Take>
    bool each_period(Take take) {
        for (const formula::Period& period : frame_.periods[*measure_.periods]) {
            frame_.visit();
            frame_.around.period = &period;
            if (measure_.where.exists()) {
                if (!frame_.evaluate(measure_.where)) return fact_missing();
                if (!frame_.flag()) continue;
            }
            if (!take(period)) return false;
        }
        return true;
    }

    bool downtime_of_periods() {
        time::Seconds sum{0};
        const bool known = each_period([&](const formula::Period& period) {
            sum += period.length;
            frame_.gathered.push_back(period.whole);
            ++records_;
            return true;
        });
        result_ = Number(sum.count());
        return known;
    }

    // The part of a record's own time that counts, in the range; nothing where a fact is missing.
    std::optional<time::Interval> counted_part(std::uint32_t index) {
        time::Interval part = frame_.facts().extent(measure_.of, index);
        const auto at = [&] { return time::Instant(time::Seconds(frame_.value().scalar)); };
        if (measure_.start.exists()) {
            if (!frame_.evaluate(measure_.start)) return std::nullopt;
            part.start = std::max(part.start, at());
        }
        if (measure_.end.exists()) {
            if (!frame_.evaluate(measure_.end)) return std::nullopt;
            part.end = std::min(part.end, at());
        }
        if (part.end < part.start) part.end = part.start;
        return time::intersection(part, range_);
    }

    // Clipped, freed of what is excluded, joined, and then only what is long enough.
    bool make_periods(std::vector<formula::Period>& out) {
        frame_.gathered.clear();
        const std::optional<time::Seconds> join = constant_length(frame_, measure_.join);
        if (!join) return fact_missing();
        const std::optional<time::Seconds> at_least = constant_length(frame_, measure_.at_least);
        if (!at_least) return fact_missing();
        not_in_gaps_.clear();
        if (!gather()) return false;
        exclude_gathered();
        find_excluded_of_gaps();
        for (const time::Interval& stretch : frame_.gathered) {
            if (out.empty() || stretch.start - out.back().whole.end > *join) {
                out.push_back({stretch, stretch.length()});
                continue;
            }
            if (measure_.gaps) out.back().length += time::length_outside({out.back().whole.end, stretch.start}, not_in_gaps_);
            out.back().length += stretch.length();
            out.back().whole.end = stretch.end;
        }
        std::erase_if(out, [&](const formula::Period& period) { return period.length < *at_least; });
        result_ = Number(static_cast<std::int64_t>(out.size()));
        return true;
    }

    std::vector<formula::Period>& periods_of_this() {
        if (frame_.periods.size() <= definition_.slot) frame_.periods.resize(definition_.slot + std::size_t{1});
        frame_.periods[definition_.slot].clear();
        return frame_.periods[definition_.slot];
    }

    // What is excluded counts in no gap, nor does what is excluded of the one incident that has that time.
    void find_excluded_of_gaps() {
        if (!measure_.gaps) return;
        if (any_excluded()) not_in_gaps_.insert(not_in_gaps_.end(), frame_.excluded.begin(), frame_.excluded.end());
        frame_.spend(work_of_sorting * static_cast<std::int64_t>(not_in_gaps_.size()));
        time::normalize(not_in_gaps_);
    }

    // --- downtime by weight ---

    struct Weighed {
        time::Interval part;
        Number weight;
    };

    bool weighted_downtime() {
        std::vector<Weighed> incidents;
        const bool known = each_record([&](std::uint32_t i) {
            if (!frame_.evaluate(measure_.weight)) return wholly_excluded(i) || fact_missing();
            const Number weight = frame_.value().number;
            each_left(time::intersection(frame_.facts().extent(measure_.of, i), range_), [&](const time::Interval& left) {
                incidents.push_back({left, weight});
            });
            ++records_;
            return true;
        });
        if (!known) return false;
        for (const Weighed& stretch : heaviest(incidents)) {
            const std::size_t before = weighed_.size();
            take_off_excluded(stretch);
            for (std::size_t i = before; i < weighed_.size(); ++i) {
                const Number length = Number(weighed_[i].part.length().count());
                frame_.spend(exact::work_of(stretch.weight, length) + exact::work_of(result_, stretch.weight));
                result_ = within_bits(result_ + within_bits(stretch.weight * length));
            }
        }
        return true;
    }

    // At each moment the greatest weight of what is down then; in order, without what weighs nothing.
    std::vector<Weighed> heaviest(std::vector<Weighed>& incidents) const {
        frame_.spend(3 * work_of_sorting * static_cast<std::int64_t>(incidents.size()));
        std::sort(incidents.begin(), incidents.end(),
                  [](const Weighed& a, const Weighed& b) { return a.part.start < b.part.start; });
        std::vector<time::Instant> bounds;
        for (const Weighed& incident : incidents) bounds.insert(bounds.end(), {incident.part.start, incident.part.end});
        std::sort(bounds.begin(), bounds.end());
        bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
        const auto lighter = [&](const Weighed* a, const Weighed* b) {
            frame_.spend(exact::work_of(a->weight, b->weight));
            return a->weight < b->weight;
        };
        std::priority_queue<const Weighed*, std::vector<const Weighed*>, decltype(lighter)> down(lighter);
        std::vector<Weighed> out;
        auto next = incidents.begin();
        for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
            for (; next != incidents.end() && next->part.start == bounds[i]; ++next) down.push(&*next);
            while (!down.empty() && down.top()->part.end <= bounds[i]) down.pop();
            if (down.empty() || exact::sign(down.top()->weight) == 0) continue;
            const Number& weight = down.top()->weight;
            if (!out.empty() && out.back().part.end == bounds[i] && out.back().weight == weight)
                out.back().part.end = bounds[i + 1];
            else
                out.push_back({{bounds[i], bounds[i + 1]}, weight});
        }
        return out;
    }

    void take_off_excluded(const Weighed& stretch) {
        if (!any_excluded()) return weighed_.push_back(stretch);
        const time::IntervalSet& all = frame_.excluded;
        const auto first =
            std::partition_point(all.begin(), all.end(), [&](const time::Interval& e) { return e.end <= stretch.part.start; });
        const auto last =
            std::partition_point(first, all.end(), [&](const time::Interval& e) { return e.start < stretch.part.end; });
        const time::Interval whole[] = {stretch.part};
        const std::span<const time::Interval> touching =
            std::span(all).subspan(static_cast<std::size_t>(first - all.begin()), static_cast<std::size_t>(last - first));
        time::subtract(whole, touching, frame_.scratch);
        for (const time::Interval& part : frame_.scratch) weighed_.push_back({part, stretch.weight});
    }

    // --- counts and values ---

    // Takes the value of each record, where the measure has one, with `take(value)`.
    template <class Take>
    bool over_records(Take take) {
        const auto take_one = [&](std::uint32_t i) {
            if (measure_.value.exists()) {
                if (!frame_.evaluate(measure_.value)) return fact_missing();
                take(prorated(frame_.value().number, i));
            }
            ++records_;
            return true;
        };
        if (measure_.periods) return each_period([&](const formula::Period&) { return take_one(facts::no_record); });
        return each_record([&](std::uint32_t i) { return wholly_excluded(i) || take_one(i); });
    }

    bool find_result() {
        const auto add = [&](const Number& value) {
            frame_.spend(exact::work_of(result_, value));
            result_ = within_bits(result_ + value);
        };
        const auto least = [&](const Number& value) {
            frame_.spend(exact::work_of(result_, value));
            if (records_ == 0 || value < result_) result_ = value;
        };
        const auto greatest = [&](const Number& value) {
            frame_.spend(exact::work_of(result_, value));
            if (records_ == 0 || result_ < value) result_ = value;
        };
        switch (measure_.kind) {
            case MeasureKind::downtime:
            case MeasureKind::time: return downtime();
            case MeasureKind::periods: return make_periods(periods_of_this());
            case MeasureKind::windows: break;
            case MeasureKind::count:
                if (!over_records([](const Number&) {})) return false;
                result_ = Number(records_);
                return true;
            case MeasureKind::sum: return over_records(add);
            case MeasureKind::max: return over_records(greatest) && (records_ > 0 || value_of_nothing());
            case MeasureKind::min: return over_records(least) && (records_ > 0 || value_of_nothing());
            case MeasureKind::average:
                if (!over_records(add)) return false;
                if (records_ == 0) return value_of_nothing();
                result_ = within_bits(result_ / Number(records_));
                return true;
        }
        return false;
    }

    Number prorated(const Number& value, std::uint32_t index) const {
        if (!measure_.prorate) return value;
        const time::Interval& extent = frame_.facts().extent(measure_.of, index);
        if (extent.empty()) return value;
        const time::Interval part = time::intersection(extent, range_);
        const Number length = Number(extent.length().count());
        frame_.spend(exact::work_of(value, length));
        return within_bits(value * Number(part.length().count()) / length);
    }

    // The value itself, where it is within limits::big_bits_max.
    Number within_bits(Number value) const {
        frame_.take_note(value);
        if (exact::out_of_range(value)) {
            throw Error(Status::limit_exceeded,
                        Place{frame_.pack->file, definition_.position, std::string(rules::name_of(measure_.kind)), {}},
                        fmt::format("the measure '{}' leaves the range of exact numbers ({} bits)", definition_.name,
                                    limits::big_bits_max));
        }
        return value;
    }

    // --- windows ---

    bool count_broken() {
        if (!find_broken(frame_, measure_, looked_at_, broken_, missing_)) return false;
        result_ = Number(static_cast<std::int64_t>(broken_.size()));
        return true;
    }

    bool value_of_nothing() {
        if (measure_.otherwise.exists()) {
            if (!frame_.evaluate(measure_.otherwise)) return fact_missing();
            result_ = frame_.value().number;
            return true;
        }
        missing_ = {measure_.of, facts::no_record, {}, true};
        return false;
    }

    // --- the step ---

    void record_broken() {
        Trace& trace = *frame_.trace;
        trace.begin(frame_.decision, StepKind::measure, definition_.clause, definition_.name, measure_.promise);
        frame_.write(trace.value(), definition_.type, result_);
        trace.text() += fmt::format("Of {} window{} looked at, broken", looked_at_, looked_at_ == 1 ? "" : "s");
        if (broken_.empty())
            trace.text() += " none";
        else
            trace.text() += ':';
        trace.append_list(broken_);
        trace.text() += '.';
        trace.end();
    }

    void record() {
        if (measure_.kind == MeasureKind::windows) return record_broken();
        record_exclusions_of_each(frame_, own_by_rule_);
        Trace& trace = *frame_.trace;
        const std::string_view formula = measure_.value.exists() ? measure_.value.source() : measure_.where.source();
        trace.begin(frame_.decision, StepKind::measure, definition_.clause, definition_.name, formula);
        frame_.write(trace.value(), definition_.type, result_);
        std::string& text = trace.text();
        if (measure_.periods) {
            text += "Measured over ";
            text += std::to_string(records_);
            text += records_ == 1 ? " period" : " periods";
        } else {
            text += "Measured from ";
            append_interval(text, range_);
            if (!measure_.of_range) {
                text += " over ";
                text += std::to_string(records_);
                text += records_ == 1 ? " record" : " records";
            }
        }
        if (measure_.kind == MeasureKind::periods && exact::sign(result_) > 0) {
            const std::vector<formula::Period>& made = frame_.periods[definition_.slot];
            text += ':';
            trace.append_list(made.size(), [&](std::string& out, std::size_t i) {
                append_interval(out, made[i].whole);
                if (made[i].length == made[i].whole.length()) return;
                out += " with ";
                time::append_duration(out, made[i].length);
            });
        }
        const bool of_time = measure_.kind == MeasureKind::downtime || measure_.kind == MeasureKind::time;
        if (of_time && !frame_.gathered.empty()) {
            text += measure_.kind == MeasureKind::downtime ? ": down" : ":";
            trace.append_list(frame_.gathered);
        }
        if (!weighed_.empty()) {
            text += ": down";
            formula::Type share = measure_.weight.type;
            share.ratio = true;
            trace.append_list(weighed_.size(), [&](std::string& out, std::size_t i) {
                append_interval(out, weighed_[i].part);
                out += " at ";
                frame_.write(out, share, weighed_[i].weight);
            });
        }
        text += '.';
        names_.append_to(text, frame_.facts(), measure_.of, measure_.where.source());
        trace.end();
    }

    Frame& frame_;
    const rules::Definition& definition_;
    const rules::Measure& measure_;
    time::Interval range_{};
    Number result_{};
    std::int64_t records_ = 0;
    NamedRecords names_;
    std::vector<Weighed> weighed_;  // of downtime by weight: disjoint, in order, without what is excluded
    time::IntervalSet own_, left_;  // what is excluded of the incident being looked at alone, and what that leaves of it
    std::vector<ExcludedByRule> own_by_rule_;
    std::optional<std::span<const std::uint32_t>> only_;  // the records that are looked at, wherever the window is
    std::vector<CountedPart>* parts_ = nullptr;           // those of periods
    time::IntervalSet not_in_gaps_;                       // of periods whose gaps count
    std::int32_t looked_at_ = 0;                          // windows
    time::IntervalSet broken_;
    formula::Missing missing_;
};

void store(Frame& frame, const rules::Definition& definition, bool known) {
    formula::Named& named = frame.evaluator.name(definition.slot);
    if (known) {
        named.cell = frame.value();
        named.state = State::known;
    } else {
        named.missing = frame.missing();
        named.state = State::missing;
    }
}

void define_let(Frame& frame, const rules::Definition& definition) {
    const bool known = frame.evaluate(definition.value);
    store(frame, definition, known);
    if (!known || frame.trace == nullptr) return;
    Trace& trace = *frame.trace;
    trace.begin(frame.decision, StepKind::let, definition.clause, definition.name, definition.value.source());
    frame.write(trace.value(), definition.type, frame.value());
    trace.end();
}

// It stands in the formulas of what comes after it; those steps show its name alone.
void explain_condition(Frame& frame, const rules::Definition& definition) {
    if (frame.trace == nullptr) return;
    Trace& trace = *frame.trace;
    trace.begin(frame.decision, StepKind::let, definition.clause, definition.name, definition.value.source());
    trace.text() += "A condition of each ";
    trace.text() += facts::row(definition.of).name;
    trace.text() += '.';
    trace.end();
}

std::size_t chosen_tier(Frame& frame, const rules::Ladder& ladder, const std::vector<exact::Rational>& thresholds,
                        const Number& value) {
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
        frame.spend(work_of_a_tier + exact::work_of(value, Number()));
        const Number threshold = Number(thresholds[i]);
        const bool holds = *ladder.tiers[i].bound == formula::Relation::at_least  ? !(value < threshold)
                           : *ladder.tiers[i].bound == formula::Relation::above   ? threshold < value
                           : *ladder.tiers[i].bound == formula::Relation::at_most ? !(threshold < value)
                                                                                  : value < threshold;
        if (holds) return i;
    }
    return ladder.tiers.size() - 1;
}

std::string_view words_of(formula::Relation relation) {
    switch (relation) {
        case formula::Relation::at_least: return "at least";
        case formula::Relation::above: return "above";
        case formula::Relation::at_most: return "at most";
        case formula::Relation::below: return "below";
        default: return "is";
    }
}

void record_tier(Frame& frame, const rules::Definition& definition, const Number& looked_up, const rules::Tier& tier) {
    Trace& trace = *frame.trace;
    trace.begin(frame.decision, StepKind::tier, tier.clause.empty() ? definition.clause : tier.clause, definition.name,
                definition.ladder.of.source());
    frame.write(trace.value(), definition.type, frame.value());
    std::string& text = trace.text();
    frame.write(text, definition.ladder.of.type, looked_up);
    if (tier.bound) {
        text += " is ";
        text += words_of(*tier.bound);
        text += ' ';
        text += tier.threshold.source();
        text += '.';
    } else {
        text += " falls to the last tier.";
    }
    trace.end();
}

void define_ladder(Frame& frame, const rules::Definition& definition) {
    const rules::Ladder& ladder = definition.ladder;
    if (!frame.evaluate(ladder.of)) return store(frame, definition, false);
    std::size_t row = 0;
    const rules::Pack& pack = *frame.pack;
    if (frame.around.level != nullptr) row = static_cast<std::size_t>(frame.around.level - pack.levels.data());
    const bool by_level =
        std::any_of(ladder.tiers.begin(), ladder.tiers.end(), [](const rules::Tier& t) { return t.threshold.needs_level; });
    if (by_level && frame.around.level == nullptr) {
        formula::Named& named = frame.evaluator.name(definition.slot);
        named.missing = formula::Evaluator::missing_level(frame.around);
        named.state = State::missing;
        return;
    }
    const Number looked_up = frame.value().number;
    const rules::Tier& tier = ladder.tiers[chosen_tier(frame, ladder, ladder.thresholds[row], looked_up)];
    const bool known = frame.evaluate(tier.value);
    store(frame, definition, known);
    if (known && frame.trace != nullptr) record_tier(frame, definition, looked_up, tier);
}

}  // namespace

std::optional<time::Seconds> constant_length(Frame& frame, const formula::Formula& formula) {
    if (!formula.exists()) return time::Seconds(0);
    if (!frame.evaluate(formula)) return std::nullopt;
    // Beyond all time that a case can have, any length is the same.
    const Number most = Number((time::instant_end - time::instant_begin).count());
    const Number value = frame.value().number < most ? exact::floor(frame.value().number) : most;
    return time::Seconds(exact::to_rational(value).numerator());
}

bool make_periods(Frame& frame, const rules::Definition& definition, std::span<const std::uint32_t> records,
                  const time::Interval& range, std::vector<formula::Period>& periods, std::vector<CountedPart>& parts,
                  formula::Missing& missing) {
    Measurer measurer(frame, definition);
    if (measurer.make_periods_of(records, range, periods, parts)) return true;
    missing = measurer.missing();
    return false;
}

void define(Frame& frame, const rules::Definition& definition) {
    frame.rule = definition.name;
    frame.spend(work_of_a_definition);
    switch (definition.kind) {
        case rules::DefinitionKind::let: return define_let(frame, definition);
        case rules::DefinitionKind::condition: return explain_condition(frame, definition);
        case rules::DefinitionKind::measure: return Measurer(frame, definition).run();
        case rules::DefinitionKind::ladder: return define_ladder(frame, definition);
    }
}

}  // namespace redress::settle
