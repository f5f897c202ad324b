// A book that holds two versions of one SLA, as a host has it: two files of a folder.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "settling.h"

namespace redress::settle {

// `before` is in effect until the date, `after` from then on.
inline rules::Book versions(const std::string& before, const std::string& date, const std::string& after) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / ("redress_versions_" + std::to_string(getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "old.xml") << pack(before, "effective_to=`" + date + "`");
    std::ofstream(folder / "new.xml") << pack(after, "effective_from=`" + date + "`");
    rules::Book book = rules::Book::load(folder.string());
    fs::remove_all(folder);
    return book;
}

}  // namespace redress::settle
