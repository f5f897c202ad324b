#include "text_file.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace redress::cli {
namespace {

std::string read_all(std::istream& in, const std::string& name) {
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) throw std::runtime_error(name + " can't be read");
    return text;
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
    // A folder opens like a file and only then reads as empty.
    std::ifstream in;
    if (!std::filesystem::is_directory(path)) in.open(path, std::ios::binary);
    if (!in.is_open()) throw std::runtime_error(path.string() + " can't be read");
    return read_all(in, path.string());
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw std::runtime_error(path.string() + " can't be written");
}

std::string read_input(const std::string& path) { return path == "-" ? read_all(std::cin, "standard input") : read_file(path); }

}  // namespace redress::cli
