// Pages of tables, and texts in them.
#pragma once

#include <string>
#include <string_view>

namespace redress::cli {

// As text of an element or of an attribute in quotes.
std::string html_escaped(std::string_view text);

// The beginning of a page with this title, as its heading, too; `style` is CSS beyond that of tables.
std::string html_page_head(std::string_view title, std::string_view style);

}  // namespace redress::cli
