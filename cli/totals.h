// How many decisions there are, and what they come to: by SLA, currency and outcome.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>

#include "statement_records.h"
#include "table.h"

namespace redress::cli {

class Totals {
public:
    static const Row head;

    void add(const StatementRecords& statement);
    void add_refused() { ++refused_; }
    std::vector<Row> rows() const;  // in the order of SLA, currency, outcome; refused cases last

private:
    struct Sum {
        std::size_t decisions = 0;
        std::string amount;
    };
    std::map<std::tuple<std::string, std::string, std::string>, Sum> sums_;
    std::size_t refused_ = 0;
};

}  // namespace redress::cli
