// What an explanation is made from: a statement, its case, and the rules of the book that it names.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explain/local_time.h"
#include "library.h"

namespace redress::cli::explain {

// One step of a decision, with the stretches of time that its text names.
struct Step {
    std::string kind;
    std::string clause;
    std::string name;
    std::string formula;
    std::string value;
    std::string text;
    Interval range;                   // of a measure: what it was measured from and to; without length where it names none
    std::vector<Interval> intervals;  // what it lists: excluded or counted time, or when a clock ran
    long long records = -1;           // of a measure; -1 where it does not tell
};

// One version of an SLA as its file has it.
struct Rules {
    pugi::xml_node sla;
    pugi::xml_node guarantee;  // null where the decision names none
    std::string file;
    std::string zone = "UTC";
    std::string digest;

    std::string title() const;  // the id where it has none
    std::string guarantee_title() const;
    pugi::xml_node level(std::string_view id) const;
    // The named ladder: of the guarantee, or shared.
    pugi::xml_node ladder(std::string_view name) const;
    // A parameter of the level, or that of every level.
    std::string parameter(std::string_view level_id, std::string_view name) const;
};

// A record of the case that lies in time.
struct Recorded {
    pugi::xml_node node;
    std::string kind;  // incident, maintenance, ticket or measurement
    Interval time;
};

class Documents {
public:
    // `statement` may be of another day than the rules. Throws std::runtime_error where it is no statement of this case.
    Documents(const redress_book& book, const std::string& case_xml, const std::string& statement_xml);

    pugi::xml_node statement() const { return statement_.child("statement"); }
    pugi::xml_node facts() const { return case_.child("case"); }
    std::vector<Step> steps(pugi::xml_node decision) const;
    // The same as the statement has them.
    const std::vector<pugi::xml_node>& step_nodes(pugi::xml_node decision) const;
    // What happened, in the order of time.
    const std::vector<Recorded>& recorded() const { return recorded_; }
    // From when until when; until as_of where that is not told.
    Interval extent(pugi::xml_node node, const char* from, const char* until) const;
    Rules rules(pugi::xml_node decision) const;
    // The record of the case with this id; null where there is none.
    pugi::xml_node record(const char* kind, std::string_view id) const;
    Instant as_of() const;

private:
    const std::vector<Interval>& listed_elsewhere(std::string_view text) const;
    Step step(pugi::xml_node node) const;
    std::vector<Interval> listed_by(const std::string& decision, const std::string& name) const;
    void gather_records();

    const redress_book* book_;
    pugi::xml_document case_;
    pugi::xml_document statement_;
    std::map<std::string, std::vector<pugi::xml_node>, std::less<>> steps_;  // by the number of the decision
    std::map<std::string, std::map<std::string, pugi::xml_node, std::less<>>, std::less<>> records_;  // by kind and id
    std::vector<Recorded> recorded_;
    // Of decisions and names of their steps, the stretches of time that they list; read when a later decision names them.
    mutable std::map<std::pair<std::string, std::string>, std::vector<Interval>> listed_;
    // Of each row of the book, its file; read when a decision asks for it.
    mutable std::map<std::string, pugi::xml_document> files_;
};

std::string_view attribute(pugi::xml_node node, const char* name);

}  // namespace redress::cli::explain
