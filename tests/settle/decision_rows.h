// Tables of packs, cases and the decisions expected of them.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "settling.h"

namespace redress::settle {

struct Row {
    std::string name;
    std::string pack;
    std::string facts;
    const char* expected;
};

inline void check(const std::vector<Row>& rows, std::string_view as_of = "2026-04-01T00:00:00Z") {
    for (const Row& row : rows) {
        INFO(row.name);
        CHECK(settled(pack(row.pack), facts_of(row.facts, as_of)).decisions == row.expected);
    }
}

}  // namespace redress::settle
