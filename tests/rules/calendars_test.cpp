// Calendars that are files, and what SLAs make of them.
#include "rules/calendars.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "broken_packs.h"
#include "digest.h"
#include "packs.h"
#include "rules/canonical.h"
#include "rules/loader.h"

namespace redress::rules {
namespace {

std::string file(const std::string& id, const std::string& days, const std::string& attributes = {}) {
    return "<calendar xmlns='urn:redress:rules:1' id='" + id + "' from='2020-01-01' until='2030-01-01' " + attributes + ">" +
           days + "</calendar>";
}

std::string holiday(const std::string& date, const std::string& name = {}) {
    return "<holiday date='" + date + "'" + (name.empty() ? "" : " name='" + name + "'") + "/>";
}

std::string working_day(const std::string& date) { return "<working_day date='" + date + "'/>"; }

std::unique_ptr<Pack> load(const std::vector<std::string>& calendars, const std::string& pack) {
    Calendars known;
    for (std::size_t i = 0; i < calendars.size(); ++i)
        known.add(xml::Document::parse(calendars[i], "calendar_" + std::to_string(i + 1) + ".xml"));
    time::ZoneDatabase zones;
    return load_pack(xml::Document::parse(pack, "sla.xml"), zones, &known);
}

// The smallest pack with this calendar.
std::string pack(const std::string& calendar) { return replaced(smallest_pack, "  <guarantee", calendar + "\n  <guarantee"); }

std::string refusal(const std::vector<std::string>& calendars, const std::string& pack) {
    try {
        load(calendars, pack);
    } catch (const Error& error) {
        return error.place().file + ":" + error.place().field + ": " + error.what();
    }
    return "accepted";
}

std::string spelled(time::Date date) {
    std::string out;
    time::append_date(out, date);
    return out;
}

// "2026-05-01 off, 2026-05-09 on; from 2020-01-01 until 2030-01-01"
std::string shown(const time::WorkCalendar& calendar) {
    std::string out;
    const auto add = [&](const std::vector<time::Date>& days, const char* as) {
        for (const time::Date day : days) out += (out.empty() ? "" : ", ") + spelled(day) + as;
    };
    add(calendar.holidays, " off");
    add(calendar.worked, " on");
    return out + "; from " + spelled(calendar.covers_from) + " until " + spelled(calendar.covers_until);
}

}  // namespace

TEST_CASE("an SLA has the days of the calendars that it uses, and its own; for one date the last of them counts") {
    const std::string may = file("may", holiday("2026-05-01") + holiday("2026-05-14"));
    struct Row {
        const char* what;
        std::vector<std::string> calendars;
        std::string own;
        const char* expected;
    };
    const Row table[] = {
        {"as it stands", {may}, "<calendar use='may'/>", "2026-05-01 off, 2026-05-14 off; from 2020-01-01 until 2030-01-01"},
        {"a day more",
         {may},
         "<calendar use='may'>" + holiday("2026-05-15") + "</calendar>",
         "2026-05-01 off, 2026-05-14 off, 2026-05-15 off; from 2020-01-01 until 2030-01-01"},
        {"a holiday that is worked here",
         {may},
         "<calendar use='may'>" + working_day("2026-05-14") + "</calendar>",
         "2026-05-01 off, 2026-05-14 on; from 2020-01-01 until 2030-01-01"},
        {"and a worked day that is none here",
         {file("may", working_day("2026-05-09"))},
         "<calendar use='may'>" + holiday("2026-05-09") + "</calendar>",
         "2026-05-09 off; from 2020-01-01 until 2030-01-01"},
        {"of two calendars",
         {may, file("exchanged", working_day("2026-05-14") + working_day("2026-05-16"))},
         "<calendar use='may exchanged'/>",
         "2026-05-01 off, 2026-05-14 on, 2026-05-16 on; from 2020-01-01 until 2030-01-01"},
        {"the later of them beats the earlier",
         {may, file("exchanged", working_day("2026-05-14"))},
         "<calendar use='exchanged may'/>",
         "2026-05-01 off, 2026-05-14 off; from 2020-01-01 until 2030-01-01"},
        {"what only one of them covers is not covered",
         {may, "<calendar xmlns='urn:redress:rules:1' id='short' from='2025-01-01' until='2027-01-01'/>"},
         "<calendar use='may short'/>",
         "2026-05-01 off, 2026-05-14 off; from 2025-01-01 until 2027-01-01"},
        {"a part of one",
         {may},
         "<calendar use='may' from='2026-05-02' until='2026-06-01'/>",
         "2026-05-14 off; from 2026-05-02 until 2026-06-01"},
        {"up to the day before",
         {may},
         "<calendar use='may' until='2026-05-14'/>",
         "2026-05-01 off; from 2020-01-01 until 2026-05-14"},
    };
    for (const Row& row : table) {
        CAPTURE(std::string(row.what));
        CHECK(shown(load(row.calendars, pack(row.own))->calendar) == row.expected);
    }
    CHECK(load({}, pack("<calendar><holiday date='2026-05-01'/></calendar>"))->calendar.covers_from == time::Date::min());
    CHECK(load({}, std::string(smallest_pack))->calendar.covers_until == time::Date::max());
}

TEST_CASE("the weekend is that of the SLA, else that of the last calendar that has one") {
    const std::string friday = file("gulf", "", "weekend='friday saturday'");
    const std::string none = file("all_week", "", "weekend='none'");
    const std::string silent = file("silent", "");
    struct Row {
        const char* own;
        const char* days;  // Sunday first; x is not worked
    };
    const Row table[] = {
        {"<calendar use='gulf'/>", ".....xx"},
        {"<calendar use='gulf' weekend='sunday'/>", "x......"},
        {"<calendar use='gulf' weekend='none'/>", "......."},
        {"<calendar use='gulf all_week'/>", "......."},
        {"<calendar use='gulf silent'/>", ".....xx"},
        {"<calendar use='silent'/>", "x.....x"},
    };
    for (const Row& row : table) {
        CAPTURE(std::string(row.own));
        const std::bitset<7> weekend = load({friday, none, silent}, pack(row.own))->calendar.weekend;
        std::string days;
        for (std::size_t i = 0; i < 7; ++i) days += weekend[i] ? 'x' : '.';
        CHECK(days == row.days);
    }
}

TEST_CASE("a list that moves to a calendar leaves the digest as it is, and a day that changes there changes it") {
    const auto digest = [](const std::string& calendar, const std::string& own) { return load({calendar}, pack(own))->digest; };
    const std::string own = "<calendar clause='2' weekend='sunday'>" + holiday("2026-05-01", "May Day") +
                            working_day("2026-05-03") + holiday("2026-12-25") + "</calendar>";
    const std::string listed = digest(file("unused", holiday("2026-01-01")), own);
    const std::string days = holiday("2026-12-25") + holiday("2026-05-01", "May Day") + working_day("2026-05-03");
    CHECK(digest(file("x", days), "<calendar use='x' weekend='sunday' clause='2'/>") == listed);
    CHECK(digest(file("x", days, "weekend='sunday'"), "<calendar clause='2' use='x'/>") == listed);
    CHECK(digest(file("x", days + holiday("2027-01-01")), "<calendar use='x' until='2027-01-01' weekend='sunday' clause='2'/>") ==
          listed);
    CHECK(digest(file("x", working_day("2026-05-03") + working_day("2026-05-01") + holiday("2026-12-25")),
                 "<calendar use='x' weekend='sunday' clause='2'>" + holiday("2026-05-01", "May Day") + "</calendar>") == listed);
    struct Row {
        const char* what;
        std::string days, attributes, own;
    };
    const Row table[] = {
        {"a day more", days + holiday("2026-12-26"), "", "<calendar use='x' weekend='sunday' clause='2'/>"},
        {"a day less", holiday("2026-05-01", "May Day") + working_day("2026-05-03"), "",
         "<calendar use='x' weekend='sunday' clause='2'/>"},
        {"a day of the other kind", holiday("2026-12-25") + holiday("2026-05-01", "May Day") + holiday("2026-05-03"), "",
         "<calendar use='x' weekend='sunday' clause='2'/>"},
        {"another weekend", days, "weekend='saturday'", "<calendar use='x' clause='2'/>"},
        {"no weekend of its own", days, "", "<calendar use='x' clause='2'/>"},
        {"another day of its own", days, "",
         "<calendar use='x' weekend='sunday' clause='2'><holiday date='2026-06-01'/></calendar>"},
    };
    for (const Row& row : table) {
        CAPTURE(std::string(row.what));
        CHECK(digest(file("x", row.days, row.attributes), row.own) != listed);
    }
}

TEST_CASE("what a calendar can't say is refused where it stands") {
    const std::string may = file("may_days", holiday("2026-05-01"));
    struct Row {
        std::vector<std::string> calendars;
        std::string own;
        const char* expected;
    };
    const Row table[] = {
        {{may},
         "<calendar use='may_day'/>",
         "sla.xml:use: there is no calendar 'may_day' among the files of the book; did you mean 'may_days'?"},
        {{may}, "<calendar use=''/>", "sla.xml:use: 'use' is empty"},
        {{may}, "<calendar use='may_days may_days'/>", "sla.xml:use: 'may_days' stands twice"},
        {{may}, "<calendar id='x'/>", "sla.xml:id: 'id' belongs to a calendar that is a file of its own"},
        {{may},
         "<calendar xmlns='urn:redress:rules:1'/>",
         "sla.xml:xmlns: 'xmlns' belongs to a calendar that is a file of its own"},
        {{may},
         "<calendar use='may_days' from='2019-12-31'/>",
         "sla.xml:from: the calendars that it uses cover no day before 2020-01-01"},
        {{may},
         "<calendar use='may_days' until='2030-01-02'/>",
         "sla.xml:until: the calendars that it uses cover no day from 2030-01-01 on"},
        {{may}, "<calendar use='may_days' from='2026-01-01' until='2026-01-01'/>", "sla.xml:until: the calendar covers no day"},
        {{may},
         "<calendar use='may_days'><holiday date='2030-01-01'/></calendar>",
         "sla.xml:date: 2030-01-01 is after the last day that the calendar covers: it does so until 2030-01-01, and not on it"},
        {{may},
         "<calendar use='may_days' from='2026-01-01'><working_day date='2025-12-31'/></calendar>",
         "sla.xml:date: 2025-12-31 is before the first day that the calendar covers, 2026-01-01"},
        {{},
         "<calendar until='2026-01-01'><holiday date='2026-01-01'/></calendar>",
         "sla.xml:date: 2026-01-01 is after the last day that the calendar covers"},
        {{"<calendar xmlns='urn:redress:rules:1' id='a' from='2020-01-01' until='2021-01-01'/>",
          "<calendar xmlns='urn:redress:rules:1' id='b' from='2021-01-01' until='2022-01-01'/>"},
         "<calendar use='a b'/>",
         "sla.xml:use: no day is covered by all the calendars that it uses"},
        {{may, may}, "", "calendar_2.xml:id: the calendar 'may_days' stands already in calendar_1.xml, line 1"},
        {{"<calendar xmlns='urn:redress:case:1'/>"},
         "",
         "calendar_1.xml:xmlns: 'urn:redress:case:1' is not the namespace of rules: expected urn:redress:rules:1"},
        {{"<calendar/>"}, "", "calendar_1.xml:xmlns: '' is not the namespace of rules"},
        {{"<calendar xmlns='urn:redress:rules:1'/>"}, "", "calendar_1.xml:: a calendar that is a file of its own needs 'id'"},
        {{"<calendar xmlns='urn:redress:rules:1' id='a' until='2021-01-01'/>"},
         "",
         "calendar_1.xml:: a calendar that is a file of its own needs 'from'"},
        {{"<calendar xmlns='urn:redress:rules:1' id='a' from='2021-01-01'/>"},
         "",
         "calendar_1.xml:: a calendar that is a file of its own needs 'until'"},
        {{file("a", "", "use='b'")}, "", "calendar_1.xml:use: 'use' belongs to the calendar of an SLA"},
        {{file("a", "", "clause='2'")}, "", "calendar_1.xml:clause: 'clause' belongs to the calendar of an SLA"},
        {{file("a", "<holliday date='2026-05-01'/>")},
         "",
         "calendar_1.xml:: unknown element <holliday> in <calendar>; did you mean 'holiday'?"},
        {{file("a", "", "title='A'")}, "", "calendar_1.xml:title: <calendar> has no attribute 'title'"},
        {{file("a", holiday("2019-12-31"))},
         "",
         "calendar_1.xml:date: 2019-12-31 is before the first day that the calendar covers, 2020-01-01"},
        {{file("a", "", "weekend='sonday'")}, "", "calendar_1.xml:weekend: 'sonday' is not one of none, sunday"},
    };
    for (const Row& row : table) {
        const std::string found = refusal(row.calendars, pack(row.own));
        CAPTURE(found);
        CHECK(found.find(row.expected) == 0);
    }
}

TEST_CASE("rules of one file use no calendar, and a calendar alone is no rules") {
    const auto message = [](std::string_view text) {
        try {
            load_pack(text, "x.xml");
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    CHECK(message(pack_with_calendar) ==
          "the calendar 'berlin' is a file of the folder of these rules: load the folder, not the file");
    CHECK(message(fullest_calendar) ==
          "the root is <calendar>: rules begin with <sla>, and a calendar is loaded with the folder of an SLA that uses it");
    CHECK(refusal({std::string(fullest_calendar)}, std::string(pack_with_calendar)) == "accepted");
}

}  // namespace redress::rules
