// What a target says where the library breaks a promise. libFuzzer ends at the exception and keeps the input; the replay
// reports it as a failed test.
#pragma once

#include <stdexcept>
#include <string>

namespace redress::fuzz {

inline void promise(bool kept, const std::string& sentence) {
    if (!kept) throw std::logic_error("broken promise: " + sentence);
}

}  // namespace redress::fuzz
