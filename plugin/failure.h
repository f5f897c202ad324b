// What went wrong in one call, in fixed memory, so that describing a failure can't fail; and the border behind which whatever
// is thrown has become one.
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <new>
#include <string_view>

#include "error.h"

namespace redress {

// Texts end with NUL. They are cut between characters where they are longer.
struct Failure {
    Status status = Status::ok;
    std::int64_t line = 0;  // 0: no place in a text
    std::int64_t column = 0;
    std::array<char, 1024> message{};  // one line, with the place in front
    std::array<char, 512> file{};      // in the bytes that the system gave
    std::array<char, 128> record{};
    std::array<char, 128> field{};
};

// Does nothing without a `failure`.
void describe(Failure* failure, Status status, const Place& place, std::string_view message) noexcept;

// Runs `body`. Whatever it throws becomes a status, and `failure` says what it was; where it throws nothing, that is left alone.
template <class Body>
Status attempt(Failure* failure, Body body) noexcept {
    const auto fail = [failure](Status status, std::string_view message) {
        describe(failure, status, Place{}, message);
        return status;
    };
    try {
        body();
        return Status::ok;
    } catch (const Error& e) {
        describe(failure, e.status(), e.place(), e.what());
        return e.status();
    } catch (const std::bad_alloc&) {
        return fail(Status::out_of_memory, "there is not enough memory");
    } catch (const std::exception& e) {
        return fail(Status::internal, e.what());
    } catch (...) {
        return fail(Status::internal, "an unknown failure");
    }
}

}  // namespace redress
