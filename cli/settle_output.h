// What `redress settle` prints: the statements, or rows of them, and totals.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "settled_case.h"

namespace redress::cli {

class SettleOutput {
public:
    virtual ~SettleOutput() = default;
    virtual void add(const SettledCase& settled) = 0;  // in the order of the cases
    virtual void close() = 0;
};

// `format` is xml, json, csv or table.
std::unique_ptr<SettleOutput> settle_output(const std::string& format, bool totals_alone);

}  // namespace redress::cli
