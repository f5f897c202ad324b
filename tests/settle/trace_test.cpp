// How the steps of an explanation spell values, and how long they may be.
#include "settle/trace.h"

#include <doctest/doctest.h>

#include "decision_rows.h"
#include "input_limits.h"

namespace redress::settle {
namespace {

// The value of the step by which the rules define x, in an outage of three hours.
std::string value_of_x(const std::string& formula, const std::string& use) {
    const std::string rules = pack("<guarantee id=`g` over=`incident`><let name=`x` value=`" + formula + "`/><breach when=`" +
                                   use + "`/><credit value=`1 EUR`/></guarantee>");
    const std::string service = "<subscription id=`s` sla=`t` price=`310` level=`gold`/>";
    const facts::Case facts =
        facts::parse_case(facts_of(service + outage("i", "01-05T06:00", "01-05T09:00", "kind=`data_loss` confirmed=`yes`")), {});
    const rules::Book book = rules::Book::parse(rules);
    statement::Statement usual;
    settle_usually(book, facts, true, usual);
    const Reader reader(usual);
    for (std::size_t i = 0; i < reader.count("step"); ++i) {
        if (reader.get("step", i, "kind") == "let" && reader.get("step", i, "name") == "x")
            return std::string(reader.get("step", i, "value"));
    }
    return "no step";
}

TEST_CASE("the step of a let spells its value as people read it") {
    const std::string itself = "x is x";
    const struct {
        std::string formula;
        std::string use;
        const char* expected;
    } rows[] = {
        {"subscription.level", "x is subscription.level", "gold"},
        {"subject.kind", itself, "data_loss"},
        {"subscription.kind", itself, "standard"},
        {"subject.confirmed", "x", "yes"},
        {"not subject.confirmed", "x", "no"},
        {"subscription.billing_period", "date(window.start) + x above date(window.end)", "P1M"},
        {"subject.start", itself, "2026-01-05T06:00:00Z"},
        {"date(subject.start) + 3 days", itself, "2026-01-08"},
        {"subject.duration", itself, "PT3H"},
        {"subject.duration / 2 - 0.5 seconds", itself, "5399.5 seconds"},
        {"10 seconds / 3", itself, "10/3 (about 3.333333) seconds"},
        {"7 / 3", itself, "7/3 (about 2.333333)"},
        {"subject.duration / 9 hours", itself, "100/3 (about 33.333333)%"},  // a share of a length of time
        {"2.50%", itself, "2.5%"},
        {"subscription.price / 3", itself, "310/3 (about 103.333333) EUR"},
        {"subscription.price * 10%", itself, "31 EUR"},
        {"0 - 7", itself, "-7"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.formula);
        CHECK(value_of_x(row.formula, row.use) == row.expected);
    }
}

TEST_CASE("the step of a ladder says which tier it was") {
    const auto step_text = [](const std::string& tier) {
        const std::string rules = pack(
            "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><breach when=`down above 0 hours`/><tiers name=`due` "
            "of=`down` "
            "monotone=`no`><tier " +
            tier + " value=`1 EUR`/><tier value=`2 EUR`/></tiers><credit value=`due`/></guarantee>");
        const facts::Case facts = facts::parse_case(facts_of(outage("i", "01-05T06:00", "01-05T09:00")), {});
        statement::Statement statement;
        settle_usually(rules::Book::parse(rules), facts, true, statement);
        const Reader reader(statement);
        for (std::size_t i = 0; i < reader.count("step"); ++i) {
            if (reader.get("step", i, "kind") == "tier") return std::string(reader.get("step", i, "text"));
        }
        return std::string("no step");
    };
    CHECK(step_text("at_least=`3 hours`") == "PT3H is at least 3 hours.");
    CHECK(step_text("above=`2 hours`") == "PT3H is above 2 hours.");
    CHECK(step_text("at_most=`3 hours`") == "PT3H is at most 3 hours.");
    CHECK(step_text("below=`4 hours`") == "PT3H is below 4 hours.");
    CHECK(step_text("below=`3 hours`") == "PT3H falls to the last tier.");
}

// Hours 0 to 1, 2 to 3, ... of 1970.
time::IntervalSet stretches(int count) {
    time::IntervalSet out;
    for (int i = 0; i < count; ++i) {
        const time::Instant start = time::Instant(std::chrono::hours(2 * i));
        out.push_back({start, start + std::chrono::hours(1)});
    }
    return out;
}

std::string list_in(Trace& trace, std::uint32_t decision, std::string_view name, int count) {
    trace.begin(decision, StepKind::measure, {}, name);
    trace.text() += "down";
    trace.append_list(stretches(count));
    trace.end();
    return std::string(trace.of(trace.steps().back().text));
}

TEST_CASE("a long list that an earlier decision has is named, not written again") {
    Trace trace;
    CHECK(list_in(trace, 0, "a", 1) == "down 1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z");
    CHECK(list_in(trace, 0, "b", 2) ==
          "down 1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z; 1970-01-01T02:00:00Z to 1970-01-01T03:00:00Z");
    const std::string ten = list_in(trace, 0, "c", 10);
    const std::string eleven = list_in(trace, 0, "down", 11);
    CHECK(eleven.starts_with(ten + "; 1970-01-01T20:00:00Z"));
    CHECK(list_in(trace, 0, "again", 11) == eleven);  // within one decision nothing refers elsewhere
    const Trace::Mark mark = trace.mark();
    CHECK(list_in(trace, 1, "c", 10) == ten);
    CHECK(list_in(trace, 1, "other", 11) == "down the 11 stretches of time that decision 1 lists at 'down'");
    CHECK(list_in(trace, 2, "down", 12) != "down the 12 stretches of time that decision 2 lists at 'down'");
    // What is taken back is not referred to; what stood before is.
    trace.rewind(mark);
    const std::string twelve = list_in(trace, 1, "down", 12);
    CHECK(twelve.starts_with(eleven + "; "));
    CHECK(list_in(trace, 2, "down", 12) == "down the 12 stretches of time that decision 2 lists at 'down'");
    CHECK(list_in(trace, 2, "down", 11) == "down the 11 stretches of time that decision 1 lists at 'down'");
    trace.clear();
    CHECK(list_in(trace, 3, "down", 11) == eleven);
}

TEST_CASE("a list that is named is called what it is of") {
    Trace trace;
    const auto list = [&](std::uint32_t decision) {
        trace.begin(decision, StepKind::measure, {}, "period");
        trace.text() += "made of";
        trace.append_list(
            11, [](std::string& out, std::size_t i) { out += std::to_string(i); }, "records");
        trace.end();
        return std::string(trace.of(trace.steps().back().text));
    };
    CHECK(list(0) == "made of 0; 1; 2; 3; 4; 5; 6; 7; 8; 9; 10");
    CHECK(list(1) == "made of the 11 records that decision 1 lists at 'period'");
}

TEST_CASE("claims about one month list its outages once") {
    const std::string rules = pack(
        "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`1 "
        "EUR`/></guarantee><claim required=`yes`/>");
    std::string records;
    for (int day = 10; day < 22; ++day) {
        const std::string date = "01-" + std::to_string(day);
        records += outage("i" + std::to_string(day), date + "T06:00", date + "T07:00");
    }
    for (const char* claim : {"a", "b"}) {
        records += "<claim id=`" + std::string(claim) + "` subscription=`s` filed=`2026-02-02T00:00:00Z`/>";
    }
    const facts::Case facts = facts::parse_case(facts_of(records), {});
    statement::Statement statement;
    settle_usually(rules::Book::parse(rules), facts, true, statement);
    const Reader reader(statement);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < reader.count("step"); ++i) {
        if (reader.get("step", i, "kind") == "measure") texts.emplace_back(reader.get("step", i, "text"));
    }
    REQUIRE(texts.size() == 2);
    CHECK(texts[0].find("12 records: down 2026-01-10T06:00:00Z to 2026-01-10T07:00:00Z; 2026-01-11T") != std::string::npos);
    CHECK(texts[1].ends_with("12 records: down the 12 stretches of time that decision 1 lists at 'down'."));
}

TEST_CASE("steps of too many bytes are refused") {
    Trace trace;
    trace.begin(0, StepKind::let, {}, "x");
    trace.text().append(limits::steps_bytes_max - trace.size(), 'x');
    trace.begin(0, StepKind::let, {}, "y");
    trace.text() += 'y';
    try {
        trace.begin(0, StepKind::let, {}, "z");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.status() == Status::limit_exceeded);
        CHECK(std::string(error.what()) ==
              "the steps take more than 67108864 bytes, reached at decision 1: settle without steps");
    }
    CHECK(trace.steps().size() == 2);
}

}  // namespace
}  // namespace redress::settle
