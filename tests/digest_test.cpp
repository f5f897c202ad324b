#include "digest.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

TEST_CASE("SHA-256 gives the digests of the standard's examples") {
    const std::string million(1'000'000, 'a');
    struct {
        std::string_view bytes, digest;
    } const rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    for (const auto& row : rows) {
        const auto digest = redress::sha256_hex(row.bytes);
        CHECK(std::string_view(digest.data()) == row.digest);
    }
}

TEST_CASE("a NUL byte counts") { CHECK(redress::sha256_hex(std::string_view("a\0b", 3)) != redress::sha256_hex("a")); }
