#include "case_text.h"

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <string_view>

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_bytes = 64 * 1024;
constexpr std::string_view white_space = " \t\r\n";

bool blank(std::string_view text) { return text.find_first_not_of(white_space) == text.npos; }

Place after(Place at, std::string_view text) {
    for (const char c : text) {
        if (c == '\n') {
            at = {at.line + 1, 1};
        } else if ((static_cast<unsigned char>(c) & 0xC0u) != 0x80u) {
            ++at.column;
        }
    }
    return at;
}

}  // namespace

std::vector<fs::path> cases_below(const fs::path& folder, CaseFormats formats) {
    std::vector<fs::path> cases;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        const bool is_case =
            name.ends_with(case_ending) || (formats == CaseFormats::xml_and_json && name.ends_with(json_case_ending));
        if (is_case && entry.is_regular_file()) cases.push_back(entry.path());
    }
    std::sort(cases.begin(), cases.end());
    return cases;
}

// --- streams ---

bool CaseStream::read_more() {
    const std::size_t had = rest_.size();
    rest_.resize(had + block_bytes);
    in_.read(rest_.data() + had, static_cast<std::streamsize>(block_bytes));
    rest_.resize(had + static_cast<std::size_t>(in_.gcount()));
    if (in_.bad()) throw std::runtime_error(source_ + " can't be read");
    return rest_.size() > had;
}

bool CaseStream::has(std::size_t at) {
    while (at >= rest_.size()) {
        if (!read_more()) return false;
    }
    return true;
}

std::size_t CaseStream::find(std::string_view text, std::size_t from) {
    for (;;) {
        const std::size_t found = rest_.find(text, from);
        if (found != std::string::npos) return found;
        from = std::max(from, rest_.size() - std::min(rest_.size(), text.size() - 1));
        if (!read_more()) return std::string::npos;
    }
}

// Ends after `</case>`, or before the next `<case`. Comments hold neither.
std::size_t CaseStream::xml_end() {
    bool open = false;
    for (std::size_t at = find("<", 0); at != std::string::npos; at = find("<", at + 1)) {
        has(at + 6);  // the longest of the words below
        const std::string_view tag = std::string_view(rest_).substr(at, 7);
        if (tag.starts_with("<!--")) {
            at = find("-->", at + 4);
            if (at == std::string::npos) break;
        } else if (tag.starts_with("</case")) {
            at = find(">", at);
            return at == std::string::npos ? rest_.size() : at + 1;
        } else if (tag.starts_with("<case") && tag.size() > 5 && (tag[5] == ' ' || tag[5] == '\n' || tag[5] == '\t')) {
            if (open) return at;
            open = true;
        }
    }
    return rest_.size();
}

std::size_t CaseStream::line_end() {
    const std::size_t newline = find("\n", 0);
    return newline == std::string::npos ? rest_.size() : newline + 1;
}

// After the brace that closes the one at `from`; nothing where there is none.
std::optional<std::size_t> CaseStream::json_object_end(std::size_t from) {
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t at = from; has(at); ++at) {
        const char c = rest_[at];
        if (quoted) {
            if (c == '\\') ++at;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return at + 1;
        }
    }
    return std::nullopt;
}

// Where the first line holds a whole object, each line is a case: a line that is not well-formed then spoils no other.
std::size_t CaseStream::json_end() {
    const std::size_t begin = rest_.find('{');
    const std::optional<std::size_t> end = json_object_end(begin);
    if (!any_ && end && *end <= line_end()) form_ = Form::json_lines;
    if (form_ == Form::json_lines) return line_end();
    return end.value_or(rest_.size());
}

CaseText CaseStream::take(std::size_t size) {
    CaseText out{source_, rest_.substr(0, size), at_, true};
    at_ = after(at_, out.text);
    rest_.erase(0, size);
    any_ = true;
    return out;
}

std::optional<CaseText> CaseStream::next() {
    for (;;) {
        while (blank(rest_)) {
            if (read_more()) continue;
            if (any_) return std::nullopt;
            return take(rest_.size());
        }
        if (form_ == Form::unknown) form_ = rest_[rest_.find_first_not_of(white_space)] == '{' ? Form::json : Form::xml;
        if (form_ == Form::json_lines) {
            const std::size_t end = line_end();  // before anything views what was read: this may read on
            if (blank(std::string_view(rest_).substr(0, end))) {
                take(end);
                continue;
            }
        }
        if (form_ == Form::json && rest_[rest_.find_first_not_of(white_space)] != '{') {
            while (read_more()) continue;  // no case begins here: the rest is one that is refused
            return take(rest_.size());
        }
        if (form_ != Form::xml) return take(json_end());
        const bool first = !any_;
        CaseText text = take(xml_end());
        const bool comments_alone = !first && text.text.find("<case") == std::string::npos && rest_.empty() &&
                                    text.text.find_first_not_of(white_space) == text.text.find("<!--");
        if (!comments_alone) return text;
    }
}

// --- paths ---

std::optional<CaseText> CaseTexts::next() {
    for (;;) {
        if (stream_) {
            std::optional<CaseText> text = stream_->next();
            if (text) return text;
            stream_.reset();
        }
        if (file_ < files_.size()) return CaseText{files_[file_++].string(), "", {1, 1}, false};
        if (path_ == paths_.size()) return std::nullopt;
        const std::string& path = paths_[path_++];
        files_.clear();
        file_ = 0;
        if (path == "-") {
            stream_.emplace(std::cin, path);
        } else if (fs::is_directory(path)) {
            files_ = cases_below(path, CaseFormats::xml_and_json);
            if (files_.empty()) throw std::runtime_error(path + " has no *.case.xml and no *.case.json");
        } else {
            opened_ = std::ifstream(path, std::ios::binary);
            if (!opened_.is_open()) throw std::runtime_error(path + " can't be read");
            stream_.emplace(opened_, path);
        }
    }
}

}  // namespace redress::cli
