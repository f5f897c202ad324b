// `redress facts`: what a host must deliver for rules, by record and field.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "document_kind.h"
#include "dotted_names.h"
#include "library.h"
#include "rule_files.h"
#include "rules_options.h"
#include "table.h"

namespace redress::cli {
namespace {

struct FactsOptions {
    RulesOptions rules;
    std::string format = "table";
};

// Fields that are computed, and what of the case they are computed from.
struct Derived {
    std::string_view record;
    std::string_view field;
    std::array<std::string_view, 2> from;
};
constexpr std::array derived_fields = {
    Derived{"subscription", "monthly_price", {"price", "price_period"}},
    Derived{"subscription", "term_price", {"start", "end"}},
    Derived{"incident", "duration", {"start", "end"}},
    Derived{"maintenance", "duration", {"start", "end"}},
    Derived{"maintenance", "notice", {"announced", "start"}},
    Derived{"measurement", "duration", {"start", "end"}},
    Derived{"ticket", "response_time", {"opened", "first_response"}},
    Derived{"ticket", "resolution_time", {"opened", "resolved"}},
    Derived{"ticket", "response_due", {"opened", "response_limit"}},
    Derived{"ticket", "resolution_due", {"opened", "resolution_limit"}},
};

// Whose absence says something: what has no end yet lasts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> open_ends = {
    {{"incident", "end"}, {"ticket", "first_response"}, {"ticket", "resolved"}, {"pause", "end"}}};

constexpr std::size_t slas_shown_max = 40;

struct Use {
    bool unguarded = false;      // a formula needs it without asking whether it is known
    std::set<std::string> slas;  // where
};

class FactsOfRules {
public:
    explicit FactsOfRules(const redress_book& book) : kind_(document_kind("case")) { add_declared_facts(kind_, book); }

    void add(const RuleFile& file) {
        sla_ = attribute(file.root(), "id");
        element(file.root(), "");
    }

    std::vector<Row> rows() const {
        std::vector<Row> rows;
        for (const DocumentElement& record : kind_.elements) {
            for (const DocumentField& field : record.fields) {
                const auto used = uses_.find({record.name, field.name});
                if (used == uses_.end()) continue;
                std::string slas;
                for (const std::string& sla : used->second.slas) slas += (slas.empty() ? "" : " ") + sla;
                rows.push_back({record.name, field.name, field.type, absent(record, field, used->second), slas, field.doc});
            }
        }
        return rows;
    }

private:
    static std::string absent(const DocumentElement& record, const DocumentField& field, const Use& use) {
        if (field.presence == "required") return "refused";
        if (field.presence == "defaulted") return field.default_text;
        const bool open = std::any_of(open_ends.begin(), open_ends.end(),
                                      [&](const auto& end) { return end.first == record.name && end.second == field.name; });
        if (open) return "it lasts";
        return use.unguarded ? "review" : "asked for";
    }

    void element(const pugi::xml_node& node, const std::string& over) {
        const std::string_view name = node.name();
        const std::string subject = name == "guarantee" ? attribute(node, "over") : over;
        if (name == "guarantee") {
            if (subject == "billing_period") note({"subscription", "start"}, true);
            if (subject == "term") {
                note({"subscription", "start"}, true);
                note({"subscription", "end"}, true);
            }
        }
        if (name == "remedy" && attribute(node, "kind") == "extension") note({"subscription", "end"}, true);
        if (!attribute(node, "concurrent").empty()) note({"incident", "component"}, true);
        if (name == "claim" && !attribute(node, "channel").empty()) note({"claim", "channel"}, true);
        if (name == "level") note({"subscription", "level"}, true);
        for (const pugi::xml_attribute& each : node.attributes()) formula(attribute(node, each.name()), subject);
        for (const pugi::xml_node& child : node.children()) {
            if (child.type() == pugi::node_element) element(child, subject);
        }
    }

    void formula(const std::string& text, const std::string& over) {
        std::set<Name> asked_for;
        const auto names = dotted_names(text);
        for (const auto& [name, rest] : names) {
            if (rest.starts_with(" is known") || rest.starts_with(" is unknown")) asked_for.insert(name);
        }
        for (const auto& [name, rest] : names) {
            Name of = name;
            if (of.first == "subject") of.first = over.empty() ? subject_of_all_ : over;
            if (of == Name{"window", "price"}) {
                note({"subscription", "price"}, true);
                note({"subscription", "price_period"}, true);
            }
            const auto derived = std::find_if(derived_fields.begin(), derived_fields.end(),
                                              [&](const Derived& d) { return d.record == of.first && d.field == of.second; });
            const bool unguarded = asked_for.count(name) == 0;
            if (derived == derived_fields.end()) {
                note(of, unguarded);
                continue;
            }
            for (const std::string_view from : derived->from)
                note({of.first, std::string(from)}, unguarded && asked_for.count({name.first, std::string(from)}) == 0);
        }
    }

    void note(const Name& name, bool unguarded) {
        const auto record =
            std::find_if(kind_.elements.begin(), kind_.elements.end(), [&](const auto& e) { return e.name == name.first; });
        if (record == kind_.elements.end() || record->field(name.second) == nullptr) return;
        Use& use = uses_[name];
        use.unguarded = use.unguarded || unguarded;
        use.slas.insert(sla_);
    }

    DocumentKind kind_;
    std::string sla_;
    std::string subject_of_all_ = "incident";
    std::map<Name, Use> uses_;
};

int facts(const FactsOptions& options) {
    const Book book = load_rules(options.rules);
    FactsOfRules facts_of_rules(*book);
    for (const auto& file : sla_files(options.rules.rules)) facts_of_rules.add(*file);
    Row head{"record", "field", "type", "absent", "slas", "meaning"};
    if (options.format == "csv") {
        fmt::print(stdout, "{}", csv_row(head));
        for (const Row& row : facts_of_rules.rows()) fmt::print(stdout, "{}", csv_row(row));
        return exit_success;
    }
    // The meaning would make lines too long for a terminal; docs/vocabulary.md has it.
    head.pop_back();
    Table table(head);
    for (Row& row : facts_of_rules.rows()) {
        row.pop_back();
        if (row[4].size() > slas_shown_max) row[4] = fmt::format("{} SLAs", std::count(row[4].begin(), row[4].end(), ' ') + 1);
        table.add(row);
    }
    fmt::print(stdout, "{}", table.aligned({}));
    return exit_success;
}

}  // namespace

void add_facts(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<FactsOptions>();
    CLI::App* command = app.add_subcommand("facts", "what a host must deliver for rules");
    add_zones_option(*command, options->rules.zones);
    command->add_option("--format", options->format, "table or csv")
        ->check(CLI::IsMember({"table", "csv"}))
        ->capture_default_str();
    command->add_option("RULES", options->rules.rules, "folder or file of rules")->required();
    command->callback([options, &chosen] { chosen = [options] { return facts(*options); }; });
}

}  // namespace redress::cli
