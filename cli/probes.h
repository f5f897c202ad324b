// The cases that the samples of an SLA lack.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "coverage.h"
#include "document_kind.h"
#include "library.h"
#include "rule_files.h"

namespace redress::cli {

struct ProbeSeed {
    std::string name;  // "worked_example"; of the case that others are made from
    std::string xml;
    bool is_sample = true;
};

// A case that was found, with what it is for.
struct Probe {
    std::string name;    // of its file
    std::string remark;  // what it reaches, from where it was made, what the library found
    std::string xml;
    std::vector<std::string> guarantees;  // of its decisions, in their order
};

// How much there is to reach of one kind, and how much of it is reached.
struct ProbeCount {
    std::size_t all = 0;
    std::size_t before = 0;  // by the samples
    std::size_t after = 0;   // with the probes
};

struct ProbeResult {
    ProbeCount bounds;        // their sides: the last case on each
    ProbeCount requirements;  // that alone do not hold
    ProbeCount windows;       // of each length that the calendar has for a promise, at the bound of its breach
    ProbeCount replays;       // settled again with the credit given back, and again with evidence that came late
    ProbeCount rest;          // what else `redress test --coverage` counts
    std::vector<Probe> probes;
    std::vector<std::string> missing;  // lines: what was not reached, and why
};

// Of one version of an SLA. `kind` is that of cases, with the facts that the rules declare; seeds of which no decision is by
// this version are passed over. The search has an end that does not depend on the clock.
ProbeResult probe_version(const redress_book& book, const RuleFile& rules, const DocumentKind& kind, const Coverage& coverage,
                          const std::vector<ProbeSeed>& seeds);

// Cases to begin with where an SLA has no sample: one for each promise and level, in the second month after the version comes
// into effect.
std::vector<ProbeSeed> first_cases(const RuleFile& rules);

}  // namespace redress::cli
