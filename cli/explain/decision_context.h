// One decision with all that an explanation of it is made from.
#pragma once

#include <string>
#include <vector>

#include "explain/documents.h"
#include "explain/explanation.h"
#include "explain/wording.h"

namespace redress::cli::explain {

struct DecisionContext {
    const Documents& documents;
    pugi::xml_node decision;
    Audience audience = Audience::auditor;
    Rules rules;
    std::vector<Step> steps;
    Wording wording;
    pugi::xml_node subscription;
    pugi::xml_node claim;    // null where no claim is answered
    pugi::xml_node subject;  // of a guarantee over incident or ticket; else null
    Interval window;         // without length where the decision has none
    std::string over;        // what kind of window
    std::string level;       // of the subscription, by the plan in effect
    std::string what_if;     // of WhatIf

    DecisionContext(const Documents& all, pugi::xml_node of, const Language& language, Audience reader);

    std::string_view says(const char* field) const { return attribute(decision, field); }
    std::string say(std::string_view key, Values values = {}) const { return wording.say(key, values); }
    const Step* last_step(std::string_view kind) const;  // null where there is none
    // The element that defines a name: of the guarantee, or shared; null where there is none.
    pugi::xml_node definition(std::string_view name) const;
    // How a step is called: the title of its guarantee, or its name as it is read.
    std::string name_of(const Step& step) const;
    // The stretches of time that it counts, of a downtime or of periods.
    bool lists_time(const Step& step) const;
    // What a step's library text means, in the reader's language; "" where it says nothing.
    std::string sentence_of(const Step& step) const;
};

// The parts of an explanation.
std::vector<std::string> sentences_of(const DecisionContext& context);
std::vector<Row> rows_of(const DecisionContext& context);
std::vector<Ladder> ladders_of(const DecisionContext& context);
void add_times(const DecisionContext& context, DecisionExplanation& out);  // charts, dates and records

// A step of a ladder, read: what was looked up, and by which bound of which tier.
struct LadderStep {
    std::string looked_up;
    std::string relation;  // at least, above, at most, below; empty for the last tier
    std::string bound;     // as the rules have it
};
LadderStep read_ladder_step(const Step& step);
// "at least 97.9 %", in the reader's language; a parameter of the level by its value.
std::string bound_text(const DecisionContext& context, std::string_view relation, std::string_view bound);

}  // namespace redress::cli::explain
