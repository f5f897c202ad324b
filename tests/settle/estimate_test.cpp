// What a window that is still open has come to so far, where the case asks for it.
#include <doctest/doctest.h>

#include "decision_rows.h"

namespace redress::settle {
namespace {

// "pending 2" with the estimate of each decision, "pending" where it has none.
std::string estimates(const std::string& rules, const std::string& records, std::string_view as_of = "2026-03-10T09:00:00Z",
                      std::string_view asked = " estimates=`yes`") {
    std::string facts = facts_of(records, as_of);
    std::string more(asked);
    replace_quotes(more);
    facts.insert(facts.find(" as_of"), more);
    std::string xml = settled(pack(rules), facts).xml;
    std::string out;
    for (std::size_t at = xml.find("<decision"); at != std::string::npos; at = xml.find("<decision", at + 1)) {
        const std::string decision = xml.substr(at, xml.find("/>", at) - at);
        const auto value = [&](const std::string& name) {
            const std::size_t begin = decision.find(" " + name + "=\"");
            if (begin == std::string::npos) return std::string();
            const std::size_t first = begin + name.size() + 3;
            return decision.substr(first, decision.find('"', first) - first);
        };
        if (!out.empty()) out += '\n';
        out += value("outcome");
        if (decision.find(" estimate=") != std::string::npos) out += " " + value("estimate");
        CHECK(decision.find("entitled") == (value("outcome") == "granted" ? decision.find("entitled") : std::string::npos));
    }
    return out;
}

const std::string two_hours = outage("i", "03-03T10:00", "03-03T12:00");

std::string when(std::string_view breach, std::string_view credit = "1 EUR * (down / 1 hour)", std::string_view more = {},
                 std::string_view attributes = {}) {
    return "<guarantee id=`g` over=`calendar_month` " + std::string(attributes) + "><downtime name=`down`/><breach when=`" +
           std::string(breach) + "`/><credit value=`" + std::string(credit) + "`/>" + std::string(more) + "</guarantee>";
}

TEST_CASE("a case can ask what an open window has come to so far") {
    CHECK(estimates(monthly(), two_hours) == "pending 2");
    CHECK(estimates(monthly(), two_hours, "2026-03-10T09:00:00Z", "") == "pending");
    CHECK(estimates(monthly(), two_hours, "2026-03-10T09:00:00Z", " estimates=`no`") == "pending");
    // Until its window is over.
    CHECK(estimates(monthly(), two_hours, "2026-03-31T23:59:59Z") == "pending 2");
    CHECK(estimates(monthly(), two_hours, "2026-04-01T00:00:00Z") == "granted");
    // Or from when it can be decided.
    const std::string later = when("down above 0 hours", "1 EUR", "", "decided_from=`window.end + 3 days`");
    CHECK(estimates(later, two_hours, "2026-04-03T23:59:59Z") == "pending 1");
    CHECK(estimates(later, two_hours, "2026-04-04T00:00:00Z") == "granted");
}

TEST_CASE("an estimate is what the promise comes to if nothing more happens") {
    CHECK(estimates(when("down at least 2 hours"), two_hours) == "pending 2");
    CHECK(estimates(when("down above 2 hours"), two_hours) == "pending 0");
    CHECK(estimates(when("down above 0 hours", "1 EUR - 1 EUR * (down / 2 hours)"), two_hours) == "pending 0");
    CHECK(estimates(when("down above 0 hours", "1 EUR - 1 EUR * (down / 1 hour)"), two_hours) == "pending 0");
    CHECK(estimates(when("down above 0 hours", "1 EUR / 3"), two_hours) == "pending 1/3");
    // The window keeps its bounds: March has 744 hours, and costs 310.
    CHECK(estimates(when("down / window.length at least 2 / 744", "window.price"), two_hours) == "pending 310");
    CHECK(estimates(when("down / window.length above 2 / 744", "window.price"), two_hours) == "pending 0");
    CHECK(estimates(when("down above 0 hours", "372 * down"), two_hours) == "pending 310");
    // What lasts counts until now.
    CHECK(estimates(monthly(), "<incident id=`i` start=`2026-03-10T06:00:00Z`/>") == "pending 3");
    const std::string over_incident =
        "<guarantee id=`g` over=`incident`><breach when=`yes`/><credit value=`1 EUR * "
        "(subject.duration / 1 hour)`/></guarantee>";
    CHECK(estimates(over_incident, "<incident id=`i` start=`2026-03-10T06:00:00Z`/>") == "pending 3");
    CHECK(estimates(over_incident, two_hours) == "granted");
}

TEST_CASE("an estimate is within the caps of its guarantee alone, and uses nothing up") {
    CHECK(estimates(when("down above 0 hours", "5 EUR", "<cap amount=`3 EUR`/>"), two_hours) == "pending 3");
    CHECK(estimates(when("down above 0 hours", "5 EUR", "<cap amount=`0 EUR`/>"), two_hours) == "pending 0");
    CHECK(estimates(monthly() + "<cap amount=`1 EUR`/><minimum amount=`3 EUR` below=`drop`/>", two_hours) == "pending 2");
    CHECK(estimates(monthly() + "<cap count=`1`/>", two_hours + outage("h", "02-03T10:00", "02-03T11:00")) ==
          "granted\npending 2");
}

TEST_CASE("there is no estimate of what can't be said, and of what pays nothing") {
    CHECK(estimates(promise("<downtime name=`down` where=`incident.cause is network`/>"), two_hours) == "pending");
    CHECK(estimates(
              "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><max name=`m` of=`measurement` "
              "value=`measurement.value`/><breach when=`down above 0 hours and m above 1`/><credit value=`1 EUR`/></guarantee>",
              two_hours) == "pending");
    CHECK(estimates("<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><breach when=`down above 0 "
                    "hours`/></guarantee><remedy kind=`balance`/>",
                    two_hours) == "pending");
    // Who can't have a credit is told so at once.
    CHECK(estimates("<require id=`many` that=`account.units above 1`/>" + monthly(), two_hours) == "denied");
}

TEST_CASE("the steps of an estimate say that it is one") {
    std::string facts = facts_of(two_hours, "2026-03-10T09:00:00Z");
    const std::string rules = pack(monthly());
    CHECK(settled(rules, facts).xml.find("kind=\"estimate\"") == std::string::npos);
    facts.insert(facts.find(" as_of"), " estimates=\"yes\"");
    const std::string xml = settled(rules, facts).xml;
    const std::size_t begins =
        xml.find("kind=\"estimate\" name=\"g\" text=\"An estimate: by what has happened so far, as if nothing more did.\"");
    REQUIRE(begins != std::string::npos);
    CHECK(xml.find("kind=\"measure\"") > begins);
    CHECK(xml.find("kind=\"credit\"", begins) != std::string::npos);
}

}  // namespace
}  // namespace redress::settle
