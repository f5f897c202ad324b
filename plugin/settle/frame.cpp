#include "settle/frame.h"

#include <algorithm>

#include <fmt/format.h>

#include "input_limits.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

namespace {

// Sorting one of the days of a calendar into it costs about as much as so many instructions.
constexpr std::int64_t work_of_a_day_off = 8;
// Beginning with another window, for each name to be forgotten and each level to be looked at.
constexpr std::int64_t work_of_entering = 32;

}  // namespace

void refuse_work(const facts::Case& facts, const WorkedOn& at) {
    std::string place;
    const auto add_id = [&](Record record, std::uint32_t index) {
        if (index == facts::no_record) return;
        place += fmt::format(", {} '{}'", facts::row(record).name,
                             facts.fact(record, index, facts::find_field(record, "id")->slot).text);
    };
    add_id(Record::subscription, at.subscription);
    add_id(Record::claim, at.claim);
    if (at.guarantee != nullptr) place += fmt::format(", guarantee '{}'", at.guarantee->id);
    if (!at.rule.empty()) place += fmt::format(", '{}'", at.rule);
    throw Error(Status::limit_exceeded, Place{facts.file(), {}, "case", {}},
                fmt::format("the case needs more work than {} steps of evaluation: reached at decision {}{}", limits::work_max,
                            at.decision + 1, place));
}

void Frame::begin(const BoundCase& the_case, Trace* the_trace, std::int64_t work) {
    bound = &the_case;
    trace = the_trace;
    evaluator.work_left = work;
    evaluator.met_big = false;
    around.facts = the_case.facts;
    around.additional = &the_case.additional;
    calendar_of_ = nullptr;
    pack = nullptr;
    guarantee = nullptr;
    rule = {};
    around.records.fill(facts::no_record);
}

// Nearly all cases have no holidays of their own.
const time::WorkCalendar& Frame::calendar_of(const rules::Pack& of) {
    const bool own = facts().count(Record::holiday) + facts().count(Record::working_day) > 0;
    if (!own) return of.calendar;
    if (calendar_of_ == &of) return calendar_;
    spend(work_of_a_day_off * static_cast<std::int64_t>(facts().count(Record::holiday) + facts().count(Record::working_day) +
                                                        of.calendar.holidays.size() + of.calendar.worked.size()));
    calendar_ = of.calendar;
    for (std::size_t i = 0; i < facts().count(Record::holiday); ++i) calendar_.holidays.push_back(facts().get<"holiday.date">(i));
    for (std::size_t i = 0; i < facts().count(Record::working_day); ++i)
        calendar_.worked.push_back(facts().get<"working_day.date">(i));
    calendar_.put_in_order();
    calendar_of_ = &of;
    return calendar_;
}

void Frame::enter(const rules::Pack& the_pack, const rules::Guarantee* the_guarantee, std::uint32_t subscription,
                  std::uint32_t claim, std::uint32_t subject, time::WindowKind kind, const time::Interval& window) {
    enter(the_pack, the_guarantee, subscription, claim, subject, {kind, window}, window);
}

void Frame::enter(const Decision& of, const RuleWindow& window) {
    enter(*of.pack, of.guarantee, of.subscription, of.claim, of.subject, window, of.window.empty() ? window.interval : of.window);
    if (of.period != nullptr && !of.period->missing) around.subject_period = &of.period->period;
}

void Frame::enter(const rules::Pack& the_pack, const rules::Guarantee* the_guarantee, std::uint32_t subscription,
                  std::uint32_t claim, std::uint32_t subject, const RuleWindow& window, const time::Interval& seen_from) {
    guarantee = the_guarantee;
    rule = {};
    spend(work_of_entering + static_cast<std::int64_t>(the_pack.names + the_pack.levels.size()) / 4);
    evaluator.prepare(the_pack.cells, the_pack.names);
    evaluator.forget_names();
    pack = &the_pack;
    around.declared = the_pack.facts;
    around.parameters = the_pack.parameters;
    around.calendar = &calendar_of(the_pack);
    around.clocks = the_pack.clocks;
    around.window = {window.interval, window.kind, &the_pack.zone, subscription, window.span};
    around.records = {0, 0, subscription, claim, facts::no_record, subject, facts::no_record};
    around.subject_period = nullptr;
    see_from(seen_from.empty() ? time::Interval{facts().as_of(), facts().as_of() + time::Seconds(1)} : seen_from);
    service = facts().extent(Record::subscription, subscription);
    excluded_range.reset();
    around.opening_zone = hours_zone(the_pack.opening_zone);
    if (around.opening_zone == nullptr) around.no_opening_zone = missing();
}

void Frame::see_from(const time::Interval& window) {
    around.seen = {window, guarantee == nullptr ? facts::LevelAt::throughout : guarantee->level_at};
    around.level = nullptr;
    if (pack->levels.empty()) return;
    constexpr std::uint8_t level_slot = facts::slot(Record::subscription, "level");
    const facts::Fact* const level = facts::fact_in(facts(), around.window.subscription, level_slot, around.seen);
    if (level == nullptr || !level->known()) return;
    const auto found =
        std::find_if(pack->levels.begin(), pack->levels.end(), [&](const formula::Level& l) { return l.id == level->text; });
    if (found != pack->levels.end()) around.level = &*found;
}

std::optional<Number> Frame::window_price() {
    std::optional<Number> price = facts::window_price(facts(), around.window, evaluator.work_left);
    spend(0);
    return price;
}

std::optional<Number> Frame::span_price(const time::Span& span) {
    std::optional<Number> price = facts::span_price(facts(), around.window, span, evaluator.work_left);
    spend(0);
    return price;
}

bool Frame::evaluate(const formula::Formula& formula) {
    switch (evaluator.run(formula, around)) {
        case formula::Fault::none: return true;
        case formula::Fault::missing: return false;
        case formula::Fault::out_of_range:
            throw Error(Status::limit_exceeded, Place{pack->file, formula.position, {}, {}},
                        fmt::format("'{}' leaves the range of exact numbers ({} bits)", formula.source(), limits::big_bits_max));
        case formula::Fault::out_of_years:
            throw Error(Status::limit_exceeded, Place{pack->file, formula.position, {}, {}},
                        fmt::format("'{}' gives a date outside the years {} to {}", formula.source(), limits::year_min,
                                    limits::year_max));
        case formula::Fault::out_of_work: break;
    }
    out_of_work(formula.source());
}

const time::Zone* Frame::hours_zone(const rules::HoursZone& zone) {
    if (zone.fixed) return &*zone.fixed;
    if (!zone.fact.exists()) return &pack->zone;
    if (!evaluate(zone.fact)) return nullptr;
    return &pack->facts[zone.fact.code[0].left].zones[static_cast<std::size_t>(value().scalar)];
}

void Frame::out_of_work(std::string_view the_rule) const {
    const auto played = [&](formula::Role role) { return around.records[static_cast<std::size_t>(role)]; };
    refuse_work(facts(), {decision, played(formula::Role::subscription), played(formula::Role::claim), guarantee, the_rule});
}

std::size_t Frame::kept_bytes() const {
    std::size_t intervals = excluded.capacity() + gathered.capacity() + scratch.capacity() + hours.capacity();
    for (const time::IntervalSet& set : by_component) intervals += set.capacity();
    std::size_t made = 0;
    for (const std::vector<formula::Period>& of_name : periods) made += of_name.capacity();
    return intervals * sizeof(time::Interval) + made * sizeof(formula::Period) +
           calendar_.holidays.capacity() * sizeof(time::Date) + (beside_ ? beside_->kept_bytes() : 0);
}

}  // namespace redress::settle
