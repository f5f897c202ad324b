// What the peers are compared with: the limit by hand, and Redress in each class. Prints the lines of README.md.
//   redress_peers         settles the cases
//   redress_peers cases   writes them for the peers instead
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "../standard_case.h"
#include "facts/case_xml.h"
#include "redress.h"
#include "rules/book.h"
#include "settle/settle.h"

namespace {

using namespace redress;

constexpr std::size_t case_count = 256;  // so that no branch predictor learns one case by heart

void write_cases(const std::vector<bench::StandardCase>& cases) {
    fmt::print("case,record,start,end,price\n");
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const bench::StandardCase& c = cases[i];
        fmt::print("{},month,{},{},{}.{:02}\n", i, c.month_start, c.month_end, c.price_cents / 100, c.price_cents % 100);
        for (const bench::Stretch& o : c.outages) fmt::print("{},outage,{},{},\n", i, o.start, o.end);
        for (const bench::Stretch& m : c.maintenance) fmt::print("{},maintenance,{},{},\n", i, m.start, m.end);
    }
}

volatile std::int64_t kept;  // so that nothing is optimised away

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Decisions a second of processor time, over at least that many seconds.
template <typename Settle>
double rate(Settle&& settle, double seconds) {
    const double start = cpu_seconds();
    double spent = 0;
    std::size_t decisions = 0;
    for (; spent < seconds; spent = cpu_seconds() - start, decisions += 100 * case_count)
        for (std::size_t i = 0; i < 100 * case_count; ++i) kept = settle(i % case_count);
    return static_cast<double>(decisions) / spent;
}

template <typename Settle>
void measure(std::string_view name, std::string_view kind, std::string_view lacks, Settle&& settle) {
    std::vector<std::int64_t> amounts;
    for (std::size_t i = 0; i < case_count; ++i) amounts.push_back(settle(i));
    rate(settle, 1);
    fmt::print("{}\t{}\t{:.0f}\t{}\t{}\n", name, kind, rate(settle, 2), lacks, fmt::join(amounts, ","));
    std::fflush(stdout);
}

void must(redress_status status) {
    if (status == REDRESS_OK) return;
    fmt::print(stderr, "redress: {}\n", redress_status_name(status));
    std::exit(1);
}

std::int64_t cents_of(std::string_view amount) {
    std::int64_t cents = 0;
    for (const char digit : amount)
        if (digit != '.') cents = 10 * cents + (digit - '0');
    return cents;
}

// From the text of a case to its amount, as a host does it; with steps the whole statement is written too.
std::int64_t settle_xml(const redress_book* book, const std::string& xml, bool steps) {
    redress_case* facts = nullptr;
    redress_statement* statement = nullptr;
    must(redress_case_parse(&facts, xml.data(), static_cast<std::int64_t>(xml.size()), nullptr));
    must((steps ? redress_settle : redress_settle_without_steps)(&statement, book, facts, nullptr));
    if (steps && redress_statement_xml(statement, nullptr) == nullptr) must(REDRESS_OUT_OF_MEMORY);
    const std::int64_t cents = cents_of(redress_statement_get(statement, "decision", 0, "amount"));
    redress_statement_free(statement);
    redress_case_free(facts);
    return cents;
}

struct Prepared {
    facts::Case facts;
    settle::BoundCase bound;
};

void measure_all(const std::vector<bench::StandardCase>& cases) {
    measure("by hand in C++", "prepared", "rules as data, explanation",
            [&](std::size_t i) { return bench::settle_by_hand(cases[i]); });

    std::stringstream rules_text;
    rules_text << std::ifstream(REDRESS_ROOT "/bench/standard_case.xml").rdbuf();
    const rules::Book book = rules::Book::parse(rules_text.str(), "bench/standard_case.xml");
    std::vector<std::string> texts;
    std::vector<Prepared> prepared(cases.size());  // never moved: a bound case points to its facts
    for (std::size_t i = 0; i < cases.size(); ++i) {
        texts.push_back(bench::case_xml(cases[i]));
        prepared[i].facts = facts::parse_case(texts[i], {});
        settle::bind(prepared[i].facts, book, prepared[i].bound);
    }
    settle::Settler settler;
    measure("Redress, facts in memory", "prepared", "explanation",
            [&](std::size_t i) { return settler.settle(prepared[i].bound, nullptr).decisions[0].amount; });

    redress_book* abi_book = nullptr;
    must(redress_book_parse(&abi_book, rules_text.str().c_str(), -1, nullptr));
    measure("Redress, XML in, amount read", "parsed", "explanation",
            [&](std::size_t i) { return settle_xml(abi_book, texts[i], false); });
    measure("Redress, XML in, statement with steps as XML out", "explained", "",
            [&](std::size_t i) { return settle_xml(abi_book, texts[i], true); });
    redress_book_free(abi_book);
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<bench::StandardCase> cases = bench::standard_cases(case_count);
    if (argc == 2 && argv[1] == std::string_view("cases")) {
        write_cases(cases);
    } else {
        measure_all(cases);
    }
    return 0;
}
