// Texts from files and from standard input.
#pragma once

#include <filesystem>
#include <string>

namespace redress::cli {

// The bytes of a file. Throws std::runtime_error with a sentence that names it.
std::string read_file(const std::filesystem::path& path);

// The same, or standard input for "-".
std::string read_input(const std::string& path);

void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace redress::cli
