#include "time/zone.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <vector>

#include "error.h"

namespace redress::time {
namespace {

// An absolute path makes cctz ignore TZDIR and TZ: the same rules must mean the same on any machine.
constexpr std::string_view database = "/usr/share/zoneinfo/";
constexpr std::string_view index_file = "tzdata.zi";
constexpr std::size_t index_bytes_max = 4u << 20;

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

constexpr std::string_view unreadable = "the time zone database can't be read";

// The first `bytes_max` bytes of a file of the database; empty where there is no such file.
std::string read_database_file(std::string_view name, std::size_t bytes_max) {
    std::string content;
    const std::string path = std::string(database).append(name);
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file && errno != ENOENT && errno != ENOTDIR) refuse_unreadable(path, unreadable, errno);
    if (!file) return content;
    char block[4'096];
    while (content.size() < bytes_max) {
        const std::size_t size = std::fread(block, 1, std::min(sizeof block, bytes_max - content.size()), file.get());
        if (size == 0) break;
        content.append(block, size);
    }
    if (std::ferror(file.get()) != 0 && errno != EISDIR) refuse_unreadable(path, unreadable, errno);
    return content;
}

// A part of a name between slashes. IANA names have no dot, which keeps "..", "zone.tab" and their like out.
bool is_name_part(std::string_view part) noexcept {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '+';
    };
    return !part.empty() && part.front() != '-' && std::all_of(part.begin(), part.end(), allowed);
}

bool is_zone_name(std::string_view name) noexcept {
    if (name.size() > limits::name_bytes_max) return false;
    for (std::string_view rest = name;;) {
        const std::size_t slash = rest.find('/');
        if (!is_name_part(rest.substr(0, slash))) return false;
        if (slash == std::string_view::npos) return true;
        rest.remove_prefix(slash + 1);
    }
}

// Zone files that a database may hold beside the IANA zones: the zone of the machine, and copies of every zone, the
// "right" ones counting leap seconds.
bool is_private_name(std::string_view name) noexcept {
    return name == "localtime" || name == "posixrules" || name.starts_with("posix/") || name.starts_with("right/");
}

bool is_zone_file(std::string_view name) {
    constexpr std::string_view magic = "TZif";
    return read_database_file(name, magic.size()) == magic;
}

std::string_view take_word(std::string_view& line) noexcept {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    return word;
}

// The names that the database's index defines by "Z <name> ..." and "L <target> <name>".
std::vector<std::string_view> zone_names(std::string_view index) {
    std::vector<std::string_view> names;
    while (!index.empty()) {
        std::string_view line = index.substr(0, index.find('\n'));
        index.remove_prefix(std::min(index.size(), line.size() + 1));
        const std::string_view kind = take_word(line);
        if (kind != "Z" && kind != "L") continue;
        if (kind == "L") take_word(line);
        names.push_back(take_word(line));
    }
    return names;
}

[[noreturn]] void refuse_malformed(std::string_view name) {
    std::string message = "a time zone name is written like 'Europe/Kyiv' or 'UTC'";
    if (name.size() > limits::name_bytes_max) {
        message += ", in at most " + std::to_string(limits::name_bytes_max) + " characters";
    } else {
        message.append(", not '").append(name).append("'");
    }
    throw Error(Status::invalid_rules, {}, std::move(message));
}

[[noreturn]] void refuse_unknown(std::string_view name) {
    if (!is_zone_file("UTC")) {
        throw Error(Status::not_readable, Place{std::string(database), {}, {}, {}},
                    "there is no time zone database (of Debian's packages: tzdata)");
    }
    const std::string index = read_database_file(index_file, index_bytes_max);
    const std::string hint = did_you_mean(name, zone_names(index));
    throw Error(Status::invalid_rules, {}, std::string("unknown time zone '").append(name).append("'").append(hint));
}

// cctz remembers every name that it was asked for, even one that fails: so only zone files are passed on to it. One that
// failed since the system lacked memory or descriptors has another name to it by another spelling of the path.
std::optional<cctz::time_zone> load_file(std::string_view name) {
    constexpr int spellings_max = 8;
    std::string path = std::string(database).append(name);
    for (int i = 0; i < spellings_max; ++i, path.insert(database.size(), "./")) {
        cctz::time_zone zone;
        errno = 0;
        if (cctz::load_time_zone(path, &zone)) return zone;
        if (errno != 0) refuse_unreadable(path, unreadable, errno);
    }
    return std::nullopt;
}

cctz::time_zone load_zone(std::string_view name) {
    if (name == "UTC") return cctz::utc_time_zone();
    if (!is_zone_name(name)) refuse_malformed(name);
    if (is_private_name(name) || !is_zone_file(name)) refuse_unknown(name);
    const std::optional<cctz::time_zone> zone = load_file(name);
    if (!zone) refuse_unknown(name);
    return *zone;
}

cctz::civil_second civil(LocalTime reading) noexcept {
    const auto day = std::chrono::floor<std::chrono::days>(reading);
    const std::chrono::year_month_day date{day};
    const std::int64_t second = (reading - day).count();
    return cctz::civil_second(static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                              static_cast<unsigned>(date.day()), second / 3'600, second / 60 % 60, second % 60);
}

}  // namespace

struct Zone::Data {
    std::string name;
    cctz::time_zone zone;
};

Zone::Zone() : Zone(std::make_shared<const Data>(Data{"UTC", cctz::utc_time_zone()})) {}

Zone Zone::load(std::string_view name) {
    return Zone(std::make_shared<const Data>(Data{std::string(name), load_zone(name)}));
}

const std::string& Zone::name() const noexcept {
    return data_->name;
}

LocalTime Zone::local(Instant at) const {
    return LocalTime(at.time_since_epoch() + Seconds{data_->zone.lookup(at).offset});
}

LocalInstants Zone::instants(LocalTime reading) const {
    const cctz::time_zone::civil_lookup found = data_->zone.lookup(civil(reading));
    switch (found.kind) {
        case cctz::time_zone::civil_lookup::SKIPPED:
            return {LocalKind::gap, found.post, found.pre, found.trans};
        case cctz::time_zone::civil_lookup::REPEATED:
            return {LocalKind::fold, found.pre, found.post, found.trans};
        case cctz::time_zone::civil_lookup::UNIQUE:
            break;
    }
    return {LocalKind::unique, found.pre, found.pre, found.pre};
}

Instant Zone::first_instant(LocalTime reading) const {
    const LocalInstants found = instants(reading);
    return found.kind == LocalKind::gap ? found.transition : found.earlier;
}

std::string zone_data_version() {
    constexpr std::string_view prefix = "# version ";
    constexpr std::size_t line_bytes_max = 64;
    const std::string start = read_database_file(index_file, line_bytes_max);
    const std::size_t line_end = start.find('\n');
    if (!start.starts_with(prefix) || line_end == std::string::npos) return "unknown";
    return start.substr(prefix.size(), line_end - prefix.size());
}

}  // namespace redress::time
