#include "explain/documents.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "text_file.h"

namespace redress::cli::explain {
namespace {

constexpr std::size_t recorded_max = 2000;  // of which a page can tell
constexpr std::size_t instant_size = 20;    // 2026-01-05T06:00:00Z, as statements write instants

void parse(pugi::xml_document& document, const std::string& xml, const char* root, std::string_view what) {
    const pugi::xml_parse_result result = document.load_buffer(xml.data(), xml.size());
    if (!result || !document.child(root)) throw std::runtime_error(fmt::format("{} is no <{}> document", what, root));
}

// The stretches that a text names, as "A to B".
std::vector<Interval> intervals_in(std::string_view text) {
    constexpr std::string_view between = " to ";
    std::vector<Interval> found;
    for (std::size_t at = text.find(between); at != text.npos; at = text.find(between, at + 1)) {
        if (at < instant_size) continue;
        const std::string_view after = text.substr(at + between.size());
        const auto start = parse_instant(text.substr(at - instant_size, instant_size));
        const auto end = after.size() < instant_size ? std::nullopt : parse_instant(after.substr(0, instant_size));
        if (start && end) found.push_back({*start, *end});
    }
    return found;
}

// The number that stands before a word, as in "over 2 records"; -1 where there is none.
long long number_after(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    long long number = -1;
    if (at == text.npos) return number;
    const std::string_view rest = text.substr(at + word.size());
    std::from_chars(rest.data(), rest.data() + rest.size(), number);
    return number;
}

}  // namespace

std::string_view attribute(pugi::xml_node node, const char* name) { return node.attribute(name).value(); }

// --- rules ---

std::string Rules::title() const {
    const std::string_view title = attribute(sla, "title");
    return std::string(title.empty() ? attribute(sla, "id") : title);
}

std::string Rules::guarantee_title() const {
    const std::string_view title = attribute(guarantee, "title");
    return std::string(title.empty() ? attribute(guarantee, "id") : title);
}

pugi::xml_node Rules::level(std::string_view id) const {
    return sla.find_child(
        [&](pugi::xml_node node) { return std::string_view(node.name()) == "level" && attribute(node, "id") == id; });
}

pugi::xml_node Rules::ladder(std::string_view name) const {
    const auto is_it = [&](pugi::xml_node node) {
        return std::string_view(node.name()) == "tiers" && attribute(node, "name") == name;
    };
    const pugi::xml_node own = guarantee.find_child(is_it);
    return own ? own : sla.find_child(is_it);
}

std::string Rules::parameter(std::string_view level_id, std::string_view name) const {
    const auto is_it = [&](pugi::xml_node node) {
        return std::string_view(node.name()) == "parameter" && attribute(node, "name") == name;
    };
    const pugi::xml_node own = level(level_id).find_child(is_it);
    return std::string(attribute(own ? own : sla.find_child(is_it), "value"));
}

// --- documents ---

Documents::Documents(const redress_book& book, const std::string& case_xml, const std::string& statement_xml) : book_(&book) {
    parse(case_, case_xml, "case", "the case");
    parse(statement_, statement_xml, "statement", "the statement");
    if (attribute(statement(), "case") != attribute(facts(), "id")) {
        throw std::runtime_error(fmt::format("the statement is of the case '{}', not of '{}'", attribute(statement(), "case"),
                                             attribute(facts(), "id")));
    }
    for (const pugi::xml_node node : statement().children("step"))
        steps_[std::string(attribute(node, "decision"))].push_back(node);
    gather_records();
}

Interval Documents::extent(pugi::xml_node node, const char* from, const char* until) const {
    const Instant start = parse_instant(attribute(node, from)).value_or(0);
    const Instant end = parse_instant(attribute(node, until)).value_or(as_of());
    return {start, std::max(end, start + 1)};
}

void Documents::gather_records() {
    for (const pugi::xml_node node : facts().children()) {
        const std::string kind = node.name();
        if (const std::string_view id = attribute(node, "id"); !id.empty()) records_[kind].emplace(id, node);
        if (recorded_.size() >= recorded_max) continue;
        if (kind == "incident" || kind == "maintenance" || kind == "measurement")
            recorded_.push_back({node, kind, extent(node, "start", "end")});
        if (kind == "ticket") recorded_.push_back({node, kind, extent(node, "opened", "resolved")});
    }
    std::stable_sort(recorded_.begin(), recorded_.end(),
                     [](const Recorded& a, const Recorded& b) { return a.time.start < b.time.start; });
}

const std::vector<pugi::xml_node>& Documents::step_nodes(pugi::xml_node decision) const {
    static const std::vector<pugi::xml_node> none;
    const auto found = steps_.find(attribute(decision, "number"));
    return found == steps_.end() ? none : found->second;
}

Instant Documents::as_of() const { return parse_instant(attribute(statement(), "as_of")).value_or(0); }

pugi::xml_node Documents::record(const char* kind, std::string_view id) const {
    const auto of_kind = records_.find(std::string_view(kind));
    if (of_kind == records_.end()) return {};
    const auto found = of_kind->second.find(id);
    return found == of_kind->second.end() ? pugi::xml_node() : found->second;
}

Step Documents::step(pugi::xml_node node) const {
    Step step;
    step.kind = attribute(node, "kind");
    step.clause = attribute(node, "clause");
    step.name = attribute(node, "name");
    step.formula = attribute(node, "formula");
    step.value = attribute(node, "value");
    step.text = attribute(node, "text");
    step.intervals = intervals_in(step.text);
    if (step.kind != "measure") return step;
    step.records = number_after(step.text, " over ");
    if (step.text.starts_with("Measured from ") && !step.intervals.empty()) {
        step.range = step.intervals.front();
        step.intervals.erase(step.intervals.begin());
    }
    return step;
}

// A long list that stands already in an earlier decision is named: "the 12 stretches of time that decision 3 lists at 'down'".
const std::vector<Interval>& Documents::listed_elsewhere(std::string_view text) const {
    static const std::vector<Interval> none;
    constexpr std::string_view by = " stretches of time that decision ";
    constexpr std::string_view at = " lists at '";
    const long long decision = number_after(text, by);
    const std::size_t name_at = text.find(at);
    if (decision < 0 || name_at == text.npos) return none;
    const std::string_view rest = text.substr(name_at + at.size());
    std::pair<std::string, std::string> where(fmt::format("{}", decision), rest.substr(0, rest.find('\'')));
    const auto known = listed_.find(where);
    if (known != listed_.end()) return known->second;
    std::vector<Interval> listed = listed_by(where.first, where.second);
    return listed_.emplace(std::move(where), std::move(listed)).first->second;
}

std::vector<Interval> Documents::listed_by(const std::string& decision, const std::string& name) const {
    const auto found = steps_.find(decision);
    if (found == steps_.end()) return {};
    for (const pugi::xml_node node : found->second) {
        if (attribute(node, "name") != name) continue;
        const Step listing = step(node);
        if (listing.intervals.size() > 1) return listing.intervals;
    }
    return {};
}

std::vector<Step> Documents::steps(pugi::xml_node decision) const {
    std::vector<Step> steps;
    for (const pugi::xml_node node : step_nodes(decision)) {
        Step& made = steps.emplace_back(step(node));
        if (made.intervals.empty()) made.intervals = listed_elsewhere(made.text);
    }
    return steps;
}

Rules Documents::rules(pugi::xml_node decision) const {
    Rules rules;
    for (std::int64_t i = 0; i < redress_book_count(book_); ++i) {
        if (field(*book_, i, "sla") != attribute(decision, "sla")) continue;
        if (field(*book_, i, "effective_from") != attribute(decision, "effective_from")) continue;
        const std::string file(field(*book_, i, "file"));
        const auto [found, added] = files_.try_emplace(file);
        if (added) parse(found->second, read_file(file), "sla", file);
        rules.file = file;
        rules.sla = found->second.child("sla");
        rules.zone = field(*book_, i, "timezone");
        rules.digest = field(*book_, i, "digest");
    }
    if (!rules.sla) {
        throw std::runtime_error(fmt::format("the rules have no SLA '{}' in effect since {}, which the statement names",
                                             attribute(decision, "sla"), attribute(decision, "effective_from")));
    }
    rules.guarantee = rules.sla.find_child([&](pugi::xml_node node) {
        return std::string_view(node.name()) == "guarantee" && attribute(node, "id") == attribute(decision, "guarantee");
    });
    return rules;
}

}  // namespace redress::cli::explain
