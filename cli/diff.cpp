// `redress diff`: which decisions other rules change, from what to what, and by which rule.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "amount.h"
#include "as_if.h"
#include "case_text.h"
#include "change_distribution.h"
#include "commands.h"
#include "library.h"
#include "parallel.h"
#include "progress_bar.h"
#include "replayed_case.h"
#include "rules_options.h"
#include "settled_case.h"
#include "statement_difference.h"
#include "statement_records.h"
#include "table.h"
#include "text_file.h"

namespace redress::cli {
namespace {

struct DiffOptions {
    std::vector<std::string> books;  // old and new, or new alone
    std::string zones;
    std::vector<std::string> cases;
    std::string as_if_from;
    std::string format = "text";
    std::string html;
    std::size_t jobs = 0;
};

// One decision that differs, or a case that is refused on one side alone.
struct Change {
    std::string source;
    std::string subscription, sla, guarantee, window_start, record;  // of the decision; `record` is its incident or ticket
    std::string kind;                                                // changed, new, gone, refused
    std::vector<FieldChange> fields;
    std::string by;
};

struct Compared {
    SettledCase before;
    SettledCase after;
    std::vector<Change> changes;
    StatementRecords old_decisions;  // without their steps
    StatementRecords new_decisions;
};

// Not what was decided: which text decided it, and where it stands among the others.
bool is_reference(const std::string& field) { return field == "number" || field == "effective_from" || field == "rules_digest"; }

Change change_of(const RecordPair& pair) {
    const auto [old_decision, new_decision] = pair;
    const StatementRecord& shown = new_decision != nullptr ? *new_decision : *old_decision;
    const auto text = [&](const char* name) { return std::string(shown.get(name)); };
    Change change{"",
                  text("subscription"),
                  text("sla"),
                  text("guarantee"),
                  text("window_start"),
                  text("incident") + text("ticket"),
                  old_decision == nullptr   ? "new"
                  : new_decision == nullptr ? "gone"
                                            : "changed",
                  {},
                  ""};
    const StatementRecord none{"decision", {}};
    change.fields =
        changed_fields(old_decision != nullptr ? *old_decision : none, new_decision != nullptr ? *new_decision : none);
    std::erase_if(change.fields, [](const FieldChange& field) { return is_reference(field.field); });
    if (change.kind != "changed") {
        std::erase_if(change.fields, [](const FieldChange& field) {
            return field.field != "outcome" && field.field != "reason" && field.field != "amount" && field.field != "sentence";
        });
    }
    return change;
}

void compare(Compared& compared) {
    const bool old_refused = compared.before.refused();
    const bool new_refused = compared.after.refused();
    if (old_refused != new_refused || (old_refused && compared.before.problem != compared.after.problem)) {
        Change change{"", "", "", "", "", "", "refused", {}, ""};
        change.fields.push_back({"refused", compared.before.problem, compared.after.problem});
        compared.changes.push_back(std::move(change));
    }
    if (!old_refused) compared.old_decisions = statement_records(compared.before.statement);
    if (!new_refused) compared.new_decisions = statement_records(compared.after.statement);
    if (!old_refused && !new_refused) {
        const DecisionSteps old_steps(compared.old_decisions);
        const DecisionSteps new_steps(compared.new_decisions);
        for (const RecordPair& pair : paired_decisions(compared.old_decisions, compared.new_decisions)) {
            Change change = change_of(pair);
            if (change.fields.empty() && change.kind == "changed") continue;
            change.by = parting_step(old_steps, pair.first, new_steps, pair.second);
            compared.changes.push_back(std::move(change));
        }
    }
    for (Change& change : compared.changes) change.source = compared.before.source;
    for (StatementRecords* records : {&compared.old_decisions, &compared.new_decisions})
        std::erase_if(records->records, [](const StatementRecord& record) { return record.kind != "decision"; });
}

SettledCase archived(const CaseText& text) {
    SettledCase out{text.source, "", "", {}};
    const std::filesystem::path file = statement_beside(text.source);
    try {
        out.statement = read_file(file);
        statement_records(out.statement);
    } catch (const std::runtime_error&) {
        out.statement.clear();
        out.problem = file.string() + " is no statement, or is not there";
    }
    return out;
}

// Whether one of the cases has a statement beside it. Without any there is nothing to compare with.
bool is_archive(const std::vector<std::string>& cases) {
    CaseTexts texts(cases);
    while (const std::optional<CaseText> text = texts.next()) {
        if (std::filesystem::exists(statement_beside(text->source))) return true;
    }
    return false;
}

class Comparisons {
public:
    explicit Comparisons(std::string format) : format_(std::move(format)) {
        if (format_ == "json") fmt::print(stdout, "{{\"changes\": [");
        if (format_ == "csv") fmt::print(stdout, "{}", csv_row(row_head));
    }

    void add(const Compared& compared) {
        ++cases_;
        count(compared.old_decisions, true);
        count(compared.new_decisions, false);
        changed_cases_ += compared.changes.empty() ? 0 : 1;
        for (const Change& change : compared.changes) {
            ++changes_;
            if (!change.sla.empty()) {
                const std::string guarantee = change.sla + (change.guarantee.empty() ? "" : "/" + change.guarantee);
                distribution_.add(guarantee, std::string(compared.new_decisions.head.get("currency")),
                                  amount_change(side(change, "amount", true), side(change, "amount", false)));
            }
            if (format_ == "csv") fmt::print(stdout, "{}", csv_row(row(change)));
            if (format_ == "json") fmt::print(stdout, "{}\n{}", changes_ > 1 ? "," : "", json(change));
            if (format_ == "text") fmt::print(stdout, "{}", text(change));
        }
    }

    std::string html() const { return distribution_.html(totals_head, totals()); }

    void close() const {
        Table table(totals_head);
        nlohmann::ordered_json all = nlohmann::ordered_json::array();
        for (const Row& row : totals()) {
            table.add(row);
            nlohmann::ordered_json each;
            for (std::size_t i = 0; i < row.size(); ++i) each[totals_head[i]] = row[i];
            all.push_back(each);
        }
        if (format_ == "json") fmt::print(stdout, "\n], \"totals\": {}}}\n", all.dump());
        if (format_ != "text") return;
        fmt::print(stdout, "{}\n{} of {} cases change, in {} decisions\n",
                   table.aligned({"before", "after", "amount_before", "amount_after", "difference"}), changed_cases_, cases_,
                   changes_);
    }

    bool any() const { return changes_ > 0; }

private:
    static inline const Row row_head{"source", "change",         "subscription",  "sla",           "guarantee",    "window_start",
                                     "record", "outcome_before", "outcome_after", "amount_before", "amount_after", "fields",
                                     "by"};

    static inline const Row totals_head{"sla",   "guarantee",     "currency",     "outcome",   "before",
                                        "after", "amount_before", "amount_after", "difference"};

    struct Sums {
        std::size_t before = 0;
        std::size_t after = 0;
        std::string amount_before;
        std::string amount_after;
    };

    void count(const StatementRecords& statement, bool before) {
        for (const StatementRecord& decision : statement.records) {
            const auto field = [&](const char* name) { return std::string(decision.get(name)); };
            Sums& sums =
                totals_[{field("sla"), field("guarantee"), std::string(statement.head.get("currency")), field("outcome")}];
            ++(before ? sums.before : sums.after);
            std::string& amount = before ? sums.amount_before : sums.amount_after;
            amount = add_amounts(amount, field("amount"));
        }
    }

    std::vector<Row> totals() const {
        std::vector<Row> rows;
        for (const auto& [key, sums] : totals_) {
            const auto& [sla, guarantee, currency, outcome] = key;
            rows.push_back({sla, guarantee, currency, outcome, std::to_string(sums.before), std::to_string(sums.after),
                            sums.amount_before, sums.amount_after, amount_change(sums.amount_before, sums.amount_after)});
        }
        return rows;
    }

    // What a field was or became, where it changes.
    static std::string side(const Change& change, std::string_view name, bool before) {
        const auto found =
            std::find_if(change.fields.begin(), change.fields.end(), [&](const auto& f) { return f.field == name; });
        return found == change.fields.end() ? std::string() : before ? found->before : found->after;
    }

    static std::string text(const Change& change) {
        std::string out = change.source;
        if (!change.sla.empty()) {
            out += fmt::format(": {}: {}{}{}{}{}", change.subscription, change.sla,
                               change.guarantee.empty() ? "" : "/" + change.guarantee,
                               change.record.empty() ? "" : " " + change.record,
                               change.window_start.empty() ? "" : " from " + change.window_start,
                               change.kind == "changed" ? "" : ": " + change.kind);
        }
        out += '\n';
        for (const FieldChange& field : change.fields)
            out += fmt::format("    {}: {} -> {}\n", field.field, or_nothing(field.before), or_nothing(field.after));
        if (!change.by.empty()) out += fmt::format("    by {}\n", change.by);
        return out + '\n';
    }

    static Row row(const Change& change) {
        std::string fields;
        for (const FieldChange& field : change.fields) fields += (fields.empty() ? "" : " ") + field.field;
        return {change.source,
                change.kind,
                change.subscription,
                change.sla,
                change.guarantee,
                change.window_start,
                change.record,
                side(change, "outcome", true),
                side(change, "outcome", false),
                side(change, "amount", true),
                side(change, "amount", false),
                fields,
                change.by};
    }

    static std::string json(const Change& change) {
        nlohmann::ordered_json out{{"source", change.source},
                                   {"change", change.kind},
                                   {"subscription", change.subscription},
                                   {"sla", change.sla},
                                   {"guarantee", change.guarantee},
                                   {"window_start", change.window_start},
                                   {"record", change.record},
                                   {"by", change.by}};
        for (const FieldChange& field : change.fields) out["fields"][field.field] = {field.before, field.after};
        return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    }

    std::string format_;
    ChangeDistribution distribution_;
    std::map<std::tuple<std::string, std::string, std::string, std::string>, Sums> totals_;
    std::size_t cases_ = 0;
    std::size_t changed_cases_ = 0;
    std::size_t changes_ = 0;
};

int compare_all(const DiffOptions& options) {
    const bool from_archive = options.books.size() == 1;
    if (from_archive && std::find(options.cases.begin(), options.cases.end(), "-") != options.cases.end())
        throw std::runtime_error("cases on standard input have no statements beside them: expected OLD and NEW rules");
    if (from_archive && !is_archive(options.cases))
        throw std::runtime_error(
            "no case has a statement beside it: expected OLD and NEW rules, or NAME.statement.xml beside NAME.case.xml");
    const RulesOptions newer{options.books.back(), options.zones};
    const Book old_book = from_archive ? Book() : load_rules({options.books.front(), options.zones});
    const Book new_book = options.as_if_from.empty() ? load_rules(newer) : load_as_if_from(newer, options.as_if_from);
    CaseTexts texts(options.cases);
    Comparisons comparisons(options.format);
    ProgressBar bar(0);
    std::size_t done = 0;
    in_order(
        threads_of(options.jobs), [&] { return texts.next(); },
        [&](const CaseText& text) {
            Compared compared;
            compared.before = from_archive ? archived(text) : settle_text(*old_book, text, {}, Steps::with);
            compared.after = settle_text(*new_book, text, {}, Steps::with);
            compare(compared);
            return compared;
        },
        [&](const Compared& compared) {
            bar.make_room();
            comparisons.add(compared);
            bar.show(++done, compared.before.source);
        });
    bar.clear();
    comparisons.close();
    if (!options.html.empty()) write_file(options.html, comparisons.html());
    return comparisons.any() ? exit_failure : exit_success;
}

}  // namespace

void add_diff(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<DiffOptions>();
    CLI::App* command = app.add_subcommand("diff", "show which decisions other rules change, and by which rule");
    command->add_option("--cases", options->cases, "files and folders of cases")->required();
    add_zones_option(*command, options->zones);
    command->add_option("--as-if-from", options->as_if_from, "as if the newest version of NEW had been in effect from this day")
        ->check([](const std::string& text) {
            constexpr std::string_view form = "0000-00-00";
            bool is_date = text.size() == form.size();
            for (std::size_t i = 0; is_date && i < form.size(); ++i)
                is_date = form[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9';
            return is_date ? "" : "expected a day such as 2026-01-01";
        });
    command->add_option("--format", options->format, "text, csv or json")
        ->check(CLI::IsMember({"text", "csv", "json"}))
        ->capture_default_str();
    command->add_option("--html", options->html, "a file for a page: by how much amounts change, and how often");
    command->add_option("--jobs", options->jobs, "threads; all cores unless it is given");
    command
        ->add_option("RULES", options->books, "OLD and NEW, or NEW alone: then the statements beside the cases are the old ones")
        ->required()
        ->expected(1, 2);
    command->callback([options, &chosen] {
        chosen = [options] {
            try {
                return compare_all(*options);
            } catch (const std::runtime_error& error) {
                fmt::print(stderr, "redress: {}\n", error.what());
                return exit_usage;  // so that a script can tell it from a difference
            }
        };
    });
}

}  // namespace redress::cli
