// The calendars of rules: what a <calendar> says, the calendars that are files of a book, and what an SLA makes of them.
//   file hungary   weekend "saturday sunday", 2026-10-23 off, from 2011-01-01 until 2036-01-01
//   SLA            use="hungary", 2026-10-23 worked, until 2029-01-01
//   together       weekend "saturday sunday", 2026-10-23 worked, from 2011-01-01 until 2029-01-01
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/element_reader.h"
#include "time/calendar.h"
#include "xml/document.h"

namespace redress::rules {

class Calendars;

// What one <calendar> says, with the calendars that it uses.
struct CalendarSays {
    struct Day {
        time::Date date{};
        bool worked = false;
        std::optional<std::string> name;
    };
    std::optional<std::string> weekend;  // as written
    std::bitset<7> weekend_days{time::WorkCalendar{}.weekend};
    time::Date from = time::Date::min();  // it covers [from, until)
    time::Date until = time::Date::max();
    std::vector<Day> days;                    // by date; as they stand where one date stands twice
    std::vector<time::OpeningHours> opening;  // of an SLA

    time::WorkCalendar work_calendar() const;
};

// The <calendar> of an SLA. `calendars` are those of its book; null where it was loaded without a folder. Throws Error.
CalendarSays calendar_of_sla(const ElementReader&, const std::string& file, const Calendars* calendars);

// Those that are files of a book, in any order.
class Calendars {
public:
    static bool is_one(const xml::Document& document) { return document.root().name() == "calendar"; }
    // Throws Error, also where one of that id is there already.
    void add(const xml::Document& document);
    // Throws Error at the attribute `use` of `user` where there is none.
    const CalendarSays& find(const ElementReader& user, std::string_view id) const;

private:
    struct File {
        std::string id;
        std::string path;
        Position position;
        CalendarSays says;
    };
    std::vector<File> files_;
};

}  // namespace redress::rules
