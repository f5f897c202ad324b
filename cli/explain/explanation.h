// An explanation, ready to be laid out: texts in the reader's language, values as people read them, times in the SLA's
// zone. It is built once (explain_decision.h); templates render it as HTML, Markdown or text.
#pragma once

#include <string>
#include <vector>

#include "explain/local_time.h"

namespace redress::cli::explain {

enum class Audience { customer, auditor };

struct Fact {
    std::string label;
    std::string value;
};

// A row of "how it was computed". What is empty is left out.
struct Row {
    std::string label;
    std::string text;
    std::string clause;
    std::string formula;  // of the rules
    std::string values;   // the same with what it stands for
    std::string value;
    bool result = false;  // the credit itself
};

struct Rung {
    std::string value;
    std::string bound;
    bool here = false;
    std::string place;  // where it is here: the value that was looked up
};

struct Ladder {
    std::string title;
    std::string clause;
    std::vector<Rung> rungs;
};

// A stretch of one lane of a chart.
struct Stretch {
    Interval time;
    std::string inside;  // short, shown where there is room
    std::string title;   // in full
};

enum class LaneKind { window, recorded, planned, excluded, counted };

struct Lane {
    LaneKind kind = LaneKind::recorded;
    std::string label;
    std::vector<Stretch> stretches;
};

struct Mark {
    Instant at = 0;
    std::string label;
};

struct Tick {
    Instant at = 0;
    std::string label;
    bool major = true;
};

struct Chart {
    std::string title;        // above it; empty for the overview
    std::string description;  // all of it in words, for those who don't see it
    Interval range;
    std::vector<Lane> lanes;
    std::vector<Mark> marks;
    std::vector<Tick> ticks;
};

struct RecordRow {
    std::string name;
    std::string when;
    std::string verdict;
    bool counted = true;
};

struct Reading {
    std::string clause;
    std::string text;
};

struct RawStep {
    std::string number;
    std::string kind;
    std::string clause;
    std::string name;
    std::string formula;
    std::string value;
    std::string text;
};

struct DecisionExplanation {
    std::string number;
    std::string outcome;        // granted, denied, review or pending
    std::string outcome_title;  // the same in words
    std::string contract;
    std::string promise;
    std::string subject;      // which service, which window, which claim
    std::string amount;       // what is shown large
    std::string amount_note;  // "to the balance"
    std::vector<std::string> sentences;
    std::vector<Chart> charts;
    std::string charts_note;
    std::vector<Fact> dates;
    std::vector<RecordRow> records;
    std::vector<Ladder> ladders;
    std::vector<Row> rows;
    std::vector<Reading> readings;
    std::vector<Fact> audit;
    std::vector<RawStep> steps;
};

struct Explanation {
    std::string title;
    std::string subtitle;
    std::vector<DecisionExplanation> decisions;
    std::vector<Fact> applied;  // adjustments, charges
    std::vector<Fact> audit;    // of the statement as a whole
};

}  // namespace redress::cli::explain
