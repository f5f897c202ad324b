#include "coverage.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "explain/local_time.h"
#include "html_page.h"
#include "rule_files.h"

namespace redress::cli {
namespace {

using Reached = std::function<bool(const ExplainedDecision&)>;

template <class Predicate>
Reached step_where(Predicate predicate) {
    return [predicate](const ExplainedDecision& explained) {
        return std::any_of(explained.steps->begin(), explained.steps->end(), [&](const auto* step) { return predicate(*step); });
    };
}

bool is_step(const StatementRecord& step, std::string_view kind, std::string_view name) {
    return step.get("kind") == kind && step.get("name") == name;
}

Reached outcome_reason(std::string reason) {
    return
        [reason = std::move(reason)](const ExplainedDecision& explained) { return explained.decision->get("reason") == reason; };
}

// The number that this one is with its point moved to the left: decimal("95.0", 2) is "95e-2".
std::string decimal(std::string number, std::size_t moved) {
    const std::size_t point = number.find('.');
    std::size_t places = moved;
    if (point != std::string::npos) {
        places += number.size() - point - 1;
        number.erase(point, 1);
    }
    for (; places > 0 && number.ends_with('0') && number.size() > 1; --places) number.pop_back();
    number.erase(0, std::min(number.find_first_not_of('0'), number.size() - 1));
    return places == 0 ? number : fmt::format("{}e-{}", number, places);
}

// A number with its unit in one spelling, so that "PT1H" and "60 minutes" are the same, and "95.0%" and "0.95". Nothing for
// what is no such number, such as a parameter of the level.
std::optional<std::string> in_one_spelling(std::string_view text) {
    if (text.starts_with("PT")) {
        const std::optional<std::int64_t> seconds = explain::parse_duration(text);
        return seconds ? std::optional(fmt::format("{} s", *seconds)) : std::nullopt;
    }
    const std::size_t end = text.find_first_not_of("0123456789.");
    const std::string number(text.substr(0, end));
    const std::string unit(end == text.npos ? "" : text.substr(end));
    if (number.empty() || number == ".") return std::nullopt;
    for (const auto& [names, seconds] :
         {std::pair{" hours", 3600LL}, {" minutes", 60LL}, {" seconds", 1LL}, {" days", 86'400LL}}) {
        const std::string_view plural = names;
        if (unit != plural && unit != plural.substr(0, plural.size() - 1)) continue;
        if (number.find('.') != std::string::npos) return std::nullopt;  // no whole number of seconds by the look of it
        return fmt::format("{} s", std::stoll(number.substr(0, 12)) * seconds);
    }
    return unit == "%" ? decimal(number, 2) : decimal(number, 0) + unit;
}

// Whether a formula has a bound for a value, and not only words and flags.
bool compares(std::string_view formula) {
    constexpr std::array words = {" above ", " below ", " at least ", " at most "};
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return formula.find(word) != formula.npos; });
}

bool in_order(const StatementRecord& claim_step) {
    const std::string_view text = claim_step.get("text");
    return !text.ends_with("too early.") && !text.ends_with("too late.");
}

class Collector {
public:
    Collector(const RuleFile& file, std::vector<Reachable>& items, std::vector<Bound>& bounds,
              std::vector<Reachable>& requirements)
        : file_(file), items_(items), bounds_(bounds), requirements_(requirements) {}

    void run() {
        const pugi::xml_node root = file_.root();
        caps_ = 0;
        for (const pugi::xml_node& node : root.children()) {
            if (std::string_view(node.name()) == "guarantee") {
                guarantee(node);
            } else {
                element(node, "");
            }
        }
    }

private:
    const Reachable& add(const pugi::xml_node& node, const std::string& guarantee, const std::string& element,
                         const std::string& what, const Reached& reached) {
        return items_.emplace_back(reachable(node, guarantee, element, what, reached));
    }

    Reachable reachable(const pugi::xml_node& node, const std::string& guarantee, const std::string& element,
                        const std::string& what, const Reached& reached) const {
        const pugi::xml_node root = file_.root();
        const std::string sla = attribute(root, "id");
        const std::string from = attribute(root, "effective_from");
        std::string clause = attribute(node, "clause");
        for (pugi::xml_node outer = node.parent(); clause.empty() && outer && outer != root; outer = outer.parent())
            clause = attribute(outer, "clause");
        return {sla,
                from,
                file_.path.string(),
                file_.line_of(node),
                clause,
                element,
                what,
                [=](const ExplainedDecision& explained) {
                    const StatementRecord& decision = *explained.decision;
                    return decision.get("sla") == sla && decision.get("effective_from") == from &&
                           (guarantee.empty() || decision.get("guarantee") == guarantee) && reached(explained);
                },
                0};
    }

    // What has one side alone that a case is said to reach: the other is that a decision which had a step of this kind did
    // not reach it.
    void add_bound(const pugi::xml_node& node, const std::string& guarantee, const std::string& name, const Reachable& inside,
                   const char* step_kind, const std::string& otherwise, const char* last_inside, const char* last_outside) {
        const Reached decided = step_where([=](const auto& step) { return step.get("kind") == step_kind; });
        const auto outside = [=, reached = inside.reached_by](const ExplainedDecision& explained) {
            return decided(explained) && !reached(explained);
        };
        bounds_.push_back(
            {name, inside, reachable(node, guarantee, inside.element, otherwise, outside), last_inside, last_outside});
    }

    static std::string in_guarantee(const std::string& guarantee, const std::string& name) {
        return guarantee.empty() ? name : guarantee + "_" + name;
    }

    void guarantee(const pugi::xml_node& node) {
        const std::string id = attribute(node, "id");
        if (!attribute(node, "when").empty())
            add(node, id, "guarantee " + id, "a claim names it where it does not hold", outcome_reason("not_covered"));
        caps_in_guarantee_ = 0;
        for (const pugi::xml_node& child : node.children()) element(child, id);
    }

    void element(const pugi::xml_node& node, const std::string& guarantee) {
        const std::string_view name = node.name();
        if (name == "breach") breach(node, guarantee);
        if (name == "tiers") tiers(node, guarantee);
        if (name == "require") require(node, guarantee);
        if (name == "exclude") exclude(node, guarantee);
        if (name == "cap") cap(node, guarantee);
        if (name == "claim") claim(node);
        if (name == "minimum") minimum(node);
        if (name == "combine")
            add(node, "", "combine", "another credit for the event stands",
                step_where([](const auto& step) { return step.get("kind") == "combine"; }));
        if (name == "approve") {
            const Reachable asked = add(node, "", "approve", "a person must approve the amount", outcome_reason("approval"));
            add_bound(node, "", "approve", asked, "credit", "nobody need approve it", "last_to_approve", "last_without");
        }
        if (name == "remedy") {
            const std::string kind = attribute(node, "kind");
            const std::string clause = attribute(node, "clause");
            add(node, "", "remedy " + kind, "a credit is given so",
                step_where([=](const auto& step) { return is_step(step, "remedy", kind) && step.get("clause") == clause; }));
        }
        if (name == "clock") {
            const std::string clause = attribute(node, "clause");
            const std::string when = attribute(node, "when");
            add(node, "", "clock", "a ticket runs by it", step_where([=](const auto& step) {
                    return step.get("kind") == "clock" && step.get("clause") == clause && step.get("formula") == when;
                }));
        }
    }

    void breach(const pugi::xml_node& node, const std::string& guarantee) {
        const auto side = [&](const char* value) {
            return step_where([=](const auto& step) { return is_step(step, "breach", guarantee) && step.get("value") == value; });
        };
        const Reachable kept = add(node, guarantee, "breach " + guarantee, "the promise is kept", side("no"));
        const Reachable broken = add(node, guarantee, "breach " + guarantee, "the promise is broken", side("yes"));
        bounds_.push_back({in_guarantee(guarantee, "breach"), kept, broken, "last_kept", "last_broken"});
    }

    void tiers(const pugi::xml_node& node, const std::string& guarantee) {
        const std::string ladder = attribute(node, "name");
        const bool only_one = !node.parent().find_child(
            [&](const pugi::xml_node& other) { return std::string_view(other.name()) == "tiers" && other != node; });
        const std::string name = in_guarantee(guarantee, only_one ? "tier" : ladder + "_tier");
        std::optional<Bound> open;  // the bound of the tier before, which this one is outside of
        std::size_t number = 0;
        for (const pugi::xml_node& tier : node.children("tier")) {
            std::string words = "falls to the last tier";
            std::string bound;
            std::string inside;
            std::string outside;
            for (const auto& [form, spoken, other] : {std::tuple{"at_least", "at least", "below"},
                                                      {"at_most", "at most", "above"},
                                                      {"above", "above", "at_most"},
                                                      {"below", "below", "at_least"}}) {
                if (!tier.attribute(form)) continue;
                bound = attribute(tier, form);
                words = fmt::format("is {} {}", spoken, bound);
                inside = fmt::format("last_{}", form);
                outside = fmt::format("last_{}", other);
            }
            const std::string end = " " + words + ".";
            const auto chosen = [=](const StatementRecord& step) {
                return is_step(step, "tier", ladder) && step.get("text").ends_with(end);
            };
            const std::string shown = bound.empty() ? "the last tier" : "the tier " + words.substr(3);
            const Reachable in_tier = add(tier, guarantee, "tiers " + ladder, shown, step_where(chosen));
            if (open) {
                open->outside = in_tier;
                bounds_.push_back(*open);
            }
            open = Bound{fmt::format("{}_{}", name, ++number), in_tier, {}, inside, outside};
            const std::optional<std::string> spelled = in_one_spelling(bound);
            if (!spelled) continue;
            add(tier, guarantee, "tiers " + ladder, "just " + bound, step_where([=](const auto& step) {
                    const std::string_view text = step.get("text");
                    return is_step(step, "tier", ladder) && in_one_spelling(looked_up(text)) == spelled;
                }));
        }
    }

    void require(const pugi::xml_node& node, const std::string& guarantee) {
        const std::string id = attribute(node, "id");
        const auto side = [&](const char* value) {
            return step_where([=](const auto& step) { return is_step(step, "require", id) && step.get("value") == value; });
        };
        const Reachable held = add(node, guarantee, "require " + id, "it holds", side("yes"));
        const Reachable failed = add(node, guarantee, "require " + id, "it does not hold", side("no"));
        if (compares(attribute(node, "that")))
            bounds_.push_back({in_guarantee(guarantee, "require_" + id), held, failed, "last_held", "last_failed"});
        const auto alone = [=](const ExplainedDecision& explained) {
            return std::all_of(explained.steps->begin(), explained.steps->end(),
                               [&](const auto* step) {
                                   if (step->get("kind") == "claim") return in_order(*step);
                                   return step->get("kind") != "require" ||
                                          (step->get("value") == "no") == (step->get("name") == id);
                               }) &&
                   step_where([&](const auto& step) { return is_step(step, "require", id); })(explained) &&
                   explained.decision->get("reason") != "claim_channel";
        };
        requirements_.push_back(reachable(node, guarantee, "require " + id, "it alone does not hold", alone));
    }

    void exclude(const pugi::xml_node& node, const std::string& guarantee) {
        const std::string of = attribute(node, "of").empty() ? "hours" : attribute(node, "of");
        const std::string where = attribute(node, "where");
        const std::string clause = attribute(node, "clause");
        const Reachable excluded =
            add(node, guarantee, "exclude " + of + (where.empty() ? "" : " where " + where), "time is excluded",
                step_where([=](const auto& step) {
                    return is_step(step, "exclude", of) && step.get("formula") == where && step.get("clause") == clause;
                }));
        const bool has_times =
            of == "maintenance" || of == "hours" || node.attribute("daily") || node.attribute("after") || compares(where);
        const std::string name = in_guarantee(guarantee, fmt::format("exclude_{}", ++excludes_));
        if (!has_times) return;
        add_bound(node, guarantee, name, excluded, "breach", "no time is excluded", "last_excluded", "last_counted");
    }

    void cap(const pugi::xml_node& node, const std::string& guarantee) {
        const std::size_t number = guarantee.empty() ? ++caps_ : ++caps_in_guarantee_;
        std::string id = attribute(node, "id");
        if (id.empty()) id = (guarantee.empty() ? "" : guarantee + "_") + fmt::format("cap_{}", number);
        const Reached by_step = step_where([=](const auto& step) { return is_step(step, "cap", id); });
        const Reachable smaller = add(
            node, guarantee, "cap " + id, "it makes a credit smaller",
            [=](const ExplainedDecision& explained) { return by_step(explained) || explained.decision->get("reason") == id; });
        add_bound(node, guarantee, "cap_" + id, smaller, "credit", "it leaves a credit as it is", "last_above", "last_within");
    }

    void claim(const pugi::xml_node& node) {
        const auto deadline = [&](const char* which, const char* side) {
            return step_where(
                [=](const auto& step) { return is_step(step, "claim", which) && step.get("text").ends_with(side); });
        };
        if (!attribute(node, "channel").empty()) {
            const auto allowed = [](const char* value) { return outcome_reason(value); };
            add(node, "", "claim channel", "by another way", allowed("claim_channel"));
        }
        for (const auto& [which, out_of_time] : {std::pair{"from", "too early."}, {"until", "too late."}}) {
            if (attribute(node, which).empty()) continue;
            const std::string_view when(out_of_time, std::string_view(out_of_time).size() - 1);  // without the full stop
            const std::string element = fmt::format("claim {}", which);
            const Reachable in_time = add(node, "", element, "filed in time", deadline(which, "in time."));
            const Reachable not_in_time = add(node, "", element, fmt::format("filed {}", when), deadline(which, out_of_time));
            bounds_.push_back({fmt::format("claim_{}", which), in_time, not_in_time, "last_in_time",
                               std::string_view(which) == "from" ? "last_too_early" : "last_too_late"});
        }
    }

    void minimum(const pugi::xml_node& node) {
        const Reachable below = add(node, "", "minimum", "a credit is below it", [](const ExplainedDecision& explained) {
            return explained.decision->get("reason") == "below_minimum" ||
                   explained.decision->get("reason") == "held_below_minimum" ||
                   step_where([](const auto& step) { return step.get("kind") == "minimum"; })(explained);
        });
        add_bound(node, "", "minimum", below, "credit", "a credit is large enough", "last_below", "last_at_least");
    }

    const RuleFile& file_;
    std::vector<Reachable>& items_;
    std::vector<Bound>& bounds_;
    std::vector<Reachable>& requirements_;
    std::size_t excludes_ = 0;
    std::size_t caps_ = 0;
    std::size_t caps_in_guarantee_ = 0;
};

// The SLAs and their versions, in the order of the files.
using Version = std::pair<std::string, std::string>;

struct Counts {
    std::size_t reached = 0;
    std::size_t all = 0;
};

std::map<Version, Counts> counts_of(const std::vector<Reachable>& items) {
    std::map<Version, Counts> counts;
    for (const Reachable& item : items) {
        Counts& count = counts[{item.sla, item.effective_from}];
        ++count.all;
        count.reached += item.times > 0 ? 1 : 0;
    }
    return counts;
}

}  // namespace

std::string_view looked_up(std::string_view text) { return text.substr(0, std::min(text.find(" is "), text.find(" falls to "))); }

Coverage::Coverage(const std::filesystem::path& rules) {
    for (const auto& file : sla_files(rules)) Collector(*file, items_, bounds_, requirements_).run();
}

void Coverage::add(const StatementRecords& statement) {
    const DecisionSteps steps(statement);
    for (const StatementRecord* decision : statement.of("decision")) {
        const ExplainedDecision explained{decision, &steps.of(*decision)};
        for (Reachable& item : items_) item.times += item.reached_by(explained) ? 1 : 0;
    }
}

std::string Coverage::text() const {
    std::string out;
    std::size_t untouched = 0;
    for (const auto& [version, counts] : counts_of(items_)) {
        if (counts.reached == 0) {
            ++untouched;
            continue;
        }
        out += fmt::format("{}, {}: {} of {} reached\n", version.first, version.second, counts.reached, counts.all);
        for (const Reachable& item : items_) {
            if (item.times > 0 || item.sla != version.first || item.effective_from != version.second) continue;
            out += fmt::format("    {}:{}: {}{}: never: {}\n", item.file, item.line,
                               item.clause.empty() ? "" : "clause " + item.clause + ": ", item.element, item.what);
        }
    }
    if (untouched > 0) out += fmt::format("{} SLAs or versions of them are reached by no case\n", untouched);
    return out;
}

std::string Coverage::html() const {
    std::string out =
        html_page_head("What of the rules is reached", ".never { background: #fbd5d5; }\n.number { text-align: right; }\n");
    for (const auto& [version, counts] : counts_of(items_)) {
        out += fmt::format("<h2>{}, {}: {} of {}</h2>\n<table>\n<tr><th>clause<th>element<th>case<th>decisions<th>place\n",
                           html_escaped(version.first), html_escaped(version.second), counts.reached, counts.all);
        for (const Reachable& item : items_) {
            if (item.sla != version.first || item.effective_from != version.second) continue;
            out += fmt::format("<tr{}><td>{}<td>{}<td>{}<td class=\"number\">{}<td>{}:{}\n",
                               item.times > 0 ? "" : " class=\"never\"", html_escaped(item.clause), html_escaped(item.element),
                               html_escaped(item.what), item.times, html_escaped(item.file), item.line);
        }
        out += "</table>\n";
    }
    return out + "</html>\n";
}

}  // namespace redress::cli
