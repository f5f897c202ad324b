// A library that handles an exception inside of redress_case_new wrongly, by FAULT. It stands in front of that function.
#include <dlfcn.h>

#include <exception>
#include <string>

#include "redress.h"

namespace {

constexpr std::size_t too_long_for_a_small_buffer = 2000;

redress_status next(redress_case** out, redress_error* error) {
    return reinterpret_cast<decltype(&redress_case_new)>(dlsym(RTLD_NEXT, "redress_case_new"))(out, error);
}

[[maybe_unused]] bool broken = false;

}  // namespace

extern "C" redress_status redress_case_new(redress_case** out, redress_error* error) {
#if FAULT == 0  // it leaves the library
    const std::string text(too_long_for_a_small_buffer, 'x');
    return text.empty() ? REDRESS_INTERNAL : next(out, error);
#elif FAULT == 1  // it comes out as something that the host did wrong
    try {
        const std::string text(too_long_for_a_small_buffer, 'x');
        return text.empty() ? REDRESS_INTERNAL : next(out, error);
    } catch (...) {
        return REDRESS_INVALID_CASE;
    }
#elif FAULT == 2  // it is swallowed
    try {
        const std::string text(too_long_for_a_small_buffer, 'x');
        if (text.empty()) return REDRESS_INTERNAL;
    } catch (...) {
    }
    return next(out, error);
#elif FAULT == 3  // it is not described
    return next(out, nullptr);
#elif FAULT == 4  // it breaks the library for good
    const redress_status status = broken ? REDRESS_INTERNAL : next(out, error);
    broken = status != REDRESS_OK;
    return status;
#endif
}
