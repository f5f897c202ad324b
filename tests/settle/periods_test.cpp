// Outages in between: what <periods> joins of records, and what measures find of it. An hour pays 1 EUR.
#include <doctest/doctest.h>

#include "decision_rows.h"

namespace redress::settle {
namespace {

TEST_CASE("records are joined to periods, and measured as such") {
    const auto down_of = [](std::string_view periods) {
        return promise("<periods name=`o` " + std::string(periods) + "/><downtime name=`down` of=`o`/>");
    };
    // Two hours, half an hour without, an hour and a half.
    const std::string two = outage("i", "01-05T06:00", "01-05T08:00") + outage("j", "01-05T08:30", "01-05T10:00");
    const std::string reported = outage("i", "01-05T06:00", "01-05T10:00", "reported=`2026-01-05T07:00:00Z`");
    const auto measured = [](std::string_view measure, std::string_view periods = {}) {
        return promise("<periods name=`o` " + std::string(periods) + "/>" + std::string(measure));
    };
    check({
        {"a closed gap is up", down_of("join=`30 minutes`"), two, "g 2026-01-01 granted 3.50 balance"},
        {"or down", down_of("join=`30 minutes` gaps=`down`"), two, "g 2026-01-01 granted 4.00 balance"},
        {"but a longer one is never closed", down_of("join=`29 minutes` gaps=`down`"), two, "g 2026-01-01 granted 3.50 balance"},
        {"what is too short by itself is dropped", down_of("join=`29 minutes` at_least=`2 hours`"), two,
         "g 2026-01-01 granted 2.00 balance"},
        {"and counts where it is joined", down_of("join=`30 minutes` at_least=`2 hours`"), two,
         "g 2026-01-01 granted 3.50 balance"},
        {"overlapping records count once", down_of(""),
         outage("i", "01-05T06:00", "01-05T08:00") + outage("j", "01-05T07:00", "01-05T09:00"),
         "g 2026-01-01 granted 3.00 balance"},
        {"from the report on", down_of("start=`incident.reported`"), reported, "g 2026-01-01 granted 3.00 balance"},
        {"within the record's own time", down_of("start=`incident.start - 1 hour`"), reported,
         "g 2026-01-01 granted 4.00 balance"},
        {"until an hour after the start", down_of("end=`incident.start + 1 hour`"), reported,
         "g 2026-01-01 granted 1.00 balance"},
        {"an end before the start leaves nothing", down_of("end=`incident.start - 1 hour`"), reported,
         "g 2026-01-01 denied not_breached"},
        {"without a report nobody knows", down_of("start=`incident.reported`"), outage("i", "01-05T06:00", "01-05T10:00"),
         "g 2026-01-01 review missing_fact incident i: reported"},
        {"nor without an end", down_of("end=`incident.reported`"), outage("i", "01-05T06:00", "01-05T10:00"),
         "g 2026-01-01 review missing_fact incident i: reported"},
        {"excluded time is no gap that counts", "<exclude of=`maintenance`/>" + down_of("join=`30 minutes` gaps=`down`"),
         two + "<maintenance id=`m` start=`2026-01-05T08:00:00Z` end=`2026-01-05T08:12:00Z`/>",
         "g 2026-01-01 granted 3.80 balance"},
        {"unless the periods keep it", "<exclude of=`maintenance`/>" + down_of("exclusions=`no`"),
         two + "<maintenance id=`m` start=`2026-01-05T06:00:00Z` end=`2026-01-05T07:00:00Z`/>",
         "g 2026-01-01 granted 3.50 balance"},
        {"only some of them", measured("<downtime name=`down` of=`o` where=`o.length above 90 minutes`/>"), two,
         "g 2026-01-01 granted 2.00 balance"},
        {"by when they start and end", measured("<sum name=`down` of=`o` value=`o.end - o.start`/>", "join=`30 minutes`"), two,
         "g 2026-01-01 granted 4.00 balance"},
        {"the longest", measured("<max name=`down` of=`o` value=`o.length`/>"), two, "g 2026-01-01 granted 2.00 balance"},
        {"the mean", measured("<average name=`down` of=`o` value=`o.length`/>"), two, "g 2026-01-01 granted 1.75 balance"},
        {"of none", measured("<max name=`down` of=`o` value=`o.length` else=`1 hour`/>", "at_least=`9 hours`"), two,
         "g 2026-01-01 granted 1.00 balance"},
        {"a fact that the condition needs is missing",
         measured("<downtime name=`down` of=`o` where=`account.units above 3 or subscription.level is gold`/>"), two,
         "g 2026-01-01 review missing_fact subscription s: level"},
    });
}

TEST_CASE("a step lists the periods") {
    const std::string rules = pack(promise("<periods name=`o` join=`30 minutes`/><downtime name=`down` of=`o`/>"));
    const std::string records = outage("i", "01-05T06:00", "01-05T08:00") + outage("j", "01-05T08:30", "01-05T10:00");
    const std::string xml = settled(rules, facts_of(records)).xml;
    CHECK(xml.find("over 2 records: 2026-01-05T06:00:00Z to 2026-01-05T10:00:00Z with PT3H30M.") != std::string::npos);
    CHECK(xml.find("Measured over 1 period: down 2026-01-05T06:00:00Z to 2026-01-05T10:00:00Z.") != std::string::npos);
}

}  // namespace
}  // namespace redress::settle
