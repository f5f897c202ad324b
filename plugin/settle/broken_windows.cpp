#include "settle/broken_windows.h"

#include <algorithm>

#include "settle/measure.h"
#include "settle/windows.h"

namespace redress::settle {

namespace {

class Looker {
public:
    Looker(Frame& frame, const rules::Measure& measure, formula::Missing& missing)
        : frame_(frame), beside_(frame.beside()), measure_(measure), missing_(missing) {}

    bool run(std::int32_t& looked_at, time::IntervalSet& broken) {
        const std::int32_t first = measure_.before ? 1 : 0;
        for (std::int32_t back = first; back < first + measure_.last; ++back) {
            frame_.spend(std::int64_t{back + 1} * work_of_a_window);
            const std::optional<time::Interval> window =
                back == 0 ? frame_.around.window.interval : facts::window_beside(frame_.facts(), frame_.around.window, -back);
            if (!window || time::intersection(*window, frame_.service).empty()) break;
            ++looked_at;
            const std::optional<bool> was_broken = is_broken(*window);
            if (!was_broken) return false;
            if (*was_broken)
                broken.push_back(*window);
            else if (measure_.consecutive)
                break;
        }
        return true;
    }

private:
    // Nothing where a fact is missing to say so. Where there was no such promise, none was broken.
    std::optional<bool> is_broken(const time::Interval& window) {
        const BoundSubscription& subscription = frame_.bound->subscriptions[frame_.around.window.subscription];
        frame_.spend(static_cast<std::int64_t>(subscription.versions.size()));
        const rules::Pack* const pack = version_at(subscription, window.start);
        const rules::Guarantee* const promise = pack == nullptr ? nullptr : pack->guarantee(measure_.promise);
        if (promise == nullptr || promise->over != frame_.around.window.kind) return false;
        const auto claim = frame_.around.records[static_cast<std::size_t>(formula::Role::claim)];
        beside_.begin(*frame_.bound, nullptr, frame_.evaluator.work_left);
        beside_.decision = frame_.decision;
        beside_.enter(*pack, promise, frame_.around.window.subscription, claim, facts::no_record, promise->over, window);
        const std::optional<bool> broken = breach_of(*promise);
        frame_.evaluator.work_left = beside_.evaluator.work_left;
        frame_.evaluator.met_big |= beside_.evaluator.met_big;
        return broken;
    }

    std::optional<bool> breach_of(const rules::Guarantee& promise) {
        if (promise.when.exists()) {
            if (!beside_.evaluate(promise.when)) return unknown();
            if (!beside_.flag()) return false;
        }
        for (const std::uint16_t index : promise.shared) define(beside_, beside_.pack->shared[index]);
        for (std::size_t i = 0; i < promise.definitions_before_breach; ++i) define(beside_, promise.definitions[i]);
        if (beside_.evaluate(promise.breach)) return beside_.flag();
        if (beside_.missing().no_record_at_all) return false;
        return unknown();
    }

    std::optional<bool> unknown() {
        missing_ = beside_.missing();
        return std::nullopt;
    }

    Frame& frame_;
    Frame& beside_;
    const rules::Measure& measure_;
    formula::Missing& missing_;
};

}  // namespace

bool find_broken(Frame& frame, const rules::Measure& measure, std::int32_t& looked_at, time::IntervalSet& broken,
                 formula::Missing& missing) {
    if (frame.around.window.interval.empty()) {
        missing = formula::unknown_window(frame.facts(), frame.around.window.subscription);
        return false;
    }
    return Looker(frame, measure, missing).run(looked_at, broken);
}

}  // namespace redress::settle
