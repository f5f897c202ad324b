#include "totals.h"

#include "amount.h"

namespace redress::cli {

const Row Totals::head = {"sla", "currency", "outcome", "count", "amount"};

void Totals::add(const StatementRecords& statement) {
    for (const StatementRecord* decision : statement.of("decision")) {
        Sum& sum = sums_[{std::string(decision->get("sla")), std::string(statement.head.get("currency")),
                          std::string(decision->get("outcome"))}];
        ++sum.decisions;
        sum.amount = add_amounts(sum.amount, std::string(decision->get("amount")));
    }
}

std::vector<Row> Totals::rows() const {
    std::vector<Row> rows;
    for (const auto& [key, sum] : sums_) {
        const auto& [sla, currency, outcome] = key;
        rows.push_back({sla, currency, outcome, std::to_string(sum.decisions), sum.amount});
    }
    if (refused_ > 0) rows.push_back({"", "", "refused", std::to_string(refused_), ""});
    return rows;
}

}  // namespace redress::cli
