#include "explain/decision_context.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace redress::cli::explain {
namespace {

// All amounts of a statement have the decimals of the currency.
std::size_t decimals_of(pugi::xml_node decision) {
    const std::string_view amount = attribute(decision, "amount");
    const std::size_t point = amount.find('.');
    return point == amount.npos ? 0 : amount.size() - point - 1;
}

// The level by the plan that holds at the window's start, or at its end where the guarantee asks for that.
std::string level_of(const Documents& documents, pugi::xml_node subscription, pugi::xml_node guarantee, const Interval& window) {
    std::string level(attribute(subscription, "level"));
    const Instant at = attribute(guarantee, "level_at") == "end" ? window.end - 1 : window.start;
    std::optional<Instant> latest;
    for (const pugi::xml_node plan : documents.facts().children("plan")) {
        if (window.length() <= 0 || attribute(plan, "subscription") != attribute(subscription, "id") || !plan.attribute("level"))
            continue;
        const auto from = parse_instant(attribute(plan, "from"));
        if (!from || *from > at || (latest && *from < *latest)) continue;
        latest = from;
        level = attribute(plan, "level");
    }
    return level;
}

pugi::xml_node subject_of(const Documents& documents, pugi::xml_node decision) {
    const pugi::xml_node incident = documents.record("incident", attribute(decision, "incident"));
    return incident ? incident : documents.record("ticket", attribute(decision, "ticket"));
}

// What the library's sentences of steps begin with, and the text that says the same. Values stand at the step itself.
struct Sentence {
    std::string_view kind;
    std::string_view begins;
    std::string_view key;
};
constexpr Sentence sentences[] = {
    {"cap", "The cap leaves no more", "step_cap"},
    {"cap", "The number of credits", "step_cap_count"},
    {"cap", "The promise is worth no more", "step_promise_cap"},
    {"combine", "Only the highest", "step_combine"},
    {"minimum", "The credit is below", "step_minimum_drop"},
    {"minimum", "The credit is raised", "step_minimum_raise"},
    {"minimum", "The credit is held", "step_minimum_hold"},
    {"credited", "Credited for this before", "step_credited"},
    {"round", "Rounded once", "step_round"},
    {"approve", "A person must approve this, and did", "step_approved"},
    {"approve", "A person must approve this.", "step_approve"},
    {"remedy", "As the claim asks", "step_remedy_asked"},
    {"remedy", "The claim asks for a remedy", "step_remedy_refused"},
    {"remedy", "The first remedy", "step_remedy_first"},
    {"remedy", "No line of the invoice", "step_remedy_no_line"},
    {"apply", "Added to the account", "step_apply_balance"},
    {"apply", "Taken off the invoice", "step_apply_discount"},
    {"apply", "No line of an invoice", "step_apply_open"},
    {"apply", "The lines can take no more; ", "step_apply_rest"},
    {"apply", "The lines can take no more, and", "step_apply_fallback"},
    {"apply", "The service period runs longer", "step_apply_extension"},
    {"convert", "Service time at", "step_convert"},
    {"let", "A condition of each", "step_condition"},
    {"breach", "The promise was broken", "step_broken"},
    {"breach", "The promise was kept", "step_kept"},
    {"claim", "The claim came through a channel of", "step_channel"},
    {"claim", "The claim came through a channel that", "step_channel_other"},
    {"require", "The promise is for this service", "step_covered"},
    {"require", "The promise is not for this service", "step_not_covered"},
};

}  // namespace

DecisionContext::DecisionContext(const Documents& all, pugi::xml_node of, const Language& language, Audience reader)
    : documents(all),
      decision(of),
      audience(reader),
      rules(all.rules(of)),
      steps(all.steps(of)),
      wording(language, LocalTime(rules.zone), std::string(attribute(all.statement(), "currency")), decimals_of(of)),
      subscription(all.record("subscription", attribute(of, "subscription"))),
      claim(all.record("claim", attribute(of, "claim"))) {
    const auto start = parse_instant(attribute(of, "window_start"));
    const auto end = parse_instant(attribute(of, "window_end"));
    if (start && end) window = {*start, *end};
    over = attribute(rules.guarantee, "over");
    level = level_of(all, subscription, rules.guarantee, window);
    // A decision about a period names the first of its records, and is about all of them.
    if (over == "incident" || over == "ticket") subject = subject_of(all, of);
}

const Step* DecisionContext::last_step(std::string_view kind) const {
    const auto found = std::find_if(steps.rbegin(), steps.rend(), [&](const Step& step) { return step.kind == kind; });
    return found == steps.rend() ? nullptr : &*found;
}

pugi::xml_node DecisionContext::definition(std::string_view name) const {
    const auto is_it = [&](pugi::xml_node node) {
        const std::string_view element = node.name();  // a fact and a parameter have their names among others of their kind
        return !name.empty() && element != "fact" && element != "parameter" && attribute(node, "name") == name;
    };
    const pugi::xml_node own = rules.guarantee.find_child(is_it);
    return own ? own : rules.sla.find_child(is_it);
}

std::string DecisionContext::name_of(const Step& step) const {
    const bool is_guarantee = step.name == says("guarantee");
    if (is_guarantee && (step.kind == "breach" || step.kind == "credit" || step.kind == "window")) return rules.guarantee_title();
    if (step.kind == "exclude" || step.kind == "remedy" || step.kind == "apply" || step.kind == "clock") {
        const std::string key = "name_" + step.name;
        if (wording.language().knows(key)) return say(key);
    }
    if (step.kind == "combine") {
        for (const pugi::xml_node guarantee : rules.sla.children("guarantee")) {
            if (attribute(guarantee, "id") == step.name && !attribute(guarantee, "title").empty())
                return std::string(attribute(guarantee, "title"));
        }
    }
    return readable(step.name);
}

bool DecisionContext::lists_time(const Step& step) const {
    const std::string_view element = definition(step.name).name();
    return step.kind == "measure" && (element == "downtime" || element == "periods");
}

std::string DecisionContext::sentence_of(const Step& step) const {
    const auto found = std::find_if(std::begin(sentences), std::end(sentences), [&](const Sentence& sentence) {
        return sentence.kind == step.kind && std::string_view(step.text).starts_with(sentence.begins);
    });
    if (found == std::end(sentences)) return step.text;
    std::string open;  // what a discount leaves
    if (const std::size_t at = step.text.find("; "); at != step.text.npos) {
        const std::string rest = step.text.substr(at + 2);
        open = wording.amount(rest.substr(0, rest.find(' ')));
    }
    const std::string until = step.intervals.empty() ? "" : wording.moment(step.intervals.front().end);
    return say(found->key, {{"value", wording.value(step.value)}, {"open", open}, {"until", until}, {"name", name_of(step)}});
}

// --- ladders ---

LadderStep read_ladder_step(const Step& step) {
    const std::string_view text = step.text;
    for (const std::string_view relation : {"at least", "above", "at most", "below"}) {
        const std::string between = fmt::format(" is {} ", relation);
        const std::size_t at = text.find(between);
        if (at == text.npos) continue;
        std::string_view bound = text.substr(at + between.size());
        if (bound.ends_with('.')) bound.remove_suffix(1);
        return {std::string(text.substr(0, at)), std::string(relation), std::string(bound)};
    }
    return {std::string(text.substr(0, text.find(" falls to"))), "", ""};
}

std::string bound_text(const DecisionContext& context, std::string_view relation, std::string_view bound) {
    std::string value(bound);
    constexpr std::string_view of_level = "level.";
    if (bound.starts_with(of_level)) {
        const std::string parameter = context.rules.parameter(context.level, bound.substr(of_level.size()));
        if (!parameter.empty()) value = parameter;
    }
    std::string key = "bound_" + std::string(relation);
    std::replace(key.begin(), key.end(), ' ', '_');
    return context.say(key, {{"bound", context.wording.literal(value)}});
}

namespace {

struct TierBound {
    std::string relation;
    std::string bound;
};

TierBound bound_of(pugi::xml_node tier) {
    for (const auto& [name, relation] : {std::pair("at_least", "at least"), std::pair("above", "above"),
                                         std::pair("at_most", "at most"), std::pair("below", "below")}) {
        if (tier.attribute(name)) return {relation, std::string(attribute(tier, name))};
    }
    return {};
}

// What the last tier, which has no bound, is left with by the one before it.
std::string opposite(std::string_view relation) {
    if (relation == "at least") return "below";
    if (relation == "above") return "at most";
    if (relation == "at most") return "above";
    return "at least";
}

}  // namespace

std::vector<Ladder> ladders_of(const DecisionContext& context) {
    std::vector<Ladder> ladders;
    for (const Step& step : context.steps) {
        if (step.kind != "tier") continue;
        const pugi::xml_node element = context.rules.ladder(step.name);
        const LadderStep found = read_ladder_step(step);
        Ladder ladder;
        ladder.title = context.say("ladder_of", {{"name", readable(step.name)}, {"by", readable(step.formula)}});
        ladder.clause = step.clause;
        TierBound before;
        for (const pugi::xml_node tier : element.children("tier")) {
            TierBound bound = bound_of(tier);
            Rung rung;
            rung.here = bound.relation == found.relation && bound.bound == found.bound;
            if (rung.here) rung.place = context.wording.value(found.looked_up);
            const bool last = bound.relation.empty();
            if (!last) rung.bound = bound_text(context, bound.relation, bound.bound);
            if (last && !before.relation.empty()) rung.bound = bound_text(context, opposite(before.relation), before.bound);
            const std::string_view value = attribute(tier, "value");
            const bool nothing = value == "0%" || value == "0" || value.starts_with("0 ");
            rung.value = nothing ? context.say("nothing") : context.wording.literal(value);
            ladder.rungs.push_back(std::move(rung));
            before = std::move(bound);
        }
        if (!ladder.rungs.empty()) ladders.push_back(std::move(ladder));
    }
    return ladders;
}

}  // namespace redress::cli::explain
