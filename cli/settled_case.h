// One case of many, settled or refused.
#pragma once

#include <string>

#include "case_text.h"
#include "library.h"

namespace redress::cli {

struct SettledCase {
    std::string source;     // of CaseText
    std::string statement;  // XML; empty where the case is refused
    std::string problem;    // why it is refused; the file is named by `source`
    Place place;            // where in the source

    bool refused() const { return statement.empty(); }
    // "march.case.xml:3:7: ..."
    std::string message() const;
};

struct SettleRange {
    std::string from;   // set as the case's windows_from; empty: as the case has it
    std::string until;  // and windows_until
};

// Any number of threads may settle by one book at a time.
SettledCase settle_text(const redress_book& book, CaseText text, const SettleRange& range, Steps steps);

}  // namespace redress::cli
