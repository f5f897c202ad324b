// When what happened: the lanes of the charts, the dates of a decision, and what became of each record.
#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>

#include "explain/decision_context.h"
#include "explain/timeline.h"

namespace redress::cli::explain {
namespace {

constexpr std::size_t lanes_of_a_kind_max = 4;
constexpr std::size_t records_max = 40;

using Intervals = std::vector<Interval>;

Intervals joined(Intervals intervals) {
    std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) { return a.start < b.start; });
    Intervals out;
    for (const Interval& interval : intervals) {
        if (!out.empty() && interval.start <= out.back().end) {
            out.back().end = std::max(out.back().end, interval.end);
        } else {
            out.push_back(interval);
        }
    }
    return out;
}

Instant shared_length(const Interval& interval, const Intervals& others) {
    Instant sum = 0;
    for (const Interval& other : others) {
        if (interval.touches(other)) sum += std::min(interval.end, other.end) - std::max(interval.start, other.start);
    }
    return sum;
}

class DecisionTimes {
public:
    DecisionTimes(const DecisionContext& context, DecisionExplanation& out)
        : context_(context), wording_(context.wording), out_(out), recorded_(context.documents.recorded()) {}

    void add() {
        find_counted();
        add_dates();
        if (context_.window.length() <= 0) return;
        add_records();
        Times times;
        times.window = context_.window;
        times.window_label = wording_.window(context_.over, context_.window);
        add_recorded_lanes(times);
        add_step_lanes(times);
        times.marks = marks_;
        Charts charts = charts_of(times, wording_);
        out_.charts = std::move(charts.charts);
        if (charts.left_out > 0) out_.charts_note = context_.say("charts_left_out", {{"n", fmt::format("{}", charts.left_out)}});
    }

private:
    // --- records of the case ---

    bool concerns(pugi::xml_node node) const {
        const std::string_view one = attribute(node, "subscription");
        const pugi::xml_attribute several = node.attribute("subscriptions");
        if (one.empty() && !several) return true;
        const std::string_view own = context_.says("subscription");
        return one == own ||
               (several && fmt::format(" {} ", several.value()).find(fmt::format(" {} ", own)) != std::string::npos);
    }

    // Whose records a promise looks at: its subject's, its service's, or all of the account's.
    bool is_about(const Recorded& record) const {
        if (context_.subject && record.kind == context_.subject.name()) return record.node == context_.subject;
        return concerns(record.node) || whole_account_;
    }

    // --- what the steps say ---

    void find_counted() {
        for (const Step& step : context_.steps) {
            if (step.kind == "exclude") excluded_.insert(excluded_.end(), step.intervals.begin(), step.intervals.end());
            if (step.kind != "measure") continue;
            const pugi::xml_node definition = context_.definition(step.name);
            if (attribute(definition, "scope") == "account") whole_account_ = true;
            measured_ = true;
            const std::string of(attribute(definition, "of"));
            const bool of_incidents = of.empty() || of == "incident";
            if (context_.lists_time(step)) {
                counted_.insert(counted_.end(), step.intervals.begin(), step.intervals.end());
                if (of_incidents) listing_ = &step;
            } else if (step.records >= 0) {
                counts_[of].push_back(&step);
            }
            ranges_.push_back(step.range.length() > 0 ? step.range : context_.window);
        }
        ranges_.push_back(context_.window);
        counted_ = joined(std::move(counted_));
        excluded_ = joined(std::move(excluded_));
    }

    bool in_range(const Interval& time) const {
        return std::any_of(ranges_.begin(), ranges_.end(), [&](const Interval& range) { return range.touches(time); });
    }

    // --- verdicts ---

    std::string clause_of_exclusion(const Interval& time) const {
        for (const Step& step : context_.steps) {
            if (step.kind == "exclude" && shared_length(time, step.intervals) > 0)
                return fmt::format("{}{}", context_.name_of(step), wording_.clause(step.clause));
        }
        return "";
    }

    RecordRow judged(const Recorded& record) const {
        RecordRow row{name_of(record), wording_.range(record.time), "", true};
        const auto refused = [&](std::string_view key, Values values = {}) {
            row.verdict = context_.say(key, values);
            row.counted = false;
        };
        if (!is_about(record)) {
            refused("record_other_service");
        } else if (!in_range(record.time)) {
            refused("record_outside");
        } else if (record.kind == "maintenance") {
            const Instant excluded = shared_length(record.time, excluded_);
            row.verdict = excluded > 0 ? context_.say("record_excludes", {{"time", wording_.duration(excluded)}}) : "";
            if (excluded == 0) row.verdict = context_.say("record_excludes_nothing");
        } else if (record.node == context_.subject && listing_ == nullptr) {
            row.verdict = context_.say("record_subject");
        } else if (!measured_) {
            row.verdict = context_.say("record_not_looked_at");
            row.counted = false;
        } else if (record.kind == "incident" && listing_ != nullptr) {
            judge_time(record, row);
        } else {
            judge_count(record, row);
        }
        return row;
    }

    void judge_time(const Recorded& record, RecordRow& row) const {
        const Instant counted = shared_length(record.time, counted_);
        const Instant excluded = shared_length(record.time, excluded_);
        const std::string why = clause_of_exclusion(record.time);
        row.counted = counted > 0;
        if (counted > 0 && excluded > 0) {
            row.verdict =
                context_.say("record_counts_in_part",
                             {{"counted", wording_.duration(counted)}, {"excluded", wording_.duration(excluded)}, {"why", why}});
        } else if (counted > 0) {
            row.verdict = context_.say("record_counts", {{"counted", wording_.duration(counted)}});
        } else if (excluded > 0) {
            row.verdict = context_.say("record_excluded", {{"why", why}});
        } else {
            row.verdict = context_.say("record_not_meant", {{"formula", listing_->formula}});
        }
    }

    void judge_count(const Recorded& record, RecordRow& row) const {
        const auto found = counts_.find(record.kind);
        if (found == counts_.end()) {
            row.verdict = context_.say("record_not_measured");
            row.counted = false;
            return;
        }
        long long most = 0;
        for (const Step* step : found->second) most = std::max(most, step->records);
        const std::ptrdiff_t candidates = candidates_of(record.kind);
        row.counted = most > 0;
        if (most == 0) {
            row.verdict = context_.say("record_not_meant", {{"formula", found->second.front()->formula}});
        } else if (most >= candidates) {
            row.verdict = context_.say("record_measured");
        } else {
            row.verdict = context_.say("record_among", {{"n", fmt::format("{}", most)}, {"of", fmt::format("{}", candidates)}});
        }
    }

    // How many records of a kind a measure could have counted.
    std::ptrdiff_t candidates_of(const std::string& kind) const {
        const auto [found, added] = candidates_.try_emplace(kind, 0);
        if (added) {
            found->second = std::count_if(recorded_.begin(), recorded_.end(), [&](const Recorded& other) {
                return other.kind == kind && is_about(other) && in_range(other.time);
            });
        }
        return found->second;
    }

    std::string name_of(const Recorded& record) const {
        const std::string_view id = attribute(record.node, "id");
        if (record.kind == "measurement")
            return fmt::format("{}: {}", readable(attribute(record.node, "metric")),
                               wording_.number(attribute(record.node, "value")));
        return fmt::format("{} ({})", id, kind_of(record));
    }

    std::string kind_of(const Recorded& record) const {
        std::string kind = record.kind;
        if (kind == "incident") {
            const std::string_view given = attribute(record.node, "kind");
            kind = given.empty() ? "outage" : std::string(given);
        }
        const std::string key = "name_" + kind;
        return wording_.language().knows(key) ? context_.say(key) : readable(kind);
    }

    void add_records() {
        std::size_t left_out = 0;
        for (const Recorded& record : recorded_) {
            // A record of another ticket's or incident's decision is told there.
            if (context_.subject && record.kind == context_.subject.name() && record.node != context_.subject) continue;
            if (record.kind != "incident" && !is_about(record)) continue;
            if (record.kind == "ticket" && !context_.subject && counts_.find("ticket") == counts_.end()) continue;
            if (record.kind == "measurement" && counts_.find("measurement") == counts_.end()) continue;
            if (out_.records.size() < records_max) {
                out_.records.push_back(judged(record));
            } else {
                ++left_out;
            }
        }
        if (left_out > 0) out_.records.push_back({context_.say("more", {{"n", fmt::format("{}", left_out)}}), "", "", false});
    }

    // --- lanes ---

    Stretch stretch(const Interval& time, const std::string& name) const {
        const std::string length = wording_.duration(time.length());
        return {time, length, fmt::format("{}{}{} ({})", name, name.empty() ? "" : ", ", wording_.range(time), length)};
    }

    // Records of a kind lie in as few lanes as they need not to overlap.
    void add_recorded_lanes(Times& times) const {
        std::map<std::string, std::vector<Lane>> by_kind;
        for (const Recorded& record : recorded_) {
            if (record.kind == "measurement" || !is_about(record)) continue;
            if (record.kind == "ticket" && !context_.subject) continue;
            std::vector<Lane>& lanes = by_kind[kind_of(record)];
            const auto free = std::find_if(lanes.begin(), lanes.end(),
                                           [&](const Lane& lane) { return lane.stretches.back().time.end <= record.time.start; });
            const std::string id(attribute(record.node, "id"));
            if (free != lanes.end()) {
                free->stretches.push_back(stretch(record.time, id));
            } else if (lanes.size() < lanes_of_a_kind_max) {
                const LaneKind kind = record.kind == "maintenance" ? LaneKind::planned : LaneKind::recorded;
                lanes.push_back(
                    {kind, context_.say("lane_recorded_as", {{"kind", kind_of(record)}}), {stretch(record.time, id)}});
            }
        }
        for (auto& [kind, lanes] : by_kind) {
            for (Lane& lane : lanes) times.lanes.push_back(std::move(lane));
        }
        if (context_.subject && std::string_view(context_.subject.name()) == "ticket") add_pauses(times);
    }

    void add_pauses(Times& times) const {
        Lane lane{LaneKind::excluded, context_.say("lane_pause"), {}};
        for (const pugi::xml_node pause : context_.documents.facts().children("pause")) {
            if (attribute(pause, "ticket") != attribute(context_.subject, "id")) continue;
            lane.stretches.push_back(
                stretch(context_.documents.extent(pause, "start", "end"), std::string(attribute(pause, "reason"))));
        }
        if (!lane.stretches.empty()) times.lanes.push_back(std::move(lane));
    }

    void add_step_lanes(Times& times) const {
        std::vector<std::pair<std::string, Intervals>> excluded;
        std::vector<std::pair<std::string, Intervals>> counted;
        const auto gather_in = [](auto& lanes, const std::string& label, const Intervals& intervals) {
            auto found = std::find_if(lanes.begin(), lanes.end(), [&](const auto& lane) { return lane.first == label; });
            if (found == lanes.end()) found = lanes.insert(lanes.end(), {label, {}});
            found->second.insert(found->second.end(), intervals.begin(), intervals.end());
        };
        for (const Step& step : context_.steps) {
            if (step.kind == "exclude")
                gather_in(excluded, context_.say("lane_excluded_as", {{"what", context_.name_of(step)}}), step.intervals);
            if (step.kind == "clock")
                gather_in(counted, context_.say("lane_clock", {{"name", context_.name_of(step)}}), step.intervals);
            if (context_.lists_time(step))
                gather_in(counted, context_.say("lane_counted_as", {{"name", readable(step.name)}}), step.intervals);
        }
        const auto add = [&](LaneKind kind, const auto& lanes) {
            for (const auto& [label, intervals] : lanes) {
                Lane lane{kind, label, {}};
                for (const Interval& interval : joined(intervals)) lane.stretches.push_back(stretch(interval, ""));
                times.lanes.push_back(std::move(lane));
            }
        };
        add(LaneKind::excluded, excluded);
        add(LaneKind::counted, counted);
    }

    // --- dates ---

    void date(std::string_view key, const std::string& value, std::optional<Instant> mark) {
        const std::string label = context_.say(key);
        out_.dates.push_back({label, value});
        if (mark) marks_.push_back({*mark, fmt::format("{}, {}", label, value)});
    }

    void moment(std::string_view key, std::string_view text) {
        if (const auto at = parse_instant(text)) date(key, wording_.moment(*at), at);
    }

    // A deadline that is a date includes the whole day.
    void deadline(std::string_view key, std::string_view text, std::string_view clause, bool earliest) {
        if (text.empty()) return;
        std::optional<Instant> at = parse_instant(text);
        if (!at && text.size() == 10) {
            const cctz::civil_day day(std::stoi(std::string(text.substr(0, 4))), std::stoi(std::string(text.substr(5, 2))),
                                      std::stoi(std::string(text.substr(8, 2))));
            at = earliest ? wording_.time().first(cctz::civil_second(day))
                          : wording_.time().first(cctz::civil_second(day + 1)) - 1;
        }
        date(key, wording_.value(text) + wording_.clause(clause), at);
    }

    void add_dates() {
        if (context_.window.length() > 0)
            out_.dates.push_back(
                {context_.say("date_window"), fmt::format("{} ({})", wording_.range(context_.window), wording_.time().zone())});
        if (context_.subject && std::string_view(context_.subject.name()) == "ticket") {
            moment("date_answered", attribute(context_.subject, "first_response"));
            moment("date_resolved", attribute(context_.subject, "resolved"));
        }
        moment("date_filed", attribute(context_.claim, "filed"));
        for (const Step& step : context_.steps) {
            if (step.kind == "claim" && step.name == "from") deadline("date_from", step.value, step.clause, true);
            if (step.kind == "claim" && step.name == "until") deadline("date_until", step.value, step.clause, false);
        }
        deadline("date_answer_by", context_.says("answer_by"), "", false);
        moment("date_as_of", attribute(context_.documents.statement(), "as_of"));
    }

    const DecisionContext& context_;
    const Wording& wording_;
    DecisionExplanation& out_;
    const std::vector<Recorded>& recorded_;
    std::vector<Mark> marks_;
    Intervals counted_;
    Intervals excluded_;
    Intervals ranges_;                                          // that measures looked at
    std::map<std::string, std::vector<const Step*>> counts_;    // measures that list no time, by the kind of record
    mutable std::map<std::string, std::ptrdiff_t> candidates_;  // by the kind of record; counted when one is judged
    const Step* listing_ = nullptr;                             // the last measure that lists the time of incidents
    bool measured_ = false;
    bool whole_account_ = false;
};

}  // namespace

void add_times(const DecisionContext& context, DecisionExplanation& out) { DecisionTimes(context, out).add(); }

}  // namespace redress::cli::explain
