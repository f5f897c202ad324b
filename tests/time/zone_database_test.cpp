#include "time/zone_database.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include "digest.h"
#include "error.h"
#include "rules/book.h"
#include "time_text.h"
#include "zone_files.h"

using namespace redress::time;
using redress::Status;
using redress::rules::Book;

namespace {

constexpr std::int32_t hour = 3'600;

std::string fault(const std::function<void()>& load, Status status) {
    try {
        load();
    } catch (const redress::Error& error) {
        return error.status() == status ? error.place().file + ": " + error.what() : "wrong status";
    }
    return "no error";
}

std::string sla(std::string_view id, std::string_view zone, std::string_view more = {}) {
    return "<sla xmlns='urn:redress:rules:1' id='" + std::string(id) + "' title='T' effective_from='2026-01-01' timezone='" +
           std::string(zone) + "'>" + std::string(more) +
           "<guarantee id='g' over='day'><downtime name='down'/><breach when='down above 1 hour'/></guarantee></sla>";
}

std::string noon(const Zone& zone) { return text(zone.local(at("2026-07-01T12:00:00Z"))); }
std::string noon(const Book& book) { return noon(book.packs()[0]->zone); }

}  // namespace

TEST_CASE("the version of the zone data is that of the database") {
    std::ifstream index("/usr/share/zoneinfo/tzdata.zi");
    std::string hash, word, version;
    REQUIRE(static_cast<bool>(index >> hash >> word >> version));
    CHECK(ZoneDatabase().version() == version);
    CHECK(Book::parse(sla("a", "Europe/Kyiv")).zone_data_version() == version);
    CHECK(Book::parse(sla("a", "UTC")).zone_data_version() == version);
}

TEST_CASE("a folder of zone files stands for the system's") {
    const ZoneFolder folder;
    folder.put("Europe/Kyiv", fixed_zone(5 * hour));
    folder.put_version("2099a");
    ZoneDatabase zones(folder.path());
    CHECK(noon(zones.load("Europe/Kyiv")) == "2026-07-01T17:00:00");
    CHECK(noon(zones.load("UTC")) == "2026-07-01T12:00:00");
    CHECK(zones.version() == "2099a");
    CHECK(noon(ZoneDatabase(folder.path() + "/").load("Europe/Kyiv")) == "2026-07-01T17:00:00");
}

TEST_CASE("each book has its own zones, whatever others loaded under the same name") {
    const ZoneFolder one, two;
    one.put("Europe/Kyiv", fixed_zone(1 * hour));
    one.put_version("2099a");
    two.put("Europe/Kyiv", fixed_zone(2 * hour));
    two.put_version("2099b");
    const Book of_system = Book::parse(sla("a", "Europe/Kyiv"));
    const Book of_one = Book::parse(sla("a", "Europe/Kyiv"), {}, ZoneDatabase(one.path()));
    const Book of_two = Book::parse(sla("a", "Europe/Kyiv"), {}, ZoneDatabase(two.path()));
    CHECK(noon(of_system) == "2026-07-01T15:00:00");
    CHECK(noon(of_one) == "2026-07-01T13:00:00");
    CHECK(noon(of_two) == "2026-07-01T14:00:00");
    CHECK(of_one.zone_data_version() == "2099a");
    CHECK(of_two.zone_data_version() == "2099b");
}

TEST_CASE("an update under a running process is seen by the next book, and not by the one before") {
    const ZoneFolder folder;
    folder.put("Europe/Kyiv", fixed_zone(1 * hour));
    folder.put_version("2099a");
    const Book before = Book::parse(sla("a", "Europe/Kyiv"), {}, ZoneDatabase(folder.path()));
    folder.put("Europe/Kyiv", fixed_zone(2 * hour));
    folder.put_version("2099b");
    const Book after = Book::parse(sla("a", "Europe/Kyiv"), {}, ZoneDatabase(folder.path()));
    std::filesystem::remove_all(folder.path());
    CHECK(noon(before) == "2026-07-01T13:00:00");
    CHECK(before.zone_data_version() == "2099a");
    CHECK(noon(after) == "2026-07-01T14:00:00");
    CHECK(after.zone_data_version() == "2099b");
}

TEST_CASE("a zone is read once for all SLAs of a book") {
    const ZoneFolder folder;
    folder.put("Europe/Kyiv", fixed_zone(1 * hour));
    ZoneDatabase zones(folder.path());
    const Zone first = zones.load("Europe/Kyiv");
    folder.put("Europe/Kyiv", fixed_zone(2 * hour));
    CHECK(noon(zones.load("Europe/Kyiv")) == noon(first));
}

TEST_CASE("zones of two versions don't come together in one book") {
    const ZoneFolder folder;
    folder.put("Europe/Kyiv", fixed_zone(1 * hour));
    folder.put("Europe/Berlin", fixed_zone(1 * hour));
    folder.put_version("2099a");
    ZoneDatabase zones(folder.path());
    zones.load("Europe/Kyiv");
    folder.put("Europe/Berlin", fixed_zone(2 * hour));
    folder.put_version("2099b");
    zones.load("Europe/Berlin");
    const std::string changed =
        folder.path("tzdata.zi") + ": the time zone database changed while the rules were loaded: load them again";
    CHECK(fault([&] { (void)zones.version(); }, Status::not_readable) == changed);
}

TEST_CASE("where the folder has no version, the statement has the digest of the zones that were used") {
    const ZoneFolder folder;
    folder.put("Europe/Kyiv", fixed_zone(1 * hour));
    folder.put("Asia/Tokyo", fixed_zone(9 * hour));
    folder.put("Asia/Seoul", fixed_zone(9 * hour));
    const auto line = [&](std::int32_t offset, const std::string& name) {
        return std::string(redress::sha256_hex(fixed_zone(offset)).data()) + "  " + name + "\n";
    };
    const auto version = [&](std::string_view zone, std::string_view more = {}) {
        return Book::parse(sla("a", zone, more), {}, ZoneDatabase(folder.path())).zone_data_version();
    };
    CHECK(version("Europe/Kyiv") == std::string("sha256:") + redress::sha256_hex(line(1 * hour, "Europe/Kyiv")).data());
    // Those of exclusions too, in the order of their names.
    CHECK(version("Europe/Kyiv", "<exclude daily='00:30-07:30' timezone='Asia/Tokyo'/>") ==
          std::string("sha256:") + redress::sha256_hex(line(9 * hour, "Asia/Tokyo") + line(1 * hour, "Europe/Kyiv")).data());
    CHECK(version("UTC") == "none");
    folder.put("tzdata.zi", "# tzdb data\n");
    CHECK(version("UTC") == "none");
}

TEST_CASE("a folder that isn't there, and files that are no zones") {
    const ZoneFolder folder;
    folder.put("file", "text");
    const std::string nowhere = folder.path("nowhere");
    CHECK(fault([&] { ZoneDatabase{nowhere}; }, Status::not_readable) ==
          nowhere + ": the time zone database can't be read: No such file or directory");
    CHECK(fault([&] { ZoneDatabase{std::string()}; }, Status::not_readable) ==
          ": the time zone database can't be read: No such file or directory");
    CHECK(fault([&] { ZoneDatabase{folder.path("file")}; }, Status::not_readable) ==
          folder.path("file") + ": not a folder: expected one with files such as Europe/Kyiv");

    const auto load = [&](std::string_view zone) { return [&folder, zone] { ZoneDatabase(folder.path()).load(zone); }; };
    const std::string none = folder.path() + ": there is no time zone database: expected files such as UTC and Europe/Kyiv";
    CHECK(fault(load("Europe/Kyiv"), Status::not_readable) == none);
    folder.put("UTC", fixed_zone(0));
    CHECK(fault(load("Europe/Kyiv"), Status::invalid_rules) == ": unknown time zone 'Europe/Kyiv'");
    folder.put("tzdata.zi", "# version 2099a\nZ Europe/Kyiv 2 - EET\nL Europe/Kyiv Europe/Kiev\n");
    CHECK(fault(load("Europe/Kjiv"), Status::invalid_rules) == ": unknown time zone 'Europe/Kjiv'; did you mean 'Europe/Kyiv'?");

    folder.put("Europe/Kyiv", fixed_zone(0).substr(0, 60));
    CHECK(fault(load("Europe/Kyiv"), Status::not_readable) ==
          folder.path("Europe/Kyiv") + ": not a time zone file that can be used: it ends too early");
    folder.put("Europe/Kyiv", fixed_zone(0) + std::string(64u << 10, ' '));
    CHECK(fault(load("Europe/Kyiv"), Status::limit_exceeded) ==
          folder.path("Europe/Kyiv") + ": a time zone file of more than 65536 bytes");
    // A pipe would wait for somebody to write.
    REQUIRE(mkfifo(folder.path("Pipe").c_str(), 0600) == 0);
    CHECK(fault(load("Pipe"), Status::invalid_rules) == ": unknown time zone 'Pipe'");
}
