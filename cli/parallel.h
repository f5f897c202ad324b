// Work on many items at once, with the results in the order of the items: the same output whatever the number of threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <future>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace redress::cli {

// How many items a thread takes at a time: enough that starting it costs nothing beside them. Long work takes one.
inline constexpr std::size_t batch_items = 64;

// All cores, where 0 jobs are asked for.
inline std::size_t threads_of(std::size_t jobs) {
    return jobs > 0 ? jobs : std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

// Calls `work` on up to `threads` threads for what `next` gives, an optional item, until that is empty. `take` gets the
// results one after the other; `next` and `take` run on the calling thread. What `work` throws is thrown here.
template <class Next, class Work, class Take>
void in_order(std::size_t threads, Next next, const Work& work, Take take, std::size_t items_at_a_time = batch_items) {
    using Item = typename std::invoke_result_t<Next>::value_type;
    using Result = std::invoke_result_t<const Work&, Item&&>;
    std::deque<std::future<std::vector<Result>>> running;
    const auto take_first = [&] {
        for (Result& result : running.front().get()) take(std::move(result));
        running.pop_front();
    };
    for (bool more = true; more;) {
        std::vector<Item> batch;
        while (more && batch.size() < items_at_a_time) {
            std::optional<Item> item = next();
            more = item.has_value();
            if (more) batch.push_back(std::move(*item));
        }
        if (running.size() >= threads) take_first();
        running.push_back(std::async(std::launch::async, [&work, batch = std::move(batch)]() mutable {
            std::vector<Result> results;
            results.reserve(batch.size());
            for (Item& item : batch) results.push_back(work(std::move(item)));
            return results;
        }));
    }
    while (!running.empty()) take_first();
}

}  // namespace redress::cli
