#include "digest.h"

#include <nettle/sha2.h>

#include <cstddef>
#include <cstdint>

// Nettle asks two environment variables, when it is loaded, which machine code to choose and whether to print the choice. The
// linker turns its calls into these (--wrap in CMakeLists.txt): the library reads no environment and prints nothing.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): the linker chooses these names
char* __wrap_getenv(const char*) { return nullptr; }
char* __wrap_secure_getenv(const char*) { return nullptr; }
// NOLINTEND(bugprone-reserved-identifier)
}

namespace redress {

std::array<char, 65> sha256_hex(std::string_view bytes) noexcept {
    sha256_ctx context;
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_init(&context);
    sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
    sha256_digest(&context, digest.size(), digest.data());

    constexpr std::string_view hex = "0123456789abcdef";
    std::array<char, 65> text{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        text[2 * i] = hex[digest[i] >> 4];
        text[2 * i + 1] = hex[digest[i] & 0x0f];
    }
    return text;
}

}  // namespace redress
