// The checks of one SLA, by subject.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "review/analysis.h"
#include "review/review.h"
#include "rules/pack.h"
#include "xml/document.h"

namespace redress::review {

// One SLA, and what is found of it.
class Reviewed {
public:
    Reviewed(const rules::Pack& pack, xml::Element root, std::vector<Finding>& findings);

    const rules::Pack& pack() const { return pack_; }
    const xml::Element& root() const { return root_; }
    Trees& trees() { return trees_; }

    void warn(rules::Warning, Position, std::string message);
    // Of all elements of that name, in document order.
    std::vector<xml::Element> elements(std::string_view name) const;

    // What can be said anywhere in a guarantee (null: outside of them); where its promise is for the subscription; and where it
    // is broken as well, and nothing denies the credit.
    Analysis anywhere(const rules::Guarantee* guarantee, Supposition = {});
    Analysis promised(const rules::Guarantee& guarantee, Supposition = {});
    Analysis broken(const rules::Guarantee& guarantee, Supposition = {});

    // Each formula, with what holds where it is looked at.
    using Take = std::function<void(const formula::Formula&, Analysis&)>;
    void each_formula(const Take&);
    // Each formula of the texts for people, which decide nothing, and say what they name of a decision.
    void each_said(const std::function<void(const formula::Formula&)>& take) const;

private:
    void of_definition(const rules::Definition&, Analysis&, const Take&);
    void of_guarantee(const rules::Guarantee&, const Take&);

    const rules::Pack& pack_;
    xml::Element root_;
    std::vector<Finding>& findings_;
    Trees trees_;
    std::int64_t work_;
};

void check_conditions(Reviewed&);  // conditions.cpp
void check_breaches(Reviewed&);    // breaches.cpp: what follows from a breach, and for which no service was bad
void check_amounts(Reviewed&);     // amounts.cpp
void check_times(Reviewed&);       // times.cpp
void check_writing(Reviewed&);     // writing.cpp: what stands twice, is not used, or reads otherwise than it is

// Attributes of an element; its value is empty where it is absent.
xml::Attribute attribute_of(const xml::Element&, std::string_view name);
Position value_position(const xml::Element&, std::string_view attribute);

}  // namespace redress::review
