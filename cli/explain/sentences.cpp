// What was decided and why, in sentences.
#include <fmt/core.h>

#include <algorithm>

#include "explain/decision_context.h"

namespace redress::cli::explain {
namespace {

class Sentences {
public:
    explicit Sentences(const DecisionContext& context) : context_(context) {}

    std::vector<std::string> write() {
        promise();
        measured();
        excluded();
        worth();
        changed();
        result();
        for (std::string& sentence : out_) {
            // What begins with a name of the rules; the languages' own texts begin as they should.
            if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z')
                sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
        }
        return std::move(out_);
    }

private:
    void add(std::string_view key, Values values = {}) { out_.push_back(context_.say(key, values)); }
    std::string value(const Step& step) const { return context_.wording.value(step.value); }
    std::string clause(const Step& step) const { return context_.wording.clause(step.clause); }

    void promise() {
        if (context_.says("guarantee").empty()) return;
        const std::string_view breached = context_.says("breached");
        const std::string_view key = breached == "yes" ? "said_broken" : breached == "no" ? "said_kept" : "said_about";
        const bool has_window = context_.window.length() > 0;
        add(key, {{"promise", context_.rules.guarantee_title()},
                  {"clause", context_.wording.clause(context_.says("clause"))},
                  {"window", has_window ? context_.wording.window(context_.over, context_.window) : context_.say("no_window")}});
    }

    // What was found, where it is more than nothing.
    void measured() {
        const auto downtimes = std::count_if(context_.steps.begin(), context_.steps.end(), [&](const Step& step) {
            return step.kind == "measure" && std::string_view(context_.definition(step.name).name()) == "downtime";
        });
        bool down = false;
        bool zero_down = false;
        for (const Step& step : context_.steps) {
            if (step.kind == "clock")
                add("said_clock", {{"name", context_.name_of(step)}, {"value", value(step)}, {"clause", clause(step)}});
            if (step.kind != "measure") continue;
            const bool is_downtime = std::string_view(context_.definition(step.name).name()) == "downtime";
            const bool zero = step.value == "PT0S" || step.value == "0" || step.value == "0%";
            zero_down = zero_down || (is_downtime && zero);
            if (zero) continue;
            down = down || is_downtime;
            add(!is_downtime    ? "said_measured"
                : downtimes > 1 ? "said_down_named"
                                : "said_down",
                {{"name", readable(step.name)}, {"value", value(step)}, {"clause", clause(step)}});
        }
        if (zero_down && !down) add("said_no_downtime");
        if (context_.last_step("measure") == nullptr) compared();
    }

    // Where nothing is measured, since the promise is about one record: the values that decided.
    void compared() {
        const Step* breach = context_.last_step("breach");
        if (breach == nullptr) return;
        for (const Step& step : context_.steps) {
            const bool number = !step.value.empty() && step.value != "yes" && step.value != "no";
            if (step.kind == "let" && number && names(breach->formula, step.name))
                add("said_measured", {{"name", readable(step.name)}, {"value", value(step)}, {"clause", clause(step)}});
        }
    }

    static bool names(std::string_view formula, std::string_view name) {
        const auto in_a_name = [](char c) { return c == '_' || c == '.' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
        for (std::size_t at = formula.find(name); at != formula.npos; at = formula.find(name, at + 1)) {
            const std::size_t end = at + name.size();
            if ((at == 0 || !in_a_name(formula[at - 1])) && (end == formula.size() || !in_a_name(formula[end]))) return true;
        }
        return false;
    }

    void excluded() {
        std::vector<const Step*> told;
        for (const Step& step : context_.steps) {
            if (step.kind != "exclude") continue;
            const auto same = [&](const Step* other) { return other->text == step.text && other->clause == step.clause; };
            if (std::any_of(told.begin(), told.end(), same)) continue;
            told.push_back(&step);
            add("said_excluded", {{"value", value(step)}, {"what", context_.name_of(step)}, {"clause", clause(step)}});
        }
    }

    void worth() {
        for (const Step& step : context_.steps) {
            if (step.kind == "tier") {
                const LadderStep found = read_ladder_step(step);
                const std::string looked_up = context_.wording.value(found.looked_up);
                const bool named = step.formula.find_first_of(" (") == step.formula.npos;
                if (found.relation.empty()) {
                    add("said_last_tier", {{"found", looked_up}, {"value", value(step)}, {"clause", clause(step)}});
                } else {
                    add(named ? "said_tier" : "said_tier_unnamed", {{"by", readable(step.formula)},
                                                                    {"found", looked_up},
                                                                    {"bound", bound_text(context_, found.relation, found.bound)},
                                                                    {"value", value(step)},
                                                                    {"clause", clause(step)}});
                }
            }
            const bool estimated = context_.says("outcome") == "pending";
            if (step.kind == "credit")
                add(estimated ? "said_estimate" : "said_credit", {{"value", value(step)}, {"clause", clause(step)}});
            if (step.kind == "convert") out_.push_back(context_.sentence_of(step));
        }
    }

    // What a limit, an earlier credit or the rounding made of it.
    void changed() {
        std::string worth;
        for (const Step& step : context_.steps) {
            if (step.kind == "credit" || step.kind == "convert") worth = step.value;
            const bool rounded = step.kind == "round" && step.value != worth;
            const bool limit = step.kind == "cap" || step.kind == "combine" || step.kind == "minimum" ||
                               step.kind == "credited" || step.kind == "approve";
            if (limit) out_.push_back(context_.sentence_of(step) + clause(step));
            if (rounded) add("said_rounded", {{"value", value(step)}});
            if (limit || rounded) worth = step.value;
            if (limit) out_.back() = ended(out_.back());
        }
    }

    // A clause at the end stands before the full stop.
    static std::string ended(std::string text) {
        const std::size_t stop = text.rfind(". (");
        if (stop != text.npos) text = text.substr(0, stop) + text.substr(stop + 1) + ".";
        return text;
    }

    void result() {
        const std::string_view reason = context_.says("reason");
        const std::string_view outcome = context_.says("outcome");
        const std::string amount = context_.wording.amount(context_.says("amount"));
        if (outcome == "granted") return granted(amount);
        const std::string key = fmt::format("reason_{}", reason);
        if (context_.wording.language().knows(key)) {
            add(key, {{"missing", std::string(context_.says("missing"))},
                      {"due", context_.wording.amount(context_.says("due").empty() ? "0" : context_.says("due"))},
                      {"until", context_.window.length() > 0 ? context_.wording.moment(context_.window.end) : ""}});
        } else if (const Step* cap = context_.last_step("cap"); cap == nullptr || cap->name != reason) {
            requirement(reason);
        }
        deadlines();
        if (outcome == "review") add("said_review");
        would_be_due();
    }

    void granted(const std::string& amount) {
        const std::string_view remedy = context_.says("remedy");
        const Step* apply = context_.last_step("apply");
        if (remedy == "extension") {
            add("said_extension",
                {{"amount", amount},
                 {"time", context_.wording.span(context_.says("extension"))},
                 {"until", apply != nullptr && !apply->intervals.empty() ? context_.wording.moment(apply->intervals.front().end)
                                                                         : context_.say("unknown")}});
        } else {
            add(remedy == "discount" ? "said_discount" : "said_balance", {{"amount", amount}});
            if (remedy == "discount" && apply != nullptr) out_.push_back(context_.sentence_of(*apply));
        }
    }

    // The condition that was not met, in the words of the rules.
    void requirement(std::string_view reason) {
        for (const Step& step : context_.steps) {
            if (step.kind != "require" || step.name != reason || step.value == "yes") continue;
            const std::string said(step.text.empty() ? context_.says("sentence") : std::string_view(step.text));
            add(step.value == "unknown" ? "said_condition_unknown" : "said_condition",
                {{"condition", said}, {"clause", clause(step)}});
            return;
        }
        out_.emplace_back(context_.says("sentence"));
    }

    void deadlines() {
        const std::string_view reason = context_.says("reason");
        if (reason != "claim_too_late" && reason != "claim_too_early") return;
        const auto filed = parse_instant(attribute(context_.claim, "filed"));
        const std::string_view wanted = reason == "claim_too_late" ? "until" : "from";
        for (const Step& step : context_.steps) {
            if (step.kind != "claim" || step.name != wanted || !filed) continue;
            add(wanted == "until" ? "said_too_late" : "said_too_early",
                {{"filed", context_.wording.moment(*filed)}, {"bound", value(step)}, {"clause", clause(step)}});
        }
    }

    void would_be_due() {
        const std::string_view entitled = context_.says("entitled");
        const std::string_view reason = context_.says("reason");
        if (!context_.what_if.empty()) return add("said_what_if", {{"amount", context_.wording.amount(context_.what_if)}});
        if (entitled.empty() || entitled.find('/') != entitled.npos || reason == "already_credited") return;
        if (reason == "approval" || reason == "held_below_minimum") return;
        add("said_would", {{"amount", context_.wording.amount(entitled)}});
    }

    const DecisionContext& context_;
    std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> sentences_of(const DecisionContext& context) { return Sentences(context).write(); }

}  // namespace redress::cli::explain
