// SHA-256 (FIPS 180-4), from Nettle, linked privately.
#pragma once

#include <array>
#include <string_view>

namespace redress {

std::array<char, 65> sha256_hex(std::string_view bytes) noexcept;  // lower case, NUL-terminated

}  // namespace redress
