// The search for cases that reach what samples do not: one fact of a case is changed at a time, and the library settles each
// trial. It has an end that does not depend on the clock.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "case_facts.h"
#include "changeable_facts.h"
#include "probe_trials.h"
#include "probes.h"

namespace redress::cli {

// How a case stands at a bound: the nearer, the lower.
enum class Nearness : char { next_value, jump, other_word, none };

// Two cases that differ in one fact and stand on two sides of a bound.
struct Crossing {
    Nearness nearness = Nearness::none;
    std::string inside;
    std::string outside;
    std::string key;  // of the decision
    std::string seed;
    std::string fact;  // "the end of incident outage-1"
    std::string step;  // "a second"; or how a word was changed
};

// A case that reaches something.
struct Single {
    std::string xml;
    std::string seed;
    std::string change;
    std::string before;  // the case without the change; empty where it does not matter
    std::string key;     // of the decision
};

// By bound, item and requirement of the trials.
struct ProbeFindings {
    std::vector<Crossing> best;
    std::vector<std::array<Nearness, 2>> stands;  // of the samples, inside and outside
    std::vector<std::array<bool, 2>> seen;        // in any case
    std::vector<bool> sampled;                    // a sample reaches the item
    std::vector<std::optional<Single>> found;     // what else does
    std::vector<bool> sampled_alone;
    std::vector<std::optional<Single>> found_alone;
    std::vector<Trial> samples;
    std::deque<ProbeSeed> cases;  // that were looked at, the samples first
};

class ProbeSearch {
public:
    // Both outlive it.
    ProbeSearch(Trials& trials, const ChangeableFacts& changeable);

    void run(const std::vector<ProbeSeed>& seeds);
    const ProbeFindings& findings() const { return findings_; }
    bool exhausted() const;

    // Two cases that the changes of one fact of this one lead to, next to each other on two sides of a bound.
    std::optional<Crossing> crossing_from(const ProbeSeed& seed, std::size_t bound);

    // The case with a fact changed. Nothing where it is refused, or a time would have no length.
    std::optional<Trial> with(CaseFacts& facts, const Fact& fact, const std::string& value);

private:
    bool is_near_a_wanted_bound(const ProbeSeed& seed);
    void compare(const Trial& a, const Trial& b, bool ordered, const ProbeSeed& seed, const std::string& fact,
                 const std::string& step, bool a_is_sample);
    // What a case reaches. One that reaches something new is looked at later, like a sample.
    void note(const Trial& trial, const ProbeSeed& seed, const std::string& change, const Trial& before);
    void begin_with(const ProbeSeed& seed);
    // The smallest changes: a step to each side along a scale, each other word, a fact or a record left out.
    void step_each_fact(const ProbeSeed& seed);
    // Whether between two cases lies a bound that was not yet crossed from one value to the next.
    bool is_promising(const std::optional<Trial>& a, const std::optional<Trial>& b) const;
    // Larger changes along scales, and between those that differ the two values next to each other at which they do. Whether
    // that found a way across a bound, or a nearer one.
    bool move_each_fact(const ProbeSeed& seed);
    void move(const ProbeSeed& seed, CaseFacts& facts, const Fact& fact, const Scale& scale);

    Trials& trials_;
    const ChangeableFacts& changeable_;
    ProbeFindings findings_;
    std::size_t more_seeds_ = 0;
    std::size_t crossings_found_ = 0;
};

// "the end of incident outage-1"
std::string describe(const CaseFacts& facts, const Fact& fact);

}  // namespace redress::cli
