// The table of the statement and the names that settling writes agree.
#include <doctest/doctest.h>

#include <string>

#include "facts/token_set.h"
#include "settle/decision.h"
#include "settle/trace.h"
#include "statement/statement.h"

namespace redress::statement {
namespace {

std::string values(StatementRecord record, std::string_view name) {
    for (const StatementField& field : statement_fields(record)) {
        if (field.name == name) return std::string(field.values);
    }
    return "there is no such field";
}

// The names of an enum up to `last`, as the table lists them.
template <class Enum>
std::string names_to(Enum last) {
    std::string out;
    for (int i = 0; i <= static_cast<int>(last); ++i) out.append(out.empty() ? "" : " ").append(name_of(static_cast<Enum>(i)));
    return out;
}

}  // namespace

TEST_CASE("tokens of a statement are one of the set that is told of them") {
    CHECK(values(StatementRecord::decision, "outcome") == names_to(settle::Outcome::pending));
    CHECK(values(StatementRecord::decision, "remedy") == names_to(rules::Remedy::discount));
    CHECK(values(StatementRecord::credit, "remedy") == names_to(rules::Remedy::discount));
    CHECK(values(StatementRecord::adjustment, "kind") == names_to(rules::Remedy::discount) + " forfeit");
    CHECK(values(StatementRecord::step, "kind") == names_to(settle::StepKind::reading));
}

TEST_CASE("only tokens have a set, and all but the reason have one: it can be an id of the rules") {
    for (const StatementField& field : statement_fields()) {
        CAPTURE(field.name);
        CHECK((field.type == "token" && field.name != "reason") == !field.values.empty());
    }
}

}  // namespace redress::statement
