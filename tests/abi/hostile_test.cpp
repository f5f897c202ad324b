// Bad input through the ABI: the right status with its place, quickly; and cases at the limits.
#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <vector>

#include "host.h"

namespace redress::host {
namespace {

constexpr std::string_view rules_head =
    "<sla xmlns=\"urn:redress:rules:1\" id=\"t\" title=\"T\" currency=\"EUR\" timezone=\"UTC\" effective_from=\"2020-01-01\">\n";
constexpr std::string_view case_head =
    "<case xmlns=\"urn:redress:case:1\" id=\"c\" as_of=\"2026-04-01T00:00:00Z\" currency=\"EUR\">\n";

std::string quoted(std::string text) {
    for (char& c : text) {
        if (c == '`') c = '"';
    }
    return text;
}
std::string rules_with(std::string_view body) {
    return quoted(std::string(rules_head) + std::string(body) + "\n<remedy kind=`balance`/></sla>");
}
std::string guarantee(std::string_view breach, std::string_view credit = "1 EUR") {
    return rules_with("<guarantee id=`g` over=`calendar_month`><downtime name=`down`/>\n<breach when=`" + std::string(breach) +
                      "`/>\n<credit value=`" + std::string(credit) + "`/></guarantee>");
}
std::string case_with(std::string_view body) {
    return quoted(std::string(case_head) + "<account id=`a`/><subscription id=`s` sla=`t` price=`310`/>\n" + std::string(body) +
                  "\n</case>");
}

struct Bad {
    std::string name;
    std::string xml;
    redress_status status;
    std::int64_t line;
    const char* says;  // a part of the message
};

void check_message(const redress_error* error, const Bad& row) {
    const std::string message = redress_error_message(error);
    CAPTURE(message);
    CHECK(redress_error_line(error) == row.line);
    if (row.line > 0) CHECK(redress_error_column(error) > 0);
    CHECK(message.find(row.says) != std::string::npos);
}

void check_cases(const std::vector<Bad>& rows) {
    const Owned<redress_book> book = book_of(guarantee("down above 1 hour"));
    REQUIRE(book != nullptr);
    const Owned<redress_error> error(redress_error_new());
    for (const Bad& row : rows) {
        INFO(row.name);
        redress_case* c = nullptr;
        redress_status status = redress_case_parse(&c, row.xml.data(), static_cast<std::int64_t>(row.xml.size()), error.get());
        const Owned<redress_case> owned(c);
        CHECK((c == nullptr) == (status != REDRESS_OK));
        redress_statement* statement = nullptr;
        if (status == REDRESS_OK) status = redress_settle(&statement, book.get(), c, error.get());
        const Owned<redress_statement> kept(statement);
        CHECK(redress_status_name(status) == std::string_view(redress_status_name(row.status)));
        check_message(error.get(), row);
    }
}

void check_rules(const std::vector<Bad>& rows) {
    const Owned<redress_error> error(redress_error_new());
    for (const Bad& row : rows) {
        INFO(row.name);
        redress_book* book = nullptr;
        const redress_status status =
            redress_book_parse(&book, row.xml.data(), static_cast<std::int64_t>(row.xml.size()), error.get());
        const Owned<redress_book> owned(book);
        CHECK(book == nullptr);
        CHECK(redress_status_name(status) == std::string_view(redress_status_name(row.status)));
        check_message(error.get(), row);
    }
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string out;
    out.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

TEST_CASE("XML that is not well-formed, or not of the kind that is read") {
    const std::string good = case_with("");
    check_cases({
        {"nothing", "", REDRESS_INVALID_XML, 1, ""},
        {"only space", " \n ", REDRESS_INVALID_XML, 2, ""},
        {"only text", "hello", REDRESS_INVALID_XML, 1, ""},
        {"cut off", good.substr(0, good.size() - 3), REDRESS_INVALID_XML, 4, ""},
        {"an element that is not closed", case_with("<claim>"), REDRESS_INVALID_XML, 4, ""},
        {"tags that cross", case_with("<claim></incident></claim>"), REDRESS_INVALID_XML, 3, ""},
        {"two roots", good + good, REDRESS_INVALID_XML, 4, ""},
        {"text after the root", good + "x", REDRESS_INVALID_XML, 4, ""},
        {"the same attribute twice", case_with("<claim id=`a` id=`b`/>"), REDRESS_INVALID_XML, 3, "id"},
        {"an attribute without quotes", case_with("<claim id=a/>"), REDRESS_INVALID_XML, 3, ""},
        {"an unknown entity", case_with("<claim id=`&unknown;`/>"), REDRESS_INVALID_XML, 3, "unknown"},
        {"a DOCTYPE", "<!DOCTYPE case [<!ENTITY a \"b\">]>\n" + good, REDRESS_INVALID_XML, 1, "DOCTYPE"},
        {"another encoding, declared", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n" + good, REDRESS_INVALID_XML, 1,
         "ISO-8859-1"},
        {"UTF-16", std::string("\xff\xfe<\0c\0a\0s\0e\0/\0>\0", 16), REDRESS_INVALID_XML, 1, ""},
        {"UTF-8 that is cut", case_with("<claim id=`\xc3`/>"), REDRESS_INVALID_XML, 3, ""},
        {"an overlong spelling", case_with("<claim id=`\xc0\xaf`/>"), REDRESS_INVALID_XML, 3, ""},
        {"a control character", case_with("<claim id=`\x01`/>"), REDRESS_INVALID_XML, 3, ""},
        {"a NUL", case_with(std::string("<claim id=`a\0`/>", 15)), REDRESS_INVALID_XML, 3, ""},
        {"a reference to a NUL", case_with("<claim id=`&#0;`/>"), REDRESS_INVALID_XML, 3, ""},
        {"10,000 levels", case_with(repeated("<claim>", 10'000)), REDRESS_LIMIT_EXCEEDED, 3, "nest"},
        {"100 MB", case_with("<!--" + std::string(100'000'000, 'x') + "-->"), REDRESS_LIMIT_EXCEEDED, 1, "bytes"},
        {"a million records", case_with(repeated("<holiday/>", 1'000'000)), REDRESS_LIMIT_EXCEEDED, 3, ""},
        {"more records than a case may have",
         case_with(
             repeated("<measurement metric=`m` start=`2026-01-01T00:00:00Z` end=`2026-01-01T00:00:00Z` value=`1`/>", 20'001)),
         REDRESS_LIMIT_EXCEEDED, 3, "20000 records"},
        {"a thousand attributes",
         case_with("<claim " +
                   [] {
                       std::string out;
                       for (int i = 0; i < 1000; ++i) out += "a" + std::to_string(i) + "=`1` ";
                       return out;
                   }() +
                   "/>"),
         REDRESS_LIMIT_EXCEEDED, 3, ""},
    });
}

TEST_CASE("records, fields and values that can't be") {
    const auto incident = [](std::string_view more) {
        return case_with("<incident id=`i` start=`2026-01-05T06:00:00Z` " + std::string(more) + "/>");
    };
    const auto price = [](std::string_view value) {
        return quoted(std::string(case_head) + "<account id=`a`/>\n<subscription id=`s` sla=`t` price=`" + std::string(value) +
                      "`/></case>");
    };
    const auto at = [](std::string_view value) { return case_with("<incident id=`i` start=`" + std::string(value) + "`/>"); };
    std::vector<Bad> rows = {
        {"another root", quoted("<sla xmlns=`urn:redress:case:1`/>"), REDRESS_INVALID_CASE, 1, "sla"},
        {"no namespace", quoted("<case id=`c` as_of=`2026-04-01T00:00:00Z` currency=`EUR`><account id=`a`/></case>"),
         REDRESS_INVALID_CASE, 1, "urn:redress:case:1"},
        {"an unknown record", case_with("<incidnet id=`i`/>"), REDRESS_INVALID_CASE, 3, "did you mean 'incident'?"},
        {"an unknown field", incident("sevrity=`high`"), REDRESS_INVALID_CASE, 3, "did you mean 'severity'?"},
        {"a derived field", incident("duration=`PT1H`"), REDRESS_INVALID_CASE, 3, "derived"},
        {"a derived record", case_with("<window start=`2026-01-05T06:00:00Z`/>"), REDRESS_INVALID_CASE, 3, "window"},
        {"a record inside another", case_with("<claim><claim/></claim>"), REDRESS_INVALID_CASE, 3, ""},
        {"text inside a record", case_with("<claim>hello</claim>"), REDRESS_INVALID_CASE, 3, ""},
        {"a second account", case_with("<account id=`b`/>"), REDRESS_INVALID_CASE, 3, "account"},
        {"no account", quoted(std::string(case_head) + "</case>"), REDRESS_INVALID_CASE, 1, "account"},
        {"a required field that is missing", case_with("<incident id=`i`/>"), REDRESS_INVALID_CASE, 3, "start"},
        {"an unknown token", incident("kind=`outtage`"), REDRESS_INVALID_CASE, 3, "did you mean 'outage'?"},
        {"an unknown flag", incident("confirmed=`true`"), REDRESS_INVALID_CASE, 3, "'true'"},
        {"a dangling reference", incident("subscription=`t`"), REDRESS_INVALID_CASE, 3, "'t'"},
        {"an id that stands twice", case_with("<subscription id=`s` sla=`t` price=`1`/>"), REDRESS_INVALID_CASE, 3, "twice"},
        {"an end before its start", incident("end=`2026-01-05T05:59:59Z`"), REDRESS_INVALID_CASE, 3, "before"},
        {"a start after the moment of settling", at("2026-04-01T00:00:01Z"), REDRESS_INVALID_CASE, 3, "as_of"},
        {"an unknown currency",
         quoted("<case xmlns=`urn:redress:case:1` id=`c` as_of=`2026-04-01T00:00:00Z` currency=`EUX`><account id=`a`/></case>"),
         REDRESS_INVALID_CASE, 1, "EUX"},
        {"another currency than the SLA's",
         quoted("<case xmlns=`urn:redress:case:1` id=`c` as_of=`2026-04-01T00:00:00Z` currency=`USD`>\n<account id=`a`/>"
                "<subscription id=`s` sla=`t` price=`1`/></case>"),
         REDRESS_INVALID_CASE, 1, "never converted"},
        {"an SLA that the book lacks",
         quoted(std::string(case_head) + "<account id=`a`/>\n<subscription id=`s` sla=`tt` price=`1`/></case>"),
         REDRESS_INVALID_CASE, 3, "'tt'"},
        {"a ticket that is its own duplicate", case_with("<ticket id=`x` opened=`2026-01-05T06:00:00Z` duplicate_of=`x`/>"),
         REDRESS_INVALID_CASE, 3, "duplicate"},
        {"more than all of a service", incident("affected=`101%`"), REDRESS_INVALID_CASE, 3, "100%"},
        {"more left than was given",
         case_with("<credit id=`x` subscription=`s` amount=`1` remaining=`2` granted=`2026-01-05T06:00:00Z`/>"),
         REDRESS_INVALID_CASE, 3, "remaining"},
        {"lines without an invoice",
         case_with("<line id=`l` amount=`1` period_start=`2026-01-05T06:00:00Z` period_end=`2026-01-05T06:00:00Z`/>"),
         REDRESS_INVALID_CASE, 3, "invoice"},
        {"cash", case_with("<claim id=`k` filed=`2026-01-05T06:00:00Z` subscription=`s` remedy=`cash`/>"), REDRESS_INVALID_CASE,
         3, "'cash'"},
    };
    for (const char* number : {"1e5", "0x10", "1,5", ",", ".5", "5.", "+5", "-5", "--5", "05", "1/2", "NaN", "inf", " 5", "5 ",
                               "", "1_000", "٣", "1234567890123456789012345678901234567890"}) {
        rows.push_back({number, price(number), REDRESS_INVALID_CASE, 3, ""});
    }
    for (const char* instant : {"2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-05", "2026-01-05T06:00:00",
                                "2026-01-05 06:00:00Z", "2026-01-05T24:00:00Z", "2026-01-05T06:00:60Z", "2026-01-05T06:00:00.5Z",
                                "1899-12-31T23:59:59Z", "3000-01-01T00:00:00Z", "1767592800", "yesterday", ""}) {
        rows.push_back({instant, at(instant), REDRESS_INVALID_CASE, 3, ""});
    }
    check_cases(rows);
}

TEST_CASE("rules that can't be") {
    const auto ladder = [](std::string_view tiers) {
        return rules_with(
            "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/>\n<tiers name=`rate` of=`100% - down / "
            "window.length`>" +
            std::string(tiers) + "</tiers><breach when=`down above 1 hour`/><credit value=`rate * window.price`/></guarantee>");
    };
    std::vector<Bad> rows = {
        {"another root", quoted("<case xmlns=`urn:redress:rules:1`/>"), REDRESS_INVALID_RULES, 1, "case"},
        {"an unknown element", rules_with("<garantee id=`g`/>"), REDRESS_INVALID_RULES, 2, "guarantee"},
        {"an unknown attribute", rules_with("<guarantee id=`g` ovr=`day`/>"), REDRESS_INVALID_RULES, 2, "over"},
        {"an unknown window", rules_with("<guarantee id=`g` over=`week`/>"), REDRESS_INVALID_RULES, 2, "week"},
        {"no guarantee", rules_with(""), REDRESS_INVALID_RULES, 1, "guarantee"},
        {"no remedy",
         quoted(std::string(rules_head) + "<guarantee id=`g` over=`day`><downtime name=`d`/><breach when=`d above 1 "
                                          "hour`/><credit value=`1 EUR`/></guarantee></sla>"),
         REDRESS_INVALID_RULES, 1, "remedy"},
        {"cash",
         quoted(std::string(rules_head) + "<guarantee id=`g` over=`day`><downtime name=`d`/><breach when=`d above 1 "
                                          "hour`/><credit value=`1 EUR`/></guarantee>\n"
                                          "<remedy kind=`cash`/></sla>"),
         REDRESS_INVALID_RULES, 3, "cash"},
        {"an unknown zone",
         quoted("<sla xmlns=`urn:redress:rules:1` id=`t` title=`T` timezone=`Europe/Kiyv` effective_from=`2020-01-01`/>"),
         REDRESS_INVALID_RULES, 1, "Europe/Kiyv"},
        {"a file for a zone",
         quoted("<sla xmlns=`urn:redress:rules:1` id=`t` title=`T` timezone=`../../etc/passwd` effective_from=`2020-01-01`/>"),
         REDRESS_INVALID_RULES, 1, "passwd"},
        {"it ends before it begins",
         quoted("<sla xmlns=`urn:redress:rules:1` id=`t` title=`T` timezone=`UTC` effective_from=`2020-01-02` "
                "effective_to=`2020-01-01`/>"),
         REDRESS_INVALID_RULES, 1, "effective"},
        {"the 30th of February",
         quoted("<sla xmlns=`urn:redress:rules:1` id=`t` title=`T` timezone=`UTC` effective_from=`2020-02-30`/>"),
         REDRESS_INVALID_RULES, 1, "2020-02-30"},
        {"a money that is no number of the language", guarantee("down above 1 hour", "1e5 EUR"), REDRESS_INVALID_RULES, 4, ""},
        {"hexadecimal", guarantee("down above 1 hour", "0x10 EUR"), REDRESS_INVALID_RULES, 4, ""},
        {"forty digits", guarantee("down above 1 hour", "1234567890123456789012345678901234567890 EUR"), REDRESS_INVALID_RULES, 4,
         ""},
        {"an empty formula", guarantee(""), REDRESS_INVALID_RULES, 3, ""},
        {"a comma", guarantee(","), REDRESS_INVALID_RULES, 3, ""},
        {"an unknown name", guarantee("dwn above 1 hour"), REDRESS_INVALID_RULES, 3, "did you mean 'down'?"},
        {"an unknown field", guarantee("subscription.prise above 1 EUR and down above 1 hour"), REDRESS_INVALID_RULES, 3,
         "did you mean 'price'?"},
        {"a comparison by sign", guarantee("down &gt; 1 hour"), REDRESS_INVALID_RULES, 3, ""},
        {"money and time do not compare", guarantee("down above 1 EUR"), REDRESS_INVALID_RULES, 3, ""},
        {"money times money is no credit", guarantee("down above 1 hour", "subscription.price * subscription.price"),
         REDRESS_INVALID_RULES, 4, ""},
        {"money plus time", guarantee("down above 1 hour", "subscription.price + down"), REDRESS_INVALID_RULES, 4, ""},
        {"another currency", guarantee("down above 1 hour", "1 USD"), REDRESS_INVALID_RULES, 4, "USD"},
        {"a breach that is a number", guarantee("down"), REDRESS_INVALID_RULES, 3, ""},
        {"division by what may be zero", guarantee("down above 1 hour", "subscription.price * (1 hour / down)"),
         REDRESS_INVALID_RULES, 4, "zero"},
        {"division by zero", guarantee("down above 1 hour", "subscription.price / 0"), REDRESS_INVALID_RULES, 4, "zero"},
        {"a span compared with a length of time", guarantee("down above 1 month"), REDRESS_INVALID_RULES, 3, ""},
        {"brackets a thousand deep", guarantee(repeated("(", 1000) + "down above 1 hour" + repeated(")", 1000)),
         REDRESS_INVALID_RULES, 3, ""},
        {"a formula of five thousand bytes", guarantee("down above 1 hour" + repeated(" and down above 1 hour", 230)),
         REDRESS_INVALID_RULES, 3, ""},
        {"bounds that do not fall",
         ladder("<tier at_least=`95%` value=`1%`/>\n<tier at_least=`99%` value=`2%`/><tier value=`3%`/>"), REDRESS_INVALID_RULES,
         4, ""},
        {"no last tier", ladder("<tier at_least=`95%` value=`1%`/>"), REDRESS_INVALID_RULES, 3, ""},
        {"a worse service that pays less", ladder("<tier at_least=`95%` value=`5%`/>\n<tier value=`1%`/>"), REDRESS_INVALID_RULES,
         4, ""},
        {"a name twice",
         rules_with("<guarantee id=`g` over=`day`><downtime name=`d`/>\n<downtime name=`d`/><breach when=`d above 1 "
                    "hour`/></guarantee>"),
         REDRESS_INVALID_RULES, 3, "'d'"},
        {"a guarantee twice",
         rules_with("<guarantee id=`g` over=`day`><downtime name=`d`/><breach when=`d above 1 hour`/></guarantee>\n<guarantee "
                    "id=`g` over=`day`><downtime name=`d`/><breach when=`d above 1 hour`/></guarantee>"),
         REDRESS_INVALID_RULES, 3, "'g'"},
        {"a DOCTYPE", "<!DOCTYPE sla SYSTEM \"file:///etc/passwd\">\n" + guarantee("down above 1 hour"), REDRESS_INVALID_XML, 1,
         "DOCTYPE"},
        {"10,000 levels", rules_with(repeated("<guarantee>", 10'000)), REDRESS_LIMIT_EXCEEDED, 2, ""},
        {"100 MB", rules_with("<!--" + std::string(100'000'000, 'x') + "-->"), REDRESS_LIMIT_EXCEEDED, 1, "bytes"},
        {"a million elements", rules_with(repeated("<source/>", 1'000'000)), REDRESS_LIMIT_EXCEEDED, 2, ""},
    };
    check_rules(rows);
}

// --- at the limits ---

std::string many(std::size_t count, const std::function<std::string(std::size_t)>& record) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += record(i);
    return out;
}

std::string minute(std::size_t i) {
    char out[40];
    std::snprintf(out, sizeof out, "2026-%02zu-%02zuT%02zu:%02zu:00Z", 1 + i / 40'320 % 3, 1 + i / 1440 % 28, i / 60 % 24,
                  i % 60);
    return out;
}

TEST_CASE("cases at the limits settle, or are refused") {
    const auto over = [](std::string_view window, std::string_view more = {}) {
        return rules_with(std::string(more) + "<guarantee id=`g` over=`" + std::string(window) +
                          "`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`1 EUR`/></guarantee>");
    };
    const auto incidents = [](std::size_t count) {
        return many(count, [](std::size_t i) {
            return "<incident id=`i" + std::to_string(i) + "` start=`" + minute(i * 6) + "` end=`" + minute(i * 6 + 3) + "`/>";
        });
    };
    const auto ancient = [](std::size_t count) {
        return many(count, [](std::size_t i) {
            return "<incident id=`i" + std::to_string(i) + "` start=`1900-01-01T00:00:00Z` component=`c" + std::to_string(i) +
                   "`/>";
        });
    };
    const auto claims = [](std::size_t count, std::string_view more) {
        return many(count, [&](std::size_t i) {
            return "<claim id=`k" + std::to_string(i) + "` filed=`2026-03-31T00:00:00Z` subscription=`s` " + std::string(more) +
                   "/>";
        });
    };
    const auto works = [](std::size_t count) {
        return many(count, [](std::size_t i) {
            return "<maintenance id=`m" + std::to_string(i) + "` start=`1900-01-01T00:00:00Z` end=`2999-12-31T00:00:00Z`/>";
        });
    };
    const auto far = [](std::string text) {
        const std::string now = "2026-04-01T00:00:00Z";
        return text.replace(text.find(now), now.size(), "2999-12-31T00:00:00Z");
    };
    const std::string lasting = "<incident id=`i0` start=`2021-01-01T00:00:00Z` end=`2999-12-30T00:00:00Z`/>";
    const std::string claimed = "<claim required=`yes`/>";
    const std::string future = quoted(
        "<sla xmlns=`urn:redress:rules:1` id=`t` title=`T` currency=`EUR` timezone=`Europe/Kyiv` "
        "effective_from=`2999-01-01`><claim required=`yes`/>"
        "<guarantee id=`g` over=`day`><downtime name=`down`/><breach when=`down above 0 hours`/><credit value=`1 "
        "EUR`/></guarantee><remedy kind=`balance`/></sla>");
    const struct {
        std::string name;
        std::string rules;
        std::string facts;
    } rows[] = {
        {"20,000 incidents, windows of a day", over("day"), case_with(incidents(19'990))},
        {"20,000 incidents, each a window", over("incident"), case_with(incidents(19'990))},
        {"10,000 incidents, each a window, a cap and a combination",
         over("incident", "<combine/><cap amount=`5 EUR` over=`calendar_month`/>"), case_with(incidents(10'000))},
        {"an incident of 900 years, windows of a day", over("day"), far(case_with(ancient(1)))},
        {"an incident of 900 years, windows of a month", over("calendar_month"), far(case_with(ancient(1)))},
        {"5,000 claims", over("calendar_month", claimed), case_with(incidents(10) + claims(5'000, ""))},
        {"5,000 claims of 900 years", over("calendar_month", claimed), case_with(ancient(1) + claims(5'000, "incident=`i0`"))},
        {"5,000 claims of 900 years before the SLA", future, case_with(ancient(1) + claims(5'000, "incident=`i0`"))},
        {"5,000 claims, 14,000 incidents", over("calendar_year", claimed), case_with(incidents(14'000) + claims(5'000, ""))},
        {"daily hours of 5,000 maintenances of 900 years", over("incident", "<exclude of=`maintenance` daily=`00:30-07:30`/>"),
         far(case_with(lasting + works(5'000)))},
        {"daily hours of 900 years, 19,000 incidents counted",
         rules_with("<exclude daily=`00:30-07:30`/><guarantee id=`g` over=`incident`><count name=`n` of=`incident`/>"
                    "<breach when=`n above 0`/><credit value=`1 EUR`/></guarantee>"),
         far(case_with("<incident id=`all` start=`2021-01-01T00:00:00Z` end=`2999-12-30T00:00:00Z`/>" + incidents(19'000)))},
        {"numbers that leave 64 bits, 13,000 incidents in 100 days",
         rules_with("<guarantee id=`g` over=`day`><sum name=`much` of=`incident` value=`incident.duration / 1 second / 999999937 "
                    "+ 1 / 998244353 + 1 / 1000000007`/>"
                    "<breach when=`much above 0`/><credit value=`1 EUR * much`/></guarantee>"),
         case_with(incidents(13'000))},
        {"numbers that leave 64 bits, all the work there is",
         rules_with("<guarantee id=`g` over=`incident`><sum name=`much` of=`incident` from=`window.start - 3 months` "
                    "until=`window.end + 3 months` "
                    "value=`incident.duration / 1 second / 999999937 + 1 / 998244353 + 1 / 1000000007`/>"
                    "<breach when=`much above 0`/><credit value=`1 EUR * much`/></guarantee>"),
         case_with(incidents(5'000))},
        {"10,000 components at once",
         rules_with("<guarantee id=`g` over=`day`><downtime name=`down` concurrent=`2`/><breach when=`down above 0 "
                    "hours`/><credit value=`1 EUR`/></guarantee>"),
         case_with(ancient(10'000))},
        {"10,000 credits given before, a cap", over("day", "<cap count=`20000` per=`account`/>"),
         case_with(incidents(9'000) + many(10'000,
                                           [](std::size_t i) {
                                               return "<credit id=`t/h/s/2026-01-01/" + std::to_string(i) +
                                                      "` subscription=`s` amount=`1` granted=`2026-01-01T00:00:00Z`/>";
                                           }))},
        {"20,000 subscriptions", over("calendar_month"),
         case_with(
             "<incident id=`i` start=`2026-01-05T06:00:00Z`/>" +
             many(19'900, [](std::size_t i) { return "<subscription id=`z" + std::to_string(i) + "` sla=`t` price=`1`/>"; }))},
    };
    const Owned<redress_error> error(redress_error_new());
    for (const auto& row : rows) {
        INFO(row.name);
        const Owned<redress_book> book = book_of(row.rules, error.get());
        REQUIRE(book != nullptr);
        const Owned<redress_case> c = case_of(row.facts, error.get());
        REQUIRE(c != nullptr);
        redress_statement* statement = nullptr;
        const redress_status status = redress_settle(&statement, book.get(), c.get(), error.get());
        const Owned<redress_statement> kept(statement);
        if (status == REDRESS_OK) CHECK(redress_statement_xml(statement, nullptr) != nullptr);
        const std::string message = status == REDRESS_OK ? "" : redress_error_message(error.get());
        CAPTURE(message);
        CHECK((status == REDRESS_OK || status == REDRESS_LIMIT_EXCEEDED));
    }
}

}  // namespace
}  // namespace redress::host
