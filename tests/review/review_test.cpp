#include "review/review.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "facts/token_set.h"
#include "input_limits.h"
#include "rules/loader.h"

namespace redress::review {
namespace {

namespace fs = std::filesystem;

// Nothing in it is doubtful. The tests exchange a part of it.
const std::string quiet =
    R"xml(<sla xmlns='urn:redress:rules:1' id='s' title='T' currency='EUR' timezone='Europe/Berlin' effective_from='2026-01-01'>
  <guarantee id='g' over='calendar_month'>
    <downtime name='down' where='incident.kind is outage'/>
    <breach when='down above 4 hours'/>
    <credit value='subscription.monthly_price * 10%'/>
  </guarantee>
  <claim required='yes'/>
  <remedy kind='balance'/>
</sla>
)xml";

const std::string breach = "down above 4 hours";
const std::string where = "incident.kind is outage";
const std::string credit = "<credit value='subscription.monthly_price * 10%'/>";
const std::string value = "subscription.monthly_price * 10%";
const std::string claim = "<claim required='yes'/>";
const std::string calendar = "<calendar weekend='saturday sunday'/>";
const std::string remedy = "<remedy kind='balance'/>";
const std::string measure = "<downtime name='down' where='incident.kind is outage'/>";

// A mistake in place of a part of the quiet pack, and beside it what is none.
struct Row {
    const char* code;
    std::string part;
    std::string planted;
    std::string at;  // what stands where the warning points to
    std::string right;
};

const std::vector<Row> rows = {
    {"always-true", where, where + " and incident.kind is not degradation", "incident.kind is not",
     where + " and incident.cause is not ddos"},
    {"always-true", breach, "down above 4 hours and down above 2 hours", "down above 2",
     "down above 4 hours and down above 6 hours"},
    {"always-true", value, "if down above 1 hour then 5 EUR else 2 EUR", "down above 1 hour",
     "if down above 5 hours then 5 EUR else 2 EUR"},
    {"always-true", claim, "<require id='r' that='yes'/>" + claim, "yes",
     "<require id='r' that='account.units above 1'/>" + claim},
    {"never-true", breach, "down above 4 hours and down below 2 hours", "down below 2",
     "down above 4 hours and down below 6 hours"},
    {"never-true", where, "incident.cause is ddos and incident.cause is power", "incident.cause is power",
     "incident.cause is ddos or incident.cause is power"},
    {"never-true", where, "incident.kind is outage and incident.kind one of (degradation, data_loss)", "incident.kind one of",
     "incident.kind is not outage and incident.kind one of (degradation, data_loss)"},
    {"never-true", value, "if down at most 4 hours then 5 EUR else 2 EUR", "down at most",
     "if down at most 5 hours then 2 EUR else 5 EUR"},
    {"threshold-out-of-range", breach, "1 - down / window.length at most 99.9", "99.9", "1 - down / window.length at most 99.9%"},
    {"threshold-out-of-range", breach, "down above 40 days", "40 days", "down above 20 days"},
    {"threshold-out-of-range", where, "incident.affected above 1.5", "1.5", "incident.affected above 0.5"},
    {"threshold-out-of-range", credit,
     "<let name='up' value='1 - down / window.length'/><tiers name='rate' of='up'><tier at_least='99.5' value='5%'/><tier "
     "value='9%'/></tiers>"
     "<credit value='rate * subscription.monthly_price'/>",
     "<tier at_least='99.5'",
     "<let name='up' value='1 - down / window.length'/><tiers name='rate' of='up'><tier at_least='99%' value='5%'/><tier "
     "value='9%'/></tiers>"
     "<credit value='rate * subscription.monthly_price'/>"},
    {"empty-breach", breach, "down below 4 hours", "down below", breach},
    {"empty-breach", breach, "1 - down / window.length at least 99.9%", "1 - down", "1 - down / window.length below 99.9%"},
    {"unreachable-tier", credit,
     "<tiers name='rate' of='down'><tier at_most='1 hour' value='5%'/><tier at_most='8 hours' value='10%'/><tier "
     "value='20%'/></tiers>"
     "<credit value='rate * subscription.monthly_price'/>",
     "<tier at_most='1 hour'",
     "<tiers name='rate' of='down'><tier at_most='6 hours' value='5%'/><tier at_most='8 hours' value='10%'/><tier "
     "value='20%'/></tiers>"
     "<credit value='rate * subscription.monthly_price'/>"},
    {"falling-credit", value, "subscription.monthly_price * (1 - down / window.length)", "subscription.monthly_price",
     "subscription.monthly_price * (down / window.length)"},
    {"falling-credit", value, "if down above 10 hours then 3 EUR else 5 EUR", "if down",
     "if down above 10 hours then 5 EUR else 3 EUR"},
    {"equal-branches", value, "if account.units above 5 then 3 EUR else 3 EUR", "if account",
     "if account.units above 5 then 3 EUR else 4 EUR"},
    {"equal-branches", credit,
     "<tiers name='rate' of='down'><tier at_most='6 hours' value='5%'/><tier at_most='8 hours' value='5%'/><tier "
     "value='20%'/></tiers>"
     "<credit value='rate * subscription.monthly_price'/>",
     "5%'/><tier value",
     "<tiers name='rate' of='down'><tier at_most='6 hours' value='5%'/><tier at_most='8 hours' value='6%'/><tier "
     "value='20%'/></tiers>"
     "<credit value='rate * subscription.monthly_price'/>"},
    {"mixed-and-or", where, "incident.kind is outage and incident.confirmed or incident.recovered", "or incident.recovered",
     "(incident.kind is outage and incident.confirmed) or incident.recovered"},
    {"unknown-id", claim, "<require id='r' that='claim.guarantee is gg'/>" + claim, "gg",
     "<require id='r' that='claim.guarantee is g'/>" + claim},
    {"unknown-id", claim, "<level id='gold'/><approve when='subscription.level one of (gold, silver)'/>" + claim, "silver",
     "<level id='gold'/><approve when='subscription.level one of (gold)'/>" + claim},
    {"deadline-before-window", claim, "<claim required='yes' until='window.start - 1 day'/>", "window.start",
     "<claim required='yes' until='window.end + 1 day'/>"},
    {"deadline-in-window", claim, "<claim required='yes' until='window.start + 10 days'/>", "window.start",
     "<claim required='yes' until='window.start + 2 months'/>"},
    {"deadline-in-window", claim, "<claim required='yes' until='date(window.end) - 3 days'/>", "date",
     "<claim required='yes' until='date(window.end) + 3 days'/>"},
    {"deadline-before-start", claim, "<claim required='yes' from='window.end + 9 days' until='window.end + 5 days'/>",
     "window.end + 5", "<claim required='yes' from='window.end + 5 days' until='window.end + 9 days'/>"},
    {"looks-ahead", measure, "<downtime name='down' where='incident.kind is outage' shift='1'/>", "<downtime",
     "<downtime name='down' where='incident.kind is outage' shift='-1'/>"},
    {"looks-ahead", measure, "<downtime name='down' where='incident.kind is outage' until='window.end + 1 day'/>", "<downtime",
     "<downtime name='down' where='incident.kind is outage' until='window.end - 1 day'/>"},
    {"no-calendar", claim, "<claim required='yes' until='window.end + 10 working days'/>", "10 working",
     "<calendar/><claim required='yes' until='window.end + 10 working days'/>"},
    {"no-calendar", claim, "<exclude of='maintenance' daily='01:00-05:00' days='working_days'/>" + claim, "working_days",
     "<exclude of='maintenance' daily='01:00-05:00' days='monday'/>" + claim},
    {"abbreviated-zone", "Europe/Berlin", "CET", "CET", "Europe/Paris"},
    {"abbreviated-zone", claim,
     "<fact record='account' name='zone' type='zone' values='Europe/Paris EST'/>"
     "<exclude of='maintenance' daily='01:00-05:00' timezone='account.zone'/>" +
         claim,
     "Europe/Paris EST",
     "<fact record='account' name='zone' type='zone' values='Europe/Paris America/New_York'/>"
     "<exclude of='maintenance' daily='01:00-05:00' timezone='account.zone'/>" +
         claim},
    {"long-hours", claim, "<exclude of='maintenance' daily='06:00-23:30'/>" + claim, "06:00-23:30",
     "<exclude of='maintenance' daily='23:30-06:00'/>" + claim},
    {"pays-nothing", value, "subscription.monthly_price * 0%", "subscription", value},
    {"pays-nothing", credit, "", "<sla", credit},
    {"pays-nothing", claim, claim + "<cap count='0' over='calendar_month'/>", "<cap",
     claim + "<cap count='1' over='calendar_month'/>"},
    {"pays-nothing", claim, claim + "<cap amount='0 EUR' over='calendar_month'/>", "0 EUR",
     claim + "<cap amount='9 EUR' over='calendar_month'/>"},
    {"pays-nothing", claim, claim + "<minimum amount='0 EUR' below='drop'/>", "0 EUR",
     claim + "<minimum amount='1 EUR' below='drop'/>"},
    {"pays-nothing", claim, claim + "<minimum amount='9 EUR' below='drop'/><cap amount='5 EUR' over='calendar_month'/>", "9 EUR",
     claim + "<minimum amount='5 EUR' below='drop'/><cap amount='9 EUR' over='calendar_month'/>"},
    {"rate-above-100", value, "subscription.monthly_price * 150%", "150%", "subscription.monthly_price * 100%"},
    {"rate-above-100", credit,
     "<tiers name='rate' of='down'><tier at_most='6 hours' value='5%'/><tier value='10'/></tiers><credit value='rate * "
     "subscription.monthly_price'/>",
     "10'/>",
     "<tiers name='rate' of='down'><tier at_most='6 hours' value='5%'/><tier value='10%'/></tiers><credit value='rate * "
     "subscription.monthly_price'/>"},
    {"cap-window", claim, claim + "<cap amount='subscription.monthly_price' over='billing_period'/>", "<cap",
     claim + "<cap amount='subscription.monthly_price' over='calendar_year'/>"},
    {"cap-for-good", claim, claim + "<cap amount='subscription.monthly_price'/>", "<cap",
     claim + "<cap amount='subscription.monthly_price' over='P12M'/>"},
    {"cap-per-subscription", claim, claim + "<cap amount='account.units * 5 EUR' over='calendar_month'/>", "account.units",
     claim + "<cap amount='account.units * 5 EUR' over='calendar_month' per='account'/>"},
    {"conditional-remedy", remedy, "<remedy kind='balance' when='account.units above 0'/>", "account.units",
     "<remedy kind='extension' when='subscription.end is known'/>" + remedy},
    {"no-claim", claim, "", "<sla", "<claim required='no'/>"},
    {"combine-of-one", claim, claim + "<combine/>", "<combine",
     claim + "<guarantee id='h' over='day'><breach when='account.units above 9'/><credit value='1 EUR'/></guarantee><combine/>"},
    {"excludes-everything", claim, "<exclude of='incident'/>" + claim, "<exclude",
     "<exclude of='incident' where='incident.cause is ddos'/>" + claim},
    {"excludes-everything", claim,
     "<exclude of='incident' where='incident.cause is ddos'/><exclude daily='00:00-24:00'/>" + claim, "<exclude daily",
     "<exclude daily='00:00-06:00'/>" + claim},
    // What the one leaves the other excludes; Saturdays and Sundays are the weekend, and 22:00 to 06:00 runs over midnight.
    {"excludes-everything", claim,
     "<exclude except_daily='09:00-17:00' days='working_days'/><exclude except_daily='10:00-15:00' days='saturday'/>" + calendar +
         claim,
     "<exclude except_daily='10:00-15:00'",
     "<exclude except_daily='09:00-17:00' days='working_days'/><exclude daily='12:00-13:00' days='saturday'/>" + calendar +
         claim},
    {"excludes-everything", claim,
     "<exclude daily='22:00-06:00'/><exclude daily='06:00-22:00' days='working_days'/><exclude daily='06:00-22:00' "
     "days='other_days'/>" +
         calendar + claim,
     "<exclude daily='06:00-22:00' days='other_days'",
     "<exclude daily='22:00-06:00'/><exclude daily='06:00-22:00' days='working_days'/><exclude daily='06:01-22:00' "
     "days='other_days'/>" +
         calendar + claim},
    {"excludes-everything", claim,
     "<exclude except_daily='09:00-17:00' days='monday'/><exclude except_daily='09:00-17:00' days='tuesday'/>" + claim,
     "<exclude except_daily='09:00-17:00' days='tuesday'",
     "<exclude except_daily='09:00-17:00' days='monday'/><exclude except_daily='09:00-17:00' days='tuesday' timezone='UTC'/>" +
         claim},
    {"long-hours", claim, "<exclude of='maintenance' daily='06:00-06:00'/>" + claim, "06:00-06:00",
     "<exclude of='maintenance' daily='00:00-24:00'/>" + claim},
    {"excluded-measure", claim, "<exclude of='incident' where='incident.kind one of (outage, degradation)'/>" + claim, "<exclude",
     "<exclude of='incident' where='incident.kind is degradation'/>" + claim},
    {"duplicate-exclude", claim, "<exclude of='maintenance' clause='1'/><exclude of='maintenance' clause='2'/>" + claim,
     "<exclude of='maintenance' clause='2'",
     "<exclude of='maintenance' clause='1'/><exclude of='maintenance' clause='2' daily='01:00-05:00'/>" + claim},
    {"measure-without-where", measure, "<downtime name='down'/>", "<downtime", measure},
    {"unused-fact", claim, "<fact record='account' name='vip' type='flag'/>" + claim, "<fact",
     "<fact record='account' name='vip' type='flag'/><approve when='account.vip'/>" + claim},
    {"unused-fact", claim, "<fact record='account' name='vip' type='flag'/><sentence of='denied'>No.</sentence>" + claim, "<fact",
     "<fact record='account' name='vip' type='flag'/><sentence of='denied'>{if account.vip then 'Sorry.' else 'No.'}</sentence>" +
         claim},
    {"unused-reading", claim, "<reading clause='9'>So.</reading>" + claim, "9",
     "<reading clause='9'>So.</reading><claim required='yes' clause='9.2'/>"},
    {"unused-allow", claim, "<allow warning='no-claim' reason='r'/>" + claim, "no-claim",
     "<allow warning='no-claim' reason='r'/>"},
};

std::string with(const std::string& part, const std::string& instead) {
    const std::size_t at = quiet.find(part);
    REQUIRE(at != std::string::npos);
    std::string out = quiet;
    return out.replace(at, part.size(), instead);
}

std::vector<Finding> reviewed(const std::string& text) { return review(rules::Book::examine_text(text)); }

std::string told(const std::vector<Finding>& findings) {
    std::string out;
    for (const Finding& f : findings) {
        out += f.place.file.substr(f.place.file.rfind('/') + 1) + (f.place.file.empty() ? "" : ":") +
               std::to_string(f.place.position.line) + ":" + std::to_string(f.place.position.column) + " " +
               (f.warning ? std::string(rules::code_of(*f.warning)) : "error") + ": " + f.message + "\n";
    }
    return out;
}

TEST_CASE("each warning is given where its mistake is, and not where there is none") {
    std::set<std::string> codes;
    for (const Row& row : rows) {
        CAPTURE(row.planted);
        const std::vector<Finding> found = reviewed(with(row.part, row.planted));
        CAPTURE(told(found));
        REQUIRE(found.size() == 1);
        REQUIRE(found[0].warning.has_value());
        CHECK(rules::code_of(*found[0].warning) == row.code);
        CHECK(found[0].source.substr(found[0].place.position.column - 1).starts_with(row.at));
        CHECK_FALSE(found[0].place.record.empty());
        CHECK(told(reviewed(with(row.part, row.right))) == "");
        codes.insert(row.code);
    }
    codes.insert("version-gap");  // below
    for (const std::string_view code : facts::words_of(rules::warning_codes)) {
        CAPTURE(code);
        CHECK(codes.contains(std::string(code)));
    }
}

TEST_CASE("what is meant is allowed below the <sla>, with a reason") {
    for (const Row& row : rows) {
        std::string text = with(row.part, row.planted);
        const std::size_t at = text.find("</sla>");
        text.insert(at, std::string("<allow warning='") + row.code + "' reason='It is meant.'/>");
        CAPTURE(text);
        CHECK(told(reviewed(text)) == "");
    }
}

TEST_CASE("what is allowed in one element is told of another") {
    const std::string allowed = "<breach when='down below 4 hours'><allow warning='empty-breach' reason='r'/></breach>";
    const std::string breach_element = "<breach when='" + breach + "'/>";
    CHECK(told(reviewed(with(breach_element, allowed))) == "");
    const std::string elsewhere = "<breach when='down below 4 hours'/>";
    std::string text = with(breach_element, elsewhere);
    const std::size_t at = text.find("<claim required='yes'/>");
    text.replace(at, 23, "<claim required='yes'><allow warning='empty-breach' reason='r'/></claim>");
    CHECK(told(reviewed(text)) ==
          "4:19 empty-breach: the promise is broken where nothing happened\n"
          "7:41 unused-allow: nothing here gives the warning 'empty-breach'\n");
}

TEST_CASE("an <allow> must name a warning and a reason") {
    const auto refused = [](const std::string& allow) {
        const std::vector<Finding> found = reviewed(with(claim, allow + claim));
        REQUIRE(found.size() == 1);
        return found[0].message;
    };
    CHECK(refused("<allow warning='no-clam' reason='r'/>").ends_with("; did you mean 'no-claim'?"));
    CHECK(refused("<allow warning='no-claim' reason=''/>") == "'reason' is empty");
    CHECK(refused("<allow warning='no-claim'/>") == "<allow> needs the attribute 'reason': why it is meant so");
}

TEST_CASE("what is allowed changes nothing of the digest of rules") {
    const auto digest = [](const std::string& text) {
        time::ZoneDatabase zones;
        return rules::load_pack(text, "", zones)->digest;
    };
    std::string text =
        with(credit, "<credit value='subscription.monthly_price * 10%'><allow warning='pays-nothing' reason='r'/></credit>");
    text.insert(text.find("</sla>"), "<allow warning='no-claim' reason='r'/>");
    CHECK(digest(text) == digest(quiet));
}

// A folder that is gone at the end.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "redress_review_XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    void add(const std::string& name, const std::string& text) const { std::ofstream(path_ / name, std::ios::binary) << text; }
    std::string path() const { return path_.string(); }

private:
    fs::path path_;
};

TEST_CASE("days between two versions on which none is in effect") {
    const auto version = [](const std::string& from) { return with("2026-01-01", from); };
    for (const bool gap : {false, true}) {
        const Folder folder;
        folder.add("1.xml", version(gap ? "2026-01-01' effective_to='2026-06-01" : "2026-01-01' effective_to='2026-07-01"));
        folder.add("2.xml", version("2026-07-01"));
        const std::vector<Finding> found = review(rules::Book::examine(folder.path()));
        CHECK(told(found) ==
              (gap ? "2.xml:1:1 version-gap: no version of 's' is in effect from 2026-06-01 until 2026-07-01\n" : ""));
    }
}

TEST_CASE("the packs of the project have no warning that is not allowed with a reason") {
    CHECK(told(review(rules::Book::examine(std::string(REDRESS_ROOT) + "/rules"))) == "");
}

// --- faults ---

TEST_CASE("all faults are told, each by its place, and none that may follow from another") {
    const std::string text =
        R"xml(<sla xmlns='urn:redress:rules:1' id='s' title='T' currency='EUR' timezone='Europe/Berln' effective_from='2026-01-01'>
  <fact record='account' name='vip' type='flg'/>
  <let name='limit' value='3 hurs'/>
  <let name='twice' value='limit * 2'/>
  <level id='gold'><parameter name='target' value='99,9%'/></level>
  <guarantee id='g' over='calendar_month'>
    <downtime name='down' wher='incident.kind is outage'/>
    <breach when='down above limit'/>
    <credit value='subscription.monthly_prise * 10%'/>
  </guarantee>
  <guarantee id='h' over='calendar_month'>
    <downtime name='down' where='incident.kind is outtage'/>
    <breach when='down above 1 hour and account.vip'/>
    <credit value='5'/>
  </guarantee>
  <guarantee id='i' over='fortnight'>
    <breach when='level.target above 1'/>
  </guarantee>
  <clame required='yes'/>
  <cap amount='twice * 3 EUR' guarantees='g'/>
  <remedy kind='cash'/>
</sla>
)xml";
    const std::vector<Finding> found = reviewed(text);
    std::vector<std::uint32_t> lines;
    for (const Finding& f : found) {
        CHECK_FALSE(f.warning.has_value());
        CHECK(f.status == Status::invalid_rules);
        lines.push_back(f.place.position.line);
    }
    CAPTURE(told(found));
    CHECK(lines == std::vector<std::uint32_t>{1, 2, 3, 5, 7, 9, 12, 14, 16, 19, 21});
}

TEST_CASE("the fault that loading stops at is among those that a review tells") {
    for (const std::string& text :
         {with("Europe/Berlin", "Nowhere"), with(breach, "down above"), with(claim, "<claim/>"),
          with(value, "1 hour * 2 EUR * 3 EUR"), with("<guarantee", "<garantee"), std::string("<sla"), std::string("<x/>")}) {
        CAPTURE(text);
        const std::vector<Finding> found = reviewed(text);
        REQUIRE_FALSE(found.empty());
        try {
            rules::Book::parse(text);
            FAIL("it loads");
        } catch (const Error& error) {
            bool told_so = false;
            for (const Finding& f : found)
                told_so = told_so ||
                          (f.message == error.what() && f.place.position == error.place().position && f.status == error.status());
            CHECK(told_so);
        }
    }
}

TEST_CASE("faults and warnings are told up to a bound") {
    std::string faults;
    std::string doubts;
    for (std::size_t i = 0; i < 1'100; ++i) {
        faults += "<fact record='account' name='f" + std::to_string(i) + "' type='x'/>\n";
        doubts += "<reading clause='n" + std::to_string(i) + "'>So.</reading>\n";
    }
    CHECK(reviewed(with(claim, faults + claim)).size() == limits::faults_max);
    CHECK(reviewed(with(claim, doubts + claim)).size() == limits::warnings_max);
}

TEST_CASE("of a folder each SLA without faults is reviewed, and the others' faults are told by file") {
    const Folder folder;
    folder.add("1.xml", with(value, "subscription.monthly_price * 150%"));
    folder.add("2.xml", with("id='s'", "id='t'").replace(quiet.find(breach), breach.size(), "down above 4 hurs"));
    folder.add("3.xml", "<sla");
    folder.add("calendar.xml", "<calendar xmlns='urn:redress:rules:1' id='c'/>");
    folder.add("4.xml", with(claim, "<calendar use='c'/>" + claim));
    const std::vector<Finding> found = review(rules::Book::examine(folder.path()));
    std::vector<std::string> files;
    for (const Finding& f : found)
        files.push_back(fs::path(f.place.file).filename().string() + (f.warning ? " warning" : " error"));
    CAPTURE(told(found));
    CHECK(files == std::vector<std::string>{"1.xml warning", "2.xml error", "3.xml error", "calendar.xml error"});
}

}  // namespace
}  // namespace redress::review
