// The texts of cases: from files, from folders, and from streams that hold many.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace redress::cli {

// In characters from 1, as the library counts them; line 0: nowhere in particular.
struct Place {
    std::int64_t line = 0;
    std::int64_t column = 0;
};

struct CaseText {
    std::string source;  // the file as it was named, or "-"
    std::string text;    // empty where only its file is known yet
    Place begins{1, 1};  // where the text stands in the source
    bool read = true;    // false: `text` is to be read from the file
};

inline constexpr std::string_view case_ending = ".case.xml";
inline constexpr std::string_view json_case_ending = ".case.json";

// *.case.xml below a folder, in the order of their paths; with JSON also *.case.json.
enum class CaseFormats { xml, xml_and_json };
std::vector<std::filesystem::path> cases_below(const std::filesystem::path& folder, CaseFormats formats);

// The cases of a stream one after the other: XML documents, or JSON objects, of which each line may hold one. A case that
// is not well-formed ends where the next one begins.
class CaseStream {
public:
    CaseStream(std::istream& in, std::string source) : in_(in), source_(std::move(source)) {}

    // Nothing at the end. An empty stream is one empty case, so that it is refused and not passed over.
    std::optional<CaseText> next();

private:
    bool read_more();
    bool has(std::size_t at);                                   // reads on until there is a byte at `at`; false at the end
    std::size_t find(std::string_view text, std::size_t from);  // reads on; npos at the end
    std::size_t xml_end();
    std::size_t json_end();
    std::optional<std::size_t> json_object_end(std::size_t from);
    std::size_t line_end();
    CaseText take(std::size_t size);

    enum class Form { unknown, xml, json, json_lines };

    std::istream& in_;
    std::string source_;
    std::string rest_;  // what was read and not yet taken
    Place at_{1, 1};
    bool any_ = false;
    Form form_ = Form::unknown;
};

// The cases of all paths, in their order: `-` is standard input as a stream, a file is a stream, a folder is all that
// cases_below() finds, one case a file.
class CaseTexts {
public:
    explicit CaseTexts(std::vector<std::string> paths) : paths_(std::move(paths)) {}

    std::optional<CaseText> next();

private:
    std::vector<std::string> paths_;
    std::size_t path_ = 0;
    std::vector<std::filesystem::path> files_;  // of the folder being read
    std::size_t file_ = 0;
    std::ifstream opened_;
    std::optional<CaseStream> stream_;
};

}  // namespace redress::cli
