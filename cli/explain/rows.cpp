// How it was computed: a row for each step, with the values behind its formula.
#include <fmt/core.h>

#include <algorithm>

#include "explain/decision_context.h"
#include "explain/value_names.h"

namespace redress::cli::explain {
namespace {

constexpr std::size_t listed_max = 6;

class Rows {
public:
    explicit Rows(const DecisionContext& context) : context_(context), wording_(context.wording) {
        add_facts("case", context_.documents.facts());
        add_facts("account", context_.documents.facts().child("account"));
        add_facts("subscription", context_.subscription);
        add_facts("claim", context_.claim);
        add_facts("subject", context_.subject);
        if (!context_.level.empty()) values_["subscription.level"] = wording_.value(context_.level);
        for (const pugi::xml_node parameters : {context_.rules.sla, context_.rules.level(context_.level)}) {
            for (const pugi::xml_node parameter : parameters.children("parameter"))
                values_[fmt::format("level.{}", attribute(parameter, "name"))] = wording_.literal(attribute(parameter, "value"));
        }
        if (context_.window.length() <= 0) return;
        values_["window.start"] = wording_.moment(context_.window.start);
        values_["window.end"] = wording_.moment(context_.window.end);
        values_["window.length"] = wording_.duration(context_.window.length());
    }

    std::vector<Row> write() {
        for (const Step& step : context_.steps) {
            if (step.kind == "reading") continue;
            if (context_.audience == Audience::customer && step.kind == "require" && step.value == "yes") continue;
            rows_.push_back(row(step));
            const bool names_value = step.kind == "let" || step.kind == "measure" || step.kind == "tier";
            if (names_value) values_[step.name] = wording_.value(step.value);
        }
        const auto credit = std::find_if(rows_.rbegin(), rows_.rend(), [](const Row& r) { return r.result; });
        for (Row& r : rows_) r.result = credit != rows_.rend() && &r == &*credit;
        return std::move(rows_);
    }

private:
    void add_facts(std::string_view record, pugi::xml_node node) {
        for (const pugi::xml_attribute fact : node.attributes()) {
            const std::string_view name = fact.name();
            if (name == "xmlns") continue;
            const bool money = name == "price" || name == "amount" || name == "approved";
            values_[fmt::format("{}.{}", record, name)] = money ? wording_.amount(fact.value()) : wording_.value(fact.value());
        }
    }

    std::string listed(const std::vector<Interval>& intervals) const {
        std::string out;
        for (std::size_t i = 0; i < std::min(intervals.size(), listed_max); ++i)
            out += (i > 0 ? "; " : "") + wording_.range(intervals[i]);
        if (intervals.size() > listed_max)
            out += "; " + context_.say("more", {{"n", fmt::format("{}", intervals.size() - listed_max)}});
        return out;
    }

    std::string label(const Step& step) const {
        std::string_view kind = step.kind;
        const std::string element = context_.definition(step.name).name();
        std::string key = fmt::format("row_{}", kind);
        if (kind == "measure" && wording_.language().knows("row_" + element)) key = "row_" + element;
        if (kind == "claim") key = fmt::format("row_claim_{}", step.name);
        const std::string name = context_.name_of(step);
        return wording_.language().say_or(key, {{"name", name}}, fmt::format("{}: {}", kind, name));
    }

    std::string text(const Step& step) const {
        if (step.kind == "window") return fmt::format("{} ({})", wording_.range(context_.window), wording_.time().zone());
        if (step.kind == "exclude") return listed(step.intervals);
        if (step.kind == "clock") {
            const bool opening = step.text.find("in opening hours") != step.text.npos;
            const bool pauses = step.text.find("and not in pauses") != step.text.npos;
            return context_.say(opening ? "clock_opening" : "clock_all") + " " +
                   context_.say(pauses ? "clock_stops" : "clock_runs") +
                   (step.intervals.empty() ? "" : " " + listed(step.intervals));
        }
        if (step.kind == "measure") return measured(step);
        if (step.kind == "tier") {
            const LadderStep found = read_ladder_step(step);
            const std::string looked_up = wording_.value(found.looked_up);
            return found.relation.empty()
                       ? context_.say("tier_last", {{"found", looked_up}})
                       : context_.say("tier_is",
                                      {{"found", looked_up}, {"bound", bound_text(context_, found.relation, found.bound)}});
        }
        if (step.kind == "claim" && step.name != "channel") {
            const auto filed = parse_instant(attribute(context_.claim, "filed"));
            const bool in_time = step.text.ends_with("in time.");
            return filed ? context_.say(in_time ? "filed_in_time" : "filed_not_in_time", {{"filed", wording_.moment(*filed)}})
                         : "";
        }
        return context_.sentence_of(step);
    }

    std::string measured(const Step& step) const {
        std::string out = step.records < 0 ? "" : wording_.language().count("records", step.records);
        const bool other_range =
            step.range.length() > 0 && (step.range.start != context_.window.start || step.range.end != context_.window.end);
        if (other_range) out += ", " + wording_.range(step.range);
        if (!step.intervals.empty()) out += (out.empty() ? "" : ": ") + listed(step.intervals);
        return out;
    }

    Row row(const Step& step) const {
        Row r;
        r.label = label(step);
        r.text = text(step);
        r.clause = step.clause;
        if (context_.audience == Audience::auditor) r.formula = step.formula;
        // A ladder's formula is what it looks up, which its text says.
        if (step.kind != "tier" && step.kind != "exclude") r.values = with_values(step.formula, values_);
        const bool is_token = step.kind == "window";
        r.value = is_token                                           ? wording_.duration(context_.window.length())
                  : step.kind == "apply" && step.name != "extension" ? wording_.amount(step.value)
                                                                     : wording_.value(step.value);
        if (step.kind == "measure" || step.kind == "exclude") r.values.clear();
        r.result = step.kind == "credit" || step.kind == "convert" || step.kind == "round" || step.kind == "credited" ||
                   step.kind == "cap";
        return r;
    }

    const DecisionContext& context_;
    const Wording& wording_;
    NamedValues values_;
    std::vector<Row> rows_;
};

}  // namespace

std::vector<Row> rows_of(const DecisionContext& context) { return Rows(context).write(); }

}  // namespace redress::cli::explain
