// Settlements one after the other: what a statement granted is given back as it came, facts are corrected or come late, and
// no promise is paid twice, no cap passed.
#include <doctest/doctest.h>

#include "settling.h"
#include "versions.h"

namespace redress::settle {
namespace {

std::string paying(std::string_view id, std::string_view credit, std::string_view over = "calendar_month") {
    return "<guarantee id=`" + std::string(id) + "` over=`" + std::string(over) +
           "`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`" + std::string(credit) +
           "`/></guarantee>";
}

// The credits of a statement as records of a later case.
std::string given_back(const std::string& statement) {
    std::string out;
    for (std::size_t at = statement.find("<credit "); at != std::string::npos; at = statement.find("<credit ", at + 1)) {
        std::string record = statement.substr(at, statement.find("/>", at) + 2 - at);
        const std::size_t decision = record.find(" decision=\"");
        if (decision != std::string::npos) record.erase(decision, record.find('"', decision + 11) + 1 - decision);
        out += record;
    }
    return out;
}

struct Sequence {
    std::string name;
    std::string pack;
    std::vector<std::string> facts;  // of each settlement, with all credits granted before given back
    std::vector<std::string> expected;
};

void check_sequences(const std::vector<Sequence>& sequences) {
    for (const Sequence& sequence : sequences) {
        INFO(sequence.name);
        std::string credits;
        for (std::size_t i = 0; i < sequence.facts.size(); ++i) {
            CAPTURE(i);
            const auto result = settled(pack(sequence.pack), facts_of(sequence.facts[i] + credits));
            CHECK(result.decisions == sequence.expected[i]);
            credits += given_back(result.xml);
        }
    }
}

std::string from(std::string_view start, std::string_view more = {}) {
    return "<subscription id=`s` sla=`t` price=`310` start=`" + std::string(start) + "` " + std::string(more) + "/>";
}
std::string claim(std::string_view id, std::string_view more) {
    return "<claim id=`" + std::string(id) + "` filed=`2026-03-10T00:00:00Z` subscription=`s` " + std::string(more) + "/>";
}

TEST_CASE("what is corrected is not paid again") {
    const std::string late = outage("i", "03-20T00:05", "03-20T12:00");
    const std::string early = outage("i", "03-19T23:55", "03-20T12:00");
    const std::string in_february = "<incident id=`i` start=`2026-02-20T00:00:00Z` end=`2026-02-20T12:00:00Z`/>";
    check_sequences({
        {"an incident whose start moves over midnight",
         paying("g", "10 EUR", "incident"),
         {late, early},
         {"g i 2026-03-20T00:05:00Z granted 10.00 balance", "g i 2026-03-19T23:55:00Z denied already_credited"}},
        {"and gets longer by it: 5 EUR for each 12 hours begun",
         paying("g", "5 EUR * ceil(down / 12 hours)", "incident"),
         {late, outage("i", "03-19T23:55", "03-20T12:00")},
         {"g i 2026-03-20T00:05:00Z granted 5.00 balance", "g i 2026-03-19T23:55:00Z granted 5.00 balance"}},
        {"a billing period whose anchor moves by a day: both overlap, and the incident lies in the second",
         paying("g", "10 EUR", "billing_period"),
         {from("2025-01-15T00:00:00Z") + in_february, from("2025-01-16T00:00:00Z") + in_february},
         {"g 2026-02-15 granted 10.00 balance", "g 2026-02-16 denied already_credited"}},
        {"an anchor that moves by half a month, so that most of the period is another's now",
         paying("g", "10 EUR", "billing_period"),
         {from("2025-01-15T00:00:00Z") + in_february, from("2025-01-01T00:00:00Z") + in_february},
         {"g 2026-02-15 granted 10.00 balance", "g 2026-02-01 denied already_credited"}},
        {"a billing period that becomes a quarter: 10 of 30 EUR were credited",
         paying("g", "30 EUR", "billing_period"),
         {from("2026-01-01T00:00:00Z") + outage("i", "02-10T06:00", "02-10T09:00") +
              "<credit id=`x` subscription=`s` sla=`t` effective_from=`2020-01-01` guarantee=`g` "
              "window_start=`2026-02-01T00:00:00Z` window_end=`2026-03-01T00:00:00Z` amount=`10` "
              "granted=`2026-03-01T00:00:00Z`/>",
          from("2026-01-01T00:00:00Z", "billing_period=`P3M`") + outage("i", "02-10T06:00", "02-10T09:00") +
              "<credit id=`x` subscription=`s` sla=`t` effective_from=`2020-01-01` guarantee=`g` "
              "window_start=`2026-02-01T00:00:00Z` window_end=`2026-03-01T00:00:00Z` amount=`10` "
              "granted=`2026-03-01T00:00:00Z`/>"},
         {"g 2026-02-01 granted 20.00 balance", "g 2026-01-01 denied already_credited"}},
        {"a term that an extension made longer is the same term",
         paying("g", "10 EUR", "term") + "<remedy kind=`extension` step=`24 hours` rounding=`ceiling`/>",
         {from("2026-01-01T00:00:00Z", "end=`2026-03-01T00:00:00Z`") + outage("i", "02-10T06:00", "02-10T09:00"),
          from("2026-01-01T00:00:00Z", "end=`2026-03-02T00:00:00Z`") + outage("i", "02-10T06:00", "02-10T09:00")},
         {"g 2026-01-01 granted 10.00 extension PT24H", "g 2026-01-01 denied already_credited"}},
    });
}

TEST_CASE("an escaped name and one that looks like it are two") {
    const std::string rules = paying("g", "10 EUR", "incident");
    const std::string slash = outage("a/b", "01-05T06:00", "01-05T09:00");
    check_sequences(
        {{"by the record",
          rules,
          {slash, slash + outage("a%2Fb", "01-05T06:00", "01-05T09:00")},
          {"g a/b 2026-01-05T06:00:00Z granted 10.00 balance",
           "g a%2Fb 2026-01-05T06:00:00Z granted 10.00 balance\ng a/b 2026-01-05T06:00:00Z denied already_credited"}}});
}

TEST_CASE("together or one after the other, the same is due") {
    const std::string both = paying("g", "10 EUR") + paying("h", "20 EUR");
    const std::string of_claims = "<claim required=`yes`/>" + both + "<combine/>";
    const std::string three = outage("i", "01-05T06:00", "01-05T09:00");
    const std::string more = outage("j", "02-05T06:00", "02-05T09:00");
    check_sequences({
        {"the lower first, then the higher: the difference",
         of_claims,
         {three + claim("k", "guarantee=`g`"), three + claim("l", "guarantee=`h`"),
          three + claim("k", "guarantee=`g`") + claim("l", "guarantee=`h`")},
         {"g 2026-01-01 granted 10.00 balance", "h 2026-01-01 granted 10.00 balance",
          "g 2026-01-01 denied combined\nh 2026-01-01 denied already_credited"}},
        {"two claims for what another guarantee was credited for before",
         of_claims,
         {three + claim("j", "guarantee=`g`"), three + claim("k", "guarantee=`h`") + claim("l", "guarantee=`h`")},
         {"g 2026-01-01 granted 10.00 balance", "h 2026-01-01 granted 10.00 balance\nh 2026-01-01 denied already_credited"}},
        {"two claims for the lower one don't make it the higher",
         of_claims,
         {three + claim("k", "") + claim("l", "guarantee=`g`")},
         {"g 2026-01-01 denied combined\nh 2026-01-01 granted 20.00 balance\ng 2026-01-01 denied combined"}},
        {"one that was credited for a window that moved: its credit goes to the one that stands now",
         paying("g", "5 EUR", "billing_period") +
             "<guarantee id=`h` over=`billing_period`><downtime name=`down` where=`incident.confirmed`/>"
             "<breach when=`down above 0 hours`/><credit value=`8 EUR`/></guarantee><combine/>",
         {from("2025-01-15T00:00:00Z") + outage("i", "02-20T06:00", "02-20T09:00"),
          from("2025-01-01T00:00:00Z") + outage("i", "02-20T06:00", "02-20T09:00", "confirmed=`yes`")},
         {"g 2026-02-15 granted 5.00 balance\nh 2026-02-15 denied not_breached",
          "g 2026-02-01 denied combined\nh 2026-02-01 granted 3.00 balance"}},
        {"one for an incident whose start moved, and that is not broken any more",
         "<guarantee id=`g` over=`incident`><breach when=`not subject.confirmed`/><credit value=`10 EUR`/></guarantee>"
         "<guarantee id=`h` over=`incident`><breach when=`subject.confirmed`/><credit value=`20 EUR`/></guarantee><combine/>",
         {outage("i", "03-20T00:05", "03-20T12:00"), outage("i", "03-19T23:55", "03-20T12:00", "confirmed=`yes`")},
         {"g i 2026-03-20T00:05:00Z granted 10.00 balance\nh i 2026-03-20T00:05:00Z denied not_breached",
          "g i 2026-03-19T23:55:00Z denied not_breached\nh i 2026-03-19T23:55:00Z granted 10.00 balance"}},
        {"a period whose anchor moved by minutes is one credit, and the next is another",
         paying("g", "3 EUR", "billing_period") + "<cap id=`two` count=`2`/>",
         {from("2025-12-22T00:00:00Z") + outage("i", "01-24T05:00", "01-24T12:00"),
          from("2025-12-21T23:50:00Z") + outage("i", "01-24T05:00", "01-24T12:00") + outage("j", "02-21T23:51", "02-21T23:53"),
          from("2025-12-21T23:50:00Z") + outage("i", "01-24T05:00", "01-24T12:00") + outage("j", "02-21T23:51", "02-21T23:53") +
              "<incident id=`k` start=`2025-12-24T05:00:00Z` end=`2025-12-24T12:00:00Z`/>"},
         {"g 2026-01-22 granted 3.00 balance",
          "g 2026-01-21T23:50:00Z denied already_credited\ng 2026-02-21T23:50:00Z granted 3.00 balance",
          "g 2025-12-21T23:50:00Z denied two\ng 2026-01-21T23:50:00Z denied already_credited\ng 2026-02-21T23:50:00Z denied "
          "already_credited"}},
        {"the higher first: nothing more",
         of_claims,
         {three + claim("l", "guarantee=`h`"), three + claim("k", "guarantee=`g`")},
         {"h 2026-01-01 granted 20.00 balance", "g 2026-01-01 denied already_credited"}},
        {"a credit that was taken over is none of its own for a cap on their number",
         "<claim required=`yes`/>" + both + paying("k", "5 EUR") + "<combine guarantees=`g h`/><cap id=`two` count=`2`/>",
         {three + claim("k", "guarantee=`g`"), three + claim("l", "guarantee=`h`"),
          three + more + claim("m", "guarantee=`k` window=`2026-02-01`"),
          three + more + claim("n", "guarantee=`h` window=`2026-02-01`")},
         {"g 2026-01-01 granted 10.00 balance", "h 2026-01-01 granted 10.00 balance", "k 2026-02-01 granted 5.00 balance",
          "h 2026-02-01 denied two"}},
        {"small amounts that are due together are held, released together, and stay so",
         paying("g", "3 EUR") + "<minimum amount=`5 EUR` below=`hold`/>",
         {three, three + more, three + more},
         {"g 2026-01-01 pending held_below_minimum", "g 2026-01-01 granted 3.00 balance\ng 2026-02-01 granted 3.00 balance",
          "g 2026-01-01 denied already_credited\ng 2026-02-01 denied already_credited"}},
        {"what is held takes nothing from a cap, and what the cap left out is held as well",
         paying("g", "3 EUR") + "<minimum amount=`12 EUR` below=`hold`/><cap count=`2`/>",
         {three + more + outage("k", "03-05T06:00", "03-05T09:00"), three + more + outage("k", "03-05T06:00", "03-05T09:00")},
         {"g 2026-01-01 pending held_below_minimum\ng 2026-02-01 pending held_below_minimum\ng 2026-03-01 pending "
          "held_below_minimum",
          "g 2026-01-01 pending held_below_minimum\ng 2026-02-01 pending held_below_minimum\ng 2026-03-01 pending "
          "held_below_minimum"}},
    });
}

TEST_CASE("of several rules that combine, a loser denies nobody") {
    const std::string three = outage("i", "01-05T06:00", "01-05T09:00");
    check_sequences({
        {"a loses to b and so does not deny c",
         paying("a", "10 EUR") + paying("b", "20 EUR") + paying("c", "5 EUR") +
             "<combine guarantees=`a b`/><combine guarantees=`a c`/>",
         {three, three},
         {"a 2026-01-01 denied combined\nb 2026-01-01 granted 20.00 balance\nc 2026-01-01 granted 5.00 balance",
          "a 2026-01-01 denied combined\nb 2026-01-01 denied already_credited\nc 2026-01-01 denied already_credited"}},
        {"b loses to d and so does not deny a",
         paying("a", "10 EUR") + paying("b", "20 EUR") + paying("d", "30 EUR") +
             "<combine guarantees=`a b`/><combine guarantees=`b d`/>",
         {three, three},
         {"a 2026-01-01 granted 10.00 balance\nb 2026-01-01 denied combined\nd 2026-01-01 granted 30.00 balance",
          "a 2026-01-01 denied already_credited\nb 2026-01-01 denied combined\nd 2026-01-01 denied already_credited"}},
        {"what a cap leaves nothing of denies nobody",
         paying("a", "10 EUR") + paying("b", "20 EUR") + "<combine/><cap id=`none` amount=`0 EUR` guarantees=`b`/>",
         {three},
         {"a 2026-01-01 granted 10.00 balance\nb 2026-01-01 denied none"}},
        {"nor what is below the minimum",
         "<claim required=`yes`/>" + paying("a", "10 EUR") + paying("b", "20 EUR", "day") +
             "<combine per=`claim`/><minimum amount=`if window.days is 1 then 30 EUR else 1 EUR` below=`drop`/>",
         {three + claim("k", "")},
         {"a 2026-01-01 granted 10.00 balance\nb 2026-01-05 denied below_minimum"}},
    });
}

TEST_CASE("what was credited for a record was credited for the period that holds it") {
    const std::string rules =
        "<periods name=`o` join=`10 minutes` where=`incident.kind is outage`/><guarantee id=`g` over=`o`><breach when=`o.length "
        "above 0 "
        "hours`/><credit value=`1 EUR * (o.length / 1 hour)`/></guarantee>";
    const std::string first = outage("i", "03-05T06:00", "03-05T08:00");
    const std::string second = outage("j", "03-05T08:10", "03-05T10:10");
    const std::string between = outage("m", "03-05T08:00", "03-05T08:10");
    const std::string apart = outage("j", "03-05T08:30", "03-05T10:30");
    const std::string apart_between = outage("m", "03-05T08:05", "03-05T08:25");
    check_sequences({
        {"a record that joins at the end",
         rules,
         {first, first + second},
         {"g i 2026-03-05T06:00:00Z granted 2.00 balance", "g i 2026-03-05T06:00:00Z granted 2.00 balance"}},
        {"one that joins from before, and gives its name",
         rules,
         {second, first + second, first + second},
         {"g j 2026-03-05T08:10:00Z granted 2.00 balance", "g i 2026-03-05T06:00:00Z granted 2.00 balance",
          "g i 2026-03-05T06:00:00Z denied already_credited"}},
        {"one that joins two which were credited each",
         rules,
         {first + apart, first + apart_between + apart},
         {"g i 2026-03-05T06:00:00Z granted 2.00 balance\ng j 2026-03-05T08:30:00Z granted 2.00 balance",
          "g i 2026-03-05T06:00:00Z granted 0.33 balance"}},
        {"a start that moves by hours",
         rules,
         {first, outage("i", "03-05T12:00", "03-05T14:00")},
         {"g i 2026-03-05T06:00:00Z granted 2.00 balance", "g i 2026-03-05T12:00:00Z denied already_credited"}},
        {"a first record that is none of it any more: what was given counts for what overlaps",
         rules,
         {first + second, outage("i", "03-05T06:00", "03-05T08:00", "kind=`degradation`") + second},
         {"g i 2026-03-05T06:00:00Z granted 4.00 balance", "g j 2026-03-05T08:10:00Z denied already_credited"}},
        {"a record that was told under another id",
         rules,
         {first, outage("x", "03-05T06:00", "03-05T09:00")},
         {"g i 2026-03-05T06:00:00Z granted 2.00 balance", "g x 2026-03-05T06:00:00Z granted 1.00 balance"}},
        {"but no other outage of the same day",
         rules,
         {first, outage("i", "03-05T06:00", "03-05T08:00", "kind=`degradation`") + outage("x", "03-05T08:00", "03-05T09:00")},
         {"g i 2026-03-05T06:00:00Z granted 2.00 balance", "g x 2026-03-05T08:00:00Z granted 1.00 balance"}},
        {"one that a correction parts: what the first is not worth was credited for the second",
         rules,
         {first + between + second, first + outage("j", "03-05T09:00", "03-05T11:30")},
         {"g i 2026-03-05T06:00:00Z granted 4.17 balance",
          "g i 2026-03-05T06:00:00Z denied already_credited\ng j 2026-03-05T09:00:00Z granted 0.33 balance"}},
        {"and what it is worth was not",
         rules,
         {first + second, first + outage("x", "03-05T08:30", "03-05T11:30")},
         {"g i 2026-03-05T06:00:00Z granted 4.00 balance",
          "g i 2026-03-05T06:00:00Z denied already_credited\ng x 2026-03-05T08:30:00Z granted 1.00 balance"}},
    });
}

}  // namespace
}  // namespace redress::settle
