// What guarantees over <periods> are about: the periods that a subscription's incidents or tickets make over its whole time of
// service. Each has the identity of its earliest record.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "formula/evaluator.h"
#include "rules/pack.h"

namespace redress::settle {

class Frame;

struct SubjectPeriod {
    formula::Period period;
    time::Interval range{};              // in which it was made: from the first to the last moment of records that could join
    std::vector<std::uint32_t> records;  // that it is made of, by their start, then id
    std::vector<std::uint32_t> others;   // incidents in it of which nothing counts
    bool lasts = false;                  // one of them has not ended yet
    std::optional<formula::Missing> missing;  // what is missing to say which periods these records make

    bool holds(std::uint32_t record) const;
};

class SubjectPeriods {
public:
    void clear() {
        made_.clear();
        first_of_.clear();
    }

    // Of one version of the SLA, by their start: it makes them of the records that began while it was in effect, so that a
    // record is in one period. They stay where they are until clear().
    std::span<const SubjectPeriod> of(Frame& frame, const rules::Pack& pack, const rules::Guarantee& guarantee,
                                      std::uint32_t subscription);

    // The record that a credit for another one belongs to, since both are in one period today. Nothing where the period was never
    // asked for; no_record where there is none that holds it.
    //   i2 was credited by itself; a late i1 now joins it from before: what was given for i2 was given for i1
    std::optional<std::uint32_t> identity(const rules::Pack& pack, const rules::Guarantee& guarantee, std::uint32_t subscription,
                                          std::uint32_t record) const;

private:
    // Of all versions of an SLA, since a record is in one period.
    struct Line {
        std::string_view sla;
        std::string_view guarantee;
        std::uint32_t subscription = 0;
        time::WindowKind of{};  // incidents or tickets
        auto operator<=>(const Line&) const = default;
    };
    std::map<std::pair<Line, time::Date>, std::vector<SubjectPeriod>> made_;  // by effective_from
    std::map<std::pair<Line, std::uint32_t>, std::uint32_t> first_of_;        // of a record, the first of its period
};

}  // namespace redress::settle
