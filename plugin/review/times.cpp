// When: deadlines that nobody can keep, what has not happened yet, days without a calendar, zones and hours.
#include <fmt/format.h>

#include <algorithm>

#include "review/checks.h"
#include "rules/element_reader.h"

namespace redress::review {

namespace {

using exact::Number;
using rules::Warning;

constexpr std::int64_t day = 86'400;
constexpr std::int64_t hours_max = 16;

// By the start of the window, as far as it is said from there.
std::optional<Range> after_start(const Value& value, const Range& window) {
    if (!value.moment) return std::nullopt;
    if (value.moment->base == "window.start") return value.moment->offset;
    if (value.moment->base == "window.end") return value.moment->offset + window;
    return std::nullopt;
}

class Times {
public:
    explicit Times(Reviewed& reviewed) : reviewed_(reviewed), pack_(reviewed.pack()) {}

    void run() {
        check_claim();
        for (const rules::Guarantee& g : pack_.guarantees) check_ahead(g);
        check_calendar();
        check_zones();
        check_hours();
    }

private:
    // The last day of a deadline counts as a whole.
    static Range until_end(const formula::Formula& f, const Range& at) {
        return f.type.kind == formula::Kind::date ? at + Range::between(Number(0), Number(day + 7'200)) : at;
    }

    void check_claim() {
        const rules::ClaimRule& claim = pack_.claim;
        if (!claim.until.exists()) return;
        for (const rules::Guarantee& g : pack_.guarantees) {
            Analysis analysis = reviewed_.anywhere(&g);
            const Value until = analysis.value(claim.until);
            if (claim.from.exists()) check_order(claim, analysis.value(claim.from), until);
            const std::optional<Range> at = after_start(until, analysis.window_length(false));
            if (!at) continue;
            const Range last = until_end(claim.until, *at);
            if (last.high && sign(last.high->value) <= 0) {
                reviewed_.warn(Warning::deadline_before_window, claim.until.position,
                               fmt::format("the deadline is over before the window of '{}' starts", g.id));
                continue;
            }
            const bool from_end = until.moment->base == "window.end";
            const Range to_end = until_end(claim.until, until.moment->offset);
            const Range length = analysis.window_length(false);
            const bool early = from_end ? to_end.high && sign(to_end.high->value) <= 0
                                        : last.high && length.low && last.high->value < length.low->value;
            if (early)
                reviewed_.warn(
                    Warning::deadline_in_window, claim.until.position,
                    fmt::format("the deadline is over before the window of '{}' ends, and with it what can be claimed", g.id));
        }
    }

    void check_order(const rules::ClaimRule& claim, const Value& from, const Value& until) {
        if (!from.moment || !until.moment || from.moment->base != until.moment->base) return;
        const Range last = until_end(claim.until, until.moment->offset);
        if (!from.moment->offset.low || !last.high || !(from.moment->offset.low->value > last.high->value)) return;
        reviewed_.warn(Warning::deadline_before_start, claim.until.position,
                       "'until' is always before 'from': no claim is ever in time");
    }

    // A window is settled once it has ended, unless `decided_from` says when.
    void check_ahead(const rules::Guarantee& g) {
        if (g.decided_from.exists()) return;
        for (const rules::Definition& d : g.definitions) check_measure(g, d);
        for (const std::uint16_t index : g.shared) check_measure(g, pack_.shared[index]);
    }

    void check_measure(const rules::Guarantee& g, const rules::Definition& d) {
        if (d.kind != rules::DefinitionKind::measure) return;
        const rules::Measure& m = d.measure;
        bool ahead = m.shift > 0;
        if (m.until.exists()) {
            const Value until = reviewed_.anywhere(&g).value(m.until);
            const bool after = until.moment && until.moment->base == "window.end" && until.moment->offset.low;
            ahead = ahead || (after && sign(until.moment->offset.low->value) > 0) || calls_ahead(m.until);
        }
        if (!ahead) return;
        reviewed_.warn(
            Warning::looks_ahead, d.position,
            fmt::format("'{}' looks past the window of '{}', which is settled when it ends: say decided_from", d.name, g.id));
    }

    bool calls_ahead(const formula::Formula& f) {
        const Tree& tree = reviewed_.trees().of(f);
        return std::any_of(tree.syntax.nodes.begin(), tree.syntax.nodes.end(), [&](const formula::Node& n) {
            if (n.kind != NodeKind::call || (n.slice != "window_start" && n.slice != "window_end") || n.children.empty())
                return false;
            return formula::whole_literal(tree.syntax, n.children[0]).value_or(0) > (n.slice == "window_start" ? 1 : 0);
        });
    }

    void check_calendar() {
        if (!reviewed_.elements("calendar").empty()) return;
        constexpr std::string_view message =
            "working days without a <calendar>: Monday to Friday are worked, and no day is a holiday";
        reviewed_.each_formula([&](const formula::Formula& f, Analysis&) {
            const Tree& tree = reviewed_.trees().of(f);
            for (NodeIndex i = 0; i < tree.syntax.nodes.size(); ++i) {
                const formula::Node& n = tree.node(i);
                const bool span = n.kind == NodeKind::number && n.unit.starts_with("working");
                const bool counted = n.kind == NodeKind::call && n.slice == "working_days";
                if (span || counted) return reviewed_.warn(Warning::no_calendar, tree.position(i), std::string(message));
            }
        });
        for (const xml::Element& parameter : reviewed_.elements("parameter")) {
            if (attribute_of(parameter, "value").value.find("working day") != std::string_view::npos)
                reviewed_.warn(Warning::no_calendar, value_position(parameter, "value"), std::string(message));
        }
        for (const xml::Element& exclude : reviewed_.elements("exclude")) {
            const std::string_view days = attribute_of(exclude, "days").value;
            if (days == "working_days" || days == "other_days")
                reviewed_.warn(Warning::no_calendar, value_position(exclude, "days"), std::string(message));
        }
    }

    void check_zones() {
        check_zones_in(reviewed_.root(), "timezone");
        for (const std::string_view name : {"exclude", "hours"}) {
            for (const xml::Element& element : reviewed_.elements(name)) check_zones_in(element, "timezone");
        }
        for (const xml::Element& fact : reviewed_.elements("fact")) {
            if (attribute_of(fact, "type").value == "zone") check_zones_in(fact, "values");
        }
    }

    // Names of places follow the law of the place; the others stand still, or follow that of another.
    void check_zones_in(const xml::Element& element, std::string_view attribute) {
        for (const std::string& name : rules::ElementReader(element, pack_.file).words(attribute)) {
            const bool universal = name == "UTC" || name == "Etc/UTC";
            const bool fact = name.find('.') != std::string::npos;  // whose values are zones
            if (universal || fact || (name.find('/') != std::string::npos && !name.starts_with("Etc/"))) continue;
            reviewed_.warn(
                Warning::abbreviated_zone, value_position(element, attribute),
                fmt::format("'{}' is no place, and its clocks may change otherwise than people expect: name one as Europe/Kyiv",
                            name));
        }
    }

    void check_hours() {
        for (const std::string_view name : {"exclude", "hours"}) {
            for (const xml::Element& element : reviewed_.elements(name)) check_daily(element);
        }
    }

    void check_daily(const xml::Element& element) {
        const std::optional<time::DailyHours> hours = time::parse_daily_hours(attribute_of(element, "daily").value);
        if (!hours) return;
        const std::int64_t length = hours->until > hours->from ? hours->until - hours->from : hours->until - hours->from + day;
        if (length <= hours_max * 3'600) return;
        const std::string_view daily = attribute_of(element, "daily").value;
        if (daily == "00:00-24:00") return;  // the whole day, and nothing else
        if (length == day) {
            reviewed_.warn(Warning::long_hours, value_position(element, "daily"),
                           fmt::format("'{}' begins where it ends, and is the whole day: write 00:00-24:00 for one", daily));
            return;
        }
        reviewed_.warn(Warning::long_hours, value_position(element, "daily"),
                       fmt::format("these hours are {} of the day's 24: should it be {}?",
                                   spelled(Number(length), formula::number_type(formula::elapsed)), turned(daily)));
    }

    static std::string turned(std::string_view daily) {
        const std::size_t dash = daily.find('-');
        return fmt::format("{}-{}", daily.substr(dash + 1), daily.substr(0, dash));
    }

    Reviewed& reviewed_;
    const rules::Pack& pack_;
};

}  // namespace

void check_times(Reviewed& reviewed) { Times(reviewed).run(); }

}  // namespace redress::review
