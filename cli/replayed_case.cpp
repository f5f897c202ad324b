#include "replayed_case.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "amount.h"
#include "comparison.h"
#include "statement_difference.h"
#include "statement_records.h"
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
        replayed.decisions.push_back(decision_by_hand(statement, i));
        join_once(replayed.sla, of_decision("sla"));
        join_once(replayed.remedies, of_decision("remedy"));
        const std::string amount(of_decision("amount"));
        total = add_amounts(total, amount);
    }
    if (!total.empty()) replayed.amount = total + " " + std::string(field(statement, "statement", 0, "currency"));
}

void expect_statement(ReplayedCase& replayed, const fs::path& file) {
    const std::string expected = read_file(file);
    const Comparison comparison = compare_statements(expected, replayed.statement);
    replayed.failure = comparison.first_difference;
    replayed.other_provenance = comparison.other_provenance;
    if (replayed.failure.empty()) return;
    try {
        StatementDifference difference = statement_difference(statement_records(expected), statement_records(replayed.statement));
        replayed.differences = std::move(difference.lines);
        replayed.only_digests = difference.only_digests;
    } catch (const std::runtime_error&) {
        // What is expected is no statement: where its bytes differ has been said.
    }
    if (replayed.only_digests) replayed.failure = "only digests differ";
}

void expect_refusal(ReplayedCase& replayed, std::string_view message, const fs::path& file) {
    std::string expected = read_file(file);
    while (expected.ends_with('\n')) expected.pop_back();
    if (message != expected) replayed.failure = "error message: " + describe_difference(expected, message);
}

}  // namespace

std::string decision_by_hand(const redress_statement& statement, std::int64_t index) {
    std::string out;
    for (const char* name : {"guarantee", "outcome", "reason", "amount", "remedy"}) {
        const std::string_view value = field(statement, "decision", index, name);
        out += (out.empty() ? "" : "/") + std::string(value.empty() ? "-" : value);
    }
    return out;
}

std::string case_name(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.substr(0, name.rfind(".case."));  // .case.xml or .case.json
}

fs::path statement_beside(const fs::path& case_file) {
    return case_file.parent_path() / (case_name(case_file) + ".statement.xml");
}

fs::path refusal_beside(const fs::path& case_file) { return case_file.parent_path() / (case_name(case_file) + ".error.txt"); }

ReplayedCase replay_case(const redress_book& book, const fs::path& file) {
    ReplayedCase replayed;
    replayed.name = case_name(file);
    const fs::path statement_file = statement_beside(file);
    const fs::path error_file = refusal_beside(file);
    const bool statement_expected = fs::exists(statement_file);
    const bool refusal_expected = fs::exists(error_file);
    try {
        const Case facts = parse_case(read_file(file));
        const Statement statement = settle(book, *facts, Steps::with);
        describe_decisions(replayed, *statement);
        replayed.statement = statement_xml(*statement);
        if (statement_expected) expect_statement(replayed, statement_file);
        if (refusal_expected) replayed.failure = "expected an error, found a statement";
    } catch (const Refusal& refusal) {
        replayed.outcomes = "refused";
        replayed.refusal = refusal.what();
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
