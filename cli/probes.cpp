#include "probes.h"

#include <cctz/civil_time.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "case_facts.h"
#include "changeable_facts.h"
#include "explain/local_time.h"
#include "probe_search.h"
#include "probe_trials.h"

namespace redress::cli {
namespace {

using explain::Instant;

constexpr int months_ahead_max = 60;

std::string slug(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool upper = c >= 'A' && c <= 'Z';
        if (keep || upper) {
            out += upper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!out.empty() && out.back() != '_') {
            out += '_';
        }
        if (out.size() >= 60) break;
    }
    while (out.ends_with('_')) out.pop_back();
    return out;
}

std::string in_words(Instant seconds) {
    const Instant hours = seconds / 3600;
    return hours % 24 == 0 ? fmt::format("{} days", hours / 24) : fmt::format("{} hours", hours);
}

std::string formulas_of(const pugi::xml_node& node) {
    std::ostringstream out;
    node.print(out, "", pugi::format_raw);
    return out.str();
}

bool asks_for_length(const pugi::xml_node& root, const pugi::xml_node& guarantee) {
    constexpr std::array calendar = {"calendar_month", "billing_period", "quarter", "calendar_year", "term"};
    if (std::find(calendar.begin(), calendar.end(), attribute(guarantee, "over")) == calendar.end()) return false;
    constexpr const char* length = "window.length";
    const std::string formulas = formulas_of(guarantee);
    if (formulas.find(length) != std::string::npos) return true;
    const auto lets = root.children("let");
    return std::any_of(lets.begin(), lets.end(), [&](const pugi::xml_node& let) {
        return attribute(let, "value").find(length) != std::string::npos &&
               formulas.find(attribute(let, "name")) != std::string::npos;
    });
}

struct Promise {
    std::string id;
    bool asks_for_length = false;  // of a window that is not equally long each time
    bool pays = false;
};

// Makes cases of what a search found, and counts.
class ProbeWriter {
public:
    ProbeWriter(const RuleFile& rules, const DocumentKind& kind, Trials& trials, ProbeSearch& search,
                const ChangeableFacts& changeable)
        : kind_(kind),
          zone_(attribute(rules.root(), "timezone")),
          trials_(trials),
          search_(search),
          changeable_(changeable),
          findings_(search.findings()),
          bounds_(trials.bounds()),
          items_(trials.items()),
          requirements_(trials.requirements()) {
        for (const pugi::xml_node& guarantee : rules.root().children("guarantee")) {
            promises_.push_back(
                {attribute(guarantee, "id"), asks_for_length(rules.root(), guarantee), !guarantee.child("credit").empty()});
        }
    }

    ProbeResult run() {
        if (search_.exhausted()) result_.missing.push_back("the search ended before all was tried");
        collect_bounds();
        collect_requirements();
        collect_windows();
        collect_replays();
        collect_rest();
        return std::move(result_);
    }

private:
    // Without the records that make no difference to what `still` asks.
    static std::vector<std::string> without_needless(std::vector<std::string> cases,
                                                     const std::function<bool(const std::vector<std::string>&)>& still) {
        for (std::size_t record = CaseFacts(cases.front()).records(); record-- > 1;) {
            std::vector<std::string> fewer;
            for (const std::string& each : cases) {
                CaseFacts facts(each);
                if (record < facts.records()) facts.leave_out(record);
                fewer.push_back(facts.xml(""));
            }
            if (still(fewer)) cases = std::move(fewer);
        }
        return cases;
    }

    void add_probe(const std::string& name, const std::string& xml, const std::string& remark) {
        std::string unused = name;
        for (int number = 2;
             std::any_of(result_.probes.begin(), result_.probes.end(), [&](const Probe& p) { return p.name == unused; });
             ++number)
            unused = fmt::format("{}_{}", name, number);
        CaseFacts facts(xml);
        std::string id = unused;
        std::replace(id.begin(), id.end(), '_', '-');
        facts.set({0, "id"}, id);
        const std::optional<Trial> trial = trials_.settled(xml);
        result_.probes.push_back({unused, remark, facts.xml(remark), trial ? trial->guarantees : std::vector<std::string>()});
    }

    static std::string place(const Reachable& item) {
        return fmt::format("{}:{}{}: {}", item.file, item.line, item.clause.empty() ? "" : ", clause " + item.clause,
                           item.element);
    }

    // Once for each place of the rules.
    void miss(const Reachable& item, const std::string& what, const std::string& why) {
        const std::string begin = place(item) + ": ";
        if (std::any_of(result_.missing.begin(), result_.missing.end(),
                        [&](const auto& line) { return line.starts_with(begin); }))
            return;
        result_.missing.push_back(fmt::format("{}{}: {}", begin, what, why));
    }

    std::string found_in(const std::string& xml, const std::string& key) {
        const std::optional<Trial> trial = trials_.settled(xml);
        const TrialDecision* decision = trial ? decision_of(*trial, key) : nullptr;
        return decision == nullptr ? "" : decision->found;
    }

    // A remark that says what a case is for. XML has no two hyphens in a row in there.
    static std::string remark(const Reachable& item, const std::string& what, const std::string& seed, const std::string& found) {
        std::string out = fmt::format("{}.\n     {}\n     {}Made from {}.", place(item), what,
                                      found.empty() ? "" : fmt::format("The library found: {}.\n     ", found), seed);
        for (std::size_t at = out.find("--"); at != std::string::npos; at = out.find("--", at)) out.replace(at, 2, "- -");
        return out;
    }

    std::string why_not(std::size_t bound) const {
        const bool inside = findings_.seen[bound][0];
        const bool outside = findings_.seen[bound][1];
        if (inside && outside) return "cases stand on both sides, but no change of one fact leads from one to the other";
        if (!inside && !outside) return "no case that was tried gets as far as that";
        return fmt::format("in every case that was tried {}", inside ? bounds_[bound].inside.what : bounds_[bound].outside.what);
    }

    void collect_bounds() {
        for (std::size_t i = 0; i < bounds_.size(); ++i) {
            const Bound& bound = bounds_[i];
            result_.bounds.all += 2;
            if (findings_.best[i].nearness == Nearness::none) {
                miss(bound.inside, fmt::format("neither side of '{}'", bound.inside.what), why_not(i));
                continue;
            }
            result_.bounds.after += 2;
            std::array<bool, 2> had{};
            for (std::size_t side = 0; side < had.size(); ++side)
                had[side] = findings_.stands[i][side] <= findings_.best[i].nearness;
            result_.bounds.before += static_cast<std::size_t>(had[0]) + static_cast<std::size_t>(had[1]);
            if (!had[0] || !had[1]) write_crossing(i, findings_.best[i], had, "");
        }
    }

    // Whether a case with fewer records has the same decision, by the same values, and the same of what `of` gives.
    template <class Of>
    bool is_decided_alike(const std::string& one, const std::string& fewer, const std::string& key, Of of) {
        const std::optional<Trial> a = trials_.settled(one);
        const std::optional<Trial> b = trials_.settled(fewer);
        const TrialDecision* before = a ? decision_of(*a, key) : nullptr;
        const TrialDecision* after = b ? decision_of(*b, key) : nullptr;
        return before != nullptr && after != nullptr && before->reason == after->reason && before->found == after->found &&
               of(*before) == of(*after);
    }

    // `had`: the sides for which there is a case, inside and outside.
    void write_crossing(std::size_t i, const Crossing& crossing, const std::array<bool, 2>& had, const std::string& ending) {
        const Bound& bound = bounds_[i];
        const auto side_of = [i](const TrialDecision& decision) { return decision.sides[i]; };
        const std::vector<std::string> cases =
            without_needless({crossing.inside, crossing.outside}, [&](const std::vector<std::string>& fewer) {
                return is_decided_alike(crossing.inside, fewer[0], crossing.key, side_of) &&
                       is_decided_alike(crossing.outside, fewer[1], crossing.key, side_of);
            });
        const auto write = [&](const std::string& name, const std::string& xml, const std::string& what,
                               const std::string& beyond) {
            const std::string next = crossing.nearness == Nearness::other_word
                                         ? "With another value of " + crossing.fact
                                         : fmt::format("With the next value of the {}, {} away", crossing.fact, crossing.step);
            add_probe(fmt::format("{}_{}{}", bound.name, name, ending), xml,
                      remark(bound.inside, fmt::format("Here {}.\n     {}, {}.", what, next, beyond), crossing.seed,
                             found_in(xml, crossing.key)));
        };
        if (!had[0]) write(bound.last_inside, cases[0], bound.inside.what, bound.outside.what);
        if (!had[1]) write(bound.last_outside, cases[1], bound.outside.what, bound.inside.what);
    }

    // What the probes so far reach, too.
    std::vector<bool> written_items() {
        std::vector<bool> written(items_.size());
        for (const Probe& probe : result_.probes) {
            const std::optional<Trial> trial = trials_.settled(probe.xml);
            if (!trial) continue;
            for (const TrialDecision& decision : trial->decisions) {
                for (std::size_t i = 0; i < items_.size(); ++i) written[i] = written[i] || decision.reached[i];
            }
        }
        return written;
    }

    // Writes what was reached on the way, unless there is a case for it.
    void collect_singles(const std::vector<Reachable>& wanted, const std::vector<bool>& sampled, const std::vector<bool>& written,
                         const std::vector<std::optional<Single>>& found, ProbeCount& count,
                         std::vector<bool> TrialDecision::*reached, const char* name) {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            ++count.all;
            count.before += sampled[i] ? 1 : 0;
            count.after += sampled[i] || written[i] || found[i] ? 1 : 0;
            if (sampled[i] || written[i]) continue;
            if (!found[i]) {
                miss(wanted[i], wanted[i].what, "no case that was tried gets there");
                continue;
            }
            const Single& single = *found[i];
            const auto of = [&](const TrialDecision& decision) -> bool { return (decision.*reached)[i]; };
            std::vector<std::string> cases{single.xml};
            if (!single.before.empty()) cases.push_back(single.before);
            const std::vector<std::string> few = without_needless(cases, [&](const std::vector<std::string>& fewer) {
                for (std::size_t which = 0; which < fewer.size(); ++which) {
                    if (!is_decided_alike(cases[which], fewer[which], single.key, of)) return false;
                }
                return true;
            });
            add_probe(slug(wanted[i].element + " " + (*name == '\0' ? wanted[i].what : name)), few.front(),
                      remark(wanted[i],
                             fmt::format("Here {}{}.{}", wanted[i].what, single.change.empty() ? "" : ": " + single.change,
                                         single.before.empty() ? "" : "\n     Without that the credit is due."),
                             single.seed, ""));
        }
    }

    void collect_requirements() {
        collect_singles(requirements_, findings_.sampled_alone, std::vector<bool>(requirements_.size()), findings_.found_alone,
                        result_.requirements, &TrialDecision::alone, "alone");
    }

    void collect_rest() {
        collect_singles(items_, findings_.sampled, written_items(), findings_.found, result_.rest, &TrialDecision::reached, "");
    }

    // The bound of the breach of a promise, if one was found.
    std::optional<std::size_t> breach_of(const std::string& promise) const {
        for (std::size_t i = 0; i < bounds_.size(); ++i) {
            if (bounds_[i].inside.element == "breach " + promise && findings_.best[i].nearness == Nearness::next_value) return i;
        }
        return std::nullopt;
    }

    // The same case some months later: what lies before the window's end keeps its distance from the start, the rest keeps it
    // from the end.
    std::string later(const CaseFacts& facts, const TrialDecision& decision, int months) const {
        const explain::LocalTime local(zone_);
        const auto shift_of = [&](Instant at) {
            const cctz::civil_second from = local.civil(at);
            const cctz::civil_month month = cctz::civil_month(from) + months;
            const cctz::civil_second to(month.year(), month.month(), from.day(), from.hour(), from.minute(), from.second());
            return std::pair(local.first(to) - at, cctz::civil_day(to) - cctz::civil_day(from));
        };
        const auto by_start = shift_of(decision.window_start);
        const auto by_end = shift_of(decision.window_end);
        const cctz::civil_day end_day(local.civil(decision.window_end));
        CaseFacts moved(facts);
        for (const auto& [fact, field] : changeable_.of(facts)) {
            const std::optional<Scale> scale = Scale::of(field->type, facts.get(fact));
            if (!scale) continue;
            if (field->type == "instant") {
                const auto& [seconds, days] = scale->value() < decision.window_end ? by_start : by_end;
                if (scale->has(scale->value() + seconds)) moved.set(fact, scale->text(scale->value() + seconds));
            } else if (field->type == "date") {
                const auto& [seconds, days] = cctz::civil_day(1970, 1, 1) + scale->value() < end_day ? by_start : by_end;
                if (scale->has(scale->value() + days)) moved.set(fact, scale->text(scale->value() + days));
            }
        }
        return moved.xml("");
    }

    // Windows of each length that the calendar has, at the bound of the breach.
    void collect_windows() {
        for (const Promise& promise : promises_) {
            if (!promise.asks_for_length) continue;
            std::set<Instant> had;
            for (const Trial& sample : findings_.samples) {
                for (const TrialDecision& decision : sample.decisions) {
                    if (decision.guarantee == promise.id && has_breach(decision))
                        had.insert(decision.window_end - decision.window_start);
                }
            }
            const std::optional<std::size_t> bound = breach_of(promise.id);
            std::set<Instant> lengths = had;
            if (bound) write_windows(*bound, had, lengths);
            result_.windows.before += had.size();
            result_.windows.all += lengths.size();
            result_.windows.after += lengths.size() - not_crossed_;
            not_crossed_ = 0;
        }
    }

    bool has_breach(const TrialDecision& decision) const {
        for (std::size_t i = 0; i < bounds_.size(); ++i) {
            if (bounds_[i].inside.element == "breach " + decision.guarantee && decision.sides[i] != Side::none) return true;
        }
        return false;
    }

    void write_windows(std::size_t bound, const std::set<Instant>& had, std::set<Instant>& lengths) {
        const Crossing& original = findings_.best[bound];
        const CaseFacts facts(original.outside);
        const std::optional<Trial> base = trials_.settled(original.outside);
        const TrialDecision* decision = base ? decision_of(*base, original.key) : nullptr;
        if (decision == nullptr) return;
        std::set<Instant> done = had;
        std::map<Instant, bool> crossed;
        for (int months = 1; months <= months_ahead_max; ++months) {
            const std::string xml = later(facts, *decision, months);
            const std::optional<Trial> trial = trials_.settled(xml);
            const TrialDecision* there = trial ? decision_of(*trial, original.key) : nullptr;
            if (there == nullptr || !has_breach(*there)) continue;
            const Instant length = there->window_end - there->window_start;
            lengths.insert(length);
            if (done.count(length) > 0) continue;
            const std::optional<Crossing> found = search_.crossing_from({original.seed, xml, false}, bound);
            if (found) {
                write_crossing(bound, *found, {false, false}, "_in_" + slug(in_words(length)));
                done.insert(length);
            }
            crossed[length] = found.has_value();
        }
        for (const auto& [length, found] : crossed) {
            if (found) continue;
            ++not_crossed_;
            miss(bounds_[bound].inside, fmt::format("both sides in a window of {}", in_words(length)),
                 "no change of one fact leads from one side to the other there");
        }
    }

    // The case again, with the credits that it gave.
    std::string settled_again(const Trial& trial) const {
        CaseFacts facts(trial.xml);
        const auto element =
            std::find_if(kind_.elements.begin(), kind_.elements.end(), [](const auto& e) { return e.name == "credit"; });
        for (const StatementRecord& credit : trial.credits) {
            const std::size_t record = facts.add("credit");
            for (const auto& [field, value] : credit.fields) {
                if (element != kind_.elements.end() && element->field(field) != nullptr) facts.set({record, field}, value);
            }
        }
        return facts.xml("");
    }

    void collect_replays() {
        for (const Promise& promise : promises_) {
            if (!promise.pays) continue;
            result_.replays.all += 2;
            const auto is_again = [&](const TrialDecision& d) {
                return d.guarantee == promise.id && d.reason == "already_credited";
            };
            const auto is_more = [&](const TrialDecision& d) {
                return d.guarantee == promise.id && d.granted && d.credit.find('#') != std::string::npos;
            };
            replay(promise, is_again, "settled_again", "The same case again, with the credits that it gave", false);
            replay(promise, is_more, "late_evidence", "The case again, with the credits that it gave, and more became known",
                   true);
        }
    }

    template <class Wanted>
    void replay(const Promise& promise, const Wanted& is_wanted, const std::string& name, const std::string& what, bool more) {
        const auto reaches = [&](const Trial& trial) {
            return std::any_of(trial.decisions.begin(), trial.decisions.end(), is_wanted);
        };
        if (std::any_of(findings_.samples.begin(), findings_.samples.end(), reaches)) {
            ++result_.replays.before;
            ++result_.replays.after;
            return;
        }
        const auto breach = std::find_if(items_.begin(), items_.end(),
                                         [&](const Reachable& item) { return item.element == "breach " + promise.id; });
        if (breach == items_.end()) return;
        for (const ProbeSeed& seed : findings_.cases) {
            const std::optional<Trial> granted = trials_.settled(seed.xml);
            if (!granted || search_.exhausted()) continue;
            const bool pays = std::any_of(granted->decisions.begin(), granted->decisions.end(),
                                          [&](const auto& d) { return d.guarantee == promise.id && d.granted; });
            if (!pays) continue;
            const std::string again = settled_again(*granted);
            const std::optional<Single> found = more ? with_more(again, reaches) : Single{again, "", "", "", ""};
            if (!found) continue;
            const std::optional<Trial> trial = trials_.settled(found->xml);
            if (!trial || !reaches(*trial)) continue;
            const std::string xml = without_needless({found->xml}, [&](const std::vector<std::string>& fewer) {
                                        const std::optional<Trial> smaller = trials_.settled(fewer[0]);
                                        return smaller && reaches(*smaller);
                                    }).front();
            add_probe(fmt::format("{}_{}", promise.id, name), xml,
                      remark(*breach, what + (found->change.empty() ? "." : ": " + found->change + "."), seed.name, ""));
            ++result_.replays.after;
            return;
        }
        miss(*breach, what,
             "no case that was tried gives a credit and then " + std::string(more ? "more of it" : "nothing more"));
    }

    // With one fact changed, by as little as leads there.
    template <class Reaches>
    std::optional<Single> with_more(const std::string& xml, const Reaches& reaches) {
        CaseFacts facts(xml);
        for (const auto& [fact, field] : changeable_.of(facts)) {
            const std::optional<Scale> scale = Scale::of(field->type, facts.get(fact));
            const std::string record = facts.record_name(fact.record);
            if (!scale || record == "case" || record == "credit" || record == "subscription") continue;
            std::vector<std::int64_t> values = scale->positions();
            const std::int64_t now = scale->value();
            std::stable_sort(values.begin(), values.end(),
                             [now](std::int64_t a, std::int64_t b) { return std::abs(a - now) < std::abs(b - now); });
            for (const std::int64_t value : values) {
                const std::optional<Trial> trial = search_.with(facts, fact, scale->text(value));
                if (trial && reaches(*trial))
                    return Single{trial->xml, "", fmt::format("{} is {}", describe(facts, fact), scale->text(value)), "", ""};
            }
        }
        return std::nullopt;
    }

    const DocumentKind& kind_;
    const std::string zone_;
    Trials& trials_;
    ProbeSearch& search_;
    const ChangeableFacts& changeable_;
    const ProbeFindings& findings_;
    const std::vector<Bound>& bounds_;
    const std::vector<Reachable>& items_;
    const std::vector<Reachable>& requirements_;
    std::vector<Promise> promises_;
    std::size_t not_crossed_ = 0;
    ProbeResult result_;
};

}  // namespace

ProbeResult probe_version(const redress_book& book, const RuleFile& rules, const DocumentKind& kind, const Coverage& coverage,
                          const std::vector<ProbeSeed>& seeds) {
    Trials trials(book, rules, coverage);
    const ChangeableFacts changeable(kind, rules.root());
    ProbeSearch search(trials, changeable);
    search.run(seeds);
    return ProbeWriter(rules, kind, trials, search, changeable).run();
}

}  // namespace redress::cli
