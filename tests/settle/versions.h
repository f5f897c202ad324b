// A book of several rule files, as a host has it: two versions of one SLA, say, in a folder.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "settling.h"

namespace redress::settle {

// Of these rule files.
inline rules::Book folder_book(const std::vector<std::string>& files) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / ("redress_versions_" + std::to_string(getpid()));
    fs::create_directories(folder);
    for (std::size_t i = 0; i < files.size(); ++i) std::ofstream(folder / (std::to_string(i) + ".xml")) << files[i];
    rules::Book book = rules::Book::load(folder.string());
    fs::remove_all(folder);
    return book;
}

// `before` is in effect until the date, `after` from then on.
inline rules::Book versions(const std::string& before, const std::string& date, const std::string& after) {
    return folder_book({pack(before, "effective_to=`" + date + "`"), pack(after, "effective_from=`" + date + "`")});
}

}  // namespace redress::settle
