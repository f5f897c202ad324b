// The memory of settling, kept between cases: a settlement that finds a workspace of its book allocates little.
#pragma once

#include <array>
#include <atomic>
#include <memory>

#include "input_limits.h"
#include "settle/settle.h"

namespace redress::settle {

struct Workspace {
    BoundCase bound;
    Settler settler;
    Trace trace;

    // Of the memory that it would keep: what was allocated for records, at most so much for each, and the rest as it is.
    std::size_t kept_bytes() const {
        constexpr std::size_t bytes_of_a_record = 512;
        return bound.facts->records() * bytes_of_a_record + settler.kept_bytes() + trace.kept_bytes();
    }
};

// A few workspaces that threads take and give back without waiting. It holds memory and nothing else: which one a
// settlement gets never shows in its result.
class WorkspacePool {
public:
    WorkspacePool() = default;
    ~WorkspacePool() {
        for (std::atomic<Workspace*>& slot : slots_) delete slot.load();
    }
    WorkspacePool(const WorkspacePool&) = delete;
    WorkspacePool& operator=(const WorkspacePool&) = delete;

    std::unique_ptr<Workspace> take() {
        for (std::atomic<Workspace*>& slot : slots_) {
            if (Workspace* found = slot.exchange(nullptr, std::memory_order_acquire)) return std::unique_ptr<Workspace>(found);
        }
        return std::make_unique<Workspace>();
    }

    // Of a settlement that ended well. One that grew beyond limits::kept_bytes_max, or that met numbers beyond 64 bits, is
    // freed, so that one large case does not hold memory for as long as the book lives.
    void give_back(std::unique_ptr<Workspace> workspace) noexcept {
        if (workspace->kept_bytes() > limits::kept_bytes_max || workspace->settler.met_big_numbers()) return;
        for (std::atomic<Workspace*>& slot : slots_) {
            Workspace* empty = nullptr;
            if (slot.compare_exchange_strong(empty, workspace.get(), std::memory_order_release)) {
                static_cast<void>(workspace.release());
                return;
            }
        }
    }

private:
    std::array<std::atomic<Workspace*>, 16> slots_{};
};

}  // namespace redress::settle
