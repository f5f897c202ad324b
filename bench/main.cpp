// The standard case from hand-coded integers to XML in, XML out, in one run. docs/performance.md says what the figures mean.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "allocations.h"
#include "facts/case_xml.h"
#include "redress.h"
#include "rules/book.h"
#include "settle/settle.h"
#include "standard_case.h"
#include "statement/statement.h"

namespace {

using namespace redress;
using settle::Settler;

constexpr std::size_t case_count = 256;  // so that no branch predictor learns one case by heart

std::string rules_text() {
    std::ifstream in(REDRESS_ROOT "/bench/standard_case.xml");
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Prepared {
    facts::Case facts;
    settle::BoundCase bound;
};

// Everything that the benchmarks share; built before any of them runs.
struct Fixture {
    std::vector<bench::StandardCase> cases = bench::standard_cases(case_count);
    std::vector<std::string> xml;
    rules::Book book = rules::Book::parse(rules_text(), "bench/standard_case.xml");
    redress_book* abi_book = nullptr;
    std::vector<std::unique_ptr<Prepared>> prepared;
    struct Instants {
        std::vector<std::string> texts;
    };
    std::vector<Instants> instants;  // start and end of the outages, then of the maintenance

    Fixture() {
        const std::string rules = rules_text();
        if (redress_book_parse(&abi_book, rules.c_str(), -1, nullptr) != REDRESS_OK) std::abort();
        for (const bench::StandardCase& c : cases) {
            xml.push_back(bench::case_xml(c));
            prepared.push_back(std::make_unique<Prepared>());
            prepared.back()->facts = facts::parse_case(xml.back(), {});
            settle::bind(prepared.back()->facts, book, prepared.back()->bound);
            Instants& texts = instants.emplace_back();
            const auto add = [&](std::int64_t at) {
                time::append_instant(texts.texts.emplace_back(), time::Instant(time::Seconds(at)));
            };
            for (const bench::Stretch& o : c.outages) add(o.start), add(o.end);
            for (const bench::Stretch& m : c.maintenance) add(m.start), add(m.end);
        }
    }
    ~Fixture() { redress_book_free(abi_book); }
};

Fixture& fixture() {
    static Fixture the_fixture;
    return the_fixture;
}

void a_hand_coded(benchmark::State& state) {
    const Fixture& f = fixture();
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(bench::settle_by_hand(f.cases[i++ % case_count]));
    state.SetItemsProcessed(state.iterations());
}

void b_settle_prepared(benchmark::State& state) {
    const Fixture& f = fixture();
    Settler settler;
    for (const auto& p : f.prepared) settler.settle(p->bound, nullptr);
    const std::uint64_t before = bench::allocations();
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(settler.settle(f.prepared[i++ % case_count]->bound, nullptr).decisions[0].amount);
    state.SetItemsProcessed(state.iterations());
    state.counters["allocations"] =
        benchmark::Counter(static_cast<double>(bench::allocations() - before), benchmark::Counter::kAvgIterations);
}

void c_settle_with_steps_and_xml(benchmark::State& state) {
    const Fixture& f = fixture();
    Settler settler;
    settle::Trace trace;
    std::size_t i = 0;
    for (auto _ : state) {
        const settle::BoundCase& bound = f.prepared[i++ % case_count]->bound;
        trace.clear();
        statement::Statement statement;
        statement::write_statement(bound, settler.settle(bound, &trace), &trace, statement);
        benchmark::DoNotOptimize(statement.xml().data());
    }
    state.SetItemsProcessed(state.iterations());
}

void build_case(redress_case* c, const bench::StandardCase& facts, const std::vector<std::string>& instants) {
    static const std::string ids[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    const std::string price = fmt::format("{}.{:02}", facts.price_cents / 100, facts.price_cents % 100);
    redress_case_set(c, "id", "standard", -1, nullptr);
    redress_case_set(c, "as_of", "2026-11-02T00:00:00Z", -1, nullptr);
    redress_case_set(c, "currency", "EUR", 3, nullptr);
    redress_case_add(c, "account", nullptr);
    redress_case_set(c, "id", "a-1", -1, nullptr);
    redress_case_add(c, "subscription", nullptr);
    redress_case_set(c, "id", "s-1", -1, nullptr);
    redress_case_set(c, "sla", "standard", -1, nullptr);
    redress_case_set(c, "price", price.c_str(), -1, nullptr);
    for (std::size_t i = 0; i < 12; ++i) {
        redress_case_add(c, i < 10 ? "incident" : "maintenance", nullptr);
        redress_case_set(c, "id", ids[i % 10].c_str(), -1, nullptr);
        redress_case_set(c, "start", instants[2 * i].c_str(), -1, nullptr);
        redress_case_set(c, "end", instants[2 * i + 1].c_str(), -1, nullptr);
        if (i < 10) redress_case_set(c, "subscription", "s-1", -1, nullptr);
    }
}

void d_abi_setters(benchmark::State& state) {
    const Fixture& f = fixture();
    std::size_t i = 0;
    for (auto _ : state) {
        const std::size_t at = i++ % case_count;
        redress_case* c = nullptr;
        redress_statement* statement = nullptr;
        if (redress_case_new(&c, nullptr) != REDRESS_OK) std::abort();
        build_case(c, f.cases[at], f.instants[at].texts);
        if (redress_settle_without_steps(&statement, f.abi_book, c, nullptr) != REDRESS_OK) std::abort();
        benchmark::DoNotOptimize(redress_statement_get(statement, "decision", 0, "outcome"));
        benchmark::DoNotOptimize(redress_statement_get(statement, "decision", 0, "amount"));
        benchmark::DoNotOptimize(redress_statement_get(statement, "decision", 0, "remedy"));
        redress_statement_free(statement);
        redress_case_free(c);
    }
    state.SetItemsProcessed(state.iterations());
}

template <class Settle, class Read>
void settle_xml(benchmark::State& state, Settle settle, Read read) {
    const Fixture& f = fixture();
    std::size_t i = 0;
    for (auto _ : state) {
        const std::string& xml = f.xml[i++ % case_count];
        redress_case* c = nullptr;
        redress_statement* statement = nullptr;
        if (redress_case_parse(&c, xml.data(), static_cast<std::int64_t>(xml.size()), nullptr) != REDRESS_OK) std::abort();
        if (settle(&statement, f.abi_book, c, nullptr) != REDRESS_OK) std::abort();
        benchmark::DoNotOptimize(read(statement));
        redress_statement_free(statement);
        redress_case_free(c);
    }
    state.SetItemsProcessed(state.iterations());
}

void e_xml_in_xml_out(benchmark::State& state) {
    settle_xml(state, redress_settle, [](const redress_statement* s) { return redress_statement_xml(s, nullptr); });
}

void f_xml_in_amount_read(benchmark::State& state) {
    settle_xml(state, redress_settle_without_steps,
               [](const redress_statement* s) { return redress_statement_get(s, "decision", 0, "amount"); });
}

BENCHMARK(a_hand_coded);
BENCHMARK(b_settle_prepared);
BENCHMARK(c_settle_with_steps_and_xml);
BENCHMARK(d_abi_setters);
BENCHMARK(e_xml_in_xml_out);
BENCHMARK(f_xml_in_amount_read);

// The amounts must be the same, or the figures compare nothing.
bool amounts_agree() {
    const Fixture& f = fixture();
    Settler settler;
    for (std::size_t i = 0; i < case_count; ++i) {
        const exact::MinorUnits amount = settler.settle(f.prepared[i]->bound, nullptr).decisions[0].amount;
        if (amount == bench::settle_by_hand(f.cases[i])) continue;
        std::cerr << "case " << i << ": by hand " << bench::settle_by_hand(f.cases[i]) << ", settled " << amount << '\n'
                  << f.xml[i];
        return false;
    }
    return true;
}

// Prints the usual table and keeps the times for the ratios.
class RatioReporter : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const Run& run : runs) {
            const bool shown = run.run_type == Run::RT_Iteration || run.aggregate_name == "median";
            if (shown) nanoseconds_[run.run_name.function_name] = run.GetAdjustedCPUTime();
        }
    }

    void print_ratios() const {
        const auto base = nanoseconds_.find("a_hand_coded");
        if (base == nanoseconds_.end()) return;
        fmt::print("\n{:<30} {:>12} {:>12} {:>8}\n", "standard case", "ns", "per second", "ratio");
        for (const auto& [name, ns] : nanoseconds_)
            fmt::print("{:<30} {:>12.0f} {:>12.0f} {:>8.1f}\n", name, ns, 1e9 / ns, ns / base->second);
    }

private:
    std::map<std::string, double> nanoseconds_;
};

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    if (!amounts_agree()) return 1;
    RatioReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    reporter.print_ratios();
    return 0;
}
