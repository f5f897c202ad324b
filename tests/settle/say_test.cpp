// What decisions and charges say in the words of the rules, and what full explanations add.
#include "settle/say.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "decision_rows.h"
#include "facts/token_set.h"
#include "rules/grammar.h"

namespace redress::settle {
namespace {

std::string field_of(const std::string& pack_xml, const std::string& case_xml, std::string_view record, std::string_view field,
                     std::size_t index = 0) {
    const facts::Case facts = facts::parse_case(case_xml, {});
    const rules::Book book = rules::Book::parse(pack_xml);
    statement::Statement statement;
    settle_usually(book, facts, true, statement);
    statement::Statement again;
    settle_usually(book, facts, false, again);
    const Reader reader(statement);
    const Reader other(again);
    if (index >= reader.count(record)) return "no " + std::string(record);
    if (record != "step" && reader.get(record, index, field) != other.get(record, index, field))
        return "steps say something else";
    return std::string(reader.get(record, index, field));
}

std::string sentence(const std::string& body, const std::string& records, std::string_view attributes = {}) {
    return field_of(pack(body, attributes), facts_of(records), "decision", "sentence");
}

// In March, at 310 EUR a month: an outage of five and a half hours.
const std::string five_hours = outage("i", "03-03T10:00", "03-03T15:30");
const std::string gold = "<subscription id=`s` sla=`t` price=`310` level=`gold`/>" + five_hours;

std::string says(const std::string& text) {
    const std::string body =
        "<level id=`gold`><parameter name=`limit` value=`90 minutes`/><parameter name=`grace` value=`5 working "
        "days`/></level><guarantee id=`g` over=`calendar_month`><downtime name=`down`/>"
        "<let name=`uptime` value=`100% - down / window.length`/>"
        "<breach when=`uptime below 100% and level.limit below 2 hours and window.start + level.grace below "
        "window.end`/><credit value=`1 EUR * (down / 1 hour)`/><sentence of=`granted`>" +
        text + "</sentence></guarantee>";
    return sentence(body, gold, "timezone=`Europe/Berlin`");
}

TEST_CASE("a value in a text is formatted for people") {
    const struct {
        const char* text;
        const char* expected;
    } rows[] = {
        {"You get {amount}.", "You get 5.50 EUR."},
        {"{down}", "5 h 30 min"},
        {"{down - 5 hours}", "30 min"},
        {"{down - 4.5 hours + 5 seconds}", "1 h 5 s"},
        {"{down - 5.5 hours}", "0 min"},
        {"{4 hours - down}", "-1 h 30 min"},
        {"{down / 7}", "47 min 9 s"},  // 2828 and four sevenths of a second
        {"{level.limit}", "1 h 30 min"},
        {"{level.grace}", "5 working days"},
        {"{subscription.billing_period}", "1 month"},
        // March in Berlin has 743 hours: 1 - 5.5/743 = 0.992597...
        {"{uptime}", "99.2598%"},
        {"{down / 1 hour}", "550%"},  // a quotient of two lengths of time is a ratio
        {"{1 * (down / 1 hour)}", "5.5"},
        {"{1 / 3}", "0.3333"},
        {"{2 / 3}", "0.6667"},
        {"{subscription.price / 7}", "44.29 EUR"},  // 44.2857...
        {"{0 EUR - 1 EUR}", "-1.00 EUR"},
        {"{window.start}", "2026-03-01 00:00"},
        {"{window.end - 1 second}", "2026-03-31 23:59:59"},
        {"{date(window.end) - 1 day}", "2026-03-31"},
        {"{subscription.level}", "gold"},
        {"{subscription.kind}", "standard"},
        {"{if down above 1 hour then 'long' else 'short'}", "long"},
        {"{'} {'}", "} {"},
        {"{{down} and {{{{", "{down} and {{"},
        {"a } b", "a } b"},
        {"&lt;b&gt; &amp; {subscription.id}", "<b> & s"},
        {"Подсчитано: {down}\n      за {date(window.start)}", "Подсчитано: 5 h 30 min за 2026-03-01"},
        {"{remedy}", "balance"},
        {"{entitled} {amount}", "5.50 EUR 5.50 EUR"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(says(row.text) == row.expected);
    }
}

TEST_CASE("a text with a value that is unknown is not made: the next one stands, and at last that of the library") {
    const std::string usual = "5.50 EUR to the balance.";
    const struct {
        const char* sentences;
        std::string expected;
    } rows[] = {
        {"", usual},
        {"<sentence of=`granted`>Reported {subscription.end}.</sentence>", usual},
        {"<sentence of=`granted`>Until {subscription.end}.</sentence><sentence of=`granted`>Yours: {amount}.</sentence>",
         "Yours: 5.50 EUR."},
        {"<sentence of=`granted`>Yours until {expires}.</sentence>", usual},
        {"<sentence of=`granted`>{credited} before.</sentence>", usual},
        {"<sentence of=`granted`>{extension} more.</sentence>", usual},
        {"<sentence of=`denied`>No.</sentence><sentence of=`not_breached`>Kept.</sentence>", usual},
        {"<sentence of=`granted` when=`down_in_all above 6 hours`>Long.</sentence>", usual},
        {"<sentence of=`granted` when=`down_in_all above 5 hours`>Long: {down_in_all}.</sentence>", "Long: 5 h 30 min."},
        {"<sentence of=`granted` when=`subscription.end above window.end`>Long.</sentence>", usual},
        {"<sentence of=`granted` when=`remedy is discount`>Off.</sentence><sentence of=`granted`>Paid.</sentence>", "Paid."},
    };
    const std::string shared =
        "<downtime name=`down_in_all` scope=`account`/><cap amount=`if down_in_all above 100 hours then 1 EUR "
        "else 100 EUR`/>";
    for (const auto& row : rows) {
        CAPTURE(row.sentences);
        CHECK(sentence(shared + monthly() + row.sentences, five_hours) == row.expected);
    }
    CHECK(sentence(monthly() +
                       "<remedy kind=`balance` expires=`P1M`/><sentence of=`granted`>Until {date(expires) - 1 day}.</sentence>",
                   five_hours) == "Until 2026-04-30.");
    CHECK(sentence(monthly() + "<remedy kind=`extension`/><sentence of=`granted`>{extension} more.</sentence>",
                   "<subscription id=`s` sla=`t` price=`310` start=`2026-01-01T00:00:00Z` end=`2027-01-01T00:00:00Z`/>" +
                       five_hours) == "13 h 12 min more.");  // 31 days cost 310 EUR: 5.50 EUR are 0.55 of a day
}

TEST_CASE("the guarantee's sentences come before those of the SLA, each in the order of the file") {
    const std::string of_sla = "<sentence of=`granted`>By the SLA.</sentence>";
    const std::string own =
        "<sentence of=`granted` when=`down above 6 hours`>Long.</sentence><sentence of=`granted`>Own.</sentence>";
    CHECK(sentence(promise("<downtime name=`down`/>" + own) + of_sla, five_hours) == "Own.");
    CHECK(sentence(promise("<downtime name=`down`/>" + own) + of_sla, outage("i", "03-03T10:00", "03-03T16:30")) == "Long.");
    CHECK(sentence(monthly() + of_sla, five_hours) == "By the SLA.");
}

TEST_CASE("a sentence is for an outcome or for a reason") {
    const std::string claimed =
        "<claim required=`yes` channel=`ticket` until=`date(window.end) + 3 days` "
        "answer_by=`claim.filed + 2 days`/>";
    const auto claim = [](std::string_view filed, std::string_view more = "channel=`ticket`") {
        return "<claim id=`k` subscription=`s` window=`2026-02-01` filed=`" + std::string(filed) + "` " + std::string(more) +
               "/>";
    };
    const std::string february = outage("i", "02-03T10:00", "02-03T12:00");
    const struct {
        std::string rules, records, expected;
    } rows[] = {
        {claimed + "<sentence of=`claim_too_late`>Filed {claim.filed}, due {deadline}.</sentence>",
         february + claim("2026-03-05T10:00:00Z"), "Filed 2026-03-05 10:00, due 2026-03-04."},
        {claimed + "<sentence of=`denied`>Not this time.</sentence>", february + claim("2026-03-05T10:00:00Z"), "Not this time."},
        {claimed + "<sentence of=`denied`>{if subscription.kind is standard then 'No.' else 'no'}</sentence>",
         february + claim("2026-03-02T10:00:00Z", "channel=`phone`"), "No."},
        {claimed + "<sentence of=`granted`>Answered by {answer_by}.</sentence>", february + claim("2026-03-02T10:00:00Z"),
         "Answered by 2026-03-04 10:00."},
        {"<claim required=`yes` from=`window.end + 2 days`/><sentence of=`claim_too_early`>From {deadline} on.</sentence>",
         february + claim("2026-03-02T10:00:00Z"), "From 2026-03-03 00:00 on."},
        {claimed + "<sentence of=`nothing_to_settle`>Nothing for {claim.id}.</sentence>", claim("2026-03-02T10:00:00Z"),
         "The promise was kept."},
        {claimed + "<sentence of=`nothing_to_settle`>Nothing for {claim.id} of {account.id}.</sentence>",
         "<claim id=`k` subscription=`s` filed=`2026-03-02T10:00:00Z` channel=`ticket`/>", "Nothing for k of a."},
        {claimed + "<sentence of=`denied`>No {window.start}.</sentence>",
         "<claim id=`k` subscription=`s` filed=`2026-03-02T10:00:00Z` channel=`ticket`/>",
         "The claim touches nothing that the SLA promises."},
        {"<sentence of=`pending`>From {decided_from} on.</sentence>", outage("i", "04-01T00:00", "04-01T00:00"),
         "From 2026-05-01 00:00 on."},
        {"<fact record=`account` name=`smallest` type=`money`/><sentence of=`missing_fact`>We look at: {missing}.</sentence>"
         "<minimum amount=`max(account.smallest, 0 EUR)` below=`drop`/>",
         five_hours, "We look at: account a: smallest."},
        {"<approve when=`due above 5 EUR`/><sentence of=`approval`>We look at {due}.</sentence>", five_hours,
         "We look at 5.50 EUR."},
        {"<sentence of=`already_credited`>{credited} of {entitled} before.</sentence>",
         five_hours + "<credit id=`t/g/s/2026-03-01` subscription=`s` amount=`5.50` granted=`2026-03-31T00:00:00Z`/>",
         "5.50 EUR of 5.50 EUR before."},
        {"<sentence of=`granted`>{credited} before, {amount} now.</sentence>",
         five_hours + "<credit id=`t/g/s/2026-03-01` subscription=`s` amount=`2` granted=`2026-03-31T00:00:00Z`/>",
         "2.00 EUR before, 3.50 EUR now."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.rules);
        CHECK(sentence(monthly() + row.rules, row.records) == row.expected);
    }
}

TEST_CASE("a requirement, a cap and a minimum have words of their own") {
    const std::string before = "<credit id=`t/g/s/2026-02-01` subscription=`s` amount=`8` granted=`2026-03-01T00:00:00Z`/>";
    const struct {
        const char* rules;
        std::string records, expected;
    } rows[] = {
        {"<require id=`r` that=`account.units is 1`>You have {account.units} units.</require>",
         "<account id=`a` units=`3`/>" + five_hours, "You have 3 units."},
        {"<require id=`r` that=`account.units is 1`>Needs {subscription.end}.</require>",
         "<account id=`a` units=`3`/>" + five_hours, "The requirement 'r' is not met."},
        {"<require id=`r` that=`account.units is 1`>Plain.</require><sentence of=`denied`>Else.</sentence>",
         "<account id=`a` units=`3`/>" + five_hours, "Plain."},
        {"<require id=`r` that=`account.units is 1`/><sentence of=`denied`>Else.</sentence>",
         "<account id=`a` units=`3`/>" + five_hours, "Else."},
        // in the window of the cap: a year
        {"<cap amount=`10 EUR` over=`calendar_year`>At most {bound} from {date(window.start)} on: {left} were left.</cap>",
         five_hours + before, "2.00 EUR to the balance. At most 10.00 EUR from 2026-01-01 on: 2.00 EUR were left."},
        {"<cap amount=`8 EUR` over=`calendar_year`>At most {bound} a year.</cap>", five_hours + before,
         "At most 8.00 EUR a year."},
        {"<cap amount=`8 EUR` over=`calendar_year` id=`k`/>", five_hours + before, "The cap 'k' leaves nothing."},
        {"<cap amount=`100 EUR`>At most {bound}.</cap>", five_hours, "5.50 EUR to the balance."},
        {"<cap count=`1` over=`calendar_year`>No more than {bound} a year.</cap>", five_hours + before, "No more than 1 a year."},
        {"<cap amount=`3 EUR`>Three.</cap><cap amount=`2 EUR`>Two.</cap><sentence of=`granted`>{amount} of "
         "{entitled}.</sentence>",
         five_hours, "2.00 EUR of 5.50 EUR. Three. Two."},
        {"<minimum amount=`6 EUR` below=`drop`>{entitled} is less than {bound}.</minimum>", five_hours,
         "5.50 EUR is less than 6.00 EUR."},
        {"<minimum amount=`6 EUR` below=`hold`>Held under {bound}.</minimum>", five_hours, "Held under 6.00 EUR."},
        {"<minimum amount=`6 EUR` below=`raise`>Never less than {bound}.</minimum>", five_hours,
         "6.00 EUR to the balance. Never less than 6.00 EUR."},
        {"<minimum amount=`5 EUR` below=`raise`>Never less than {bound}.</minimum>", five_hours, "5.50 EUR to the balance."},
        {"<minimum amount=`6 EUR` below=`drop`/><sentence of=`below_minimum`>{entitled} under {bound}.</sentence>", five_hours,
         "5.50 EUR under 6.00 EUR."},
        // the cap that decides has no words, and those of another are not said for it
        {"<cap amount=`3 EUR` over=`calendar_month`>Three.</cap><cap amount=`8 EUR` over=`calendar_year` id=`k`/>",
         five_hours + before, "The cap 'k' leaves nothing."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.rules);
        CHECK(sentence(monthly() + row.rules, row.records) == row.expected);
    }
    const std::string capped = "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/>" + hours_pay +
                               "<cap amount=`3 EUR`>{down} are worth {bound}.</cap></guarantee>";
    CHECK(sentence(capped, five_hours) == "3.00 EUR to the balance. 5 h 30 min are worth 3.00 EUR.");
}

TEST_CASE("the step of a requirement has its words with the values") {
    const std::string rules =
        pack("<require id=`r` that=`account.units is 1`>You have {account.units} units.</require>" + monthly());
    CHECK(field_of(rules, facts_of("<account id=`a` units=`3`/>" + five_hours), "step", "text", 1) == "You have 3 units.");
}

TEST_CASE("a charge says how much") {
    const std::string fine =
        "<charge id=`fine` when=`account.standing is violation` amount=`50 EUR / 3`>{amount} for {account.id}.</charge>";
    CHECK(field_of(pack(monthly() + fine), facts_of("<account id=`a` standing=`violation`/>"), "charge", "sentence") ==
          "16.67 EUR for a.");
    const std::string unknown =
        "<fact record=`account` name=`damage` type=`money`/><charge id=`fine` when=`account.standing is violation` "
        "amount=`max(account.damage, 0 EUR)`>{amount}.</charge>";
    CHECK(field_of(pack(monthly() + unknown), facts_of("<account id=`a` standing=`violation`/>"), "charge", "sentence") == "");
}

TEST_CASE("a text changes nothing of what is decided") {
    const std::string shared = "<count name=`tickets` of=`ticket` scope=`account`/>";
    // h looks at tickets, g does not: a month with a ticket alone is none of g's, whatever its sentence names.
    const std::string used = "<guarantee id=`h` over=`calendar_month`><breach when=`tickets above 100`/></guarantee>";
    const std::string records =
        "<ticket id=`k` opened=`2026-02-03T10:00:00Z` resolved=`2026-02-04T10:00:00Z` subscriptions=`s`/>" + five_hours;
    const std::string plain = shared + monthly() + used;
    const std::string worded = shared + promise("<downtime name=`down`/><sentence of=`denied`>{tickets} tickets.</sentence>") +
                               used + "<sentence of=`granted`>{tickets} tickets.</sentence>";
    CHECK(settled(pack(plain), facts_of(records)).decisions == settled(pack(worded), facts_of(records)).decisions);
    CHECK(sentence(worded, records) == "0 tickets.");
}

TEST_CASE("a sentence can be of each outcome, and of each reason that is not the id of a rule") {
    std::vector<std::string_view> expected = {"granted", "denied", "review", "pending"};
    for (int i = 0; i <= static_cast<int>(Reason::not_in_effect); ++i) {
        const Reason reason = static_cast<Reason>(i);
        if (reason != Reason::granted && reason != Reason::requirement && reason != Reason::cap)
            expected.push_back(name_of(reason));
    }
    std::vector<std::string_view> known = facts::words_of(rules::attributes("sentence").front().values);
    std::sort(expected.begin(), expected.end());
    std::sort(known.begin(), known.end());
    CHECK(known == expected);
}

// --- full explanations ---

TEST_CASE("full explanations say what changed the amount, name days, and show no ids of rules") {
    const std::string before = "<credit id=`t/g/s/2026-02-01` subscription=`s` amount=`8` granted=`2026-03-01T00:00:00Z`/>";
    const std::string again = "<credit id=`t/g/s/2026-03-01` subscription=`s` amount=`2` granted=`2026-03-31T00:00:00Z`/>";
    const std::string claim = "<claim id=`k` subscription=`s` window=`2026-03-01` filed=`2026-03-31T10:00:00Z`/>";
    const struct {
        const char* rules;
        std::string records, brief, full;
    } rows[] = {
        {"<cap id=`k` clause=`7` amount=`10 EUR` over=`calendar_year`/>", five_hours + before, "2.00 EUR to the balance.",
         "2.00 EUR to the balance. A cap of the SLA (clause 7) leaves 2.00 EUR."},
        {"<cap id=`k` amount=`8 EUR` over=`calendar_year`/>", five_hours + before, "The cap 'k' leaves nothing.",
         "A cap of the SLA leaves nothing: no more than 8.00 EUR."},
        {"<cap id=`k` clause=`7` count=`1` over=`calendar_year`/>", five_hours + before, "The cap 'k' leaves nothing.",
         "A cap of the SLA (clause 7) leaves nothing: no more than 1 credits."},
        {"<minimum amount=`6 EUR` below=`raise` clause=`8`/>", five_hours, "6.00 EUR to the balance.",
         "6.00 EUR to the balance. The minimum of the SLA (clause 8) makes it 6.00 EUR."},
        {"<minimum amount=`6 EUR` below=`drop`/>", five_hours, "The credit is below the SLA's minimum.",
         "The credit is below the SLA's minimum: 5.50 EUR, less than 6.00 EUR."},
        {"<minimum amount=`6 EUR` below=`hold`/>", five_hours,
         "The credit is below the SLA's minimum and is held until more is due.",
         "The credit is below the SLA's minimum and is held until more is due: 5.50 EUR, less than 6.00 EUR."},
        {"", five_hours + again, "3.50 EUR to the balance.", "3.50 EUR to the balance. 2.00 EUR were credited for it before."},
        {"<cap amount=`2 EUR`/>", five_hours + again, "All that is due was credited before.",
         "All that is due was credited before: 2.00 EUR."},
        {"<require id=`r` clause=`9` that=`account.units is 1`/>", "<account id=`a` units=`3`/>" + five_hours,
         "The requirement 'r' is not met.", "A requirement of the SLA (clause 9) is not met."},
        {"<claim required=`yes` until=`date(window.start) + 5 days`/>", five_hours + claim, "The claim was filed too late.",
         "The claim was filed too late: it could be filed until 2026-03-06."},
        {"<claim required=`yes` from=`window.end`/>", five_hours + claim, "The claim was filed too early.",
         "The claim was filed too early: it can be filed from 2026-04-01 00:00."},
        {"<sentence of=`granted`>Own.</sentence><cap amount=`1 EUR`/>", five_hours, "Own.", "Own."},
        {"<cap amount=`1 EUR`>Own words.</cap>", five_hours, "1.00 EUR to the balance. Own words.",
         "1.00 EUR to the balance. Own words."},
        {"", outage("i", "04-01T00:00", "04-01T00:00"), "Too early to compute: the window has not ended yet.",
         "Too early to compute: the window has not ended yet. It can be computed from 2026-05-01 00:00."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.rules);
        CHECK(sentence(monthly() + row.rules, row.records) == row.brief);
        CHECK(sentence(monthly() + row.rules, row.records, "explanation=`brief`") == row.brief);
        CHECK(sentence(monthly() + row.rules, row.records, "explanation=`full`") == row.full);
    }
    CHECK(sentence(
              monthly() + "<remedy kind=`extension`/>",
              "<subscription id=`s` sla=`t` price=`310` start=`2026-01-01T00:00:00Z` end=`2027-01-01T00:00:00Z`/>" + five_hours,
              "explanation=`full`") == "5.50 EUR as 13 h 12 min more of service.");
}

// "excluded: ...\ndown: ..." of the first decision
std::string texts_of(const std::string& body, const std::string& records, std::string_view explanation) {
    const facts::Case facts = facts::parse_case(facts_of(records), {});
    const rules::Book book = rules::Book::parse(pack(body, "explanation=`" + std::string(explanation) + "`"));
    statement::Statement statement;
    settle_usually(book, facts, true, statement);
    const Reader reader(statement);
    std::string out;
    for (std::size_t i = 0; i < reader.count("step"); ++i) {
        const std::string_view kind = reader.get("step", i, "kind");
        if (kind != "measure" && kind != "exclude" && kind != "let") continue;
        const std::string_view text = reader.get("step", i, kind == "let" ? "value" : "text");
        const std::size_t named = kind == "let" ? 0 : text.find(". ");
        out.append(reader.get("step", i, "name")).append(":");
        if (named != std::string_view::npos) out.append(text.substr(kind == "let" ? 0 : named + 1));
        out += '\n';
    }
    return out;
}

TEST_CASE("the steps of full explanations name the records that counted, and those that did not with the reason") {
    const std::string records = outage("i1", "03-03T10:00", "03-03T12:00", "kind=`outage`") +
                                outage("i2", "03-04T10:00", "03-04T12:00", "kind=`degradation`") +
                                outage("i3", "03-05T10:00", "03-05T12:00", "kind=`outage`") +
                                outage("i4", "02-28T10:00", "03-01T12:00", "kind=`outage`") +
                                outage("i5", "01-05T10:00", "01-05T12:00", "kind=`outage`") +
                                "<maintenance id=`m1` start=`2026-03-05T09:00:00Z` end=`2026-03-05T13:00:00Z`/>"
                                "<maintenance id=`m2` start=`2026-03-06T09:00:00Z` end=`2026-03-06T13:00:00Z` emergency=`yes`/>";
    const std::string body =
        "<exclude of=`maintenance` where=`not maintenance.emergency`/><guarantee id=`g` over=`calendar_month`>"
        "<downtime name=`down` where=`incident.kind is outage`/><count name=`begun` of=`incident` records=`starting`/>"
        "<count name=`over` of=`incident` records=`ending`/>"
        "<breach when=`down + 1 hour * begun + 1 hour * over above 0 hours and window.start at least start_of(window.start, "
        "quarter) "
        "+ 2 months`/><credit value=`1 EUR * (down / 1 hour)`/></guarantee>";
    const auto march = [&](std::string_view explanation) {
        const std::string all = texts_of(body, records, explanation);
        return all.substr(all.rfind("maintenance:"));
    };
    CHECK(march("brief") == "maintenance:\ndown:\nbegun:\nover:\n");
    CHECK(
        march("full") ==
        "maintenance: Counted: m1. Not counted, since 'not maintenance.emergency' does not hold: m2.\n"
        "down: Counted: i1, i4. Not counted, since 'incident.kind is outage' does not hold: i2. Not counted, since all their "
        "time is "
        "excluded: i3.\n"
        "begun: Counted: i1, i2. Not counted, since all their time is excluded: i3. Not counted, since they do not start in the "
        "range: i4.\n"
        "over: Counted: i1, i2, i4. Not counted, since all their time is excluded: i3.\n");
}

TEST_CASE("a step names so many records, and counts the rest") {
    std::string records;
    for (int i = 101; i <= 202; ++i) records += outage("i" + std::to_string(i), "03-03T10:00", "03-03T12:00");
    const std::string all = texts_of(monthly(), records, "full");
    CHECK(all.find("i101, i102") != std::string::npos);
    CHECK(all.find("i200, and 2 more.") != std::string::npos);
    CHECK(all.find("i201") == std::string::npos);
}

TEST_CASE("a value of money and time together has its unit in full explanations") {
    const struct {
        const char* formula;
        const char* use;
        const char* brief;
        const char* full;
    } rows[] = {
        {"window.price / 31 days", "x * 1 day", "1/8640 (about 0.000116)", "1/8640 (about 0.000116) EUR per second"},
        {"1 EUR * down", "x / 1 hour", "19800", "19800 EUR seconds"},
        {"1 / (2 * 1 second)", "1 EUR * x * down", "0.5", "0.5 per second"},
        {"down * down", "1 EUR * (x / (1 hour * 1 hour))", "392040000", "392040000 seconds^2"},
        {"down", "1 EUR * (x / 1 hour)", "PT5H30M", "PT5H30M"},
        {"1 EUR * 2", "x", "2 EUR", "2 EUR"},
        {"7 / 2", "1 EUR * x", "3.5", "3.5"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.formula);
        const std::string body = "<guarantee id=`g` over=`calendar_month`><downtime name=`down`/><let name=`x` value=`" +
                                 std::string(row.formula) + "`/><breach when=`down above 0 hours`/><credit value=`" + row.use +
                                 "`/></guarantee>";
        const auto x = [&](std::string_view explanation) {
            const std::string all = texts_of(body, five_hours, explanation);
            return all.substr(all.find("x:") + 2, all.rfind('\n') - all.find("x:") - 2);
        };
        CHECK(x("brief") == row.brief);
        CHECK(x("full") == row.full);
    }
}

}  // namespace
}  // namespace redress::settle
