#include "explain/what_if.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include "temporary_folder.h"

namespace redress::cli::explain {
namespace {

namespace fs = std::filesystem;

bool failed(const DecisionContext& context, std::string_view kind, std::string_view name) {
    return std::any_of(context.steps.begin(), context.steps.end(), [&](const Step& step) {
        const bool in_time = step.text.ends_with("in time.") || step.text.starts_with("The claim came through a channel of");
        return step.kind == kind && step.name == name && (kind == "claim" ? !in_time : step.value == "no");
    });
}

// Takes the conditions that failed out of a copy of the rules; false where none did. A condition stays where it stands, so
// that whatever it names is still used.
bool lift_conditions(pugi::xml_node sla, const DecisionContext& context) {
    bool lifted = false;
    const auto lift = [&](pugi::xml_node parent) {
        for (pugi::xml_node require : parent.children("require")) {
            if (!failed(context, "require", attribute(require, "id"))) continue;
            pugi::xml_attribute that = require.attribute("that");
            that.set_value(fmt::format("({}) or not ({})", that.value(), that.value()).c_str());
            lifted = true;
        }
    };
    lift(sla);
    for (pugi::xml_node guarantee : sla.children("guarantee")) {
        if (attribute(guarantee, "id") == context.says("guarantee")) lift(guarantee);
    }
    pugi::xml_node claim = sla.child("claim");
    for (const char* name : {"channel", "from", "until"}) {
        if (failed(context, "claim", name) && claim.remove_attribute(name)) lifted = true;
    }
    return lifted;
}

bool same_decision(const redress_statement& statement, std::int64_t index, const DecisionContext& context) {
    constexpr const char* identity[] = {"claim", "subscription", "sla", "guarantee", "window_start", "incident", "ticket"};
    return std::all_of(std::begin(identity), std::end(identity),
                       [&](const char* name) { return field(statement, "decision", index, name) == context.says(name); });
}

}  // namespace

WhatIf::WhatIf(std::string rules, std::string zones, redress_case& facts)
    : rules_(std::move(rules)), zones_(std::move(zones)), facts_(&facts) {}

std::string WhatIf::amount(const DecisionContext& context) const {
    if (context.says("outcome") != "denied" || context.says("guarantee").empty()) return "";
    pugi::xml_document changed;
    changed.append_copy(context.rules.sla);
    if (!lift_conditions(changed.child("sla"), context)) return "";
    const redress_statement* statement = settled(context.rules, changed);
    if (statement == nullptr) return "";
    for (std::int64_t i = 0; i < redress_statement_count(statement, "decision"); ++i) {
        if (same_decision(*statement, i, context) && field(*statement, "decision", i, "outcome") == "granted")
            return std::string(field(*statement, "decision", i, "amount"));
    }
    return "";
}

const redress_statement* WhatIf::settled(const Rules& rules, const pugi::xml_document& changed) const {
    std::ostringstream text;
    changed.save(text, "", pugi::format_raw);
    const auto [found, added] = settled_.try_emplace(rules.file + '\n' + text.str(), nullptr);
    if (!added) return found->second.get();
    const TemporaryFolder folder;
    if (fs::is_directory(rules_)) fs::copy(rules_, folder.path(), fs::copy_options::recursive);
    const fs::path relative = fs::is_directory(rules_) ? fs::relative(rules.file, rules_) : fs::path("rules.xml");
    if (!changed.save_file((folder.path() / relative).c_str())) return nullptr;
    try {
        const Book book = load_book(folder.path().string(), zones_);
        found->second = settle(*book, *facts_, Steps::without);
    } catch (const Refusal&) {
        return nullptr;  // without the condition the rules make no sense
    }
    return found->second.get();
}

}  // namespace redress::cli::explain
