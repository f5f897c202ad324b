#include "amount.h"

#include <algorithm>
#include <cstddef>

namespace redress::cli {

// All amounts of a statement have the currency's decimals, so the column addition of school does:
// "21.72" + "9.30" = "31.02".
std::string add_amounts(std::string a, std::string b) {
    if (a.empty()) return b;
    const std::size_t width = std::max(a.size(), b.size());
    a.insert(0, width - a.size(), '0');
    b.insert(0, width - b.size(), '0');
    int carry = 0;
    for (std::size_t i = width; i-- > 0;) {
        if (a[i] == '.') continue;
        const int digit = (a[i] - '0') + (b[i] - '0') + carry;
        a[i] = static_cast<char>('0' + digit % 10);
        carry = digit / 10;
    }
    return carry > 0 ? "1" + a : a;
}

std::string amount_change(std::string before, std::string after) {
    if (before.empty()) before = "0";
    if (after.empty()) after = "0";
    // Where one has no decimals it is the 0 of nothing at all.
    const std::string& longer = before.size() > after.size() ? before : after;
    const std::size_t point = longer.find('.');
    for (std::string* amount : {&before, &after}) {
        if (point != std::string::npos && amount->find('.') == std::string::npos)
            *amount += "." + std::string(longer.size() - point - 1, '0');
    }
    const std::size_t width = std::max(before.size(), after.size());
    before.insert(0, width - before.size(), '0');
    after.insert(0, width - after.size(), '0');
    if (before == after) return point == std::string::npos ? "0" : "0." + std::string(longer.size() - point - 1, '0');
    const bool rises = before < after;  // of one width, so the order of texts is that of numbers
    std::string greater = rises ? after : before;
    const std::string& lesser = rises ? before : after;
    int borrowed = 0;
    for (std::size_t i = width; i-- > 0;) {
        if (greater[i] == '.') continue;
        const int digit = greater[i] - lesser[i] - borrowed;
        borrowed = digit < 0 ? 1 : 0;
        greater[i] = static_cast<char>('0' + digit + 10 * borrowed);
    }
    const std::size_t first = greater.find_first_not_of('0');
    greater.erase(0, greater[first] == '.' ? first - 1 : first);
    return (rises ? "+" : "-") + greater;
}

}  // namespace redress::cli
