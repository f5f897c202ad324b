// One target as a libFuzzer program; CMakeLists.txt says which.
#include <cstddef>
#include <cstdint>

#include REDRESS_FUZZ_HEADER

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    redress::fuzz::REDRESS_FUZZ_TRY({reinterpret_cast<const char*>(data), size});
    return 0;
}
