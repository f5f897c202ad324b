#include "rule_files.h"

#include <algorithm>
#include <string_view>

#include "text_file.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

std::string joined_white_space(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (space && (out.empty() || out.back() == ' ')) continue;
        out += space ? ' ' : c;
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace

std::vector<fs::path> rule_paths(const fs::path& rules) {
    if (!fs::is_directory(rules)) return {rules};
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(rules)) {
        if (entry.is_regular_file() && entry.path().extension() == ".xml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::size_t RuleFile::line_of(const pugi::xml_node& node) const {
    const auto offset = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)), text.size());
    return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

std::vector<std::unique_ptr<RuleFile>> sla_files(const fs::path& rules) {
    std::vector<std::unique_ptr<RuleFile>> files;
    for (const fs::path& path : rule_paths(rules)) {
        auto file = std::make_unique<RuleFile>();
        file->path = path;
        file->text = read_file(path);
        file->document.load_buffer(file->text.data(), file->text.size());
        if (std::string_view(file->root().name()) == "sla") files.push_back(std::move(file));
    }
    return files;
}

std::string attribute(const pugi::xml_node& node, const char* name) { return joined_white_space(node.attribute(name).value()); }

}  // namespace redress::cli
