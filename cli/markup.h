// XML for people and programs to read: an element a line, two spaces a level, ASCII only.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redress::cli {

class Markup {
public:
    // A value that is empty leaves its attribute out.
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    void open(std::string_view name, Attributes attributes = {});
    void close();
    void empty(std::string_view name, Attributes attributes = {});
    // Text inside an element inside another, all on one line.
    void text(std::string_view outer, std::string_view inner, std::string_view text);

    // Precondition: everything that was opened is closed.
    const std::string& xml() const { return out_; }

private:
    void begin_line(std::string_view name, Attributes attributes);

    std::string out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    std::vector<std::string> open_;
};

}  // namespace redress::cli
