#include "time/zone_database.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <vector>

#include "digest.h"
#include "error.h"
#include "input_limits.h"
#include "time/zone_file.h"

namespace redress::time {
namespace {

constexpr std::string_view system_folder = "/usr/share/zoneinfo";
constexpr std::string_view index_file = "tzdata.zi";
constexpr std::size_t index_bytes_max = 4u << 20;
constexpr std::string_view unreadable = "the time zone database can't be read";

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

bool is_missing(int error) noexcept { return error == ENOENT || error == ENOTDIR; }

// A part of a name between slashes. IANA names have no dot, which keeps "..", "zone.tab" and their like out.
bool is_name_part(std::string_view part) noexcept {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+';
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

}  // namespace

ZoneDatabase::ZoneDatabase() : folder_(system_folder) {}

ZoneDatabase::ZoneDatabase(std::string folder) : folder_(std::move(folder)) {
    struct stat status {};
    if (stat(folder_.c_str(), &status) != 0) refuse_unreadable(folder_, unreadable, errno);
    if (!S_ISDIR(status.st_mode)) {
        throw Error(Status::not_readable, Place{folder_, {}, {}, {}},
                    "not a folder: expected one with files such as Europe/Kyiv");
    }
}

std::string ZoneDatabase::path(std::string_view name) const { return std::string(folder_).append("/").append(name); }

// The first `bytes_max` bytes of a file of the database; empty where there is no such file, or something else, which may
// not even be opened: a pipe would wait for its other end.
std::string ZoneDatabase::read(std::string_view name, std::size_t bytes_max) const {
    std::string content;
    const std::string file_path = path(name);
    struct stat status {};
    if (stat(file_path.c_str(), &status) != 0) {
        if (!is_missing(errno)) refuse_unreadable(file_path, unreadable, errno);
        return content;
    }
    if (!S_ISREG(status.st_mode)) return content;
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(file_path.c_str(), "rb"));
    if (!file && !is_missing(errno)) refuse_unreadable(file_path, unreadable, errno);
    if (!file) return content;
    char block[4'096];
    while (content.size() < bytes_max) {
        const std::size_t size = std::fread(block, 1, std::min(sizeof block, bytes_max - content.size()), file.get());
        if (size == 0) break;
        content.append(block, size);
    }
    if (std::ferror(file.get()) != 0) refuse_unreadable(file_path, unreadable, errno);
    return content;
}

std::string ZoneDatabase::read_version() const {
    constexpr std::string_view prefix = "# version ";
    constexpr std::size_t line_bytes_max = 64;
    const std::string start = read(index_file, line_bytes_max);
    const std::size_t line_end = start.find('\n');
    if (!start.starts_with(prefix) || line_end == std::string::npos) return {};
    return start.substr(prefix.size(), line_end - prefix.size());
}

void ZoneDatabase::refuse_unknown(std::string_view name) const {
    if (!read("UTC", zone_file_magic.size()).starts_with(zone_file_magic)) {
        std::string message = "there is no time zone database: expected files such as UTC and Europe/Kyiv";
        if (folder_ == system_folder) message += " (of Debian's package tzdata)";
        throw Error(Status::not_readable, Place{folder_, {}, {}, {}}, std::move(message));
    }
    const std::string index = read(index_file, index_bytes_max);
    const std::string hint = did_you_mean(name, zone_names(index));
    throw Error(Status::invalid_rules, {}, std::string("unknown time zone '").append(name).append("'").append(hint));
}

Zone ZoneDatabase::load(std::string_view name) {
    if (name == "UTC") return Zone();
    if (!is_zone_name(name)) refuse_malformed(name);
    if (const auto known = loaded_.find(name); known != loaded_.end()) return known->second.zone;
    if (is_private_name(name)) refuse_unknown(name);
    if (!version_) version_ = read_version();
    const std::string file = read(name, limits::zone_file_bytes_max + 1);
    if (!file.starts_with(zone_file_magic)) refuse_unknown(name);
    try {
        if (file.size() > limits::zone_file_bytes_max) {
            throw Error(Status::limit_exceeded, {},
                        "a time zone file of more than " + std::to_string(limits::zone_file_bytes_max) + " bytes");
        }
        Loaded loaded{Zone(std::string(name), read_zone_file(file)), sha256_hex(file).data()};
        return loaded_.emplace(name, std::move(loaded)).first->second.zone;
    } catch (Error& error) {
        error.place().file = path(name);
        throw;
    }
}

std::string ZoneDatabase::version() const {
    std::string version = read_version();
    if (version_ && *version_ != version) {
        throw Error(Status::not_readable, Place{path(index_file), {}, {}, {}},
                    "the time zone database changed while the rules were loaded: load them again");
    }
    if (!version.empty()) return version;
    if (loaded_.empty()) return "none";
    std::string sums;
    for (const auto& [name, loaded] : loaded_) sums.append(loaded.digest).append("  ").append(name).append("\n");
    return std::string("sha256:").append(sha256_hex(sums).data());
}

}  // namespace redress::time
