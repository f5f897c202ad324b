#include "formula/checker.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "formula/compiler.h"
#include "surroundings.h"

namespace redress::formula {
namespace {

std::string refusal(const std::string& source, const Visible& visible, std::size_t* offset = nullptr) {
    try {
        Syntax syntax = parse(source);
        check(syntax, visible);
    } catch (const FormulaError& error) {
        if (offset != nullptr) *offset = error.offset;
        return error.message;
    }
    return "accepted";
}

struct Typed {
    const char* source;
    const char* type;
};

void check_types(std::initializer_list<Typed> table, bool number_wanted = false) {
    const Sight sight;
    for (const Typed& row : table) {
        INFO("source: " << std::string(row.source));
        try {
            Syntax syntax = parse(row.source);
            const CheckedFormula formula = check(syntax, sight.visible, number_wanted);
            CHECK(describe(formula.nodes[syntax.root_index].type) == row.type);
        } catch (const FormulaError& error) {
            FAIL_CHECK(error.message);
        }
    }
}

struct Refused {
    const char* source;
    std::size_t offset;
    const char* fragment;
};

void check_refusals(std::initializer_list<Refused> table) {
    const Sight sight;
    for (const Refused& row : table) {
        INFO("source: " << std::string(row.source));
        std::size_t offset = 0;
        const std::string message = refusal(row.source, sight.visible, &offset);
        INFO("message: " << message);
        CHECK(message.find(row.fragment) != std::string::npos);
        CHECK(offset == row.offset);
    }
}

std::string spelled(Signs signs) {
    return std::string(signs.negative ? "-" : "") + (signs.zero ? "0" : "") + (signs.positive ? "+" : "");
}

std::string spelled(Trend trend) {
    switch (trend) {
        case Trend::constant: return "constant";
        case Trend::rising: return "rising";
        case Trend::falling: return "falling";
        case Trend::unknown: return "unknown";
    }
    return "";
}

}  // namespace

TEST_CASE("every literal and every field has its type") {
    check_types({
        {"25%", "a plain number"},
        {"0.25", "a plain number"},
        {"12.50 EUR", "money"},
        {"90 seconds", "a length of time"},
        {"1 minute", "a length of time"},
        {"6 hours", "a length of time"},
        {"2 days", "a calendar span"},
        {"2 weeks", "a calendar span"},
        {"5 working days", "a calendar span"},
        {"1 working day", "a calendar span"},
        {"3 months", "a calendar span"},
        {"1 year", "a calendar span"},
        {"'x'", "text"},
        {"yes", "a condition"},
        {"no", "a condition"},
        {"case.id", "text"},
        {"case.as_of", "an instant"},
        {"subscription.price", "money"},
        {"subscription.monthly_price", "money"},
        {"subscription.price_period", "a calendar span"},
        {"account.units", "a plain number"},
        {"account.individual_terms", "a condition"},
        {"incident.affected", "a plain number"},
        {"incident.kind", "one of outage degradation hardware_failure data_loss"},
        {"incident.impact", "one of low high"},
        {"incident.duration", "a length of time"},
        {"subject.response_time", "a length of time"},
        {"subject.surcharge", "money"},
        {"claim.window", "a date"},
        {"window.length", "a length of time"},
        {"window.days", "a plain number"},
        {"window.price", "money"},
        {"level.downtime_limit", "a length of time"},
        {"level.plan", "text"},
        {"vip", "a condition"},
        {"deadline", "a date"},
        {"notice", "a calendar span"},
    });
}

TEST_CASE("dimensions add up") {
    check_types({
        {"subscription.price * 25%", "money"},
        {"25% * subscription.price", "money"},
        {"subscription.price / 30", "money"},
        {"subscription.price / window.length", "money per time"},
        {"subscription.price / window.length * down", "money"},
        {"down / window.length", "a plain number"},
        {"down / window.length * subscription.price", "money"},
        {"100% - down / window.length", "a plain number"},
        {"down * down", "time^2"},
        {"1 / window.length", "one per time"},
        {"1 / window.length / window.length", "one per time^2"},
        {"subscription.price * down", "money * time"},
        {"subscription.price * down / window.length", "money"},
        {"(subscription.price / down else 0 EUR / 1 second)", "money per time"},
        {"(1 / subscription.price else 0 / 1 EUR)", "one per money"},
        {"subscription.price - 5 EUR", "money"},
        {"down - 2 hours", "a length of time"},
        {"-down", "a length of time"},
        {"abs(down - window.length)", "a length of time"},
        {"min(subscription.price, 5 EUR, 7 EUR)", "money"},
        {"max(down, 1 hour)", "a length of time"},
        {"max(deadline, claim.window)", "a date"},
        {"min(case.as_of, window.end)", "an instant"},
        {"round(subscription.price, 0.01 EUR, half_even)", "money"},
        {"floor(down, 1 hour)", "a length of time"},
        {"ceil(down / window.length)", "a plain number"},
        {"floor(down / 15 minutes) * 2%", "a plain number"},
        {"if vip then 5 EUR else subscription.price", "money"},
    });
    check_refusals({
        {"subscription.price * subscription.price", 19, "money times money is money^2, which nothing can be"},
        {"1 / subscription.price / subscription.price", 4, "this divisor can be zero"},
        {"1 / 1 EUR / 1 EUR", 10, "one per money divided by money is one per money^2, which nothing can be"},
        {"down * down * down", 12, "time^2 times a length of time is time^3"},
        {"1 / window.length / window.length / window.length", 34, "is one per time^3"},
        {"subscription.price + down", 19, "money and a length of time can't be added"},
        {"down - subscription.price", 5, "a length of time and money can't be subtracted"},
        {"1 + down", 2, "a plain number and a length of time can't be added"},
        {"subscription.price above 5", 19, "money and a plain number can't be compared"},
        {"down above 5", 5, "a length of time and a plain number can't be compared"},
        {"down is subscription.price", 5, "a length of time and money can't be compared"},
        {"min(down, 5)", 10, "expected a length of time, found a plain number"},
        {"down one of (1 hour, 2)", 21, "a length of time and a plain number can't be compared"},
        {"if vip then 5 EUR else 5", 23, "'then' gives money, but 'else' gives a plain number"},
        {"(down / change else 0)", 20, "the quotient is a length of time, but the value after 'else' is a plain number"},
        {"vip + 1", 4, "a condition and a plain number can't be added"},
        {"-vip", 1, "expected a number, found a condition"},
        {"vip * 2", 0, "expected a number, found a condition"},
        {"2 * 'x'", 4, "expected a number, found text"},
        {"abs(deadline)", 4, "expected a number, found a date"},
        {"not down", 4, "expected a condition, found a length of time"},
        {"vip and 1", 8, "expected a condition, found a plain number"},
        {"incident.kind or vip", 0, "expected a condition, found one of outage"},
        {"if down then 1 else 2", 3, "expected a condition, found a length of time"},
    });
}

TEST_CASE("a long chain of divisions can't wrap the powers of a dimension round") {
    const Sight sight;
    std::string source = "1";
    for (int i = 0; i < 256; ++i) source += " / 1 hour";
    CHECK(refusal(source, sight.visible).find("which nothing can be") != std::string::npos);
}

TEST_CASE("hours compare with elapsed time; calendar spans are only added to dates") {
    check_types({
        {"down above 6 hours", "a condition"},
        {"down above 2 days", "a condition"},
        {"2 days below down", "a condition"},
        {"down * 2 days", "time^2"},
        {"down + 1 week", "a length of time"},
        {"max(down, 1 day)", "a length of time"},
        {"down one of (1 day, 2 days)", "a condition"},
        {"if vip then 1 day else 12 hours", "a length of time"},
        {"if vip then 1 day else 2 days", "a calendar span"},
        {"window.end + (if vip then 1 day else 2 days)", "an instant"},
        {"deadline + (if vip then 1 day else if down above 1 hour then 2 days else 1 week)", "a date"},
        {"down above (if vip then 1 day else 2 days)", "a condition"},
        {"down + (if vip then 1 day else if down above 1 hour then 2 days else 1 week)", "a length of time"},
        {"(down / change else 1 day)", "a length of time"},
        {"window.end + 5 working days", "an instant"},
        {"window.end + 3 months", "an instant"},
        {"window.end - 1 year", "an instant"},
        {"window.end + 6 hours", "an instant"},
        {"window.end - down", "an instant"},
        {"window.end + notice", "an instant"},
        {"window.end + (if vip then 5 working days else 1 month)", "an instant"},
        {"date(window.end) + 2 weeks", "a date"},
        {"deadline - 1 month", "a date"},
        {"deadline + subscription.price_period", "a date"},
        {"window.end - window.start", "a length of time"},
        {"window.end - window.start above 28 days", "a condition"},
        {"days(window.start, window.end)", "a plain number"},
        {"start_of(window.start, quarter)", "an instant"},
        {"end_of(date(window.start), day)", "a date"},
        {"opening_time(window.start, window.end)", "a length of time"},
        {"window.start + 2.5 opening hours", "an instant"},
        {"if vip then 4 opening hours else 90 opening minutes", "a span of opening hours"},
        {"window_end(1)", "an instant"},
        {"window_start(-120)", "an instant"},
        {"date(window_end(120))", "a date"},
        {"working_days(deadline, case.as_of)", "a plain number"},
        {"case.as_of at most window.end + 30 days", "a condition"},
        {"date(case.as_of) at most deadline", "a condition"},
    });
    check_types({{"7 days", "a length of time"},
                 {"1 week", "a length of time"},
                 {"3 months", "a calendar span"},
                 {"if vip then 1 day else 2 days", "a length of time"},
                 {"if vip then 1 day else 1 month", "a calendar span"}},
                true);
    check_refusals({
        {"down above 5 working days", 5, "a calendar span can't be compared with elapsed time: write it in hours"},
        {"down above 0 working days", 5, "a calendar span can't be compared with elapsed time: write it in hours"},
        {"down above 0 months", 5, "a calendar span can't be compared with elapsed time: write it in hours"},
        {"down above 1 month", 5, "a calendar span can't be compared with elapsed time"},
        {"1 month below down", 8, "a calendar span can't be compared with elapsed time"},
        {"notice is notice", 7, "calendar spans can't be compared: months differ in length"},
        {"1 month is 30 days", 8, "calendar spans can't be compared"},
        {"notice one of (1 month)", 0, "calendar spans can't be compared"},
        {"down + 5 working days", 5, "a length of time and a calendar span can't be added"},
        {"5 working days * 2", 0, "expected a number, found a calendar span"},
        {"deadline + 6 hours", 9, "a length of time can't be added to a date"},
        {"deadline - deadline", 9, "a date can't be subtracted from a date"},
        {"deadline + 1", 9, "a plain number can't be added to a date"},
        {"window.end + window.start", 11, "an instant can't be added to an instant"},
        {"window.end - deadline", 11, "a date can't be subtracted from an instant"},
        {"5 days + deadline", 7, "a length of time and a date can't be added"},
        {"case.as_of at most deadline", 11, "an instant and a date can't be compared: use date(...)"},
        {"deadline is case.as_of", 9, "a date and an instant can't be compared: use date(...)"},
        {"min(5 working days, 1 month)", 4, "expected a number, a date or an instant, found a calendar span"},
        {"date(deadline)", 5, "expected an instant, found a date"},
        {"start_of(5, quarter)", 9, "expected a date or an instant, found a plain number"},
        {"start_of(window.start, quater)", 23,
         "expected a stretch of the calendar: day, calendar_month, quarter, calendar_year; did you mean 'quarter'?"},
        {"end_of(window.start, term)", 21, "expected a stretch of the calendar: day, calendar_month, quarter, calendar_year"},
        {"end_of(window.start, 'quarter')", 21,
         "expected a stretch of the calendar: day, calendar_month, quarter, calendar_year"},
        {"opening_time(deadline, window.end)", 13, "expected an instant, found a date"},
        {"deadline + 4 opening hours", 9, "opening hours pass between instants, and a date has no time of day"},
        {"4 opening hours above down", 16, "a span of opening hours and a length of time can't be compared"},
        {"4 opening hours is 4 opening hours", 16, "spans of opening hours can't be compared: compare opening_time(...)"},
        {"4 opening hours one of (1 opening minute)", 0, "spans of opening hours can't be compared: compare opening_time(...)"},
        {"if vip then 4 opening hours else 4 hours", 33,
         "'then' gives a span of opening hours, but 'else' gives a length of time"},
        {"window.end + 1.0001 opening minutes", 13, "a span of opening hours is of whole seconds, up to 40000 hours or minutes"},
        {"window.end + 4 opening days", 23, "expected 'hours' or 'minutes' after 'opening'"},
        {"end_of(window.start)", 0, "expected end_of(x, calendar_month)"},
        {"window_end(0)", 11, "a whole number from -120 to 120, and not 0, as in window_end(1)"},
        {"window_start(121)", 13, "a whole number from -120 to 120, and not 0, as in window_start(-1)"},
        {"window_start(-121)", 13, "expected how many windows later, or before where negative"},
        {"window_end(0.5)", 11, "expected how many windows later"},
        {"window_end(1 day)", 11, "expected how many windows later"},
        {"window_end(fee)", 11, "expected how many windows later"},
        {"window_end()", 0, "'window_end' with 0 arguments: expected window_end(1)"},
        {"days(window.start, 5)", 19, "expected a date or an instant, found a plain number"},
        {"1.5 days", 0, "a calendar span is a whole number of days up to 40000"},
        {"40001 days", 0, "a calendar span is a whole number of days up to 40000"},
        {"0.5 working days", 0, "a calendar span is a whole number of working days"},
        {"999999999999999999 hours", 0, "the number is too large"},
    });
}

TEST_CASE("a divisor is never zero, or the division says what holds then") {
    check_types({
        {"1 / 3", "a plain number"},
        {"1 / -3", "a plain number"},
        {"1 / window.days", "a plain number"},
        {"1 / max(change, 1)", "a plain number"},
        {"1 / max(1, change)", "a plain number"},
        {"1 / min(change, -1)", "a plain number"},
        {"1 / (failures + 1)", "a plain number"},
        {"1 / (-failures - 1)", "a plain number"},
        {"1 / (2 * 3)", "a plain number"},
        {"1 / (window.days * window.days)", "a plain number"},
        {"1 / (if vip then 1 else -1)", "a plain number"},
        {"1 / abs(-3)", "a plain number"},
        {"1 / (1 / window.days)", "a plain number"},
        {"down / level.downtime_limit", "a plain number"},
        {"(1 / failures else 0)", "a plain number"},
        {"(1 / change else 5)", "a plain number"},
        {"1 / (5 / failures else 3)", "a plain number"},
    });
    check_refusals({
        {"1 / 0", 4, "this divisor can be zero: write (a / b else c)"},
        {"1 / 0%", 4, "this divisor can be zero"},
        {"1 / failures", 4, "this divisor can be zero"},
        {"1 / change", 4, "this divisor can be zero"},
        {"1 / down", 4, "this divisor can be zero"},
        {"1 / (failures - 1)", 14, "this divisor can be zero"},
        {"1 / (window.days - 1)", 17, "this divisor can be zero"},
        {"1 / (failures * window.days)", 14, "this divisor can be zero"},
        {"1 / max(change, 0)", 4, "this divisor can be zero"},
        {"1 / min(failures, 1)", 4, "this divisor can be zero"},
        {"1 / round(0.4, 1, half_up)", 4, "this divisor can be zero"},
        {"1 / floor(window.days)", 4, "this divisor can be zero"},
        {"1 / (if vip then 1 else failures)", 5, "this divisor can be zero"},
        {"(1 / 0 / failures else 2)", 5, "this divisor can be zero"},
    });
}

TEST_CASE("the sign of a formula follows from its parts") {
    struct Row {
        const char* source;
        const char* signs;
    };
    const Row table[] = {
        {"3", "+"},
        {"0", "0"},
        {"-3", "-"},
        {"change", "-0+"},
        {"failures", "0+"},
        {"-failures", "-0"},
        {"window.days", "+"},
        {"failures + 1", "+"},
        {"failures - 1", "-0+"},
        {"failures + failures", "0+"},
        {"failures - failures", "-0+"},
        {"failures * -1", "-0"},
        {"change * change", "-0+"},
        {"-1 * -2", "+"},
        {"0 * change", "0"},
        {"failures / 2", "0+"},
        {"failures / -2", "-0"},
        {"2 / window.days", "+"},
        {"(1 / failures else 7)", "+"},
        {"(1 / failures else 0)", "0+"},
        {"(1 / failures else -1)", "-+"},
        {"max(change, 1)", "+"},
        {"max(change, 0)", "0+"},
        {"max(-1, change)", "-0+"},
        {"max(-1, -2)", "-"},
        {"min(change, -1)", "-"},
        {"min(failures, 5)", "0+"},
        {"min(1, 2)", "+"},
        {"min(change, 0)", "-0"},
        {"abs(change)", "0+"},
        {"abs(-3)", "+"},
        {"abs(0)", "0"},
        {"floor(window.days)", "0+"},
        {"ceil(-1)", "-0"},
        {"round(change, 1, up)", "-0+"},
        {"if vip then 1 else -1", "-+"},
        {"if vip then 0 else failures", "0+"},
        {"subscription.price", "0+"},
        {"incident.affected", "0+"},
    };
    const Sight sight;
    for (const Row& row : table) {
        INFO("source: " << std::string(row.source));
        Syntax syntax = parse(row.source);
        CHECK(spelled(check(syntax, sight.visible).nodes[syntax.root_index].signs) == std::string(row.signs));
    }
}

TEST_CASE("the trend of a formula tells how it moves when service gets worse") {
    struct Row {
        const char* source;
        const char* trend;
    };
    const Row table[] = {
        {"5", "constant"},
        {"share", "constant"},
        {"subscription.price", "constant"},
        {"level.downtime_limit", "constant"},
        {"down", "rising"},
        {"-down", "falling"},
        {"subject.resolution_time", "rising"},
        {"incident.duration", "rising"},
        {"down / window.length", "rising"},
        {"100% - down / window.length", "falling"},
        {"100% - (100% - down / window.length)", "rising"},
        {"down + down", "rising"},
        {"down - down", "unknown"},
        {"down + 1 hour", "rising"},
        {"1 hour - down", "falling"},
        {"down * 2", "rising"},
        {"down * -2", "falling"},
        {"down * share", "rising"},
        {"down * change", "unknown"},
        {"failures * failures", "rising"},
        {"failures / -2", "falling"},
        {"failures / change * 2", "refused"},
        {"1 / (failures + 1)", "falling"},
        {"-1 / (failures + 1)", "rising"},
        {"(1 / failures else 0)", "unknown"},
        {"max(down, 1 hour)", "rising"},
        {"min(down, 1 hour)", "rising"},
        {"max(failures, -failures)", "unknown"},
        {"abs(down)", "rising"},
        {"abs(down - 1 hour)", "unknown"},
        {"floor(down, 1 hour)", "rising"},
        {"round(100% - down / window.length, 0.1%, half_up)", "falling"},
        {"if vip then down else 0 hours", "rising"},
        {"if down above 1 hour then 1 else 0", "unknown"},
        {"vip", "constant"},
        {"down above 1 hour", "unknown"},
        {"vip and share above 1", "constant"},
    };
    const Sight sight;
    for (const Row& row : table) {
        INFO("source: " << std::string(row.source));
        std::string found = "refused";
        try {
            Syntax syntax = parse(row.source);
            found = spelled(check(syntax, sight.visible).nodes[syntax.root_index].trend);
        } catch (const FormulaError&) {
        }
        CHECK(found == row.trend);
    }
}

TEST_CASE("bare words are values beside a text or a token") {
    check_types({
        {"incident.kind is outage", "a condition"},
        {"incident.kind is not 'outage'", "a condition"},
        {"incident.kind one of (outage, data_loss)", "a condition"},
        {"incident.kind not one of ('outage')", "a condition"},
        {"incident.impact is high", "a condition"},
        {"incident.cause is ddos", "a condition"},
        {"incident.cause one of (ddos, 'force majeure')", "a condition"},
        {"incident.cause is level.plan", "a condition"},
        {"incident.cause is claim.channel", "a condition"},
        {"incident.cause is 'vip'", "a condition"},
        {"subscription.level is no", "a condition"},
        {"claim.remedy is balance", "a condition"},
        {"incident.confirmed is yes", "a condition"},
        {"incident.confirmed is vip", "a condition"},
        {"incident.kind is incident.kind", "a condition"},
        {"incident.kind is (if vip then incident.kind else outage)", "a condition"},
    });
    check_refusals({
        {"incident.kind is outrage", 17,
         "'outrage' is not one of outage, degradation, hardware_failure, data_loss; did you mean 'outage'?"},
        {"incident.kind is 'outage '", 17, "'outage ' is not one of outage"},
        {"incident.kind one of (outage, dataloss)", 30, "did you mean 'data_loss'?"},
        {"incident.impact is hihg", 19, "'hihg' is not one of low, high; did you mean 'high'?"},
        {"incident.kind is incident.impact", 14, "can't be compared"},
        {"incident.kind above outage", 14, "has no order: only is, is not and one of make sense"},
        {"incident.cause below ddos", 15, "text has no order"},
        {"incident.cause is 5", 15, "text and a plain number can't be compared"},
        {"incident.cause is vip", 18, "'vip' is the name of the <let>"},
        {"incident.cause one of (ddos, vip)", 29, "'vip' is the name of the <let>"},
        {"(if vip then incident.cause else share) is ddos", 33, "'share' is the name of the <let>"},
        {"outage is incident.kind", 0, "nothing is named 'outage' here"},
        {"yes above no", 4, "a condition has no order"},
        {"ddos", 0, "nothing is named 'ddos' here"},
    });
}

TEST_CASE("a name beside a token means the token of that name, or else what is visible") {
    Sight sight;
    for (const char* word : {"outage", "trouble"}) {
        VisibleName name;
        name.name = word;
        name.type = type_of(facts::FieldType::token, facts::find_field(facts::Record::incident, "kind")->tokens);
        name.slot = static_cast<std::uint16_t>(sight.visible.names.size());
        sight.visible.names.push_back(std::move(name));
    }
    CHECK(refusal("incident.kind is trouble", sight.visible) == "accepted");
    CHECK(refusal("incident.kind is outage", sight.visible) == "accepted");
    CHECK_FALSE(*sight.visible.name("outage")->used);
    CHECK(*sight.visible.name("trouble")->used);
}

TEST_CASE("a misspelt or unknown name is refused with the nearest one") {
    check_refusals({
        {"dwon above 1 hour", 0, "nothing is named 'dwon' here; did you mean 'down'?"},
        {"1 + failurs", 4, "nothing is named 'failurs' here; did you mean 'failures'?"},
        {"zzzzzz", 0, "nothing is named 'zzzzzz' here"},
        {"incident", 0, "'incident' is a record: name one of its fields, as in incident.id"},
        {"window", 0, "'window' is a record"},
        {"level", 0, "'level' is a record"},
        {"max", 0, "'max' is a function: expected max(a, b, ...)"},
        {"incdent.kind", 0, "there is no record 'incdent'; did you mean 'incident'?"},
        {"subscripton.price", 0, "did you mean 'subscription'?"},
        {"windows.length", 0, "did you mean 'window'?"},
        {"levle.plan", 0, "did you mean 'level'?"},
        {"maintenance.start", 0,
         "'maintenance' is not known here: this formula can name case, account, subscription, claim, incident, "
         "subject, window"},
        {"ticket.opened", 0, "'ticket' is not known here"},
        {"incident.kidn", 0, "incident has no field 'kidn'; did you mean 'kind'?"},
        {"incident.impct", 0, "incident has no field 'impct'; did you mean 'impact'?"},
        {"subscription.month_price", 0, "did you mean 'monthly_price'?"},
        {"subject.surchage", 0, "ticket has no field 'surchage'; did you mean 'surcharge'?"},
        {"account.impact", 0, "account has no field 'impact'"},
        {"window.lenght", 0, "window has no field 'lenght'; did you mean 'length'?"},
        {"level.downtime_limt", 0, "the levels have no parameter 'downtime_limt'; did you mean 'downtime_limit'?"},
        {"subject.subscriptions is 'x'", 0, "is a list: formulas can't name it"},
        {"maxx(1, 2)", 0, "there is no function 'maxx'; did you mean 'max'?"},
        {"rnd(1, 2, up)", 0, "there is no function 'rnd'"},
        {"down(1)", 0, "there is no function 'down'"},
        {"abs()", 0, "'abs' with 0 arguments: expected abs(x)"},
        {"abs(1, 2)", 0, "'abs' with 2 arguments: expected abs(x)"},
        {"max(1)", 0, "'max' with 1 arguments: expected max(a, b, ...)"},
        {"round(1, 2)", 0, "expected round(x, step, mode)"},
        {"date()", 0, "expected date(instant)"},
        {"days(deadline)", 0, "expected days(from, until)"},
        {"5 hurs", 0, "'hurs' is not a unit"},
        {"5 workin days", 0, "'workin days' is not a unit"},
        {"5 openning hours", 0, "did you mean 'opening hours'?"},
        {"5 days hours", 0, "'days hours' is not a unit"},
        {"5 huors", 0, "did you mean 'hours'?"},
        {"5 percent", 0, "'percent' is not a unit: expected a percent sign, a currency"},
        {"5 EUX", 0, "'EUX' is not a currency of ISO 4217"},
        {"5 USD", 0, "USD in rules whose currency is EUR: amounts are never converted"},
        {"5 eur", 0, "'eur' is not a unit"},
    });
}

TEST_CASE("rounding names a step of the value's own kind and one of the modes") {
    check_types({
        {"round(down, 1 minute, up)", "a length of time"},
        {"round(share, 0.1%, half_down)", "a plain number"},
        {"floor(subscription.price, 1 EUR)", "money"},
        {"round(down, level.downtime_limit, floor)", "a length of time"},
        {"round(down, 1 day, ceiling)", "a length of time"},
    });
    check_refusals({
        {"round(share, 1, halfup)", 16,
         "expected a rounding mode: half_up, half_even, half_down, up, down, ceiling, floor; did you mean 'half_up'?"},
        {"round(share, 1, 'half_up')", 16, "expected a rounding mode"},
        {"round(share, 1, 2)", 16, "expected a rounding mode"},
        {"round(down, 1, up)", 12, "a length of time is rounded to a step of its own kind, not to a plain number"},
        {"round(share, 0, up)", 13, "the step must be above zero"},
        {"round(share, -1, up)", 13, "the step must be above zero"},
        {"round(share, failures, up)", 13, "the step must be above zero"},
        {"floor(share, failures + 1)", 22, "the step must not depend on what is measured"},
        {"floor(down)", 6, "a length of time needs a step: floor(x, step)"},
        {"ceil(subscription.price)", 5, "money needs a step: ceil(x, step)"},
        {"round(vip, 1, up)", 6, "expected a number, found a condition"},
    });
}

TEST_CASE("only of a given fact can be asked whether it is known") {
    check_types({
        {"incident.cause is known", "a condition"},
        {"incident.end is unknown", "a condition"},
        {"incident.impact is known", "a condition"},
        {"claim is known", "a condition"},
        {"claim.window is known and claim.window above deadline", "a condition"},
    });
    check_refusals({
        {"incident.duration is known", 0, "incident.duration is not given by a case"},
        {"subscription.monthly_price is unknown", 0, "subscription.monthly_price is not given by a case"},
        {"window.start is known", 0, "window.start is not given by a case"},
        {"level.plan is known", 0, "level.plan is not given by a case"},
        {"down is known", 0, "only of a field can be asked whether it is known"},
        {"account is known", 0, "only of a field"},
        {"5 is known", 0, "only of a field"},
        {"incident.caus is known", 0, "did you mean 'cause'?"},
    });
}

TEST_CASE("what stands nowhere in sight can't be named") {
    const Visible constants;
    struct Row {
        const char* source;
        const char* fragment;
    };
    const Row table[] = {
        {"subscription.price", "'subscription' is not known here: this formula is a constant"},
        {"level.plan", "'level' is not known here: this formula is a constant"},
        {"window.length", "'window' is not known here: this formula is a constant"},
        {"claim is known", "only of a field"},
        {"5 EUR", "these rules are for any currency, so their formulas can't name one: give <sla> a currency"},
        {"gold", "nothing is named 'gold' here"},
    };
    for (const Row& row : table) {
        INFO("source: " << std::string(row.source));
        const std::string message = refusal(row.source, constants);
        INFO("message: " << message);
        CHECK(message.find(row.fragment) != std::string::npos);
    }
    Sight without_levels;
    without_levels.parameters.clear();
    CHECK(refusal("level.plan is gold", without_levels.visible) == "the levels of these rules have no parameters");
}

TEST_CASE("names and parameters are marked where a formula uses them") {
    const Sight sight;
    CHECK(refusal("down above level.downtime_limit and vip", sight.visible) == "accepted");
    CHECK(*sight.visible.name("down")->used);
    CHECK(*sight.visible.name("vip")->used);
    CHECK_FALSE(*sight.visible.name("share")->used);
    CHECK(sight.parameters[0].used);
    CHECK_FALSE(sight.parameters[1].used);
}

TEST_CASE("a formula is constant where it names nothing of the case") {
    struct Row {
        const char* source;
        bool constant;
        bool needs_level;
    };
    const Row table[] = {
        {"5 + 3 * 2", true, false},
        {"level.downtime_limit * 2", true, true},
        {"subscription.price", false, false},
        {"down", false, false},
        {"if vip then 1 else 2", false, false},
        {"if 1 above 2 then 1 else 2", true, false},
        {"max(1, failures)", false, false},
        {"round(1.5, 1, half_up)", true, false},
        {"(1 / change else 2)", false, false},
        {"claim is known", false, false},
    };
    const Sight sight;
    for (const Row& row : table) {
        INFO("source: " << std::string(row.source));
        Syntax syntax = parse(row.source);
        const CheckedFormula formula = check(syntax, sight.visible);
        CHECK(formula.nodes[syntax.root_index].constant == row.constant);
        CHECK(formula.needs_level == row.needs_level);
    }
}

// A condition of a record that can be measured under its own name.
static void add_condition(Sight& sight, const std::string& name, const std::string& of, const std::string& that) {
    Visible inside = sight.visible;
    std::erase_if(inside.records, [&](const VisibleRecord& r) { return r.name == of; });
    inside.records.push_back({facts::row(*facts::find_record(of)).name, Role::measured, *facts::find_record(of)});
    auto made = std::make_shared<Condition>();
    made->of = of;
    made->syntax = parse(that);
    check(made->syntax, inside);
    VisibleName out;
    out.name = name;
    out.type = simple_type(Kind::flag);
    out.position = {7, 3};
    out.element = "condition";
    out.condition = std::move(made);
    sight.visible.names.push_back(std::move(out));
}

TEST_CASE("a condition stands for what it says, of the record that is looked at or of the subject") {
    Sight sight;
    add_condition(sight, "loss", "incident", "incident.kind is outage and not vip");
    add_condition(sight, "long_loss", "incident", "loss and incident.duration above 1 hour");
    add_condition(sight, "urgent", "ticket", "ticket.priority is p1 or ticket.escalated");
    add_condition(sight, "p1", "ticket", "ticket.escalated");  // a word of an earlier condition stays a word
    add_condition(sight, "announced", "maintenance", "maintenance.notice above 1 day");
    const struct {
        const char* source;
        const char* meant;
    } table[] = {
        {"loss", "incident.kind is outage and not vip"},
        {"not loss", "not (incident.kind is outage and not vip)"},
        {"loss and down above 1 hour", "incident.kind is outage and not vip and down above 1 hour"},
        {"if loss then 1 else 2", "if incident.kind is outage and not vip then 1 else 2"},
        {"long_loss", "incident.kind is outage and not vip and incident.duration above 1 hour"},
        {"urgent", "subject.priority is 'p1' or subject.escalated"},
        {"long_loss or urgent",
         "(incident.kind is outage and not vip and incident.duration above 1 hour) or (subject.priority is 'p1' or "
         "subject.escalated)"},
    };
    for (const auto& row : table) {
        CAPTURE(row.source);
        const auto program = [&](const char* source) {
            Syntax syntax = parse(source);
            return dump(compile(check(syntax, sight.visible), {}));
        };
        CHECK(program(row.source) == program(row.meant));
    }
    std::size_t offset = 0;
    CHECK(refusal("vip or announced", sight.visible, &offset)
              .starts_with("'announced' is a condition of maintenance, and this formula is about none"));
    CHECK(offset == 7);
    CHECK(refusal("incident.cause is loss", sight.visible).starts_with("'loss' is the name of the <condition> at line 7"));
    CHECK(refusal("loss is known", sight.visible).starts_with("only of a field can be asked"));
    CHECK(refusal("1 + loss", sight.visible).starts_with("a plain number and a condition can't be added"));
    CHECK(refusal("yes and loss", without_names(sight.visible), &offset)
              .starts_with("in the condition 'loss' of line 7: nothing is named 'vip' here"));
    CHECK(offset == 8);
}

TEST_CASE("conditions make no formula larger or deeper than it could be written") {
    Sight sight;
    add_condition(sight, "c0", "incident", "incident.confirmed or incident.recovered");
    std::size_t parts = 3;
    std::string last = "c0";
    while (3 + 2 * parts <= 1'024) {  // two names and what joins them, and twice what they stand for
        const std::string next = "c" + std::to_string(sight.visible.names.size());
        add_condition(sight, next, "incident", last + " and " + last);
        parts = sight.visible.names.back().condition->syntax.nodes.size();
        last = next;
    }
    CHECK(parts > 512);
    CHECK(refusal(last, sight.visible) == "accepted");
    CHECK(refusal(last + " and " + last, sight.visible) ==
          "with the conditions that it names, the formula has more than 1024 parts");

    Sight deep;
    add_condition(deep, "d0", "incident", "incident.confirmed");
    const auto name = [](int i) { return "d" + std::to_string(i); };
    int i = 0;
    for (; refusal("not " + name(i), deep.visible) == "accepted"; ++i)
        add_condition(deep, name(i + 1), "incident", "not " + name(i));
    CHECK(i > 16);
    CHECK(i < 64);
    CHECK(refusal("not " + name(i), deep.visible).ends_with("the formula is nested more than 64 deep"));
}

TEST_CASE("a text whose words the rules list is one of them") {
    Sight sight;
    const std::vector<FieldWords> words = {{facts::find_field(facts::Record::incident, "cause"), "network power", {}}};
    sight.visible.words = &words;
    const Refused table[] = {
        {"incident.cause is network", 0, "accepted"},
        {"incident.cause is 'power'", 0, "accepted"},
        {"incident.cause is pwer", 18, "'pwer' is not one of network, power; did you mean 'power'?"},
        {"incident.cause is 'pwer'", 18, "'pwer' is not one of network, power"},
        {"'pwer' is incident.cause", 0, "'pwer' is not one of network, power"},
        {"incident.cause one of (network, pwer)", 32, "'pwer' is not one of network, power"},
        {"'pwer' one of (incident.component, incident.cause)", 0, "'pwer' is not one of network, power"},
        {"incident.cause is incident.component", 0, "accepted"},
        {"incident.component is pwer", 0, "accepted"},
        {"(if vip then incident.cause else 'other') is pwer", 0, "accepted"},
        {"(if vip then incident.cause else incident.cause) is pwer", 52, "'pwer' is not one of network, power"},
    };
    for (const Refused& row : table) {
        CAPTURE(row.source);
        std::size_t offset = 0;
        CHECK(refusal(row.source, sight.visible, &offset).starts_with(row.fragment));
        CHECK(offset == row.offset);
    }
}

}  // namespace redress::formula
