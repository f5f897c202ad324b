// Surroundings in which the formulas of these tests have values.
#pragma once

#include "../facts/case_builder.h"
#include "formula/evaluator.h"
#include "surroundings.h"
#include "time/instant.h"
#include "time/zone_database.h"

namespace redress::formula {

// What Sight can name, with a value for everything but `change`: the full case of the facts' tests, in January 2026 in Berlin.
//   down 2 hours, failures 3, share 1/2, vip yes, deadline 2026-01-31, notice 1 month
class FormulaWorld {
public:
    FormulaWorld() : facts_(facts::built(facts::full_case())) {
        zone_ = time::ZoneDatabase().load("Europe/Berlin");
        calendar_.holidays = {time::parse_date("2026-01-06").value};
        calendar_.opening = {{time::Days::working_days, {9 * 3600, 17 * 3600}}};
        calendar_.put_in_order();
        level_.values.resize(2);
        level_.values[0].number = exact::Rational(3'600);
        level_.values[1].text = "gold";
        for (facts::Fact& value : level_.values) value.state = facts::Fact::State::given;
        for (std::uint32_t i = 0; i < sight.facts.size(); ++i) sight.facts[i].book_index = i;
        for (const DeclaredFact& fact : sight.facts) additional_.emplace_back(fact.default_value);  // unknown
        around.facts = &facts_;
        around.additional = &additional_;
        around.declared = sight.facts;
        around.parameters = sight.parameters;
        around.calendar = &calendar_;
        around.level = &level_;
        around.window.interval = {time::parse_instant("2026-01-01T00:00:00+01:00").value,
                                  time::parse_instant("2026-02-01T00:00:00+01:00").value};
        around.window.zone = &zone_;
        around.opening_zone = &zone_;
        around.window.subscription = 0;
        around.records = {0, 0, 0, 0, 1, 1};
    }
    FormulaWorld(const FormulaWorld&) = delete;
    FormulaWorld& operator=(const FormulaWorld&) = delete;

    Fault run(const Formula& formula, Evaluator& evaluator, std::int64_t work = 1'000'000) const {
        evaluator.work_left = work;
        const std::size_t names = sight.visible.names.size();
        evaluator.prepare(formula.cells, names);
        for (std::uint16_t slot = 0; slot < names; ++slot) evaluator.name(slot).state = Named::State::known;
        evaluator.name(0).cell.number = 7'200;
        evaluator.name(1).cell.number = 3;
        evaluator.name(2).state = Named::State::missing;
        evaluator.name(2).missing = {facts::Record::measurement, 0, "value", false};
        evaluator.name(3).cell.number = exact::Number::fraction(1, 2);
        evaluator.name(4).cell.scalar = 1;
        evaluator.name(5).cell.scalar = time::parse_date("2026-01-31").value.time_since_epoch().count();
        evaluator.name(6).cell.span = time::Span{.months = 1};
        return evaluator.run(formula, around);
    }

    Sight sight;
    Surroundings around;

protected:
    facts::Case facts_;
    time::Zone zone_;
    time::WorkCalendar calendar_;
    Level level_;
    AdditionalFacts additional_;
};

}  // namespace redress::formula
