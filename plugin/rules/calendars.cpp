#include "rules/calendars.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "input_limits.h"
#include "rules/grammar.h"

namespace redress::rules {

namespace {

std::string spelled(time::Date date) {
    std::string out;
    time::append_date(out, date);
    return out;
}

// The days that one element lists, by date.
std::vector<CalendarSays::Day> read_days(const ElementReader& reader, const std::string& file, const CalendarSays& says) {
    std::vector<CalendarSays::Day> out;
    for (xml::Element child = reader.element().first_child(); child.exists(); child = child.next_sibling()) {
        if (child.name() != "holiday" && child.name() != "working_day") continue;
        const ElementReader day(child, file);
        const std::optional<xml::Attribute> name = day.find("name");
        out.push_back(
            {*day.date("date"), child.name() == "working_day", name ? std::optional(std::string(name->value)) : std::nullopt});
        const time::Date date = out.back().date;
        if (date < says.from)
            day.fail("date",
                     fmt::format("{} is before the first day that the calendar covers, {}", spelled(date), spelled(says.from)));
        if (date >= says.until)
            day.fail("date", fmt::format("{} is after the last day that the calendar covers: it does so until {}, and not on it",
                                         spelled(date), spelled(says.until)));
    }
    const auto earlier = [](const CalendarSays::Day& a, const CalendarSays::Day& b) { return a.date < b.date; };
    std::stable_sort(out.begin(), out.end(), earlier);
    return out;
}

// `below` with the days of `above`: for a date that both have, that of `above` alone.
std::vector<CalendarSays::Day> laid_over(const std::vector<CalendarSays::Day>& below, std::vector<CalendarSays::Day> above) {
    std::vector<CalendarSays::Day> out;
    auto next = above.begin();
    for (const CalendarSays::Day& day : below) {
        while (next != above.end() && next->date < day.date) out.push_back(std::move(*next++));
        if (next == above.end() || next->date != day.date) {
            const bool replaced = !out.empty() && next != above.begin() && std::prev(next)->date == day.date;
            if (!replaced) out.push_back(day);
            continue;
        }
        while (next != above.end() && next->date == day.date) out.push_back(std::move(*next++));
    }
    std::move(next, above.end(), std::back_inserter(out));
    return out;
}

void read_weekend(const ElementReader& reader, CalendarSays& says) {
    if (!reader.find("weekend")) return;
    says.weekend = reader.text("weekend");
    const std::vector<std::string> words = reader.words("weekend");
    const bool none = words == std::vector<std::string>{"none"};
    says.weekend_days = none ? std::bitset<7>() : reader.week("weekend", words, std::array<std::string_view, 1>{"none"});
    if (says.weekend_days.all()) reader.fail("weekend", "no day of the week is worked");
}

// The days that it covers, where it says so.
void read_bounds(const ElementReader& reader, CalendarSays& says) {
    says.from = reader.date("from").value_or(says.from);
    says.until = reader.date("until").value_or(says.until);
    if (says.until <= says.from)
        reader.fail("until", "the calendar covers no day: 'until' is the first day after 'from' that it does not cover");
}

// No minute of a week that no list changes is in two of the opening hours, and one is in some.
void check_opening_hours(const ElementReader& reader, const std::vector<ElementReader>& rows, const CalendarSays& says) {
    std::vector<time::WeekMinutes> taken;
    time::WeekMinutes open;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const time::WeekMinutes minutes = time::minutes_of(says.opening[i], says.weekend_days);
        for (std::size_t earlier = 0; earlier < taken.size(); ++earlier) {
            if ((taken[earlier] & minutes).none()) continue;
            const Position position = rows[earlier].position();
            rows[i].fail("daily", fmt::format("these hours overlap those at line {}, column {}", position.line, position.column));
        }
        taken.push_back(minutes);
        open |= minutes;
    }
    if (!rows.empty() && open.none()) reader.fail({}, "the desk is open on no day of the week, so a clock would never run");
}

void read_opening_hours(const ElementReader& reader, const std::string& file, CalendarSays& says) {
    std::vector<ElementReader> rows;
    for (xml::Element child = reader.element().first_child(); child.exists(); child = child.next_sibling()) {
        if (child.name() != "hours") continue;
        const ElementReader& row = rows.emplace_back(child, file);
        if (rows.size() > limits::opening_hours_max)
            row.fail({}, fmt::format("more than {} opening hours", limits::opening_hours_max));
        time::OpeningHours out{row.days("days"), *row.hours("daily")};
        if (out.hours.from == out.hours.until)
            row.fail("daily", fmt::format("'{}' begins where it ends: write 00:00-24:00 for a whole day", row.text("daily")));
        if (out.days.days == time::Days::of_the_week) out.days.days = time::Days::of_the_week_but_holidays;
        says.opening.push_back(out);
    }
    check_opening_hours(reader, rows, says);
}

void only_in(const ElementReader& reader, std::initializer_list<std::string_view> attributes, std::string_view whose) {
    for (const std::string_view attribute : attributes) {
        if (reader.find(attribute)) reader.fail(attribute, fmt::format("'{}' belongs to {}", attribute, whose));
    }
}

// What `from` and `until` of an SLA's calendar choose must be there.
void check_covered(const ElementReader& reader, const CalendarSays& used) {
    const std::optional<time::Date> from = reader.date("from");
    if (from && *from < used.from)
        reader.fail("from", fmt::format("the calendars that it uses cover no day before {}", spelled(used.from)));
    const std::optional<time::Date> until = reader.date("until");
    if (until && *until > used.until)
        reader.fail("until", fmt::format("the calendars that it uses cover no day from {} on", spelled(used.until)));
}

}  // namespace

time::WorkCalendar CalendarSays::work_calendar() const {
    time::WorkCalendar out;
    out.weekend = weekend_days;
    out.covers_from = from;
    out.covers_until = until;
    for (const Day& day : days) (day.worked ? out.worked : out.holidays).push_back(day.date);
    out.opening = opening;
    out.put_in_order();
    return out;
}

CalendarSays calendar_of_sla(const ElementReader& reader, const std::string& file, const Calendars* calendars) {
    only_in(reader, {"xmlns", "id"}, "a calendar that is a file of its own");
    CalendarSays says;
    const std::vector<std::string> uses = reader.words("use");
    if (!uses.empty() && calendars == nullptr) {
        reader.fail("use", fmt::format("the calendar '{}' is a file of the folder of these rules: load the folder, not the file",
                                       uses.front()));
    }
    for (const std::string& id : uses) {
        const CalendarSays& used = calendars->find(reader, id);
        if (used.weekend) {
            says.weekend = used.weekend;
            says.weekend_days = used.weekend_days;
        }
        says.from = std::max(says.from, used.from);
        says.until = std::min(says.until, used.until);
        says.days = laid_over(says.days, used.days);
    }
    if (says.until <= says.from) reader.fail("use", "no day is covered by all the calendars that it uses");
    check_covered(reader, says);
    read_weekend(reader, says);
    read_bounds(reader, says);
    std::erase_if(says.days, [&](const CalendarSays::Day& day) { return day.date < says.from || day.date >= says.until; });
    says.days = laid_over(says.days, read_days(reader, file, says));
    read_opening_hours(reader, file, says);
    return says;
}

void Calendars::add(const xml::Document& document) {
    const ElementReader reader(document.root(), document.file());
    if (reader.text("xmlns") != rules_namespace) {
        reader.fail("xmlns",
                    fmt::format("'{}' is not the namespace of rules: expected {}", reader.text("xmlns"), rules_namespace));
    }
    only_in(reader, {"use", "clause"}, "the calendar of an SLA");
    for (xml::Element child = document.root().first_child(); child.exists(); child = child.next_sibling()) {
        if (child.name() == "hours")
            ElementReader(child, document.file()).fail({}, "opening hours belong to the calendar of an SLA, which uses this one");
    }
    for (const std::string_view attribute : {"id", "from", "until"}) {
        if (!reader.find(attribute))
            reader.fail(
                {}, fmt::format("a calendar that is a file of its own needs '{}': it has an id, and says which days it covers",
                                attribute));
    }
    File file{reader.id("id"), document.file(), reader.position(), {}};
    read_weekend(reader, file.says);
    read_bounds(reader, file.says);
    file.says.days = read_days(reader, file.path, file.says);
    for (const File& other : files_) {
        if (other.id == file.id)
            reader.fail("id",
                        fmt::format("the calendar '{}' stands already in {}, line {}", file.id, other.path, other.position.line));
    }
    files_.push_back(std::move(file));
}

const CalendarSays& Calendars::find(const ElementReader& user, std::string_view id) const {
    std::vector<std::string_view> ids;
    for (const File& file : files_) {
        if (file.id == id) return file.says;
        ids.push_back(file.id);
    }
    user.fail("use", fmt::format("there is no calendar '{}' among the files of the book{}", id, did_you_mean(id, ids)));
}

}  // namespace redress::rules
