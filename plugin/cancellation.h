// Cancelling a thread unwinds it like an exception that nobody may catch. Calls that can be where that begins, since they read
// files or wait, are finished first.
#pragma once

#include <pthread.h>

namespace redress {

class CancellationHeldBack {
public:
    CancellationHeldBack() noexcept { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
    ~CancellationHeldBack() { pthread_setcancelstate(before_, nullptr); }
    CancellationHeldBack(const CancellationHeldBack&) = delete;
    CancellationHeldBack& operator=(const CancellationHeldBack&) = delete;

private:
    int before_ = PTHREAD_CANCEL_ENABLE;
};

}  // namespace redress
