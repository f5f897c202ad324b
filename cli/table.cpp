#include "table.h"

#include <algorithm>

namespace redress::cli {
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

std::string csv_row(const Row& row) {
    std::string out;
    for (const std::string& cell : row) {
        if (!out.empty() || &cell != &row.front()) out += ',';
        if (cell.find_first_of(",\"\r\n") == std::string::npos) {
            out += cell;
            continue;
        }
        out += '"';
        for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
        out += '"';
    }
    return out + "\r\n";
}

std::string Table::aligned(const std::vector<std::string_view>& right) const {
    const Row& head = rows_.front();
    std::vector<std::size_t> widths(head.size(), 0);
    for (const Row& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    }
    std::string out;
    for (const Row& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string filling(widths[i] - width_of(row[i]), ' ');
            const bool at_right = std::find(right.begin(), right.end(), head[i]) != right.end();
            line += (i > 0 ? "  " : "") + (at_right ? filling + row[i] : row[i] + filling);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

}  // namespace redress::cli
