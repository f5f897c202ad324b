// What holds for every case, on generated packs and cases.
#include <doctest/doctest.h>

#include <map>

#include "exact/literal.h"
#include "generated.h"

namespace redress::settle {
namespace {

using exact::Number;

std::int64_t cents(std::string_view amount) {
    return exact::post(exact::parse_decimal(amount).value, *exact::currency("EUR"), exact::RoundingMode::down).value();
}

struct Sample {
    GeneratedPack rules;
    GeneratedCase facts;
};

// Runs `body` on samples; each names its inputs where it fails.
template <class Body>
void for_samples(std::uint64_t seed, int packs, int cases, Body body) {
    Generator g(seed);
    for (int p = 0; p < packs; ++p) {
        const GeneratedPack rules = generate_pack(g);
        const rules::Book book = rules::Book::parse(rules.xml);
        for (int i = 0; i < cases; ++i) {
            const std::uint64_t case_seed = g.random()();
            Generator of_case(case_seed);
            const GeneratedCase facts = generate_case(of_case);
            INFO(rules.xml);
            INFO(facts.xml());
            body(rules, book, facts, case_seed, g);
        }
    }
}

TEST_CASE("no cap is exceeded and nothing is negative") {
    for_samples(7, 60, 12,
                [](const GeneratedPack& rules, const rules::Book& book, const GeneratedCase& facts, std::uint64_t, Generator&) {
                    const facts::Case the_case = facts::parse_case(facts.xml(), {});
                    BoundCase bound;
                    bind(the_case, book, bound);
                    Settler settler;
                    const Settlement& settlement = settler.settle(bound, nullptr);
                    std::map<std::pair<std::uint32_t, std::int64_t>, std::int64_t> by_month;
                    for (const auto& d : settlement.decisions) {
                        CHECK(d.amount >= 0);
                        CHECK((d.amount == 0) == (d.outcome != Outcome::granted));
                        CHECK(d.extension.count() >= 0);
                        const time::Instant served = std::max(d.window.start, bound.book->packs()[0]->effective.start);
                        // A window that begins before the service belongs to the month in which that began.
                        const time::Instant start = std::max(served, time::Instant(time::Seconds(1'767'175'200)));
                        const time::Interval month = time::civil_window(time::WindowKind::calendar_month, start, d.pack->zone);
                        if (d.outcome == Outcome::granted)
                            by_month[{d.subscription, month.start.time_since_epoch().count()}] += d.amount;
                    }
                    if (rules.cap_cents < 0) return;
                    for (const auto& [month, amount] : by_month) CHECK(amount <= rules.cap_cents);
                });
}

TEST_CASE("discounts leave no line and no invoice below zero, and their parts add up") {
    std::size_t discounts = 0;
    for_samples(
        8, 60, 12, [&](const GeneratedPack&, const rules::Book& book, const GeneratedCase& facts, std::uint64_t, Generator&) {
            const facts::Case the_case = facts::parse_case(facts.xml(), {});
            statement::Statement statement;
            settle_usually(book, the_case, false, statement);
            const Reader reader(statement);
            std::map<std::string, std::int64_t> taken;
            std::map<std::string, std::int64_t> lines;
            for (std::size_t i = 0; i < reader.count("adjustment"); ++i) {
                if (reader.get("adjustment", i, "kind") != "discount") continue;
                ++discounts;
                const std::int64_t before = cents(reader.get("adjustment", i, "line_before"));
                const std::int64_t after = cents(reader.get("adjustment", i, "line_after"));
                const std::string line(reader.get("adjustment", i, "line"));
                CHECK(after >= 0);
                CHECK(before - after == cents(reader.get("adjustment", i, "amount")));
                if (lines.contains(line)) CHECK(lines[line] == before);
                lines[line] = after;
                taken[std::string(reader.get("adjustment", i, "credit"))] += before - after;
            }
            for (std::size_t i = 0; i < reader.count("credit"); ++i) {
                if (reader.get("credit", i, "remedy") != "discount" || reader.get("credit", i, "decision").empty()) continue;
                const std::string id(reader.get("credit", i, "id"));
                CHECK(taken[id] + cents(reader.get("credit", i, "remaining")) == cents(reader.get("credit", i, "amount")));
            }
            Number invoice;
            for (std::size_t i = 0; i < the_case.count(facts::Record::line); ++i) {
                invoice += the_case.fact(facts::Record::line, i, facts::slot(facts::Record::line, "amount")).number;
            }
            std::int64_t taken_in_all = 0;
            for (const auto& [id, amount] : taken) taken_in_all += amount;
            if (taken_in_all > 0) CHECK(invoice >= Number::fraction(taken_in_all, 100));
        });
    CHECK(discounts > 100);
}

std::string as_given_before(const Reader& reader, bool with_decision_only) {
    std::string out;
    for (std::size_t i = 0; i < reader.count("credit"); ++i) {
        if (with_decision_only && reader.get("credit", i, "decision").empty()) continue;
        out += "<credit";
        for (const char* field :
             {"id", "subscription", "sla", "effective_from", "guarantee", "window_start", "window_end", "incident", "ticket",
              "amount", "granted", "remedy", "remaining", "available_from", "expires"}) {
            const std::string_view value = reader.get("credit", i, field);
            if (!value.empty()) out += " " + std::string(field) + "=\"" + std::string(value) + "\"";
        }
        out += "/>";
    }
    return out;
}

TEST_CASE("a replay with its own credits grants nothing") {
    std::size_t replayed = 0;
    for_samples(9, 80, 12,
                [&](const GeneratedPack&, const rules::Book& book, const GeneratedCase& facts, std::uint64_t, Generator&) {
                    statement::Statement first;
                    settle_usually(book, facts::parse_case(facts.xml(), {}), false, first);
                    const std::string again = facts.xml(as_given_before(Reader(first), true));
                    statement::Statement second;
                    settle_usually(book, facts::parse_case(again, {}), false, second);
                    const std::string decisions = Reader(second).decisions();
                    INFO(Reader(first).decisions());
                    INFO(decisions);
                    CHECK(decisions.find("granted") == std::string::npos);
                    if (Reader(first).decisions().find("granted") != std::string::npos) ++replayed;
                });
    CHECK(replayed > 300);
}

TEST_CASE("the order of the records changes nothing") {
    for_samples(10, 30, 6,
                [](const GeneratedPack&, const rules::Book& book, const GeneratedCase& facts, std::uint64_t, Generator& g) {
                    GeneratedCase shuffled = facts;
                    for (std::size_t i = shuffled.records.size(); i > 1; --i)
                        std::swap(shuffled.records[i - 1], shuffled.records[g.below(i)]);
                    CHECK(settled(book, facts.xml()).xml == settled(book, shuffled.xml()).xml);
                });
}

TEST_CASE("an outage told in two parts gives the same amounts") {
    for_samples(
        11, 60, 8,
        [](const GeneratedPack& rules, const rules::Book& book, const GeneratedCase& facts, std::uint64_t case_seed, Generator&) {
            if (!rules.additive) return;
            Generator same(case_seed);
            const GeneratedCase parts = generate_case(same, true);
            CHECK(settled(book, facts.xml(), false).decisions == settled(book, parts.xml(), false).decisions);
        });
}

TEST_CASE("steps change nothing but themselves") {
    for_samples(12, 40, 8,
                [](const GeneratedPack&, const rules::Book& book, const GeneratedCase& facts, std::uint64_t, Generator&) {
                    const Settled with = settled(book, facts.xml(), true);
                    const Settled without = settled(book, facts.xml(), false);
                    CHECK(with.decisions == without.decisions);
                    CHECK(with.credits == without.credits);
                    CHECK(with.adjustments == without.adjustments);
                    CHECK(without.xml.find("<step ") == std::string::npos);
                });
}

}  // namespace
}  // namespace redress::settle
