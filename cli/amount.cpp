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

}  // namespace redress::cli
