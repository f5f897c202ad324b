#include "rules/book.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "input_limits.h"
#include "packs.h"

namespace redress::rules {
namespace {

namespace fs = std::filesystem;

// A folder of its own, gone with the object.
class Folder {
public:
    explicit Folder(const std::string& name)
        : path_(fs::temp_directory_path() / ("redress_" + name + "_" + std::to_string(getpid()))) {
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path(const std::string& file = {}) const { return file.empty() ? path_.string() : (path_ / file).string(); }
    void write(const std::string& file, const std::string& text) const {
        fs::create_directories((path_ / file).parent_path());
        std::ofstream(path_ / file, std::ios::binary) << text;
    }

private:
    fs::path path_;
};

std::string version(const std::string& id, const std::string& from, const std::string& to, const std::string& facts = {}) {
    return "<sla xmlns=\"urn:redress:rules:1\" id=\"" + id + "\" title=\"T\" timezone=\"UTC\" effective_from=\"" + from + "\"" +
           (to.empty() ? "" : " effective_to=\"" + to + "\"") + ">\n" + facts +
           "<guarantee id=\"g\" over=\"day\"><downtime name=\"down\"/><breach when=\"down above 1 "
           "hour\"/></guarantee></sla>";
}

struct Refusal {
    Status status = Status::ok;
    Place place;
    std::string message = "accepted";
};

Refusal refusal(const std::string& path) {
    try {
        Book::load(path);
    } catch (const Error& error) {
        return {error.status(), error.place(), error.what()};
    }
    return {};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a book of one text holds one pack") {
    const Book book = Book::parse(smallest_pack, "small.xml");
    CHECK(book.packs().size() == 1);
    CHECK(book.ids() == std::vector<std::string_view>{"small"});
    CHECK(book.versions("small").size() == 1);
    CHECK(book.versions("smal").empty());
    CHECK(book.sla("smal") == nullptr);
    REQUIRE(book.sla("small") != nullptr);
    CHECK(book.sla("small")->versions.size() == 1);
    CHECK(book.sla("small")->in_effect.size() == 1);
    CHECK_FALSE(book.zone_data_version().empty());
}

TEST_CASE("a folder gives all its versions, by id and then by date, whatever the files are called") {
    const Folder folder("versions");
    folder.write("a.xml", version("omega", "2025-01-01", ""));
    folder.write("deep/down/b.xml", version("alpha", "2026-01-01", ""));
    folder.write("z.xml", version("alpha", "2024-01-01", "2025-01-01"));
    folder.write("c.xml", version("alpha", "2025-01-01", "2025-06-01"));
    folder.write("notes.txt", "not XML");
    folder.write("old.xml.bak", "<broken");
    const Book book = Book::load(folder.path());
    CHECK(book.ids() == std::vector<std::string_view>{"alpha", "omega"});
    const auto alpha = book.versions("alpha");
    REQUIRE(alpha.size() == 3);
    CHECK(alpha[0]->file == folder.path("z.xml"));
    CHECK(alpha[1]->file == folder.path("c.xml"));
    CHECK(alpha[2]->file == folder.path("deep/down/b.xml"));
    CHECK(book.versions("omega").size() == 1);
    CHECK(Book::load(folder.path("z.xml")).packs().size() == 1);
}

TEST_CASE("a calendar is a file of the folder, in whatever order the files come") {
    for (const char* name : {"a.xml", "z.xml", "deep/calendar.xml"}) {
        CAPTURE(std::string(name));
        const Folder folder("calendars");
        folder.write("m.xml", std::string(pack_with_calendar));
        folder.write(name, std::string(fullest_calendar));
        const Book book = Book::load(folder.path());
        REQUIRE(book.packs().size() == 1);
        CHECK(book.packs()[0]->calendar.holidays == std::vector<time::Date>{time::parse_date("2025-12-25").value});
        CHECK(contains(refusal(folder.path("m.xml")).message, "load the folder, not the file"));
        CHECK(contains(refusal(folder.path(name)).message, "the root is <calendar>"));
    }
    const Folder folder("calendars");
    folder.write("a.xml", std::string(fullest_calendar));
    const Refusal alone = refusal(folder.path());
    CHECK(alone.message == "the folder has calendars, but no <sla> that could use them");
    CHECK(alone.place.file == folder.path());
    folder.write("b.xml", "\n" + std::string(fullest_calendar));
    const Refusal twice = refusal(folder.path());
    CHECK(twice.place.file == folder.path("b.xml"));
    CHECK(twice.place.position == Position{2, 43});
    CHECK(contains(twice.message, "the calendar 'berlin' stands already in " + folder.path("a.xml") + ", line 1"));
}

TEST_CASE("a promise whose windows are counted counts none itself, in no version") {
    const auto rules = [](std::string_view from, std::string_view more, std::string_view guarantees) {
        return "<sla xmlns=\"urn:redress:rules:1\" id=\"a\" title=\"A\" timezone=\"UTC\" effective_from=\"" + std::string(from) +
               "\"" + std::string(more) + ">" + std::string(guarantees) + "</sla>";
    };
    const auto promise = [](std::string_view id, std::string_view counted) {
        const std::string windows = counted.empty() ? "<count name=\"n\" of=\"incident\"/>"
                                                    : "<windows name=\"n\" of=\"" + std::string(counted) + "\" last=\"2\"/>";
        return "<guarantee id=\"" + std::string(id) + "\" over=\"day\">" + windows + "<breach when=\"n above 1\"/></guarantee>";
    };
    const Folder one("counted");
    one.write("a.xml", rules("2025-01-01", "", promise("x", "") + promise("y", "x") + promise("z", "y")));
    CHECK(contains(refusal(one.path()).message, "'y' counts windows itself, in the rules at " + one.path("a.xml") + ", line 1"));
    const Folder two("counted");
    two.write("a.xml", rules("2025-01-01", " effective_to=\"2026-01-01\"", promise("x", "") + promise("y", "x")));
    two.write("b.xml", rules("2026-01-01", "", promise("y", "") + promise("x", "y")));
    CHECK(contains(refusal(two.path()).message, "counts windows itself"));
    two.write("b.xml", rules("2026-01-01", "", promise("x", "") + promise("w", "x")));
    CHECK(refusal(two.path()).message == "accepted");
}

TEST_CASE("versions may touch, but not overlap; both files are named") {
    struct Row {
        const char* first_from;
        const char* first_to;
        const char* second_from;
        const char* second_to;
        bool accepted;
    };
    const Row table[] = {
        {"2024-01-01", "2025-01-01", "2025-01-01", "", true},  {"2024-01-01", "2025-01-01", "2025-07-01", "2026-01-01", true},
        {"2024-01-01", "2025-01-02", "2025-01-01", "", false}, {"2024-01-01", "", "2025-01-01", "", false},
        {"2024-01-01", "", "2024-01-01", "", false},           {"2024-01-01", "2027-01-01", "2025-01-01", "2026-01-01", false},
    };
    for (const Row& row : table) {
        const std::string ranges =
            std::string(row.first_from) + ".." + row.first_to + " and " + row.second_from + ".." + row.second_to;
        CAPTURE(ranges);
        const Folder folder("overlap");
        folder.write("first.xml", version("x", row.first_from, row.first_to));
        folder.write("second.xml", "\n\n" + version("x", row.second_from, row.second_to));
        folder.write("other.xml", version("y", row.second_from, row.second_to));
        const Refusal found = refusal(folder.path());
        if (row.accepted) {
            CHECK(found.message == "accepted");
            continue;
        }
        CHECK(found.status == Status::invalid_rules);
        CHECK(found.place.file == folder.path("second.xml"));
        CHECK(found.place.position == Position{3, 1});
        CHECK(found.place.field == "effective_from");
        CHECK(contains(found.message, "two versions of 'x' are in effect at the same time"));
        CHECK(contains(found.message, folder.path("first.xml") + ", line 1"));
    }
}

TEST_CASE("a version ends at the moment at which the next one begins, by the zone of that") {
    const auto in_zone = [](std::string text, const std::string& zone) {
        const std::string utc = "timezone=\"UTC\"";
        return text.replace(text.find(utc), utc.size(), "timezone=\"" + zone + "\"");
    };
    struct Row {
        const char* zone;
        const char* until;
        const char* next_zone;
        const char* from;
        const char* ends;
    };
    const Row table[] = {
        {"America/Los_Angeles", "2026-04-01", "Pacific/Auckland", "2026-04-01", "2026-03-31T11:00:00Z"},
        {"Pacific/Auckland", "2026-04-01", "America/Los_Angeles", "2026-04-01", "2026-04-01T07:00:00Z"},
        {"UTC", "2026-04-01", "UTC", "2026-04-01", "2026-04-01T00:00:00Z"},
        // A day between them, which zones 25 hours apart more than fill.
        {"Pacific/Pago_Pago", "2026-04-01", "Pacific/Kiritimati", "2026-04-02", "2026-04-01T10:00:00Z"},
        {"UTC", "2026-04-01", "UTC", "2026-05-01", "2026-04-01T00:00:00Z"},
    };
    for (const Row& row : table) {
        CAPTURE(std::string(row.zone));
        const Folder folder("zones");
        folder.write("a.xml", in_zone(version("x", "2025-01-01", row.until), row.zone));
        folder.write("b.xml", in_zone(version("x", row.from, ""), row.next_zone));
        const Book book = Book::load(folder.path());
        CHECK(book.versions("x")[0]->effective.end == time::parse_instant(row.ends).value);
        CHECK(book.versions("x")[1]->effective.end == time::Instant::max());
    }
    const Folder folder("zones");
    folder.write("a.xml", in_zone(version("x", "2026-04-01", "2026-04-02"), "Pacific/Pago_Pago"));
    folder.write("b.xml", in_zone(version("x", "2026-04-02", ""), "Pacific/Kiritimati"));
    const Refusal found = refusal(folder.path());
    CHECK(found.place.file == folder.path("b.xml"));
    CHECK(found.place.field == "effective_from");
    CHECK(contains(found.message, "this version of 'x' begins, in Pacific/Kiritimati, before the one at " + folder.path("a.xml") +
                                      ", line 1 does"));
}

TEST_CASE("a declared fact has one meaning in a book") {
    const std::string flag = "<fact record=\"account\" name=\"vip\" type=\"flag\" default=\"no\"/>";
    const Folder folder("facts");
    folder.write("a.xml", version("a", "2025-01-01", "", flag));
    folder.write("b.xml", version("b", "2025-01-01", "",
                                  "<fact record=\"ticket\" name=\"vip\" type=\"text\" default=\"a long default text\"/>" + flag));
    const Book book = Book::load(folder.path());
    REQUIRE(book.facts().size() == 2);
    CHECK(book.facts()[0].record == facts::Record::account);
    CHECK(book.facts()[1].default_value.text == "a long default text");
    CHECK(book.versions("a")[0]->facts[0].book_index == 0);
    CHECK(book.versions("b")[0]->facts[0].book_index == 1);
    CHECK(book.versions("b")[0]->facts[1].book_index == 0);

    struct Row {
        const char* fact;
    };
    const Row table[] = {
        {"<fact record=\"account\" name=\"vip\" type=\"count\" default=\"0\"/>"},
        {"<fact record=\"account\" name=\"vip\" type=\"flag\" default=\"yes\"/>"},
        {"<fact record=\"account\" name=\"vip\" type=\"flag\"/>"},
        {"<fact record=\"account\" name=\"vip\" type=\"token\" values=\"yes no\"/>"},
    };
    for (const Row& row : table) {
        CAPTURE(std::string(row.fact));
        folder.write("c.xml", version("c", "2025-01-01", "", row.fact));
        const Refusal found = refusal(folder.path());
        CHECK(found.status == Status::invalid_rules);
        CHECK(found.place.file == folder.path("c.xml"));
        CHECK(found.place.position == Position{2, 1});
        CHECK(contains(found.message, "account.vip is declared otherwise by another SLA of the book"));
    }
}

TEST_CASE("a folder of too many rule files is refused before any is read") {
    const Folder folder("many");
    for (std::size_t i = 0; i <= limits::book_files_max; ++i) folder.write("r" + std::to_string(i) + ".xml", {});
    const Refusal found = refusal(folder.path());
    CHECK(found.status == Status::limit_exceeded);
    CHECK(found.place.file == folder.path());
    CHECK(found.message == "more than 4096 rule files");
}

TEST_CASE("what can't be read is named") {
    const Folder folder("unreadable");
    const Refusal missing = refusal(folder.path("nothing.xml"));
    CHECK(missing.status == Status::not_readable);
    CHECK(missing.place.file == folder.path("nothing.xml"));
    CHECK(missing.message == "there is no such file or folder");

    const Refusal empty = refusal(folder.path());
    CHECK(empty.status == Status::not_readable);
    CHECK(empty.place.file == folder.path());
    CHECK(empty.message == "the folder has no rule files (*.xml)");

    folder.write("notes.txt", "no rules");
    CHECK(refusal(folder.path()).message == "the folder has no rule files (*.xml)");

    CHECK(refusal("/dev/null").message == "neither a file nor a folder");

    folder.write("good.xml", std::string(smallest_pack));
    fs::create_symlink(folder.path("gone"), folder.path("link.xml"));
    const Refusal dangling = refusal(folder.path());
    CHECK(dangling.status == Status::not_readable);
    CHECK(dangling.place.file == folder.path("link.xml"));
    fs::remove(folder.path("link.xml"));

    folder.write("broken.xml", "<sla\n<");
    const Refusal broken = refusal(folder.path());
    CHECK(broken.status == Status::invalid_xml);
    CHECK(broken.place.file == folder.path("broken.xml"));
    CHECK(broken.place.position.line == 2);

    folder.write("broken.xml", std::string(limits::xml_bytes_max + 10, ' '));
    const Refusal large = refusal(folder.path("broken.xml"));
    CHECK(large.status == Status::limit_exceeded);
}

}  // namespace redress::rules
