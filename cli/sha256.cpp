#include "sha256.h"

#include <fmt/core.h>
#include <nettle/sha2.h>

#include <array>
#include <cstdint>

namespace redress::cli {

std::string sha256(std::string_view text) {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
    sha256_digest(&context, digest.size(), digest.data());
    std::string out;
    for (const std::uint8_t byte : digest) out += fmt::format("{:02x}", byte);
    return out;
}

}  // namespace redress::cli
