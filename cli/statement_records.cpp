#include "statement_records.h"

#include <algorithm>
#include <pugixml.hpp>
#include <stdexcept>

namespace redress::cli {
namespace {

StatementRecord record_of(const pugi::xml_node& node) {
    StatementRecord record{node.name(), {}};
    for (const pugi::xml_attribute& attribute : node.attributes()) {
        if (std::string_view(attribute.name()) != "xmlns") record.fields.emplace_back(attribute.name(), attribute.value());
    }
    return record;
}

}  // namespace

std::string_view StatementRecord::get(std::string_view field) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == field; });
    return found == fields.end() ? std::string_view{} : std::string_view(found->second);
}

std::vector<const StatementRecord*> StatementRecords::of(std::string_view kind) const {
    std::vector<const StatementRecord*> out;
    for (const StatementRecord& record : records) {
        if (record.kind == kind) out.push_back(&record);
    }
    return out;
}

DecisionSteps::DecisionSteps(const StatementRecords& statement) {
    for (const StatementRecord& record : statement.records) {
        if (record.kind == "step") steps_[std::string(record.get("decision"))].push_back(&record);
    }
}

const std::vector<const StatementRecord*>& DecisionSteps::of(const StatementRecord& decision) const {
    static const std::vector<const StatementRecord*> none;
    const auto found = steps_.find(decision.get("number"));
    return found == steps_.end() ? none : found->second;
}

StatementRecords statement_records(const std::string& xml) {
    pugi::xml_document document;
    const pugi::xml_parse_result parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_minimal | pugi::parse_escapes);
    const pugi::xml_node root = document.document_element();
    if (!parsed || std::string_view(root.name()) != "statement") throw std::runtime_error("this is no statement");
    StatementRecords out{record_of(root), {}};
    for (const pugi::xml_node& node : root.children()) out.records.push_back(record_of(node));
    return out;
}

}  // namespace redress::cli
