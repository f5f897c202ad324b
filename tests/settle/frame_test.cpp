// What bounds a settlement: the years and the numbers that formulas can reach, the work, the windows and the text of steps.
#include "settle/frame.h"

#include <doctest/doctest.h>

#include "decision_rows.h"
#include "input_limits.h"
#include "settle/candidates.h"

namespace redress::settle {
namespace {

const std::string down = outage("i", "01-05T06:00", "01-05T09:00");

// The error that `call` throws.
template <class Call>
std::string thrown(Call call) {
    try {
        call();
    } catch (const Error& error) {
        CHECK(error.status() == Status::limit_exceeded);
        return error.what();
    }
    return "nothing";
}

TEST_CASE("a date outside the years that are read is refused with its formula") {
    const auto until = [](const std::string& deadline) {
        return refusal(pack("<claim required=`yes` until=`" + deadline + "`/>" + monthly()),
                       facts_of(down + "<claim id=`k` filed=`2026-03-10T00:00:00Z` subscription=`s`/>"));
    };
    CHECK(until("date(window.end) + 900 years") == "settled");
    CHECK(until("date(window.end) + 980 years") == "'date(window.end) + 980 years' gives a date outside the years 1900 to 2999");
    CHECK(until("window.end - 200 years") == "'window.end - 200 years' gives a date outside the years 1900 to 2999");
}

TEST_CASE("a number of more than 65536 bits is refused with its formula") {
    // The 18 digits of 10^18 - 1 take 59.7947 bits: their 1096th power 65535.
    const std::string powers =
        "<fact record=`account` name=`base` type=`number`/><let name=`p2` value=`account.base * account.base`/><let name=`p4` "
        "value=`p2 * p2`/>"
        "<let name=`p8` value=`p4 * p4`/><let name=`p16` value=`p8 * p8`/><let name=`p32` value=`p16 * p16`/><let name=`p64` "
        "value=`p32 * p32`/>"
        "<let name=`p128` value=`p64 * p64`/><let name=`p256` value=`p128 * p128`/><let name=`p512` value=`p256 * p256`/>"
        "<let name=`p1024` value=`p512 * p512`/>";
    const auto counted = [&](const std::string& value) {
        return pack(powers + "<guarantee id=`g` over=`calendar_month`><sum name=`n` of=`incident` value=`" + value +
                    "`/><breach when=`n above 0`/><credit value=`1 EUR`/></guarantee>");
    };
    const std::string one = facts_of("<account id=`a` base=`999999999999999999`/>" + down);
    const std::string two =
        facts_of("<account id=`a` base=`999999999999999999`/>" + down + outage("j", "01-06T06:00", "01-06T09:00"));
    const std::string most = "p1024 * p64 * p8 * 2";
    CHECK(settled(counted(most), one).decisions == "g 2026-01-01 granted 1.00 balance");
    CHECK(refusal(counted("p1024 * p64 * p8 * 4"), one) ==
          "'p1024 * p64 * p8 * 4' leaves the range of exact numbers (65536 bits)");
    CHECK(refusal(counted(most), two) == "the measure 'n' leaves the range of exact numbers (65536 bits)");
}

TEST_CASE("a case that takes more work than it may is refused") {
    const rules::Book book = rules::Book::parse(pack(monthly()));
    const facts::Case facts = facts::parse_case(facts_of(down), {});
    BoundCase bound;
    bind(facts, book, bound);
    const std::string too_much =
        "the case needs more work than " + std::to_string(limits::work_max) + " steps of evaluation: reached at decision ";
    const rules::Pack& rules = *book.packs().front();
    const rules::Guarantee& guarantee = rules.guarantees.front();

    Frame frame;
    frame.begin(bound, nullptr, 2 * work_of_a_record);
    frame.visit();
    frame.visit();
    CHECK(thrown([&] { frame.visit(); }) == too_much + "1");

    const time::Interval january{time::parse_instant("2026-01-01T00:00:00Z").value,
                                 time::parse_instant("2026-02-01T00:00:00Z").value};
    frame.begin(bound, nullptr, 1'000);
    frame.enter(rules, &guarantee, 0, facts::no_record, facts::no_record, guarantee.over, january);
    frame.evaluator.work_left = 0;
    CHECK(thrown([&] { frame.evaluate(guarantee.credit); }) ==
          too_much + "1, subscription 's', guarantee 'g', '" + std::string(guarantee.credit.source()) + "'");

    Found found;
    SubjectPeriods periods;
    frame.begin(bound, nullptr, 2);  // for looking at the version and its guarantee
    frame.decision = 6;
    CHECK(thrown([&] { find_candidates(frame, periods, 0, facts::no_record, found); }) ==
          too_much + "7, subscription 's', guarantee 'g'");
    frame.begin(bound, nullptr, limits::work_max);
    find_candidates(frame, periods, 0, facts::no_record, found);
    CHECK(found.candidates.size() == 1);
    CHECK(frame.evaluator.work_left < limits::work_max);
}

TEST_CASE("numbers of many words are charged by their words") {
    // 10^18 - 1 to the 512th has 30615 bits: 479 words, and a denominator of one. Each product of two such costs 480 * 480.
    const std::string powers =
        "<fact record=`account` name=`base` type=`number`/><let name=`p2` value=`account.base * account.base`/><let name=`p4` "
        "value=`p2 * p2`/>"
        "<let name=`p8` value=`p4 * p4`/><let name=`p16` value=`p8 * p8`/><let name=`p32` value=`p16 * p16`/><let name=`p64` "
        "value=`p32 * p32`/>"
        "<let name=`p128` value=`p64 * p64`/><let name=`p256` value=`p128 * p128`/><let name=`p512` value=`p256 * p256`/>";
    const std::string rules =
        pack(powers +
             "<guarantee id=`g` over=`calendar_month`><sum name=`n` of=`incident` value=`p512 * p512 - p512 * p512`/>"
             "<breach when=`n is 0`/><credit value=`1 EUR`/></guarantee>");
    const auto with = [&](int incidents) {
        std::string all = "<account id=`a` base=`999999999999999999`/>";
        for (int i = 0; i < incidents; ++i) all += outage("i" + std::to_string(i), "01-05T06:00", "01-05T09:00");
        return refusal(rules, facts_of(all));
    };
    // Two products and a difference of 959 words cost 1.4 million: 200 million last for some 144 incidents.
    CHECK(with(100) == "settled");
    CHECK(with(160) ==
          "the case needs more work than 200000000 steps of evaluation: reached at decision 1, subscription 's', guarantee 'g', "
          "'p512 * p512 - p512 * p512'");
}

TEST_CASE("adjustments are counted where they are added") {
    const facts::Case facts = facts::parse_case(facts_of(down), {});
    Settlement settlement;
    for (std::size_t i = 0; i < limits::adjustments_max; ++i) add_adjustment(facts, settlement, Adjustment{});
    CHECK(settlement.adjustments.size() == limits::adjustments_max);
    CHECK(thrown([&] { add_adjustment(facts, settlement, Adjustment{}); }) == "the case leads to more than 100000 adjustments");
}

TEST_CASE("a case of too many windows or decisions is refused") {
    const rules::Book book = rules::Book::parse(pack(promise("<downtime name=`down`/>", "day"), "effective_from=`1960-01-01`"));
    const auto since_1970 = [](std::string_view end) {
        return "<incident id=`i` start=`1970-01-01T00:00:00Z` end=`" + std::string(end) + "T00:00:00Z`/>";
    };
    const auto windows = [&](std::string_view end) {
        const facts::Case facts = facts::parse_case(facts_of(since_1970(end)), {});
        BoundCase bound;
        bind(facts, book, bound);
        Frame frame;
        frame.begin(bound, nullptr, limits::work_max);
        Found found;
        SubjectPeriods periods;
        find_candidates(frame, periods, 0, facts::no_record, found);
        return found.candidates.size();
    };
    CHECK(windows("2024-10-04") == 20'000);
    CHECK(thrown([&] { windows("2024-10-05"); }) == "the case touches more than 20000 windows");
    const std::string two =
        facts_of("<subscription id=`s` sla=`t` price=`1`/><subscription id=`z` sla=`t` price=`1`/>" + since_1970("2000-01-01"));
    CHECK(thrown([&] { settled(book, two, false); }) == "the case leads to more than 20000 decisions");
}

}  // namespace
}  // namespace redress::settle
