// The records that a step rests on, by their ids: which counted, and which did not and why. Steps name them where the rules ask
// for explanation="full".
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facts/case.h"

namespace redress::settle {

class NamedRecords {
public:
    enum class Why : std::uint8_t { counted, condition, excluded, not_starting, not_ending };

    void clear() { named_ = {}; }
    void add(std::uint32_t index, Why why);
    // " Counted: i1, i3. Not counted, since 'incident.kind is outage' does not hold: i2." At most limits::named_records_max of
    // each. `condition` is the formula.
    void append_to(std::string& out, const facts::Case&, facts::Record of, std::string_view condition) const;

private:
    struct Group {
        std::vector<std::uint32_t> indices;
        std::size_t more = 0;
    };
    std::array<Group, 5> named_;
};

}  // namespace redress::settle
