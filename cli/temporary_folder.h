// A folder that is gone with its object.
#pragma once

#include <filesystem>

namespace redress::cli {

class TemporaryFolder {
public:
    TemporaryFolder();  // throws std::runtime_error
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace redress::cli
