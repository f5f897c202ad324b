#include "replayed_case.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "amount.h"
#include "comparison.h"
#include "text_file.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

void join_once(std::string& list, std::string_view value) {
    if (value.empty() || ("+" + list + "+").find("+" + std::string(value) + "+") != std::string::npos) return;
    if (!list.empty()) list += '+';
    list += value;
}

void describe_decisions(ReplayedCase& replayed, const redress_statement& statement) {
    std::string total;
    for (std::int64_t i = 0; i < redress_statement_count(&statement, "decision"); ++i) {
        const auto of_decision = [&](const char* name) { return field(statement, "decision", i, name); };
        if (i > 0) replayed.outcomes += '+';
        replayed.outcomes += of_decision("outcome");
        join_once(replayed.sla, of_decision("sla"));
        join_once(replayed.remedies, of_decision("remedy"));
        const std::string amount(of_decision("amount"));
        total = add_amounts(total, amount);
    }
    if (!total.empty()) replayed.amount = total + " " + std::string(field(statement, "statement", 0, "currency"));
}

void expect_statement(ReplayedCase& replayed, const redress_statement& statement, const fs::path& file) {
    const Comparison comparison = compare_statements(read_file(file), statement_xml(statement));
    replayed.failure = comparison.first_difference;
    replayed.other_provenance = comparison.other_provenance;
}

void expect_refusal(ReplayedCase& replayed, std::string_view message, const fs::path& file) {
    std::string expected = read_file(file);
    while (expected.ends_with('\n')) expected.pop_back();
    if (message != expected) replayed.failure = "error message: " + describe_difference(expected, message);
}

}  // namespace

std::string case_name(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.substr(0, name.size() - case_ending.size());
}

ReplayedCase replay_case(const redress_book& book, const fs::path& file) {
    ReplayedCase replayed;
    replayed.name = case_name(file);
    const fs::path statement_file = file.parent_path() / (replayed.name + ".statement.xml");
    const fs::path error_file = file.parent_path() / (replayed.name + ".error.txt");
    const bool statement_expected = fs::exists(statement_file);
    const bool refusal_expected = fs::exists(error_file);
    try {
        const Case facts = parse_case(read_file(file));
        const Statement statement = settle(book, *facts, Steps::with);
        describe_decisions(replayed, *statement);
        if (statement_expected) expect_statement(replayed, *statement, statement_file);
        if (refusal_expected) replayed.failure = "expected an error, found a statement";
    } catch (const Refusal& refusal) {
        replayed.outcomes = "refused";
        if (refusal_expected) expect_refusal(replayed, refusal.what(), error_file);
        if (statement_expected) replayed.failure = std::string("expected a statement, found the error ") + refusal.what();
    } catch (const std::runtime_error& unreadable) {
        replayed.failure = unreadable.what();
    }
    if (!statement_expected && !refusal_expected) replayed.failure = "no expected statement";
    if (statement_expected && refusal_expected) replayed.failure = "both a statement and an error are expected";
    if (replayed.sla.empty()) replayed.sla = file.parent_path().filename().string();  // samples stand in folders by SLA
    return replayed;
}

}  // namespace redress::cli
