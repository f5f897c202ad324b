#include "explain/explain_statement.h"

#include <fmt/core.h>

#include <map>
#include <optional>
#include <set>
#include <stdexcept>

#include "explain/decision_context.h"

namespace redress::cli::explain {
namespace {

class Explainer {
public:
    Explainer(const Documents& documents, const Language& language, const WhatIf& what_if, const Wanted& wanted)
        : documents_(documents), language_(language), what_if_(what_if), wanted_(wanted) {
        for (const pugi::xml_node adjustment : documents.statement().children("adjustment"))
            adjustments_[std::string(attribute(adjustment, "credit"))].push_back(adjustment);
    }

    Explanation explain() {
        Explanation out;
        std::set<std::string> credits;
        std::size_t others = 0;
        for (const pugi::xml_node decision : documents_.statement().children("decision")) {
            const bool is_wanted = (wanted_.decision.empty() || attribute(decision, "number") == wanted_.decision) &&
                                   (wanted_.guarantee.empty() || attribute(decision, "guarantee") == wanted_.guarantee);
            if (!is_wanted) {
                ++others;
                continue;
            }
            DecisionContext context(documents_, decision, language_, wanted_.audience);
            if (asked_ < asked_max) context.what_if = what_if_.amount(context);
            asked_ += context.says("outcome") == "denied" ? 1 : 0;
            out.decisions.push_back(explained(context));
            credits.insert(std::string(context.says("credit")));
            add_applied(context, out);
            if (!zone_) zone_ = context.wording.time();
        }
        if (out.decisions.empty() && others > 0) throw std::runtime_error("no decision of the statement is as asked for");
        add_whole(out, others == 0, credits);
        return out;
    }

private:
    std::string say(std::string_view key, Values values = {}) const { return language_.say(key, values); }

    DecisionExplanation explained(const DecisionContext& context) const {
        DecisionExplanation out;
        out.number = context.says("number");
        out.outcome = context.says("outcome");
        out.outcome_title = context.say(fmt::format("outcome_{}", out.outcome));
        out.contract = context.rules.title();
        const std::string promise = context.rules.guarantee_title();
        out.promise = promise.empty() ? context.say("no_promise") : promise;
        out.subject = subject(context);
        out.amount = context.wording.amount(context.says("amount"));
        out.amount_note = note(context, out);
        out.sentences = sentences_of(context);
        add_times(context, out);
        out.ladders = ladders_of(context);
        out.rows = rows_of(context);
        for (const Step& step : context.steps) {
            if (step.kind == "reading") out.readings.push_back({step.clause, step.text});
        }
        if (wanted_.audience == Audience::auditor) add_audit(context, out);
        return out;
    }

    static std::string subject(const DecisionContext& context) {
        std::string out(context.says("subscription"));
        const auto add = [&](const std::string& part) {
            if (!part.empty()) out += " · " + part;
        };
        const std::string_view level_title = attribute(context.rules.level(context.level), "title");
        add(std::string(level_title.empty() ? std::string_view(context.level) : level_title));
        if (context.subject) add(std::string(attribute(context.subject, "id")));
        if (context.window.length() > 0)
            add(fmt::format("{} ({})", context.wording.window(context.over, context.window), context.wording.time().zone()));
        if (const auto filed = parse_instant(attribute(context.claim, "filed")))
            add(context.say("claim_of", {{"claim", std::string(context.says("claim"))}, {"date", context.wording.date(*filed)}}));
        return out;
    }

    static std::string note(const DecisionContext& context, const DecisionExplanation& out) {
        if (out.outcome == "granted")
            return context.wording.language().say_or(fmt::format("remedy_{}", context.says("remedy")), {},
                                                     context.says("remedy"));
        if (!context.says("due").empty())
            return context.say("due_waits", {{"amount", context.wording.amount(context.says("due"))}});
        return "";
    }

    void add_audit(const DecisionContext& context, DecisionExplanation& out) const {
        const auto add = [&](std::string_view key, const std::string& value) {
            if (!value.empty()) out.audit.push_back({context.say(key), value});
        };
        add("audit_reason", fmt::format("{}: {}", out.outcome, context.says("reason")));
        add("audit_missing", std::string(context.says("missing")));
        add("audit_entitled", std::string(context.says("entitled")));
        add("audit_credit", std::string(context.says("credit")));
        const std::string digest(context.says("rules_digest"));
        add("audit_rules", context.say("audit_rules_text", {{"sla", std::string(context.says("sla"))},
                                                            {"from", context.wording.value(context.says("effective_from"))},
                                                            {"digest", digest}}));
        const pugi::xml_node source = context.rules.sla.child("source");
        const std::string_view source_title = attribute(source, "title");
        add("audit_source", std::string(source_title.empty() ? attribute(source, "file") : source_title));
        if (digest != context.rules.digest)
            add("audit_changed", context.say("audit_changed_text", {{"digest", context.rules.digest}}));
        for (const pugi::xml_node node : documents_.step_nodes(context.decision)) {
            if (attribute(node, "kind") == "reading") continue;
            const auto given = [&](const char* name) { return std::string(attribute(node, name)); };
            out.steps.push_back({given("number"), given("kind"), given("clause"), given("name"), given("formula"), given("value"),
                                 given("text")});
        }
    }

    // What happens with the credit of a decision.
    void add_applied(const DecisionContext& context, Explanation& out) const {
        const std::string_view credit = context.says("credit");
        const auto found = adjustments_.find(credit);
        if (credit.empty() || found == adjustments_.end()) return;
        for (const pugi::xml_node adjustment : found->second) {
            out.applied.push_back({std::string(credit), adjusted(context.wording, adjustment)});
        }
    }

    static std::string adjusted(const Wording& wording, pugi::xml_node adjustment) {
        const auto moment = [&](const char* name) {
            const auto at = parse_instant(attribute(adjustment, name));
            return at ? wording.moment(*at) : std::string();
        };
        return wording.language().say_or(fmt::format("applied_{}", attribute(adjustment, "kind")),
                                         {{"amount", wording.amount(attribute(adjustment, "amount"))},
                                          {"line", std::string(attribute(adjustment, "line"))},
                                          {"before", wording.amount(attribute(adjustment, "line_before"))},
                                          {"after", wording.amount(attribute(adjustment, "line_after"))},
                                          {"end_before", moment("end_before")},
                                          {"end_after", moment("end_after")}},
                                         fmt::format("{} {}", attribute(adjustment, "kind"), attribute(adjustment, "amount")));
    }

    void add_whole(Explanation& out, bool all, const std::set<std::string>& credits) const {
        const pugi::xml_node statement = documents_.statement();
        const Wording wording(language_, zone_.value_or(LocalTime("UTC")), std::string(attribute(statement, "currency")),
                              decimals());
        if (all) {
            for (const pugi::xml_node adjustment : statement.children("adjustment")) {
                const std::string credit(attribute(adjustment, "credit"));
                if (credits.count(credit) == 0) out.applied.push_back({credit, adjusted(wording, adjustment)});
            }
            for (const pugi::xml_node charge : statement.children("charge")) {
                const bool known = !attribute(charge, "amount").empty();
                out.applied.push_back({std::string(attribute(charge, "id")),
                                       fmt::format("{} {}",
                                                   say(known ? "applied_charge" : "applied_charge_unknown",
                                                       {{"amount", wording.amount(attribute(charge, "amount"))},
                                                        {"missing", std::string(attribute(charge, "missing"))}}),
                                                   attribute(charge, "sentence"))});
            }
        }
        const std::string as_of = wording.moment(documents_.as_of());
        out.subtitle = say("settled", {{"case", std::string(attribute(statement, "case"))}, {"moment", as_of}});
        out.title = out.decisions.size() == 1 ? fmt::format("{}: {}, {}", out.decisions.front().outcome_title,
                                                            out.decisions.front().amount, out.decisions.front().subject)
                                              : say("statement_title", {{"case", std::string(attribute(statement, "case"))}});
        if (wanted_.audience == Audience::customer) return;
        const pugi::xml_node provenance = statement.child("provenance");
        out.audit.push_back(
            {say("audit_case"), say("audit_case_text", {{"case", std::string(attribute(statement, "case"))},
                                                        {"digest", std::string(attribute(statement, "case_digest"))}})});
        out.audit.push_back(
            {say("audit_by"), say("audit_by_text", {{"version", std::string(attribute(provenance, "library_version"))},
                                                    {"zones", std::string(attribute(provenance, "zone_data_version"))}})});
    }

    std::size_t decimals() const {
        const std::string_view amount = attribute(documents_.statement().child("decision"), "amount");
        const std::size_t point = amount.find('.');
        return point == amount.npos ? 0 : amount.size() - point - 1;
    }

    const Documents& documents_;
    const Language& language_;
    const WhatIf& what_if_;
    const Wanted& wanted_;
    static constexpr int asked_max = 20;  // each settles the case anew
    int asked_ = 0;
    std::map<std::string, std::vector<pugi::xml_node>, std::less<>> adjustments_;  // by their credit
    std::optional<LocalTime> zone_;
};

}  // namespace

Explanation explain_statement(const Documents& documents, const Language& language, const WhatIf& what_if, const Wanted& wanted) {
    return Explainer(documents, language, what_if, wanted).explain();
}

}  // namespace redress::cli::explain
