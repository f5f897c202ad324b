#include "explain/timeline.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "html_page.h"
#include "table.h"

namespace redress::cli::explain {
namespace {

constexpr Instant minute = 60;
constexpr Instant hour = 60 * minute;
constexpr Instant day = 24 * hour;
constexpr std::size_t details_max = 8;
constexpr std::size_t recorded_lanes_max = 6;  // of one drawing; what was excluded and counted is always drawn

// --- the axis ---

struct AxisStep {
    Instant seconds;  // about
    int hours;
    int days;
    int months;
};
constexpr AxisStep axis_steps[] = {
    {hour, 1, 0, 0},       {3 * hour, 3, 0, 0},       {6 * hour, 6, 0, 0},        {12 * hour, 12, 0, 0}, {day, 0, 1, 0},
    {2 * day, 0, 2, 0},    {5 * day, 0, 5, 0},        {10 * day, 0, 10, 0},       {31 * day, 0, 0, 1},   {92 * day, 0, 0, 3},
    {365 * day, 0, 0, 12}, {5 * 365 * day, 0, 0, 60}, {50 * 365 * day, 0, 0, 600}};
constexpr int ticks_max = 9;

// The first round reading of clocks at or before the start of a chart.
cctz::civil_second round_start(const cctz::civil_second& start, const AxisStep& step) {
    if (step.months > 0)
        return cctz::civil_second(step.months >= 12 ? cctz::civil_month(start.year(), 1) : cctz::civil_month(start));
    if (step.days > 0) return cctz::civil_second(cctz::civil_day(start));
    return cctz::civil_second(cctz::civil_hour(cctz::civil_day(start)) + start.hour() / step.hours * step.hours);
}

cctz::civil_second next(const cctz::civil_second& at, const AxisStep& step) {
    if (step.months > 0) return cctz::civil_second(cctz::civil_month(at) + step.months);
    if (step.days > 0) {
        const cctz::civil_day moved = cctz::civil_day(at) + step.days;
        // Days of a month begin with its first again, so that labels stay round.
        const bool left_month = cctz::civil_month(moved) != cctz::civil_month(at);
        return cctz::civil_second(step.days > 1 && left_month ? cctz::civil_day(cctz::civil_month(moved)) : moved);
    }
    return at + step.hours * hour;
}

std::string tick_label(const cctz::civil_second& at, const cctz::civil_second& before, bool first, const AxisStep& step,
                       const Wording& wording) {
    if (step.months >= 12) return fmt::format("{}", at.year());
    if (step.months > 0) return wording.month(cctz::civil_month(at));
    const bool new_day = first || cctz::civil_day(at) != cctz::civil_day(before);
    if (step.hours > 0 && !new_day) return fmt::format("{:02}:{:02}", at.hour(), at.minute());
    if (step.hours > 0 && at.hour() != 0) return fmt::format("{:02}:{:02}", at.hour(), at.minute());
    const bool new_month = first || cctz::civil_month(at) != cctz::civil_month(before);
    return new_month || step.hours > 0 ? wording.day_and_month(cctz::civil_day(at)) : fmt::format("{}", at.day());
}

std::vector<Tick> ticks_of(const Interval& range, const Wording& wording) {
    const auto fits = [&](const AxisStep& step) { return range.length() / step.seconds < ticks_max; };
    const AxisStep& step = *std::find_if(std::begin(axis_steps), std::end(axis_steps) - 1, fits);
    std::vector<Tick> ticks;
    cctz::civil_second at = round_start(wording.time().civil(range.start), step);
    cctz::civil_second before = at;
    constexpr int steps_max = 100;  // those that fit, and those before the start
    for (int i = 0; i < steps_max; ++i, at = next(at, step)) {
        const Instant instant = wording.time().first(at);
        if (instant > range.end) break;
        if (instant < range.start) continue;
        // A day after the last round one of a month would stand too near to the first of the next.
        if (!ticks.empty() && (instant - ticks.back().at) * 3 < step.seconds * 2) ticks.pop_back();
        ticks.push_back({instant, tick_label(at, before, ticks.empty(), step, wording), true});
        before = at;
    }
    return ticks;
}

// --- which charts ---

Interval hull_of(const Interval& first, const std::vector<Mark>& marks) {
    Interval hull = first;
    for (const Mark& mark : marks) {
        hull.start = std::min(hull.start, mark.at);
        hull.end = std::max(hull.end, mark.at);
    }
    return hull;
}

Interval padded(const Interval& interval, Instant part, Instant least) {
    const Instant by = std::max(interval.length() / part, least);
    return {interval.start - by, interval.end + by};
}

std::vector<Stretch> clipped(const std::vector<Stretch>& stretches, const Interval& range) {
    std::vector<Stretch> out;
    for (Stretch stretch : stretches) {
        if (!stretch.time.touches(range)) continue;
        stretch.time.start = std::max(stretch.time.start, range.start);
        stretch.time.end = std::min(stretch.time.end, range.end);
        out.push_back(std::move(stretch));
    }
    return out;
}

// Each lane in words: "recorded outage: 22:00 to 09:00".
std::string described(const Chart& chart, const Wording& wording) {
    std::string out;
    for (const Lane& lane : chart.lanes) {
        out += (out.empty() ? "" : " ") + lane.label + ": ";
        constexpr std::size_t listed_max = 5;
        for (std::size_t i = 0; i < lane.stretches.size() && i < listed_max; ++i)
            out += (i > 0 ? "; " : "") + lane.stretches[i].title;
        if (lane.stretches.empty()) out += wording.say("none");
        out += lane.stretches.size() > listed_max ? "; …" : ".";
    }
    for (const Mark& mark : chart.marks) out += fmt::format(" {}: {}.", mark.label, wording.moment(mark.at));
    return out;
}

Chart overview(const Times& times, const Wording& wording) {
    Chart chart;
    chart.range = hull_of(times.window, times.marks);
    for (const Lane& lane : times.lanes) {
        if (lane.kind != LaneKind::recorded) continue;
        for (const Stretch& stretch : lane.stretches) {
            // What began long before is told by the records; the chart is about the window.
            const Interval near = padded(times.window, 4, hour);
            if (!stretch.time.touches(near)) continue;
            chart.range.start = std::min(chart.range.start, std::max(stretch.time.start, near.start));
            chart.range.end = std::max(chart.range.end, std::min(stretch.time.end, near.end));
        }
    }
    if (!times.marks.empty()) chart.range = padded(chart.range, 50, minute);
    Lane window{LaneKind::window, wording.say("lane_window"), {{times.window, times.window_label, wording.range(times.window)}}};
    chart.lanes.push_back(std::move(window));
    Lane recorded{LaneKind::recorded, wording.say("lane_recorded"), {}};
    Lane excluded{LaneKind::excluded, wording.say("lane_excluded"), {}};
    Lane counted{LaneKind::counted, wording.say("lane_counted"), {}};
    for (const Lane& lane : times.lanes) {
        if (lane.kind == LaneKind::planned) continue;
        Lane& into = lane.kind == LaneKind::recorded ? recorded : lane.kind == LaneKind::excluded ? excluded : counted;
        for (const Stretch& stretch : clipped(lane.stretches, chart.range)) into.stretches.push_back(stretch);
    }
    for (Lane* lane : {&recorded, &excluded, &counted}) {
        if (!lane->stretches.empty()) chart.lanes.push_back(std::move(*lane));
    }
    chart.marks = times.marks;
    std::stable_sort(chart.marks.begin(), chart.marks.end(), [](const Mark& a, const Mark& b) { return a.at < b.at; });
    chart.ticks = ticks_of(chart.range, wording);
    chart.description = described(chart, wording);
    return chart;
}

// Stretches of time in which something was recorded or counted, those that are near joined.
std::vector<Interval> events(const Times& times) {
    std::vector<Interval> found;
    const Interval near = padded(times.window, 4, hour);
    for (const Lane& lane : times.lanes) {
        // Hours that are excluded every day are no event, and planned work is none by itself.
        if (lane.kind == LaneKind::excluded || lane.kind == LaneKind::planned) continue;
        for (const Stretch& stretch : clipped(lane.stretches, near)) found.push_back(stretch.time);
    }
    std::sort(found.begin(), found.end(), [](const Interval& a, const Interval& b) { return a.start < b.start; });
    const Instant join = std::max(hour, times.window.length() / 50);
    std::vector<Interval> joined;
    for (const Interval& interval : found) {
        if (!joined.empty() && interval.start <= joined.back().end + join) {
            joined.back().end = std::max(joined.back().end, interval.end);
        } else {
            joined.push_back(interval);
        }
    }
    return joined;
}

// Where what is drawn begins and ends; those that would stand too near to the one before are left out.
std::vector<Tick> edges_of(const Chart& chart, const Wording& wording) {
    std::vector<Instant> edges;
    for (const Lane& lane : chart.lanes) {
        for (const Stretch& stretch : lane.stretches) {
            for (const Instant at : {stretch.time.start, stretch.time.end}) {
                if (at > chart.range.start && at < chart.range.end) edges.push_back(at);
            }
        }
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    std::vector<Tick> ticks;
    std::optional<Instant> labelled;
    constexpr Instant labels_max = 11;
    for (const Instant at : edges) {
        const bool room = !labelled || (at - *labelled) * labels_max >= chart.range.length();
        ticks.push_back({at, room ? wording.clock(at) : "", room});
        if (room) labelled = at;
    }
    return ticks;
}

std::string days_of(const Interval& event, const Wording& wording) {
    const auto first = cctz::civil_day(wording.time().civil(event.start));
    const auto last = cctz::civil_day(wording.time().civil(std::max(event.end - 1, event.start)));
    if (first == last) return wording.date(first);
    return wording.say("days", {{"from", wording.date(first)}, {"until", wording.date(last)}});
}

Chart detail(const Interval& event, const Times& times, const Wording& wording) {
    Chart chart;
    chart.title = days_of(event, wording);
    chart.range = padded(event, 5, minute);
    std::size_t recorded = 0;
    for (const Lane& lane : times.lanes) {
        Lane cut{lane.kind, lane.label, clipped(lane.stretches, chart.range)};
        // A lane without anything says that nothing counts, or that nothing is excluded; of records it says nothing.
        if (cut.stretches.empty() && lane.kind != LaneKind::counted) continue;
        const bool is_record = lane.kind == LaneKind::recorded || lane.kind == LaneKind::planned;
        if (!is_record || recorded++ < recorded_lanes_max) chart.lanes.push_back(std::move(cut));
    }
    // That nothing counts is said once, and not beside what does.
    const auto counts = [](const Lane& lane) { return lane.kind == LaneKind::counted && !lane.stretches.empty(); };
    if (std::any_of(chart.lanes.begin(), chart.lanes.end(), counts))
        std::erase_if(chart.lanes, [](const Lane& lane) { return lane.stretches.empty(); });
    chart.ticks = edges_of(chart, wording);
    chart.description = described(chart, wording);
    return chart;
}

}  // namespace

Charts charts_of(const Times& times, const Wording& wording) {
    Charts out;
    if (times.window.length() <= 0) return out;
    out.charts.push_back(overview(times, wording));
    const std::vector<Interval> found = events(times);
    for (const Interval& event : found) {
        if (out.charts.size() > details_max) break;
        out.charts.push_back(detail(event, times, wording));
    }
    out.left_out = found.size() + 1 - out.charts.size();
    return out;
}

// --- SVG ---

namespace {

constexpr double width = 1000;
constexpr double lanes_left = 200;
constexpr double lanes_width = 770;
constexpr double lane_height = 22;
constexpr double lane_step = 30;
constexpr double character_width = 7.5;  // of the text in charts, about

std::string cut_to(std::string_view text, std::size_t characters) {
    if (width_of(text) <= characters) return std::string(text);
    std::size_t size = 0;
    for (std::size_t seen = 0; size < text.size(); ++size) {
        const bool begins = (static_cast<unsigned char>(text[size]) & 0xC0u) != 0x80u;
        if (begins && seen++ == characters - 1) break;
    }
    return std::string(text.substr(0, size)) + "…";
}

std::string_view class_of(LaneKind kind) {
    switch (kind) {
        case LaneKind::window: return "win";
        case LaneKind::recorded: return "rec";
        case LaneKind::planned: return "pln";
        case LaneKind::excluded: return "exc";
        case LaneKind::counted: return "cnt";
    }
    return {};
}

class Drawing {
public:
    Drawing(const Chart& chart, const std::string& id) : chart_(chart), id_(id) {}

    std::string draw() {
        double y = 4;
        for (const Lane& lane : chart_.lanes) {
            draw_lane(lane, y);
            y += lane_step;
        }
        const double lanes_end = y - lane_step + lane_height;
        draw_ticks(lanes_end);
        y = lanes_end + 32;
        draw_marks(y, lanes_end);
        const double height = chart_.marks.empty() ? y : y + 22 * static_cast<double>(mark_rows_) + 4;
        return fmt::format(
                   "<svg viewBox=\"0 0 {} {:.0f}\" role=\"img\" aria-labelledby=\"{}\" "
                   "xmlns=\"http://www.w3.org/2000/svg\"><title "
                   "id=\"{}\">{}</title>",
                   width, height, id_, id_, html_escaped(chart_.description)) +
               out_ + "</svg>";
    }

private:
    double x(Instant at) const {
        const auto length = static_cast<double>(std::max<Instant>(chart_.range.length(), 1));
        return lanes_left + lanes_width * static_cast<double>(at - chart_.range.start) / length;
    }

    void draw_lane(const Lane& lane, double y) {
        out_ += fmt::format("<text class=\"lane\" x=\"{}\" y=\"{:.0f}\" text-anchor=\"end\">{}</text>", lanes_left - 12, y + 15,
                            html_escaped(cut_to(lane.label, 27)));
        out_ += fmt::format("<rect class=\"track\" x=\"{}\" y=\"{:.0f}\" width=\"{}\" height=\"{}\" rx=\"3\"/>", lanes_left, y,
                            lanes_width, lane_height);
        for (const Stretch& stretch : lane.stretches) {
            const double from = x(stretch.time.start);
            const double wide = std::max(x(stretch.time.end) - from, 2.0);
            out_ += fmt::format(
                "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{}\" rx=\"2\"><title>{}</title></rect>",
                class_of(lane.kind), from, y, wide, lane_height, html_escaped(stretch.title));
            if (static_cast<double>(width_of(stretch.inside)) * character_width > wide - 6) continue;
            out_ += fmt::format("<text class=\"in\" x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>", from + wide / 2,
                                y + 15, html_escaped(stretch.inside));
        }
    }

    void draw_ticks(double y) {
        for (const Tick& tick : chart_.ticks) {
            const double at = x(tick.at);
            out_ += fmt::format("<line class=\"tick\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.0f}\" y2=\"{2:.0f}\"/>", at, y + 3,
                                y + (tick.major ? 9 : 6));
            if (tick.label.empty()) continue;
            out_ += fmt::format("<text class=\"axis\" x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>", at, y + 23,
                                anchor(at, tick.label), html_escaped(tick.label));
        }
    }

    // Each mark has a line down from the lanes and a label in a row of its own.
    void draw_marks(double y, double lanes_end) {
        for (const Mark& mark : chart_.marks) {
            const double at = x(mark.at);
            const double row = y + 22 * static_cast<double>(mark_rows_++) + 14;
            out_ += fmt::format("<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"4\" y2=\"{1:.0f}\"/>", at,
                                std::max(row - 4, lanes_end));
            const bool left = at > width * 0.6;
            out_ += fmt::format("<circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.0f}\" r=\"4\"/>", at, row - 4);
            out_ += fmt::format("<text class=\"markt\" x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>",
                                left ? at - 9 : at + 9, row, left ? "end" : "start", html_escaped(mark.label));
        }
    }

    static std::string_view anchor(double at, const std::string& label) {
        const double half = static_cast<double>(width_of(label)) * character_width / 2;
        return at + half > width ? "end" : at - half < 0 ? "start" : "middle";
    }

    const Chart& chart_;
    const std::string& id_;
    std::string out_;
    std::size_t mark_rows_ = 0;
};

}  // namespace

std::string svg(const Chart& chart, const std::string& id) { return Drawing(chart, id).draw(); }

}  // namespace redress::cli::explain
