// What stands twice, what is not used, what covers everything, and what reads otherwise than it is.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "formula/lexer.h"
#include "review/checks.h"

namespace redress::review {

namespace {

using rules::Warning;

bool is_whole_day(const time::DailyHours& hours) {
    return hours.from == hours.until || (hours.from == 0 && hours.until == 86'400);
}

bool of_records(const rules::Measure& m) { return !m.of_range && m.kind != rules::MeasureKind::windows; }

class Writing {
public:
    explicit Writing(Reviewed& reviewed) : reviewed_(reviewed), pack_(reviewed.pack()) {}

    void run() {
        reviewed_.each_formula([&](const formula::Formula& f, Analysis&) { check_formula(f); });
        check_tiers();
        check_facts();
        check_readings();
        check_exclusions();
        check_measures();
    }

private:
    // --- formulas ---

    void check_formula(const formula::Formula& f) {
        const Tree& tree = reviewed_.trees().of(f);
        for (NodeIndex i = 0; i < tree.syntax.nodes.size(); ++i) {
            const formula::Node& n = tree.node(i);
            if (n.kind != NodeKind::if_) continue;
            const std::string& key = tree.keys[n.children[1]];
            if (key.empty() || key != tree.keys[n.children[2]]) continue;
            reviewed_.warn(Warning::equal_branches, tree.position(i),
                           fmt::format("both branches are '{}': the condition decides nothing", tree.text(n.children[1])));
        }
        check_precedence(tree);
    }

    // `and` binds closer than `or`; beside each other they are read right only by those who know.
    void check_precedence(const Tree& tree) {
        const std::vector<formula::Lexeme> lexemes = formula::lex(*tree.syntax.source);
        struct Seen {
            bool all = false;
            bool any = false;
        };
        std::vector<Seen> open(1);
        for (const formula::Lexeme& l : lexemes) {
            if (l.word == formula::Word::open) open.emplace_back();
            if (l.word == formula::Word::close && open.size() > 1) open.pop_back();
            if (l.word == formula::Word::comma) open.back() = {};
            if (l.word != formula::Word::name) continue;
            if (l.slice == "if" || l.slice == "then" || l.slice == "else") open.back() = {};
            if (l.slice == "and") open.back().all = true;
            if (l.slice == "or") open.back().any = true;
            if (!open.back().all || !open.back().any || (l.slice != "and" && l.slice != "or")) continue;
            Position position = tree.formula->position;
            position.column += static_cast<std::uint32_t>(
                std::count_if(tree.syntax.source->begin(), tree.syntax.source->begin() + static_cast<std::ptrdiff_t>(l.offset),
                              [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
            return reviewed_.warn(Warning::mixed_and_or, position,
                                  "'and' beside 'or' binds closer: parentheses say which belong together");
        }
    }

    void check_tiers() {
        const auto check = [&](const rules::Definition& d) {
            const std::vector<rules::Tier>& tiers = d.ladder.tiers;
            for (std::size_t i = 1; i < tiers.size(); ++i) {
                const Tree& above = reviewed_.trees().of(tiers[i - 1].value);
                const Tree& below = reviewed_.trees().of(tiers[i].value);
                if (above.keys[above.root()].empty() || above.keys[above.root()] != below.keys[below.root()]) continue;
                reviewed_.warn(Warning::equal_branches, tiers[i].value.position,
                               fmt::format("this tier has the value of the one before, '{}': its bound decides nothing",
                                           tiers[i].value.source()));
            }
        };
        for (const rules::Definition& d : pack_.shared) check(d);
        for (const rules::Guarantee& g : pack_.guarantees) {
            for (const rules::Definition& d : g.definitions) check(d);
        }
    }

    // --- what is not used ---

    void check_facts() {
        std::set<std::pair<std::string, std::string>> named;
        const auto take = [&](const formula::Formula& f) {
            for (const formula::Node& n : reviewed_.trees().of(f).syntax.nodes) {
                if (n.kind == NodeKind::field) named.emplace(n.slice, n.member);
            }
        };
        reviewed_.each_formula([&](const formula::Formula& f, Analysis&) { take(f); });
        reviewed_.each_said(take);
        for (const formula::DeclaredFact& fact : pack_.facts) {
            const std::string record(facts::row(fact.record).name);
            if (named.contains({record, fact.name}) || named.contains({"subject", fact.name})) continue;
            reviewed_.warn(Warning::unused_fact, fact.position, fmt::format("no formula names {}.{}", record, fact.name));
        }
    }

    // A reading of a clause that nothing is from may be of one that was left out.
    void check_readings() {
        std::vector<std::string_view> clauses;
        gather_clauses(reviewed_.root(), clauses);
        for (const xml::Element& reading : reviewed_.elements("reading")) {
            const std::string_view clause = attribute_of(reading, "clause").value;
            const bool used = std::any_of(clauses.begin(), clauses.end(),
                                          [&](std::string_view c) { return within(c, clause) || within(clause, c); });
            if (!used)
                reviewed_.warn(Warning::unused_reading, value_position(reading, "clause"),
                               fmt::format("no element is of the clause '{}'", clause));
        }
    }

    static void gather_clauses(const xml::Element& parent, std::vector<std::string_view>& out) {
        for (xml::Element child = parent.first_child(); child.exists(); child = child.next_sibling()) {
            if (child.name() != "reading" && !attribute_of(child, "clause").name.empty())
                out.push_back(attribute_of(child, "clause").value);
            gather_clauses(child, out);
        }
    }

    // "5.2" is within "5", and "network, loss" within "network".
    static bool within(std::string_view part, std::string_view whole) {
        if (!part.starts_with(whole)) return false;
        if (part.size() == whole.size()) return true;
        const char next = part[whole.size()];
        return !((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9'));
    }

    // --- exclusions and measures ---

    void check_exclusions() {
        check_list(pack_.exclusions.all, nullptr, reviewed_.root());
        check_hours(nullptr);
        const std::vector<xml::Element> guarantees = reviewed_.elements("guarantee");
        for (std::size_t i = 0; i < pack_.guarantees.size() && i < guarantees.size(); ++i) {
            check_list(pack_.guarantees[i].exclusions.all, &pack_.guarantees[i], guarantees[i]);
            check_hours(&pack_.guarantees[i]);
        }
    }

    void check_list(const std::vector<rules::Exclusion>& exclusions, const rules::Guarantee* g, const xml::Element& parent) {
        for (const rules::Exclusion& e : exclusions) check_exclusion(e, g);
        std::map<std::string, Position> seen;
        std::vector<xml::Element> elements;
        for (const xml::Element& element : {reviewed_.root(), parent}) {
            for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) {
                if (child.name() == "exclude") elements.push_back(child);
            }
            if (g == nullptr) break;
        }
        for (const xml::Element& element : elements) {
            const auto [first, added] = seen.emplace(said(element), element.position());
            if (added || first->second == element.position()) continue;
            reviewed_.warn(Warning::duplicate_exclude, element.position(),
                           fmt::format("the <exclude> at line {} says the same", first->second.line));
        }
    }

    // The hours that a guarantee, or where there is none the SLA, excludes whatever a case says: of a week that no list of the
    // calendar changes, some must be left.
    void check_hours(const rules::Guarantee* g) {
        std::vector<const rules::Exclusion*> heeded;
        for (const rules::Exclusion& e : pack_.exclusions.all) heeded.push_back(&e);
        const std::size_t own = g == nullptr ? 0 : heeded.size();
        if (g != nullptr) {
            for (const rules::Exclusion& e : g->exclusions.all) heeded.push_back(&e);
        }
        std::map<std::string_view, time::WeekMinutes> excluded;  // by the clock
        std::map<std::string_view, std::size_t> line;            // of the last one by that clock
        for (std::size_t i = 0; i < heeded.size(); ++i) {
            const rules::Exclusion& e = *heeded[i];
            if (e.of || e.where.exists()) continue;
            const std::string_view clock = e.zone.fact.exists() ? e.zone.fact.source()
                                           : e.zone.fixed       ? std::string_view(e.zone.fixed->name())
                                                                : std::string_view(pack_.zone.name());
            time::WeekMinutes& minutes = excluded[clock];
            const bool left = !minutes.all();
            const time::WeekMinutes chosen =
                time::minutes_of({e.days, e.daily ? *e.daily : *e.except_daily}, pack_.calendar.weekend);
            minutes |= e.daily ? chosen : ~chosen;
            if (i >= own && left && minutes.all()) {
                reviewed_.warn(Warning::excludes_everything, e.position,
                               fmt::format("{}every hour of a week is excluded: nothing is ever down",
                                           line.count(clock) > 0 ? fmt::format("with the <exclude> at line {}, ", line.at(clock))
                                                                 : std::string()));
            }
            line[clock] = e.position.line;
        }
    }

    static std::string said(const xml::Element& element) {
        std::map<std::string_view, std::string_view> attributes;
        for (std::size_t i = 0; i < element.attribute_count(); ++i) {
            if (element.attribute(i).name != "clause") attributes.emplace(element.attribute(i).name, element.attribute(i).value);
        }
        std::string out;
        for (const auto& [name, value] : attributes) out += fmt::format("{}={};", name, value);
        return out;
    }

    void check_exclusion(const rules::Exclusion& e, const rules::Guarantee* g) {
        if (!e.of) return;  // hours: see check_hours
        if (*e.of != facts::Record::incident || (e.daily && !is_whole_day(*e.daily)) || e.except_daily) return;
        if (!e.where.exists()) {
            reviewed_.warn(Warning::excludes_everything, e.position, "every incident is excluded: nothing is ever down");
            return;
        }
        for (const rules::Definition& d : pack_.shared) check_covered(e, d, g);
        if (g != nullptr) {
            for (const rules::Definition& d : g->definitions) check_covered(e, d, g);
            return;
        }
        for (const rules::Guarantee& each : pack_.guarantees) {
            for (const rules::Definition& d : each.definitions) check_covered(e, d, &each);
        }
    }

    // All that the measure is of is excluded from it.
    void check_covered(const rules::Exclusion& e, const rules::Definition& d, const rules::Guarantee* g) {
        const rules::Measure& m = d.measure;
        if (d.kind != rules::DefinitionKind::measure || m.of != facts::Record::incident || !m.exclusions || m.periods ||
            !of_records(m) || !m.where.exists())
            return;
        Analysis measured = reviewed_.anywhere(g);
        if (measured.value(e.where).always()) return;  // told as a condition
        measured.suppose(m.where);
        if (!measured.value(e.where).always()) return;
        reviewed_.warn(
            Warning::excluded_measure, e.position,
            fmt::format("all that '{}' at line {} measures is excluded here: it is always zero", d.name, d.position.line));
    }

    void check_measures() {
        const auto check = [&](const rules::Definition& d) {
            const rules::Measure& m = d.measure;
            const bool told_apart = m.where.exists() || m.periods || !of_records(m) || m.scope == rules::Scope::subject;
            const bool kinds = m.of == facts::Record::incident || m.of == facts::Record::measurement;
            if (d.kind != rules::DefinitionKind::measure || told_apart || !kinds) return;
            reviewed_.warn(Warning::measure_without_where, d.position,
                           fmt::format("'{}' has no 'where': {}", d.name,
                                       m.of == facts::Record::incident
                                           ? "every incident counts, an outage like a slow answer or data that was lost"
                                           : "every measurement counts, whatever its metric"));
        };
        for (const rules::Definition& d : pack_.shared) check(d);
        for (const rules::Guarantee& g : pack_.guarantees) {
            for (const rules::Definition& d : g.definitions) check(d);
        }
    }

    Reviewed& reviewed_;
    const rules::Pack& pack_;
};

}  // namespace

void check_writing(Reviewed& reviewed) { Writing(reviewed).run(); }

}  // namespace redress::review
