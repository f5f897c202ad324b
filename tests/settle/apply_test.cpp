// What a credit does: to the balance, the end of the service, or the lines of the invoice.
#include <doctest/doctest.h>

#include "settling.h"

namespace redress::settle {
namespace {

std::string paying(std::string_view credit, std::string_view id = "g") {
    return "<guarantee id=`" + std::string(id) +
           "` over=`calendar_month`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`" +
           std::string(credit) + "`/></guarantee>";
}
std::string service(std::string_view more = "end=`2026-06-01T00:00:00Z`") {
    return "<subscription id=`s` sla=`t` price=`310` " + std::string(more) + "/>";
}
std::string line(std::string_view id, std::string_view amount, std::string_view more = "subscription=`s`",
                 std::string_view start = "2026-04-01") {
    return "<line id=`" + std::string(id) + "` amount=`" + std::string(amount) + "` period_start=`" + std::string(start) +
           "T00:00:00Z` period_end=`2026-07-01T00:00:00Z` " + std::string(more) + "/>";
}
std::string open_credit(std::string_view id, std::string_view granted, std::string_view remaining, std::string_view more = {}) {
    return "<credit id=`" + std::string(id) + "` subscription=`s` amount=`100` granted=`2026-" + std::string(granted) +
           "T00:00:00Z` remedy=`discount` remaining=`" + std::string(remaining) + "` " + std::string(more) + "/>";
}
const std::string down = outage("i", "01-05T06:00", "01-05T09:00");
const std::string invoice = "<invoice id=`v` issued=`2026-04-01T00:00:00Z`/>";
const std::string discount = "<remedy kind=`discount`/>";

TEST_CASE("the remedy is the claim's wish where the SLA offers it, else the SLA's first") {
    const auto wish = [](std::string_view remedy) {
        return "<claim id=`k` filed=`2026-03-10T00:00:00Z` subscription=`s` remedy=`" + std::string(remedy) + "`/>";
    };
    const std::string both = "<remedy kind=`balance`/><remedy kind=`extension`/>";
    const std::string open_end = "<remedy kind=`extension` when=`subscription.end above window.end`/><remedy kind=`balance`/>";
    const struct {
        std::string name;
        std::string pack;
        std::string facts;
        const char* expected;
    } rows[] = {
        {"no wish", both, service(), "g 2026-01-01 granted 31.00 balance"},
        {"a wish", both, service() + wish("extension"), "g 2026-01-01 granted 31.00 extension PT74H24M"},
        {"a wish that the SLA does not offer", both, service() + wish("discount"), "g 2026-01-01 granted 31.00 balance"},
        {"a condition that holds", open_end, service(), "g 2026-01-01 granted 31.00 extension PT74H24M"},
        {"a condition that fails", open_end, service("end=`2026-01-20T00:00:00Z`"), "g 2026-01-01 granted 31.00 balance"},
        {"a condition that is unknown", open_end, service(""), "g 2026-01-01 review missing_fact subscription s: end"},
        {"an unknown condition that does not matter", open_end, service("") + wish("balance"),
         "g 2026-01-01 granted 31.00 balance"},
        {"an unknown condition of the wish", open_end, service("") + wish("extension"),
         "g 2026-01-01 review missing_fact subscription s: end"},
        {"an unknown condition of a later remedy",
         "<remedy kind=`balance`/><remedy kind=`extension` when=`subscription.end above window.end`/>", service(""),
         "g 2026-01-01 granted 31.00 balance"},
        {"none is open", "<remedy kind=`extension` when=`subscription.kind is hourly`/>", service(),
         "g 2026-01-01 review no_remedy"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(paying("31 EUR") + row.pack), facts_of(row.facts + down)).decisions == row.expected);
    }
}

TEST_CASE("an extension moves the end of the service") {
    const std::string plain = "<remedy kind=`extension`/>";
    const std::string by_days = "<remedy kind=`extension` step=`1 day` rounding=`";
    const std::string prior = "<credit id=`t/g/s/2026-01-01` subscription=`s` amount=`20` granted=`2026-02-01T00:00:00Z`/>";
    const struct {
        std::string name;
        std::string pack;
        std::string facts;
        const char* decisions;
        const char* adjustments;
    } rows[] = {
        {"seven days stay seven days", paying("7 days") + plain, service(), "g 2026-01-01 granted 70.00 extension PT168H",
         "s 2026-06-01 to 2026-06-08"},
        {"seven days are 7/31 of 310 as money", paying("7 days"), service(), "g 2026-01-01 granted 70.00 balance",
         "balance 70.00"},
        {"seven days at a price for ten", paying("7 days"), service("price_period=`P10D`"), "g 2026-01-01 granted 217.00 balance",
         "balance 217.00"},
        {"a length of time where nobody knows the price of a month", paying("168 hours"), service("price_period=`P10D`"),
         "g 2026-01-01 review missing_fact window.price", ""},
        {"a month where nobody knows its price", paying("1 month"), service("price_period=`P10D`"),
         "g 2026-01-01 review missing_fact window.price", ""},
        {"a month costs the monthly price", paying("1 month"), service("price_period=`P3M`"),
         "g 2026-01-01 granted 103.33 balance", "balance 103.33"},
        {"no day at all", paying("0 days"), service(), "g 2026-01-01 denied zero_credit", ""},
        {"a month stays a month: the last of January is that of February", paying("1 month") + plain,
         service("end=`2026-01-31T12:00:00Z`"), "g 2026-01-01 granted 310.00 extension PT672H",
         "s 2026-01-31T12:00:00Z to 2026-02-28T12:00:00Z"},
        {"whatever the step", paying("1 month") + "<remedy kind=`extension` step=`7 days`/>",
         service("end=`2026-01-31T12:00:00Z`"), "g 2026-01-01 granted 310.00 extension PT672H",
         "s 2026-01-31T12:00:00Z to 2026-02-28T12:00:00Z"},
        {"a month that a cap halves is time", paying("1 month") + plain + "<cap amount=`155 EUR`/>",
         service("end=`2026-01-31T12:00:00Z`"), "g 2026-01-01 granted 155.00 extension PT372H",
         "s 2026-01-31T12:00:00Z to 2026-02-16"},
        {"days are rounded to a step of days", paying("9 days") + "<remedy kind=`extension` step=`7 days` rounding=`down`/>",
         service(), "g 2026-01-01 granted 90.00 extension PT168H", "s 2026-06-01 to 2026-06-08"},
        {"and to a step of hours", paying("1 day") + "<remedy kind=`extension` step=`18 hours` rounding=`down`/>", service(),
         "g 2026-01-01 granted 10.00 extension PT18H", "s 2026-06-01 to 2026-06-01T18:00:00Z"},
        {"what a fact says: a billing period", paying("subscription.billing_period") + plain,
         service("billing_period=`P1M` end=`2026-06-30T00:00:00Z`"), "g 2026-01-01 granted 310.00 extension PT720H",
         "s 2026-06-30 to 2026-07-30"},
        {"3 EUR are 3/310 of 744 hours", paying("3 EUR") + plain, service(), "g 2026-01-01 granted 3.00 extension PT7H12M",
         "s 2026-06-01 to 2026-06-01T07:12:00Z"},
        {"two add up", paying("1 day") + paying("2 days", "h") + plain, service(),
         "g 2026-01-01 granted 10.00 extension PT24H\nh 2026-01-01 granted 20.00 extension PT48H",
         "s 2026-06-01 to 2026-06-02\ns 2026-06-02 to 2026-06-04"},
        {"a cap in money shortens it: 35 of 70", paying("7 days") + plain + "<cap amount=`35 EUR`/>", service(),
         "g 2026-01-01 granted 35.00 extension PT84H", "s 2026-06-01 to 2026-06-04T12:00:00Z"},
        {"what was given before shortens it: 50 of 70", paying("7 days") + plain, service() + prior,
         "g 2026-01-01 granted 50.00 extension PT120H", "s 2026-06-01 to 2026-06-06"},
        {"to whole days, up", paying("25 hours") + by_days + "up`/>", service(), "g 2026-01-01 granted 10.42 extension PT48H",
         "s 2026-06-01 to 2026-06-03"},
        {"up, but not over a cap", paying("25 hours") + by_days + "up`/><cap amount=`19 EUR`/>", service(),
         "g 2026-01-01 granted 10.42 extension PT24H", "s 2026-06-01 to 2026-06-02"},
        {"up to a cap", paying("25 hours") + by_days + "up`/><cap amount=`20 EUR`/>", service(),
         "g 2026-01-01 granted 10.42 extension PT48H", "s 2026-06-01 to 2026-06-03"},
        {"to whole days, to nearest", paying("25 hours") + by_days + "half_up`/>", service(),
         "g 2026-01-01 granted 10.42 extension PT24H", "s 2026-06-01 to 2026-06-02"},
        {"to no day at all: no credit stays on record", paying("11 hours") + by_days + "half_up`/>", service(),
         "g 2026-01-01 denied zero_credit", ""},
        {"of a service without end", paying("7 days") + plain, service(""),
         "g 2026-01-01 review missing_fact subscription s: end", ""},
        {"of a service whose price of a month nobody knows", paying("3 EUR") + plain,
         service("end=`2026-06-01T00:00:00Z` price_period=`P10D`"), "g 2026-01-01 review missing_fact window.price", ""},
        {"of a free service", paying("3 EUR") + plain, "<subscription id=`s` sla=`t` price=`0` end=`2026-06-01T00:00:00Z`/>",
         "g 2026-01-01 review missing_fact window.price", ""},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const Settled result = settled(pack(row.pack), facts_of(row.facts + down));
        CHECK(result.decisions == row.decisions);
        CHECK(result.adjustments == row.adjustments);
    }
    CHECK(settled(pack(paying("11 hours") + by_days + "half_up`/>"), facts_of(service() + down)).credits.empty());
}

TEST_CASE("days of an extension end at the same time of day in the SLA's zone") {
    // The clocks of Berlin go forward on 29 March at 02:00 and back on 25 October at 03:00.
    const struct {
        std::string name;
        std::string pack;
        std::string end;
        const char* decisions;
        const char* adjustments;
    } rows[] = {
        {"a day of 23 hours", paying("1 day") + "<remedy kind=`extension`/>", "2026-03-29T00:00:00+01:00",
         "g 2026-02-28T23:00:00Z granted 10.00 extension PT23H", "s 2026-03-28T23:00:00Z to 2026-03-29T22:00:00Z"},
        {"a day of 25 hours", paying("1 day") + "<remedy kind=`extension`/>", "2026-10-25T00:00:00+02:00",
         "g 2026-02-28T23:00:00Z granted 10.00 extension PT25H", "s 2026-10-24T22:00:00Z to 2026-10-25T23:00:00Z"},
        {"a month", paying("1 month") + "<remedy kind=`extension`/>", "2026-03-28T12:00:00+01:00",
         "g 2026-02-28T23:00:00Z granted 310.00 extension PT743H", "s 2026-03-28T11:00:00Z to 2026-04-28T10:00:00Z"},
        {"into the hour that is skipped: its end", paying("1 day") + "<remedy kind=`extension`/>", "2026-03-28T02:30:00+01:00",
         "g 2026-02-28T23:00:00Z granted 10.00 extension PT23H30M", "s 2026-03-28T01:30:00Z to 2026-03-29T01:00:00Z"},
        {"into the hour that comes twice: the first", paying("1 day") + "<remedy kind=`extension`/>", "2026-10-24T02:30:00+02:00",
         "g 2026-02-28T23:00:00Z granted 10.00 extension PT24H", "s 2026-10-24T00:30:00Z to 2026-10-25T00:30:00Z"},
        {"hours are hours", paying("24 hours") + "<remedy kind=`extension` step=`24 hours`/>", "2026-03-29T00:00:00+01:00",
         "g 2026-02-28T23:00:00Z granted 10.01 extension PT24H", "s 2026-03-28T23:00:00Z to 2026-03-29T23:00:00Z"},
        {"but days where the step is in days", paying("24 hours") + "<remedy kind=`extension` step=`1 day`/>",
         "2026-03-29T00:00:00+01:00", "g 2026-02-28T23:00:00Z granted 10.01 extension PT23H",
         "s 2026-03-28T23:00:00Z to 2026-03-29T22:00:00Z"},
        // 743 hours of March are its 31 days; by 24 hours each they would be less.
        {"the price of a month is that of its days",
         paying("310 EUR") + "<remedy kind=`extension` step=`1 day` rounding=`floor`/>", "2026-05-01T00:00:00+02:00",
         "g 2026-02-28T23:00:00Z granted 310.00 extension PT744H", "s 2026-04-30T22:00:00Z to 2026-05-31T22:00:00Z"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const Settled result = settled(pack(row.pack, "timezone=`Europe/Berlin`"),
                                       facts_of(service("end=`" + row.end + "`") + outage("j", "03-05T06:00", "03-05T09:00")));
        CHECK(result.decisions == row.decisions);
        CHECK(result.adjustments == row.adjustments);
    }
}

TEST_CASE("an extension ends within the years that are read") {
    const std::string rules = pack(paying("7 days") + "<remedy kind=`extension`/>");
    CHECK(settled(rules, facts_of(service("end=`2999-12-24T00:00:00Z`") + down)).adjustments == "s 2999-12-24 to 2999-12-31");
    CHECK(settled(rules, facts_of(service("end=`2999-12-24T23:59:59Z`") + down)).adjustments ==
          "s 2999-12-24T23:59:59Z to 2999-12-31T23:59:59Z");
    CHECK(refusal(rules, facts_of(service("end=`2999-12-25T00:00:00Z`") + down)) ==
          "an extension leaves the years that are read");
    CHECK(refusal(rules, facts_of(service("end=`2999-12-26T00:00:00Z`") + down)) ==
          "an extension leaves the years that are read");
    CHECK(refusal(pack(paying("9999999999999999 EUR") + "<remedy kind=`extension`/>"),
                  facts_of("<subscription id=`s` sla=`t` price=`0.01` end=`2026-06-01T00:00:00Z`/>" + down)) ==
          "an extension leaves the years that are read");
}

TEST_CASE("lines of an invoice that add up to too much are refused") {
    const std::string rules = pack(paying("30 EUR") + discount);
    const std::string most = "9999999999999999.99";
    const auto lines = [&](std::size_t count, bool deductions) {
        std::string out = invoice;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string id(1, static_cast<char>('a' + i));
            out += line(id, most);
            if (deductions) out += line(id + "-", "-" + most);
        }
        return out + line("z", "1");
    };
    const std::string refused = "the lines of the invoice add up to more minor units than 64 bits hold";
    CHECK(refusal(rules, facts_of(lines(9, false) + down)) == "settled");
    CHECK(refusal(rules, facts_of(lines(10, false) + down)) == refused);
    CHECK(refusal(rules, facts_of(lines(9, true) + down)) == "settled");
    CHECK(refusal(rules, facts_of(lines(10, true) + down)) ==
          refused);  // what they leave is little, but not what can be taken of
}

TEST_CASE("a discount is taken off the lines of later periods") {
    const struct {
        std::string name;
        std::string credit;
        std::string facts;
        const char* adjustments;
        const char* credits;
    } rows[] = {
        {"in proportion", "30 EUR", invoice + line("a", "100") + line("b", "50"), "a 100.00 to 80.00\nb 50.00 to 40.00",
         "t/g/s/2026-01-01 30.00 discount"},
        {"what does not divide goes to the largest remainders", "10 EUR",
         invoice + line("a", "20") + line("b", "20") + line("c", "20"), "a 20.00 to 16.66\nb 20.00 to 16.67\nc 20.00 to 16.67",
         "t/g/s/2026-01-01 10.00 discount"},
        {"never below zero, the rest is carried forward", "30 EUR", invoice + line("a", "20"), "a 20.00 to 0.00",
         "t/g/s/2026-01-01 30.00 discount left 10.00"},
        {"no line: it stays open", "30 EUR", "", "", "t/g/s/2026-01-01 30.00 discount left 30.00"},
        {"a line of a period that began before", "30 EUR", invoice + line("a", "100", "subscription=`s`", "2026-03-31"), "",
         "t/g/s/2026-01-01 30.00 discount left 30.00"},
        {"a line of another subscription", "30 EUR",
         "<subscription id=`z` sla=`t` price=`1` start=`2026-03-01T00:00:00Z`/>" + service() + invoice +
             line("a", "100", "subscription=`z`"),
         "", "t/g/s/2026-01-01 30.00 discount left 30.00"},
        {"a line of none in particular", "30 EUR", invoice + line("a", "100", ""), "a 100.00 to 70.00",
         "t/g/s/2026-01-01 30.00 discount"},
        {"a deduction on the invoice leaves less room", "30 EUR", invoice + line("a", "100") + line("b", "-80"),
         "a 100.00 to 80.00", "t/g/s/2026-01-01 30.00 discount left 10.00"},
        {"only services are discounted", "30 EUR",
         invoice + line("a", "100") + line("b", "20", "kind=`tax`") + line("c", "50", "kind=`other`"), "a 100.00 to 70.00",
         "t/g/s/2026-01-01 30.00 discount"},
        {"taxes make no room", "30 EUR", invoice + line("a", "100") + line("b", "-80") + line("c", "20", "kind=`tax`"),
         "a 100.00 to 80.00", "t/g/s/2026-01-01 30.00 discount left 10.00"},
        {"or none", "30 EUR", invoice + line("a", "100") + line("b", "-100"), "", "t/g/s/2026-01-01 30.00 discount left 30.00"},
        {"older credits first", "30 EUR",
         invoice + line("a", "50") + open_credit("x", "02-02", "15") + open_credit("y", "02-01", "20"),
         "a 50.00 to 30.00\na 30.00 to 15.00\na 15.00 to 0.00",
         "y 100.00 discount\nx 100.00 discount\nt/g/s/2026-01-01 30.00 discount left 15.00"},
        {"an expired one is lost", "30 EUR",
         invoice + line("a", "50") + open_credit("x", "02-02", "15", "expires=`2026-04-01T00:00:00Z`"), "a 50.00 to 20.00",
         "t/g/s/2026-01-01 30.00 discount"},
        {"one that expires a second later is not", "30 EUR",
         invoice + line("a", "50") + open_credit("x", "02-02", "15", "expires=`2026-04-01T00:00:01Z`"),
         "a 50.00 to 35.00\na 35.00 to 5.00", "x 100.00 discount\nt/g/s/2026-01-01 30.00 discount"},
        {"one for later periods waits", "30 EUR",
         invoice + line("a", "50") + open_credit("x", "02-02", "15", "available_from=`2026-04-02T00:00:00Z`"), "a 50.00 to 20.00",
         "t/g/s/2026-01-01 30.00 discount"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const Settled result = settled(pack(paying(row.credit) + discount), facts_of(row.facts + down));
        CHECK(result.adjustments == row.adjustments);
        CHECK(result.credits == row.credits);
    }
}

TEST_CASE("what is left of a discount goes to the balance where the service has ended, if that is open to the subscription") {
    const auto adjustments = [](std::string_view when) {
        const std::string rules = pack(paying("30 EUR") + "<remedy kind=`balance` when=`" + std::string(when) + "`/>");
        return settled(rules, facts_of(service("end=`2026-03-01T00:00:00Z`") + open_credit("goodwill", "02-02", "15")))
            .adjustments;
    };
    CHECK(adjustments("subscription.kind is standard") == "balance 15.00");
    CHECK(adjustments("subscription.kind is standard or window.days above 30") == "balance 15.00");
    CHECK(adjustments("window.days above 30") == "");  // goodwill has no window
}

TEST_CASE("a discount is for periods that start after the claim") {
    const std::string claim = "<claim id=`k` filed=`2026-03-10T00:00:00Z` subscription=`s`/>";
    const std::string rules = pack("<claim required=`yes`/>" + paying("30 EUR") + "<remedy kind=`discount` expires=`P12M`/>");
    const Settled result = settled(rules, facts_of(down + claim + invoice + line("a", "100", "subscription=`s`", "2026-03-10") +
                                                   line("b", "100", "subscription=`s`", "2026-03-09")));
    CHECK(result.adjustments == "a 100.00 to 70.00");
    CHECK(result.xml.find("available_from=\"2026-03-10T00:00:00Z\" expires=\"2027-04-01T00:00:00Z\"") != std::string::npos);
}

TEST_CASE("a balance credit can expire") {
    const std::string rules = pack(paying("30 EUR") + "<remedy kind=`balance` expires=`P1Y`/>");
    const Settled result = settled(rules, facts_of(down));
    CHECK(result.adjustments == "balance 30.00");
    CHECK(result.xml.find("remedy=\"balance\" remaining=\"0.00\" expires=\"2027-04-01T00:00:00Z\"") != std::string::npos);
    CHECK(refusal(rules, facts_of(down, "2998-12-31T00:00:00Z")) == "settled");
    CHECK(refusal(rules, facts_of(down, "2999-01-01T00:00:00Z")) == "a credit expires after the years that are read");
}

TEST_CASE("where no line can take a discount the fallback does") {
    const struct {
        std::string name;
        const char* remedies;
        std::string facts;
        const char* expected;
    } rows[] = {
        {"the balance", "<remedy kind=`discount` fallback=`balance`/>", service(), "g 2026-01-01 granted 30.00 balance"},
        {"an extension", "<remedy kind=`discount` fallback=`extension`/>", service(),
         "g 2026-01-01 granted 30.00 extension PT72H"},
        {"an extension by its own rule",
         "<remedy kind=`discount` fallback=`extension`/><remedy kind=`extension` step=`7 days` rounding=`up`/>", service(),
         "g 2026-01-01 granted 30.00 extension PT168H"},
        {"not where a line can", "<remedy kind=`discount` fallback=`balance`/>", service() + invoice + line("a", "10"),
         "g 2026-01-01 granted 30.00 discount"},
        {"also where deductions leave no room", "<remedy kind=`discount` fallback=`balance`/>",
         service() + invoice + line("a", "10") + line("b", "-10"), "g 2026-01-01 granted 30.00 balance"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(paying("30 EUR") + row.remedies), facts_of(row.facts + down)).decisions == row.expected);
    }
}

TEST_CASE("where the service has ended the fallback takes what the lines leave") {
    const auto service_until = [](std::string_view end) { return service("end=`" + std::string(end) + "`"); };
    const std::string ended = service_until("2026-04-01T00:00:00Z");
    const std::string last = invoice + line("a", "10");
    const std::string others = "<subscription id=`u` sla=`t` price=`1`/>" + line("b", "15", "subscription=`u`");
    const std::string to_balance = "<remedy kind=`discount` fallback=`balance`/>";
    const std::string to_time = "<remedy kind=`discount` fallback=`extension`/>";
    const struct {
        std::string name;
        std::string remedies;
        std::string facts;
        const char* adjustments;
        const char* credits;
    } rows[] = {
        {"to the balance", to_balance, ended + last, "a 10.00 to 0.00\nbalance 20.00", "t/g/s/2026-01-01 30.00 discount"},
        {"not where it ends a second later", to_balance, service_until("2026-04-01T00:00:01Z") + last, "a 10.00 to 0.00",
         "t/g/s/2026-01-01 30.00 discount left 20.00"},
        {"not where the lines take all of it", to_balance, ended + invoice + line("a", "30"), "a 30.00 to 0.00",
         "t/g/s/2026-01-01 30.00 discount"},
        {"a cent that they leave", to_balance, ended + invoice + line("a", "29.99"), "a 29.99 to 0.00\nbalance 0.01",
         "t/g/s/2026-01-01 30.00 discount"},
        {"all of it where no line takes any", to_balance, ended + invoice, "balance 30.00", "t/g/s/2026-01-01 30.00 balance"},
        // 20 of 310 EUR are 48 of January's 744 hours.
        {"as time", to_time, ended + last, "a 10.00 to 0.00\ns 2026-04-01 to 2026-04-03", "t/g/s/2026-01-01 30.00 discount"},
        {"where it comes to some", to_time + "<remedy kind=`extension` step=`3 days` rounding=`down`/>", ended + last,
         "a 10.00 to 0.00", "t/g/s/2026-01-01 30.00 discount left 20.00"},
        {"by its own rule, where that is open", to_balance + "<remedy kind=`balance` when=`subscription.kind is free`/>",
         ended + last, "a 10.00 to 0.00", "t/g/s/2026-01-01 30.00 discount left 20.00"},
        {"without a fallback lines of other services take it", discount, ended + last + others,
         "a 10.00 to 0.00\nb 15.00 to 0.00",
         "t/g/s/2026-01-01 30.00 discount left 5.00\nt/g/u/2026-01-01 30.00 discount left 30.00"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const Settled result = settled(pack(paying("30 EUR") + row.remedies), facts_of(row.facts + down));
        CHECK(result.adjustments == row.adjustments);
        CHECK(result.credits == row.credits);
    }
    // Whether the fallback is open must be known before anything is taken.
    const std::string unknown =
        paying("30 EUR") + to_balance + "<remedy kind=`balance` when=`subscription.term_price above 1 EUR`/>";
    CHECK(settled(pack(unknown), facts_of(ended + last + down)).decisions ==
          "g 2026-01-01 review missing_fact subscription s: start");
    CHECK(settled(pack(unknown), facts_of(ended + last + down)).adjustments == "");
}

TEST_CASE("a credit can expire at a moment or after a day that the rules name") {
    const std::string fact = "<fact record=`account` name=`agreement_ended` type=`date`/>";
    const auto rules = [&](std::string_view expires, std::string_view more = {}) {
        return pack(
            fact + paying("30 EUR") + "<remedy kind=`balance` expires=`" + std::string(expires) + "`/>" + std::string(more),
            "timezone=`Europe/Berlin`");
    };
    // The downtime of 5 January, as it is settled on 1 April at 02:00 in Berlin.
    const auto expires = [&](std::string_view formula, std::string_view more = {}) {
        const std::string xml = settled(rules(formula), facts_of(std::string(more) + down)).xml;
        const std::size_t at = xml.find(" expires=\"");
        return at == std::string::npos ? std::string("never") : xml.substr(at + 10, 20);
    };
    const std::string ends = "<account id=`a` agreement_ended=`2026-04-01`/>";
    CHECK(expires("case.as_of + 1 second") == "2026-04-01T00:00:01Z");
    CHECK(expires("window.end + 1 year") == "2027-01-31T23:00:00Z");
    CHECK(expires("account.agreement_ended", ends) == "2026-04-01T22:00:00Z");  // the whole day
    CHECK(settled(rules("account.agreement_ended"), facts_of(down)).decisions ==
          "g 2025-12-31T23:00:00Z review missing_fact account a: agreement_ended");
    // What expires at once is no remedy.
    CHECK(settled(rules("case.as_of"), facts_of(down)).decisions == "g 2025-12-31T23:00:00Z review no_remedy");
    CHECK(settled(rules("date(case.as_of) - 1 day"), facts_of(down)).decisions == "g 2025-12-31T23:00:00Z review no_remedy");
    CHECK(settled(rules("case.as_of", "<remedy kind=`discount`/>"), facts_of(down)).decisions ==
          "g 2025-12-31T23:00:00Z granted 30.00 discount");
    CHECK(refusal(rules("case.as_of + 1 year"), facts_of(down, "2999-04-01T00:00:00Z")) != "settled");
    const std::string by_day = pack(paying("30 EUR") + "<remedy kind=`balance` expires=`date(case.as_of)`/>");
    CHECK(refusal(by_day, facts_of(down, "2999-12-30T12:00:00Z")) == "settled");
    CHECK(refusal(by_day, facts_of(down, "2999-12-31T12:00:00Z")) == "a credit expires after the years that are read");
}

TEST_CASE("what is left of earlier credits can be forfeited") {
    const std::string remedies = "<remedy kind=`discount`/>";
    const std::string when_violated = "<forfeit when=`account.standing is violation` clause=`9`/>";
    const std::string violation = "<account id=`a` standing=`violation`/>";
    const std::string open = open_credit("x", "02-02", "15");
    const std::string bill = invoice + line("a", "50");
    const struct {
        std::string name;
        std::string rules;
        std::string facts;
        const char* adjustments;
        const char* credits;
    } rows[] = {
        {"before anything is taken off the invoice", when_violated, violation + bill + open, "forfeit 15.00\na 50.00 to 20.00",
         "x 100.00 discount\nt/g/s/2026-01-01 30.00 discount"},
        {"only where the rule holds", when_violated, bill + open, "a 50.00 to 35.00\na 35.00 to 5.00",
         "x 100.00 discount\nt/g/s/2026-01-01 30.00 discount"},
        {"what a balance credit has left, too", when_violated,
         violation +
             "<credit id=`x` subscription=`s` amount=`100` granted=`2026-02-02T00:00:00Z` remedy=`balance` remaining=`4`/>",
         "forfeit 4.00", "x 100.00 balance\nt/g/s/2026-01-01 30.00 discount left 30.00"},
        {"not where nothing is left", when_violated, violation + open_credit("x", "02-02", "0"), "",
         "t/g/s/2026-01-01 30.00 discount left 30.00"},
        {"nor what has expired", when_violated, violation + open_credit("x", "02-02", "15", "expires=`2026-04-01T00:00:00Z`"), "",
         "t/g/s/2026-01-01 30.00 discount left 30.00"},
        {"but what expires a second later", when_violated,
         violation + open_credit("x", "02-02", "15", "expires=`2026-04-01T00:00:01Z`"), "forfeit 15.00",
         "x 100.00 discount\nt/g/s/2026-01-01 30.00 discount left 30.00"},
        {"where a fact is missing it stays as it is", "<forfeit when=`subscription.end below case.as_of`/>", bill + open,
         "a 50.00 to 20.00", "t/g/s/2026-01-01 30.00 discount"},
        {"by the first of two rules that holds", "<forfeit when=`no`/>" + when_violated, violation + open, "forfeit 15.00",
         "x 100.00 discount\nt/g/s/2026-01-01 30.00 discount left 30.00"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const Settled result = settled(pack(paying("30 EUR") + row.rules + remedies), facts_of(row.facts + down));
        CHECK(result.adjustments == row.adjustments);
        CHECK(result.credits == row.credits);
    }
    const Settled result = settled(pack(paying("30 EUR") + when_violated + remedies), facts_of(violation + open + down));
    CHECK(result.xml.find("kind=\"forfeit\" credit=\"x\" subscription=\"s\" amount=\"15.00\" clause=\"9\"") != std::string::npos);
}

}  // namespace
}  // namespace redress::settle
