#include "changeable_facts.h"

#include <algorithm>
#include <cstddef>

namespace redress::cli {

std::vector<ChangeableFacts::Changeable> ChangeableFacts::of(const CaseFacts& facts) const {
    std::vector<Changeable> out;
    for (std::size_t record = 0; record < facts.records(); ++record) {
        const auto element = std::find_if(kind_.elements.begin(), kind_.elements.end(),
                                          [&](const auto& each) { return each.name == facts.record_name(record); });
        if (element == kind_.elements.end()) continue;
        for (const bool ends : {true, false}) {
            for (const DocumentField& field : element->fields) {
                const bool given = !facts.get({record, field.name}).empty();
                if ((field.name == "end") == ends && (given || words_.names(field.name)))
                    out.push_back({{record, field.name}, &field});
            }
        }
    }
    return out;
}

std::vector<std::string> ChangeableFacts::other_words(const CaseFacts& facts, const Changeable& changeable) const {
    const auto& [fact, described] = changeable;
    const DocumentField& field = *described;
    const std::string value = facts.get(fact);
    std::vector<std::string> out;
    if (field.type == "flag") {
        out = {"yes", "no"};
    } else if (field.type == "token") {
        out = words(field.values);
    } else if (field.type == "text" && words_.names(field.name)) {
        out.assign(words_.of(field.name).begin(), words_.of(field.name).end());
        if (!out.empty() && field.name != "level" && field.name != "sla") out.emplace_back("something_else");
    } else if (field.type == "span") {
        out = {"P1M", "P3M", "P1Y"};
    } else if (field.type == "count" && value.empty()) {
        out = {"0", "1", "2", "3", "10", "100"};
    } else if ((field.type == "ratio" || field.type == "number") && value.empty()) {
        out = {"0.5", "0.0001"};
    } else if (field.type == "money" && value.empty()) {
        out = {"1.00", "1000.00"};
    } else if (field.type == "instant" && value.empty()) {
        for (const char* near : {"start", "opened", "filed", "end", "as_of"}) {
            const std::string at = facts.get({fact.record, near});
            if (!at.empty()) out.push_back(at);
        }
        out.push_back(facts.get({0, "as_of"}));
    } else if (field.type == "date" && value.empty()) {
        out.push_back(facts.get({0, "as_of"}).substr(0, 10));
    }
    if (!value.empty() && field.presence != "required") out.emplace_back();
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    out.erase(std::remove(out.begin(), out.end(), value), out.end());
    return out;
}

}  // namespace redress::cli
