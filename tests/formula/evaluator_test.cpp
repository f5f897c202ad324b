#include "formula/evaluator.h"

#include <doctest/doctest.h>

#include <string>

#include "exact/literal.h"
#include "formula/compiler.h"
#include "formula_world.h"
#include "input_limits.h"

namespace redress::formula {
namespace {

using exact::Rational;

// Incident i-1 is measured, ticket t-2 is the subject, and there is no claim.
class World : public FormulaWorld {
public:
    World() {
        facts::Fact high;  // incident.impact
        high.scalar = 1;
        high.state = facts::Fact::State::given;
        additional_[1].give(index_of_incident("i-1"), high);
        around.records = {0, 0, 0, facts::no_record, index_of_incident("i-1"), 1};
    }

    // The value, or why there is none.
    std::string value(const std::string& source) {
        const Formula program = formula(source, {}, sight.visible);
        Evaluator evaluator;
        switch (run(program, evaluator, 10'000)) {
            case Fault::none: return spelled(program.type, evaluator.result());
            case Fault::missing:
                return "missing " + std::string(facts::row(evaluator.missing().record).name) + "." +
                       std::string(evaluator.missing().field);
            case Fault::out_of_range: return "out of range";
            case Fault::out_of_years: return "out of years";
            case Fault::out_of_work: return "out of work";
        }
        return "";
    }

private:
    std::uint32_t index_of_incident(std::string_view id) const {
        for (std::uint32_t i = 0; i < 2; ++i) {
            if (facts_.get<"incident.id">(i) == id) return i;
        }
        return facts::no_record;
    }

    static std::string spelled(const Type& type, const Cell& cell) {
        std::string out;
        switch (type.kind) {
            case Kind::number: exact::append_decimal(out, cell.number); break;
            case Kind::flag: out = cell.scalar != 0 ? "yes" : "no"; break;
            case Kind::text: out = cell.text; break;
            case Kind::token: out = std::to_string(cell.scalar); break;
            case Kind::instant: time::append_instant(out, time::Instant(time::Seconds(cell.scalar))); break;
            case Kind::date: time::append_date(out, time::Date(std::chrono::days(cell.scalar))); break;
            case Kind::span:
            case Kind::opening_span: time::append_span(out, cell.span); break;
        }
        return out;
    }
};

struct Row {
    const char* source;
    const char* value;
};

void check_values(std::initializer_list<Row> table) {
    World world;
    for (const Row& row : table) {
        INFO("source: " << std::string(row.source));
        CHECK(world.value(row.source) == std::string(row.value));
    }
}

}  // namespace

TEST_CASE("formulas read the facts, the level and the names") {
    check_values({
        {"case.id", "c-1"},
        {"account.units", "12"},
        {"subscription.price", "1303"},
        {"subscription.monthly_price", "1303/6"},
        {"subscription.price_period", "P6M"},
        {"incident.cause", "ddos"},
        {"incident.kind", "1"},
        {"incident.kind is degradation", "yes"},
        {"incident.kind one of (outage, data_loss)", "no"},
        {"incident.kind not one of (outage, data_loss)", "yes"},
        {"incident.cause one of (flood, ddos)", "yes"},
        {"incident.cause is not 'ddos'", "no"},
        {"incident.duration", "61200"},
        {"incident.affected", "0.5"},
        {"incident.impact is high", "yes"},
        {"subject.response_time", "600"},
        {"subject.id", "t-2"},
        {"level.downtime_limit", "3600"},
        {"level.plan is gold", "yes"},
        {"level.plan is Gold", "no"},
        {"down", "7200"},
        {"failures * share", "1.5"},
        {"if vip then 5 else 6", "5"},
        {"window.length", "2678400"},
        {"window.days", "31"},
        {"window.month_days", "31"},
        {"window.start", "2025-12-31T23:00:00Z"},
        {"notice", "P1M"},
        {"subscription.monthly_price / 31 * 2", "1303/93"},
    });
}

TEST_CASE("dates move by spans on the calendar, instants by hours on the clock") {
    check_values({
        {"deadline", "2026-01-31"},
        {"deadline + notice", "2026-02-28"},
        {"deadline - 11 months", "2025-02-28"},
        {"deadline + 1 week", "2026-02-07"},
        {"deadline + 1 working day", "2026-02-02"},
        {"deadline + 5 working days", "2026-02-06"},
        {"date(window.start)", "2026-01-01"},
        {"date(window.start) + 3 working days", "2026-01-07"},
        {"date(window.end) - 1 working day", "2026-01-30"},
        {"window.start + 6 hours", "2026-01-01T05:00:00Z"},
        {"window.start - 90 minutes", "2025-12-31T21:30:00Z"},
        {"window.start + 0.5 seconds", "2025-12-31T23:00:00Z"},
        {"window.start - 0.5 seconds", "2025-12-31T22:59:59Z"},
        {"window.end + 6 months", "2026-07-31T22:00:00Z"},
        {"window.end - window.start", "2678400"},
        {"window.start - window.end", "-2678400"},
        {"days(window.start, window.end)", "31"},
        {"start_of(window.start, calendar_month)", "2025-12-31T23:00:00Z"},
        {"end_of(window.start, calendar_month)", "2026-01-31T23:00:00Z"},
        {"end_of(window.end, calendar_month)", "2026-02-28T23:00:00Z"},
        {"end_of(window.end - 1 second, calendar_month)", "2026-01-31T23:00:00Z"},
        {"start_of(window.start + 12 hours, day)", "2025-12-31T23:00:00Z"},
        {"end_of(window.start, quarter)", "2026-03-31T22:00:00Z"},
        {"window_start(1)", "2026-01-31T23:00:00Z"},
        {"window_end(1)", "2026-02-28T23:00:00Z"},
        {"window_end(3)", "2026-04-30T22:00:00Z"},
        {"window_start(-1)", "2025-11-30T23:00:00Z"},
        {"window_end(-1)", "2025-12-31T23:00:00Z"},
        {"window_start(-120)", "2015-12-31T23:00:00Z"},
        {"end_of(window.start, calendar_year)", "2026-12-31T23:00:00Z"},
        {"start_of(date(window.end), calendar_month)", "2026-02-01"},
        {"end_of(date(window.end), calendar_month)", "2026-03-01"},
        {"start_of(date(window.end), quarter)", "2026-01-01"},
        {"end_of(date(window.end), calendar_year) + 10 days", "2027-01-11"},
        {"start_of(date(window.start), day)", "2026-01-01"},
        {"days(window.end, window.start)", "-31"},
        {"window.start + 4 opening hours", "2026-01-01T12:00:00Z"},
        {"window.start + 481 opening minutes", "2026-01-02T08:01:00Z"},
        {"window.end - 1 opening  hour", "2026-01-30T15:00:00Z"},
        {"opening_time(window.start, window.end)", "604800"},
        {"opening_time(window.end, window.start)", "-604800"},
        {"opening_time(window.start, window.start)", "0"},
        {"working_days(window.start, window.end)", "21"},
        {"days(deadline, window.end)", "1"},
        {"min(deadline, date(window.start))", "2026-01-01"},
        {"max(window.start, window.end)", "2026-01-31T23:00:00Z"},
        {"window.end above window.start", "yes"},
        {"deadline one of (date(window.start), deadline)", "yes"},
        {"deadline + 40000 months", "out of years"},
        {"window.end + 40000 years", "out of years"},
        {"window.end - 40000 years", "out of years"},
        {"window.end + 99999999999999 hours", "out of years"},
        {"window.end - 99999999999999 hours", "out of years"},
        {"deadline + 40000 working days", "2179-05-28"},
    });
}

TEST_CASE("a missing fact is named, unless the formula does not come to need it") {
    check_values({
        {"account.individual_terms", "missing account.individual_terms"},
        {"account.individual_terms is known", "no"},
        {"incident.impact is known", "yes"},
        {"subject.surcharge above 5 EUR", "missing ticket.surcharge"},
        {"claim is known", "no"},
        {"claim.filed is known", "no"},
        {"claim.filed", "missing claim."},
        {"claim is known and claim.filed above window.end", "no"},
        {"claim is unknown or claim.filed above window.end", "yes"},
        {"change + 1", "missing measurement.value"},
        {"if vip then 1 else change", "1"},
        {"if vip then change else 1", "missing measurement.value"},
        {"vip or change above 1", "yes"},
        {"vip and change above 1", "missing measurement.value"},
        {"(1 / (failures - 3) else 7)", "7"},
        {"(1 / failures else change)", "1/3"},
        {"(1 / (failures - 3) else change)", "missing measurement.value"},
        {"3 one of (failures, change)", "yes"},
        {"4 one of (failures, change)", "missing measurement.value"},
    });
    World world;
    world.around.level = nullptr;
    CHECK(world.value("level.downtime_limit") == "missing subscription.level");
}

TEST_CASE("what leaves 64 bits is computed all the same") {
    World world;
    const std::string large = "999999999999999999 * 999999999999999999";
    CHECK(world.value(large) == "999999999999999998000000000000000001");
    CHECK(world.value(large + " / 999999999999999999") == "999999999999999999");
}

TEST_CASE("a run stops where the work is used up") {
    const Sight sight;
    const Formula program = formula("1 + 2 + 3", {}, sight.visible);
    const Surroundings around;
    Evaluator evaluator;
    evaluator.work_left = 2;  // two additions; a constant that they read costs nothing
    CHECK(evaluator.run(program, around) == Fault::none);
    CHECK(evaluator.work_left == 0);
    CHECK(evaluator.result().number == Rational(6));
    CHECK(evaluator.run(program, around) == Fault::out_of_work);
}

TEST_CASE("constants are evaluated when the rules are loaded") {
    const Sight sight;
    Surroundings none;
    none.parameters = sight.parameters;
    CHECK(constant_value(formula("2 hours * 3", {}, sight.visible), none).number == Rational(21'600));
    CHECK(constant_value(formula("'a' is 'a'", {}, sight.visible), none).scalar == 1);
    CHECK(constant_value(formula("3 months", {}, sight.visible), none).span == time::Span{3, 0, 0});
    const Formula text = formula("'some words'", {}, sight.visible);
    CHECK(constant_value(text, none).text == "some words");
    CHECK_THROWS_AS(constant_value(formula("999999999999999999 * 999999999999999999", {}, sight.visible), none), FormulaError);
    const Formula of_level = formula("level.downtime_limit * 2", {}, sight.visible);
    CHECK(of_level.constant);
    CHECK_THROWS_AS(constant_value(of_level, none), FormulaError);
}

}  // namespace redress::formula
