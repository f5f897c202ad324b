#include "html_page.h"

#include <fmt/core.h>

namespace redress::cli {

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '&': out += "&amp;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string html_page_head(std::string_view title, std::string_view style) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{0}</title>\n<style>\n"
        "body {{ font-family: sans-serif; margin: 2em; }}\ntable {{ border-collapse: collapse; }}\n"
        "td, th {{ border: 1px solid #ccc; padding: 0.2em 0.6em; text-align: left; }}\n"
        "{1}</style>\n<h1>{0}</h1>\n",
        title, style);
}

}  // namespace redress::cli
