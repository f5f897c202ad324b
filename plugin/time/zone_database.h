// Time zones from a folder of zone files. Each book of rules reads its zones from one, once, and keeps them: no other book,
// no other user of zones in the process and no update of the folder changes them afterwards.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "time/zone.h"

namespace redress::time {

// For the loading of one book. Not thread-safe; the zones that it loads are.
class ZoneDatabase {
public:
    ZoneDatabase();  // the system's, whatever TZ or TZDIR say
    // A folder with files such as Europe/Kyiv. Throws Error (not_readable) where it is none.
    explicit ZoneDatabase(std::string folder);

    // By IANA name ("Europe/Kyiv", "UTC", "Etc/GMT-2"). Each is read once; "UTC" needs no file. Throws Error: invalid_rules
    // without a place for an unknown or malformed name, with the nearest known one; not_readable for a file that can't be
    // read or is damaged, and where there is no database.
    Zone load(std::string_view name);

    // Which data the loaded zones have, for statements: "2025b", as the folder's file tzdata.zi says; where it doesn't,
    // "sha256:" and the digest of what `sha256sum` prints for the loaded zones in the order of their names; "none" where no
    // file was read either. Throws Error (not_readable) where the version changed while zones were loaded.
    std::string version() const;

private:
    struct Loaded {
        Zone zone;
        std::string digest;  // SHA-256 of its file
    };

    std::string path(std::string_view name) const;
    std::string read(std::string_view name, std::size_t bytes_max) const;
    std::string read_version() const;
    [[noreturn]] void refuse_unknown(std::string_view name) const;

    std::string folder_;
    std::optional<std::string> version_;  // before the first zone was read; empty where the folder doesn't say
    std::map<std::string, Loaded, std::less<>> loaded_;
};

}  // namespace redress::time
