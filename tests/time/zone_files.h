// Zone files made by a test, and folders of them.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace redress::time {

// The parts of a compiled zone file (RFC 9636).
struct ZoneFile {
    struct Change {
        std::int64_t at = 0;  // seconds since 1970
        std::uint8_t offset = 0;
    };
    std::vector<std::int32_t> offsets;  // the first holds before the first change
    std::vector<Change> changes;
    std::string rule;
    char version = '2';
    std::uint32_t leap_seconds = 0;
};

inline void append_number(std::string& out, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

inline std::string bytes_of(const ZoneFile& file) {
    std::string out;
    const auto header = [&](std::uint64_t leap_seconds, std::uint64_t changes, std::uint64_t types) {
        out += "TZif";
        out += file.version;
        out.append(15, '\0');
        for (const std::uint64_t count : {std::uint64_t{0}, std::uint64_t{0}, leap_seconds, changes, types, std::uint64_t{4}})
            append_number(out, count, 4);
    };
    header(0, 0, 1);  // nothing for readers of before 2005
    out.append(6, '\0').append("XYZ\0", 4);
    header(file.leap_seconds, file.changes.size(), file.offsets.size());
    for (const ZoneFile::Change& change : file.changes) append_number(out, static_cast<std::uint64_t>(change.at), 8);
    for (const ZoneFile::Change& change : file.changes) out += static_cast<char>(change.offset);
    for (const std::int32_t offset : file.offsets) {
        append_number(out, static_cast<std::uint32_t>(offset), 4);
        out.append(2, '\0');
    }
    out.append("XYZ\0", 4).append(file.leap_seconds * 12, '\0');
    return out + "\n" + file.rule + "\n";
}

// A zone that has had one offset for ever.
inline std::string fixed_zone(std::int32_t offset) { return bytes_of({{offset}, {}, {}, '2', 0}); }

// A folder that is gone at the end.
class ZoneFolder {
public:
    ZoneFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "redress_zones_XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::filesystem::filesystem_error("mkdtemp", name, {});
        path_ = name;
    }
    ~ZoneFolder() { std::filesystem::remove_all(path_); }
    ZoneFolder(const ZoneFolder&) = delete;
    ZoneFolder& operator=(const ZoneFolder&) = delete;

    std::string path(std::string_view name = {}) const { return name.empty() ? path_.string() : (path_ / name).string(); }
    // As package managers do: a new file in the place of the old one.
    void put(std::string_view name, std::string_view bytes) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        const std::string target = path(name);
        std::ofstream(target + ".new", std::ios::binary) << bytes;
        std::filesystem::rename(target + ".new", target);
    }
    void put_version(std::string_view version) const {
        put("tzdata.zi", "# version " + std::string(version) + "\n# This zic input file is in the public domain.\n");
    }

private:
    std::filesystem::path path_;
};

}  // namespace redress::time
