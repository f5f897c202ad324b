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

TEST_CASE("a number of more than 4096 bits is refused with its formula") {
    // The 18 digits of 10^18 - 1 take 59.8 bits: their 64th power 3827, their 68th 4067, and 10^9 times that 4096.
    const std::string powers =
        "<fact record=`account` name=`base` type=`number`/><let name=`p2` value=`account.base * account.base`/><let name=`p4` value=`p2 * p2`/>"
        "<let name=`p8` value=`p4 * p4`/><let name=`p16` value=`p8 * p8`/><let name=`p32` value=`p16 * p16`/><let name=`p64` value=`p32 * p32`/>";
    const auto counted = [&](const std::string& value) {
        return pack(powers + "<guarantee id=`g` over=`calendar_month`><sum name=`n` of=`incident` value=`" + value +
                    "`/><breach when=`n above 0`/><credit value=`1 EUR`/></guarantee>");
    };
    const std::string one = facts_of("<account id=`a` base=`999999999999999999`/>" + down);
    const std::string two = facts_of("<account id=`a` base=`999999999999999999`/>" + down + outage("j", "01-06T06:00", "01-06T09:00"));
    const std::string most = "p64 * p4 * 1000000000";
    CHECK(settled(counted(most), one).decisions == "g 2026-01-01 granted 1.00 balance");
    CHECK(refusal(counted("p64 * p4 * 2000000000"), one) == "'p64 * p4 * 2000000000' leaves the range of exact numbers (4096 bits)");
    CHECK(refusal(counted(most), two) == "a measure leaves the range of exact numbers");
}

TEST_CASE("a case that takes more work than it may is refused") {
    const rules::Book book = rules::Book::parse(pack(monthly()));
    const facts::Case facts = facts::parse_case(facts_of(down), {});
    BoundCase bound;
    bind(facts, book, bound);
    const std::string too_much = "the case needs more work than " + std::to_string(limits::work_max) + " steps of evaluation: reached at decision ";
    const rules::Pack& rules = *book.packs().front();
    const rules::Guarantee& guarantee = rules.guarantees.front();

    Frame<exact::Rational> frame;
    frame.begin(bound, nullptr, 2 * work_of_a_record);
    frame.visit();
    frame.visit();
    CHECK(thrown([&] { frame.visit(); }) == too_much + "1");

    const time::Interval january{time::parse_instant("2026-01-01T00:00:00Z").value, time::parse_instant("2026-02-01T00:00:00Z").value};
    frame.begin(bound, nullptr, 1'000);
    frame.enter(rules, &guarantee, 0, facts::no_record, facts::no_record, guarantee.over, january);
    frame.evaluator.work_left = 0;
    CHECK(thrown([&] { frame.evaluate(guarantee.credit); }) == too_much + "1, subscription 's', guarantee 'g', '" + std::string(guarantee.credit.source()) + "'");

    Found found;
    std::int64_t work = 0;
    CHECK(thrown([&] { find_candidates(bound, 0, facts::no_record, 6, work, found); }) == too_much + "7, subscription 's', guarantee 'g'");
    work = limits::work_max;
    find_candidates(bound, 0, facts::no_record, 0, work, found);
    CHECK(found.candidates.size() == 1);
    CHECK(work < limits::work_max);
}

TEST_CASE("a case of too many windows or decisions is refused") {
    const rules::Book book = rules::Book::parse(pack(promise("<downtime name=`down`/>", "day"), "effective_from=`1960-01-01`"));
    const auto since_1970 = [](std::string_view end) { return "<incident id=`i` start=`1970-01-01T00:00:00Z` end=`" + std::string(end) +
        "T00:00:00Z`/>"; };
    const auto windows = [&](std::string_view end) {
        const facts::Case facts = facts::parse_case(facts_of(since_1970(end)), {});
        BoundCase bound;
        bind(facts, book, bound);
        Found found;
        std::int64_t work = limits::work_max;
        find_candidates(bound, 0, facts::no_record, 0, work, found);
        return found.candidates.size();
    };
    CHECK(windows("2024-10-04") == 20'000);
    CHECK(thrown([&] { windows("2024-10-05"); }) == "the case touches more than 20000 windows");
    const std::string two = facts_of("<subscription id=`s` sla=`t` price=`1`/><subscription id=`z` sla=`t` price=`1`/>" +
        since_1970("2000-01-01"));
    CHECK(thrown([&] { settled(book, two, false); }) == "the case leads to more than 20000 decisions");
}

}  // namespace
}  // namespace redress::settle
