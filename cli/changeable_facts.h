// Which facts of a case can be changed to see what rules make of that, and to what.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "case_facts.h"
#include "compared_words.h"
#include "document_kind.h"

namespace redress::cli {

class ChangeableFacts {
public:
    // `kind` is that of cases, with the facts that the rules declare, and outlives this.
    ChangeableFacts(const DocumentKind& kind, const pugi::xml_node& rules) : kind_(kind), words_(rules) {}

    struct Changeable {
        Fact fact;
        const DocumentField* field;
    };
    // All that are given, and those that are not but that the rules name; the end of a record before its start.
    std::vector<Changeable> of(const CaseFacts& facts) const;

    // What else a fact can be that has no order, or is not given: "" for not given.
    std::vector<std::string> other_words(const CaseFacts& facts, const Changeable& changeable) const;

private:
    const DocumentKind& kind_;
    ComparedWords words_;
};

}  // namespace redress::cli
